//! Owns spans of time: `90d`, `4h`, `1h30m` as milliseconds, hours of work as minutes, and how a
//! span is said.

use protocol::local::Trouble;
use protocol::time::{DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS};

use crate::{trouble, words};

/// 10 years: nothing here is planned beyond; longer is a slip of the finger.
const SPAN_MAX_MS: u64 = 3_653 * DAY_MS;
/// 168 hours in minutes: what a week has.
const WEEK_MINUTES: u64 = 7 * 24 * 60;
/// 100,000 hours in minutes: more than a working life.
const WORK_MINUTES: u64 = 6_000_000;

/// Reads a span: `60s`, `30m`, `4h`, `90d`, `2w`, `1y`, or several of them in a row.
///
/// # Errors
/// `span` where it is none, or nothing, or above ten years.
pub fn parse(typed: &str) -> Result<u64, Trouble> {
    let refused = || trouble!("span", typed = typed);
    let total = parts(typed).ok_or_else(refused)?.into_iter().try_fold(0u64, |sum, (number, unit)| {
        let whole = number.whole.checked_mul(unit)?;
        let part = unit.checked_mul(number.thousandths)? / 1_000;
        sum.checked_add(whole)?.checked_add(part)
    });
    total.filter(|span| (1..=SPAN_MAX_MS).contains(span)).ok_or_else(refused)
}

/// Reads hours of work as minutes: `4h`, `4`, `1.5h`, `90m`, `1h30m`.
///
/// # Errors
/// `hours` where it is none, less than a minute, or above 100,000 hours.
pub fn hours(typed: &str) -> Result<u32, Trouble> {
    let refused = || trouble!("hours", typed = typed);
    let bare = number(typed.trim()).map(|_| format!("{}h", typed.trim()));
    let minutes = parse(bare.as_deref().unwrap_or(typed)).map_err(|_| refused())? / MINUTE_MS;
    u32::try_from(minutes).ok().filter(|minutes| (1..=WORK_MINUTES).contains(&u64::from(*minutes))).ok_or_else(refused)
}

/// Reads hours a week as minutes a week: `15/week`, `15h/week`, `15`.
///
/// # Errors
/// `hours` where it is none, `hours-week` where it is more than a week has.
pub fn weekly(typed: &str) -> Result<u32, Trouble> {
    let lower = typed.trim().to_lowercase();
    let bare = lower.strip_suffix("week").or_else(|| lower.strip_suffix("wk")).or_else(|| lower.strip_suffix('w'));
    let bare = bare.map_or(lower.as_str(), |rest| rest.trim_end_matches([' ', '/']));
    let bare = bare.strip_suffix("per").unwrap_or(bare).trim_end();
    let minutes = hours(bare).map_err(|_| trouble!("hours", typed = typed))?;
    if u64::from(minutes) > WEEK_MINUTES { Err(trouble!("hours-week", typed = typed)) } else { Ok(minutes) }
}

/// Says a span in its largest unit: `2 days`, `5 hours`, `1 minute`.
///
/// Days are the nearest whole number, since what was said to close in 30 days closes in 29 days and a
/// few hours ever after. Hours and minutes are whole ones that are left, up to half a minute: nobody is
/// to come too late.
pub fn show(span_ms: u64) -> String {
    match span_ms.saturating_add(MINUTE_MS / 2) {
        span if span >= 2 * DAY_MS => words!("span-days", n = (span + DAY_MS / 2) / DAY_MS),
        span if span >= HOUR_MS => words!("span-hours", n = span / HOUR_MS),
        span if span >= MINUTE_MS + MINUTE_MS / 2 => words!("span-minutes", n = span / MINUTE_MS),
        _ => words!("span-seconds", n = span_ms / SECOND_MS),
    }
}

/// Says minutes of work: `3 h`, `3 h 30 min`, `45 min`.
pub fn work(minutes: u64) -> String {
    match (minutes / 60, minutes % 60) {
        (0, rest) => words!("work-minutes", minutes = rest),
        (hours, 0) => words!("work-hours", hours = hours),
        (hours, rest) => words!("work-both", hours = hours, minutes = rest),
    }
}

/// A decimal number with up to three digits behind the point, exact.
struct Decimal {
    whole: u64,
    thousandths: u64,
}

fn number(text: &str) -> Option<Decimal> {
    let (whole, part) = text.split_once(['.', ',']).unwrap_or((text, "0"));
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    if !digits(whole) || !digits(part) || part.len() > 3 {
        return None;
    }
    Some(Decimal { whole: whole.parse().ok()?, thousandths: format!("{part:0<3}").parse().ok()? })
}

fn parts(typed: &str) -> Option<Vec<(Decimal, u64)>> {
    let lower = typed.to_lowercase();
    let mut rest = lower.trim();
    let mut found = Vec::new();
    while !rest.is_empty() {
        let end = rest.find(|c: char| !(c.is_ascii_digit() || c == '.' || c == ','))?;
        let (digits, behind) = rest.split_at(end);
        let behind = behind.trim_start();
        let end = behind.find(|c: char| !c.is_alphabetic()).unwrap_or(behind.len());
        let (name, behind) = behind.split_at(end);
        found.push((number(digits)?, unit(name)?));
        rest = behind.trim_start();
    }
    (!found.is_empty()).then_some(found)
}

fn unit(name: &str) -> Option<u64> {
    match name {
        "s" | "sec" | "second" | "seconds" => Some(SECOND_MS),
        "m" | "min" | "minute" | "minutes" => Some(MINUTE_MS),
        "h" | "hour" | "hours" => Some(HOUR_MS),
        "d" | "day" | "days" => Some(DAY_MS),
        "w" | "week" | "weeks" => Some(7 * DAY_MS),
        "y" | "year" | "years" => Some(365 * DAY_MS),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_read_as_people_write_them() {
        for (typed, want) in [
            ("60s", 60 * SECOND_MS),
            ("30m", 30 * MINUTE_MS),
            ("90 days", 90 * DAY_MS),
            ("1h30m", 90 * MINUTE_MS),
            ("1 h 30 min", 90 * MINUTE_MS),
            ("2W", 14 * DAY_MS),
            ("1.5h", 90 * MINUTE_MS),
        ] {
            assert_eq!(parse(typed).ok(), Some(want), "{typed}");
        }
        for bad in ["", "4", "h", "4x", "-4h", "0d", "99999d", "4h!", "1.2345h", "18446744073709551615w"] {
            assert_eq!(parse(bad).expect_err(bad).code, "span", "{bad}");
        }
    }

    #[test]
    fn a_span_that_was_just_typed_is_said_as_it_was_typed() {
        // A command needs a moment from reading what was typed to showing it.
        for (typed, want) in [("30d", "30 days"), ("2d", "2 days"), ("5h", "5 hours"), ("20m", "20 minutes")] {
            assert_eq!(show(parse(typed).expect("a span") - 700), want);
        }
        assert_eq!(show(29 * DAY_MS + 11 * HOUR_MS), "29 days");
        assert_eq!(show(5 * HOUR_MS - 2 * MINUTE_MS), "4 hours", "nobody is to come too late");
        assert_eq!(show(59 * SECOND_MS), "59 seconds");
    }

    #[test]
    fn hours_of_work_are_whole_minutes() {
        for (typed, want) in [("4h", 240), ("4", 240), ("1.5", 90), ("1,5h", 90), ("90m", 90), ("1h30m", 90)] {
            assert_eq!(hours(typed).ok(), Some(want), "{typed}");
        }
        for bad in ["", "four", "0", "30s", "-1", "1000000h"] {
            assert_eq!(hours(bad).expect_err(bad).code, "hours", "{bad}");
        }
    }

    #[test]
    fn hours_a_week_fit_into_a_week() {
        for typed in ["15/week", "15h/week", "15", "15 h / week", "15 per week", "15h/wk"] {
            assert_eq!(weekly(typed).ok(), Some(900), "{typed}");
        }
        assert_eq!(weekly("168/week").ok(), Some(10_080));
        assert_eq!(weekly("300h").map_err(|trouble| trouble.code), Err("hours-week".to_string()));
        assert_eq!(weekly("week").map_err(|trouble| trouble.code), Err("hours".to_string()));
    }
}
