//! The words of a collective, for those who may read its inner space. Who belongs is the roster's
//! answer ([`crate::roster`]), not a row's.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::body;
use crate::envelope::Envelope;
use crate::id::Id;
use crate::record::charter::Charter;
use crate::record::terms::Terms;

/// The terms of one collective that some revision of its charter names, by the hash in it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CollectiveRow {
    /// The collective's charter id.
    pub charter: Id,
    /// Those terms; which are in force, the roster's charter says.
    pub terms: BTreeMap<Id, Terms>,
}

/// Folds the charter and terms records about one collective.
pub fn fold(subject: Id, records: &[Envelope]) -> Option<CollectiveRow> {
    let charters = records.iter().filter_map(|record| body::<Charter>(record, "charter"));
    // Words that no revision names are nobody's: whoever was listed once could write any number.
    let named: BTreeSet<Id> = charters.filter_map(|charter| charter.terms).collect();
    let terms: BTreeMap<Id, Terms> = records
        .iter()
        .filter_map(|record| Some((Id::of(record.body()?), body(record, "terms")?)))
        .filter(|(hash, _)| named.contains(hash))
        .collect();
    (!terms.is_empty()).then_some(CollectiveRow { charter: subject, terms })
}
