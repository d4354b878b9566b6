use protocol::author::{self, Author, Given};
use protocol::local::{Draft, Version};
use protocol::wire::{self, Blob};

use super::*;
use crate::clock;
use crate::pen::tests::{comment, founded};

/// A comment that Amara's device signed with this ticket, as another machine would hold it.
fn signed(home: &Home, ticket: u16, said: &str) -> Envelope {
    let me = home.dweller().expect("Amara");
    let words = protocol::record::comment::Comment { text: protocol::text::Text::new(said).expect("short") };
    let draft = Draft {
        kind: "comment".to_string(),
        side: Side::Inner,
        audience: None,
        subject: Some(me.person),
        names: Vec::new(),
        document: Version::New,
        body: Blob(wire::encode(&words)),
    };
    let author = Author { person: me.person, collective: me.collective };
    let given = Given { now: clock::now(), nonce: [7; 16], ticket: Some(ticket), number: None };
    let state = home.state();
    let device = state.keyring.as_ref().expect("keys").device().expect("open");
    author::sign(&draft, &author, None, None, &given, device).expect("sound")
}

fn guard_code(home: &Home) -> Option<String> {
    home.state().guard.as_ref().err().map(|trouble| trouble.code.clone())
}

fn inner(home: &Home) -> Space {
    Space { side: Side::Inner, charter: home.dweller().expect("Amara").collective }
}

#[test]
fn an_own_record_that_nobody_here_remembers_ends_the_signing_until_there_are_new_keys() {
    let (folder, home) = founded();
    home.take_in(vec![signed(&home, 900, "said tomorrow")], Park::Nothing).expect("taken in");
    assert_eq!(guard_code(&home).as_deref(), Some("home-set-back"));
    let me = home.dweller().expect("Amara");
    assert_eq!(home.publish(comment(me.person, "no".to_string())).expect_err("unsafe").code, "home-set-back");
    home.close().expect("closed");
    drop(home);
    let home = Home::open(folder.path()).expect("it can be read");
    assert_eq!(guard_code(&home).as_deref(), Some("home-set-back"), "a restart forgets nothing");
    crate::desk::keys::renew(&home, None).expect("new keys");
    home.publish(comment(me.person, "yes".to_string())).expect("written");
}

#[test]
fn a_second_record_with_a_used_ticket_shows_that_a_twin_signs_as_well() {
    let (_folder, home) = founded();
    let me = home.dweller().expect("Amara");
    let (_, written) = home.publish(comment(me.person, "said here".to_string())).expect("written");
    let ticket = written[0].header().ticket.expect("content");
    home.take_in(vec![written[0].clone()], Park::Nothing).expect("known");
    assert_eq!(guard_code(&home), None, "the own record coming back is none");
    home.take_in(vec![signed(&home, ticket, "said by the twin")], Park::Nothing).expect("taken in");
    assert_eq!(guard_code(&home).as_deref(), Some("home-set-back"));
}

#[test]
fn an_own_record_that_only_the_disk_lost_comes_back_and_stops_nothing() {
    let (_folder, home) = founded();
    let limit = 2_000;
    let space = inner(&home);
    let ticket = match &mut home.state().guard {
        Ok(guard) => guard.ticket(space, clock::now(), limit).expect("left"),
        Err(trouble) => panic!("{trouble:?}"),
    };
    let lost = signed(&home, ticket, "said before the disk rotted");
    home.take_in(vec![lost.clone()], Park::Nothing).expect("taken in");
    assert!(home.store().holds(&lost.id()));
    assert_eq!(guard_code(&home), None, "the guard remembers the number");
}
