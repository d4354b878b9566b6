//! The bench program; see [`tests::bench`].

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use node::store::probe::{PROBE_ARGUMENT, probe_main};
use tests::bench::fault::{BenchFault, io};
use tests::bench::table::{self, Options};
use tests::bench::{machine, peer};

const USAGE: &str = "talko-bench table [--records N] [--quick] [--talko PROGRAM] [--write DOCUMENT]
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
    let (mut talko, mut document) = (beside("talko"), None);
    let mut words = words.iter();
    while let Some(word) = words.next() {
        match *word {
            "--quick" => options = Options::quick(),
            "--records" => match words.next()?.parse() {
                Ok(records) => options.records = records,
                Err(_) => return None,
            },
            "--talko" => talko = Some(PathBuf::from(words.next()?)),
            "--write" => document = Some(PathBuf::from(words.next()?)),
            _ => return None,
        }
    }
    options.talko = talko;
    Some((options, document))
}

/// A program in the folder of this one.
fn beside(name: &str) -> Option<PathBuf> {
    let Ok(program) = std::env::current_exe() else { return None };
    Some(program.with_file_name(name)).filter(|path| path.exists())
}

fn measure(options: &Options, document: Option<&Path>) -> Result<(), BenchFault> {
    let folder = tempfile::tempdir().map_err(io("make a folder"))?;
    let figures = table::run(options, folder.path())?;
    match document {
        Some(document) => machine::write(document, &figures),
        None => Ok(()),
    }
}
