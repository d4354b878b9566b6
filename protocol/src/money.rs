//! Owns money: integer minor units plus an ISO 4217 code. No float comes near a price.

pub mod parse;
pub mod sign;

use std::str::FromStr as _;

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// 2^53 - 1: every reader of our JSON, whatever its language, keeps such an integer exact.
pub const MINOR_MAX: u64 = (1 << 53) - 1;

/// An ISO 4217 currency, written by its three letters.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Currency([u8; 3]);

impl Currency {
    /// Takes a code of three letters in any case; `None` where ISO 4217 does not list it.
    pub fn new(code: &str) -> Option<Currency> {
        let upper = code.to_ascii_uppercase();
        iso_currency::Currency::from_str(&upper).ok()?;
        Some(Currency(upper.into_bytes().try_into().ok()?))
    }

    /// The code: three upper-case letters.
    pub fn code(&self) -> &str {
        std::str::from_utf8(&self.0).expect("a currency is made from ASCII letters")
    }

    /// How many digits stand behind the point: 2 for USD, 0 for JPY, 3 for KWD.
    pub fn digits(&self) -> u32 {
        let known = iso_currency::Currency::from_str(self.code()).expect("a Currency is made from the list");
        u32::from(known.exponent().unwrap_or(0))
    }
}

impl std::fmt::Debug for Currency {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.code())
    }
}

impl Serialize for Currency {
    fn serialize<S: Serializer>(&self, out: S) -> Result<S::Ok, S::Error> {
        out.serialize_str(self.code())
    }
}

impl<'de> Deserialize<'de> for Currency {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Currency, D::Error> {
        let code = String::deserialize(from)?;
        match Currency::new(&code) {
            Some(currency) if currency.code() == code => Ok(currency),
            _ => Err(D::Error::custom("no currency of ISO 4217")),
        }
    }
}

impl crate::wire::Field for Currency {}

/// A sum of money: minor units (cents) of one currency, at most [`MINOR_MAX`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Amount {
    /// Minor units: 1250 is 12.50 USD, 1250 JPY, 1.250 KWD.
    pub minor: u64,
    /// The currency that they count.
    pub currency: Currency,
}

impl std::fmt::Display for Amount {
    /// Writes `12.50 USD`, `1250 JPY`: a point, no grouping, the code behind.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let digits = self.currency.digits();
        let unit = 10u64.pow(digits);
        match digits {
            0 => write!(f, "{} {}", self.minor, self.currency.code()),
            _ => {
                let width = digits as usize;
                write!(f, "{}.{:0width$} {}", self.minor / unit, self.minor % unit, self.currency.code())
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_amount_shows_the_digits_of_its_currency() {
        let show = |minor, code| Amount { minor, currency: Currency::new(code).expect("listed") }.to_string();
        assert_eq!(show(1205, "usd"), "12.05 USD");
        assert_eq!(show(1205, "JPY"), "1205 JPY");
        assert_eq!(show(1205, "KWD"), "1.205 KWD");
    }

    #[test]
    fn only_listed_currencies_exist() {
        assert_eq!(Currency::new("ZZZ"), None);
        assert_eq!(Currency::new("US"), None);
    }
}
