//! What every fuzz target shares: a corpus that is kept, fresh inputs made from good ones, and what must hold of
//! each. A target says what an input came to in a few words; an input that comes to something new is a parent of
//! later ones, so that the search goes on from there. The same seed makes the same inputs.
//!
//! | Setting | What it does |
//! |---|---|
//! | `FUZZ_INPUTS=20000000` | so many fresh inputs a target instead of its own number |
//! | `FUZZ_SEED=7` | other inputs |
//! | `FUZZ_KEEP=1` | writes the corpus: the shortest input for each outcome that the seeds do not have |
//!
//! Nothing is known here of what is fed. Source: docs/reliability.md, "Bytes from strangers and files".

pub mod chance;
pub mod corpus;
pub mod mutation;

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::time::{Duration, Instant};

use chance::Chance;
use corpus::Corpus;

/// 4,096 parents: what is new beyond that is tried and let go.
const PARENTS_MAX: usize = 4_096;
/// 512 outcomes are told apart; a target that has more says too much.
const OUTCOMES_MAX: usize = 512;
/// 10 s for one input: nothing that a stranger sends holds a home up for longer, on a busy machine and unoptimised.
const INPUT_MAX: Duration = Duration::from_secs(10);
/// 256 MiB more memory at most, while a target runs, for all targets that run beside it.
const GROWTH_MAX_KIB: u64 = 256 << 10;

/// One thing that is fed with bytes.
#[derive(Clone, Copy, Debug)]
pub struct Target<'a> {
    /// Its name, which is its corpus file's.
    pub name: &'a str,
    /// The folder in which the corpus file stands.
    pub folder: &'a str,
    /// How many fresh inputs it takes in the ordinary tests.
    pub inputs: u64,
    /// The longest input.
    pub length_max: usize,
    /// Pieces that are worth putting in anywhere.
    pub words: &'a [&'a [u8]],
}

impl Target<'_> {
    /// Feeds the corpus, the seeds and fresh inputs.
    ///
    /// - `seeds`: good inputs, made by the program of today; `check`: panics where something does not hold, and says
    ///   in a few words what an input came to.
    ///
    /// # Panics
    /// With the input, ready for the corpus, where `check` panicked, took too long, or memory grew too far.
    pub fn run(&self, seeds: Vec<Vec<u8>>, check: impl Fn(&[u8]) -> String) {
        let path = Path::new(self.folder).join(format!("{}.txt", self.name));
        let mut corpus = Corpus::read(&path);
        let mut run = Run { target: self, check, outcomes: BTreeMap::new(), slowest: Duration::ZERO };
        let (before, begun) = (memory_kib(), Instant::now());
        let seeded: Vec<String> = seeds.iter().map(|seed| run.feed(seed)).collect();
        for kept in corpus.inputs() {
            run.feed(kept);
        }
        let mut parents = [seeds, corpus.inputs().map(<[u8]>::to_vec).collect()].concat();
        assert!(!parents.is_empty(), "{}: nothing to begin with", self.name);
        let mut chance = Chance::of(setting("FUZZ_SEED").unwrap_or(1), self.name);
        let inputs = setting("FUZZ_INPUTS").unwrap_or(self.inputs);
        for _ in 0..inputs {
            let input = mutation::child(&parents, self.words, self.length_max, &mut chance);
            let known = run.outcomes.len();
            run.feed(&input);
            if run.outcomes.len() > known && parents.len() < PARENTS_MAX {
                parents.push(input);
            }
        }
        if let (Some(before), Some(after)) = (before, memory_kib()) {
            let grown = after.saturating_sub(before);
            assert!(grown < GROWTH_MAX_KIB, "{}: memory grew by {grown} KiB", self.name);
        }
        println!(
            "{}: {inputs} fresh inputs and {} kept ones in {:.1} s, {} outcomes, the slowest {:?}",
            self.name,
            corpus.inputs().count(),
            begun.elapsed().as_secs_f32(),
            run.outcomes.len(),
            run.slowest
        );
        if setting("FUZZ_KEEP").is_some() {
            let fresh = run.outcomes.into_iter().filter(|(outcome, _)| !seeded.contains(outcome));
            corpus.replace_made(fresh);
            corpus.write(&path);
        }
    }
}

struct Run<'a, C> {
    target: &'a Target<'a>,
    check: C,
    /// The shortest input for each outcome.
    outcomes: BTreeMap<String, Vec<u8>>,
    slowest: Duration,
}

impl<C: Fn(&[u8]) -> String> Run<'_, C> {
    fn feed(&mut self, input: &[u8]) -> String {
        let begun = Instant::now();
        let outcome = catch_unwind(AssertUnwindSafe(|| (self.check)(input)));
        let took = begun.elapsed();
        let name = self.target.name;
        let Ok(outcome) = outcome else {
            panic!("{name}: see above; the input for the corpus:\n{}", input.escape_ascii());
        };
        assert!(took < INPUT_MAX, "{name}: {took:?} for the input\n{}", input.escape_ascii());
        self.slowest = self.slowest.max(took);
        let room = self.outcomes.len() < OUTCOMES_MAX;
        match self.outcomes.get_mut(&outcome) {
            Some(shortest) if input.len() < shortest.len() => *shortest = input.to_vec(),
            Some(_) => {}
            None if room => {
                self.outcomes.insert(outcome.clone(), input.to_vec());
            }
            None => {}
        }
        outcome
    }
}

/// A number from the environment.
///
/// # Panics
/// Where it is no number.
pub fn setting(name: &str) -> Option<u64> {
    let text = std::env::var_os(name)?;
    let number = text.to_str().and_then(|text| text.parse().ok());
    Some(number.unwrap_or_else(|| panic!("{name} is a number")))
}

/// The most memory that this process has had, where the system tells.
fn memory_kib() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.trim().trim_end_matches("kB").trim().parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::cell::Cell;

    fn target(folder: &str) -> Target<'_> {
        Target { name: "sample", folder, inputs: 20_000, length_max: 64, words: &[b"t", b"e", b"a"] }
    }

    #[test]
    fn a_fault_three_steps_from_a_good_input_is_found_because_each_step_is_an_outcome() {
        let steps = |input: &[u8]| input.iter().zip(b"tea").take_while(|(a, b)| a == b).count();
        let found = Cell::new(false);
        target("/nowhere").run(vec![b"xxx".to_vec()], |input| {
            found.set(found.get() || steps(input) == 3);
            steps(input).to_string()
        });
        assert!(found.get());
    }

    #[test]
    #[should_panic(expected = "t\\xffa")]
    fn an_input_that_breaks_something_is_shown_as_the_corpus_writes_it() {
        target("/nowhere").run(vec![b"t\xffa".to_vec()], |_| panic!("broken"));
    }
}
