//! Collectives at the door of a federation that a version has to let in, heard and kept outside until then: the ninth,
//! and whoever was put out.

use protocol::alliance::told::Entry;
use protocol::alliance::{self, Change};
use protocol::founding::{self, Hands};
use protocol::invite_line::InviteLine;
use protocol::keys::Secret;
use protocol::local::{Alliance, FederationView, NewInvite, Reply, Wish, WishCard};
use protocol::record::approve::Approve;
use protocol::record::terms::Terms;
use protocol::roster::{Roster, VOUCHES};
use protocol::text::Line as Words;

use super::*;
use crate::desk::{self, doors};
use crate::pen::tests::founded;

/// The founder of another collective: their keys, and what they say of themselves.
struct Founder {
    keys: [Secret; 3],
    charter: Id,
    law: Vec<Envelope>,
}

impl Founder {
    fn new(number: u8) -> Founder {
        let keys = [1, 2, 3].map(|of| Secret::from_seed(&[number * 10 + of; 32]));
        let mut founder = Founder { keys, charter: Id::of(b"none yet"), law: Vec::new() };
        let terms = Terms::named(Words::new("Another").expect("a name"));
        let [root, _, _] = &founder.keys;
        let founded = founding::collective(root, &founder.hands(), &terms, clock::now()).expect("small");
        let law = founded.1.into_iter().filter(|record| &*record.header().kind != "terms").collect();
        (founder.charter, founder.law) = (founded.0, law);
        founder
    }

    fn hands(&self) -> Hands<'_> {
        let [root, device, node] = &self.keys;
        Hands { device, seal: Key::from_bytes([9; 32]), node, person: root.key().person() }
    }

    /// Knocks with a line, with the same join every time; how the door opens.
    fn knocks(&mut self, home: &Home, line: &InviteLine) -> u8 {
        if !self.law.iter().any(|record| &*record.header().kind == "join") {
            let roster = Roster::fold(&self.law, None);
            let own = roster.collective(&self.charter).expect("its own law");
            let signer = line.secret.signer();
            let join = founding::join_collective(line.charter, line.invite, &signer, own, &self.hands(), clock::now());
            self.law.insert(0, join.expect("small"));
        }
        judge(home, self.keys[2].key(), self.law.clone()).expect("a store").1.remove(0).verdict
    }

    fn says(&self, home: &Home, word: Envelope) {
        home.take_in(vec![word], Park::Nothing).expect("a store");
    }

    fn vouches(&self, home: &Home, federation: Id, newcomer: &Id) {
        let theirs = home.state().replica.roster().collective(newcomer).cloned().expect("it has knocked");
        let word = alliance::vouch(federation, self.charter, &theirs, &self.hands(), clock::now()).expect("small");
        self.says(home, word);
    }

    fn agrees(&self, home: &Home, federation: Id, version: Id) {
        let hands = self.hands();
        let body = Approve { note: None };
        let at = clock::now();
        let word = founding::statement("approve", federation, hands.person, &body, vec![version], at, hands.device);
        self.says(home, word.expect("small"));
    }
}

fn invite(home: &Home) -> InviteLine {
    let wish =
        NewInvite { collective: true, federation: None, uses: 1, until: clock::now().day().plus(3), dry_run: false };
    match doors::invite(home, &wish, Vec::new()).expect("an invite").reply {
        Reply::Invited(invited) => InviteLine::parse(&invited.line).expect("a line"),
        other => panic!("{other:?}"),
    }
}

fn revise(home: &Home, federation: Id, changes: Vec<Change>) -> Result<WishCard, Trouble> {
    match desk::alliance::answer(home, Alliance::Revise { federation, changes, dry_run: false })?.reply {
        Reply::Wished(wished) => Ok(wished.card),
        other => panic!("{other:?}"),
    }
}

fn show(home: &Home, federation: Id) -> FederationView {
    desk::alliance::show(home, &federation).expect("in it")
}

#[test]
fn whoever_was_put_out_is_heard_and_kept_outside_until_a_version_lists_it() {
    let (_folder, home) = founded();
    let mut other = Founder::new(1);
    let line = invite(&home);
    let federation = line.charter;
    assert_eq!(other.knocks(&home, &line), WELCOME);
    assert!(revise(&home, federation, vec![Change::PutOut(other.charter)]).expect("it was in").holds);
    assert!(show(&home, federation).outside.is_empty(), "by the line of before it asks for nothing");

    other.law.retain(|record| &*record.header().kind != "join");
    let line = invite(&home);
    assert_eq!((other.knocks(&home, &line), other.knocks(&home, &line)), (BARRED, BARRED));
    assert_eq!(show(&home, federation).outside[0].collective, other.charter);
    assert!(revise(&home, federation, vec![Change::List(other.charter)]).expect("it is known").holds);
    assert_eq!(other.knocks(&home, &line), WELCOME);
}

#[test]
fn the_ninth_collective_is_kept_outside_until_three_speak_for_it_and_a_version_lists_it() {
    // Given eight collectives, of which the other seven came by lines of this one.
    let (_folder, home) = founded();
    let mut others: Vec<Founder> = (1..=8).map(Founder::new).collect();
    let mut ninth = others.pop().expect("eight");
    let mut federation = ninth.charter;
    for other in &mut others {
        let line = invite(&home);
        federation = line.charter;
        assert_eq!(other.knocks(&home, &line), WELCOME);
    }
    let own = home.own_collective().expect("founded").id;
    let all_written = revise(&home, federation, Vec::new()).expect("newcomers");
    assert!(all_written.holds, "the founder decides alone until then");

    // When one more comes by a line, it is heard and stays outside.
    let line = invite(&home);
    assert_eq!((ninth.knocks(&home, &line), ninth.knocks(&home, &line)), (FULL, FULL), "told again, answered again");
    let outside = show(&home, federation).outside;
    assert_eq!(outside.iter().map(|outsider| outsider.collective).collect::<Vec<_>>(), [ninth.charter]);
    assert_eq!(outside[0].invited.and_then(|(_, by)| by), Some(own));

    // Then this one and two others speak for it; a version before that is refused with how many do.
    let newcomer = ninth.charter;
    let list = || vec![Change::List(newcomer)];
    let said = desk::alliance::answer(&home, Alliance::Vouch { federation, newcomer, dry_run: false }).expect("said");
    assert!(matches!(&said.reply, Reply::Wished(wished) if wished.card.holds), "one steward decides here");
    let again = desk::alliance::answer(&home, Alliance::Vouch { federation, newcomer, dry_run: false });
    assert_eq!(again.expect_err("said before").code, "already-done");
    others[0].vouches(&home, federation, &newcomer);
    let few = revise(&home, federation, list()).expect_err("two of three");
    assert_eq!((few.code.as_str(), few.facts["found"].as_str()), ("federation-vouches", "2"));
    others[1].vouches(&home, federation, &newcomer);
    assert_eq!(show(&home, federation).outside[0].speakers.len(), VOUCHES);

    // And five of the eight collectives agree.
    let version = revise(&home, federation, list()).expect("three speak for it");
    assert!(!version.holds && matches!(&version.wish, Wish::Revise(version) if version.needed == 5));
    assert_eq!(ninth.knocks(&home, &line), FULL);
    for other in &others[..4] {
        other.agrees(&home, federation, version.id);
    }
    assert_eq!(ninth.knocks(&home, &line), WELCOME);
    let view = show(&home, federation);
    let speakers = [own, others[0].charter, others[1].charter];
    let seat = view.seats.iter().find(|seat| seat.collective == newcomer).expect("in");
    assert_eq!(seat.entry, Entry::Vouched(speakers.into()));
    let used: Vec<Id> = view.seats.iter().filter(|seat| !seat.free).map(|seat| seat.collective).collect();
    assert!(used.len() == VOUCHES && speakers.iter().all(|speaker| used.contains(speaker)), "once a quarter");
}
