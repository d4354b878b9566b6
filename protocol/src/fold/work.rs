//! What was done for a bid that was sent: hours, what was handed over, and how each kept what they promised. No
//! row of the store: like the bid it is folded in memory, from records that came out of sealed ones.
//!
//! Nobody is rated. Outcomes are counted, by both sides apart: what somebody says of themselves, and what the
//! others in the bid say. Nothing is edited: a record that corrects others of the same author names them.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::bid::Sent;
use super::body;
use super::said::{Said, newest_first};
use crate::envelope::Envelope;
use crate::id::Id;
use crate::record::delivery::{self, Delivery};
use crate::record::outcome::{self, How, Outcome};
use crate::record::worklog::{self, WorkLog};
use crate::sealed::Opened;
use crate::time::{Day, Moment};

/// What was done for a bid.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Work {
    /// Who promised how much, and how much of it was done; by participant.
    pub people: Vec<Worked>,
    /// What was worked, by (day, id).
    pub logs: Vec<Logged>,
    /// What was handed over, by (day, id).
    pub deliveries: Vec<Delivered>,
    /// How each kept it, by (of whom, by whom).
    pub outcomes: Vec<Reported>,
}

/// Somebody's hours.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Worked {
    /// Who.
    pub participant: Id,
    /// What they promised, in minutes.
    pub promised_minutes: u64,
    /// What they say that they did.
    pub done_minutes: u64,
}

/// Hours of a day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Logged {
    /// The inner record.
    pub id: Id,
    /// Who.
    pub participant: Id,
    /// As what.
    pub role: String,
    /// How long.
    pub minutes: u32,
    /// When.
    pub day: Day,
    /// What was done.
    pub note: Option<String>,
}

/// Something that was handed over.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Delivered {
    /// The inner record.
    pub id: Id,
    /// Who says so.
    pub by: Id,
    /// What.
    pub what: String,
    /// When.
    pub day: Day,
    /// When the client said that it is good.
    pub accepted: Option<Day>,
}

/// How somebody kept it, as somebody says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reported {
    /// The inner record.
    pub id: Id,
    /// Whose work.
    pub of: Id,
    /// Who says so.
    pub by: Id,
    /// When.
    pub at: Moment,
    /// How.
    pub how: How,
    /// A word with it.
    pub note: Option<String>,
}

impl Work {
    /// True where those who have a word about somebody's work say different things.
    pub fn is_contested(&self, of: &Id) -> bool {
        let said: BTreeSet<How> =
            self.outcomes.iter().filter(|outcome| outcome.of == *of).map(|outcome| outcome.how).collect();
        said.len() > 1
    }
}

/// Folds what was done for a bid that was sent. Only those in its draft, and whoever opened it, have a word.
///
/// - `opened`: in any order; the same record may have come in several carriers.
pub fn fold(sent: &Sent, opened: &[Opened]) -> Work {
    let draft = &sent.draft.draft;
    let participants = draft.participants();
    let records: BTreeMap<Id, &Envelope> =
        opened.iter().map(|opened| (opened.record().id(), opened.record())).collect();
    let within = |record: &&&Envelope| {
        let header = record.header();
        let author = participants.contains(&header.person) || header.person == draft.opener;
        author && header.subject == Some(draft.bid) && header.names.first() == Some(&sent.id)
    };
    let own = || records.values().filter(within).copied();
    let mut logs: Vec<Logged> = Vec::new();
    for (record, log) in Said::<WorkLog>::of(own(), worklog::KIND.name, 1).standing {
        let participant = record.header().person;
        let takes_part = draft.lines.iter().any(|line| line.participant == participant && line.role == log.role);
        if takes_part && log.minutes > 0 {
            let (role, note) = (log.role.to_string(), log.note.map(|note| note.to_string()));
            logs.push(Logged { id: record.id(), participant, role, minutes: log.minutes, day: log.day, note });
        }
    }
    logs.sort_by_key(|log| (log.day, log.id));
    let delivered = |(record, delivery): (&Envelope, Delivery)| Delivered {
        id: record.id(),
        by: record.header().person,
        what: delivery.what.to_string(),
        day: delivery.day,
        accepted: delivery.accepted,
    };
    let mut deliveries: Vec<Delivered> =
        Said::<Delivery>::of(own(), delivery::KIND.name, 1).standing.into_iter().map(delivered).collect();
    deliveries.sort_by_key(|delivery| (delivery.day, delivery.id));
    let person = |participant: &Id| {
        let lines = draft.lines.iter().filter(|line| line.participant == *participant);
        let done = logs.iter().filter(|log| log.participant == *participant);
        Worked {
            participant: *participant,
            promised_minutes: lines.map(|line| u64::from(line.minutes)).sum(),
            done_minutes: done.map(|log| u64::from(log.minutes)).sum(),
        }
    };
    Work {
        people: participants.iter().map(person).collect(),
        outcomes: outcomes(own(), &participants),
        logs,
        deliveries,
    }
}

/// Of each author about each person the newest word, of two of one millisecond the lower id.
fn outcomes<'a>(own: impl Iterator<Item = &'a Envelope>, participants: &BTreeSet<Id>) -> Vec<Reported> {
    let said = own.filter_map(|record| Some((record, body::<Outcome>(record, outcome::KIND.name)?)));
    let mut said: Vec<(&Envelope, Outcome)> = said.filter(|(_, said)| participants.contains(&said.of)).collect();
    said.sort_by_key(|(record, _)| newest_first(record));
    let mut newest: BTreeMap<(Id, Id), Reported> = BTreeMap::new();
    for (record, said) in said {
        let header = record.header();
        newest.entry((said.of, header.person)).or_insert_with(|| Reported {
            id: record.id(),
            of: said.of,
            by: header.person,
            at: header.created,
            how: said.how,
            note: said.note.map(|note| note.to_string()),
        });
    }
    newest.into_values().collect()
}
