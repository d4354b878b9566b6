//! Owns wrong rules that tests plant, one at a time: a simulation that does not notice one of them is
//! too weak. Only a build with debug assertions has them, and only a test can plant one.

/// A rule that is wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wrong {
    /// Signatures are not checked.
    NoSignature,
    /// Keys of small order pass, and signatures that only the lenient check takes.
    WeakKeys,
    /// A body's length may be spelt in more than one way.
    SecondSpelling,
    /// Of two records with one ticket the one counts that came first.
    TicketByArrival,
    /// Tickets are not counted.
    TicketsWithoutEnd,
    /// Of two revisions with one parent the one counts that came first.
    ForkByArrival,
    /// A record dated far ahead is taken.
    Ahead,
    /// What a removed person dated before their removal counts.
    RemovedByDate,
    /// An open scope carries what stands in the inner spaces.
    InnerShown,
    /// Sets of equal size are thought equal.
    CountedOnly,
    /// What stands inside a collective is taken from anybody.
    InnerTaken,
    /// What ends at midnight counts on.
    NightForgotten,
    /// Records that were not asked for are taken.
    Unasked,
    /// Records are not judged anew when the law changes.
    JudgedOnce,
    /// Of two revisions of a document the one with the lower id counts.
    LowestRevision,
    /// What could not be stored is held all the same.
    HeldUnstored,
    /// A body may be taken away by whoever forwards a record.
    WordOfMouth,
    /// A person is told that something is kept before it is on the disk.
    AckBeforeSync,
    /// A computer that its owner took back stays in force.
    TakenBackCounts,
    /// What an owner lists of a computer that they took back does not stay.
    OwnListForgotten,
    /// By an invite for one come any number of people.
    JoinsWithoutEnd,
    /// A collective that said goodbye is in the federation all the same.
    LeaveForgotten,
    /// A collective that said goodbye comes back by no join.
    GoneForGood,
    /// A signature counts though the terms that it names are not those of the bid.
    SignsWhateverComes,
    /// A share that was withdrawn counts all the same.
    SharesForGood,
    /// Anybody's word ends a bid.
    AnybodyEnds,
}

impl Wrong {
    /// All of them.
    pub const ALL: [Wrong; 26] = [
        Wrong::NoSignature,
        Wrong::WeakKeys,
        Wrong::SecondSpelling,
        Wrong::TicketByArrival,
        Wrong::TicketsWithoutEnd,
        Wrong::ForkByArrival,
        Wrong::Ahead,
        Wrong::RemovedByDate,
        Wrong::InnerShown,
        Wrong::InnerTaken,
        Wrong::NightForgotten,
        Wrong::CountedOnly,
        Wrong::Unasked,
        Wrong::JudgedOnce,
        Wrong::LowestRevision,
        Wrong::HeldUnstored,
        Wrong::AckBeforeSync,
        Wrong::WordOfMouth,
        Wrong::TakenBackCounts,
        Wrong::OwnListForgotten,
        Wrong::JoinsWithoutEnd,
        Wrong::LeaveForgotten,
        Wrong::GoneForGood,
        Wrong::SignsWhateverComes,
        Wrong::SharesForGood,
        Wrong::AnybodyEnds,
    ];
}

#[cfg(debug_assertions)]
mod ground {
    use std::cell::Cell;

    use super::Wrong;

    thread_local! {
        static PLANTED: Cell<Option<Wrong>> = const { Cell::new(None) };
    }

    /// Plants a wrong rule on this thread, or takes it away.
    pub fn plant(wrong: Option<Wrong>) {
        PLANTED.set(wrong);
    }

    /// Looks with the right rules.
    pub fn without<T>(look: impl FnOnce() -> T) -> T {
        let planted = PLANTED.take();
        let seen = look();
        PLANTED.set(planted);
        seen
    }

    /// True where this rule is planted on this thread.
    pub fn is(wrong: Wrong) -> bool {
        PLANTED.get() == Some(wrong)
    }
}

#[cfg(debug_assertions)]
pub use ground::{is, plant, without};

/// Looks: there are no other rules than the right ones.
#[cfg(not(debug_assertions))]
pub fn without<T>(look: impl FnOnce() -> T) -> T {
    look()
}

/// Nothing is planted in a release build.
#[cfg(not(debug_assertions))]
pub const fn is(_wrong: Wrong) -> bool {
    false
}
