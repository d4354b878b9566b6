//! Who is who: names for every id that a screen may show.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::id::Id;
use crate::keys::Key;
use crate::record::charter::Charter;
use crate::record::profile::Profile;
use crate::record::terms::Terms;
use crate::time::{Day, Moment};

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
    /// True where this home does not deal with it.
    pub blocked: bool,
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
    /// The last day of their pause, where they take on nothing new now.
    pub paused: Option<Day>,
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
