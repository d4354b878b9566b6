//! `talko demo` on the real program: it shows everything, ends by itself, and leaves neither a
//! folder nor a process, whichever way it ends.

use std::fs;
use std::io::{BufRead as _, BufReader, Read as _};
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;

/// A minute is promised; the rest is for a machine that builds something else meanwhile.
const LONGEST: Duration = Duration::from_secs(90);

const LEADS: &str = "title,client,budget\n\
    Bookkeeper for a café,Kettle Lane,9 USD per hour\n\
    Bookkeeper for a charity,Harbour Kitchen,10 USD per hour\n\
    Night cover for a web shop,Paper Crane,8 USD per hour\n";

fn demo(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_talko"));
    command.arg("demo").args(arguments).env("TMPDIR", folder).stdin(Stdio::null());
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

/// Everything that it says; a run that hangs fails.
fn ended(child: Child) -> Output {
    let process = child.id().to_string();
    let (tell, told) = std::sync::mpsc::channel();
    std::thread::spawn(move || tell.send(child.wait_with_output()));
    told.recv_timeout(LONGEST)
        .unwrap_or_else(|_| {
            Command::new("kill").args(["-9", &process]).status().expect("kill runs");
            panic!("the demonstration did not end within {LONGEST:?}");
        })
        .expect("its output can be read")
}

/// Processes whose command line names the folder, where the system tells.
fn left(folder: &Path) -> Vec<String> {
    let Ok(all) = fs::read_dir("/proc") else { return Vec::new() };
    let lines = all.filter_map(|entry| fs::read(entry.ok()?.path().join("cmdline")).ok());
    let lines = lines.map(|line| String::from_utf8_lossy(&line).replace('\0', " "));
    lines.filter(|line| line.contains(&*folder.to_string_lossy())).collect()
}

fn nothing_is_left(folder: &Path) {
    assert_eq!(left(folder), Vec::<String>::new());
    let names: Vec<_> = fs::read_dir(folder).expect("the folder for folders").flatten().collect();
    assert!(names.is_empty(), "{names:?}");
}

#[test]
fn two_collectives_share_promise_and_catch_up_and_nothing_is_left() {
    // given
    let (folder, file) = (tempfile::tempdir().expect("a folder"), tempfile::tempdir().expect("a folder"));
    let leads = file.path().join("leads.csv");
    fs::write(&leads, LEADS).expect("written");
    // when
    let leads = leads.display().to_string();
    let child = demo(folder.path(), &["--collectives", "2", "--leads", &leads, "--json"]).spawn().expect("it starts");
    let output = ended(child);
    // then
    assert!(output.status.success(), "{}\n{}", text(&output.stdout), text(&output.stderr));
    let lines: Vec<Value> =
        text(&output.stdout).lines().map(|line| serde_json::from_str(line).expect("an object a line")).collect();
    let (summary, steps) = lines.split_last().expect("it says something");
    assert!(steps.iter().all(|step| step["schema"] == "talko.demo-step/1"));
    let summary = &summary["data"];
    assert_eq!(summary["steps"], steps.len());
    assert_eq!((&summary["leads"], &summary["caught_up"], &summary["removed"]), (&3.into(), &3.into(), &true.into()));
    assert_eq!(summary["balance"], "4 h promised, 3 h given, 1 h open");
    let searched = steps.iter().find(|step| step["data"]["commands"].to_string().contains("lead search"));
    assert!(searched.is_some_and(|step| step["data"]["result"].to_string().contains("bookkeeper")), "{searched:?}");
    nothing_is_left(folder.path());
}

#[test]
fn a_file_that_holds_no_leads_stops_it_with_what_the_importer_says_and_nothing_is_left() {
    let (folder, file) = (tempfile::tempdir().expect("a folder"), tempfile::tempdir().expect("a folder"));
    let leads = file.path().join("leads.json");
    fs::write(&leads, "{\"jobs\": [").expect("written");
    let leads = leads.display().to_string();
    let child = demo(folder.path(), &["--collectives", "2", "--leads", &leads, "--json"]).spawn().expect("it starts");
    let output = ended(child);
    let error: Value = serde_json::from_slice(&output.stderr).expect("an object");
    assert_eq!((output.status.code(), &error["error"]["code"]), (Some(2), &"demo-step".into()), "{error}");
    assert!(error["error"]["hint"].is_string() && error["error"]["meaning"].is_string(), "{error}");
    nothing_is_left(folder.path());
}

#[test]
fn a_file_that_is_not_there_is_told_before_anything_is_built_up() {
    let folder = tempfile::tempdir().expect("a folder");
    let child = demo(folder.path(), &["--leads", "/nowhere/leads.csv"]).spawn().expect("it starts");
    let output = ended(child);
    assert_eq!(output.status.code(), Some(2));
    assert!(output.stdout.is_empty() && text(&output.stderr).contains("E-FILE"), "{}", text(&output.stderr));
}

/// Starts it, and sends a signal once a home runs.
#[cfg(unix)]
fn cut_off(folder: &Path, signal: &str) -> Output {
    let mut child = demo(folder, &["--json"]).spawn().expect("it starts");
    let mut lines = BufReader::new(child.stdout.take().expect("piped"));
    let mut first = String::new();
    lines.read_line(&mut first).expect("the first step is told");
    assert!(first.contains("node start"), "{first}");
    let process = child.id().to_string();
    assert!(Command::new("kill").args([signal, &process]).status().expect("kill runs").success());
    let rest = std::thread::spawn(move || lines.read_to_end(&mut Vec::new()));
    let output = ended(child);
    rest.join().expect("the reader ends").expect("read");
    output
}

#[cfg(unix)]
#[test]
fn ctrl_c_ends_it_at_once_with_130_and_nothing_is_left() {
    for signal in ["-INT", "-TERM"] {
        let folder = tempfile::tempdir().expect("a folder");
        let output = cut_off(folder.path(), signal);
        assert_eq!(output.status.code(), Some(130), "{signal}: {}", text(&output.stderr));
        nothing_is_left(folder.path());
    }
}

#[cfg(unix)]
#[test]
fn no_home_outlives_a_demonstration_that_was_killed() {
    let folder = tempfile::tempdir().expect("a folder");
    assert_eq!(cut_off(folder.path(), "-KILL").status.code(), None);
    let begun = Instant::now();
    while !left(folder.path()).is_empty() {
        assert!(begun.elapsed() < LONGEST, "{:?}", left(folder.path()));
        std::thread::yield_now();
    }
}

fn text(bytes: &[u8]) -> std::borrow::Cow<'_, str> {
    String::from_utf8_lossy(bytes)
}
