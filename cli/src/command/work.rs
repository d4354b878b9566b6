//! `talko work`: what is done for a bid that the client took. The bid that was won is the engagement; there is
//! no other record of it.

pub mod delivered;
pub mod list;
pub mod log;

use clap::Subcommand;

use crate::desk::Desk;
use crate::problem::Outcome;

/// The verbs of `talko work`.
#[derive(Clone, Debug, Subcommand)]
pub enum Work {
    /// Says how long one worked.
    Log(log::Log),
    /// Shows hours, deliveries and how each kept what they promised.
    List(list::List),
    /// Says that something was handed over, or that the client took it.
    Delivered(delivered::Deliver),
}

impl Work {
    /// Runs the verb.
    ///
    /// # Errors
    /// Any [`Problem`](crate::problem::Problem) that it meets.
    pub fn run(self, desk: &Desk) -> Outcome {
        match self {
            Work::Log(log) => log.run(desk),
            Work::List(list) => list.run(desk),
            Work::Delivered(delivered) => delivered.run(desk),
        }
    }
}
