//! Owns what a command asks of the replica of its own home, and what it answers. Terminal and pages
//! are two faces over these values; they travel over the local socket as CBOR, one request and one
//! reply a connection (`Watch`: many), or by a call within the process where none runs.

mod allowance;
mod bids;
mod clients;
mod doors;
mod health;
mod law;
mod markers;
mod matching;
mod nature;
mod past;
mod people;
mod reading;
mod trouble;
mod wishes;
mod writing;

use serde::{Deserialize, Serialize};

use crate::client::facts::Keys;
use crate::fold::ask::AskRow;
use crate::fold::lead::LeadRow;
use crate::fold::pledge::PledgeRow;
use crate::fold::thread::ThreadRow;
use crate::id::Id;
use crate::invite_line::DeviceRequest;
use crate::keys::Key;
use crate::time::Day;
use crate::wire::Blob;

pub use allowance::{Allowance, DISK_BYTES, LINE_BYTES};
pub use bids::{AccountView, BidView, Bids, MakeProposal, SignBid};
pub use clients::{ClientFacts, REPORTS_MAX, Reports, SeekReports};
pub use doors::{
    BackupReport, CalledFrom, Founded, InviteCard, Invited, Join, Joined, Left, NewInvite, Restore, Setup,
};
pub use health::{
    Ceiling, Change, ClockRepaired, Finding, Peer, Reach, ReachState, Resource, Status, Verdict, Verified,
};
pub use law::{Amend, Amended, CharterView, DeviceCard, Opens, Past, RevisionCard, Voice};
pub use markers::{FoundMarkers, Markers, PRIVATE_MAX, PrivateTag, SeekMarker};
pub use matching::{Compare, CrewFound, Ground, MATCHES_MAX, Matched, Matches, Rotation, Seated, SeekCrew};
pub use nature::Nature;
pub use past::{Erase, Erased, Keep, KeptLate, LATE_MAX, LateCard};
pub use people::{CollectiveCard, Directory, Me, PersonCard, Role};
pub use reading::{ContactView, LeadQuery, LeadView, Named, Order, Page, Pick, Shown, Sort, Times};
pub use trouble::Trouble;
pub use wishes::{Alliance, FederationView, Wish, WishCard, Wished};
pub use writing::{Draft, Item, Operation, Publish, Published, Version, WaitingDraft};

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
    /// Agrees to an invite that another steward made.
    ApproveInvite(Id),
    /// Says that the own collective leaves a federation, or agrees with a steward who has said so.
    LeaveFederation {
        /// Which.
        id: Id,
        /// True shows without writing.
        dry_run: bool,
    },
    /// What concerns the own collective's federations.
    Alliance(Alliance),
    /// Takes text away.
    Erase(Erase),
    /// What somebody wrote on computers that are listed no longer, and what no list names.
    Late(Id),
    /// Lists some of that, so that it stays.
    Keep(Keep),
    /// Approves a newcomer as a member, or repeats it without harm.
    Approve(Id),
    /// What the own collective's charter says and said, and who has agreed to what.
    Charter,
    /// Changes the own collective's charter, or proposes it to the other stewards.
    Amend(Amend),
    /// Agrees to a revision that another steward proposed.
    ApproveRevision {
        /// The revision.
        id: Id,
        /// True shows without writing.
        dry_run: bool,
    },
    /// Makes the line by which another machine of somebody who belongs comes in.
    DeviceLine {
        /// Whose machine.
        person: Id,
        /// The last day on which the line is good.
        until: Day,
        /// What opens there.
        opens: Opens,
    },
    /// The line by which this computer asks the stewards to be listed.
    DeviceRequest,
    /// Says that a device of the one who lives here is theirs no longer.
    RetireDevice {
        /// Its signing key.
        key: Key,
        /// The twelve words, where the seed behind them is not kept here.
        words: Option<Passphrase>,
        /// Whether what it wrote stays.
        past: Past,
        /// True shows what would be written.
        dry_run: bool,
    },
    /// The one who lives here has seen this revision of the charter.
    Seen(Id),
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
    /// The bids that can be opened here.
    Bids,
    /// One bid, with what stands between whoever lives here and their signature.
    Bid(Id),
    /// The money of every bid that was sent and can be opened here.
    Accounts,
    /// The records and rules behind a bid and its money.
    Grounds(Id),
    /// How a client paid, by keys of its handles.
    Client(Keys),
    /// Reports about clients, by whom they are or their id.
    Reports(SeekReports),
    /// Signs a bid.
    SignBid(SignBid),
    /// The file that a client is given, of a bid that everybody in it has signed.
    Proposal(MakeProposal),
    /// 32 bytes of chance.
    Chance,
    /// The thread about a subject.
    Thread(Id),
    /// What somebody says of their time.
    Times(Id),
    /// The markers about somebody.
    Markers(Id),
    /// Markers by the beginning of their id or by their name.
    FindMarkers(SeekMarker),
    /// Keeps a confidential tag on this computer, over one of the same name.
    KeepTag(PrivateTag),
    /// Forgets the confidential tag of this name.
    ForgetTag(String),
    /// Compares people with leads.
    Match(Compare),
    /// Seeks people who together could do a lead.
    Crew(SeekCrew),
    /// Whose turn a lead is.
    Rotation(Id),
    /// The records behind a subject, as JSON-ready envelopes.
    Records(Id),
    /// How things stand.
    Status,
    /// Checks with a verdict for each.
    Doctor,
    /// Reads one file of the journal and its second copy through, the one behind this place.
    Verify {
        /// The number at which the last one that was read begins.
        after: Option<u64>,
    },
    /// Blocks a collective on this machine, or ends that: it is shown and served no more here. No digest changes.
    Block {
        /// Its charter.
        collective: Id,
        /// False ends it.
        blocked: bool,
    },
    /// Takes own records back that are dated ahead of a clock that was set right, and goes on writing.
    RepairClock {
        /// True shows what would be written.
        dry_run: bool,
    },
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
    /// Brings back what an undo took, or the last undo that can be.
    Redo {
        /// The operation that was taken back; absent means the last one.
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
    /// Gives this home new keys, where it is a copy or has forgotten what its device has signed. Only
    /// where no process runs: the node's key is its name in the network.
    RenewKeys {
        /// The twelve words, where the seed behind them is not kept here.
        words: Option<Passphrase>,
    },
    /// Puts the keys of this home under a passphrase.
    SetPassphrase {
        /// The one that they have, where they have one.
        old: Option<Passphrase>,
        /// The new one.
        new: Passphrase,
    },
    /// Takes the passphrase off the keys.
    RemovePassphrase(Passphrase),
    /// Opens the keys for as long as the process runs.
    UnlockKeys(Passphrase),
    /// Forgets the keys until the passphrase is given again.
    LockKeys,
    /// Says how much of its machine the home may take from now on; it is kept by whoever asks.
    Allow(Allowance),
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
    /// To `LeaveFederation`.
    Left(Box<Left>),
    /// To `Alliance`: what was written.
    Wished(Box<Wished>),
    /// To `Alliance`: one federation.
    Federation(Box<FederationView>),
    /// To `Alliance`: what waits.
    Wishes(Vec<WishCard>),
    /// To `Erase`.
    Erased(Box<Erased>),
    /// To `Late`, the newest first.
    Late(Vec<LateCard>),
    /// To `Keep`.
    KeptLate(Box<KeptLate>),
    /// To `Invite` and `DeviceLine`.
    Invited(Invited),
    /// To `DeviceRequest`.
    DeviceRequest(DeviceRequest),
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
    /// To `Bids`, by the moment of their last change, newest first.
    Bids(Bids),
    /// To `Bid`; nothing where none can be opened here.
    Bid(Option<Box<BidView>>),
    /// To `Accounts`, by the moment of the sending, newest first.
    Accounts(Vec<AccountView>),
    /// To `Grounds`: the lead first, then by when they were written, then the rules.
    Grounds(Vec<Ground>),
    /// To `Client`.
    Client(Box<ClientFacts>),
    /// To `Reports`.
    Reports(Box<Reports>),
    /// To `Proposal`: its bytes.
    Proposal(Blob),
    /// To `Chance`.
    Chance(Id),
    /// To `Thread`.
    Thread(Option<ThreadRow>),
    /// To `Times`.
    Times(Box<Times>),
    /// To `Markers`.
    Markers(Box<Markers>),
    /// To `FindMarkers`.
    FoundMarkers(FoundMarkers),
    /// To `Match`.
    Matches(Matches),
    /// To `Crew`.
    Crew(Box<CrewFound>),
    /// To `Rotation`.
    Rotation(Rotation),
    /// To `Records` and `Export`.
    Records(Vec<Blob>),
    /// To `Status`.
    Status(Box<Status>),
    /// To `Doctor`.
    Doctor(Vec<Finding>),
    /// To `Verify`; nothing behind the last file.
    Verified(Option<Verified>),
    /// To `RepairClock`.
    ClockRepaired(ClockRepaired),
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
    /// To `Charter`.
    Charter(Box<CharterView>),
    /// To `Amend` and `ApproveRevision`; to `RetireDevice` where a steward says so.
    Amended(Box<Amended>),
    /// To `RenewKeys`: what is still needed until the new keys are in force.
    Renewed(Option<Trouble>),
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
