//! The keys of a home that is set up: their words confirmed, and new ones where the old must not sign any
//! more.

use protocol::founding;
use protocol::keys::Secret;
use protocol::local::{Passphrase, Reply, Trouble};
use protocol::wire::{self, Blob};

use super::Answer;
use super::backup::RETURNED;
use super::doors::with_hands;
use crate::home::Home;
use crate::keyring::words::Recovery;
use crate::keyring::{ConfirmFault, Keyring};
use crate::pen::draft_trouble;
use crate::{chance, clock, trouble};

/// Gives a home new keys, for one that is a copy of another or has lost the note of what its device has
/// signed. The words, or the seed behind them that is kept here, let the new keys speak for the person;
/// without either the stewards are to be asked. Cut off half-way, it is done again from the start.
///
/// # Errors
/// [`Trouble`] before somebody lives here, or where the words are another person's.
pub fn renew(home: &Home, words: Option<&Passphrase>) -> Result<Answer, Trouble> {
    let _turn = home.deciding();
    let me = home.dweller()?;
    let root = match words {
        Some(words) => Some(root_of(home, words)?),
        None => home.state().keyring.as_ref().and_then(Keyring::root),
    };
    let seed = chance::bytes::<32>().map_err(|_| Trouble::new("no-chance", 1))?;
    Keyring::renew(home.path(), &seed).map_err(|fault| trouble::keyring(&fault))?;
    home.adopt_keys()?;
    let Some(root) = root else {
        return Ok(Reply::Renewed(Some(Trouble::new("renew-ask-stewards", 0))).into());
    };
    let credentials = with_hands(home, |hands, _| {
        founding::credentials(&root, hands, me.collective, clock::now()).map_err(|fault| draft_trouble(&fault))
    })?;
    let written = home.write_law("key renew", "", credentials.to_vec())?;
    let told: Vec<Blob> = written.iter().map(|record| Blob(record.bytes().to_vec())).collect();
    home.set_local(vec![(RETURNED.to_vec(), Some(wire::encode(&told)))])?;
    Ok(Answer { reply: Reply::Renewed(None), written })
}

/// The member has written the recovery words down.
///
/// # Errors
/// [`Trouble`] where a word is another, or they were confirmed before.
pub fn confirm_words(home: &Home, typed: &[(u8, String)]) -> Result<(), Trouble> {
    let mut state = home.state();
    let keyring = state.keyring.as_mut().ok_or_else(|| Trouble::new("no-identity", 4))?;
    keyring.confirm_words(typed).map_err(|fault| match fault {
        ConfirmFault::Gone => Trouble::new("words-gone", 6),
        ConfirmFault::Few => Trouble::new("words-few", 2),
        ConfirmFault::Wrong(position) => Trouble::new("words-wrong", 2).with("position", position),
        ConfirmFault::File(fault) => trouble::file(&fault),
    })
}

fn root_of(home: &Home, words: &Passphrase) -> Result<Secret, Trouble> {
    let recovery: Recovery =
        Keyring::from_words(&words.0).map_err(|fault| Trouble::new("words-bad", 2).with("what", fault))?;
    let own = home.state().keyring.as_ref().map(Keyring::root_key);
    match recovery.root() {
        root if Some(root.key()) == own => Ok(root),
        _ => Err(Trouble::new("words-other", 6)),
    }
}

#[cfg(test)]
mod tests;
