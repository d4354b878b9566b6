//! Homes that talk over loopback: real sockets, real libp2p, nothing outside this process.

mod relayed;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicU16, Ordering};
use std::time::Duration;

use futures::{AsyncReadExt as _, AsyncWriteExt as _};
use protocol::keys::{Key, Secret};
use tokio::sync::mpsc;
use tokio::time::timeout;

use super::*;

/// What a loaded machine needs at worst; a test that waits that long has failed.
const DEADLINE: Duration = Duration::from_secs(30);
const LOOPBACK: &str = "/ip4/127.0.0.1/tcp/0";

struct Home {
    seed: [u8; 32],
    key: Key,
    net: Net,
    events: mpsc::Receiver<Event>,
}

impl Home {
    /// Starts a home and waits until it listens, if it does.
    async fn start(seed: u8, listen: &[&str]) -> (Home, Vec<String>) {
        Home::with(seed, Settings { listen: listen.iter().map(|text| (*text).to_owned()).collect(), ..quiet() }).await
    }

    async fn with(number: u8, settings: Settings) -> (Home, Vec<String>) {
        let wait = settings.listen.len();
        Home::listening(number, start([number; 32], settings).expect("the network starts"), wait).await
    }

    async fn listening(number: u8, (net, events): (Net, mpsc::Receiver<Event>), wait: usize) -> (Home, Vec<String>) {
        let seed = [number; 32];
        let mut home = Home { seed, key: Secret::from_seed(&seed).key(), net, events };
        let mut addresses = Vec::new();
        while addresses.len() < wait {
            if let Event::Listening(now) = home.next().await {
                addresses = now;
            }
        }
        (home, addresses)
    }

    async fn next(&mut self) -> Event {
        timeout(DEADLINE, self.events.recv()).await.expect("an event in time").expect("a running network")
    }

    async fn until<T>(&mut self, mut wanted: impl FnMut(Event) -> Option<T>) -> T {
        loop {
            if let Some(found) = wanted(self.next().await) {
                return found;
            }
        }
    }

    async fn connected(&mut self, other: Key) {
        self.until(|event| matches!(event, Event::Connected(key) if key == other).then_some(())).await;
    }

    /// All that somebody says over the next stream of this kind, and who they are.
    async fn told_by(&mut self, wanted: Kind) -> (Key, Vec<u8>) {
        let (from, mut duplex) = self
            .until(|event| match event {
                Event::Inbound { from, kind, duplex } if kind == wanted => Some((from, duplex)),
                _ => None,
            })
            .await;
        let mut heard = Vec::new();
        timeout(DEADLINE, duplex.read_to_end(&mut heard)).await.expect("all of it in time").expect("read");
        (from, heard)
    }

    /// Waits until a neighbour holds a line for it, and says where.
    async fn circuit(&mut self) -> String {
        self.until(|event| match event {
            Event::Addresses(addresses) => addresses.into_iter().find(|text| text.ends_with("/p2p-circuit")),
            _ => None,
        })
        .await
    }

    /// Waits until all of these follow a topic here.
    async fn followed_by(&mut self, mut others: BTreeSet<Key>) {
        while !others.is_empty() {
            if let Event::Subscribed { key, .. } = self.next().await {
                others.remove(&key);
            }
        }
    }

    /// Accepts messages until this one has come.
    async fn hears(&mut self, wanted: &[u8]) -> Key {
        loop {
            if let Event::Heard { from, bytes, token, .. } = self.next().await {
                self.net.judge(token, Verdict::Accept).await;
                if bytes == wanted {
                    return from;
                }
            }
        }
    }

    /// Publishes until somebody is there to hear it.
    async fn publish(&self, topic: &str, bytes: &[u8]) {
        let sent = async {
            while self.net.publish(topic.to_owned(), bytes.to_vec()).await == Published::Nobody {
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
        };
        timeout(DEADLINE, sent).await.expect("somebody follows the topic");
    }
}

/// A home at a port of its own: see [`ports`].
async fn settled(number: u8, settings: impl Fn(&str) -> Settings) -> (Home, Vec<String>) {
    for port in ports() {
        let settings = settings(&format!("/ip4/127.0.0.1/tcp/{port}"));
        match start([number; 32], settings.clone()) {
            Ok(started) => return Home::listening(number, started, settings.listen.len()).await,
            Err(NetFault::Taken { .. }) => {}
            Err(fault) => panic!("the network starts: {fault}"),
        }
    }
    panic!("one port of a hundred is free")
}

/// Ports that the system gives to nobody who asks for any, so that they can be given back and taken again: below
/// the ephemeral ranges of Linux and macOS, a hundred to a process and each once.
fn ports() -> impl Iterator<Item = u16> {
    static NEXT: AtomicU16 = AtomicU16::new(0);
    let first = 10_000 + (std::process::id() % 220) as u16 * 100;
    (0..100).map(move |_| first + NEXT.fetch_add(1, Ordering::Relaxed) % 100)
}

/// A home that was told how it is reached, so that it relays.
async fn open_home(number: u8) -> (Home, Vec<String>) {
    let told = |address: &str| vec![address.to_owned()];
    settled(number, |address| Settings { listen: told(address), external: told(address), ..quiet() }).await
}

fn quiet() -> Settings {
    Settings { listen: Vec::new(), lan: false, upnp: false, ..Settings::default() }
}

fn keys(homes: &[&Home]) -> BTreeSet<Key> {
    homes.iter().map(|home| home.key).collect()
}

fn topics() -> BTreeSet<String> {
    BTreeSet::from(["inner".to_owned()])
}

#[tokio::test]
async fn a_home_with_a_new_key_is_met_at_its_old_address_by_one_that_nobody_can_call() {
    let old = Secret::from_seed(&[1; 32]).key();
    let (mut renewed, at) = Home::start(2, &[LOOPBACK]).await;
    let (binh, _) = Home::start(3, &[]).await;
    renewed.net.listed([binh.key].into()).await;
    binh.net.listed([old].into()).await;
    binh.net.book([(old, at)].into()).await;
    // Binh calls for the old key. For the renewed home that is a listed one, which came.
    renewed.connected(binh.key).await;
    renewed.net.open(binh.key, Kind::Knock).await.expect("it can say who it is");
    assert!(binh.net.open(renewed.key, Kind::Sync).await.is_err(), "and is a stranger until then");
}

#[tokio::test]
async fn two_listed_homes_connect_from_the_book_and_gossip_is_handed_on_after_the_verdict() {
    let (mut amara, at) = Home::start(1, &[LOOPBACK]).await;
    let (mut binh, _) = Home::start(2, &[LOOPBACK]).await;
    let (mut chidi, _) = Home::start(3, &[LOOPBACK]).await;
    let all = keys(&[&amara, &binh, &chidi]);
    for home in [&amara, &binh, &chidi] {
        home.net.listed(all.clone()).await;
        home.net.topics(topics()).await;
    }
    // Binh and Chidi know only Amara: what Binh says reaches Chidi through Amara's verdict.
    let book = BTreeMap::from([(amara.key, at)]);
    binh.net.book(book.clone()).await;
    chidi.net.book(book).await;
    binh.connected(amara.key).await;
    chidi.connected(amara.key).await;
    // What is said before somebody follows a topic is not handed on to them.
    amara.followed_by(keys(&[&binh, &chidi])).await;

    binh.publish("inner", b"a lead").await;

    assert_eq!(amara.hears(b"a lead").await, binh.key);
    assert_eq!(chidi.hears(b"a lead").await, amara.key, "the neighbour is named, not the author");
    assert_eq!(binh.net.publish("inner".to_owned(), b"a lead".to_vec()).await, Published::Duplicate);
    assert_eq!(binh.net.publish("inner".to_owned(), vec![0; 30_000]).await, Published::TooLarge);
    assert_eq!(binh.net.publish("other".to_owned(), b"a lead".to_vec()).await, Published::Foreign);
    let peers = binh.net.peers().await;
    assert_eq!((peers.len(), peers[0].key, peers[0].path), (1, amara.key, Path::Direct));
    for home in [amara, binh, chidi] {
        home.net.stop().await;
    }
}

#[tokio::test]
async fn an_unlisted_home_can_knock_but_neither_sync_nor_gossip() {
    let (mut amara, at) = Home::start(1, &[LOOPBACK]).await;
    let (mallory, _) = Home::start(6, &[LOOPBACK]).await;
    amara.net.topics(topics()).await;
    mallory.net.topics(topics()).await;
    // Mallory lists Amara, as a thief of a roster would; Amara does not list Mallory.
    mallory.net.listed(keys(&[&amara])).await;
    mallory.net.dial(amara.key, at).await.expect("a dial");

    let mut knock = mallory.net.open(amara.key, Kind::Knock).await.expect("a knock");
    knock.write_all(b"let me in").await.expect("written");
    knock.close().await.expect("closed");
    let (from, mut duplex) = amara
        .until(|event| match event {
            Event::Inbound { from, kind: Kind::Knock, duplex } => Some((from, duplex)),
            Event::Connected(_) | Event::Heard { .. } => panic!("an unlisted home is no neighbour"),
            _ => None,
        })
        .await;
    let mut said = Vec::new();
    duplex.read_to_end(&mut said).await.expect("read");
    assert_eq!((from, said.as_slice()), (mallory.key, b"let me in".as_slice()));

    // The stream is agreed on and then dropped by Amara: not one byte is answered.
    if let Ok(mut sync) = mallory.net.open(amara.key, Kind::Sync).await {
        let mut answer = Vec::new();
        let read = timeout(DEADLINE, sync.read_to_end(&mut answer)).await.expect("the stream ends");
        assert!(read.is_err() || answer.is_empty());
    }
    assert!(matches!(amara.net.open(mallory.key, Kind::Sync).await, Err(NetFault::NotListed)));
    assert_eq!(mallory.net.publish("inner".to_owned(), b"spam".to_vec()).await, Published::Nobody);
    assert!(amara.net.peers().await.is_empty());
}

#[tokio::test]
async fn a_knock_that_makes_a_neighbour_turns_into_a_full_connection() {
    let (mut amara, at) = Home::start(1, &[LOOPBACK]).await;
    let (mut chidi, _) = Home::start(3, &[LOOPBACK]).await;
    chidi.net.dial(amara.key, at).await.expect("a dial");
    let knock = chidi.net.open(amara.key, Kind::Knock).await.expect("a knock");
    let answer = amara
        .until(|event| match event {
            Event::Inbound { duplex, .. } => Some(duplex),
            _ => None,
        })
        .await;
    // Amara lists Chidi while the answer is still on its way: the stream survives.
    amara.net.listed(keys(&[&chidi])).await;
    let (mut answer, mut knock) = (answer, knock);
    answer.write_all(b"welcome").await.expect("written");
    answer.close().await.expect("closed");
    let mut heard = Vec::new();
    knock.read_to_end(&mut heard).await.expect("read");
    assert_eq!(heard, b"welcome");
    drop((knock, answer));

    chidi.net.listed(keys(&[&amara])).await;

    chidi.connected(amara.key).await;
    amara.connected(chidi.key).await;
    let opened = async {
        // Whichever end was replaced last may close the first attempt.
        while chidi.net.open(amara.key, Kind::Sync).await.is_err() {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    timeout(DEADLINE, opened).await.expect("sync opens");
}

#[tokio::test]
async fn sixteen_homes_behind_one_address_all_hear_through_one_hub() {
    let (mut hub, at) = Home::start(100, &[LOOPBACK]).await;
    let mut leaves = Vec::new();
    for number in 0..16 {
        leaves.push(Home::start(number + 1, &[LOOPBACK]).await.0);
    }
    let mut all = keys(&[&hub]);
    all.extend(leaves.iter().map(|leaf| leaf.key));
    hub.net.listed(all.clone()).await;
    hub.net.topics(topics()).await;
    for leaf in &mut leaves {
        leaf.net.listed(all.clone()).await;
        leaf.net.topics(topics()).await;
        leaf.net.book(BTreeMap::from([(hub.key, at.clone())])).await;
    }
    hub.followed_by(leaves.iter().map(|leaf| leaf.key).collect()).await;

    let mut told = Vec::new();
    for (number, leaf) in leaves.iter().enumerate() {
        let message = format!("from leaf {number}").into_bytes();
        leaf.publish("inner", &message).await;
        told.push(message);
    }

    let hub_net = hub.net.clone();
    let relaying = tokio::spawn(async move {
        while let Some(event) = hub.events.recv().await {
            if let Event::Heard { token, .. } = event {
                hub_net.judge(token, Verdict::Accept).await;
            }
        }
    });
    for (number, leaf) in leaves.iter_mut().enumerate() {
        let mut missing: BTreeSet<Vec<u8>> = told.iter().cloned().collect();
        missing.remove(&told[number]);
        while !missing.is_empty() {
            if let Event::Heard { bytes, token, .. } = leaf.next().await {
                leaf.net.judge(token, Verdict::Accept).await;
                missing.remove(&bytes);
            }
        }
    }
    relaying.abort();
}

#[tokio::test]
async fn a_home_that_restarts_is_found_again_without_being_told() {
    let (mut amara, at) = settled(1, |at| Settings { listen: vec![at.to_owned()], ..quiet() }).await;
    let (mut binh, _) = Home::start(2, &[LOOPBACK]).await;
    amara.net.listed(keys(&[&binh])).await;
    binh.net.listed(keys(&[&amara])).await;
    binh.net.book(BTreeMap::from([(amara.key, at.clone())])).await;
    binh.connected(amara.key).await;
    amara.connected(binh.key).await;

    amara.net.stop().await;
    binh.until(|event| matches!(event, Event::Disconnected(_)).then_some(())).await;
    assert!(amara.net.peers().await.is_empty(), "a stopped network answers and does nothing");
    assert!(matches!(amara.net.open(binh.key, Kind::Sync).await, Err(NetFault::Stopped)));
    let port: Vec<&str> = at.iter().map(String::as_str).collect();
    let (mut again, _) = Home::start(amara.seed[0], &port).await;
    again.net.listed(keys(&[&binh])).await;

    again.connected(binh.key).await;
    binh.connected(again.key).await;
}

#[tokio::test]
async fn a_port_that_another_home_uses_is_refused() {
    let (_amara, at) = Home::start(1, &[LOOPBACK]).await;
    let fault = start([2; 32], Settings { listen: at, ..quiet() }).map(|_| ()).expect_err("refused");
    assert!(matches!(fault, NetFault::Taken { .. }), "{fault:?}");
    let fault = start([2; 32], Settings { listen: vec!["here".into()], ..quiet() }).map(|_| ()).expect_err("refused");
    assert!(matches!(fault, NetFault::Address(_)), "{fault:?}");
}
