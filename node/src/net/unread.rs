//! Owns what a connection's streams have brought and nobody here has read yet. yamux bounds its bytes, but keeps each
//! frame as it came: whoever sends frames of one byte would have every byte of a window take a hundred here. So the
//! frames are counted too, by reading their heads as they come by.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, VecDeque};
use std::io;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::tapped::{Tap, Tapped};
use super::turned::{Away, Turned};

/// 256 KiB: a frame of yamux is no longer than the window that a stream begins with; those of a home have 16 KiB.
pub(super) const FRAME_BYTES_MAX: usize = 256 << 10;
/// What a frame that waits takes beside its bytes: where it lies, its place in a queue with room for twice as many, and
/// its place in ours. An estimate, from yamux 0.14.
pub(super) const FRAME_COST_BYTES: usize = 100;
/// The head of a frame: version, sort, flags (2), stream (4), length (4).
const HEAD_BYTES: usize = 12;
/// The sort of frame that has a body as long as it says, and the one that widens a window. Either may begin a stream.
const DATA: u8 = 0;
const WINDOW: u8 = 1;
/// The flag of a frame that begins a stream.
const BEGINS: u16 = 1;

/// Why a connection is given up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("it brought more streams, or more frames that nobody has read, than there may be, or too long a one")]
pub(super) struct Overfull;

/// How much may be there at once.
#[derive(Clone, Copy, Debug)]
pub(super) struct Most {
    /// Streams of both directions.
    pub(super) streams: usize,
    /// Frames that nobody has read, of all streams together; of each stream as many as have ever waited at once.
    pub(super) frames: usize,
}

/// The streams of one connection, and the lengths of their frames that wait; clones are of the same connection.
#[derive(Clone, Debug)]
pub(super) struct Unread(Arc<Mutex<Waiting>>);

#[derive(Debug)]
struct Waiting {
    most: Most,
    streams: BTreeMap<u32, Queue>,
    /// Of all streams.
    frames: usize,
}

/// The frames of one stream.
#[derive(Debug, Default)]
struct Queue {
    lengths: VecDeque<u32>,
    /// As many as have ever waited at once: queues do not shrink, yamux's neither.
    most: usize,
    /// Nobody reads it any more. yamux keeps what comes until it gets to know that, which it does not while the other
    /// end takes nothing.
    gone: bool,
}

impl Unread {
    pub(super) fn new(most: Most) -> Unread {
        Unread(Arc::new(Mutex::new(Waiting { most, streams: BTreeMap::new(), frames: 0 })))
    }

    fn waiting(&self) -> MutexGuard<'_, Waiting> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A stream that is read from here on.
    pub(super) fn stream(&self, inner: yamux::Stream) -> Stream {
        let id = inner.id().val();
        // One that the other end began is known by its first frame.
        self.waiting().streams.entry(id).or_default();
        Tapped { inner, tap: Reading { id, unread: self.clone() } }
    }

    /// A line under these streams: every frame that comes is counted, and one too many ends it.
    pub(super) fn line<C>(&self, inner: C, turned: Turned) -> Line<C> {
        Tapped { inner, tap: Heads { unread: self.clone(), turned, head: [0; HEAD_BYTES], has: 0, body: 0 } }
    }
}

impl Waiting {
    /// Takes the head of a frame; answers how long its body is.
    fn head(&mut self, head: &[u8; HEAD_BYTES]) -> Result<usize, Overfull> {
        let [_, sort, f1, f0, s3, s2, s1, s0, l3, l2, l1, l0] = *head;
        let (flags, id) = (u16::from_be_bytes([f1, f0]), u32::from_be_bytes([s3, s2, s1, s0]));
        let length = u32::from_be_bytes([l3, l2, l1, l0]);
        if matches!(sort, DATA | WINDOW) && flags & BEGINS != 0 {
            self.begins(id)?;
        }
        if sort == DATA { self.came(id, length).map(|()| length as usize) } else { Ok(0) }
    }

    fn begins(&mut self, id: u32) -> Result<(), Overfull> {
        let full = self.streams.values().filter(|stream| !stream.gone).count() >= self.most.streams;
        match self.streams.entry(id) {
            Entry::Vacant(place) if !full => {
                place.insert(Queue::default());
                Ok(())
            }
            Entry::Vacant(_) | Entry::Occupied(_) => Err(Overfull),
        }
    }

    fn came(&mut self, id: u32, length: u32) -> Result<(), Overfull> {
        if length as usize > FRAME_BYTES_MAX {
            return Err(Overfull);
        }
        // Of no stream that yamux knows, or empty: it throws that away.
        let Some(stream) = self.streams.get_mut(&id).filter(|_| length > 0) else { return Ok(()) };
        stream.lengths.push_back(length);
        if stream.lengths.len() > stream.most {
            stream.most += 1;
            self.frames += 1;
        }
        if self.frames > self.most.frames { Err(Overfull) } else { Ok(()) }
    }

    fn read(&mut self, id: u32, mut bytes: usize) {
        let Some(stream) = self.streams.get_mut(&id) else { return };
        while let Some(first) = stream.lengths.front_mut() {
            let taken = bytes.min(*first as usize);
            *first -= taken as u32;
            bytes -= taken;
            if *first > 0 {
                break;
            }
            stream.lengths.pop_front();
        }
    }

    fn ended(&mut self, id: u32) {
        if let Some(stream) = self.streams.get_mut(&id) {
            stream.gone = true;
        }
    }

    /// yamux looks for streams that have ended whenever nothing waits to be written, before it reads on.
    fn flushed(&mut self) {
        let frames = &mut self.frames;
        self.streams.retain(|_, stream| {
            if stream.gone {
                *frames -= stream.most;
            }
            !stream.gone
        });
    }
}

/// A line whose frames are counted.
pub(super) type Line<C> = Tapped<C, Heads>;

/// A stream, with what is read from it taken off what waits.
pub(super) type Stream = Tapped<yamux::Stream, Reading>;

/// Reads the heads of frames as they come by.
pub(super) struct Heads {
    unread: Unread,
    turned: Turned,
    /// The head that is coming, and how much of it has.
    head: [u8; HEAD_BYTES],
    has: usize,
    /// What is left of the body behind the last head.
    body: usize,
}

impl Heads {
    fn take(&mut self, mut bytes: &[u8]) -> Result<(), Overfull> {
        while !bytes.is_empty() {
            let wanted = if self.body > 0 { self.body } else { HEAD_BYTES - self.has };
            let (now, rest) = bytes.split_at(wanted.min(bytes.len()));
            bytes = rest;
            if self.body > 0 {
                self.body -= now.len();
                continue;
            }
            self.head[self.has..self.has + now.len()].copy_from_slice(now);
            self.has += now.len();
            if self.has == HEAD_BYTES {
                self.has = 0;
                self.body = self.unread.waiting().head(&self.head)?;
            }
        }
        Ok(())
    }
}

impl Tap for Heads {
    fn came(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.take(bytes).map_err(|overfull| {
            self.turned.count(Away::Overfull);
            io::Error::other(overfull)
        })
    }

    fn flushed(&mut self) {
        self.unread.waiting().flushed();
    }
}

/// Who reads a stream.
#[derive(Debug)]
pub(super) struct Reading {
    id: u32,
    unread: Unread,
}

impl Tap for Reading {
    fn came(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.unread.waiting().read(self.id, bytes.len());
        Ok(())
    }
}

impl Drop for Reading {
    fn drop(&mut self) {
        self.unread.waiting().ended(self.id);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use futures::executor::block_on;
    use futures::io::Cursor;
    use futures::{AsyncReadExt as _, AsyncWriteExt as _};

    const FEW: Most = Most { streams: 2, frames: 3 };

    fn head(sort: u8, flags: u16, id: u32, length: u32) -> Vec<u8> {
        [&[0, sort][..], &flags.to_be_bytes(), &id.to_be_bytes(), &length.to_be_bytes()].concat()
    }

    /// Data for a stream.
    fn data(flags: u16, id: u32, body: &[u8]) -> Vec<u8> {
        [head(DATA, flags, id, body.len() as u32), body.to_vec()].concat()
    }

    /// What becomes of it where it comes by so many bytes at a time.
    fn comes(unread: &Unread, bytes: Vec<u8>, at_once: usize) -> Result<(), io::Error> {
        let mut line = unread.line(Cursor::new(bytes), Turned::default());
        let mut buf = vec![0; at_once];
        while block_on(line.read(&mut buf))? > 0 {}
        Ok(())
    }

    #[test]
    fn frames_that_wait_are_counted_however_they_come() {
        for at_once in [1, 5, 12, 13, 4_096] {
            let unread = Unread::new(FEW);
            let three = [data(BEGINS, 1, b"a"), data(0, 1, b"bc"), data(0, 1, b""), data(0, 1, b"d")].concat();
            comes(&unread, three, at_once).expect("as many as there may be");
            assert_eq!(unread.waiting().frames, 3, "{at_once}");
            unread.waiting().read(1, 2);
            comes(&unread, data(0, 1, b"e"), at_once).expect("one is read, and the next half");
            comes(&unread, data(0, 1, b"f"), at_once).expect_err("one more");
            comes(&unread, data(0, 9, &[0; 50]).repeat(9), at_once).expect("nobody keeps what comes for no stream");
        }
    }

    #[test]
    fn room_that_a_queue_has_taken_is_counted_until_its_stream_ends() {
        let unread = Unread::new(FEW);
        comes(&unread, [data(BEGINS, 1, b"a"), data(0, 1, b"b")].concat(), 12).expect("two frames");
        unread.waiting().read(1, 2);
        comes(&unread, data(0, 1, b"c").repeat(2), 12).expect("where two were there is room for two");
        comes(&unread, data(BEGINS, 3, b"d"), 12).expect("a third of another stream");
        comes(&unread, data(0, 3, b"e"), 12).expect_err("one more");
    }

    #[test]
    fn a_stream_that_has_ended_makes_room_and_one_too_many_does_not_come() {
        let unread = Unread::new(FEW);
        let begun = [data(BEGINS, 1, b"a"), head(WINDOW, BEGINS, 3, 70_000), data(0, 3, b"b")].concat();
        comes(&unread, begun, 12).expect("two streams");
        comes(&unread, data(BEGINS, 5, b"c"), 12).expect_err("a third one");
        comes(&unread, data(BEGINS, 3, b"c"), 12).expect_err("one that is there already");
        unread.waiting().ended(1);
        comes(&unread, data(BEGINS, 5, b"c"), 12).expect("another one in its place");
        comes(&unread, head(DATA, 0, 5, FRAME_BYTES_MAX as u32 + 1), 12).expect_err("longer than any window");
        comes(&unread, [head(2, 1, 0, 7), head(3, 0, 0, 2)].concat(), 12).expect("others have no body");
    }

    #[test]
    fn what_comes_for_a_stream_that_has_ended_is_counted_until_yamux_knows() {
        let unread = Unread::new(FEW);
        comes(&unread, data(BEGINS, 1, b"a"), 12).expect("one frame");
        unread.waiting().ended(1);
        comes(&unread, data(0, 1, b"b").repeat(2), 12).expect("two more");
        comes(&unread, data(0, 1, b"c"), 12).expect_err("the line takes nothing, so nobody knows that it ended");
        let mut line = unread.line(Cursor::new(Vec::new()), Turned::default());
        block_on(line.flush()).expect("it takes something again");
        let left = unread.waiting().streams.len();
        assert_eq!((left, unread.waiting().frames), (0, 0));
        comes(&unread, data(0, 1, b"d").repeat(9), 12).expect("yamux throws it away");
    }
}
