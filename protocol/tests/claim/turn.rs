//! Of live awards there is one, or they are contested and none binds.

use proptest::prelude::*;
use protocol::fold::lead::claims::{CLAIMS_MAX, PERSON_MAX, Turn};
use protocol::fold::lead::{Step, Void, fold};
use protocol::record::terms::CLAIM_DAYS_MAX;

use crate::people::{NOON, Table, days, person};

#[test]
fn two_awards_bind_nobody_until_one_is_released() {
    let mut table = Table::posted(1);
    let (binh, chidi) = (table.claim("Binh", NOON), table.claim("Chidi", NOON));
    assert_eq!(table.row().turn(days(1)), Turn::Offered);

    let first = table.award("Amara", binh, days(1), days(8));
    assert!(matches!(table.row().turn(days(1)), Turn::Awarded(claim) if claim.claimant == person("Binh")));
    let second = table.award("Amara", chidi, days(1), days(8));
    assert!(matches!(table.row().turn(days(1)), Turn::Contested(claims) if claims.len() == 2));
    table.release("Amara", first, days(2));
    assert!(matches!(table.row().turn(days(2)), Turn::Awarded(claim) if claim.id == chidi));
    table.release("Chidi", second, days(2));
    assert_eq!(table.row().turn(days(2)), Turn::Offered, "the claims stand, the awards do not");
}

#[test]
fn an_award_by_somebody_who_is_not_the_poster_moves_nothing() {
    let mut table = Table::posted(1);
    let mallorys = table.claim("Mallory", NOON);
    let before = table.row();
    table.award("Mallory", mallorys, days(1), days(8));
    assert_eq!(table.row(), before);
    let intent = Step::Award { author: person("Mallory"), claim: mallorys };
    assert_eq!(table.row().foresee(&intent, days(1)), Some(Void::Author));
}

#[test]
fn what_others_give_back_stays() {
    let mut table = Table::posted(1);
    let binh = table.claim("Binh", NOON);
    let award = table.award("Amara", binh, days(1), days(8));
    let before = table.row();
    table.release("Mallory", binh, days(2));
    table.release("Mallory", award, days(2));
    table.release("Amara", binh, days(2));
    assert_eq!(table.row(), before, "a claim is its maker's, an award its maker's or the winner's");
}

#[test]
fn a_lease_ends_by_itself_and_after_60_days_at_the_latest() {
    let mut table = Table::posted(1);
    let binh = table.claim("Binh", NOON);
    table.award("Amara", binh, NOON, days(7));
    assert!(matches!(table.row().turn(days(7)), Turn::Awarded(_)));
    assert!(matches!(table.row().turn(days(7).after(1)), Turn::Lapsed(claim) if claim.id == binh));

    table.award("Amara", binh, NOON, days(4_000));
    let last = days(u64::from(CLAIM_DAYS_MAX));
    assert!(matches!(table.row().turn(last), Turn::Awarded(_)), "a second award of the same claim is a longer one");
    assert!(matches!(table.row().turn(last.after(1)), Turn::Lapsed(_)));

    let chidi = table.claim("Chidi", NOON);
    table.award("Amara", chidi, last.after(1), days(67));
    assert!(
        matches!(table.row().turn(last.after(1)), Turn::Awarded(claim) if claim.id == chidi),
        "the next one's turn"
    );
}

#[test]
fn each_step_that_would_not_count_is_foreseen() {
    let mut table = Table::posted(1);
    let binh = table.claim("Binh", NOON);
    let chidi = table.claim("Chidi", NOON);
    let award = table.award("Amara", binh, NOON, days(7));
    let row = table.row();
    let (amara, binhs) = (person("Amara"), person("Binh"));
    let foresee = |step| row.foresee(&step, days(1));
    assert_eq!(foresee(Step::Claim(person("Dalia"))), None);
    assert_eq!(foresee(Step::Claim(binhs)), Some(Void::Claimed));
    assert_eq!(foresee(Step::Award { author: amara, claim: chidi }), Some(Void::Held));
    assert_eq!(foresee(Step::Award { author: amara, claim: binh }), None, "a longer lease");
    assert_eq!(foresee(Step::Award { author: amara, claim: award }), Some(Void::Object));
    assert_eq!(foresee(Step::Release { author: binhs, of: award }), None);
    assert_eq!(foresee(Step::Release { author: amara, of: binh }), Some(Void::Author));
    assert_eq!(foresee(Step::Release { author: amara, of: amara }), Some(Void::Object));
    table.release("Chidi", chidi, days(1));
    let award = Step::Award { author: amara, claim: chidi };
    assert_eq!(table.row().foresee(&award, days(9)), Some(Void::Released));
    let closed = protocol::fold::lead::LeadRow { withdrawn: true, ..table.row() };
    assert_eq!(closed.foresee(&Step::Claim(person("Dalia")), days(1)), Some(Void::Closed));
}

#[test]
fn a_flood_of_claims_hides_no_award() {
    let mut table = Table::posted(1);
    let binh = table.claim("Binh", NOON);
    table.award("Amara", binh, NOON, days(7));
    for at in 0..10 {
        table.claim("Mallory", days(at));
    }
    for name in 0..2 * CLAIMS_MAX {
        table.claim(&format!("Mallory {name}"), NOON);
    }
    let row = table.row();
    assert_eq!(row.claims.len(), CLAIMS_MAX);
    assert!(row.claims.iter().filter(|claim| claim.claimant == person("Mallory")).count() <= PERSON_MAX);
    assert!(matches!(row.turn(days(1)), Turn::Awarded(claim) if claim.id == binh));
}

proptest! {
    #![proptest_config(crate::cases(256))]

    #[test]
    fn whatever_is_said_in_whatever_order_one_award_binds_or_none(
        steps in prop::collection::vec((0..4u8, 0..4usize, 0..4usize, 0..70u64), 0..24),
        seed in any::<u64>(),
    ) {
        let mut table = Table::posted(1);
        let names = ["Amara", "Binh", "Chidi", "Mallory"];
        let mut made = vec![table.lead];
        for (what, name, object, day) in steps {
            let named = made[object * 7 % made.len()];
            made.push(match what {
                0 => table.claim(names[name], days(day)),
                1 | 2 => table.award(names[name], named, days(day), days(day + 7)),
                _ => table.release(names[name], named, days(day)),
            });
        }
        let row = table.row();
        for day in [0, 10, 40, 80] {
            let holding: Vec<_> = row.claims.iter().filter(|claim| claim.holds(days(day))).collect();
            match row.turn(days(day)) {
                Turn::Awarded(claim) => {
                    prop_assert_eq!(&holding, &vec![claim]);
                    prop_assert!(!claim.released);
                    prop_assert!(claim.awards.iter().any(|award| !award.released && award.until >= days(day)));
                }
                Turn::Contested(claims) => prop_assert!(claims.len() > 1 && claims == holding),
                Turn::Free | Turn::Offered | Turn::Lapsed(_) => prop_assert!(holding.is_empty()),
            }
        }
        let mut turned = table.records.clone();
        turned.reverse();
        let turns = seed as usize % turned.len();
        turned.rotate_left(turns);
        prop_assert_eq!(fold(table.lead, &turned), Some(row));
    }
}
