//! The bench program; see [`tests::bench`].

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use node::store::probe::{PROBE_ARGUMENT, probe_main};
use tests::bench::counted::Work;
use tests::bench::fault::{BenchFault, io};
use tests::bench::machine::{self, Part};
use tests::bench::table::{self, Options, Told};
use tests::bench::{compare, count, peer};

const USAGE: &str = "talko-bench table [--records N] [--quick] [--json] [--talko PROGRAM] [--write DOCUMENT]
talko-bench count [--write DOCUMENT]
talko-bench compare --before PROGRAM --after PROGRAM [--rounds N] [--records N]
talko-bench counted gate|roster|bid|session
talko-bench peer FOLDER IP PORT";

fn main() -> ExitCode {
    // Silent unless asked: what a home logs would disturb the figures.
    let filter = tracing_subscriber::EnvFilter::from_env("TALKO_LOG");
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).init();
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let done = match words.as_slice() {
        [word, folder] if *word == PROBE_ARGUMENT => {
            return ExitCode::from(u8::try_from(probe_main(Path::new(folder))).unwrap_or(1));
        }
        ["peer", folder, ip, port] => match (ip.parse(), port.parse()) {
            (Ok(ip), Ok(port)) => peer::run(Path::new(folder), ip, port),
            _ => return usage(),
        },
        ["table", rest @ ..] => match read(rest) {
            Some((options, document)) => measure(&options, document.as_deref()),
            None => return usage(),
        },
        ["count"] => counts(None),
        ["count", "--write", document] => counts(Some(Path::new(document))),
        ["counted", word] => match Work::called(word) {
            Some(work) => work.run(),
            None => return usage(),
        },
        ["compare", rest @ ..] => match both(rest) {
            Some(options) => in_a_folder(|folder| compare::run(&options, folder)),
            None => return usage(),
        },
        _ => return usage(),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(fault) => {
            eprintln!("{fault}");
            ExitCode::FAILURE
        }
    }
}

fn usage() -> ExitCode {
    eprintln!("{USAGE}");
    ExitCode::from(2)
}

fn read(words: &[&str]) -> Option<(Options, Option<PathBuf>)> {
    let mut options = Options::full(50_000);
    let (mut talko, mut document, mut told, mut records) = (beside("talko"), None, Told::Table, None);
    let mut words = words.iter();
    while let Some(word) = words.next() {
        match *word {
            "--quick" => options = Options::quick(),
            "--json" => told = Told::Json,
            "--records" => records = Some(number(words.next()?)?),
            "--talko" => talko = Some(PathBuf::from(words.next()?)),
            "--write" => document = Some(PathBuf::from(words.next()?)),
            _ => return None,
        }
    }
    options.records = records.unwrap_or(options.records);
    Some((Options { talko, told, ..options }, document))
}

fn both(words: &[&str]) -> Option<compare::Options> {
    let (mut before, mut after, mut rounds, mut records) = (None, None, 5, 2_000);
    let mut words = words.iter();
    while let Some(word) = words.next() {
        match *word {
            "--before" => before = Some(PathBuf::from(words.next()?)),
            "--after" => after = Some(PathBuf::from(words.next()?)),
            "--rounds" => rounds = number(words.next()?)?,
            "--records" => records = number(words.next()?)?,
            _ => return None,
        }
    }
    Some(compare::Options { before: before?, after: after?, rounds, records })
}

fn number(word: &str) -> Option<usize> {
    match word.parse() {
        Ok(number) if number > 0 => Some(number),
        Ok(_) | Err(_) => None,
    }
}

/// A program in the folder of this one.
fn beside(name: &str) -> Option<PathBuf> {
    let Ok(program) = std::env::current_exe() else { return None };
    Some(program.with_file_name(name)).filter(|path| path.exists())
}

fn measure(options: &Options, document: Option<&Path>) -> Result<(), BenchFault> {
    let figures = in_a_folder(|folder| table::run(options, folder))?;
    match document {
        Some(document) => machine::write(document, Part::Figures, &figures),
        None => Ok(()),
    }
}

fn counts(document: Option<&Path>) -> Result<(), BenchFault> {
    let figures = in_a_folder(count::run)?;
    match document {
        Some(document) => machine::write(document, Part::Counts, &figures),
        None => Ok(()),
    }
}

/// Works in a folder that is gone afterwards.
fn in_a_folder<T>(work: impl FnOnce(&Path) -> Result<T, BenchFault>) -> Result<T, BenchFault> {
    let folder = tempfile::tempdir().map_err(io("make a folder"))?;
    work(folder.path())
}
