//! Owns one attacker while it runs: a process, ended by its id.

use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, OnceLock};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use serde_json::Value;
use tests::network::Place;
use tests::talko::DEADLINE;

use crate::course::Part;

/// The program that misbehaves.
const HOSTILE: &str = env!("CARGO_BIN_EXE_talko-hostile");

/// An attacker.
pub struct Attack {
    child: Child,
    ends: Instant,
    begun: Arc<OnceLock<Instant>>,
    said: Option<JoinHandle<String>>,
}

impl Attack {
    /// Begins.
    ///
    /// - `folder`: where the homes lie.
    /// - `address`: where the victim listens.
    pub fn begin(folder: &Path, part: &Part, seconds: f64, address: &str) -> Attack {
        Attack::begin_by(Command::new(HOSTILE), folder, part, seconds, address)
    }

    /// Begins at a place of its own.
    pub fn begin_at(at: &Place, folder: &Path, part: &Part, seconds: f64, address: &str) -> Attack {
        Attack::begin_by(at.command(HOSTILE), folder, part, seconds, address)
    }

    fn begin_by(mut command: Command, folder: &Path, part: &Part, seconds: f64, address: &str) -> Attack {
        command.args([part.behaviour.name(), &seconds.to_string(), address]).args(&part.home).current_dir(folder);
        let mut child = command.stdout(Stdio::piped()).spawn().expect("the hostile peer starts");
        let stdout = BufReader::new(child.stdout.take().expect("piped above"));
        let begun = Arc::new(OnceLock::new());
        let first = begun.clone();
        let said = thread::spawn(move || {
            let mut last = String::new();
            for line in stdout.lines() {
                // The first one is said as soon as it has got there.
                first.get_or_init(Instant::now);
                last = line.expect("UTF-8");
            }
            last
        });
        let ends = Instant::now() + Duration::from_secs_f64(seconds) + DEADLINE;
        Attack { child, ends, begun, said: Some(said) }
    }

    /// When it had got as far as the victim; none before.
    pub fn begun(&self) -> Option<Instant> {
        self.begun.get().copied()
    }

    /// True once it is over.
    pub fn has_ended(&mut self) -> bool {
        self.child.try_wait().expect("a child can be waited for").is_some()
    }

    /// Waits for what it did.
    pub fn told(&mut self) -> Value {
        while !self.has_ended() {
            assert!(Instant::now() < self.ends, "the hostile peer does not end");
            thread::sleep(Duration::from_millis(20));
        }
        let said = self.said.take().expect("it is asked once").join().expect("it was read to its end");
        assert!(self.child.wait().expect("it has ended").success(), "the hostile peer could not do it");
        serde_json::from_str(&said).unwrap_or_else(|fault| panic!("{fault}: {said}"))
    }
}

impl Drop for Attack {
    fn drop(&mut self) {
        if !self.has_ended() {
            tests::talko::running::kill(self.child.id() as i32);
            self.child.wait().expect("it was killed");
        }
    }
}
