//! What the gate lets in has one spelling and nothing in it that drives a screen (P4, P5, P10).

use proptest::prelude::*;
use protocol::envelope::Envelope;
use protocol::held::Standing;
use protocol::record::TABLE;
use protocol::space::Side;
use protocol::text::{self, Line, Text};
use protocol::wire;

use crate::home::{Home, comment_body};

/// One change to a byte string, as a careless or hostile encoder would make it.
#[derive(Clone, Debug)]
enum Change {
    Set(prop::sample::Index, u8),
    Insert(prop::sample::Index, u8),
    Cut(prop::sample::Index),
}

fn any_change() -> impl Strategy<Value = Change> {
    prop_oneof![
        (any::<prop::sample::Index>(), any::<u8>()).prop_map(|(at, byte)| Change::Set(at, byte)),
        (any::<prop::sample::Index>(), any::<u8>()).prop_map(|(at, byte)| Change::Insert(at, byte)),
        any::<prop::sample::Index>().prop_map(Change::Cut),
    ]
}

fn changed(bytes: &[u8], changes: &[Change]) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    for change in changes {
        match change {
            Change::Set(at, byte) if !bytes.is_empty() => {
                let at = at.index(bytes.len());
                bytes[at] = *byte;
            }
            Change::Insert(at, byte) => bytes.insert(at.index(bytes.len() + 1), *byte),
            Change::Cut(at) if !bytes.is_empty() => {
                bytes.remove(at.index(bytes.len()));
            }
            Change::Set(..) | Change::Cut(_) => {}
        }
    }
    bytes
}

proptest! {
    #![proptest_config(crate::cases(256))]

    #[test]
    fn what_a_kind_accepts_is_in_the_one_spelling(
        which in any::<prop::sample::Index>(),
        changes in proptest::collection::vec(any_change(), 1..4),
    ) {
        let kind = which.get(TABLE);
        let body = changed(&(kind.example)(), &changes);
        if (kind.check)(&body).is_ok() {
            prop_assert_eq!(wire::check_unknown(&body), Ok(()), "{}: {:x?}", kind.name, body);
        }
    }

    #[test]
    fn a_changed_record_is_refused_or_was_signed_so(changes in proptest::collection::vec(any_change(), 1..4)) {
        let mut amara = Home::founder("Amara", "A");
        let draft = amara.draft("comment", Side::Inner, comment_body("hello"));
        let good = amara.sign(&draft);
        let bytes = changed(good.bytes(), &changes);
        let taken = amara.hear_bytes(bytes.clone().into());
        prop_assert!(taken.is_err() || bytes == good.bytes().to_vec(), "{taken:?}");
        prop_assert_eq!(amara.standing(good.id()).is_some(), taken.is_ok());
    }

    #[test]
    fn no_accepted_text_drives_a_screen(letters in proptest::collection::vec(any::<char>(), 0..40)) {
        let typed: String = letters.into_iter().collect();
        let line = Line::<200>::new(&*typed).map(|line| line.to_string());
        let running = Text::<200>::new(&*typed).map(|text| text.to_string());
        for shown in [line, running].into_iter().flatten() {
            prop_assert!(shown.chars().all(|letter| !letter.is_control() || letter == '\n' || letter == '\t'));
        }
        let tidied = text::tidy_line(&typed);
        prop_assert!(tidied.is_empty() || Line::<200>::new(tidied).is_ok(), "what was tidied is taken");
    }
}

#[test]
fn a_hostile_author_fills_no_more_than_two_records_a_ticket() {
    let mut amara = Home::founder("Amara", "A");
    let mut mallory = Home::new("Mallory");
    let (invite, secret) = amara.invite_member(1, 1);
    mallory.join(&mut amara, &invite, &secret);
    let mut flood: Vec<Envelope> = Vec::new();
    for number in 0..60u16 {
        let mut draft = mallory.draft("comment", Side::Open, comment_body(&format!("spam {number}")));
        draft.names = flood.iter().rev().take(16).map(Envelope::id).collect(); // each holds up those before
        flood.push(mallory.sign_with(&draft, number % 3));
    }
    amara.hear_all(flood.iter().rev());
    amara.hear_all(&flood);
    let held = flood.iter().filter(|record| amara.standing(record.id()).is_some()).count();
    assert_eq!(held, 6, "three tickets");
    assert!(flood.iter().all(|record| amara.standing(record.id()) != Some(Standing::Live)));
}
