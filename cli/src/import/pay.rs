//! Owns what adverts say about pay: "9-12 USD/hour", a `MonetaryAmount`, two columns of a table.
//!
//! A period that nobody wrote is inferred only from the words of the advert, or from a full-time
//! post with a yearly sum; the field is then marked.

use protocol::money::parse::{MoneyFault, parse, parse_range};
use protocol::money::{Amount, Currency};
use protocol::record::lead::{Pay, Per};

use super::advert::Wage;

/// What was understood.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Understood {
    /// Nothing was said, or nothing is paid.
    Nothing,
    /// A sum that the advert states in full.
    Stated(Pay),
    /// A sum whose period or currency was worked out.
    Inferred(Pay),
    /// A text without a sum: "negotiable".
    Words(String),
    /// A sum that cannot be taken.
    Fault(String, MoneyFault),
    /// A sum for nobody knows what.
    NoPeriod(String),
}

/// What stands around a sum and helps to read it.
#[derive(Clone, Copy, Debug, Default)]
pub struct Around<'a> {
    /// The running text, where words such as "per hour" may stand.
    pub text: &'a str,
    /// "Full-time", "contract".
    pub employment: &'a str,
    /// The currency of a bare number, in the member's own table.
    pub currency: Option<Currency>,
    /// What the heading of the column says.
    pub heading: Option<Per>,
}

/// Understands a wage.
pub fn understand(wage: &Wage, around: Around) -> Understood {
    match wage {
        Wage::Silent => Understood::Nothing,
        Wage::Text(text) => {
            let (sum, per) = without_period(text);
            settle(text, range(&sum, around.currency), per, around)
        }
        Wage::Parts { min, max, currency, per } => {
            let shown = format!("{min} {max} {currency} {per}");
            let shown = shown.split_whitespace().collect::<Vec<_>>().join(" ");
            let per = period(per).or_else(|| without_period(&shown).1);
            settle(&shown, parts([min, max], currency, around.currency), per, around)
        }
    }
}

/// A range, and whether its currency was written.
type Range = Result<Option<(Amount, Amount, bool)>, MoneyFault>;

fn range(sum: &str, usual: Option<Currency>) -> Range {
    if !sum.contains(|c: char| c.is_ascii_digit()) {
        return Ok(None);
    }
    let written = parse_range(sum, None);
    match (written, usual) {
        (Ok((low, high)), _) => Ok(Some((low, high, true))),
        (Err(_), Some(usual)) => parse_range(sum, Some(usual)).map(|(low, high)| Some((low, high, false))),
        (Err(fault), None) => Err(fault),
    }
}

fn parts([min, max]: [&String; 2], code: &str, usual: Option<Currency>) -> Range {
    let has_digit = |text: &str| text.contains(|c: char| c.is_ascii_digit());
    let ends: Vec<&str> = [min.as_str(), max.as_str()].into_iter().filter(|end| has_digit(end)).collect();
    let Some(first) = ends.first() else { return Ok(None) };
    // A range within one part needs its own reading: "9-12".
    if ends.len() == 1 {
        return range(&format!("{first} {code}"), usual);
    }
    let read = |end: &str, usual| {
        let names_itself = !end.chars().all(|c| c.is_ascii_digit() || ".,' -".contains(c));
        let text = if names_itself || code.is_empty() { end.to_string() } else { format!("{end} {code}") };
        parse(&text, usual)
    };
    let written = read(ends[0], None).and_then(|low| Ok((low, read(ends[1], None)?, true)));
    let read = match (written, usual) {
        (Err(_), Some(_)) => read(ends[0], usual).and_then(|low| Ok((low, read(ends[1], usual)?, false))),
        (written, _) => written,
    };
    let (low, high, stated) = read?;
    if low.currency != high.currency {
        return Err(MoneyFault::TwoCurrencies(low.currency, high.currency));
    }
    if low.minor > high.minor { Err(MoneyFault::Backwards) } else { Ok(Some((low, high, stated))) }
}

fn settle(shown: &str, range: Range, per: Option<Per>, around: Around) -> Understood {
    let (low, high, stated) = match range {
        Err(fault) => return Understood::Fault(shown.to_string(), fault),
        Ok(None) if shown.trim().is_empty() => return Understood::Nothing,
        Ok(None) => return Understood::Words(shown.to_string()),
        // Boards write 0 where the client said nothing.
        Ok(Some((_, high, _))) if high.minor == 0 => return Understood::Nothing,
        Ok(Some(range)) => range,
    };
    let with = |per| Pay { min: low.minor, max: high.minor, currency: low.currency, per };
    match (per, guess(high, around)) {
        (Some(per), _) if stated => Understood::Stated(with(per)),
        (Some(per), _) | (None, Some(per)) => Understood::Inferred(with(per)),
        (None, None) => Understood::NoPeriod(shown.to_string()),
    }
}

/// 20,000 of a strong currency is no month's pay of anybody whose advert stays silent about it.
const YEARLY_FROM: u64 = 20_000;
/// Currencies of which that can be said.
const STRONG: &[&str] = &["USD", "EUR", "GBP", "CAD", "AUD", "NZD", "CHF", "SGD"];

fn guess(high: Amount, around: Around) -> Option<Per> {
    let worded = || named_period(around.text, beside_a_sum).map(|(_, _, per)| per);
    let employment = around.employment.to_lowercase();
    let full_time = employment.contains("full") || employment.contains("permanent");
    let whole = high.minor / 10u64.pow(high.currency.digits());
    let yearly = full_time && whole >= YEARLY_FROM && STRONG.contains(&high.currency.code());
    around.heading.or_else(worded).or(yearly.then_some(Per::Year))
}

/// Words for a period, longest first within one beginning.
#[rustfmt::skip]
const PERIODS: &[(&str, Per)] = &[
    ("per hour", Per::Hour), ("an hour", Per::Hour), ("/ hour", Per::Hour), ("/hour", Per::Hour), ("/hr", Per::Hour),
    ("per hr", Per::Hour), ("/h", Per::Hour), ("hourly", Per::Hour), ("p/h", Per::Hour),
    ("per day", Per::Day), ("a day", Per::Day), ("/ day", Per::Day), ("/day", Per::Day), ("daily rate", Per::Day),
    ("per week", Per::Week), ("a week", Per::Week), ("/ week", Per::Week), ("/week", Per::Week), ("/wk", Per::Week),
    ("per month", Per::Month), ("a month", Per::Month), ("/ month", Per::Month), ("/month", Per::Month),
    ("/mo", Per::Month), ("monthly", Per::Month),
    ("per year", Per::Year), ("a year", Per::Year), ("/ year", Per::Year), ("/year", Per::Year), ("/yr", Per::Year),
    ("per annum", Per::Year), ("annually", Per::Year), ("p.a.", Per::Year), ("yearly", Per::Year),
    ("per project", Per::Project), ("/project", Per::Project), ("fixed price", Per::Project), ("fixed-price", Per::Project),
];

/// A period that stands alone in its field: `HOUR`, `per month`, `fixed`, or a unit code of UN/CEFACT
/// such as `HUR`.
pub fn period(text: &str) -> Option<Per> {
    let word = text.trim().to_lowercase();
    let word = word.strip_prefix("per ").or(word.strip_prefix('/')).unwrap_or(&word).trim();
    Some(match word {
        "hour" | "hours" | "hr" | "h" | "hourly" | "hur" => Per::Hour,
        "day" | "days" | "d" | "daily" => Per::Day,
        "week" | "weeks" | "wk" | "weekly" | "wee" => Per::Week,
        "month" | "months" | "mon" | "mo" | "monthly" => Per::Month,
        "year" | "years" | "yr" | "ann" | "yearly" | "annual" | "annually" | "annum" => Per::Year,
        "project" | "fixed" | "job" | "fixed price" | "flat" | "once" | "total" => Per::Project,
        _ => return None,
    })
}

/// A wage without the words that name its period, and that period.
fn without_period(text: &str) -> (String, Option<Per>) {
    match named_period(text, |_| true) {
        Some((at, length, per)) => (format!("{} {}", &text[..at], &text[at + length..]).trim().to_string(), Some(per)),
        None => (text.to_string(), None),
    }
}

/// Where a period is named, how long its name is, and which it is.
fn named_period(text: &str, fits: fn(&str) -> bool) -> Option<(usize, usize, Per)> {
    let lower = text.to_lowercase();
    // Lower-casing may move bytes in rare scripts; then no word of ours stands there.
    if lower.len() != text.len() {
        return None;
    }
    let mut hits =
        PERIODS.iter().flat_map(|(word, per)| lower.match_indices(word).map(move |(at, _)| (at, *word, *per)));
    let hit = hits.find(|(at, word, _)| {
        let ends = !lower[at + word.len()..].starts_with(char::is_alphabetic);
        let begins = word.starts_with('/') || !lower[..*at].ends_with(char::is_alphabetic);
        ends && begins && fits(&lower[..*at])
    });
    hit.map(|(at, word, per)| (at, word.len(), per))
}

/// True where the last words before a period are money: "40 hours per week" says nothing about pay.
fn beside_a_sum(before: &str) -> bool {
    let near: Vec<&str> = before.split_whitespace().rev().take(2).collect();
    let hours = near.first().is_some_and(|word| word.starts_with("hour") || word.starts_with("hr") || *word == "h");
    !hours && near.iter().any(|word| word.contains(|c: char| c.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(text: &str) -> Understood {
        understand(&Wage::Text(text.into()), Around::default())
    }

    fn pay(min: u64, max: u64, code: &str, per: Per) -> Pay {
        Pay { min, max, currency: Currency::new(code).expect("listed"), per }
    }

    #[test]
    fn a_sentence_states_sum_currency_and_period() {
        for (words, want) in [
            ("9-12 USD/hour", pay(900, 1200, "USD", Per::Hour)),
            ("$9 - $12 per hour", pay(900, 1200, "USD", Per::Hour)),
            ("₱25,000 a month", pay(2_500_000, 2_500_000, "PHP", Per::Month)),
            ("$60k-80k per year", pay(6_000_000, 8_000_000, "USD", Per::Year)),
            ("hourly $9-$12", pay(900, 1200, "USD", Per::Hour)),
            ("€1.234,50/month", pay(123_450, 123_450, "EUR", Per::Month)),
            ("500 USD per project", pay(50_000, 50_000, "USD", Per::Project)),
        ] {
            assert_eq!(text(words), Understood::Stated(want), "{words}");
        }
    }

    #[test]
    fn what_is_not_said_is_not_invented() {
        assert_eq!(text("450 USD"), Understood::NoPeriod("450 USD".into()));
        assert_eq!(text("negotiable"), Understood::Words("negotiable".into()));
        assert_eq!(text("450/hour"), Understood::Fault("450/hour".into(), MoneyFault::NoCurrency));
        assert_eq!(text("0 USD"), Understood::Nothing);
        let weekly = Around { text: "Up to 40 hours per week", ..Around::default() };
        assert_eq!(understand(&Wage::Text("450 USD".into()), weekly), Understood::NoPeriod("450 USD".into()));
    }

    #[test]
    fn a_period_is_inferred_from_the_words_around() {
        let hourly = Around { text: "We pay 15 USD per hour.", ..Around::default() };
        assert_eq!(
            understand(&Wage::Text("15 USD".into()), hourly),
            Understood::Inferred(pay(1500, 1500, "USD", Per::Hour))
        );
        let post = Around { employment: "Full-time", ..Around::default() };
        let sum = Wage::Parts { min: "100000".into(), max: String::new(), currency: "USD".into(), per: String::new() };
        assert_eq!(understand(&sum, post), Understood::Inferred(pay(10_000_000, 10_000_000, "USD", Per::Year)));
    }

    #[test]
    fn parts_are_put_together() {
        let parts = |min: &str, max: &str, currency: &str, per: &str| {
            understand(
                &Wage::Parts { min: min.into(), max: max.into(), currency: currency.into(), per: per.into() },
                Around::default(),
            )
        };
        assert_eq!(parts("9", "12.5", "USD", "HOUR"), Understood::Stated(pay(900, 1250, "USD", Per::Hour)));
        assert_eq!(parts("9-12", "", "USD", "hour"), Understood::Stated(pay(900, 1200, "USD", Per::Hour)));
        assert_eq!(parts("", "12", "PHP", "per month"), Understood::Stated(pay(1200, 1200, "PHP", Per::Month)));
        assert!(matches!(parts("12", "9", "USD", "HOUR"), Understood::Fault(_, MoneyFault::Backwards)));
        assert!(matches!(parts("-5", "9", "USD", "HOUR"), Understood::Fault(_, MoneyFault::Negative)));
        assert!(matches!(parts("1e300", "", "USD", "HOUR"), Understood::Fault(..)));
        assert!(matches!(parts("9", "12", "", "HOUR"), Understood::Fault(_, MoneyFault::NoCurrency)));
    }
}
