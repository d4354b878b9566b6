use super::*;
use std::os::unix::fs::PermissionsExt as _;

/// 2: a test does not wait for what slows a thief down.
const QUICK: u8 = 2;

fn passphrase(text: &str) -> Passphrase {
    Passphrase(text.to_string())
}

fn header() -> Header {
    Header {
        made: Moment(1_795_000_000_000),
        root: protocol::keys::Secret::from_seed(&[1; 32]).key(),
        collective: Id::of(b"Laguna"),
        recovery: Some(Zeroizing::new([7; 16])),
        records: 300,
        items: 2,
    }
}

fn items() -> Vec<Item> {
    let local = |key: u8| Item::Local { shelf: "draft".to_string(), key: vec![key], value: b"lead".to_vec() };
    let record = |at: u16| Item::Record(at.to_be_bytes().repeat(200));
    std::iter::once(local(1)).chain((0..300).map(record)).chain([local(2)]).collect()
}

fn made() -> (tempfile::TempDir, PathBuf, Tally) {
    let folder = tempfile::tempdir().expect("folder");
    let path = folder.path().join("talko.backup");
    let mut writer = Writer::begin(&path, &passphrase("right"), &header(), QUICK).expect("begun");
    for item in items() {
        writer.add(item).expect("added");
    }
    let tally = writer.finish().expect("finished");
    (folder, path, tally)
}

/// Reads all: the items, or the fault.
fn read(path: &Path) -> Result<(Vec<Item>, Option<Tally>), BackupFault> {
    let mut reader = Reader::open(path, &passphrase("right"))?;
    let items = reader.by_ref().collect::<Result<Vec<_>, _>>()?;
    Ok((items, reader.tally()))
}

#[test]
fn a_backup_gives_back_what_was_put_in() {
    let (_folder, path, tally) = made();
    let reader = Reader::open(&path, &passphrase("right")).expect("opened");
    assert_eq!(*reader.header(), header());
    assert_eq!(reader.tally(), None);
    let (read, end) = read(&path).expect("whole");
    assert!(read == items());
    assert_eq!(end, Some(tally));
    assert_eq!((tally.records, tally.items), (300, 2));
    assert_eq!(tally.bytes, std::fs::metadata(&path).expect("there").len());
}

#[test]
fn a_backup_is_private_and_alone() {
    let (folder, path, _) = made();
    assert_eq!(std::fs::metadata(&path).expect("there").permissions().mode() & 0o777, 0o600);
    assert_eq!(std::fs::read_dir(folder.path()).expect("listed").count(), 1);
}

#[test]
fn a_backup_that_was_given_up_leaves_the_older_one() {
    let (folder, path, _) = made();
    let mut writer = Writer::begin(&path, &passphrase("right"), &header(), QUICK).expect("begun");
    writer.add(Item::Record(vec![1])).expect("added");
    drop(writer);
    assert_eq!(read(&path).expect("whole").0.len(), items().len());
    assert_eq!(std::fs::read_dir(folder.path()).expect("listed").count(), 1);
}

#[test]
fn another_passphrase_does_not_open_it() {
    let (_folder, path, _) = made();
    let fault = Reader::open(&path, &passphrase("Right")).map(|_| ()).expect_err("wrong");
    assert!(matches!(fault, BackupFault::WrongPassphrase(_)), "{fault:?}");
}

#[test]
fn every_cut_and_every_changed_byte_is_noticed() {
    let (_folder, path, _) = made();
    let whole = std::fs::read(&path).expect("read");
    // Bytes of the header one by one, of the body in steps: age's chunks are 64 KiB.
    let places = (0..220).chain((220..whole.len()).step_by(997)).chain([whole.len() - 1]);
    for at in places {
        std::fs::write(&path, &whole[..at]).expect("cut");
        assert!(read(&path).is_err(), "cut at {at}");
        let mut changed = whole.clone();
        changed[at] ^= 4;
        std::fs::write(&path, &changed).expect("changed");
        assert!(read(&path).is_err(), "changed at {at}");
    }
    std::fs::write(&path, [&whole[..], b"x"].concat()).expect("longer");
    assert!(matches!(read(&path), Err(BackupFault::Cut(_))));
    std::fs::write(&path, &whole[..whole.len() - 40]).expect("cut");
    assert!(matches!(read(&path), Err(BackupFault::Cut(_))));
}

#[test]
fn what_was_read_before_a_cut_is_given() {
    let (_folder, path, _) = made();
    let whole = std::fs::read(&path).expect("read");
    std::fs::write(&path, &whole[..whole.len() - 100]).expect("cut");
    let mut reader = Reader::open(&path, &passphrase("right")).expect("opened");
    let good = reader.by_ref().take_while(Result::is_ok).count();
    assert!(good > 100, "{good}");
    assert_eq!(reader.tally(), None);
    assert!(reader.next().is_none());
}

/// An age file under the right passphrase with these bytes inside.
fn sealed(path: &Path, work: u8, bytes: &[u8]) {
    let mut recipient = age::scrypt::Recipient::new(secret(&passphrase("right")));
    recipient.set_work_factor(work);
    std::fs::write(path, age::encrypt(&recipient, bytes).expect("sealed")).expect("written");
}

#[test]
fn something_else_is_named_for_what_it_is() {
    let folder = tempfile::tempdir().expect("folder");
    let path = folder.path().join("file");
    for bytes in [&b""[..], b"hello", b"\x89PNG\r\n\x1a\n", &[0; 5000], b"age-encryption.org/v1\n"] {
        std::fs::write(&path, bytes).expect("written");
        assert!(matches!(read(&path), Err(BackupFault::NotABackup(_))), "{bytes:?}");
    }
    sealed(&path, QUICK, b"somebody's holiday letter");
    assert!(matches!(read(&path), Err(BackupFault::NotABackup(_))));
    sealed(&path, QUICK, b"talko backup\n\x02and what later versions write");
    assert!(matches!(read(&path), Err(BackupFault::Newer(_))));
    let other = age::encrypt(&age::x25519::Identity::generate().to_public(), b"x").expect("sealed");
    std::fs::write(&path, other).expect("written");
    assert!(matches!(read(&path), Err(BackupFault::NotABackup(_))));
    assert!(matches!(read(&folder.path().join("none")), Err(BackupFault::Io { .. })));
}

#[test]
fn frames_that_do_not_fit_their_end_are_noticed_under_the_right_passphrase() {
    let folder = tempfile::tempdir().expect("folder");
    let path = folder.path().join("file");
    let frame = |frame: &Frame| {
        let bytes = wire::encode(frame);
        [&(bytes.len() as u32).to_be_bytes()[..], &bytes].concat()
    };
    let first = frame(&Frame::Header(Page {
        made: Moment(1),
        root: header().root,
        collective: header().collective,
        recovery: None,
        records: 1,
        items: 0,
    }));
    let record = frame(&Frame::Record(Blob(vec![1])));
    let mut chain = Chain::new();
    chain.link(&first[4..]);
    chain.link(&record[4..]);
    let end = |records| frame(&Frame::End(records, 0, chain.0));
    let file = |frames: &[&[u8]]| [&MARK[..], &[VERSION], &frames.concat()].concat();
    sealed(&path, QUICK, &file(&[&first, &record, &end(1)]));
    assert_eq!(read(&path).expect("whole").0, [Item::Record(vec![1])]);
    for frames in [
        &[&first[..], &record][..],
        &[&first, &record, &end(2)],
        &[&first, &end(1)],
        &[&first, &end(0)],
        &[&first, &first, &record, &end(1)],
        &[&record, &end(1)],
        &[&first, &record, &end(1), &record],
        &[&first, &[0xFF; 4], &record],
        &[&first, &[0, 0, 0, 1, 0xFF]],
    ] {
        sealed(&path, QUICK, &file(frames));
        assert!(matches!(read(&path), Err(BackupFault::Cut(_))), "{} frames", frames.len());
    }
}

#[test]
fn an_item_that_no_reader_would_take_is_not_written() {
    let folder = tempfile::tempdir().expect("folder");
    let path = folder.path().join("file");
    let mut writer = Writer::begin(&path, &passphrase("right"), &header(), QUICK).expect("begun");
    assert!(matches!(writer.add(Item::Record(vec![0; FRAME_MAX])), Err(BackupFault::Large(_))));
}

#[test]
fn a_folder_that_is_not_there_is_told() {
    let folder = tempfile::tempdir().expect("folder");
    let fault = Writer::begin(&folder.path().join("none/file"), &passphrase("right"), &header(), QUICK);
    assert!(matches!(fault.map(|_| ()), Err(BackupFault::Io { .. })));
}

#[test]
fn the_seed_and_the_passphrase_are_shown_nowhere() {
    let shown = format!("{:?} {:?}", header(), passphrase("right"));
    assert!(shown.contains("seed inside") && !shown.contains("[7, 7") && !shown.contains("right"), "{shown}");
}
