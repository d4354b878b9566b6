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

/// What `status` says is used of something, in its unit.
fn used(status: &serde_json::Value, of: &str) -> u64 {
    let ceilings = status["ceilings"].as_array().expect("a list");
    let ceiling = ceilings.iter().find(|ceiling| ceiling["name"] == of);
    ceiling.and_then(|ceiling| ceiling["used"].as_u64()).unwrap_or_else(|| panic!("no {of}: {status}"))
}

fn notices(status: &serde_json::Value) -> Vec<String> {
    status["notices"].as_array().expect("a list").iter().map(text).collect()
}

#[test]
fn a_home_that_has_taken_all_the_room_it_may_reads_on_and_goes_on_when_more_is_allowed() {
    let town = Town::new();
    let a = town.founds("A", "Collective A", "Steward A");
    let running = a.serve();
    let (b, binhs) = town.joins(&a, "B", "Binh");
    let kept = a.data(r#"lead new "Before""#);
    // A first size of sled's file is above the least that can be set; whatever is there is too much then.
    let room = used(&a.data("status"), "disk_bytes").max(1 << 20);
    a.tell(&format!(r#"config set disk_max "{} kB""#, room.div_ceil(1_000)));
    let full = (0..200).find_map(|number| {
        let filler = format!(r#"lead new "Filler {number}" --text "{}" --json"#, "words and words ".repeat(100));
        let answer = a.talko(&filler);
        (answer.exit != 0).then(|| answer.refused())
    });
    let full = full.unwrap_or_else(|| panic!("the ceiling is never reached: {}", a.data("status")));
    assert_eq!(full.as_pair(), ("disk-ceiling", 9));
    a.until("status", |status| notices(status).contains(&"notice-disk-ceiling".to_string()));
    let before = count(&a.data("lead list --limit 1000"));
    assert_eq!(a.refused(r#"lead new "Above""#).as_pair(), ("disk-ceiling", 9));
    let said = a.tell("status -v");
    assert!(format!("{said:?}").contains("talko config set disk_max"), "{said:?}");
    // Nothing of a neighbour's either; what is there is read and exported.
    let news = b.data(r#"lead new "News of Binh""#);
    assert!(crate::spine::lists(&a.data("lead list --limit 1000"), &kept["id"]));
    a.tell("export all --output A/exported");
    assert_eq!(a.refused(r#"lead new "Still above""#).as_pair(), ("disk-ceiling", 9));
    assert_eq!(count(&a.data("lead list --limit 1000")), before, "Binh's lead was not taken");
    // It is a setting: a new start holds it.
    assert_eq!(running.stop(), 0);
    assert_eq!(a.refused(r#"lead new "Above""#).as_pair(), ("disk-ceiling", 9));
    let running = a.serve();
    assert_eq!(a.refused(r#"lead new "Above""#).as_pair(), ("disk-ceiling", 9));
    // The running process is told, and fetches what it left out.
    a.tell("config unset disk_max");
    a.until("lead list --limit 1000", |shown| crate::spine::lists(shown, &news["id"]));
    a.tell(r#"lead new "Below again""#);
    assert_eq!(notices(&a.data("status")), [] as [&str; 0]);
    assert_eq!((binhs.stop(), running.stop()), (0, 0));
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
    assert!(callers.iter().flatten().count() > SILENT / 2, "few came to {address}");
    let lead = a.data(r#"lead new "Said while the door is full""#);
    // The system sees to it that it has no more than 256: what it needs to go on must be left of them.
    assert!(open_files(running.process()) <= 256 - 32, "{} files are open", open_files(running.process()));
    b.until("lead list --limit 1000", |shown| crate::spine::lists(shown, &lead["id"]));
    drop(callers);
    assert_eq!(count(&a.data("lead list --limit 1000")), leads + 1);
    let memory = kib(running.process(), "VmHWM");
    println!("{} files are open, {memory} KiB were in use at most", open_files(running.process()));
    assert!(memory < 256 << 10, "{memory} KiB for a few records");
    assert_eq!((binhs.stop(), running.stop()), (0, 0));
}

#[test]
fn a_home_that_has_used_the_bytes_of_its_day_hands_on_what_it_writes_and_fetches_the_rest_when_more_is_allowed() {
    let town = Town::new();
    let a = town.founds("A", "Collective A", "Steward A");
    let running = a.serve();
    let (b, binhs) = town.joins(&a, "B", "Binh");
    // More than the least that can be set: 130 leads of 10 kB, by catch-up as they are many.
    let rows = (0..130).map(|number| {
        let id = |part: u32| protocol::id::Id::of(format!("{number} {part}").as_bytes()).short(52);
        format!("Large {number},{}\n", (0..190).map(id).collect::<Vec<_>>().join(" "))
    });
    std::fs::write(b.path().join("many.csv"), format!("title,text\n{}", rows.collect::<String>())).expect("a table");
    b.tell("lead import B/many.csv");
    a.until("lead list --limit 1000", |shown| count(shown) == 130);
    let far = a.until("status", |status| used(status, "line_bytes_today") > 1_300_000);
    assert_eq!(notices(&far), [] as [&str; 0]);
    // A little less than what was used: between the ceiling and the sixteenth above it.
    let most = used(&far, "line_bytes_today") / 1_000 * 98 / 100;
    a.tell(&format!(r#"config set line_max "{most} kB""#));
    assert_eq!(notices(&a.data("status")), ["notice-line-ceiling"]);
    assert!(format!("{:?}", a.tell("status")).contains("talko config set line_max"));
    // It is told over a restart, with what was used.
    assert_eq!(running.stop(), 0);
    let kept = a.data("status");
    assert!(used(&kept, "line_bytes_today") >= used(&far, "line_bytes_today"), "{kept}");
    assert_eq!(notices(&kept), ["notice-line-ceiling"]);
    let running = a.serve();
    // What it has said of itself since then has gone out: for what is its own it would begin a catch-up.
    b.until_told_where(&a);
    a.until("status", |status| status["queued"] == 0);

    // What others have is not fetched: they are told to come later.
    assert_eq!(binhs.stop(), 0);
    let news = b.data(r#"lead new "Written while away""#);
    let binhs = b.serve();
    a.until("status", |status| status["refused"]["spared"].as_u64().is_some_and(|many| many > 0));
    assert_eq!(count(&a.data("lead list --limit 1000")), 130, "nothing was fetched");
    assert_eq!(b.data("status")["queued"], 1, "and nobody takes it for handed over");
    // What is written here goes out, also what stays in the collective, which is never gossiped.
    let own = a.data(r#"lead new "Own" --share own"#);
    b.until("lead list --limit 1000", |shown| crate::spine::lists(shown, &own["id"]));
    a.tell("config unset line_max");
    a.until("lead list --limit 1000", |shown| crate::spine::lists(shown, &news["id"]));
    b.until("status", |status| status["queued"] == 0);
    assert_eq!((binhs.stop(), running.stop()), (0, 0));
}
