//! Who fits a lead, why and why not, and which crew.

#[path = "../properties/cases.rs"]
mod cases;
mod crew;
mod judge;
mod people;
mod speed;

use cases::cases;
