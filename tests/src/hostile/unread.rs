//! A behaviour that leaves the victim with bytes which nobody there reads: streams that ask for protocols without end
//! and never listen to an answer. The victim stops to read where its answers do not get through; what is on its way
//! by then it has to hold.

use std::pin::Pin;
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use futures::AsyncWrite as _;
use futures::future::{join_all, poll_fn};
use libp2p::core::Endpoint;
use libp2p::core::muxing::{StreamMuxerBox, StreamMuxerExt as _, SubstreamBox};
use libp2p::core::transport::{Boxed, DialOpts, PortUse};
use libp2p::core::upgrade::Version;
use libp2p::identity::Keypair;
use libp2p::multiaddr::Protocol;
use libp2p::{PeerId, Transport as _, noise, quic, tcp, yamux};
use tokio::time::timeout;

use super::Siege;
use super::fault::HostileFault;

/// 20 lines at once: a home keeps 16 strangers.
const LINES: usize = 20;
/// In turn: as many streams as a stranger may have beside those that the victim opens itself, and more.
const PUSHES: [Push; 2] = [Push { streams: 8, frame: 16 << 10 }, Push { streams: 64, frame: 1 << 10 }];
/// By frames of a byte.
const CRUMBS: [Push; 1] = [Push { streams: 8, frame: 1 }];
/// 1 s until somebody whose line has ended comes again.
const AGAIN: Duration = Duration::from_secs(1);
/// 5 s for a call.
const PATIENCE: Duration = Duration::from_secs(5);
/// So many writes to a stream before the next one has its turn.
const TURN: usize = 64;
/// How libp2p begins on a fresh stream.
const HEAD: &[u8] = b"\x13/multistream/1.0.0\n";
/// A protocol without a name, which nobody has: three bytes that are answered by four.
const NAME: &[u8] = b"\x02/\n";

/// Pushes over several lines at once, under ever new identities.
///
/// # Errors
/// [`HostileFault`].
pub async fn by_strangers(siege: &Siege) -> Result<(), HostileFault> {
    push(siege, &PUSHES).await
}

/// The same by as many frames as there are bytes.
///
/// # Errors
/// [`HostileFault`].
pub async fn in_crumbs(siege: &Siege) -> Result<(), HostileFault> {
    push(siege, &CRUMBS).await
}

async fn push(siege: &Siege, pushes: &[Push]) -> Result<(), HostileFault> {
    let names = NAME.repeat(8 << 10);
    let lines = pushes.iter().cycle().take(LINES).map(|push| over_and_over(siege, *push, &names));
    join_all(lines).await.into_iter().collect()
}

async fn over_and_over(siege: &Siege, push: Push, names: &[u8]) -> Result<(), HostileFault> {
    while siege.goes_on() {
        let mut way = way(siege)?;
        let by = DialOpts { role: Endpoint::Dialer, port_use: PortUse::New };
        let call = way.dial(siege.victim.clone(), by).map_err(|_| HostileFault::Setup("a call"))?;
        let Ok(Ok((_, muxer))) = timeout(PATIENCE.min(siege.left()), call).await else {
            siege.tally.add("turned-away");
            siege.rest(AGAIN).await;
            continue;
        };
        siege.tally.add("connected");
        let mut line = Pushed { siege, push, names, muxer, asked: Vec::new(), streams: Vec::new() };
        match timeout(siege.left(), poll_fn(|cx| line.poll(cx))).await {
            Ok(()) => siege.tally.add("line-closed"),
            Err(_) => siege.tally.more("left-unread", line.unread()),
        }
        siege.rest(AGAIN).await;
    }
    Ok(())
}

/// As libp2p goes, without bounds of its own.
fn way(siege: &Siege) -> Result<Boxed<(PeerId, StreamMuxerBox)>, HostileFault> {
    let own = Keypair::generate_ed25519();
    if siege.victim.iter().any(|part| part == Protocol::QuicV1) {
        let quic = quic::tokio::Transport::new(quic::Config::new(&own));
        return Ok(quic.map(|(peer, line), _| (peer, StreamMuxerBox::new(line))).boxed());
    }
    let noise = noise::Config::new(&own).map_err(|_| HostileFault::Setup("transport"))?;
    let tcp = tcp::tokio::Transport::new(tcp::Config::default().nodelay(true));
    Ok(tcp.upgrade(Version::V1Lazy).authenticate(noise).multiplex(yamux::Config::default()).boxed())
}

/// How somebody pushes.
#[derive(Clone, Copy)]
struct Push {
    streams: usize,
    /// The bytes of a frame.
    frame: usize,
}

/// A line over which more is said than is read.
struct Pushed<'a> {
    siege: &'a Siege,
    push: Push,
    names: &'a [u8],
    muxer: StreamMuxerBox,
    /// Streams of the victim's own, which are not answered.
    asked: Vec<SubstreamBox>,
    /// With how much was said on each.
    streams: Vec<(SubstreamBox, usize)>,
}

impl Pushed<'_> {
    /// Opens streams and says all that they take; over once the line is.
    fn poll(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        while let Poll::Ready(happened) = self.muxer.poll_unpin(cx) {
            if happened.is_err() {
                return Poll::Ready(());
            }
        }
        while let Poll::Ready(stream) = self.muxer.poll_inbound_unpin(cx) {
            let Ok(stream) = stream else { return Poll::Ready(()) };
            self.asked.push(stream);
        }
        while self.streams.len() < self.push.streams {
            match self.muxer.poll_outbound_unpin(cx) {
                Poll::Ready(Ok(stream)) => {
                    self.siege.tally.add("streams");
                    self.streams.push((stream, 0));
                }
                Poll::Ready(Err(_)) => return Poll::Ready(()),
                Poll::Pending => break,
            }
        }
        let before = self.streams.len();
        self.streams.retain_mut(|(stream, said)| says(stream, said, self.push.frame, self.names, cx));
        let ended = before - self.streams.len();
        if ended > 0 {
            self.siege.tally.more("hung-up", ended as u64);
            // Others take their places.
            cx.waker().wake_by_ref();
        }
        Poll::Pending
    }

    /// How many streams take nothing more.
    fn unread(&mut self) -> u64 {
        let mut cx = Context::from_waker(Waker::noop());
        let full = self.streams.iter_mut().filter_map(|(stream, said)| {
            let before = *said;
            (says(stream, said, self.push.frame, self.names, &mut cx) && *said == before).then_some(())
        });
        full.count() as u64
    }
}

/// Says what the stream takes now; false once it has ended.
fn says(stream: &mut SubstreamBox, said: &mut usize, frame: usize, names: &[u8], cx: &mut Context<'_>) -> bool {
    for _ in 0..TURN {
        let next = match HEAD.get(*said..) {
            Some(head) if !head.is_empty() => head,
            _ => &names[(*said - HEAD.len()) % names.len()..],
        };
        match Pin::new(&mut *stream).poll_write(cx, &next[..frame.min(next.len())]) {
            Poll::Ready(Ok(bytes)) if bytes > 0 => *said += bytes,
            Poll::Ready(_) => return false,
            Poll::Pending => return true,
        }
    }
    cx.waker().wake_by_ref();
    true
}
