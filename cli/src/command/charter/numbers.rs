//! The numbers in the rules of a collective: how they are typed, shown and compared. That they bind is in the words;
//! what reads them is the fold that needs them.

use clap::Args;
use protocol::local::Trouble;
use protocol::money::{Amount, Currency};
use protocol::record::terms::{CLAIM_DAYS_MAX, Floor, LEVY_MAX, Parameters, Terms};
use protocol::wire::Few;
use serde_json::{Value, json};

use crate::values::{money, text};
use crate::{trouble, words};

/// What takes a number away again.
const NONE: &str = "none";

/// The numbers that `talko charter revise` takes; "none" takes one away.
#[derive(Clone, Debug, Default, Args)]
pub struct Numbers {
    /// How many of the members must vote.
    #[arg(long, value_name = "PERCENT")]
    pub quorum: Option<String>,
    /// More than how many of the votes must agree.
    #[arg(long, value_name = "PERCENT")]
    pub majority: Option<String>,
    /// The least price an hour of a role; may be given several times.
    #[arg(long, value_name = "ROLE=MONEY")]
    pub floor: Vec<String>,
    /// What each member pays a month.
    #[arg(long, value_name = "MONEY")]
    pub dues: Option<String>,
    /// What the collective keeps of a price.
    #[arg(long, value_name = "PERCENT")]
    pub levy: Option<String>,
    /// For how many days a claim of a lead holds.
    #[arg(long, value_name = "DAYS")]
    pub claim_lease: Option<String>,
}

impl Numbers {
    /// True where none is given.
    pub fn are_none(&self) -> bool {
        let single = [&self.quorum, &self.majority, &self.dues, &self.levy, &self.claim_lease];
        single.iter().all(|typed| typed.is_none()) && self.floor.is_empty()
    }

    /// Puts the typed numbers into the words.
    ///
    /// # Errors
    /// `charter-number` with the range; `charter-currency` where money is in another currency than the collective's.
    pub fn put(&self, terms: &mut Terms) -> Result<(), Trouble> {
        let mut numbers = terms.parameters.take().unwrap_or_default();
        if let Some(typed) = &self.quorum {
            numbers.quorum_percent = whole("--quorum", typed, 1, 100)?;
        }
        if let Some(typed) = &self.majority {
            numbers.majority_percent = whole("--majority", typed, 50, 99)?;
        }
        if let Some(typed) = &self.levy {
            numbers.levy_points = points(typed)?;
        }
        if let Some(typed) = &self.claim_lease {
            numbers.claim_days = whole("--claim-lease", typed, 1, CLAIM_DAYS_MAX)?;
        }
        if let Some(typed) = &self.dues {
            numbers.dues_minor = sum(typed, terms.currency)?;
        }
        for typed in &self.floor {
            floor(&mut numbers, typed, terms.currency)?;
        }
        terms.parameters = (numbers != Parameters::default()).then_some(numbers);
        Ok(())
    }
}

/// A whole number within its range; nothing for "none".
fn whole(option: &str, typed: &str, least: u32, most: u32) -> Result<Option<u32>, Trouble> {
    let typed = typed.trim().trim_end_matches('%').trim();
    if typed == NONE {
        return Ok(None);
    }
    match typed.parse() {
        Ok(number) if (least..=most).contains(&number) => Ok(Some(number)),
        Ok(_) | Err(_) => Err(trouble!("charter-number", option = option, typed = typed, least = least, most = most)),
    }
}

/// A share of a price in basis points, typed in percent with at most two digits behind the point.
fn points(typed: &str) -> Result<Option<u32>, Trouble> {
    let typed = typed.trim().trim_end_matches('%').trim();
    if typed == NONE {
        return Ok(None);
    }
    let most = LEVY_MAX / 100;
    let refused = || trouble!("charter-number", option = "--levy", typed = typed, least = 0, most = most);
    let (before, behind) = typed.split_once('.').unwrap_or((typed, ""));
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if before.is_empty() || before.len() > 3 || behind.len() > 2 || !digits(before) || !digits(behind) {
        return Err(refused());
    }
    let points: u32 = format!("{before}{behind:0<2}").parse().map_err(|_| refused())?;
    if points <= LEVY_MAX { Ok(Some(points)) } else { Err(refused()) }
}

/// A sum in the collective's currency, in minor units; nothing for "none".
fn sum(typed: &str, currency: Option<Currency>) -> Result<Option<u64>, Trouble> {
    if typed.trim() == NONE {
        return Ok(None);
    }
    let currency = currency.ok_or_else(|| trouble!("charter-currency-none"))?;
    let amount = money::parse(typed, Some(currency))?;
    match amount.currency == currency {
        true => Ok(Some(amount.minor)),
        false => Err(trouble!("charter-currency", typed = typed, currency = currency.code())),
    }
}

/// The least price of one role: `bookkeeping=450 PHP`.
fn floor(numbers: &mut Parameters, typed: &str, currency: Option<Currency>) -> Result<(), Trouble> {
    let (role, price) = typed.split_once('=').ok_or_else(|| trouble!("charter-floor", typed = typed))?;
    let role = text::line("--floor", role.trim())?;
    let minor = sum(price, currency)?;
    let mut floors: Vec<Floor> = numbers.floors.iter().filter(|floor| floor.role != role).cloned().collect();
    floors.extend(minor.map(|minor| Floor { role, minor }));
    floors.sort();
    numbers.floors = Few::new(floors).map_err(|floors| trouble!("too-large", what = floors.len()))?;
    Ok(())
}

/// One number with what it is, as it is shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    /// A word for scripts, such as `quorum`.
    pub what: &'static str,
    /// What it is.
    pub label: String,
    /// The number, with what it counts.
    pub value: String,
}

/// The numbers of a collective's words, in one order.
pub fn told(terms: Option<&Terms>) -> Vec<Told> {
    let Some((terms, numbers)) = terms.and_then(|terms| Some((terms, terms.parameters.as_ref()?))) else {
        return Vec::new();
    };
    let mut all = Vec::new();
    let mut put = |what: &'static str, label: String, value: Option<String>| {
        all.extend(value.map(|value| Told { what, label, value }));
    };
    let money = |minor: u64| terms.currency.map(|currency| Amount { minor, currency }.to_string()).unwrap_or_default();
    let quorum = numbers.quorum_percent.map(|percent| words!("number-of-members", percent = percent));
    put("quorum", words!("charter-label-quorum"), quorum);
    let majority = numbers.majority_percent.map(|percent| words!("number-of-votes", percent = percent));
    put("majority", words!("charter-label-majority"), majority);
    for floor in &numbers.floors {
        let label = words!("charter-label-floor", role = floor.role.to_string());
        put("floor", label, Some(words!("number-an-hour", money = money(floor.minor))));
    }
    let dues = numbers.dues_minor.map(|minor| words!("number-a-month", money = money(minor)));
    put("dues", words!("charter-label-dues"), dues);
    let levy = numbers.levy_points.map(|points| words!("number-of-price", percent = percent(points)));
    put("levy", words!("charter-label-levy"), levy);
    let claim = numbers.claim_days.map(|days| words!("number-days", days = days));
    put("claim", words!("charter-label-claim"), claim);
    all
}

/// Basis points as percent: 250 is 2.5.
fn percent(points: u32) -> String {
    match (points / 100, points % 100) {
        (whole, 0) => whole.to_string(),
        (whole, rest) => format!("{whole}.{rest:02}").trim_end_matches('0').to_string(),
    }
}

/// What differs between the numbers of two versions: each with a word for scripts and the sentence.
pub fn differences(from: Option<&Terms>, to: Option<&Terms>) -> Vec<(&'static str, String)> {
    let (old, new) = (told(from), told(to));
    let find = |all: &[Told], label: &str| all.iter().find(|told| told.label == label).map(|told| told.value.clone());
    let gone = old.iter().filter(|told| find(&new, &told.label).is_none());
    let mut found = Vec::new();
    for told in new.iter().chain(gone) {
        let (before, now) = (find(&old, &told.label), find(&new, &told.label));
        if before == now {
            continue;
        }
        let none = || words!("number-none");
        let line = words!(
            "change-number",
            what = &told.label,
            now = now.unwrap_or_else(none),
            before = before.unwrap_or_else(none),
        );
        found.push((told.what, line));
    }
    found
}

/// The numbers as a script reads them.
pub fn object(terms: Option<&Terms>) -> Value {
    let numbers = terms.and_then(|terms| terms.parameters.as_ref());
    let currency = terms.and_then(|terms| terms.currency);
    let floors = numbers.map(|numbers| {
        numbers.floors.iter().map(|floor| json!({"role": floor.role, "minor_an_hour": floor.minor})).collect::<Vec<_>>()
    });
    json!({
        "currency": currency.map(|currency| currency.code().to_string()),
        "quorum_percent": numbers.and_then(|numbers| numbers.quorum_percent),
        "majority_percent": numbers.and_then(|numbers| numbers.majority_percent),
        "floors": floors.unwrap_or_default(),
        "dues_minor": numbers.and_then(|numbers| numbers.dues_minor),
        "levy_points": numbers.and_then(|numbers| numbers.levy_points),
        "claim_days": numbers.and_then(|numbers| numbers.claim_days),
    })
}

#[cfg(test)]
mod tests {
    use protocol::text::Line;

    use super::*;

    fn terms() -> Terms {
        Terms { currency: Currency::new("PHP"), ..Terms::named(Line::new("Cebu Desk").expect("short")) }
    }

    fn numbers(change: impl FnOnce(&mut Numbers)) -> Result<Terms, Trouble> {
        let mut typed = Numbers::default();
        change(&mut typed);
        let mut terms = terms();
        typed.put(&mut terms).map(|()| terms)
    }

    fn some(typed: &str) -> Option<String> {
        Some(typed.to_string())
    }

    #[test]
    fn numbers_that_are_typed_are_shown_with_what_they_count() {
        let terms = numbers(|typed| {
            (typed.quorum, typed.majority, typed.levy) = (some("50"), some("66%"), some("2.5"));
            (typed.dues, typed.claim_lease) = (some("200"), some("7"));
            typed.floor = vec!["design=600 PHP".to_string(), "bookkeeping=450".to_string()];
        });
        let terms = terms.expect("all fit");
        assert!(terms.is_sound(), "{terms:?}");
        let values: Vec<String> = told(Some(&terms)).into_iter().map(|told| told.value).collect();
        for (at, part) in
            ["50", "66", "450.00 PHP", "600.00 PHP", "200.00 PHP", "2.5 percent", "7 days"].iter().enumerate()
        {
            assert!(values[at].contains(part), "{part}: {values:?}");
        }
        let changed = differences(Some(&self::terms()), Some(&terms));
        assert_eq!(changed.len(), 7, "{changed:?}");
        assert!(differences(Some(&terms), Some(&terms)).is_empty());
    }

    #[test]
    fn a_number_is_taken_away_by_none_and_the_last_one_leaves_nothing() {
        let mut terms = numbers(|typed| typed.floor = vec!["design=600".to_string()]).expect("fits");
        let gone = Numbers { floor: vec!["design=none".to_string()], ..Numbers::default() };
        let before = terms.clone();
        gone.put(&mut terms).expect("it is there");
        assert_eq!(terms.parameters, None);
        assert_eq!(differences(Some(&before), Some(&terms)).len(), 1);
    }

    #[test]
    fn what_does_not_fit_is_refused_with_its_range() {
        let code = |change: fn(&mut Numbers)| numbers(change).expect_err("refused").code;
        assert_eq!(code(|typed| typed.quorum = some("0")), "charter-number");
        assert_eq!(code(|typed| typed.majority = some("49")), "charter-number");
        assert_eq!(code(|typed| typed.levy = some("50.01")), "charter-number");
        assert_eq!(code(|typed| typed.levy = some("2.555")), "charter-number");
        assert_eq!(code(|typed| typed.claim_lease = some("61")), "charter-number");
        assert_eq!(code(|typed| typed.dues = some("5 USD")), "charter-currency");
        assert_eq!(code(|typed| typed.floor = vec!["design".to_string()]), "charter-floor");
        let mut bare = Terms::named(Line::new("Cebu Desk").expect("short"));
        let dues = Numbers { dues: some("5"), ..Numbers::default() };
        assert_eq!(dues.put(&mut bare).expect_err("no currency").code, "charter-currency-none");
    }
}
