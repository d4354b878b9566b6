//! How many of the other collectives were heard lately: a home that hears few may be kept from the rest, and
//! sees what those few let it see.

use std::collections::BTreeSet;

use protocol::keys::Key;
use protocol::local::{Finding, Trouble, Verdict};
use protocol::sealed::again::keys_of;
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

/// What `status` says of it: nothing where enough were heard, or where this home has not belonged for as long as
/// it looks back.
///
/// # Errors
/// As [`company`].
pub fn notice(home: &Home, connected: &BTreeSet<Key>) -> Result<Option<Trouble>, Trouble> {
    let finding = company(home, connected)?;
    let warns = match finding.verdict {
        Verdict::Green => false,
        Verdict::Amber | Verdict::Red => belongs_long(home),
    };
    let trouble = |finding: Finding| Trouble { facts: finding.facts, ..Trouble::new("notice-company", 0) };
    Ok(warns.then(|| trouble(finding)))
}

/// True where this device was listed more than [`LATELY_DAYS`] ago.
fn belongs_long(home: &Home) -> bool {
    let state = home.state();
    let own = state.me.and_then(|me| state.replica.roster().collective(&me.collective));
    let (Some(own), Some(keyring)) = (own, &state.keyring) else { return false };
    let here = keyring.device_key();
    let listed = keys_of(own, state.replica.law()).into_iter().find(|key| key.device == here);
    listed.is_some_and(|key| home.now().since(key.listed) >= LATELY_DAYS * DAY_MS)
}

fn judged(heard: usize, all: usize) -> Finding {
    let verdict = if heard * 2 < all { Verdict::Amber } else { Verdict::Green };
    Finding::new("company", verdict).with("heard", heard).with("all", all)
}

#[cfg(test)]
mod tests {
    use protocol::envelope::Envelope;
    use protocol::founding::{self, Door};
    use protocol::invite_line::OneTime;

    use super::*;
    use crate::clock::Clock;
    use crate::desk::doors::with_hands;
    use crate::intake::Park;
    use crate::pen::tests::founded;

    #[test]
    fn fewer_than_half_of_the_neighbours_heard_is_a_warning() {
        let cases = [(0, 0, Verdict::Green), (0, 1, Verdict::Amber), (1, 2, Verdict::Green), (2, 5, Verdict::Amber)];
        for (heard, all, verdict) in cases {
            assert_eq!(judged(heard, all).verdict, verdict, "{heard} of {all}");
        }
    }

    /// Amara's home, whose collective is in a federation with Binh's, of whom nothing was heard.
    fn in_a_federation() -> (tempfile::TempDir, Home) {
        let (folder, home) = founded();
        let (_folder, other) = founded();
        let (ours, theirs, now) = (home.own_collective(), other.own_collective(), home.now());
        let (ours, theirs, secret) = (ours.expect("Amara's"), theirs.expect("Binh's"), OneTime([5; 16]));
        let [federation, invite] = with_hands(&home, |hands, _| {
            let federation = founding::federation(&ours, hands, now).expect("small");
            let door = Door::Collective(federation.id(), federation.id());
            let invite = founding::invite(door, secret.signer().key(), 1, now.day(), hands, now).expect("sound");
            Ok([federation, invite])
        })
        .expect("keys");
        let join = with_hands(&other, |hands, _| {
            let charter = federation.id();
            Ok(founding::join_collective(charter, invite.id(), &secret.signer(), &theirs, hands, now).expect("small"))
        })
        .expect("keys");
        let law: Vec<Envelope> = other.state().replica.law().values().cloned().collect();
        for record in [federation, invite, join].into_iter().chain(law) {
            home.take_in(vec![record], Park::Unknown).expect("a disk");
        }
        (folder, home)
    }

    #[test]
    fn status_warns_where_few_were_heard_once_a_home_has_belonged_for_three_days() {
        let (folder, home) = in_a_federation();
        let found = company(&home, &BTreeSet::new()).expect("readable");
        assert_eq!((found.verdict, found.facts["all"].as_str()), (Verdict::Amber, "1"));
        assert!(notice(&home, &BTreeSet::new()).expect("readable").is_none(), "it has only just begun");
        drop(home);
        let later = Home::open_by(folder.path(), Clock::wrong_by((LATELY_DAYS * DAY_MS) as i64)).expect("opens");
        let warned = notice(&later, &BTreeSet::new()).expect("readable").expect("three days of silence");
        assert_eq!((warned.code.as_str(), warned.facts["heard"].as_str()), ("notice-company", "0"));
        let told = super::super::health::status(&later, &Default::default()).expect("readable").notices;
        assert!(told.iter().any(|notice| notice.code == "notice-company"), "{told:?}");
        // Whoever is heard ends it.
        let theirs: BTreeSet<Key> =
            later.state().replica.roster().collectives().flat_map(|one| one.nodes.keys().copied()).collect();
        assert!(notice(&later, &theirs).expect("readable").is_none());
    }

    #[test]
    fn a_collective_without_neighbours_is_not_warned() {
        let (_folder, home) = founded();
        let found = company(&home, &BTreeSet::new()).expect("readable");
        assert_eq!((found.verdict, found.facts["all"].as_str()), (Verdict::Green, "0"));
    }
}
