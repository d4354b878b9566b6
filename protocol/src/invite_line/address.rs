//! Owns how an address stands in an invite line: the few forms that homes have, in as few bytes as
//! they need, and any other form as its text.
//!
//! An address is a multiaddress such as `/ip4/192.0.2.7/tcp/4001`, or through a neighbour
//! `/ip4/192.0.2.7/udp/4001/quic-v1/p2p/12D3Koo…/p2p-circuit`, without the home's own key behind it:
//! that key stands beside it. What the compact form would not give back letter by letter travels as text.

use std::net::{Ipv4Addr, Ipv6Addr};

use super::PLACES_MAX;
use crate::keys::Key;
use crate::text::Line;

/// Where a home can be called, and the node key that must answer there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The home's node key.
    pub node: Key,
    /// The multiaddress, without the home's own key at its end.
    pub address: Line<200>,
}

const END: u8 = 0;
const IP4: u8 = 1;
const IP6: u8 = 2;
const DNS: u8 = 3;
const DNS4: u8 = 4;
const DNS6: u8 = 5;
const TCP: u8 = 6;
const UDP: u8 = 7;
const QUIC: u8 = 8;
const NODE: u8 = 9;
const CIRCUIT: u8 = 10;
const TEXT: u8 = 11;

/// Writes the addresses; a key that stands in several of them is written once.
pub fn write(places: &[Place], out: &mut Vec<u8>) {
    let mut keys = Vec::new();
    for place in places {
        write_key(&place.node, &mut keys, out);
        let (mut compact, mut seen) = (Vec::new(), keys.clone());
        let compacted = steps(&place.address, &mut seen, &mut compact);
        let mut known = keys.clone();
        if compacted.is_some() && read_steps(&mut Reader::new(&compact), &mut known).as_deref() == Some(&*place.address)
        {
            out.extend_from_slice(&compact);
            keys = seen;
        } else {
            out.push(TEXT);
            write_text(&place.address, out);
        }
    }
}

/// Reads addresses to the end; `None` where the bytes are not what `write` makes.
pub fn read(reader: &mut Reader<'_>) -> Option<Vec<Place>> {
    let (mut keys, mut places) = (Vec::new(), Vec::new());
    while !reader.is_done() {
        if places.len() == PLACES_MAX {
            return None;
        }
        let node = read_key(reader, &mut keys)?;
        let address = if reader.peek() == Some(TEXT) {
            reader.byte()?;
            read_text(reader)?.to_string()
        } else {
            read_steps(reader, &mut keys)?
        };
        places.push(Place { node, address: Line::new(address).ok()? });
    }
    Some(places)
}

/// Takes bytes from the front, never more than there are.
pub struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    /// Begins at the first byte.
    pub fn new(bytes: &'a [u8]) -> Reader<'a> {
        Reader(bytes)
    }

    /// True behind the last byte.
    pub fn is_done(&self) -> bool {
        self.0.is_empty()
    }

    /// Takes exactly `N` bytes.
    pub fn array<const N: usize>(&mut self) -> Option<[u8; N]> {
        let (taken, rest) = self.0.split_first_chunk()?;
        self.0 = rest;
        Some(*taken)
    }

    fn byte(&mut self) -> Option<u8> {
        self.array::<1>().map(|[byte]| byte)
    }

    fn peek(&self) -> Option<u8> {
        self.0.first().copied()
    }

    fn slice(&mut self, length: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.0.split_at_checked(length)?;
        self.0 = rest;
        Some(taken)
    }
}

/// Writes the compact form; `None` where the address has another form.
fn steps(address: &str, keys: &mut Vec<Key>, out: &mut Vec<u8>) -> Option<()> {
    let mut parts = address.strip_prefix('/')?.split('/');
    while let Some(name) = parts.next() {
        match name {
            "ip4" => {
                out.push(IP4);
                out.extend_from_slice(&parts.next()?.parse::<Ipv4Addr>().ok()?.octets());
            }
            "ip6" => {
                out.push(IP6);
                out.extend_from_slice(&parts.next()?.parse::<Ipv6Addr>().ok()?.octets());
            }
            "dns" | "dns4" | "dns6" => {
                out.push(if name == "dns" { DNS } else { [DNS4, DNS6][usize::from(name == "dns6")] });
                write_text(parts.next()?, out);
            }
            "tcp" | "udp" => {
                out.push(if name == "tcp" { TCP } else { UDP });
                out.extend_from_slice(&parts.next()?.parse::<u16>().ok()?.to_be_bytes());
            }
            "quic-v1" => out.push(QUIC),
            "p2p" => {
                out.push(NODE);
                write_key(&peer_key(parts.next()?)?, keys, out);
            }
            "p2p-circuit" => out.push(CIRCUIT),
            _ => return None,
        }
    }
    out.push(END);
    Some(())
}

fn read_steps(reader: &mut Reader<'_>, keys: &mut Vec<Key>) -> Option<String> {
    let mut address = String::new();
    loop {
        let step = match reader.byte()? {
            END => return Some(address),
            IP4 => format!("/ip4/{}", Ipv4Addr::from(reader.array::<4>()?)),
            IP6 => format!("/ip6/{}", Ipv6Addr::from(reader.array::<16>()?)),
            DNS => format!("/dns/{}", read_text(reader)?),
            DNS4 => format!("/dns4/{}", read_text(reader)?),
            DNS6 => format!("/dns6/{}", read_text(reader)?),
            TCP => format!("/tcp/{}", u16::from_be_bytes(reader.array()?)),
            UDP => format!("/udp/{}", u16::from_be_bytes(reader.array()?)),
            QUIC => "/quic-v1".to_string(),
            NODE => format!("/p2p/{}", peer_text(&read_key(reader, keys)?)),
            CIRCUIT => "/p2p-circuit".to_string(),
            _ => return None,
        };
        address.push_str(&step);
    }
}

/// A key is its place among the keys so far; the next place means that its bytes follow.
fn write_key(key: &Key, keys: &mut Vec<Key>, out: &mut Vec<u8>) {
    let at = keys.iter().position(|known| known == key).unwrap_or(keys.len());
    out.push(at as u8);
    if at == keys.len() {
        out.extend_from_slice(key.as_bytes());
        keys.push(*key);
    }
}

fn read_key(reader: &mut Reader<'_>, keys: &mut Vec<Key>) -> Option<Key> {
    let at = usize::from(reader.byte()?);
    if at == keys.len() {
        keys.push(Key::from_bytes(reader.array()?));
    }
    keys.get(at).copied()
}

/// A text is at most 200 bytes, since an address is.
fn write_text(text: &str, out: &mut Vec<u8>) {
    out.push(text.len() as u8);
    out.extend_from_slice(text.as_bytes());
}

fn read_text<'a>(reader: &mut Reader<'a>) -> Option<&'a str> {
    let length = usize::from(reader.byte()?);
    std::str::from_utf8(reader.slice(length)?).ok()
}

/// What stands before an Ed25519 key in a libp2p peer id: identity hash of a 36-byte protobuf of type 1.
const PEER_HEAD: [u8; 6] = [0x00, 0x24, 0x08, 0x01, 0x12, 0x20];
/// Bitcoin's base 58.
const BASE58: &[u8; 58] = b"123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";

fn peer_text(key: &Key) -> String {
    // 52: 38 bytes are at most 52 digits of base 58.
    let mut digits: Vec<u8> = Vec::with_capacity(52);
    let bytes = [&PEER_HEAD[..], key.as_bytes()].concat();
    for byte in &bytes {
        let mut carry = u32::from(*byte);
        for digit in &mut digits {
            carry += u32::from(*digit) << 8;
            *digit = (carry % 58) as u8;
            carry /= 58;
        }
        while carry > 0 {
            digits.push((carry % 58) as u8);
            carry /= 58;
        }
    }
    let zeros = bytes.iter().take_while(|byte| **byte == 0).count();
    std::iter::repeat_n(0, zeros)
        .chain(digits.into_iter().rev())
        .map(|digit| char::from(BASE58[usize::from(digit)]))
        .collect()
}

fn peer_key(text: &str) -> Option<Key> {
    let mut bytes = [0_u8; 38];
    for letter in text.bytes() {
        let mut carry = BASE58.iter().position(|known| *known == letter)? as u32;
        for byte in bytes.iter_mut().rev() {
            carry += u32::from(*byte) * 58;
            *byte = carry as u8;
            carry >>= 8;
        }
        if carry > 0 {
            return None;
        }
    }
    let key = bytes.strip_prefix(&PEER_HEAD)?.try_into().ok()?;
    Some(Key::from_bytes(key))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_peer_id_is_the_one_that_libp2p_writes() {
        // From the specification of multiaddresses; not made by this code.
        let text = "12D3KooWK99VoVxNE7XzyBwXEzW7xhK7Gpv85r9F3V3fyKSUKPH5";
        let key = peer_key(text).expect("an Ed25519 key");
        assert!(key.usable());
        assert_eq!(peer_text(&key), text);
        assert_eq!(peer_key("QmYyQSo1c1Ym7orWxLYvCrM2EmxFTANf8wXmmE7DWjhx5N"), None);
        assert_eq!(peer_key("12D3KooW0"), None);
    }

    #[test]
    fn a_home_reached_in_two_ways_names_its_key_once() {
        let node = Key::from_bytes([7; 32]);
        let place = |address: &str| Place { node, address: Line::new(address).expect("short") };
        let mut out = Vec::new();
        write(&[place("/ip4/192.0.2.7/tcp/4001"), place("/ip4/192.0.2.7/udp/4001/quic-v1")], &mut out);
        assert_eq!(out.len(), (1 + 32 + 5 + 3 + 1) + (1 + 5 + 3 + 1 + 1));
    }
}
