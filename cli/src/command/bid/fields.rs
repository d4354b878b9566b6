//! What can be said of a bid on the line: the same words for a new one and for a change.

use std::collections::BTreeSet;

use clap::{Args, ValueEnum};
use protocol::bid::split::Basis;
use protocol::id::Id;
use protocol::money::{Amount, Currency};
use protocol::record::bid::{Bid, Rate};
use protocol::record::terms::LEVY_MAX;
use protocol::text::{Line, Text};
use protocol::time::{Day, Moment};
use protocol::wire::Few;

use crate::desk::Desk;
use crate::problem::Problem;
use crate::values::when::{self, Edge};
use crate::values::{file, money, percent, text};
use crate::{choose, template, trouble};

/// What can be said of a bid.
#[derive(Clone, Debug, Default, Args)]
pub struct Fields {
    /// What is offered, in one line; the lead's title where nothing is said.
    #[arg(long, value_name = "TEXT")]
    pub title: Option<String>,
    /// What the client pays.
    #[arg(long, value_name = "MONEY")]
    pub price: Option<String>,
    /// What the opener's collective keeps.
    #[arg(long, value_name = "PERCENT")]
    pub levy: Option<String>,
    /// How what is not set is divided.
    #[arg(long, value_name = "hours|equal|set")]
    pub split: Option<BasisWord>,
    /// What the client gets.
    #[arg(long, value_name = "TEXT")]
    pub scope: Option<String>,
    /// What they do not.
    #[arg(long, value_name = "TEXT")]
    pub beyond: Option<String>,
    /// What the client needs, in their words.
    #[arg(long, value_name = "TEXT")]
    pub need: Option<String>,
    /// How they work across time zones.
    #[arg(long, value_name = "TEXT")]
    pub working: Option<String>,
    /// Who answers when somebody is ill.
    #[arg(long, value_name = "TEXT")]
    pub cover: Option<String>,
    /// By which ways it can be paid.
    #[arg(long, value_name = "TEXT")]
    pub paying: Option<String>,
    /// Within how many days of the invoice.
    #[arg(long, value_name = "DAYS")]
    pub payment_days: Option<u32>,
    /// Who invoices.
    #[arg(long, value_name = "NAME")]
    pub contractor: Option<String>,
    /// Whom the client writes to.
    #[arg(long, value_name = "TEXT")]
    pub contact: Option<String>,
    /// The terms of work.
    #[arg(long, value_name = "plain|bookkeeping|design")]
    pub template: Option<String>,
    /// The first day of the work.
    #[arg(long, value_name = "DATE")]
    pub from: Option<String>,
    /// The last day of the work.
    #[arg(long, value_name = "DATE")]
    pub until: Option<String>,
    /// Until when anybody may sign.
    #[arg(long, value_name = "WHEN")]
    pub closes: Option<String>,
    /// Until when the offer holds.
    #[arg(long, value_name = "WHEN")]
    pub valid: Option<String>,
    /// At what rate another currency counts.
    #[arg(long, value_name = "\"100 USD = 152 AUD\"")]
    pub rate: Vec<String>,
}

/// How what is not set is divided.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum BasisWord {
    /// By the minutes of each.
    Hours,
    /// The same for each.
    Equal,
    /// Each share says what it is.
    Set,
}

impl BasisWord {
    /// The same as the record has it.
    pub const fn basis(self) -> Basis {
        match self {
            BasisWord::Hours => Basis::Hours,
            BasisWord::Equal => Basis::Equal,
            BasisWord::Set => Basis::Set,
        }
    }
}

impl Fields {
    /// True where nothing was said.
    pub fn is_empty(&self) -> bool {
        let texts = [&self.title, &self.price, &self.levy, &self.scope, &self.beyond, &self.need, &self.working];
        let more = [&self.cover, &self.paying, &self.contractor, &self.contact, &self.template, &self.from];
        let last = [&self.until, &self.closes, &self.valid];
        let mut all = texts.into_iter().chain(more).chain(last);
        all.all(Option::is_none) && self.split.is_none() && self.payment_days.is_none() && self.rate.is_empty()
    }

    /// Puts everything that was said into a bid.
    ///
    /// # Errors
    /// The trouble of each value; `days-turned`, `bid-closes` where dates are out of order.
    pub fn apply(&self, desk: &Desk, bid: &mut Bid) -> Result<(), Problem> {
        if let Some(title) = &self.title {
            bid.title = text::line("--title", title)?;
        }
        if let Some(price) = &self.price {
            let price = self::price(price, desk.currency())?;
            (bid.price_minor, bid.currency) = (price.minor, price.currency);
        }
        if let Some(levy) = &self.levy {
            bid.levy_points = self::levy(levy)?;
        }
        bid.basis = self.split.map_or(bid.basis, BasisWord::basis);
        if let Some(scope) = &self.scope {
            bid.scope = text::text("--scope", &file::typed(scope)?)?;
        }
        set(&mut bid.beyond, "--beyond", self.beyond.as_deref())?;
        set(&mut bid.need, "--need", self.need.as_deref())?;
        set(&mut bid.working, "--working", self.working.as_deref())?;
        set(&mut bid.cover, "--cover", self.cover.as_deref())?;
        set(&mut bid.paying, "--paying", self.paying.as_deref())?;
        set(&mut bid.contact, "--contact", self.contact.as_deref())?;
        bid.payment_days = self.payment_days.unwrap_or(bid.payment_days);
        if bid.payment_days > protocol::record::bid::PAYMENT_DAYS_MAX {
            return Err(trouble!("bid-payment-days", days = bid.payment_days).into());
        }
        if let Some(name) = &self.contractor {
            let named = choose::party(desk, name)?;
            (bid.contractor, bid.house) = (named.id, house(desk, &named.id)?);
        }
        if let Some(name) = &self.template {
            bid.template = Some(template::named(name)?.id());
        }
        self.dates(desk, bid)?;
        if !self.rate.is_empty() {
            bid.rates = rates(&self.rate, bid.currency)?;
        }
        Ok(())
    }

    fn dates(&self, desk: &Desk, bid: &mut Bid) -> Result<(), Problem> {
        let on = |typed: &Option<String>, usual: Day| match typed {
            Some(typed) => when::future(typed, Edge::End, &desk.clock).map(|moment| day(desk, moment)),
            None => Ok(usual),
        };
        let at = |typed: &Option<String>, usual: Moment| match typed {
            Some(typed) => when::until(typed, &desk.clock),
            None => Ok(usual),
        };
        bid.first = on(&self.from, bid.first)?;
        bid.last = on(&self.until, bid.last)?;
        bid.closes = at(&self.closes, bid.closes)?;
        bid.valid_until = at(&self.valid, bid.valid_until)?;
        if bid.first > bid.last {
            return Err(trouble!("days-turned", typed = self.until.as_deref().unwrap_or_default()).into());
        }
        if bid.closes > bid.valid_until {
            let (closes, valid) = (bid.closes.0, bid.valid_until.0);
            return Err(trouble!("bid-closes", closes_ms = closes, valid_ms = valid).into());
        }
        Ok(())
    }
}

/// Sets a text that was typed; an empty one takes it away.
fn set<const MAX: usize>(field: &mut Option<Text<MAX>>, name: &str, typed: Option<&str>) -> Result<(), Problem> {
    let Some(typed) = typed else { return Ok(()) };
    let typed = file::typed(typed)?;
    *field = if typed.trim().is_empty() { None } else { Some(text::text(name, &typed)?) };
    Ok(())
}

/// A price that somebody can pay.
///
/// # Errors
/// `money` and its kin; `bid-free` for nothing.
pub fn price(typed: &str, usual: Option<Currency>) -> Result<Amount, Problem> {
    let price = money::parse(typed, usual)?;
    if price.minor == 0 { Err(trouble!("bid-free").into()) } else { Ok(price) }
}

/// A levy that terms may say.
///
/// # Errors
/// `percent`, `bid-levy`.
pub fn levy(typed: &str) -> Result<u32, Problem> {
    let points = percent::parse(typed)?;
    if points > LEVY_MAX { Err(trouble!("bid-levy", percent = percent::show(points)).into()) } else { Ok(points) }
}

/// What who invoices is called, as the client reads it.
///
/// # Errors
/// What the home refused.
pub fn house(desk: &Desk, contractor: &Id) -> Result<Option<Line<80>>, Problem> {
    let named = desk.party(contractor)?;
    Ok(text::line("--contractor", &named).ok())
}

/// The day on the reader's clock.
pub fn day(desk: &Desk, moment: Moment) -> Day {
    let date = desk.clock.zoned(moment).date();
    let start = date.to_zoned(jiff::tz::TimeZone::UTC).map_or(0, |zoned| zoned.timestamp().as_millisecond());
    Moment(u64::try_from(start).unwrap_or(0)).day()
}

/// The day on which something was done, on the reader's clock; today where nothing was typed.
///
/// # Errors
/// `when` where it is none, `ahead` where it has not come.
pub fn day_or_today(desk: &Desk, typed: Option<&str>) -> Result<Day, Problem> {
    let today = day(desk, desk.clock.now);
    let Some(typed) = typed else { return Ok(today) };
    let on = day(desk, when::parse(typed, Edge::End, &desk.clock)?);
    if on > today { Err(trouble!("ahead", typed = typed).into()) } else { Ok(on) }
}

fn rates(typed: &[String], ours: Currency) -> Result<Few<Rate, 4>, Problem> {
    let mut rates = Vec::new();
    for typed in typed {
        let refused = || trouble!("bid-rate", typed = typed, currency = ours.code());
        let (one, other) = typed.split_once('=').ok_or_else(refused)?;
        let (one, other) = (money::parse(one, None)?, money::parse(other, None)?);
        let (own, foreign) = if one.currency == ours { (one, other) } else { (other, one) };
        let small = |amount: Amount| u32::try_from(amount.minor).ok().filter(|minor| *minor > 0).ok_or_else(refused);
        if own.currency != ours || foreign.currency == ours {
            return Err(refused().into());
        }
        rates.push(Rate { from: foreign.currency, ours: small(own)?, theirs: small(foreign)? });
    }
    rates.sort_by_key(|rate| rate.from);
    rates.dedup_by_key(|rate| rate.from);
    Few::new(rates).map_err(|many| trouble!("bid-rates", count = many.len()).into())
}

/// Who may read a bid and take part, ascending: those who were named, the own collective and the lead's poster.
///
/// # Errors
/// `unknown-party` for a name that nobody has, `bid-readers` above 32.
pub fn readers(desk: &Desk, names: &[String], besides: &[Id]) -> Result<Few<Id, 32>, Problem> {
    let mut readers: BTreeSet<Id> = besides.iter().copied().collect();
    for name in names {
        readers.insert(choose::party(desk, name)?.id);
    }
    let count = readers.len();
    Few::new(readers.into_iter().collect()).map_err(|_| trouble!("bid-readers", count = count).into())
}
