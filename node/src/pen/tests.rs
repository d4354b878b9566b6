use std::collections::BTreeSet;

use protocol::local::Setup;
use protocol::record::profile::Profile;
use protocol::record::terms::Terms;
use protocol::text::{Line, Text};
use protocol::wire::Blob;

use super::*;
use crate::clock::{self, Clock};
use crate::desk::setup;
use crate::home::handover::Handover;

/// A home in which Amara has founded a collective.
pub(crate) fn founded() -> (tempfile::TempDir, Home) {
    founded_by(Clock::default())
}

/// The same by another clock.
pub(crate) fn founded_by(clock: Clock) -> (tempfile::TempDir, Home) {
    let folder = tempfile::tempdir().expect("folder");
    let home = Home::open_by(folder.path(), clock).expect("an empty home");
    setup::setup(&home, &amara()).expect("a collective");
    (folder, home)
}

/// What Amara founds.
pub(crate) fn amara() -> Setup {
    let name = |name: &str| Line::new(name).expect("short");
    let terms = Terms::named(name("Cebu Desk"));
    Setup { terms, profile: Profile::named(name("Amara")) }
}

/// A lead as its kind shows one.
pub(crate) fn lead() -> Publish {
    let draft = Draft {
        kind: "lead".to_string(),
        side: Side::Open,
        audience: None,
        subject: None,
        names: Vec::new(),
        document: Version::New,
        body: Blob((protocol::record::lead::KIND.example)()),
    };
    Publish { drafts: vec![draft], label: "lead new".to_string(), overflow: false, dry_run: false }
}

pub(crate) fn comment(about: Id, words: String) -> Publish {
    let body = protocol::record::comment::Comment { text: Text::new(words).expect("short") };
    let draft = Draft {
        kind: "comment".to_string(),
        side: Side::Inner,
        audience: None,
        subject: Some(about),
        names: Vec::new(),
        document: Version::New,
        body: Blob(wire::encode(&body)),
    };
    Publish { drafts: vec![draft], label: "lead comment".to_string(), overflow: false, dry_run: false }
}

#[test]
fn writes_at_the_same_time_each_have_their_own_number() {
    let (_folder, home) = founded();
    let me = home.dweller().expect("Amara").person;
    let before = (home.deeds(1_000).expect("a log").len(), home.state().handover.unsent().inner);
    std::thread::scope(|scope| {
        for face in 0..4 {
            let home = &home;
            scope.spawn(move || {
                for at in 0..10 {
                    home.publish(comment(me, format!("{face} says {at}"))).expect("written");
                }
            });
        }
    });
    let deeds = home.deeds(1_000).expect("a log");
    let records: BTreeSet<Id> = deeds.iter().flat_map(|deed| deed.records.iter().copied()).collect();
    assert_eq!(deeds.len(), before.0 + 40, "no operation took another's place in the log");
    assert!(records.len() >= 40);
    let kept: Handover = home.local(UNSENT).expect("readable").expect("counted");
    assert_eq!(kept.unsent().inner, before.1 + 40);
}

#[test]
fn an_erased_word_leaves_the_rows_at_once_and_the_disk_after_seven_days() {
    let (folder, home) = founded();
    let me = home.dweller().expect("Amara");
    // The own log of operations keeps the first 80 letters.
    home.publish(comment(me.person, "before ".repeat(20) + "planted words")).expect("written");
    let is_comment = |facts: &&protocol::held::Facts| facts.kind().is_some_and(|kind| kind.name == "comment");
    let word = home.state().replica.held().iter().find(is_comment).expect("held").id;
    let erased = crate::desk::doors::with_hands(&home, |hands, _| {
        Ok(protocol::parting::erase(me.collective, &[word], None, hands, crate::clock::now()).expect("small"))
    });
    home.write_law("lead erase", "", erased.expect("keys")).expect("written");
    let texts = || {
        let fold = protocol::record::Fold::Thread;
        let row: Option<protocol::fold::thread::ThreadRow> =
            crate::desk::directory::row(&home, fold, &me.person).expect("readable");
        row.expect("a thread").comments.into_iter().map(|said| said.text).collect::<Vec<_>>()
    };
    assert_eq!(texts(), [None]);
    assert!(planted(folder.path()));
    assert!(home.record(&word).expect("readable").expect("held").body().is_some(), "a thief may have said so");

    let today = home.state().replica.day();
    home.turn(today.plus(protocol::held::ERASED_DAYS)).expect("a disk");
    assert!(home.record(&word).expect("readable").expect("held").body().is_none());
    assert_eq!(texts(), [None]);
    while home.store().sweep(1).expect("sweeps").is_some() {}
    home.close().expect("closed");
    drop(home);
    assert!(!planted(folder.path()), "no file of the home has the words");
    let again = Home::open(folder.path()).expect("opens again");
    assert!(again.record(&word).expect("readable").expect("held").body().is_none());
}

#[test]
fn a_home_that_is_cut_off_while_it_blanks_loses_no_record_and_claims_nothing() {
    use std::sync::atomic::Ordering::SeqCst;
    for commits in 0..5 {
        let (folder, home) = founded();
        let me = home.dweller().expect("Amara");
        home.publish(comment(me.person, "planted words".to_string())).expect("written");
        let is_comment = |facts: &&protocol::held::Facts| facts.kind().is_some_and(|kind| kind.name == "comment");
        let word = home.state().replica.held().iter().find(is_comment).expect("held").id;
        let erased = crate::desk::doors::with_hands(&home, |hands, _| {
            Ok(protocol::parting::erase(me.collective, &[word], None, hands, crate::clock::now()).expect("small"))
        });
        home.write_law("lead erase", "", erased.expect("keys")).expect("written");
        let due = home.state().replica.day().plus(protocol::held::ERASED_DAYS);

        home.store().commits_left.store(commits, SeqCst);
        let turned = home.turn(due);
        home.store().commits_left.store(u32::MAX, SeqCst);
        assert_eq!(turned.is_ok(), commits >= 3, "the turn itself, the blanking, what is left of it: {turned:?}");
        let on_disk = home.record(&word).expect("readable").expect("held").body().is_none();
        assert_eq!(on_disk, commits >= 2);
        assert_eq!(home.state().replica.held().get(&word).expect("held").is_bare(), on_disk, "said as it is");
        // As if the process had been killed: nothing is closed.
        drop(home);
        let home = Home::open(folder.path()).expect("opens again");
        assert_eq!(home.record(&word).expect("readable").expect("never lost").body().is_none(), on_disk);
        assert_eq!(home.state().replica.held().get(&word).expect("never lost").is_bare(), on_disk);
    }
}

/// True where some file below a folder has the planted words in it.
fn planted(folder: &std::path::Path) -> bool {
    std::fs::read_dir(folder).expect("a folder").any(|entry| {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            return planted(&path);
        }
        std::fs::read(&path).expect("a file").windows(13).any(|bytes| bytes == b"planted words")
    })
}

#[test]
fn who_pauses_takes_on_nothing_new_and_goes_on_with_what_was() {
    let (_folder, home) = founded();
    let me = home.dweller().expect("Amara");
    let lead = |document| {
        let body = protocol::record::lead::KIND.example;
        let draft = Draft {
            kind: "lead".to_string(),
            side: Side::Inner,
            audience: None,
            subject: None,
            names: Vec::new(),
            document,
            body: Blob(body()),
        };
        Publish { drafts: vec![draft], label: "lead".to_string(), overflow: false, dry_run: false }
    };
    let (before, _) = home.publish(lead(Version::New)).expect("posted");
    // Binh leads from now on, and lets Amara pause: by hand, since Binh's machine is not here.
    let binh = protocol::keys::Secret::from_seed(&[5; 32]);
    let until = clock::now().day().plus(3);
    let pause = |charter: &mut protocol::record::charter::Charter| {
        let mut members = vec![me.person, binh.key().person()];
        members.sort();
        charter.members = protocol::wire::Few::new(members).expect("two");
        charter.stewards = protocol::wire::Few::new(vec![binh.key().person()]).expect("one");
        let paused = protocol::record::charter::Paused { person: me.person, until };
        charter.paused = protocol::wire::Few::new(vec![paused]).expect("one");
    };
    let collective = home.own_collective().expect("Cebu Desk");
    let revision = crate::desk::doors::with_hands(&home, |hands, _| {
        let mut next = protocol::founding::successor(&collective);
        pause(&mut next);
        protocol::founding::revision(collective.id, hands, &next, &[], clock::now())
            .map_err(|fault| draft_trouble(&fault))
    });
    home.write_law("test", "", vec![revision.expect("sound")]).expect("written");
    let refused = home.publish(lead(Version::New)).expect_err("she pauses");
    assert_eq!((refused.code.as_str(), refused.facts["until"].clone()), ("paused", until.start().0.to_string()));
    home.publish(lead(Version::Next(before.items[0].id))).expect("what was posted is still hers to change");
    home.publish(lead(Version::Withdraw(before.items[0].id))).expect("and to take back");
    home.publish(comment(me.person, "she talks".to_string())).expect("a word is no promise");
}
