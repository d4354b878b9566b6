//! Owns how what somebody types for a client becomes keys, federation by federation. A key takes a tenth of a
//! second; the name itself goes nowhere.

use std::collections::BTreeMap;

use protocol::client::facts::Keys;
use protocol::client::{HANDLES_MAX, Handle};
use protocol::id::Id;

use crate::desk::Desk;
use crate::problem::Problem;
use crate::trouble;

/// Reads what was typed, each spelling once.
///
/// # Errors
/// `client-name` for what has no letter in it, `client-many` for more than are kept.
pub fn handles(typed: &[String]) -> Result<Vec<Handle>, Problem> {
    let read = |typed: &String| Handle::read(typed).ok_or_else(|| trouble!("client-name", typed = typed));
    let mut handles = typed.iter().map(read).collect::<Result<Vec<_>, _>>()?;
    handles.sort();
    handles.dedup();
    match handles.len() {
        0..=HANDLES_MAX => Ok(handles),
        _ => Err(trouble!("client-many", most = HANDLES_MAX).into()),
    }
}

/// The federations of the own collective, ascending; `None` stands for its own space where it is in none.
///
/// # Errors
/// What the home refused.
pub fn audiences(desk: &Desk) -> Result<Vec<Option<Id>>, Problem> {
    let own = desk.me()?.collective;
    let federations = desk.directory()?.federations.iter().filter(|(_, listed)| listed.contains(&own));
    let found: Vec<Option<Id>> = federations.map(|(id, _)| Some(*id)).collect();
    Ok(if found.is_empty() { vec![None] } else { found })
}

/// The keys of a client in every realm that this home reads.
///
/// # Errors
/// As [`handles`].
pub fn keys(desk: &Desk, typed: &[String]) -> Result<Keys, Problem> {
    let handles = handles(typed)?;
    let own = desk.me()?.collective;
    let realms = audiences(desk)?.into_iter().flatten().chain([own]);
    let made = |realm: Id| (realm, handles.iter().map(|handle| handle.key(&realm)).collect());
    Ok(realms.map(made).collect::<BTreeMap<_, _>>())
}
