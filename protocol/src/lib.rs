//! Talko's records and decisions.
//!
//! Pure: no file, socket, clock, chance, log or async stands here; `now` and random bytes come in as
//! arguments, wishes go out as values. The map, in the order of one record's way:
//!
//! - values: [`id`], [`time`], [`text`], [`money`], [`keys`], [`space`], bytes by [`wire`]
//! - what people say: [`record`], one kind a file

pub mod envelope;
pub mod fold;
pub mod id;
pub mod invite_line;
pub mod keys;
pub mod local;
pub mod money;
pub mod record;
pub mod space;
pub mod text;
pub mod time;
pub mod wire;
