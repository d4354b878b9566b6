//! Owns how carriers of bids are found and opened. A carrier says of which kind its inside is; whoever could
//! not take part is not looked at, and nobody is looked at without bound, so that nobody crowds others out.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use protocol::fold::bid::BidRow;
use protocol::fold::body;
use protocol::held::{Facts, Standing};
use protocol::id::Id;
use protocol::local::Trouble;
use protocol::record;
use protocol::record::bid::Bid;
use protocol::sealed::Opened;
use protocol::time::Moment;

use crate::home::Home;
use crate::sealing::kinds_inside;
use crate::trouble;

/// Of bids those that the own collective carries come first: they are sealed again there for each newcomer.
const BIDS: [Bound; 2] = [Bound { all: 1_000, each: 256 }, Bound { all: 1_000, each: 64 }];
/// Of each kind about one bid: 64 people who change their share and sign 32 times, and 512 days of hours of each of
/// four.
const ABOUT: Bound = Bound { all: 2_048, each: 512 };

/// How many carriers are looked at, the newest: of each, trying to open it costs up to 32 exchanges of keys.
#[derive(Clone, Copy)]
struct Bound {
    /// In all.
    all: usize,
    /// Of one signer.
    each: usize,
}

/// What could be opened, and how many carriers were not looked at.
pub(super) struct Found {
    pub(super) opened: Vec<Opened>,
    pub(super) passed_over: usize,
}

/// A carrier, as far as it is known without opening it.
struct Carrier {
    id: Id,
    created: Moment,
    signer: Id,
}

/// Every bid that can be opened here, each revision of it.
pub(super) fn bids(home: &Home) -> Result<Found, Trouble> {
    let own = home.dweller()?.collective;
    let (chosen, passed_over) = {
        let state = home.state();
        let held = state.replica.held();
        let (near, far): (Vec<&Facts>, Vec<&Facts>) = held
            .iter()
            .filter(|facts| carries(facts, record::bid::KIND.name))
            .partition(|facts| facts.space().is_some_and(|space| space.charter == own));
        let carrier = |facts: &&Facts| Carrier::of(facts, held.signer(facts).1);
        let (mut chosen, near_over) = newest(near.iter().map(carrier), BIDS[0]);
        let (others, far_over) = newest(far.iter().map(carrier), BIDS[1]);
        chosen.extend(others);
        (chosen, near_over + far_over)
    };
    Ok(Found { opened: open(home, &chosen, &[record::bid::KIND.name])?, passed_over })
}

/// True where anything sealed is held that could be a bid.
pub(super) fn any(home: &Home) -> bool {
    home.state().replica.held().iter().any(|facts| carries(facts, record::bid::KIND.name))
}

/// What those said about a bid who may take part in it, or once might: who is left out of a later revision does
/// not take along what was sent with them.
///
/// - `revisions`: those of the bid that can be opened.
pub(super) fn about(home: &Home, row: &BidRow, revisions: &[Opened]) -> Result<Found, Trouble> {
    let terms = revisions.iter().filter_map(|opened| body::<Bid>(opened.record(), record::bid::KIND.name));
    let readers: BTreeSet<Id> = terms.flat_map(|terms| terms.readers.into_vec()).collect();
    let kinds = kinds_inside();
    let (mut chosen, mut passed_over) = (Vec::new(), 0);
    {
        let state = home.state();
        let held = state.replica.held();
        let takes_part = |facts: &&Facts| {
            let (_, person) = held.signer(facts);
            let collective = facts.space().map(|space| space.charter);
            collective.is_some_and(|collective| readers.contains(&person) || readers.contains(&collective))
        };
        for kind in &kinds {
            let theirs = held.about(&row.id).filter(|facts| carries(facts, kind)).filter(takes_part);
            let (some, over) = newest(theirs.map(|facts| Carrier::of(facts, held.signer(facts).1)), ABOUT);
            chosen.extend(some);
            passed_over += over;
        }
    }
    Ok(Found { opened: open(home, &chosen, &kinds)?, passed_over })
}

impl Carrier {
    fn of(facts: &Facts, signer: Id) -> Carrier {
        Carrier { id: facts.id, created: facts.created, signer }
    }
}

fn carries(facts: &Facts, kind: &str) -> bool {
    facts.standing() == Standing::Live && facts.carries().is_some_and(|inside| inside.name == kind)
}

/// The newest within a bound, and how many are behind it.
fn newest(carriers: impl Iterator<Item = Carrier>, bound: Bound) -> (Vec<Id>, usize) {
    let mut found: Vec<Carrier> = carriers.collect();
    found.sort_unstable_by_key(|carrier| (Reverse(carrier.created), carrier.id));
    let (mut each, count): (BTreeMap<Id, usize>, usize) = (BTreeMap::new(), found.len());
    found.retain(|carrier| {
        let of_signer = each.entry(carrier.signer).or_default();
        *of_signer += 1;
        *of_signer <= bound.each
    });
    found.truncate(bound.all);
    let passed_over = count - found.len();
    (found.into_iter().map(|carrier| carrier.id).collect(), passed_over)
}

/// Opens carriers of some kinds; what is for others, or does not count, is passed over.
fn open(home: &Home, ids: &[Id], kinds: &[&str]) -> Result<Vec<Opened>, Trouble> {
    let opener = home.state().keyring.as_ref().and_then(|keyring| keyring.unsealer());
    let opener = opener.ok_or_else(trouble::locked)?;
    let mut records = Vec::with_capacity(ids.len());
    for id in ids {
        records.extend(home.record(id)?);
    }
    Ok(home.opened(&opener, &records, kinds).into_iter().map(|(_, opened)| opened).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn carrier(number: u64, signer: &str) -> Carrier {
        Carrier { id: Id::of(&number.to_be_bytes()), created: Moment(number), signer: Id::of(signer.as_bytes()) }
    }

    #[test]
    fn whoever_writes_without_end_crowds_nobody_out() {
        let bound = Bound { all: 100, each: 10 };
        let flood = (1_000..5_000).map(|number| carrier(number, "Mallory"));
        let own = (0..20).map(|number| carrier(number, if number % 2 == 0 { "Amara" } else { "Binh" }));
        let (chosen, passed_over) = newest(flood.chain(own), bound);
        assert_eq!((chosen.len(), passed_over), (30, 3_990));
        assert!((0..20).all(|number| chosen.contains(&carrier(number, "").id)));
    }

    #[test]
    fn of_more_than_fit_the_newest_are_looked_at_and_the_rest_is_counted() {
        let (chosen, passed_over) = newest((0..50).map(|number| carrier(number, "Amara")), Bound { all: 5, each: 64 });
        assert_eq!(passed_over, 45);
        assert!((45..50).all(|number| chosen.contains(&carrier(number, "").id)));
    }
}
