//! The row of markers: invariant 18 of the domain.

use proptest::prelude::*;
use protocol::envelope::Envelope;
use protocol::fold::marker::{ISSUER_MAX, Marked, Proof, State, fold};
use protocol::id::Id;
use protocol::record::marker::{self, Marker, Sort};
use protocol::record::marker_view::MarkerView;
use protocol::time::Day;
use protocol::wire::{self, Few};

use crate::row::{NOON, next, record};

const TODAY: Day = Day(20_779);

fn marker(change: impl FnOnce(&mut Marker)) -> Vec<u8> {
    let mut marker: Marker = wire::decode(&(marker::KIND.example)()).expect("the example");
    change(&mut marker);
    wire::encode(&marker)
}

fn folded(records: &[Envelope]) -> Vec<Marked> {
    fold(Id::of(b"Binh"), records).map(|row| row.markers).unwrap_or_default()
}

fn state(records: &[Envelope], day: Day) -> State {
    folded(records)[0].state(day)
}

#[test]
fn what_one_says_oneself_is_claimed_and_what_another_says_attested() {
    let own = record("marker", marker(|_| ()), "Binh", 1);
    let other = record("marker", marker(|_| ()), "Chidi", 2);
    assert_eq!(state(std::slice::from_ref(&own), TODAY), State::Claimed);
    assert_eq!(state(std::slice::from_ref(&other), TODAY), State::Attested);
    let satisfied = |records: &[Envelope], proof| folded(records)[0].satisfies("xero ADVISOR", proof, TODAY);
    assert!(satisfied(std::slice::from_ref(&own), Proof::Claimed));
    assert!(!satisfied(std::slice::from_ref(&own), Proof::Attested), "nobody attests themselves");
    assert!(satisfied(&[other], Proof::Attested));
}

#[test]
fn a_preference_is_ones_own_word_alone() {
    let body = || marker(|marker| marker.class = Sort::Preference);
    assert_eq!(state(&[record("marker", body(), "Binh", 1)], TODAY), State::Stated);
    assert_eq!(state(&[record("marker", body(), "Chidi", 1)], TODAY), State::Void);
}

#[test]
fn a_marker_holds_from_its_first_day_to_its_last() {
    let attested = [record("marker", marker(|_| ()), "Chidi", 1)];
    let states = [20_399, 20_400, 21_130, 21_131].map(|day| state(&attested, Day(day)));
    assert_eq!(states, [State::Future, State::Attested, State::Attested, State::Expired]);
    let endless = marker(|marker| (marker.since, marker.until) = (None, None));
    let endless = [record("marker", endless, "Chidi", 1)];
    let last = NOON.day().plus(marker::KIND.life_days);
    assert_eq!([state(&endless, last), state(&endless, last.plus(1))], [State::Attested, State::Expired]);
}

#[test]
fn what_is_revoked_erased_or_hidden_satisfies_nothing() {
    let first = record("marker", marker(|_| ()), "Chidi", 1);
    let satisfied = |records: &[Envelope]| folded(records)[0].satisfies("Xero Advisor", Proof::Claimed, TODAY);
    assert!(satisfied(std::slice::from_ref(&first)));

    let revoked = [first.clone(), next(&first, marker(|_| ()), true)];
    assert_eq!((state(&revoked, TODAY), satisfied(&revoked)), (State::Revoked, false));
    let erased = [first.bare()];
    assert_eq!((state(&erased, TODAY), satisfied(&erased)), (State::Void, false));
    let name = first.header().name().expect("a document");
    let view = wire::encode(&MarkerView { hidden: Few::new(vec![name]).expect("one") });
    let hidden = [first.clone(), record("marker-view", view.clone(), "Binh", 3)];
    assert!(folded(&hidden)[0].hidden && !satisfied(&hidden));
    let meddled = [first, record("marker-view", view, "Mallory", 3)];
    assert!(satisfied(&meddled), "nobody hides another's");
}

#[test]
fn one_issuer_cannot_crowd_out_the_others() {
    let mut records: Vec<Envelope> =
        (0..100).map(|second| record("marker", marker(|_| ()), "Mallory", second)).collect();
    records.push(record("marker", marker(|_| ()), "Chidi", 0));
    let issuers: Vec<Id> = folded(&records).iter().map(|mark| mark.issuer).collect();
    assert_eq!(issuers.iter().filter(|issuer| **issuer == Id::of(b"Mallory")).count(), ISSUER_MAX);
    assert!(issuers.contains(&Id::of(b"Chidi")));
}

proptest! {
    #![proptest_config(crate::cases(256))]

    #[test]
    fn nothing_satisfies_that_is_not_attested_or_a_claim_where_a_word_will_do(
        class in 0u8..3,
        own in any::<bool>(),
        revoked in any::<bool>(),
        days in (20_770..20_790u32, 20_770..20_790u32),
        ends in any::<(bool, bool)>(),
        attested in any::<bool>(),
    ) {
        let (since, until) = (ends.0.then(|| days.0.min(days.1)), ends.1.then(|| days.0.max(days.1)));
        let sort = [Sort::Verification, Sort::Tag, Sort::Preference][usize::from(class)];
        let body = || marker(|marker| (marker.class, marker.since, marker.until) = (sort, since.map(Day), until.map(Day)));
        let first = record("marker", body(), if own { "Binh" } else { "Chidi" }, 1);
        let mut records = vec![first.clone()];
        if revoked {
            records.insert(0, next(&first, body(), true));
        }
        let proof = if attested { Proof::Attested } else { Proof::Claimed };

        let satisfies = folded(&records)[0].satisfies("Xero Advisor", proof, TODAY);

        let holds = since.is_none_or(|since| since <= TODAY.0) && until.is_none_or(|until| until >= TODAY.0) && !revoked;
        let said = if own { sort != Sort::Preference && !attested } else { sort != Sort::Preference };
        prop_assert_eq!(satisfies, holds && said);
    }
}
