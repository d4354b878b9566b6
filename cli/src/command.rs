//! Owns the table of commands: a new group is one file beside this one, its `pub mod` line, and one
//! line in the table below.

pub mod config;
pub mod home;
pub mod lead;
pub mod status;

use crate::desk::Desk;
use crate::problem::Outcome;

/// Declares the groups; one that has verbs is marked `#[command(subcommand)]`.
macro_rules! table {
    ($($(#[$sort:meta])* $name:ident($type:path),)*) => {
        /// What can be asked of `talko`; the arguments stand beside each command.
        #[derive(Clone, Debug, clap::Subcommand)]
        #[expect(missing_docs, reason = "each is named after its file, which says what it is")]
        pub enum Command {
            $($(#[$sort])* $name($type),)*
        }

        impl Command {
            /// Runs the command.
            ///
            /// # Errors
            /// Any [`Problem`](crate::problem::Problem) that it meets.
            pub fn run(self, desk: &Desk) -> Outcome {
                match self {
                    $(Command::$name(command) => command.run(desk),)*
                }
            }
        }
    };
}

table! {
    #[command(subcommand)] Lead(lead::Lead),
    #[command(subcommand)] Config(config::Config),
    Status(status::Status),
}
