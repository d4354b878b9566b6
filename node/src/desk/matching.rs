//! Who could do a lead, told from the rows of this home: the own collective's members by all that they say of
//! their time, others by what they show. Nothing is decided here: `protocol::matching` does.

mod crews;
mod people;
mod turns;

use protocol::fold::lead::LeadRow;
use protocol::fold::marker::Proof;
use protocol::id::Id;
use protocol::local::{Compare, Ground, LeadQuery, MATCHES_MAX, Matched, Matches, Named, Reply, Trouble};
use protocol::matching::asked::{Asked, Need, Wishes};
use protocol::matching::waiver::{Waiver, fit_despite};
use protocol::matching::{Finding, Fit, Verdict, judge, quick};
use protocol::money::Amount;
use protocol::record::Fold;
use protocol::record::lead::{Lead, Seats};
use protocol::time::Moment;
use protocol::vocabulary::Vocabulary;

pub use self::crews::crew;
use self::people::{Someone, readers, someone};
pub use self::turns::rotation;
use super::directory::row;
use crate::home::Home;

/// 60 minutes of each day of the client: an hour to talk, where nobody says how much work it is.
const SHARED_USUAL_MINUTES: u64 = 60;

/// Compares people with leads.
///
/// # Errors
/// [`Trouble`] where rows cannot be read; `unknown-lead` for a lead that is not held.
pub fn compare(home: &Home, wish: &Compare) -> Result<Reply, Trouble> {
    let now = home.now();
    let mut ranking = Ranking::default();
    match &wish.lead {
        Some(id) => {
            let row = lead_row(home, id)?;
            // Read once for all: the client's hours of four weeks are no matter of whoever is compared.
            let asks = row.lead.as_ref().map(|lead| asks(&row, lead, wish, now)).unwrap_or_default();
            for person in readers(home, &row, wish.person.as_ref())? {
                ranking.take(home, &row, &asks, &person, wish);
            }
        }
        None => {
            let me = home.dweller()?;
            let person = someone(home, &me.person, &home.own_collective()?)?;
            each_open(home, now, |row| {
                let asks = row.lead.as_ref().map(|lead| asks(row, lead, wish, now)).unwrap_or_default();
                ranking.take(home, row, &asks, &person, wish);
            })?;
        }
    }
    Ok(Reply::Matches(ranking.finish()))
}

/// A lead that is held.
fn lead_row(home: &Home, id: &Id) -> Result<LeadRow, Trouble> {
    row::<LeadRow>(home, Fold::Lead, id)?.ok_or_else(|| Trouble::new("unknown-lead", 2).with("typed", id.short(6)))
}

/// Every lead that can be answered, those of blocked collectives left out.
fn each_open(home: &Home, now: Moment, mut take: impl FnMut(&LeadRow)) -> Result<(), Trouble> {
    let mut query = LeadQuery { open: true, limit: 1_000, ..LeadQuery::default() };
    loop {
        let (ids, total) = home.leads(|leads| leads.find(&query, None, now, home.store()))??;
        for id in &ids {
            row::<LeadRow>(home, Fold::Lead, id)?.iter().for_each(&mut take);
        }
        query.offset += ids.len() as u64;
        if ids.is_empty() || query.offset >= total {
            return Ok(());
        }
    }
}

#[derive(Default)]
struct Ranking {
    found: Vec<Matched>,
    counts: [u32; 3],
}

impl Ranking {
    /// Takes somebody for the role of the lead that they come nearest to.
    fn take(&mut self, home: &Home, row: &LeadRow, asks: &[Ask], person: &Someone, wish: &Compare) {
        let Some(lead) = &row.lead else { return };
        let waiver = waived(row, &person.person);
        let told = |asked: &&Ask| {
            // Whoever is not told of needs no findings, unless something was set aside in writing.
            wish.misses || !waiver.0.is_empty() || quick(&asked.1, &person.candidate) != Fit::Misses
        };
        let judged = asks.iter().filter(told).map(|(role, asked)| {
            let findings = judge(asked, &person.candidate);
            (fit_despite(&findings, &waiver.0), role, asked, findings)
        });
        let unmet = |findings: &[Finding]| findings.iter().filter(|found| found.verdict == Verdict::Unmet).count();
        let best = judged.min_by_key(|(fit, _, _, findings)| (*fit, unmet(findings)));
        let Some((fit, role, asked, findings)) = best.filter(|best| wish.misses || best.0 != Fit::Misses) else {
            self.counts[Fit::Misses as usize] += 1;
            return;
        };
        self.counts[fit as usize] += 1;
        self.found.push(Matched {
            lead: Named { id: row.id, short: home.state().replica.short(&row.id), title: lead.title.to_string() },
            closes: lead.closes,
            hour: asked.pay.map(|(pay, minutes)| hourly(pay, minutes)),
            person: person.person,
            collective: person.collective,
            role: role.clone(),
            fit,
            findings,
            waived: waiver.0,
            why: waiver.1,
            paused: person.paused,
            grounds: std::iter::once(ground(row)).chain(person.grounds.iter().cloned()).collect(),
        });
        if self.found.len() >= 2 * MATCHES_MAX {
            self.shorten();
        }
    }

    /// Nobody stands above another whom as much fits: what closes first comes first, and people by their ids.
    fn shorten(&mut self) {
        let order = |found: &Matched| (found.fit, found.closes.is_none(), found.closes, found.lead.id, found.person);
        self.found.sort_by_key(order);
        self.found.truncate(MATCHES_MAX);
    }

    fn finish(mut self) -> Matches {
        self.shorten();
        let [fits, open, misses] = self.counts;
        Matches { items: self.found, fits, open, misses }
    }
}

/// What a lead asks, and for which of its roles.
type Ask = (Option<String>, Asked);

/// What a lead asks of one person: once for each of its roles, once where it names none.
fn asks(row: &LeadRow, lead: &Lead, wish: &Compare, now: Moment) -> Vec<Ask> {
    // What is paid is for all of the work: an hour of it follows from the minutes of all seats together.
    let whole = Lead { minutes_week: lead.minutes_week.or_else(|| together(&lead.roles)), ..lead.clone() };
    let ask = |seats: Option<&Seats>| {
        let mut asked = Asked::of(row.id, &whole, &wishes(lead, seats, wish), Vocabulary::embedded(), now);
        asked.minutes_week = seats.and_then(|seats| seats.minutes_week).or(lead.minutes_week);
        (seats.map(|seats| seats.role.to_string()), asked)
    };
    if lead.roles.is_empty() { vec![ask(None)] } else { lead.roles.iter().map(|seats| ask(Some(seats))).collect() }
}

/// Minutes a week of all seats; absent where one of them does not say.
fn together(seats: &[Seats]) -> Option<u32> {
    let each = seats.iter().map(|seats| seats.minutes_week?.checked_mul(u32::from(seats.people)));
    each.sum::<Option<u32>>().filter(|minutes| *minutes > 0)
}

fn wishes(lead: &Lead, seats: Option<&Seats>, wish: &Compare) -> Wishes {
    let minutes = seats.and_then(|seats| seats.minutes_week).or(lead.minutes_week);
    let hours = lead.hours.as_ref().and_then(|workday| {
        let days = workday.days.count_ones().max(1);
        let least = minutes.map_or(SHARED_USUAL_MINUTES, |minutes| u64::from(minutes.div_ceil(days)));
        Some((workday.hours()?, wish.least_minutes.unwrap_or(least)))
    });
    Wishes {
        roles: seats.map(|seats| seats.role.to_string()).into_iter().collect(),
        markers: seats.map(|seats| needs(seats, wish.own_word)).unwrap_or_default(),
        hours,
        days: None,
    }
}

/// What whoever takes a seat must be able to show.
fn needs(seats: &Seats, own_word: bool) -> Vec<Need> {
    let proof = if own_word { Proof::Claimed } else { Proof::Attested };
    seats.markers.iter().map(|name| Need { name: name.to_string(), proof }).collect()
}

/// What somebody set aside for a lead in a claim that stands, and why.
fn waived(row: &LeadRow, person: &Id) -> (Vec<Waiver>, Option<String>) {
    let own = row.claims.iter().filter(|claim| claim.claimant == *person && !claim.released);
    let claim = own.filter_map(|claim| claim.claim.as_ref()).find(|claim| !claim.despite.is_empty());
    match claim {
        Some(claim) => (claim.despite.to_vec(), claim.why.as_ref().map(ToString::to_string)),
        None => (Vec::new(), None),
    }
}

/// What an hour is paid, rounded down.
fn hourly(pay: Amount, minutes: u32) -> Amount {
    let minor = u128::from(pay.minor) * 60 / u128::from(minutes.max(1));
    Amount { minor: u64::try_from(minor).unwrap_or(u64::MAX), ..pay }
}

fn ground(row: &LeadRow) -> Ground {
    Ground { kind: "lead".into(), record: row.head, author: row.poster, at: Some(row.revised), version: None }
}
