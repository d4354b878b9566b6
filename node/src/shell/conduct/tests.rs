use std::cell::Cell;
use std::collections::BTreeMap;
use std::time::Duration;

use futures::AsyncWriteExt as _;
use protocol::keys::Secret;
use tokio::sync::{mpsc, oneshot};

use super::*;
use crate::catchup::frames::write_frame;
use crate::home::held;
use crate::intake::Park;
use crate::knock::tests::{invite, join, keys};
use crate::net::{self, Event, Kind, Settings};
use crate::pen::tests::founded;
use crate::shell::{Options, serve};

const DEADLINE: Duration = Duration::from_secs(60);

async fn until(events: &mut mpsc::Receiver<Event>, wanted: impl Fn(&Event) -> bool) {
    let heard = async { while !wanted(&events.recv().await.expect("it runs")) {} };
    tokio::time::timeout(DEADLINE, heard).await.expect("it happens");
}

/// Amara's running home, and a machine of Mallory's that is listed there and connected.
struct Street {
    _folder: tempfile::TempDir,
    node: Arc<Node>,
    amara: Key,
    mallory: net::Net,
    events: mpsc::Receiver<Event>,
}

async fn street() -> Street {
    let (folder, home) = founded();
    let line = invite(&home);
    home.take_in(join(9, &line, &line.secret), Park::Nothing).expect("Mallory is let in");
    let amara = home.state().keyring.as_ref().expect("keys").node().key();
    let options =
        Options { listen: vec!["/ip4/127.0.0.1/tcp/0".to_string()], no_lan: true, no_upnp: true, ..Options::default() };
    let (told, serving) = oneshot::channel();
    let home = Arc::new(home);
    tokio::spawn(async move {
        let ready = |_, node| assert!(told.send(node).is_ok(), "the test waits");
        serve(home, options, ready).await.expect("served to the end");
    });
    let node: Arc<Node> = serving.await.expect("it serves");
    let at = held(node.listening.lock()).clone();
    // The seed of the machine that `join` brings for somebody called 9.
    let seed = [93; 32];
    assert_eq!(Secret::from_seed(&seed).key(), keys(9)[2].key());
    let settings = Settings { listen: Vec::new(), lan: false, upnp: false, ..Settings::default() };
    let (mallory, mut events) = net::start(seed, settings).expect("loopback");
    mallory.listed([amara].into()).await;
    mallory.book(BTreeMap::from([(amara, at)])).await;
    until(&mut events, |event| matches!(event, Event::Connected(key) if *key == amara)).await;
    Street { _folder: folder, node, amara, mallory, events }
}

fn refused(node: &Node, word: &str) -> u64 {
    node.home.state().refused.get(word).copied().unwrap_or_default()
}

#[tokio::test(flavor = "multi_thread")]
async fn who_breaks_the_protocol_again_and_again_is_limited_then_cut_off_and_counted() {
    let mut street = street().await;
    let breaks = async {
        while refused(&street.node, "cut-off") == 0 {
            if let Ok(mut stream) = street.mallory.open(street.amara, Kind::Sync).await {
                // A stream may end before all of it is written: the next one is tried.
                drop(write_frame(&mut stream, &[0xFF; 40]).await);
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    tokio::time::timeout(DEADLINE, breaks).await.expect("it is cut off");
    until(&mut street.events, |event| matches!(event, Event::Disconnected(key) if *key == street.amara)).await;
    let machine = keys(9)[2].key();
    assert!(refused(&street.node, "breach") >= 10, "{:?}", street.node.home.state().refused);
    assert_eq!((refused(&street.node, "limited"), refused(&street.node, "cut-off")), (1, 1));
    assert!(street.node.home.is_shut_out(&machine));
    let gone = async {
        while !street.node.net.peers().await.is_empty() {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    tokio::time::timeout(DEADLINE, gone).await.expect("it is no neighbour any more");
    street.mallory.stop().await;
    street.node.end();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_first_frame_that_is_longer_than_any_is_counted_and_its_sender_is_limited() {
    let street = street().await;
    let announces = async {
        while refused(&street.node, "limited") == 0 {
            if let Ok(mut stream) = street.mallory.open(street.amara, Kind::Sync).await {
                // A stream may end before all of it is written: the next one is tried.
                drop(stream.write_all(&u32::MAX.to_be_bytes()).await);
                drop(stream.flush().await);
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    tokio::time::timeout(DEADLINE, announces).await.expect("it is limited");
    assert!(refused(&street.node, "malformed") >= 3, "{:?}", street.node.home.state().refused);
    street.mallory.stop().await;
    street.node.end();
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_record_is_counted_and_whoever_goes_on_sending_it_is_heard_no_more() {
    let street = street().await;
    let topic = protocol::space::Scope::Inner(street.node.home.dweller().expect("Amara").collective).topic();
    street.mallory.topics([topic.clone()].into()).await;
    let sent = Cell::new(0_u64);
    let floods = async {
        loop {
            sent.set(sent.get() + 1);
            street.mallory.publish(topic.clone(), sent.get().to_be_bytes().to_vec()).await;
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    };
    let limited = async {
        while refused(&street.node, "limited") == 0 {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        // The network silences it as well: of all that comes from now on hardly anything is looked at.
        let (then, more) = (refused(&street.node, "malformed"), sent.get() + 200);
        while sent.get() < more {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        (then, refused(&street.node, "malformed"))
    };
    let (then, later) = tokio::select! {
        never = floods => never,
        counted = tokio::time::timeout(DEADLINE, limited) => counted.expect("it is limited"),
    };
    assert!(then >= 3 && later < then + 10, "{then}, and {later} of {}", sent.get());
    street.mallory.stop().await;
    street.node.end();
    drop(street.events);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_machine_that_is_heard_rarely_pays_for_each_of_its_words_once() {
    let street = street().await;
    let (machine, home) = (keys(9)[2].key(), &street.node.home);
    while home.lets(Errand::Law(machine)) {}
    assert!(street.node.is_hurried(&machine), "it has sent as much authority as is folded in a minute");
    (0..3).for_each(|_| street.node.misbehaved(machine, None, &"what no honest home does"));
    assert_eq!(home.bearing(&machine), Bearing::Limited);
    assert!(!street.node.is_heard_too_often(&machine), "the first of the few words");
    assert!(!street.node.is_hurried(&machine), "which is heard, whatever it is");
    street.mallory.stop().await;
    street.node.end();
}
