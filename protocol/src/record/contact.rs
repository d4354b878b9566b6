//! `contact`: whom to write to about a lead. It stands inside a `sealed` and nowhere else; the
//! header's subject is the lead.

use super::*;
use crate::id::Id;
use crate::text::Text;
use crate::wire::Few;

/// 32 people or collectives on one list; a collective stands for all of its members.
pub const READERS_MAX: usize = 32;

crate::fields! {
    /// The body of a `contact`.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub struct Contact {
        /// For whom it is: people, and collectives for all of their members; ascending.
        1 readers: Few<Id, READERS_MAX>,
        /// Who to write to, and how.
        2 text: Text<1000>,
    }
}

/// True where readers are named, ascending and each once.
pub(super) fn are_readers(readers: &[Id]) -> bool {
    !readers.is_empty() && readers.is_sorted_by(|a, b| a < b)
}

fn check(body: &[u8]) -> Result<(), WireFault> {
    let contact: Contact = wire::decode(body)?;
    let listed = are_readers(&contact.readers);
    if listed { Ok(()) } else { Err(WireFault::Shape) }
}

/// The line in the table.
pub const KIND: Kind = Kind {
    name: "contact",
    version: 1,
    class: Class::Content,
    form: Form::Document,
    signer: Signer::Member,
    place: Place::Sealed,
    life_days: 90,
    fold: None,
    check,
    example: || {
        wire::encode(&Contact {
            readers: Few::new(vec![Id::of(b"charter")]).expect("one reader"),
            text: Text::new("Ms Rivera, rivera@example.org").expect("short"),
        })
    },
};
