//! `talko lead list` and `talko lead search`.

use std::collections::BTreeMap;

use clap::{Args, ValueEnum};
use protocol::fold::lead::LeadRow;
use protocol::id::Id;
use protocol::local::{LeadQuery, Order, Page, Reply, Request, Shown, Sort};
use serde_json::Value;

use super::fields::{tag, within};
use super::{PAGE, shown};
use crate::desk::{Desk, unfit};
use crate::paint::{Answer, Table};
use crate::problem::{Outcome, Problem};
use crate::values::money;
use crate::{choose, trouble, words};

/// What both take: which leads, and in what order.
#[derive(Clone, Debug, Default, Args)]
pub struct Filter {
    /// Only what can still be answered; the usual.
    #[arg(long, conflicts_with = "all")]
    pub open: bool,
    /// Also what is closed, withdrawn or over.
    #[arg(long)]
    pub all: bool,
    /// Only what this person posted.
    #[arg(long)]
    pub mine: bool,
    /// Only what asks for these skills.
    #[arg(long, value_delimiter = ',', value_name = "A,B")]
    pub skill: Vec<String>,
    /// Only work in this language.
    #[arg(long, value_name = "TAG")]
    pub language: Option<String>,
    /// Only what pays at least this much.
    #[arg(long, value_name = "MONEY")]
    pub min: Option<String>,
    /// Only what closes within this time.
    #[arg(long, value_name = "SPAN")]
    pub closes_within: Option<String>,
    /// Only what this collective posted.
    #[arg(long, value_name = "COLLECTIVE")]
    pub from: Option<String>,
    /// The order.
    #[arg(long, value_name = "ORDER")]
    pub sort: Option<Sorting>,
    /// At most so many.
    #[arg(long, value_name = "N", default_value_t = PAGE)]
    pub limit: u32,
    /// Leaves out the first so many.
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub offset: u64,
}

/// The order of a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Sorting {
    /// What closes first.
    Closes,
    /// What was posted last.
    New,
    /// What fits the words best.
    Match,
}

/// What `talko lead list` takes.
#[derive(Clone, Debug, Default, Args)]
pub struct List {
    /// Which leads.
    #[command(flatten)]
    pub filter: Filter,
}

/// What `talko lead search` takes.
#[derive(Clone, Debug, Args)]
pub struct Search {
    /// The words.
    #[arg(required = true, num_args = 1..)]
    pub words: Vec<String>,
    /// Which leads.
    #[command(flatten)]
    pub filter: Filter,
}

impl List {
    /// Runs the verb.
    ///
    /// # Errors
    /// The trouble of each value.
    pub fn run(self, desk: &Desk) -> Outcome {
        let query = self.filter.query(desk, String::new())?;
        answer(desk, &query, words!("lead-list-empty"))
    }
}

impl Search {
    /// Runs the verb.
    ///
    /// # Errors
    /// The trouble of each value.
    pub fn run(self, desk: &Desk) -> Outcome {
        let words = protocol::text::tidy_line(&self.words.join(" "));
        if words.is_empty() {
            return Err(trouble!("empty", field = "WORDS").into());
        }
        let query = self.filter.query(desk, words)?;
        answer(desk, &query, words!("lead-search-empty"))
    }
}

impl Filter {
    /// What the home is asked.
    ///
    /// # Errors
    /// The trouble of each value.
    pub fn query(&self, desk: &Desk, words: String) -> Result<LeadQuery, Problem> {
        if !(1..=PAGE).contains(&self.limit) {
            return Err(trouble!("limit", typed = self.limit, most = PAGE).into());
        }
        Ok(LeadQuery {
            words,
            open: !self.all,
            mine: self.mine,
            skills: super::fields::skills(&self.skill)?.iter().map(ToString::to_string).collect(),
            language: self.language.as_deref().map(tag).transpose()?,
            pay: self.min.as_deref().map(|min| money::parse(min, desk.currency())).transpose()?,
            closes_before: self.closes_within.as_deref().map(|span| within(desk, span)).transpose()?,
            collective: match &self.from {
                Some(name) => Some(choose::one(desk, Sort::Collective, name)?.id),
                None => None,
            },
            order: match self.sort {
                Some(Sorting::New) => Order::New,
                Some(Sorting::Closes | Sorting::Match) | None => Order::Best,
            },
            limit: self.limit,
            offset: self.offset,
        })
    }
}

fn answer(desk: &Desk, query: &LeadQuery, empty: String) -> Outcome {
    let page = match desk.ask(Request::Leads(query.clone()))? {
        Reply::Leads(page) => page,
        other => return Err(unfit("Leads", &other)),
    };
    desk.paint.answer(&listed(desk, &page, empty)?)?;
    Ok(0)
}

/// The answer for a page of leads: each with its object, and possibly the same as one line.
///
/// # Errors
/// What the home refused.
pub fn listed(desk: &Desk, page: &Page<Shown<LeadRow>>, empty: String) -> Result<Answer, Problem> {
    let objects: Result<Vec<Value>, Problem> = page.items.iter().map(|item| shown::object(desk, item)).collect();
    let mut answer = Answer::list("lead", objects?, page.next);
    if page.items.is_empty() {
        // Whoever reads rows reads none.
        if !desk.paint.plain {
            answer.sheet.line(empty);
        }
        return Ok(answer);
    }
    let mut table = Table::new([
        words!("column-id"),
        words!("lead-column-title"),
        words!("lead-column-pay"),
        words!("lead-column-hours"),
        words!("lead-column-closes"),
        words!("lead-column-from"),
    ]);
    for (item, same) in grouped(&page.items) {
        let row = &item.row;
        let lead = row.lead.as_ref();
        let title = match same {
            0 => shown::title(row),
            same => words!("lead-and-same", title = shown::title(row), count = same),
        };
        let closes = match lead.and_then(|lead| lead.closes) {
            Some(closes) if row.is_open(desk.clock.now) => desk.clock.distance(closes),
            Some(_) => shown::state(row, &desk.clock),
            None if row.is_open(desk.clock.now) => String::new(),
            None => shown::state(row, &desk.clock),
        };
        table.row([
            item.short.clone(),
            title,
            lead.and_then(|lead| lead.pay.as_ref()).map(shown::pay_text).unwrap_or_default(),
            lead.and_then(|lead| lead.minutes_week).map(shown::weekly).unwrap_or_default(),
            closes,
            desk.collective(&row.space.charter)?,
        ]);
    }
    answer.sheet.table(table);
    if let Some(next) = page.next.filter(|_| !desk.paint.plain) {
        answer.sheet.line(words!("list-more", shown = page.items.len(), total = page.total, next = next));
    }
    Ok(answer)
}

/// The rows of a page without those that are possibly the same as an earlier one, and how many of
/// those each has.
pub fn grouped(items: &[Shown<LeadRow>]) -> Vec<(&Shown<LeadRow>, usize)> {
    let same: BTreeMap<Id, Id> =
        items.iter().filter_map(|item| Some((item.row.id, item.row.lead.as_ref()?.same_as?))).collect();
    let mut places: BTreeMap<Id, usize> = BTreeMap::new();
    let mut groups: Vec<(&Shown<LeadRow>, usize)> = Vec::new();
    for item in items {
        let first = first_of(item.row.id, &same);
        match places.get(&first) {
            Some(place) => groups[*place].1 += 1,
            None => {
                places.insert(first, groups.len());
                groups.push((item, 0));
            }
        }
    }
    groups
}

/// Follows "same as" to the lead that repeats none. Two that name each other meet at the lower id.
fn first_of(id: Id, same: &BTreeMap<Id, Id>) -> Id {
    let mut seen = std::collections::BTreeSet::from([id]);
    let mut at = id;
    while let Some(next) = same.get(&at) {
        if !seen.insert(*next) {
            return seen.first().copied().unwrap_or(id);
        }
        at = *next;
    }
    at
}
