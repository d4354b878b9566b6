//! What came in is divided to the last unit, however many parts it came in.

use proptest::prelude::*;
use protocol::bid::received::divide;

#[test]
fn half_of_a_price_is_half_of_each_line_and_the_odd_unit_goes_to_whoever_loses_most() {
    assert_eq!(divide(&[3_167, 3_167, 3_166, 500], 5_000), [1_584, 1_583, 1_583, 250]);
    assert_eq!(divide(&[3_167, 3_167, 3_166, 500], 10_000), [3_167, 3_167, 3_166, 500]);
    assert_eq!(divide(&[3_167, 3_167, 3_166, 500], 0), [0; 4]);
    assert_eq!(divide(&[3_167, 3_167, 3_166, 500], 12_000), [3_167, 3_167, 3_166, 500], "above it is nobody's");
    assert_eq!(divide(&[], 100), Vec::<u64>::new());
}

proptest! {
    #![proptest_config(crate::cases(256))]

    #[test]
    fn no_unit_is_lost_or_made_and_nobody_is_a_unit_off(
        minors in prop::collection::vec(0..1u64 << 53, 1..65),
        received in any::<u64>(),
    ) {
        let whole: u128 = minors.iter().map(|minor| u128::from(*minor)).sum();
        let got = divide(&minors, received);
        let paid = u128::from(received).min(whole);
        prop_assert_eq!(got.iter().map(|minor| u128::from(*minor)).sum::<u128>(), paid);
        for (minor, got) in minors.iter().zip(&got) {
            let (exact, got) = (u128::from(*minor) * paid, u128::from(*got) * whole);
            prop_assert!(got.abs_diff(exact) < whole.max(1));
        }
    }
}
