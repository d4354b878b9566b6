//! A bid of five people from three collectives: invariants 2, 19 and 20 of the domain.

use std::collections::BTreeSet;

use proptest::prelude::*;
use protocol::bid::sign::promised_by;
use protocol::fold::bid::{Lack, Stage, Void};
use protocol::id::Id;
use protocol::local::Version;
use protocol::record::bid::Bid;
use protocol::record::bid_outcome::Ending;
use protocol::wire;

use crate::pooled::*;

#[test]
fn one_changed_share_voids_every_signature_and_says_whose_are_missing() {
    let mut table = Table::opened();
    let shares: Vec<_> = ALL.into_iter().map(|who| table.share(who, 600)).collect();
    assert_eq!(table.row().stage(table.homes[AMARA].now), Stage::Waiting);
    table.assent(AMARA);
    table.assent(BINH);
    assert_eq!(table.row().missing().len(), 3);

    table.revise_share(&shares[CHIDI], CHIDI, 601);

    let row = table.row();
    assert_eq!(row.missing().len(), 5);
    assert!(row.signatures.iter().all(|signature| signature.void == Some(Void::Changed)));
    ALL.into_iter().for_each(|who| drop(table.assent(who)));
    let row = table.row();
    assert_eq!((row.missing(), row.stage(table.homes[AMARA].now)), (BTreeSet::new(), Stage::Ready));
    assert_eq!(row.lacks(&BTreeSet::new(), table.homes[AMARA].now), []);
}

#[test]
fn a_changed_bid_voids_every_signature_too() {
    let mut table = Table::signed();
    let prior = table.said[0].inner.clone();
    let terms = Bid { price_minor: 100_004, ..table.terms() };
    table.say(AMARA, "bid", table.lead, &[], (Version::Next(table.bid), Some(&prior)), wire::encode(&terms));
    assert_eq!(table.row().missing().len(), 5);
    assert_eq!(table.row().bid.price_minor, 100_004);
}

#[test]
fn who_is_not_on_the_list_sees_nothing_and_adds_nothing() {
    let mut table = Table::signed();
    let before = table.row();
    table.share(MALLORY, 60);
    table.assent_to(MALLORY, before.draft.as_ref().expect("a draft").id);
    assert_eq!(table.row(), before);
    assert_eq!(table.seen(MALLORY, &table.said), None);
    // Of the list, and without a line: Dalia signs what she has no part in.
    let mut table = Table::opened();
    table.share(AMARA, 600);
    table.assent(DALIA);
    let row = table.row();
    assert_eq!(row.signatures[0].void, Some(Void::Stranger));
    assert_eq!(row.missing(), BTreeSet::from([table.homes[AMARA].person]));
}

#[test]
fn a_signature_after_the_closing_time_does_not_count() {
    let mut table = Table::shared();
    ALL.into_iter().filter(|who| *who != EMEKA).for_each(|who| drop(table.assent(who)));
    table.homes[EMEKA].now = table.row().bid.closes;
    table.assent(EMEKA);
    let row = table.row();
    assert_eq!(row.missing(), BTreeSet::from([table.homes[EMEKA].person]));
    assert!(row.signatures.iter().any(|signature| signature.void == Some(Void::Late)));
    assert_eq!(row.stage(row.bid.closes), Stage::Waiting);
    assert_eq!(row.stage(row.bid.closes.after(1)), Stage::Lapsed);
}

#[test]
fn who_pauses_keeps_a_bid_from_being_sent_and_none_that_was() {
    let mut table = Table::signed();
    let now = table.homes[AMARA].now;
    let paused = BTreeSet::from([table.homes[BINH].person, Id::of(b"somebody else")]);
    assert_eq!(table.row().lacks(&paused, now), [Lack::Paused(BTreeSet::from([table.homes[BINH].person]))]);
    table.submit(AMARA);
    assert_eq!(table.row().stage(now), Stage::Sent);
}

#[test]
fn who_is_removed_takes_their_line_along_and_every_signature_with_it() {
    let table = Table::signed();
    let binh = table.homes[BINH].person;
    let left: Vec<_> = table.said.iter().filter(|said| said.inner.header().person != binh).cloned().collect();
    let row = table.seen(AMARA, &left).expect("a bid");
    assert_eq!((row.shares.len(), row.missing().len()), (4, 4), "four lines, and nobody has signed these");
}

#[test]
fn what_was_sent_stays_what_it_was_whatever_is_revised_later() {
    let mut table = Table::signed();
    let sent = table.row().draft.expect("a draft");
    table.submit(AMARA);
    let share = table.said.iter().find(|said| said.inner.header().person == table.homes[DALIA].person);
    let share = share.expect("Dalia's share").inner.clone();
    table.revise_share(&share, DALIA, 1);
    let row = table.row();
    assert_ne!(row.draft.as_ref().expect("a draft").id, sent.id);
    let now = table.homes[AMARA].now;
    assert_eq!(row.stage(now), Stage::Sent);
    let kept = row.sent.expect("sent");
    assert_eq!((kept.draft, kept.assents.len()), (sent, 5));
}

#[test]
fn what_was_won_stays_won_when_somebody_in_it_is_left_out_later() {
    let mut table = Table::signed();
    let sent = table.submit(AMARA).id();
    table.outcome(AMARA, &[sent], Ending::Won);
    let before = table.row().sent.expect("sent");
    let prior = table.said[0].inner.clone();
    let mut readers = vec![table.homes[AMARA].charter, table.homes[EMEKA].person];
    readers.sort();
    let terms = Bid { readers: protocol::wire::Few::new(readers).expect("two readers"), ..table.terms() };
    table.say(AMARA, "bid", table.lead, &[], (Version::Next(table.bid), Some(&prior)), wire::encode(&terms));
    for who in [AMARA, EMEKA] {
        let row = table.seen(who, &table.said).expect("a bid");
        assert_eq!((row.stage(table.homes[AMARA].now), row.sent.as_ref()), (Stage::Won, Some(&before)));
        assert!(row.signatures.iter().all(|signature| signature.participant != table.homes[CHIDI].person));
    }
}

#[test]
fn what_was_won_is_not_displaced_by_what_is_sent_behind_it() {
    let mut table = Table::signed();
    let first = table.submit(AMARA).id();
    table.outcome(AMARA, &[first], Ending::Won);
    let dalia = table.homes[DALIA].person;
    let share = table.said.iter().find(|said| said.inner.header().person == dalia).expect("Dalia's share");
    let share = share.inner.clone();
    table.revise_share(&share, DALIA, 30);
    ALL.into_iter().for_each(|who| drop(table.assent(who)));
    let second = table.submit(AMARA).id();
    assert_ne!(first, second);
    let row = table.row();
    assert_eq!((row.stage(table.homes[AMARA].now), row.sent.expect("sent").id), (Stage::Won, first));
}

#[test]
fn what_not_everybody_signed_or_another_sent_was_not_sent() {
    let mut table = Table::shared();
    ALL.into_iter().filter(|who| *who != EMEKA).for_each(|who| drop(table.assent(who)));
    table.submit(AMARA);
    assert_eq!(table.row().sent, None, "Emeka has not signed");
    let mut table = Table::signed();
    table.submit(BINH);
    assert_eq!(table.row().sent, None, "Binh did not open it");
    let now = table.row().bid.valid_until;
    table.homes[AMARA].now = now;
    table.submit(AMARA);
    assert_eq!(table.row().sent, None, "the offer holds no longer");
}

#[test]
fn two_endings_are_contested_until_one_corrects_the_other() {
    let mut table = Table::signed();
    let sent = table.submit(AMARA).id();
    let now = table.homes[AMARA].now;
    table.outcome(BINH, &[sent], Ending::Lost);
    assert_eq!(table.row().stage(now), Stage::Sent, "Binh did not open it");
    let lost = table.outcome(AMARA, &[sent], Ending::Lost).id();
    assert_eq!(table.row().stage(now), Stage::Lost);
    table.outcome(AMARA, &[sent], Ending::Won);
    assert_eq!(table.row().stage(now), Stage::Contested);
    table.outcome(AMARA, &[sent, lost], Ending::Won);
    assert_eq!(table.row().stage(now), Stage::Won);
}

#[test]
fn somebody_promises_their_hours_from_their_signature_until_the_bid_is_lost() {
    let minutes = |table: &Table, who: usize| {
        let promised = promised_by(&table.row(), &table.homes[who].person, table.homes[AMARA].now);
        promised.iter().map(|promised| promised.minutes).sum::<u32>()
    };
    let mut table = Table::opened();
    let shares: Vec<_> = ALL.into_iter().map(|who| table.share(who, 600)).collect();
    assert_eq!(minutes(&table, AMARA), 0, "a share is an offer");
    table.assent(AMARA);
    assert_eq!((minutes(&table, AMARA), minutes(&table, BINH)), (600, 0));
    table.revise_share(&shares[CHIDI], CHIDI, 601);
    assert_eq!(minutes(&table, AMARA), 0, "another draft is nobody's promise");
    ALL.into_iter().for_each(|who| drop(table.assent(who)));
    assert_eq!((minutes(&table, AMARA), minutes(&table, CHIDI)), (600, 601));
    let sent = table.submit(AMARA).id();
    assert_eq!(minutes(&table, BINH), 600);
    let lost = table.outcome(AMARA, &[sent], Ending::Lost).id();
    assert_eq!(minutes(&table, BINH), 0);
    let won = table.outcome(AMARA, &[sent], Ending::Won).id();
    assert_eq!(minutes(&table, BINH), 600, "contested: it may be won");
    table.outcome(AMARA, &[sent, lost, won], Ending::Won);
    assert_eq!((table.row().stage(table.homes[AMARA].now), minutes(&table, BINH)), (Stage::Won, 600));
}

#[test]
fn a_bid_that_its_opener_took_back_is_over() {
    let mut table = Table::signed();
    let prior = table.said[0].inner.clone();
    let terms = wire::encode(&table.terms());
    table.say(AMARA, "bid", table.lead, &[], (Version::Withdraw(table.bid), Some(&prior)), terms);
    let now = table.homes[AMARA].now;
    let row = table.row();
    assert_eq!(row.stage(now), Stage::Withdrawn);
    assert!(row.lacks(&BTreeSet::new(), now).contains(&Lack::Withdrawn));
}

#[test]
fn whoever_was_cut_off_while_signing_comes_to_the_same_state() {
    let mut table = Table::shared();
    let before = table.said.len();
    table.assent(AMARA);
    table.assent(BINH);
    let (ours, theirs) = (table.said[before..].to_vec(), table.said[..before].to_vec());
    // Chidi's machine lacked both while Dalia changed her mind.
    let dalia = table.homes[DALIA].person;
    let share = theirs.iter().find(|said| said.inner.header().person == dalia).expect("a share").inner.clone();
    table.revise_share(&share, DALIA, 900);
    let late = table.said[before + 2..].to_vec();
    let at_amaras: Vec<_> = [&theirs[..], &ours[..], &late[..]].concat();
    let at_chidis: Vec<_> = [&late[..], &theirs[..], &ours[..], &theirs[..]].concat();
    assert_eq!(table.seen(AMARA, &at_amaras), table.seen(CHIDI, &at_chidis));
}

proptest! {
    #![proptest_config(crate::cases(16))]
    #[test]
    fn any_order_and_any_doubling_make_the_same_row(seed in any::<u64>()) {
        let mut table = Table::signed();
        table.submit(AMARA);
        let row = table.row();
        let mut said = table.said.clone();
        let mut state = seed | 1;
        for at in (1..said.len()).rev() {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            said.swap(at, (state >> 33) as usize % (at + 1));
        }
        said.extend(said[..5].to_vec());
        prop_assert_eq!(table.seen(EMEKA, &said), Some(row));
    }
}

#[test]
fn a_share_that_a_later_reader_cannot_open_counts_for_nobody_until_it_is_said_again() {
    let mut table = Table::opened();
    let share = table.share(AMARA, 600);
    let (before, late) = (table.row(), table.homes[MALLORY].person);
    let widened = |readers: &[Id]| {
        let mut readers: Vec<Id> = readers.iter().copied().chain([late]).collect();
        readers.sort();
        protocol::wire::Few::new(readers).expect("few")
    };
    let prior = table.said[0].inner.clone();
    let terms = Bid { readers: widened(&before.bid.readers), ..table.terms() };
    table.say(AMARA, "bid", table.lead, &[], (Version::Next(table.bid), Some(&prior)), wire::encode(&terms));
    let row = table.row();
    assert_eq!((row.shares.len(), row.narrow.len(), row.draft), (0, 1, None));
    assert_eq!(table.seen(MALLORY, &table.said).expect("let in").narrow.len(), 1);

    let mut again: protocol::record::share::Share = wire::decode(&table.share_body(AMARA, 600)).expect("a share");
    again.readers = terms.readers.clone();
    let version = (Version::Next(share.header().name().expect("a document")), Some(&share));
    table.say(AMARA, "share", table.bid, &[], version, wire::encode(&again));
    let row = table.row();
    assert_eq!((row.shares.len(), row.narrow.len()), (1, 0));
    assert_eq!(row.draft, table.seen(MALLORY, &table.said).expect("let in").draft);
    // Whoever is left out later could open it all the same: what was told to more than now may read stays.
    let prior = table.said.iter().rev().find(|said| &*said.inner.header().kind == "bid").expect("two of them");
    let prior = prior.inner.clone();
    let narrower = Bid { readers: before.bid.readers.clone(), ..terms };
    table.say(AMARA, "bid", table.lead, &[], (Version::Next(table.bid), Some(&prior)), wire::encode(&narrower));
    assert_eq!((table.row().shares.len(), table.row().narrow.len()), (1, 0));
    assert!(table.seen(MALLORY, &table.said).is_none());
}

#[test]
fn a_share_that_only_some_can_open_moves_nobodys_draft() {
    let mut table = Table::opened();
    let sorted = |mut readers: Vec<Id>| {
        readers.sort();
        protocol::wire::Few::new(readers).expect("few")
    };
    let [amara, chidi, emeka] = [AMARA, CHIDI, EMEKA].map(|who| table.homes[who].charter);
    let said = |table: &mut Table, who: usize, readers: Vec<Id>| {
        let mut share: protocol::record::share::Share = wire::decode(&table.share_body(who, 600)).expect("a share");
        share.readers = sorted(readers);
        table.say(who, "share", table.bid, &[], (Version::New, None), wire::encode(&share));
    };
    said(&mut table, AMARA, vec![amara, chidi, emeka]);
    let at_chidis = table.said.clone();
    // Chidi cannot open this one: whose collective Emeka's is, only Amara reads.
    said(&mut table, EMEKA, vec![amara, emeka]);
    let (ours, theirs) = (table.row(), table.seen(CHIDI, &at_chidis).expect("a bid"));
    assert_eq!((ours.draft, ours.shares), (theirs.draft, theirs.shares));
}
