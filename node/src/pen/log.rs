//! Owns the log of own operations: what each wrote, for whoever looks back or takes it back.

use protocol::envelope::Envelope;
use protocol::id::Id;
use protocol::local::{Draft, Operation, Trouble};
use protocol::record;
use protocol::wire;

use super::NEXT;
use crate::clock;
use crate::home::Home;

/// Local items of operations: this, then the number, big-endian.
const OPERATION: &[u8] = b"op:";

/// An operation as it is kept: what the log shows, and what undo needs.
#[derive(Clone, Debug, serde::Serialize, serde::Deserialize)]
pub struct Deed {
    /// What the log shows.
    pub shown: Operation,
    /// The records that it wrote.
    pub records: Vec<Id>,
}

impl Home {
    /// The operation that a write becomes in the log.
    ///
    /// # Errors
    /// [`Trouble`] where the log cannot be read.
    pub fn deed(
        &self,
        label: &str,
        records: &[Envelope],
        drafts: &[Draft],
        undoes: Option<u64>,
    ) -> Result<Deed, Trouble> {
        let number: u64 = self.local(NEXT)?.unwrap_or(1);
        let shorts = records.iter().take(3).map(|record| spoken_of(record).short(6));
        let title = drafts.first().map(title).unwrap_or_default();
        let shown = Operation {
            number,
            at: clock::now(),
            label: label.to_string(),
            title,
            shorts: shorts.collect(),
            records: records.len() as u32,
            undone: false,
            undoes,
            redoes: None,
            part_of: None,
        };
        Ok(Deed { shown, records: records.iter().map(Envelope::id).collect() })
    }

    /// Writes authority records that the law's makers signed, as one operation.
    ///
    /// # Errors
    /// [`Trouble`]; nothing was written then.
    pub fn write_law(&self, label: &str, title: &str, records: Vec<Envelope>) -> Result<Vec<Envelope>, Trouble> {
        Ok(self.state_law(label, title, records)?.1)
    }

    /// The same, with what the log calls it.
    ///
    /// # Errors
    /// [`Trouble`]; nothing was written then.
    pub fn state_law(&self, label: &str, title: &str, records: Vec<Envelope>) -> Result<(u64, Vec<Envelope>), Trouble> {
        let _turn = self.authoring();
        let mut deed = self.deed(label, &records, &[], None)?;
        deed.shown.title = title.to_string();
        let number = deed.shown.number;
        let local = vec![
            (operation_key(number), Some(wire::encode(&deed))),
            (NEXT.to_vec(), Some(wire::encode(&(number + 1)))),
        ];
        Ok((number, self.write(records, local)?))
    }

    /// The operations, newest first.
    ///
    /// # Errors
    /// [`Trouble`] where they cannot be read.
    pub fn deeds(&self, limit: usize) -> Result<Vec<Deed>, Trouble> {
        let next: u64 = self.local(NEXT)?.unwrap_or(1);
        let mut deeds = Vec::new();
        for number in (1..next).rev().take(limit) {
            deeds.extend(self.local::<Deed>(&operation_key(number))?);
        }
        Ok(deeds)
    }
}

/// What a record speaks of, as `show` takes it: a document, a subject; of the law a statement itself, or
/// what it agrees to or takes back.
pub(super) fn spoken_of(record: &Envelope) -> Id {
    let header = record.header();
    match (header.ticket, &*header.kind) {
        (None, "approve" | "ack" | "invite-revoke") => header.names.first().copied().unwrap_or(record.id()),
        (None, _) => record.id(),
        // Nobody knows a carrier; they know what it is about.
        (Some(_), "sealed") => protocol::held::subject(record),
        (Some(_), _) => header.name().unwrap_or(protocol::held::subject(record)),
    }
}

/// The key of an operation's local item.
pub fn operation_key(number: u64) -> Vec<u8> {
    let mut key = OPERATION.to_vec();
    key.extend_from_slice(&number.to_be_bytes());
    key
}

/// What a draft is about, in its own words, for the log.
fn title(draft: &Draft) -> String {
    let text = |bytes: &[u8]| -> Option<String> {
        match draft.kind.as_str() {
            "lead" => wire::lenient::<record::lead::Lead>(bytes).map(|lead| lead.title.to_string()).ok(),
            "comment" => wire::lenient::<record::comment::Comment>(bytes).map(|said| said.text.to_string()).ok(),
            "ask" => wire::lenient::<record::ask::Ask>(bytes).map(|ask| ask.text.to_string()).ok(),
            "marker" => wire::lenient::<record::marker::Marker>(bytes).map(|marker| marker.name.to_string()).ok(),
            "pledge" => wire::lenient::<record::pledge::Pledge>(bytes).map(|pledge| pledge.text.to_string()).ok(),
            "profile" => wire::lenient::<record::profile::Profile>(bytes).map(|profile| profile.name.to_string()).ok(),
            _ => None,
        }
    };
    text(&draft.body.0).unwrap_or_default().chars().take(80).collect()
}
