//! `free-busy`: what others than the own collective see of an `availability`: half-hours of the coming
//! weeks in UTC, and what somebody does. No zone, no floor, no reason. The header's subject is the person.

use super::*;
use crate::money::Currency;
use crate::schedule::grid::{Grid, Slots};
use crate::schedule::span::{Span, Spans};
use crate::text::Line;
use crate::time::{Day, MINUTE_MS};
use crate::wire::Few;

use super::availability::{Least, ROLES_MAX, WEEK_MINUTES};
use crate::money::MINOR_MAX;

/// 56 days: eight weeks, and a new one every week or so.
pub const DAYS_MAX: usize = 56;

crate::fields! {
    /// The body of a `free-busy`.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub struct FreeBusy {
        /// The first day, UTC.
        1 first: Day,
        /// Free half-hours of each day from the first on, UTC; at least one day.
        2 days: Few<Slots, DAYS_MAX>,
        /// What they do now, ascending by role.
        3 roles: Few<Wanted, ROLES_MAX>,
        /// How many minutes a week they still take on.
        4 minutes_week: Option<u32>,
        /// How many minutes before it begins they must know of work.
        5 notice_minutes: Option<u32>,
        /// True where they work from afar.
        6 remote: bool,
    }
}

crate::fields! {
    /// A role that somebody does, with what they ask for it where they say so.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub struct Wanted {
        /// The role.
        1 role: Line<64>,
        /// The price of an hour.
        2 hour: Option<Least>,
    }
}

impl FreeBusy {
    /// The free half-hours as instants.
    pub fn spans(&self) -> Spans {
        let mut spans = Vec::new();
        for (at, slots) in (0u32..).zip(&self.days) {
            let start = self.first.plus(at).start();
            let instant = |slot: u32| start.after(u64::from(slot) * 30 * MINUTE_MS);
            spans.extend(slots.runs().map(|(from, until)| Span { from: instant(from), until: instant(until) }));
        }
        Spans::of(spans)
    }

    /// Free half-hours of so many days, UTC, from instants: those that are free from end to end.
    pub fn days_of(free: &Spans, first: Day, days: usize) -> Few<Slots, DAYS_MAX> {
        let whole = |day: Day, slot: u32| {
            let from = day.start().after(u64::from(slot) * 30 * MINUTE_MS);
            free.cover(&Span { from, until: from.after(30 * MINUTE_MS) })
        };
        let slots = |day: Day| {
            (0..48)
                .filter(|slot| whole(day, *slot))
                .fold(Slots::NONE, |all, slot| all.and(Slots::between(slot, slot + 1)))
        };
        let count = u32::try_from(days.min(DAYS_MAX)).expect("56 at most");
        Few::new((0..count).map(|at| slots(first.plus(at))).collect()).expect("counted to the most that fit")
    }
}

fn check(body: &[u8]) -> Result<(), WireFault> {
    let free: FreeBusy = wire::decode(body)?;
    let fair = |wanted: &Wanted| wanted.hour.as_ref().is_none_or(|hour| hour.minor <= MINOR_MAX);
    let sound = !free.days.is_empty()
        && free.roles.is_sorted_by(|a, b| a.role < b.role)
        && free.roles.iter().all(fair)
        && free.minutes_week.is_none_or(|minutes| minutes <= WEEK_MINUTES);
    if sound { Ok(()) } else { Err(WireFault::Shape) }
}

/// The line in the table.
pub const KIND: Kind = Kind {
    name: "free-busy",
    version: 1,
    class: Class::Content,
    form: Form::Document,
    signer: Signer::Member,
    place: Place::Open,
    life_days: 60,
    fold: Some(Fold::FreeBusy),
    check,
    example: || {
        let week = Grid::weekdays(Slots::between(2, 18));
        let hour = Currency::new("USD").map(|currency| Least { currency, minor: 900 });
        wire::encode(&FreeBusy {
            first: Day(20_780),
            days: Few::new(week.days().to_vec()).expect("a week"),
            roles: Few::new(vec![Wanted { role: Line::new("bookkeeping").expect("short"), hour }]).expect("one"),
            minutes_week: Some(900),
            notice_minutes: Some(2_880),
            remote: true,
        })
    },
};
