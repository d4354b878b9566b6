//! When people work: half-hours, zones, spans; and what they can show of themselves.

#[path = "../properties/cases.rs"]
mod cases;
mod grid;
mod marker;
mod report;
mod row;
mod span;
mod zone;

use cases::cases;
