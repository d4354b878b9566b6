//! `talko node`: the process that keeps the home open, sends and receives.

use std::path::PathBuf;
use std::time::{Duration, Instant};

use clap::{Args, Subcommand};
use protocol::local::{Reach, ReachState, Reply, Request, Status as Standing};
use serde_json::json;

use super::status::{self, Status};
use crate::client::Serving;
use crate::desk::{Desk, unfit};
use crate::paint::{Answer, Table};
use crate::problem::{Outcome, Problem};
use crate::values::Clock;
use crate::{serving, trouble, watching, words};

/// 10 s: what is on its way to the disk is finished by then.
const STOPPING: Duration = Duration::from_secs(10);
/// How often is looked whether the process has ended.
const LOOK: Duration = Duration::from_millis(50);

/// The verbs of `talko node`.
#[derive(Clone, Debug, Subcommand)]
pub enum Node {
    /// Starts it.
    Start(Start),
    /// Ends it.
    Stop,
    /// How it stands.
    Status(Status),
    /// What happens, as it happens.
    Watch,
    /// The machines of others.
    Peers,
    /// Whether others can call this home.
    Reach,
}

/// What `talko node start` takes.
#[derive(Clone, Debug, Args)]
pub struct Start {
    /// Stays in this terminal.
    #[arg(long)]
    pub foreground: bool,
    /// Where to listen.
    #[arg(long, value_name = "ADDR")]
    pub listen: Vec<String>,
    /// Keeps away from the local network's announcements.
    #[arg(long)]
    pub no_lan: bool,
    /// A file with the passphrase of the keys, `-` for stdin.
    #[arg(long, value_name = "FILE")]
    pub passphrase_file: Option<PathBuf>,
    /// Answers over a pipe to whoever started it.
    #[arg(long, hide = true, requires = "foreground")]
    pub detached: bool,
    /// Ends with whoever holds its stdin open, however they end.
    #[arg(long, hide = true, requires = "foreground", conflicts_with = "detached")]
    pub leashed: bool,
}

impl Node {
    /// Runs the verb.
    ///
    /// # Errors
    /// What the home refused, or `stopped` where a process is needed.
    pub fn run(self, desk: &Desk) -> Outcome {
        match self {
            Node::Start(start) => start.run(desk),
            Node::Stop => stop(desk),
            Node::Status(status) => status.run(desk),
            Node::Watch => watching::print(desk),
            Node::Peers => peers(desk),
            Node::Reach => reach(desk),
        }
    }
}

fn standing(desk: &Desk) -> Result<Box<Standing>, Problem> {
    match desk.ask(Request::Status)? {
        Reply::Status(standing) => Ok(standing),
        other => Err(unfit("Status", &other)),
    }
}

impl Start {
    fn run(self, desk: &Desk) -> Outcome {
        let serve = serving::options(desk, &self.listen, self.no_lan, self.passphrase_file.as_deref())?;
        if self.detached {
            serving::answering(desk, serve)?;
            return Ok(0);
        }
        // A join that is kept is retried by the process, though nobody lives here yet.
        if !super::home::joining(desk)? {
            desk.me()?;
        }
        let before = standing(desk)?;
        if before.running {
            let line = words!("node-already", process = before.process);
            desk.paint.answer(&Answer::new("node", status::object(&before)).line(line))?;
            return Ok(0);
        }
        if self.foreground {
            let paint = desk.paint.clone();
            let leash = self.leashed.then(|| desk.client.home().to_path_buf());
            serving::foreground(desk, serve, move |serving| {
                if let Some(home) = leash {
                    serving::end_with_stdin(home);
                }
                let told = started(&serving);
                // Without a reader the node serves on; only its first sentence is lost.
                paint.answer(&told).unwrap_or(());
            })?;
            desk.paint.note(&words!("node-ended"))?;
            return Ok(0);
        }
        let serving = serving::detached(desk, &self.listen, self.no_lan)?;
        if let Some(passphrase) = serve.passphrase {
            match desk.ask(Request::UnlockKeys(passphrase))? {
                Reply::Done => {}
                other => return Err(unfit("UnlockKeys", &other)),
            }
        }
        desk.paint.answer(&started(&serving).line(words!("node-started-next")))?;
        Ok(0)
    }
}

/// What is said of a process that serves.
pub fn started(serving: &Serving) -> Answer {
    let data = json!({
        "running": true,
        "process": serving.process,
        "listening": serving.listening,
        "other_port": serving.moved,
    });
    let mut answer = Answer::new("node", data).line(words!("node-started", process = serving.process));
    if serving.moved {
        answer.warn(words!("node-moved", address = serving.listening.first().cloned().unwrap_or_default()));
    }
    if serving.listening.is_empty() {
        answer.warn(words!("node-deaf"));
    }
    answer
}

fn stop(desk: &Desk) -> Outcome {
    let before = standing(desk)?;
    let line = if before.running {
        match desk.ask(Request::Stop)? {
            Reply::Done => {}
            other => return Err(unfit("Stop", &other)),
        }
        let begun = Instant::now();
        while standing(desk).is_ok_and(|standing| standing.running && standing.process == before.process) {
            if begun.elapsed() > STOPPING {
                return Err(trouble!("stop-slow", process = before.process).into());
            }
            std::thread::sleep(LOOK);
        }
        words!("node-stopped", process = before.process)
    } else {
        words!("node-not-running")
    };
    let data = json!({"running": false, "process": before.running.then_some(before.process)});
    desk.paint.answer(&Answer::new("node", data).line(line))?;
    Ok(0)
}

fn peers(desk: &Desk) -> Outcome {
    let peers = super::neighbour::peers(desk)?;
    let mut items = Vec::new();
    let mut table = Table::new([
        words!("node-column-home"),
        words!("node-column-collective"),
        words!("node-column-now"),
        words!("node-column-trip"),
        words!("node-column-version"),
    ]);
    for peer in &peers {
        let collective = match &peer.collective {
            Some(charter) => Some(desk.collective(charter)?),
            None => None,
        };
        let short = protocol::id::Id::from_bytes(*peer.node.as_bytes()).short(6);
        let now = match (peer.connected, peer.relayed, peer.heard) {
            (true, false, _) => words!("node-peer-direct"),
            (true, true, _) => words!("node-peer-relayed"),
            (false, _, Some(heard)) => words!("node-peer-heard", ago = desk.clock.distance(heard)),
            (false, _, None) => words!("node-peer-never"),
        };
        let trip = peer.round_trip_ms.map_or_else(String::new, |ms| words!("node-peer-trip", ms = ms));
        items.push(json!({
            "id": protocol::id::Id::from_bytes(*peer.node.as_bytes()),
            "name": peer.name,
            "collective": peer.collective,
            "connected": peer.connected,
            "relayed": peer.relayed,
            "heard": peer.heard.map(Clock::json),
            "round_trip_ms": peer.round_trip_ms,
            "version": peer.version,
            "addresses": peer.addresses,
        }));
        table.row([
            peer.name.clone().unwrap_or(short),
            collective.unwrap_or_default(),
            now,
            trip,
            peer.version.clone().unwrap_or_default(),
        ]);
    }
    let mut answer = Answer::list("peer", items, None);
    if peers.is_empty() {
        answer.sheet.line(words!("node-no-peers"));
    } else {
        answer.sheet.table(table);
    }
    desk.paint.answer(&answer)?;
    Ok(0)
}

fn reach(desk: &Desk) -> Outcome {
    let reach = match desk.ask(Request::Reach)? {
        Reply::Reach(reach) => reach,
        other => return Err(unfit("Reach", &other)),
    };
    let data = json!({"state": state(&reach), "addresses": reach.addresses});
    let mut answer = Answer::new("reach", data).line(match reach.state {
        ReachState::Open => words!("reach-open"),
        ReachState::OpenedByRouter => words!("reach-router"),
        ReachState::ThroughNeighbour => words!("reach-neighbour"),
        ReachState::OutgoingOnly => words!("reach-outgoing"),
        ReachState::Unknown => words!("reach-unknown"),
        ReachState::Stopped => words!("reach-stopped"),
    });
    if desk.global.verbose > 0 {
        for address in &reach.addresses {
            answer.sheet.line(address.clone());
        }
    }
    desk.paint.answer(&answer)?;
    Ok(0)
}

const fn state(reach: &Reach) -> &'static str {
    match reach.state {
        ReachState::Open => "open",
        ReachState::OpenedByRouter => "opened-by-router",
        ReachState::ThroughNeighbour => "through-neighbour",
        ReachState::OutgoingOnly => "outgoing-only",
        ReachState::Unknown => "unknown",
        ReachState::Stopped => "stopped",
    }
}
