//! Owns how a lead and the people who may read it become the search for a crew, and how its answer is told.

use protocol::id::Id;
use protocol::local::{Compare, CrewFound, Matched, Named, Reply, Seated, SeekCrew, Trouble};
use protocol::matching::asked::{Asked, DAYS_USUAL, Word, weekly};
use protocol::matching::candidate::Time;
use protocol::matching::crew::problem::{CrewAsked, Place, problem};
use protocol::matching::crew::{Answer, Problem, STEPS_USUAL, Worker, find};
use protocol::matching::judge;
use protocol::matching::waiver::fit_despite;
use protocol::money::{Amount, Currency};
use protocol::record::lead::{Lead, Seats};
use protocol::schedule::Days;
use protocol::vocabulary::Vocabulary;

use super::people::{Someone, readers};
use super::{ground, lead_row, needs, waived, wishes};
use crate::home::Home;

/// Seeks the cheapest people who together fill the seats of a lead and are free in all of the client's hours.
///
/// # Errors
/// [`Trouble`] `unknown-lead`; `lead-over` where it cannot be answered; `crew-roles`, `crew-minutes` and
/// `crew-currency` where nothing says whom it needs, for how long, or how costs are counted.
pub fn crew(home: &Home, wish: &SeekCrew) -> Result<Reply, Trouble> {
    let now = home.now();
    let row = lead_row(home, &wish.lead)?;
    let short = home.state().replica.short(&row.id);
    let Some(lead) = row.lead.as_ref().filter(|_| row.is_open(now)) else {
        return Err(Trouble::new("lead-over", 6).with("short", &short));
    };
    let seats = seats(lead, &wish.seats, &short)?;
    let currency = currency(home, lead, wish)?;
    let price = match (&wish.price, wish.any_price) {
        (Some(price), _) => Some(*price),
        (None, true) => None,
        (None, false) => lead.pay.as_ref().and_then(|pay| weekly(pay, together(&seats))),
    };
    let first = lead.starts.unwrap_or(now).max(now).day();
    let days = Days { first, last: first.plus(DAYS_USUAL - 1) };
    let place = |seats: &Seats| Place {
        role: Word::of(&seats.role, Vocabulary::embedded()),
        count: usize::from(seats.people),
        minutes_week: seats.minutes_week.unwrap_or_default(),
        markers: needs(seats, wish.own_word),
    };
    let asked = CrewAsked {
        places: seats.iter().map(place).collect(),
        hours: lead.hours.as_ref().and_then(|workday| workday.hours()),
        days,
        begins: lead.starts,
        currency,
        price_minor: price.map(|price| price.minor),
        rates: Vec::new(),
        now,
    };
    let people: Vec<Someone> =
        readers(home, &row, None)?.into_iter().filter(|someone| someone.paused.is_none()).collect();
    let candidates: Vec<_> = people.iter().map(|someone| someone.candidate.clone()).collect();
    let problem = problem(&asked, &candidates)
        .map_err(|misfit| Trouble::new("crew-seats", 2).with("short", &short).with("why", misfit))?;
    let answer = find(&problem, STEPS_USUAL);
    let silent = people.iter().filter(|someone| matches!(someone.candidate.time, Time::Silent)).count();
    let mut found = CrewFound {
        lead: Named { id: row.id, short, title: lead.title.to_string() },
        seats,
        currency,
        price,
        days: (days.first, days.last),
        people: Vec::new(),
        looked: people.len() as u32,
        silent: silent as u32,
        elsewhere: elsewhere(&problem, &people),
        zone_unknown: lead.zone_unknown(),
        answer,
    };
    if let Answer::Found { crew, .. } = &found.answer {
        let sitting = crew.seats.iter().enumerate().flat_map(|(seat, people)| people.iter().map(move |id| (seat, *id)));
        let seated = |(seat, id): (usize, Id)| {
            let worker = problem.workers.iter().find(|worker| worker.person == id)?;
            let someone = people.iter().find(|someone| someone.person == id)?;
            let told = Told { row: &row, lead, wish, seats: &found.seats[seat], currency, now };
            Some(told.seated(seat, worker, someone, &found.lead))
        };
        found.people = sitting.filter_map(seated).collect();
    }
    Ok(Reply::Crew(Box::new(found)))
}

/// Whom the crew needs, each with minutes.
fn seats(lead: &Lead, named: &[Seats], short: &str) -> Result<Vec<Seats>, Trouble> {
    let mut seats = if named.is_empty() { lead.roles.to_vec() } else { named.to_vec() };
    if seats.is_empty() {
        return Err(Trouble::new("crew-roles", 2).with("short", short));
    }
    // What a lead asks a week is for all of it: of several people nobody knows who does how much.
    let alone = seats.len() == 1 && seats[0].people == 1;
    for seat in &mut seats {
        seat.minutes_week = seat.minutes_week.or(lead.minutes_week.filter(|_| alone));
        if seat.minutes_week.is_none() {
            return Err(Trouble::new("crew-minutes", 2).with("short", short).with("role", &*seat.role));
        }
    }
    Ok(seats)
}

/// In what costs are counted: in the currency of the price, of the lead, or of the own collective.
fn currency(home: &Home, lead: &Lead, wish: &SeekCrew) -> Result<Currency, Trouble> {
    let said = wish.price.map(|price| price.currency).or(lead.pay.as_ref().map(|pay| pay.currency));
    if let Some(currency) = said {
        return Ok(currency);
    }
    let own = super::super::directory::terms_of(home, &home.own_collective()?)?.and_then(|terms| terms.currency);
    own.ok_or_else(|| Trouble::new("crew-currency", 2))
}

/// Minutes a week of all seats together.
fn together(seats: &[Seats]) -> u32 {
    let each = seats.iter().map(|seats| seats.minutes_week.unwrap_or_default().saturating_mul(u32::from(seats.people)));
    each.fold(0, u32::saturating_add)
}

/// How many people have a role switched on whose floors are all in other currencies.
fn elsewhere(problem: &Problem, people: &[Someone]) -> u32 {
    let priced = |worker: &Worker, someone: &Someone| {
        let active = someone.candidate.offers.iter().filter(|offered| offered.active);
        active.clone().count() == 0
            || active.into_iter().any(|offered| worker.rates.iter().any(|rate| rate.role == offered.role.key))
    };
    let known = people.iter().filter_map(|someone| {
        let worker = problem.workers.iter().find(|worker| worker.person == someone.person)?;
        (!priced(worker, someone)).then_some(())
    });
    known.count() as u32
}

/// What is needed to tell of somebody in a seat.
struct Told<'a> {
    row: &'a protocol::fold::lead::LeadRow,
    lead: &'a Lead,
    wish: &'a SeekCrew,
    seats: &'a Seats,
    currency: Currency,
    now: protocol::time::Moment,
}

impl Told<'_> {
    /// The constraints of one seat; the client's hours are everybody's together, so that here it is only told
    /// how many of them somebody shares.
    fn seated(&self, seat: usize, worker: &Worker, someone: &Someone, named: &Named) -> Seated {
        let compare = Compare {
            lead: Some(self.row.id),
            person: Some(someone.person),
            least_minutes: Some(0),
            own_word: self.wish.own_word,
            misses: true,
        };
        let wishes = wishes(self.lead, Some(self.seats), &compare);
        let mut asked = Asked::of(self.row.id, self.lead, &wishes, Vocabulary::embedded(), self.now);
        asked.minutes_week = self.seats.minutes_week;
        let rates =
            worker.rates.iter().filter(|rate| rate.role == Word::of(&self.seats.role, Vocabulary::embedded()).key);
        let hour_minor = rates.map(|rate| rate.hour_minor).min().unwrap_or_default();
        let hour = Amount { minor: hour_minor, currency: self.currency };
        asked.pay = Some((hour, 60));
        let findings = judge(&asked, &someone.candidate);
        let waiver = waived(self.row, &someone.person);
        let matched = Matched {
            lead: named.clone(),
            closes: self.lead.closes,
            hour: Some(hour),
            person: someone.person,
            collective: someone.collective,
            role: Some(self.seats.role.to_string()),
            fit: fit_despite(&findings, &waiver.0),
            findings,
            waived: waiver.0,
            why: waiver.1,
            paused: someone.paused,
            grounds: std::iter::once(ground(self.row)).chain(someone.grounds.iter().cloned()).collect(),
        };
        Seated {
            seat,
            matched,
            hour_minor,
            left_minutes: worker.left_minutes,
            needs: needs(self.seats, self.wish.own_word),
        }
    }
}
