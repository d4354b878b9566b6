//! Owns which addresses of other homes are worth a call, and from where own ones can be called. What another collective says of itself may
//! name the inside of our network: it is called there only where both share a link, so that nobody
//! makes this home knock at the printers and routers around it. What the own collective says, what
//! an invite that was pasted here says, and what the local network itself shows is called as it is.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use protocol::invite_line;
use protocol::local::CalledFrom;

/// True where an address that another collective's home told is to be called.
///
/// - `address`: a multiaddress; what does not begin with an IP address (a name) leads outside.
/// - `listening`: where this home listens, which names the links that it has.
pub(crate) fn from_others(address: &str, listening: &[String]) -> bool {
    let Some(ip) = host(address) else { return true };
    let own = || listening.iter().filter_map(|address| host(address));
    match place(ip) {
        Place::Outside => true,
        // Homes that listen on the loopback alone are several on one machine, as in a test or a demo.
        Place::Machine => {
            let here = |address: &String| host(address).is_some_and(|ip| place(ip) == Place::Machine);
            !listening.is_empty() && listening.iter().all(here)
        }
        Place::Inside => own().any(|own| same_link(own, ip)),
        Place::Nowhere => false,
    }
}

/// From where places in an invite line can be called, as far as their addresses tell. The loopback counts as anywhere:
/// whoever listens there alone is on one machine with all whom it invites.
pub(crate) fn called_from(places: &[invite_line::Place]) -> CalledFrom {
    let leads_inside = |address: &str| host(address).is_some_and(|ip| place(ip) == Place::Inside);
    if places.is_empty() {
        CalledFrom::Nowhere
    } else if places.iter().all(|place| leads_inside(&place.address)) {
        CalledFrom::Here
    } else {
        CalledFrom::Anywhere
    }
}

/// Where an IP address leads.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    Machine,
    Inside,
    Outside,
    /// Holds on a single link without saying which, or for nobody.
    Nowhere,
}

/// The first host of an address: of a relayed one, the relay.
fn host(address: &str) -> Option<IpAddr> {
    let mut parts = address.split('/').skip(1);
    match (parts.next()?, parts.next()?) {
        ("ip4", ip) => parsed(ip.parse::<Ipv4Addr>().map(IpAddr::V4)),
        ("ip6", ip) => parsed(ip.parse::<Ipv6Addr>().map(IpAddr::V6)),
        _ => None,
    }
}

fn parsed(ip: Result<IpAddr, std::net::AddrParseError>) -> Option<IpAddr> {
    // What cannot be read is left out later, where multiaddresses are parsed.
    let Ok(ip) = ip else { return None };
    Some(ip.to_canonical())
}

fn place(ip: IpAddr) -> Place {
    if ip.is_loopback() {
        return Place::Machine;
    }
    if ip.is_unspecified() || ip.is_multicast() {
        return Place::Nowhere;
    }
    match ip {
        IpAddr::V4(ip) if ip.is_link_local() || ip.is_broadcast() => Place::Nowhere,
        IpAddr::V6(ip) if ip.is_unicast_link_local() => Place::Nowhere,
        // 100.64.0.0/10: shared by a provider's customers.
        IpAddr::V4(ip) if ip.is_private() || (ip.octets()[0] == 100 && ip.octets()[1] & 0xc0 == 64) => Place::Inside,
        IpAddr::V6(ip) if ip.is_unique_local() => Place::Inside,
        IpAddr::V4(_) | IpAddr::V6(_) => Place::Outside,
    }
}

/// True within one /24 or /64, the usual size of a home's network; a larger one is found by its own
/// search of the local network.
fn same_link(own: IpAddr, other: IpAddr) -> bool {
    match (own, other) {
        (IpAddr::V4(own), IpAddr::V4(other)) => own.octets()[..3] == other.octets()[..3],
        (IpAddr::V6(own), IpAddr::V6(other)) => own.segments()[..4] == other.segments()[..4],
        (IpAddr::V4(_), IpAddr::V6(_)) | (IpAddr::V6(_), IpAddr::V4(_)) => false,
    }
}

#[cfg(test)]
mod tests {
    use protocol::text::Line;

    use super::*;

    fn called(listening: &[&str], address: &str) -> bool {
        let listening: Vec<String> = listening.iter().map(ToString::to_string).collect();
        from_others(address, &listening)
    }

    /// A home that listens everywhere, as the system spells it out.
    const EVERYWHERE: &[&str] = &["/ip4/127.0.0.1/tcp/4747", "/ip4/192.168.1.4/tcp/4747", "/ip6/fd00:1::4/tcp/4747"];

    #[test]
    fn what_leads_inside_is_called_only_on_a_shared_link() {
        for inside in ["/ip4/192.168.1.1/tcp/80", "/ip4/192.168.1.9/udp/4747/quic-v1", "/ip6/fd00:1::9/tcp/1"] {
            assert!(called(EVERYWHERE, inside), "{inside}");
        }
        for other in [
            "/ip4/192.168.2.1/tcp/80",
            "/ip4/10.0.0.1/tcp/22",
            "/ip4/172.16.4.4/tcp/1",
            "/ip4/100.64.0.1/tcp/1",
            "/ip6/fd00:2::9/tcp/1",
            "/ip6/::ffff:10.0.0.1/tcp/22",
            "/ip4/10.0.0.1/tcp/22/p2p/12D3KooWGzh9Sj4yFqeu9ZfT3w1z3rWdFQqbAXSyPbnrq6Sr6BRa/p2p-circuit",
        ] {
            assert!(!called(EVERYWHERE, other), "{other}");
        }
    }

    #[test]
    fn the_own_machine_and_single_links_are_not_called_for_others() {
        for address in ["/ip4/127.0.0.1/tcp/22", "/ip6/::1/tcp/22", "/ip4/169.254.169.254/tcp/80", "/ip6/fe80::1/tcp/1"]
        {
            assert!(!called(EVERYWHERE, address) && !called(&[], address), "{address}");
        }
        assert!(called(&["/ip4/127.0.0.1/tcp/4747"], "/ip4/127.0.0.1/tcp/5000"), "homes of one machine");
    }

    #[test]
    fn an_invite_that_names_the_own_network_alone_can_be_used_there_alone() {
        let from = |addresses: &[&str]| {
            let node = protocol::keys::Key::from_bytes([1; 32]);
            let place = |address: &&str| invite_line::Place { node, address: Line::new(*address).expect("short") };
            called_from(&addresses.iter().map(place).collect::<Vec<_>>())
        };
        let relay = "/ip4/9.9.9.9/tcp/4747/p2p/12D3KooWGzh9Sj4yFqeu9ZfT3w1z3rWdFQqbAXSyPbnrq6Sr6BRa/p2p-circuit";
        let near = ["/ip4/192.168.1.4/tcp/4747", "/ip4/100.64.0.9/tcp/4747", "/ip6/fd00:1::4/tcp/4747"];
        assert_eq!(from(&[]), CalledFrom::Nowhere);
        assert_eq!(from(&near), CalledFrom::Here);
        assert_eq!(from(&[near[0], relay]), CalledFrom::Anywhere, "a neighbour relays");
        assert_eq!(from(&["/ip4/9.9.9.5/tcp/4747"]), CalledFrom::Anywhere);
        assert_eq!(from(&["/ip4/127.0.0.1/tcp/4747"]), CalledFrom::Anywhere, "homes of one machine");
    }

    #[test]
    fn what_leads_outside_is_called() {
        for address in ["/ip4/9.9.9.9/tcp/4747", "/dns4/home.example/tcp/4747", "/ip6/2001:db8::1/udp/4747/quic-v1"] {
            assert!(called(EVERYWHERE, address) && called(&[], address), "{address}");
        }
    }
}
