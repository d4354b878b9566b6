//! Owns what a client's copy of a draft may hide - names, rates, contacts - and still prove. The draft holds
//! a hash of each; whoever is shown the value is shown its salt too, and no other.
//!
//! Every salt follows from the bid's own 32 bytes of chance, which only participants read:
//! `H("talko/1 salt" ‖ chance ‖ slot)`; the hash is `H("talko/1 hidden" ‖ salt ‖ slot ‖ value)`. The slot
//! says which value of which line, so that no value can be shown in another's place.

use crate::bid::draft::Draft;
use crate::bid::split::LINES_MAX;
use crate::id::Id;
use crate::text::{Line, Text};
use crate::wire::{self, Blob};

crate::word! {
    /// What can be hidden.
    What {
        /// Whom the client writes to.
        Contact = 1,
        /// The levy and the remainder.
        Sums = 2,
        /// What a line pays.
        Pay = 3,
        /// The name of whoever works.
        Name = 4,
    }
}

crate::fields! {
    /// The levy of a draft, and what rounding left over.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub struct Sums {
        /// Basis points of the price.
        1 levy_points: u32,
        /// The same in minor units.
        2 levy_minor: u64,
        /// How many minor units rounding left over.
        3 remainder_minor: u64,
    }
}

crate::fields! {
    /// What a line pays.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub struct Pay {
        /// In minor units of the price's currency.
        1 minor: u64,
        /// True where one of them is from the remainder.
        2 extra: bool,
    }
}

crate::fields! {
    /// A value that is shown, with what proves that the draft holds it.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub struct Opening {
        /// Which value.
        1 what: What,
        /// Of which line, counted from 0; 0 where it is of none.
        2 line: u8,
        /// Its salt.
        3 salt: Id,
        /// The value: a text, or a struct.
        4 value: Blob,
    }
}

/// Which value of which line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Slot {
    pub(crate) what: What,
    pub(crate) line: u8,
}

impl Slot {
    pub(crate) fn of(what: What, line: usize) -> Slot {
        Slot { what, line: u8::try_from(line).expect("a draft has at most 64 lines") }
    }

    fn bytes(self) -> [u8; 2] {
        let what = match self.what {
            What::Contact => 1,
            What::Sums => 2,
            What::Pay => 3,
            What::Name => 4,
        };
        [what, self.line]
    }

    /// Hides a value: its opening, and the hash that stands in the draft.
    pub(crate) fn hide<T: serde::Serialize>(self, chance: &Id, value: &T) -> (Opening, Id) {
        let salt = Id::labelled("talko/1 salt", &[chance.as_bytes(), &self.bytes()]);
        let opening = Opening { what: self.what, line: self.line, salt, value: Blob(wire::encode(value)) };
        let hash = opening.hash();
        (opening, hash)
    }
}

impl Opening {
    pub(crate) const fn slot(&self) -> Slot {
        Slot { what: self.what, line: self.line }
    }

    /// The hash that must stand in the draft.
    pub fn hash(&self) -> Id {
        Id::labelled("talko/1 hidden", &[self.salt.as_bytes(), &self.slot().bytes(), &self.value.0])
    }

    /// True where the draft holds this value in this place, and it is of its shape.
    pub fn fits(&self, draft: &Draft) -> bool {
        let line = draft.lines.get(usize::from(self.line)).filter(|_| usize::from(self.line) < LINES_MAX);
        let (held, shaped) = match self.what {
            What::Contact => (draft.contact, wire::decode::<Text<200>>(&self.value.0).is_ok()),
            What::Sums => (Some(draft.sums), wire::decode::<Sums>(&self.value.0).is_ok()),
            What::Pay => (line.map(|line| line.pay), wire::decode::<Pay>(&self.value.0).is_ok()),
            What::Name => (line.map(|line| line.name), wire::decode::<Line<80>>(&self.value.0).is_ok()),
        };
        let alone = matches!(self.what, What::Pay | What::Name) || self.line == 0;
        alone && shaped && held == Some(self.hash())
    }
}
