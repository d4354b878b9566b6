//! Who would take a lead and whose turn it is: invariants 6, 7 and 8 of the domain.

#[path = "../properties/cases.rs"]
mod cases;
mod people;
mod rotation;
mod turn;
mod waiver;

use cases::cases;
