//! Owns the rateless sketch: an endless row of cells from a set of marks, such that the difference of
//! two sets decodes from about 1.4 times as many cells as marks differ, whatever the sets' size.
//!
//! A mark falls into cell 0 and then into ever rarer ones; a cell is the exclusive or of its marks and
//! of their checks. Where the cells of two ends are combined, what both hold cancels; a cell with one
//! mark left shows it by its check, and taking it out everywhere uncovers others. All arithmetic is on
//! integers, so that two machines agree on every cell.
//!
//! Source: "Practical Rateless Set Reconciliation" (SIGCOMM 2024), section 4. Different here: the square
//! root of a uniform number is drawn as the greater of two uniform numbers, which has the same
//! distribution and needs no floating point; and no counts travel, since the check shows a single mark
//! and the own set shows whose it is.

use std::collections::{BTreeSet, VecDeque};

use super::mark::Mark;

/// 12 bytes: a cell on the wire.
pub const CELL_BYTES: usize = 12;
/// 4,194,304 cells: beyond what a listing of [`super::IDS_MAX`] marks costs; also bounds the arithmetic.
pub const CELLS_MAX: u32 = 1 << 22;

/// Exclusive or of the marks that fall here, and of their checks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Cell {
    sum: Mark,
    check: u32,
}

impl Cell {
    /// The bytes on the wire: sum, check; big end first.
    pub fn to_bytes(self) -> [u8; CELL_BYTES] {
        let mut bytes = [0; CELL_BYTES];
        bytes[..8].copy_from_slice(&self.sum.to_be_bytes());
        bytes[8..].copy_from_slice(&self.check.to_be_bytes());
        bytes
    }

    /// Reads a cell.
    pub fn from_bytes(bytes: &[u8; CELL_BYTES]) -> Cell {
        let (mut sum, mut check) = ([0; 8], [0; 4]);
        sum.copy_from_slice(&bytes[..8]);
        check.copy_from_slice(&bytes[8..]);
        Cell { sum: u64::from_be_bytes(sum), check: u32::from_be_bytes(check) }
    }

    fn toggle(&mut self, mark: Mark, check: u32) {
        self.sum ^= mark;
        self.check ^= check;
    }

    fn is_empty(&self) -> bool {
        *self == Cell::default()
    }

    fn is_single(&self) -> bool {
        !self.is_empty() && self.check == check(self.sum)
    }
}

/// 2^64 divided by the golden ratio: the step of splitmix64.
const STEP: u64 = 0x9E37_79B9_7F4A_7C15;
/// Sets the check of a mark apart from its walk; any number that is no multiple of [`STEP`].
const CHECK: u64 = 0x7461_6C6B_6F2F_3100;

/// The finishing function of splitmix64.
fn mix(mut bits: u64) -> u64 {
    bits = (bits ^ (bits >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    bits = (bits ^ (bits >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    bits ^ (bits >> 31)
}

fn check(mark: Mark) -> u32 {
    (mix(mark ^ CHECK) >> 32) as u32
}

/// A mark on its way through the cells.
#[derive(Clone, Copy)]
struct Walk {
    mark: Mark,
    state: u64,
    next: u32,
}

impl Walk {
    fn new(mark: Mark) -> Walk {
        Walk { mark, state: mark, next: 0 }
    }

    /// Goes to the next cell: of cell `i`, a mark is part with probability 1 / (1 + i/2).
    fn advance(&mut self) {
        self.state = self.state.wrapping_add(STEP);
        let chance = mix(self.state);
        // The greater of two uniform numbers is distributed like the square root of one.
        let root = (chance >> 32).max(chance & 0xFFFF_FFFF) + 1;
        let gap = ((2 * u64::from(self.next) + 3) * ((1 << 32) - root)).div_ceil(2 * root).max(1);
        // Saturated: a walk beyond CELLS_MAX is never taken up again.
        self.next = u32::try_from(u64::from(self.next) + gap).unwrap_or(u32::MAX);
    }

    /// Puts the mark into the cells from where it stands up to the end of `cells`.
    fn fill(&mut self, first: u32, cells: &mut [Cell]) {
        let (end, check) = (first + cells.len() as u32, check(self.mark));
        while self.next < end {
            cells[(self.next - first) as usize].toggle(self.mark, check);
            self.advance();
        }
    }
}

/// Makes the cells of one set, in order, as many as are wanted.
pub struct Encoder {
    walks: Vec<Walk>,
    made: u32,
}

impl Encoder {
    /// Starts with the marks of a set; none may be in it twice.
    pub fn new(marks: impl Iterator<Item = Mark>) -> Encoder {
        Encoder { walks: marks.map(Walk::new).collect(), made: 0 }
    }

    /// How many cells have been made.
    pub fn made(&self) -> u32 {
        self.made
    }

    /// The next `count` cells; fewer at [`CELLS_MAX`].
    pub fn next_cells(&mut self, count: u32) -> Vec<Cell> {
        let count = count.min(CELLS_MAX - self.made);
        let mut cells = vec![Cell::default(); count as usize];
        for walk in &mut self.walks {
            walk.fill(self.made, &mut cells);
        }
        self.made += count;
        cells
    }
}

/// What cells have shown so far.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decoding {
    /// More cells are needed.
    Open,
    /// The whole difference is known.
    Whole,
    /// These cells were not made from a set under this key: no further one will help.
    Spoilt,
}

/// Finds the difference between the own set and that of the peer's cells.
pub struct Decoder {
    own: Encoder,
    cells: Vec<Cell>,
    walks: Vec<Walk>,
    found: BTreeSet<Mark>,
    spoilt: bool,
}

impl Decoder {
    /// Starts with the own marks.
    pub fn new(own: impl Iterator<Item = Mark>) -> Decoder {
        Decoder { own: Encoder::new(own), cells: Vec::new(), walks: Vec::new(), found: BTreeSet::new(), spoilt: false }
    }

    /// How many cells it has taken.
    pub fn taken(&self) -> u32 {
        self.cells.len() as u32
    }

    /// Takes the peer's next cells; work and memory are bounded by their number.
    pub fn take(&mut self, peers: &[Cell]) -> Decoding {
        let first = self.taken();
        let mut cells = self.own.next_cells(peers.len() as u32);
        for (cell, peers) in cells.iter_mut().zip(peers) {
            cell.toggle(peers.sum, peers.check);
        }
        for walk in &mut self.walks {
            walk.fill(first, &mut cells);
        }
        self.cells.append(&mut cells);
        self.peel((first..self.taken()).collect());
        if self.spoilt {
            Decoding::Spoilt
        } else if !self.cells.first().is_some_and(Cell::is_empty) {
            // Every mark falls into cell 0: some are left.
            Decoding::Open
        } else if self.cells.iter().all(Cell::is_empty) {
            Decoding::Whole
        } else {
            Decoding::Spoilt
        }
    }

    /// The marks that one of the two sets has and the other lacks, ascending.
    pub fn into_difference(self) -> BTreeSet<Mark> {
        self.found
    }

    fn peel(&mut self, mut queue: VecDeque<u32>) {
        while let Some(at) = queue.pop_front() {
            let cell = self.cells[at as usize];
            if !cell.is_single() {
                continue;
            }
            let mut places = Vec::new();
            let mut walk = Walk::new(cell.sum);
            while walk.next < self.taken() {
                places.push(walk.next);
                walk.advance();
            }
            if places.binary_search(&at).is_err() {
                // The check agrees by accident: this mark does not fall into this cell.
                continue;
            }
            // Cells of two sets show each mark once, and no more marks than there are cells.
            if !self.found.insert(cell.sum) || self.found.len() > self.cells.len() {
                self.spoilt = true;
                return;
            }
            let check = check(cell.sum);
            for place in places {
                self.cells[place as usize].toggle(cell.sum, check);
                queue.push_back(place);
            }
            self.walks.push(walk);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::id::Id;
    use crate::sync::mark::{Key, Nonce};

    fn key(seed: u8) -> Key {
        Key::derive(&Id::of(b"a scope"), &Nonce([seed; 16]), &Nonce([7; 16]))
    }

    fn marks(key: &Key, numbers: std::ops::Range<u32>) -> Vec<Mark> {
        numbers.map(|number| key.mark(&Id::of(&number.to_be_bytes()))).collect()
    }

    fn places(mark: Mark, end: u32) -> Vec<u32> {
        let mut walk = Walk::new(mark);
        std::iter::from_fn(|| {
            let place = walk.next;
            walk.advance();
            (place < end).then_some(place)
        })
        .collect()
    }

    #[test]
    fn every_implementation_makes_the_same_cells() {
        // Made by a program in another language, from the rules in docs/protocol.md.
        let cells = Encoder::new([1, 2, 3, 0xFEDC_BA98_7654_3210].into_iter()).next_cells(8);
        let hex: Vec<String> = cells.iter().map(|cell| format!("{:016x}{:08x}", cell.sum, cell.check)).collect();
        assert_eq!(
            hex,
            [
                "fedcba9876543210f686cefe",
                "fedcba9876543213ae7d3043",
                "000000000000000358fbfebd",
                "000000000000000355987af3",
                "000000000000000358fbfebd",
                "00000000000000000d63844e",
                "000000000000000358fbfebd",
                "fedcba9876543210fbe54ab0",
            ]
        );
        assert_eq!(places(3, 200), [0, 1, 3, 5, 15, 20, 33, 42, 48, 62, 70, 84, 119, 195]);
    }

    #[test]
    fn a_mark_is_in_every_cell_as_often_as_the_paper_says() {
        let mut hits = [0u32; 100];
        for mark in marks(&key(1), 0..20_000) {
            places(mark, 100).iter().for_each(|place| hits[*place as usize] += 1);
        }
        for (hits, place) in hits.into_iter().zip(0u32..) {
            let expected = 40_000 / (place + 2);
            assert!(hits.abs_diff(expected) < expected / 5, "cell {place}: {hits} for {expected}");
        }
    }

    #[test]
    fn cells_in_any_portions_are_the_same_cells() {
        let set = marks(&key(1), 0..300);
        let mut portions = Encoder::new(set.iter().copied());
        let cells: Vec<Cell> = [1, 7, 0, 50, 42].into_iter().flat_map(|count| portions.next_cells(count)).collect();
        assert_eq!(cells, Encoder::new(set.into_iter()).next_cells(100));
    }

    #[test]
    fn the_difference_decodes_from_half_as_many_cells_again_as_marks_differ() {
        for seed in 0..20 {
            let key = key(seed);
            let mut theirs = Encoder::new(marks(&key, 0..2_000).into_iter());
            let mut decoder = Decoder::new(marks(&key, 500..2_500).into_iter());
            while decoder.take(&theirs.next_cells(25)) == Decoding::Open {}
            assert!(decoder.taken() <= 1_500, "{} cells", decoder.taken());
            let mut expected = [marks(&key, 0..500), marks(&key, 2_000..2_500)].concat();
            expected.sort_unstable();
            assert!(decoder.into_difference().into_iter().eq(expected));
        }
    }

    #[test]
    fn records_written_to_spoil_a_sketch_fail_since_their_author_lacks_the_nonces() {
        // Mallory knows one key and seeks two records that share all of the first 64 cells.
        let mut seen = std::collections::BTreeMap::new();
        let (guessed, real) = (key(1), key(2));
        let twins = (0..200_000u32)
            .find_map(|number| {
                let mark = guessed.mark(&Id::of(&number.to_be_bytes()));
                seen.insert(places(mark, 64), number).map(|twin| [twin, number])
            })
            .expect("many marks fall into few of 64 cells");
        let decodes = |key: &Key| {
            let set = twins.map(|number| key.mark(&Id::of(&number.to_be_bytes())));
            Decoder::new(std::iter::empty()).take(&Encoder::new(set.into_iter()).next_cells(64))
        };
        assert_eq!(decodes(&guessed), Decoding::Open, "with the key, the attack works");
        assert_eq!(decodes(&real), Decoding::Whole);
    }

    #[test]
    fn cells_of_no_set_come_to_an_end() {
        // The mark stands in a place where it does not belong, and in all cells at once.
        let mark = marks(&key(1), 0..1)[0];
        let cell = Cell { sum: mark, check: check(mark) };
        assert_eq!(Decoder::new(std::iter::empty()).take(&[cell; 40]), Decoding::Spoilt);
        // It stands in the first of its places alone: taken out there, it appears in the others, and so on.
        let mut alone = [Cell::default(); 40];
        alone[0] = cell;
        assert!(places(mark, 40).len() > 1);
        assert_eq!(Decoder::new(std::iter::empty()).take(&alone), Decoding::Spoilt);
        let noise: Vec<Cell> = (0..500).map(|n| Cell { sum: mix(n), check: n as u32 }).collect();
        let mut decoder = Decoder::new(marks(&key(1), 0..50).into_iter());
        assert_ne!(decoder.take(&noise), Decoding::Whole);
        assert!(decoder.found.len() <= 500);
    }
}
