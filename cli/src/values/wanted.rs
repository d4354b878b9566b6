//! Owns whom and when a client wants, as people type and read it: `bookkeeping:10h:2:driving licence` and
//! `mon-fri 09:00-17:00`.

use protocol::local::Trouble;
use protocol::record::lead::{PEOPLE_MAX, ROLES_MAX, Seats, Workday};
use protocol::text::tidy_line;
use protocol::vocabulary::Vocabulary;
use protocol::wire::Few;

use super::{span, text, week};
use crate::trouble;

/// Reads people of one role: `ROLE`, `ROLE:HOURS`, `ROLE:HOURS:PEOPLE`, `ROLE:HOURS:PEOPLE:MARKER,MARKER`; hours and
/// people may be left empty.
///
/// # Errors
/// `role-wanted` where a part is not as it should be; what is wrong with the role, the hours or a marker.
pub fn seats(typed: &str) -> Result<Seats, Trouble> {
    let refused = || trouble!("role-wanted", typed = typed, most = PEOPLE_MAX);
    let parts: Vec<String> = typed.split(':').map(tidy_line).collect();
    // What is made of nothing but the marks that part a role could not be written again.
    let part = |at: usize| parts.get(at).map(String::as_str).filter(|part| !plain(part).is_empty());
    if parts.len() > 4 {
        return Err(refused());
    }
    let role = part(0).ok_or_else(refused)?;
    let role = text::line("--role", Vocabulary::embedded().canonical(role).unwrap_or(role))?;
    let minutes_week = part(1).map(span::weekly).transpose()?;
    let people = match part(2) {
        None => 1,
        Some(count) => match count.parse::<u8>() {
            Ok(count) if (1..=PEOPLE_MAX).contains(&count) => count,
            Ok(_) | Err(_) => return Err(refused()),
        },
    };
    let named = part(3).into_iter().flat_map(|markers| markers.split(',')).map(tidy_line);
    let mut markers = named
        .filter(|marker| !plain(marker).is_empty())
        .map(|marker| text::line("--role", &marker))
        .collect::<Result<Vec<_>, Trouble>>()?;
    markers.sort();
    markers.dedup();
    let markers = Few::new(markers).map_err(|_| refused())?;
    Ok(Seats { role, minutes_week, people, markers })
}

/// Reads several, each as it is typed.
///
/// # Errors
/// As [`seats`]; `lead-roles-many` where a lead holds fewer.
pub fn roles(typed: &[String]) -> Result<Few<Seats, ROLES_MAX>, Trouble> {
    let roles = typed.iter().map(|one| seats(one)).collect::<Result<Vec<_>, Trouble>>()?;
    Few::new(roles).map_err(|many| trouble!("lead-roles-many", count = many.len(), most = ROLES_MAX))
}

/// People of one role as [`seats`] reads them; marks that would part it are left out.
pub fn typed(seats: &Seats) -> String {
    let hours = seats.minutes_week.map(|minutes| format!("{minutes}m")).unwrap_or_default();
    let markers: Vec<String> =
        seats.markers.iter().map(|marker| plain(marker)).filter(|marker| !marker.is_empty()).collect();
    let whole = format!("{}:{hours}:{}:{}", plain(&seats.role), seats.people, markers.join(","));
    let mut short = whole.trim_end_matches(':');
    if markers.is_empty() && seats.people == 1 {
        short = short.trim_end_matches(":1").trim_end_matches(':');
    }
    short.to_string()
}

fn plain(text: &str) -> String {
    tidy_line(&text.replace([':', ';', ',', '|', '\n'], " "))
}

/// Reads when a client works: `mon-fri 09:00-17:00`, and on whose clock.
///
/// # Errors
/// `week-hours` where it is not one range of half-hours; `zone` where nobody knows the clock.
pub fn workday(typed: &str, zone: &str) -> Result<Workday, Trouble> {
    let (days, from, until) = week::workday(typed)?;
    let zone = crate::desk::zone(zone)?.iana_name().unwrap_or(zone).to_string();
    Ok(Workday { zone: text::line("--client-zone", &zone)?, days, from, until })
}

/// When a client works, without the clock, as [`workday`] reads it.
pub fn hours(workday: &Workday) -> String {
    let (from, until) = (week::time(u32::from(workday.from)), week::time(u32::from(workday.until)));
    format!("{} {from}-{until}", week::day_list(workday.days))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn people_of_a_role_are_written_as_they_are_read() {
        for (wrote, want) in [
            ("book-keeping", "bookkeeping"),
            ("bookkeeping:10h", "bookkeeping:600m"),
            ("bookkeeping::2", "bookkeeping::2"),
            ("carer:20h:2:first aid, driving licence,first aid", "home care:1200m:2:driving licence,first aid"),
        ] {
            let read = seats(wrote).expect(wrote);
            assert_eq!(typed(&read), want);
            assert_eq!(seats(&typed(&read)).expect("what was written"), read);
        }
        for bad in ["", ":10h", "carer:10h:0", "carer:10h:17", "carer:1h:two", "carer:1h:1:a:b", "carer:1h:1:a,b,c,d,e"]
        {
            assert_eq!(seats(bad).expect_err(bad).code, "role-wanted", "{bad}");
        }
        assert_eq!(seats("carer:soon").expect_err("no hours").code, "hours");
    }

    #[test]
    fn a_clients_day_is_written_as_it_is_read() {
        for typed in ["mon-fri 09:00-17:00", "mon-wed,fri 22:00-06:00", "sat 00:00-12:30", "mon-sun 18:00-00:00"] {
            let read = workday(typed, "Australia/Melbourne").expect(typed);
            assert_eq!(hours(&read), typed);
        }
        for bad in ["mon", "mon-fri 9-12,13-17", "mon 00:00-24:00", "mon 09:15-10:00", ""] {
            assert_eq!(workday(bad, "Asia/Manila").expect_err(bad).code, "week-hours", "{bad}");
        }
        assert_eq!(workday("mon 9-17", "Nowhere/At_All").expect_err("no clock").code, "zone");
    }
}
