//! What can go wrong in a measurement.

use protocol::local::Trouble;

/// Why a measurement came to nothing.
#[derive(Debug, thiserror::Error)]
pub enum BenchFault {
    /// A home refused.
    #[error("a home refused: {} {:?}", .0.code, .0.facts)]
    Home(Trouble),
    /// The machine refused.
    #[error("cannot {what}")]
    Io {
        /// What was attempted.
        what: &'static str,
        /// Why not.
        source: std::io::Error,
    },
    /// A line that the protocol does not have, or at a moment when it means nothing.
    #[error("no such command now: {0}")]
    Command(String),
    /// A peer did not do what it should.
    #[error("a peer: {0}")]
    Peer(String),
    /// A program that this needs is not on this machine.
    #[error("{program} is not on this machine; install it ({install}), then run this again")]
    Missing {
        /// Its name.
        program: &'static str,
        /// How it is installed.
        install: &'static str,
    },
    /// A task ended without an answer.
    #[error("a task ended without an answer")]
    Ended,
}

impl From<Trouble> for BenchFault {
    fn from(trouble: Trouble) -> BenchFault {
        BenchFault::Home(trouble)
    }
}

/// Wraps what the machine refused with what was attempted.
pub fn io(what: &'static str) -> impl FnOnce(std::io::Error) -> BenchFault {
    move |source| BenchFault::Io { what, source }
}
