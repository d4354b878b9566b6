//! Owns the rule of each constraint.

use super::asked::{Asked, Need, Word};
use super::candidate::{Candidate, Offered, Time};
use super::{Because, Constraint, Finding, Overlap, Verdict};
use crate::bid::floor::{Refusal, broken};
use crate::bid::load::{Commitment, fits};
use crate::fold::marker::{Marked, State};
use crate::schedule::{Shared, overlap};
use crate::search::fold::fold;
use crate::time::{Day, MINUTE_MS, Week};

/// Every finding, made when it is asked for.
pub(super) fn findings<'a>(asked: &'a Asked, candidate: &'a Candidate) -> impl Iterator<Item = Finding> + 'a {
    let skills = asked.skills.iter().map(|word| skill(word, candidate));
    let markers = asked.markers.iter().map(|need| marker(need, candidate, asked.now.day()));
    let later: [fn(&Asked, &Candidate) -> Option<Finding>; 5] = [place, notice, floor, load, hours];
    let language = std::iter::once_with(|| language(asked, candidate)).flatten();
    std::iter::once_with(|| role(asked, candidate))
        .flatten()
        .chain(skills)
        .chain(language)
        .chain(markers)
        .chain(later.into_iter().filter_map(|rule| rule(asked, candidate)))
}

fn met(constraint: Constraint, because: Because) -> Finding {
    Finding { constraint, verdict: Verdict::Met, because }
}

fn unmet(constraint: Constraint, because: Because) -> Finding {
    Finding { constraint, verdict: Verdict::Unmet, because }
}

fn unsaid(constraint: Constraint, because: Because) -> Finding {
    Finding { constraint, verdict: Verdict::Unsaid, because }
}

/// The roles of a member that a lead asks for, in the lead's order.
fn wanted<'a>(asked: &'a Asked, candidate: &'a Candidate) -> impl Iterator<Item = &'a Offered> {
    let of = |word: &'a Word| candidate.offers.iter().filter(|offered| offered.role.key == word.key);
    asked.roles.iter().flat_map(of)
}

/// Of a lead that names no kind of work any role that is on will do, but nobody is matched who has switched
/// all of theirs off.
fn role(asked: &Asked, candidate: &Candidate) -> Option<Finding> {
    if candidate.offers.is_empty() {
        return (!asked.roles.is_empty()).then(|| unsaid(Constraint::Role, Because::Silent));
    }
    let off = |offered: &Offered| unmet(Constraint::Role, Because::Inactive(offered.role.shown.clone()));
    if asked.roles.is_empty() {
        let all_off = candidate.offers.iter().all(|offered| !offered.active);
        return candidate.offers.first().filter(|_| all_off).map(off);
    }
    let on = wanted(asked, candidate).find(|offered| offered.active);
    Some(match (on, wanted(asked, candidate).next()) {
        (Some(offered), _) => met(Constraint::Role, Because::Said(offered.role.shown.clone())),
        (None, Some(offered)) => off(offered),
        (None, None) => unmet(Constraint::Role, Because::Missing),
    })
}

fn skill(word: &Word, candidate: &Candidate) -> Finding {
    let constraint = Constraint::Skill(word.shown.clone());
    if candidate.knows(word) {
        met(constraint, Because::Said(word.shown.clone()))
    } else if candidate.skills.is_empty() {
        unsaid(constraint, Because::Silent)
    } else {
        unmet(constraint, Because::Missing)
    }
}

fn language(asked: &Asked, candidate: &Candidate) -> Option<Finding> {
    let tag = asked.language.as_ref()?;
    let constraint = Constraint::Language(tag.clone());
    Some(match candidate.speaks(tag) {
        Some(spoken) => met(constraint, Because::Said(spoken.clone())),
        None if candidate.languages.is_empty() => unsaid(constraint, Because::Silent),
        None => unmet(constraint, Because::Missing),
    })
}

/// Where it is not met, the state of the marker that came nearest: what is attested, but has ended, is
/// nearer than what was taken back. What is hidden is not told.
fn marker(need: &Need, candidate: &Candidate, day: Day) -> Finding {
    let constraint = Constraint::Marker(need.name.clone());
    let said = fold(&need.name);
    let named = |mark: &&Marked| !mark.hidden && mark.marker.as_ref().is_some_and(|marker| fold(&marker.name) == said);
    let near = |state: &State| match state {
        State::Attested => 0,
        State::Claimed => 1,
        State::Stated => 2,
        State::Future => 3,
        State::Expired => 4,
        State::Revoked => 5,
        State::Void => 6,
    };
    let satisfied = candidate.markers.iter().find(|mark| mark.satisfies(&need.name, need.proof, day));
    match satisfied {
        Some(mark) => met(constraint, Because::Marker(Some(mark.state(day)))),
        None => {
            let states = candidate.markers.iter().filter(named).map(|mark| mark.state(day));
            unmet(constraint, Because::Marker(states.min_by_key(near)))
        }
    }
}

/// A lead that does not say whether it can be done from afar asks for nothing here.
fn place(asked: &Asked, candidate: &Candidate) -> Option<Finding> {
    let (far, area) = match &candidate.time {
        Time::Whole(availability) => (availability.remote, Some(&availability.area)),
        Time::Shown(shown) => (shown.remote, None),
        Time::Silent => return asked.remote.map(|_| unsaid(Constraint::Place, Because::Silent)),
    };
    let there = asked.place.as_ref().zip(area).and_then(|(place, area)| {
        let place = fold(place);
        area.iter().find(|name| place.contains(&fold(name)))
    });
    Some(match (asked.remote?, there) {
        (true, _) if far => met(Constraint::Place, Because::Said("remote".to_string())),
        (_, Some(name)) => met(Constraint::Place, Because::Said(name.to_string())),
        (false, None) if asked.place.is_none() || area.is_none() => unsaid(Constraint::Place, Because::Silent),
        (true | false, None) => unmet(Constraint::Place, Because::Missing),
    })
}

fn notice(asked: &Asked, candidate: &Candidate) -> Option<Finding> {
    let begins = asked.begins?;
    let (_, minutes) = candidate.limits();
    let wanted = u64::from(minutes?);
    let given = begins.since(asked.now) / MINUTE_MS;
    let because = Because::Notice { given, asked: wanted };
    Some(if given >= wanted { met(Constraint::Notice, because) } else { unmet(Constraint::Notice, because) })
}

/// The floors of the role that is met; where the lead names no kind of work those of every role that is on,
/// since nobody knows yet which it will be.
fn floor(asked: &Asked, candidate: &Candidate) -> Option<Finding> {
    let offers: Vec<&Offered> = if asked.roles.is_empty() {
        candidate.offers.iter().filter(|offered| offered.active).collect()
    } else {
        wanted(asked, candidate).find(|offered| offered.active).into_iter().collect()
    };
    let any = offers.iter().any(|offered| !candidate.every_floor(offered).is_empty());
    let Some((pay, minutes)) = asked.pay else {
        return any.then(|| unsaid(Constraint::Floor, Because::Unpriced));
    };
    let floors: Vec<_> = offers.into_iter().flat_map(|offered| candidate.floors(offered, pay.currency)).collect();
    if floors.is_empty() {
        return None;
    }
    let broken = broken(pay, minutes, &floors, &[]);
    let low = |refusal: &Refusal| match refusal {
        Refusal::Low { .. } => true,
        Refusal::Rateless { .. } => false,
    };
    Some(if broken.is_empty() {
        met(Constraint::Floor, Because::Paid)
    } else if broken.iter().any(low) {
        unmet(Constraint::Floor, Because::Floors(broken))
    } else {
        unsaid(Constraint::Floor, Because::Floors(broken))
    })
}

fn load(asked: &Asked, candidate: &Candidate) -> Option<Finding> {
    let minutes = asked.minutes_week?;
    if matches!(candidate.time, Time::Silent) {
        return Some(unsaid(Constraint::Load, Because::Silent));
    }
    let (cap, _) = candidate.limits();
    let (first, last) = (asked.days.first.week(), asked.days.last.week());
    // A week is full or not by itself: what is asked stands whole in each, however short the last one is.
    let full = (first.0..=last.0).find_map(|week| {
        let week = Week(week);
        fits(cap, &candidate.promised, &Commitment { what: asked.lead, first: week, last: week, minutes }).err()
    });
    Some(match full {
        Some(overload) => unmet(Constraint::Load, Because::Full(overload)),
        None => met(Constraint::Load, Because::Room),
    })
}

/// On each day on which the client works as many minutes must be shared as are asked for, or all that the
/// client works where that is less.
fn hours(asked: &Asked, candidate: &Candidate) -> Option<Finding> {
    if let Some(zone) = &asked.zone_unknown {
        return Some(unsaid(Constraint::Hours, Because::Zone(zone.clone())));
    }
    let (days, least_minutes) = asked.hours.as_ref()?;
    let Some(free) = candidate.free(asked.range()) else {
        let because = match &candidate.time {
            Time::Whole(availability) => Because::Zone(availability.zone.to_string()),
            Time::Shown(_) | Time::Silent => Because::Silent,
        };
        return Some(unsaid(Constraint::Hours, because));
    };
    let short = |shared: &Shared| shared.common_minutes < (*least_minutes).min(shared.wanted_minutes);
    let shared = overlap(days, &free);
    let lacking: Vec<Day> = shared.iter().filter(|shared| short(shared)).map(|shared| shared.day).collect();
    let quiet = if lacking.is_empty() {
        0
    } else {
        let loud = candidate.free_without_quiet(asked.range()).map(|loud| overlap(days, &loud)).unwrap_or_default();
        loud.iter().filter(|shared| !short(shared) && lacking.contains(&shared.day)).count()
    };
    let worst = shared.iter().min_by_key(|shared| (shared.common_minutes, shared.day)).copied();
    let overlap = Overlap { least_minutes: *least_minutes, days: shared.len(), short: lacking.len(), quiet, worst };
    let verdict = if lacking.is_empty() { Verdict::Met } else { Verdict::Unmet };
    Some(Finding { constraint: Constraint::Hours, verdict, because: Because::Overlap(overlap) })
}
