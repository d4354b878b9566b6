//! Owns sets of instants: spans that are ascending, apart from each other, and never empty.

use crate::time::{MINUTE_MS, Moment};

/// From one instant to before another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Span {
    /// The first instant.
    pub from: Moment,
    /// The first instant behind it.
    pub until: Moment,
}

impl Span {
    /// Milliseconds.
    pub const fn length_ms(&self) -> u64 {
        self.until.since(self.from)
    }
}

/// Spans in order, none touching the next. How many is bounded by whoever makes them: 24 a day.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Spans(Vec<Span>);

impl Spans {
    /// Spans in any order, overlapping or empty, put together.
    pub fn of(mut spans: Vec<Span>) -> Spans {
        spans.sort_unstable();
        let mut joined = Spans::default();
        spans.into_iter().for_each(|span| joined.push(span));
        joined
    }

    /// Adds a span that begins no earlier than the last one.
    pub(super) fn push(&mut self, span: Span) {
        if span.from >= span.until {
            return;
        }
        match self.0.last_mut().filter(|last| last.until >= span.from) {
            Some(last) => last.until = last.until.max(span.until),
            None => self.0.push(span),
        }
    }

    /// The spans, ascending.
    pub fn iter(&self) -> std::slice::Iter<'_, Span> {
        self.0.iter()
    }

    /// True where there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// What is in both.
    pub fn common(&self, other: &Spans) -> Spans {
        let mut common = Spans::default();
        let begin = self.0.first().map_or(Moment(0), |span| span.from);
        let reached = other.0.partition_point(|span| span.until <= begin);
        let (mut mine, mut theirs) = (self.0.iter().peekable(), other.0[reached..].iter().peekable());
        while let (Some(a), Some(b)) = (mine.peek(), theirs.peek()) {
            common.push(Span { from: a.from.max(b.from), until: a.until.min(b.until) });
            if a.until <= b.until {
                mine.next()
            } else {
                theirs.next()
            };
        }
        common
    }

    /// What is in either.
    pub fn with(&self, other: &Spans) -> Spans {
        Spans::of(self.0.iter().chain(&other.0).copied().collect())
    }

    /// What is here and not there.
    pub fn without(&self, other: &Spans) -> Spans {
        let mut left = Spans::default();
        let mut cuts = other.0.iter().peekable();
        for span in &self.0 {
            let mut from = span.from;
            while cuts.next_if(|cut| cut.until <= from).is_some() {}
            while let Some(cut) = cuts.peek().filter(|cut| cut.from < span.until) {
                left.push(Span { from, until: cut.from });
                from = from.max(cut.until);
                if from >= span.until {
                    break;
                }
                cuts.next();
            }
            left.push(Span { from, until: span.until });
        }
        left
    }

    /// True where every instant of a span is in one of these.
    pub fn cover(&self, span: &Span) -> bool {
        let at = self.0.partition_point(|known| known.until < span.until);
        self.0.get(at).is_some_and(|known| known.from <= span.from)
    }

    /// Whole minutes of all together.
    pub fn minutes(&self) -> u64 {
        self.0.iter().map(Span::length_ms).sum::<u64>() / MINUTE_MS
    }
}

impl<'a> IntoIterator for &'a Spans {
    type Item = &'a Span;
    type IntoIter = std::slice::Iter<'a, Span>;
    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}
