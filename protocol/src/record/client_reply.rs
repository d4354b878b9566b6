//! `client-reply`: what a client answers to a `payment-report`, written down for them by a steward. The header's
//! subject is the report. Whoever is shown the report is shown the answer.

use super::*;
use crate::text::Text;

crate::fields! {
    /// The body of a `client-reply`.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub struct ClientReply {
        /// In the client's words; it need not say who they are.
        1 text: Text<500>,
    }
}

/// The line in the table.
pub const KIND: Kind = Kind {
    name: "client-reply",
    version: 1,
    class: Class::Content,
    form: Form::Document,
    signer: Signer::Steward,
    place: Place::Open,
    life_days: REPORT_DAYS,
    fold: Some(Fold::Reports),
    check: strict::<ClientReply>,
    example: || wire::encode(&ClientReply { text: Text::new("We paid once the books were whole.").expect("short") }),
};
