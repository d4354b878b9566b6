//! How much of its machine a home may take, as its people have set it, and what is told where that is reached.

use protocol::local::{Allowance, Trouble};

use super::Home;
use crate::trouble;

impl Home {
    /// Sets how much the home may take from now on. It is kept by whoever opens the home: nothing of it is on its
    /// disk.
    pub fn allow(&self, allowance: Allowance) {
        self.store().allow(allowance.disk_bytes);
    }

    /// What is told beside every status while a ceiling is reached.
    pub(crate) fn reached_ceilings(&self) -> Vec<Trouble> {
        let store = self.store();
        let disk = store
            .is_at_ceiling()
            .then(|| trouble::ceiling("notice-disk-ceiling", 0, store.used_bytes(), store.allowed_bytes()));
        disk.into_iter().collect()
    }
}
