//! Import files that are empty, cut off, huge, of the wrong kind, or bad in one row.

use std::fs;

use tests::talko::{Town, jobs};

use crate::spine::count;

#[test]
fn a_file_that_cannot_be_taken_is_told_why_and_nothing_is_written() {
    let town = Town::new();
    let a = town.founds("A", "Collective A", "Steward A");
    let file = |name: &str, bytes: &[u8]| fs::write(town.folder().join(name), bytes).expect("written");
    file("empty.json", b"");
    file("picture.png", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR");
    file("letters.json", b"[\"not\", \"adverts\"]");
    file("nothing.csv", b"title,budget\n");
    // Sparse: it takes no room, and must not be read to its end to be refused.
    let huge = fs::File::create(town.folder().join("huge.json")).expect("made");
    huge.set_len(200 * 1024 * 1024).expect("stretched");
    let before = a.data("log");
    for (name, code) in [
        ("empty.json", "import-empty"),
        ("picture.png", "import-kind"),
        ("huge.json", "import-large"),
        ("nowhere.json", "file"),
        (".", "file"),
    ] {
        assert_eq!(a.refused(&format!("lead import {name}")).as_pair(), (code, 2), "{name}");
    }
    for name in ["letters.json", "nothing.csv"] {
        let refused = a.refused(&format!("lead import {name}"));
        assert!(refused.code.starts_with("import-") && refused.exit == 2, "{name}: {refused:?}");
    }
    assert_eq!(a.data("log"), before, "nothing was written");
}

#[test]
fn a_file_that_was_cut_off_is_told_as_such() {
    let town = Town::new();
    let a = town.founds("A", "Collective A", "Steward A");
    let whole = fs::read(jobs()).expect("adverts");
    fs::write(town.folder().join("cut.json"), &whole[..whole.len() / 2]).expect("written");
    let refused = a.refused("lead import cut.json");
    assert_eq!(refused.exit, 2, "{refused:?}");
    assert!(["import-cut-off", "import-json"].contains(&refused.code.as_str()), "{refused:?}");
    assert_eq!(count(&a.data("lead list")), 0);
}

#[test]
fn one_bad_row_in_ten_thousand_is_told_with_its_place_and_the_others_are_taken() {
    let town = Town::new();
    let a = town.founds("A", "Collective A", "Steward A");
    let row = |number: usize| match number {
        7_321 => ",Client without a title,https://example.org/7321\n".to_string(),
        _ => format!("Keep the books of branch {number},Client {number},https://example.org/{number}\n"),
    };
    let table = "title,client,url\n".to_string() + &(0..10_000).map(row).collect::<String>();
    fs::write(town.folder().join("many.csv"), table).expect("written");
    let seen = a.data("lead import many.csv --dry-run");
    assert_eq!((&seen["found"], &seen["refused"]), (&9_999.into(), &1.into()));
    assert_eq!(seen["faults"][0]["line"], 7_323, "{}", seen["faults"]);
}
