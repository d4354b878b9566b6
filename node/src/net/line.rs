//! Owns the counting of bytes that go over the line to other homes and come from them.
//!
//! A TCP connection is counted whole, handshake and encryption included; over QUIC, what its streams carry. Heads
//! of packets are not seen here, and neither is what does not go to a home: names that are looked up, the search of
//! the local network, the router.

use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::task::{Context, Poll, ready};
use std::time::Instant;

use libp2p::core::muxing::{StreamMuxer, StreamMuxerBox, StreamMuxerEvent, SubstreamBox};
use libp2p::core::transport::Boxed;
use libp2p::core::upgrade::Version;
use libp2p::identity::Keypair;
use libp2p::{PeerId, Transport as _, noise, quic, relay, tcp};

use super::answers::{Answers, Pace};
use super::gate::Listed;
use super::mux::{Mux, STREAMS_MAX};
use super::tapped::{Tap, Tapped};
use super::turned::Turned;

/// 256 KiB that nobody has read yet on a stream over QUIC, 1 MiB on all of a connection's: as much as a line of a third
/// of a second's way holds at 3 MB/s. libp2p's 10 and 15 MB are for servers that know who calls.
const QUIC_STREAM_BYTES: u32 = 256 << 10;
const QUIC_BYTES: u32 = 1 << 20;

/// A way to other homes: encrypted, and divided into streams.
type Way = Boxed<(PeerId, StreamMuxerBox)>;

/// Counts both directions together; clones count to the same sum.
#[derive(Clone, Debug, Default)]
pub(super) struct Meter(Arc<AtomicU64>);

impl Meter {
    fn add(&self, bytes: usize) {
        self.0.fetch_add(bytes as u64, Ordering::Relaxed);
    }

    /// What has passed since this was asked last.
    pub(super) fn take(&self) -> u64 {
        self.0.swap(0, Ordering::Relaxed)
    }
}

/// TCP, counted beneath encryption and streams.
///
/// # Errors
/// Where the key cannot be used to encrypt.
pub(super) fn over_tcp(
    keypair: &Keypair,
    listed: &Listed,
    meter: &Meter,
    turned: &Turned,
) -> Result<Way, Box<dyn std::error::Error + Send + Sync>> {
    let (meter, listed, turned) = (meter.clone(), listed.clone(), turned.clone());
    Ok(tcp::tokio::Transport::new(tcp::Config::default().nodelay(true))
        .map(move |stream, _| Tapped { inner: stream, tap: meter.clone() })
        .upgrade(Version::V1Lazy)
        .authenticate(noise::Config::new(keypair)?)
        .multiplex_ext(move |peer, _| if listed.holds(peer) { Mux::listed(&turned) } else { Mux::stranger(&turned) })
        .boxed())
}

/// Through other homes: what goes there is counted on the line to them.
///
/// # Errors
/// As [`over_tcp`].
pub(super) fn over_circuits(
    circuits: relay::client::Transport,
    keypair: &Keypair,
    listed: &Listed,
    turned: &Turned,
) -> Result<Way, Box<dyn std::error::Error + Send + Sync>> {
    let (listed, turned) = (listed.clone(), turned.clone());
    Ok(circuits
        .upgrade(Version::V1Lazy)
        .authenticate(noise::Config::new(keypair)?)
        .multiplex_ext(move |peer, _| if listed.holds(peer) { Mux::relayed(&turned) } else { Mux::stranger(&turned) })
        .boxed())
}

/// QUIC, each of its streams counted, and answered at its pace where the other end has opened it.
pub(super) fn over_quic(keypair: &Keypair, listed: &Listed, meter: &Meter) -> Way {
    let (meter, listed) = (meter.clone(), listed.clone());
    let mut config = quic::Config::new(keypair);
    config.max_concurrent_stream_limit = STREAMS_MAX as u32;
    config.max_stream_data = QUIC_STREAM_BYTES;
    config.max_connection_data = QUIC_BYTES;
    quic::tokio::Transport::new(config)
        .map(move |(peer, connection), _| {
            let answers = Answers::to(listed.holds(&peer), Instant::now());
            let counted = CountedMuxer { inner: StreamMuxerBox::new(connection), answers, meter: meter.clone() };
            (peer, StreamMuxerBox::new(counted))
        })
        .boxed()
}

impl Tap for Meter {
    fn came(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.add(bytes.len());
        Ok(())
    }

    fn went(&mut self, bytes: usize) {
        self.add(bytes);
    }
}

/// A connection whose streams are counted.
struct CountedMuxer {
    inner: StreamMuxerBox,
    answers: Answers,
    meter: Meter,
}

/// One of its streams; without a pace where this home has opened it.
type Counted = Tapped<Tapped<SubstreamBox, Pace>, Meter>;

impl CountedMuxer {
    fn counted(&self, inner: SubstreamBox, pace: Pace) -> Counted {
        Tapped { inner: Tapped { inner, tap: pace }, tap: self.meter.clone() }
    }
}

impl StreamMuxer for CountedMuxer {
    type Substream = Counted;
    type Error = io::Error;

    fn poll_inbound(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<Counted>> {
        let stream = ready!(Pin::new(&mut self.inner).poll_inbound(cx))?;
        Poll::Ready(Ok(self.counted(stream, Pace::of(&self.answers))))
    }

    fn poll_outbound(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<Counted>> {
        let stream = ready!(Pin::new(&mut self.inner).poll_outbound(cx))?;
        Poll::Ready(Ok(self.counted(stream, Pace::none())))
    }

    fn poll_close(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.inner).poll_close(cx)
    }

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<StreamMuxerEvent>> {
        Pin::new(&mut self.inner).poll(cx)
    }
}

#[cfg(test)]
mod tests {
    use futures::executor::block_on;
    use futures::io::Cursor;
    use futures::{AsyncReadExt as _, AsyncWriteExt as _};

    use super::*;

    #[test]
    fn what_goes_and_what_comes_is_counted_once_and_to_one_sum() {
        let meter = Meter::default();
        let mut out = Tapped { inner: Cursor::new(Vec::new()), tap: meter.clone() };
        block_on(out.write_all(&[7; 1_000])).expect("written");
        let mut back = Tapped { inner: Cursor::new(vec![7; 234]), tap: meter.clone() };
        block_on(back.read_to_end(&mut Vec::new())).expect("read");
        assert_eq!(meter.take(), 1_234);
        assert_eq!(meter.take(), 0, "what was asked for once is not counted again");
    }
}
