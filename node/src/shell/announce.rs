//! What is written here goes out: to topics, in address records, to neighbours that missed it.

use std::collections::BTreeMap;
use std::sync::Arc;

use protocol::author::{self, Author, Given};
use protocol::envelope::Envelope;
use protocol::fold::address::AddressRow;
use protocol::id::Id;
use protocol::keys::Key;
use protocol::local::{Draft, Trouble, Version};
use protocol::record::Fold;
use protocol::record::address::Address;
use protocol::space::{Scope, Side, Space};
use protocol::text::Line;
use protocol::ticket::RECORD_MAX;
use protocol::time::Day;
use protocol::wire::{self, Blob, Few};

use super::{Node, blocking, note};
use crate::desk::directory::decode;
use crate::home::handover::Mark;
use crate::home::{Home, held};
use crate::net::Published;
use crate::pen::draft_trouble;
use crate::{chance, trouble};

/// 100 records go out by gossip; more at once, and larger ones, are fetched by catch-up, which is made for it.
const GOSSIP_MAX: usize = 100;
/// Rows in one page.
const PAGE: usize = 1_000;
/// Days before its end after which an address is said again.
const RENEW_DAYS: u32 = 20;

impl Node {
    /// Hands what was just written to the neighbours.
    pub(crate) async fn announce(self: &Arc<Node>, written: &[Envelope]) -> Result<(), Trouble> {
        if written.is_empty() {
            return Ok(());
        }
        if written.iter().any(|record| record.header().ticket.is_none()) {
            self.refresh_roster().await?;
        }
        // What stays in the collective is never gossiped: whoever knows a topic's name may follow it.
        // A carrier above 16 KiB is too long for gossip.
        let fetched = |record: &Envelope| record.header().is_inner() || record.bytes().len() > RECORD_MAX;
        let many = written.len() > GOSSIP_MAX;
        let begun = many || written.iter().any(fetched);
        if begun {
            self.catch_up_all();
        }
        if many {
            return Ok(());
        }
        let mark = self.gossiped(written);
        let mut sent = mark.is_some();
        for record in written.iter().filter(|record| !record.header().is_inner()) {
            sent &= record.bytes().len() <= RECORD_MAX && self.gossip_one(record).await;
        }
        if let Some(mark) = mark.filter(|_| sent) {
            let home = self.home.clone();
            blocking(move || home.handed_over(mark)).await??;
        } else if !begun {
            // A neighbour whose topics are not known yet is connected all the same.
            self.catch_up_all();
        }
        Ok(())
    }

    /// Carries what is sealed again to keys that came since, and hands it on; nobody waits for it.
    pub(crate) fn seal_again(self: &Arc<Node>) {
        let (node, home) = (self.clone(), self.home.clone());
        tokio::spawn(async move {
            let written = blocking(move || home.seal_again()).await.and_then(|written| written);
            match written {
                Ok(written) => note(node.announce(&written).await),
                Err(trouble) => note(Err(trouble)),
            }
        });
    }

    /// How far everything open is handed over once these records are; nothing where others wait before them.
    fn gossiped(&self, written: &[Envelope]) -> Option<Mark> {
        let state = self.home.state();
        let own = state.keyring.as_ref().map(|keyring| [keyring.device_key(), keyring.node().key()]);
        let open = |record: &&Envelope| !record.header().is_inner();
        let own = |record: &&Envelope| own.is_some_and(|own| own.contains(&record.header().key));
        let many = written.iter().filter(open).filter(own).count() as u64;
        (state.handover.unsent().open <= many).then(|| state.handover.mark_open())
    }

    /// True where a neighbour was handed the record.
    async fn gossip_one(&self, record: &Envelope) -> bool {
        let mut scopes = {
            let state = self.home.state();
            let Some(me) = state.me else { return false };
            state.replica.scopes_of(me.collective, record)
        };
        // What a federation carries reaches the own members too.
        if scopes.iter().any(|scope| matches!(scope, Scope::Federation(_))) {
            scopes.retain(|scope| matches!(scope, Scope::Federation(_)));
        }
        scopes.extend(goodbye_in(record, &self.leaving(), &scopes));
        let mut sent = false;
        for scope in scopes {
            let published = self.net.publish(scope.topic(), record.bytes().to_vec()).await;
            sent |= matches!(published, Published::Sent | Published::Duplicate);
        }
        sent
    }

    /// Says where this home can be reached, where that has changed or was said long ago.
    pub(crate) async fn publish_addresses(self: &Arc<Node>) -> Result<(), Trouble> {
        let addresses = held(self.addresses.lock()).clone();
        let home = self.home.clone();
        let written = blocking(move || say_addresses(&home, &addresses)).await??;
        self.announce(&written).await
    }
}

/// Whoever has gone is in the federation no more, and still says so there: the own collective, which a goodbye
/// reaches too, does not pass it on.
fn goodbye_in(record: &Envelope, leaving: &[Scope], scopes: &[Scope]) -> Option<Scope> {
    let header = record.header();
    let federation = Scope::Federation(header.space.filter(|_| header.ticket.is_none())?.charter);
    (leaving.contains(&federation) && !scopes.contains(&federation)).then_some(federation)
}

fn say_addresses(home: &Home, addresses: &[String]) -> Result<Vec<Envelope>, Trouble> {
    let Some(me) = home.state().me else { return Ok(Vec::new()) };
    let _turn = home.authoring();
    let lines: Vec<Line<200>> =
        addresses.iter().take(8).filter_map(|address| Line::new(address.clone()).ok()).collect();
    if lines.is_empty() {
        return Ok(Vec::new());
    }
    let today = home.now().day();
    let last = own_address(home)?;
    let same = |row: &AddressRow| {
        row.addresses.iter().map(String::as_str).eq(lines.iter().map(|line| &**line))
            && row.expires > Day(today.0 + RENEW_DAYS)
    };
    if last.as_ref().is_some_and(|(_, row)| same(row)) {
        return Ok(Vec::new());
    }
    let prior = match &last {
        Some((name, _)) => home.head(name, None)?,
        None => None,
    };
    let document = last.as_ref().map_or(Version::New, |(name, _)| Version::Next(*name));
    let relay = !lines.iter().all(|line| line.contains("p2p-circuit"));
    let body = wire::encode(&Address { addresses: Few::new(lines).expect("8 were taken"), relay });
    let draft = Draft {
        kind: "address".to_string(),
        side: Side::Open,
        audience: None,
        subject: None,
        names: Vec::new(),
        document,
        body: Blob(body),
    };
    let record = {
        let mut state = home.state();
        let state = &mut *state;
        let keyring = state.keyring.as_ref().ok_or_else(|| Trouble::new("no-identity", 4))?;
        let node = keyring.node();
        let guard = state.guard.as_mut().map_err(|trouble| trouble.clone())?;
        let now = home.now();
        let space = Space { side: Side::Open, charter: me.collective };
        let limit = state.replica.roster().tickets(&space, &node.key(), &me.person);
        // The node's tickets are counted apart from the device's: a side that no content has.
        let own = Space { side: Side::Law, charter: me.collective };
        let ticket = guard.ticket(own, now, limit).map_err(|fault| trouble::guard(&fault))?;
        let nonce = chance::bytes::<16>().map_err(|_| Trouble::new("no-chance", 1))?;
        let given = Given { now, nonce, ticket: Some(ticket), number: None };
        let author = Author { person: me.person, collective: me.collective };
        author::sign(&draft, &author, None, prior.as_ref(), &given, &node).map_err(|fault| draft_trouble(&fault))?
    };
    home.write(vec![record], Vec::new())
}

/// The document in which this node says its addresses, and what it said last.
pub(crate) fn own_address(home: &Home) -> Result<Option<(Id, AddressRow)>, Trouble> {
    let Some(node) = home.state().keyring.as_ref().map(|keyring| keyring.node().key()) else { return Ok(None) };
    Ok(address_rows(home)?.into_iter().find(|(_, row)| row.node == node))
}

/// What every home has said of its addresses last, one row a node, however many a node has written.
pub(crate) fn address_rows(home: &Home) -> Result<Vec<(Id, AddressRow)>, Trouble> {
    let mut newest: BTreeMap<Key, (Id, AddressRow)> = BTreeMap::new();
    let mut after = None;
    loop {
        let page = home.store().rows(Fold::Address.letter(), after.as_ref(), PAGE);
        let page = page.map_err(|fault| trouble::store(&fault))?;
        let Some((last, _)) = page.last() else { break };
        after = Some(*last);
        for (id, bytes) in page {
            let row: AddressRow = decode(&bytes)?;
            let newer = |known: &(Id, AddressRow)| (known.1.revised, known.0) < (row.revised, id);
            if newest.get(&row.node).is_none_or(newer) {
                newest.insert(row.node, (id, row));
            }
        }
    }
    Ok(newest.into_values().collect())
}

#[cfg(test)]
mod tests;
