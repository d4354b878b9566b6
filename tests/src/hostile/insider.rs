//! Owns the home that the victim lists: its keys, what it holds, and its right to speak, all of which are
//! used against their purpose.

use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};

use libp2p::PeerId;
use libp2p::identity::{Keypair, PublicKey, ed25519};
use node::catchup;
use node::home::{Dweller, Home};
use node::intake::{Park, Taken};
use protocol::envelope::Envelope;
use protocol::founding::{self, Hands};
use protocol::id::Id;
use protocol::keys::{Key, Secret};
use protocol::local::Trouble;
use protocol::space::Scope;
use protocol::sync::mark::Nonce;
use protocol::sync::view::View;

use super::fault::HostileFault;

/// A home that is open in this process and serves nobody.
pub struct Insider {
    home: Home,
    me: Dweller,
    device: [u8; 32],
    node: [u8; 32],
    seal: Key,
    chances: AtomicU64,
}

impl Insider {
    /// Opens a home that nobody serves.
    ///
    /// # Errors
    /// [`HostileFault::Home`].
    pub fn open(folder: &Path) -> Result<Insider, HostileFault> {
        let home = Home::open(folder)?;
        let nobody = || Trouble::new("no-identity", 4);
        let (me, device, node, seal) = {
            let state = home.state();
            let keyring = state.keyring.as_ref().ok_or_else(nobody)?;
            let device = keyring.device().ok_or_else(nobody)?.seed();
            (state.me.ok_or_else(nobody)?, device, **keyring.node_seed(), keyring.seal_key())
        };
        Ok(Insider { home, me, device, node, seal, chances: AtomicU64::new(0) })
    }

    /// The identity by which the victim lists its machine.
    ///
    /// # Errors
    /// [`HostileFault::Setup`].
    pub fn identity(&self) -> Result<Keypair, HostileFault> {
        Keypair::ed25519_from_bytes(self.node).map_err(|_| HostileFault::Setup("an identity"))
    }

    /// Who lives there.
    pub fn me(&self) -> Dweller {
        self.me
    }

    /// The key that signs.
    pub fn device(&self) -> Secret {
        Secret::from_seed(&self.device)
    }

    /// What it reads together with the victim: the inner space and the federations.
    pub fn scopes(&self) -> Vec<Scope> {
        self.home.state().replica.roster().scopes_of(self.me.collective)
    }

    /// The names of the machines with which it shares a scope.
    pub fn machines(&self) -> Vec<PeerId> {
        let (scopes, state) = (self.scopes(), self.home.state());
        let keys = scopes.iter().flat_map(|scope| state.replica.roster().nodes_in(scope).into_keys());
        let known = keys.filter_map(|key| ed25519::PublicKey::try_from_bytes(key.as_bytes()).ok());
        known.map(|key| PublicKey::from(key).to_peer_id()).collect()
    }

    /// The first federation, else the inner space.
    pub fn widest(&self) -> Scope {
        let scopes = self.scopes();
        let federation = scopes.iter().find(|scope| matches!(scope, Scope::Federation(_)));
        federation.copied().unwrap_or(Scope::Inner(self.me.collective))
    }

    /// The ids that it shows of a scope, and others that it claims to hold.
    pub fn view(&self, scope: &Scope, claimed: impl Iterator<Item = Id>) -> View {
        let day = self.home.now().day();
        let view = catchup::view(&self.home, scope, day);
        let (law, content) = (protocol::sync::view::Tier::Authority, protocol::sync::view::Tier::Content);
        View::new(day, view.ids(law).to_vec(), view.ids(content).iter().copied().chain(claimed).collect())
    }

    /// Takes in what came, as an honest home does: so it stays in step with who belongs.
    ///
    /// # Errors
    /// [`HostileFault::Home`].
    pub fn take_in(&self, records: Vec<Envelope>) -> Result<Taken, HostileFault> {
        Ok(self.home.take_in(records, Park::Nothing)?)
    }

    /// The bytes of a record that it holds.
    ///
    /// # Errors
    /// [`HostileFault::Home`].
    pub fn record(&self, id: &Id) -> Result<Option<Envelope>, HostileFault> {
        Ok(self.home.record(id)?)
    }

    /// The first records of others that are of this kind.
    ///
    /// # Errors
    /// [`HostileFault::Home`].
    pub fn others(&self, kind: &str, most: usize) -> Result<Vec<Envelope>, HostileFault> {
        self.records(kind, most, |by| by != self.me.person)
    }

    /// All own records of this kind.
    ///
    /// # Errors
    /// [`HostileFault::Home`].
    pub fn own(&self, kind: &str) -> Result<Vec<Envelope>, HostileFault> {
        self.records(kind, usize::MAX, |by| by == self.me.person)
    }

    fn records(&self, kind: &str, most: usize, wanted: impl Fn(Id) -> bool) -> Result<Vec<Envelope>, HostileFault> {
        let ids: Vec<Id> = {
            let state = self.home.state();
            let of_kind = |facts: &&protocol::held::Facts| facts.kind().is_some_and(|known| known.name == kind);
            state.replica.held().iter().filter(of_kind).map(|facts| facts.id).collect()
        };
        let mut records = Vec::new();
        for id in ids {
            let record = self.home.record(&id)?.filter(|record| wanted(record.header().person));
            records.extend(record);
            if records.len() == most {
                break;
            }
        }
        Ok(records)
    }

    /// Two revisions of the own charter with one parent.
    ///
    /// # Errors
    /// [`HostileFault::Forging`].
    pub fn fork(&self, tickets: [u32; 2]) -> Result<Vec<Envelope>, HostileFault> {
        let plain = {
            let state = self.home.state();
            let own = state.replica.roster().collective(&self.me.collective);
            founding::successor(own.ok_or(HostileFault::Forging("a charter"))?)
        };
        let (device, node) = (self.device(), Secret::from_seed(&self.node));
        let hands = Hands { device: &device, seal: self.seal, node: &node, person: self.me.person };
        let revision = |tickets| {
            let mut charter = plain.clone();
            charter.tickets = Some(tickets);
            founding::revision(self.me.collective, &hands, &charter, &[], self.home.now())
        };
        tickets.into_iter().map(revision).collect::<Result<_, _>>().map_err(|_| HostileFault::Forging("a charter"))
    }

    /// This machine's clock.
    pub fn now(&self) -> protocol::time::Moment {
        self.home.now()
    }

    /// 16 bytes that were not used before in this run; no secret rests on them.
    pub fn nonce(&self) -> Nonce {
        let number = self.chances.fetch_add(1, Ordering::Relaxed).to_be_bytes();
        let hash = Id::labelled("hostile", &[&self.node, &self.home.now().0.to_be_bytes(), &number]);
        Nonce(std::array::from_fn(|at| hash.as_bytes()[at]))
    }
}
