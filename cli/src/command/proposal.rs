//! `talko proposal`: the file that a client is given, its check, and the client's answer.

pub mod accept;
pub mod export;
pub mod verify;

use clap::Subcommand;
use protocol::local::Trouble;

use crate::args::Global;
use crate::desk::Desk;
use crate::problem::Outcome;
use crate::proposal::file::Fault;
use crate::{trouble, words};

/// The verbs of `talko proposal`.
#[derive(Clone, Debug, Subcommand)]
pub enum Proposal {
    /// Writes the file.
    Export(export::Export),
    /// Checks a file.
    Verify(verify::Verify),
    /// Records that the client said yes.
    Accept(accept::Accept),
}

impl Proposal {
    /// Runs the verb.
    ///
    /// # Errors
    /// Any [`Problem`](crate::problem::Problem) that it meets.
    pub fn run(self, desk: &Desk) -> Outcome {
        match self {
            Proposal::Export(export) => export.run(desk),
            Proposal::Verify(verify) => verify.run(desk),
            Proposal::Accept(accept) => accept.run(desk),
        }
    }

    /// Takes the language for the file: a file has more of them than the screens.
    pub fn take_language(&mut self, global: &mut Global) {
        match self {
            Proposal::Export(export) => export.language = global.lang.take(),
            Proposal::Verify(_) | Proposal::Accept(_) => {}
        }
    }
}

/// What a failing check means, in a sentence.
pub fn fault(fault: Fault) -> String {
    use protocol::proposal::verify::Failing;
    match fault {
        Fault::Missing => words!("proposal-fault-missing"),
        Fault::Page => words!("proposal-fault-page"),
        Fault::Look => words!("proposal-fault-look"),
        Fault::Terms(failing) => match failing {
            Failing::Shape => words!("proposal-fault-shape"),
            Failing::Draft => words!("proposal-fault-draft"),
            Failing::Shown => words!("proposal-fault-shown"),
            Failing::Sums => words!("proposal-fault-sums"),
            Failing::Authority => words!("proposal-fault-authority"),
            Failing::Collective => words!("proposal-fault-collective"),
            Failing::Assent => words!("proposal-fault-assent"),
            Failing::Signature => words!("proposal-fault-signature"),
            Failing::Signer => words!("proposal-fault-signer"),
            Failing::Charter => words!("proposal-fault-charter"),
            Failing::Paused => words!("proposal-fault-paused"),
            Failing::Late => words!("proposal-fault-late"),
            Failing::Unsigned => words!("proposal-fault-unsigned"),
            Failing::Stranger => words!("proposal-fault-stranger"),
        },
    }
}

/// A file that fails, as a refusal.
pub fn refused(found: Fault) -> Trouble {
    trouble!("proposal-invalid", check = found.word(), why = fault(found))
}

#[cfg(test)]
mod tests;
