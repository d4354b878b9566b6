//! Owns what passes between a session and its shell: wishes out, and how it all went.

use super::frame::Frame;
use super::{Breach, RECEIVED_BYTES_MAX};
use crate::id::Id;
use crate::time::Day;

/// What a session asks of its shell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wish {
    /// Write one frame.
    Send(Vec<u8>),
    /// Load these records and answer with [`super::session::Session::loaded`]; at most [`super::LOAD_IDS_MAX`].
    Load(Vec<Id>),
    /// Pass these records, as they came, through the gate; answer with [`super::session::Session::settled`] once they are
    /// durable.
    Admit(Vec<Vec<u8>>),
    /// Take a view as of this day and answer with [`super::session::Session::refreshed`].
    Refresh(Day),
    /// The session is over; the stream can be closed.
    Finished(Summary),
}

impl Wish {
    pub(super) fn send(frame: &Frame) -> Wish {
        Wish::Send(frame.to_bytes())
    }
}

/// What became of a record that came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Settled {
    /// Admitted, and durable.
    Stored(Id),
    /// Held already, and durable.
    Known(Id),
    /// Refused by the gate, or parked.
    Refused,
}

/// How a session ended.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Ending {
    /// It has not.
    #[default]
    Open,
    /// Both hold what the other could give.
    InStep,
    /// The authority sets still differ, so content was not compared.
    AuthorityDiffers,
}

/// What a session did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    /// How it ended.
    pub ending: Ending,
    /// Records that came and were new.
    pub fresh: u32,
    /// Records that came and were here already.
    pub known: u32,
    /// Records that came and were refused.
    pub refused: u32,
    /// Records that were wanted and that the peer could not give.
    pub not_now: u32,
    /// Records that were sent.
    pub sent: u32,
    /// Bytes of all frames that came.
    pub bytes_in: u64,
    /// Bytes of all frames that were sent.
    pub bytes_out: u64,
}

impl Summary {
    /// Counts a frame that came.
    ///
    /// # Errors
    /// [`Breach::TooMuch`] where it is too much for one session.
    pub(super) fn received(&mut self, bytes: usize) -> Result<(), Breach> {
        self.bytes_in += bytes as u64;
        if self.bytes_in > RECEIVED_BYTES_MAX { Err(Breach::TooMuch) } else { Ok(()) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_session_ends_at_its_limit_of_bytes() {
        let mut summary = Summary { bytes_in: RECEIVED_BYTES_MAX - 10, ..Summary::default() };
        assert_eq!(summary.received(10), Ok(()));
        assert_eq!(summary.received(1), Err(Breach::TooMuch));
    }
}
