use std::collections::BTreeSet;

use protocol::local::Setup;
use protocol::record::profile::Profile;
use protocol::record::terms::Terms;
use protocol::text::{Line, Text};
use protocol::wire::Blob;

use super::*;
use crate::desk::setup;

/// A home in which Amara has founded a collective.
pub(crate) fn founded() -> (tempfile::TempDir, Home) {
    let folder = tempfile::tempdir().expect("folder");
    let home = Home::open(folder.path()).expect("an empty home");
    setup::setup(&home, &amara()).expect("a collective");
    (folder, home)
}

/// What Amara founds.
pub(crate) fn amara() -> Setup {
    let name = |name: &str| Line::new(name).expect("short");
    let terms = Terms { name: name("Cebu Desk"), place: None, currency: None, about: None, bylaws: None };
    let profile = Profile {
        name: name("Amara"),
        headline: None,
        about: None,
        languages: Default::default(),
        skills: Default::default(),
        zone: None,
        place: None,
        links: Default::default(),
        shows_members: false,
    };
    Setup { terms, profile }
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
    let before = (home.deeds(1_000).expect("a log").len(), home.state().unsent.inner);
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
    let kept: Unsent = home.local(UNSENT).expect("readable").expect("counted");
    assert_eq!(kept.inner, before.1 + 40);
}
