//! Owns the passphrase of open keys: put on, taken off, given and forgotten again. The file is
//! [`super::lock`]'s.

use std::path::Path;

use super::files::{FileFault, io_fault, wipe_key, write_key};
use super::lock::{LOCKED, LockFault, Locked, Opener, Secrets};
use super::{DEVICE, Keyring, RECOVERY, SEAL, seals};
use crate::os;

impl Keyring {
    /// True while the passphrase has not been given.
    pub fn is_locked(&self) -> bool {
        self.secrets.is_none()
    }

    /// What the passphrase keeps, where there is one.
    pub fn locked(&self) -> Option<&Locked> {
        self.locked.as_ref()
    }

    /// Where the keys are.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Takes what [`Locked::open`] gave; nothing happens where the keys are others by now.
    pub fn unlock(&mut self, secrets: Secrets, opener: Opener) {
        if self.locked.is_some() && secrets.device.key() == self.device_key {
            (self.secrets, self.opener) = (Some(secrets), Some(opener));
        }
    }

    /// Forgets what the passphrase keeps; keys without one stay open.
    pub fn lock(&mut self) {
        if self.locked.is_some() {
            (self.secrets, self.opener) = (None, None);
        }
    }

    /// Puts the keys under a passphrase, or under another one.
    ///
    /// # Errors
    /// [`LockFault::Locked`], or what the disk answers. Cut off half-way, it is finished at the next opening.
    pub fn put_under(&mut self, opener: Opener) -> Result<(), LockFault> {
        let secrets = self.secrets.as_ref().ok_or(LockFault::Locked)?;
        opener.write(&self.folder, secrets)?;
        self.locked = Locked::read(&self.folder)?;
        self.opener = Some(opener);
        Ok(wipe_open(&self.folder)?)
    }

    /// Takes the passphrase off again.
    ///
    /// # Errors
    /// [`LockFault::Locked`], or what the disk answers; the passphrase then still holds.
    pub fn take_off(&mut self) -> Result<(), LockFault> {
        let secrets = self.secrets.as_ref().ok_or(LockFault::Locked)?;
        if let Some(recovery) = &secrets.recovery {
            write_key(&self.folder, RECOVERY, &recovery.entropy()[..])?;
        }
        seals::write_old(&self.folder, &secrets.old_seals)?;
        write_key(&self.folder, SEAL, &secrets.seal[..])?;
        write_key(&self.folder, DEVICE, &secrets.device.seed()[..])?;
        let path = self.folder.join(LOCKED);
        os::remove_if_there(&path).and_then(|()| os::sync_folder(&self.folder)).map_err(io_fault(&path))?;
        (self.locked, self.opener) = (None, None);
        Ok(())
    }
}

/// Wipes what stands open beside locked keys.
pub(super) fn wipe_open(folder: &Path) -> Result<(), FileFault> {
    seals::wipe_old(folder, |_| true)?;
    [DEVICE, SEAL, RECOVERY].iter().try_for_each(|name| wipe_key(folder, name))
}
