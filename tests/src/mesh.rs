//! Owns a whole federation of real processes whose homes reach each other by lines that can be cut: homes, their
//! processes, what was acknowledged to whom, and whether they agree.
//!
//! Home `i` is of collective `i % collectives`. Each home lies in a network namespace of its own without a cable
//! ([`Lines`]), so that a line that is cut has no way around it. Needs root;
//! [`crate::network::LabFault::Unavailable`] says where there is none.

mod build;
pub mod figures;

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicI32, AtomicU32, Ordering};
use std::sync::{Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use crate::lines::Lines;
use crate::network::{Lab, Place};
use crate::talko::{Answer, Home, Running, Town, running, text};
use rand::RngExt as _;
use rand::rngs::StdRng;

/// How long is waited between two looks at homes that do not agree yet.
const LOOK: Duration = Duration::from_millis(100);
/// 1,000: the most that one page of a list holds.
const PAGE: usize = 1_000;
/// One lead of so many is for the own collective alone.
const OWN_EVERY: usize = 5;

/// Many homes, their processes and the lines between them.
pub struct Mesh {
    // In this order they end: processes, lines, folders, namespaces.
    members: Vec<Member>,
    saved: Mutex<Vec<Saved>>,
    collectives: usize,
    /// The lines between the homes.
    pub lines: Lines,
    town: Town,
    _lab: Lab,
}

struct Member {
    name: String,
    place: Place,
    /// Held while a command writes here and while the process is started, so that no two open the home.
    slot: Mutex<Option<Running>>,
    /// The process that serves; 0 while there is none.
    process: AtomicI32,
    /// How often it was killed or stopped.
    ended: AtomicU32,
}

/// A lead whose command said that it was saved.
#[derive(Clone, Debug)]
pub struct Saved {
    /// The lead.
    pub id: String,
    /// The home that wrote it.
    pub by: usize,
    /// Who reads it.
    pub share: Share,
}

/// Who reads a lead.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Share {
    /// The writer's collective.
    Own,
    /// All homes.
    Federation,
}

impl Mesh {
    /// How many homes there are.
    pub fn len(&self) -> usize {
        self.members.len()
    }

    /// True without homes.
    pub fn is_empty(&self) -> bool {
        self.members.is_empty()
    }

    /// The collective of a home.
    pub fn collective(&self, home: usize) -> usize {
        home % self.collectives
    }

    /// A home, for commands to the process that serves it.
    pub fn home(&self, home: usize) -> Home<'_> {
        self.town.home(&self.members[home].name)
    }

    /// All that was acknowledged until now.
    pub fn saved(&self) -> Vec<Saved> {
        held(&self.saved).clone()
    }

    /// Runs a line of a home that is not served, and that may have to call others.
    fn alone(&self, home: usize, line: &str) -> Answer {
        self.home(home).at(&self.members[home].place).tell(line)
    }

    /// Starts the process of a home, and waits until it serves.
    pub fn start(&self, home: usize) {
        let member = &self.members[home];
        let mut slot = held(&member.slot);
        // What was killed is waited for here.
        drop(slot.take());
        let serving = self.home(home).at(&member.place).serve();
        member.process.store(serving.process(), Ordering::SeqCst);
        *slot = Some(serving);
    }

    /// Kills the process of a home at once, also in the middle of a command.
    pub fn kill(&self, home: usize) {
        let member = &self.members[home];
        member.ended.fetch_add(1, Ordering::SeqCst);
        let process = member.process.swap(0, Ordering::SeqCst);
        assert_ne!(process, 0, "{} is not served", member.name);
        running::kill(process);
    }

    /// Asks the process of a home to end, and waits until it has.
    pub fn stop(&self, home: usize) {
        let member = &self.members[home];
        let serving = held(&member.slot).take().expect("it is served");
        member.ended.fetch_add(1, Ordering::SeqCst);
        member.process.store(0, Ordering::SeqCst);
        assert_eq!(serving.stop(), 0, "{} ends in peace", member.name);
    }

    /// The process of a home; none while there is none.
    pub fn process(&self, home: usize) -> Option<i32> {
        Some(self.members[home].process.load(Ordering::SeqCst)).filter(|process| *process != 0)
    }

    /// Writes a lead at a home that is served; none where it is not, or where its process was ended meanwhile.
    pub fn write(&self, home: usize, share: Share) -> Option<Saved> {
        let member = &self.members[home];
        let slot = held(&member.slot);
        let ended = member.ended.load(Ordering::SeqCst);
        self.process(home).filter(|_| slot.is_some())?;
        let number = held(&self.saved).len();
        let for_whom = match share {
            Share::Own => "own",
            Share::Federation => "federation",
        };
        let line = format!(r#"lead new "Lead {number} of {}" --share {for_whom} --not-duplicate --json"#, member.name);
        let answer = self.home(home).talko(&line);
        if answer.exit != 0 {
            let between = member.ended.load(Ordering::SeqCst) != ended;
            assert!(between, "a home that serves refused a write: {answer:?}");
            return None;
        }
        let saved = Saved { id: text(&answer.json()["data"]["id"]), by: home, share };
        held(&self.saved).push(saved.clone());
        Some(saved)
    }

    /// As [`Mesh::write`], at a home by chance: whichever is served.
    pub fn write_somewhere(&self, chance: &mut StdRng) -> Option<Saved> {
        let share = if chance.random_range(0..OWN_EVERY) == 0 { Share::Own } else { Share::Federation };
        self.write(chance.random_range(0..self.len()), share)
    }

    /// True where a home may read what was saved.
    pub fn reads(&self, home: usize, saved: &Saved) -> bool {
        match saved.share {
            Share::Own => self.collective(home) == self.collective(saved.by),
            Share::Federation => true,
        }
    }

    /// The leads that a home shows.
    pub fn shown(&self, home: usize) -> BTreeSet<String> {
        let mut shown = BTreeSet::new();
        loop {
            let page = self.home(home).data(&format!("lead list --limit {PAGE} --offset {}", shown.len()));
            let page: Vec<String> = page.as_array().into_iter().flatten().map(|row| text(&row["id"])).collect();
            let many = page.len();
            shown.extend(page);
            if many < PAGE {
                return shown;
            }
        }
    }

    /// Waits until all homes list all others and those that read together show the same; how long after `since` that was.
    ///
    /// # Panics
    /// Where they do not agree within the deadline.
    pub fn agree(&self, since: Instant, deadline: Duration) -> Duration {
        let mut behind = 0;
        loop {
            match self.disagreement(behind) {
                None => return since.elapsed(),
                Some((home, what)) => {
                    assert!(since.elapsed() < deadline, "after {deadline:?}: {what}");
                    behind = home;
                }
            }
            thread::sleep(LOOK);
        }
    }

    /// The first home that differs from the one before it, and in what; looked for from `first` on.
    fn disagreement(&self, first: usize) -> Option<(usize, String)> {
        let mut own = vec![None; self.collectives];
        let mut open = None;
        for home in (first..self.len()).chain(0..first) {
            let name = &self.members[home].name;
            let status = self.home(home).data("status");
            if status["listed"] != self.len() - 1 {
                return Some((home, format!("{name} lists {} homes: {status}", status["listed"])));
            }
            let digests = status["digests"].as_object().into_iter().flatten();
            for (scope, digest) in digests {
                let before = if scope.starts_with("federation ") { &mut open } else { &mut own[self.collective(home)] };
                match before {
                    None => *before = Some(digest.clone()),
                    Some(before) if before == digest => {}
                    Some(before) => {
                        let what = format!("{name} shows {digest} in {scope}, another {before}: {status}");
                        return Some((home, what));
                    }
                }
            }
        }
        None
    }

    /// Requires that whoever may read what was acknowledged shows it, and nobody else does.
    ///
    /// # Panics
    /// Where something is lost, or shown to others.
    pub fn nothing_is_lost(&self) {
        let saved = self.saved();
        for home in 0..self.len() {
            let shown = self.shown(home);
            for saved in &saved {
                let (shows, may) = (shown.contains(&saved.id), self.reads(home, saved));
                assert_eq!(shows, may, "{} shows {saved:?}", self.members[home].name);
            }
            let known: BTreeSet<&String> = saved.iter().map(|saved| &saved.id).collect();
            // A command that was cut off has perhaps saved what it could not say.
            let unsaid = shown.iter().filter(|id| !known.contains(id)).count();
            let ended: u32 = self.members.iter().map(|member| member.ended.load(Ordering::SeqCst)).sum();
            assert!(unsaid <= ended as usize, "{unsaid} leads that nobody has written, after {ended} ends");
        }
    }
}

fn held<T>(lock: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    lock.lock().unwrap_or_else(PoisonError::into_inner)
}
