//! `talko neighbour block` and `unblock`: this machine alone deals with a collective no more, or again.

use protocol::local::{Reply, Request, Sort};
use serde_json::json;

use crate::choose;
use crate::desk::{Desk, unfit};
use crate::paint::Answer;
use crate::problem::Outcome;
use crate::{trouble, words};

/// Blocks a collective, or ends that.
///
/// # Errors
/// `unknown-collective`, `block-own`, `block-many`.
pub fn block(desk: &Desk, typed: &str, blocked: bool) -> Outcome {
    let found = choose::one(desk, Sort::Collective, typed)?;
    let known = desk.directory()?.collectives.iter().find(|card| card.charter == found.id);
    let card = known.ok_or_else(|| trouble!("unknown-collective", typed = typed))?;
    if card.own {
        return Err(trouble!("block-own").into());
    }
    let name = card.name.clone();
    if !desk.global.dry_run {
        match desk.ask(Request::Block { collective: found.id, blocked })? {
            Reply::Done => {}
            other => return Err(unfit("Block", &other)),
        }
    }
    let mut answer = Answer::new("neighbour", json!({"id": found.id, "name": name, "blocked": blocked}));
    answer.sheet.line(match (blocked, desk.global.dry_run) {
        (true, false) => words!("neighbour-block-done", name = &name),
        (true, true) => words!("neighbour-block-would", name = &name),
        (false, false) => words!("neighbour-unblock-done", name = &name),
        (false, true) => words!("neighbour-unblock-would", name = &name),
    });
    if blocked {
        answer.sheet.line(words!("neighbour-block-means"));
    }
    desk.paint.answer(&answer)?;
    Ok(0)
}

#[cfg(test)]
mod tests {
    use protocol::id::Id;

    use super::*;
    use crate::fixture::{id, run};

    /// What the home was asked to block.
    fn blocks(words: &[&str]) -> (bool, Vec<(Id, bool)>) {
        let ran = run(words, |request| matches!(request, Request::Block { .. }).then_some(Reply::Done));
        let asked = ran.asked.iter().filter_map(|request| match request {
            Request::Block { collective, blocked } => Some((*collective, *blocked)),
            _ => None,
        });
        (ran.outcome.is_ok(), asked.collect())
    }

    #[test]
    fn only_another_collective_is_blocked_and_a_dry_run_blocks_nobody() {
        assert_eq!(blocks(&["neighbour", "block", "Cebu Desk"]), (false, Vec::new()), "the own one");
        assert_eq!(blocks(&["neighbour", "block", "Laguna VAs", "--dry-run"]), (true, Vec::new()));
        let theirs = id("Laguna VAs");
        assert_eq!(blocks(&["neighbour", "block", "Laguna VAs"]), (true, vec![(theirs, true)]));
        assert_eq!(blocks(&["neighbour", "unblock", "Laguna VAs"]), (true, vec![(theirs, false)]));
    }
}
