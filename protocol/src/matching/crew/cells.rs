//! Owns sets of numbered cells, half-hours of a client: as bits, so that thousands of people are compared
//! quickly.

use crate::schedule::span::{Span, Spans};

/// Some of the cells from 0 on.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Cells(Vec<u64>);

impl Cells {
    /// Those of so many cells for which it is true.
    pub fn of(count: usize, holds: impl Fn(usize) -> bool) -> Cells {
        let mut cells = Cells(vec![0; count.div_ceil(64)]);
        (0..count).filter(|cell| holds(*cell)).for_each(|cell| cells.0[cell / 64] |= 1 << (cell % 64));
        cells
    }

    /// Those spans in which somebody is free from end to end.
    pub fn covered(cells: &[Span], free: &Spans) -> Cells {
        Cells::of(cells.len(), |cell| free.cover(&cells[cell]))
    }

    /// True where the cell is among them.
    pub fn holds(&self, cell: usize) -> bool {
        self.0.get(cell / 64).is_some_and(|word| word >> (cell % 64) & 1 == 1)
    }

    /// True where there are none.
    pub fn is_empty(&self) -> bool {
        self.0.iter().all(|word| *word == 0)
    }

    /// True where each of them is among the others.
    pub fn within(&self, others: &Cells) -> bool {
        let other = |at: usize| others.0.get(at).copied().unwrap_or(0);
        self.0.iter().enumerate().all(|(at, word)| word & !other(at) == 0)
    }

    /// These and those.
    pub fn with(&self, others: &Cells) -> Cells {
        let word = |cells: &Cells, at: usize| cells.0.get(at).copied().unwrap_or(0);
        let length = self.0.len().max(others.0.len());
        Cells((0..length).map(|at| word(self, at) | word(others, at)).collect())
    }

    /// The cells, ascending.
    pub fn iter(&self) -> impl Iterator<Item = usize> + '_ {
        (0..self.0.len() * 64).filter(|cell| self.holds(*cell))
    }
}
