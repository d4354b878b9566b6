//! `worklog`: how long somebody worked on a bid that was sent. It stands inside a `sealed`; the header's subject
//! is the bid. Its first name is the `bid-submit`; further ones are earlier logs that it corrects.

use super::contact::{READERS_MAX, are_readers};
use super::*;
use crate::id::Id;
use crate::text::Line;
use crate::time::Day;
use crate::wire::Few;

/// 1,440 minutes: a day has no more.
pub const MINUTES_MAX: u32 = 1_440;

crate::fields! {
    /// The body of a `worklog`.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub struct WorkLog {
        /// Who may read it, ascending: those of the bid.
        1 readers: Few<Id, READERS_MAX>,
        /// As what: a role of theirs in the bid.
        2 role: Line<64>,
        /// How long, in whole minutes; 0 takes back what it corrects.
        3 minutes: u32,
        /// On which day.
        4 day: Day,
        /// What was done.
        5 note: Option<Line<200>>,
    }
}

fn check(body: &[u8]) -> Result<(), WireFault> {
    let log: WorkLog = wire::decode(body)?;
    let listed = are_readers(&log.readers);
    if listed && log.minutes <= MINUTES_MAX { Ok(()) } else { Err(WireFault::Shape) }
}

/// The line in the table.
pub const KIND: Kind = said("worklog", check, || {
    wire::encode(&WorkLog {
        readers: Few::new(vec![Id::of(b"charter")]).expect("one reader"),
        role: Line::new("bookkeeping").expect("short"),
        minutes: 240,
        day: Day(20_810),
        note: Line::new("January reconciled").ok(),
    })
});
