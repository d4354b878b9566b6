//! Whom the dialer tries, where and when.

use super::*;

fn some_peer() -> PeerId {
    libp2p::identity::Keypair::generate_ed25519().public().to_peer_id()
}

fn at(text: &str) -> Multiaddr {
    text.parse().expect("an address")
}

fn fail(dialer: &mut Dialer, peer: &PeerId, relays: bool, now: Instant) {
    let connection = ConnectionId::new_unchecked(7);
    dialer.started(peer, connection);
    dialer.failed(&connection, relays, now);
}

#[test]
fn pauses_grow_to_five_minutes_and_a_new_address_ends_them() {
    let (amara, mut dialer, mut now) = (some_peer(), Dialer::default(), Instant::now());
    dialer.book(BTreeMap::from([(amara, vec![at("/ip4/9.9.9.1/tcp/1")])]), now);
    for _ in 0..12 {
        assert_eq!(dialer.due(now, &[], |_| true).len(), 1);
        fail(&mut dialer, &amara, false, now);
        assert!(dialer.due(now, &[], |_| true).is_empty());
        now += PAUSE_MAX;
    }
    fail(&mut dialer, &amara, false, now);
    assert!(dialer.due(now + PAUSE_MAX / 2 - Duration::from_secs(1), &[], |_| true).is_empty());
    dialer.book(BTreeMap::from([(amara, vec![at("/ip4/9.9.9.2/tcp/1")])]), now);
    assert_eq!(dialer.due(now, &[], |_| true).len(), 1);
}

#[test]
fn the_direct_way_is_tried_before_a_relay() {
    let (amara, binh, mut dialer, now) = (some_peer(), some_peer(), Dialer::default(), Instant::now());
    let relays = [Relay { peer: binh, at: at("/ip4/9.9.9.9/tcp/4747") }];
    dialer.book(BTreeMap::from([(amara, vec![at("/ip4/9.9.9.1/tcp/1")])]), now);
    assert_eq!(dialer.due(now, &relays, |_| true)[0].addresses, [at("/ip4/9.9.9.1/tcp/1")]);
    fail(&mut dialer, &amara, true, now);
    let second = &dialer.due(now, &relays, |_| true)[0].addresses;
    assert_eq!(second.len(), 1);
    assert!(translate::relayed(&second[0]));
    dialer.connected(&amara, true, now);
    assert!(dialer.due(now, &relays, |_| true).is_empty(), "a relayed link is good enough for a while");
    let later = now + PAUSE_MAX;
    assert_eq!(dialer.due(later, &relays, |_| true)[0].addresses, [at("/ip4/9.9.9.1/tcp/1")]);
}

#[test]
fn a_home_stays_wanted_as_long_as_it_is_booked_or_listed() {
    let (amara, binh, mut dialer, now) = (some_peer(), some_peer(), Dialer::default(), Instant::now());
    dialer.book(BTreeMap::from([(amara, Vec::new())]), now);
    dialer.found(&binh, &[at("/ip4/192.168.1.7/tcp/4747")], now);
    dialer.keep(|_| true);
    assert_eq!(dialer.homes.len(), 2);
    dialer.book(BTreeMap::new(), now);
    assert_eq!(dialer.homes.keys().collect::<Vec<_>>(), [&binh]);
    dialer.keep(|_| false);
    assert!(dialer.homes.is_empty());
}

#[test]
fn a_start_begins_with_those_that_were_good_before_and_seeks_a_quarter_of_one_group() {
    let (mut dialer, now) = (Dialer::default(), Instant::now());
    let at = || vec![at("/ip4/9.9.9.1/tcp/1")];
    let many: Vec<PeerId> = (0..100).map(|_| some_peer()).collect();
    let anchors: BTreeSet<PeerId> = (0..3).map(|_| some_peer()).collect();
    dialer.book(many.iter().chain(&anchors).map(|peer| (*peer, at())).collect(), now);
    dialer.prefer(anchors.clone(), many.iter().map(|peer| (*peer, Id::of(b"many machines"))).collect());
    let mut dialled = Vec::new();
    for round in 0..20 {
        for attempt in dialer.due(now, &[], |_| true) {
            let connection = ConnectionId::new_unchecked(1_000 * round + dialled.len());
            dialer.started(&attempt.peer, connection);
            dialer.connected(&attempt.peer, false, now);
            dialled.push(attempt.peer);
        }
    }
    assert_eq!(dialled.iter().take(3).copied().collect::<BTreeSet<_>>(), anchors);
    assert_eq!(dialled.len(), 3 + OF_ONE_MAX);
    // Where one of them goes, another may come.
    dialer.lost(&dialled[5], false, now);
    dialer.keep(|_| true);
    assert_eq!(dialer.due(now + PAUSE_MIN, &[], |_| true).len(), 1);
}

#[test]
fn a_book_of_thousands_is_cut_and_dialled_a_few_at_a_time() {
    let (mut dialer, now) = (Dialer::default(), Instant::now());
    let book = (0..1_000).map(|_| (some_peer(), vec![at("/ip4/9.9.9.1/tcp/1")])).collect();
    dialer.book(book, now);
    assert_eq!(dialer.homes.len(), HOMES_MAX);
    assert_eq!(dialer.due(now, &[], |_| true).len(), DIALING_MAX);
}

#[test]
fn a_home_is_called_through_the_relay_that_its_invite_named_where_no_neighbour_relays() {
    let (amara, binh, mut dialer, now) = (some_peer(), some_peer(), Dialer::default(), Instant::now());
    let circuit = translate::circuit(&at("/ip4/9.9.9.9/tcp/4747"), &binh, None);
    dialer.book(BTreeMap::from([(amara, vec![at("/ip4/192.168.1.7/tcp/4747"), circuit.clone()])]), now);
    assert_eq!(dialer.due(now, &[], |_| true)[0].addresses, [at("/ip4/192.168.1.7/tcp/4747")]);
    fail(&mut dialer, &amara, false, now);
    assert_eq!(dialer.due(now, &[], |_| true)[0].addresses, [circuit], "at once");
    fail(&mut dialer, &amara, false, now);
    assert!(dialer.due(now, &[], |_| true).is_empty(), "then after a pause");
    assert_eq!(dialer.due(now + PAUSE_MIN, &[], |_| true)[0].addresses, [at("/ip4/192.168.1.7/tcp/4747")]);
}

#[test]
fn a_home_whose_lines_break_at_once_is_called_ever_more_rarely_until_one_holds() {
    let (amara, mut dialer, mut now) = (some_peer(), Dialer::default(), Instant::now());
    dialer.book(BTreeMap::from([(amara, vec![at("/ip4/9.9.9.1/tcp/1")])]), now);
    let mut calls = 0;
    let end = now + Duration::from_secs(60);
    while now < end {
        calls += dialer.due(now, &[], |_| true).len();
        if calls > 0 && dialer.homes[&amara].link == Link::None && now >= dialer.homes[&amara].next {
            dialer.connected(&amara, false, now);
            dialer.lost(&amara, false, now + Duration::from_millis(1));
        }
        now += Duration::from_millis(500);
    }
    assert!((5..=9).contains(&calls), "{calls} in a minute");
    dialer.connected(&amara, false, now);
    now += HOLDS;
    dialer.lost(&amara, false, now);
    assert_eq!(dialer.due(now + PAUSE_MIN / 4, &[], |_| true).len(), 1);
}
