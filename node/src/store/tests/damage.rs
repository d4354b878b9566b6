//! Torn, flipped, zeroed and missing bytes, file by file.

use std::time::Instant;

use super::*;

/// A home that died after a checkpoint (`synced` records) and some more commits, and one that was closed.
fn homes(folder: &Path, synced: u32, all: u32) -> [std::path::PathBuf; 2] {
    let [died, closed] = [folder.join("died"), folder.join("closed")];
    let store = open(&died).store;
    store.commit(batch(0..synced)).expect("committed");
    store.checkpoint().expect("checkpoint");
    for number in synced..all {
        store.commit(batch(number..number + 1)).expect("committed");
    }
    drop(store);
    copy_folder(&died, &closed);
    let store = catch_up(open(&closed));
    store.keep(Kept::Held, b"in memory").expect("written");
    store.close().expect("closes");
    [died, closed]
}

#[test]
fn a_batch_torn_at_any_byte_is_gone_as_a_whole_and_said() {
    let folder = tempfile::tempdir().expect("folder");
    let [journal, mirror] = [folder.path().join("home/store/journal"), folder.path().join("home/store/mirror")];
    let store = open(&folder.path().join("home")).store;
    store.commit(batch(0..2)).expect("committed");
    let path = only_file(&journal, ".journal");
    let whole = store.counts().journal_bytes;
    store.commit(batch(2..4)).expect("committed");
    let length = store.counts().journal_bytes as usize;
    drop(store);
    let bytes = std::fs::read(&path).expect("read");
    assert!(length as u64 > whole + 600);

    for end in whole as usize..length {
        // With and without the zeros that stand behind: a write may have torn in both ways.
        let mut torn = bytes[..end].to_vec();
        torn.resize(end + (end % 2) * 1000, 0);
        if bytes[end..length].iter().all(|byte| *byte == 0) && torn.len() >= length {
            continue; // The bytes cut off were zeros: nothing is torn.
        }
        std::fs::write(&path, &torn).expect("torn");
        let mended = mend::scan_all(&journal, &mirror).expect("scans");
        assert_eq!((mended.last, mended.catalog.places.len()), (3, 2), "torn at byte {end}");
        let said = torn[whole as usize..].iter().any(|byte| *byte != 0);
        assert!(matches!(mended.notices[..], [Notice::TornTail { .. }]) == said, "torn at byte {end}");
        assert_eq!(std::fs::metadata(&path).expect("there").len(), whole);
    }
}

#[test]
fn every_flipped_byte_of_the_journal_is_mended_from_the_mirror() {
    let folder = tempfile::tempdir().expect("folder");
    let home = folder.path().join("home");
    let store = open(&home).store;
    store.commit(batch(0..3)).expect("committed");
    store.checkpoint().expect("checkpoint");
    let length = store.counts().journal_bytes as usize;
    drop(store);
    let [journal, mirror] = [home.join("store/journal"), home.join("store/mirror")];
    let path = only_file(&journal, ".journal");
    let bytes = std::fs::read(&path).expect("read");

    for at in 0..length {
        let mut flipped = bytes.clone();
        flipped[at] ^= 0x10;
        std::fs::write(&path, &flipped).expect("flipped");
        let mended = mend::scan_all(&journal, &mirror).expect("scans");
        assert_eq!((mended.last, mended.catalog.places.len()), (4, 3), "flipped byte {at}");
        assert!(matches!(mended.notices[..], [Notice::Mended { .. }]), "byte {at}: {:?}", mended.notices);
        let again = mend::scan_all(&journal, &mirror).expect("scans");
        assert_eq!((again.last, again.catalog.places.len(), again.notices.len()), (4, 3, 0), "flipped byte {at}");
    }
}

#[test]
fn damage_in_both_copies_is_told_with_its_extent_and_the_rest_is_kept() {
    let folder = tempfile::tempdir().expect("folder");
    let [died, _] = homes(folder.path(), 20, 25);
    let path = only_file(&died.join("store/journal"), ".journal");
    let (_, lost) = record(7);
    let flip = |bytes: &mut Vec<u8>| {
        let at = bytes.windows(lost.len()).position(|window| *window == *lost).expect("it is in there");
        bytes[at + 5] ^= 1;
    };
    alter(&path, flip);
    alter(&only_file(&died.join("store/mirror"), ".journal"), flip);

    let opened = open(&died);
    let expected = Notice::Lost {
        file: path.file_name().expect("a name").to_string_lossy().into_owned(),
        bytes: 21 + 32 + lost.len() as u64,
        first: 8,
        last: 8,
    };
    assert_eq!(opened.notices[0], expected);
    assert!(matches!(opened.lag, Lag::Whole(_)), "rows may rest on what is lost");
    let store = catch_up(opened);
    assert_eq!(store.record(&record(7).0).expect("reads"), None);
    assert_eq!(store.counts().records, 24);
    assert!(store.record(&record(24).0).expect("reads").is_some());
    only_file(&died.join("store/journal"), ".damaged");

    // Told once; the record can come back from a neighbour.
    store.commit(Batch { records: vec![record(7)], rows: vec![row(7)], ..Batch::default() }).expect("fetched");
    assert_holds(&store, 0..25);
    drop(store);
    let opened = open(&died);
    assert_eq!(opened.notices, []);
    assert_holds(&catch_up(opened), 0..25);
}

#[test]
fn frames_inside_a_strangers_record_are_not_taken_for_frames() {
    let home = tempfile::tempdir().expect("folder");
    let store = open(home.path()).store;
    let mut forged = Vec::new();
    let guessed = frame::SegmentHead { first: 1, generation: 0, salt: 0 };
    frame::write_local(&mut forged, guessed, 3, b"setting", Some(b"evil")).expect("small");
    frame::end_batch(&mut forged, guessed, 0);
    let bytes: Arc<[u8]> = forged.into();
    store.commit(Batch { records: vec![(Id::of(&bytes), bytes.clone())], ..Batch::default() }).expect("committed");
    store.commit(batch(0..1)).expect("committed");
    drop(store);
    // The record's own frame is damaged, so that the search looks inside it.
    alter(&only_file(&home.path().join("store/journal"), ".journal"), |all| all[frame::SEGMENT_HEAD] ^= 1);
    let opened = open(home.path());
    assert!(matches!(opened.notices[0], Notice::Lost { first: 1, last: 1, .. }));
    let store = catch_up(opened);
    assert_eq!(store.local(b"setting").expect("reads"), None);
    assert_eq!(store.counts().records, 1);
}

#[test]
fn a_damaged_record_is_read_from_the_mirror_and_mended_at_the_next_opening() {
    let folder = tempfile::tempdir().expect("folder");
    let [_, closed] = homes(folder.path(), 20, 25);
    let path = only_file(&closed.join("store/journal"), ".journal");
    let (_, bytes) = record(7);
    alter(&path, |all| {
        let at = all.windows(bytes.len()).position(|window| *window == *bytes).expect("it is in there");
        all[at] ^= 1;
    });
    let opened = open(&closed);
    assert_eq!(opened.notices, [], "nobody has looked yet");
    assert_holds(&opened.store, 0..25);
    let found = opened.store.verify(None).expect("reads").expect("a file");
    assert!(found.damaged && !found.copy_damaged, "{found:?}");
    opened.store.close().expect("closes");
    drop(opened);
    let opened = open(&closed);
    assert!(matches!(opened.notices[..], [Notice::Mended { entries: 1, .. }]), "{:?}", opened.notices);
    let store = catch_up(opened);
    assert!(sound(&store.verify(None).expect("reads")));
    assert_holds(&store, 0..25);
}

#[test]
fn a_damaged_mirror_is_found_by_a_check_and_made_anew() {
    let folder = tempfile::tempdir().expect("folder");
    let [_, closed] = homes(folder.path(), 20, 25);
    alter(&only_file(&closed.join("store/mirror"), ".journal"), |all| all[700] ^= 1);
    let store = open(&closed).store;
    let found = store.verify(None).expect("reads").expect("a file");
    assert!(found.copy_damaged && !found.damaged, "{found:?}");
    store.checkpoint().expect("checkpoint");
    assert!(sound(&store.verify(None).expect("reads")));
}

fn sound(found: &Option<protocol::local::Verified>) -> bool {
    found.is_some_and(|found| !found.damaged && !found.copy_damaged)
}

#[test]
fn a_check_reads_every_file_once_and_says_how_far_it_is() {
    let home = tempfile::tempdir().expect("folder");
    let options = Options { segment_bytes: 4096, ..Options::new(1, 7) };
    let store = Store::open(home.path(), options).expect("opens").store;
    (0..60).for_each(|at| store.commit(batch(at..at + 1)).expect("committed"));
    store.checkpoint().expect("checkpoint");
    let files = std::fs::read_dir(home.path().join("store/journal")).expect("a folder").count() as u32;
    let (mut after, mut seen) = (None, Vec::new());
    while let Some(found) = store.verify(after).expect("reads") {
        assert!(sound(&Some(found)), "{found:?}");
        seen.push((found.place, found.of));
        after = Some(found.first);
    }
    assert!(files > 3, "{files}");
    assert_eq!(seen, (1..=files).map(|place| (place, files)).collect::<Vec<_>>());
}

/// The kinds of rot of the quality plan, at a place between 0 and 19 of 20.
fn rot(kind: usize, place: usize, bytes: &mut Vec<u8>) {
    let length = bytes.len();
    let at = length * place / 20;
    let zero = |bytes: &mut Vec<u8>, from: usize, count: usize| {
        let end = (from + count).min(length);
        bytes[from.min(end)..end].fill(0);
    };
    match kind {
        0 => bytes.truncate(length / 2),
        1 => bytes.truncate(length.saturating_sub(1 + place % 3)),
        2 => {
            if let Some(byte) = bytes.get_mut(at) {
                *byte ^= 0x20;
            }
        }
        3 => zero(bytes, at, 4 << 10),
        4 => zero(bytes, length.saturating_sub(600_000 + at / 10), 600_000),
        5 => zero(bytes, 0, 4 << 10),
        _ => bytes.clear(),
    }
}

/// Every file in a folder and its folders.
fn files(folder: &Path) -> Vec<std::path::PathBuf> {
    let items = std::fs::read_dir(folder).expect("list").map(|item| item.expect("item").path());
    items.flat_map(|path| if path.is_dir() { files(&path) } else { vec![path] }).collect()
}

/// Opens a rotten home within the deadline, catches up and compares.
fn assert_survives(home: &Path, all: u32, told: &str) {
    let begun = Instant::now();
    let store = catch_up(open(home));
    assert_holds(&store, 0..all);
    store.commit(batch(all..all + 1)).expect("goes on");
    store.close().expect("closes");
    drop(store);
    assert_holds(&open(home).store, 0..all + 1);
    assert!(begun.elapsed() < Duration::from_secs(60), "{told} took {:?}", begun.elapsed());
}

#[test]
fn rot_in_any_one_file_loses_nothing_and_never_hangs() {
    let rounds: usize = std::env::var("STORE_ROT_PLACES").map_or(1, |text| text.parse().expect("a number"));
    let folder = tempfile::tempdir().expect("folder");
    let homes = homes(folder.path(), 400, 420);
    let work = folder.path().join("work");
    for home in &homes {
        let store = home.join("store");
        let state = home.file_name().expect("a name").to_string_lossy().into_owned();
        // The journal, its mirror, what saves time, and all that sled has.
        for file in &files(&store) {
            let name = file.strip_prefix(home).expect("in the home");
            let younger_than_the_mirror = state == "died" && name.starts_with("store/journal");
            for kind in 0..8 {
                for round in 0..rounds {
                    copy_folder(home, &work);
                    if kind == 7 {
                        std::fs::remove_file(work.join(name)).expect("removed");
                    } else {
                        alter(&work.join(name), |bytes| rot(kind, (round * 20 / rounds + 3 * kind + 7) % 20, bytes));
                    }
                    let told = format!("{state} {} rot {kind} round {round}", name.display());
                    if younger_than_the_mirror {
                        assert_keeps_the_mirrored(&work, 400, &told);
                    } else {
                        assert_survives(&work, 420, &told);
                    }
                    std::fs::remove_dir_all(&work).expect("removed");
                }
            }
        }
        // Gone altogether.
        for name in ["store/index", "store/mirror", "store/side", "store/places"] {
            copy_folder(home, &work);
            let path = work.join(name);
            if path.is_dir() {
                std::fs::remove_dir_all(&path).expect("removed");
            } else if path.exists() {
                std::fs::remove_file(&path).expect("removed");
            }
            assert_survives(&work, 420, &format!("{state} without {name}"));
            std::fs::remove_dir_all(&work).expect("removed");
        }
    }
}

/// A journal that rots after a crash keeps what the mirror has; what is younger is kept or said to be lost.
fn assert_keeps_the_mirrored(home: &Path, synced: u32, told: &str) {
    let opened = open(home);
    let notices = opened.notices.clone();
    let store = catch_up(opened);
    for number in 0..420 {
        let (id, bytes) = record(number);
        match store.record(&id).expect("reads") {
            Some(found) => assert_eq!(*found, *bytes, "{told} record {number}"),
            None => assert!(number >= synced && !notices.is_empty(), "{told} lost record {number} {notices:?}"),
        }
    }
}

#[test]
fn an_index_that_opens_empty_without_an_error_is_noticed() {
    let folder = tempfile::tempdir().expect("folder");
    let [died, _] = homes(folder.path(), 20, 25);
    alter(&died.join("store/index/db"), Vec::clear);
    let opened = open(&died);
    assert!(matches!(opened.lag, Lag::Whole(_)), "{:?}", opened.lag);
    assert!(matches!(opened.notices[..], [Notice::RowsSetAside { .. }]), "{:?}", opened.notices);
    assert!(died.join("store/index.damaged").is_dir(), "one damaged index is kept");
    assert_holds(&catch_up(opened), 0..25);
}

#[test]
fn an_index_that_changed_while_it_was_closed_is_tried_out_before_it_is_opened() {
    let folder = tempfile::tempdir().expect("folder");
    let [_, closed] = homes(folder.path(), 20, 25);
    alter(&closed.join("store/index/db"), |bytes| {
        let middle = bytes.len() / 2;
        bytes[middle] ^= 1;
    });
    let refusing = Probe { arguments: child("store::tests::child_refusal"), ..options().probe.expect("set above") };
    let opened = Store::open(&closed, Options { probe: Some(refusing), ..options() }).expect("opens");
    assert!(matches!(opened.notices[..], [Notice::RowsSetAside { .. }]), "{:?}", opened.notices);
    assert_eq!(opened.store.kept(Kept::Held).expect("reads"), None);
    assert_holds(&catch_up(opened), 0..25);
}

#[test]
fn a_probe_that_hangs_is_ended_and_the_rows_are_made_anew() {
    let folder = tempfile::tempdir().expect("folder");
    let [died, _] = homes(folder.path(), 20, 25);
    let hanging = Probe {
        arguments: child("store::tests::child_hang"),
        limit: Duration::from_millis(200),
        ..options().probe.expect("set above")
    };
    let opened = Store::open(&died, Options { probe: Some(hanging), ..options() }).expect("opens");
    let Lag::Whole(why) = &opened.lag else { panic!("{:?}", opened.lag) };
    assert!(why.contains("longer"), "{why}");
    assert_holds(&catch_up(opened), 0..25);
}
