//! Why the hostile peer could not do what it was asked to.

use protocol::local::Trouble;

/// Why nothing came of a step; a victim that defends itself is [`HostileFault::Refused`].
#[derive(Debug, thiserror::Error)]
pub enum HostileFault {
    /// The command line.
    #[error("this is missing or wrong: {0}")]
    Usage(&'static str),
    /// The home that it was given cannot be used.
    #[error("the listed home cannot be used: {} {:?}", .0.code, .0.facts)]
    Home(Trouble),
    /// libp2p could not be set up.
    #[error("libp2p cannot be set up: {0}")]
    Setup(&'static str),
    /// The machine refused.
    #[error("the machine refused")]
    Machine(#[source] std::io::Error),
    /// The victim did not take the call, the stream or the frame, or ended it.
    #[error("the victim does not go on with it")]
    Refused,
    /// The victim neither reads nor hangs up.
    #[error("the victim does not read on")]
    Stuck,
    /// Something could not be forged.
    #[error("{0} cannot be made")]
    Forging(&'static str),
}

impl From<Trouble> for HostileFault {
    fn from(trouble: Trouble) -> HostileFault {
        HostileFault::Home(trouble)
    }
}
