//! What the home knows before an import: leads that it holds, and drafts that wait for tickets.

use std::collections::BTreeSet;

use protocol::id::Id;
use protocol::local::{Reply, Request};
use protocol::record::lead::Lead;
use protocol::wire;

use crate::command::lead::each;
use crate::desk::{Desk, unfit};
use crate::import::Known;
use crate::problem::Problem;

/// What is known before.
#[derive(Debug, Default)]
pub struct Before {
    /// Every lead, to be compared with.
    pub known: Vec<Known>,
    /// Names of those that only wait as drafts: they have no id yet that another could name.
    pub waiting: BTreeSet<Id>,
    /// Those that were withdrawn.
    pub withdrawn: BTreeSet<Id>,
}

impl Before {
    /// True where another lead may say that it is possibly the same: nobody can look at what only
    /// waits, and nobody should at what was withdrawn.
    pub fn can_be_named(&self, id: &Id) -> bool {
        !self.waiting.contains(id) && !self.withdrawn.contains(id)
    }

    /// Reads it all; of a large home a page at a time.
    ///
    /// - `again`: true leaves out what was withdrawn, so that it is taken again.
    ///
    /// # Errors
    /// What the home refused.
    pub fn read(desk: &Desk, again: bool) -> Result<Before, Problem> {
        let mut before = Before::default();
        each(desk, |shown| {
            let row = &shown.row;
            let Some(lead) = &row.lead else { return };
            if row.withdrawn && again {
                return;
            }
            if row.withdrawn {
                before.withdrawn.insert(row.id);
            }
            before.known.push(Known::of(row.id, lead));
        })?;
        let drafts = match desk.ask(Request::Waiting)? {
            Reply::Waiting(drafts) => drafts,
            other => return Err(unfit("Waiting", &other)),
        };
        for waiting in drafts.iter().filter(|waiting| waiting.draft.kind == "lead") {
            let body = &waiting.draft.body.0;
            // A draft of a later version is not compared: taken twice is mended, lost is not.
            let Ok(lead) = wire::lenient::<Lead>(body) else { continue };
            let id = Id::of(body);
            before.waiting.insert(id);
            before.known.push(Known::of(id, &lead));
        }
        Ok(before)
    }
}
