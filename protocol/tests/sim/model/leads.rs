//! Owns what every screen must show of the leads: of a lead's revisions that were acknowledged the highest counts,
//! and of two that two computers of one person wrote beside each other the one with the lower id, marked.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use protocol::envelope::Envelope;
use protocol::fold::lead::LeadRow;
use protocol::held::subject;
use protocol::id::Id;
use protocol::keys::Key;
use protocol::space::{Side, Space};
use protocol::time::Moment;
use protocol::wire;

use crate::machine::Machine;
use crate::people::lead_key;

/// A revision of a lead as its poster knows it.
struct Posted {
    by: usize,
    key: Key,
    space: Space,
    record: Id,
    number: u16,
    title: String,
    withdrawn: bool,
    ends: Moment,
    /// True where its poster was told that it is kept.
    told: bool,
}

/// Every revision of every lead of honest people.
#[derive(Default)]
pub struct Leads(BTreeMap<Id, Vec<Posted>>);

impl Leads {
    pub fn signed(&mut self, at: usize, record: &Envelope, title: Option<String>) {
        let header = record.header();
        let (Some(title), Some(revision), Some(space)) = (title, &header.document, header.space) else { return };
        self.0.entry(subject(record)).or_default().push(Posted {
            by: at,
            key: header.key,
            space,
            record: record.id(),
            number: revision.number,
            title,
            withdrawn: revision.withdrawn,
            ends: header.expires.start(),
            told: false,
        });
    }

    pub fn acknowledged(&mut self, record: &Envelope) {
        let revisions = self.0.get_mut(&subject(record)).into_iter().flatten();
        revisions.filter(|posted| posted.record == record.id()).for_each(|posted| posted.told = true);
    }

    /// Every lead that this home reads is shown as its poster left it.
    ///
    /// - `stays`: whether a record of a computer that was taken back stays.
    pub fn check(
        &self,
        reader: &Machine,
        machines: &[Machine],
        now: Moment,
        stays: impl Fn(&Id) -> bool,
    ) -> Result<(), String> {
        if !reader.belongs() {
            return Ok(());
        }
        for (name, revisions) in &self.0 {
            let counts = |posted: &&Posted| {
                let poster = &machines[posted.by];
                let in_force = poster.is_honest()
                    && poster.belongs()
                    && reader.lists(&posted.space.charter, &posted.key, &poster.home.person)
                    && !poster.taken_by_rot.contains(&posted.record);
                posted.told && posted.ends > now && (in_force || stays(&posted.record))
            };
            let counting: Vec<&Posted> = revisions.iter().filter(counts).collect();
            let Some(head) = counting.iter().max_by_key(|posted| (posted.number, Reverse(posted.record))) else {
                continue;
            };
            if !reads(reader, &machines[head.by], &head.space) {
                continue;
            }
            let row = reader.home.rows.get(&lead_key(*name));
            let Some(row) = row.map(|row| wire::lenient::<LeadRow>(row).expect("own rows read back")) else {
                return Err(format!("lead {name} is not shown"));
            };
            if row.number < head.number {
                return Err(format!("lead {name} is shown as it was before its last change"));
            }
            // What was not acknowledged may have come through all the same.
            let title = row.lead.as_ref().map(|lead| lead.title.to_string());
            let shown = |posted: &&Posted| {
                let above = posted.number > head.number || posted.record <= head.record;
                let same = title.as_ref() == Some(&posted.title) && row.withdrawn == posted.withdrawn;
                posted.number == row.number && above && same
            };
            if !revisions.iter().any(|posted| shown(&posted)) {
                return Err(format!("lead {name} is shown as {title:?} instead of {:?}", head.title));
            }
            let beside = counting.iter().filter(|posted| posted.number == head.number).count() > 1;
            if row.number == head.number && beside && !row.conflict {
                return Err(format!("lead {name} was changed on two computers, and nobody is told"));
            }
        }
        Ok(())
    }
}

/// True where a home reads what another posts in a space.
pub fn reads(reader: &Machine, poster: &Machine, space: &Space) -> bool {
    let own = reader.home.charter == space.charter;
    own || (space.side == Side::Open && !reader.shared_with(poster).is_empty())
}
