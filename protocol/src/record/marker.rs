//! `marker`: something that somebody can show of themselves - a licence, a language, a wish - said by
//! themselves or attested by a named person of a collective. The header's subject is the person; revoking
//! is the withdrawn revision. What is confidential is no record: it never leaves the machine.

use super::*;
use crate::id::Id;
use crate::text::Line;
use crate::time::Day;
use crate::wire::Few;

crate::fields! {
    /// The body of a `marker`.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub struct Marker {
        /// What sort of statement it is.
        1 class: Sort,
        /// What it says, as role files and leads name it: "driving licence", "first aid".
        2 name: Line<64>,
        /// A word with it; why, where it is revoked.
        3 note: Option<Line<200>>,
        /// SHA-256 of the paper or file that shows it.
        4 evidence: Option<Id>,
        /// The first day on which it holds.
        5 since: Option<Day>,
        /// The last day on which it holds; not before `since`.
        6 until: Option<Day>,
        /// The same in public vocabularies, as URIs: ESCO, O*NET.
        7 alignment: Few<Line<200>, 4>,
    }
}

/// What sort of statement a marker is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Sort {
    /// A fact that somebody can confirm.
    Verification,
    /// A word for programmes and reports.
    Tag,
    /// What somebody likes; nobody else can say it for them.
    Preference,
}

impl serde::Serialize for Sort {
    fn serialize<S: serde::Serializer>(&self, out: S) -> Result<S::Ok, S::Error> {
        out.serialize_u8(match self {
            Sort::Verification => 1,
            Sort::Tag => 2,
            Sort::Preference => 3,
        })
    }
}

impl<'de> serde::Deserialize<'de> for Sort {
    fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        match u8::deserialize(from)? {
            1 => Ok(Sort::Verification),
            2 => Ok(Sort::Tag),
            3 => Ok(Sort::Preference),
            _ => Err(serde::de::Error::custom("no such sort of marker")),
        }
    }
}

impl wire::Field for Sort {}

fn check(body: &[u8]) -> Result<(), WireFault> {
    let marker: Marker = wire::decode(body)?;
    let ends = marker.since.zip(marker.until).is_none_or(|(since, until)| since <= until);
    if ends { Ok(()) } else { Err(WireFault::Shape) }
}

/// The line in the table.
pub const KIND: Kind = Kind {
    name: "marker",
    version: 1,
    class: Class::Content,
    form: Form::Document,
    signer: Signer::Anyone,
    place: Place::Either,
    life_days: BINDING_DAYS,
    fold: Some(Fold::Markers),
    check,
    example: || {
        wire::encode(&Marker {
            class: Sort::Verification,
            name: Line::new("Xero Advisor").expect("short"),
            note: None,
            evidence: Some(Id::of(b"certificate.pdf")),
            since: Some(Day(20_400)),
            until: Some(Day(21_130)),
            alignment: Few::new(vec![Line::new("https://www.onetonline.org/link/summary/43-3031.00").expect("short")])
                .expect("one"),
        })
    },
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_marker_that_ends_before_it_begins_is_none() {
        let mut marker: Marker = wire::decode(&(KIND.example)()).expect("the example");
        (marker.since, marker.until) = (Some(Day(2)), Some(Day(2)));
        assert_eq!((KIND.check)(&wire::encode(&marker)), Ok(()));
        marker.until = Some(Day(1));
        assert_eq!((KIND.check)(&wire::encode(&marker)), Err(WireFault::Shape));
    }
}
