//! `talko pledge balance`: what somebody promised and gave, and what was promised and given to them.
//! It adds up the pledges that this home may read, a unit at a time, and says that it does.

use std::collections::BTreeMap;

use clap::Args;
use protocol::fold::pledge::PledgeRow;
use protocol::id::Id;
use protocol::record::pledge::Unit;
use protocol::time::Moment;
use serde_json::{Value, json};

use super::held;
use super::quantity::{currency, in_unit, say, word};
use crate::desk::Desk;
use crate::paint::{Answer, Table};
use crate::problem::{Outcome, Problem};
use crate::values::money;
use crate::{choose, words};

/// What `talko pledge balance` takes.
#[derive(Clone, Debug, Default, Args)]
pub struct Balance {
    /// Whose; the own where nothing is said.
    #[arg(long, value_name = "NAME")]
    pub of: Option<String>,
    /// Only this unit: hours, things, or a currency.
    #[arg(long, value_name = "hours|CUR")]
    pub unit: Option<String>,
}

/// Sums of one unit. All of them whole numbers of it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sums {
    /// Pledges that were counted.
    pub pledges: u64,
    /// What was promised.
    pub promised: u64,
    /// What of that was called.
    pub called: u64,
    /// What of that was given.
    pub given: u64,
    /// What of that was confirmed.
    pub confirmed: u64,
    /// What is promised and neither given nor over.
    pub open: u64,
}

impl Sums {
    fn add(&mut self, row: &PledgeRow, now: Moment) {
        // Sums of sums of a stranger's numbers stay at the end instead of running over.
        let add = |sum: &mut u64, many: u64| *sum = sum.saturating_add(many);
        add(&mut self.pledges, 1);
        add(&mut self.promised, row.promised);
        add(&mut self.called, row.called);
        add(&mut self.given, row.given);
        add(&mut self.confirmed, row.confirmed);
        add(&mut self.open, row.open(now));
    }

    fn text(&self, unit: Unit) -> String {
        let unit = Some(unit);
        let (promised, given, open) = (say(self.promised, unit), say(self.given, unit), say(self.open, unit));
        words!("balance-line", promised = promised, given = given, open = open)
    }

    fn object(&self, unit: Unit) -> Value {
        let mut object = json!({
            "unit": word(Some(unit)),
            "currency": currency(Some(unit)),
            "pledges": self.pledges,
            "promised": self.promised,
            "called": self.called,
            "given": self.given,
            "confirmed": self.confirmed,
            "open": self.open,
            "promised_text": say(self.promised, Some(unit)),
            "given_text": say(self.given, Some(unit)),
            "open_text": say(self.open, Some(unit)),
            "text": self.text(unit),
        });
        let figures = [
            ("promised", self.promised),
            ("called", self.called),
            ("given", self.given),
            ("confirmed", self.confirmed),
            ("open", self.open),
        ];
        for (name, many) in figures {
            object[in_unit(name, Some(unit))] = json!(many);
        }
        object
    }
}

/// What somebody promised, and what was promised to them, a unit at a time.
pub type Book = BTreeMap<Unit, (Sums, Sums)>;

/// Adds up the pledges of somebody.
///
/// What was declined before anything was given counts neither way: it never became anything.
pub fn book<'a>(rows: impl Iterator<Item = &'a PledgeRow>, of: Id, now: Moment) -> Book {
    let mut book = Book::new();
    for row in rows.filter(|row| row.declined.is_none() || row.given > 0) {
        let (Some(unit), Some(pledge)) = (row.unit, &row.pledge) else { continue };
        if row.pledger == of {
            book.entry(unit).or_default().0.add(row, now);
        }
        if pledge.to == of {
            book.entry(unit).or_default().1.add(row, now);
        }
    }
    book
}

impl Balance {
    /// Runs the verb.
    ///
    /// # Errors
    /// `unknown-party` or `clash` for the name; `currency` for the unit.
    pub fn run(self, desk: &Desk) -> Outcome {
        let (of, name) = match &self.of {
            Some(name) => {
                let named = choose::party(desk, name)?;
                (named.id, desk.party(&named.id)?)
            }
            None => (desk.me()?.person, desk.person(&desk.me()?.person)?),
        };
        let wanted = self.unit.as_deref().map(unit).transpose()?;
        let rows = held(desk)?.0;
        let mut book = book(rows.iter().map(|shown| &shown.row), of, desk.clock.now);
        // Hours are told even where there are none: that is what everybody asks for.
        book.entry(wanted.unwrap_or(Unit::Minutes)).or_default();
        book.retain(|unit, _| wanted.is_none_or(|wanted| wanted == *unit));
        desk.paint.answer(&answer(of, &name, &book))?;
        Ok(0)
    }
}

fn unit(typed: &str) -> Result<Unit, Problem> {
    match typed.trim().to_lowercase().as_str() {
        "hours" | "hour" | "h" | "minutes" => Ok(Unit::Minutes),
        "things" => Ok(Unit::Things),
        _ => Ok(Unit::Money(money::currency(typed)?)),
    }
}

/// What was promised in every unit, in one line; what there is nothing of is left out beside what there is.
fn headline(book: &Book) -> String {
    let told = book.iter().filter(|(_, (made, _))| made.pledges > 0);
    let mut texts: Vec<String> = told.map(|(unit, (made, _))| made.text(*unit)).collect();
    if texts.is_empty() {
        texts.extend(book.iter().take(1).map(|(unit, (made, _))| made.text(*unit)));
    }
    texts.join("; ")
}

/// The answer for a book. The first unit stands on top for scripts, with the line for all; all stand in `units`.
pub fn answer(of: Id, name: &str, book: &Book) -> Answer {
    let units: Vec<Value> = book
        .iter()
        .map(|(unit, (made, received))| {
            json!({"unit": word(Some(*unit)), "made": made.object(*unit), "received": received.object(*unit)})
        })
        .collect();
    let mut data = json!({"of": {"id": of, "name": name}});
    if let Some((unit, (made, received))) = book.first_key_value() {
        let top = made.object(*unit);
        if let (Value::Object(data), Value::Object(top)) = (&mut data, top) {
            data.extend(top);
        }
        data["received"] = received.object(*unit);
        data["text"] = Value::from(headline(book));
    }
    data["units"] = Value::Array(units);
    let mut answer = Answer::new("balance", data);
    answer.sheet.line(words!("balance-of", name = name, text = headline(book)));
    let mut table = Table::new([
        String::new(),
        words!("pledge-column-promised"),
        words!("balance-column-called"),
        words!("pledge-column-given"),
        words!("balance-column-confirmed"),
        words!("pledge-column-open"),
    ]);
    for (unit, (made, received)) in book {
        for (label, sums) in [(words!("balance-made"), made), (words!("balance-received"), received)] {
            let figures = [sums.promised, sums.called, sums.given, sums.confirmed, sums.open];
            let cells = figures.into_iter().map(|many| say(many, Some(*unit)));
            table.row(std::iter::once(label).chain(cells));
        }
    }
    answer.sheet.table(table);
    answer.sheet.line(words!("balance-readable"));
    answer
}
