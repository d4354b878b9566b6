//! Owns the streams of a connection over TCP or through another home: yamux, with as many streams and as wide windows
//! as who is at the other end needs.
//!
//! Up to its window a stream may bring what nobody here reads yet. libp2p's own wrapper (0.48) leaves the windows to
//! yamux, which widens them to 1 GiB a connection wherever the other end answers its pings late: any stranger could fill
//! the memory so.

use std::collections::VecDeque;
use std::future::{Ready, ready};
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, Waker, ready};

use futures::{AsyncRead, AsyncWrite};
use libp2p::core::UpgradeInfo;
use libp2p::core::muxing::{StreamMuxer, StreamMuxerEvent};
use libp2p::core::upgrade::{InboundConnectionUpgrade, OutboundConnectionUpgrade};
use yamux::{Connection, ConnectionError, Mode};

use super::links::STRANGERS_MAX;

/// 64 streams with a listed home, most of them circuits through it.
pub(super) const STREAMS_MAX: usize = 64;
/// 24 through another home, over which nobody relays.
const RELAYED_MAX: usize = 24;
/// 14 with a stranger: a knock, three circuits and what libp2p itself asks in both directions; or all that a home wants
/// at once which lists this one and is not listed here yet.
const STRANGER_MAX: usize = 14;
/// 256 KiB for each stream, as yamux has it.
const WINDOW_BYTES: usize = 256 << 10;
/// 4 MiB beside: what a listed home's streams may have more where the line is fast and long.
const SPARE_BYTES: usize = 4 << 20;
// All that strangers leave unread stays below 64 MiB.
const _: () = assert!(STRANGERS_MAX * STRANGER_MAX * WINDOW_BYTES <= 64 << 20);

/// How the streams of one connection are made out.
#[derive(Clone)]
pub(super) struct Mux(yamux::Config);

impl Mux {
    /// For a listed home that is connected directly.
    pub(super) fn listed() -> Mux {
        Mux::new(STREAMS_MAX, SPARE_BYTES)
    }

    /// For whoever comes through another home, listed or not: that is found out behind it.
    pub(super) fn relayed() -> Mux {
        Mux::new(RELAYED_MAX, 0)
    }

    /// For whoever is on no list.
    pub(super) fn stranger() -> Mux {
        Mux::new(STRANGER_MAX, 0)
    }

    fn new(streams: usize, spare_bytes: usize) -> Mux {
        let mut config = yamux::Config::default();
        config.set_max_num_streams(streams);
        config.set_max_connection_receive_window(Some(streams * WINDOW_BYTES + spare_bytes));
        Mux(config)
    }

    fn over<C>(self, line: C, mode: Mode) -> Ready<io::Result<Muxed<C>>>
    where
        C: AsyncRead + AsyncWrite + Unpin,
    {
        let connection = Connection::new(line, self.0, mode);
        ready(Ok(Muxed { connection, came: VecDeque::new(), waiting: None }))
    }
}

impl UpgradeInfo for Mux {
    type Info = &'static str;
    type InfoIter = std::iter::Once<&'static str>;

    fn protocol_info(&self) -> Self::InfoIter {
        std::iter::once("/yamux/1.0.0")
    }
}

impl<C: AsyncRead + AsyncWrite + Unpin> InboundConnectionUpgrade<C> for Mux {
    type Output = Muxed<C>;
    type Error = io::Error;
    type Future = Ready<io::Result<Muxed<C>>>;

    fn upgrade_inbound(self, line: C, _: &'static str) -> Self::Future {
        self.over(line, Mode::Server)
    }
}

impl<C: AsyncRead + AsyncWrite + Unpin> OutboundConnectionUpgrade<C> for Mux {
    type Output = Muxed<C>;
    type Error = io::Error;
    type Future = Ready<io::Result<Muxed<C>>>;

    fn upgrade_outbound(self, line: C, _: &'static str) -> Self::Future {
        self.over(line, Mode::Client)
    }
}

/// A connection and its streams. Whoever opens more than there may be loses the connection.
pub(super) struct Muxed<C> {
    connection: Connection<C>,
    /// Streams that came while the line was driven for others; no more than there may be.
    came: VecDeque<yamux::Stream>,
    /// Who waits for the next one.
    waiting: Option<Waker>,
}

impl<C: AsyncRead + AsyncWrite + Unpin> Muxed<C> {
    /// Drives the line until a stream comes over it.
    fn next(&mut self, cx: &mut Context<'_>) -> Poll<Result<yamux::Stream, ConnectionError>> {
        let next = ready!(self.connection.poll_next_inbound(cx));
        Poll::Ready(next.unwrap_or(Err(ConnectionError::Closed)))
    }
}

impl<C: AsyncRead + AsyncWrite + Unpin> StreamMuxer for Muxed<C> {
    type Substream = yamux::Stream;
    type Error = ConnectionError;

    fn poll_inbound(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Result<yamux::Stream, ConnectionError>> {
        if let Some(stream) = self.came.pop_front() {
            return Poll::Ready(Ok(stream));
        }
        let next = self.next(cx);
        if next.is_pending() {
            self.waiting = Some(cx.waker().clone());
        }
        next
    }

    fn poll_outbound(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Result<yamux::Stream, ConnectionError>> {
        self.connection.poll_new_outbound(cx)
    }

    fn poll_close(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Result<(), ConnectionError>> {
        self.connection.poll_close(cx)
    }

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Result<StreamMuxerEvent, ConnectionError>> {
        loop {
            let stream = ready!(self.next(cx))?;
            self.came.push_back(stream);
            if let Some(waiting) = self.waiting.take() {
                waiting.wake();
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use futures::{AsyncWriteExt as _, FutureExt as _};
    use libp2p::core::muxing::StreamMuxerExt as _;
    use std::time::Duration;
    use tokio::net::{TcpListener, TcpStream};

    /// An attacker's end, without bounds, and the end of a home.
    async fn line(mux: Mux) -> (Connection<libp2p::tcp::tokio::TcpStream>, Muxed<libp2p::tcp::tokio::TcpStream>) {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let at = listener.local_addr().expect("an address");
        let (called, taken) = tokio::join!(TcpStream::connect(at), listener.accept());
        let [called, taken] = [called.expect("a call"), taken.expect("taken").0].map(libp2p::tcp::tokio::TcpStream);
        let muxed = mux.upgrade_inbound(taken, "/yamux/1.0.0").await.expect("nothing is said for it");
        (Connection::new(called, yamux::Config::default(), Mode::Client), muxed)
    }

    #[tokio::test]
    async fn a_stranger_that_opens_more_streams_than_there_may_be_loses_the_line() {
        let (mut attacker, mut home) = line(Mux::stranger()).await;
        let attack = tokio::spawn(async move {
            let mut held = Vec::new();
            for _ in 0..=STRANGER_MAX {
                let mut stream = std::future::poll_fn(|cx| attacker.poll_new_outbound(cx)).await.expect("its own end");
                stream.write_all(b"x").await.expect("within its window");
                held.push(stream);
                // Sends what was written.
                drop(std::future::poll_fn(|cx| attacker.poll_next_inbound(cx)).now_or_never());
            }
            while let Some(Ok(_)) = std::future::poll_fn(|cx| attacker.poll_next_inbound(cx)).await {}
        });
        let mut came = Vec::new();
        let comes = async {
            while let Ok(stream) = std::future::poll_fn(|cx| home.poll_inbound_unpin(cx)).await {
                came.push(stream);
            }
        };
        tokio::time::timeout(Duration::from_secs(30), comes).await.expect("it ends");
        assert!(came.len() <= STRANGER_MAX, "{} streams", came.len());
        attack.await.expect("it is told that the line has ended");
    }
}
