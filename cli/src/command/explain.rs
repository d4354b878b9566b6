//! `talko explain`: the records, and the version of the rules, behind what a screen says. Every figure there is
//! computed anew from these on each machine; nobody writes it down.

pub mod client;
pub mod crew;
pub mod matched;
pub mod offer;
pub mod turn;

use clap::Subcommand;
use protocol::local::Ground;
use serde_json::{Value, json};

use crate::desk::Desk;
use crate::problem::{Outcome, Problem};
use crate::values::Clock;
use crate::words;

/// What can be explained.
#[derive(Clone, Debug, Subcommand)]
pub enum Explain {
    /// The sums and signatures of a bid.
    Bid(offer::Bid),
    /// What of the money of a bid is whose.
    Invoice(offer::Invoice),
    /// What is told of a client.
    Client(client::Client),
    /// How somebody stands to a lead.
    Match(matched::Matched),
    /// Who makes a crew.
    Crew(crew::Crew),
    /// Whose turn a lead is.
    Turn(turn::Turn),
}

impl Explain {
    /// Runs the verb.
    ///
    /// # Errors
    /// Any [`Problem`] that it meets.
    pub fn run(self, desk: &Desk) -> Outcome {
        match self {
            Explain::Bid(bid) => bid.run(desk),
            Explain::Invoice(invoice) => invoice.run(desk),
            Explain::Client(client) => client.run(desk),
            Explain::Match(matched) => matched.run(desk),
            Explain::Crew(crew) => crew.run(desk),
            Explain::Turn(turn) => turn.run(desk),
        }
    }
}

/// 8 characters of a record's id: enough to find it in an export.
const SHOWN: usize = 8;

/// A record behind a figure as a script reads it.
///
/// # Errors
/// What the home refused.
pub fn object(desk: &Desk, ground: &Ground) -> Result<Value, Problem> {
    Ok(json!({
        "kind": ground.kind,
        "record": ground.record,
        "author": {"id": ground.author, "name": author(desk, ground)?},
        "at": ground.at.map(Clock::json),
        "version": ground.version,
    }))
}

/// A record behind a figure as a person reads it: what it is, whose word, when, and its id.
///
/// # Errors
/// What the home refused.
pub fn row(desk: &Desk, ground: &Ground) -> Result<[String; 4], Problem> {
    let what = match ground.version {
        Some(version) => words!("explain-rules", version = version),
        None => words::maybe(&format!("kind-{}", ground.kind), None, &[]).unwrap_or_else(|| ground.kind.clone()),
    };
    let at = ground.at.map(|at| desk.clock.show(at)).unwrap_or_default();
    Ok([what, author(desk, ground)?, at, ground.record.short(SHOWN)])
}

fn author(desk: &Desk, ground: &Ground) -> Result<String, Problem> {
    desk.party(&ground.author)
}
