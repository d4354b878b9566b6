//! The money of a bid that was sent: what was asked for, what came in, and what of it is whose. No row of the
//! store: like the bid it is folded in memory, from records that came out of sealed ones.
//!
//! Who invoices also says what came in and what was passed on; who gets a part says whether it came. Nothing
//! is edited: a record that replaces others of the same author names them.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::bid::Sent;
use super::body;
use super::said::{Said, newest_first};
use crate::bid::received::divide;
use crate::envelope::Envelope;
use crate::id::Id;
use crate::money::{Currency, MINOR_MAX};
use crate::record::invoice::{self, Invoice};
use crate::record::payment::{self, Payment};
use crate::record::payout::{self, Payout};
use crate::record::payout_ack::{self, PayoutAck};
use crate::sealed::Opened;
use crate::time::Day;

/// What people see of the money of a bid. All sums are in minor units of its currency.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Account {
    /// The bid.
    pub bid: Id,
    /// Of the price.
    pub currency: Currency,
    /// The price.
    pub price_minor: u64,
    /// What was asked for, by (issued, id).
    pub invoices: Vec<Invoiced>,
    /// What came in, by (day, id).
    pub payments: Vec<Received>,
    /// All of it together.
    pub received_minor: u64,
    /// How much of that is above the price, and nobody's.
    pub over_minor: u64,
    /// What of it is whose: participants by id, then the collective that keeps the levy.
    pub dues: Vec<Due>,
    /// What was passed on, by (day, id).
    pub payouts: Vec<Passed>,
}

/// An invoice.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Invoiced {
    /// The inner record.
    pub id: Id,
    /// The first of those in whose place it stands, itself where it corrects none: by this others know it, whatever
    /// is corrected.
    pub first: Id,
    /// Who wrote it: they alone can put another in its place.
    pub by: Id,
    /// Its number in the contractor's books.
    pub number: String,
    /// What is asked for.
    pub minor: u64,
    /// What came in for it.
    pub paid_minor: u64,
    /// When it was written.
    pub issued: Day,
    /// The last day on which it is paid in time.
    pub due: Day,
}

/// Money that came in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Received {
    /// The inner record.
    pub id: Id,
    /// Who wrote it: they alone can put another in its place.
    pub by: Id,
    /// The invoice that it is for, where it names one that stands.
    pub invoice: Option<Id>,
    /// How much.
    pub minor: u64,
    /// When.
    pub day: Day,
    /// A word with it.
    pub note: Option<String>,
}

/// Somebody's part.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Due {
    /// Who.
    pub to: Id,
    /// Of the whole price.
    pub whole_minor: u64,
    /// Of what came in.
    pub now_minor: u64,
    /// What was passed on to them; of whoever invoices, what stays with them.
    pub sent_minor: u64,
    /// What of that they say came.
    pub acknowledged_minor: u64,
}

/// Money that was passed on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Passed {
    /// The inner record.
    pub id: Id,
    /// Who wrote it: they alone can put another in its place.
    pub by: Id,
    /// To whom.
    pub to: Id,
    /// How much.
    pub minor: u64,
    /// When.
    pub day: Day,
    /// A word with it.
    pub note: Option<String>,
    /// What whoever it was for says of it.
    pub answer: Answer,
}

/// What somebody says of money that was sent to them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Answer {
    /// Nothing yet.
    Open,
    /// It came.
    Came,
    /// It did not.
    Disputed(String),
}

/// Where an invoice stands on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum State {
    /// Nothing came in, and it is not late.
    Issued,
    /// Some of it came in, and it is not late.
    Part,
    /// All of it came in.
    Paid,
    /// Not all of it came in, so many days after it was due.
    Overdue(u32),
}

impl Invoiced {
    /// Where it stands on a day.
    pub fn state(&self, day: Day) -> State {
        match (self.paid_minor, day.0.checked_sub(self.due.0)) {
            (paid, _) if paid >= self.minor => State::Paid,
            (_, Some(late @ 1..)) => State::Overdue(late),
            (0, _) => State::Issued,
            (_, _) => State::Part,
        }
    }
}

impl Due {
    /// What is to be passed on to them now; none while they are a unit ahead.
    pub const fn open_minor(&self) -> u64 {
        self.now_minor.saturating_sub(self.sent_minor)
    }
}

/// Folds the money of a bid that was sent.
///
/// - `opener_charter`: the opener's collective, which keeps the levy; `opened`: in any order.
pub fn fold(sent: &Sent, opener_charter: Id, opened: &[Opened]) -> Account {
    let draft = &sent.draft.draft;
    let records: BTreeMap<Id, &Envelope> =
        opened.iter().map(|opened| (opened.record().id(), opened.record())).collect();
    let about = |record: &&&Envelope| {
        let header = record.header();
        header.subject == Some(draft.bid) && (header.names.first() == Some(&sent.id))
    };
    // Who invoices: a person, or any member of the collective that does.
    let contractor = |record: &&&Envelope| {
        let header = record.header();
        draft.contractor == header.person || header.space.is_some_and(|space| space.charter == draft.contractor)
    };
    let books = || records.values().filter(about).filter(contractor).copied();
    let invoices = Said::<Invoice>::of(books(), invoice::KIND.name, 1);
    let payments = Said::<Payment>::of(books(), payment::KIND.name, 2);
    let payouts = Said::<Payout>::of(books(), payout::KIND.name, 1);
    let answers = answers(&records, draft.bid);

    let mut account = Account {
        bid: draft.bid,
        currency: draft.currency,
        price_minor: draft.price_minor,
        invoices: invoices.standing.iter().map(|(record, invoice)| invoiced(record, invoice, &invoices)).collect(),
        payments: Vec::new(),
        received_minor: 0,
        over_minor: 0,
        dues: Vec::new(),
        payouts: payouts.standing.iter().map(|(record, payout)| passed(record, payout, &answers)).collect(),
    };
    account.invoices.retain(|invoice| invoice.minor > 0);
    account.payouts.retain(|payout| payout.minor > 0);
    for (record, payment) in payments.standing.into_iter().filter(|(_, payment)| payment.minor > 0) {
        // What was paid for an invoice is paid for the one that was written in its place.
        let named = record.header().names.get(1).map(|named| invoices.became(named)).unwrap_or_default();
        let invoice = account.invoices.iter_mut().find(|invoice| named.contains(&invoice.id));
        account.received_minor = account.received_minor.saturating_add(payment.minor);
        account.payments.push(Received {
            id: record.id(),
            by: record.header().person,
            invoice: invoice.as_ref().map(|invoice| invoice.id),
            minor: payment.minor,
            day: payment.day,
            note: payment.note.map(|note| note.to_string()),
        });
        if let Some(invoice) = invoice {
            invoice.paid_minor = invoice.paid_minor.saturating_add(payment.minor).min(MINOR_MAX);
        }
    }
    account.over_minor = account.received_minor.saturating_sub(draft.price_minor);
    account.dues = dues(sent, opener_charter, &account);
    account.invoices.sort_by_key(|invoice| (invoice.issued, invoice.id));
    account.payments.sort_by_key(|payment| (payment.day, payment.id));
    account.payouts.sort_by_key(|payout| (payout.day, payout.id));
    account
}

/// Every word about each payout, the newest first; of one millisecond the lower id first.
fn answers<'a>(records: &BTreeMap<Id, &'a Envelope>, bid: Id) -> BTreeMap<Id, Vec<(&'a Envelope, PayoutAck)>> {
    let mut answers: BTreeMap<Id, Vec<(&'a Envelope, PayoutAck)>> = BTreeMap::new();
    for record in records.values().filter(|record| record.header().subject == Some(bid)) {
        let Some(ack) = body::<PayoutAck>(record, payout_ack::KIND.name) else { continue };
        let Some(payout) = record.header().names.first() else { continue };
        answers.entry(*payout).or_default().push((record, ack));
    }
    answers.values_mut().for_each(|words| words.sort_by_key(|(record, _)| newest_first(record)));
    answers
}

fn invoiced(record: &Envelope, invoice: &Invoice, all: &Said<'_, Invoice>) -> Invoiced {
    let id = record.id();
    Invoiced {
        id,
        first: all.began(&id),
        by: record.header().person,
        number: invoice.number.to_string(),
        minor: invoice.minor,
        paid_minor: 0,
        issued: invoice.issued,
        due: invoice.due,
    }
}

fn passed(record: &Envelope, payout: &Payout, answers: &BTreeMap<Id, Vec<(&Envelope, PayoutAck)>>) -> Passed {
    let mut words = answers.get(&record.id()).into_iter().flatten();
    // A part is acknowledged by whoever gets it: for a collective by a member of it other than the payer.
    let theirs = |word: &&(&Envelope, PayoutAck)| {
        let header = word.0.header();
        let of_all = header.space.is_some_and(|space| space.charter == payout.to);
        header.person == payout.to || (of_all && header.person != record.header().person)
    };
    let answer = match words.find(theirs).map(|(_, ack)| &ack.dispute) {
        None => Answer::Open,
        Some(None) => Answer::Came,
        Some(Some(why)) => Answer::Disputed(why.to_string()),
    };
    Passed {
        id: record.id(),
        by: record.header().person,
        to: payout.to,
        minor: payout.minor,
        day: payout.day,
        note: payout.note.as_ref().map(|note| note.to_string()),
        answer,
    }
}

/// What of the money is whose. A person with several lines has one part.
fn dues(sent: &Sent, levy_to: Id, account: &Account) -> Vec<Due> {
    let mut lines: BTreeMap<Id, u64> = BTreeMap::new();
    for line in &sent.draft.split.lines {
        *lines.entry(line.participant).or_default() += line.minor;
    }
    let mut parts: Vec<(Id, u64)> = lines.into_iter().collect();
    parts.push((levy_to, sent.draft.split.levy_minor));
    let whole: Vec<u64> = parts.iter().map(|(_, minor)| *minor).collect();
    let now = divide(&whole, account.received_minor);
    let due = |((to, whole_minor), now_minor): ((Id, u64), u64)| {
        let own = account.payouts.iter().filter(|payout| payout.to == to);
        let came = own.clone().filter(|payout| payout.answer == Answer::Came);
        // What is the contractor's own stays where it came in.
        let kept = if to == sent.draft.draft.contractor { now_minor } else { 0 };
        Due {
            to,
            whole_minor,
            now_minor,
            sent_minor: own.fold(kept, |sum: u64, payout| sum.saturating_add(payout.minor)),
            acknowledged_minor: came.fold(kept, |sum: u64, payout| sum.saturating_add(payout.minor)),
        }
    };
    parts.into_iter().zip(now).filter(|((_, whole), _)| *whole > 0).map(due).collect()
}
