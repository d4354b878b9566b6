//! `invite`: stewards let somebody in who holds a one-time secret. Pins the revision under which it
//! was made.

use super::*;
use crate::id::Id;
use crate::keys::Key;
use crate::time::Day;

crate::fields! {
    /// The body of an `invite`.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub struct Invite {
        /// The public half of the invite's one-time key.
        1 key: Key,
        /// How many may join with it: 1 to 24.
        2 uses: u32,
        /// The last day on which a new join may name it.
        3 until: Day,
        /// The charter revision that was head when it was made.
        4 pin: Id,
        /// True where it invites a collective into a federation, false for a member.
        5 collective: bool,
    }
}

fn check(body: &[u8]) -> Result<(), WireFault> {
    let invite: Invite = wire::decode(body)?;
    let sound = invite.key.usable() && (1..=charter::MEMBERS_MAX as u32).contains(&invite.uses);
    if sound { Ok(()) } else { Err(WireFault::Shape) }
}

/// The line in the table.
pub const KIND: Kind = Kind {
    name: "invite",
    version: 1,
    class: Class::Authority,
    form: Form::Binding,
    signer: Signer::Steward,
    place: Place::Law,
    life_days: AUTHORITY_DAYS,
    fold: Some(Fold::Collective),
    check,
    example: || {
        wire::encode(&Invite {
            key: crate::keys::Secret::from_seed(&[6; 32]).key(),
            uses: 1,
            until: Day(20_790),
            pin: Id::of(b"revision"),
            collective: false,
        })
    },
};
