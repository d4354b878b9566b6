//! What of a bid was sent, and how it ended. The draft that was sent is computed again from exactly the
//! revisions that the `bid-submit` names, so that it stays what it was, whatever is revised, and whoever is
//! paused or removed, later: who leaves does not undo what they signed.

use std::collections::{BTreeMap, BTreeSet};

use super::{Ended, Sent, of_kind, void};
use crate::bid::draft;
use crate::envelope::Envelope;
use crate::fold::body;
use crate::id::Id;
use crate::record::bid_outcome::{self, BidOutcome};
use crate::record::bid_submit::{self, BidSubmit};

/// The newest of what the opener sent that everybody had signed; of the same millisecond the lower id.
pub(super) fn fold(subject: Id, opener: Id, records: &BTreeMap<Id, Envelope>, assents: &[&Envelope]) -> Option<Sent> {
    let own = |record: &&Envelope| record.header().subject == Some(subject) && record.header().person == opener;
    let sent = of_kind(records, bid_submit::KIND.name).filter(own);
    let sent = sent.filter_map(|submit| signed(submit, subject, records, assents));
    let mut sent = sent.max_by_key(|sent| (sent.at, std::cmp::Reverse(sent.id)))?;
    let outcomes = || of_kind(records, bid_outcome::KIND.name).filter(own);
    let corrected: BTreeSet<Id> =
        outcomes().flat_map(|outcome| outcome.header().names.iter().skip(1).copied()).collect();
    let about =
        |outcome: &&Envelope| outcome.header().names.first() == Some(&sent.id) && !corrected.contains(&outcome.id());
    let endings = outcomes().filter(about).filter_map(ended);
    let mut endings: Vec<Ended> = endings.collect();
    endings.sort_by_key(|ended| (ended.ending, ended.id));
    endings.dedup_by_key(|ended| ended.ending);
    sent.endings = endings;
    Some(sent)
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

fn ended(outcome: &Envelope) -> Option<Ended> {
    let words: BidOutcome = body(outcome, bid_outcome::KIND.name)?;
    Some(Ended {
        id: outcome.id(),
        at: outcome.header().created,
        ending: words.ending,
        reply: words.reply,
        note: words.note.map(|note| note.to_string()),
    })
}
