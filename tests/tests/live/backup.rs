//! Backups: made, proven, and a home that comes back from one with new keys.

use std::fs;

use serde_json::Value;
use tests::talko::Town;

use crate::spine::lists;

#[test]
fn a_restored_home_has_new_keys_and_its_neighbour_goes_on_listening() {
    let town = Town::new();
    fs::write(town.folder().join("secret"), "four words and a number 7\n").expect("written");
    let (a, serving, b) = town.neighbours("A", "B");
    let _b = b.serve();
    let before = a.data(r#"lead new "From the first computer""#);
    b.until("lead list", |rows| lists(rows, &before["id"]));
    // The new computer listens elsewhere: it finds only those whose place is in the backup.
    a.until_told_where(&b);
    let made = a.data("backup new -o a.age --passphrase-file secret");
    assert_eq!((&made["proven"], &made["carries_seed"]), (&true.into(), &true.into()), "{made}");
    assert_eq!(a.data("backup check a.age --passphrase-file secret")["proven"], true);
    assert_eq!(serving.stop(), 0);
    // The old computer is gone; another one gets its place.
    fs::rename(a.path(), town.folder().join("gone")).expect("moved away");
    let r = town.home("R");
    let restored = r.data("restore a.age --passphrase-file secret");
    assert_eq!(restored["pending"], Value::Null, "{restored}");
    assert!(lists(&r.data("lead list"), &before["id"]));
    let _r = r.serve();
    let after = r.data(r#"lead new "From the second computer""#);
    // The person is the same; the name stands in a record of its own.
    let named = |rows: &Value| {
        let row = rows.as_array().into_iter().flatten().find(|row| row["id"] == after["id"]);
        row.is_some_and(|row| row["poster"]["name"] == "Steward A")
    };
    b.until("lead list", named);
}

#[test]
fn a_backup_that_cannot_be_used_says_why() {
    let town = Town::new();
    let a = town.founds("A", "Collective A", "Steward A");
    let write = |name: &str, bytes: &[u8]| fs::write(town.folder().join(name), bytes).expect("written");
    write("secret", b"four words and a number 7\n");
    write("other", b"other words and a number 8\n");
    a.tell("backup new -o a.age --passphrase-file secret");
    let whole = fs::read(town.folder().join("a.age")).expect("the backup");
    write("cut.age", &whole[..whole.len() - 100]);
    write("none.age", b"hello");
    let mut altered = whole.clone();
    let middle = altered.len() - altered.len() / 4;
    altered[middle] ^= 1;
    write("altered.age", &altered);
    assert_eq!(a.refused("backup new -o a.age --passphrase-file secret").as_pair(), ("file-exists", 2));
    let r = town.home("R");
    for home in [a, r] {
        for (line, exits) in [
            ("a.age --passphrase-file other", &[4][..]),
            ("cut.age --passphrase-file secret", &[9]),
            ("altered.age --passphrase-file secret", &[9]),
            ("none.age --passphrase-file secret", &[2]),
            ("nowhere.age --passphrase-file secret", &[2]),
        ] {
            let verb = if home.path() == a.path() { "backup check" } else { "restore" };
            let refused = home.refused(&format!("{verb} {line}"));
            assert!(exits.contains(&refused.exit), "{verb} {line}: {refused:?}");
        }
    }
    // After all these, the good one still restores into the same folder.
    r.tell("restore a.age --passphrase-file secret");
}
