//! Owns how carriers of bids are found and opened. A carrier says of which kind its inside is; whoever could
//! not take part is not looked at, so that nobody outside of a bid can crowd those in it out.

use protocol::fold::bid::BidRow;
use protocol::held::{Facts, Standing};
use protocol::id::Id;
use protocol::local::Trouble;
use protocol::record;
use protocol::sealed::{self, Opened, Reader};

use crate::home::Home;
use crate::keyring::seals::Unopened;
use crate::trouble;

/// 2,000 carriers are looked at for bids, the newest: of each, trying to open it costs up to 32 exchanges of
/// keys.
const BIDS_MAX: usize = 2_000;
/// 1,024 carriers about one bid, the newest: 64 people who change their share and sign eight times.
const ABOUT_MAX: usize = 1_024;

/// Every bid that can be opened here, each revision of it.
pub(super) fn bids(home: &Home) -> Result<Vec<Opened>, Trouble> {
    let ids = {
        let state = home.state();
        newest(state.replica.held().iter().filter(|facts| carries(facts)), BIDS_MAX)
    };
    open(home, &ids, &[record::bid::KIND.name])
}

/// What those said about a bid who may take part in it.
pub(super) fn about(home: &Home, row: &BidRow, kinds: &[&str]) -> Result<Vec<Opened>, Trouble> {
    let ids = {
        let state = home.state();
        let held = state.replica.held();
        let takes_part = |facts: &&Facts| {
            let (_, person) = held.signer(facts);
            let collective = facts.space().map(|space| space.charter);
            collective.is_some_and(|collective| Reader { person, collective }.is_on(&row.bid.readers))
        };
        newest(held.about(&row.id).filter(|facts| carries(facts)).filter(takes_part), ABOUT_MAX)
    };
    open(home, &ids, kinds)
}

fn carries(facts: &Facts) -> bool {
    facts.standing() == Standing::Live && facts.kind().is_some_and(|kind| kind.name == record::sealed::KIND.name)
}

fn newest<'a>(facts: impl Iterator<Item = &'a Facts>, most: usize) -> Vec<Id> {
    let mut found: Vec<(std::cmp::Reverse<protocol::time::Moment>, Id)> =
        facts.map(|facts| (std::cmp::Reverse(facts.created), facts.id)).collect();
    found.sort_unstable();
    found.into_iter().take(most).map(|(_, id)| id).collect()
}

/// Opens carriers of some kinds; what is for others, or does not count, is passed over.
fn open(home: &Home, ids: &[Id], kinds: &[&str]) -> Result<Vec<Opened>, Trouble> {
    let opener = home.state().keyring.as_ref().and_then(|keyring| keyring.unsealer());
    let opener = opener.ok_or_else(trouble::locked)?;
    let mut records = Vec::with_capacity(ids.len());
    for id in ids {
        records.extend(home.record(id)?);
    }
    let mut found = Vec::new();
    for kind in kinds {
        for (carrier, file) in sealed::carriers(&records, kind) {
            let plain = match opener.open(&file) {
                Ok(plain) => plain,
                Err(Unopened::Stranger) => continue,
                Err(Unopened::Damaged) => {
                    tracing::debug!(carrier = %carrier.id(), "cannot be opened by anybody");
                    continue;
                }
            };
            match sealed::open(&carrier, &plain, home.state().replica.roster()) {
                Ok(opened) => found.push(opened),
                Err(mismatch) => tracing::debug!(carrier = %carrier.id(), %mismatch, "what was inside does not count"),
            }
        }
    }
    Ok(found)
}
