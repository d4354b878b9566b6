//! Owns what can go wrong with the network, in terms of what a caller does about it.

use std::error::Error;
use std::io;

/// Why something on the network did not work.
#[derive(Debug, thiserror::Error)]
pub enum NetFault {
    /// The text is no multiaddress, or one that cannot be listened at.
    #[error("{0:?} is no address to listen at or to be reached at")]
    Address(String),
    /// Another program listens there: choose another port.
    #[error("the port of {address} is taken")]
    Taken {
        /// The address that was asked for.
        address: String,
        /// What the system said.
        source: io::Error,
    },
    /// None of the addresses can be listened at.
    #[error("cannot listen at {address}")]
    Listen {
        /// The last address that was tried.
        address: String,
        /// What the system said.
        source: Box<dyn Error + Send + Sync>,
    },
    /// The network could not be put together.
    #[error("cannot set up {part}")]
    Setup {
        /// The part that failed.
        part: &'static str,
        /// Why.
        source: Box<dyn Error + Send + Sync>,
    },
    /// The network has stopped.
    #[error("the network has stopped")]
    Stopped,
    /// The bytes are no key that a home can have.
    #[error("not a key that a home can have")]
    Key,
    /// Sync is for listed homes.
    #[error("the home is not listed")]
    NotListed,
    /// There is no connection to the home.
    #[error("the home is not connected")]
    NotConnected,
    /// The other end does not take the stream.
    #[error("the home does not take this stream")]
    Refused,
    /// No answer in time.
    #[error("the home did not answer in time")]
    Late,
    /// The stream broke while it was being opened.
    #[error("the stream broke while it was being opened")]
    Stream(#[source] io::Error),
    /// No address led to the home.
    #[error("no address led to the home")]
    Unreachable(#[source] Box<dyn Error + Send + Sync>),
}

impl NetFault {
    pub(super) fn gossip(source: impl Into<Box<dyn Error + Send + Sync>>) -> NetFault {
        NetFault::Setup { part: "gossip", source: source.into() }
    }

    pub(super) fn identity(source: impl Into<Box<dyn Error + Send + Sync>>) -> NetFault {
        NetFault::Setup { part: "encryption", source: source.into() }
    }

    pub(super) fn compose(source: impl Into<Box<dyn Error + Send + Sync>>) -> NetFault {
        NetFault::Setup { part: "protocols", source: source.into() }
    }
}
