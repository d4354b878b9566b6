//! Owns how the machinery's faults become the trouble that a face puts into words: one code of the
//! catalogue each, with the facts for its sentences.

use std::path::Path;

use protocol::local::Trouble;

use crate::keyring::KeyringFault;
use crate::keyring::files::FileFault;
use crate::keyring::guard::GuardFault;
use crate::keyring::lock::LockFault;
use crate::store::{Notice, StoreFault};

/// What the store refused.
pub fn store(fault: &StoreFault) -> Trouble {
    let why = fault.to_string();
    match fault {
        StoreFault::Locked { pid } => Trouble::new("locked", 5).with("process", pid.unwrap_or(0)),
        StoreFault::ReadOnly { .. } => Trouble::new("read-only", 9).with("what", why),
        StoreFault::Full { .. } => Trouble::new("disk-full", 9).with("what", why),
        StoreFault::Ceiling { used, most } => ceiling("disk-ceiling", 9, *used, *most),
        StoreFault::Damaged { .. } | StoreFault::Behind { .. } => Trouble::new("damaged", 9).with("what", why),
        StoreFault::Newer { found, known } => Trouble::new("newer", 9).with("found", found).with("known", known),
        StoreFault::TooLarge { .. } => Trouble::new("too-large", 2).with("what", why),
        StoreFault::Stopped { .. } => Trouble::new("store-stopped", 9).with("what", why),
        StoreFault::Io { source, .. } => Trouble::new("disk", 9).with("what", why).with("cause", source),
    }
}

/// A ceiling that is reached: what is used and may be, and what to allow instead, each in MiB.
pub fn ceiling(code: &str, exit: u8, used: u64, most: u64) -> Trouble {
    // Rounded up: what is used is never nothing, and twice nothing would be no more.
    let mib = |bytes: u64| bytes.div_ceil(1 << 20);
    Trouble::new(code, exit).with("used", mib(used)).with("most", mib(most)).with("more", mib(used.max(most)) * 2)
}

/// What the operating system refused about the home's folder.
pub fn io(what: &str, path: &Path, fault: &std::io::Error) -> Trouble {
    let code = match fault.kind() {
        std::io::ErrorKind::PermissionDenied | std::io::ErrorKind::ReadOnlyFilesystem => "read-only",
        std::io::ErrorKind::StorageFull | std::io::ErrorKind::QuotaExceeded => "disk-full",
        _ => "disk",
    };
    Trouble::new(code, 9).with("what", format!("{what} {}", path.display())).with("cause", fault)
}

/// What is wrong with a key file.
pub fn file(fault: &FileFault) -> Trouble {
    match fault {
        // The keys are whole where only the disk refuses.
        FileFault::Io { path, source } if matches!(io("", path, source).code.as_str(), "read-only" | "disk-full") => {
            io("use the keys in", path, source)
        }
        FileFault::Io { .. } | FileFault::Open { .. } | FileFault::Damaged { .. } => {
            Trouble::new("keys-unusable", 4).with("what", fault)
        }
    }
}

/// What is wrong with the key folder.
pub fn keyring(fault: &KeyringFault) -> Trouble {
    match fault {
        KeyringFault::Missing(_) => Trouble::new("no-identity", 4),
        KeyringFault::There(_) => Trouble::new("already-set-up", 7),
        KeyringFault::File(inner) => file(inner),
        KeyringFault::Incomplete(_) | KeyringFault::Stranger => Trouble::new("keys-unusable", 4).with("what", fault),
        KeyringFault::Locked => locked(),
        KeyringFault::Guard(inner) => guard(inner),
    }
}

/// The keys have a passphrase, and it was not given.
pub fn locked() -> Trouble {
    Trouble::new("keys-locked", 4)
}

/// Why locked keys cannot be opened.
pub fn lock(fault: &LockFault) -> Trouble {
    match fault {
        LockFault::Wrong => Trouble::new("keys-passphrase", 4),
        LockFault::Locked => locked(),
        LockFault::File(inner) => file(inner),
    }
}

/// Why this device must not sign.
pub fn guard(fault: &GuardFault) -> Trouble {
    match fault {
        GuardFault::Copied { from } => Trouble::new("home-copied", 4).with("from", from.display()),
        GuardFault::SetBack => Trouble::new("home-set-back", 4),
        // Damaged is as good as gone: what it knew is not known any more.
        GuardFault::Missing { .. } | GuardFault::File(FileFault::Damaged { .. }) => Trouble::new("guard-missing", 4),
        GuardFault::Exhausted { limit, left, week } => Trouble::new("tickets", 6)
            .with("limit", limit)
            .with("left", left)
            .with("next", protocol::time::Week(week.0 + 1).start().start().0),
        GuardFault::Unrevisable => Trouble::new("unrevisable", 6),
        GuardFault::ClockBehind { last } => Trouble::new("clock-behind", 6).with("last", last.0),
        GuardFault::ClockFarBehind { last } => Trouble::new("clock-far-behind", 6).with("last", last.0),
        GuardFault::Crowded => Trouble::new("tickets", 6).with("limit", 0).with("left", 0).with("next", 0),
        GuardFault::File(inner) => file(inner),
    }
}

/// What the store repaired when it was opened.
pub fn notice(notice: &Notice) -> Trouble {
    match notice {
        Notice::TornTail { bytes } => Trouble::new("notice-torn", 0).with("bytes", bytes),
        Notice::Mended { entries, .. } => Trouble::new("notice-mended", 0).with("entries", entries),
        Notice::Lost { first, last, .. } => Trouble::new("notice-lost", 0).with("entries", last + 1 - first),
        Notice::RowsSetAside { why } => Trouble::new("notice-rebuilt", 0).with("why", why),
    }
}
