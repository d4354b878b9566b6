//! Owns the frames: what travels between two sessions, and its bytes.
//!
//! A frame is the CBOR array `[kind, fields]` in deterministic form, at most
//! [`FRAME_BYTES_MAX`] bytes; the transport sets its length before it. Marks and
//! cells are packed into byte strings, big end first. Source: docs/protocol.md, "Catch-up".

use serde::de::{Error as _, SeqAccess, Visitor};
use serde::ser::SerializeTuple as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::mark::{Mark, Nonce};
use super::sketch::{CELL_BYTES, Cell};
use super::view::{Stand, Tier};
use super::{Breach, FRAME_BYTES_MAX, FRAME_CELLS_MAX, FRAME_MARKS_MAX, FRAME_RECORDS_MAX, VERSION};
use crate::id::Id;
use crate::time::{Day, Moment};
use crate::wire::{self, Blob, Few};

macro_rules! frames {
    ($($(#[$meta:meta])* $kind:literal $name:ident($body:ty),)*) => {
        /// One frame.
        #[derive(Clone, Debug, PartialEq, Eq)]
        pub enum Frame { $($(#[$meta])* $name($body),)* }

        impl Serialize for Frame {
            fn serialize<S: Serializer>(&self, out: S) -> Result<S::Ok, S::Error> {
                let mut pair = out.serialize_tuple(2)?;
                match self {
                    $(Frame::$name(body) => {
                        pair.serialize_element(&($kind as u8))?;
                        pair.serialize_element(body)?;
                    })*
                }
                pair.end()
            }
        }

        impl<'de> Deserialize<'de> for Frame {
            fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Frame, D::Error> {
                struct Pair;
                impl<'de> Visitor<'de> for Pair {
                    type Value = Frame;
                    fn expecting(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
                        f.write_str("a frame of catch-up")
                    }
                    fn visit_seq<A: SeqAccess<'de>>(self, mut pair: A) -> Result<Frame, A::Error> {
                        let absent = || A::Error::invalid_length(1, &self);
                        match pair.next_element::<u8>()? {
                            $(Some($kind) => Ok(Frame::$name(pair.next_element()?.ok_or_else(absent)?)),)*
                            _ => Err(A::Error::custom("no such frame")),
                        }
                    }
                }
                from.deserialize_tuple(2, Pair)
            }
        }
    };
}

frames! {
    /// The initiator begins.
    1 Hello(Hello),
    /// The responder's part of the key, and the session day.
    2 Welcome(Welcome),
    /// The initiator begins another round.
    3 Stand(Stand),
    /// The responder says which set is compared in this round, and how.
    4 Offer(Offer),
    /// The next cells of the responder's sketch.
    5 Cells(Cells),
    /// The next marks of the responder's set, ascending.
    6 Listing(Listed),
    /// The initiator needs more cells, or the plain list.
    7 Ask(Ask),
    /// The initiator knows the difference.
    8 Plan(Plan),
    /// The next of the records that the initiator lacks.
    9 Want(Listed),
    /// Records as they are stored.
    10 Records(Records),
    /// Records that were wanted and cannot be given.
    11 NotNow(Listed),
    /// All records of the round have been sent.
    12 Sent(Sent),
    /// All records of the round that came are durable.
    13 Stored(Stored),
}

crate::fields! {
    /// The first frame of a session.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub struct Hello {
        /// Version of these frames.
        1 version: u16,
        /// What is to be reconciled: [`crate::space::Scope::id`].
        2 scope: Id,
        /// The initiator's part of the key, and the salt of the hashes.
        3 nonce: Nonce,
        /// The initiator's UTC day.
        4 day: Day,
        /// Where the initiator stands, as of its day.
        5 stand: Stand,
        /// What the initiator's clock says: the responder only notes it.
        6 now: Moment,
    }
}

impl Hello {
    /// Reads the first frame of a stream, so that the shell can judge its scope.
    ///
    /// # Errors
    /// [`Breach`] where it is anything else, or of another version.
    pub fn read(bytes: &[u8]) -> Result<Hello, Breach> {
        match read(bytes)? {
            Frame::Hello(hello) if hello.version == VERSION => Ok(hello),
            Frame::Hello(hello) => Err(Breach::Version(hello.version)),
            Frame::Welcome(_)
            | Frame::Stand(_)
            | Frame::Offer(_)
            | Frame::Cells(_)
            | Frame::Listing(_)
            | Frame::Ask(_)
            | Frame::Plan(_)
            | Frame::Want(_)
            | Frame::Records(_)
            | Frame::NotNow(_)
            | Frame::Sent(_)
            | Frame::Stored(_) => Err(Breach::OutOfPlace),
        }
    }
}

crate::fields! {
    /// The answer to a [`Hello`]; an [`Offer`] follows at once.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub struct Welcome {
        /// The responder's part of the key.
        1 nonce: Nonce,
        /// The session day: the earlier of both ends' days.
        2 day: Day,
        /// What the responder's clock says: the initiator only notes it.
        3 now: Moment,
    }
}

/// How the difference is found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Means {
    /// There is none.
    Equal,
    /// The initiator holds nothing: the responder's records follow at once.
    Everything,
    /// A sketch follows.
    Sketch,
    /// The plain list of marks follows.
    List,
}

impl Serialize for Means {
    fn serialize<S: Serializer>(&self, out: S) -> Result<S::Ok, S::Error> {
        out.serialize_u8(match self {
            Means::Equal => 0,
            Means::Everything => 1,
            Means::Sketch => 2,
            Means::List => 3,
        })
    }
}

impl<'de> Deserialize<'de> for Means {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Means, D::Error> {
        match u8::deserialize(from)? {
            0 => Ok(Means::Equal),
            1 => Ok(Means::Everything),
            2 => Ok(Means::Sketch),
            3 => Ok(Means::List),
            _ => Err(serde::de::Error::custom("no such means")),
        }
    }
}

impl wire::Field for Means {}

crate::fields! {
    /// What the responder compares in this round.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub struct Offer {
        /// The authority set, or the content set where authority is equal.
        1 tier: Tier,
        /// How.
        2 means: Means,
        /// How many marks the responder's set has.
        3 count: u32,
    }
}

crate::fields! {
    /// What the initiator needs to know the difference.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub struct Ask {
        /// [`Means::Sketch`]: twice as many cells again; [`Means::List`]: the plain list instead.
        1 means: Means,
    }
}

crate::fields! {
    /// What the initiator will want and push in this round; the [`Frame::Want`]s follow.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub struct Plan {
        /// How many records it wants.
        1 wanted: u32,
        /// How many it gives, at most.
        2 pushed: u32,
    }
}

crate::fields! {
    /// Records, each as it is stored.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub struct Records {
        /// At least one.
        1 records: Few<Blob, FRAME_RECORDS_MAX>,
    }
}

crate::fields! {
    /// The end of one direction of a round.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub struct Sent {
        /// How many records were sent.
        1 records: u32,
    }
}

crate::fields! {
    /// The end of a round.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub struct Stored {
        /// How many of the records that came were new here.
        1 fresh: u32,
    }
}

crate::fields! {
    /// Marks, 8 bytes each.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub struct Listed {
        /// Big end first, one behind the other.
        1 marks: Blob,
    }
}

crate::fields! {
    /// Cells, 12 bytes each.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub struct Cells {
        /// [`Cell::to_bytes`], one behind the other.
        1 cells: Blob,
    }
}

impl Listed {
    /// Packs marks into frames of at most [`FRAME_MARKS_MAX`].
    pub fn pages(marks: impl Iterator<Item = Mark>) -> Vec<Listed> {
        let bytes: Vec<u8> = marks.flat_map(u64::to_be_bytes).collect();
        bytes.chunks(FRAME_MARKS_MAX * 8).map(|page| Listed { marks: Blob(page.to_vec()) }).collect()
    }

    /// The marks.
    ///
    /// # Errors
    /// [`Breach`] where there is none, or more than [`FRAME_MARKS_MAX`], or half a one.
    pub fn marks(&self) -> Result<Vec<Mark>, Breach> {
        let marks = pieces::<8>(&self.marks.0, FRAME_MARKS_MAX)?;
        Ok(marks.iter().copied().map(u64::from_be_bytes).collect())
    }
}

impl Cells {
    /// Packs cells into frames of at most [`FRAME_CELLS_MAX`].
    pub fn pages(cells: &[Cell]) -> impl Iterator<Item = Cells> + '_ {
        cells
            .chunks(FRAME_CELLS_MAX)
            .map(|page| Cells { cells: Blob(page.iter().flat_map(|cell| cell.to_bytes()).collect()) })
    }

    /// The cells.
    ///
    /// # Errors
    /// [`Breach`] where there is none, or more than [`FRAME_CELLS_MAX`], or half a one.
    pub fn cells(&self) -> Result<Vec<Cell>, Breach> {
        Ok(pieces::<CELL_BYTES>(&self.cells.0, FRAME_CELLS_MAX)?.iter().map(Cell::from_bytes).collect())
    }
}

fn pieces<const N: usize>(bytes: &[u8], max: usize) -> Result<&[[u8; N]], Breach> {
    let (pieces, rest) = bytes.as_chunks::<N>();
    match pieces.len() {
        0 => Err(Breach::Standstill),
        count if count > max => Err(Breach::Oversize),
        _ if rest.is_empty() => Ok(pieces),
        _ => Err(Breach::Unreadable(wire::WireFault::Shape)),
    }
}

impl Frame {
    /// The bytes, without a length prefix.
    pub fn to_bytes(&self) -> Vec<u8> {
        wire::encode(self)
    }
}

/// Reads one whole frame.
///
/// # Errors
/// [`Breach::Oversize`] and [`Breach::Unreadable`].
pub fn read(bytes: &[u8]) -> Result<Frame, Breach> {
    if bytes.len() > FRAME_BYTES_MAX {
        return Err(Breach::Oversize);
    }
    Ok(wire::decode(bytes)?)
}
