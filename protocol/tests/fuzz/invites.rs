//! What is pasted where an invite, or the line of a new computer, is asked for.

use bech32::{Bech32m, ByteIterExt as _, Fe32, Fe32IterExt as _, Hrp};
use protocol::founding::Hands;
use protocol::id::Id;
use protocol::invite_line::{DeviceRequest, Guest, InviteLine, LINE_MAX, OneTime, PLACES_MAX, Place};
use protocol::keys::{Key, Secret};
use protocol::text::Line;
use protocol::time::Day;

use super::target;

fn lines() -> Vec<String> {
    let node = Secret::from_seed(&[3; 32]).key();
    let addresses = ["/ip4/192.168.1.7/tcp/7846", "/dns/home.example.org/udp/7846/quic-v1"];
    let places: Vec<Place> =
        addresses.map(|address| Place { node, address: Line::new(address).expect("short") }).to_vec();
    let guests = [Guest::Member, Guest::Collective, Guest::Device, Guest::Replacement];
    let mut lines: Vec<String> = guests
        .into_iter()
        .map(|guest| InviteLine {
            guest,
            charter: Id::of(b"charter"),
            invite: Id::of(b"invite"),
            secret: OneTime([7; 16]),
            until: Day(20_800),
            places: places.clone(),
        })
        .map(|line| line.encode())
        .collect();
    let device = Secret::from_seed(&[1; 32]);
    let hands = Hands {
        device: &device,
        seal: Key::from_bytes([9; 32]),
        node: &Secret::from_seed(&[3; 32]),
        person: Id::of(b"Binh"),
    };
    lines.push(DeviceRequest::new(&Id::of(b"charter"), &hands).encode());
    lines
}

fn pasted(text: &str) -> String {
    let line = InviteLine::parse(text);
    if let Ok(line) = &line {
        assert!(line.places.len() <= PLACES_MAX);
        let again = line.encode();
        assert!(again.len() <= LINE_MAX);
        assert_eq!(InviteLine::parse(&again).as_ref(), Ok(line), "what was read is written as the same");
    }
    let request = DeviceRequest::parse(text);
    if let Ok(request) = &request {
        assert_eq!(DeviceRequest::parse(&request.encode()).as_ref(), Ok(request));
    }
    let outcome = |fault: &dyn std::fmt::Debug| {
        // Not the figures in it, of which there are many.
        format!("{fault:?}").split(|letter: char| !letter.is_alphabetic()).next().unwrap_or_default().to_string()
    };
    let said = line.map_or_else(|fault| outcome(&fault), |line| format!("{:?} {}", line.guest, line.places.len()));
    format!("{said}, {}", request.map_or_else(|fault| outcome(&fault), |_| "request".to_string()))
}

#[test]
fn whatever_is_pasted_is_an_invite_that_reads_the_same_again_or_a_stated_fault() {
    let mut seeds: Vec<Vec<u8>> = lines().into_iter().map(String::into_bytes).collect();
    seeds.push("Binh wrote:\n\u{201c}https://talko.example/#talko1abc\u{201d}".into());
    target("invite-text", 20_000, 4_000).run(seeds, |input| pasted(&String::from_utf8_lossy(input)));
}

/// A changed character meets the checksum; so the bytes are changed, and the checksum is made for them.
#[test]
fn whatever_stands_under_a_good_checksum_is_an_invite_or_a_stated_fault() {
    let symbols = |line: &str| -> Vec<u8> {
        let data = &line["talko1".len()..line.len() - 6];
        let head = data.chars().take(4).map(|letter| Fe32::from_char(letter).expect("a symbol").to_u8());
        let body = data.chars().skip(4).map(|letter| Fe32::from_char(letter).expect("a symbol"));
        head.chain(body.fes_to_bytes()).collect()
    };
    let seeds = lines().iter().map(|line| symbols(line)).collect();
    target("invite-bytes", 20_000, 400).run(seeds, |input| {
        let Some((head, bytes)) = input.split_first_chunk::<4>() else { return "nothing".to_string() };
        let symbol = |value: u8| Fe32::try_from(value & 31).expect("five bits are a symbol");
        let length = "talko1".len() + 4 + (bytes.len() * 8).div_ceil(5) + 6;
        // Mostly the length that it has; now and then the one that the input says.
        let said = if head[2] < 0xf0 {
            [symbol((length >> 5) as u8), symbol(length as u8)]
        } else {
            [symbol(head[2]), symbol(head[3])]
        };
        let head = [symbol(head[0]), symbol(head[1]), said[0], said[1]];
        let hrp = Hrp::parse("talko").expect("lower-case letters");
        let line: String = head
            .into_iter()
            .chain(bytes.iter().copied().bytes_to_fes())
            .with_checksum::<Bech32m>(&hrp)
            .chars()
            .collect();
        pasted(&line)
    });
}
