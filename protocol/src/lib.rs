//! Talko's records and decisions.
//!
//! Pure: no file, socket, clock, chance, log or async stands here; `now` and random bytes come in as
//! arguments, wishes go out as values. The map, in the order of one record's way:
//!
//! - values: [`id`], [`time`], [`text`], [`money`], [`keys`], [`space`], bytes by [`wire`]
//! - what people say: [`record`], one kind a file; what only some may read: [`sealed`]
//! - who belongs and how that changes: [`roster`], [`amend`], [`alliance`], [`history`]; who knocks: [`door`]
//! - when people work: [`schedule`]; who fits a lead, and which crew: [`matching`]; the sums of a joint
//!   offer: [`bid`]; whose turn it is: [`rotation`];
//!   what a client is given: [`proposal`]; how a client is known: [`client`]
//! - catch-up between two machines: [`sync`]
//! - finding it again: [`search`], with the names of work and tools in [`vocabulary`]

pub mod admit;
pub mod alliance;
pub mod amend;
pub mod author;
pub mod bid;
#[cfg(test)]
#[path = "../tests/properties/cases.rs"]
mod cases;
pub mod client;
pub mod door;
pub mod envelope;
pub mod fold;
pub mod founding;
pub mod held;
pub mod history;
pub mod id;
pub mod invite_line;
pub mod keys;
pub mod local;
pub mod matching;
pub mod money;
pub mod parting;
pub mod planted;
pub mod proposal;
pub mod record;
pub mod replica;
pub mod roster;
pub mod rotation;
pub mod schedule;
pub mod sealed;
pub mod search;
pub mod space;
pub mod sync;
pub mod text;
pub mod ticket;
pub mod time;
pub mod vocabulary;
pub mod wire;

#[cfg(test)]
use cases::cases;
