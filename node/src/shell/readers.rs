//! Owns which machines of others read what was just written.

use std::collections::BTreeSet;

use protocol::envelope::Envelope;
use protocol::keys::Key;
use protocol::local::Trouble;
use protocol::space::Side;

use crate::home::Home;
use crate::pen::log::{Deed, operation_key};

/// 100 records of one operation are asked for their readers; what it writes is for the same people.
const READERS_MAX: usize = 100;

/// Listed machines of others that read all of these records. Of what is written for the collective and for others as
/// well, such as when somebody works and that they are busy, only that for others counts: whoever reads it is told
/// that something was said.
pub(crate) fn readers(home: &Home, written: &[Envelope]) -> BTreeSet<Key> {
    let state = home.state();
    let Some(me) = state.me else { return BTreeSet::new() };
    let roster = state.replica.roster();
    let machines = |record: &Envelope| {
        let scopes = state.replica.scopes_of(me.collective, record);
        scopes.iter().flat_map(|scope| roster.nodes_in(scope).into_keys()).collect::<BTreeSet<Key>>()
    };
    let is_open = |record: &&Envelope| record.header().space.is_some_and(|space| space.side == Side::Open);
    let any_open = written.iter().any(|record| is_open(&record));
    let meant = written.iter().filter(|record| !any_open || is_open(record));
    let mut all = meant.take(READERS_MAX).map(machines);
    let first = all.next().unwrap_or_default();
    let mut common = all.fold(first, |common, machines| common.intersection(&machines).copied().collect());
    if let Some(keyring) = &state.keyring {
        common.remove(&keyring.node().key());
    }
    common
}

/// The machines that read what an operation wrote.
pub(crate) fn readers_of(home: &Home, operation: u64) -> Result<BTreeSet<Key>, Trouble> {
    let Some(deed) = home.local::<Deed>(&operation_key(operation))? else { return Ok(BTreeSet::new()) };
    let mut written = Vec::new();
    for id in deed.records.iter().take(READERS_MAX) {
        written.extend(home.record(id)?);
    }
    Ok(readers(home, &written))
}
