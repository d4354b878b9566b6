//! Owns the count of those whom the network turns away by itself, before any other part of the home hears of them.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use libp2p::relay;
use libp2p::swarm::ListenError;

use super::callers::TooOften;
use super::crowd::Full;

macro_rules! reasons {
    ($($(#[$meta:meta])* $name:ident, $word:literal;)*) => {
        /// Why somebody was turned away.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Away { $($(#[$meta])* $name,)* }

        impl Away {
            /// All of them.
            pub const ALL: [Away; [$($word),*].len()] = [$(Away::$name,)*];

            /// The code under which it is counted in `status`.
            pub const fn word(self) -> &'static str {
                match self { $(Away::$name => $word,)* }
            }
        }
    };
}

reasons! {
    /// A call beyond 60 a minute by a listed machine, 12 by another, 60 by unlisted ones at one address or 1,200 by all of
    /// them.
    Caller, "caller-beyond";
    /// A handshake while 32 others were under way, 16 of them from one address.
    Handshake, "handshake-beyond";
    /// A handshake that came to no end within 7 s, or to none that holds.
    Unfinished, "handshake-unfinished";
    /// A connection beyond 128 in all or 6 with one machine, or above 512 MiB of memory.
    Connection, "connection-beyond";
    /// A connection of a collective that has a quarter of them already.
    Share, "share-beyond";
    /// An unlisted machine beyond 16, or 8 at one address.
    Stranger, "stranger-beyond";
    /// Catch-up, wanted by an unlisted machine.
    Sync, "sync-unlisted";
    /// A stream beyond 4 of one machine, 1 of an unlisted one, 64 in all or 16 of unlisted ones.
    Stream, "stream-beyond";
    /// A connection over TCP or through another home that brought more streams, or more frames that nobody has read, than
    /// there may be, or too long a one.
    Overfull, "line-overfull";
    /// A line through this home, wanted by an unlisted machine or beyond 128.
    Reservation, "reservation-refused";
    /// A circuit beyond 8 of one machine, 128 in all, or what unlisted ones are given in a minute.
    Circuit, "circuit-beyond";
}

/// How many were turned away since the start; clones count together.
#[derive(Clone, Debug, Default)]
pub(super) struct Turned(Arc<[AtomicU64; Away::ALL.len()]>);

impl Turned {
    pub(super) fn count(&self, away: Away) {
        self.0[away as usize].fetch_add(1, Ordering::Relaxed);
    }

    /// By their codes; what never happened is left out.
    pub(super) fn told(&self) -> BTreeMap<&'static str, u64> {
        let told = Away::ALL.iter().map(|away| (away.word(), self.0[*away as usize].load(Ordering::Relaxed)));
        told.filter(|(_, many)| *many > 0).collect()
    }
}

impl Away {
    /// Why a call that came in is no connection.
    pub(super) fn calling(fault: &ListenError) -> Option<Away> {
        match fault {
            ListenError::Denied { cause } if cause.downcast_ref::<TooOften>().is_some() => Some(Away::Caller),
            ListenError::Denied { cause } if cause.downcast_ref() == Some(&Full::Handshakes) => Some(Away::Handshake),
            ListenError::Denied { .. } => Some(Away::Connection),
            ListenError::Transport(_) => Some(Away::Unfinished),
            ListenError::Aborted | ListenError::WrongPeerId { .. } | ListenError::LocalPeerId { .. } => None,
        }
    }

    /// Why this home does not relay. Whoever looks for somebody who has no line here is not counted: honest homes ask
    /// each neighbour that relays.
    pub(super) fn relaying(event: &relay::Event) -> Option<Away> {
        match event {
            relay::Event::ReservationReqDenied { .. } => Some(Away::Reservation),
            relay::Event::CircuitReqDenied { status: relay::StatusCode::ResourceLimitExceeded, .. } => {
                Some(Away::Circuit)
            }
            // libp2p's own enum; the rest is no refusal of ours.
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clones_count_together_and_by_codes_of_their_own() {
        let turned = Turned::default();
        for away in Away::ALL {
            turned.clone().count(away);
        }
        turned.count(Away::Stream);
        assert_eq!(turned.told().len(), Away::ALL.len(), "no code twice");
        assert_eq!((turned.told()["stream-beyond"], turned.told()["share-beyond"]), (2, 1));
    }
}
