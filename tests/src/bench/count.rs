//! Instructions that a work takes, as valgrind's callgrind counts them: the same on an idle machine and on a
//! busy one, so that a change of a few per mille is seen. Says nothing about waiting, caches and disks.

use std::fmt::Write as _;
use std::io::ErrorKind;
use std::path::Path;
use std::process::{Command, Stdio};

use super::counted::Work;
use super::fault::{BenchFault, io};
use super::machine;

/// Switches the counter, which matches it against the names of functions.
const COUNTED: &str = "*only_this_is_counted*";

/// How to get what counts.
const INSTALL: &str = "on Debian and Ubuntu: apt install valgrind; it runs on Linux";

/// Counts every work of this program twice, says each figure as soon as it is there, and returns the table in
/// Markdown.
///
/// - `folder`: where the counter writes.
///
/// # Errors
/// [`BenchFault::Missing`] where there is no valgrind; what else keeps it from counting.
pub fn run(folder: &Path) -> Result<String, BenchFault> {
    let program = std::env::current_exe().map_err(io("find this program"))?;
    let today = jiff::Timestamp::now().strftime("%-d %B %Y");
    let build = if cfg!(debug_assertions) { "a build for tests" } else { "a release build" };
    let version = version()?;
    let head = "| work | instructions | a second run |\n|---|---|---|";
    println!("{head}");
    let mut table = format!("Counted on {today}: {build}, {version}, {}.\n\n{head}\n", machine::processor());
    for work in Work::ALL {
        let first = counted(&program, work, folder)?;
        let again = counted(&program, work, folder)?;
        let line = format!("| {} | {} | {} |", work.sentence(), grouped(first), apart(first, again));
        println!("{line}");
        writeln!(table, "{line}").expect("a string takes every line");
    }
    Ok(table)
}

/// Instructions of one work, each time that it is done.
///
/// - `program`: this one, or one of another revision.
///
/// # Errors
/// [`BenchFault::Missing`] where there is no valgrind, [`BenchFault::Peer`] where the program does not know the
/// work or nothing was counted.
pub fn counted(program: &Path, work: Work, folder: &Path) -> Result<u64, BenchFault> {
    let written = folder.join("callgrind.out");
    let mut command = valgrind();
    command.args(["--tool=callgrind", "--collect-atstart=no", "--combine-dumps=yes"]);
    command.arg(format!("--toggle-collect={COUNTED}")).arg(format!("--callgrind-out-file={}", written.display()));
    command.arg(program).args(["counted", work.word()]).stdin(Stdio::null()).stdout(Stdio::null());
    let output = command.output().map_err(missing)?;
    let said = String::from_utf8_lossy(&output.stderr);
    if !output.status.success() {
        let last = said.lines().last().unwrap_or_default();
        return Err(BenchFault::Peer(format!("counting {} ended with {}: {last}", work.word(), output.status)));
    }
    let text = std::fs::read_to_string(&written).map_err(io("read what was counted"))?;
    let all = total(&text).filter(|all| *all > 0);
    let all = all.ok_or_else(|| BenchFault::Peer(format!("nothing was counted of {}", work.word())))?;
    Ok(all / work.times())
}

/// The sum at the end of what callgrind writes.
fn total(text: &str) -> Option<u64> {
    let mut sum =
        text.lines().filter_map(|line| line.strip_prefix("totals:").or_else(|| line.strip_prefix("summary:")));
    sum.next_back()?.split_whitespace().next()?.parse().ok()
}

fn version() -> Result<String, BenchFault> {
    let output = valgrind().arg("--version").output().map_err(missing)?;
    Ok(String::from_utf8_lossy(&output.stdout).trim().to_string())
}

fn valgrind() -> Command {
    Command::new("valgrind")
}

fn missing(fault: std::io::Error) -> BenchFault {
    match fault.kind() {
        ErrorKind::NotFound => BenchFault::Missing { program: "valgrind", install: INSTALL },
        _ => io("start valgrind")(fault),
    }
}

/// A number in groups of three figures.
pub fn grouped(number: u64) -> String {
    let figures = number.to_string();
    let mut text = String::with_capacity(figures.len() * 4 / 3);
    for (at, figure) in figures.chars().enumerate() {
        if at > 0 && (figures.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(figure);
    }
    text
}

/// How far a second run is from the first, in thousandths.
fn apart(first: u64, again: u64) -> String {
    match first == again {
        true => "the same".to_string(),
        false => format!("{:+.2} ‰", (again as f64 / first as f64 - 1.0) * 1_000.0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_counted_is_the_sum_at_the_end() {
        assert_eq!(total("version: 1\nevents: Ir\n0x1 5\nsummary: 7\n\ntotals: 1234\n"), Some(1_234));
        assert_eq!(total("version: 1\n"), None);
    }

    #[test]
    fn counts_are_told_in_groups_and_their_difference_in_thousandths() {
        assert_eq!([7, 1_234, 123_456, 1_234_567].map(grouped), ["7", "1,234", "123,456", "1,234,567"]);
        assert_eq!((apart(1_000, 1_000), apart(1_000, 1_001)), ("the same".to_string(), "+1.00 ‰".to_string()));
    }

    #[test]
    fn a_machine_that_cannot_count_is_told_what_to_install() {
        let said = missing(std::io::Error::from(ErrorKind::NotFound)).to_string();
        assert!(said.starts_with("valgrind is not on this machine; install it"), "{said}");
        assert!(missing(std::io::Error::from(ErrorKind::PermissionDenied)).to_string().contains("cannot start"));
    }
}
