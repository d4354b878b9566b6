//! Owns the table of commands: a new group is one file beside this one, its `pub mod` line, and one
//! line in the table below.

pub mod availability;
pub mod backup;
pub mod bid;
pub mod charter;
pub mod client;
pub mod collective;
pub mod completion;
pub mod config;
pub mod demo;
pub mod doctor;
pub mod erase;
pub mod explain;
pub mod export;
pub mod federation;
pub mod help;
pub mod home;
pub mod interview;
pub mod invite;
pub mod invoice;
pub mod join;
pub mod key;
pub mod lead;
pub mod log;
pub mod marker;
pub mod matching;
pub mod me;
pub mod member;
pub mod neighbour;
pub mod node;
pub mod outcome;
pub mod pledge;
pub mod privacy;
pub mod proposal;
pub mod redo;
pub mod repair;
pub mod restore;
pub mod setup;
pub mod status;
pub mod undo;
pub mod up;
pub mod work;

use crate::desk::Desk;
use crate::problem::Outcome as Ended;

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
            pub fn run(self, desk: &Desk) -> Ended {
                match self {
                    $(Command::$name(command) => command.run(desk),)*
                }
            }
        }
    };
}

table! {
    Up(up::Up),
    Demo(demo::Demo),
    Setup(setup::Setup),
    Join(join::Join),
    #[command(subcommand)] Lead(lead::Lead),
    #[command(subcommand)] Marker(marker::Marker),
    Interview(interview::Interview),
    Match(matching::Match),
    #[command(subcommand)] Explain(explain::Explain),
    Status(status::Status),
    #[command(subcommand)] Pledge(pledge::Pledge),
    #[command(subcommand)] Proposal(proposal::Proposal),
    #[command(subcommand)] Invoice(invoice::Invoice),
    #[command(subcommand)] Client(client::Client),
    #[command(subcommand)] Work(work::Work),
    Outcome(outcome::Outcome),
    #[command(subcommand)] Me(me::Me),
    #[command(subcommand)] Member(member::Member),
    #[command(subcommand)] Availability(availability::Availability),
    #[command(subcommand)] Bid(bid::Bid),
    #[command(subcommand)] Collective(collective::Collective),
    #[command(subcommand)] Charter(charter::Charter),
    Doctor(doctor::Doctor),
    Log(log::Log),
    Undo(undo::Undo),
    Redo(redo::Redo),
    Erase(erase::Erase),
    #[command(subcommand)] Invite(invite::Invite),
    #[command(subcommand)] Neighbour(neighbour::Neighbour),
    #[command(subcommand)] Federation(federation::Federation),
    #[command(subcommand)] Node(node::Node),
    #[command(subcommand)] Backup(backup::Backup),
    Restore(restore::Restore),
    #[command(subcommand)] Export(export::Export),
    #[command(subcommand)] Key(key::Key),
    #[command(subcommand)] Repair(repair::Repair),
    Privacy(privacy::Privacy),
    #[command(subcommand)] Config(config::Config),
    Completion(completion::Completion),
    Help(help::Help),
}
