//! One bid and one set of shares make one draft, to the byte; one changed byte makes another.

use proptest::prelude::*;
use protocol::bid::draft::{Undrafted, compute};
use protocol::bid::hidden::{Pay, Sums, What};
use protocol::bid::split::{Ask, Misfit};
use protocol::id::Id;
use protocol::money::{Amount, Currency};
use protocol::record::bid::Bid;
use protocol::wire;

use crate::people::{bid, person, share, terms, usd};

#[test]
fn every_value_that_may_be_hidden_is_opened_by_its_own_salt_alone() {
    let shares = [share("Amara", 2, 600, Ask::Divided), share("Binh", 3, 300, Ask::Divided)];
    let drafted = compute(&bid(&terms()), &shares.each_ref()).expect("a draft");
    assert_eq!(drafted.openings.len(), 2 + 2 * 2);
    assert!(drafted.openings.iter().all(|opening| opening.fits(&drafted.draft)));
    let sums: Sums = wire::decode(&drafted.opening(What::Sums, 0).expect("sums").value.0).expect("sums");
    assert_eq!((sums.levy_minor, sums.remainder_minor), (5_000, drafted.split.remainder_minor));
    let salts: std::collections::BTreeSet<Id> = drafted.openings.iter().map(|opening| opening.salt).collect();
    assert_eq!(salts.len(), drafted.openings.len(), "one salt proves nothing about another value");
    let mut moved = drafted.opening(What::Pay, 0).expect("a line").clone();
    moved.line = 1;
    assert!(!moved.fits(&drafted.draft), "a value shown in another's place");
    let text = wire::encode(&drafted.draft);
    assert!(!text.windows(4).any(|part| part == b"desk" || part == b"Binh"), "what may be hidden is not in it");
}

#[test]
fn each_share_has_its_own_line_also_where_two_are_alike() {
    let shares = [share("Binh", 2, 60, Ask::Divided), share("Binh", 3, 60, Ask::Divided)];
    let mut terms = terms();
    terms.contractor = person("Binh");
    let drafted = compute(&bid(&terms), &shares.each_ref()).expect("a draft");
    let mut ids: Vec<Id> = drafted.draft.lines.iter().map(|line| line.share).collect();
    ids.dedup();
    assert_eq!(ids.len(), 2);
    assert_eq!(drafted.draft.participants().len(), 1, "Binh signs once");
}

#[test]
fn what_makes_no_draft_says_why() {
    let amara = share("Amara", 2, 60, Ask::Divided);
    let of = |terms: &Bid, shares: &[&protocol::envelope::Envelope]| compute(&bid(terms), shares).err();
    assert_eq!(of(&terms(), &[]), Some(Undrafted::Split(Misfit::Lines(0))));
    let above = share("Binh", 3, 60, Ask::Points(10_500));
    assert_eq!(of(&terms(), &[&amara, &above]), Some(Undrafted::Split(Misfit::Points(10_500))));
    let euro = Amount { minor: 100, currency: Currency::new("EUR").expect("listed") };
    let (binh, share_currency) = (person("Binh"), euro.currency);
    let misfit = Misfit::Currency { participant: binh, share: share_currency, price: usd() };
    assert_eq!(of(&terms(), &[&amara, &share("Binh", 3, 60, Ask::Fixed(euro))]), Some(Undrafted::Split(misfit)));
    let other = Bid { contractor: person("Mallory"), ..terms() };
    assert_eq!(of(&other, &[&amara]), Some(Undrafted::Contractor));
    assert_eq!(compute(&bid(&terms()).bare(), &[&amara]).err(), Some(Undrafted::Text), "erased");
}

#[test]
fn a_draft_has_64_lines_and_no_more() {
    let shares: Vec<_> = (0..64).map(|at| share("Amara", at, 60 + u32::from(at), Ask::Divided)).collect();
    let bid = bid(&terms());
    let drafted = compute(&bid, &shares.iter().collect::<Vec<_>>()).expect("64 fit");
    assert_eq!(drafted.draft.lines.len(), 64);
    let more = share("Binh", 65, 60, Ask::Divided);
    let too_many: Vec<_> = shares.iter().chain([&more]).collect();
    assert_eq!(compute(&bid, &too_many).err(), Some(Undrafted::Split(Misfit::Lines(65))));
}

proptest! {
    #![proptest_config(crate::cases(256))]

    #[test]
    fn the_same_shares_in_any_order_make_the_same_bytes_and_the_sums_are_the_price(
        minutes in prop::collection::vec(1..10_000u32, 1..12),
        price in 10_000..10_000_000u64,
        levy in 0..=5_000u32,
        turn in any::<usize>(),
    ) {
        let terms = Bid { price_minor: price, levy_points: levy, ..terms() };
        let bid = bid(&terms);
        let names = ["Amara", "Binh", "Chidi"];
        let shares: Vec<_> =
            minutes.iter().zip(0u8..).map(|(m, at)| share(names[usize::from(at) % 3], at, *m, Ask::Divided)).collect();
        let straight: Vec<_> = shares.iter().collect();
        let mut turned = straight.clone();
        turned.reverse();
        let turns = turn % turned.len();
        turned.rotate_left(turns);

        let (one, other) = (compute(&bid, &straight).expect("a draft"), compute(&bid, &turned).expect("a draft"));

        prop_assert_eq!(wire::encode(&one.draft), wire::encode(&other.draft));
        prop_assert_eq!(one.id, Id::of(&wire::encode(&one.draft)));
        let sums: Sums = wire::decode(&one.opening(What::Sums, 0).expect("sums").value.0).expect("sums");
        let pays: u64 = (0..one.draft.lines.len())
            .map(|at| wire::decode::<Pay>(&one.opening(What::Pay, at).expect("a pay").value.0).expect("a pay").minor)
            .sum();
        prop_assert_eq!(pays + sums.levy_minor, price);
        let changed = Bid { price_minor: price + 1, ..terms };
        prop_assert_ne!(compute(&crate::people::bid(&changed), &straight).expect("a draft").id, one.id);
    }
}
