//! The bytes around a record: heads of COSE_Sign1 read one after the other, and what is signed of it.

use std::ops::Range;

use super::EXTERNAL;
use crate::planted::{self, Wrong};
use crate::wire::WireFault;

/// The Sig_structure of RFC 9052, 4.4.
pub(super) fn to_be_signed(protected: &[u8], payload: &[u8]) -> Vec<u8> {
    let mut words = Vec::with_capacity(protected.len() + 64);
    words.extend_from_slice(&[0x84, 0x6A]);
    words.extend_from_slice(b"Signature1");
    push_byte_string(&mut words, protected);
    push_byte_string(&mut words, EXTERNAL);
    push_byte_string(&mut words, payload);
    words
}

pub(super) fn push_byte_string(out: &mut Vec<u8>, bytes: &[u8]) {
    match bytes.len() {
        length @ 0..=23 => out.push(0x40 | length as u8),
        length @ 24..=255 => out.extend_from_slice(&[0x58, length as u8]),
        length @ 256..=65_535 => out.extend_from_slice(&[0x59, (length >> 8) as u8, length as u8]),
        length => {
            out.push(0x5A);
            out.extend_from_slice(&(length as u32).to_be_bytes());
        }
    }
    out.extend_from_slice(bytes);
}

pub(super) struct Cursor<'a> {
    pub(super) bytes: &'a [u8],
    pub(super) at: usize,
}

impl Cursor<'_> {
    pub(super) fn take(&mut self, count: usize) -> Result<Range<usize>, WireFault> {
        let end = self.at.checked_add(count).filter(|end| *end <= self.bytes.len()).ok_or(WireFault::Shape)?;
        let range = self.at..end;
        self.at = end;
        Ok(range)
    }

    pub(super) fn expect(&mut self, head: &[u8]) -> Result<(), WireFault> {
        let range = self.take(head.len())?;
        if &self.bytes[range] == head { Ok(()) } else { Err(WireFault::Shape) }
    }

    /// A byte string whose length is written in its shortest form.
    pub(super) fn byte_string(&mut self) -> Result<Range<usize>, WireFault> {
        let head = self.take(1)?.start;
        let (digits, least) = match self.bytes[head] {
            short @ 0x40..=0x57 => return self.take(usize::from(short & 0x1F)),
            0x58 => (1, 24),
            0x59 => (2, 256),
            _ => return Err(WireFault::Shape), // a record of 56 KiB needs no more than two digits
        };
        let length = self.take(digits)?;
        let length = self.bytes[length].iter().fold(0usize, |sum, byte| sum << 8 | usize::from(*byte));
        if length < least && !planted::is(Wrong::SecondSpelling) { Err(WireFault::Spelling) } else { self.take(length) }
    }
}
