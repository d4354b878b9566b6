//! A home on a small machine: 256 open files and 512 MiB of memory are all that its process may have.

use std::net::TcpStream;
use std::process::Command;
use std::time::Duration;

use tests::talko::{Running, Town, jobs, program, text, words};

use crate::spine::count;

/// 300: callers who say nothing, more than the home lets wait, and with everything else more than it has files.
const SILENT: usize = 300;

fn open_files(process: i32) -> usize {
    std::fs::read_dir(format!("/proc/{process}/fd")).expect("the process lives").count()
}

/// What `/proc` says in KiB behind a name.
fn kib(process: i32, name: &str) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).expect("the process lives");
    let line = status.lines().find_map(|line| line.strip_prefix(name)).expect("a line");
    line.trim_start_matches(':').trim().trim_end_matches(" kB").parse().expect("a number")
}

/// Starts a home's process within the limits, which its shell sets for it.
fn small(town: &Town, home: &str) -> Running {
    let mut shell = Command::new("sh");
    shell.args(["-c", r#"ulimit -n 256 && ulimit -d 524288 && exec "$@""#, "sh"]).arg(program::talko());
    let command = town.command_in(shell, &words::split(&format!("--home {home} node start --foreground")));
    let mut running = Running::start(command, "node start within limits");
    running.stdout_line(|line| line.contains("Talko is running"));
    running
}

#[test]
fn a_home_with_256_files_and_512_mib_serves_on_while_silent_callers_fill_its_door() {
    let town = Town::new();
    let a = town.founds("A", "Collective A", "Steward A");
    a.tell(&format!("lead import {}", jobs().display()));
    let leads = count(&a.data("lead list --limit 1000"));
    let running = small(&town, "A");
    let (b, binhs) = town.joins(&a, "B", "Binh");
    let listening = a.json("status")["data"]["listening"].clone();
    let address = text(&listening[0]);
    let port = address.split('/').nth(4).and_then(|port| port.parse::<u16>().ok()).expect("a port of the loopback");
    // They connect and say nothing; whoever is turned away at once is no less a caller.
    let callers: Vec<Option<TcpStream>> = (0..SILENT)
        .map(|_| TcpStream::connect_timeout(&([127, 0, 0, 1], port).into(), Duration::from_secs(5)).ok())
        .collect();
    assert!(callers.iter().flatten().count() > 0, "nobody came to {address}");
    let lead = a.data(r#"lead new "Said while the door is full""#);
    assert!(open_files(running.process()) <= 256);
    b.until("lead list --limit 1000", |shown| crate::spine::lists(shown, &lead["id"]));
    drop(callers);
    assert_eq!(count(&a.data("lead list --limit 1000")), leads + 1);
    let memory = kib(running.process(), "VmHWM");
    println!("{} files are open, {memory} KiB were in use at most", open_files(running.process()));
    assert!(memory < 256 << 10, "{memory} KiB for a few records");
    assert_eq!((binhs.stop(), running.stop()), (0, 0));
}
