//! The hostile peer; see [`tests::hostile`].

use std::path::Path;
use std::process::ExitCode;
use std::time::Duration;

use node::store::probe::{PROBE_ARGUMENT, probe_main};
use tests::hostile::behaviour::Behaviour;
use tests::hostile::{self, fault::HostileFault};

const USAGE: &str = "talko-hostile BEHAVIOUR SECONDS ADDRESS [HOME]
  ADDRESS  where the victim listens, as /ip4/127.0.0.1/tcp/4747 or /ip4/127.0.0.1/udp/4747/quic-v1
  HOME     the folder of a home that the victim lists and nobody serves";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let (behaviour, seconds, victim, home) = match words.as_slice() {
        [word, folder] if *word == PROBE_ARGUMENT => {
            return ExitCode::from(u8::try_from(probe_main(Path::new(folder))).unwrap_or(1));
        }
        [behaviour, seconds, victim] => (behaviour, seconds, victim, None),
        [behaviour, seconds, victim, home] => (behaviour, seconds, victim, Some(Path::new(*home))),
        _ => return usage(),
    };
    let (Some(behaviour), Ok(seconds)) = (Behaviour::named(behaviour), seconds.parse::<f64>()) else {
        return usage();
    };
    let Ok(lasts) = Duration::try_from_secs_f64(seconds) else { return usage() };
    match hostile::run(behaviour, lasts, victim, home) {
        Ok(told) => {
            println!("{told}");
            ExitCode::SUCCESS
        }
        Err(fault) => {
            eprintln!("{fault}");
            if let HostileFault::Usage(_) = fault { ExitCode::from(2) } else { ExitCode::FAILURE }
        }
    }
}

fn usage() -> ExitCode {
    let names: Vec<&str> = Behaviour::ALL.iter().map(|behaviour| behaviour.name()).collect();
    eprintln!("{USAGE}\n  BEHAVIOUR  one of {}", names.join(", "));
    ExitCode::from(2)
}
