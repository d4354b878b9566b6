//! How a client paid one invoice, as two who took part say, with the client's answer beside it. Invariant 25 of the
//! domain: without a second signature it is not shown, nor after its last day, nor without the answer.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{Head, body, heads};
use crate::envelope::Envelope;
use crate::id::Id;
use crate::record::client_reply::{self, ClientReply};
use crate::record::payment_report::{self, PaymentReport};
use crate::record::report_sign;
use crate::space::Space;
use crate::time::{Day, Moment};

/// 8 signatures beside the reporter's are kept, those of the lowest persons; one is enough.
pub const SIGNS_MAX: usize = 8;

/// A report with what was said about it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReportRow {
    /// The document's name.
    pub id: Id,
    /// The record that counts.
    pub head: Id,
    /// Who reports.
    pub reporter: Id,
    /// Where it stands; its charter is the reporter's collective.
    pub space: Space,
    /// The one federation it is for, where it is not for all.
    pub audience: Option<Id>,
    /// When this revision was written.
    pub revised: Moment,
    /// The last day on which it is shown.
    pub expires: Day,
    /// True where two revisions have the same number, until a higher one comes.
    pub conflict: bool,
    /// True where the reporter took it back.
    pub withdrawn: bool,
    /// What it says; `None` where its text was erased.
    pub report: Option<PaymentReport>,
    /// Who else signed exactly this revision, by person; at most [`SIGNS_MAX`].
    pub signs: Vec<Cosigned>,
    /// What the client answers, by the collective whose steward wrote it down; of each the newest.
    pub replies: Vec<Replied>,
}

/// A second signature.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cosigned {
    /// The record.
    pub id: Id,
    /// Who.
    pub person: Id,
    /// Of which collective.
    pub charter: Id,
    /// When.
    pub at: Moment,
}

/// What a client answers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Replied {
    /// The document's name.
    pub id: Id,
    /// The record that counts.
    pub head: Id,
    /// The steward who wrote it down.
    pub steward: Id,
    /// Of which collective.
    pub charter: Id,
    /// When.
    pub at: Moment,
    /// The answer; `None` where its text was erased.
    pub text: Option<String>,
}

/// How an invoice was paid.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Standing {
    /// All of it came, on the day that it was due at the latest.
    InTime,
    /// All of it came, so many days after that.
    Late(u32),
    /// Not all of it had come, so many days after that.
    Unpaid(u32),
}

impl PaymentReport {
    /// How the invoice was paid, as of the day that the report is about.
    pub fn standing(&self) -> Standing {
        match self.paid {
            None => Standing::Unpaid(self.seen.0.saturating_sub(self.due.0)),
            Some(paid) => match paid.0.checked_sub(self.due.0) {
                Some(days @ 1..) => Standing::Late(days),
                Some(0) | None => Standing::InTime,
            },
        }
    }
}

impl ReportRow {
    /// What it says, where it is shown on a day: another person signed exactly this, its last day is not over, and
    /// it is about no day to come.
    pub fn shown(&self, day: Day) -> Option<&PaymentReport> {
        let counts = !self.withdrawn && !self.conflict && !self.signs.is_empty() && day <= self.expires;
        // A day more, since the reporter's calendar may be a day ahead of the one by which records are dated.
        self.report.as_ref().filter(|report| counts && report.seen <= self.revised.day().plus(1))
    }
}

/// Folds a report with what was said about it.
pub fn fold(subject: Id, records: &[Envelope]) -> Option<ReportRow> {
    let mut heads = heads(records);
    let head = heads.remove(&subject).filter(|head| *head.record.header().kind == *payment_report::KIND.name)?;
    let header = head.record.header();
    Some(ReportRow {
        id: subject,
        head: head.record.id(),
        reporter: header.person,
        space: header.space?,
        audience: header.audience,
        revised: header.created,
        expires: header.expires,
        conflict: head.conflict,
        withdrawn: head.withdrawn,
        report: body(head.record, payment_report::KIND.name),
        signs: signs(head.record, records),
        replies: replies(&heads),
    })
}

/// Who else signed a revision: of each person the lowest record.
fn signs(report: &Envelope, records: &[Envelope]) -> Vec<Cosigned> {
    let mut signs: BTreeMap<Id, Cosigned> = BTreeMap::new();
    for record in records.iter().filter(|record| *record.header().kind == *report_sign::KIND.name) {
        let header = record.header();
        let other = header.person != report.header().person;
        let Some(space) = header.space.filter(|_| other && header.names.first() == Some(&report.id())) else {
            continue;
        };
        let sign = Cosigned { id: record.id(), person: header.person, charter: space.charter, at: header.created };
        match signs.get(&header.person) {
            Some(known) if known.id <= sign.id => {}
            Some(_) | None => drop(signs.insert(header.person, sign)),
        }
    }
    signs.into_values().take(SIGNS_MAX).collect()
}

/// Of each collective the answer that one of its stewards wrote down last, of two of one millisecond the lower id.
fn replies(heads: &BTreeMap<Id, Head<'_>>) -> Vec<Replied> {
    let mut newest: BTreeMap<Id, Replied> = BTreeMap::new();
    let answers = heads.iter().filter(|(_, head)| *head.record.header().kind == *client_reply::KIND.name);
    for (id, head) in answers.filter(|(_, head)| !head.withdrawn) {
        let header = head.record.header();
        let Some(space) = header.space else { continue };
        let text: Option<ClientReply> = body(head.record, client_reply::KIND.name);
        let reply = Replied {
            id: *id,
            head: head.record.id(),
            steward: header.person,
            charter: space.charter,
            at: header.created,
            text: text.map(|reply| reply.text.to_string()),
        };
        let rank = |reply: &Replied| (std::cmp::Reverse(reply.at), reply.head);
        match newest.get(&space.charter) {
            Some(known) if rank(known) <= rank(&reply) => {}
            Some(_) | None => drop(newest.insert(space.charter, reply)),
        }
    }
    newest.into_values().collect()
}
