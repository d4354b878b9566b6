//! How many of the other collectives were heard lately: a home that hears few may be kept from the rest, and
//! sees what those few let it see.

use std::collections::BTreeSet;

use protocol::keys::Key;
use protocol::local::{Finding, Trouble, Verdict};
use protocol::space::Scope;
use protocol::time::{DAY_MS, Moment};

use super::directory::HEARD;
use crate::home::Home;

/// 3 days: a home that is on at weekends alone is heard on the second.
const LATELY_DAYS: u64 = 3;

/// The collectives of the own federations of which a machine was heard lately, and how many there are; without
/// the own one and those that are blocked here.
///
/// # Errors
/// [`Trouble`] where it cannot be read when they were heard.
pub fn company(home: &Home, connected: &BTreeSet<Key>) -> Result<Finding, Trouble> {
    let (now, blocked) = (home.now(), home.blocked());
    let others: Vec<(Key, protocol::id::Id)> = {
        let state = home.state();
        let roster = state.replica.roster();
        let scopes = state.me.map(|me| roster.scopes_of(me.collective)).unwrap_or_default();
        let federations = scopes.iter().filter(|scope| matches!(scope, Scope::Federation(_)));
        let machines = federations.flat_map(|scope| roster.nodes_in(scope));
        let other = |collective| state.me.is_some_and(|me| me.collective != collective);
        machines.filter(|(_, collective)| other(*collective) && !blocked.contains(collective)).collect()
    };
    let mut heard = BTreeSet::new();
    for (machine, collective) in &others {
        let mut name = HEARD.to_vec();
        name.extend_from_slice(machine.as_bytes());
        let last: Option<Moment> = home.local(&name)?;
        if connected.contains(machine) || last.is_some_and(|last| now.since(last) < LATELY_DAYS * DAY_MS) {
            heard.insert(*collective);
        }
    }
    let all: BTreeSet<_> = others.iter().map(|(_, collective)| *collective).collect();
    Ok(judged(heard.len(), all.len()))
}

fn judged(heard: usize, all: usize) -> Finding {
    let verdict = if heard * 2 < all { Verdict::Amber } else { Verdict::Green };
    Finding::new("company", verdict).with("heard", heard).with("all", all)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fewer_than_half_of_the_neighbours_heard_is_a_warning() {
        let cases = [(0, 0, Verdict::Green), (0, 1, Verdict::Amber), (1, 2, Verdict::Green), (2, 5, Verdict::Amber)];
        for (heard, all, verdict) in cases {
            assert_eq!(judged(heard, all).verdict, verdict, "{heard} of {all}");
        }
    }

    #[test]
    fn a_collective_without_neighbours_is_not_warned() {
        let (_folder, home) = crate::pen::tests::founded();
        let found = company(&home, &BTreeSet::new()).expect("readable");
        assert_eq!((found.verdict, found.facts["all"].as_str()), (Verdict::Green, "0"));
    }
}
