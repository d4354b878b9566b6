//! `talko outcome`: how somebody kept what they promised in a bid; without a bid, how often each did. Counts, by
//! both sides apart, and never a mark.

use std::collections::{BTreeMap, BTreeSet};

use clap::{Args, ValueEnum};
use protocol::id::Id;
use protocol::local::Version;
use protocol::record::outcome::{How, Outcome as Body};
use serde_json::{Value, json};

use crate::choose;
use crate::command::bid::about;
use crate::command::invoice::found::{account, accounts, sent, won};
use crate::command::work::list::{how, how_word};
use crate::desk::Desk;
use crate::paint::{Answer, Table};
use crate::publish::{Excess, publish};
use crate::receipt::{Back, receipt_with};
use crate::values::text;
use crate::{trouble, words};

/// What `talko outcome` takes.
#[derive(Clone, Debug, Args)]
pub struct Outcome {
    /// The bid, by id or title; without it all are counted.
    #[arg(requires = "how")]
    pub bid: Option<String>,
    /// How it was kept.
    pub how: Option<HowWord>,
    /// Whose work; one's own where nothing is said.
    #[arg(long, value_name = "NAME")]
    pub of: Option<String>,
    /// A word with it.
    #[arg(long, value_name = "TEXT", requires = "how")]
    pub note: Option<String>,
}

/// How somebody kept it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum HowWord {
    /// As it was promised.
    Kept,
    /// Later than that.
    Late,
    /// Not, and they said so in time.
    Cancelled,
    /// Not, and nobody was told.
    NoShow,
}

impl HowWord {
    const fn how(self) -> How {
        match self {
            HowWord::Kept => How::Kept,
            HowWord::Late => How::Late,
            HowWord::Cancelled => How::Cancelled,
            HowWord::NoShow => How::NoShow,
        }
    }
}

impl Outcome {
    /// Runs the command.
    ///
    /// # Errors
    /// `invoice-not-won`; `work-no-line` for somebody who takes no part in it, or by such.
    pub fn run(self, desk: &Desk) -> crate::problem::Outcome {
        let (Some(bid), Some(word)) = (&self.bid, self.how) else { return counts(desk, self.of.as_deref()) };
        let view = account(desk, bid)?;
        won(desk, &view)?;
        let sent = sent(&view)?;
        let me = desk.me()?.person;
        let of = match &self.of {
            Some(typed) => choose::one(desk, protocol::local::Sort::Person, typed)?.id,
            None => me,
        };
        let people = sent.draft.draft.participants();
        if !people.contains(&of) || (me != view.bid.row.opener && !people.contains(&me)) {
            return Err(trouble!("work-no-line", short = &view.bid.short).into());
        }
        let note = text::maybe_line("--note", self.note.as_deref())?;
        let body = Body { readers: view.bid.row.bid.readers.clone(), of, how: word.how(), note };
        let drafts = vec![about(&view.bid.row, "outcome", vec![sent.id], Version::Binding, &body)];
        let written = publish(desk, "outcome", drafts, Excess::Refuse)?;
        let (name, said) = (desk.person(&of)?, how(word.how()));
        let line = match desk.global.dry_run {
            true => words!("outcome-would-say", name = name, how = said),
            false => words!("outcome-said", name = name, how = said),
        };
        let data = json!({"bid": view.bid.row.id, "of": of, "how": how_word(word.how())});
        let back = Back::Instead(words!("outcome-back", short = &view.bid.short, name = desk.person(&of)?));
        receipt_with(desk, "outcome", line, data, &written.published, back)
    }
}

/// How often each kept what they promised, over all bids that can be read here.
fn counts(desk: &Desk, of: Option<&str>) -> crate::problem::Outcome {
    let only = of.map(|typed| choose::one(desk, protocol::local::Sort::Person, typed)).transpose()?;
    // Of each bid and person a word counts once a side, however many of the others say it.
    let mut own: BTreeMap<Id, BTreeMap<How, u32>> = BTreeMap::new();
    let mut others: BTreeMap<Id, BTreeMap<How, u32>> = BTreeMap::new();
    for view in accounts(desk)? {
        let said: BTreeSet<(Id, bool, How)> =
            view.work.outcomes.iter().map(|said| (said.of, said.of == said.by, said.how)).collect();
        for (person, itself, how) in said {
            let side = if itself { &mut own } else { &mut others };
            *side.entry(person).or_default().entry(how).or_default() += 1;
        }
    }
    let people: BTreeSet<Id> = own.keys().chain(others.keys()).copied().collect();
    let people = people.into_iter().filter(|person| only.as_ref().is_none_or(|only| only.id == *person));
    let (mut items, mut table) = (Vec::new(), table());
    for person in people {
        let name = desk.person(&person)?;
        let mut item = json!({"person": person, "name": name});
        for (side, label, counts) in
            [("own", words!("outcome-side-own"), &own), ("others", words!("outcome-side-others"), &others)]
        {
            let Some(counts) = counts.get(&person) else { continue };
            let all = [How::Kept, How::Late, How::Cancelled, How::NoShow];
            let of = |how: &How| counts.get(how).copied().unwrap_or(0);
            item[side] = all.iter().map(|how| (how_word(*how).to_string(), json!(of(how)))).collect::<Value>();
            table.row([name.clone(), label].into_iter().chain(all.iter().map(|how| of(how).to_string())));
        }
        items.push(item);
    }
    let mut answer = Answer::list("outcome", items, None);
    if table.is_empty() {
        answer.sheet.line(words!("outcome-none"));
    } else {
        answer.sheet.table(table);
    }
    desk.paint.answer(&answer)?;
    Ok(0)
}

fn table() -> Table {
    Table::new([
        words!("account-column-who"),
        words!("outcome-column-side"),
        words!("outcome-column-kept"),
        words!("outcome-column-late"),
        words!("outcome-column-cancelled"),
        words!("outcome-column-no-show"),
    ])
}
