//! One frame of catch-up.

use protocol::id::Id;
use protocol::sync::frame::{
    self, Ask, Cells, Frame, Hello, Listed, Means, Offer, Plan, Records, Sent, Stored, Welcome,
};
use protocol::sync::mark::Nonce;
use protocol::sync::sketch::Cell;
use protocol::sync::view::{Tier, View};
use protocol::sync::{FRAME_BYTES_MAX, FRAME_CELLS_MAX, FRAME_MARKS_MAX, FRAME_RECORDS_MAX, VERSION};
use protocol::time::Day;
use protocol::wire::{Blob, Few};

use super::target;

/// One frame of each kind.
fn frames() -> Vec<Frame> {
    let day = Day(20_779);
    let stand = View::new(day, vec![Id::of(b"law")], vec![Id::of(b"lead")]).stand(&Nonce([1; 16]));
    let listed = || Listed { marks: Blob((0..4_u64).flat_map(u64::to_be_bytes).collect()) };
    let cells = [[1; 12], [2; 12]].map(|cell| Cell::from_bytes(&cell));
    let records = Few::new(vec![Blob(b"one".to_vec()), Blob(b"two".to_vec())]).expect("few");
    vec![
        Frame::Hello(Hello {
            version: VERSION,
            scope: Id::of(b"scope"),
            nonce: Nonce([1; 16]),
            day,
            stand,
            now: day.start(),
        }),
        Frame::Welcome(Welcome { nonce: Nonce([2; 16]), day, now: day.start() }),
        Frame::Stand(stand),
        Frame::Offer(Offer { tier: Tier::Content, means: Means::Sketch, count: 300 }),
        Frame::Cells(Cells::pages(&cells).next().expect("one page")),
        Frame::Listing(listed()),
        Frame::Ask(Ask { means: Means::List }),
        Frame::Plan(Plan { wanted: 3, pushed: 4 }),
        Frame::Want(listed()),
        Frame::Records(Records { records }),
        Frame::NotNow(listed()),
        Frame::Sent(Sent { records: 4 }),
        Frame::Stored(Stored { fresh: 3 }),
    ]
}

#[test]
fn a_frame_that_is_read_has_one_spelling_and_its_lists_are_bounded() {
    let seeds = frames().iter().map(Frame::to_bytes).collect();
    target("frame", 20_000, FRAME_BYTES_MAX + 64).run(seeds, |input| {
        let hello = Hello::read(input);
        let frame = match frame::read(input) {
            Ok(frame) => frame,
            Err(breach) => {
                assert_eq!(hello, Err(breach), "a greeting is a frame");
                return breach.to_string();
            }
        };
        assert!(input.len() <= FRAME_BYTES_MAX);
        assert_eq!(frame.to_bytes(), input);
        match frame {
            Frame::Listing(listed) | Frame::Want(listed) | Frame::NotNow(listed) => match listed.marks() {
                Ok(marks) => assert!((1..=FRAME_MARKS_MAX).contains(&marks.len())),
                Err(breach) => return format!("marks: {breach}"),
            },
            Frame::Cells(cells) => match cells.cells() {
                Ok(cells) => assert!((1..=FRAME_CELLS_MAX).contains(&cells.len())),
                Err(breach) => return format!("cells: {breach}"),
            },
            Frame::Records(records) => assert!(records.records.len() <= FRAME_RECORDS_MAX),
            Frame::Hello(_)
            | Frame::Welcome(_)
            | Frame::Stand(_)
            | Frame::Offer(_)
            | Frame::Ask(_)
            | Frame::Plan(_)
            | Frame::Sent(_)
            | Frame::Stored(_) => {}
        }
        format!("frame {}", input[1])
    });
}
