//! Which faces stand where.

use protocol::author::{self, Author, Given};
use protocol::keys::Secret;

use super::*;
use crate::fixture::{NOW, id, profile};

/// The records of Amara's faces, each on its side; a side that comes twice is its next revision.
pub fn records(faces: &[(Side, Profile)]) -> Vec<Blob> {
    let secret = Secret::from_seed(&[7; 32]);
    let who = Author { person: id("Amara"), collective: id("Cebu Desk") };
    let mut priors: std::collections::BTreeMap<Side, Envelope> = std::collections::BTreeMap::new();
    let mut blobs = Vec::new();
    for (at, (side, profile)) in faces.iter().enumerate() {
        let prior = priors.get(side).cloned();
        let name = prior.as_ref().and_then(|prior| prior.header().name());
        let draft = Draft {
            kind: "profile".to_string(),
            side: *side,
            audience: None,
            subject: Some(id("Amara")),
            names: Vec::new(),
            document: name.map_or(Version::New, Version::Next),
            body: Blob(wire::encode(profile)),
        };
        let nonce = [*side as u8; 16];
        let given = Given { now: NOW.after(at as u64), nonce, ticket: Some(at as u16), number: None };
        let record = author::sign(&draft, &who, None, prior.as_ref(), &given, &secret).expect("a sound draft");
        blobs.push(Blob(record.bytes().to_vec()));
        priors.insert(*side, record);
    }
    blobs
}

fn faces(kept: &[(Side, Profile)]) -> Faces {
    let kept = records(kept);
    let desk = Desk::fake(move |request| match request {
        Request::Records(_) => Ok(Reply::Records(kept.clone())),
        Request::Directory => Ok(Reply::Directory(Box::new(crate::fixture::directory("Amara")))),
        other => panic!("{other:?} was not expected"),
    });
    Faces::read(&desk, id("Amara")).expect("readable records")
}

#[test]
fn the_last_revision_on_each_side_counts() {
    let faces =
        faces(&[(Side::Inner, profile("Amara")), (Side::Open, profile("A.")), (Side::Inner, profile("Amara O."))]);
    assert_eq!(faces.profile().map(|profile| profile.name.to_string()).as_deref(), Some("Amara O."));
    let draft = faces.draft(id("Amara"), Side::Inner, &profile("Amara"));
    assert!(matches!(draft.document, Version::Next(_)));
    assert!(faces.is_open());
}

#[test]
fn the_federation_reads_a_face_only_where_something_is_shared() {
    let inner = faces(&[(Side::Inner, profile("Amara"))]);
    let both = faces(&[(Side::Inner, profile("Amara")), (Side::Open, profile("Amara"))]);
    assert_eq!(sides(&inner, false, Sharing::NotNow), [Side::Inner]);
    assert_eq!(sides(&inner, false, Sharing::Now), [Side::Inner, Side::Open]);
    assert_eq!(sides(&inner, true, Sharing::NotNow), [Side::Inner, Side::Open]);
    assert_eq!(sides(&both, false, Sharing::NotNow), [Side::Inner, Side::Open]);
}

#[test]
fn only_name_skills_and_languages_leave_the_house() {
    let mut full = profile("Amara");
    full.headline = protocol::text::Line::new("Book-keeping").ok();
    full.place = protocol::text::Line::new("Cebu").ok();
    full.languages = Few::new(vec![protocol::text::Line::new("en").expect("short")]).expect("one");
    assert_eq!(public(&full), Profile { languages: full.languages.clone(), ..profile("Amara") });
}
