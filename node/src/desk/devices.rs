//! A person's other machines: the line by which one comes in, and the word that one is theirs no longer.

use protocol::amend::{self, Amendment, Misfit};
use protocol::envelope::Envelope;
use protocol::fold::body;
use protocol::founding;
use protocol::id::Id;
use protocol::invite_line::{DeviceRequest, Guest, InviteLine, OneTime, Place};
use protocol::keys::{Key, Secret};
use protocol::local::{Invited, Opens, Passphrase, Past, Reply, Trouble};
use protocol::parting;
use protocol::record::ack::Ack;
use protocol::record::charter::Charter;
use protocol::record::person::Person;
use protocol::roster::Collective;
use protocol::time::Day;

use super::Answer;
use super::amending::{amended, finish, misfit_trouble, unwritten};
use super::doors::with_hands;
use super::joining::{Joining, joining};
use super::keys::root_of;
use super::law::{card, receipt, statement, steward, write};
use crate::clock;
use crate::home::Home;
use crate::keyring::Keyring;
use crate::pen::draft_trouble;

/// 4 devices a person: what a charter lists of one.
const DEVICES_MAX: usize = 4;

/// The line by which another machine of somebody who belongs comes in. It says where to call; what opens
/// are that person's twelve words, typed there, or the stewards, where the words are lost as well. So a
/// member whose only laptop is lost gets it from another one.
///
/// - `places`: where this home can be called, the best first.
///
/// # Errors
/// [`Trouble`] `devices-full` where four are listed.
pub fn line(home: &Home, person: Id, until: Day, opens: Opens, places: Vec<Place>) -> Result<Answer, Trouble> {
    let me = home.dweller()?;
    if until < clock::now().day() {
        return Err(Trouble::new("past", 2).with("what", "expires"));
    }
    let collective = home.own_collective()?;
    if !collective.people.contains_key(&person) {
        return Err(Trouble::new("unknown", 2).with("what", person.short(6)));
    }
    let many = collective.devices.values().filter(|owner| **owner == person).count();
    let (guest, invite) = match opens {
        Opens::Words if many >= DEVICES_MAX => {
            return Err(Trouble::new("devices-full", 6).with("most", DEVICES_MAX));
        }
        Opens::Words => (Guest::Device, person),
        Opens::Stewards => (Guest::Replacement, Id::from_bytes(*root_key_of(home, &person)?.as_bytes())),
    };
    let line = InviteLine { guest, charter: me.collective, invite, secret: OneTime([0; 16]), until, places };
    let called_from = crate::callable::called_from(&line.places);
    let invited = Invited { id: person, line: line.encode(), until, founded: false, called_from, stewards: 1 };
    Ok(Reply::Invited(invited).into())
}

/// The public root key of somebody who belongs, by which their new computer knows whose it is.
fn root_key_of(home: &Home, person: &Id) -> Result<Key, Trouble> {
    let state = home.state();
    let theirs = state.replica.law().values().filter(|record| record.header().person == *person);
    let root = theirs.filter_map(|record| body::<Person>(record, "person")).map(|words| words.root).next();
    root.ok_or_else(|| Trouble::new("unknown", 2).with("what", person.short(6)))
}

/// What this computer asks the stewards of its collective, or of the one at whose door it waits.
///
/// # Errors
/// [`Trouble`] `no-identity` where there is neither; `already-done` where it is listed.
pub fn request(home: &Home) -> Result<DeviceRequest, Trouble> {
    let me = home.state().me;
    let charter = match me {
        Some(me) if is_listed(home, &me.collective, &me.person) => return Err(Trouble::new("already-done", 7)),
        Some(me) => me.collective,
        None => {
            let waits = |joining: Joining| InviteLine::parse(&joining.line).ok();
            let mut lines = joining(home)?.into_iter().filter_map(waits);
            let line = lines.find(|line| line.guest == Guest::Replacement);
            line.ok_or_else(|| Trouble::new("no-identity", 4))?.charter
        }
    };
    with_hands(home, |hands, _| Ok(DeviceRequest::new(&charter, hands)))
}

/// Says that a device of whoever lives here is theirs no longer. A steward writes the revision without it at once, or
/// proposes it where others must agree: what the device agrees to counts for the charter until one leaves it out.
///
/// - `words`: the twelve, where the seed behind them is not kept here.
/// - `past`: whether what it wrote, as far as this home shows it, is listed and stays.
///
/// # Errors
/// [`Trouble`] where it is not theirs, it is this one, or nothing speaks for the person.
pub fn retire(
    home: &Home,
    key: &Key,
    words: Option<&Passphrase>,
    past: Past,
    dry_run: bool,
) -> Result<Answer, Trouble> {
    let _turn = home.deciding();
    let me = home.dweller()?;
    let collective = home.own_collective()?;
    let here = home.state().keyring.as_ref().map(|keyring| keyring.device_key());
    if here == Some(*key) {
        return Err(Trouble::new("device-here", 6));
    }
    if collective.devices.get(key) != Some(&me.person) {
        return Err(Trouble::new("device-unknown", 2));
    }
    let root = root(home, words)?;
    let seal = collective.seals.get(key).copied().unwrap_or(*key);
    let retired = parting::retire(collective.id, *key, seal, &root, clock::now());
    let mut records = vec![retired.map_err(|fault| draft_trouble(&fault))?];
    let ids = match past {
        Past::Kept => parting::said_by(&home.state().replica, collective.id, key),
        // What was erased on it stays erased.
        Past::Forgotten => parting::erased_by(&home.state().replica, collective.id, key),
    };
    let kept = if past == Past::Kept { ids.len() as u64 } else { 0 };
    let without = without(home, &collective, key)?;
    if without.as_ref().is_none_or(|without| !without.holds) {
        records.extend(pages(home, &collective, key, None, &ids)?);
    }
    let Some(Without { id, next, holds, record }) = without else {
        if dry_run {
            return Ok(Reply::Published(receipt(home, &records)?).into());
        }
        let (published, written) = write(home, "key device remove", "", records)?;
        return Ok(Answer { reply: Reply::Published(published), written });
    };
    records.push(record);
    records.extend(pages(home, &collective, key, Some(id), &ids)?);
    if holds {
        // Else whoever has the device says alone, in its owner's name, which version was seen.
        records.push(statement(home, "ack", collective.id, &Ack { note: None }, vec![id])?);
    }
    if dry_run {
        let published = receipt(home, &records)?;
        let shown = card(home, &collective, unwritten(&collective, id, next, me.person, clock::now()))?;
        return Ok(Reply::Amended(Box::new(amended(home, &collective, published, shown, kept)?)).into());
    }
    let (published, written) = write(home, "key device remove", "", records)?;
    finish(home, &collective, published, id, kept, written)
}

/// The next revision, without a device.
struct Without {
    id: Id,
    next: Charter,
    /// True where no other steward has to agree.
    holds: bool,
    record: Envelope,
}

/// The revision without a device and its node, where whoever lives here is a steward and one can be written.
fn without(home: &Home, collective: &Collective, key: &Key) -> Result<Option<Without>, Trouble> {
    if !collective.is_steward(&home.dweller()?.person) {
        return Ok(None);
    }
    steward(home, collective)?;
    let next = match amend::amend(collective, &[Amendment::Device(*key)]) {
        Ok(next) => next,
        // The list of what is off the charter is full: the others are asked, as by who is no steward.
        Err(Misfit::Large) => return Ok(None),
        Err(misfit) => return Err(misfit_trouble(home, &misfit)),
    };
    let settled = home.state().replica.roster().to_settle(&collective.id);
    let record = with_hands(home, |hands, _| {
        founding::revision(collective.id, hands, &next, &settled, clock::now()).map_err(|fault| draft_trouble(&fault))
    })?;
    Ok(Some(Without { id: record.id(), next, holds: collective.charter.threshold == 1, record }))
}

/// The lists of what stays of a device.
fn pages(
    home: &Home,
    collective: &Collective,
    key: &Key,
    pin: Option<Id>,
    ids: &[Id],
) -> Result<Vec<Envelope>, Trouble> {
    with_hands(home, |hands, _| {
        parting::cuts(collective.id, *key, pin, ids, hands, clock::now()).map_err(|fault| draft_trouble(&fault))
    })
}

/// The key that speaks for the person: from the words, or from the seed that is kept until they are
/// confirmed.
fn root(home: &Home, words: Option<&Passphrase>) -> Result<Secret, Trouble> {
    match words {
        Some(words) => root_of(home, words),
        None => {
            let kept = home.state().keyring.as_ref().and_then(Keyring::root);
            kept.ok_or_else(|| Trouble::new("device-words", 2))
        }
    }
}

/// True where a machine is listed as a device of this person.
pub(crate) fn is_listed(home: &Home, charter: &Id, person: &Id) -> bool {
    let state = home.state();
    let here = state.keyring.as_ref().map(|keyring| keyring.device_key());
    let collective = state.replica.roster().collective(charter);
    collective.zip(here).is_some_and(|(collective, here)| collective.devices.get(&here) == Some(person))
}

#[cfg(test)]
mod tests;
