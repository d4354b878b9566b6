//! Owns the computing of rows that the index lacks, from the journal.

use std::collections::BTreeMap;

use protocol::fold::RowKey;
use protocol::id::Id;
use protocol::local::Trouble;

use super::{Dweller, Home, ME, PAGE, UNSENT, held};
use crate::store::{self, Entry};
use crate::trouble;

impl Home {
    /// Opens the index again and computes what it lacks.
    ///
    /// # Errors
    /// [`Trouble`]; what was acknowledged is in the journal all the same.
    pub(crate) fn mend_rows(&self) -> Result<(), Trouble> {
        self.store.restart_index().map_err(|fault| trouble::store(&fault))?;
        self.replay()?;
        *held(self.leads.lock()) = None;
        Ok(())
    }

    /// Computes the rows that the index lacks, from the journal.
    pub(super) fn replay(&self) -> Result<(), Trouble> {
        let fresh = BTreeMap::new();
        let mut dropped = false;
        while let Some(piece) = self.store.replay().map_err(|fault| trouble::store(&fault))? {
            let mut refolds = BTreeMap::new();
            {
                let state = self.state();
                for entry in &piece.entries {
                    match entry {
                        Entry::Record { id, .. } => refolds.extend(state.replica.refold(id)),
                        Entry::Local { .. } => {}
                        Entry::Dropped { .. } => dropped = true,
                    }
                }
            }
            let rows = self.fold(refolds.into_iter().collect(), &fresh)?;
            self.store.apply(piece.pending, rows).map_err(|fault| trouble::store(&fault))?;
        }
        if dropped {
            self.refold_everything()?;
        }
        let me: Option<Dweller> = self.local(ME)?;
        let handover = self.local(UNSENT)?.unwrap_or_default();
        let mut state = self.state();
        state.handover = handover;
        if let (None, Some(me)) = (state.me, me) {
            state.me = Some(me);
            state.replica.settle(me.person);
        }
        Ok(())
    }

    /// What a dropped record was about is not known any more: every row is folded anew.
    fn refold_everything(&self) -> Result<(), Trouble> {
        let refolds: BTreeMap<RowKey, Vec<Id>> = self.state().replica.refold_all().collect();
        let mut stale = Vec::new();
        for fold in protocol::record::Fold::ALL {
            let mut after = None;
            loop {
                let page =
                    self.store.rows(fold.letter(), after.as_ref(), PAGE).map_err(|fault| trouble::store(&fault))?;
                let Some((last, _)) = page.last() else { break };
                after = Some(*last);
                let gone = |subject: &Id| !refolds.contains_key(&RowKey { fold, subject: *subject });
                let keys = page.iter().map(|(subject, _)| *subject).filter(gone);
                stale.extend(keys.map(|subject| (store::RowKey { letter: fold.letter(), subject }, None)));
            }
        }
        let mut rows = self.fold(refolds.into_iter().collect(), &BTreeMap::new())?;
        rows.extend(stale);
        self.store.commit(store::Batch { rows, ..store::Batch::default() }).map_err(|fault| trouble::store(&fault))
    }
}
