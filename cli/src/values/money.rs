//! Owns how typed money is refused: each fault as a trouble that names both readings or the gap.

use protocol::local::Trouble;
use protocol::money::parse::{self as written, MoneyFault};
use protocol::money::{Amount, Currency};

use crate::trouble;

/// Reads one sum; a bare number takes the usual currency.
///
/// # Errors
/// `money` and its kin.
pub fn parse(typed: &str, usual: Option<Currency>) -> Result<Amount, Trouble> {
    written::parse(typed, usual).map_err(|fault| refused(typed, usual, fault))
}

/// Reads a range such as `9..12 USD`; one sum is both its ends.
///
/// # Errors
/// As [`parse`].
pub fn range(typed: &str, usual: Option<Currency>) -> Result<(Amount, Amount), Trouble> {
    written::parse_range(typed, usual).map_err(|fault| refused(typed, usual, fault))
}

/// Reads a currency's code.
///
/// # Errors
/// `currency` where ISO 4217 does not list it.
pub fn currency(typed: &str) -> Result<Currency, Trouble> {
    Currency::new(typed.trim()).ok_or_else(|| trouble!("currency", typed = typed))
}

/// True where a sum was typed without naming its currency: whoever takes the usual one says so.
pub fn is_bare(typed: &str) -> bool {
    written::parse_range(typed, None) == Err(MoneyFault::NoCurrency)
}

/// The trouble for a sum that cannot be taken.
pub fn refused(typed: &str, usual: Option<Currency>, fault: MoneyFault) -> Trouble {
    let usual = usual.map_or_else(|| "USD".to_string(), |currency| currency.code().to_string());
    match fault {
        MoneyFault::Ambiguous { one, other } => {
            trouble!("money", typed = typed, one = one, other = other, currency = usual)
        }
        MoneyFault::NoCurrency => trouble!("money-currency", typed = typed),
        MoneyFault::UnknownCurrency(word) => trouble!("money-word", typed = typed, word = word),
        MoneyFault::TwoCurrencies(one, other) => {
            trouble!("money-two", typed = typed, one = one.code(), other = other.code())
        }
        MoneyFault::Negative => trouble!("money-negative", typed = typed),
        MoneyFault::TooManyDigits { most } => trouble!("money-digits", typed = typed, most = most),
        MoneyFault::TooLarge => trouble!("money-large", typed = typed),
        MoneyFault::Backwards => trouble!("money-backwards", typed = typed),
        MoneyFault::Shape => trouble!("money-shape", typed = typed),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_way_to_write_money_wrongly_has_its_own_answer() {
        let pesos = Currency::new("PHP");
        for (typed, usual, code) in [
            ("25.000", pesos, "money"),
            ("25", None, "money-currency"),
            ("-5 USD", pesos, "money-negative"),
            ("5.123 USD", None, "money"),
            ("1.5 JPY", None, "money-digits"),
            ("plenty", pesos, "money-shape"),
        ] {
            let refused = parse(typed, usual).expect_err(typed);
            assert_eq!((refused.code.as_str(), refused.exit), (code, 2), "{typed}");
        }
        assert_eq!(range("12..9 USD", None).expect_err("backwards").code, "money-backwards");
        assert!(is_bare("9..12") && !is_bare("9..12 USD"));
    }
}
