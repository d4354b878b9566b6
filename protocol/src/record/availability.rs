//! `availability`: when and for what somebody can be asked, on their own clock. Read by their collective
//! alone; others see a `free-busy`. The header's subject is the person.

use super::*;
use crate::money::{Amount, Currency, MINOR_MAX};
use crate::schedule::grid::{DAY_SLOTS, Grid, SLOT_MINUTES, Slots};
use crate::text::Line;
use crate::time::Day;
use crate::wire::Few;

/// 64 exceptions: more than one a week for a year.
pub const EXCEPTIONS_MAX: usize = 64;
/// 16 roles a member: whoever does more is found by skill.
pub const ROLES_MAX: usize = 16;
/// 10,080 minutes: a week has no more.
pub const WEEK_MINUTES: u32 = 7 * DAY_SLOTS * SLOT_MINUTES;

crate::fields! {
    /// The body of an `availability`.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub struct Availability {
        /// The IANA time zone of their clock.
        1 zone: Line<40>,
        /// The half-hours of an ordinary week.
        2 week: Grid,
        /// Days that are otherwise, ascending and apart from each other.
        3 exceptions: Few<Exception, EXCEPTIONS_MAX>,
        /// When never, whatever else is said.
        4 quiet: Option<Quiet>,
        /// How many minutes before it begins they must know of work.
        5 notice_minutes: Option<u32>,
        /// The most minutes a week: at most [`WEEK_MINUTES`].
        6 cap_minutes: Option<u32>,
        /// True where they work from afar.
        7 remote: bool,
        /// Places that they travel to, ascending.
        8 area: Few<Line<80>, 8>,
        /// What they do, ascending by role.
        9 roles: Few<Offer, ROLES_MAX>,
    }
}

crate::fields! {
    /// Days that are otherwise than the week says.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub struct Exception {
        /// The first day, on their clock.
        1 first: Day,
        /// The last day.
        2 last: Day,
        /// When they are free on each; absent where not at all.
        3 free: Option<Slots>,
    }
}

crate::fields! {
    /// From one half-hour of each day to before another; over midnight where the second is earlier.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub struct Quiet {
        /// The first half-hour: 0 to 47.
        1 from: u8,
        /// The one behind the last: 0 to 47, another one.
        2 until: u8,
    }
}

crate::fields! {
    /// A role that somebody does, or does not do for now.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub struct Offer {
        /// The role, as the vocabulary writes it where it knows it.
        1 role: Line<64>,
        /// False where it is switched off: nobody is matched for it.
        2 active: bool,
        /// Below which price an hour they do not do it: one a currency, ascending.
        3 floors: Few<Least, 4>,
    }
}

crate::fields! {
    /// The least price of an hour in one currency.
    #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
    pub struct Least {
        /// The currency.
        1 currency: Currency,
        /// Minor units an hour.
        2 minor: u64,
    }
}

impl Least {
    /// The same as an amount.
    pub const fn amount(&self) -> Amount {
        Amount { minor: self.minor, currency: self.currency }
    }
}

impl Offer {
    fn is_sound(&self) -> bool {
        self.floors.is_sorted_by(|a, b| a.currency < b.currency)
            && self.floors.iter().all(|least| least.minor <= MINOR_MAX)
    }
}

impl Quiet {
    /// Its half-hours.
    pub fn slots(&self) -> Slots {
        Slots::between(u32::from(self.from), u32::from(self.until))
    }
}

impl Availability {
    /// The half-hours of a day of their calendar: its exception or the ordinary week, without quiet hours.
    pub fn slots(&self, day: Day) -> Slots {
        self.loud_slots(day).without(self.quiet.as_ref().map_or(Slots::NONE, Quiet::slots))
    }

    /// The same with quiet hours.
    pub fn loud_slots(&self, day: Day) -> Slots {
        let at = self.exceptions.partition_point(|exception| exception.last < day);
        match self.exceptions.get(at).filter(|exception| exception.first <= day) {
            Some(exception) => exception.free.unwrap_or(Slots::NONE),
            None => self.week.day(day),
        }
    }

    /// True where numbers are within their limits and lists in their order.
    fn is_sound(&self) -> bool {
        let quiet = |quiet: &Quiet| u32::from(quiet.from.max(quiet.until)) < DAY_SLOTS && quiet.from != quiet.until;
        self.exceptions.iter().all(|exception| exception.first <= exception.last)
            && self.exceptions.is_sorted_by(|a, b| a.last < b.first)
            && self.quiet.as_ref().is_none_or(quiet)
            && self.cap_minutes.is_none_or(|minutes| minutes <= WEEK_MINUTES)
            && self.area.is_sorted_by(|a, b| a < b)
            && self.roles.is_sorted_by(|a, b| a.role < b.role)
            && self.roles.iter().all(Offer::is_sound)
    }
}

fn check(body: &[u8]) -> Result<(), WireFault> {
    if wire::decode::<Availability>(body)?.is_sound() { Ok(()) } else { Err(WireFault::Shape) }
}

/// The line in the table.
pub const KIND: Kind = Kind {
    name: "availability",
    version: 1,
    class: Class::Content,
    form: Form::Document,
    signer: Signer::Anyone,
    place: Place::Inner,
    life_days: 400,
    fold: Some(Fold::Availability),
    check,
    example: || {
        let offer = |role, active, floors| Offer { role: Line::new(role).expect("short"), active, floors };
        let least = Least { currency: Currency::new("USD").expect("listed"), minor: 700 };
        let floors = Few::new(vec![least]).expect("one");
        wire::encode(&Availability {
            zone: Line::new("Asia/Manila").expect("a zone"),
            week: Grid::weekdays(Slots::between(18, 34)),
            exceptions: Few::new(vec![Exception { first: Day(20_812), last: Day(20_813), free: None }]).expect("one"),
            quiet: Some(Quiet { from: 44, until: 12 }),
            notice_minutes: Some(2_880),
            cap_minutes: Some(1_800),
            remote: true,
            area: Few::default(),
            roles: Few::new(vec![offer("bookkeeping", true, floors), offer("data entry", false, Few::default())])
                .expect("two"),
        })
    },
};

#[cfg(test)]
mod tests {
    use super::*;

    fn fit(change: impl FnOnce(&mut Availability)) -> bool {
        let mut body: Availability = wire::decode(&(KIND.example)()).expect("the example");
        change(&mut body);
        (KIND.check)(&wire::encode(&body)).is_ok()
    }

    fn two<T: std::fmt::Debug, const MAX: usize>(a: T, b: T) -> Few<T, MAX> {
        Few::new(vec![a, b]).expect("two")
    }

    #[test]
    fn what_has_no_order_or_breaks_a_limit_is_no_availability() {
        assert!(fit(|_| ()));
        assert!(!fit(|body| body.quiet = Some(Quiet { from: 48, until: 1 })));
        assert!(!fit(|body| body.quiet = Some(Quiet { from: 7, until: 7 })));
        assert!(!fit(|body| body.cap_minutes = Some(WEEK_MINUTES + 1)));
        assert!(fit(|body| body.cap_minutes = Some(WEEK_MINUTES)));
        let away = |first, last| Exception { first: Day(first), last: Day(last), free: None };
        assert!(fit(|body| body.exceptions = two(away(1, 2), away(3, 3))));
        assert!(!fit(|body| body.exceptions = two(away(1, 3), away(3, 4))));
        assert!(!fit(|body| body.exceptions = Few::new(vec![away(2, 1)]).expect("one")));
        assert!(!fit(|body| body.roles = two(body.roles[1].clone(), body.roles[0].clone())));
        assert!(!fit(|body| body.roles = two(body.roles[0].clone(), body.roles[0].clone())));
    }

    #[test]
    fn an_exception_goes_before_the_week_and_quiet_hours_before_both() {
        let mut body: Availability = wire::decode(&(KIND.example)()).expect("the example");
        let monday = Day(20_780);
        assert_eq!(body.slots(monday), Slots::between(18, 34));
        assert_eq!(body.slots(Day(20_812)), Slots::NONE, "away on Christmas");
        let long = Exception { first: monday, last: monday, free: Some(Slots::ALL) };
        body.exceptions = Few::new(vec![long]).expect("one");
        assert_eq!(body.slots(monday), Slots::between(12, 44));
        assert_eq!(body.loud_slots(monday), Slots::ALL);
    }
}
