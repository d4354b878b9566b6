//! Owns what is known of one member, in words and figures that can be compared; made once and asked often.

use std::collections::BTreeSet;

use super::asked::Word;
use crate::bid::floor::{Floor, Rule};
use crate::bid::load::Commitment;
use crate::fold::availability::{AvailabilityRow, FreeBusyRow};
use crate::fold::marker::Marked;
use crate::id::Id;
use crate::money::Currency;
use crate::record::availability::{Availability, Least, Offer};
use crate::record::free_busy::{FreeBusy, Wanted};
use crate::record::profile::Profile;
use crate::schedule::span::{Span, Spans};
use crate::schedule::{free, free_without_quiet};
use crate::search::fold::fold;
use crate::vocabulary::Vocabulary;

/// The rows and rules from which a candidate is made; each may be absent.
#[derive(Clone, Copy, Debug, Default)]
pub struct Known<'a> {
    /// Their face.
    pub profile: Option<&'a Profile>,
    /// Their availability, where the asker may read it.
    pub availability: Option<&'a AvailabilityRow>,
    /// What they show to others; looked at only without an availability.
    pub shown: Option<&'a FreeBusyRow>,
    /// What is said about them.
    pub markers: &'a [Marked],
    /// What they promised already.
    pub promised: &'a [Commitment],
    /// Floors of their collective and of pacts, by role; none of pacts yet.
    pub floors: &'a [(String, Floor)],
}

/// What somebody says of their time.
#[derive(Clone, Debug)]
pub enum Time {
    /// All of it: the asker is of their collective.
    Whole(Box<Availability>),
    /// What others see.
    Shown(Box<FreeBusy>),
    /// Nothing.
    Silent,
}

/// A role that they do, or have switched off.
#[derive(Clone, Debug)]
pub struct Offered {
    /// The role.
    pub role: Word,
    /// False where it is switched off.
    pub active: bool,
    /// Their own floors for it, one a currency.
    pub floors: Vec<Floor>,
}

/// What is known of one member.
#[derive(Clone, Debug)]
pub struct Candidate {
    /// Who.
    pub person: Id,
    /// What they say of their time.
    pub time: Time,
    /// Their roles.
    pub offers: Vec<Offered>,
    /// What is said about them.
    pub markers: Vec<Marked>,
    /// What they promised already.
    pub promised: Vec<Commitment>,
    pub(super) skills: BTreeSet<String>,
    pub(super) languages: Vec<String>,
    floors: Vec<(String, Floor)>,
}

impl Candidate {
    /// Puts together what is known.
    pub fn of(person: Id, known: &Known<'_>, vocabulary: &Vocabulary) -> Candidate {
        let named = |name: &str| Word::of(name, vocabulary);
        let (time, offers) = match (known.availability, known.shown) {
            (Some(row), _) => (Time::Whole(Box::new(row.free.clone())), offered(row, &named)),
            (None, Some(row)) => (Time::Shown(Box::new(row.free.clone())), asking(row, &named)),
            (None, None) => (Time::Silent, Vec::new()),
        };
        let skills = known.profile.iter().flat_map(|profile| profile.skills.iter());
        let languages = known.profile.iter().flat_map(|profile| profile.languages.iter());
        Candidate {
            person,
            time,
            skills: skills.map(|skill| named(&skill.name).key).collect(),
            languages: languages.map(|tag| tag.to_string()).collect(),
            offers,
            markers: known.markers.to_vec(),
            promised: known.promised.to_vec(),
            floors: known.floors.iter().map(|(role, floor)| (named(role).key, *floor)).collect(),
        }
    }

    /// Every floor of one role that must be kept where a currency is paid: of the member's own the one in
    /// that currency where they name one, and all of the bylaws and pacts.
    pub fn floors(&self, offered: &Offered, currency: Currency) -> Vec<Floor> {
        let own = offered.floors.iter().find(|floor| floor.hour.currency == currency);
        let own = own.or_else(|| offered.floors.first());
        let rules = self.floors.iter().filter(|(role, _)| *role == offered.role.key).map(|(_, floor)| floor);
        own.into_iter().chain(rules).copied().collect()
    }

    /// Every floor of one role, in whatever currency.
    pub fn every_floor(&self, offered: &Offered) -> Vec<Floor> {
        let rules = self.floors.iter().filter(|(role, _)| *role == offered.role.key).map(|(_, floor)| floor);
        offered.floors.iter().chain(rules).copied().collect()
    }

    /// When they are free; `None` where they say nothing, or their zone is not known.
    pub fn free(&self, range: Span) -> Option<Spans> {
        match &self.time {
            Time::Whole(availability) => free(availability, range),
            Time::Shown(shown) => Some(shown.spans().common(&Spans::of(vec![range]))),
            Time::Silent => None,
        }
    }

    /// The same with their quiet hours, where the asker sees these.
    pub fn free_without_quiet(&self, range: Span) -> Option<Spans> {
        match &self.time {
            Time::Whole(availability) => free_without_quiet(availability, range),
            Time::Shown(_) | Time::Silent => self.free(range),
        }
    }

    /// The most minutes a week, and the notice in minutes, where they say so.
    pub fn limits(&self) -> (Option<u32>, Option<u32>) {
        match &self.time {
            Time::Whole(availability) => (availability.cap_minutes, availability.notice_minutes),
            Time::Shown(shown) => (shown.minutes_week, shown.notice_minutes),
            Time::Silent => (None, None),
        }
    }

    /// True where they know a skill: by their profile, or because they do it.
    pub(super) fn knows(&self, skill: &Word) -> bool {
        self.skills.contains(&skill.key)
            || self.offers.iter().any(|offered| offered.active && offered.role.key == skill.key)
    }

    /// The tag under which they speak a language: *en* is spoken by whoever speaks *en-GB*.
    pub(super) fn speaks(&self, tag: &str) -> Option<&String> {
        let primary = |tag: &str| fold(tag.split(['-', '_']).next().unwrap_or(tag));
        let wanted = primary(tag);
        self.languages.iter().find(|spoken| primary(spoken) == wanted)
    }
}

fn offered(row: &AvailabilityRow, named: &impl Fn(&str) -> Word) -> Vec<Offered> {
    let floor = |least: &Least| Floor { rule: Rule::Member, source: row.head, hour: least.amount() };
    let offer = |offer: &Offer| Offered {
        role: named(&offer.role),
        active: offer.active,
        floors: offer.floors.iter().map(floor).collect(),
    };
    row.free.roles.iter().map(offer).collect()
}

/// What others see is what is switched on, and what is asked for it counts as the floor.
fn asking(row: &FreeBusyRow, named: &impl Fn(&str) -> Word) -> Vec<Offered> {
    let offer = |wanted: &Wanted| {
        let hour = wanted.hour.iter();
        let floors = hour.map(|least| Floor { rule: Rule::Member, source: row.head, hour: least.amount() });
        Offered { role: named(&wanted.role), active: true, floors: floors.collect() }
    };
    row.free.roles.iter().map(offer).collect()
}
