//! Coming in: founding, invites, joins, backups and the way back.

use serde::{Deserialize, Serialize};

use super::{Passphrase, Role, Trouble, WishCard};
use crate::id::Id;
use crate::invite_line::DeviceRequest;
use crate::local::Published;
use crate::record::profile::Profile;
use crate::record::terms::Terms;
use crate::text::Line;
use crate::time::Day;
use crate::time::Moment;

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
    /// The twelve words, by which a person's other machine comes in.
    pub words: Option<Passphrase>,
    /// What the owner calls that machine.
    pub label: Option<Line<40>>,
    /// True only reads the line and says what it is.
    pub dry_run: bool,
}

/// Makes an invite.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct NewInvite {
    /// True for a collective, false for a member.
    pub collective: bool,
    /// Into which federation, for a collective; absent where there is only one, or none yet.
    #[serde(default)]
    pub federation: Option<Id>,
    /// How many may use it: 1 to 24.
    pub uses: u32,
    /// The last day on which it can be used.
    pub until: Day,
    /// True shows what would be written.
    pub dry_run: bool,
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
    /// What a new computer asks of the stewards, where they are to let it in.
    pub request: Option<DeviceRequest>,
    /// What other stewards have to agree to before the door is knocked at, where they have not.
    pub wish: Option<Box<WishCard>>,
    /// True where the join is known there, and three collectives have to speak for this one.
    pub full: bool,
}

/// To `LeaveFederation`.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Left {
    /// What was written.
    pub published: Published,
    /// The collectives that stay in it.
    pub others: Vec<Id>,
    /// True where the own collective is out; else more stewards must say so.
    pub out: bool,
    /// How many stewards must say so.
    pub needed: u32,
    /// How many have.
    pub agreed: u32,
}

/// From where the addresses in an invite line can be called.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum CalledFrom {
    /// From anywhere, as far as this home knows.
    Anywhere,
    /// From the network that this home is in.
    Here,
    /// From nowhere: there are none.
    Nowhere,
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
    /// From where the addresses that it carries can be called.
    pub called_from: CalledFrom,
    /// How many stewards must agree before it opens anything; whoever makes it is one.
    pub stewards: u32,
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
    /// True where it opens nothing yet: more stewards must agree.
    pub waits: bool,
    /// When it was made.
    pub created: Moment,
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
