//! Owns what is said about changes as they happen: one line or one JSON object each.

use std::ops::ControlFlow;

use protocol::fold::RowKey;
use protocol::keys::Key;
use protocol::local::{Change, Reply, Request};
use protocol::record::Fold;
use serde_json::{Value, json};

use crate::client::Client;
use crate::command::status;
use crate::desk::Desk;
use crate::paint::Paint;
use crate::problem::{Outcome, Problem};
use crate::values::Clock;
use crate::words;

/// Prints every change until Ctrl-C, or until the process of the home ends.
///
/// # Errors
/// `stopped` where no process keeps the home open.
pub fn print(desk: &Desk) -> Outcome {
    let mut end = Ok(0);
    desk.client.watch(|change| {
        let printed = if desk.paint.json {
            desk.paint.write(&format!("{}\n", object(&change)))
        } else {
            desk.paint.write(&format!("{}  {}\n", time(&desk.clock), sentence(&change)))
        };
        match printed {
            Ok(()) => ControlFlow::Continue(()),
            Err(problem) => {
                end = Err(problem);
                ControlFlow::Break(())
            }
        }
    })?;
    end
}

/// Prints the sentence about the connection whenever it is a new one, and what was received; for
/// `up`, from a thread of its own.
///
/// # Errors
/// What the home refused, or that nobody reads any more.
pub fn sentences(client: &Client, paint: &Paint, clock: &Clock) -> Result<(), Problem> {
    let mut last: Vec<String> = Vec::new();
    let mut tell = |change: Option<&Change>| -> Result<(), Problem> {
        let mut lines = Vec::new();
        if let Some(change @ Change::Caught(_, received, _)) = change
            && *received > 0
        {
            lines.push(sentence(change));
        }
        if let Reply::Status(standing) = client.ask(Request::Status)? {
            let now = match (standing.listed, standing.joining) {
                // Nobody is to be invited by whoever waits to be let in.
                (0, 1..) => vec![words!("status-joining", count = standing.joining)],
                _ => vec![status::connection(&standing), words!("status-leads", count = standing.open_leads)],
            };
            lines.extend(now.iter().filter(|line| !last.contains(line)).cloned());
            last = now;
        }
        for line in lines {
            paint.write(&format!("{}  {line}\n", time(clock)))?;
        }
        Ok(())
    };
    tell(None)?;
    let mut end = Ok(());
    client.watch(|change| match tell(Some(&change)) {
        Ok(()) => ControlFlow::Continue(()),
        Err(problem) => {
            end = Err(problem);
            ControlFlow::Break(())
        }
    })?;
    end
}

fn time(clock: &Clock) -> String {
    Clock::new(clock.zone().clone()).time()
}

fn short(key: &Key) -> String {
    protocol::id::Id::from_bytes(*key.as_bytes()).short(6)
}

fn sentence(change: &Change) -> String {
    match change {
        Change::Rows(rows) => words!("watch-rows", count = rows.len(), what = kinds(rows)),
        Change::Came(key) => words!("watch-came", short = short(key)),
        Change::Went(key) => words!("watch-went", short = short(key)),
        Change::Roster => words!("watch-roster"),
        Change::Caught(key, received, given) => {
            words!("watch-caught", short = short(key), received = *received, given = *given)
        }
    }
}

fn kinds(rows: &[RowKey]) -> String {
    let mut names: Vec<&str> = rows.iter().map(|row| name(row.fold)).collect();
    names.sort_unstable();
    names.dedup();
    names.join(", ")
}

const fn name(fold: Fold) -> &'static str {
    match fold {
        Fold::Collective => "collective",
        Fold::Member => "member",
        Fold::Lead => "lead",
        Fold::Pledge => "pledge",
        Fold::Ask => "ask",
        Fold::Thread => "comment",
        Fold::Address => "address",
        Fold::Availability => "availability",
        Fold::FreeBusy => "free-busy",
        Fold::Markers => "marker",
        Fold::Reports => "payment-report",
    }
}

fn object(change: &Change) -> Value {
    let id = |key: &Key| protocol::id::Id::from_bytes(*key.as_bytes());
    let data = match change {
        Change::Rows(rows) => {
            let rows: Vec<Value> = rows.iter().map(|row| json!({"kind": name(row.fold), "id": row.subject})).collect();
            json!({"change": "rows", "rows": rows})
        }
        Change::Came(key) => json!({"change": "came", "home": id(key)}),
        Change::Went(key) => json!({"change": "went", "home": id(key)}),
        Change::Roster => json!({"change": "roster"}),
        Change::Caught(key, received, given) => {
            json!({"change": "caught", "home": id(key), "received": received, "given": given})
        }
    };
    json!({"schema": "talko.change/1", "data": data})
}
