//! Owns how people write money: `450 USD`, `USD450`, `₱25,000`, `€1.234,50`, `9..12 USD`.
//!
//! A sum is taken only where it has one reading. A lone point or comma with three digits behind it
//! is the trap: `₱25,000` is twenty-five thousand because pesos are written with grouping commas,
//! while `25.000` may be 25 or 25,000 and is refused with both readings. What a currency's readers
//! are used to stands in [`super::sign`].

use super::sign::{Habit, habit, named};
use super::{Amount, Currency, MINOR_MAX};

/// 64 bytes: the longest honest sum is half of that.
const TEXT_MAX: usize = 64;

/// Why a text is not a sum of money.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MoneyFault {
    /// Two sums could be meant.
    #[error("can mean {one} or {other}")]
    Ambiguous {
        /// The reading with a decimal mark.
        one: String,
        /// The reading with grouped thousands, written with commas.
        other: String,
    },
    /// A bare number where no currency is usual.
    #[error("names no currency")]
    NoCurrency,
    /// A currency or symbol that is not known, or that several currencies share.
    #[error("{0} names no one currency")]
    UnknownCurrency(String),
    /// The two ends of a range are in different currencies.
    #[error("is in {} and in {}", .0.code(), .1.code())]
    TwoCurrencies(Currency, Currency),
    /// Below zero.
    #[error("is below zero")]
    Negative,
    /// More digits behind the mark than the currency counts.
    #[error("has more than {most} digits behind the point")]
    TooManyDigits {
        /// How many the currency counts.
        most: u32,
    },
    /// More than [`MINOR_MAX`] minor units.
    #[error("is larger than any sum that can be kept")]
    TooLarge,
    /// The upper end of a range is below its lower end.
    #[error("ends below its beginning")]
    Backwards,
    /// Not a sum of money at all.
    #[error("is not a sum of money")]
    Shape,
}

/// Reads one sum.
///
/// - `default`: the currency of a bare number, and what decides between the owners of `$`, `¥`, `kr`.
///
/// # Errors
/// Any [`MoneyFault`] but [`MoneyFault::TwoCurrencies`] and [`MoneyFault::Backwards`].
pub fn parse(text: &str, default: Option<Currency>) -> Result<Amount, MoneyFault> {
    let sum = Sum::split(text)?;
    let named = sum.currency(default)?;
    sum.amount(named.or(default))
}

/// Reads a range: `9..12 USD`, `$9-$12`, `USD 9 – 12`, `9 to 12 USD`; one sum is both its ends.
///
/// A currency, and a `k` for thousands, named at one end hold for both.
///
/// # Errors
/// Any [`MoneyFault`].
pub fn parse_range(text: &str, default: Option<Currency>) -> Result<(Amount, Amount), MoneyFault> {
    let Some((low, high)) = ends(text) else {
        let both = parse(text, default)?;
        return Ok((both, both));
    };
    let (mut low, high) = (Sum::split(low)?, Sum::split(high)?);
    // "60-80k" is sixty to eighty thousand; "60k-80" says nothing clear and stays as written.
    low.thousands |= high.thousands;
    let (first, second) = (low.currency(default)?, high.currency(default)?);
    if let (Some(first), Some(second)) = (first, second)
        && first != second
    {
        return Err(MoneyFault::TwoCurrencies(first, second));
    }
    let currency = first.or(second).or(default);
    let (low, high) = (low.amount(currency)?, high.amount(currency)?);
    if low.minor > high.minor { Err(MoneyFault::Backwards) } else { Ok((low, high)) }
}

/// The two ends of a range; `None` where the text is one sum.
fn ends(text: &str) -> Option<(&str, &str)> {
    if let Some(ends) = text.split_once("..").or_else(|| text.split_once('…')) {
        return Some(ends);
    }
    if let Some(ends) = text.split_once(" to ").or_else(|| text.split_once(" TO ")) {
        return Some(ends);
    }
    let mark = |c: char| matches!(c, '-' | '–' | '—' | '−');
    // A mark in front of the first digit is a minus, not a range.
    let first_digit = text.find(|c: char| c.is_ascii_digit())?;
    let at = first_digit + text[first_digit..].find(mark)?;
    let (low, rest) = text.split_at(at);
    Some((low, rest.trim_start_matches(mark)))
}

/// A sum taken apart: what stands before, between and behind.
struct Sum<'a> {
    before: &'a str,
    number: &'a str,
    thousands: bool,
    behind: &'a str,
}

impl<'a> Sum<'a> {
    fn split(text: &'a str) -> Result<Sum<'a>, MoneyFault> {
        let text = text.trim();
        if text.len() > TEXT_MAX {
            return Err(MoneyFault::Shape);
        }
        let first = text.find(|c: char| c.is_ascii_digit()).ok_or(MoneyFault::Shape)?;
        let last = text.rfind(|c: char| c.is_ascii_digit()).ok_or(MoneyFault::Shape)?;
        let (before, number, behind) = (text[..first].trim(), &text[first..=last], &text[last + 1..]);
        // Book-keepers write a loss in brackets.
        if before.contains(['-', '−', '–']) || (before.ends_with('(') && behind.starts_with(')')) {
            return Err(MoneyFault::Negative);
        }
        let (behind, thousands) = match behind.strip_prefix(['k', 'K']) {
            Some(rest) if !rest.starts_with(char::is_alphabetic) => (rest, true),
            _ => (behind, false),
        };
        Ok(Sum { before, number, thousands, behind: behind.trim() })
    }

    /// The currency that is written, if any.
    fn currency(&self, default: Option<Currency>) -> Result<Option<Currency>, MoneyFault> {
        match (self.before, self.behind) {
            ("", "") => Ok(None),
            (name, "") | ("", name) => named(name, default).map(Some),
            // "$450 AUD": the code says which of the dollars.
            (sign, code) => {
                let currency = named(code, default)?;
                let signed = named(sign, Some(currency))?;
                if signed == currency { Ok(Some(currency)) } else { Err(MoneyFault::TwoCurrencies(signed, currency)) }
            }
        }
    }

    fn amount(&self, currency: Option<Currency>) -> Result<Amount, MoneyFault> {
        let habit = currency.map_or(Habit::Either, habit);
        let digits = currency.map(|currency| currency.digits());
        let (whole, part) = halves(self.number, habit, digits)?;
        let currency = currency.ok_or(MoneyFault::NoCurrency)?;
        let shift = if self.thousands { 3 } else { 0 };
        let most = currency.digits();
        let part = part.trim_end_matches('0');
        if part.len() > (most + shift) as usize {
            return Err(MoneyFault::TooManyDigits { most });
        }
        let width = (most + shift) as usize;
        let minor: u64 = format!("{whole}{part:0<width$}").parse().map_err(|_| MoneyFault::TooLarge)?;
        if minor > MINOR_MAX { Err(MoneyFault::TooLarge) } else { Ok(Amount { minor, currency }) }
    }
}

/// Splits a number into the digits before and behind its decimal mark.
fn halves(number: &str, habit: Habit, digits: Option<u32>) -> Result<(String, String), MoneyFault> {
    let plain: String =
        number.chars().filter(|c| !matches!(c, ' ' | '\u{a0}' | '\u{202f}' | '\'' | '’' | '_')).collect();
    if plain.len() != number.len() && !grouped(&spaced(number)) {
        return Err(MoneyFault::Shape);
    }
    let (points, commas) = (plain.matches('.').count(), plain.matches(',').count());
    if plain.chars().any(|c| !matches!(c, '0'..='9' | '.' | ',')) {
        return Err(MoneyFault::Shape);
    }
    let split = |mark: char, group: char| {
        let (whole, part) = plain.rsplit_once(mark).unwrap_or((&plain, ""));
        if whole.contains(group) && !grouped(&whole.replace(group, " ")) {
            return Err(MoneyFault::Shape);
        }
        Ok((whole.replace(group, ""), part.to_string()))
    };
    match (points, commas) {
        (0, 0) => Ok((plain, String::new())),
        (1, 0) => lone(&plain, '.', habit, digits),
        (0, 1) => lone(&plain, ',', habit, digits),
        (1, _) if plain.rfind('.') > plain.rfind(',') => split('.', ','),
        (_, 1) if plain.rfind(',') > plain.rfind('.') => split(',', '.'),
        (0, _) => split('#', ','),
        (_, 0) => split('#', '.'),
        (_, _) => Err(MoneyFault::Shape),
    }
}

/// Decides whether a number's only mark groups thousands or begins the decimals.
fn lone(plain: &str, mark: char, habit: Habit, digits: Option<u32>) -> Result<(String, String), MoneyFault> {
    let (whole, part) = plain.split_once(mark).ok_or(MoneyFault::Shape)?;
    let decimal = Ok((whole.to_string(), part.to_string()));
    let thousands = Ok((format!("{whole}{part}"), String::new()));
    if part.len() != 3 || whole.len() > 3 || whole.starts_with('0') {
        return decimal;
    }
    let used_to_group = match habit {
        Habit::Comma => mark == ',',
        Habit::Point => mark == '.',
        Habit::Either => false,
    };
    match digits {
        // Yen and dong have no decimals: the mark can only group.
        Some(0) => thousands,
        Some(3) => Err(both_readings(whole, part)),
        _ if used_to_group => thousands,
        _ => Err(both_readings(whole, part)),
    }
}

fn both_readings(whole: &str, part: &str) -> MoneyFault {
    let short = part.trim_end_matches('0');
    let one = if short.is_empty() { whole.to_string() } else { format!("{whole}.{short}") };
    MoneyFault::Ambiguous { one, other: format!("{whole},{part}") }
}

/// The number with every blank and apostrophe that groups as one blank, decimals cut off.
fn spaced(number: &str) -> String {
    let whole = number.split(['.', ',']).next().unwrap_or(number);
    whole.replace(['\u{a0}', '\u{202f}', '\'', '’', '_'], " ")
}

/// True for digits in groups of three, or of two before the last three as in India.
fn grouped(spaced: &str) -> bool {
    let groups: Vec<&str> = spaced.split(' ').collect();
    let Some((last, front)) = groups.split_last() else { return false };
    let Some((first, middle)) = front.split_first() else { return true };
    let even = |size: usize| middle.iter().all(|group| group.len() == size) && (1..=size).contains(&first.len());
    last.len() == 3 && (even(3) || even(2))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn currency(code: &str) -> Currency {
        Currency::new(code).expect("listed")
    }

    fn read(text: &str) -> String {
        parse(text, None).map_or_else(|fault| format!("{text} {fault}"), |amount| amount.to_string())
    }

    #[test]
    fn the_usual_ways_to_write_a_sum_are_read() {
        let ways = [
            ("450 USD", "450.00 USD"),
            ("USD450", "450.00 USD"),
            ("USD 450", "450.00 USD"),
            ("usd 450.5", "450.50 USD"),
            ("₱25,000", "25000.00 PHP"),
            ("Php 25,000.75", "25000.75 PHP"),
            ("$9", "9.00 USD"),
            ("US $9", "9.00 USD"),
            ("$450 AUD", "450.00 AUD"),
            ("€1.234,50", "1234.50 EUR"),
            ("€1,234.50", "1234.50 EUR"),
            ("1 234,50 €", "1234.50 EUR"),
            ("CHF 1'234.50", "1234.50 CHF"),
            ("₹1,00,000", "100000.00 INR"),
            ("25000 PHP", "25000.00 PHP"),
            ("1,234,567 USD", "1234567.00 USD"),
            ("1.234.567 EUR", "1234567.00 EUR"),
            ("12,5 EUR", "12.50 EUR"),
            ("0.500 EUR", "0.50 EUR"),
            ("Rp 25.000", "25000.00 IDR"),
            ("25.000 JPY", "25000 JPY"),
            ("JPY 25,000", "25000 JPY"),
            ("1.2345 KWD", "1.2345 KWD has more than 3 digits behind the point"),
            ("$60k", "60000.00 USD"),
            ("7.5k USD", "7500.00 USD"),
        ];
        for (text, want) in ways {
            assert_eq!(read(text), want);
        }
    }

    #[test]
    fn a_lone_mark_before_three_digits_is_refused_where_two_sums_could_be_meant() {
        let either = |one: &str, other: &str| MoneyFault::Ambiguous { one: one.into(), other: other.into() };
        for text in ["25.000", "25.000 USD", "25,000 EUR", "25.000 EUR", "25,000 KWD", "25,000 IDR"] {
            assert_eq!(parse(text, None), Err(either("25", "25,000")), "{text}");
        }
        assert_eq!(parse("25.000", Some(currency("PHP"))), Err(either("25", "25,000")));
        assert_eq!(parse("1.250 USD", None), Err(either("1.25", "1,250")));
        assert_eq!(parse("25,000", Some(currency("PHP"))).map(|amount| amount.minor), Ok(2_500_000));
    }

    #[test]
    fn a_bare_number_takes_the_usual_currency_or_none() {
        assert_eq!(parse("450", Some(currency("PHP"))).map(|amount| amount.to_string()), Ok("450.00 PHP".into()));
        assert_eq!(parse("450", None), Err(MoneyFault::NoCurrency));
    }

    #[test]
    fn a_shared_sign_needs_the_usual_currency_to_decide() {
        assert_eq!(parse("$9", Some(currency("AUD"))).map(|amount| amount.currency), Ok(currency("AUD")));
        assert_eq!(parse("$9", Some(currency("PHP"))).map(|amount| amount.currency), Ok(currency("USD")));
        assert_eq!(parse("900 kr", Some(currency("SEK"))).map(|amount| amount.minor), Ok(90_000));
        assert_eq!(parse("900 kr", None), Err(MoneyFault::UnknownCurrency("kr".into())));
        assert_eq!(parse("900 ZZZ", None), Err(MoneyFault::UnknownCurrency("ZZZ".into())));
    }

    #[test]
    fn sums_that_nobody_can_owe_are_refused() {
        assert_eq!(parse("-5 USD", None), Err(MoneyFault::Negative));
        assert_eq!(parse("USD -5", None), Err(MoneyFault::Negative));
        assert_eq!(parse("(5) USD", None), Err(MoneyFault::Negative));
        assert_eq!(parse("USD (5)", None), Err(MoneyFault::Negative));
        assert_eq!(parse("(5)", Some(currency("USD"))), Err(MoneyFault::Negative));
        assert_eq!(parse("12.345678 USD", None), Err(MoneyFault::TooManyDigits { most: 2 }));
        assert_eq!(parse("90071992547409.92 USD", None), Err(MoneyFault::TooLarge));
        assert_eq!(parse("90071992547409.91 USD", None).map(|amount| amount.minor), Ok(MINOR_MAX));
        assert_eq!(parse("9999999999999999999999999 USD", None), Err(MoneyFault::TooLarge));
        for text in ["", "USD", "..", "1.2.3,4,5 USD", "12,34,5 USD", ".50", "1 2 USD", &"9".repeat(99)] {
            assert_eq!(parse(text, None), Err(MoneyFault::Shape), "{text}");
        }
    }

    #[test]
    fn a_range_shares_what_one_end_names() {
        let range = |text| parse_range(text, None).map(|(low, high)| format!("{low} {high}"));
        for text in ["9..12 USD", "$9-$12", "USD 9 – 12", "9 to 12 USD", "9 USD - 12 USD", "9—12 USD", "$9…12"] {
            assert_eq!(range(text), Ok("9.00 USD 12.00 USD".into()), "{text}");
        }
        assert_eq!(range("60-80k USD"), Ok("60000.00 USD 80000.00 USD".into()));
        assert_eq!(range("450 USD"), Ok("450.00 USD 450.00 USD".into()));
        assert_eq!(range("12..9 USD"), Err(MoneyFault::Backwards));
        assert_eq!(range("9 USD..12 EUR"), Err(MoneyFault::TwoCurrencies(currency("USD"), currency("EUR"))));
        assert_eq!(range("-9..12 USD"), Err(MoneyFault::Negative));
        assert_eq!(parse_range("2026-12-01", Some(currency("USD"))), Err(MoneyFault::Shape));
        assert_eq!(range("9.."), Err(MoneyFault::Shape));
    }

    proptest! {
        #![proptest_config(crate::cases(256))]

        #[test]
        fn what_an_amount_shows_is_read_as_that_amount(minor in 0..=MINOR_MAX, at in 0usize..5) {
            let code = ["USD", "PHP", "JPY", "EUR", "IDR"][at];
            let amount = Amount { minor, currency: currency(code) };
            prop_assert_eq!(parse(&amount.to_string(), None), Ok(amount));
        }

        #[test]
        fn no_text_makes_the_reader_stumble(text in ".{0,70}") {
            if let Ok((low, high)) = parse_range(&text, Some(currency("USD"))) {
                prop_assert!(low.minor <= high.minor && low.currency == high.currency);
            }
        }
    }
}
