//! Sets of instants, against sets of numbers.

use std::collections::BTreeSet;

use proptest::prelude::*;
use protocol::schedule::span::{Span, Spans};
use protocol::time::Moment;

fn spans(pairs: &[(u64, u64)]) -> Spans {
    Spans::of(pairs.iter().map(|(from, until)| Span { from: Moment(*from), until: Moment(*until) }).collect())
}

fn numbers(spans: &Spans) -> BTreeSet<u64> {
    spans.iter().flat_map(|span| span.from.0..span.until.0).collect()
}

fn pairs() -> impl Strategy<Value = Vec<(u64, u64)>> {
    prop::collection::vec((0..60u64, 0..60u64), 0..8)
}

proptest! {
    #![proptest_config(crate::cases(256))]

    #[test]
    fn sets_of_instants_behave_like_sets(a in pairs(), b in pairs(), (from, length) in (0..60u64, 1..9u64)) {
        let (a, b) = (spans(&a), spans(&b));
        let (left, right) = (numbers(&a), numbers(&b));
        for set in [a.common(&b), a.with(&b), a.without(&b)] {
            let sorted: Vec<&Span> = set.iter().collect();
            prop_assert!(sorted.iter().all(|span| span.from < span.until));
            prop_assert!(sorted.is_sorted_by(|x, y| x.until < y.from), "apart from each other");
        }
        prop_assert_eq!(numbers(&a.common(&b)), left.intersection(&right).copied().collect::<BTreeSet<_>>());
        prop_assert_eq!(numbers(&a.with(&b)), left.union(&right).copied().collect::<BTreeSet<_>>());
        prop_assert_eq!(numbers(&a.without(&b)), left.difference(&right).copied().collect::<BTreeSet<_>>());
        let span = Span { from: Moment(from), until: Moment(from + length) };
        prop_assert_eq!(a.cover(&span), (from..from + length).all(|at| left.contains(&at)));
    }
}
