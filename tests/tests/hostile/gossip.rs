//! Gossip is heard from listed homes only, whoever wrote what it brings.

use std::time::{Duration, Instant};

use libp2p::identity::Keypair;
use libp2p::{Multiaddr, Stream};
use protocol::envelope::Envelope;
use tests::hostile::insider::Insider;
use tests::hostile::line::{Caller, Line, MESH};
use tests::hostile::rpc;
use tests::talko::{DEADLINE, Home, Town, text};

/// Somebody who carries what another has written.
struct Carrier<'a> {
    victim: &'a Multiaddr,
    topic: String,
}

impl Carrier<'_> {
    async fn call(&self, identity: Keypair) -> Line {
        let mut caller = Caller::new(identity).expect("libp2p");
        caller.follows_gossip().expect("its own protocol");
        caller.call(self.victim).await.expect("a stranger may connect, and knock")
    }

    /// The stream over which it was said, to be kept until it was read; none where the victim takes no gossip here.
    async fn hands_on(&self, line: &Line, record: &Envelope) -> Option<Stream> {
        let mut stream = line.open(MESH).await.ok()?;
        let said = rpc::publish(&self.topic, std::iter::once(&record.bytes()[..]));
        said.send(&mut stream).await.ok()?;
        Some(stream)
    }
}

/// What the victim gets from nobody but those who carry it.
const TITLES: [&str; 3] = ["Carried by a stranger", "Carried by a member", "Carried by a former member"];

/// True where this home shows it.
fn shows(home: &Home<'_>, title: &str) -> bool {
    home.data("lead list").as_array().is_some_and(|leads| leads.iter().any(|lead| lead["title"] == title))
}

#[test]
fn gossip_of_a_home_that_is_not_listed_or_was_removed_is_not_taken() {
    let town = Town::new();
    let (victim, serving, author) = town.neighbours("A", "C");
    let invite = text(&victim.data("invite new --member")["invite"]);
    town.home("Removed").tell(&format!("join {invite} --name Removed --no-input"));
    victim.until("member list", |people| people.to_string().contains("Removed"));
    TITLES.iter().for_each(|title| drop(author.tell(&format!(r#"lead new "{title}""#))));
    let at: Multiaddr = text(&victim.data("status")["listening"][0]).parse().expect("an address");
    let open = |name: &str| Insider::open(&town.folder().join(name)).expect("a home that nobody serves");
    let (author, removed) = (open("C"), open("Removed"));
    assert_eq!(author.widest(), removed.widest(), "the federation in which both speak");
    let carrier = Carrier { victim: &at, topic: format!("talko/1/{}", author.widest().topic()) };
    let mut leads = author.own("lead").expect("what C has written");
    leads.sort_by_key(|lead| lead.header().ticket);
    let [by_stranger, by_member, by_former] = leads.as_slice() else { panic!("three leads: {}", leads.len()) };
    assert!(!TITLES.iter().any(|title| shows(&victim, title)), "nobody has carried them yet");
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");

    let stranger = runtime.block_on(carrier.call(Keypair::generate_ed25519()));
    assert!(
        runtime.block_on(carrier.hands_on(&stranger, by_stranger)).is_none(),
        "gossip is not offered to a stranger"
    );
    // The next one by a listed home is taken, so nothing else is wrong with them.
    let listed = runtime.block_on(carrier.call(removed.identity().expect("its key")));
    let said = runtime.block_on(carrier.hands_on(&listed, by_member));
    assert!(said.is_some());
    victim.until("status", |_| shows(&victim, TITLES[1]));

    victim.tell("member remove Removed --confirm Removed");
    let begun = Instant::now();
    while listed.is_up() {
        assert!(begun.elapsed() < DEADLINE, "the line of a home that was removed stays");
        std::thread::sleep(Duration::from_millis(20));
    }
    let again = runtime.block_on(carrier.call(removed.identity().expect("its key")));
    assert!(runtime.block_on(carrier.hands_on(&again, by_former)).is_none(), "nor to whoever was removed");
    // By their author, who is listed, the same bytes are taken.
    let own = runtime.block_on(carrier.call(author.identity().expect("its key")));
    let said = runtime.block_on(carrier.hands_on(&own, by_stranger));
    assert!(said.is_some());
    victim.until("status", |_| shows(&victim, TITLES[0]));
    assert!(!shows(&victim, TITLES[2]));
    assert_eq!(serving.stop(), 0);
}
