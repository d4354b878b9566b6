//! A disk that fails at one step of a script, at each step in turn: once, or for good, as if the process had been
//! killed there. What was acknowledged is there, what was refused is not, and what was under way is whole or gone.

use std::collections::BTreeSet;

use super::*;
use crate::os::steps::{self, Then};

/// Small segments and no reserve, so that a short script meets several of everything.
fn small() -> Options {
    Options { segment_bytes: 2 << 10, ..options() }
}

/// What the store should hold.
#[derive(Clone, Debug, Default, PartialEq)]
struct State {
    held: BTreeSet<u32>,
    /// The local item that counts.
    count: Option<u32>,
}

#[derive(Clone, Copy, Debug)]
enum Act {
    Commit(u32, u32),
    Drop(u32),
    Checkpoint,
    Sweep,
    Reopen,
}

/// The script, the same every time.
fn script(operations: u32) -> Vec<Act> {
    let mut next = 0;
    let acts = (0..operations).map(|at| match at % 11 {
        3 | 8 => Act::Checkpoint,
        5 => Act::Drop(next / 2),
        6 => Act::Sweep,
        9 => Act::Reopen,
        _ => {
            let from = next;
            next += 1 + at % 4;
            Act::Commit(from, next)
        }
    });
    acts.collect()
}

impl State {
    fn after(&self, act: Act) -> State {
        let mut state = self.clone();
        match act {
            Act::Commit(from, end) => {
                state.held.extend(from..end);
                state.count = Some(end);
            }
            Act::Drop(number) => drop(state.held.remove(&number)),
            Act::Checkpoint | Act::Sweep | Act::Reopen => {}
        }
        state
    }
}

/// A store under the script, with what it may hold: the one state, or the other where a write was refused last.
struct Play {
    home: std::path::PathBuf,
    store: Option<Store>,
    state: State,
    perhaps: Option<State>,
}

impl Play {
    fn act(&mut self, act: Act) -> Result<(), StoreFault> {
        if self.store.is_none() {
            self.open()?;
        }
        let store = self.store.as_ref().expect("just opened");
        match act {
            Act::Commit(from, end) => store.commit(batch(from..end)),
            Act::Drop(number) => store.commit(Batch {
                drop: vec![record(number).0],
                rows: vec![(row(number).0, None)],
                ..Batch::default()
            }),
            Act::Checkpoint => store.checkpoint(),
            Act::Sweep => store.sweep(1).map(|_| ()),
            Act::Reopen => {
                let closed = store.close();
                self.store = None;
                closed.and_then(|()| self.open())
            }
        }
    }

    fn open(&mut self) -> Result<(), StoreFault> {
        let opened = Store::open(&self.home, small())?;
        let lost = opened.notices.iter().any(|notice| matches!(notice, Notice::Lost { .. }));
        assert!(!lost, "{:?}", opened.notices);
        self.store = Some(catch_up(opened));
        Ok(())
    }

    fn run(&mut self, acts: &[Act], then: Then) {
        for act in acts {
            match self.act(*act) {
                Ok(()) => {
                    if matches!(act, Act::Commit(..) | Act::Drop(_)) {
                        self.perhaps = None;
                    }
                    self.state = self.state.after(*act);
                }
                Err(fault) => {
                    assert!(steps::has_failed(), "{act:?}: {fault:?}");
                    let known =
                        matches!(fault, StoreFault::Io { .. } | StoreFault::Full { .. } | StoreFault::Stopped { .. });
                    assert!(known, "{act:?}: a disk that fails is no damage: {fault:?}");
                    if !matches!(fault, StoreFault::Stopped { .. }) {
                        self.perhaps = Some(self.state.after(*act));
                    }
                    if let Act::Commit(from, end) = act
                        && let Some(store) = &self.store
                    {
                        let absent = (*from..*end).all(|number| !store.holds(&record(number).0));
                        assert!(absent, "{act:?} was refused and is there");
                    }
                    if then == Then::Nothing {
                        return;
                    }
                }
            }
        }
    }

    /// Ends as a killed process does, or as the rows' thread would, and looks at what is there.
    fn check(mut self, told: &str) {
        drop(self.store.take());
        self.open().unwrap_or_else(|fault| panic!("{told}: {fault:?}"));
        let store = self.store.take().expect("just opened");
        let ids: BTreeSet<Id> = store.ids(None, PAGE_MAX).into_iter().collect();
        let is = |state: &State| ids == state.held.iter().map(|number| record(*number).0).collect();
        let state = if is(&self.state) {
            &self.state
        } else {
            let perhaps = self.perhaps.as_ref().filter(|state| is(state));
            perhaps.unwrap_or_else(|| panic!("{told}: {} held, {:?} acknowledged", ids.len(), self.state))
        };
        for number in &state.held {
            let (id, bytes) = record(*number);
            assert_eq!(store.record(&id).expect("reads").as_deref(), Some(&*bytes), "{told}: record {number}");
            assert_eq!(store.row(&row(*number).0).expect("reads"), row(*number).1, "{told}: row {number}");
        }
        assert_eq!(store.rows(b'L', None, PAGE_MAX).expect("reads").len(), state.held.len(), "{told}: rows");
        let count = store.local(b"count").expect("reads");
        assert_eq!(count, state.count.map(|count| count.to_le_bytes().to_vec()), "{told}: the local item");
        store.commit(batch(9_000..9_001)).unwrap_or_else(|fault| panic!("{told}: it does not go on: {fault:?}"));
        store.close().unwrap_or_else(|fault| panic!("{told}: it does not close: {fault:?}"));
    }
}

fn play(acts: &[Act], fails: Option<u64>, then: Then) -> u64 {
    let folder = tempfile::tempdir().expect("folder");
    let home = folder.path().join("home");
    let mut play = Play { home, store: None, state: State::default(), perhaps: None };
    play.open().expect("opens");
    steps::watch(fails, then);
    play.run(acts, then);
    let taken = steps::end();
    play.check(&format!("step {fails:?}, then {then:?}"));
    taken
}

#[test]
fn wherever_the_disk_fails_what_was_acknowledged_is_there_and_what_was_refused_is_not() {
    let asked = std::env::var("STORE_STEP_OPERATIONS").map_or(0, |text| text.parse().expect("a number"));
    let operations = if asked == 0 { 11 } else { asked };
    let acts = script(operations);
    let steps = play(&acts, None, Then::GoOn);
    assert!(steps > u64::from(operations), "{steps} steps");
    for step in 0..steps {
        // In the ordinary test one way or the other, in turn: each is an opening or two, and a trial of the index.
        let ways = [Then::GoOn, Then::Nothing];
        let ways = if asked == 0 { &ways[step as usize % 2..][..1] } else { &ways[..] };
        for then in ways {
            play(&acts, Some(step), *then);
        }
    }
    println!("{steps} steps of {operations} operations");
}
