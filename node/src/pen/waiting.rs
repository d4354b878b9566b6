//! Owns the drafts that wait for next week's tickets.

use protocol::envelope::Envelope;
use protocol::local::{DRAFTS_MAX, Draft, Trouble, WaitingDraft};
use protocol::time::Week;
use protocol::wire;

use super::NEXT;
use super::log::operation_key;
use crate::home::Home;
use crate::keyring::Keyring;
use crate::store::LocalChange;
use crate::{clock, trouble};

/// Local items of waiting drafts: this, then week and place, big-endian.
const WAITING: &[u8] = b"wait:";
/// 50,000 drafts may wait: a large import of several weeks.
const WAITING_MAX: usize = 50_000;

impl Home {
    /// Drafts that wait for tickets, oldest first.
    ///
    /// # Errors
    /// [`Trouble`] where they cannot be read.
    pub fn waiting(&self) -> Result<Vec<(Vec<u8>, WaitingDraft)>, Trouble> {
        let items = self.store().local_range(WAITING, None, 10_000).map_err(|fault| trouble::store(&fault))?;
        let read = |(key, value): (Vec<u8>, Vec<u8>)| {
            let draft = wire::lenient(&value).map_err(|_| Trouble::new("damaged", 9).with("what", "draft"))?;
            Ok((key, draft))
        };
        items.into_iter().map(read).collect()
    }

    pub(super) fn waiting_items(&self, drafts: &[Draft], week: Week) -> Result<Vec<LocalChange>, Trouble> {
        if drafts.is_empty() {
            return Ok(Vec::new());
        }
        let before = self.waiting()?;
        if before.len() + drafts.len() > WAITING_MAX {
            return Err(Trouble::new("waiting-full", 6).with("most", WAITING_MAX));
        }
        let last = before.last().and_then(|(key, _)| key.last_chunk::<8>().map(|place| u64::from_be_bytes(*place)));
        let first = last.map_or(0, |last| last + 1);
        let items = drafts.iter().enumerate().map(|(at, draft)| {
            let mut key = WAITING.to_vec();
            key.extend_from_slice(&(first + at as u64).to_be_bytes());
            (key, Some(wire::encode(&WaitingDraft { draft: draft.clone(), week })))
        });
        Ok(items.collect())
    }

    /// Writes the waiting drafts for which there are tickets now.
    ///
    /// # Errors
    /// [`Trouble`] where that fails; the drafts then go on waiting.
    pub fn release_waiting(&self) -> Result<Vec<Envelope>, Trouble> {
        let _turn = self.authoring();
        let now = clock::now();
        let due: Vec<_> =
            self.waiting()?.into_iter().filter(|(_, draft)| draft.week <= now.week()).take(DRAFTS_MAX).collect();
        let locked = self.state().keyring.as_ref().is_some_and(Keyring::is_locked);
        if due.is_empty() || locked {
            return Ok(Vec::new());
        }
        let me = self.dweller()?;
        let (keys, drafts): (Vec<_>, Vec<_>) = due.into_iter().map(|(key, draft)| (key, draft.draft)).unzip();
        let (write, _) = self.split(drafts, &me, true)?;
        let records = self.sign_all(&write, &me)?;
        let deed = self.deed("waiting drafts", &records, &write, None)?;
        let number = deed.shown.number;
        let mut local: Vec<LocalChange> = keys.into_iter().take(write.len()).map(|key| (key, None)).collect();
        local.push((operation_key(number), Some(wire::encode(&deed))));
        local.push((NEXT.to_vec(), Some(wire::encode(&(number + 1)))));
        self.write(records, local)
    }
}
