//! `talko charter history`: every version, the newest first.

use super::change::{Difference, differences};
use super::{before, said, view};
use crate::desk::Desk;
use crate::paint::{Answer, Table};
use crate::problem::Outcome;
use crate::words;

/// Runs the verb.
///
/// # Errors
/// What the home refused.
pub fn run(desk: &Desk) -> Outcome {
    let view = view(desk)?;
    let mut items = Vec::new();
    let mut table = Table::new([
        words!("charter-column-version"),
        words!("column-id"),
        words!("log-column-when"),
        words!("charter-column-by"),
        words!("invite-column-state"),
        words!("charter-column-changes"),
    ]);
    for card in &view.revisions {
        let told = match before(&view, card) {
            Some(before) => differences(desk, said::side(before), said::side(card))?,
            None => Vec::new(),
        };
        items.push(said::object(desk, card, &told)?);
        let lines: Vec<&str> = told.iter().map(Difference::short).collect();
        let changes = match card.revision.charter.revision {
            0 => words!("charter-founded"),
            _ => lines.join(" "),
        };
        table.row([
            card.revision.charter.revision.to_string(),
            card.short.clone(),
            desk.clock.show(card.revision.at),
            desk.person(&card.revision.author)?,
            said::phase_said(card.revision.phase),
            changes,
        ]);
    }
    let mut answer = Answer::list("charter", items, None);
    answer.sheet.table(table);
    desk.paint.answer(&answer)?;
    Ok(0)
}
