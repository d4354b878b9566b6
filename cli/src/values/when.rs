//! Owns dates and times as people type them, read in their own zone: `in 30 days`, `fri 17:00`,
//! `tomorrow`, `2026-12-01`, `2026-12-01 17:00`, and RFC 3339 for scripts.

use jiff::civil::{Date, Time, Weekday};
use jiff::{Span, Timestamp, Zoned};
use protocol::local::Trouble;
use protocol::time::Moment;

use super::Clock;
use crate::trouble;

/// Which end of a day a date without a time means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Edge {
    /// Its first minute: when something begins.
    Start,
    /// Its last minute: when something closes.
    End,
}

/// Reads a moment.
///
/// # Errors
/// `when` where it is none.
pub fn parse(typed: &str, edge: Edge, clock: &Clock) -> Result<Moment, Trouble> {
    let lower = typed.trim().to_lowercase();
    let now = clock.zoned(clock.now);
    let read = stamp(typed.trim()).or_else(|| relative(&lower, &now)).or_else(|| dated(&lower, edge, &now));
    let ms = read.map(|zoned| zoned.timestamp().as_millisecond());
    ms.and_then(|ms| u64::try_from(ms).ok()).map(Moment).ok_or_else(|| trouble!("when", typed = typed))
}

/// Reads a moment that has not passed.
///
/// # Errors
/// `when` where it is none, `past` where it lies behind.
pub fn future(typed: &str, edge: Edge, clock: &Clock) -> Result<Moment, Trouble> {
    let moment = parse(typed, edge, clock)?;
    if moment > clock.now { Ok(moment) } else { Err(trouble!("past", typed = typed, when_ms = moment.0)) }
}

/// Reads how long something holds: a span such as `90d`, or a moment as [`future`] reads it.
///
/// # Errors
/// As [`future`].
pub fn until(typed: &str, clock: &Clock) -> Result<Moment, Trouble> {
    match super::span::parse(typed) {
        Ok(span_ms) => Ok(clock.now.after(span_ms)),
        Err(_) => future(typed, Edge::End, clock),
    }
}

/// Reads how far back to look: a span such as `3d`, or a moment.
///
/// # Errors
/// `when` where it is neither.
pub fn since(typed: &str, clock: &Clock) -> Result<Moment, Trouble> {
    match super::span::parse(typed) {
        Ok(span_ms) => Ok(Moment(clock.now.0.saturating_sub(span_ms))),
        Err(_) => parse(typed, Edge::Start, clock),
    }
}

fn stamp(typed: &str) -> Option<Zoned> {
    typed.parse::<Timestamp>().ok().map(|stamp| stamp.to_zoned(jiff::tz::TimeZone::UTC))
}

/// `in 3 days`: the same time of the day, three days on, whatever the clocks do in between.
fn relative(lower: &str, now: &Zoned) -> Option<Zoned> {
    let mut words = lower.strip_prefix("in ")?.split_whitespace();
    let (count, unit) = (words.next()?, words.next());
    if words.next().is_some() {
        return None;
    }
    let (count, unit) = match unit {
        Some(unit) => (count, unit),
        None => count.split_at(count.find(|c: char| !c.is_ascii_digit())?),
    };
    let count = match count {
        "a" | "an" | "one" => 1,
        digits => digits.parse::<i64>().ok().filter(|count| (0..=40_000).contains(count))?,
    };
    let span = match unit {
        "m" | "min" | "minute" | "minutes" => Span::new().minutes(count),
        "h" | "hour" | "hours" => Span::new().hours(count),
        "d" | "day" | "days" => Span::new().days(count),
        "w" | "week" | "weeks" => Span::new().weeks(count),
        "month" | "months" => Span::new().months(count),
        "y" | "year" | "years" => Span::new().try_years(count).ok()?,
        _ => return None,
    };
    now.checked_add(span).ok()
}

/// A day with or without a time: `tomorrow`, `fri 17:00`, `2026-12-01`, `17:00`.
fn dated(lower: &str, edge: Edge, now: &Zoned) -> Option<Zoned> {
    let (day, time) = match lower.split_once([' ', 't']).filter(|(day, _)| day.contains('-')) {
        Some((day, time)) => (day, Some(time.trim())),
        None => match lower.split_once(' ') {
            Some((day, time)) => (day, Some(time.trim().trim_start_matches("at "))),
            None => (lower, None),
        },
    };
    let at_edge = match edge {
        Edge::Start => Time::constant(0, 0, 0, 0),
        Edge::End => Time::constant(23, 59, 0, 0),
    };
    let time = match time {
        Some(typed) => Some(clock_time(typed)?),
        None => None,
    };
    let today = now.date();
    let date: Date = match day {
        "today" => today,
        "yesterday" => today.yesterday().ok()?,
        "tomorrow" => today.tomorrow().ok()?,
        day => match weekday(day) {
            // A weekday means the next one that is not over: on Friday at noon `fri 17:00` is today.
            Some(weekday) if today.weekday() == weekday && time.is_none_or(|time| time > now.time()) => today,
            Some(weekday) => today.nth_weekday(1, weekday).ok()?,
            None => match clock_time(day).filter(|_| time.is_none()) {
                Some(only) => {
                    let date = if only > now.time() { today } else { today.tomorrow().ok()? };
                    return date.to_datetime(only).to_zoned(now.time_zone().clone()).ok();
                }
                None => day.parse().ok()?,
            },
        },
    };
    date.to_datetime(time.unwrap_or(at_edge)).to_zoned(now.time_zone().clone()).ok()
}

fn clock_time(typed: &str) -> Option<Time> {
    let (hour, minute) = typed.split_once(':')?;
    let two = |text: &str| text.len() <= 2 && !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    if !two(hour) || !two(minute) {
        return None;
    }
    Time::new(hour.parse().ok()?, minute.parse().ok()?, 0, 0).ok()
}

fn weekday(typed: &str) -> Option<Weekday> {
    match typed {
        "mon" | "monday" => Some(Weekday::Monday),
        "tue" | "tuesday" => Some(Weekday::Tuesday),
        "wed" | "wednesday" => Some(Weekday::Wednesday),
        "thu" | "thursday" => Some(Weekday::Thursday),
        "fri" | "friday" => Some(Weekday::Friday),
        "sat" | "saturday" => Some(Weekday::Saturday),
        "sun" | "sunday" => Some(Weekday::Sunday),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Friday 2026-11-20, 12:00 in Manila (UTC+8, no summer time).
    fn noon() -> Clock {
        let zone = jiff::tz::TimeZone::get("Asia/Manila").expect("the bundled zones");
        let now: Timestamp = "2026-11-20T04:00:00Z".parse().expect("a timestamp");
        Clock::at(zone, Moment(now.as_millisecond() as u64))
    }

    #[test]
    fn dates_read_in_the_readers_zone() {
        for (typed, want) in [
            ("2026-12-01 17:00", "Tue 2026-12-01 17:00"),
            ("2026-12-01", "Tue 2026-12-01 23:59"),
            ("2026-12-01T17:00", "Tue 2026-12-01 17:00"),
            ("2026-12-01T09:00:00Z", "Tue 2026-12-01 17:00"),
            ("in 30 days", "Sun 2026-12-20 12:00"),
            ("in 3h", "Fri 2026-11-20 15:00"),
            ("in a week", "Fri 2026-11-27 12:00"),
            ("tomorrow", "Sat 2026-11-21 23:59"),
            ("tomorrow 9:30", "Sat 2026-11-21 09:30"),
            ("today", "Fri 2026-11-20 23:59"),
            ("fri 17:00", "Fri 2026-11-20 17:00"),
            ("Fri 11:00", "Fri 2026-11-27 11:00"),
            ("friday", "Fri 2026-11-20 23:59"),
            ("sat", "Sat 2026-11-21 23:59"),
            ("17:00", "Fri 2026-11-20 17:00"),
            ("11:00", "Sat 2026-11-21 11:00"),
        ] {
            let read = parse(typed, Edge::End, &noon()).map(|moment| noon().show(moment));
            assert_eq!(read.as_deref(), Ok(want), "{typed}");
        }
    }

    #[test]
    fn what_is_no_date_is_said_to_be_none() {
        for bad in ["", "soon", "2026-13-01", "2026-02-30", "in", "in days", "25:00", "fri 25:00", "in 99999999 days"] {
            assert_eq!(parse(bad, Edge::End, &noon()).expect_err(bad).code, "when", "{bad}");
        }
    }

    #[test]
    fn a_date_behind_us_is_refused_where_one_ahead_is_needed() {
        for past in ["2020-01-01", "2026-11-20 11:59", "2026-11-19", "yesterday"] {
            let refused = future(past, Edge::End, &noon()).expect_err(past);
            assert_eq!((refused.code.as_str(), refused.exit), ("past", 2));
        }
        assert!(future("2026-11-20 12:01", Edge::End, &noon()).is_ok());
    }

    #[test]
    fn a_pledge_holds_for_a_span_or_until_a_date() {
        let clock = noon();
        assert_eq!(until("90d", &clock).ok(), Some(clock.now.after(90 * protocol::time::DAY_MS)));
        assert_eq!(until("2026-12-01", &clock).map(|at| clock.show(at)).as_deref(), Ok("Tue 2026-12-01 23:59"));
    }
}
