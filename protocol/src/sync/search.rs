//! Owns how the difference of two sets is found: by cells in growing bursts, as long as they cost less
//! than the plain list of marks, and else by that list. The responder shows, the initiator searches.

use super::Breach;
use super::frame::{Ask, Cells, Frame, Listed, Means};
use super::mark::{Mark, Marks};
use super::sketch::{CELL_BYTES, CELLS_MAX, Cell, Decoder, Decoding, Encoder};

/// 352 cells, 4.2 kB: decode 200 differences in 999 of 1,000 sessions, so that one round trip does.
const FIRST_CELLS: u32 = 352;
/// 128 cells: 90 further differences, where the counts alone tell of many.
const SPARE_CELLS: u32 = 128;
/// Each burst brings the total to three times what it was: few round trips, and at most three times
/// the cells that were needed, which is less than a tenth of the records they find.
const GROWTH: u32 = 3;

/// How many cells come next; `None` where the list costs less than all cells together would.
///
/// - `shown`: how many there have been; `offered`, `declared`: the counts of both sets, which both ends
///   know, so that both come to the same answer.
fn burst(shown: u32, offered: u32, declared: u32) -> Option<u32> {
    let total = if shown == 0 {
        // So many must differ at least: half as many cells again decode them, and some that differ besides.
        let least = offered.abs_diff(declared);
        FIRST_CELLS.max(least.saturating_add(least / 2).saturating_add(SPARE_CELLS))
    } else {
        shown.saturating_mul(GROWTH)
    };
    let cheaper = u64::from(total) * CELL_BYTES as u64 <= u64::from(offered) * size_of::<Mark>() as u64;
    (cheaper && total <= CELLS_MAX).then_some(total - shown)
}

/// The responder's side of a search.
pub struct Showing {
    marks: Marks,
    declared: u32,
    encoder: Option<Encoder>,
}

impl Showing {
    /// Starts to show a set to an initiator that declared `declared` ids.
    pub fn new(marks: Marks, declared: u32) -> Showing {
        let sketched = burst(0, marks.count(), declared).is_some();
        let encoder = sketched.then(|| Encoder::new(marks.iter()));
        Showing { marks, declared, encoder }
    }

    /// What is offered.
    pub fn means(&self) -> Means {
        if self.encoder.is_some() { Means::Sketch } else { Means::List }
    }

    /// How many marks the set has.
    pub fn count(&self) -> u32 {
        self.marks.count()
    }

    /// The frames that follow the offer.
    pub fn begin(&mut self) -> Vec<Frame> {
        if self.encoder.is_some() { self.cells().unwrap_or_default() } else { self.list() }
    }

    /// The frames that an [`Ask`] is owed.
    ///
    /// # Errors
    /// [`Breach::OutOfPlace`] where it asks for what the list has answered already, or for more cells
    /// than the list costs.
    pub fn more(&mut self, ask: &Ask) -> Result<Vec<Frame>, Breach> {
        match ask.means {
            Means::Sketch => self.cells().ok_or(Breach::OutOfPlace),
            Means::List if self.encoder.take().is_some() => Ok(self.list()),
            Means::List | Means::Equal | Means::Everything => Err(Breach::OutOfPlace),
        }
    }

    /// The marks, for the wants that follow.
    pub fn into_marks(self) -> Marks {
        self.marks
    }

    fn cells(&mut self) -> Option<Vec<Frame>> {
        let encoder = self.encoder.as_mut()?;
        let cells = encoder.next_cells(burst(encoder.made(), self.marks.count(), self.declared)?);
        Some(Cells::pages(&cells).map(Frame::Cells).collect())
    }

    fn list(&self) -> Vec<Frame> {
        Listed::pages(self.marks.iter()).into_iter().map(Frame::Listing).collect()
    }
}

/// What a search has come to.
pub enum Step {
    /// More frames are on their way.
    Wait,
    /// The peer must be asked.
    Ask(Ask),
    /// The difference is known.
    Found(Difference),
}

/// Which records each end lacks.
pub struct Difference {
    /// Marks that the peer has and we lack, ascending.
    pub wants: Vec<Mark>,
    /// Places in the own set of what the peer lacks, ascending.
    pub pushes: Vec<u32>,
}

/// The initiator's side of a search.
pub struct Search {
    marks: Marks,
    offered: u32,
    declared: u32,
    how: How,
}

enum How {
    Sketch { decoder: Decoder, asked: u32 },
    List { taken: u32, last: Option<Mark>, at: usize, wants: Vec<Mark>, pushes: Vec<u32> },
}

impl How {
    fn list() -> How {
        How::List { taken: 0, last: None, at: 0, wants: Vec::new(), pushes: Vec::new() }
    }
}

impl Search {
    /// Starts a search by what the responder offers.
    ///
    /// # Errors
    /// [`Breach::OutOfPlace`] where a sketch is offered that would cost more than the list.
    pub fn new(marks: Marks, means: Means, offered: u32, declared: u32) -> Result<Search, Breach> {
        let how = match means {
            Means::Sketch => {
                let asked = burst(0, offered, declared).ok_or(Breach::OutOfPlace)?;
                How::Sketch { decoder: Decoder::new(marks.iter()), asked }
            }
            Means::List => How::list(),
            Means::Equal | Means::Everything => return Err(Breach::OutOfPlace),
        };
        Ok(Search { marks, offered, declared, how })
    }

    /// How many marks the responder's set has.
    pub fn offered(&self) -> u32 {
        self.offered
    }

    /// What to do before any frame has come: an empty list is complete at once.
    pub fn begin(&mut self) -> Step {
        match &self.how {
            How::Sketch { .. } => Step::Wait,
            How::List { .. } => self.listed(),
        }
    }

    /// Takes cells.
    ///
    /// # Errors
    /// [`Breach`] where they are more than the burst, or come instead of a list.
    pub fn cells(&mut self, cells: &[Cell]) -> Result<Step, Breach> {
        let How::Sketch { decoder, asked } = &mut self.how else {
            return Err(Breach::OutOfPlace);
        };
        if cells.len() as u32 > *asked - decoder.taken() {
            return Err(Breach::Miscount);
        }
        let decoding = decoder.take(cells);
        if decoder.taken() < *asked {
            return Ok(Step::Wait);
        }
        let next = match decoding {
            Decoding::Whole => return Ok(Step::Found(self.decoded())),
            Decoding::Open => burst(*asked, self.offered, self.declared),
            Decoding::Spoilt => None,
        };
        Ok(Step::Ask(match next {
            Some(count) => {
                *asked += count;
                Ask { means: Means::Sketch }
            }
            None => {
                self.how = How::list();
                Ask { means: Means::List }
            }
        }))
    }

    /// Takes marks of the list.
    ///
    /// # Errors
    /// [`Breach`] where they do not ascend, or are more than offered, or come instead of cells.
    pub fn marks(&mut self, peers: &[Mark]) -> Result<Step, Breach> {
        let How::List { taken, last, at, wants, pushes } = &mut self.how else {
            return Err(Breach::OutOfPlace);
        };
        if peers.len() as u32 > self.offered - *taken {
            return Err(Breach::Miscount);
        }
        *taken += peers.len() as u32;
        for &peer in peers {
            if last.is_some_and(|last| last >= peer) {
                return Err(Breach::Standstill);
            }
            *last = Some(peer);
            while let Some((_, place)) = self.marks.at(*at).filter(|(own, _)| *own < peer) {
                pushes.push(place);
                *at += 1;
            }
            match self.marks.at(*at) {
                Some((own, _)) if own == peer => *at += 1,
                Some(_) | None => wants.push(peer),
            }
        }
        Ok(self.listed())
    }

    fn listed(&mut self) -> Step {
        match &mut self.how {
            How::List { taken, at, wants, pushes, .. } if *taken == self.offered => {
                while let Some((_, place)) = self.marks.at(*at) {
                    pushes.push(place);
                    *at += 1;
                }
                pushes.sort_unstable();
                Step::Found(Difference { wants: std::mem::take(wants), pushes: std::mem::take(pushes) })
            }
            How::List { .. } | How::Sketch { .. } => Step::Wait,
        }
    }

    fn decoded(&mut self) -> Difference {
        let mut difference = Difference { wants: Vec::new(), pushes: Vec::new() };
        if let How::Sketch { decoder, .. } = std::mem::replace(&mut self.how, How::list()) {
            for mark in decoder.into_difference() {
                match self.marks.place(mark) {
                    Some(place) => difference.pushes.push(place),
                    None => difference.wants.push(mark),
                }
            }
        }
        difference.pushes.sort_unstable();
        difference
    }
}
