//! Files of the store with bytes made from good ones.

use super::*;
use crate::fed::{put, target};
use crate::store::frame::{FRAME_HEAD, SEGMENT_HEAD, Scan, SegmentHead};
use crate::store::{frame, sealed, side};

/// A file of the journal with three records, a local item, another that goes, and a drop.
fn journal() -> Vec<u8> {
    let home = tempfile::tempdir().expect("folder");
    let store = open(home.path()).store;
    let short = |number: u8| (Id::of(&[number]), Arc::from([number; 12].as_slice()));
    let local = vec![(b"count".to_vec(), Some(vec![3])), (b"gone".to_vec(), None)];
    let batch = Batch { records: vec![short(1), short(2)], local, ..Batch::default() };
    store.commit(batch).expect("committed");
    store.commit(Batch { records: vec![short(3)], drop: vec![short(1).0], ..Batch::default() }).expect("committed");
    store.close().expect("closed");
    std::fs::read(only_file(&home.path().join("store/journal"), ".journal")).expect("read")
}

/// Fits the checksums again, of the head and of every frame whose length fits: so what is under them is read.
fn fitted(bytes: &mut [u8]) {
    if bytes.len() < SEGMENT_HEAD {
        return;
    }
    let crc = crc32c::crc32c(&bytes[..SEGMENT_HEAD - 4]);
    bytes[SEGMENT_HEAD - 4..SEGMENT_HEAD].copy_from_slice(&crc.to_le_bytes());
    let seed = crc32c::crc32c(&bytes[20..28]);
    let mut at = SEGMENT_HEAD;
    while let Some(fixed) = bytes.get(at..at + FRAME_HEAD) {
        let length = u32::from_le_bytes(fixed[..4].try_into().expect("four bytes")) as usize;
        let Some(payload) = bytes.get(at + FRAME_HEAD..).and_then(|rest| rest.get(..length)) else { return };
        let crc = crc32c::crc32c_append(seed, payload);
        bytes[at + 13..at + 17].copy_from_slice(&crc.to_le_bytes());
        let crc = crc32c::crc32c_append(seed, &bytes[at..at + 17]);
        bytes[at + 17..at + 21].copy_from_slice(&crc.to_le_bytes());
        at += FRAME_HEAD + length;
    }
}

#[test]
fn a_journal_of_any_bytes_gives_frames_in_order_that_read_back_or_holes() {
    target("journal", 20_000, 20_000).run(
        vec![[vec![0], journal()].concat(), [vec![1], journal()].concat()],
        |input| {
            let Some((first, rest)) = input.split_first() else { return "nothing".to_string() };
            let mut bytes = rest.to_vec();
            if first % 2 == 1 {
                fitted(&mut bytes);
            }
            let Some(head) = SegmentHead::from_bytes(&bytes) else { return "no head".to_string() };
            assert_eq!(SegmentHead::from_bytes(&head.to_bytes()), Some(head));
            let scan = Scan::of(&bytes, head);
            let (mut last, mut end) = (0, SEGMENT_HEAD as u64);
            let mut kinds = std::collections::BTreeSet::new();
            for found in &scan.frames {
                assert!(found.sequence >= head.first.max(last) && u64::from(found.offset) >= end, "{:?}", scan.frames);
                assert!(!scan.holes.iter().any(|hole| hole.contains(&u64::from(found.offset))), "{scan:?}");
                (last, end) = (found.sequence.saturating_add(1), found.end());
                let payload = frame::payload(&bytes, found);
                let entry = frame::entry(found, payload).expect("a frame that reads is well formed");
                let mut again = Vec::new();
                frame::write_again(&mut again, head, found, payload).expect("as large as it was");
                assert_eq!(again, bytes[found.offset as usize..found.end() as usize]);
                kinds.insert(match entry {
                    Entry::Record { .. } => "record",
                    Entry::Local { value: Some(_), .. } => "set",
                    Entry::Local { value: None, .. } => "unset",
                    Entry::Dropped { .. } => "dropped",
                });
            }
            format!("{kinds:?}, {} holes", scan.holes.len().min(3))
        },
    );
}

/// Dear: two files are written, synced and read again for each.
#[test]
fn an_opening_takes_what_is_sound_of_any_two_copies_and_the_second_opening_finds_nothing_to_mend() {
    let folder = tempfile::tempdir().expect("folder");
    let [own, copy] = ["journal", "mirror"].map(|name| folder.path().join(name));
    [&own, &copy].into_iter().for_each(|folder| std::fs::create_dir(folder).expect("made"));
    let name = format!("{:020}.journal", 1);
    let seed = |first: u8| [vec![first], journal()].concat();
    target("journal-opening", 300, 20_000).run(vec![seed(0), seed(1), seed(2), seed(3)], |input| {
        let Some((first, rest)) = input.split_first() else { return "nothing".to_string() };
        let mut bytes = rest.to_vec();
        if first & 1 == 1 {
            fitted(&mut bytes);
        }
        put(&own.join(&name), &bytes);
        put(&copy.join(&name), if first & 2 == 2 { &bytes } else { b"" });
        let mended = mend::scan_all(&own, &copy).expect("damage is no fault");
        let again = mend::scan_all(&own, &copy).expect("damage is no fault");
        assert!(again.last >= mended.last && again.catalog.places == mended.catalog.places);
        assert!(!again.notices.iter().any(|notice| matches!(notice, Notice::TornTail { .. })), "{:?}", again.notices);
        let said = mended.notices.iter().map(|notice| match notice {
            Notice::TornTail { .. } => "torn",
            Notice::Mended { .. } => "mended",
            Notice::Lost { .. } => "lost",
            Notice::RowsSetAside { .. } => "rows",
        });
        format!("{:?} {}", said.collect::<Vec<_>>(), mended.catalog.places.len())
    });
}

#[test]
fn a_side_file_of_any_bytes_is_read_as_it_was_written_or_called_damaged() {
    let home = tempfile::tempdir().expect("folder");
    let store = open(home.path()).store;
    store.commit(batch(0..3)).expect("committed");
    store.close().expect("closed");
    drop(store);
    let whole = std::fs::read(home.path().join("store/side")).expect("read");
    let path = home.path().join("again");
    target("side", 20_000, 4_000).run(vec![[vec![0], whole.clone()].concat(), [vec![1], whole].concat()], |input| {
        let Some((first, rest)) = input.split_first() else { return "nothing".to_string() };
        let mut bytes = rest.to_vec();
        if let Some((_, body)) = rest.split_at_checked(9)
            && first % 2 == 1
        {
            bytes = [format!("{:08x}\n", crc32c::crc32c(body)).as_bytes(), body].concat();
        }
        put(&path, &bytes);
        match side::read(&path) {
            Ok(side::Witness::Said(said)) => {
                assert!(said.format <= side::FORMAT);
                let text = serde_json::to_vec(&said).expect("numbers and text");
                let again: Side = serde_json::from_slice(&text).expect("just written");
                assert_eq!(again, said);
                "said".to_string()
            }
            Ok(side::Witness::Damaged) => "damaged".to_string(),
            Ok(side::Witness::Absent) => panic!("it is there"),
            Err(StoreFault::Newer { .. }) => "newer".to_string(),
            Err(fault) => panic!("{fault}"),
        }
    });
}

#[test]
fn a_list_of_places_of_any_bytes_leads_to_records_or_to_a_stated_damage() {
    let home = tempfile::tempdir().expect("folder");
    let store = open(home.path()).store;
    store.commit(batch(0..3)).expect("committed");
    store.close().expect("closed");
    drop(store);
    let whole = std::fs::read(home.path().join("store/places")).expect("read");
    let store = open(home.path()).store;
    let path = home.path().join("again");
    target("places", 20_000, 4_000).run(vec![whole], |input| {
        let position = input.first_chunk::<8>().map_or(0, |first| u64::from_le_bytes(*first));
        let mut bytes = input.to_vec();
        if let Some(body) = input.get(12..) {
            let crc = crc32c::crc32c_append(crc32c::crc32c(&position.to_le_bytes()), body);
            bytes[8..12].copy_from_slice(&crc.to_le_bytes());
        }
        put(&path, &bytes);
        let kept = sealed::read(&path, position).expect("it is there");
        let Some(kept) = kept else { return "not sound".to_string() };
        let places: std::collections::BTreeMap<_, _> = sealed::places_from_bytes(&kept).collect();
        let all = std::mem::replace(&mut store.journal.catalog.write().expect("nobody panicked").places, places);
        let mut outcomes = std::collections::BTreeSet::new();
        for id in store.ids(None, 100) {
            outcomes.insert(match store.record(&id) {
                Ok(Some(bytes)) => {
                    assert_eq!(Id::of(&bytes), id, "only what was written under this id");
                    "record"
                }
                Ok(None) => "no such file",
                Err(StoreFault::Damaged { .. }) => "damaged",
                Err(fault) => panic!("{fault}"),
            });
        }
        store.journal.catalog.write().expect("nobody panicked").places = all;
        format!("{outcomes:?}")
    });
}
