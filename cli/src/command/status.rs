//! `talko status`: am I connected, what is queued, what needs me.

use clap::Args;
use protocol::local::{Reply, Request, Status as Standing};
use serde_json::{Value, json};

use crate::desk::{Desk, unfit};
use crate::paint::Answer;
use crate::problem::{self, Outcome, Problem};
use crate::values::Clock;
use crate::words;

/// What `talko status` takes.
#[derive(Clone, Debug, Default, Args)]
pub struct Status {
    /// One line only.
    #[arg(long)]
    pub oneline: bool,
    /// Again whenever it changes.
    #[arg(long, conflicts_with = "json")]
    pub watch: bool,
}

impl Status {
    /// Runs the command.
    ///
    /// # Errors
    /// What the home refused.
    pub fn run(self, desk: &Desk) -> Outcome {
        if self.watch {
            crate::watching::sentences(&desk.client, &desk.paint, &desk.clock)?;
            return Ok(0);
        }
        desk.paint.answer(&answer(desk, self.oneline, None)?)?;
        Ok(0)
    }
}

/// The answer: a head where there is one, the connection, and what waits.
///
/// # Errors
/// What the home refused.
pub fn answer(desk: &Desk, oneline: bool, head: Option<String>) -> Result<Answer, Problem> {
    let standing = match desk.ask(Request::Status)? {
        Reply::Status(standing) => standing,
        other => return Err(unfit("Status", &other)),
    };
    let mut answer = Answer::new("status", object(&standing));
    for notice in &standing.notices {
        let told = problem::tell(notice, &desk.clock);
        answer.warn(problem::text(&told).trim_end().to_string());
    }
    if let Some(head) = head {
        answer.sheet.line(head);
    }
    answer.sheet.line(connection(&standing));
    if !oneline {
        for line in details(&standing, &desk.clock) {
            answer.sheet.line(line);
        }
    }
    Ok(answer)
}

/// The sentence about the connection.
pub fn connection(standing: &Standing) -> String {
    match (standing.running, standing.listed, standing.connected) {
        (false, _, _) => words!("status-stopped"),
        (true, 0, _) => words!("status-alone"),
        (true, listed, 0) => words!("status-unconnected", listed = listed),
        (true, listed, connected) => words!("status-connected", connected = connected, listed = listed),
    }
}

fn details(standing: &Standing, clock: &Clock) -> Vec<String> {
    let mut lines = vec![words!("status-leads", count = standing.open_leads)];
    let mut when = |count: u64, line: String| {
        if count > 0 {
            lines.push(line);
        }
    };
    // Where nobody else is listed, nothing waits for anybody.
    when(if standing.listed > 0 { standing.queued } else { 0 }, words!("status-queued", count = standing.queued));
    when(standing.waiting, words!("status-waiting", count = standing.waiting));
    when(u64::from(standing.newcomers), words!("status-newcomers", count = standing.newcomers));
    when(u64::from(standing.to_confirm), words!("status-to-confirm", count = standing.to_confirm));
    // The count alone: what is kept of a join holds the invite's secret.
    let joining = standing.joining;
    if joining > 0 {
        lines.push(words!("status-joining", count = joining));
    }
    lines.push(match standing.backup {
        Some(made) => words!("status-backup", ago = clock.distance(made)),
        None => words!("status-no-backup"),
    });
    lines
}

/// The standing as a script reads it.
pub fn object(standing: &Standing) -> Value {
    json!({
        "running": standing.running,
        "process": standing.process,
        "since": standing.since.map(Clock::json),
        "listening": standing.listening,
        "connected": standing.connected,
        "listed": standing.listed,
        "queued": standing.queued,
        "records": standing.records,
        "open_leads": standing.open_leads,
        "waiting": standing.waiting,
        "newcomers": standing.newcomers,
        "to_confirm": standing.to_confirm,
        "tickets_left": standing.tickets_left,
        "refused": standing.refused,
        "joining": standing.joining,
        "backup": standing.backup.map(Clock::json),
        "digests": standing.digests,
        "notices": standing.notices.iter().map(|notice| &notice.code).collect::<Vec<_>>(),
    })
}
