//! Owns the count of what was done and how it was taken.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use serde_json::{Value, json};

use super::fault::HostileFault;

/// Counts by words of this program alone, so there are never more than those.
#[derive(Debug, Default)]
pub struct Tally(Mutex<BTreeMap<&'static str, u64>>);

impl Tally {
    /// Counts one.
    pub fn add(&self, word: &'static str) {
        self.more(word, 1);
    }

    /// Counts several.
    pub fn more(&self, word: &'static str, many: u64) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner).entry(word).or_default() += many;
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
        let did = self.0.lock().unwrap_or_else(PoisonError::into_inner).clone();
        json!({ "behaviour": behaviour, "lasted_ms": lasted.as_millis() as u64, "did": did })
    }
}

fn is_stuck(fault: &(dyn std::error::Error + 'static)) -> bool {
    matches!(fault.downcast_ref::<HostileFault>(), Some(HostileFault::Stuck))
}
