//! A pooled bid, as those see it who can open it: shares, draft, signatures, what was sent and how it ended.
//! No row of the store: it is folded in memory, each time anew, from records that came out of sealed ones.
//!
//! Invariant 2 of the domain: a bid is valid where everybody whom the draft names assented to exactly its id.
//! Nothing here reads a clock or the order of arrival; what depends on the day is asked of the row.

mod sent;

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::{Head, body, heads};
use crate::bid::draft::{self, Drafted, Undrafted};
use crate::envelope::Envelope;
use crate::id::Id;
use crate::planted::{self, Wrong};
use crate::record::assent;
use crate::record::bid::{self, Bid};
use crate::record::bid_outcome::Ending;
use crate::record::share::{self, Share};
use crate::sealed::{Opened, Reader};
use crate::space::Side;
use crate::time::{Day, Moment};

/// 256 shares of a bid are read, those of the lowest documents: four times as many as a draft has lines.
pub const SHARES_MAX: usize = 256;

/// What a reader sees of a bid.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BidRow {
    /// The document's name.
    pub id: Id,
    /// The inner record that counts.
    pub head: Id,
    /// The lead.
    pub lead: Id,
    /// Who opened it.
    pub opener: Id,
    /// Of which collective.
    pub charter: Id,
    /// On which side of it the bid stands, as does all that is said about it.
    pub side: Side,
    /// The one federation it is for, where it is not for all.
    pub audience: Option<Id>,
    /// When it was first written, as far as is still held.
    pub since: Moment,
    /// When this revision was written.
    pub revised: Moment,
    /// The revision's number.
    pub number: u16,
    /// True where two revisions have the same number, until a higher one comes.
    pub conflict: bool,
    /// True where its opener took it back.
    pub withdrawn: bool,
    /// The last day on which it counts.
    pub expires: Day,
    /// What it says.
    pub bid: Bid,
    /// The shares that count, by document.
    pub shares: Vec<Offered>,
    /// Shares that not all readers of the bid can open, by document: they count for nobody until their authors say
    /// them again.
    pub narrow: Vec<Offered>,
    /// What follows from them; absent where nothing does, which `undrafted` says.
    pub draft: Option<Drafted>,
    /// Why there is no draft.
    pub undrafted: Option<Undrafted>,
    /// Who signed what: of each person the one that counts, else the newest.
    pub signatures: Vec<Signature>,
    /// What was sent to the client; the newest of several.
    pub sent: Option<Sent>,
}

/// A share that counts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Offered {
    /// The document's name.
    pub id: Id,
    /// The inner record that counts.
    pub head: Id,
    /// Who.
    pub participant: Id,
    /// Of which collective.
    pub charter: Id,
    /// When this revision was written.
    pub revised: Moment,
    /// True where two revisions have the same number, until a higher one comes.
    pub conflict: bool,
    /// What it says.
    pub share: Share,
}

/// An assent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Signature {
    /// The inner record.
    pub id: Id,
    /// Who.
    pub participant: Id,
    /// When, by their clock.
    pub at: Moment,
    /// To which draft.
    pub draft: Id,
    /// Under which revision of their collective's charter.
    pub charter: Option<Id>,
    /// Why it does not count for the draft as it stands; absent where it does.
    pub void: Option<Void>,
}

/// Why an assent does not count.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Void {
    /// It is to another draft: something was changed since.
    Changed,
    /// Its author has no line in the draft.
    Stranger,
    /// It was signed after the closing time.
    Late,
}

/// What was sent to the client.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sent {
    /// The inner record.
    pub id: Id,
    /// When.
    pub at: Moment,
    /// The draft that was sent, whatever was revised since.
    pub draft: Drafted,
    /// The assents to it, by participant.
    pub assents: Vec<Id>,
    /// How it was sent.
    pub channel: Option<String>,
    /// How it ended: one, or several that contradict each other.
    pub endings: Vec<Ended>,
}

/// How a bid ended, as its opener says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ended {
    /// The inner record.
    pub id: Id,
    /// When.
    pub at: Moment,
    /// How.
    pub ending: Ending,
    /// SHA-256 of what the client wrote.
    pub reply: Option<Id>,
    /// A word with it.
    pub note: Option<String>,
}

/// Where a bid stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Stage {
    /// There is no draft yet.
    Drafting,
    /// Signatures are missing.
    Waiting,
    /// Everybody has signed.
    Ready,
    /// It was sent.
    Sent,
    /// The client took it.
    Won,
    /// The client did not.
    Lost,
    /// The client never answered, or it was not signed or sent in time.
    Lapsed,
    /// Its opener says two different things of how it ended.
    Contested,
    /// Its opener took it back.
    Withdrawn,
}

/// Why a bid cannot be sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Lack {
    /// Its opener took it back.
    Withdrawn,
    /// Two revisions of it, or of a share, have one number.
    Conflict,
    /// There is no draft.
    Draft(Undrafted),
    /// These have not signed, ascending.
    Signatures(BTreeSet<Id>),
    /// These take on nothing new, ascending.
    Paused(BTreeSet<Id>),
    /// The offer holds no longer.
    Over(Moment),
}

impl BidRow {
    /// Who has not signed the draft as it stands.
    pub fn missing(&self) -> BTreeSet<Id> {
        let mut missing = self.draft.as_ref().map(|drafted| drafted.draft.participants()).unwrap_or_default();
        for signature in self.signatures.iter().filter(|signature| signature.void.is_none()) {
            missing.remove(&signature.participant);
        }
        missing
    }

    /// Everything that keeps it from being sent; nothing where it is valid.
    ///
    /// - `paused`: who takes on nothing new, by the charters in force. What was sent before is not touched.
    pub fn lacks(&self, paused: &BTreeSet<Id>, now: Moment) -> Vec<Lack> {
        let mut lacks = Vec::new();
        lacks.extend(self.withdrawn.then_some(Lack::Withdrawn));
        let conflict = self.conflict || self.shares.iter().any(|share| share.conflict);
        lacks.extend(conflict.then_some(Lack::Conflict));
        lacks.extend(self.undrafted.clone().map(Lack::Draft));
        let missing = self.missing();
        lacks.extend((!missing.is_empty()).then_some(Lack::Signatures(missing)));
        if let Some(drafted) = &self.draft {
            let paused: BTreeSet<Id> = drafted.draft.participants().intersection(paused).copied().collect();
            lacks.extend((!paused.is_empty()).then_some(Lack::Paused(paused)));
        }
        lacks.extend((now > self.bid.valid_until).then_some(Lack::Over(self.bid.valid_until)));
        lacks
    }

    /// Where it stands at an instant.
    pub fn stage(&self, now: Moment) -> Stage {
        if let Some(sent) = &self.sent {
            let mut endings: Vec<Ending> = sent.endings.iter().map(|ended| ended.ending).collect();
            endings.dedup();
            return match endings[..] {
                // What was taken back after it was sent is no offer any more, unless the client took it first.
                [] if self.withdrawn => Stage::Withdrawn,
                [] if now > sent.draft.draft.valid_until => Stage::Lapsed,
                [] => Stage::Sent,
                [Ending::Won] => Stage::Won,
                [Ending::Lost] => Stage::Lost,
                [Ending::Lapsed] => Stage::Lapsed,
                [_, _, ..] => Stage::Contested,
            };
        }
        let missing = !self.missing().is_empty();
        if self.withdrawn {
            Stage::Withdrawn
        } else if now > self.bid.valid_until || (now > self.bid.closes && (missing || self.draft.is_none())) {
            Stage::Lapsed
        } else if self.draft.is_none() {
            Stage::Drafting
        } else if missing {
            Stage::Waiting
        } else {
            Stage::Ready
        }
    }
}

/// Folds what a reader can open about one bid.
///
/// - `opened`: in any order; the same record may have come in several carriers.
/// - Returns `None` where there is no bid, it has expired, or it is not for this reader. What others say who
///   are not on its list is passed over.
pub fn fold(subject: Id, reader: &Reader, opened: &[Opened], day: Day) -> Option<BidRow> {
    let records: BTreeMap<Id, Envelope> =
        opened.iter().map(Opened::record).map(|record| (record.id(), record.clone())).collect();
    let bids: Vec<Envelope> = of_kind(&records, bid::KIND.name).cloned().collect();
    let head = heads(&bids).remove(&subject)?;
    let header = head.record.header();
    let terms: Bid = body(head.record, bid::KIND.name).filter(|_| header.expires >= day)?;
    let may_take_part = |record: &Envelope| {
        let author = record.header();
        let charter = author.space.map(|space| space.charter);
        let author = charter.map(|collective| Reader { person: author.person, collective });
        author.is_some_and(|author| author.is_on(&terms.readers))
    };
    if !reader.is_on(&terms.readers) {
        return None;
    }
    let about = |record: &&Envelope| record.header().subject == Some(subject) && may_take_part(record);
    let shares: Vec<Envelope> = of_kind(&records, share::KIND.name).filter(about).cloned().collect();
    let stays = |head: &Head<'_>| !head.withdrawn || planted::is(Wrong::SharesForGood);
    let shares: BTreeMap<Id, Head<'_>> =
        heads(&shares).into_iter().filter(|(_, head)| stays(head)).take(SHARES_MAX).collect();
    // Whoever came to the bid later cannot open what was said before; a draft that they do not see is none. Whose
    // collective is whose the bid itself says: a share that only some can open tells it to nobody.
    let house = header.space?.charter;
    let told = |head: &Head<'_>| {
        body::<Share>(head.record, share::KIND.name).is_none_or(|share| {
            terms.readers.iter().all(|reader| terms.told((header.person, house), &share.readers, reader))
        })
    };
    let (shares, narrow): (BTreeMap<Id, Head<'_>>, BTreeMap<Id, Head<'_>>) =
        shares.into_iter().partition(|(_, head)| told(head));
    let parts: Vec<&Envelope> = shares.values().map(|head| head.record).collect();
    let (draft, undrafted) = match draft::compute(head.record, &parts) {
        Ok(drafted) => (Some(drafted), None),
        Err(undrafted) => (None, Some(undrafted)),
    };
    let assents: Vec<&Envelope> = of_kind(&records, assent::KIND.name).filter(about).collect();
    Some(BidRow {
        id: subject,
        head: head.record.id(),
        lead: header.subject?,
        opener: header.person,
        charter: house,
        side: header.space?.side,
        audience: header.audience,
        since: head.since,
        revised: header.created,
        number: head.number,
        conflict: head.conflict,
        withdrawn: head.withdrawn,
        expires: header.expires,
        sent: sent::fold(subject, header.person, &records),
        shares: shares.iter().filter_map(|(id, head)| offered(*id, head)).collect(),
        narrow: narrow.iter().filter_map(|(id, head)| offered(*id, head)).collect(),
        signatures: signatures(draft.as_ref(), &assents),
        draft,
        undrafted,
        bid: terms,
    })
}

pub(super) fn of_kind<'a>(records: &'a BTreeMap<Id, Envelope>, kind: &'a str) -> impl Iterator<Item = &'a Envelope> {
    records.values().filter(move |record| *record.header().kind == *kind)
}

fn offered(id: Id, head: &Head<'_>) -> Option<Offered> {
    let header = head.record.header();
    Some(Offered {
        id,
        head: head.record.id(),
        participant: header.person,
        charter: header.space?.charter,
        revised: header.created,
        conflict: head.conflict,
        share: body(head.record, share::KIND.name)?,
    })
}

/// Whether an assent counts for a draft.
fn void(assent: &Envelope, drafted: Option<&Drafted>) -> Option<Void> {
    let header = assent.header();
    let Some(drafted) = drafted else { return Some(Void::Changed) };
    if header.names.first() != Some(&drafted.id) && !planted::is(Wrong::SignsWhateverComes) {
        Some(Void::Changed)
    } else if !drafted.draft.participants().contains(&header.person) {
        Some(Void::Stranger)
    } else if header.created > drafted.draft.closes {
        Some(Void::Late)
    } else {
        None
    }
}

/// Of each person the assent that counts, of several the lowest id; else the newest.
fn signatures(drafted: Option<&Drafted>, assents: &[&Envelope]) -> Vec<Signature> {
    let mut signatures: BTreeMap<Id, Signature> = BTreeMap::new();
    for assent in assents {
        let header = assent.header();
        let Some(draft) = header.names.first() else { continue };
        let signature = Signature {
            id: assent.id(),
            participant: header.person,
            at: header.created,
            draft: *draft,
            charter: header.names.get(1).copied(),
            void: void(assent, drafted),
        };
        let rank = |signature: &Signature| match signature.void {
            None => (0, std::cmp::Reverse(Moment(0)), signature.id),
            Some(_) => (1, std::cmp::Reverse(signature.at), signature.id),
        };
        match signatures.get(&header.person) {
            Some(known) if rank(known) <= rank(&signature) => {}
            Some(_) | None => drop(signatures.insert(header.person, signature)),
        }
    }
    signatures.into_values().collect()
}
