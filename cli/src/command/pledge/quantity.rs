//! How much is promised, called or given: `--hours`, `--money` or `--things`, or the beginning of the
//! promise itself, such as "4h bookkeeping".

use clap::Args;
use protocol::money::{Amount, Currency};
use protocol::record::pledge::{Quantity, Unit};

use crate::desk::Desk;
use crate::problem::Problem;
use crate::values::{money, span};
use crate::{trouble, words};

/// What says how much; one of them.
#[derive(Clone, Debug, Default, Args)]
pub struct Amounts {
    /// Hours of work.
    #[arg(long, value_name = "N", conflicts_with_all = ["money", "things"])]
    pub hours: Option<String>,
    /// A sum of money.
    #[arg(long, value_name = "MONEY", conflicts_with = "things")]
    pub money: Option<String>,
    /// A number of things.
    #[arg(long, value_name = "N")]
    pub things: Option<u32>,
}

impl Amounts {
    /// What was typed, where anything was.
    ///
    /// # Errors
    /// The trouble of the value; `pledge-zero` for none of it.
    pub fn typed(&self, desk: &Desk) -> Result<Option<Quantity>, Problem> {
        let quantity = match (&self.hours, &self.money, self.things) {
            (Some(hours), _, _) => Quantity::of_minutes(span::hours(hours)?),
            (None, Some(sum), _) => Quantity::of_money(money::parse(sum, desk.currency())?),
            (None, None, Some(things)) => Quantity::of_things(things),
            (None, None, None) => return Ok(None),
        };
        match quantity.measure() {
            Some(_) => Ok(Some(quantity)),
            None => Err(trouble!("pledge-zero").into()),
        }
    }
}

/// How much the beginning of a promise says: "4h bookkeeping", "1 h 30 min", "450 USD for a screen",
/// "2 monitors". A bare number at the beginning counts things only with a word behind it.
pub fn in_text(text: &str, usual: Option<Currency>) -> Option<Quantity> {
    let words: Vec<&str> = text.split_whitespace().take(4).collect();
    // The longest beginning first: "1 h 30 min" is not one hour.
    for count in (1..=words.len()).rev() {
        if let Some(minutes) = work(&words[..count]) {
            return Some(Quantity::of_minutes(minutes));
        }
    }
    for count in (1..=words.len().min(2)).rev() {
        let sum = words[..count].join(" ");
        // A bare number is no sum here, whatever the usual currency is; "25 hours" must not be money.
        if !money::is_bare(&sum)
            && let Ok(amount) = money::parse(&sum, usual)
        {
            return Some(Quantity::of_money(amount)).filter(|quantity| quantity.measure().is_some());
        }
    }
    let things = words.first()?.parse::<u32>();
    let named = words.get(1).is_some_and(|word| word.chars().all(|letter| letter.is_alphabetic() || letter == '-'));
    things.ok().filter(|_| named).map(Quantity::of_things).filter(|quantity| quantity.measure().is_some())
}

/// Minutes of work, where words say hours and minutes and nothing else.
fn work(words: &[&str]) -> Option<u32> {
    let text = words.concat().to_lowercase();
    let units: Vec<&str> = text.split(|c: char| !c.is_alphabetic()).filter(|unit| !unit.is_empty()).collect();
    const KNOWN: [&str; 9] = ["h", "hr", "hrs", "hour", "hours", "min", "mins", "minute", "minutes"];
    let known = !units.is_empty() && units.iter().all(|unit| KNOWN.contains(unit));
    let usual = text.replace("hrs", "h").replace("hr", "h").replace("mins", "min");
    known.then(|| span::hours(&usual).ok()).flatten()
}

/// So much of a unit, as the record says it.
///
/// # Errors
/// `pledge-unit` where the number does not fit the unit: a row of a damaged record.
pub fn of(many: u64, unit: Unit) -> Result<Quantity, Problem> {
    let small = || u32::try_from(many).map_err(|_| trouble!("pledge-too-much", asked = many, left = u32::MAX));
    Ok(match unit {
        Unit::Minutes => Quantity::of_minutes(small()?),
        Unit::Money(currency) => Quantity::of_money(Amount { minor: many, currency }),
        Unit::Things => Quantity::of_things(small()?),
    })
}

/// Says so much of a unit: `4 h`, `450.00 USD`, `2 things`.
pub fn say(many: u64, unit: Option<Unit>) -> String {
    match unit {
        // "0 min" beside "4 h" reads as another measure.
        Some(Unit::Minutes) if many == 0 => words!("work-hours", hours = 0u64),
        Some(Unit::Minutes) => span::work(many),
        Some(Unit::Money(currency)) => Amount { minor: many, currency }.to_string(),
        Some(Unit::Things) | None => words!("pledge-things", count = many),
    }
}

/// The unit for scripts: `minutes`, a currency's code, `things`.
pub fn word(unit: Option<Unit>) -> String {
    match unit {
        Some(Unit::Minutes) => "minutes".to_string(),
        Some(Unit::Money(currency)) => currency.code().to_string(),
        Some(Unit::Things) | None => "things".to_string(),
    }
}

/// The currency for scripts, where the unit is money.
pub fn currency(unit: Option<Unit>) -> Option<String> {
    match unit {
        Some(Unit::Money(currency)) => Some(currency.code().to_string()),
        Some(Unit::Minutes | Unit::Things) | None => None,
    }
}

/// What a script calls a figure, so that its name says what it counts: `promised_minutes`, `promised_minor` for money,
/// `promised_things`.
pub fn in_unit(name: &str, unit: Option<Unit>) -> String {
    match unit {
        Some(Unit::Minutes) => format!("{name}_minutes"),
        Some(Unit::Money(_)) => format!("{name}_minor"),
        Some(Unit::Things) | None => format!("{name}_things"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_promise_says_how_much_by_its_beginning() {
        let money =
            |minor, code| Some(Quantity::of_money(Amount { minor, currency: Currency::new(code).expect("listed") }));
        for (text, want) in [
            ("4h bookkeeping", Some(Quantity::of_minutes(240))),
            ("4 hours of bookkeeping", Some(Quantity::of_minutes(240))),
            ("1 h 30 min on the phone", Some(Quantity::of_minutes(90))),
            ("1h30min on the phone", Some(Quantity::of_minutes(90))),
            ("2.5 hrs a week", Some(Quantity::of_minutes(150))),
            ("450 USD for a screen", money(45_000, "USD")),
            ("₱500 for data", money(50_000, "PHP")),
            ("2 monitors", Some(Quantity::of_things(2))),
            ("bookkeeping for 4h", None),
            ("2 days of help", Some(Quantity::of_things(2))),
            ("0 monitors", None),
            ("25", None),
            ("", None),
        ] {
            assert_eq!(in_text(text, Currency::new("EUR")), want, "{text}");
        }
    }

    #[test]
    fn a_quantity_is_said_in_its_unit() {
        assert_eq!(say(210, Some(Unit::Minutes)), "3 h 30 min");
        assert_eq!(say(0, Some(Unit::Minutes)), "0 h");
        assert_eq!(say(45_000, Currency::new("USD").map(Unit::Money)), "450.00 USD");
        assert_eq!(say(2, Some(Unit::Things)), "2 things");
    }
}
