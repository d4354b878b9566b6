//! Two builds side by side: instructions counted of each, and the timed figures of both in turns, so that both
//! see the same neighbours on this machine. Builds nothing; see docs/performance.md.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::Value;

use super::count::{self, grouped};
use super::counted::Work;
use super::fault::{BenchFault, io};
use super::sheet::{median, quantile};

/// What is compared.
#[derive(Clone, Debug)]
pub struct Options {
    /// This program, built of the earlier revision.
    pub before: PathBuf,
    /// The same of the later one.
    pub after: PathBuf,
    /// How often each is timed.
    pub rounds: usize,
    /// Leads in the large home.
    pub records: usize,
}

/// What one build was timed at, in the order in which it was told.
type Timed = Vec<(String, Series)>;

/// One figure over all rounds.
#[derive(Clone, Debug, Default, PartialEq)]
struct Series {
    unit: String,
    before: Vec<f64>,
    after: Vec<f64>,
}

/// Which of the two.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Build {
    Before,
    After,
}

/// Compares, and says each figure as soon as it is there.
///
/// # Errors
/// [`BenchFault`] where one of the two cannot be run. Where there is no valgrind, only time is compared.
pub fn run(options: &Options, folder: &Path) -> Result<(), BenchFault> {
    println!("| instructions | before | after | after / before |\n|---|---|---|---|");
    for work in Work::ALL {
        match counts(options, work, folder) {
            Ok(line) => println!("{line}"),
            Err(fault @ BenchFault::Missing { .. }) => {
                println!("(not counted: {fault})");
                break;
            }
            Err(fault) => println!("| {} | not counted: {fault} | | |", work.sentence()),
        }
    }
    let mut timed = Timed::new();
    for round in 1..=options.rounds {
        for build in [Build::Before, Build::After] {
            eprintln!("round {round} of {}, {}", options.rounds, build.word());
            time(options, build, &mut timed)?;
        }
    }
    println!("\n| timed, {} rounds in turns | before | after | after / before |\n|---|---|---|---|", options.rounds);
    for (work, series) in &timed {
        println!("{}", series.line(work));
    }
    Ok(())
}

impl Build {
    fn program(self, options: &Options) -> &Path {
        match self {
            Build::Before => &options.before,
            Build::After => &options.after,
        }
    }

    const fn word(self) -> &'static str {
        match self {
            Build::Before => "before",
            Build::After => "after",
        }
    }
}

fn counts(options: &Options, work: Work, folder: &Path) -> Result<String, BenchFault> {
    let before = count::counted(&options.before, work, folder)?;
    let after = count::counted(&options.after, work, folder)?;
    let ratio = after as f64 / before as f64;
    Ok(format!("| {} | {} | {} | {ratio:.4} |", work.sentence(), grouped(before), grouped(after)))
}

/// Lets one build time itself once; a figure that only one of the two has is shown for that one.
fn time(options: &Options, build: Build, timed: &mut Timed) -> Result<(), BenchFault> {
    let mut command = Command::new(build.program(options));
    command.args(["table", "--quick", "--json", "--records", &options.records.to_string()]);
    let output = command.stdin(Stdio::null()).stderr(Stdio::inherit()).output().map_err(io("start a build"))?;
    if !output.status.success() {
        return Err(BenchFault::Peer(format!("the build {} ended with {}", build.word(), output.status)));
    }
    read(&String::from_utf8_lossy(&output.stdout), build, timed);
    Ok(())
}

/// Takes in what one run told, a figure a line.
fn read(told: &str, build: Build, timed: &mut Timed) {
    // Where a work has the same name twice in one run, its place among them tells the two apart.
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    for line in told.lines() {
        let Ok(figure) = serde_json::from_str::<Value>(line) else { continue };
        let (Some(work), Some(counts)) = (figure["work"].as_str(), figure["counts"].as_f64()) else { continue };
        let times = seen.entry(work.to_string()).or_default();
        *times += 1;
        let work = if *times == 1 { work.to_string() } else { format!("{work} ({times})") };
        let at = timed.iter().position(|(known, _)| *known == work).unwrap_or_else(|| {
            let unit = figure["unit"].as_str().unwrap_or_default().to_string();
            timed.push((work, Series { unit, ..Series::default() }));
            timed.len() - 1
        });
        match build {
            Build::Before => timed[at].1.before.push(counts),
            Build::After => timed[at].1.after.push(counts),
        }
    }
}

impl Series {
    /// Middle and spread of both; of the ratios, which are of one round each, too.
    fn line(&self, work: &str) -> String {
        let ratios: Vec<f64> = self.before.iter().zip(&self.after).map(|(before, after)| after / before).collect();
        let (before, after) = (spread(&self.before), spread(&self.after));
        format!("| {work} ({}) | {before} | {after} | {} |", self.unit, spread(&ratios))
    }
}

/// The middle of the values, and between what they lie.
fn spread(values: &[f64]) -> String {
    if values.is_empty() {
        return "-".to_string();
    }
    let number = |value: f64| match value {
        large if large.abs() >= 100.0 => format!("{large:.0}"),
        other => format!("{other:.3}"),
    };
    let (least, most) = (quantile(values, 0.0), quantile(values, 1.0));
    format!("{} ({} to {})", number(median(values)), number(least), number(most))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_of_both_builds_are_paired_round_by_round() {
        let mut timed = Timed::new();
        for (build, ms) in [(Build::Before, 2.0), (Build::After, 3.0), (Build::Before, 4.0), (Build::After, 2.0)] {
            let told = format!("{{\"work\":\"search\",\"counts\":{ms},\"unit\":\"ms\"}}\nnot a figure\n");
            read(&told, build, &mut timed);
        }
        let lines: Vec<String> = timed.iter().map(|(work, series)| series.line(work)).collect();
        let said = "| search (ms) | 4.000 (2.000 to 4.000) | 3.000 (2.000 to 3.000) | 1.500 (0.500 to 1.500) |";
        assert_eq!(lines, [said]);
    }

    #[test]
    fn a_figure_that_only_one_build_has_is_shown_all_the_same() {
        let mut timed = Timed::new();
        read("{\"work\":\"new\",\"counts\":1.0,\"unit\":\"\"}", Build::After, &mut timed);
        assert_eq!(timed[0].1.line("new"), "| new () | - | 1.000 (1.000 to 1.000) | - |");
    }
}
