//! One home behind a line protocol: commands on the standard input, one JSON object a line back.
//!
//! `open new|INFO` · `fill N` · `fillb N B` · `token` · `connect INFO` · `expect COUNT` · `publish SEQ` ·
//! `count` · `exit`. What another peer publishes is told by itself: `{"ev":"recv","seq":..,"lat":us}`, once
//! the record is durable and its row written.

use std::io::BufRead as _;
use std::net::Ipv4Addr;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use node::home::Home;
use node::store::RowKey;
use protocol::fold::lead::LeadRow;
use protocol::local::Change;
use protocol::record::Fold;
use protocol::wire;
use serde_json::{Value, json};
use tokio::runtime::Runtime;
use tokio::sync::broadcast::error::RecvError;

use super::draft;
use super::fault::{BenchFault, io};
use super::moment::now_us;
use super::seat::{self, Seat};

/// The title of a lead that is timed, before its number and the moment of its writing.
const TIMED: &str = "Timed";

/// A peer between two commands.
struct Peer {
    folder: PathBuf,
    ip: Ipv4Addr,
    port: u16,
    runtime: Runtime,
    seat: Option<Seat>,
    /// Set while a count is awaited: rows that come then are not read one by one.
    counting: Arc<AtomicBool>,
}

/// Serves commands until `exit` or the end of the input.
///
/// # Errors
/// [`BenchFault`]; it was told as `{"err":..}` before.
pub fn run(folder: &Path, ip: Ipv4Addr, port: u16) -> Result<(), BenchFault> {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build();
    let runtime = runtime.map_err(io("start the runtime"))?;
    let mut peer = Peer { folder: folder.to_path_buf(), ip, port, runtime, seat: None, counting: Arc::default() };
    say(&json!({"ok": "ready"}));
    for line in std::io::stdin().lock().lines() {
        let line = line.map_err(io("read a command"))?;
        let words: Vec<&str> = line.split_whitespace().collect();
        if words.first() == Some(&"exit") {
            break;
        }
        match peer.obey(&words) {
            Ok(Some(answer)) => say(&answer),
            Ok(None) => {}
            Err(fault) => {
                say(&json!({"err": fault.to_string()}));
                return Err(fault);
            }
        }
    }
    match peer.seat.take() {
        Some(seat) => seat.leave(&peer.runtime),
        None => Ok(()),
    }
}

impl Peer {
    fn obey(&mut self, words: &[&str]) -> Result<Option<Value>, BenchFault> {
        let answer = match words {
            ["open", info] => {
                let begun = now_us();
                let info = self.open(info)?;
                json!({"ok": "open", "info": info, "us": now_us() - begun})
            }
            ["fill", many] => {
                let us = self.fill(number(many)?, 1)?;
                json!({"ok": "fill", "us": us})
            }
            ["fillb", many, at_once] => {
                let us = self.fill(number(many)?, number(at_once)?)?;
                json!({"ok": "fillb", "us": us})
            }
            ["token"] => json!({"ok": "token", "v": seat::leads_held(&self.seat()?.home)}),
            ["count"] => json!({"ok": "count", "n": seat::leads_held(&self.seat()?.home)}),
            // Beyond the shared protocol: another invite, and the bytes of all leads.
            ["invite", port] => {
                let port = port.parse().map_err(|_| BenchFault::Command((*port).to_string()))?;
                json!({"ok": "invite", "info": self.seat()?.invite(port)?})
            }
            ["weigh"] => json!({"ok": "weigh", "bytes": seat::weigh(&self.seat()?.home)?}),
            ["connect", _] => {
                let t0 = now_us();
                self.start()?;
                json!({"ok": "connect", "t0": t0})
            }
            ["expect", many] => {
                let (home, many, counting) = (self.seat()?.home.clone(), number(many)?, self.counting.clone());
                counting.store(true, Ordering::Relaxed);
                self.runtime.spawn(async move {
                    expect(&home, many).await;
                    say(&json!({"ok": "expect", "t": now_us()}));
                    counting.store(false, Ordering::Relaxed);
                });
                return Ok(None);
            }
            ["publish", sequence] => {
                let title = format!("{TIMED} {sequence} {}", now_us());
                self.seat()?.publish(&self.runtime, draft::leads(std::iter::once(title)))?;
                json!({"ok": "publish"})
            }
            other => return Err(BenchFault::Command(other.join(" "))),
        };
        Ok(Some(answer))
    }

    fn seat(&self) -> Result<&Seat, BenchFault> {
        self.seat.as_ref().ok_or_else(|| BenchFault::Command("nothing is open".to_string()))
    }

    /// Opens the home; that of a founder serves at once, so that others can join.
    fn open(&mut self, info: &str) -> Result<String, BenchFault> {
        let (seat, info) = match info {
            "new" => Seat::found(&self.folder, self.ip, self.port)?,
            invite => (Seat::enter(&self.folder, self.ip, self.port, invite)?, invite.to_string()),
        };
        let founder = seat.is_founder();
        self.seat = Some(seat);
        if founder {
            self.start()?;
        }
        Ok(info)
    }

    fn start(&mut self) -> Result<(), BenchFault> {
        let seat = self.seat.as_mut().ok_or_else(|| BenchFault::Command("nothing is open".to_string()))?;
        let changes = seat.home.watch();
        seat.start(&self.runtime)?;
        let (home, counting) = (seat.home.clone(), self.counting.clone());
        self.runtime.spawn(tell_timed(home, changes, counting));
        Ok(())
    }

    fn fill(&self, many: usize, at_once: usize) -> Result<u64, BenchFault> {
        let begun = now_us();
        self.seat()?.fill(&self.runtime, many, at_once)?;
        Ok(now_us() - begun)
    }
}

/// Waits until so many leads are held, verified and durable.
async fn expect(home: &Home, leads: usize) {
    let mut changes = home.watch();
    while !seat::has(home, leads) {
        match changes.recv().await {
            Ok(_) | Err(RecvError::Lagged(_)) => {}
            Err(RecvError::Closed) => return,
        }
    }
}

/// Tells of every timed lead of others whose row was written.
async fn tell_timed(home: Arc<Home>, mut changes: tokio::sync::broadcast::Receiver<Change>, counting: Arc<AtomicBool>) {
    let me = home.state().me.map(|me| me.person);
    loop {
        let rows = match changes.recv().await {
            Ok(Change::Rows(rows)) => rows,
            Ok(Change::Came(_) | Change::Went(_) | Change::Roster | Change::Caught(..)) => continue,
            Err(RecvError::Lagged(missed)) => {
                eprintln!("{missed} changes came too fast to be read");
                continue;
            }
            Err(RecvError::Closed) => return,
        };
        let seen = now_us();
        if counting.load(Ordering::Relaxed) {
            continue;
        }
        for key in rows.iter().filter(|key| key.fold == Fold::Lead) {
            let key = RowKey { letter: key.fold.letter(), subject: key.subject };
            let Ok(Some(bytes)) = home.store().row(&key) else { continue };
            let Ok(row) = wire::lenient::<LeadRow>(&bytes) else { continue };
            if let Some((sequence, written)) = timed(&row).filter(|_| Some(row.poster) != me) {
                say(&json!({"ev": "recv", "seq": sequence, "lat": seen.saturating_sub(written)}));
            }
        }
    }
}

fn timed(row: &LeadRow) -> Option<(i64, u64)> {
    let title = row.lead.as_ref()?.title.to_string();
    let (sequence, written) = title.strip_prefix(TIMED)?.trim_start().split_once(' ')?;
    match (sequence.parse(), written.parse()) {
        (Ok(sequence), Ok(written)) => Some((sequence, written)),
        _ => None,
    }
}

fn number(word: &str) -> Result<usize, BenchFault> {
    word.parse().map_err(|_| BenchFault::Command(word.to_string()))
}

fn say(answer: &Value) {
    println!("{answer}");
}
