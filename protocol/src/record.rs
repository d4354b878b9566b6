//! Owns the table of record kinds: a new kind is one file in `record/` and one line in [`TABLE`].
//!
//! A kind says what its body holds, where it may stand, who may sign it, how long it lives and
//! which rows it feeds. Gate, standing, folds, store and sync ask the [`Kind`]; none of them
//! knows a kind by name.

pub mod ack;
pub mod address;
pub mod approve;
pub mod ask;
pub mod assent;
pub mod availability;
pub mod bid;
pub mod bid_outcome;
pub mod bid_submit;
pub mod charter;
pub mod claim;
pub mod claim_award;
pub mod claim_release;
pub mod client_reply;
pub mod comment;
pub mod contact;
pub mod cut;
pub mod delivery;
pub mod device;
pub mod erase;
pub mod free_busy;
pub mod invite;
pub mod invite_revoke;
pub mod invoice;
pub mod join;
pub mod lead;
pub mod leave;
pub mod marker;
pub mod marker_view;
pub mod outcome;
pub mod payment;
pub mod payment_report;
pub mod payout;
pub mod payout_ack;
pub mod person;
pub mod pledge;
pub mod pledge_ack;
pub mod pledge_call;
pub mod pledge_decline;
pub mod pledge_fulfil;
pub mod pledge_release;
pub mod profile;
pub mod report_sign;
pub mod sealed;
pub mod share;
pub mod terms;
pub mod vouch;
pub mod worklog;

use crate::wire::{self, WireFault};

/// What a record is in the law: who judges it, and whether it takes a ticket.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Class {
    /// A statement about who belongs; carries no ticket, repetitions mean the same.
    Authority,
    /// Everything people write; carries a ticket.
    Content,
}

/// Whether a record can be revised.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// Has a name, and revisions of which the highest counts.
    Document,
    /// Immutable; names what it binds by exact id.
    Binding,
}

/// Whose signature makes a record valid.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Signer {
    /// The root key of the person that it is about.
    Root,
    /// A device of a listed member.
    Member,
    /// A device of a listed member or of somebody newly joined.
    Anyone,
    /// A device of a steward.
    Steward,
    /// A node key.
    Node,
}

/// Where a record may stand; see [`crate::space::Side`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// Among the authority records of a charter.
    Law,
    /// In the inner space alone.
    Inner,
    /// In the open space alone.
    Open,
    /// In the inner or the open space, as its author chose.
    Either,
    /// In no space: a person, and a first charter, which founds one.
    Nowhere,
    /// In no space as revision 0, among the authority records of its charter afterwards.
    Charter,
    /// Inside a `sealed` alone; see [`crate::sealed`].
    Sealed,
}

/// Which rows the records of a kind feed. Letters go into row keys and are never reused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
pub enum Fold {
    /// A collective or federation, by charter id.
    Collective,
    /// A member, by person id; and a collective's public face, by charter id.
    Member,
    /// A lead, by document name.
    Lead,
    /// A pledge, by the id of its `pledge`.
    Pledge,
    /// An ask, by document name.
    Ask,
    /// What is said about a subject, by that subject.
    Thread,
    /// Where a node can be reached, by the name of its document.
    Address,
    /// When and for what a member can be asked, by person id; the own collective alone reads it.
    Availability,
    /// What others see of that, by person id.
    FreeBusy,
    /// What is said about a person, by person id.
    Markers,
    /// How a client paid, by the document of the report.
    Reports,
}

impl Fold {
    /// Every fold, in the order of their letters.
    pub const ALL: [Fold; 11] = [
        Fold::Collective,
        Fold::Member,
        Fold::Lead,
        Fold::Pledge,
        Fold::Ask,
        Fold::Thread,
        Fold::Address,
        Fold::Availability,
        Fold::FreeBusy,
        Fold::Markers,
        Fold::Reports,
    ];

    /// The letter under which rows of this fold are kept.
    pub const fn letter(self) -> u8 {
        match self {
            Fold::Collective => b'c',
            Fold::Member => b'm',
            Fold::Lead => b'l',
            Fold::Pledge => b'p',
            Fold::Ask => b'q',
            Fold::Thread => b't',
            Fold::Address => b'a',
            Fold::Availability => b'v',
            Fold::FreeBusy => b'f',
            Fold::Markers => b'k',
            Fold::Reports => b'r',
        }
    }
}

/// One line of the table: all that the machinery needs to know of a kind.
#[derive(Debug)]
pub struct Kind {
    /// The name on the wire: lower case, at most 24 bytes, the same as its file's with `-` for `_`.
    pub name: &'static str,
    /// The version of the body's shape that this program reads; others are kept and not folded.
    pub version: u8,
    /// What it is in the law.
    pub class: Class,
    /// Whether it can be revised.
    pub form: Form,
    /// Whose signature makes it valid.
    pub signer: Signer,
    /// Where it may stand.
    pub place: Place,
    /// How many days after its creation it may expire at the latest.
    pub life_days: u32,
    /// Which rows it feeds.
    pub fold: Option<Fold>,
    /// Checks a body strictly.
    pub check: fn(&[u8]) -> Result<(), WireFault>,
    /// One body, for the golden vectors and the documentation.
    pub example: fn() -> Vec<u8>,
}

/// What a member says once of a bid and of what came of it: sealed, and bound to what it names.
const fn said(name: &'static str, check: fn(&[u8]) -> Result<(), WireFault>, example: fn() -> Vec<u8>) -> Kind {
    Kind {
        name,
        version: 1,
        class: Class::Content,
        form: Form::Binding,
        signer: Signer::Member,
        place: Place::Sealed,
        life_days: BINDING_DAYS,
        fold: None,
        check,
        example,
    }
}

/// 10 years: authority is history that newcomers verify.
pub const AUTHORITY_DAYS: u32 = 3_653;
/// 3 years: what binds two people outlives the work it is about.
pub const BINDING_DAYS: u32 = 1_096;
/// 2 years: how somebody paid before that says little of how they pay now.
pub const REPORT_DAYS: u32 = 731;

/// Every kind that this version knows.
pub static TABLE: &[&Kind] = &[
    &ack::KIND,
    &address::KIND,
    &approve::KIND,
    &ask::KIND,
    &assent::KIND,
    &availability::KIND,
    &bid::KIND,
    &bid_outcome::KIND,
    &bid_submit::KIND,
    &charter::KIND,
    &claim::KIND,
    &claim_award::KIND,
    &claim_release::KIND,
    &client_reply::KIND,
    &comment::KIND,
    &contact::KIND,
    &cut::KIND,
    &delivery::KIND,
    &device::KIND,
    &erase::KIND,
    &free_busy::KIND,
    &invite::KIND,
    &invite_revoke::KIND,
    &invoice::KIND,
    &join::KIND,
    &lead::KIND,
    &leave::KIND,
    &marker::KIND,
    &marker_view::KIND,
    &outcome::KIND,
    &payment::KIND,
    &payment_report::KIND,
    &payout::KIND,
    &payout_ack::KIND,
    &person::KIND,
    &pledge::KIND,
    &pledge_ack::KIND,
    &pledge_call::KIND,
    &pledge_decline::KIND,
    &pledge_fulfil::KIND,
    &pledge_release::KIND,
    &profile::KIND,
    &report_sign::KIND,
    &sealed::KIND,
    &share::KIND,
    &terms::KIND,
    &vouch::KIND,
    &worklog::KIND,
];

/// The kinds by which somebody takes on something new: their first records, and no later word about them.
static UNDERTAKING: [&str; 7] = [
    ask::KIND.name,
    assent::KIND.name,
    bid::KIND.name,
    claim::KIND.name,
    lead::KIND.name,
    pledge::KIND.name,
    share::KIND.name,
];

impl Kind {
    /// True where its first record is something new that its author takes on, or asks others to.
    pub fn is_undertaking(&self) -> bool {
        UNDERTAKING.contains(&self.name)
    }
}

/// Finds a kind by its name on the wire.
pub fn kind(name: &str) -> Option<&'static Kind> {
    TABLE.binary_search_by(|kind| kind.name.cmp(name)).ok().map(|at| TABLE[at])
}

/// Checks that a body is exactly one `T`.
pub(crate) fn strict<T: serde::de::DeserializeOwned + serde::Serialize>(body: &[u8]) -> Result<(), WireFault> {
    wire::decode::<T>(body).map(|_| ())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    #[expect(clippy::disallowed_methods, reason = "the test compares the table with the folder of kinds")]
    fn the_folder_and_the_table_agree() {
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src/record");
        let mut files: Vec<String> = std::fs::read_dir(folder)
            .expect("the folder of kinds")
            .map(|entry| entry.expect("a readable entry").file_name().into_string().expect("an ASCII name"))
            .map(|file| file.trim_end_matches(".rs").replace('_', "-"))
            .collect();
        files.sort();
        let names: Vec<&str> = TABLE.iter().map(|kind| kind.name).collect();
        assert_eq!(files, names, "one file a kind, one line in TABLE, in the order of the names");
    }

    #[test]
    fn every_example_is_a_body_of_its_kind_and_of_no_second_spelling() {
        for kind in TABLE {
            let body = (kind.example)();
            assert_eq!((kind.check)(&body), Ok(()), "{}", kind.name);
            let mut longer = body.clone();
            longer.push(0);
            assert!((kind.check)(&longer).is_err(), "{} takes a trailing byte", kind.name);
        }
    }

    #[test]
    fn a_kind_is_found_by_its_name_alone() {
        assert!(kind("lead").is_some());
        assert!(kind("Lead").is_none());
    }
}
