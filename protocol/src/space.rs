//! Owns where records stand and who reads them: the three sides of a charter, and the scopes in
//! which machines compare and exchange them. Source: docs/protocol.md, "Spaces".

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::id::Id;
use crate::planted::{self, Wrong};

/// Which of a charter's three spaces.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Side {
    /// The charter itself, approvals, invites, joins: read by all who share a federation with it.
    Law,
    /// What stays in the collective.
    Inner,
    /// What the federations of the collective read.
    Open,
}

/// One space: a side of a charter. 33 bytes on the wire: 0, 1 or 2, then the charter's id.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Space {
    /// Which side.
    pub side: Side,
    /// The id of the charter's revision 0.
    pub charter: Id,
}

impl Space {
    /// True for what stands inside a collective.
    pub fn is_inner(&self) -> bool {
        self.side == Side::Inner
    }

    /// True where records of this space may come by gossip: what stands inside a collective comes by catch-up alone.
    pub fn is_gossiped(&self) -> bool {
        !self.is_inner() || planted::is(Wrong::InnerTaken)
    }
}

impl Serialize for Space {
    fn serialize<S: Serializer>(&self, out: S) -> Result<S::Ok, S::Error> {
        let mut bytes = [0; 33];
        bytes[0] = match self.side {
            Side::Law => 0,
            Side::Inner => 1,
            Side::Open => 2,
        };
        bytes[1..].copy_from_slice(self.charter.as_bytes());
        out.serialize_bytes(&bytes)
    }
}

impl<'de> Deserialize<'de> for Space {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Space, D::Error> {
        let bytes: [u8; 33] = crate::id::bytes(from)?;
        let side = match bytes[0] {
            0 => Side::Law,
            1 => Side::Inner,
            2 => Side::Open,
            _ => return Err(D::Error::custom("no such side")),
        };
        let mut charter = [0; 32];
        charter.copy_from_slice(&bytes[1..]);
        Ok(Space { side, charter: Id::from_bytes(charter) })
    }
}

impl crate::wire::Field for Space {}

/// What two machines reconcile and what one gossip topic carries.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Scope {
    /// The inner space of a collective, with the authority that its members need.
    Inner(Id),
    /// The union of the open spaces of the collectives that a federation lists.
    Federation(Id),
}

impl Scope {
    /// The name of the scope on the wire; keeps an inner space apart from a federation of equal id.
    pub fn id(&self) -> Id {
        match self {
            Scope::Inner(charter) => Id::labelled("talko/1 inner", &[charter.as_bytes()]),
            Scope::Federation(charter) => Id::labelled("talko/1 federation", &[charter.as_bytes()]),
        }
    }

    /// The gossip topic; names nothing that a stranger could read.
    pub fn topic(&self) -> String {
        format!("talko/1/{}", self.id())
    }

    /// True where something of this space may come by this scope: what stands inside a collective comes from its
    /// own members alone, whoever else offers it.
    pub fn may_bring(&self, space: Option<&Space>) -> bool {
        planted::is(Wrong::InnerTaken)
            || space.is_none_or(|space| space.side != Side::Inner || *self == Scope::Inner(space.charter))
    }

    /// The charter that decides who reads it.
    pub const fn charter(&self) -> Id {
        match self {
            Scope::Inner(charter) | Scope::Federation(charter) => *charter,
        }
    }
}
