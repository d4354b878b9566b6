//! `talko invoice`: the money of a bid that was won: what the contractor asks for, what came in, what of it is
//! whose, and whether it reached them. No money passes through Talko.

pub mod ack;
pub mod found;
pub mod letter;
pub mod list;
pub mod new;
pub mod paid;
pub mod received;
pub mod shown;
pub mod split;

use clap::Subcommand;

use crate::desk::Desk;
use crate::problem::Outcome;

/// The verbs of `talko invoice`.
#[derive(Clone, Debug, Subcommand)]
pub enum Invoice {
    /// Writes an invoice.
    New(new::New),
    /// Lists invoices.
    List(list::List),
    /// Writes an invoice down as a page.
    Export(letter::Export),
    /// Says what came in.
    Received(received::Received),
    /// Whose is what of it.
    Split(split::Split),
    /// Says that somebody's part was passed on.
    Paid(paid::Paid),
    /// Says that one's part came, or did not.
    Ack(ack::Ack),
    /// A letter to a client who has not paid.
    Letter(letter::Letter),
}

impl Invoice {
    /// Runs the verb.
    ///
    /// # Errors
    /// Any [`Problem`](crate::problem::Problem) that it meets.
    pub fn run(self, desk: &Desk) -> Outcome {
        match self {
            Invoice::New(new) => new.run(desk),
            Invoice::List(list) => list.run(desk),
            Invoice::Export(export) => export.run(desk),
            Invoice::Received(received) => received.run(desk),
            Invoice::Split(split) => split.run(desk),
            Invoice::Paid(paid) => paid.run(desk),
            Invoice::Ack(ack) => ack.run(desk),
            Invoice::Letter(letter) => letter.run(desk),
        }
    }
}
