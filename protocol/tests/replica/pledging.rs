//! Whatever anybody says about a promise, in any order: it is never overdrawn.

use proptest::prelude::*;
use protocol::fold;
use protocol::fold::pledge::{Deed, Intent};
use protocol::id::Id;
use protocol::money::{Amount, Currency, MINOR_MAX};
use protocol::record::pledge::{Quantity, Unit};
use protocol::record::pledge_ack::PledgeAck;
use protocol::record::pledge_fulfil::PledgeFulfil;
use protocol::record::pledge_release::PledgeRelease;

use crate::home::Home;
use crate::pledge::*;

#[derive(Clone, Debug)]
enum Move {
    Call(u8, u64),
    Give(u8, u64),
    Confirm(u8, usize),
    Decline(u8, Option<usize>),
    Release(u8),
    Wait(u8, u16),
}

fn any_move() -> impl Strategy<Value = Move> {
    let who = 0..3u8;
    let many = prop_oneof![4 => 1..300u64, 1 => Just(MINOR_MAX), 1 => (MINOR_MAX - 300)..=MINOR_MAX];
    prop_oneof![
        4 => (who.clone(), many.clone()).prop_map(|(who, many)| Move::Call(who, many)),
        4 => (who.clone(), many).prop_map(|(who, many)| Move::Give(who, many)),
        3 => (who.clone(), any::<usize>()).prop_map(|(who, which)| Move::Confirm(who, which)),
        2 => (who.clone(), any::<Option<usize>>()).prop_map(|(who, which)| Move::Decline(who, which)),
        1 => who.clone().prop_map(Move::Release),
        2 => (who, any::<u16>()).prop_map(|(who, seconds)| Move::Wait(who, seconds)),
    ]
}

fn who(number: u8) -> fn(&mut Table) -> &mut Home {
    [amara, binh, mallory][usize::from(number) % 3]
}

proptest! {
    #![proptest_config(crate::cases(256))]

    #[test]
    fn given_never_exceeds_called_nor_called_what_was_promised(
        promised in prop_oneof![1..1_000u64, Just(MINOR_MAX)],
        moves in proptest::collection::vec(any_move(), 1..24),
        rotation in 0..24usize,
    ) {
        let currency = Currency::new("USD").expect("listed");
        let money = |minor| Quantity::of_money(Amount { minor, currency });
        let mut table = Table::of(|pledge| pledge.what = money(promised));
        let mut ids = Vec::new();
        let mut true_authors = std::collections::BTreeMap::new();
        let pick = |ids: &Vec<Id>, at: usize| ids.get(at % ids.len().max(1)).copied();
        for one in moves {
            let (number, id) = match one {
                Move::Call(by, many) => (by, table.call_of(who(by), money(many), None)),
                Move::Give(by, many) => {
                    let body = PledgeFulfil { what: money(many), note: None };
                    (by, table.step(who(by), "pledge-fulfil", &[], &body))
                }
                Move::Confirm(by, at) => {
                    let named = pick(&ids, at).into_iter().collect::<Vec<_>>();
                    (by, table.step(who(by), "pledge-ack", &named, &PledgeAck { note: None }))
                }
                Move::Decline(by, at) => {
                    let call = at.and_then(|at| pick(&ids, at));
                    (by, table.decline(who(by), call))
                }
                Move::Release(by) => (by, table.step(who(by), "pledge-release", &[], &PledgeRelease { note: None })),
                Move::Wait(by, seconds) => {
                    let home = who(by)(&mut table);
                    home.now = home.now.after(u64::from(seconds) * 1_000);
                    continue;
                }
            };
            ids.push(id);
            true_authors.insert(id, number);
        }
        let row = table.row();
        prop_assert!(row.called <= row.promised && row.given <= row.called && row.confirmed <= row.given, "{row:?}");
        for step in row.steps.iter().filter(|step| step.void.is_none()) {
            let allowed: &[u8] = match step.what {
                fold::pledge::Deed::Called(_) | fold::pledge::Deed::Confirmed(_) | fold::pledge::Deed::Released => &[0],
                fold::pledge::Deed::Given(_) => &[1],
                fold::pledge::Deed::Declined(None) => &[0, 1],
                fold::pledge::Deed::Declined(Some(_)) => &[1],
            };
            prop_assert!(allowed.contains(&true_authors[&step.id]), "{step:?}");
        }
        if !table.steps.is_empty() {
            let by = rotation % table.steps.len();
            table.steps.rotate_left(by);
            table.steps.reverse();
        }
        prop_assert_eq!(row, table.row(), "the same steps in another order");
    }

    #[test]
    fn what_is_foreseen_is_what_the_fold_then_says(
        promised in 1..1_000u64,
        moves in proptest::collection::vec(any_move(), 1..24),
    ) {
        let currency = Currency::new("USD").expect("listed");
        let money = |minor| Quantity::of_money(Amount { minor, currency });
        let mut table = Table::of(|pledge| {
            pledge.what = money(promised);
            pledge.calls = Some(3);
        });
        let mut ids: Vec<Id> = Vec::new();
        for one in moves {
            let at = table.amara.now.max(table.binh.now).max(table.mallory.now).after(1_000);
            let named = |at: usize| ids.get(at % ids.len().max(1)).copied();
            let (by, what) = match one {
                Move::Call(by, many) => (by, Deed::Called(many)),
                Move::Give(by, many) => (by, Deed::Given(many)),
                Move::Confirm(by, at) => (by, Deed::Confirmed(named(at).unwrap_or(table.pledge.id()))),
                Move::Decline(by, at) => (by, Deed::Declined(at.and_then(named))),
                Move::Release(by) => (by, Deed::Released),
                Move::Wait(..) => continue,
            };
            let before = table.row();
            let home = who(by)(&mut table);
            home.now = at;
            let counted = matches!(what, Deed::Called(_) | Deed::Given(_));
            let unit = counted.then_some(Unit::Money(currency));
            let (author, charter) = (home.person, home.charter);
            let foreseen = before.foresee(&Intent { author, charter, at, what: what.clone(), unit, when: None });
            let id = match what {
                Deed::Called(many) => table.call_of(who(by), money(many), None),
                Deed::Given(many) => {
                    table.step(who(by), "pledge-fulfil", &[], &PledgeFulfil { what: money(many), note: None })
                }
                Deed::Confirmed(gift) => table.step(who(by), "pledge-ack", &[gift], &PledgeAck { note: None }),
                Deed::Declined(call) => table.decline(who(by), call),
                Deed::Released => table.step(who(by), "pledge-release", &[], &PledgeRelease { note: None }),
            };
            prop_assert_eq!(foreseen, table.void(id), "{:?} after {:?}", one, before);
            ids.push(id);
        }
    }
}
