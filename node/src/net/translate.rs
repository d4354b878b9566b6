//! Owns the two-way door between Talko's values and libp2p's: keys and peer ids, strings and
//! multiaddresses. Knows which addresses are worth telling others.
//!
//! An Ed25519 peer id contains the raw public key, so neither direction needs a table.

use std::net::{IpAddr, Ipv4Addr};

use libp2p::identity::PublicKey;
use libp2p::identity::ed25519;
use libp2p::multiaddr::Protocol;
use libp2p::{Multiaddr, PeerId};
use protocol::keys::Key;

use super::NetFault;

/// 16: addresses taken for one home; a home has a handful of interfaces, twice for TCP and QUIC.
pub(super) const ADDRESSES_MAX: usize = 16;

/// 512 bytes: the longest address text that is parsed; a relayed one with two keys has about 170.
const ADDRESS_BYTES_MAX: usize = 512;

/// Where an address leads.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Scope {
    /// Only this machine.
    Loopback,
    /// Nothing that can be told: no address at all, or one that holds on a single link.
    Useless,
    /// The local network.
    Local,
    /// The public network, or a name.
    Public,
    /// Through another home.
    Relayed,
}

/// The peer id of a key; none where the bytes are no point of the curve.
pub(super) fn peer(key: &Key) -> Option<PeerId> {
    let Ok(key) = ed25519::PublicKey::try_from_bytes(key.as_bytes()) else {
        return None;
    };
    Some(PublicKey::from(key).to_peer_id())
}

/// The key inside a peer id; none for any other kind of peer.
pub(super) fn key(peer: &PeerId) -> Option<Key> {
    // An identity multihash (code 0) holds the protobuf of the public key itself.
    let hash = peer.as_ref();
    if hash.code() != 0 {
        return None;
    }
    let Ok(key) = PublicKey::try_decode_protobuf(hash.digest()) else {
        return None;
    };
    match key.try_into_ed25519() {
        Ok(key) => Some(Key::from_bytes(key.to_bytes())),
        Err(_) => None,
    }
}

/// Reads an address.
///
/// # Errors
/// [`NetFault::Address`] for what is too long or no multiaddress.
pub(super) fn address(text: &str) -> Result<Multiaddr, NetFault> {
    if text.len() > ADDRESS_BYTES_MAX {
        return Err(NetFault::Address(format!("{} bytes", text.len())));
    }
    text.parse().map_err(|_| NetFault::Address(text.to_owned()))
}

/// Reads a peer's addresses, at most [`ADDRESSES_MAX`], each without the peer's own id at its end;
/// what cannot be read is left out.
pub(super) fn addresses(texts: &[String], of: &PeerId) -> Vec<Multiaddr> {
    let mut read = Vec::new();
    for text in texts.iter().take(ADDRESSES_MAX * 2) {
        match address(text).map(|found| bare(found, of)) {
            Ok(found) if !read.contains(&found) && read.len() < ADDRESSES_MAX => read.push(found),
            Ok(_) => {}
            Err(fault) => tracing::debug!(%fault, "an address of a home"),
        }
    }
    read
}

/// Takes the peer's own id off the end of an address.
pub(super) fn bare(mut address: Multiaddr, of: &PeerId) -> Multiaddr {
    if address.iter().last() == Some(Protocol::P2p(*of)) {
        address.pop();
    }
    address
}

/// The path to `to` through a relay that is reached at `at`.
pub(super) fn circuit(at: &Multiaddr, relay: &PeerId, to: Option<&PeerId>) -> Multiaddr {
    let path = bare(at.clone(), relay).with(Protocol::P2p(*relay)).with(Protocol::P2pCircuit);
    match to {
        Some(peer) => path.with(Protocol::P2p(*peer)),
        None => path,
    }
}

/// The host of one address with the port and transport of another; none where one is IPv4 and the
/// other IPv6, or a name.
pub(super) fn grafted(host: &Multiaddr, rest: &Multiaddr) -> Option<Multiaddr> {
    let (mut from, mut onto) = (host.iter(), rest.iter());
    let (host, replaced) = (from.next()?, onto.next()?);
    let alike =
        matches!((&host, replaced), (Protocol::Ip4(_), Protocol::Ip4(_)) | (Protocol::Ip6(_), Protocol::Ip6(_)));
    alike.then(|| std::iter::once(host).chain(onto).collect())
}

/// True for an address through another home.
pub(super) fn relayed(address: &Multiaddr) -> bool {
    address.iter().any(|part| part == Protocol::P2pCircuit)
}

/// The home through which an address leads; none for a direct one.
pub(super) fn relay(address: &Multiaddr) -> Option<PeerId> {
    let before = address.iter().zip(address.iter().skip(1)).find(|(_, part)| *part == Protocol::P2pCircuit);
    match before {
        Some((Protocol::P2p(relay), _)) => Some(relay),
        _ => None,
    }
}

/// Whence somebody calls, as far as it tells callers apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Source {
    /// An IPv4 address.
    Four(Ipv4Addr),
    /// The first 64 bits of an IPv6 address: a household has all that begin so.
    Six(u64),
}

/// Whence a call comes; none for one through another home, and for one from this machine or the local network, where
/// a program or a router may carry the calls of many.
pub(super) fn source(address: &Multiaddr) -> Option<Source> {
    if relayed(address) {
        return None;
    }
    let ip = match address.iter().next()? {
        Protocol::Ip4(ip) => IpAddr::V4(ip),
        Protocol::Ip6(ip) => IpAddr::V6(ip).to_canonical(),
        _ => return None,
    };
    match (ip_scope(ip), ip) {
        (Scope::Public, IpAddr::V4(ip)) => Some(Source::Four(ip)),
        (Scope::Public, IpAddr::V6(ip)) => Some(Source::Six((ip.to_bits() >> 64) as u64)),
        _ => None,
    }
}

/// True where whoever calls from this address has shown that it hears there what is answered: over TCP.
pub(super) fn is_proven(address: &Multiaddr) -> bool {
    address.iter().any(|part| matches!(part, Protocol::Tcp(_)))
}

/// Where an address leads.
pub(super) fn scope(address: &Multiaddr) -> Scope {
    match address.iter().filter(|part| *part == Protocol::P2pCircuit).count() {
        0 => {}
        1 => return Scope::Relayed,
        // Through two homes, one behind the other: nobody relays so. A home that relays names its own lines as well.
        _ => return Scope::Useless,
    }
    match address.iter().next() {
        Some(Protocol::Ip4(ip)) => ip_scope(IpAddr::V4(ip)),
        Some(Protocol::Ip6(ip)) => ip_scope(IpAddr::V6(ip)),
        Some(Protocol::Dns(_) | Protocol::Dns4(_) | Protocol::Dns6(_)) => Scope::Public,
        Some(_) | None => Scope::Useless,
    }
}

fn ip_scope(ip: IpAddr) -> Scope {
    match ip {
        IpAddr::V4(ip) if ip.is_loopback() => Scope::Loopback,
        IpAddr::V4(ip) if ip.is_unspecified() || ip.is_link_local() || ip.is_multicast() => Scope::Useless,
        // 100.64.0.0/10: shared by a provider's customers, so it is not public either.
        IpAddr::V4(ip) if ip.is_private() || (ip.octets()[0] == 100 && ip.octets()[1] & 0xc0 == 64) => Scope::Local,
        IpAddr::V4(_) => Scope::Public,
        IpAddr::V6(ip) if ip.is_loopback() => Scope::Loopback,
        IpAddr::V6(ip) if ip.is_unspecified() || ip.is_unicast_link_local() || ip.is_multicast() => Scope::Useless,
        IpAddr::V6(ip) if ip.is_unique_local() => Scope::Local,
        IpAddr::V6(_) => Scope::Public,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use protocol::keys::Secret;

    #[test]
    fn a_key_survives_the_way_to_a_peer_id_and_back() {
        let amara = Secret::from_seed(&[1; 32]).key();
        let peer = peer(&amara).expect("a key of the curve");
        assert_eq!(key(&peer), Some(amara));
        let keypair = libp2p::identity::Keypair::ed25519_from_bytes([1; 32]).expect("32 bytes");
        assert_eq!(keypair.public().to_peer_id(), peer, "one seed, one identity");
    }

    #[test]
    fn an_address_says_where_it_leads() {
        let cases = [
            ("/ip4/127.0.0.1/tcp/1", Scope::Loopback),
            ("/ip4/192.168.1.4/udp/1/quic-v1", Scope::Local),
            ("/ip4/100.64.3.4/tcp/1", Scope::Local),
            ("/ip4/9.9.9.9/tcp/1", Scope::Public),
            ("/ip6/fe80::1/tcp/1", Scope::Useless),
            ("/ip4/0.0.0.0/tcp/1", Scope::Useless),
            ("/dns4/home.example/tcp/1", Scope::Public),
        ];
        for (text, expected) in cases {
            assert_eq!(scope(&address(text).expect("an address")), expected, "{text}");
        }
        let relay = peer(&Secret::from_seed(&[2; 32]).key()).expect("a key of the curve");
        let once = circuit(&address("/ip4/9.9.9.9/tcp/1").expect("an address"), &relay, None);
        assert_eq!(scope(&once), Scope::Relayed);
        let other = peer(&Secret::from_seed(&[3; 32]).key()).expect("a key of the curve");
        let twice = circuit(&once, &other, None);
        assert_eq!(scope(&twice), Scope::Useless, "{twice}");
        assert_eq!([super::relay(&once), super::relay(&twice)], [Some(relay); 2]);
    }

    #[test]
    fn a_port_is_grafted_onto_a_host_of_its_own_kind() {
        let seen = address("/ip4/9.9.9.1/tcp/31000").expect("an address");
        let own = address("/ip4/192.168.1.4/udp/4747/quic-v1").expect("an address");
        assert_eq!(grafted(&seen, &own).expect("both IPv4").to_string(), "/ip4/9.9.9.1/udp/4747/quic-v1");
        assert_eq!(grafted(&seen, &address("/ip6/::1/tcp/1").expect("an address")), None);
    }

    #[test]
    fn a_peer_cannot_name_more_than_sixteen_addresses() {
        let peer = peer(&Secret::from_seed(&[1; 32]).key()).expect("a key of the curve");
        let mut texts: Vec<String> = (1..100).map(|port| format!("/ip4/9.9.9.9/tcp/{port}/p2p/{peer}")).collect();
        texts.insert(0, "x".repeat(10_000));
        let read = addresses(&texts, &peer);
        assert_eq!(read.len(), ADDRESSES_MAX);
        assert_eq!(read[0].to_string(), "/ip4/9.9.9.9/tcp/1");
    }
}
