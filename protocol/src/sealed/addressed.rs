//! Owns to which keys something is sealed when it is first said: those of its readers that are in force where it
//! stands. Who comes later is [`super::again`]'s. Source: docs/protocol.md, "Sealed".

use std::collections::BTreeSet;

use crate::id::Id;
use crate::keys::Key;
use crate::local::Role;
use crate::roster::Roster;
use crate::space::Side;

/// The seal keys of a person, or of all members of a collective, where they read a space.
///
/// - `reader`: the person or collective; `own`: whose space it is;
/// - `side`: which side of it; `audience`: the one federation that it is for, where it is not for all.
/// - Returns none where the reader does not read that space, or has no key in force.
pub fn addressed(roster: &Roster, reader: &Id, own: Id, side: Side, audience: Option<Id>) -> BTreeSet<Key> {
    let mut within = BTreeSet::from([own]);
    if side == Side::Open {
        let meant = roster.federations_of(own).filter(|federation| audience.is_none_or(|only| only == federation.id));
        within.extend(meant.flat_map(|federation| federation.collectives.keys()));
    }
    let mut keys = BTreeSet::new();
    for collective in within.iter().filter_map(|id| roster.collective(id)) {
        let belongs = |person: &Id| match collective.people.get(person).map(|belonging| belonging.role) {
            Some(Role::Member | Role::Steward) => person == reader || collective.id == *reader,
            Some(Role::New) => person == reader,
            Some(Role::Former) | None => false,
        };
        let devices = collective.devices.iter().filter(|(_, person)| belongs(person));
        keys.extend(devices.filter_map(|(device, _)| collective.seals.get(device)));
    }
    keys
}
