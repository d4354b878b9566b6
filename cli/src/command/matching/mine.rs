//! `talko match for-me`: which leads one could do oneself, what pays most for an hour first.

use clap::Args;
use protocol::local::{Compare, Matched};
use protocol::money::Currency;

use super::{compare, fit_text, lines, object};
use crate::desk::Desk;
use crate::paint::{Answer, Table};
use crate::problem::Outcome;
use crate::values::span;
use crate::words;

/// What `talko match for-me` takes.
#[derive(Clone, Debug, Default, Args)]
pub struct ForMe {
    /// Also what misses something.
    #[arg(long)]
    pub all: bool,
    /// How much of each day must be shared.
    #[arg(long, value_name = "HOURS")]
    pub overlap: Option<String>,
    /// Markers that nobody attested will do.
    #[arg(long)]
    pub own_word: bool,
}

impl ForMe {
    /// Runs the verb.
    ///
    /// # Errors
    /// What the home refused.
    pub fn run(self, desk: &Desk) -> Outcome {
        let mut matches = compare(
            desk,
            Compare {
                lead: None,
                person: None,
                least_minutes: self.overlap.as_deref().map(span::hours).transpose()?.map(u64::from),
                own_word: self.own_word,
                misses: self.all,
            },
        )?;
        let usual = desk.currency();
        matches.items.sort_by_key(|found| (found.fit, pays(found, usual), found.closes, found.lead.id));
        let items = matches.items.iter().map(|found| object(desk, found)).collect::<Result<Vec<_>, _>>()?;
        let mut answer = Answer::list("match", items, None);
        let mut table = Table::default();
        for found in &matches.items {
            let missing: Vec<String> = lines(desk, found, true).into_iter().map(|(label, _)| label).collect();
            table.row([
                found.lead.short.clone(),
                found.lead.title.clone(),
                found.hour.map(|hour| words!("pay-hour", sum = hour.to_string())).unwrap_or_default(),
                fit_text(found.fit),
                missing.join(", "),
            ]);
        }
        match table.is_empty() {
            true => answer.sheet.line(words!("match-none")),
            false => answer.sheet.table(table),
        }
        answer.sheet.line("");
        answer.sheet.line(words!(
            "match-counted-leads",
            fits = matches.fits,
            open = matches.open,
            misses = matches.misses
        ));
        if matches.misses > 0 && !self.all {
            answer.sheet.line(words!("match-see-all"));
        }
        desk.paint.answer(&answer)?;
        Ok(0)
    }
}

/// What pays most for an hour in the usual currency first; then what is paid in others, then what nobody knows.
fn pays(found: &Matched, usual: Option<Currency>) -> (u8, std::cmp::Reverse<u64>) {
    match found.hour {
        Some(hour) if usual.is_none_or(|usual| usual == hour.currency) => (0, std::cmp::Reverse(hour.minor)),
        // Sums in different currencies have no order.
        Some(_) => (1, std::cmp::Reverse(0)),
        None => (2, std::cmp::Reverse(0)),
    }
}
