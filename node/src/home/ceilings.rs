//! How much of its machine a home may take, as its people have set it, and what is told where that is reached.
//! The bytes of the line are counted a day of UTC, and kept, so that a new start goes on counting.

use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};

use protocol::local::{Allowance, LINE_BYTES, Trouble};
use protocol::time::Day;
use serde::{Deserialize, Serialize};

use super::{Home, held};
use crate::trouble;

/// The local item with the bytes of the day.
const LINE: &[u8] = b"line";
/// A thousandth of what is allowed: so much may be forgotten where the process is killed. Each note is a sync of the
/// disk.
const NOTED: u64 = 1_000;
/// 64 KiB: the same where little is allowed.
const NOTED_LEAST: u64 = 64 << 10;
/// A sixteenth of what is allowed, above it: kept for handing on what was written here.
const OWN: u64 = 16;

/// Bytes that went over the line.
#[derive(Debug)]
pub(super) struct Line {
    allowed_bytes: AtomicU64,
    /// Read from the store when it is asked for first.
    today: Mutex<Option<Today>>,
}

/// The bytes of a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Today {
    day: Day,
    bytes: u64,
    /// How many of them stand in the store.
    noted: u64,
}

/// How far the line may still be used today.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum LineStands {
    /// As ever.
    Free,
    /// For handing on what was written here.
    OwnWrites,
    /// For gossip alone.
    Spent,
}

impl Line {
    pub(super) fn new() -> Line {
        Line { allowed_bytes: AtomicU64::new(LINE_BYTES), today: Mutex::default() }
    }
}

impl Today {
    fn begun(day: Day) -> Today {
        Today { day, bytes: 0, noted: 0 }
    }

    /// The same on that day; a new count where midnight has passed, or a clock was set back over it.
    fn as_of(self, day: Day) -> Today {
        if self.day == day { self } else { Today::begun(day) }
    }

    fn stands(self, allowed: u64) -> LineStands {
        match self.bytes {
            bytes if bytes < allowed => LineStands::Free,
            bytes if bytes < allowed.saturating_add(allowed / OWN) => LineStands::OwnWrites,
            _ => LineStands::Spent,
        }
    }

    /// True where so much has passed that it is to be noted.
    fn is_due(self, allowed: u64) -> bool {
        self.bytes - self.noted >= (allowed / NOTED).max(NOTED_LEAST)
    }
}

impl Home {
    /// Sets how much the home may take from now on. It is kept by whoever opens the home: nothing of it is on its
    /// disk.
    pub fn allow(&self, allowance: Allowance) {
        self.store().allow(allowance.disk_bytes);
        self.line.allowed_bytes.store(allowance.line_bytes, Ordering::Relaxed);
    }

    /// Counts bytes that went over the line, and notes them where many have. Blocks for the disk.
    ///
    /// # Errors
    /// [`Trouble`] where the disk fails; they count all the same until the process ends.
    pub(crate) fn count_line(&self, bytes: u64) -> Result<(), Trouble> {
        let counted = |today: Today| Today { bytes: today.bytes.saturating_add(bytes), ..today };
        if self.today_with(counted)?.is_due(self.line_allowed()) { self.note_line() } else { Ok(()) }
    }

    /// Notes what was counted, for the next start.
    ///
    /// # Errors
    /// [`Trouble`] where the disk fails.
    pub(crate) fn note_line(&self) -> Result<(), Trouble> {
        let today = self.today()?;
        if today.noted == today.bytes {
            return Ok(());
        }
        let noted = Today { noted: today.bytes, ..today };
        self.set_local(vec![(LINE.to_vec(), Some(protocol::wire::encode(&noted)))])?;
        let stands = |later: Today| if later.day == noted.day { Today { noted: noted.bytes, ..later } } else { later };
        self.today_with(stands).map(|_| ())
    }

    /// Bytes that went over the line today.
    ///
    /// # Errors
    /// [`Trouble`] where what was noted cannot be read.
    pub(crate) fn line_bytes(&self) -> Result<u64, Trouble> {
        Ok(self.today()?.bytes)
    }

    /// How many may.
    pub(crate) fn line_allowed(&self) -> u64 {
        self.line.allowed_bytes.load(Ordering::Relaxed)
    }

    /// How far the line may still be used today.
    pub(crate) fn line_stands(&self) -> LineStands {
        match self.today() {
            Ok(today) => today.stands(self.line_allowed()),
            Err(trouble) => {
                tracing::warn!(code = trouble.code, "what went over the line today cannot be read");
                LineStands::Free
            }
        }
    }

    /// Today's count.
    fn today(&self) -> Result<Today, Trouble> {
        self.today_with(|today| today)
    }

    /// The same after a change; one at a time, so that nobody who looks puts back what was counted meanwhile.
    fn today_with(&self, change: impl FnOnce(Today) -> Today) -> Result<Today, Trouble> {
        let now = self.now().day();
        let mut known = held(self.line.today.lock());
        let today = match *known {
            Some(today) => today,
            None => self.local::<Today>(LINE)?.unwrap_or(Today::begun(now)),
        };
        Ok(*known.insert(change(today.as_of(now))))
    }

    /// What is told beside every status while a ceiling is reached.
    ///
    /// # Errors
    /// [`Trouble`] where what was noted cannot be read.
    pub(crate) fn reached_ceilings(&self) -> Result<Vec<Trouble>, Trouble> {
        let (store, today, allowed) = (self.store(), self.today()?, self.line_allowed());
        let disk = store
            .is_at_ceiling()
            .then(|| trouble::ceiling("notice-disk-ceiling", 0, store.used_bytes(), store.allowed_bytes()));
        let spent = today.stands(allowed) != LineStands::Free;
        let line = spent.then(|| {
            let midnight = today.day.plus(1).start();
            trouble::ceiling("notice-line-ceiling", 0, today.bytes, allowed).with("until", midnight.0)
        });
        Ok(disk.into_iter().chain(line).collect())
    }
}

#[cfg(test)]
mod tests;
