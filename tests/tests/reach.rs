//! Homes behind routers find each other through a neighbour, and then without it: in network
//! namespaces, with real sockets. Runs where it is root; elsewhere it says why it does not.

use std::collections::{BTreeMap, BTreeSet};
use std::thread;
use std::time::Duration;

use futures::{AsyncReadExt as _, AsyncWriteExt as _};
use node::net::{self, Event, Kind, Net, Path, ReachState, Settings, Verdict};
use protocol::keys::{Key, Secret};
use tests::network::{Lab, Nat, Place};
use tokio::sync::{mpsc, oneshot};
use tokio::time::timeout;

/// AutoNAT asks every 5 s, a hole punch may take three rounds of 10 s.
const DEADLINE: Duration = Duration::from_secs(60);

struct Home {
    key: Key,
    net: Net,
    /// What became of the network since the last look; drained by a task.
    events: mpsc::Receiver<Event>,
    thread: Option<thread::JoinHandle<()>>,
    leave: Option<oneshot::Sender<()>>,
}

impl Home {
    /// A home with the ordinary ports, at its place; it looks for nobody by itself.
    fn at(place: &Place, number: u8) -> Home {
        let listen = ["/ip4/0.0.0.0/tcp/4747", "/ip4/0.0.0.0/udp/4747/quic-v1"].map(str::to_owned).into();
        Home::with(place, number, Settings { listen, lan: false, upnp: false, ..Settings::default() })
    }

    fn with(place: &Place, number: u8, settings: Settings) -> Home {
        let (found, finding) = std::sync::mpsc::channel();
        let (leave, left) = oneshot::channel();
        let place = place.clone();
        let thread = thread::spawn(move || {
            place.enter().expect("the namespace exists");
            let runtime =
                tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime of this thread");
            runtime.block_on(async {
                found.send(net::start([number; 32], settings).expect("the network starts")).expect("the test waits");
                // Ends when the home is dropped, whichever way.
                if left.await.is_err() {
                    eprintln!("a home was left without a word");
                }
            });
        });
        let (net, events) = finding.recv().expect("the home starts");
        Home { key: Secret::from_seed(&[number; 32]).key(), net, events, thread: Some(thread), leave: Some(leave) }
    }

    /// Ends its thread, and with it every socket.
    fn end(&mut self) {
        if let Some(leave) = self.leave.take()
            && leave.send(()).is_err()
        {
            eprintln!("a home had left before");
        }
        if let Some(thread) = self.thread.take()
            && thread.join().is_err()
        {
            eprintln!("a home ended in panic");
        }
    }

    async fn until_reach(&self, wanted: ReachState) {
        let reached = async {
            while self.net.reach().await.state != wanted {
                tokio::time::sleep(Duration::from_millis(100)).await;
            }
        };
        if timeout(DEADLINE, reached).await.is_err() {
            panic!("never {wanted:?}: {:?}", self.net.reach().await);
        }
    }

    async fn path_to(&self, other: Key) -> Option<Path> {
        self.net.peers().await.iter().find(|peer| peer.key == other).map(|peer| peer.path)
    }

    async fn until_path(&self, other: Key, wanted: Path) {
        let reached = async {
            while self.path_to(other).await != Some(wanted) {
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
        };
        if timeout(DEADLINE, reached).await.is_err() {
            panic!("never {wanted:?}: {:?}", self.net.peers().await);
        }
    }

    async fn until_found(&mut self, other: Key) {
        let found = async {
            loop {
                match self.events.recv().await.expect("a running network") {
                    Event::Found { key, .. } if key == other => return,
                    _ => {}
                }
            }
        };
        timeout(DEADLINE, found).await.expect("named on the network in time");
    }

    async fn inbound(&mut self) -> net::Duplex {
        let waiting = async {
            loop {
                match self.events.recv().await.expect("a running network") {
                    Event::Inbound { duplex, .. } => return duplex,
                    Event::Heard { token, .. } => self.net.judge(token, Verdict::Accept).await,
                    _ => {}
                }
            }
        };
        timeout(DEADLINE, waiting).await.expect("a stream in time")
    }
}

impl Drop for Home {
    fn drop(&mut self) {
        self.end();
    }
}

/// A relay on the street and two homes behind routers that know only the relay's address.
struct Street {
    relay: Home,
    amara: Home,
    binh: Home,
    relay_place: Place,
    // Last: the namespaces go when nobody is in them any more.
    _lab: Lab,
}

impl Street {
    /// Sends bytes from Amara to Binh and returns what came.
    async fn sync(&mut self, bytes: Vec<u8>) -> Vec<u8> {
        let mut sync = self.amara.net.open(self.binh.key, Kind::Sync).await.expect("a stream");
        let sending = tokio::spawn(async move {
            sync.write_all(&bytes).await.expect("written");
            sync.close().await.expect("closed");
            sync
        });
        let mut heard = Vec::new();
        let mut duplex = self.binh.inbound().await;
        timeout(DEADLINE, duplex.read_to_end(&mut heard)).await.expect("all of it in time").expect("read");
        drop(sending.await.expect("sent"));
        heard
    }
}

async fn street(nat: Nat) -> Option<Street> {
    let mut lab = Lab::or_skipped()?;
    let places = [
        lab.on_the_street("relay", 9).expect("a relay"),
        lab.behind_a_router("amara", 1, nat).expect("a router"),
        lab.behind_a_router("binh", 2, nat).expect("a router"),
    ];
    let [relay, amara, binh] = [0, 1, 2].map(|place: u8| Home::at(&places[usize::from(place)], place + 1));
    let all: BTreeSet<Key> = [relay.key, amara.key, binh.key].into();
    for home in [&relay, &amara, &binh] {
        home.net.listed(all.clone()).await;
    }
    let at =
        vec![format!("/ip4/{}/tcp/4747", places[0].address), format!("/ip4/{}/udp/4747/quic-v1", places[0].address)];
    for (home, other) in [(&amara, binh.key), (&binh, amara.key)] {
        home.net.book(BTreeMap::from([(relay.key, at.clone()), (other, Vec::new())])).await;
    }
    let [relay_place, _, _] = places;
    Some(Street { relay, amara, binh, relay_place, _lab: lab })
}

#[tokio::test]
async fn two_homes_behind_routers_meet_through_a_third_and_then_directly() {
    let Some(mut street) = street(Nat::KeepsPorts).await else {
        return;
    };

    // The relay learns from its neighbours that it can be called; nobody told it.
    street.relay.until_reach(ReachState::Open).await;
    street.amara.until_reach(ReachState::ThroughNeighbour).await;
    street.binh.until_reach(ReachState::ThroughNeighbour).await;
    street.amara.until_path(street.binh.key, Path::Direct).await;
    street.binh.until_path(street.amara.key, Path::Direct).await;

    assert_eq!(street.sync(b"what do you hold?".to_vec()).await, b"what do you hold?");
}

#[tokio::test]
async fn homes_whose_routers_shuffle_ports_stay_connected_through_the_third() {
    let Some(mut street) = street(Nat::ShufflesPorts).await else {
        return;
    };

    street.amara.until_path(street.binh.key, Path::Relayed).await;
    street.binh.until_path(street.amara.key, Path::Relayed).await;

    assert_eq!(street.sync(vec![7; 300_000]).await.len(), 300_000, "more than a relay carries by default");
}

#[tokio::test]
async fn homes_find_each_other_again_after_the_relay_has_restarted() {
    let Some(mut street) = street(Nat::ShufflesPorts).await else {
        return;
    };
    street.amara.until_path(street.binh.key, Path::Relayed).await;
    let all: BTreeSet<Key> = [street.relay.key, street.amara.key, street.binh.key].into();

    street.relay.net.stop().await;
    // Its ports are free once its thread has ended.
    street.relay.end();
    street.relay = Home::at(&street.relay_place, 1);
    street.relay.net.listed(all).await;

    street.amara.until_reach(ReachState::ThroughNeighbour).await;
    street.binh.until_path(street.amara.key, Path::Relayed).await;
    street.amara.until_path(street.binh.key, Path::Relayed).await;
}

#[tokio::test]
async fn listed_homes_on_one_network_meet_without_any_address() {
    let Some(mut lab) = Lab::or_skipped() else {
        return;
    };
    let places = [lab.on_the_street("amara", 1), lab.on_the_street("binh", 2)].map(|place| place.expect("a place"));
    let [mut amara, mut binh] = [0, 1].map(|place: u8| {
        let settings = Settings { upnp: false, ..Settings::default() };
        Home::with(&places[usize::from(place)], place + 1, settings)
    });
    // Each is named on the network once, before anybody lists it.
    amara.until_found(binh.key).await;
    binh.until_found(amara.key).await;
    for (home, other) in [(&amara, binh.key), (&binh, amara.key)] {
        home.net.listed([other].into()).await;
        home.net.book(BTreeMap::from([(other, Vec::new())])).await;
    }

    amara.until_path(binh.key, Path::Direct).await;
    binh.until_path(amara.key, Path::Direct).await;
}

#[tokio::test]
async fn a_home_that_starts_without_a_network_connects_when_there_is_one() {
    let Some(mut lab) = Lab::or_skipped() else {
        return;
    };
    let street = lab.on_the_street("amara", 1).expect("a place");
    let place = lab.on_the_street("binh", 2).expect("a place");
    let wan = |state: &str| {
        let done = place.command("ip").args(["link", "set", "wan", state]).status().expect("ip runs");
        assert!(done.success());
    };
    wan("down");
    let (amara, binh) = (Home::at(&street, 1), Home::at(&place, 2));
    amara.net.listed([binh.key].into()).await;
    binh.net.listed([amara.key].into()).await;
    binh.net.book(BTreeMap::from([(amara.key, vec!["/ip4/9.9.9.1/tcp/4747".to_owned()])])).await;
    assert!(binh.net.peers().await.is_empty());

    wan("up");

    binh.until_path(amara.key, Path::Direct).await;
}
