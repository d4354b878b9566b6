//! Owns where this home listens: refusing a port that is taken, and listening wherever the machine allows it.

use std::io;
use std::net::TcpListener;

use libp2p::core::transport::{ListenerId, TransportError};
use libp2p::multiaddr::Protocol;
use libp2p::{Multiaddr, Swarm};

use super::NetFault;
use super::behaviour::Behaviour;

/// Refuses a TCP port that another program uses. libp2p would share it: it listens with port reuse,
/// and the system would hand callers to either.
pub(super) fn free(address: &Multiaddr) -> Result<(), NetFault> {
    let mut parts = address.iter();
    let (ip, port): (std::net::IpAddr, u16) = match (parts.next(), parts.next()) {
        (Some(Protocol::Ip4(ip)), Some(Protocol::Tcp(port))) => (ip.into(), port),
        (Some(Protocol::Ip6(ip)), Some(Protocol::Tcp(port))) => (ip.into(), port),
        _ => return Ok(()),
    };
    match TcpListener::bind((ip, port)) {
        Err(source) if port != 0 && source.kind() == io::ErrorKind::AddrInUse => {
            Err(NetFault::Taken { address: address.to_string(), source })
        }
        // Other refusals are met, and told apart, when we listen.
        Ok(_) | Err(_) => Ok(()),
    }
}

/// Listens wherever it is possible; a machine without IPv6, for example, lacks one of two.
pub(super) fn at(swarm: &mut Swarm<Behaviour>, addresses: &[Multiaddr]) -> Result<Vec<ListenerId>, NetFault> {
    let mut heard = Vec::new();
    let mut last = None;
    for address in addresses {
        match swarm.listen_on(address.clone()) {
            Ok(listener) => heard.push(listener),
            Err(TransportError::MultiaddrNotSupported(_)) => return Err(NetFault::Address(address.to_string())),
            Err(TransportError::Other(source)) if source.kind() == io::ErrorKind::AddrInUse => {
                return Err(NetFault::Taken { address: address.to_string(), source });
            }
            Err(TransportError::Other(source)) => {
                tracing::warn!(%source, %address, "cannot listen here");
                last = Some(NetFault::Listen { address: address.to_string(), source: Box::new(source) });
            }
        }
    }
    match last {
        Some(fault) if heard.is_empty() => Err(fault),
        Some(_) | None => Ok(heard),
    }
}
