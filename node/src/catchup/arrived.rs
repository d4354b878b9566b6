//! Owns the records of a catch-up that came and wait for the gate: so many, and so many bytes, whatever their size.

use std::collections::VecDeque;

use protocol::envelope::Envelope;

/// 1,000 records or 1 MiB go through the gate together: one sync to disk for all.
const BATCH: usize = 1_000;
const BATCH_BYTES: usize = 1 << 20;
/// 4,000 records or 4 MiB may wait; the stream is not read further meanwhile.
const WAITING_MAX: usize = 4_000;
const WAITING_BYTES_MAX: usize = 4 << 20;

/// Records in the order in which they came.
#[derive(Default)]
pub(super) struct Arrived {
    records: VecDeque<Envelope>,
    bytes: usize,
}

impl Arrived {
    pub(super) fn push(&mut self, record: Envelope) {
        self.bytes += record.bytes().len();
        self.records.push_back(record);
    }

    pub(super) fn is_empty(&self) -> bool {
        self.records.is_empty()
    }

    /// True where no more is to be read until some have gone.
    pub(super) fn is_full(&self) -> bool {
        self.records.len() >= WAITING_MAX || self.bytes >= WAITING_BYTES_MAX
    }

    /// True where the next batch will not grow any more, and nothing in it says who belongs.
    pub(super) fn has_whole_batch_of_content(&self) -> bool {
        let many = self.next();
        let whole = many == BATCH || many < self.records.len();
        whole && self.records.iter().take(many).all(|record| record.header().ticket.is_some())
    }

    /// Takes the next batch out: at least one record where there is any.
    pub(super) fn batch(&mut self) -> Vec<Envelope> {
        let many = self.next();
        let batch: Vec<Envelope> = self.records.drain(..many).collect();
        self.bytes -= batch.iter().map(|record| record.bytes().len()).sum::<usize>();
        batch
    }

    /// How many make the next batch.
    fn next(&self) -> usize {
        let mut bytes = 0;
        let fits = |record: &&Envelope| {
            let first = bytes == 0;
            bytes += record.bytes().len();
            first || bytes <= BATCH_BYTES
        };
        self.records.iter().take(BATCH).take_while(fits).count()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use protocol::envelope::{self, Header, Nonce, Revision};
    use protocol::id::Id;
    use protocol::keys::Secret;
    use protocol::space::{Side, Space};
    use protocol::text::Line;
    use protocol::time::{Day, Moment};
    use protocol::wire::Few;

    /// A record with a body of so many bytes.
    fn record(body: usize, ticket: Option<u16>) -> Envelope {
        let device = Secret::from_seed(&[1; 32]);
        let header = Header {
            kind: Line::new("sealed").expect("a word"),
            version: 1,
            space: Some(Space { side: Side::Open, charter: Id::of(b"a collective") }),
            audience: None,
            key: device.key(),
            person: Id::of(b"a person"),
            ticket,
            created: Moment(0),
            expires: Day(1),
            subject: None,
            names: Few::default(),
            document: Some(Revision { nonce: Nonce([1; 16]), number: 0, replaces: None, withdrawn: false }),
            length: 0,
        };
        envelope::seal(header, &vec![0; body], &device).expect("a record")
    }

    fn arrived(many: usize, record: &Envelope) -> Arrived {
        let mut arrived = Arrived::default();
        (0..many).for_each(|_| arrived.push(record.clone()));
        arrived
    }

    #[test]
    fn small_records_are_bounded_by_their_number() {
        let mut arrived = arrived(WAITING_MAX - 1, &record(100, Some(1)));
        assert!(!arrived.is_full() && arrived.has_whole_batch_of_content());
        arrived.push(record(100, Some(1)));
        assert!(arrived.is_full());
        let batches: Vec<usize> = std::iter::from_fn(|| Some(arrived.batch().len()).filter(|many| *many > 0)).collect();
        assert_eq!((batches, arrived.bytes), (vec![BATCH; 4], 0));
    }

    #[test]
    fn large_records_are_bounded_by_their_bytes() {
        let large = record(50_000, Some(4));
        let each = large.bytes().len();
        let mut arrived = arrived(WAITING_BYTES_MAX / each, &large);
        assert!(!arrived.is_full());
        arrived.push(large);
        assert!(arrived.is_full() && arrived.has_whole_batch_of_content());
        assert_eq!(arrived.batch().len(), BATCH_BYTES / each);
        assert!(!arrived.is_full());
    }

    #[test]
    fn a_batch_that_may_grow_or_says_who_belongs_is_not_whole() {
        assert!(!arrived(BATCH - 1, &record(10, Some(1))).has_whole_batch_of_content());
        let mut law = arrived(BATCH - 1, &record(10, Some(1)));
        law.push(record(10, None));
        law.push(record(10, Some(1)));
        assert!(!law.has_whole_batch_of_content());
    }
}
