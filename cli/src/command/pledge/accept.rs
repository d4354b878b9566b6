//! `talko pledge accept`: answers an ask by a pledge that names it.

use clap::Args;
use protocol::local::Sort;
use protocol::record::pledge::{Pledge, Quantity};

use super::held;
use super::offer::{VALID, promise};
use super::quantity::Amounts;
use crate::desk::Desk;
use crate::problem::Outcome;
use crate::share::Audience;
use crate::values::when;
use crate::{choose, trouble};

/// What `talko pledge accept` takes.
#[derive(Clone, Debug, Args)]
pub struct Accept {
    /// The ask, by its id or its words.
    pub ask: String,
    /// How much, where the ask does not say or you promise another part.
    #[command(flatten)]
    pub amounts: Amounts,
    /// How long it holds.
    #[arg(long, value_name = "SPAN", default_value = VALID)]
    pub valid: String,
}

impl Accept {
    /// Runs the verb.
    ///
    /// # Errors
    /// `ask-…` where it cannot be answered any more; `pledge-quantity` where nothing says how much.
    pub fn run(self, desk: &Desk) -> Outcome {
        let named = choose::one(desk, Sort::Ask, &self.ask)?;
        let found = held(desk)?.1.into_iter().find(|shown| shown.row.id == named.id);
        let shown = found.ok_or_else(|| trouble!("unknown-ask", typed = &self.ask))?;
        let row = shown.row;
        if row.asker == desk.me()?.person {
            return Err(trouble!("ask-own", short = shown.short).into());
        }
        let Some(ask) = row.ask.filter(|ask| !row.withdrawn && !ask.closed) else {
            return Err(trouble!("ask-closed", short = shown.short).into());
        };
        if let Some(end) = ask.until.filter(|end| *end < desk.clock.now) {
            return Err(trouble!("ask-over", short = shown.short, when_ms = end.0).into());
        }
        let what = match (self.amounts.typed(desk)?, ask.minutes) {
            (Some(what), _) => what,
            (None, Some(minutes)) => Quantity::of_minutes(minutes),
            (None, None) => return Err(trouble!("pledge-quantity", typed = &*ask.text).into()),
        };
        // Whoever reads the ask reads its answer.
        let audience = Audience::of(row.space, row.audience);
        let until = when::until(&self.valid, &desk.clock)?;
        let pledge = Pledge { text: ask.text, to: row.asker, what, until, calls: None, notice_hours: None };
        promise(desk, "pledge accept", pledge, vec![row.id], audience)
    }
}
