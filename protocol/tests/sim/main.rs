//! Whole replicas in one process, from one seed: what every fault that a home machine meets does to
//! what people were told is kept, and to what they see.
//!
//! `SEEDS=100000 cargo test --release -p protocol --test sim -- many_seeds` is the long run;
//! `SEED=7 cargo test -p protocol --test sim -- one_seed --nocapture` repeats one.

mod alliances;
mod bidders;
mod chance;
mod computers;
mod disk;
mod federations;
#[expect(dead_code, reason = "what people here do is less than what the tests of the rules ask for")]
#[path = "../replica/home.rs"]
mod home;
mod hostile;
mod machine;
mod model;
mod newcomers;
mod options;
mod people;
mod seal;
mod sealing;
mod settlers;
mod world;

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};

use options::Options;
#[cfg(debug_assertions)]
use protocol::planted::{self, Wrong};
use world::{Failure, Report, World};

/// 200 seeds in the ordinary test.
const SEEDS: u64 = 200;

/// Each of these must have struck in the ordinary run.
const MUST_STRIKE: &[&str] = &[
    "bid changed",
    "bid ended",
    "bid ended by a stranger",
    "bid ended by somebody who did not open it",
    "bid opened",
    "bid sent",
    "bid signed",
    "bid withdrawn",
    "clock jumped",
    "collective asked back",
    "collective back",
    "collective left",
    "computer stolen",
    "computer taken back",
    "damaged frame",
    "damaged record",
    "disk full",
    "disk set back",
    "forged record",
    "frame cut short",
    "gossip lost",
    "gossip of what stands inside a collective",
    "invite agreed to",
    "invite leaked",
    "knock that opened",
    "member removed",
    "network cut",
    "newcomer let in",
    "night",
    "noise",
    "power cut while taking in",
    "power cut while writing",
    "record dated far ahead",
    "record dated long ago",
    "record in a stranger's space",
    "record leaked to neighbours",
    "record pushed unasked",
    "record rotted",
    "record signed loosely",
    "records in other words",
    "second computer",
    "second spelling",
    "share",
    "share changed",
    "share said to all",
    "share withdrawn",
    "somebody asked into a bid",
    "stream broke",
    "ticket beyond the last",
    "told at a door why it is off the list",
    "two charters with one parent",
    "two records on one ticket",
    "version of the federation acknowledged",
    "version of the federation agreed to",
    "version of the federation proposed",
    "what was sealed carried elsewhere",
];

/// What was asked for when the tests were started.
#[expect(clippy::disallowed_methods, reason = "a test takes no arguments")]
fn asked(name: &str) -> Option<String> {
    std::env::var(name).ok()
}

fn asked_number(name: &str) -> Option<u64> {
    asked(name).map(|text| text.parse().expect("a whole number"))
}

/// Runs a seed; a panic is a failure like others.
fn run(seed: u64) -> Result<Report, Failure> {
    let options = Options::of(seed);
    let told = options.to_string();
    let ran = catch_unwind(AssertUnwindSafe(|| World::run(options)));
    ran.unwrap_or_else(|_| Err(Failure(format!("a home panicked\n  in {told}"))))
}

/// Runs seeds on all cores; the failures, and how often each thing happened.
fn run_all(seeds: &[u64]) -> (Vec<Failure>, BTreeMap<&'static str, u64>) {
    let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let work = |core: usize| {
        let (mut failures, mut happened) = (Vec::new(), BTreeMap::<&'static str, u64>::new());
        for seed in seeds.iter().skip(core).step_by(cores) {
            match run(*seed) {
                Ok(report) => {
                    for (what, times) in report.happened {
                        *happened.entry(what).or_default() += times;
                    }
                }
                Err(failure) => failures.push(failure),
            }
        }
        (failures, happened)
    };
    std::thread::scope(|scope| {
        let workers: Vec<_> = (0..cores).map(|core| scope.spawn(move || work(core))).collect();
        let mut all = (Vec::new(), BTreeMap::<&'static str, u64>::new());
        for worker in workers {
            let (failures, happened) = worker.join().expect("panics are caught in each run");
            all.0.extend(failures);
            for (what, times) in happened {
                *all.1.entry(what).or_default() += times;
            }
        }
        all
    })
}

#[test]
fn many_seeds_lose_nothing_and_agree() {
    let seeds: Vec<u64> = (0..asked_number("SEEDS").unwrap_or(SEEDS)).collect();
    let (failures, happened) = run_all(&seeds);
    for (what, times) in &happened {
        println!("{times:>9} {what}");
    }
    // A fault that never struck was not tried.
    let unseen: Vec<&&str> = MUST_STRIKE.iter().filter(|what| !happened.contains_key(*what)).collect();
    assert!(unseen.is_empty() || seeds.len() < SEEDS as usize, "{unseen:?} never happened");
    let first: Vec<&str> = failures.iter().take(5).map(|failure| failure.0.as_str()).collect();
    assert!(failures.is_empty(), "{} of {} seeds failed:\n{}", failures.len(), seeds.len(), first.join("\n"));
}

#[test]
fn one_seed_gives_one_log() {
    let seed = asked_number("SEED").unwrap_or(11);
    let [one, other] = [run(seed), run(seed)].map(|report| report.unwrap_or_else(|failure| panic!("{}", failure.0)));
    assert_eq!(one.log, other.log);
    assert_eq!(one.happened, other.happened);
}

/// The first seed that shows a wrong rule, and how.
#[cfg(debug_assertions)]
fn caught(wrong: Wrong) -> Option<(u64, String)> {
    (0..SEEDS).find_map(|seed| {
        planted::plant(Some(wrong));
        let ran = run(seed);
        planted::plant(None);
        ran.err().map(|failure| (seed, failure.0))
    })
}

#[test]
#[cfg(debug_assertions)]
fn every_planted_wrong_rule_is_caught() {
    let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let asked = asked("WRONG");
    let all: Vec<Wrong> = Wrong::ALL
        .into_iter()
        .filter(|wrong| asked.as_ref().is_none_or(|name| *name == format!("{wrong:?}")))
        .collect();
    let work = |core: usize| -> Vec<(Wrong, Option<(u64, String)>)> {
        all.iter().skip(core).step_by(cores).map(|wrong| (*wrong, caught(*wrong))).collect()
    };
    let found: Vec<_> = std::thread::scope(|scope| {
        let workers: Vec<_> = (0..cores).map(|core| scope.spawn(move || work(core))).collect();
        workers.into_iter().flat_map(|worker| worker.join().expect("panics are caught in each run")).collect()
    });
    for (wrong, found) in &found {
        let told = found.as_ref().map(|(seed, why)| format!("seed {seed}: {}", why.lines().next().unwrap_or_default()));
        println!("{wrong:?}: {}", told.unwrap_or_else(|| "not noticed".to_string()));
    }
    let missed: Vec<Wrong> = found.iter().filter(|(_, found)| found.is_none()).map(|(wrong, _)| *wrong).collect();
    assert!(missed.is_empty(), "the simulation does not notice {missed:?}");
}
