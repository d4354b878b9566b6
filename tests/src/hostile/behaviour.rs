//! Owns the table of behaviours: the name of each, whether it needs a place on the victim's list, and who
//! performs it.

use super::fault::HostileFault;
use super::{Siege, frames, gossip, records, relaying, strangers, streams, unread};

macro_rules! behaviours {
    ($($(#[$meta:meta])* $name:ident, $word:literal, $listed:literal, $perform:path;)*) => {
        /// What the hostile peer can do.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Behaviour { $($(#[$meta])* $name,)* }

        impl Behaviour {
            /// All of them.
            pub const ALL: &[Behaviour] = &[$(Behaviour::$name,)*];

            /// Its name on the command line.
            pub const fn name(self) -> &'static str {
                match self { $(Behaviour::$name => $word,)* }
            }

            /// True where the victim has to list whoever does it.
            pub const fn is_listed(self) -> bool {
                match self { $(Behaviour::$name => $listed,)* }
            }

            /// Does it until the time is over.
            pub(super) async fn perform(self, siege: &Siege) -> Result<(), HostileFault> {
                match self { $(Behaviour::$name => $perform(siege).await,)* }
            }
        }
    };
}

behaviours! {
    /// Unlisted: streams on which more is said than anybody reads.
    Unread, "unread", false, unread::by_strangers;
    /// Unlisted: the same in frames of a byte.
    Crumbs, "crumbs", false, unread::in_crumbs;
    /// Unlisted: connections and every protocol under ever new identities.
    Strangers, "strangers", false, strangers::strangers;
    /// Unlisted: 500 handshakes that stop half-way.
    HalfOpen, "half-open", false, strangers::half_open;
    /// Unlisted: knocks that are none, and too many.
    Knocks, "knocks", false, strangers::knocks;
    /// Unlisted: identify with 500 addresses and another's key.
    Identities, "identities", false, strangers::identities;
    /// Unlisted: lines and circuits through the victim.
    Relayed, "relayed", false, relaying::by_strangers;
    /// Bytes that are no frame.
    Malformed, "malformed", true, frames::malformed;
    /// Lengths of 64 KiB + 1 and of 4 GiB.
    Lengths, "lengths", true, frames::lengths;
    /// A byte a second on every protocol.
    Slow, "slow", true, streams::slow;
    /// A thousand streams.
    Streams, "streams", true, streams::many;
    /// Records that nobody asked for.
    Unrequested, "unrequested", true, frames::unrequested;
    /// Everything, again and again.
    WantAll, "want-all", true, frames::want_all;
    /// Sessions without end, without progress, and in contradiction.
    Endless, "endless", true, frames::endless;
    /// Records without a signature, or with another's.
    Forged, "forged", true, records::forged;
    /// Records of spaces in which the signer has no word.
    Misplaced, "misplaced", true, records::misplaced;
    /// Ten thousand valid records again.
    Replay, "replay", true, records::replay;
    /// Tickets beyond the last, and twice.
    Tickets, "tickets", true, records::tickets;
    /// Valid records as fast as they can be signed.
    Flood, "flood", true, records::flood;
    /// Valid records dated into each of the 17 earlier weeks.
    Weeks, "weeks", true, records::weeks;
    /// Lines and circuits through the victim, for a listed home.
    RelayedListed, "relayed-listed", true, relaying::by_listed;
    /// A thousand topics a message.
    Subscriptions, "subscriptions", true, gossip::subscriptions;
    /// Messages that are claimed and asked for by thousands.
    Claims, "claims", true, gossip::claims;
    /// In and out of a mesh.
    Churn, "churn", true, gossip::churn;
    /// Gossip that is no record.
    Noise, "noise", true, gossip::noise;
    /// Records of the day after tomorrow and of 1970.
    Misdated, "misdated", true, records::misdated;
    /// A late fork of the own charter.
    Fork, "fork", true, records::fork;
    /// What others have sealed, carried on as one's own.
    WrappedAgain, "wrapped-again", true, records::wrapped_again;
    /// Text that would paint on a terminal.
    Painting, "painting", true, records::painting;
    /// A listed home that goes on after it was taken off the list.
    Removed, "removed", true, frames::removed;
    /// Unlisted: more than anybody reads, over QUIC.
    UnreadQuic, "unread-quic", false, unread::by_strangers;
    /// Unlisted: the same in frames of a byte.
    CrumbsQuic, "crumbs-quic", false, unread::in_crumbs;
    /// Unlisted: connections under ever new identities over QUIC.
    StrangersQuic, "strangers-quic", false, strangers::strangers;
    /// Unlisted: 500 handshakes of QUIC that stop half-way.
    HalfOpenQuic, "half-open-quic", false, strangers::half_open_quic;
}

impl Behaviour {
    /// True where it comes over QUIC, else over TCP.
    pub const fn is_over_quic(self) -> bool {
        matches!(
            self,
            Behaviour::UnreadQuic | Behaviour::CrumbsQuic | Behaviour::StrangersQuic | Behaviour::HalfOpenQuic
        )
    }

    /// The behaviour of this name.
    pub fn named(name: &str) -> Option<Behaviour> {
        Behaviour::ALL.iter().copied().find(|behaviour| behaviour.name() == name)
    }
}
