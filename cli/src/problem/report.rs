//! Owns the report of an unexpected failure: what was attempted and the chain of causes, with the
//! home's path, keys and typed values left out, so that it can be pasted anywhere.

use std::cell::RefCell;
use std::error::Error;
use std::fmt::Write as _;
use std::fs;
use std::panic::PanicHookInfo;
use std::path::{Path, PathBuf};

use protocol::local::Trouble;

use super::Problem;
use crate::trouble;

thread_local! {
    static PANIC: RefCell<Option<String>> = const { RefCell::new(None) };
}

/// Keeps where and why the program gave up, for the report; a panic hook.
pub fn remember(panic: &PanicHookInfo<'_>) {
    let place = panic.location().map(ToString::to_string).unwrap_or_default();
    let text = panic.payload_as_str().unwrap_or("no text");
    // On another thread than the command's nobody asks for it later.
    tracing::error!(place, text, "a part of the program gave up");
    PANIC.with(|kept| *kept.borrow_mut() = Some(format!("{text}, at {place}")));
}

/// The panic that was remembered, as a problem.
pub fn panicked() -> Problem {
    let text = PANIC.with(|kept| kept.borrow_mut().take()).unwrap_or_default();
    Problem::Unexpected { attempted: "run the command".to_string(), source: text.into() }
}

/// Writes the report into the home, or where that fails into the temporary folder, and says where.
pub fn write(problem: &Problem, home: Option<&Path>) -> Trouble {
    let mut text = format!("talko {} on {}\n{problem}\n", env!("CARGO_PKG_VERSION"), std::env::consts::OS);
    let mut cause = problem.source();
    while let Some(fault) = cause {
        writeln!(text, "because: {fault}").expect("a String takes every text");
        cause = fault.source();
    }
    let text = redacted(&text, home);
    let name = format!("report-{}.txt", jiff::Timestamp::now().as_millisecond());
    let folders = home.filter(|home| home.is_dir()).map(|home| home.join("reports")).into_iter();
    for folder in folders.chain([std::env::temp_dir().join("talko-reports")]) {
        let path = folder.join(&name);
        if fs::create_dir_all(&folder).is_ok() && node::os::replace(&path, text.as_bytes()).is_ok() {
            return trouble!("report", path = path.display());
        }
    }
    trouble!("report-unwritten", reason = text.lines().last().unwrap_or_default())
}

fn redacted(text: &str, home: Option<&Path>) -> String {
    let user = std::env::var_os("HOME").map(PathBuf::from);
    let mut text = text.to_string();
    for (folder, name) in [(home.map(Path::to_path_buf), "HOME-FOLDER"), (user, "~")] {
        let shown = folder.map(|folder| folder.display().to_string()).filter(|shown| shown.len() > 1);
        if let Some(shown) = shown {
            text = text.replace(&shown, name);
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_report_names_the_causes_and_not_the_folder() {
        let home = tempfile::tempdir().expect("a folder");
        let fault = std::io::Error::other(format!("no space at {}", home.path().display()));
        let told = write(&Problem::unexpected("write the export", fault), Some(home.path()));
        let text = fs::read_to_string(&told.facts["path"]).expect("the report that was named");
        assert!(text.contains("write the export") && text.contains("no space at HOME-FOLDER"), "{text}");
        assert!(!text.contains(&home.path().display().to_string()));
    }
}
