//! Owns the streams of a connection over TCP or through another home: yamux, with as many streams and as wide windows
//! as who is at the other end needs.
//!
//! Up to its window a stream may bring what nobody here reads yet. libp2p's own wrapper (0.48) leaves the windows to
//! yamux, which widens them to 1 GiB a connection wherever the other end answers its pings late: any stranger could fill
//! the memory so. How many pieces that is in is bounded beside it ([`super::unread`]).

use std::collections::VecDeque;
use std::future::{Ready, ready};
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, Waker, ready};
use std::time::Duration;

use futures::{AsyncRead, AsyncWrite};
use libp2p::core::UpgradeInfo;
use libp2p::core::muxing::{StreamMuxer, StreamMuxerEvent};
use libp2p::core::upgrade::{InboundConnectionUpgrade, OutboundConnectionUpgrade};
use tokio::time::Sleep;
use yamux::{Connection, ConnectionError, Mode};

use super::links::STRANGERS_MAX;
use super::turned::Turned;
use super::unread::{FRAME_BYTES_MAX, FRAME_COST_BYTES, Line, Most, Stream, Unread};

/// 64 streams with a listed home, most of them circuits through it.
pub(super) const STREAMS_MAX: usize = 64;
/// 24 with a listed home through another one, over which nobody relays.
const RELAYED_MAX: usize = 24;
/// 14 with a stranger: a knock, three circuits and what libp2p itself asks in both directions; or all that a home wants
/// at once which lists this one and is not listed here yet.
const STRANGER_MAX: usize = 14;
/// 256 KiB for each stream, as yamux has it.
const WINDOW_BYTES: usize = 256 << 10;
/// 4 MiB beside: what a listed home's streams may have more where the line is fast and long.
const SPARE_BYTES: usize = 4 << 20;
/// 5 s to say goodbye: whoever does not read it keeps no place by that.
const GOODBYE: Duration = Duration::from_secs(5);
/// 65,536 frames that a listed home's streams may have waiting, 8,192 through another home, 2,048 a stranger's.
const FRAMES_MAX: usize = 65_536;
const RELAYED_FRAMES_MAX: usize = 8_192;
const STRANGER_FRAMES_MAX: usize = 2_048;
/// All that one stranger leaves unread: full windows, a frame that is still coming, and what the frames cost.
const STRANGER_BYTES: usize = STRANGER_MAX * WINDOW_BYTES + FRAME_BYTES_MAX + STRANGER_FRAMES_MAX * FRAME_COST_BYTES;
// Of all of them it stays below 64 MiB.
const _: () = assert!(STRANGERS_MAX * STRANGER_BYTES <= 64 << 20);

/// How the streams of one connection are made out.
#[derive(Clone)]
pub(super) struct Mux {
    config: yamux::Config,
    most: Most,
    turned: Turned,
}

impl Mux {
    /// For a listed home that is connected directly.
    pub(super) fn listed(turned: &Turned) -> Mux {
        Mux::new(Most { streams: STREAMS_MAX, frames: FRAMES_MAX }, SPARE_BYTES, turned)
    }

    /// For a listed home that comes through another one.
    pub(super) fn relayed(turned: &Turned) -> Mux {
        Mux::new(Most { streams: RELAYED_MAX, frames: RELAYED_FRAMES_MAX }, 0, turned)
    }

    /// For whoever is on no list, on any way.
    pub(super) fn stranger(turned: &Turned) -> Mux {
        Mux::new(Most { streams: STRANGER_MAX, frames: STRANGER_FRAMES_MAX }, 0, turned)
    }

    fn new(most: Most, spare_bytes: usize, turned: &Turned) -> Mux {
        let mut config = yamux::Config::default();
        config.set_max_num_streams(most.streams);
        config.set_max_connection_receive_window(Some(most.streams * WINDOW_BYTES + spare_bytes));
        Mux { config, most, turned: turned.clone() }
    }

    fn over<C>(self, line: C, mode: Mode) -> Ready<io::Result<Muxed<C>>>
    where
        C: AsyncRead + AsyncWrite + Unpin,
    {
        let unread = Unread::new(self.most);
        let line = unread.line(line, self.turned);
        let connection = Connection::new(line, self.config, mode);
        ready(Ok(Muxed { connection, unread, came: VecDeque::new(), waiting: None, goodbye: None }))
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
    connection: Connection<Line<C>>,
    unread: Unread,
    /// Streams that came while the line was driven for others; no more than there may be.
    came: VecDeque<Stream>,
    /// Who waits for the next one.
    waiting: Option<Waker>,
    /// Runs while the line is being closed.
    goodbye: Option<Pin<Box<Sleep>>>,
}

impl<C: AsyncRead + AsyncWrite + Unpin> Muxed<C> {
    /// Drives the line until a stream comes over it.
    fn next(&mut self, cx: &mut Context<'_>) -> Poll<Result<Stream, ConnectionError>> {
        let next = ready!(self.connection.poll_next_inbound(cx));
        let stream = next.unwrap_or(Err(ConnectionError::Closed))?;
        Poll::Ready(Ok(self.unread.stream(stream)))
    }
}

impl<C: AsyncRead + AsyncWrite + Unpin> StreamMuxer for Muxed<C> {
    type Substream = Stream;
    type Error = ConnectionError;

    fn poll_inbound(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Result<Stream, ConnectionError>> {
        if let Some(stream) = self.came.pop_front() {
            return Poll::Ready(Ok(stream));
        }
        let next = self.next(cx);
        if next.is_pending() {
            self.waiting = Some(cx.waker().clone());
        }
        next
    }

    fn poll_outbound(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Result<Stream, ConnectionError>> {
        let stream = ready!(self.connection.poll_new_outbound(cx))?;
        Poll::Ready(Ok(self.unread.stream(stream)))
    }

    fn poll_close(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Result<(), ConnectionError>> {
        if let Poll::Ready(closed) = self.connection.poll_close(cx) {
            return Poll::Ready(closed);
        }
        let goodbye = self.goodbye.get_or_insert_with(|| Box::pin(tokio::time::sleep(GOODBYE)));
        goodbye.as_mut().poll(cx).map(Ok)
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
        let (mut attacker, mut home) = line(Mux::stranger(&Turned::default())).await;
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

    /// Somebody who says nothing and takes nothing.
    struct Deaf;

    impl AsyncRead for Deaf {
        fn poll_read(self: Pin<&mut Self>, _: &mut Context<'_>, _: &mut [u8]) -> Poll<io::Result<usize>> {
            Poll::Pending
        }
    }

    impl AsyncWrite for Deaf {
        fn poll_write(self: Pin<&mut Self>, _: &mut Context<'_>, _: &[u8]) -> Poll<io::Result<usize>> {
            Poll::Pending
        }

        fn poll_flush(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
            Poll::Pending
        }

        fn poll_close(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
            Poll::Pending
        }
    }

    #[tokio::test]
    async fn who_does_not_take_the_goodbye_keeps_no_line_by_that() {
        let home = Mux::stranger(&Turned::default()).upgrade_inbound(Deaf, "/yamux/1.0.0");
        let mut home = home.await.expect("nothing is said for it");
        let closes = std::future::poll_fn(|cx| home.poll_close_unpin(cx));
        tokio::time::timeout(GOODBYE * 6, closes).await.expect("it ends").expect("as a line does");
    }
}
