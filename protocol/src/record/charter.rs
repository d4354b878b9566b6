//! `charter`: who belongs. One short versioned document a collective or federation.
//!
//! Revision 0 founds a space and names none; its id is the id of the collective. A later revision
//! names its parent. It holds only what verification needs; words stand in `terms`.

use super::*;
use crate::id::Id;
use crate::keys::Key;
use crate::time::Day;
use crate::wire::Few;

/// 24: a collective has 5 to 20 people; a few more are let in before it should split.
pub const MEMBERS_MAX: usize = 24;
/// 4 devices a person.
pub const DEVICES_MAX: usize = 4 * MEMBERS_MAX;
/// 96 devices that were lost before a revision had named them: every place of a full charter once.
pub const DROPPED_MAX: usize = DEVICES_MAX;
/// 128 people who went: five times as many as belong. Who could not come back need not stand among them.
pub const REMOVED_MAX: usize = 128;
/// 32 home nodes: one a person and a few that belong to the collective.
pub const NODES_MAX: usize = 32;
/// 128 collectives a federation; beyond that there are more federations.
pub const COLLECTIVES_MAX: usize = 128;
/// 4,096 revisions: one a day for eleven years.
pub const REVISIONS_MAX: u32 = 4_096;
/// Tickets a week and device: the least and the most that a charter may grant, and what it grants
/// where it says nothing.
pub const TICKETS: (u32, u32, u32) = (100, 65_536, 2_000);
/// 50 tickets a week for somebody who has joined and is not yet a member.
pub const TICKETS_NEW: u32 = 50;

crate::fields! {
    /// The body of a `charter`.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub struct Charter {
        /// 0 founds; each revision is one more than its parent.
        1 revision: u32,
        /// The record id of the parent revision; absent in revision 0.
        2 parent: Option<Id>,
        /// The people who belong, ascending by id; empty in a federation.
        3 members: Few<Id, MEMBERS_MAX>,
        /// Those of them whose agreement changes the charter, ascending.
        4 stewards: Few<Id, MEMBERS_MAX>,
        /// How many stewards must agree: more than half of them.
        5 threshold: u32,
        /// The devices in force, ascending by key.
        6 devices: Few<Listed, DEVICES_MAX>,
        /// The home nodes, ascending by key.
        7 nodes: Few<Home, NODES_MAX>,
        /// The collectives of a federation, ascending by id; empty in a collective.
        8 collectives: Few<Pinned, COLLECTIVES_MAX>,
        /// Tickets a week and device; absent means 2,000.
        9 tickets: Option<u32>,
        /// Which version of the rules folds this space.
        10 rules: u32,
        /// True where whoever joins stays *new* until the stewards approve.
        11 approval: bool,
        /// SHA-256 of the body of the `terms`; absent where none were written.
        12 terms: Option<Id>,
        /// People who no longer belong, in a federation collectives, ascending: their joins count no more.
        13 removed: Few<Id, REMOVED_MAX>,
        /// Members who take on nothing new for a while, ascending by person; no stewards. Why stands in the `terms`.
        14 paused: Few<Paused, MEMBERS_MAX>,
        /// Devices that are their persons' no longer, ascending: no earlier word of a root key puts them back. Only
        /// those that no revision has listed; of others their leaving the list says the same.
        15 dropped: Few<Key, DROPPED_MAX>,
    }
}

crate::fields! {
    /// A member who takes on nothing new for a while. What they have promised before holds, and so does their voice.
    #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
    pub struct Paused {
        /// Who.
        1 person: Id,
        /// The last day of it.
        2 until: Day,
    }
}

crate::fields! {
    /// A device in force.
    #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
    pub struct Listed {
        /// Its signing key.
        1 key: Key,
        /// Whose it is.
        2 person: Id,
        /// The X25519 key to which sealed records are written.
        3 seal: Key,
    }
}

crate::fields! {
    /// A home node.
    #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
    pub struct Home {
        /// Its libp2p identity.
        1 key: Key,
        /// Under whom it is listed; absent for a machine of the whole collective.
        2 person: Option<Id>,
    }
}

crate::fields! {
    /// A collective in a federation.
    #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
    pub struct Pinned {
        /// Its charter's id.
        1 charter: Id,
        /// The revision that was its head; only descendants of it count.
        2 head: Id,
    }
}

impl Charter {
    /// True for a federation: it lists collectives, a collective lists people.
    pub fn is_federation(&self) -> bool {
        !self.collectives.is_empty()
    }

    /// True where lists are ordered, without doubles, and the numbers fit each other.
    pub fn is_sound(&self) -> bool {
        let founding = self.revision == 0;
        let people = !self.members.is_empty() && self.collectives.is_empty();
        let alliance =
            self.members.is_empty() && self.devices.is_empty() && self.nodes.is_empty() && self.is_federation();
        let half = match self.is_federation() {
            true => self.collectives.len() / 2,
            false => self.stewards.len() / 2,
        };
        let seats = if self.is_federation() { self.collectives.len() } else { self.stewards.len() };
        founding == self.parent.is_none()
            && (!founding || self.collectives.len() <= 1)
            && self.revision < REVISIONS_MAX
            && (people || alliance)
            && self.threshold as usize > half.min(seats.saturating_sub(1))
            && self.threshold as usize <= seats
            && self.tickets.is_none_or(|n| (TICKETS.0..=TICKETS.1).contains(&n))
            && self.members.is_sorted_by(|a, b| a < b)
            && self.stewards.is_sorted_by(|a, b| a < b)
            && self.stewards.iter().all(|steward| self.members.contains(steward))
            && self.devices.is_sorted_by(|a, b| a.key < b.key)
            && self.devices.iter().all(|device| device.key.usable() && self.members.contains(&device.person))
            && self.members.iter().all(|m| self.devices.iter().filter(|d| d.person == *m).count() <= 4)
            && self.nodes.is_sorted_by(|a, b| a.key < b.key)
            && self.nodes.iter().all(|node| node.key.usable() && node.person.is_none_or(|p| self.members.contains(&p)))
            && self.collectives.is_sorted_by(|a, b| a.charter < b.charter)
            && self.removed.is_sorted_by(|a, b| a < b)
            && !self.removed.iter().any(|gone| self.members.contains(gone))
            && !self.collectives.iter().any(|pin| self.removed.contains(&pin.charter))
            && self.paused.is_sorted_by(|a, b| a.person < b.person)
            && self.paused.iter().all(|paused| self.members.contains(&paused.person))
            && !self.paused.iter().any(|paused| self.stewards.contains(&paused.person))
            && self.dropped.is_sorted_by(|a, b| a < b)
            && !self.devices.iter().any(|device| self.dropped.contains(&device.key))
            && (people || self.dropped.is_empty())
    }

    /// True where it asks for rules that this program lacks.
    pub fn is_newer(&self) -> bool {
        self.rules > crate::founding::RULES
    }

    /// True where a federation's charter lists a collective.
    pub fn lists(&self, collective: &Id) -> bool {
        self.collectives.iter().any(|pin| pin.charter == *collective)
    }

    /// Until when somebody takes on nothing new, where that is so on this day.
    pub fn paused(&self, person: &Id, today: Day) -> Option<Day> {
        let found = self.paused.iter().find(|paused| paused.person == *person && paused.until >= today);
        found.map(|paused| paused.until)
    }

    /// Tickets a week and device.
    pub fn tickets(&self) -> u32 {
        self.tickets.unwrap_or(TICKETS.2)
    }
}

fn check(body: &[u8]) -> Result<(), WireFault> {
    let charter: Charter = wire::decode(body)?;
    if charter.is_sound() { Ok(()) } else { Err(WireFault::Shape) }
}

/// The line in the table.
pub const KIND: Kind = Kind {
    name: "charter",
    version: 1,
    class: Class::Authority,
    form: Form::Binding,
    signer: Signer::Steward,
    place: Place::Charter,
    life_days: AUTHORITY_DAYS,
    fold: Some(Fold::Collective),
    check,
    example: || {
        let key = |seed: u8| crate::keys::Secret::from_seed(&[seed; 32]).key();
        let (person, pausing) = (Id::of(b"Amara"), Id::of(b"Binh"));
        wire::encode(&Charter {
            revision: 0,
            parent: None,
            members: Few::new(vec![person, pausing]).unwrap_or_default(),
            stewards: one(person),
            threshold: 1,
            devices: one(Listed { key: key(8), person, seal: Key::from_bytes([9; 32]) }),
            nodes: one(Home { key: key(8), person: Some(person) }),
            collectives: Few::default(),
            tickets: None,
            rules: 1,
            approval: false,
            terms: None,
            removed: Few::default(),
            paused: one(Paused { person: pausing, until: Day(20_790) }),
            dropped: one(key(7)),
        })
    },
};

fn one<T, const MAX: usize>(item: T) -> Few<T, MAX> {
    Few::new(vec![item]).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Whether a charter of Amara as steward and Binh, with these people paused, is one.
    fn fits(paused: &[(&str, u32)]) -> bool {
        let id = |name: &str| Id::of(name.as_bytes());
        let mut charter: Charter = wire::decode(&(KIND.example)()).expect("the example is a charter");
        let paused = paused.iter().map(|(name, until)| Paused { person: id(name), until: Day(*until) });
        charter.paused = Few::new(paused.collect()).expect("few");
        (KIND.check)(&wire::encode(&charter)).is_ok()
    }

    #[test]
    fn members_take_a_pause_and_stewards_and_strangers_do_not() {
        assert!(fits(&[]) && fits(&[("Binh", 7)]));
        assert!(!fits(&[("Amara", 7)]), "a steward steps down first");
        assert!(!fits(&[("Mallory", 7)]));
        assert!(!fits(&[("Binh", 7), ("Binh", 8)]), "one pause has one end");
    }

    #[test]
    fn a_pause_ends_with_its_last_day() {
        let person = Id::of(b"Binh");
        let mut charter: Charter = wire::decode(&(KIND.example)()).expect("the example is a charter");
        charter.paused = Few::new(vec![Paused { person, until: Day(7) }]).expect("one");
        assert_eq!(charter.paused(&person, Day(7)), Some(Day(7)));
        assert_eq!(charter.paused(&person, Day(8)), None);
        assert_eq!(charter.paused(&Id::of(b"Amara"), Day(7)), None);
    }

    #[test]
    fn what_is_off_the_list_is_not_on_it() {
        let mut charter: Charter = wire::decode(&(KIND.example)()).expect("the example is a charter");
        assert!(charter.is_sound());
        charter.dropped = one(charter.devices[0].key);
        assert!(!charter.is_sound());
    }
}
