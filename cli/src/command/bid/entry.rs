//! Owns what is said of every entry in the books of a bid: its day, a word with it, and in whose place it comes.
//! Of two records by different authors neither replaces the other, as all homes read them
//! (`protocol/src/fold/said.rs`): both would count, so that nobody is let replace what another wrote.

use clap::Args;
use protocol::fold::account::{Invoiced, Passed, Received};
use protocol::fold::work::{Delivered, Logged};
use protocol::id::{Id, Prefix};
use protocol::local::{AccountView, Trouble};
use protocol::text::Line;
use protocol::time::Day;

use super::fields;
use crate::command::invoice::found::{amount, short};
use crate::desk::Desk;
use crate::problem::Problem;
use crate::values::{span, text};
use crate::{trouble, words};

/// What can be said of an entry.
#[derive(Clone, Debug, Args)]
pub struct Entry {
    /// On which day; today where nothing is said.
    #[arg(long, value_name = "DATE")]
    pub on: Option<String>,
    /// A word with it.
    #[arg(long, value_name = "TEXT")]
    pub note: Option<String>,
    /// An earlier one in whose place it comes.
    #[arg(long, value_name = "ID")]
    pub replaces: Option<String>,
}

impl Entry {
    /// On which day it was.
    ///
    /// # Errors
    /// The trouble of a day; `ahead` for one to come.
    pub fn day(&self, desk: &Desk) -> Result<Day, Problem> {
        fields::day_or_today(desk, self.on.as_deref())
    }

    /// The word with it.
    ///
    /// # Errors
    /// `long` or `empty`.
    pub fn note<const MAX: usize>(&self) -> Result<Option<Line<MAX>>, Trouble> {
        text::maybe_line("--note", self.note.as_deref())
    }
}

/// A record in whose place another may come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Earlier {
    /// The record.
    pub id: Id,
    /// Who wrote it.
    pub by: Id,
    /// What it says, in a few words.
    pub what: String,
}

impl Earlier {
    /// An invoice.
    pub fn invoice(view: &AccountView, invoice: &Invoiced) -> Earlier {
        let what = format!("{}, {}", invoice.number, amount(view, invoice.minor));
        Earlier { id: invoice.id, by: invoice.by, what }
    }

    /// Money that came in.
    pub fn payment(desk: &Desk, view: &AccountView, payment: &Received) -> Earlier {
        let what = format!("{}, {}", desk.clock.day(payment.day), amount(view, payment.minor));
        Earlier { id: payment.id, by: payment.by, what }
    }

    /// Money that was passed on.
    pub fn payout(desk: &Desk, view: &AccountView, payout: &Passed) -> Earlier {
        let what = format!("{}, {}", desk.clock.day(payout.day), amount(view, payout.minor));
        Earlier { id: payout.id, by: payout.by, what }
    }

    /// Hours.
    pub fn log(desk: &Desk, log: &Logged) -> Earlier {
        let what = format!("{}, {}, {}", desk.clock.day(log.day), log.role, span::work(u64::from(log.minutes)));
        Earlier { id: log.id, by: log.participant, what }
    }

    /// What was handed over.
    pub fn delivery(desk: &Desk, delivery: &Delivered) -> Earlier {
        let what = format!("{}, {}", desk.clock.day(delivery.day), delivery.what);
        Earlier { id: delivery.id, by: delivery.by, what }
    }

    /// The line of a receipt that names it.
    pub fn line(&self) -> String {
        words!("entry-replaces", id = short(&self.id), what = &self.what)
    }
}

/// The one record whose id begins with what was typed; none where nothing was typed.
///
/// - `known`: those that can be meant; `none`: the refusal where none of them fits.
/// - `see`: the command that shows them, without `talko`.
///
/// # Errors
/// `none`; `clash` where several fit; `replaces-others` where somebody else wrote it.
pub fn earlier(
    desk: &Desk,
    typed: Option<&str>,
    known: impl Iterator<Item = Earlier>,
    none: Trouble,
    see: &str,
) -> Result<Option<Earlier>, Problem> {
    let Some(typed) = typed else { return Ok(None) };
    let found = one(typed, known, none)?;
    if found.by == desk.me()?.person {
        return Ok(Some(found));
    }
    let (id, what, name) = (short(&found.id), found.what, desk.person(&found.by)?);
    Err(trouble!("replaces-others", id = id, what = what, name = name, see = see).into())
}

/// The one record whose id begins with what was typed, whoever wrote it.
///
/// # Errors
/// `none`; `clash` where several fit.
pub fn one(typed: &str, known: impl Iterator<Item = Earlier>, none: Trouble) -> Result<Earlier, Problem> {
    let prefix = Prefix::parse(typed.trim());
    let fits = |earlier: &Earlier| prefix.as_ref().is_some_and(|prefix| prefix.fits(&earlier.id));
    let mut found: Vec<Earlier> = known.filter(fits).collect();
    match found.len() {
        0 => Err(none.into()),
        1 => Ok(found.remove(0)),
        count => {
            let choices: Vec<String> =
                found.iter().map(|earlier| format!("{}  {}", earlier.id.short(10), earlier.what)).collect();
            Err(trouble!("clash", typed = typed, count = count, choices = choices.join("; ")).into())
        }
    }
}
