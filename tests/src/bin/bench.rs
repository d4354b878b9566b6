//! `talko-bench peer DIR IP PORT`: one home behind a line protocol.

use std::path::Path;
use std::process::ExitCode;

use node::store::probe::{PROBE_ARGUMENT, probe_main};
use tests::bench::peer;

const USAGE: &str = "talko-bench peer DIR IP PORT";

fn main() -> ExitCode {
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
