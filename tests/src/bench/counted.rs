//! The works whose instructions are counted: keys, inputs and numbers of chance are fixed, so that two runs of
//! one build do the same.

use std::hint::black_box;

use protocol::id::Id;
use protocol::record::charter::MEMBERS_MAX;

use super::fault::BenchFault;
use super::finding::Apart;
use super::law::{Member, Old};
use super::offer::{SHARES, Signed};

/// Leads that pass the gate in one run.
const ADMITTED: u16 = 100;
/// Revisions of the charter that is folded: a fifth of those that are timed, as counting is fifty times slower.
const REVISIONS: u32 = 20;
/// Records that both ends of the session hold.
const SAME: usize = 10_000;
/// Records that only one of them holds, each.
const APART: usize = 100;

/// What is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Work {
    /// Taking a good record in.
    Gate,
    /// Folding who belongs.
    Roster,
    /// Folding a bid.
    Bid,
    /// A whole session of catch-up, both ends.
    Session,
}

impl Work {
    /// All of them, in the order in which they are shown.
    pub const ALL: [Work; 4] = [Work::Gate, Work::Roster, Work::Bid, Work::Session];

    /// The word by which it is asked for.
    pub const fn word(self) -> &'static str {
        match self {
            Work::Gate => "gate",
            Work::Roster => "roster",
            Work::Bid => "bid",
            Work::Session => "session",
        }
    }

    /// The work that a word asks for.
    pub fn called(word: &str) -> Option<Work> {
        Work::ALL.into_iter().find(|work| work.word() == word)
    }

    /// What is done, in words.
    pub fn sentence(self) -> String {
        match self {
            Work::Gate => "admission of a good record, its signature included".to_string(),
            Work::Roster => format!("fold of {MEMBERS_MAX} members and {REVISIONS} revisions"),
            Work::Bid => format!("fold of a bid with {SHARES} shares, signed by all"),
            Work::Session => format!("sync session, {SAME} records in both, {APART} more at each end; both ends"),
        }
    }

    /// How often it is done in one run.
    pub const fn times(self) -> u64 {
        match self {
            Work::Gate => ADMITTED as u64,
            Work::Roster | Work::Bid | Work::Session => 1,
        }
    }

    /// Sets everything up, then does the work within `only_this_is_counted`.
    ///
    /// # Errors
    /// [`BenchFault`] where something is refused, which does not happen.
    pub fn run(self) -> Result<(), BenchFault> {
        match self {
            Work::Gate => {
                let members: Vec<Member> = (0..MEMBERS_MAX).map(Member::new).collect();
                let old = Old::gathered(&members)?;
                let records = old.leads(ADMITTED)?;
                only_this_is_counted(&mut || old.admit(&records))
            }
            Work::Roster => {
                let old = Old::after(REVISIONS)?;
                only_this_is_counted(&mut || {
                    old.fold();
                    Ok(())
                })
            }
            Work::Bid => {
                let signed = Signed::make()?;
                only_this_is_counted(&mut || {
                    signed.fold();
                    Ok(())
                })
            }
            Work::Session => {
                let mut number = 0_u64;
                let apart = Apart::make(SAME, APART, || {
                    number += 1;
                    *Id::labelled("counted", &[&number.to_be_bytes()]).as_bytes()
                });
                only_this_is_counted(&mut || apart.meet().map(|found| black_box(found.bytes)).map(|_| ()))
            }
        }
    }
}

/// Does the work; the counter is on from entering this function to leaving it, and knows it by its name.
#[inline(never)]
fn only_this_is_counted(work: &mut dyn FnMut() -> Result<(), BenchFault>) -> Result<(), BenchFault> {
    let done = work();
    // Behind the call, so that it is no jump: the counter would not see the way back.
    black_box(done)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_work_is_called_by_its_word_and_comes_to_its_end() {
        for work in Work::ALL {
            assert_eq!(Work::called(work.word()), Some(work));
            work.run().expect("everything in it is accepted");
        }
        assert_eq!(Work::called("gates"), None);
    }
}
