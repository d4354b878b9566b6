//! Neighbours whom this home does not deal with: their leads and promises are not shown here, and their
//! machines are neither called nor served. What is held, and so every digest, stays as it is.

use std::collections::BTreeSet;

use protocol::id::Id;
use protocol::keys::Key;
use protocol::local::Trouble;
use protocol::record::charter::COLLECTIVES_MAX;

use super::{Home, held};
use crate::trouble;

/// Local items that name a blocked collective: this, then its charter.
const BLOCKED: &[u8] = b"blocked:";

impl Home {
    /// The collectives that are blocked here.
    pub(crate) fn blocked(&self) -> BTreeSet<Id> {
        held(self.blocked.lock()).clone()
    }

    /// True where a blocked collective lists a machine, and the own one does not.
    pub(crate) fn is_blocked(&self, machine: &Key) -> bool {
        let blocked = self.blocked();
        if blocked.is_empty() {
            return false;
        }
        let state = self.state();
        state.replica.roster().is_of_any(machine, &blocked, state.me.map(|me| me.collective).as_ref())
    }

    /// Blocks a collective on this machine, or ends that; repeated without harm.
    ///
    /// # Errors
    /// [`Trouble`] `unknown` for one that is not known, `block-own` for the own, `block-many` above
    /// [`COLLECTIVES_MAX`]; where the disk fails.
    pub fn block(&self, collective: Id, blocked: bool) -> Result<(), Trouble> {
        let me = self.dweller()?;
        if me.collective == collective {
            return Err(Trouble::new("block-own", 6));
        }
        if self.state().replica.roster().collective(&collective).is_none() {
            return Err(Trouble::new("unknown", 2).with("what", collective.short(6)));
        }
        let known = self.blocked();
        if blocked && !known.contains(&collective) && known.len() >= COLLECTIVES_MAX {
            return Err(Trouble::new("block-many", 6).with("most", COLLECTIVES_MAX));
        }
        let mut name = BLOCKED.to_vec();
        name.extend_from_slice(collective.as_bytes());
        self.set_local(vec![(name, blocked.then(|| protocol::wire::encode(&self.now())))])?;
        {
            let mut all = held(self.blocked.lock());
            if blocked {
                all.insert(collective)
            } else {
                all.remove(&collective)
            };
        }
        self.hide_blocked()
    }

    /// Reads whom this home has blocked, when it opens.
    pub(super) fn read_blocked(&self) -> Result<(), Trouble> {
        let items = self.store.local_range(BLOCKED, None, COLLECTIVES_MAX).map_err(|fault| trouble::store(&fault))?;
        let read = |(name, _): (Vec<u8>, Vec<u8>)| {
            let id = name.strip_prefix(BLOCKED).and_then(|id| <[u8; 32]>::try_from(id).ok());
            id.map(Id::from_bytes).ok_or_else(|| Trouble::new("damaged", 9).with("what", "blocked"))
        };
        *held(self.blocked.lock()) = items.into_iter().map(read).collect::<Result<_, _>>()?;
        Ok(())
    }

    fn hide_blocked(&self) -> Result<(), Trouble> {
        let blocked = self.blocked();
        self.leads(|leads| leads.hide(blocked))
    }
}
