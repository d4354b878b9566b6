//! The founding of a collective in an empty home. What is founded is noted whole before any of it is
//! written, so that a founding that was cut off goes on: with the next start, or the same command.

use protocol::envelope::Envelope;
use protocol::fold::member::MemberRow;
use protocol::founding;
use protocol::id::Id;
use protocol::local::{Founded, Reply, Setup, Trouble};
use protocol::record::Fold;
use protocol::space::Side;
use protocol::wire::{self, Blob};

use super::Answer;
use super::backup::RESTORING;
use super::directory::row;
use super::doors::{collective_face, show_face_within, with_hands};
use crate::home::{Dweller, Home};
use crate::keyring::{Keyring, Origin};
use crate::pen::draft_trouble;
use crate::{chance, clock, trouble};

/// The local item that holds what is being founded, until all of it is there.
pub(crate) const FOUNDING: &[u8] = b"founding";

/// The operation that founds is the first one of its home; the faces are part of it.
const FIRST: u64 = 1;

/// A founding that was begun.
#[derive(serde::Serialize, serde::Deserialize)]
struct Founding {
    me: Dweller,
    records: Vec<Blob>,
    setup: Setup,
}

/// Makes keys, a person and a collective; goes on with a founding that was cut off, as it was begun.
///
/// # Errors
/// [`Trouble`] `already-set-up` where somebody lives here.
pub fn setup(home: &Home, setup: &Setup) -> Result<Answer, Trouble> {
    setup_granting(home, setup, None)
}

/// The same, with another number of tickets a week than the usual one in the charter.
///
/// # Errors
/// [`Trouble`] `already-set-up` where somebody lives here.
pub fn setup_granting(home: &Home, setup: &Setup, tickets: Option<u32>) -> Result<Answer, Trouble> {
    let _turn = home.deciding();
    if let Some(begun) = home.local::<Founding>(FOUNDING)? {
        return finish(home, begun);
    }
    if home.state().me.is_some() {
        return Err(Trouble::new("already-set-up", 7));
    }
    refuse_half_restored(home)?;
    make_keys(home, Origin::New)?;
    let begun = with_hands(home, |hands, root| {
        let root = root.ok_or_else(|| Trouble::new("words-gone", 6))?;
        let made = founding::collective_granting(&root, hands, &setup.terms, tickets, clock::now());
        let (charter, records) = made.map_err(|fault| draft_trouble(&fault))?;
        let me = Dweller { person: hands.person, collective: charter };
        let records = records.iter().map(|record| Blob(record.bytes().to_vec())).collect();
        Ok(Founding { me, records, setup: setup.clone() })
    })?;
    home.set_local(vec![(FOUNDING.to_vec(), Some(wire::encode(&begun)))])?;
    finish(home, begun)
}

/// Goes on with a founding that was cut off, where there is one.
///
/// # Errors
/// [`Trouble`]; it then waits for the next time.
pub fn resume(home: &Home) -> Result<(), Trouble> {
    let _turn = home.deciding();
    match home.local::<Founding>(FOUNDING)? {
        Some(begun) => finish(home, begun).map(|_| ()),
        None => Ok(()),
    }
}

/// Writes what of a founding is not written yet.
fn finish(home: &Home, begun: Founding) -> Result<Answer, Trouble> {
    let Founding { me, records, setup } = begun;
    let all = records.len();
    let parse =
        |blob: Blob| Envelope::parse(blob.0.into()).map_err(|_| Trouble::new("damaged", 9).with("what", "setup"));
    let mut missing = records.into_iter().map(parse).collect::<Result<Vec<_>, _>>()?;
    missing.retain(|record| !home.store().holds(&record.id()));
    home.state().replica.await_charter(Some(me.collective));
    let written = if missing.len() == all {
        home.write_law("setup", &setup.terms.name, missing)
    } else {
        // The log names it already.
        let _turn = home.authoring();
        home.write(missing, Vec::new())
    };
    home.state().replica.await_charter(None);
    let mut written = written?;
    home.settle(me)?;
    if row::<MemberRow>(home, Fold::Member, &me.person)?.is_none() {
        written.extend(show_face_within(home, setup.profile, me.person, Side::Inner, FIRST)?);
    }
    if row::<MemberRow>(home, Fold::Member, &me.collective)?.is_none() {
        let face = collective_face(&setup.terms, false)?;
        written.extend(show_face_within(home, face, me.collective, Side::Open, FIRST)?);
    }
    home.set_local(vec![(FOUNDING.to_vec(), None)])?;
    let founded = Founded { collective: me.collective, person: me.person, records: 0, pending: None };
    Ok(Answer { reply: Reply::Founded(founded), written })
}

/// Refuses to begin anything else in a home whose restore was cut off.
///
/// # Errors
/// [`Trouble`] `restore-unfinished`.
pub(crate) fn refuse_half_restored(home: &Home) -> Result<(), Trouble> {
    match home.local::<Id>(RESTORING)? {
        Some(_) => Err(Trouble::new("restore-unfinished", 4)),
        None => Ok(()),
    }
}

pub(crate) fn make_keys(home: &Home, origin: Origin) -> Result<(), Trouble> {
    let seed = chance::bytes::<32>().map_err(|_| Trouble::new("no-chance", 1))?;
    let missing = Keyring::missing(home.path()).map_err(|fault| trouble::file(&fault))?;
    if missing {
        Keyring::create(home.path(), origin, &seed).map_err(|fault| trouble::keyring(&fault))?;
    }
    home.adopt_keys()
}

#[cfg(test)]
mod tests;
