//! `address`: where a home node can be reached, signed by the node itself, so that homes find each
//! other again without anybody's server.

use super::*;
use crate::text::Line;
use crate::wire::Few;

crate::fields! {
    /// The body of an `address`.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub struct Address {
        /// Multiaddresses, at most 8, the best first.
        1 addresses: Few<Line<200>, 8>,
        /// True where the node relays for listed neighbours.
        2 relay: bool,
    }
}

/// The line in the table.
pub const KIND: Kind = Kind {
    name: "address",
    version: 1,
    class: Class::Content,
    form: Form::Document,
    signer: Signer::Node,
    place: Place::Open,
    life_days: 30,
    fold: Some(Fold::Address),
    check: strict::<Address>,
    example: || {
        let line = Line::new("/ip4/192.0.2.7/tcp/4747").expect("a short address");
        wire::encode(&Address { addresses: Few::new(vec![line]).unwrap_or_default(), relay: true })
    },
};
