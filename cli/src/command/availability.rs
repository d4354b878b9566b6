//! `talko availability`: when and for what one can be asked. The own collective reads all of it; others
//! see free or busy, and only where the member says so.

pub mod away;
pub mod clear;
pub mod overlap;
pub mod role;
pub mod set;
pub mod show;

use clap::{Subcommand, ValueEnum};
use protocol::local::{Draft, Reply, Request, Times, Version};
use protocol::record::availability::{Availability as Body, Offer};
use protocol::record::free_busy::{DAYS_MAX, FreeBusy, Wanted};
use protocol::schedule::span::{Span, Spans};
use protocol::schedule::{free, grid::Grid};
use protocol::text::Line;
use protocol::time::{DAY_MS, Day};
use protocol::wire::Few;
use serde_json::json;

use crate::desk::{Desk, unfit};
use crate::problem::{Outcome, Problem};
use crate::publish::{Excess, draft, publish};
use crate::receipt::receipt;
use crate::share::Audience;
use crate::values::text;
use crate::{trouble, words};

/// The verbs of `talko availability`.
#[derive(Clone, Debug, Subcommand)]
pub enum Availability {
    /// Shows it.
    Show(show::Show),
    /// Says when, and under which conditions.
    Set(Box<set::Set>),
    /// Switches a kind of work on or off.
    Role(role::Role),
    /// Is away on some days.
    Pause(away::Pause),
    /// The hours in common with a client or a member.
    Overlap(overlap::Overlap),
    /// Takes all of it back.
    Clear(clear::Clear),
}

impl Availability {
    /// Runs the verb.
    ///
    /// # Errors
    /// Any [`Problem`] that it meets.
    pub fn run(self, desk: &Desk) -> Outcome {
        match self {
            Availability::Show(show) => show.run(desk),
            Availability::Set(set) => set.run(desk),
            Availability::Role(role) => role.run(desk),
            Availability::Pause(pause) => pause.run(desk),
            Availability::Overlap(overlap) => overlap.run(desk),
            Availability::Clear(clear) => clear.run(desk),
        }
    }
}

/// What somebody says of their time, as far as this home reads it.
///
/// # Errors
/// What the home refused.
pub fn times(desk: &Desk, person: protocol::id::Id) -> Result<Times, Problem> {
    match desk.ask(Request::Times(person))? {
        Reply::Times(times) => Ok(*times),
        other => Err(unfit("Times", &other)),
    }
}

/// When somebody is free in a range, as far as they say it to this home.
pub fn free_in(times: &Times, range: Span) -> Option<Spans> {
    match (&times.whole, &times.shown) {
        (Some(row), _) => free(&row.free, range),
        (None, Some(row)) => Some(row.free.spans().common(&Spans::of(vec![range]))),
        (None, None) => None,
    }
}

/// Who else sees that somebody is free or busy.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shown {
    /// Whoever saw it before.
    AsBefore,
    /// Every collective with which the own one exchanges.
    Federation,
    /// Nobody.
    Nobody,
}

/// For which kinds of work others see what is asked for an hour, in the currency of the collective where there is
/// a floor in that.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Prices {
    /// For those for which they saw it before.
    AsBefore,
    /// For all.
    Shown,
    /// For none.
    Hidden,
    /// For this one as said, for the others as before.
    Of(Line<64>, PriceWord),
}

/// Whether others see a price, as it is typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum PriceWord {
    /// They do.
    Shown,
    /// They do not.
    Hidden,
}

impl Prices {
    fn told(&self, role: &str, before: &Times) -> bool {
        let mut seen = before.shown.iter().flat_map(|row| row.free.roles.iter());
        let mut was = || seen.any(|wanted| *wanted.role == *role && wanted.hour.is_some());
        match self {
            Prices::Shown => true,
            Prices::Hidden => false,
            Prices::Of(named, word) if **named == *role => *word == PriceWord::Shown,
            Prices::Of(..) | Prices::AsBefore => was(),
        }
    }
}

/// Changes the own availability, and what others see of it.
///
/// # Errors
/// What the change refuses; `nothing-changes` where it changes nothing.
pub fn change(
    desk: &Desk,
    label: &str,
    shown: Shown,
    prices: Prices,
    change: impl FnOnce(&mut Body) -> Result<(), Problem>,
) -> Outcome {
    let me = desk.me()?.person;
    let before = times(desk, me)?;
    let mut body = match &before.whole {
        Some(row) => row.free.clone(),
        None => blank(desk)?,
    };
    change(&mut body)?;
    let same = before.whole.as_ref().is_some_and(|row| row.free == body);
    let was_shown = before.shown.is_some();
    let public = public(desk, &before, &body, &prices)?;
    let as_shown = before.shown.as_ref().is_none_or(|row| row.free.roles == public.roles);
    let as_said = shown == Shown::AsBefore || (shown == Shown::Federation) == was_shown;
    if same && as_said && as_shown && !stale(desk, &before) {
        return Err(trouble!("availability-same").into());
    }
    let mut drafts = Vec::new();
    if !same {
        let version = before.whole.as_ref().map_or(Version::New, |row| Version::Next(row.document));
        drafts.push(draft("availability", Audience::OWN, Some(me), Vec::new(), version, &body));
    }
    drafts.extend(shown_draft(desk, &before, &public, shown)?);
    let written = publish(desk, label, drafts, Excess::Refuse)?;
    let data = json!({"id": me, "availability": show::object(desk, &body), "share": share(shown, was_shown)});
    let saved = match desk.global.dry_run {
        true => words!("availability-would-set"),
        false => words!("availability-set"),
    };
    receipt(desk, "availability", saved, data, &written.published)
}

fn share(shown: Shown, was: bool) -> &'static str {
    match (shown, was) {
        (Shown::Federation, _) | (Shown::AsBefore, true) => "federation",
        (Shown::Nobody, _) | (Shown::AsBefore, false) => "own",
    }
}

/// True where half of what others see has passed, so that saying it anew says more.
fn stale(desk: &Desk, before: &Times) -> bool {
    let half = u32::try_from(DAYS_MAX / 2).unwrap_or(u32::MAX);
    before.shown.as_ref().is_some_and(|row| desk.clock.now.day() > row.free.first.plus(half))
}

fn shown_draft(desk: &Desk, before: &Times, public: &FreeBusy, shown: Shown) -> Result<Option<Draft>, Problem> {
    let me = desk.me()?.person;
    let version = |row: &protocol::fold::availability::FreeBusyRow| match shown {
        Shown::Nobody => Version::Withdraw(row.document),
        Shown::AsBefore | Shown::Federation => Version::Next(row.document),
    };
    let version = match (&before.shown, shown) {
        (None, Shown::AsBefore | Shown::Nobody) => return Ok(None),
        (None, Shown::Federation) => Version::New,
        (Some(row), _) => version(row),
    };
    Ok(Some(draft("free-busy", Audience::FEDERATION, Some(me), Vec::new(), version, public)))
}

/// What others see: half-hours of the coming eight weeks and the kinds of work; a price where the member says so;
/// no zone and no reason.
fn public(desk: &Desk, before: &Times, body: &Body, prices: &Prices) -> Result<FreeBusy, Problem> {
    let usual = desk.currency();
    let hour = |offer: &Offer| {
        let floor = offer.floors.iter().find(|least| Some(least.currency) == usual).or_else(|| offer.floors.first());
        floor.filter(|_| prices.told(&offer.role, before)).cloned()
    };
    let first = desk.clock.now.day();
    let days = u64::try_from(DAYS_MAX).unwrap_or(u64::MAX);
    let range = Span { from: first.start(), until: first.start().after(days * DAY_MS) };
    let free = free(body, range).ok_or_else(|| trouble!("zone", typed = &*body.zone))?;
    let active = body.roles.iter().filter(|offer| offer.active);
    let roles = active.map(|offer| Wanted { role: offer.role.clone(), hour: hour(offer) }).collect();
    Ok(FreeBusy {
        first,
        days: FreeBusy::days_of(&free, first, DAYS_MAX),
        roles: Few::new(roles).expect("as many roles as an availability has"),
        minutes_week: body.cap_minutes,
        notice_minutes: body.notice_minutes,
        remote: body.remote,
    })
}

/// Somebody who has said nothing yet: no hours, in the zone of their profile or of this computer.
fn blank(desk: &Desk) -> Result<Body, Problem> {
    let card = desk.card(&desk.me()?.person)?;
    let known = card.and_then(|card| card.profile.as_ref()).and_then(|profile| profile.zone.clone());
    let zone =
        known.map_or_else(|| desk.clock.zone().iana_name().unwrap_or("Etc/UTC").to_string(), |zone| zone.to_string());
    Ok(Body {
        zone: named_zone(&zone)?,
        week: Grid::default(),
        exceptions: Few::default(),
        quiet: None,
        notice_minutes: None,
        cap_minutes: None,
        remote: true,
        area: Few::default(),
        roles: Few::default(),
    })
}

/// A zone by its IANA name, as the record keeps it.
///
/// # Errors
/// `zone` for one that nobody knows.
pub fn named_zone(typed: &str) -> Result<Line<40>, Problem> {
    let zone = crate::desk::zone(typed)?;
    Ok(text::line("--zone", zone.iana_name().unwrap_or(typed))?)
}

/// Today on the clock of an availability.
pub fn today(desk: &Desk, body: &Body) -> Day {
    protocol::schedule::zone::Zone::named(&body.zone).map_or(desk.clock.now.day(), |zone| zone.clock(desk.clock.now).0)
}

#[cfg(test)]
mod tests;
