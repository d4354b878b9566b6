//! Owns who belongs: a pure function of the authority records that are held and of what this person
//! has acknowledged. No rule here reads arrival order, a clock or a peer. Source: docs/trust.md.

mod admission;
mod bounds;
mod chain;
mod change;
mod entry;
mod federation;
mod law;
mod parting;
mod scopes;
mod settled;
pub(crate) mod speak;
mod wish;
mod words;

use std::collections::{BTreeMap, BTreeSet};

pub use chain::members_needed;
pub(crate) use law::charter_of;

use crate::envelope::Envelope;
use crate::fold::body;
use crate::id::Id;
use crate::keys::Key;
use crate::local::Role;
use crate::record::charter::{Charter, TICKETS_NEW};
use crate::record::invite::Invite;
use crate::space::Space;
use crate::time::{Moment, Quarter};

/// 256 statements of one sort by one key are held: more than an honest person makes in ten years, too few
/// to fill a disk.
pub const STATEMENTS_MAX: usize = 256;
/// 15: a header names 16 ids, and a revision its parent first.
pub const SETTLED_MAX: usize = 15;

/// 64 joins by all invites of one person that no revision has written down: more than a collective holds, and
/// all that somebody who went can bring.
pub const GUESTS_MAX: usize = 64;
/// 16 statements of one sort by a key that no revision has written down, nor its person.
pub const GUEST_STATEMENTS_MAX: usize = 16;

/// 24 joins beyond its uses are held of one invite: enough to show that it leaked, too few to fill a disk.
pub const JOINS_BEYOND: usize = 24;

/// 8 collectives come into a federation by one word of one that is in; from the ninth on it takes [`VOUCHES`].
pub const BY_ONE_MAX: usize = 8;
/// 3 collectives that speak for the ninth and every further one, each for one in a quarter.
pub const VOUCHES: usize = 3;
/// 512 collectives may be named in a federation's law: four times as many as it can list.
pub const NAMED_MAX: usize = 512;

/// Who belongs to every collective and federation that this replica knows.
#[derive(Clone, Debug, Default)]
pub struct Roster {
    collectives: BTreeMap<Id, Collective>,
    federations: BTreeMap<Id, Federation>,
    /// Federations that are not, or not known, with the collectives that want them; and those into which one that
    /// was there wants back.
    wishes: BTreeMap<Id, BTreeSet<Id>>,
    /// The joins by which it does.
    returns: BTreeSet<Id>,
    /// Charters that held records name, known or not yet.
    referenced: BTreeSet<Id>,
    /// What would not be heard with what is held: see `speak`.
    unheard: Vec<Id>,
    /// Federations that are known by the word of own collectives alone, with these: see `settled`; and those in
    /// which own collectives are not.
    by_own_word: BTreeMap<Id, BTreeSet<Id>>,
    invites: BTreeMap<Id, Invitation>,
    bounds: bounds::Bounds,
    /// What held revisions name as their terms: charter, and hash of the body.
    terms: BTreeSet<(Id, Id)>,
}

/// A collective as its chain of revisions makes it.
#[derive(Clone, Debug, PartialEq)]
pub struct Collective {
    /// The id of revision 0.
    pub id: Id,
    /// The revision in force.
    pub head: Id,
    /// What it says.
    pub charter: Charter,
    /// Every revision from the first to the one in force.
    pub chain: Vec<Id>,
    /// What its revisions have written down of its words elsewhere.
    pub(crate) settled: BTreeSet<Id>,
    /// True where another revision stands against one of the chain.
    pub contested: bool,
    /// Those revisions: as valid, and they do not count.
    pub rivals: Vec<Id>,
    /// Revisions of the one in force that too few agreed to, and the members who did.
    pub waiting: BTreeMap<Id, BTreeSet<Id>>,
    /// Everybody who belongs or has joined.
    pub people: BTreeMap<Id, Belonging>,
    /// The devices in force, with their persons.
    pub devices: BTreeMap<Key, Id>,
    /// The X25519 keys of those devices.
    pub seals: BTreeMap<Key, Key>,
    /// The home nodes, with their persons; the collective's own id for a machine of all.
    pub nodes: BTreeMap<Key, Id>,
    /// The node that came with a device, where one did, in force or not.
    pub(crate) came_with: BTreeMap<Key, Key>,
    /// Nodes that have signed for it, beside a root key of somebody of it.
    pub(crate) signed: BTreeSet<Key>,
    /// Every key that was ever listed or joined, with its person, on whatever branch.
    pub ever: BTreeSet<(Key, Id)>,
    /// Those of them that a revision lists.
    pub(crate) written: BTreeSet<(Key, Id)>,
    /// Everybody whom a revision ever listed, on whatever branch.
    pub(crate) named: BTreeSet<Id>,
    /// Those of them whom a revision of the own branch lists.
    pub(crate) rooted: BTreeSet<Id>,
    /// The keys that a revision of the own branch lists.
    pub(crate) listed: BTreeSet<Key>,
    /// Those of them who ever were stewards.
    pub(crate) presided: BTreeSet<Id>,
    /// Everybody of whom a join is held.
    pub(crate) comers: BTreeSet<Id>,
    /// Those of them who were removed, and would be in by it else.
    pub(crate) barred: BTreeSet<Id>,
    /// Records by keys that are listed no longer and stay all the same; with the person who says so, of
    /// their own, or none where stewards do.
    pub(crate) kept: BTreeSet<(Id, Key, Option<Id>)>,
    /// Records that stewards erased.
    pub(crate) struck: BTreeSet<Id>,
    /// Records that a person erased, where they are that person's.
    pub(crate) erased: BTreeSet<(Id, Id)>,
    /// The most tickets a week that any branch has granted.
    pub(crate) tickets_ever: u32,
}

/// Who says that a record stays whose key is listed no longer; stewards outweigh its own person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Keeper {
    /// The person whose key it was: it stays where they may say it still.
    Person,
    /// The stewards: it stays.
    Stewards,
}

/// How somebody belongs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Belonging {
    /// What they are.
    pub role: Role,
    /// The join by which they came, until a revision has written them down.
    pub join: Option<Id>,
}

/// A federation as its chain of revisions and the joins make it.
#[derive(Clone, Debug)]
pub struct Federation {
    /// The id of revision 0.
    pub id: Id,
    /// The revision in force.
    pub head: Id,
    /// What it says.
    pub charter: Charter,
    /// Every revision from the first to the one in force.
    pub chain: Vec<Id>,
    /// When that was written, by its author's clock: the next one is not dated before.
    pub since: Moment,
    /// True where another revision stands against one of the chain.
    pub contested: bool,
    /// Those revisions: as valid, and they do not count.
    pub rivals: Vec<Id>,
    /// The collectives in it, with the revision that is pinned.
    pub collectives: BTreeMap<Id, Id>,
    /// Collectives whose people may speak here: those that its chain or a join has named, and some that other
    /// revisions name; at most [`NAMED_MAX`].
    pub ever: BTreeSet<Id>,
    /// Those that a revision of its chain lists.
    pub(crate) written: BTreeSet<Id>,
    /// Revisions of the one in force that too few agreed to, and the collectives that did.
    pub waiting: BTreeMap<Id, BTreeSet<Id>>,
    /// The collectives whose vouch a revision of this quarter, or of the last in which there was one, has used.
    pub spent: (Quarter, BTreeSet<Id>),
    /// For collectives that the revision in force does not list, who of those that it lists speaks for them, and
    /// by which `vouch`.
    pub vouches: BTreeMap<Id, BTreeMap<Id, Id>>,
    /// Collectives that were put out, and would be in by a join else.
    pub(crate) barred: BTreeSet<Id>,
    /// What a collective has said here that stands: the revisions that list it, the invites that were
    /// used, and its joins where it is in, its goodbyes where it is out.
    pub(crate) said: BTreeMap<Id, BTreeSet<Id>>,
}

impl Federation {
    /// The versions of its charter from the first to the one in force, with their records.
    ///
    /// - `law`: every authority record that is held.
    pub fn versions<'a>(&self, law: &'a BTreeMap<Id, Envelope>) -> Vec<(&'a Envelope, Charter)> {
        let held = |id| law.get(id).and_then(|record| Some((record, body::<Charter>(record, "charter")?)));
        self.chain.iter().filter_map(held).collect()
    }
}

/// An invite and who used it.
#[derive(Clone, Debug)]
pub struct Invitation {
    /// The charter into which it invites.
    pub charter: Id,
    /// The invite.
    pub invite: Invite,
    /// When it was made.
    pub created: Moment,
    /// Who made it.
    pub author: Id,
    /// True where those who made it had the right to.
    pub valid: bool,
    /// True where stewards took it back.
    pub revoked: bool,
    /// The joins that name it: record, person or collective, and when by the joiner's clock.
    pub joins: Vec<(Id, Id, Moment)>,
}

/// What a key is in a space.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Listing {
    /// A device of somebody who belongs, now.
    Device(Role),
    /// A home node, now.
    Node,
    /// Listed once, no longer.
    Once,
    /// Never listed, as far as is known.
    Never,
}

impl Roster {
    /// Folds authority records into who belongs.
    ///
    /// - `records`: held authority records, in any order, without doubles.
    /// - `me`: the person whose acknowledgements pin a branch; `None` pins nothing.
    pub fn fold(records: &[Envelope], me: Option<Id>) -> Roster {
        law::fold(records, me)
    }

    /// The collective with this charter.
    pub fn collective(&self, charter: &Id) -> Option<&Collective> {
        self.collectives.get(charter)
    }

    /// The federation with this charter.
    pub fn federation(&self, charter: &Id) -> Option<&Federation> {
        self.federations.get(charter)
    }

    /// Every collective, by charter id.
    pub fn collectives(&self) -> impl Iterator<Item = &Collective> {
        self.collectives.values()
    }

    /// Every federation, by charter id.
    pub fn federations(&self) -> impl Iterator<Item = &Federation> {
        self.federations.values()
    }

    /// The federations that list a collective.
    pub fn federations_of(&self, collective: Id) -> impl Iterator<Item = &Federation> {
        self.federations.values().filter(move |federation| federation.collectives.contains_key(&collective))
    }

    /// Every invite that is held, by record id.
    pub fn invites(&self) -> impl Iterator<Item = (&Id, &Invitation)> {
        self.invites.iter()
    }

    /// One invite.
    pub fn invite(&self, id: &Id) -> Option<&Invitation> {
        self.invites.get(id)
    }

    /// What the next revision of a collective has to write down, so that it stays said when the stewards
    /// change: its own words in the law of federations that none has; at most 15, the lowest ids.
    pub fn to_settle(&self, collective: &Id) -> Vec<Id> {
        let said = self.federations.values().filter_map(|federation| federation.said.get(collective)).flatten();
        let written = |id: &&Id| self.collectives.get(collective).is_some_and(|known| known.settled.contains(id));
        let said: BTreeSet<Id> = said.filter(|id| !written(id)).copied().collect();
        said.into_iter().take(SETTLED_MAX).collect()
    }

    /// True where some held record names this charter, so that its first revision may be taken in.
    pub fn refers_to(&self, charter: &Id) -> bool {
        self.referenced.contains(charter)
    }

    /// What a key is in the space of a collective.
    pub fn listing(&self, space: &Space, key: &Key, person: &Id) -> Listing {
        let Some(collective) = self.collectives.get(&space.charter) else { return Listing::Never };
        if collective.devices.get(key) == Some(person) {
            let role = collective.people.get(person).map_or(Role::Former, |belonging| belonging.role);
            return Listing::Device(role);
        }
        if collective.nodes.get(key) == Some(person) {
            return Listing::Node;
        }
        if collective.ever.contains(&(*key, *person)) { Listing::Once } else { Listing::Never }
    }

    /// True where the charter in force asks for rules that this program lacks: what stands in its spaces is
    /// held and handed on, neither shown nor added to.
    pub fn is_newer(&self, charter: &Id) -> bool {
        let collective = self.collectives.get(charter).map(|collective| &collective.charter);
        let federation = || self.federations.get(charter).map(|federation| &federation.charter);
        collective.or_else(federation).is_some_and(Charter::is_newer)
    }

    /// What a person is in a collective, now.
    pub fn role(&self, charter: &Id, person: &Id) -> Option<Role> {
        self.collectives.get(charter)?.people.get(person).map(|belonging| belonging.role)
    }

    /// Who says that a record in a person's name, by a key that is listed no longer, stays.
    pub fn keeper(&self, space: &Space, record: &Id, key: &Key, person: &Id) -> Option<Keeper> {
        self.collectives.get(&space.charter)?.keeper(record, key, person)
    }

    /// True where a record's author or the stewards of its space erased it.
    pub fn is_erased(&self, space: &Space, record: &Id, person: &Id) -> bool {
        let erased = |collective: &Collective| {
            collective.struck.contains(record) || collective.erased.contains(&(*record, *person))
        };
        self.collectives.get(&space.charter).is_some_and(erased)
    }

    /// Tickets a week for a key in a space.
    pub fn tickets(&self, space: &Space, key: &Key, person: &Id) -> u32 {
        let granted = self.collectives.get(&space.charter).map_or(0, |collective| collective.charter.tickets());
        match self.listing(space, key, person) {
            Listing::Device(Role::New) => granted.min(TICKETS_NEW),
            Listing::Device(_) | Listing::Node | Listing::Once => granted,
            Listing::Never => 0,
        }
    }

    /// Tickets a week that some revision of a charter grants or has granted: numbers from there on are
    /// not held.
    pub(crate) fn tickets_ever(&self, space: &Space) -> u32 {
        self.collectives.get(&space.charter).map_or(u32::MAX, |collective| collective.tickets_ever)
    }

    /// True where a held revision of a charter names terms with this hash.
    pub(crate) fn names_terms(&self, charter: &Id, hash: &Id) -> bool {
        self.terms.contains(&(*charter, *hash))
    }

    /// True where a record is held that says the same as this one, which is not held.
    pub fn repeats(&self, record: &Envelope) -> bool {
        self.bounds.repeats(record, self)
    }

    /// Authority that need not be held: enough of its sort is.
    pub(crate) fn superfluous(&self) -> Vec<Id> {
        self.bounds.superfluous().iter().chain(&self.unheard).copied().collect()
    }

    /// Those of them that nobody would hear now who does not hold them.
    pub(crate) fn unheard(&self) -> &[Id] {
        &self.unheard
    }
}

impl Collective {
    /// True where a person's agreement changes the charter.
    pub fn is_steward(&self, person: &Id) -> bool {
        self.charter.stewards.contains(person)
    }

    /// The node that came with a device, where none came with it that is in force beside.
    pub fn node_of(&self, device: &Key) -> Option<Key> {
        let node = self.came_with.get(device)?;
        let shares = |other: &Key, with: &Key| other != device && with == node && self.devices.contains_key(other);
        (!self.came_with.iter().any(|(other, with)| shares(other, with))).then_some(*node)
    }

    /// Who says that a record in a person's name, by a key that is listed no longer, stays.
    pub(crate) fn keeper(&self, record: &Id, key: &Key, person: &Id) -> Option<Keeper> {
        if self.kept.contains(&(*record, *key, None)) {
            return Some(Keeper::Stewards);
        }
        self.kept.contains(&(*record, *key, Some(*person))).then_some(Keeper::Person)
    }
}
