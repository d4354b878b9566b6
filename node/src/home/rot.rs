//! Every file of a home's folder, rotted in eight ways: it opens and has everything, or says what is missing or wrong,
//! and never takes longer than ten seconds. `HOME_ROT_PLACES=20` takes each way at twenty places.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use protocol::id::Id;
use protocol::keys::Key;

use super::Home;
use crate::fed::put;
use crate::pen::tests::{founded, lead};

const WAYS: usize = 8;
/// 10 s: nobody waits longer for a start.
const START_MAX: Duration = Duration::from_secs(10);

/// Rots a file's bytes; nothing where the file goes as a whole.
fn rotted(way: usize, place: usize, whole: &[u8]) -> Option<Vec<u8>> {
    let mut bytes = whole.to_vec();
    let (length, at) = (bytes.len(), bytes.len() * place / 20);
    let zeros = |bytes: &mut Vec<u8>, from: usize, count: usize| bytes[from..length.min(from + count)].fill(0);
    match way {
        0 => bytes.truncate(length / 2),
        1 => bytes.truncate(length.saturating_sub(1 + place % 3)),
        2 => bytes.iter_mut().skip(at).take(1).for_each(|byte| *byte ^= 0x20),
        3 => zeros(&mut bytes, at, 4 << 10),
        4 => zeros(&mut bytes, length.saturating_sub(600_000 + at / 10), 600_000),
        5 => zeros(&mut bytes, 0, 4 << 10),
        6 => return None,
        _ => bytes.clear(),
    }
    Some(bytes)
}

fn files(folder: &Path, found: &mut BTreeMap<PathBuf, Vec<u8>>) {
    for entry in std::fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            files(&path, found);
        } else {
            found.insert(path.clone(), std::fs::read(&path).expect("a file"));
        }
    }
}

/// Puts every file back; folders stay, so that the home is not taken for a copy of itself.
fn put_back(home: &Path, before: &BTreeMap<PathBuf, Vec<u8>>) {
    let mut now = BTreeMap::new();
    files(home, &mut now);
    for path in now.keys().filter(|path| !before.contains_key(*path)) {
        std::fs::remove_file(path).expect("removed");
    }
    for (path, bytes) in before.iter().filter(|(path, bytes)| now.get(*path) != Some(*bytes)) {
        std::fs::create_dir_all(path.parent().expect("a file lies in a folder")).expect("its folder");
        put(path, bytes);
    }
}

/// What whoever lives there would miss.
#[derive(PartialEq)]
struct Belongings {
    records: BTreeSet<Id>,
    device: Option<Key>,
    leads: usize,
}

fn belongings(home: &Home) -> Belongings {
    let records = home.store().ids(None, 10_000);
    let sound = records.into_iter().filter(|id| matches!(home.store().record(id), Ok(Some(_))));
    Belongings {
        records: sound.collect(),
        device: home.state().keyring.as_ref().map(|keyring| keyring.device_key()),
        leads: home.leads(|leads| leads.titles().count()).expect("rows that can be read"),
    }
}

/// What an opening came to: everything is there, or what is said.
fn opened(path: &Path, name: &str, whole: &Belongings) -> &'static str {
    let begun = Instant::now();
    let opened = Home::open(path);
    assert!(begun.elapsed() < START_MAX, "{name}: {:?}", begun.elapsed());
    let home = match opened {
        Ok(home) => home,
        Err(trouble) => {
            assert!(!trouble.code.is_empty() && trouble.exit != 0, "{name}: {trouble:?}");
            return "refused, with the reason";
        }
    };
    let found = belongings(&home);
    let guarded = home.state().guard.is_ok();
    let said = !home.notices().is_empty();
    if found == *whole {
        return match (guarded, said) {
            (true, false) => "all there",
            (true, true) => "all there, and what was mended is said",
            (false, _) => "all there, and it signs nothing more until it has new keys",
        };
    }
    assert!(found.device == whole.device || !guarded, "{name}: other keys, and it signs");
    assert!(found.device.is_none_or(|key| Some(key) == whole.device), "{name}: other keys");
    let missed = whole.records.difference(&found.records).count();
    assert!(found.records.is_subset(&whole.records), "{name}: what nobody wrote is there");
    assert!(missed == 0 || said, "{name}: {missed} records went without a word");
    assert!(missed > 0 || found.leads == whole.leads, "{name}: {} of {} leads", found.leads, whole.leads);
    if missed > 0 { "what is lost is said" } else { "no keys: it reads and signs nothing" }
}

#[test]
fn rot_of_any_file_of_a_home_is_mended_or_said_and_never_silent() {
    let places: usize = std::env::var("HOME_ROT_PLACES").map_or(1, |text| text.parse().expect("a number"));
    let (folder, home) = founded();
    for _ in 0..5 {
        home.publish(lead()).expect("a lead");
    }
    let whole = belongings(&home);
    home.close().expect("in order");
    drop(home);
    let path = folder.path();
    let mut before = BTreeMap::new();
    files(path, &mut before);
    let mut outcomes: BTreeMap<(String, &str), usize> = BTreeMap::new();
    for (file, bytes) in before.iter().filter(|(_, bytes)| !bytes.is_empty()) {
        let name = file.strip_prefix(path).expect("in the home").display().to_string();
        for (way, round) in (0..WAYS).flat_map(|way| (0..places).map(move |round| (way, round))) {
            let place = (round * 20 / places + 3 * way + 7) % 20;
            match rotted(way, place, bytes) {
                Some(rotten) => put(file, &rotten),
                None => std::fs::remove_file(file).expect("removed"),
            }
            let outcome = opened(path, &format!("{name}, way {way}, place {place}"), &whole);
            *outcomes.entry((name.clone(), outcome)).or_default() += 1;
            put_back(path, &before);
        }
    }
    for ((name, outcome), times) in &outcomes {
        println!("{name}: {outcome} ({times})");
    }
    assert!(outcomes.keys().any(|(name, _)| name == "keys/guard"), "{outcomes:?}");
    assert_eq!(opened(path, "as it was", &whole), "all there");
}
