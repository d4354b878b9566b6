//! Who fits a lead, why and why not, and which crew.

mod crew;
mod judge;
mod people;
mod speed;
