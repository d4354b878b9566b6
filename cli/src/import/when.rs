//! Owns dates as other people write them. A date with two readings (`03/04/2026`) has none.

use jiff::civil::{Date, Time};
use jiff::tz::TimeZone;
use jiff::{Timestamp, fmt::rfc2822, fmt::strtime};
use protocol::time::Moment;

/// 64 bytes: "Wednesday, 30 September 2026 23:59:59 GMT+01:00" has 47.
const TEXT_MAX: usize = 64;

/// Which instant of a day is meant where only the day is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Edge {
    /// Its first: something begins or was published.
    Begin,
    /// Its last second: what closes on a day can be answered on that day.
    End,
}

/// Forms of a day without a time, unmistakable ones only.
const DAYS: &[&str] = &[
    "%Y-%m-%d",
    "%Y/%m/%d",
    "%Y.%m.%d",
    "%Y%m%d",
    "%d %b %Y",
    "%d %B %Y",
    "%b %d, %Y",
    "%B %d, %Y",
    "%b %d %Y",
    "%B %d %Y",
    "%d-%b-%Y",
    "%a, %d %b %Y",
];

/// Forms of a day with a time but without a zone: read as UTC.
const TIMES: &[&str] = &["%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"];

/// Forms with an offset that is not quite RFC 3339.
const OFFSETS: &[&str] = &["%Y-%m-%dT%H:%M:%S%z", "%Y-%m-%dT%H:%M%:z", "%Y-%m-%dT%H:%M%z", "%Y-%m-%d %H:%M:%S %z"];

/// Reads a date; `None` where there is none, where it has two readings, or before 1970.
///
/// A bare number of ten digits counts seconds, one of thirteen milliseconds, as feeds write them.
pub fn parse(text: &str, edge: Edge) -> Option<Moment> {
    let text = text.trim();
    if text.is_empty() || text.len() > TEXT_MAX {
        return None;
    }
    if text.len() >= 10 && text.bytes().all(|byte| byte.is_ascii_digit()) {
        let number: u64 = text.parse().ok()?;
        return Some(Moment(if text.len() <= 11 { number.saturating_mul(1000) } else { number }));
    }
    // The day forms go first: jiff would read a bare day as its midnight.
    if let Some(day) = DAYS.iter().find_map(|form| Date::strptime(form, text).ok()).or_else(|| slashed(text)) {
        return at_edge(day, edge);
    }
    let instant = || text.parse::<Timestamp>().ok();
    let mail = || rfc2822::DateTimeParser::new().relaxed_weekday(true).parse_timestamp(text).ok();
    let loose = || OFFSETS.iter().find_map(|form| strtime::parse(form, text).ok()?.to_timestamp().ok());
    let zoneless = || TIMES.iter().find_map(|form| utc(strtime::parse(form, text).ok()?.to_datetime().ok()?));
    moment(instant().or_else(mail).or_else(loose).or_else(zoneless)?)
}

/// `25/12/2026` and `12/25/2026` have one reading each, `03/04/2026` has two unless both are equal.
fn slashed(text: &str) -> Option<Date> {
    let parts: Vec<&str> = text.split(['/', '.', '-']).collect();
    let [first, second, year] = parts.as_slice() else { return None };
    if year.len() != 4 {
        return None;
    }
    let (first, second, year): (i8, i8, i16) = (first.parse().ok()?, second.parse().ok()?, year.parse().ok()?);
    // A point is only ever written by people who put the day first.
    let day_first = second <= 12 && (first > 12 || first == second || text.contains('.'));
    let month_first = first <= 12 && second > 12;
    match (day_first, month_first) {
        (true, _) => Date::new(year, second, first).ok(),
        (false, true) => Date::new(year, first, second).ok(),
        (false, false) => None,
    }
}

fn at_edge(day: Date, edge: Edge) -> Option<Moment> {
    let time = match edge {
        Edge::Begin => Time::midnight(),
        Edge::End => Time::constant(23, 59, 59, 0),
    };
    moment(utc(day.to_datetime(time))?)
}

fn utc(time: jiff::civil::DateTime) -> Option<Timestamp> {
    time.to_zoned(TimeZone::UTC).ok().map(|zoned| zoned.timestamp())
}

fn moment(instant: Timestamp) -> Option<Moment> {
    u64::try_from(instant.as_millisecond()).ok().map(Moment)
}

/// Writes an instant as RFC 3339 in UTC; `None` beyond the year 9999.
pub fn written(moment: Moment) -> Option<String> {
    let instant = Timestamp::from_millisecond(i64::try_from(moment.0).ok()?).ok()?;
    Some(instant.to_string())
}

/// The day of an instant as `2026-12-01`; its milliseconds beyond the year 9999.
pub fn day(moment: Moment) -> String {
    written(moment).map_or_else(|| moment.0.to_string(), |text| text.chars().take_while(|c| *c != 'T').collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Option<String> {
        parse(text, Edge::End).and_then(written)
    }

    #[test]
    fn the_forms_that_boards_write_are_read() {
        for (text, want) in [
            ("2026-12-01", "2026-12-01T23:59:59Z"),
            ("2026-12-01T18:00:00Z", "2026-12-01T18:00:00Z"),
            ("2026-12-01T18:00:00.250+08:00", "2026-12-01T10:00:00.25Z"),
            ("2026-12-01T18:00:00+0800", "2026-12-01T10:00:00Z"),
            ("2026-12-01T18:00+08:00", "2026-12-01T10:00:00Z"),
            ("2026-12-01T18:00", "2026-12-01T18:00:00Z"),
            ("2026-12-01 18:00:00", "2026-12-01T18:00:00Z"),
            ("Sat, 22 Aug 2026 06:25:52 GMT", "2026-08-22T06:25:52Z"),
            ("Sat, 22 Aug 2026 06:25:52 +0000", "2026-08-22T06:25:52Z"),
            ("22 Aug 2026", "2026-08-22T23:59:59Z"),
            ("August 22, 2026", "2026-08-22T23:59:59Z"),
            ("25/12/2026", "2026-12-25T23:59:59Z"),
            ("12/25/2026", "2026-12-25T23:59:59Z"),
            ("01.12.2026", "2026-12-01T23:59:59Z"),
            ("1787380000", "2026-08-22T06:26:40Z"),
            ("1787380000123", "2026-08-22T06:26:40.123Z"),
        ] {
            assert_eq!(read(text).as_deref(), Some(want), "{text}");
        }
    }

    #[test]
    fn a_date_with_two_readings_has_none() {
        for text in ["03/04/2026", "soon", "2026-13-01", "31/02/2026", "1969-12-31", "", "99", "9".repeat(70).as_str()]
        {
            assert_eq!(read(text), None, "{text}");
        }
        assert!(read("03/03/2026").is_some());
    }

    #[test]
    fn only_a_closing_day_lasts_until_its_end() {
        assert_eq!(parse("2026-12-01", Edge::Begin).and_then(written).as_deref(), Some("2026-12-01T00:00:00Z"));
    }
}
