//! Owns the numbers of a collective's rules, as far as this home may read them: the floors of its roles, and how
//! long a claim holds.

use protocol::bid::floor::{Floor, Rule};
use protocol::local::{Ground, Trouble};
use protocol::money::Amount;
use protocol::record;
use protocol::roster::Collective;

use super::directory::terms_of;
use crate::home::Home;

/// The numbers of a collective's rules, as far as this home may read them.
pub(super) struct Bylaws {
    pub(super) floors: Vec<(String, Floor)>,
    pub(super) claim_days: Option<u32>,
    /// The version in which they stand.
    pub(super) ground: Option<Ground>,
}

impl Bylaws {
    /// # Errors
    /// [`Trouble`] where the row cannot be read.
    pub(super) fn of(home: &Home, collective: &Collective) -> Result<Bylaws, Trouble> {
        let none = Bylaws { floors: Vec::new(), claim_days: None, ground: None };
        let (Some(source), Some(terms)) = (collective.charter.terms, terms_of(home, collective)?) else {
            return Ok(none);
        };
        let ground = Ground {
            kind: "charter".into(),
            record: source,
            author: collective.id,
            at: None,
            version: Some(collective.charter.revision),
        };
        let Some(parameters) = terms.parameters else { return Ok(Bylaws { ground: Some(ground), ..none }) };
        let floor = |floor: &record::terms::Floor| {
            let hour = Amount { minor: floor.minor, currency: terms.currency? };
            Some((floor.role.to_string(), Floor { rule: Rule::Bylaws, source, hour }))
        };
        Ok(Bylaws {
            floors: parameters.floors.iter().filter_map(floor).collect(),
            claim_days: parameters.claim_days,
            ground: Some(ground),
        })
    }
}
