//! `talko repair`: sets right what went wrong on this machine.

pub mod clock;

use clap::Subcommand;

use crate::desk::Desk;
use crate::problem::Outcome;

/// The verbs of `talko repair`.
#[derive(Clone, Debug, Subcommand)]
pub enum Repair {
    /// Goes on after the clock ran ahead.
    Clock(clock::Clock),
}

impl Repair {
    /// Runs the verb.
    ///
    /// # Errors
    /// What the home refused.
    pub fn run(self, desk: &Desk) -> Outcome {
        match self {
            Repair::Clock(clock) => clock.run(desk),
        }
    }
}
