//! Owns what a lead asks of one person, in words and figures that can be compared.

use serde::{Deserialize, Serialize};

use std::collections::BTreeSet;

use crate::fold::marker::Proof;
use crate::id::Id;
use crate::money::Amount;
use crate::record::lead::{Lead, Pay, Per};
use crate::schedule::span::{Span, Spans};
use crate::schedule::{Days, Hours};
use crate::search::fold::fold;
use crate::time::{Day, Moment};
use crate::vocabulary::Vocabulary;

/// 28 days are looked at where nobody says when the work ends: four weeks hold every weekday and the turn
/// of summer time is announced in the next four.
pub const DAYS_USUAL: u32 = 28;

/// A name as it is shown, and as it is compared.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Word {
    /// As it is written.
    pub shown: String,
    /// As it is compared: the vocabulary's name where it knows one, without case and accents.
    pub key: String,
}

impl Word {
    /// Looks a name up.
    pub fn of(name: &str, vocabulary: &Vocabulary) -> Word {
        Word { shown: name.to_string(), key: fold(vocabulary.canonical(name).unwrap_or(name)) }
    }
}

/// Something that somebody must be able to show.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Need {
    /// The name of the marker.
    pub name: String,
    /// Whether their own word will do.
    pub proof: Proof,
}

/// What the asker says beyond the lead itself; all of it may be absent.
#[derive(Clone, Debug, Default)]
pub struct Wishes {
    /// Roles, any one of which will do; where none is named those of the lead are, else its kinds of work.
    pub roles: Vec<String>,
    /// What must be shown.
    pub markers: Vec<Need>,
    /// The client's hours, and how many minutes of each day somebody must share.
    pub hours: Option<(Hours, u64)>,
    /// The days of the work, on the client's clock.
    pub days: Option<Days>,
}

/// What a lead asks of one person.
#[derive(Clone, Debug)]
pub struct Asked {
    /// The lead.
    pub lead: Id,
    /// Kinds of work, any one of them; empty where none is known.
    pub roles: Vec<Word>,
    /// Tools and whatever else it names.
    pub skills: Vec<Word>,
    /// The language as a BCP 47 tag.
    pub language: Option<String>,
    /// What must be shown.
    pub markers: Vec<Need>,
    /// Whether it can be done from anywhere; absent where it does not say.
    pub remote: Option<bool>,
    /// Where it is.
    pub place: Option<String>,
    /// When it begins, where it says so.
    pub begins: Option<Moment>,
    /// The days that are looked at.
    pub days: Days,
    /// The client's hours on each of them, and the least minutes of a day that must be shared.
    pub hours: Option<(Vec<(Day, Spans)>, u64)>,
    /// The zone of the client's hours, where this program does not know it: then nothing can be compared.
    pub zone_unknown: Option<String>,
    /// Minutes a week.
    pub minutes_week: Option<u32>,
    /// What it pays at most, for so many minutes; absent where that does not follow from what it says.
    pub pay: Option<(Amount, u32)>,
    /// The day for which it is asked.
    pub now: Moment,
}

impl Asked {
    /// Reads a lead.
    ///
    /// - `now`: for which instant; work without a first day is looked at from here on.
    pub fn of(id: Id, lead: &Lead, wishes: &Wishes, vocabulary: &Vocabulary, now: Moment) -> Asked {
        let named = |name: &str| Word::of(name, vocabulary);
        let (work, tools): (Vec<&str>, Vec<&str>) =
            lead.skills.iter().map(|skill| &**skill).partition(|skill| vocabulary.is_work(skill));
        let titled = vocabulary.find_in(&lead.title).into_iter().filter(|skill| vocabulary.is_work(skill));
        let roles: Vec<Word> = if !wishes.roles.is_empty() {
            wishes.roles.iter().map(|role| named(role)).collect()
        } else if !lead.roles.is_empty() {
            lead.roles.iter().map(|seats| named(&seats.role)).collect()
        } else {
            work.into_iter().chain(titled).map(named).collect()
        };
        let first = lead.starts.unwrap_or(now).max(now).day();
        let days = wishes.days.unwrap_or(Days { first, last: first.plus(DAYS_USUAL - 1) });
        Asked {
            lead: id,
            roles: unlike(roles),
            skills: unlike(tools.into_iter().map(named).collect()),
            language: lead.language.as_ref().map(ToString::to_string),
            markers: wishes.markers.clone(),
            remote: lead.remote,
            place: lead.place.as_ref().map(ToString::to_string),
            begins: lead.starts,
            days,
            hours: wishes.hours.as_ref().map(|(hours, least)| (hours.by_day(days), *least)),
            zone_unknown: lead.zone_unknown(),
            minutes_week: lead.minutes_week,
            pay: lead.pay.as_ref().and_then(|pay| priced(pay, lead.minutes_week)),
            now,
        }
    }

    /// Instants that hold all days that are looked at.
    pub fn range(&self) -> Span {
        self.days.around()
    }
}

/// Each word once, in the order in which they stand.
fn unlike(words: Vec<Word>) -> Vec<Word> {
    let mut seen = BTreeSet::new();
    words.into_iter().filter(|word| seen.insert(word.key.clone())).collect()
}

/// What is paid at most for a week of so many minutes, rounded down; absent where that does not follow from what
/// it says.
pub fn weekly(pay: &Pay, minutes_week: u32) -> Option<Amount> {
    let (most, minutes) = priced(pay, Some(minutes_week))?;
    let minor = u128::from(most.minor) * u128::from(minutes_week) / u128::from(minutes.max(1));
    Some(Amount { minor: u64::try_from(minor).unwrap_or(u64::MAX), ..most })
}

/// What is paid at most, and for how many minutes: of a day, month or year only where the minutes of a week
/// are known. A day is a fifth of a week; a month a twelfth of 52 weeks, rounded up, so that no floor is
/// kept by rounding.
fn priced(pay: &Pay, minutes_week: Option<u32>) -> Option<(Amount, u32)> {
    let minutes = match pay.per {
        Per::Hour => Some(60),
        Per::Day => minutes_week.map(|minutes| minutes.div_ceil(5)),
        Per::Week => minutes_week,
        Per::Month => minutes_week.and_then(|minutes| minutes.checked_mul(52)).map(|minutes| minutes.div_ceil(12)),
        Per::Year => minutes_week.and_then(|minutes| minutes.checked_mul(52)),
        Per::Project => None,
    };
    minutes.map(|minutes| (pay.most(), minutes))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::money::Currency;

    #[test]
    fn a_week_is_paid_no_more_than_it_says_however_it_says_it() {
        let week = |per, max| {
            let pay = Pay { min: 0, max, currency: Currency::new("USD").expect("listed"), per };
            weekly(&pay, 601).map(|amount| amount.minor)
        };
        assert_eq!(week(Per::Hour, 1_200), Some(12_020));
        assert_eq!(week(Per::Week, 12_345), Some(12_345));
        // 121 minutes a day: of five days 601 of 605 are worked.
        assert_eq!(week(Per::Day, 2_000), Some(9_933));
        // 2,605 minutes of 2,604.33 a month.
        assert_eq!(week(Per::Month, 52_000), Some(11_996));
        assert_eq!((week(Per::Year, 52_000), week(Per::Project, 52_000)), (Some(1_000), None));
    }
}
