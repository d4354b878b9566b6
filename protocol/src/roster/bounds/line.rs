//! A record as the bounds see it: in whose voice it speaks, how many are held of that, and what says the same.

use crate::envelope::Envelope;
use crate::id::Id;
use crate::keys::Key;
use crate::record;
use crate::roster::law::charter_of;
use crate::roster::speak::Footing;
use crate::roster::words::Words;
use crate::roster::{GUEST_STATEMENTS_MAX, Roster, STATEMENTS_MAX};

/// 64 words of a root key about devices: four at a time, and a new one every half year for ten years.
const DEVICES_HELD: usize = 64;
/// 8 of somebody whom no revision has written down: four devices, each taken back once.
const DEVICES_GUEST: usize = 8;
/// 4 records of a root key about one device: its words, its home, what was corrected.
const DEVICE_SAME: usize = 4;

/// 16 first charters by one key, and as many joins of collectives into what is not known here: what somebody
/// founds in a life, and each lets strangers speak.
const FOUNDED_MAX: usize = 16;

/// Whose statements of which sort are counted together. What tells two apart stands first, here and below:
/// a fold compares many of them.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Voice {
    /// Of one kind, by one key, among the law of one charter; no charter for first charters, and for joins of
    /// collectives into what is not known here. No key for all keys of a person together that no revision
    /// lists; but of what decides which revision counts, since by that it is known what revisions list.
    Key(Option<Key>, &'static str, Id, Option<Id>),
    /// Joins by one invite.
    Invite(Id),
    /// Lists by one key, of what stays of another one that the own branch has listed, among the law of one charter.
    /// Only by members: whoever went has one voice for all that they list.
    Pages(Key, Key, Id),
}

/// What a record says, of its voice; of those that say the same the lowest id is enough.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Saying {
    /// The key of a person.
    Root,
    /// Something about one record.
    About(Option<Id>),
    /// Something about several.
    Of(Vec<Id>),
    /// That a device is a person's, or is theirs no longer.
    Device(Key, bool),
}

/// A record as these rules see it.
pub(super) struct Line<'a> {
    pub(super) record: &'a Envelope,
    pub(super) words: &'a Words,
    pub(super) sort: &'static str,
    pub(super) charter: Id,
    /// True where others may rest on it: a revision has written its author down.
    pub(super) weighs: bool,
    /// True where one of the own branch has.
    pub(super) rooted: bool,
    pub(super) voice: Voice,
    /// How many are held of that voice, where it is a key's.
    pub(super) most: usize,
    /// And how many of those that say so.
    pub(super) saying: Option<(Saying, usize)>,
}

impl<'a> Line<'a> {
    pub(super) fn of(record: &'a Envelope, words: &'a Words, roster: &Roster) -> Line<'a> {
        let header = record.header();
        let kind = record::kind(&header.kind).filter(|kind| kind.version == header.version);
        let (sort, charter) = (kind.map_or("", |kind| kind.name), charter_of(record));
        let beside = header.space.map(|space| space.charter);
        let footing = beside.and_then(|charter| roster.footing(&charter, &header.key, &header.person));
        let weighs = footing != Some(Footing::Guest);
        let decides = matches!(sort, "charter" | "approve" | "ack" | "device" | "person");
        let one = (decides || footing != Some(Footing::Vouched)).then_some(header.key);
        let key = |beside| Voice::Key(one, sort, header.person, beside);
        let voice = match words {
            Words::Join(invite, _, Some(comer)) if roster.waits_for(record, invite, comer) => key(None),
            Words::Join(invite, _, collective) if collective.is_none() || roster.knows_charter(&charter) => {
                Voice::Invite(*invite)
            }
            Words::Join(..) => key(None),
            Words::Cut(of) if roster.has_own_pages(&charter, of, &header.key, &header.person) => {
                Voice::Pages(header.key, *of, charter)
            }
            Words::Charter(..) | Words::Invite(..) | Words::Device(..) | Words::Cut(_) | Words::Other => key(beside),
        };
        let most = match words {
            Words::Device(..) if roster.has_written(&charter, &header.person) => DEVICES_HELD,
            Words::Device(..) => DEVICES_GUEST,
            Words::Charter(..) if beside.is_none() => FOUNDED_MAX,
            Words::Join(..) => FOUNDED_MAX,
            Words::Charter(..) | Words::Invite(..) | Words::Cut(_) | Words::Other if weighs => STATEMENTS_MAX,
            Words::Charter(..) | Words::Invite(..) | Words::Cut(_) | Words::Other => GUEST_STATEMENTS_MAX,
        };
        let saying = match (words, sort) {
            (Words::Device(key, revoked), _) => Some((Saying::Device(*key, *revoked), DEVICE_SAME)),
            (_, "approve" | "ack") => Some((Saying::About(header.names.first().copied()), 1)),
            (_, "invite-revoke") => Some((Saying::Of(header.names.to_vec()), 1)),
            (_, "person") => Some((Saying::Root, 1)),
            _ => None,
        };
        let rooted = roster.is_on_own_branch(&charter, &header.person);
        Line { record, words, sort, charter, weighs, rooted, voice, most, saying }
    }
}
