//! A process that is killed in the middle of writing.

use std::io::{BufRead as _, BufReader, Write as _};
use std::process::{Command, Stdio};

use super::*;

/// Small segments, so that a round meets several.
fn small() -> Options {
    Options { segment_bytes: 32 << 10, ..options() }
}

/// Writes for ever and says after each commit how many records are acknowledged.
#[test]
#[ignore = "a child process of another test"]
fn child_writer() {
    let home = std::env::args_os().next_back().expect("the home is the last argument");
    let store = catch_up(Store::open(Path::new(&home), small()).expect("opens"));
    let mut out = std::io::stdout();
    let mut next = store.counts().records as u32;
    for round in 0.. {
        // 1 to 9 records: single writes and batches.
        let end = next + 1 + (next * 7 + round) % 9;
        store.commit(batch(next..end)).expect("committed");
        next = end;
        writeln!(out, "acknowledged {next}").expect("the parent listens");
        match round % 16 {
            3 | 9 => store.checkpoint().expect("checkpoint"),
            // The superseded values of the count are what there is to sweep.
            13 => assert!(store.sweep(1).is_ok()),
            _ => {}
        }
    }
}

#[test]
fn nothing_acknowledged_is_lost_when_the_process_is_killed() {
    let rounds: u32 = std::env::var("STORE_KILL_ROUNDS").map_or(6, |text| text.parse().expect("a number"));
    let folder = tempfile::tempdir().expect("folder");
    let mut home = folder.path().join("home");
    for round in 0..rounds {
        // A new home now and then keeps the rounds short.
        if round % 25 == 24 {
            home = folder.path().join(format!("home{round}"));
        }
        let mut writer = Command::new(std::env::current_exe().expect("this binary"))
            .args(child("store::tests::kill::child_writer"))
            .arg("--nocapture")
            .arg(&home)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("started");
        let lines = BufReader::new(writer.stdout.take().expect("piped")).lines();
        // It goes on writing while it is being killed, so the moment is any.
        let wanted = 1 + Id::of(&round.to_le_bytes()).as_bytes()[0] as usize % 60;
        let mut killed = false;
        let mut acknowledged = 0;
        let mut heard = 0;
        for line in lines {
            let line = line.expect("text");
            if let Some(count) = line.strip_prefix("acknowledged ") {
                acknowledged = count.parse().expect("a number");
                heard += 1;
            }
            if heard >= wanted && !killed {
                writer.kill().expect("killed");
                killed = true;
            }
        }
        writer.wait().expect("ended");
        assert!(killed, "the writer ended by itself in round {round}");

        let opened = Store::open(&home, small()).expect("opens");
        for notice in &opened.notices {
            assert!(matches!(notice, Notice::TornTail { .. }), "round {round}: {notice:?}");
        }
        let store = catch_up(opened);
        let held = store.counts().records as u32;
        assert!(held >= acknowledged, "round {round}: {acknowledged} acknowledged, {held} held");
        assert_holds(&store, 0..held);
        if round % 3 == 0 {
            store.close().expect("closes");
        }
    }
}
