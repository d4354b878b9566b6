//! Text that is taken away by its author and by stewards, and what arrives too late after a removal.

use protocol::amend::Amendment;
use protocol::founding::{self, Hands};
use protocol::invite_line::InviteLine;
use protocol::keys::Secret;
use protocol::local::{Amend, Draft, NewInvite, Past, Voice};
use protocol::text::Line;

use super::*;
use crate::desk::{amending, doors};
use crate::intake::Park;
use crate::pen::tests::{comment, founded};

/// Binh, a member of the collective of the home, on a machine of his own.
pub(crate) struct Binh {
    keys: [Secret; 3],
}

impl Binh {
    pub(crate) fn hands(&self) -> Hands<'_> {
        let [root, device, node] = &self.keys;
        Hands { device, seal: Key::from_bytes([9; 32]), node, person: root.key().person() }
    }

    pub(crate) fn joins(home: &Home) -> Binh {
        Binh::called(home, [1, 2, 3])
    }

    /// The same for somebody with other keys.
    fn called(home: &Home, seeds: [u8; 3]) -> Binh {
        let binh = Binh { keys: seeds.map(|of| Secret::from_seed(&[of; 32])) };
        let wish = NewInvite {
            collective: false,
            federation: None,
            uses: 1,
            until: clock::now().day().plus(3),
            dry_run: false,
        };
        let Reply::Invited(invited) = doors::invite(home, &wish, Vec::new()).expect("an invite").reply else {
            panic!("no invite")
        };
        let line = InviteLine::parse(&invited.line).expect("a line");
        let (signer, now) = (line.secret.signer(), clock::now());
        let join = founding::join_member(line.charter, line.invite, &signer, &binh.hands(), now).expect("small");
        let credentials = founding::credentials(&binh.keys[0], &binh.hands(), line.charter, now).expect("small");
        home.take_in(std::iter::once(join).chain(credentials).collect(), Park::Nothing).expect("a store");
        binh
    }

    /// A comment of his on the collective, as it comes from his machine.
    fn writes(&self, home: &Home, words: &str, number: u16) -> Envelope {
        let charter = home.dweller().expect("Amara").collective;
        let publish = comment(Id::of(b"a lead"), words.to_string());
        let draft: &Draft = &publish.drafts[0];
        let (person, now) = (self.hands().person, clock::now());
        let given = protocol::author::Given { now, nonce: [number as u8; 16], ticket: Some(number), number: Some(0) };
        let author = protocol::author::Author { person, collective: charter };
        protocol::author::sign(draft, &author, None, None, &given, &self.keys[1]).expect("small")
    }
}

impl Binh {
    /// Amara proposes a change, and Binh agrees to it and to the lists that come with it: how many.
    pub(crate) fn agrees_to(&self, home: &Home, amendment: Amendment, past: Past) -> usize {
        let (amendments, label) = (vec![amendment], "test".to_string());
        let wish = Amend { amendments, voice: Voice::Steward, label, past, dry_run: false };
        let Reply::Amended(amended) = amending::amend(home, &wish).expect("proposed").reply else { panic!() };
        let revision = amended.revision.revision.id;
        let cuts: Vec<Id> = {
            let state = home.state();
            let cuts = state.replica.law().values().filter(|record| &*record.header().kind == "cut");
            cuts.map(Envelope::id).collect()
        };
        let (charter, hands) = (home.dweller().expect("Amara").collective, self.hands());
        for named in std::iter::once(&revision).chain(&cuts) {
            let (approve, named) = (Approve { note: None }, vec![*named]);
            let word =
                founding::statement("approve", charter, hands.person, &approve, named, clock::now(), hands.device);
            hear(home, &word.expect("small"));
        }
        cuts.len()
    }
}

fn hear(home: &Home, record: &Envelope) {
    home.take_in(vec![record.clone()], Park::Nothing).expect("a store");
}

fn erased(home: &Home, what: Id) -> Result<Erased, Trouble> {
    match erase(home, &Erase { what, why: Line::new("The client asked for it").ok(), dry_run: false })?.reply {
        Reply::Erased(erased) => Ok(*erased),
        other => panic!("{other:?}"),
    }
}

pub(crate) fn change(home: &Home, amendment: Amendment, past: Past) {
    let wish =
        Amend { amendments: vec![amendment], voice: Voice::Steward, label: "test".to_string(), past, dry_run: false };
    amending::amend(home, &wish).expect("the only steward");
}

fn standing(home: &Home, id: &Id) -> (Standing, bool) {
    let state = home.state();
    let facts = state.replica.held().get(id).expect("held");
    (facts.standing(), facts.is_erased())
}

fn is_approved(home: &Home, begun: Id) -> bool {
    let state = home.state();
    let mut law = state.replica.law().values().filter(|record| &*record.header().kind == "approve");
    law.any(|record| record.header().names.contains(&begun))
}

#[test]
fn a_steward_alone_takes_a_members_text_away_and_says_when_it_goes() {
    let (_folder, home) = founded();
    let binh = Binh::joins(&home);
    let said = binh.writes(&home, "Her number is 555", 0);
    hear(&home, &said);
    let before = clock::now().day();
    let erased = erased(&home, said.id()).expect("one steward decides here");
    assert!(erased.hidden && erased.author == binh.hands().person && erased.records == 1);
    assert!((before.plus(7)..=clock::now().day().plus(7)).contains(&erased.gone));
    assert_eq!(standing(&home, &said.id()), (Standing::Live, true));
    assert_eq!(self::erased(&home, said.id()).expect_err("it is gone").code, "already-done");
}

#[test]
fn who_is_no_steward_erases_their_own_alone() {
    let (_folder, home) = founded();
    let binh = Binh::joins(&home);
    let said = binh.writes(&home, "By Binh", 0);
    hear(&home, &said);
    let own = home.publish(comment(Id::of(b"a lead"), "By Amara".to_string())).expect("written").1[0].id();
    // Amara hands her office on.
    let person = binh.hands().person;
    change(&home, Amendment::Steward(person), Past::Kept);
    let me = home.dweller().expect("Amara").person;
    let wish = Amend {
        amendments: vec![Amendment::Member(me)],
        voice: Voice::Steward,
        label: "test".to_string(),
        past: Past::Kept,
        dry_run: false,
    };
    let Reply::Amended(amended) = amending::amend(&home, &wish).expect("proposed").reply else { panic!() };
    let charter = home.dweller().expect("Amara").collective;
    let word = founding::statement(
        "approve",
        charter,
        person,
        &Approve { note: None },
        vec![amended.revision.revision.id],
        clock::now(),
        &binh.keys[1],
    );
    hear(&home, &word.expect("small"));
    assert!(!home.own_collective().expect("founded").is_steward(&me));
    assert_eq!(erased(&home, said.id()).expect_err("not hers").code, "erase-not-yours");
    assert!(erased(&home, own).expect("her own").hidden);
    assert_eq!(erased(&home, Id::of(b"nothing")).expect_err("unknown").code, "unknown");
}

#[test]
fn what_arrives_after_a_removal_shows_once_it_is_listed() {
    let (_folder, home) = founded();
    let binh = Binh::joins(&home);
    let (early, late) = (binh.writes(&home, "In time", 0), binh.writes(&home, "On the way", 1));
    hear(&home, &early);
    let person = binh.hands().person;
    change(&home, Amendment::Remove(person), Past::Kept);
    hear(&home, &late);
    assert_eq!((standing(&home, &early.id()).0, standing(&home, &late.id()).0), (Standing::Live, Standing::Unlisted));

    let waiting = super::late(&home, &person).expect("readable");
    assert_eq!(
        waiting.iter().map(|card| (card.id, card.title.as_deref())).collect::<Vec<_>>(),
        [(late.id(), Some("On the way"))]
    );
    let wish = |records| Keep { person, records, dry_run: false };
    assert_eq!(keep(&home, &wish(vec![early.id()])).expect_err("it stays already").code, "keep-none");
    let Reply::KeptLate(kept) = keep(&home, &wish(vec![late.id()])).expect("listed").reply else { panic!() };
    assert_eq!((kept.listed, kept.needed, kept.agreed), (1, 1, 1));
    assert_eq!(standing(&home, &late.id()).0, Standing::Live);
    assert!(super::late(&home, &person).expect("readable").is_empty());
}

#[test]
fn who_agrees_to_one_erasure_agrees_to_no_text_that_was_hidden_in_it() {
    let (_folder, home) = founded();
    let (binh, chidi) = (Binh::joins(&home), Binh::called(&home, [4, 5, 6]));
    change(&home, Amendment::Steward(binh.hands().person), Past::Kept);
    let (named, hidden) = (chidi.writes(&home, "Her number is 555", 0), chidi.writes(&home, "What was agreed", 1));
    let more = chidi.writes(&home, "Asked for alone", 2);
    [&named, &hidden, &more].into_iter().for_each(|record| hear(&home, record));
    let charter = home.dweller().expect("Amara").collective;
    let begin = |ids: &[Id]| {
        let begun = parting::erase(charter, ids, None, &binh.hands(), clock::now()).expect("small").remove(0);
        hear(&home, &begun);
        begun.id()
    };
    let (two, one) = (begin(&[named.id(), hidden.id()]), begin(&[more.id()]));

    let said = erased(&home, named.id()).expect("said by herself");
    assert_eq!((said.needed, said.agreed), (2, 1), "Binh has said another thing");
    erased(&home, more.id()).expect("agreed");

    assert!(!is_approved(&home, two) && is_approved(&home, one));
    assert!(!standing(&home, &hidden.id()).1, "nobody showed it to Amara");
    assert!(standing(&home, &named.id()).1 && standing(&home, &more.id()).1);
}

#[test]
fn who_keeps_one_late_word_keeps_none_that_was_hidden_beside_it() {
    let (_folder, home) = founded();
    let (binh, chidi) = (Binh::joins(&home), Binh::called(&home, [4, 5, 6]));
    let (person, key) = (chidi.hands().person, chidi.keys[1].key());
    let (asked, hidden) = (chidi.writes(&home, "On the way", 0), chidi.writes(&home, "Never meant", 1));
    change(&home, Amendment::Remove(person), Past::Kept);
    change(&home, Amendment::Steward(binh.hands().person), Past::Kept);
    [&asked, &hidden].into_iter().for_each(|record| hear(&home, record));
    let own = home.own_collective().expect("founded");
    let both = [asked.id(), hidden.id()];
    let begun =
        parting::cuts(own.id, key, Some(own.chain[1]), &both, &binh.hands(), clock::now()).expect("small").remove(0);
    hear(&home, &begun);

    let kept = keep(&home, &Keep { person, records: vec![asked.id()], dry_run: false }).expect("said by herself").reply;

    let Reply::KeptLate(kept) = kept else { panic!() };
    assert_eq!((kept.listed, kept.needed, kept.agreed), (1, 2, 1), "Binh has said another thing");
    assert!(!is_approved(&home, begun.id()));
    assert_eq!(standing(&home, &hidden.id()).0, Standing::Unlisted);
}

/// Two stewards have erased a text together; then one of them is a member again, or is removed and forgotten.
fn after_office(amendment: impl Fn(Id) -> Amendment, past: Past) {
    let (_folder, home) = founded();
    let binh = Binh::joins(&home);
    let person = binh.hands().person;
    change(&home, Amendment::Steward(person), Past::Kept);
    let text = home.publish(comment(Id::of(b"a lead"), "Not for everybody".to_string())).expect("written").1[0].clone();
    // Binh erases Amara's words, and she agrees.
    let charter = home.dweller().expect("Amara").collective;
    let binhs = parting::erase(charter, &[text.id()], None, &binh.hands(), clock::now()).expect("small").remove(0);
    hear(&home, &binhs);
    let agreed = statement(&home, "approve", charter, &Approve { note: None }, vec![binhs.id()]).expect("keys");
    write(&home, "erase", "", vec![agreed]).expect("written");
    assert!(standing(&home, &text.id()).1, "both have said so");

    assert_eq!(binh.agrees_to(&home, amendment(person), past), 1, "the list of what stays erased");
    assert!(!home.own_collective().expect("founded").is_steward(&person));
    assert!(standing(&home, &text.id()).1, "what was erased stays erased");
}

#[test]
fn what_a_steward_erased_stays_erased_when_they_are_a_member_again() {
    after_office(Amendment::Member, Past::Kept);
}

#[test]
fn what_a_steward_erased_stays_erased_when_they_are_removed_and_forgotten() {
    after_office(Amendment::Remove, Past::Forgotten);
}

#[test]
fn each_page_of_what_a_steward_erased_stays_erased_when_they_are_removed_and_forgotten() {
    let (_folder, home) = founded();
    let binh = Binh::joins(&home);
    let person = binh.hands().person;
    // Forty texts of Amara's, which take three pages; she lets Binh decide alone for a day.
    let texts: Vec<Id> = (0..40)
        .map(|number| {
            let said = comment(Id::of(b"a lead"), format!("Not for everybody, number {number}"));
            home.publish(said).expect("written").1[0].id()
        })
        .collect();
    change(&home, Amendment::Steward(person), Past::Kept);
    let charter = home.dweller().expect("Amara").collective;
    let pages = parting::erase(charter, &texts, None, &binh.hands(), clock::now()).expect("small");
    assert_eq!(pages.len(), 3);
    for page in &pages {
        hear(&home, page);
        let agreed = statement(&home, "approve", charter, &Approve { note: None }, vec![page.id()]).expect("keys");
        write(&home, "erase", "", vec![agreed]).expect("written");
    }
    let shown = || texts.iter().filter(|text| !standing(&home, text).1).count();
    assert_eq!(shown(), 0, "both have said so");

    assert_eq!(binh.agrees_to(&home, Amendment::Remove(person), Past::Forgotten), 1);
    assert!(!home.own_collective().expect("founded").people.contains_key(&person));
    assert_eq!(shown(), 0, "what was erased stays erased, on every page");
}

#[test]
fn what_a_removed_member_wrote_on_a_computer_given_up_before_stays_where_the_rest_does() {
    for past in [Past::Kept, Past::Forgotten] {
        let (_folder, home) = founded();
        let binh = Binh::joins(&home);
        let said = binh.writes(&home, "On the old laptop", 0);
        hear(&home, &said);
        change(&home, Amendment::Tickets(500), Past::Kept); // a version writes him down
        // A new laptop; with it he takes the old one back, and lists what he wrote there.
        let charter = home.dweller().expect("Amara").collective;
        let new = Binh { keys: [1, 7, 8].map(|of| Secret::from_seed(&[of; 32])) };
        let (old, seal, now) = (binh.keys[1].key(), binh.hands().seal, clock::now());
        for word in founding::credentials(&binh.keys[0], &new.hands(), charter, now).expect("small") {
            hear(&home, &word);
        }
        hear(&home, &parting::retire(charter, old, seal, &binh.keys[0], clock::now()).expect("small"));
        for page in parting::cuts(charter, old, None, &[said.id()], &new.hands(), clock::now()).expect("small") {
            hear(&home, &page);
        }
        assert_eq!(standing(&home, &said.id()).0, Standing::Live, "his own list keeps it");

        change(&home, Amendment::Remove(binh.hands().person), past);
        let expected = if past == Past::Kept { Standing::Live } else { Standing::Unlisted };
        assert_eq!(standing(&home, &said.id()).0, expected, "{past:?}");
    }
}
