//! `report-sign`: a second person who took part says that a `payment-report` is so. The header's subject is the
//! report; it names the exact revision, so that a change asks for a new signature.

use super::*;
use crate::time::Day;

crate::fields! {
    /// The body of a `report-sign`.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub struct ReportSign {
        /// The day on which they compared it with what they know.
        1 checked: Day,
    }
}

/// The line in the table.
pub const KIND: Kind = Kind {
    name: "report-sign",
    version: 1,
    class: Class::Content,
    form: Form::Binding,
    signer: Signer::Member,
    place: Place::Open,
    life_days: REPORT_DAYS,
    fold: Some(Fold::Reports),
    check: strict::<ReportSign>,
    example: || wire::encode(&ReportSign { checked: Day(20_779) }),
};
