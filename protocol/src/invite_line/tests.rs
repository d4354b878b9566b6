use proptest::prelude::*;

use super::*;
use crate::keys::Key;
use crate::text::Line;

fn place(seed: u8, address: &str) -> Place {
    Place { node: Secret::from_seed(&[seed; 32]).key(), address: Line::new(address).expect("short") }
}

fn line(places: Vec<Place>) -> InviteLine {
    InviteLine {
        guest: Guest::Collective,
        charter: Id::of(b"Laguna"),
        invite: Id::of(b"invite"),
        secret: OneTime([9; 16]),
        until: Day(20_790),
        places,
    }
}

fn sample() -> InviteLine {
    line(vec![place(1, "/ip4/192.0.2.7/tcp/4001"), place(2, "/ip6/2001:db8::7/udp/4001/quic-v1")])
}

fn any_address() -> impl Strategy<Value = String> {
    let host = prop_oneof![
        any::<[u8; 4]>().prop_map(|ip| format!("/ip4/{}", std::net::Ipv4Addr::from(ip))),
        any::<[u8; 16]>().prop_map(|ip| format!("/ip6/{}", std::net::Ipv6Addr::from(ip))),
        "[a-z]{1,20}\\.example".prop_map(|name| format!("/dns4/{name}")),
        "[a-z]{1,20}\\.example".prop_map(|name| format!("/dns/{name}")),
    ];
    let port = any::<u16>();
    let transport =
        prop_oneof![port.prop_map(|port| format!("/tcp/{port}")), port.prop_map(|port| format!("/udp/{port}/quic-v1"))];
    let direct = (host, transport).prop_map(|(host, transport)| host + &transport);
    prop_oneof![4 => direct, 1 => "/[a-zA-Z0-9/:.%-]{1,60}".prop_map(String::from)]
}

fn any_line() -> impl Strategy<Value = InviteLine> {
    let place = (0_u8..3, any_address()).prop_map(|(seed, address)| place(seed, &address));
    let guest =
        prop_oneof![Just(Guest::Member), Just(Guest::Collective), Just(Guest::Device), Just(Guest::Replacement)];
    (guest, any::<[u8; 32]>(), any::<[u8; 32]>(), any::<[u8; 16]>(), any::<u32>(), prop::collection::vec(place, 0..4))
        .prop_map(|(guest, charter, invite, secret, until, places)| InviteLine {
            guest,
            charter: Id::from_bytes(charter),
            invite: Id::from_bytes(invite),
            secret: OneTime(secret),
            until: Day(until),
            places,
        })
}

proptest! {
    #![proptest_config(crate::cases(256))]

    #[test]
    fn a_line_says_again_what_it_was_made_of(line in any_line()) {
        let text = line.encode();
        prop_assert!(text.len() <= LINE_MAX);
        prop_assert!(text.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit()));
        let read = InviteLine::parse(&text).expect("its own line");
        prop_assert!(line.places.starts_with(&read.places));
        prop_assert_eq!(InviteLine { places: Vec::new(), ..read }, InviteLine { places: Vec::new(), ..line });
    }

    #[test]
    fn any_text_is_read_without_panic(text in ".{0,300}") {
        prop_assert!(InviteLine::parse(&text).is_err());
        let started = format!("talko1{}", text);
        prop_assert!(InviteLine::parse(&started).is_err());
    }

    #[test]
    fn any_bytes_under_a_right_checksum_are_read_without_panic(
        version in 0_u8..32, guest in 0_u8..32, bytes in prop::collection::vec(any::<u8>(), 0..230)
    ) {
        if let Ok(line) = InviteLine::parse(&write(version, guest, &bytes)) {
            prop_assert_eq!(InviteLine::parse(&line.encode()), Ok(line));
        }
    }
}

#[test]
fn every_change_of_one_character_is_refused() {
    let text = sample().encode();
    for at in 0..text.len() {
        for letter in "023456789acdefghjklmnpqrstuvwxyzbio1!".chars() {
            if text[at..].starts_with(letter) {
                continue;
            }
            let changed = format!("{}{letter}{}", &text[..at], &text[at + 1..]);
            assert!(InviteLine::parse(&changed).is_err(), "{changed}");
        }
    }
}

#[test]
fn every_cut_says_how_much_arrived_or_that_it_was_altered() {
    let text = sample().encode();
    for at in 1..text.len() {
        match InviteLine::parse(&text[..at]) {
            Err(LineFault::Short { have, want }) => {
                assert_eq!(have, at);
                assert_eq!(want, if at < PREFIX.len() + HEAD { LINE_MIN } else { text.len() });
            }
            other => panic!("{at}: {other:?}"),
        }
        let tail = &text[at..];
        assert!(InviteLine::parse(tail).is_err(), "{tail}");
        let hole = format!("{}{}", &text[..at - 1], &text[at..]);
        assert!(matches!(
            InviteLine::parse(&hole),
            Err(LineFault::Short { .. } | LineFault::Altered | LineFault::Kind(_))
        ));
    }
}

#[test]
fn what_a_messenger_does_to_a_line_does_not_matter() {
    let text = sample().encode();
    let (front, back) = text.split_at(60);
    for pasted in [
        format!("{front}\n{back}\r\n"),
        format!("> {front}\n> {back}"),
        format!(" \u{201c}{front} {back}\u{201d} "),
        format!("{front}\u{200b}{back}\u{feff}"),
        text.to_uppercase(),
        format!("T{}", &text[1..]),
        format!("https://talko.example/join#{text}"),
        format!(
            "Ana invites you to Laguna VAs. Install Talko, then paste:\n\n{text}\n\nValid for 7 days, for one person."
        ),
        format!("talko join {text}"),
        format!("In talko 1 thing matters: {text}"),
    ] {
        assert_eq!(InviteLine::parse(&pasted), Ok(sample()), "{pasted}");
    }
}

#[test]
fn something_else_is_named_for_what_it_is() {
    let words = "legal winner thank year wave sausage worth useful legal winner thank yellow";
    assert_eq!(InviteLine::parse(words), Err(LineFault::Kind(Pasted::Words)));
    assert_eq!(InviteLine::parse("https://talko.example/help"), Err(LineFault::Kind(Pasted::Link)));
    assert_eq!(InviteLine::parse("hello Ana, how are you?"), Err(LineFault::Kind(Pasted::Other)));
    assert_eq!(InviteLine::parse("???"), Err(LineFault::Kind(Pasted::Other)));
    assert_eq!(InviteLine::parse(" \n"), Err(LineFault::Empty));
}

#[test]
fn a_line_of_a_later_version_asks_for_an_update() {
    let later = write(2, 5, &[3; 90]);
    assert_eq!(InviteLine::parse(&later), Err(LineFault::Newer));
    assert_eq!(InviteLine::parse(&write(VERSION, 5, &[3; 90])), Err(LineFault::Newer));
    assert_eq!(InviteLine::parse(&write(0, 0, &[3; 90])), Err(LineFault::Altered));
    assert!(matches!(InviteLine::parse(&later[..50]), Err(LineFault::Short { have: 50, .. })));
}

#[test]
fn addresses_that_make_a_line_too_long_are_left_out_from_the_end() {
    let long = |seed: u8| place(seed, &format!("/dns4/{}.example/tcp/4001", "a".repeat(60)));
    let read = InviteLine::parse(&line(vec![long(1), long(2), long(3)]).encode()).expect("whole");
    assert_eq!(read.places, [long(1)]);
    let long = place(5, &format!("/dns4/{}/tcp/4001", "a".repeat(180)));
    let read = InviteLine::parse(&line(vec![long]).encode()).expect("whole");
    assert_eq!(read.places, []);
}

#[test]
fn three_homes_behind_one_relay_fit() {
    let relay = "12D3KooWK99VoVxNE7XzyBwXEzW7xhK7Gpv85r9F3V3fyKSUKPH5";
    let circuit = |host: &str| format!("/ip4/{host}/udp/4001/quic-v1/p2p/{relay}/p2p-circuit");
    let places: Vec<Place> = (1..=4).map(|at| place(at, &circuit(&format!("192.0.2.{at}")))).collect();
    let read = InviteLine::parse(&line(places.clone()).encode()).expect("whole");
    assert_eq!(read.places, places[..3]);
}

#[test]
fn an_ordinary_line_fits_a_chat_message() {
    assert_eq!(line(Vec::new()).encode().len(), LINE_MIN);
    assert_eq!(line(vec![place(1, "/ip4/192.0.2.7/tcp/4001")]).encode().len(), 218);
}

#[test]
fn the_invite_key_follows_from_the_secret_alone() {
    let key: Key = OneTime([9; 16]).signer().key();
    assert_eq!(key, sample().secret.signer().key());
    assert_ne!(key, OneTime([8; 16]).signer().key());
    assert!(format!("{:?}", sample()).contains("***"));
}
