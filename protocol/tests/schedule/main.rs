//! When people work: half-hours, zones, spans.

mod grid;
mod row;
mod span;
mod zone;
