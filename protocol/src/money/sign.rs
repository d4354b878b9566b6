//! Owns the signs of currencies and their readers' habits, in small tables.
//!
//! A sign that is missing here costs its writer three letters, a wrong one would cost money: only
//! signs and habits that leave no doubt stand here.

use super::Currency;
use super::parse::MoneyFault;
use crate::text::tidy_line;

/// Which mark a currency's readers put between thousands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Habit {
    /// `25,000.50`
    Comma,
    /// `25.000,50`
    Point,
    /// Both are common, or nobody knows.
    Either,
}

/// Currencies that write their sign as a plain `$`; any of them is meant where it is the usual one.
const DOLLARS: &[&str] = &["USD", "AUD", "CAD", "NZD", "SGD", "HKD", "MXN", "CLP", "COP", "ARS", "TWD", "JMD", "TTD"];

/// Signs that name exactly one currency, lower case and without blanks.
#[rustfmt::skip]
const SIGNS: &[(&str, &str)] = &[
    ("€", "EUR"), ("£", "GBP"), ("₱", "PHP"), ("₹", "INR"), ("₩", "KRW"), ("₫", "VND"), ("₦", "NGN"), ("₴", "UAH"),
    ("₺", "TRY"), ("₪", "ILS"), ("₽", "RUB"), ("฿", "THB"), ("₡", "CRC"), ("₲", "PYG"), ("₵", "GHS"), ("₸", "KZT"),
    ("৳", "BDT"), ("₮", "MNT"), ("us$", "USD"), ("a$", "AUD"), ("au$", "AUD"), ("c$", "CAD"), ("ca$", "CAD"),
    ("nz$", "NZD"), ("s$", "SGD"), ("sg$", "SGD"), ("hk$", "HKD"), ("mx$", "MXN"), ("nt$", "TWD"), ("r$", "BRL"),
    ("zł", "PLN"), ("kč", "CZK"), ("ft", "HUF"), ("rm", "MYR"), ("rp", "IDR"), ("ksh", "KES"), ("s/", "PEN"),
    ("cn¥", "CNY"), ("jp¥", "JPY"), ("元", "CNY"), ("円", "JPY"), ("usdollars", "USD"), ("euro", "EUR"), ("euros", "EUR"),
];

/// Signs that several currencies share: taken only where one of those is the usual one.
const SHARED: &[(&str, &[&str])] = &[
    ("¥", &["JPY", "CNY"]),
    ("kr", &["SEK", "NOK", "DKK", "ISK"]),
    ("r", &["ZAR", "BRL"]),
    ("p", &["PHP", "BWP"]),
    ("fr.", &["CHF", "XOF"]),
    ("rs", &["INR", "PKR", "LKR", "NPR"]),
    ("rs.", &["INR", "PKR", "LKR", "NPR"]),
    ("pesos", &["PHP", "MXN", "ARS", "CLP", "COP"]),
];

/// The currency that a sign, a word or a code names.
///
/// # Errors
/// [`MoneyFault::UnknownCurrency`], also where several currencies share the sign and `default` is
/// none of them; [`MoneyFault::Shape`] for bare punctuation.
pub fn named(name: &str, default: Option<Currency>) -> Result<Currency, MoneyFault> {
    if name.chars().all(|c| c.is_ascii_punctuation() && c != '$') {
        return Err(MoneyFault::Shape);
    }
    let unknown = || MoneyFault::UnknownCurrency(tidy_line(name));
    let usual = |codes: &[&str]| default.filter(|currency| codes.contains(&currency.code()));
    let sign: String = name.to_lowercase().split_whitespace().collect();
    if matches!(sign.as_str(), "$" | "dollars" | "dollar") {
        return usual(DOLLARS).or_else(|| Currency::new("USD")).ok_or_else(unknown);
    }
    if let Some((_, codes)) = SHARED.iter().find(|(known, _)| *known == sign) {
        return usual(codes).ok_or_else(unknown);
    }
    let code = SIGNS.iter().find(|(known, _)| *known == sign).map_or(sign.as_str(), |(_, code)| code);
    Currency::new(code).ok_or_else(unknown)
}

/// Currencies whose readers group thousands with a point.
const POINT: &[&str] = &["IDR", "VND", "BRL", "ARS", "CLP", "COP", "TRY", "DKK", "UYU", "PYG", "RSD", "ISK", "RON"];

/// Currencies whose readers disagree, or group with blanks so that a lone mark says nothing.
const EITHER: &[&str] =
    &["EUR", "CHF", "ZAR", "SEK", "NOK", "PLN", "CZK", "HUF", "BGN", "UAH", "RUB", "MAD", "TND", "DZD", "XOF", "XAF"];

/// How a currency's readers group thousands.
pub fn habit(currency: Currency) -> Habit {
    let code = currency.code();
    match (POINT.contains(&code), EITHER.contains(&code)) {
        (true, _) => Habit::Point,
        (false, true) => Habit::Either,
        (false, false) => Habit::Comma,
    }
}
