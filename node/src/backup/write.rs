//! Owns the making of a backup file.

use super::*;
use age::stream::StreamWriter;

/// A backup in the making; nothing stands under its name before [`Writer::finish`].
pub struct Writer {
    path: PathBuf,
    new: PathBuf,
    out: Option<StreamWriter<BufWriter<File>>>,
    chain: Chain,
    tally: Tally,
}

impl Writer {
    /// Begins a backup.
    ///
    /// - `work`: the cost of trying a passphrase, [`WORK`] in use: 2 to that power blocks of 1 KiB.
    ///
    /// # Errors
    /// [`BackupFault::Io`].
    pub fn begin(path: &Path, passphrase: &Passphrase, header: &Header, work: u8) -> Result<Writer, BackupFault> {
        let mut name = path.as_os_str().to_owned();
        name.push(".new");
        let new = PathBuf::from(name);
        // A leftover of a process that was killed would keep its own permissions.
        os::remove_if_there(&new).map_err(io_fault(&new))?;
        let file = os::private(File::options().write(true).create_new(true)).open(&new).map_err(io_fault(&new))?;
        let mut writer =
            Writer { path: path.to_path_buf(), new, out: None, chain: Chain::new(), tally: Tally::default() };
        let mut recipient = age::scrypt::Recipient::new(secret(passphrase));
        recipient.set_work_factor(work.clamp(1, WORK_MAX));
        let recipients = [&recipient as &dyn age::Recipient];
        let out = age::Encryptor::with_recipients(recipients.into_iter())
            .expect("one passphrase alone is a set of recipients that age takes")
            .wrap_output(BufWriter::new(file))
            .map_err(io_fault(&writer.new))?;
        writer.out = Some(out);
        writer.put(MARK)?;
        writer.put(&[VERSION])?;
        let page = Page {
            made: header.made,
            root: header.root,
            collective: header.collective,
            recovery: header.recovery.as_ref().map(|seed| Blob(seed.to_vec())),
            records: header.records,
            items: header.items,
        };
        writer.frame(&Frame::Header(page))?;
        Ok(writer)
    }

    /// Adds a record or a local item.
    ///
    /// # Errors
    /// [`BackupFault::Large`] or [`BackupFault::Io`].
    pub fn add(&mut self, item: Item) -> Result<(), BackupFault> {
        match item {
            Item::Record(bytes) => {
                self.frame(&Frame::Record(Blob(bytes)))?;
                self.tally.records += 1;
            }
            Item::Local { shelf, key, value } => {
                self.frame(&Frame::Local(shelf, Blob(key), Blob(value)))?;
                self.tally.items += 1;
            }
        }
        Ok(())
    }

    /// Closes the backup, syncs it and gives it its name.
    ///
    /// # Errors
    /// [`BackupFault::Io`]; a backup that stood under the name before is then still there.
    pub fn finish(mut self) -> Result<Tally, BackupFault> {
        let end = Frame::End(self.tally.records, self.tally.items, self.chain.0);
        self.frame(&end)?;
        let out = self.out.take().expect("a writer is finished once");
        let sealed = || -> std::io::Result<u64> {
            let file = out.finish()?.into_inner().map_err(std::io::IntoInnerError::into_error)?;
            file.sync_all()?;
            let bytes = file.metadata()?.len();
            std::fs::rename(&self.new, &self.path)?;
            match self.path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
                Some(folder) => os::sync_folder(folder)?,
                None => os::sync_folder(Path::new("."))?,
            }
            Ok(bytes)
        };
        self.tally.bytes = sealed().map_err(io_fault(&self.path))?;
        Ok(self.tally)
    }

    fn frame(&mut self, frame: &Frame) -> Result<(), BackupFault> {
        let mut bytes = Zeroizing::new(wire::encode(frame));
        if bytes.len() > FRAME_MAX {
            return Err(BackupFault::Large(bytes.len()));
        }
        let length = u32::try_from(bytes.len()).expect("FRAME_MAX fits four bytes");
        self.chain.link(&bytes);
        let put = self.put(&length.to_be_bytes()).and_then(|()| self.put(&bytes));
        bytes.zeroize();
        put
    }

    fn put(&mut self, bytes: &[u8]) -> Result<(), BackupFault> {
        let out = self.out.as_mut().expect("a writer takes no frame after its end");
        out.write_all(bytes).map_err(io_fault(&self.new))
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        // After `finish` the name is gone and there is nothing to remove.
        if let Err(source) = os::remove_if_there(&self.new) {
            tracing::warn!(%source, "half a backup stays behind; the next one replaces it");
        }
    }
}
