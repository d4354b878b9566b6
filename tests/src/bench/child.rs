//! A peer in a process of its own, driven over its lines.

use std::io::{BufReader, Write as _};
use std::path::Path;
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::time::Duration;

use serde_json::Value;

use super::fault::{BenchFault, io};

/// 10 minutes: no answer of a sound peer takes longer.
const PATIENCE: Duration = Duration::from_secs(600);

/// A running peer; ended when it is dropped.
pub struct Peer {
    process: Child,
    orders: ChildStdin,
    answers: Receiver<Value>,
    heard: Receiver<Value>,
    /// What `open` answered: what another peer needs to come in.
    pub info: String,
    /// How long `open` took, in us.
    pub opened_us: u64,
}

impl Peer {
    /// Starts a peer of this same program.
    ///
    /// # Errors
    /// [`BenchFault`].
    pub fn start(folder: &Path, port: u16) -> Result<Peer, BenchFault> {
        let program = std::env::current_exe().map_err(io("find this program"))?;
        let mut command = Command::new(program);
        command.arg("peer").arg(folder).args(["127.0.0.1", &port.to_string()]);
        let mut process = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().map_err(io("start a peer"))?;
        let orders = process.stdin.take().ok_or(BenchFault::Ended)?;
        let lines = BufReader::new(process.stdout.take().ok_or(BenchFault::Ended)?);
        let (answered, answers) = channel();
        let (told, heard) = channel();
        std::thread::spawn(move || sort(lines, &answered, &told));
        let mut peer = Peer { process, orders, answers, heard, info: String::new(), opened_us: 0 };
        peer.wait("ready")?;
        Ok(peer)
    }

    /// Starts a peer and opens its home.
    ///
    /// # Errors
    /// [`BenchFault`].
    pub fn open(folder: &Path, port: u16, info: &str) -> Result<Peer, BenchFault> {
        let mut peer = Peer::start(folder, port)?;
        let answer = peer.ask(&format!("open {info}"))?;
        peer.opened_us = answer["us"].as_u64().unwrap_or_default();
        peer.info = answer["info"].as_str().unwrap_or_default().to_string();
        Ok(peer)
    }

    /// Gives an order without waiting.
    ///
    /// # Errors
    /// [`BenchFault`] where the peer has ended.
    pub fn order(&mut self, line: &str) -> Result<(), BenchFault> {
        writeln!(self.orders, "{line}").map_err(io("order a peer"))
    }

    /// Gives an order and waits for its answer.
    ///
    /// # Errors
    /// [`BenchFault`].
    pub fn ask(&mut self, line: &str) -> Result<Value, BenchFault> {
        self.order(line)?;
        self.wait(line.split_whitespace().next().unwrap_or_default())
    }

    /// Waits for the answer to an order.
    ///
    /// # Errors
    /// [`BenchFault::Peer`] where the peer refuses or is silent for too long.
    pub fn wait(&mut self, order: &str) -> Result<Value, BenchFault> {
        loop {
            let answer = self.answers.recv_timeout(PATIENCE);
            let answer = answer.map_err(|_| BenchFault::Peer(format!("no answer to {order}")))?;
            if let Some(fault) = answer.get("err") {
                return Err(BenchFault::Peer(fault.to_string()));
            }
            if answer["ok"] == order {
                return Ok(answer);
            }
        }
    }

    /// The number in an answer.
    ///
    /// # Errors
    /// [`BenchFault::Peer`] where it has none.
    pub fn number(&mut self, line: &str, field: &str) -> Result<u64, BenchFault> {
        let answer = self.ask(line)?;
        answer[field].as_u64().ok_or_else(|| BenchFault::Peer(format!("no number in {answer}")))
    }

    /// What was heard within `wait` since the last call: the number of each lead and how long it took, in us.
    pub fn heard(&self, most: usize, wait: Duration) -> Vec<(i64, u64)> {
        let mut all = Vec::new();
        while all.len() < most {
            let Ok(told) = self.heard.recv_timeout(wait) else { break };
            all.extend(told["seq"].as_i64().zip(told["lat"].as_u64()));
        }
        all
    }

    /// Processor time used so far, in us.
    ///
    /// # Errors
    /// [`BenchFault`] where the peer has ended.
    pub fn cpu_us(&self) -> Result<u64, BenchFault> {
        let stat = std::fs::read_to_string(format!("/proc/{}/stat", self.process.id()));
        let stat = stat.map_err(io("read a peer's processor time"))?;
        let fields: Vec<&str> = stat.rsplit(')').next().unwrap_or_default().split_whitespace().collect();
        let ticks = |at: usize| fields.get(at).and_then(|field| field.parse::<u64>().ok());
        // Linux counts these in hundredths of a second on every machine.
        ticks(11).zip(ticks(12)).map(|(user, system)| (user + system) * 10_000).ok_or(BenchFault::Ended)
    }

    /// Resident memory, in MB of 1,000,000 bytes.
    ///
    /// # Errors
    /// [`BenchFault`] where the peer has ended.
    pub fn memory_mb(&self) -> Result<f64, BenchFault> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.process.id()));
        let status = status.map_err(io("read a peer's memory"))?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
        let kib = line.and_then(|line| line.trim().trim_end_matches(" kB").parse::<f64>().ok());
        kib.map(|kib| kib * 1_024.0 / 1e6).ok_or(BenchFault::Ended)
    }

    /// Ends the peer in order.
    ///
    /// # Errors
    /// [`BenchFault`] where it does not end well.
    pub fn end(mut self) -> Result<(), BenchFault> {
        self.order("exit")?;
        let ended = self.process.wait().map_err(io("wait for a peer's end"))?;
        if ended.success() { Ok(()) } else { Err(BenchFault::Peer(format!("it ended with {ended}"))) }
    }
}

impl Drop for Peer {
    fn drop(&mut self) {
        // One that has ended cannot be killed; nothing is left to do then.
        if let (Err(fault), _) = (self.process.kill(), self.process.wait()) {
            eprintln!("a peer could not be ended: {fault}");
        }
    }
}

fn sort(lines: impl std::io::BufRead, answered: &Sender<Value>, told: &Sender<Value>) {
    for line in lines.lines() {
        let Ok(line) = line else { return };
        let Ok(value) = serde_json::from_str::<Value>(&line) else { continue };
        let to = if value.get("ev").is_some() { told } else { answered };
        if to.send(value).is_err() {
            return;
        }
    }
}
