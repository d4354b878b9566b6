//! What a listed member with a changed program can say: bodies that are read, with numbers and lists that no honest
//! program writes, one behind the other about each other. All of it passes the gate; rows are folded from it.

use std::collections::BTreeSet;

use ciborium::value::Value;
use protocol::envelope::Envelope;
use protocol::founding;
use protocol::id::Id;
use protocol::local::Version;
use protocol::record::{Class, Form, Place, TABLE};
use protocol::space::Side;

use super::home::Home;
use super::target;

/// One step: kind, what it is about, what it binds, and a body.
fn step(kind: &str, about: u8, names: u8, body: &[u8]) -> Vec<u8> {
    let at = TABLE.iter().position(|known| known.name == kind).expect("a kind");
    [&[at as u8, about, names][..], &(body.len() as u16).to_be_bytes(), body].concat()
}

fn example(kind: &str, about: u8, names: u8) -> Vec<u8> {
    let body = protocol::record::kind(kind).expect("a kind").example;
    step(kind, about, names, &body())
}

/// Says what the input says; returns what was taken in.
fn say(home: &mut Home, input: &[u8]) -> Vec<Envelope> {
    let (mut rest, mut said) = (input, Vec::<Envelope>::new());
    while let Some(([kind, about, names, high, low], behind)) = rest.split_first_chunk::<5>() {
        let (body, behind) = behind.split_at(behind.len().min(usize::from(u16::from_be_bytes([*high, *low]))));
        rest = behind;
        let kind = TABLE[usize::from(*kind) % TABLE.len()];
        let earlier = |number: u8| -> Option<Id> {
            let at = usize::from(number).checked_sub(1)?;
            said.get(at % said.len().max(1)).map(protocol::held::subject)
        };
        let named: Vec<Id> = [names & 15, names >> 4].into_iter().filter_map(earlier).collect();
        let record = if kind.class == Class::Authority {
            let Ok(value) = ciborium::from_reader::<Value, _>(body) else { continue };
            let now = home.tick();
            founding::statement(kind.name, home.charter, home.person, &value, named, now, &home.device).ok()
        } else {
            let side = if kind.place == Place::Inner { Side::Inner } else { Side::Open };
            let mut draft = home.draft(kind.name, side, body.to_vec());
            draft.subject = earlier(*about);
            draft.names = named;
            draft.document = if kind.form == Form::Document { Version::New } else { Version::Binding };
            let given = protocol::author::Given {
                now: home.tick(),
                nonce: [said.len() as u8; 16],
                ticket: Some(said.len() as u16),
                number: None,
            };
            let author = protocol::author::Author { person: home.person, collective: home.charter };
            protocol::author::sign(&draft, &author, None, None, &given, &home.device).ok()
        };
        if let Some(record) = record
            && home.hear(&record).is_ok()
        {
            said.push(record);
        }
    }
    said
}

#[test]
fn whatever_a_listed_member_says_rows_are_made_and_are_the_same_from_nothing() {
    let seeds = vec![
        [example("lead", 0, 0), example("comment", 1, 0), example("claim", 1, 1), example("claim-award", 1, 3)]
            .concat(),
        [example("lead", 0, 0), example("bid", 1, 0), example("share", 2, 0), example("assent", 2, 0x23)].concat(),
        [
            example("lead", 0, 0),
            example("bid", 1, 0),
            example("bid-submit", 2, 2),
            example("bid-outcome", 2, 3),
            example("invoice", 2, 3),
            example("payment", 2, 0x53),
            example("payout", 2, 3),
            example("payout-ack", 2, 7),
        ]
        .concat(),
        [example("bid", 0, 0), example("bid-submit", 1, 1), example("worklog", 1, 2), example("delivery", 1, 2)]
            .concat(),
        [example("ask", 0, 0), example("pledge", 0, 1), example("pledge-call", 2, 2), example("pledge-ack", 2, 0x32)]
            .concat(),
        [example("profile", 0, 0), example("availability", 0, 0), example("free-busy", 0, 0)].concat(),
        [example("marker", 0, 0), example("marker-view", 0, 1), example("address", 0, 0), example("outcome", 1, 1)]
            .concat(),
        [example("charter", 0, 0), example("invite", 0, 0), example("vouch", 0, 0), example("cut", 0, 0)].concat(),
        TABLE.iter().flat_map(|kind| example(kind.name, 1, 0x21)).collect(),
    ];
    // Dear: a home, its founding and some signatures for each.
    target("rows", 2_000, 12_000).run(seeds, |input| {
        let mut home = Home::founder("Amara", "A");
        home.found_federation();
        let said = say(&mut home, input);
        // Another computer of hers hears the same, in the order of the ids.
        let mut again = Home::new("Amara");
        (again.charter, again.now) = (home.charter, home.now);
        again.replica.await_charter(Some(home.charter));
        for _ in 0..3 {
            again.hear_all(home.store.values());
        }
        assert!(again.rows == home.rows, "rows depend on the order");
        for scope in home.replica.roster().scopes_of(home.charter) {
            assert_eq!(again.digest(&scope), home.digest(&scope), "what is shown depends on the order");
        }
        let kinds: BTreeSet<&str> = said.iter().map(|record| &*record.header().kind).collect();
        format!("{kinds:?}")
    });
}
