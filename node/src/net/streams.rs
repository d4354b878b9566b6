//! Owns byte streams as libp2p sees them: which protocols are spoken, and what becomes of a stream that either end asks
//! for. Over which connection one goes is the task's to say (`links.rs`), whether there is a place for it `places.rs`'s.

use std::collections::VecDeque;
use std::fmt;
use std::task::{Context, Poll};

use futures::future::Either;
use libp2p::core::Endpoint;
use libp2p::core::transport::PortUse;
use libp2p::core::upgrade::{ReadyUpgrade, SelectUpgrade};
use libp2p::swarm::handler::{ConnectionEvent, DialUpgradeError, FullyNegotiatedInbound, FullyNegotiatedOutbound};
use libp2p::swarm::{
    ConnectionDenied, ConnectionHandler, ConnectionHandlerEvent, ConnectionId, FromSwarm, NetworkBehaviour,
    NotifyHandler, StreamUpgradeError, SubstreamProtocol, THandler, THandlerInEvent, THandlerOutEvent, ToSwarm,
};
use libp2p::{Multiaddr, PeerId, Stream, StreamProtocol};
use tokio::sync::oneshot;

use super::{Kind, NetFault};

impl Kind {
    const fn protocol(self) -> StreamProtocol {
        match self {
            Kind::Sync => StreamProtocol::new("/talko/1/sync"),
            Kind::Knock => StreamProtocol::new("/talko/1/knock"),
        }
    }
}

/// Who waits for a stream; it is dropped where the connection goes first.
pub(super) type Answer = oneshot::Sender<Result<Stream, NetFault>>;

/// A stream that is to be opened.
pub(super) struct Wanted {
    kind: Kind,
    answer: Answer,
}

impl fmt::Debug for Wanted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Wanted").field("kind", &self.kind).finish_non_exhaustive()
    }
}

/// A stream that the other end has opened.
#[derive(Debug)]
pub(super) struct Came<From> {
    pub(super) from: From,
    pub(super) kind: Kind,
    pub(super) stream: Stream,
}

/// The streams of all connections. It keeps nothing of a connection, neither while it stands nor afterwards.
#[derive(Default)]
pub(super) struct Behaviour {
    waiting: VecDeque<ToSwarm<Came<PeerId>, Wanted>>,
}

impl Behaviour {
    /// Asks for a stream over a connection that stands. To be called by whoever drives the swarm, which it does
    /// not wake.
    pub(super) fn open(&mut self, peer: PeerId, connection: ConnectionId, kind: Kind, answer: Answer) {
        let event = Wanted { kind, answer };
        self.waiting.push_back(ToSwarm::NotifyHandler {
            peer_id: peer,
            handler: NotifyHandler::One(connection),
            event,
        });
    }
}

impl NetworkBehaviour for Behaviour {
    type ConnectionHandler = Handler;
    type ToSwarm = Came<PeerId>;

    fn handle_established_inbound_connection(
        &mut self,
        _: ConnectionId,
        _: PeerId,
        _: &Multiaddr,
        _: &Multiaddr,
    ) -> Result<THandler<Self>, ConnectionDenied> {
        Ok(Handler::default())
    }

    fn handle_established_outbound_connection(
        &mut self,
        _: ConnectionId,
        _: PeerId,
        _: &Multiaddr,
        _: Endpoint,
        _: PortUse,
    ) -> Result<THandler<Self>, ConnectionDenied> {
        Ok(Handler::default())
    }

    fn on_swarm_event(&mut self, _: FromSwarm) {}

    fn on_connection_handler_event(&mut self, from: PeerId, _: ConnectionId, came: THandlerOutEvent<Self>) {
        let Came { kind, stream, from: () } = came;
        self.waiting.push_back(ToSwarm::GenerateEvent(Came { from, kind, stream }));
    }

    fn poll(&mut self, _: &mut Context<'_>) -> Poll<ToSwarm<Self::ToSwarm, THandlerInEvent<Self>>> {
        self.waiting.pop_front().map_or(Poll::Pending, Poll::Ready)
    }
}

/// The streams of one connection.
#[derive(Default)]
pub(super) struct Handler {
    waiting: VecDeque<ConnectionHandlerEvent<ReadyUpgrade<StreamProtocol>, Answer, Came<()>>>,
}

impl ConnectionHandler for Handler {
    type FromBehaviour = Wanted;
    type ToBehaviour = Came<()>;
    type InboundProtocol = SelectUpgrade<ReadyUpgrade<StreamProtocol>, ReadyUpgrade<StreamProtocol>>;
    type OutboundProtocol = ReadyUpgrade<StreamProtocol>;
    type InboundOpenInfo = ();
    type OutboundOpenInfo = Answer;

    fn listen_protocol(&self) -> SubstreamProtocol<Self::InboundProtocol> {
        let [sync, knock] = [Kind::Sync, Kind::Knock].map(|kind| ReadyUpgrade::new(kind.protocol()));
        SubstreamProtocol::new(SelectUpgrade::new(sync, knock), ())
    }

    fn on_behaviour_event(&mut self, Wanted { kind, answer }: Wanted) {
        let protocol = SubstreamProtocol::new(ReadyUpgrade::new(kind.protocol()), answer);
        self.waiting.push_back(ConnectionHandlerEvent::OutboundSubstreamRequest { protocol });
    }

    fn on_connection_event(
        &mut self,
        event: ConnectionEvent<'_, Self::InboundProtocol, Self::OutboundProtocol, (), Answer>,
    ) {
        match event {
            ConnectionEvent::FullyNegotiatedInbound(FullyNegotiatedInbound { protocol, info: () }) => {
                let (kind, stream) = match protocol {
                    Either::Left(stream) => (Kind::Sync, stream),
                    Either::Right(stream) => (Kind::Knock, stream),
                };
                self.waiting.push_back(ConnectionHandlerEvent::NotifyBehaviour(Came { from: (), kind, stream }));
            }
            ConnectionEvent::FullyNegotiatedOutbound(FullyNegotiatedOutbound { protocol, info }) => {
                tell(info, Ok(protocol));
            }
            ConnectionEvent::DialUpgradeError(DialUpgradeError { info, error }) => {
                tell(
                    info,
                    Err(match error {
                        StreamUpgradeError::Timeout => NetFault::Late,
                        StreamUpgradeError::NegotiationFailed => NetFault::Refused,
                        StreamUpgradeError::Io(source) => NetFault::Stream(source),
                        StreamUpgradeError::Apply(never) => match never {},
                    }),
                );
            }
            // libp2p's own enum, open to growth: the rest says what the other end speaks, which is found by asking.
            _ => {}
        }
    }

    fn poll(
        &mut self,
        _: &mut Context<'_>,
    ) -> Poll<ConnectionHandlerEvent<Self::OutboundProtocol, Answer, Self::ToBehaviour>> {
        self.waiting.pop_front().map_or(Poll::Pending, Poll::Ready)
    }
}

fn tell(waiting: Answer, became: Result<Stream, NetFault>) {
    if waiting.send(became).is_err() {
        tracing::debug!("nobody waits for this stream any more");
    }
}
