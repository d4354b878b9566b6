//! `delivery`: something was handed over to the client. It stands inside a `sealed`; the header's subject is the
//! bid. Its first name is the `bid-submit`; further ones are earlier deliveries that it corrects.

use super::contact::{READERS_MAX, are_readers};
use super::*;
use crate::id::Id;
use crate::text::Line;
use crate::time::Day;
use crate::wire::Few;

crate::fields! {
    /// The body of a `delivery`.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub struct Delivery {
        /// Who may read it, ascending: those of the bid.
        1 readers: Few<Id, READERS_MAX>,
        /// What was handed over.
        2 what: Line<200>,
        /// When.
        3 day: Day,
        /// When the client said that it is good; absent until then.
        4 accepted: Option<Day>,
    }
}

fn check(body: &[u8]) -> Result<(), WireFault> {
    let delivery: Delivery = wire::decode(body)?;
    let ordered = delivery.accepted.is_none_or(|accepted| accepted >= delivery.day);
    if are_readers(&delivery.readers) && ordered { Ok(()) } else { Err(WireFault::Shape) }
}

/// The line in the table.
pub const KIND: Kind = said("delivery", check, || {
    wire::encode(&Delivery {
        readers: Few::new(vec![Id::of(b"charter")]).expect("one reader"),
        what: Line::new("Books of January").expect("short"),
        day: Day(20_815),
        accepted: None,
    })
});
