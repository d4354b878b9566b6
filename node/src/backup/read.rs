//! Owns the reading of a backup file.

use super::*;
use age::DecryptError;
use age::stream::StreamReader;

/// An open backup: its header, then its items one by one.
///
/// An item is what stands in the file; only [`Reader::tally`] after the last one says that nothing is
/// missing. As an iterator it ends after the first fault.
pub struct Reader {
    path: PathBuf,
    from: StreamReader<BufReader<File>>,
    header: Header,
    chain: Chain,
    tally: Tally,
    ended: bool,
    broken: bool,
}

impl Reader {
    /// Opens a backup and reads its header.
    ///
    /// # Errors
    /// Any [`BackupFault`] but `Large`.
    pub fn open(path: &Path, passphrase: &Passphrase) -> Result<Reader, BackupFault> {
        let file = File::open(path).map_err(io_fault(path))?;
        let bytes = file.metadata().map_err(io_fault(path))?.len();
        let sealed = age::Decryptor::new_buffered(BufReader::new(file)).map_err(|fault| opening(path, fault))?;
        if !sealed.is_scrypt() {
            return Err(BackupFault::NotABackup(path.to_path_buf()));
        }
        let mut identity = age::scrypt::Identity::new(secret(passphrase));
        identity.set_max_work_factor(WORK_MAX);
        let identities = [&identity as &dyn age::Identity];
        let from = sealed.decrypt(identities.into_iter()).map_err(|fault| opening(path, fault))?;
        let nobody = Header {
            made: Moment(0),
            root: Key::from_bytes([0; 32]),
            collective: Id::from_bytes([0; 32]),
            recovery: None,
            records: 0,
            items: 0,
        };
        let tally = Tally { bytes, ..Tally::default() };
        let path = path.to_path_buf();
        let mut reader = Reader { path, from, header: nobody, chain: Chain::new(), tally, ended: false, broken: false };
        reader.header = reader.begin()?;
        Ok(reader)
    }

    /// What the backup says about itself.
    pub fn header(&self) -> &Header {
        &self.header
    }

    /// How much it holds, once the last item was read and the end fits; nothing before.
    pub fn tally(&self) -> Option<Tally> {
        self.ended.then_some(self.tally)
    }

    fn begin(&mut self) -> Result<Header, BackupFault> {
        let mut mark = [0; MARK.len() + 1];
        self.fill(&mut mark)?;
        match mark.split_last() {
            Some((version, mark)) if mark == MARK && *version == VERSION => {}
            Some((version, mark)) if mark == MARK && *version > VERSION => {
                return Err(BackupFault::Newer(self.path.clone()));
            }
            _ => return Err(BackupFault::NotABackup(self.path.clone())),
        }
        let Frame::Header(page) = self.frame()? else {
            return Err(self.cut());
        };
        let recovery = match page.recovery {
            None => None,
            Some(seed) => {
                let seed = Zeroizing::new(seed.0);
                Some(Zeroizing::new(<[u8; 16]>::try_from(&seed[..]).map_err(|_| self.cut())?))
            }
        };
        Ok(Header {
            made: page.made,
            root: page.root,
            collective: page.collective,
            recovery,
            records: page.records,
            items: page.items,
        })
    }

    fn item(&mut self) -> Result<Option<Item>, BackupFault> {
        let before = self.chain;
        match self.frame()? {
            Frame::Header(_) => Err(self.cut()),
            Frame::Record(bytes) => {
                self.tally.records += 1;
                Ok(Some(Item::Record(bytes.0)))
            }
            Frame::Local(shelf, key, value) => {
                self.tally.items += 1;
                Ok(Some(Item::Local { shelf, key: key.0, value: value.0 }))
            }
            Frame::End(records, items, chain) => {
                let fits = records == self.tally.records && items == self.tally.items && chain == before.0;
                let mut more = [0; 1];
                // age itself notices a stream without its last chunk while this looks for more.
                if !fits || self.from.read(&mut more).map_err(|source| self.reading(source))? != 0 {
                    return Err(self.cut());
                }
                self.ended = true;
                Ok(None)
            }
        }
    }

    fn frame(&mut self) -> Result<Frame, BackupFault> {
        let mut head = [0; 4];
        self.fill(&mut head)?;
        let length = u32::from_be_bytes(head) as usize;
        if length > FRAME_MAX {
            return Err(self.cut());
        }
        let mut bytes = Zeroizing::new(vec![0; length]);
        self.fill(&mut bytes)?;
        self.chain.link(&bytes);
        wire::decode(&bytes).map_err(|_| self.cut())
    }

    fn fill(&mut self, bytes: &mut [u8]) -> Result<(), BackupFault> {
        self.from.read_exact(bytes).map_err(|source| self.reading(source))
    }

    /// age answers a chunk that does not fit with `InvalidData`, and a missing end with either.
    fn reading(&self, source: std::io::Error) -> BackupFault {
        match source.kind() {
            std::io::ErrorKind::UnexpectedEof | std::io::ErrorKind::InvalidData => self.cut(),
            _ => BackupFault::Io { path: self.path.clone(), source },
        }
    }

    fn cut(&self) -> BackupFault {
        BackupFault::Cut(self.path.clone())
    }
}

impl Iterator for Reader {
    type Item = Result<Item, BackupFault>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.ended || self.broken {
            return None;
        }
        let item = self.item();
        self.broken = item.is_err();
        item.transpose()
    }
}

fn opening(path: &Path, fault: DecryptError) -> BackupFault {
    let path = path.to_path_buf();
    match fault {
        DecryptError::DecryptionFailed | DecryptError::KeyDecryptionFailed | DecryptError::NoMatchingKeys => {
            BackupFault::WrongPassphrase(path)
        }
        DecryptError::ExcessiveWork { .. } | DecryptError::UnknownFormat => BackupFault::Newer(path),
        DecryptError::InvalidMac => BackupFault::Cut(path),
        DecryptError::Io(source) => match source.kind() {
            // Too short to be one, or bytes where text must stand.
            std::io::ErrorKind::UnexpectedEof | std::io::ErrorKind::InvalidData => BackupFault::NotABackup(path),
            _ => BackupFault::Io { path, source },
        },
        // An invalid header, and whatever age adds: each is about what stands before the first frame.
        _ => BackupFault::NotABackup(path),
    }
}
