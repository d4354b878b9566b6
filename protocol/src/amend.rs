//! Owns how one charter becomes the next: what a steward wants changed, put into a revision that is
//! sound. Who must agree to it, and whether it holds, is the roster's ([`crate::roster`]).
//!
//! ```
//! # use protocol::amend::{Amendment, amend};
//! # use protocol::roster::Collective;
//! # fn example(collective: &Collective, binh: protocol::id::Id) {
//! let next = amend(collective, &[Amendment::Steward(binh)]).expect("Binh belongs");
//! assert_eq!(next.revision, collective.charter.revision + 1);
//! # }
//! ```

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::founding::successor;
use crate::id::Id;
use crate::invite_line::DeviceRequest;
use crate::keys::Key;
use crate::local::Role;
use crate::parting;
use crate::record::charter::{Charter, Home, Listed, Paused, REMOVED_MAX, TICKETS};
use crate::record::terms::Terms;
use crate::roster::Collective;
use crate::wire::{self, Few};

/// 16 changes in one revision: more than anybody can weigh at once.
pub const AMENDMENTS_MAX: usize = 16;

/// One thing that a steward wants changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Amendment {
    /// Somebody who belongs becomes a steward.
    Steward(Id),
    /// A steward becomes a member like the others.
    Member(Id),
    /// Somebody belongs no longer: person, devices, nodes.
    Remove(Id),
    /// A member takes on nothing new until a day has passed.
    Pause(Paused),
    /// A member's pause ends.
    Resume(Id),
    /// A device leaves the list, with the node that came with it, and its owner stays.
    Device(Key),
    /// Somebody who lost computer and words signs on a new one: their other computers leave the list.
    Replace(Replacement),
    /// How many stewards must agree.
    Threshold(u32),
    /// Tickets a week and device.
    Tickets(u32),
    /// How newcomers come in.
    Admission(Admission),
    /// The words: name, place, currency, rules.
    Terms(Terms),
}

/// A new computer in the place of all that somebody had.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Replacement {
    /// Whose computer.
    pub person: Id,
    /// What it asks, signed by its keys.
    pub request: DeviceRequest,
}

/// How newcomers come in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Admission {
    /// By an invite alone.
    OnInvite,
    /// By an invite and the stewards' word.
    Stewards,
}

/// Why a change cannot be made.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Misfit {
    /// They do not belong, or not yet.
    #[error("{0} is no member")]
    NoMember(Id),
    /// Nobody lists this device.
    #[error("no such device is listed")]
    NoDevice,
    /// A new computer asks for somebody else, or in another collective.
    #[error("the computer does not ask to be {0}'s")]
    NotAsked(Id),
    /// A new computer has keys that are in use.
    #[error("the keys of the computer are in use already")]
    KeyInUse,
    /// Who decides takes no pause from it.
    #[error("{0} is a steward")]
    Steward(Id),
    /// Somebody takes on what they like already.
    #[error("{0} has no pause")]
    NotPaused(Id),
    /// Somebody must be left who decides.
    #[error("{0} is the last steward")]
    LastSteward(Id),
    /// The number of stewards who must agree does not fit how many there are.
    #[error("of {stewards} stewards {least} to {stewards} can be needed, not {asked}")]
    Threshold {
        /// What was asked for.
        asked: u32,
        /// The least: more than half.
        least: u32,
        /// How many stewards there would be.
        stewards: u32,
    },
    /// The number of tickets is out of range.
    #[error("{0} tickets a week are too few or too many")]
    Tickets(u32),
    /// Too much at once, or more names than a charter holds.
    #[error("that is more than one revision holds")]
    Large,
    /// Everything is so already.
    #[error("nothing would change")]
    Nothing,
}

/// The next revision with these changes, and with everybody written down who has joined meanwhile.
///
/// How many stewards must agree follows the number of stewards where nothing is said of it: as near to
/// what it was as "more than half" allows.
///
/// # Errors
/// [`Misfit`] with what does not fit.
pub fn amend(collective: &Collective, amendments: &[Amendment]) -> Result<Charter, Misfit> {
    if amendments.len() > AMENDMENTS_MAX {
        return Err(Misfit::Large);
    }
    let plain = successor(collective);
    let mut next = plain.clone();
    let mut asked = None;
    for amendment in amendments {
        match amendment {
            Amendment::Steward(person) => {
                belongs(collective, &next, person)?;
                let mut stewards: BTreeSet<Id> = next.stewards.iter().copied().collect();
                stewards.insert(*person);
                next.stewards = few(stewards.into_iter().collect())?;
                // Whoever decides takes things on.
                unpause(&mut next, person)?;
            }
            Amendment::Member(person) => {
                belongs(collective, &next, person)?;
                next.stewards = few(next.stewards.iter().copied().filter(|steward| steward != person).collect())?;
            }
            Amendment::Remove(person) => remove(&mut next, collective, person)?,
            Amendment::Pause(pause) => {
                belongs(collective, &next, &pause.person)?;
                if next.stewards.contains(&pause.person) {
                    return Err(Misfit::Steward(pause.person));
                }
                unpause(&mut next, &pause.person)?;
                let mut paused: Vec<Paused> = next.paused.iter().cloned().chain([pause.clone()]).collect();
                paused.sort();
                next.paused = few(paused)?;
            }
            Amendment::Resume(person) => {
                let before = next.paused.len();
                unpause(&mut next, person)?;
                if next.paused.len() == before {
                    return Err(Misfit::NotPaused(*person));
                }
            }
            Amendment::Device(key) => {
                // Also one that its owner took back: until then what it agrees to counts.
                let known = collective.ever.iter().any(|(ever, owner)| ever == key && next.members.contains(owner));
                if !collective.devices.contains_key(key) && !known {
                    return Err(Misfit::NoDevice);
                }
                without_device(&mut next, collective, key)?;
            }
            Amendment::Replace(replacement) => replace(&mut next, collective, replacement)?,
            Amendment::Threshold(wanted) => asked = Some(*wanted),
            Amendment::Tickets(tickets) => {
                if !(TICKETS.0..=TICKETS.1).contains(tickets) {
                    return Err(Misfit::Tickets(*tickets));
                }
                next.tickets = Some(*tickets);
            }
            Amendment::Admission(admission) => next.approval = *admission == Admission::Stewards,
            Amendment::Terms(terms) => next.terms = Some(Id::of(&wire::encode(terms))),
        }
    }
    if let (true, Some(last)) = (next.stewards.is_empty(), collective.charter.stewards.first()) {
        return Err(Misfit::LastSteward(*last));
    }
    let stewards = next.stewards.len() as u32;
    let least = stewards / 2 + 1;
    next.threshold = match asked {
        Some(asked) if !(least..=stewards).contains(&asked) => {
            return Err(Misfit::Threshold { asked, least, stewards });
        }
        Some(asked) => asked,
        None => next.threshold.clamp(least, stewards),
    };
    // What its owner took back every next revision leaves out.
    let left_out = |amendment: &Amendment| {
        let lists = |key: &Key| collective.charter.devices.iter().any(|listed| listed.key == *key);
        matches!(amendment, Amendment::Device(key) if lists(key))
    };
    if next == plain && !amendments.iter().any(left_out) { Err(Misfit::Nothing) } else { Ok(next) }
}

fn unpause(next: &mut Charter, person: &Id) -> Result<(), Misfit> {
    next.paused = few(next.paused.iter().filter(|paused| paused.person != *person).cloned().collect())?;
    Ok(())
}

/// True where somebody belongs and will: a newcomer is approved first.
fn belongs(collective: &Collective, next: &Charter, person: &Id) -> Result<(), Misfit> {
    let belonging = collective.people.get(person).filter(|belonging| belonging.role != Role::New);
    match belonging {
        Some(_) if next.members.contains(person) => Ok(()),
        Some(_) | None => Err(Misfit::NoMember(*person)),
    }
}

/// Takes a device and its node off the list so that they stay off: one that no revision has listed is named.
fn without_device(next: &mut Charter, collective: &Collective, key: &Key) -> Result<(), Misfit> {
    parting::without_device(next, key, collective.node_of(key).as_ref());
    if collective.charter.devices.iter().any(|listed| listed.key == *key) {
        return Ok(());
    }
    let dropped: BTreeSet<Key> = next.dropped.iter().copied().chain([*key]).collect();
    next.dropped = few(dropped.into_iter().collect())?;
    Ok(())
}

/// Puts a new computer in the place of all that a person had: whoever found the old one, or has its node's key, is
/// out.
fn replace(next: &mut Charter, collective: &Collective, replacement: &Replacement) -> Result<(), Misfit> {
    let Replacement { person, request } = replacement;
    belongs(collective, next, person)?;
    if !request.is_proven(&collective.id, person) {
        return Err(Misfit::NotAsked(*person));
    }
    let of_others = |key: &Key| collective.ever.iter().any(|(known, owner)| known == key && owner != person);
    let in_force = |key: &Key| collective.devices.contains_key(key) || collective.nodes.contains_key(key);
    if [&request.key, &request.node].into_iter().any(|key| of_others(key) || in_force(key)) {
        return Err(Misfit::KeyInUse);
    }
    let old: Vec<Key> = collective.devices.iter().filter(|(_, owner)| *owner == person).map(|(key, _)| *key).collect();
    for key in &old {
        without_device(next, collective, key)?;
    }
    let listed = Listed { key: request.key, person: *person, seal: request.seal };
    let mut devices: Vec<Listed> = next.devices.iter().cloned().chain([listed]).collect();
    devices.sort();
    next.devices = few(devices)?;
    let home = Home { key: request.node, person: Some(*person) };
    let others = next.nodes.iter().filter(|node| node.person != Some(*person)).cloned();
    let mut nodes: Vec<Home> = others.chain([home]).collect();
    nodes.sort();
    next.nodes = few(nodes)?;
    next.dropped = few(next.dropped.iter().copied().filter(|key| *key != request.key).collect())?;
    Ok(())
}

fn remove(next: &mut Charter, collective: &Collective, person: &Id) -> Result<(), Misfit> {
    // A newcomer is written nowhere yet: what keeps their join from counting is the list of those who left.
    if !collective.people.contains_key(person) {
        return Err(Misfit::NoMember(*person));
    }
    if next.removed.len() >= REMOVED_MAX {
        let barred = next.removed.iter().copied().filter(|gone| collective.barred.contains(gone));
        next.removed = few(barred.collect())?;
    }
    parting::without_person(next, *person).map_err(|_| Misfit::Large)
}

fn few<T, const MAX: usize>(items: Vec<T>) -> Result<Few<T, MAX>, Misfit> {
    Few::new(items).map_err(|_| Misfit::Large)
}
