//! Owns who reads what is written: `--share own`, `--share federation`, or one federation by the name
//! of a collective in it.

use protocol::id::{Id, Prefix};
use protocol::space::{Side, Space};
use protocol::text::tidy_line;

use crate::desk::Desk;
use crate::problem::Problem;
use crate::trouble;

/// Who reads a record: a side of the own collective, and on the open side all federations or one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Audience {
    /// The side on which it stands.
    pub side: Side,
    /// The one federation it is for; absent for all.
    pub federation: Option<Id>,
}

impl Audience {
    /// The own collective alone.
    pub const OWN: Audience = Audience { side: Side::Inner, federation: None };
    /// Every federation of the own collective.
    pub const FEDERATION: Audience = Audience { side: Side::Open, federation: None };

    /// Who reads what stands in this space: whatever is said about a record is for the same readers.
    pub fn of(space: Space, audience: Option<Id>) -> Audience {
        Audience { side: space.side, federation: audience }
    }

    /// The word for scripts.
    pub fn word(&self) -> &'static str {
        match self.side {
            Side::Law | Side::Inner => "own",
            Side::Open => "federation",
        }
    }
}

/// Reads `--share`.
///
/// - `usual`: what holds where nothing was typed.
///
/// # Errors
/// `share` where the name is of no federation that the own collective is in, `share-clash` where it
/// is of several.
pub fn audience(desk: &Desk, typed: Option<&str>, usual: Audience) -> Result<Audience, Problem> {
    let Some(typed) = typed.map(tidy_line) else { return Ok(usual) };
    match typed.to_lowercase().as_str() {
        "own" => return Ok(Audience::OWN),
        "federation" => return Ok(Audience::FEDERATION),
        _ => {}
    }
    let own = desk.me()?.collective;
    let directory = desk.directory()?;
    let prefix = Prefix::parse(&typed);
    let named = |charter: &Id| {
        let card = directory.collectives.iter().find(|card| card.charter == *charter);
        *charter != own && card.is_some_and(|card| tidy_line(&card.name).to_lowercase() == typed.to_lowercase())
    };
    let fits = |id: &Id, listed: &[Id]| {
        let called = prefix.as_ref().is_some_and(|prefix| prefix.fits(id));
        listed.contains(&own) && (called || listed.iter().any(named))
    };
    let mut found = directory.federations.iter().filter(|(id, listed)| fits(id, listed)).map(|(id, _)| *id);
    match (found.next(), found.next()) {
        (Some(federation), None) => Ok(Audience { side: Side::Open, federation: Some(federation) }),
        (None, _) => Err(trouble!("share", typed = typed).into()),
        (Some(_), Some(_)) => Err(trouble!("share-clash", typed = typed).into()),
    }
}
