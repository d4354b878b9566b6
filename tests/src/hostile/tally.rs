//! Owns the count of what was done and how it was taken.

use std::collections::BTreeMap;
use std::io::Write as _;
use std::sync::{Mutex, Once, PoisonError};
use std::time::Duration;

use serde_json::{Value, json};

use super::fault::HostileFault;

/// Said on a line of its own with the first count, so that whoever waits can measure from there on.
pub const BEGUN: &str = "begun";

/// Counts by words of this program alone, so there are never more than those.
#[derive(Debug)]
pub struct Tally {
    counts: Mutex<BTreeMap<&'static str, u64>>,
    begun: Once,
}

impl Default for Tally {
    fn default() -> Tally {
        Tally { counts: Mutex::default(), begun: Once::new() }
    }
}

impl Tally {
    /// Counts one.
    pub fn add(&self, word: &'static str) {
        self.more(word, 1);
    }

    /// Counts several.
    pub fn more(&self, word: &'static str, many: u64) {
        self.begun.call_once(|| {
            // Whoever listens no more has no use for it.
            let mut stdout = std::io::stdout().lock();
            writeln!(stdout, "{BEGUN}").and_then(|()| stdout.flush()).unwrap_or(());
        });
        *self.counts.lock().unwrap_or_else(PoisonError::into_inner).entry(word).or_default() += many;
    }

    /// Counts how a step was taken.
    pub fn noted<T, F>(&self, result: Result<T, F>, done: &'static str, refused: &'static str) -> Option<T>
    where
        F: std::error::Error + 'static,
    {
        let word = match &result {
            Ok(_) => done,
            Err(fault) if is_stuck(fault) => "stuck",
            Err(_) => refused,
        };
        self.add(word);
        result.ok()
    }

    /// All of it, as it is printed.
    pub fn told(&self, behaviour: &str, lasted: Duration) -> Value {
        let did = self.counts.lock().unwrap_or_else(PoisonError::into_inner).clone();
        json!({ "behaviour": behaviour, "lasted_ms": lasted.as_millis() as u64, "did": did })
    }
}

fn is_stuck(fault: &(dyn std::error::Error + 'static)) -> bool {
    matches!(fault.downcast_ref::<HostileFault>(), Some(HostileFault::Stuck))
}
