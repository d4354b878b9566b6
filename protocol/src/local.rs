//! Owns what a command asks of the replica of its own home, and what it answers. Terminal and pages
//! are two faces over these values; they travel over the local socket as CBOR, one request and one
//! reply a connection (`Watch`: many), or by a call within the process where none runs.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::fold::ask::AskRow;
use crate::fold::lead::LeadRow;
use crate::fold::pledge::PledgeRow;
use crate::fold::thread::ThreadRow;
use crate::id::{Id, Prefix};
use crate::keys::Key;
use crate::record::charter::Charter;
use crate::record::profile::Profile;
use crate::record::terms::Terms;
use crate::space::Side;
use crate::time::{Day, Moment, Week};
use crate::wire::Blob;

/// 16 MiB: the largest request or reply on the local socket; lists are paged below it.
pub const LOCAL_MAX: usize = 16 * 1024 * 1024;
/// 1,000 drafts in one `Publish`; an importer sends several.
pub const DRAFTS_MAX: usize = 1_000;

/// What a face asks.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub enum Request {
    /// Who lives here, whom they know: names for every id that a screen may show.
    Directory,
    /// Makes keys, a person and a collective.
    Setup(Setup),
    /// Comes in by an invite.
    Join(Join),
    /// Makes an invite.
    Invite(NewInvite),
    /// The invites of the own collective and its federations.
    Invites,
    /// Takes an invite back.
    RevokeInvite(Id),
    /// Approves a newcomer as a member, or repeats it without harm.
    Approve(Id),
    /// Gives the own collective other terms: name, place, currency, words.
    Terms(Terms),
    /// Writes records, or shows what would be written.
    Publish(Publish),
    /// Drafts that wait for next week's tickets.
    Waiting,
    /// A page of leads.
    Leads(LeadQuery),
    /// Finds what the typed text names among subjects of one sort.
    Find(Sort, Pick),
    /// One lead with its thread.
    Lead(Id),
    /// All pledges and asks that are held.
    Pledges,
    /// The thread about a subject.
    Thread(Id),
    /// The records behind a subject, as JSON-ready envelopes.
    Records(Id),
    /// How things stand.
    Status,
    /// Checks with a verdict for each.
    Doctor,
    /// The neighbours' machines.
    Peers,
    /// Whether others can call this home.
    Reach,
    /// The own writes, newest first.
    Log {
        /// At most this many, up to 1,000.
        limit: u32,
    },
    /// Takes back the operation, or the last one.
    Undo {
        /// Which; absent means the last that can be undone.
        operation: Option<u64>,
        /// True shows without writing.
        dry_run: bool,
    },
    /// Writes an encrypted copy of everything but the keys.
    Backup {
        /// Where, absolute.
        path: String,
        /// The passphrase.
        passphrase: Passphrase,
    },
    /// Restores into a temporary folder and compares.
    BackupCheck {
        /// Where, absolute.
        path: String,
        /// The passphrase.
        passphrase: Passphrase,
    },
    /// Makes this empty home from a backup, with new keys.
    Restore(Restore),
    /// The twelve recovery words, while they are still kept.
    Words,
    /// The member has written the words down: three of them, by position 1 to 12, prove it.
    WordsCheck(Vec<(u8, String)>),
    /// Every record and local item of this home, a page after this id.
    Export {
        /// The page begins behind this id.
        after: Option<Id>,
    },
    /// Tells of every change until the face hangs up.
    Watch,
    /// Waits until what was written has reached a neighbour.
    Wait {
        /// The operation.
        operation: u64,
        /// At most this long.
        wait_ms: u64,
    },
    /// Ends the process.
    Stop,
}

/// What the replica answers.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub enum Reply {
    /// To `Directory`.
    Directory(Box<Directory>),
    /// To `Setup` and `Restore`.
    Founded(Founded),
    /// To `Join`.
    Joined(Joined),
    /// To `Invite`.
    Invited(Invited),
    /// To `Invites`.
    Invites(Vec<InviteCard>),
    /// To everything that writes.
    Published(Published),
    /// To `Waiting`.
    Waiting(Vec<WaitingDraft>),
    /// To `Leads`.
    Leads(Page<Shown<LeadRow>>),
    /// To `Find`: none, one or several.
    Found(Vec<Named>),
    /// To `Lead`; nothing where it is not held.
    Lead(Option<Box<LeadView>>),
    /// To `Pledges`.
    Pledges(Vec<Shown<PledgeRow>>, Vec<Shown<AskRow>>),
    /// To `Thread`.
    Thread(Option<ThreadRow>),
    /// To `Records` and `Export`.
    Records(Vec<Blob>),
    /// To `Status`.
    Status(Box<Status>),
    /// To `Doctor`.
    Doctor(Vec<Finding>),
    /// To `Peers`.
    Peers(Vec<Peer>),
    /// To `Reach`.
    Reach(Reach),
    /// To `Log`.
    Log(Vec<Operation>),
    /// To `Backup` and `BackupCheck`.
    Backup(BackupReport),
    /// To `Words`; nothing once they were confirmed.
    Words(Option<Passphrase>),
    /// Done, with nothing to tell.
    Done,
    /// To `Watch`, again and again.
    Changed(Change),
    /// To `Wait`: how many machines of others hold it; nothing where time ran out.
    Waited(Option<u32>),
    /// It was not done.
    Refused(Trouble),
}

/// A secret on its way over the local socket; never shown in a log.
#[derive(Clone, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Passphrase(pub String);

impl std::fmt::Debug for Passphrase {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("***")
    }
}

/// Founds a collective with one steward.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Setup {
    /// The terms of the collective.
    pub terms: Terms,
    /// The first member's public face.
    pub profile: Profile,
}

/// Comes in by an invite.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Join {
    /// The line as it was pasted.
    pub invite: String,
    /// The joiner's face; absent for a collective's invite or where there is one.
    pub profile: Option<Profile>,
    /// True where the own members' names and skills may be seen by the federation.
    pub shows_members: bool,
    /// True only reads the line and says what it is.
    pub dry_run: bool,
}

/// Makes an invite.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct NewInvite {
    /// True for a collective, false for a member.
    pub collective: bool,
    /// How many may use it: 1 to 24.
    pub uses: u32,
    /// The last day on which it can be used.
    pub until: Day,
    /// True shows what would be written.
    pub dry_run: bool,
}

/// Writes records.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Publish {
    /// At most [`DRAFTS_MAX`].
    pub drafts: Vec<Draft>,
    /// What the log calls it, such as "lead new".
    pub label: String,
    /// True keeps what exceeds the week's tickets as drafts that go out next week; false refuses.
    pub overflow: bool,
    /// True shows without writing.
    pub dry_run: bool,
}

/// One record before it is signed.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Draft {
    /// The kind's name.
    pub kind: String,
    /// Inner or open.
    pub side: Side,
    /// The one federation it is for; absent for all.
    pub audience: Option<Id>,
    /// What it is about, where that is not itself.
    pub subject: Option<Id>,
    /// What it binds.
    pub names: Vec<Id>,
    /// New document, next revision, or none.
    pub document: Version,
    /// The body, encoded.
    pub body: Blob,
}

/// Which revision a draft becomes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Version {
    /// Not a document.
    Binding,
    /// The first of a new document.
    New,
    /// The next of this document.
    Next(Id),
    /// The next of this document, and it takes it back. The body is the last one's.
    Withdraw(Id),
}

/// What a draft turned into.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Published {
    /// The operation's number in the log; absent for a dry run.
    pub operation: Option<u64>,
    /// One for each draft that was written.
    pub items: Vec<Item>,
    /// How many wait for next week's tickets.
    pub waiting: u32,
    /// When those go out.
    pub next_week: Option<Day>,
    /// The names of the collectives whose homes may read it; the own first.
    pub readers: Vec<String>,
    /// How many machines of others hold it already.
    pub reached: u32,
    /// How many machines of others will be told.
    pub pending: u32,
}

/// One written record.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Item {
    /// The subject's id: what `show` takes.
    pub id: Id,
    /// Its shortest unique form, at least four characters.
    pub short: String,
    /// The record's id.
    pub record: Id,
    /// The record's bytes on the wire.
    pub bytes: u32,
}

/// A draft that waits for tickets.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct WaitingDraft {
    /// The draft.
    pub draft: Draft,
    /// The week in which it goes out.
    pub week: Week,
}

/// A row with the id as people type it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Shown<T> {
    /// The shortest unique prefix of the id, at least four characters.
    pub short: String,
    /// The row.
    pub row: T,
}

/// A bounded part of a list.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Page<T> {
    /// The items.
    pub items: Vec<T>,
    /// How many there are in all.
    pub total: u64,
    /// The offset of the next page, where there is one.
    pub next: Option<u64>,
}

/// Which leads.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct LeadQuery {
    /// Words that each lead has; empty for all.
    pub words: String,
    /// True leaves out what is closed, withdrawn or past its date.
    pub open: bool,
    /// True keeps only what this person posted.
    pub mine: bool,
    /// Skills, each of which the lead asks for.
    pub skills: Vec<String>,
    /// The language of the work.
    pub language: Option<String>,
    /// At least this pay, in minor units of a currency.
    pub pay: Option<crate::money::Amount>,
    /// Closes before this.
    pub closes_before: Option<Moment>,
    /// Only of this collective.
    pub collective: Option<Id>,
    /// The order.
    pub order: Order,
    /// At most this many, up to 1,000.
    pub limit: u32,
    /// Skips this many.
    pub offset: u64,
}

/// The order of a list of leads.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Order {
    /// What closes first; for a search, what fits best.
    #[default]
    Best,
    /// What was posted last.
    New,
}

/// What sort of subject a typed text names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Sort {
    /// A lead, by id or title.
    Lead,
    /// A pledge, by id or text.
    Pledge,
    /// An ask, by id or text.
    Ask,
    /// A person, by id or name.
    Person,
    /// A collective, by id or name.
    Collective,
    /// An invite, by id.
    Invite,
}

/// What somebody typed to name something.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Pick {
    /// The text.
    pub text: String,
    /// The same read as the beginning of an id, where it can be one.
    pub prefix: Option<Prefix>,
}

/// One thing that a text may have named.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Named {
    /// Its id.
    pub id: Id,
    /// The shortest unique prefix.
    pub short: String,
    /// What people call it: title, text or name.
    pub title: String,
}

/// One lead with what is said about it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct LeadView {
    /// The lead.
    pub shown: Shown<LeadRow>,
    /// What is said.
    pub thread: Option<ThreadRow>,
    /// Leads that are possibly the same, either way round.
    pub same: Vec<Named>,
}

/// Names for every id that a screen may show.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Directory {
    /// Who lives here; absent before `setup` and `join`.
    pub me: Option<Me>,
    /// Every collective that is known, the own first.
    pub collectives: Vec<CollectiveCard>,
    /// Every person that is known by name or listed.
    pub persons: Vec<PersonCard>,
    /// Every federation: its charter id and the collectives that it lists.
    pub federations: BTreeMap<Id, Vec<Id>>,
    /// What the machine's clock says.
    pub now: Moment,
}

/// Who lives here.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Me {
    /// The person.
    pub person: Id,
    /// The collective.
    pub collective: Id,
    /// The device's key.
    pub device: Key,
    /// The node's key.
    pub node: Key,
    /// True while the recovery words are still kept here and were not confirmed.
    pub words_unconfirmed: bool,
}

/// A collective as this home knows it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct CollectiveCard {
    /// Its charter id.
    pub charter: Id,
    /// What it is called: from its terms, its public face, or the beginning of its id.
    pub name: String,
    /// Its public face, where it has one.
    pub profile: Option<Profile>,
    /// Its terms, where this home may read them.
    pub terms: Option<Terms>,
    /// The charter in force.
    pub head: Charter,
    /// The id of that revision.
    pub revision: Id,
    /// People in it, newcomers among them.
    pub people: u32,
    /// True where two revisions stand against each other.
    pub contested: bool,
    /// True for the own one.
    pub own: bool,
    /// When one of its machines was last heard.
    pub heard: Option<Moment>,
    /// How many of its leads are open here.
    pub leads: u32,
}

/// A person as this home knows them.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct PersonCard {
    /// The person's id.
    pub person: Id,
    /// The shortest unique prefix.
    pub short: String,
    /// Their name, where it may be seen here.
    pub name: Option<String>,
    /// Their collective.
    pub collective: Id,
    /// What they are in it.
    pub role: Role,
    /// Their public face, where it may be seen here.
    pub profile: Option<Profile>,
}

/// What somebody is in a collective.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Role {
    /// Joined, waits for the stewards.
    New,
    /// Belongs.
    Member,
    /// Belongs, and their agreement changes the charter.
    Steward,
    /// Belonged once.
    Former,
}

/// To `Setup` and `Restore`.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Founded {
    /// The collective.
    pub collective: Id,
    /// The person.
    pub person: Id,
    /// Records that a restore brought back.
    pub records: u64,
    /// What the restored home must still do before it can write; nothing where it can.
    pub pending: Option<Trouble>,
}

/// To `Join`.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Joined {
    /// What was joined: a collective, or a federation for a collective's invite.
    pub charter: Id,
    /// True where a collective joined a federation.
    pub federation: bool,
    /// What it is called, as far as is known by now.
    pub name: Option<String>,
    /// How many collectives, or how many people, it has.
    pub size: u32,
    /// True where the inviting home was reached; false where the join waits and is retried.
    pub reached: bool,
    /// What the joiner is now.
    pub role: Role,
    /// The last day of the invite.
    pub until: Day,
}

/// To `Invite`.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Invited {
    /// The invite's id.
    pub id: Id,
    /// The line to paste.
    pub line: String,
    /// The last day on which it can be used.
    pub until: Day,
    /// True where this founded a federation of the own collective alone.
    pub founded: bool,
    /// True where the line carries no address that others could call.
    pub unreachable: bool,
}

/// An invite as stewards see it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct InviteCard {
    /// The invite.
    pub id: Id,
    /// The shortest unique prefix.
    pub short: String,
    /// True for a collective.
    pub collective: bool,
    /// How many may use it.
    pub uses: u32,
    /// Who did: name, where known, and when by their clock.
    pub used: Vec<(Option<String>, Moment)>,
    /// The last day.
    pub until: Day,
    /// True where it was taken back.
    pub revoked: bool,
    /// When it was made.
    pub created: Moment,
}

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
    /// Pledges to me that wait for my confirmation.
    pub to_confirm: u32,
    /// Tickets left this week.
    pub tickets_left: u32,
    /// Records and sessions that were refused since the start, by reason.
    pub refused: BTreeMap<String, u64>,
    /// Joins that still wait for the inviting home. Their lines stay where they are: they hold secrets.
    pub joining: u32,
    /// When the last backup was proven.
    pub backup: Option<Moment>,
    /// One digest a scope: short words that two machines can compare.
    pub digests: BTreeMap<String, String>,
    /// What was repaired at the last start, in the store's words.
    pub notices: Vec<Trouble>,
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
    /// Where it can be reached.
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

/// One own write.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Operation {
    /// Its number.
    pub number: u64,
    /// When.
    pub at: Moment,
    /// What it was, such as "lead new".
    pub label: String,
    /// What it was about, in its own words.
    pub title: String,
    /// The subjects' ids in their short form, at most 3.
    pub shorts: Vec<String>,
    /// How many records.
    pub records: u32,
    /// True where it was taken back.
    pub undone: bool,
    /// The operation that took it back, or that this one takes back.
    pub undoes: Option<u64>,
}

/// To `Backup` and `BackupCheck`.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct BackupReport {
    /// Records in the file.
    pub records: u64,
    /// Records held here.
    pub held: u64,
    /// Local items in the file.
    pub items: u64,
    /// Bytes of the file.
    pub bytes: u64,
    /// When it was made.
    pub made: Moment,
    /// True where it was opened again and everything was in it.
    pub proven: bool,
    /// True where the file carries the seed, because the words were not confirmed.
    pub carries_seed: bool,
}

/// Makes this empty home from a backup, from words, or from both.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Restore {
    /// The backup, absolute.
    pub path: String,
    /// Its passphrase.
    pub passphrase: Passphrase,
    /// The twelve words; absent where the backup carries the seed or the stewards are asked.
    pub words: Option<Passphrase>,
    /// True shows what would be done.
    pub dry_run: bool,
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

/// Why something was not done; the words are the face's.
///
/// `code` is a key of the catalogue, such as `invite-used`; `facts` fill its sentences.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Trouble {
    /// A key of the catalogue.
    pub code: String,
    /// The exit code of a command that ends with it.
    pub exit: u8,
    /// Figures and names for the sentences.
    pub facts: BTreeMap<String, String>,
}

impl Trouble {
    /// A trouble without facts.
    pub fn new(code: &str, exit: u8) -> Trouble {
        Trouble { code: code.to_string(), exit, facts: BTreeMap::new() }
    }

    /// The same with one more fact.
    pub fn with(mut self, name: &str, value: impl ToString) -> Trouble {
        self.facts.insert(name.to_string(), value.to_string());
        self
    }
}
