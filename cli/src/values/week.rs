//! Owns the hours of a week as people type and read them: `mon-fri 09:00-17:00`, `sat 9-12`,
//! `daily 21:00-05:00`. What goes over midnight goes on the next day.

use protocol::local::Trouble;
use protocol::schedule::grid::{DAY_SLOTS, Grid, Slots};
use protocol::text::tidy_line;

use crate::trouble;

const NAMES: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

/// Reads the hours of a week, each of its parts as it is typed.
///
/// # Errors
/// `week-hours` where a part is none, or not of half-hours.
pub fn parse(typed: &[String]) -> Result<Grid, Trouble> {
    let mut days = [Slots::NONE; 7];
    for part in typed {
        let refused = || trouble!("week-hours", typed = part);
        let tidy = tidy_line(part).to_lowercase();
        let (named, hours) = tidy.split_once(' ').ok_or_else(refused)?;
        let named = day_names(named).ok_or_else(refused)?;
        for range in hours.split(',') {
            let (from, until) = range_of(range).ok_or_else(refused)?;
            for day in (0..7).filter(|day| named[*day]) {
                if from < until {
                    days[day] = days[day].and(Slots::between(from, until));
                } else {
                    days[day] = days[day].and(Slots::between(from, DAY_SLOTS));
                    let next = (day + 1) % 7;
                    days[next] = if until > 0 { days[next].and(Slots::between(0, until)) } else { days[next] };
                }
            }
        }
    }
    Ok(Grid::of(days))
}

/// Reads one range of every day, `22:00-06:00`, as half-hours: from the first to before the second.
///
/// # Errors
/// `week-hours` where it is none.
pub fn range(typed: &str) -> Result<(u8, u8), Trouble> {
    let read = range_of(tidy_line(typed).trim()).map(|(from, until)| (from % DAY_SLOTS, until % DAY_SLOTS));
    let small = |(from, until): (u32, u32)| Some((u8::try_from(from).ok()?, u8::try_from(until).ok()?));
    let distinct = read.and_then(small).filter(|(from, until)| from != until);
    distinct.ok_or_else(|| trouble!("week-hours", typed = typed))
}

/// Reads one range of some days of the week: which days, 1 for Monday up to 64 for Sunday added up, the first
/// half-hour and the one behind the last.
///
/// # Errors
/// `week-hours` where it is none.
pub fn workday(typed: &str) -> Result<(u8, u8, u8), Trouble> {
    let refused = || trouble!("week-hours", typed = typed);
    let tidy = tidy_line(typed).to_lowercase();
    let (named, hours) = tidy.split_once(' ').ok_or_else(refused)?;
    let named = day_names(named).ok_or_else(refused)?;
    let (from, until) = range(hours).map_err(|_| refused())?;
    let days = (0..7).filter(|day| named[*day]).fold(0, |days, day| days | 1 << day);
    Ok((days, from, until))
}

/// Days of the week as they are typed: `mon-wed,fri`.
pub fn day_list(days: u8) -> String {
    let mut parts = Vec::new();
    let mut first = None;
    for day in 0..=7usize {
        let on = day < 7 && days >> day & 1 == 1;
        match (on, first) {
            (true, None) => first = Some(day),
            (false, Some(begun)) => {
                let last = day - 1;
                parts.push(if begun == last {
                    NAMES[begun].to_string()
                } else {
                    format!("{}-{}", NAMES[begun], NAMES[last])
                });
                first = None;
            }
            (true, Some(_)) | (false, None) => {}
        }
    }
    parts.join(",")
}

fn range_of(typed: &str) -> Option<(u32, u32)> {
    let (from, until) = typed.trim().split_once(['-', '–'])?;
    let (from, until) = (slot(from.trim())?, slot(until.trim())?);
    (from != until && from < DAY_SLOTS).then_some((from, until))
}

/// A time of the day as the half-hour that begins with it; 24:00 is the end of the day.
fn slot(typed: &str) -> Option<u32> {
    let (hour, minute) = typed.split_once(':').unwrap_or((typed, "00"));
    let digits = |text: &str| (1..=2).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
    if !digits(hour) || !digits(minute) {
        return None;
    }
    let (Ok(hour), Ok(minute)) = (hour.parse::<u32>(), minute.parse::<u32>()) else { return None };
    let half = match minute {
        0 => 0,
        30 => 1,
        _ => return None,
    };
    Some(hour * 2 + half).filter(|slot| *slot <= DAY_SLOTS)
}

/// `mon-fri`, `sat,sun`, `daily`; over the end of the week too: `fri-mon`.
fn day_names(typed: &str) -> Option<[bool; 7]> {
    if ["daily", "always", "mon-sun"].contains(&typed) {
        return Some([true; 7]);
    }
    let mut days = [false; 7];
    for part in typed.split(',') {
        let (first, last) = part.split_once(['-', '–']).unwrap_or((part, part));
        let (first, last) = (day(first)?, day(last)?);
        let count = (last + 7 - first) % 7;
        (0..=count).for_each(|step| days[(first + step) % 7] = true);
    }
    Some(days)
}

/// The three letters of a day, or the whole of its English name.
fn day(typed: &str) -> Option<usize> {
    const WHOLE: [&str; 7] = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
    NAMES.iter().position(|name| *name == typed).or_else(|| WHOLE.iter().position(|name| *name == typed))
}

/// A week as it is typed: days alike stand together.
pub fn show(week: &Grid) -> Vec<String> {
    let days = week.days();
    let mut lines = Vec::new();
    let mut first = 0;
    for at in 1..=7 {
        if at < 7 && days[at] == days[first] {
            continue;
        }
        if days[first] != Slots::NONE {
            let named =
                if at - 1 == first { NAMES[first].to_string() } else { format!("{}-{}", NAMES[first], NAMES[at - 1]) };
            lines.push(format!("{named} {}", hours(days[first])));
        }
        first = at;
    }
    lines
}

/// The half-hours of a day: `09:00-12:00,13:00-17:00`.
pub fn hours(slots: Slots) -> String {
    slots.runs().map(|(from, until)| format!("{}-{}", time(from), time(until))).collect::<Vec<_>>().join(",")
}

/// When a half-hour begins: `09:30`.
pub fn time(slot: u32) -> String {
    format!("{:02}:{:02}", slot / 2, slot % 2 * 30)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(typed: &[&str]) -> Vec<String> {
        let typed: Vec<String> = typed.iter().map(ToString::to_string).collect();
        show(&parse(&typed).expect("hours of a week"))
    }

    #[test]
    fn a_week_is_said_again_as_it_was_typed() {
        assert_eq!(said(&["mon-fri 09:00-17:00"]), ["mon-fri 09:00-17:00"]);
        assert_eq!(
            said(&["Mon-Fri 9-12,13-17", "sat 10:30-12"]),
            ["mon-fri 09:00-12:00,13:00-17:00", "sat 10:30-12:00"]
        );
        assert_eq!(said(&["daily 00:00-24:00"]), ["mon-sun 00:00-24:00"]);
        assert_eq!(said(&["fri-mon 8-9"]), ["mon 08:00-09:00", "fri-sun 08:00-09:00"]);
    }

    #[test]
    fn a_night_shift_goes_on_the_next_morning() {
        let want = ["mon 21:00-24:00", "tue-fri 00:00-05:00,21:00-24:00", "sat 00:00-05:00"];
        assert_eq!(said(&["mon-fri 21:00-05:00"]), want);
        assert_eq!(said(&["sun 22:00-02:00"]), ["mon 00:00-02:00", "sun 22:00-24:00"]);
        assert_eq!(said(&["mon 22:00-00:00"]), ["mon 22:00-24:00"]);
    }

    #[test]
    fn what_is_no_hour_of_a_week_is_refused() {
        for typed in
            ["mon", "mon 9", "mon 9-9", "mon 09:15-10:00", "mon 25-26", "monda 9-10", "9-17", "mon 24:00-01:00"]
        {
            assert_eq!(parse(&[typed.to_string()]).expect_err(typed).code, "week-hours", "{typed}");
        }
        assert_eq!(range("22:00-06:00"), Ok((44, 12)));
        assert_eq!(range("18:00-24:00"), Ok((36, 0)));
        assert_eq!(range("00:00-24:00").expect_err("all day").code, "week-hours");
    }
}
