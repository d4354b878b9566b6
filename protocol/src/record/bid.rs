//! `bid`: a joint offer to a client, before anybody has agreed to it. It stands inside a `sealed`; the
//! header's subject is the lead. What follows from it and its shares is the draft: see [`crate::bid::draft`].

use super::contact::{READERS_MAX, are_readers};
use super::lead::{ROLES_MAX, Seats};
use super::terms::LEVY_MAX;
use super::*;
use crate::bid::floor::Exchange;
use crate::bid::split::Basis;
use crate::id::Id;
use crate::money::{Amount, Currency, MINOR_MAX};
use crate::text::{Line, Text};
use crate::time::{Day, Moment};
use crate::wire::Few;

/// 365 days: whoever is paid later than that is not paid.
pub const PAYMENT_DAYS_MAX: u32 = 365;
/// Ten years of work, as long as a commitment is spread over weeks.
pub const WORK_DAYS_MAX: u32 = 7 * crate::bid::load::WEEKS_MAX;
/// 64: two for each reader.
pub const HOMES_MAX: usize = 2 * READERS_MAX;
/// 9999-12-31, the last day that is written with four digits.
pub const DAY_LAST: Day = Day(2_932_896);

crate::fields! {
    /// The body of a `bid`.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub struct Bid {
        /// Who may read it and take part: people, and collectives for all of their members; ascending. The
        /// lead's poster is among them.
        1 readers: Few<Id, READERS_MAX>,
        /// What is offered, in one line.
        2 title: Line<200>,
        /// What the client pays, in minor units.
        3 price_minor: u64,
        /// Of which currency.
        4 currency: Currency,
        /// What the collective keeps, in basis points of the price.
        5 levy_points: u32,
        /// How what is not set is divided.
        6 basis: Basis,
        /// At what rates floors in other currencies count, ascending by currency.
        7 rates: Few<Rate, 4>,
        /// What the client gets.
        8 scope: Text<1200>,
        /// What they do not.
        9 beyond: Option<Text<400>>,
        /// How many days after the invoice the client pays.
        10 payment_days: u32,
        /// Who invoices: somebody who takes part, or the collective of one of them.
        11 contractor: Id,
        /// Whom the client writes to.
        12 contact: Option<Text<200>>,
        /// SHA-256 of the template of the terms.
        13 template: Option<Id>,
        /// SHA-256 of the terms of the opener's collective by which the levy is.
        14 bylaws: Option<Id>,
        /// The first day of the work.
        15 first: Day,
        /// The last day of the work.
        16 last: Day,
        /// Until when anybody may sign it.
        17 closes: Moment,
        /// Until when the offer holds; not before it closes.
        18 valid_until: Moment,
        /// Whom it needs.
        19 roles: Few<Seats, ROLES_MAX>,
        /// 32 bytes of chance, from which what a client's copy may hide is hashed.
        20 salt: Id,
        /// What the client needs, in their words.
        21 need: Option<Text<400>>,
        /// How they work together across time zones.
        22 working: Option<Text<300>>,
        /// Who answers when somebody is ill.
        23 cover: Option<Text<200>>,
        /// By which ways it can be paid.
        24 paying: Option<Text<200>>,
        /// What who invoices is called.
        25 house: Option<Line<80>>,
        /// Of readers who are named one by one, whose collective is whose, as the opener knows it: what was said to
        /// all of that collective was said to them. Ascending; not empty.
        26 homes: Option<Few<Home, HOMES_MAX>>,
    }
}

crate::fields! {
    /// Somebody's collective.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
    pub struct Home {
        /// Whose.
        1 person: Id,
        /// Which; of several a line each.
        2 collective: Id,
    }
}

crate::fields! {
    /// At what rate a bid counts another currency.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub struct Rate {
        /// The other currency.
        1 from: Currency,
        /// Minor units of the bid's; above zero.
        2 ours: u32,
        /// For so many of the other; above zero.
        3 theirs: u32,
    }
}

impl Rate {
    /// The same for the check of floors.
    pub const fn exchange(&self) -> Exchange {
        Exchange { from: self.from, ours: self.ours, theirs: self.theirs }
    }
}

impl Bid {
    /// The price.
    pub const fn price(&self) -> Amount {
        Amount { minor: self.price_minor, currency: self.currency }
    }

    /// True where numbers are within their limits and lists in their order.
    pub fn is_sound(&self) -> bool {
        let rate = |rate: &Rate| rate.from != self.currency && rate.ours > 0 && rate.theirs > 0;
        are_readers(&self.readers)
            && (1..=MINOR_MAX).contains(&self.price_minor)
            && self.levy_points <= LEVY_MAX
            && self.rates.iter().all(rate)
            && self.rates.is_sorted_by(|a, b| a.from < b.from)
            && self.payment_days <= PAYMENT_DAYS_MAX
            && self.first <= self.last
            && self.last < self.first.plus(WORK_DAYS_MAX)
            && self.last <= DAY_LAST
            && self.closes <= self.valid_until
            && self.roles.iter().all(Seats::is_sound)
            && self.homes.as_ref().is_none_or(|homes| !homes.is_empty() && homes.is_sorted_by(|a, b| a < b))
    }

    /// True where what was said to these was said to a reader of this bid.
    ///
    /// - `opener`: who opened it, and for which collective.
    pub fn told(&self, opener: (Id, Id), list: &[Id], reader: &Id) -> bool {
        let homes = self.homes.as_deref().unwrap_or_default().iter().map(|home| (home.person, home.collective));
        list.contains(reader)
            || std::iter::once(opener).chain(homes).any(|(person, home)| person == *reader && list.contains(&home))
    }
}

fn check(body: &[u8]) -> Result<(), WireFault> {
    if wire::decode::<Bid>(body)?.is_sound() { Ok(()) } else { Err(WireFault::Shape) }
}

/// The line in the table.
pub const KIND: Kind = Kind {
    name: "bid",
    version: 1,
    class: Class::Content,
    form: Form::Document,
    signer: Signer::Member,
    place: Place::Sealed,
    life_days: BINDING_DAYS,
    fold: None,
    check,
    example: || {
        wire::encode(&Bid {
            readers: Few::new(vec![Id::of(b"charter")]).expect("one reader"),
            title: Line::new("Books and front desk for a café in Melbourne").expect("short"),
            price_minor: 480_000,
            currency: Currency::new("AUD").expect("listed"),
            levy_points: 500,
            basis: Basis::Hours,
            rates: Few::default(),
            scope: Text::new("Weekly reconciliation in Xero; calls from 9 to 17.").expect("short"),
            beyond: Text::new("Tax returns.").ok(),
            payment_days: 14,
            contractor: Id::of(b"charter"),
            contact: Text::new("desk@example.org").ok(),
            template: None,
            bylaws: Some(Id::of(b"terms")),
            first: Day(20_800),
            last: Day(20_890),
            closes: Moment(1_796_000_000_000),
            valid_until: Moment(1_797_000_000_000),
            roles: Few::default(),
            salt: Id::of(b"chance"),
            need: Text::new("Somebody who keeps our books and answers the telephone.").ok(),
            working: Text::new("Two of us are there from 9 to 17 Melbourne time.").ok(),
            cover: Text::new("Binh answers for Amara.").ok(),
            paying: Text::new("By bank transfer.").ok(),
            house: Line::new("Cebu Desk").ok(),
            homes: None,
        })
    },
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn work_lasts_ten_years_at_most_and_ends_on_a_day_that_is_written_with_four_digits() {
        let bid: Bid = wire::decode(&(KIND.example)()).expect("the example");
        let sound = |first: u32, last: u32| Bid { first: Day(first), last: Day(last), ..bid.clone() }.is_sound();
        assert!(sound(20_800, 20_800 + WORK_DAYS_MAX - 1) && !sound(20_800, 20_800 + WORK_DAYS_MAX));
        assert!(sound(DAY_LAST.0, DAY_LAST.0) && !sound(DAY_LAST.0, DAY_LAST.0 + 1));
        assert!(!sound(u32::MAX, u32::MAX));
    }
}
