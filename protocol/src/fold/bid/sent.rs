//! What of a bid was sent, and how it ended. The draft that was sent is computed again from exactly the
//! revisions that the `bid-submit` names, so that it stays what it was, whatever is revised, and whoever is
//! paused, removed or left out of the bid, later: who leaves does not undo what they signed.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use super::{Ended, Sent, of_kind, void};
use crate::bid::draft;
use crate::envelope::Envelope;
use crate::fold::body;
use crate::fold::said::Said;
use crate::id::Id;
use crate::planted::{self, Wrong};
use crate::record::assent;
use crate::record::bid_outcome::{self, BidOutcome, Ending};
use crate::record::bid_submit::{self, BidSubmit};

/// Of what the opener sent that everybody had signed what the client took, else the newest; of the same
/// millisecond the lower id.
pub(super) fn fold(subject: Id, opener: Id, records: &BTreeMap<Id, Envelope>) -> Option<Sent> {
    let about = |record: &&Envelope| record.header().subject == Some(subject);
    let own = |record: &&Envelope| about(record) && record.header().person == opener;
    // Whoever is on the list now: those count who had a line in what was sent.
    let assents: Vec<&Envelope> = of_kind(records, assent::KIND.name).filter(about).collect();
    let sent = of_kind(records, bid_submit::KIND.name).filter(own);
    let ends = |record: &&Envelope| own(record) || (about(record) && planted::is(Wrong::AnybodyEnds));
    let outcomes =
        Said::<BidOutcome>::of(of_kind(records, bid_outcome::KIND.name).filter(ends), bid_outcome::KIND.name, 1);
    let sent = sent
        .filter_map(|submit| signed(submit, subject, records, &assents))
        .map(|sent| Sent { endings: endings(&sent.id, &outcomes), ..sent });
    // Hours and money name what was won: what is sent behind it takes nothing of that away.
    let won = |sent: &Sent| sent.endings.iter().any(|ended| ended.ending == Ending::Won);
    sent.max_by_key(|sent| (won(sent), sent.at, Reverse(sent.id)))
}

fn signed(submit: &Envelope, subject: Id, records: &BTreeMap<Id, Envelope>, assents: &[&Envelope]) -> Option<Sent> {
    let header = submit.header();
    let words: BidSubmit = body(submit, bid_submit::KIND.name)?;
    let bid = records.get(&words.bid).filter(|bid| bid.header().name() == Some(subject))?;
    let of_bid = |id: &Id| records.get(id).filter(|share| share.header().subject == Some(subject));
    let shares: Vec<&Envelope> = words.shares.iter().map(of_bid).collect::<Option<_>>()?;
    let Ok(drafted) = draft::compute(bid, &shares) else { return None };
    let counting = assents.iter().filter(|assent| void(assent, Some(&drafted)).is_none());
    let mut by: BTreeMap<Id, Id> = BTreeMap::new();
    for assent in counting {
        let lowest = by.entry(assent.header().person).or_insert(assent.id());
        *lowest = assent.id().min(*lowest);
    }
    let sound = header.names.first() == Some(&drafted.id) && header.created <= drafted.draft.valid_until;
    let whole = by.keys().copied().collect::<BTreeSet<Id>>() == drafted.draft.participants();
    (sound && whole).then(|| Sent {
        id: submit.id(),
        at: header.created,
        draft: drafted,
        assents: by.into_values().collect(),
        channel: words.channel.map(|channel| channel.to_string()),
        endings: Vec::new(),
    })
}

/// What is said of how it ended; of several words for one ending that of the lowest id.
fn endings(sent: &Id, outcomes: &Said<'_, BidOutcome>) -> Vec<Ended> {
    let about = outcomes.standing.iter().filter(|(outcome, _)| outcome.header().names.first() == Some(sent));
    let ended = |(outcome, words): &(&Envelope, BidOutcome)| Ended {
        id: outcome.id(),
        at: outcome.header().created,
        ending: words.ending,
        reply: words.reply,
        note: words.note.as_ref().map(|note| note.to_string()),
    };
    let mut endings: Vec<Ended> = about.map(ended).collect();
    endings.sort_by_key(|ended| (ended.ending, ended.id));
    endings.dedup_by_key(|ended| ended.ending);
    endings
}
