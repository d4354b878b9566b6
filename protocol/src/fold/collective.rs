//! The words of a collective, for those who may read its inner space. Who belongs is the roster's
//! answer ([`crate::roster`]), not a row's.

use serde::{Deserialize, Serialize};

use super::body;
use crate::envelope::Envelope;
use crate::id::Id;
use crate::record::terms::Terms;
use std::collections::BTreeMap;

/// The terms that are held of one collective, by the hash that a charter names.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CollectiveRow {
    /// The collective's charter id.
    pub charter: Id,
    /// Every terms record that is held.
    pub terms: BTreeMap<Id, Terms>,
}

/// Folds the terms records about one collective.
pub fn fold(subject: Id, records: &[Envelope]) -> Option<CollectiveRow> {
    let terms: BTreeMap<Id, Terms> =
        records.iter().filter_map(|record| Some((Id::of(record.body()?), body(record, "terms")?))).collect();
    (!terms.is_empty()).then_some(CollectiveRow { charter: subject, terms })
}
