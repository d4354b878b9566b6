//! Owns which carriers about one subject are looked at where there are many: of each writer one in turn, the newest
//! first. So nobody crowds others out by writing more of them.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use protocol::held::{Facts, Held};
use protocol::id::Id;

/// Carriers of one writer, the newest first.
type Written = BTreeMap<Id, Vec<(Reverse<protocol::time::Moment>, Id)>>;

/// So many of some carriers, each with its place among those of its writer.
pub(super) fn in_turn<'a>(carriers: impl Iterator<Item = &'a Facts>, held: &Held, most: usize) -> Vec<Id> {
    let mut by: Written = BTreeMap::new();
    for facts in carriers {
        by.entry(held.signer(facts).1).or_default().push((Reverse(facts.created), facts.id));
    }
    by.values_mut().for_each(|written| written.sort_unstable());
    let turns = by.into_values().flat_map(|written| written.into_iter().enumerate());
    let mut turns: Vec<_> = turns.map(|(turn, (created, id))| (turn, created, id)).collect();
    turns.sort_unstable();
    turns.into_iter().take(most).map(|(_, _, id)| id).collect()
}

#[cfg(test)]
mod tests {
    use protocol::author::{self, Author, Given};
    use protocol::keys::Secret;
    use protocol::local::{ContactView, Draft, Publish, Version};
    use protocol::record::contact::{self, Contact};
    use protocol::record::sealed::{STANZAS, Sealed, blank};
    use protocol::record::{Fold, lead};
    use protocol::space::Side;
    use protocol::text::{Line, Text};
    use protocol::wire::{self, Blob, Few};

    use super::super::CARRIERS_MAX;
    use crate::clock;
    use crate::desk::directory::row;
    use crate::home::Home;
    use crate::intake::Park;
    use crate::knock::tests::{invite, join, keys};
    use crate::pen::tests::founded;

    use super::*;

    fn draft(kind: &str, body: Vec<u8>, subject: Option<Id>) -> Draft {
        Draft {
            kind: kind.to_string(),
            side: Side::Inner,
            audience: None,
            subject,
            names: Vec::new(),
            document: Version::New,
            body: Blob(body),
        }
    }

    /// What a newcomer with a number for a name writes about a lead: carriers of nothing.
    fn crowd(home: &Home, name: u8, lead: Id, many: u16) {
        let charter = home.dweller().expect("Amara").collective;
        let [root, device, _] = keys(name);
        let line = invite(home);
        home.take_in(join(name, &line, &line.secret), Park::Nothing).expect("a store");
        let purpose = Line::new(contact::KIND.name).expect("short");
        let records = (0..many).map(|number| {
            let sealed = Sealed { purpose: purpose.clone(), age: Blob(blank(STANZAS[0], 1_024)) };
            let draft = draft("sealed", wire::encode(&sealed), Some(lead));
            let mut nonce = [name; 16];
            nonce[..2].copy_from_slice(&number.to_be_bytes());
            let given = Given { now: clock::now(), nonce, ticket: Some(number), number: None };
            let author = Author { person: root.key().person(), collective: charter };
            author::sign(&draft, &author, None, None, &given, &device).expect("small")
        });
        let taken = home.take_in(records.collect(), Park::Nothing).expect("a store");
        assert!(taken.outcomes.iter().all(|outcome| matches!(outcome, Some(crate::intake::Outcome::Stored(_)))));
    }

    /// A lead with a contact for all, which Amara has carried again since.
    fn lead_with_contact(home: &Home) -> Id {
        let readers = Few::new(vec![home.dweller().expect("Amara").collective]).expect("one");
        let text = Text::new("rivera@client.example").expect("short");
        let said = draft("contact", wire::encode(&Contact { readers, text }), None);
        let drafts = vec![draft("lead", (lead::KIND.example)(), None), said];
        let wish = Publish { drafts, label: "lead new".to_string(), overflow: true, dry_run: false };
        home.publish(wish).expect("written").0.items[0].id
    }

    #[test]
    fn a_crowd_of_carriers_by_one_writer_keeps_nobody_elses_from_being_sealed_again() {
        // Given a contact, and a newcomer who writes more carriers about its lead than are looked at.
        let (_folder, home) = founded();
        let lead = lead_with_contact(&home);
        crowd(&home, 1, lead, CARRIERS_MAX as u16 + 1);
        // When one of its readers comes back with another key.
        let me = home.dweller().expect("Amara");
        let root = home.state().keyring.as_ref().and_then(crate::keyring::Keyring::root).expect("not confirmed yet");
        let [device, node] = [77, 78].map(|seed| Secret::from_seed(&[seed; 32]));
        let seal = Secret::from_seed(&[79; 32]).key();
        let hands = protocol::founding::Hands { device: &device, seal, node: &node, person: me.person };
        let words = protocol::founding::credentials(&root, &hands, me.collective, clock::now()).expect("small");
        home.take_in(words.to_vec(), Park::Nothing).expect("a store");
        // Then it is sealed again all the same, and read.
        assert_eq!(home.seal_again().expect("looked").len(), 1);
        let row = row(&home, Fold::Lead, &lead).expect("readable").expect("a lead");
        assert!(matches!(home.contact(&row).expect("readable"), Some(ContactView::Open { .. })));
    }

    #[test]
    fn of_each_writer_one_is_looked_at_in_turn() {
        let (_folder, home) = founded();
        let lead = lead_with_contact(&home);
        crowd(&home, 1, lead, 40);
        crowd(&home, 2, lead, 10);
        let state = home.state();
        let held = state.replica.held();
        let sealed = || held.about(&lead).filter(|facts| facts.kind().is_some_and(|kind| kind.name == "sealed"));
        let looked = in_turn(sealed(), held, 9);
        let writer = |id: &Id| held.signer(held.get(id).expect("held")).1;
        let of = |person: Id| looked.iter().filter(|id| writer(id) == person).count();
        let [one, two] = [1, 2].map(|name| keys(name)[0].key().person());
        assert_eq!((looked.len(), of(one), of(two)), (9, 4, 4), "and the one that Amara wrote");
        assert_eq!(in_turn(sealed(), held, 100).len(), 51);
    }
}
