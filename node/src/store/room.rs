//! Owns how much more may be written.

use super::{Store, StoreFault};
use crate::os;

impl Store {
    /// Bytes that may still be written above the reserve; `None` where the system does not say.
    ///
    /// # Errors
    /// What the disk answers.
    pub fn free_bytes(&self) -> Result<Option<u64>, StoreFault> {
        let free =
            os::free_bytes(&self.paths.journal).map_err(|source| StoreFault::io("ask for free space", source))?;
        Ok(free.map(|free| free.saturating_sub(self.options.reserve_bytes)))
    }
}
