//! How things stand: status, checks, neighbours' machines, changes as they happen.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{DeviceCard, Trouble};
use crate::id::Id;
use crate::keys::Key;
use crate::time::Moment;

/// How things stand.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Status {
    /// True where a process keeps the home open; false for a one-shot answer.
    pub running: bool,
    /// Its process id.
    pub process: u32,
    /// Since when.
    pub since: Option<Moment>,
    /// Addresses on which it listens.
    pub listening: Vec<String>,
    /// Listed machines of others that are connected now.
    pub connected: u32,
    /// Listed machines of others in all.
    pub listed: u32,
    /// Own records that no other machine holds yet.
    pub queued: u64,
    /// Records held.
    pub records: u64,
    /// Leads that are open.
    pub open_leads: u64,
    /// Drafts that wait for next week's tickets.
    pub waiting: u64,
    /// Newcomers who wait for stewards.
    pub newcomers: u32,
    /// Changes of the charter that wait for my word.
    pub to_approve: u32,
    /// The number of the charter's revision in force, where I have not said that I have seen it.
    pub news: Option<u32>,
    /// Devices of members that came beside another one, or went, within the last 14 days; not this one.
    pub devices: Vec<DeviceCard>,
    /// Pledges to me that wait for my confirmation.
    pub to_confirm: u32,
    /// Tickets left this week.
    pub tickets_left: u32,
    /// Records, sessions and callers that were refused since the start, by reason.
    pub refused: BTreeMap<String, u64>,
    /// Joins that still wait for the inviting home. Their lines stay where they are: they hold secrets.
    pub joining: u32,
    /// When the last backup was proven.
    pub backup: Option<Moment>,
    /// One digest a scope: short words that two machines can compare.
    pub digests: BTreeMap<String, String>,
    /// What was repaired at the last start, and why this home must not write.
    pub notices: Vec<Trouble>,
    /// What it uses of its machine, and may use; only what the system tells.
    #[serde(default)]
    pub ceilings: Vec<Ceiling>,
}

/// What a process takes of a machine.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Resource {
    /// Memory, in bytes.
    Memory,
    /// Open files.
    Files,
    /// The disk, in bytes.
    Disk,
    /// Connections with other homes.
    Connections,
    /// Bytes that went over the line to other homes and came from them, today by UTC.
    Line,
}

/// How much of something is used, and may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ceiling {
    /// Of what.
    pub resource: Resource,
    /// Used now.
    pub used: u64,
    /// The most that is used.
    pub most: u64,
}

/// To `RepairClock`.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ClockRepaired {
    /// What the clock says.
    pub now: Moment,
    /// When the last own record was written, by the clock then.
    pub last: Moment,
    /// How many machines of neighbours told theirs, and confirm it; nobody where it is zero.
    pub machines: u32,
    /// Documents that are said again as of now.
    pub again: u32,
    /// Records that cannot be revised and are erased.
    pub erased: u32,
    /// The operations in the log; none where nothing was written.
    pub operations: Vec<u64>,
}

/// One check of `doctor`.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Finding {
    /// Which check, as a key of the catalogue.
    pub check: String,
    /// How it came out.
    pub verdict: Verdict,
    /// Figures and names for the sentence.
    pub facts: BTreeMap<String, String>,
}

impl Finding {
    /// A finding without facts.
    pub fn new(check: &str, verdict: Verdict) -> Finding {
        Finding { check: check.to_string(), verdict, facts: BTreeMap::new() }
    }

    /// The same with one more fact.
    pub fn with(mut self, name: &str, value: impl ToString) -> Finding {
        self.facts.insert(name.to_string(), value.to_string());
        self
    }
}

/// How a check came out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Verdict {
    /// As it should be.
    Green,
    /// Worth a look.
    Amber,
    /// Wrong.
    Red,
}

/// One file of the journal that was read through, with its second copy.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Verified {
    /// The number of the entry at which it begins; the next question goes on behind it.
    pub first: u64,
    /// Its place among all files, from 1.
    pub place: u32,
    /// How many files there are now.
    pub of: u32,
    /// True where the file is damaged.
    pub damaged: bool,
    /// True where its second copy is damaged.
    pub copy_damaged: bool,
}

/// A neighbour's machine.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Peer {
    /// Its key.
    pub node: Key,
    /// Whose it is, where known.
    pub name: Option<String>,
    /// Its collective.
    pub collective: Option<Id>,
    /// True while it is connected.
    pub connected: bool,
    /// True where the connection goes through a neighbour.
    pub relayed: bool,
    /// When it was last heard.
    pub heard: Option<Moment>,
    /// Round trip of the last ping, in milliseconds.
    pub round_trip_ms: Option<u64>,
    /// What it says it runs.
    pub version: Option<String>,
    /// Where it can be called, as it said last; empty where nothing of that has arrived.
    pub addresses: Vec<String>,
}

/// Whether others can call this home.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Reach {
    /// Which of the states holds.
    pub state: ReachState,
    /// Addresses at which others can call.
    pub addresses: Vec<String>,
}

/// The four states, and the time before one is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ReachState {
    /// Others can call directly.
    Open,
    /// The router was asked and let others in.
    OpenedByRouter,
    /// Others reach this home through a neighbour.
    ThroughNeighbour,
    /// This home can call others; nobody can call it.
    OutgoingOnly,
    /// Not known yet.
    Unknown,
    /// Nothing runs, so nothing listens.
    Stopped,
}

/// Something changed.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub enum Change {
    /// Rows of these subjects.
    Rows(Vec<crate::fold::RowKey>),
    /// A machine came.
    Came(Key),
    /// A machine went.
    Went(Key),
    /// The roster.
    Roster,
    /// A sync with this machine ended: records received and given.
    Caught(Key, u64, u64),
}
