//! A home of the bench: founded or joined, asked and written through the same desk as any other.

use std::net::Ipv4Addr;
use std::path::Path;
use std::sync::Arc;

use node::desk::{self, doors, setup};
use node::home::Home;
use node::shell::{self, Node, Options};
use protocol::held::Facts;
use protocol::id::Id;
use protocol::invite_line::Place;
use protocol::local::{Join, NewInvite, Publish, Reply, Request, Setup, Trouble};
use protocol::record::Fold;
use protocol::record::charter::TICKETS;
use protocol::record::profile::Profile;
use protocol::record::terms::Terms;
use protocol::text::Line;
use tokio::runtime::Runtime;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use super::draft;
use super::fault::BenchFault;

/// 24: as many as an invite may let in.
const USES: u32 = 24;
/// An invite of the bench outlives every run.
const INVITE_DAYS: u32 = 30;

/// A node that runs, and the task that it runs in.
type Running = (Arc<Node>, JoinHandle<Result<(), Trouble>>);

/// An open home, and its node where that runs.
pub struct Seat {
    /// The home.
    pub home: Arc<Home>,
    ip: Ipv4Addr,
    port: u16,
    running: Option<Running>,
}

impl Seat {
    /// Founds a collective whose charter grants as many tickets as a charter may, and invites.
    ///
    /// # Errors
    /// [`BenchFault`]; also where somebody lives there already.
    pub fn found(folder: &Path, ip: Ipv4Addr, port: u16) -> Result<(Seat, String), BenchFault> {
        let seat = Seat::new(Home::open(folder)?, ip, port);
        let terms = Terms::named(name("Collective A"));
        let setup = Setup { terms, profile: Profile::named(name("Amara")) };
        setup::setup_granting(&seat.home, &setup, Some(TICKETS.1))?;
        let invite = seat.invite(port)?;
        Ok((seat, invite))
    }

    /// Invites as many as an invite may let in.
    ///
    /// - `port`: where the invite says that this home is.
    ///
    /// # Errors
    /// [`BenchFault`] where this is not the founder.
    pub fn invite(&self, port: u16) -> Result<String, BenchFault> {
        let node = self.home.state().keyring.as_ref().map(|keyring| keyring.node().key());
        let node = node.ok_or_else(|| Trouble::new("no-identity", 4))?;
        let address = Line::new(address(self.ip, port)).expect("an address of this shape is a short line");
        let until = node::clock::now().day().plus(INVITE_DAYS);
        let wish = NewInvite { collective: false, federation: None, uses: USES, until, dry_run: false };
        match doors::invite(&self.home, &wish, vec![Place { node, address }])?.reply {
            Reply::Invited(invited) => Ok(invited.line),
            other => Err(BenchFault::Peer(format!("an invite was answered by {other:?}"))),
        }
    }

    /// Opens a home that is there, or joins by an invite where none is; the other home must run then.
    ///
    /// # Errors
    /// [`BenchFault`].
    pub fn enter(folder: &Path, ip: Ipv4Addr, port: u16, invite: &str) -> Result<Seat, BenchFault> {
        if !folder.join("lock").exists() {
            let join = Join {
                invite: invite.to_string(),
                profile: Some(Profile::named(name("Binh"))),
                shows_members: false,
                words: None,
                label: None,
                dry_run: false,
            };
            match node::client::enter(folder, join)? {
                Reply::Joined(joined) if joined.reached => {}
                other => return Err(BenchFault::Peer(format!("a join was answered by {other:?}"))),
            }
        }
        Ok(Seat::new(Home::open(folder)?, ip, port))
    }

    fn new(home: Home, ip: Ipv4Addr, port: u16) -> Seat {
        Seat { home: Arc::new(home), ip, port, running: None }
    }

    /// True where the one who lives here founded the collective.
    pub fn is_founder(&self) -> bool {
        let state = self.home.state();
        let steward = |me: node::home::Dweller| {
            state.replica.roster().collective(&me.collective).is_some_and(|c| c.is_steward(&me.person))
        };
        state.me.is_some_and(steward)
    }

    /// Starts the node, where it does not run yet.
    ///
    /// # Errors
    /// [`BenchFault`] where it cannot listen.
    pub fn start(&mut self, runtime: &Runtime) -> Result<(), BenchFault> {
        if self.running.is_some() {
            return Ok(());
        }
        let options = Options {
            listen: vec![address(self.ip, self.port)],
            // On loopback there is neither a local network nor a router.
            no_lan: self.ip.is_loopback(),
            no_upnp: self.ip.is_loopback(),
            external: Vec::new(),
            passphrase: None,
            ..Options::default()
        };
        let (serves, ready) = oneshot::channel();
        let home = self.home.clone();
        let task = runtime.spawn(shell::serve(home, options, |_, node| {
            if serves.send(node).is_err() {
                tracing::debug!("nobody waits for the node");
            }
        }));
        match runtime.block_on(ready) {
            Ok(node) => {
                self.running = Some((node, task));
                Ok(())
            }
            Err(_) => match runtime.block_on(task) {
                Ok(ended) => Err(ended.err().map_or(BenchFault::Ended, BenchFault::Home)),
                Err(_) => Err(BenchFault::Ended),
            },
        }
    }

    /// Writes leads as a face does: through the node where it runs.
    ///
    /// # Errors
    /// [`BenchFault`]; nothing was written then.
    pub fn publish(&self, runtime: &Runtime, wish: Publish) -> Result<(), BenchFault> {
        let request = Request::Publish(wish);
        let reply = match &self.running {
            Some((node, _)) => runtime.block_on(node.answer(request))?,
            None => match desk::answer(&self.home, request)? {
                Ok(answer) => answer.reply,
                Err(other) => return Err(BenchFault::Peer(format!("{other:?} came back"))),
            },
        };
        match reply {
            Reply::Published(_) => Ok(()),
            other => Err(BenchFault::Peer(format!("a write was answered by {other:?}"))),
        }
    }

    /// Writes `many` leads, `at_once` in each write.
    ///
    /// # Errors
    /// [`BenchFault`].
    pub fn fill(&self, runtime: &Runtime, many: usize, at_once: usize) -> Result<(), BenchFault> {
        let mut written = 0;
        while written < many {
            let next = many.min(written + at_once);
            self.publish(runtime, draft::leads((written..next).map(|at| format!("Lead {at}"))))?;
            written = next;
        }
        Ok(())
    }

    /// Ends the node and closes the home.
    ///
    /// # Errors
    /// [`BenchFault`].
    pub fn leave(self, runtime: &Runtime) -> Result<(), BenchFault> {
        match self.running {
            Some((node, task)) => {
                node.end();
                runtime.block_on(task).map_err(|_| BenchFault::Ended)??;
            }
            None => self.home.close()?,
        }
        Ok(())
    }
}

/// How many leads are held, durable or on their way there.
pub fn leads_held(home: &Home) -> usize {
    let state = home.state();
    state.replica.held().iter().filter(|facts| is_lead(facts)).count()
}

/// True where so many leads are held, all of them on the disk and in the rows.
pub fn has(home: &Home, leads: usize) -> bool {
    let settled = || {
        let counts = home.store().counts();
        (counts.entries == counts.position).then_some(counts.records as usize)
    };
    settled().is_some_and(|records| records >= leads)
        && leads_held(home) >= leads
        // What was held a moment ago is on the disk now.
        && settled() == Some(home.state().replica.held().len())
}

/// Bytes of all leads that are held, as they travel.
///
/// # Errors
/// [`BenchFault`] where one cannot be read.
pub fn weigh(home: &Home) -> Result<usize, BenchFault> {
    let ids: Vec<Id> = {
        let state = home.state();
        let leads = state.replica.held().iter().filter(|facts| is_lead(facts));
        leads.map(|facts| facts.id).collect()
    };
    let mut bytes = 0;
    for id in ids {
        bytes += home.record(&id)?.map_or(0, |record| record.bytes().len());
    }
    Ok(bytes)
}

fn is_lead(facts: &Facts) -> bool {
    facts.kind().and_then(|kind| kind.fold) == Some(Fold::Lead)
}

fn address(ip: Ipv4Addr, port: u16) -> String {
    format!("/ip4/{ip}/tcp/{port}")
}

fn name(text: &str) -> Line<80> {
    Line::new(text).expect("the names of the bench are short lines")
}
