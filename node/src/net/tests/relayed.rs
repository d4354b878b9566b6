//! Homes that nobody can call, and a third one that relays.

use super::*;

#[tokio::test]
async fn homes_that_know_only_a_relay_meet_through_it() {
    let (relay, at) = open_home(9).await;
    // Neither listens: they can only call.
    let (mut amara, _) = Home::start(1, &[]).await;
    let (mut binh, _) = Home::start(2, &[]).await;
    let all = keys(&[&relay, &amara, &binh]);
    for home in [&relay, &amara, &binh] {
        home.net.listed(all.clone()).await;
        home.net.topics(topics()).await;
    }
    amara.net.book(BTreeMap::from([(relay.key, at.clone())])).await;
    let circuit = amara.circuit().await;
    assert_eq!(amara.net.reach().await.state, ReachState::ThroughNeighbour);

    // Binh knows who Amara is, not where: any neighbour that relays will do.
    binh.net.book(BTreeMap::from([(relay.key, at), (amara.key, Vec::new())])).await;

    binh.connected(amara.key).await;
    amara.connected(binh.key).await;
    let peers = binh.net.peers().await;
    let path = peers.iter().find(|peer| peer.key == amara.key).map(|peer| peer.path);
    assert_eq!(path, Some(Path::Relayed));
    assert!(circuit.contains("/p2p/"), "{circuit}");
    // More than the 128 KiB at which libp2p's default would cut the circuit.
    let mut sync = binh.net.open(amara.key, Kind::Sync).await.expect("a stream");
    let sent = tokio::spawn(async move {
        sync.write_all(&vec![7; 1_000_000]).await.expect("written");
        sync.close().await.expect("closed");
        sync
    });
    assert_eq!(amara.told_by(Kind::Sync).await.1.len(), 1_000_000);
    drop(sent);
}

#[tokio::test]
async fn a_newcomer_knocks_through_a_relay_that_does_not_list_it() {
    let (relay, at) = open_home(9).await;
    let (mut amara, _) = Home::start(1, &[]).await;
    let (newcomer, _) = Home::start(5, &[]).await;
    relay.net.listed(keys(&[&amara])).await;
    amara.net.listed(keys(&[&relay])).await;
    amara.net.book(BTreeMap::from([(relay.key, at)])).await;
    let circuit = amara.circuit().await;

    newcomer.net.dial(amara.key, vec![circuit]).await.expect("put through");
    let mut knock = newcomer.net.open(amara.key, Kind::Knock).await.expect("the door is there");
    knock.write_all(b"it is me").await.expect("told");
    knock.close().await.expect("closed");

    assert_eq!(amara.told_by(Kind::Knock).await, (newcomer.key, b"it is me".to_vec()));
}

#[tokio::test]
async fn an_unlisted_home_gets_no_reservation() {
    let (relay, at) = open_home(9).await;
    let (mallory, _) = Home::start(6, &[]).await;
    let (mut chidi, _) = Home::start(3, &[]).await;
    relay.net.listed(keys(&[&chidi])).await;
    for home in [&mallory, &chidi] {
        home.net.listed(keys(&[&relay])).await;
        home.net.book(BTreeMap::from([(relay.key, at.clone())])).await;
    }

    chidi.until(|event| matches!(event, Event::Addresses(addresses) if !addresses.is_empty()).then_some(())).await;

    assert!(mallory.net.reach().await.addresses.is_empty());
    assert_ne!(mallory.net.reach().await.state, ReachState::ThroughNeighbour);
}

#[tokio::test]
async fn a_home_that_stops_or_begins_to_relay_keeps_what_it_has_through_others() {
    let (relay, at) = open_home(9).await;
    // It can be called, it thinks, and finds Amara through the relay all the same.
    let external = vec!["/ip4/127.0.0.1/tcp/9".to_owned()];
    let (mut binh, _) = Home::with(2, Settings { external, ..quiet() }).await;
    let (mut amara, _) = Home::start(1, &[]).await;
    let all = keys(&[&relay, &amara, &binh]);
    for home in [&relay, &amara, &binh] {
        home.net.listed(all.clone()).await;
    }
    amara.net.book(BTreeMap::from([(relay.key, at.clone())])).await;
    amara.circuit().await;
    binh.net.book(BTreeMap::from([(relay.key, at), (amara.key, Vec::new())])).await;
    binh.connected(amara.key).await;

    for relaying in [Relaying::Spared, Relaying::Offered] {
        binh.net.relay(relaying).await;
        let mut sync = binh.net.open(amara.key, Kind::Sync).await.expect("a stream");
        sync.write_all(b"still here").await.expect("written");
        sync.close().await.expect("closed");
        assert_eq!(amara.told_by(Kind::Sync).await.1, b"still here");
    }
}
