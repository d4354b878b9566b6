//! The founding of a collective in an empty home.

use protocol::founding;
use protocol::local::{Founded, Reply, Setup, Trouble};
use protocol::space::Side;

use super::Answer;
use super::doors::{collective_face, show_face, with_hands};
use crate::home::{Dweller, Home};
use crate::keyring::{Keyring, Origin};
use crate::pen::draft_trouble;
use crate::{chance, clock, trouble};

/// Makes keys, a person and a collective.
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
    if home.state().me.is_some() {
        return Err(Trouble::new("already-set-up", 7));
    }
    make_keys(home, Origin::New)?;
    let (charter, records, me) = with_hands(home, |hands, root| {
        let root = root.ok_or_else(|| Trouble::new("words-gone", 6))?;
        let made = founding::collective_granting(&root, hands, &setup.terms, tickets, clock::now());
        let (charter, records) = made.map_err(|fault| draft_trouble(&fault))?;
        Ok((charter, records, Dweller { person: hands.person, collective: charter }))
    })?;
    home.state().replica.await_charter(Some(charter));
    let mut written = home.write_law("setup", &setup.terms.name, records)?;
    home.settle(me)?;
    home.state().replica.await_charter(None);
    written.extend(show_face(home, setup.profile.clone(), me.person, Side::Inner)?);
    let face = collective_face(&setup.terms, false)?;
    written.extend(show_face(home, face, charter, Side::Open)?);
    let founded = Founded { collective: charter, person: me.person, records: 0, pending: None };
    Ok(Answer { reply: Reply::Founded(founded), written })
}

pub(crate) fn make_keys(home: &Home, origin: Origin) -> Result<(), Trouble> {
    let seed = chance::bytes::<32>().map_err(|_| Trouble::new("no-chance", 1))?;
    let missing = Keyring::missing(home.path()).map_err(|fault| trouble::file(&fault))?;
    if missing {
        Keyring::create(home.path(), origin, &seed).map_err(|fault| trouble::keyring(&fault))?;
    }
    home.adopt_keys()
}
