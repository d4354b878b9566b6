//! Owns the opening of a home: what may be trusted, what must be scanned, probed, set aside, replayed.

use std::collections::BTreeMap;
use std::fs;
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, RwLock};

use super::fault::StoreFault;
use super::frame::{SEGMENT_HEAD, SegmentHead};
use super::index::{Index, Standing};
use super::journal::{Catalog, Journal, Segment, file_name};
use super::mend::{self, Mended, Notice};
use super::mirror::Mirror;
use super::probe::Probe;
use super::room::Room;
use super::side::{self, Left, Side, Witness};
use super::{Kept, Paths, Progress, Store, sealed};
use crate::os::{self, Lock, LockRefusal};

/// How a home is opened.
#[derive(Clone, Debug)]
pub struct Options {
    /// The caller's version of its rows; where the stored one differs, all rows are computed again.
    pub rows_version: u32,
    /// A random number of this home: keeps bytes in a stranger's record from passing for a journal frame.
    pub salt: u64,
    /// Where a segment ends and the next begins; 64 MiB unless a test wants less.
    pub segment_bytes: u64,
    /// Free space below which nothing is added.
    pub reserve_bytes: u64,
    /// How the index is tried out; `None` for this program itself.
    pub probe: Option<Probe>,
}

impl Options {
    /// The usual: segments of 64 MiB, 64 MiB of reserve, this program as the probe.
    pub fn new(rows_version: u32, salt: u64) -> Options {
        // 64 MiB of reserve: room for one sweep of one segment, which is how space comes back.
        Options { rows_version, salt, segment_bytes: 64 << 20, reserve_bytes: 64 << 20, probe: None }
    }
}

/// How far the rows lag behind the journal after opening.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Lag {
    /// Not at all.
    None,
    /// So many entries at most are to be replayed.
    Tail(u64),
    /// All rows are to be computed again, for this reason.
    Whole(String),
}

impl Lag {
    pub(super) fn of(position: u64, last: u64, fresh: Option<String>) -> Lag {
        match fresh {
            _ if position >= last => Lag::None,
            Some(why) => Lag::Whole(why),
            None => Lag::Tail(last - position),
        }
    }
}

/// An open store and what its opening found.
#[derive(Debug)]
pub struct Opened {
    /// The store; to be replayed before it is used, unless `lag` is [`Lag::None`].
    pub store: Store,
    /// What is to be replayed.
    pub lag: Lag,
    /// What was found and done.
    pub notices: Vec<Notice>,
}

pub(super) struct OpenedIndex {
    pub index: Index,
    pub position: u64,
    /// Why the rows begin anew.
    pub fresh: Option<String>,
    pub set_aside: Option<String>,
}

impl Store {
    /// Opens the storage of `home`, made where there is none.
    ///
    /// # Errors
    /// [`StoreFault::Locked`] where another process has it open, [`StoreFault::Newer`],
    /// [`StoreFault::ReadOnly`], [`StoreFault::Full`] or what the disk answers. Damage is not an error but
    /// stands in the notices.
    pub fn open(home: &Path, options: Options) -> Result<Opened, StoreFault> {
        let paths = Paths::under(home);
        for folder in [home, &paths.folder, &paths.journal, &paths.mirror] {
            os::private_folder(folder).map_err(|source| StoreFault::at("make", folder, source))?;
        }
        let lock = Lock::take(&home.join("lock")).map_err(|refusal| match refusal {
            LockRefusal::Held { pid } => StoreFault::Locked { pid },
            LockRefusal::Io(source) => StoreFault::at("lock", home, source),
        })?;
        let witness = side::read(&paths.side)?;
        let trusted = match &witness {
            Witness::Said(side) if side.left == Left::Clean => trust(&paths, side)?,
            Witness::Said(_) | Witness::Absent | Witness::Damaged => None,
        };
        let clean = trusted.is_some();
        let mut mended = match trusted {
            Some(mended) => mended,
            None => mend::scan_all(&paths.journal, &paths.mirror)?,
        };
        let witnessed = note_lost_end(&witness, &mut mended);
        let lost = mended.notices.iter().any(|notice| matches!(notice, Notice::Lost { .. }));
        let lost = lost.then(|| "entries of the journal are lost".to_owned());
        let crc_fits = match &witness {
            Witness::Said(side) if clean => folder_crc(&paths.index)? == side.index_crc,
            Witness::Said(_) | Witness::Absent | Witness::Damaged => false,
        };
        mark_open(&paths, &witness, &options)?;
        let trust_index = crc_fits.then_some(Trust);
        let opened = open_index_or_anew(&paths, &options, &witness, mended.last, trust_index, lost)?;
        let last = mended.last.max(witnessed).max(opened.position);
        mended.notices.extend(opened.set_aside.map(|why| Notice::RowsSetAside { why }));

        let journal = Journal::new(
            paths.journal.clone(),
            paths.mirror.clone(),
            options.salt,
            options.segment_bytes.min(MAX_SEGMENT_BYTES),
            mended.catalog,
        );
        journal.continue_behind(last);
        if last > mended.last {
            // The name of the next file remembers the numbers that are lost, so that they are told only once.
            journal.begin_next()?;
        }
        let lag = Lag::of(opened.position, last, opened.fresh);
        let progress = Progress { applied: opened.position, checkpointed: opened.position, ..Progress::default() };
        let store = Store {
            kept_position: (clean && lag == Lag::None).then_some(opened.position),
            #[cfg(test)]
            commits_left: u32::MAX.into(),
            mirror: Mirror::open(paths.mirror.clone())?,
            room: Room::new(),
            paths,
            options,
            journal,
            index: RwLock::new(Some(opened.index)),
            progress: Mutex::new(progress),
            checkpoint: Mutex::new(()),
            _lock: lock,
        };
        store.weigh()?;
        if lag != Lag::None {
            store.note_lag(opened.position)?;
        }
        Ok(Opened { store, lag, notices: mended.notices })
    }
}

impl Store {
    /// Notes how far behind the rows are, so that a process that dies while it replays is not taken for damage.
    pub(super) fn note_lag(&self, position: u64) -> Result<(), StoreFault> {
        side::write(&self.paths.side, &self.side(Left::Open, position, 0))
    }
}

/// 1 GiB: offsets in a segment are 32 bits wide.
const MAX_SEGMENT_BYTES: u64 = 1 << 30;

/// The index's files are exactly those that were left at closing.
pub(super) struct Trust;

impl Paths {
    pub(super) fn under(home: &Path) -> Paths {
        let folder = home.join("store");
        Paths {
            journal: folder.join("journal"),
            mirror: folder.join("mirror"),
            index: folder.join("index"),
            side: folder.join("side"),
            places: folder.join("places"),
            snapshot: folder.join("snapshot"),
            leads: folder.join("leads"),
            folder,
        }
    }

    pub(super) fn kept(&self, what: Kept) -> &Path {
        match what {
            Kept::Held => &self.snapshot,
            Kept::Leads => &self.leads,
        }
    }

    fn index_aside(&self) -> PathBuf {
        self.folder.join("index.damaged")
    }
}

/// Takes the journal as the side file describes it, if it is so.
fn trust(paths: &Paths, side: &Side) -> Result<Option<Mended>, StoreFault> {
    let names = mend::segment_names(&paths.journal)?;
    if !names.iter().eq(side.segments.iter().map(|(first, ..)| first)) {
        return Ok(None);
    }
    let mut segments = BTreeMap::new();
    for (first, generation, length, dead) in &side.segments {
        let path = paths.journal.join(file_name(*first));
        let file = os::private_file(&path).map_err(|source| StoreFault::at("open", &path, source))?;
        let metadata = file.metadata().map_err(|source| StoreFault::at("open", &path, source))?;
        let head = match os::read_at(&file, 0, SEGMENT_HEAD) {
            Ok(bytes) => SegmentHead::from_bytes(&bytes),
            Err(source) if source.kind() == io::ErrorKind::UnexpectedEof => None,
            Err(source) => return Err(StoreFault::at("read", &path, source)),
        };
        let Some(head) = head.filter(|head| head.first == *first && head.generation == *generation) else {
            return Ok(None);
        };
        if metadata.len() != *length {
            return Ok(None);
        }
        segments.insert(*first, Segment { head, file: Arc::new(file), length: *length, room: *length, dead: *dead });
    }
    let Some(bytes) = sealed::read(&paths.places, side.position)? else { return Ok(None) };
    let places: BTreeMap<_, _> = sealed::places_from_bytes(&bytes).collect();
    let fits = places.len() as u64 == side.records;
    let catalog = Catalog { segments, places };
    Ok(fits.then_some(Mended { catalog, last: side.entries, notices: Vec::new() }))
}

/// Says so where the journal ends before the entry that the side file names, which is returned.
fn note_lost_end(witness: &Witness, mended: &mut Mended) -> u64 {
    let witnessed = match witness {
        Witness::Said(side) => side.entries,
        Witness::Absent | Witness::Damaged => 0,
    };
    if witnessed > mended.last {
        let (first, last) = (mended.last + 1, witnessed);
        mended.notices.push(Notice::Lost { file: "journal".into(), bytes: 0, first, last });
    }
    witnessed
}

/// Takes the clean mark away before anything is written.
fn mark_open(paths: &Paths, witness: &Witness, options: &Options) -> Result<(), StoreFault> {
    let side = match witness {
        Witness::Said(side) => Side { left: Left::Open, index_crc: 0, ..side.clone() },
        Witness::Absent | Witness::Damaged => Side {
            format: side::FORMAT,
            program: env!("CARGO_PKG_VERSION").into(),
            left: Left::Open,
            rows_version: options.rows_version,
            position: 0,
            entries: 0,
            records: 0,
            segments: Vec::new(),
            index_crc: 0,
        },
    };
    side::write(&paths.side, &side)
}

fn open_index_or_anew(
    paths: &Paths,
    options: &Options,
    witness: &Witness,
    last: u64,
    trust: Option<Trust>,
    lost: Option<String>,
) -> Result<OpenedIndex, StoreFault> {
    match lost {
        // Rows may rest on what is lost; they are made again from what is left.
        Some(why) => anew(paths, why),
        None => open_index(paths, options, witness, last, trust),
    }
}

/// Opens the index if it can be trusted, or one that begins anew.
pub(super) fn open_index(
    paths: &Paths,
    options: &Options,
    witness: &Witness,
    last: u64,
    trust: Option<Trust>,
) -> Result<OpenedIndex, StoreFault> {
    if !paths.index.join("db").exists() {
        let mut opened = anew(paths, "the rows are missing".into())?;
        opened.set_aside = opened.set_aside.filter(|_| last > 0);
        return Ok(opened);
    }
    if trust.is_none() {
        let probe = options.probe.clone().map_or_else(Probe::this_program, Ok)?;
        if let Some(why) = probe.run(&paths.index)? {
            return anew(paths, why);
        }
    }
    let index = match Index::open(&paths.index) {
        Ok(index) => index,
        Err(StoreFault::Damaged { what }) => return anew(paths, what),
        Err(other) => return Err(other),
    };
    let standing = match index.standing() {
        Ok(standing) => standing,
        Err(StoreFault::Damaged { what }) => {
            drop(index);
            return anew(paths, what);
        }
        Err(other) => return Err(other),
    };
    if let Some(why) = distrust(standing, witness, last, options) {
        drop(index);
        return anew(paths, why);
    }
    Ok(OpenedIndex { index, position: standing.position, fresh: None, set_aside: None })
}

/// Why an index that opened without an error cannot be used all the same.
fn distrust(standing: Standing, witness: &Witness, last: u64, options: &Options) -> Option<String> {
    let (position, version) = (standing.position, standing.rows_version);
    let Witness::Said(side) = witness else { return Some("the side file cannot vouch for it".into()) };
    if position < side.position {
        Some(format!("it opens at entry {position}, but entry {} was synced", side.position))
    } else if position > last {
        Some(format!("it stands at entry {position}, the journal at {last}"))
    } else if position > 0 && version != options.rows_version {
        Some("it was made by another version of this program".into())
    } else {
        None
    }
}

/// Sets the index's folder aside (one is kept) and makes a new one.
fn anew(paths: &Paths, why: String) -> Result<OpenedIndex, StoreFault> {
    if paths.index.exists() {
        let aside = paths.index_aside();
        match fs::remove_dir_all(&aside) {
            Err(source) if source.kind() != io::ErrorKind::NotFound => {
                return Err(StoreFault::at("remove", &aside, source));
            }
            _ => {}
        }
        os::rename(&paths.index, &aside).map_err(|source| StoreFault::at("set aside", &paths.index, source))?;
    }
    os::private_folder(&paths.index).map_err(|source| StoreFault::at("make", &paths.index, source))?;
    let index = Index::open(&paths.index)?;
    Ok(OpenedIndex { index, position: 0, fresh: Some(why.clone()), set_aside: Some(why) })
}

/// CRC32C over names, lengths and bytes of all files in a folder and its folders.
pub(super) fn folder_crc(folder: &Path) -> Result<u32, StoreFault> {
    let mut files = Vec::new();
    list_files(folder, &mut files)?;
    files.sort();
    let mut crc = 0;
    let mut piece = vec![0; 1 << 20];
    for path in files {
        let name = path.strip_prefix(folder).unwrap_or(&path);
        crc = crc32c::crc32c_append(crc, name.as_os_str().as_encoded_bytes());
        let mut file = fs::File::open(&path).map_err(|source| StoreFault::at("read", &path, source))?;
        let mut length = 0_u64;
        loop {
            let read = file.read(&mut piece).map_err(|source| StoreFault::at("read", &path, source))?;
            if read == 0 {
                break;
            }
            crc = crc32c::crc32c_append(crc, &piece[..read]);
            length += read as u64;
        }
        crc = crc32c::crc32c_append(crc, &length.to_le_bytes());
    }
    Ok(crc)
}

fn list_files(folder: &Path, files: &mut Vec<PathBuf>) -> Result<(), StoreFault> {
    let list = match fs::read_dir(folder) {
        Ok(list) => list,
        Err(source) if source.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(source) => return Err(StoreFault::at("list", folder, source)),
    };
    for item in list {
        let path = item.map_err(|source| StoreFault::at("list", folder, source))?.path();
        if path.is_dir() { list_files(&path, files)? } else { files.push(path) }
    }
    Ok(())
}
