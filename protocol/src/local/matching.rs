//! Matching: who could do a lead, and whose turn it is.

use serde::{Deserialize, Serialize};

use crate::id::Id;
use crate::local::Named;
use crate::matching::asked::Need;
use crate::matching::crew::Answer;
use crate::matching::waiver::Waiver;
use crate::matching::{Finding, Fit};
use crate::money::Amount;
use crate::record::claim_award::Ranked;
use crate::record::lead::Seats;
use crate::time::{Day, Moment};

/// 1,000 people or leads in one answer, those that fit first; all are counted.
pub const MATCHES_MAX: usize = 1_000;

/// Who is compared with what.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Compare {
    /// One lead; absent for every lead that is open.
    pub lead: Option<Id>,
    /// One person; absent for everybody who may read the lead. With no lead always whoever lives here.
    pub person: Option<Id>,
    /// The least minutes of each day of the client that must be shared; absent for as many as the work needs.
    pub least_minutes: Option<u64>,
    /// True where a marker that nobody attested will do.
    pub own_word: bool,
    /// True also tells of those who miss something.
    pub misses: bool,
}

/// What was compared.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Matches {
    /// Those that fit, then those of whom something cannot be told, then, where asked for, the others; at most
    /// [`MATCHES_MAX`].
    pub items: Vec<Matched>,
    /// How many fit.
    pub fits: u32,
    /// Of how many something cannot be told.
    pub open: u32,
    /// How many miss something.
    pub misses: u32,
}

/// One person and one lead.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Matched {
    /// The lead.
    pub lead: Named,
    /// When it closes.
    pub closes: Option<Moment>,
    /// What it pays for an hour, where that follows from what it says; rounded down.
    pub hour: Option<Amount>,
    /// Who.
    pub person: Id,
    /// Of which collective.
    pub collective: Id,
    /// For which of the lead's roles; absent where it names none.
    pub role: Option<String>,
    /// What follows from the findings, what was set aside in writing left out.
    pub fit: Fit,
    /// Every constraint with its verdict.
    pub findings: Vec<Finding>,
    /// Of their own bonds what they set aside for this lead, in a claim that stands.
    pub waived: Vec<Waiver>,
    /// Why, in their words.
    pub why: Option<String>,
    /// Until when their collective lets them take on nothing new.
    pub paused: Option<Day>,
    /// What all of it rests on.
    pub grounds: Vec<Ground>,
}

/// A record behind a figure.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ground {
    /// The kind of the record; `charter` for the version of a collective's rules.
    pub kind: String,
    /// The record.
    pub record: Id,
    /// Whose word it is: a person, or a collective.
    pub author: Id,
    /// When it was written; absent for rules.
    pub at: Option<Moment>,
    /// The version of the charter in which the rules stand.
    pub version: Option<u32>,
}

/// What a crew is sought for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SeekCrew {
    /// The lead.
    pub lead: Id,
    /// Whom it needs; those of the lead where it is empty.
    pub seats: Vec<Seats>,
    /// What a week may cost; what the lead pays where absent and known.
    pub price: Option<Amount>,
    /// True looks for the cheapest, whatever the lead pays.
    pub any_price: bool,
    /// True where a marker that nobody attested will do.
    pub own_word: bool,
}

/// A crew, or why there is none.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct CrewFound {
    /// The lead.
    pub lead: Named,
    /// Whom it needs, with the minutes that were counted.
    pub seats: Vec<Seats>,
    /// What was found; costs are of a week, in minor units of `currency`.
    pub answer: Answer,
    /// The currency of all costs.
    pub currency: crate::money::Currency,
    /// What a week may cost.
    pub price: Option<Amount>,
    /// The days that were looked at.
    pub days: (Day, Day),
    /// Who sits in a seat of a crew that was found, by seat.
    pub people: Vec<Seated>,
    /// How many people were looked at.
    pub looked: u32,
    /// Of these, how many say nothing of their time, and so cannot be counted on.
    pub silent: u32,
    /// Of these, how many ask for another currency only.
    pub elsewhere: u32,
    /// The zone of the client's hours, where this program does not know it: they were left out then.
    pub zone_unknown: Option<String>,
}

/// Somebody in a seat.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Seated {
    /// Which of the seats.
    pub seat: usize,
    /// What was found about them for it.
    pub matched: Matched,
    /// What an hour of theirs costs: the highest of their floors.
    pub hour_minor: u64,
    /// Minutes of a week that they still take on; absent without a cap.
    pub left_minutes: Option<u64>,
    /// What they must be able to show.
    pub needs: Vec<Need>,
}

/// Whose turn a lead is.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Rotation {
    /// Those who claimed it, first come first asked.
    pub ranked: Vec<Ranked>,
    /// For each of them, in the same order, the leads that were counted.
    pub counted: Vec<Vec<Named>>,
    /// How many days an award holds by the rules of the poster's collective.
    pub lease_days: u32,
    /// What those rules are.
    pub rules: Option<Ground>,
}
