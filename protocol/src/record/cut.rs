//! `cut`: what stays of a key that is listed no longer, one page of ids each. Stewards say it of whom they
//! removed, pinning the revision that did; a person of a device of their own that they took back.

use super::*;
use crate::id::Id;
use crate::keys::Key;
use crate::wire::Few;

/// 400 ids fill a record; more are several pages, each a record of its own.
pub const PAGE_MAX: usize = 400;

crate::fields! {
    /// The body of a `cut`.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub struct Cut {
        /// The key whose records stay.
        1 key: Key,
        /// The revision since which the key is listed no longer; absent where its own person says it.
        2 pin: Option<Id>,
        /// The records that stay, ascending.
        3 ids: Few<Id, PAGE_MAX>,
    }
}

impl Cut {
    /// True where the ids ascend and there are some.
    pub fn is_sound(&self) -> bool {
        !self.ids.is_empty() && self.ids.is_sorted_by(|a, b| a < b)
    }
}

fn check(body: &[u8]) -> Result<(), WireFault> {
    if wire::decode::<Cut>(body)?.is_sound() { Ok(()) } else { Err(WireFault::Shape) }
}

/// The line in the table.
pub const KIND: Kind = Kind {
    name: "cut",
    version: 1,
    class: Class::Authority,
    form: Form::Binding,
    signer: Signer::Member,
    place: Place::Law,
    life_days: AUTHORITY_DAYS,
    fold: None,
    check,
    example: || {
        wire::encode(&Cut {
            key: crate::keys::Secret::from_seed(&[8; 32]).key(),
            pin: Some(Id::of(b"revision")),
            ids: Few::new(vec![Id::of(b"lead")]).unwrap_or_default(),
        })
    },
};
