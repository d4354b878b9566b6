//! Owns the count of own records that no other machine holds yet: how many were written, and up to
//! which of them another machine has all. Both only grow, so what two catch-ups hand over at once is
//! counted once.

use protocol::space::Scope;

/// Own records by who would hold them: written so far, and handed over so far.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Handover {
    inner: u64,
    open: u64,
    #[serde(default)]
    inner_handed: u64,
    #[serde(default)]
    open_handed: u64,
}

/// Own records that no other machine holds yet.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Unsent {
    /// Records that stay in the collective.
    pub inner: u64,
    /// Records that its federations read too.
    pub open: u64,
}

/// How far was written when a handing over began: so far it hands over.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Mark {
    inner: u64,
    open: u64,
}

impl Handover {
    /// Counts what was written.
    #[must_use]
    pub fn wrote(self, inner: u64, open: u64) -> Handover {
        Handover { inner: self.inner + inner, open: self.open + open, ..self }
    }

    /// What no other machine holds yet.
    pub fn unsent(&self) -> Unsent {
        Unsent { inner: self.inner.saturating_sub(self.inner_handed), open: self.open.saturating_sub(self.open_handed) }
    }

    /// What of that a machine which reads this scope would be given.
    pub fn unsent_within(&self, scope: &Scope) -> Unsent {
        match scope {
            Scope::Inner(_) => self.unsent(),
            Scope::Federation(_) => Unsent { inner: 0, ..self.unsent() },
        }
    }

    /// The mark of a handing over that begins now, to a machine which reads this scope.
    pub fn mark(&self, scope: &Scope) -> Mark {
        match scope {
            Scope::Inner(_) => Mark { inner: self.inner, open: self.open },
            Scope::Federation(_) => self.mark_open(),
        }
    }

    /// The same of what the federations read.
    pub fn mark_open(&self) -> Mark {
        Mark { inner: 0, open: self.open }
    }

    /// A handing over has ended that began at this mark.
    #[must_use]
    pub fn handed(self, mark: Mark) -> Handover {
        Handover {
            inner_handed: self.inner_handed.max(mark.inner),
            open_handed: self.open_handed.max(mark.open),
            ..self
        }
    }
}

#[cfg(test)]
mod tests {
    use protocol::id::Id;

    use super::*;

    fn unsent(inner: u64, open: u64) -> Unsent {
        Unsent { inner, open }
    }

    #[test]
    fn what_two_catch_ups_hand_over_at_once_is_counted_once() {
        let scope = Scope::Inner(Id::of(b"Cebu Desk"));
        let count = Handover::default().wrote(5, 3);
        let (one, other) = (count.mark(&scope), count.mark(&scope));
        let count = count.wrote(2, 1).handed(one);
        assert_eq!(count.unsent(), unsent(2, 1), "what was written since waits");
        assert_eq!(count.handed(other).unsent(), unsent(2, 1), "the second one hands over the same");
    }

    #[test]
    fn an_earlier_catch_up_that_ends_later_takes_nothing_back() {
        let scope = Scope::Inner(Id::of(b"Cebu Desk"));
        let early = Handover::default().wrote(1, 0);
        let late = early.wrote(1, 0);
        assert_eq!(late.handed(late.mark(&scope)).handed(early.mark(&scope)).unsent(), unsent(0, 0));
    }

    #[test]
    fn a_federations_machine_is_handed_no_inner_record() {
        let scope = Scope::Federation(Id::of(b"Visayas"));
        let count = Handover::default().wrote(4, 2);
        assert_eq!(count.unsent_within(&scope), unsent(0, 2));
        assert_eq!(count.handed(count.mark(&scope)).unsent(), unsent(4, 0));
    }

    #[test]
    fn a_count_of_before_there_were_marks_is_all_unsent() {
        #[derive(serde::Serialize)]
        struct Former {
            inner: u64,
            open: u64,
        }
        let bytes = protocol::wire::encode(&Former { inner: 7, open: 1 });
        let read: Handover = protocol::wire::lenient(&bytes).expect("readable");
        assert_eq!(read.unsent(), unsent(7, 1));
    }
}
