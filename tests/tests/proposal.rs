//! The program in docs/proposal.md checks a client's page with a COSE library that is not ours.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the workspace").to_path_buf()
}

/// The program as it stands in the document.
fn program() -> String {
    let document = fs::read_to_string(root().join("docs/proposal.md")).expect("the document");
    let (_, rest) = document.split_once("```python\n").expect("it has a program");
    rest.split_once("```").expect("the program has an end").0.to_string()
}

fn python(arguments: &[&str]) -> Option<Output> {
    Command::new("python3").args(arguments).output().ok()
}

fn run(folder: &Path, page: &str) -> Output {
    let (script, file) = (folder.join("check.py"), folder.join("page.html"));
    fs::write(&script, program()).expect("written");
    fs::write(&file, page).expect("written");
    let path = |path: &Path| path.to_str().expect("UTF-8").to_string();
    python(&[&path(&script), &path(&file)]).expect("python3 has just run")
}

#[test]
fn a_cose_library_that_is_not_ours_agrees_with_a_clients_page() {
    let required = std::env::var_os("TALKO_REQUIRE_PYTHON").is_some_and(|value| value == "1");
    if !python(&["-c", "import pycose"]).is_some_and(|output| output.status.success()) {
        assert!(!required, "python3 with pycose is required here: pip install pycose");
        println!("skipped: no Python");
        return;
    }
    let folder = tempfile::tempdir().expect("a folder");
    let page = fs::read_to_string(root().join("tests/data/proposal.html")).expect("the page that is kept");
    let good = run(folder.path(), &page);
    let words = String::from_utf8_lossy(&good.stdout).to_string() + &String::from_utf8_lossy(&good.stderr);
    assert!(good.status.success() && words.contains("2 signed 'Books for a café in Melbourne'"), "{words}");
    // And it does look: one letter of the signed terms is another one.
    let (before, inside) = page.split_once("hidden>\n").expect("the signed terms");
    for at in [60, 700, 2_000, 4_000] {
        let letter = if &inside[at..=at] == "A" { "B" } else { "A" };
        let changed = format!("{before}hidden>\n{}{letter}{}", &inside[..at], &inside[at + 1..]);
        assert!(!run(folder.path(), &changed).status.success(), "letter {at}");
    }
}
