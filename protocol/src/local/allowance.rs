//! How much of its machine a home may take, as its people have set it.

use serde::{Deserialize, Serialize};

/// 8 GiB of disk: fifty times what 50,000 records take with journal, second copy and rows, and a quarter of the
/// smallest card that small computers are sold with.
pub const DISK_BYTES: u64 = 8 << 30;

/// 2 GiB a day over the line: see docs/decisions/0031 for what stands behind it.
pub const LINE_BYTES: u64 = 2 << 30;

/// How much a home may take.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Allowance {
    /// Bytes of the disk, all that the store keeps.
    pub disk_bytes: u64,
    /// Bytes a day of UTC to other homes and from them.
    pub line_bytes: u64,
}

impl Default for Allowance {
    fn default() -> Allowance {
        Allowance { disk_bytes: DISK_BYTES, line_bytes: LINE_BYTES }
    }
}
