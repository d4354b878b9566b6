//! Homes that earlier versions left: `tests/data/golden-VERSION` opens and shows what it showed then. One is made for
//! each version that changes a file of the home, and is kept from then on:
//! `GOLDEN_WRITE=1 cargo test -p node --lib golden`.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use protocol::id::Id;
use protocol::record::Fold;

use super::Home;
use crate::clock::{self, Clock};
use crate::desk::health;
use crate::pen::tests::{comment, founded, lead};

fn data() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/data")
}

/// The files that a golden home has: not the lock, not what sled has, which is computed from the journal, and not the
/// guard, which names machine and folder and is worth nothing in a copy.
fn kept(name: &str) -> bool {
    name != "lock" && name != "shown" && name != "keys/guard" && !name.starts_with("store/index")
}

fn files(folder: &Path, below: &Path, found: &mut BTreeMap<String, Vec<u8>>) {
    for entry in std::fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            files(&path, below, found);
        } else {
            let name = path.strip_prefix(below).expect("below it").display().to_string();
            found.insert(name, std::fs::read(&path).expect("a file"));
        }
    }
}

fn all(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut found = BTreeMap::new();
    files(folder, folder, &mut found);
    found
}

fn write(folder: &Path, files: &BTreeMap<String, Vec<u8>>) {
    for (name, bytes) in files {
        let path = folder.join(name);
        crate::os::private_folder(path.parent().expect("a file lies in a folder")).expect("made");
        crate::fed::put(&path, bytes);
    }
}

/// What a home shows: its digests, and how much there is of what.
fn shown(home: &Home) -> String {
    let scopes = {
        let state = home.state();
        state.me.map(|me| state.replica.roster().scopes_of(me.collective)).expect("somebody lives here")
    };
    let mut lines = vec![format!("records {}", home.store().counts().records)];
    for scope in scopes {
        lines.push(format!("digest {}", health::digest(home, &scope).expect("ids")));
    }
    for fold in Fold::ALL {
        let rows = home.store().rows(fold.letter(), None, 1_000).expect("rows");
        if !rows.is_empty() {
            lines.push(format!("rows {fold:?} {}", rows.len()));
        }
    }
    lines.push(format!("operations {}", home.deeds(1_000).expect("a log").len()));
    lines.push(format!("device {}", home.state().keyring.as_ref().expect("keys").device_key().person()));
    lines.join("\n") + "\n"
}

fn make(golden: &Path) {
    let (folder, home) = founded();
    (0..3).for_each(|_| drop(home.publish(lead()).expect("a lead")));
    let about: Id = home.dweller().expect("Amara").person;
    (0..3).for_each(|number| drop(home.publish(comment(about, format!("word {number}"))).expect("a word")));
    let shown = format!("moment {}\n{}", home.now().0, shown(&home));
    home.close().expect("in order");
    drop(home);
    let mut files = all(folder.path());
    files.retain(|name, _| kept(name));
    write(golden, &files);
    std::fs::write(golden.join("shown"), shown).expect("written");
}

/// A golden home somewhere where it can be opened, the moment at which it was made, and what it showed.
fn copy(golden: &Path) -> (tempfile::TempDir, u64, String) {
    let mut files = all(golden);
    let said = String::from_utf8(files.remove("shown").expect("what it showed")).expect("text");
    files.remove("README.md");
    let folder = tempfile::tempdir().expect("folder");
    write(folder.path(), &files);
    let (moment, shown) = said.split_once('\n').expect("lines");
    let moment = moment.strip_prefix("moment ").and_then(|number| number.parse().ok()).expect("a moment");
    (folder, moment, shown.to_string())
}

fn goldens() -> Vec<PathBuf> {
    let entries = std::fs::read_dir(data()).expect("tests/data").map(|entry| entry.expect("an entry").path());
    entries.filter(|path| path.file_name().is_some_and(|name| name.to_string_lossy().starts_with("golden-"))).collect()
}

#[test]
fn a_home_of_each_earlier_version_opens_and_shows_what_it_showed() {
    let newest = data().join(concat!("golden-", env!("CARGO_PKG_VERSION")));
    if std::env::var_os("GOLDEN_WRITE").is_some_and(|value| value == "1") && !newest.exists() {
        make(&newest);
    }
    assert!(!goldens().is_empty());
    for golden in goldens() {
        let (folder, moment, then) = copy(&golden);
        // On the day on which it was made: some of what it holds has ended by today.
        let back = moment as i64 - clock::now().0 as i64;
        let home = Home::open_by(folder.path(), Clock::wrong_by(back)).expect("it opens");
        assert_eq!(shown(&home), then, "{}", golden.display());
        let lost: Vec<&str> = home.notices().iter().map(|notice| notice.code.as_str()).collect();
        assert!(!lost.iter().any(|code| code.contains("lost")), "{lost:?}");
        let bytes: usize = all(&golden).values().map(Vec::len).sum();
        assert!(bytes < 200_000, "{bytes} bytes are kept for ever");
    }
}

#[test]
fn a_home_that_a_newer_version_left_is_refused_by_its_code_and_not_touched() {
    let (folder, _, _) = copy(goldens().last().expect("one"));
    let path = folder.path().join("store/side");
    let text = String::from_utf8(std::fs::read(&path).expect("the side file")).expect("text");
    let (_, body) = text.split_once('\n').expect("a checksum, and lines");
    let newer = body.replacen("\"format\":1", "\"format\":2", 1);
    assert_ne!(newer, body);
    crate::fed::put(&path, format!("{:08x}\n{newer}", crc32c::crc32c(newer.as_bytes())).as_bytes());
    let before = all(folder.path());
    let refused = Home::open(folder.path()).err().expect("it is newer");
    assert_eq!((refused.code.as_str(), refused.exit), ("newer", 9), "{refused:?}");
    assert_eq!((refused.facts["found"].as_str(), refused.facts["known"].as_str()), ("2", "1"));
    let mut after = all(folder.path());
    after.remove("lock");
    assert!(after == before, "something was written");
}
