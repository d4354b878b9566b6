//! The file of the guard with bytes made from a good one.

use protocol::space::Side;

use super::*;
use crate::fed::{put, target};
use crate::keyring::{Keyring, Origin};

#[test]
fn a_guard_of_any_bytes_gives_numbers_above_those_that_it_read_or_refuses() {
    let home = tempfile::tempdir().expect("folder");
    let device = Keyring::create(home.path(), Origin::New, &[3; 32]).expect("made").device_key();
    let space = Space { side: Side::Open, charter: Id::of(b"Laguna") };
    let now = Moment(clock::EARLIEST.0 + 4 * DAY_MS);
    let mut guard = Guard::open(home.path(), device).expect("made");
    for number in 0..5 {
        assert_eq!(guard.ticket(space, now, 2_000).expect("left"), number);
    }
    guard.revision(Id::of(b"document"), 0, now).expect("left");
    drop(guard);
    let path = path(home.path());
    let whole = std::fs::read(&path).expect("read");
    let used = {
        let book = Book::read(&path).expect("read").expect("there");
        book.tickets(&space, now.week())
    };
    // Dear: a ticket is reserved on the disk before it is given.
    let seeds = vec![[vec![0], whole.clone()].concat(), [vec![1], whole].concat()];
    target("guard", 2_000, 9_000).run(seeds, |input| {
        let Some((first, rest)) = input.split_first() else { return "nothing".to_string() };
        let mut bytes = rest.to_vec();
        if let Some((_, page)) = rest.split_at_checked(32)
            && first % 2 == 1
        {
            bytes = [Id::of(page).as_bytes().as_slice(), page].concat();
        }
        let untouched = first % 2 == 0;
        put(&path, &bytes);
        let read = match Book::read(&path) {
            Ok(book) => book.expect("it is there"),
            Err(FileFault::Damaged { .. }) => {
                assert!(Guard::open(home.path(), device).is_err(), "a damaged guard guards nothing");
                return "damaged".to_string();
            }
            Err(fault) => panic!("{fault}"),
        };
        let next = read.tickets(&space, now.week());
        if untouched {
            assert_eq!(next, used, "what the checksum passes is what was written");
        }
        match Guard::open(home.path(), device) {
            Ok(mut guard) => match guard.ticket(space, now, 2_000) {
                Ok(ticket) => {
                    assert!(u32::from(ticket) >= next.min(u32::from(u16::MAX)), "{ticket} was reserved up to {next}");
                    "a ticket".to_string()
                }
                Err(fault) => format!("{fault:?}").split([' ', '(', '{']).next().unwrap_or_default().to_string(),
            },
            Err(fault) => format!("{fault:?}").split([' ', '(', '{']).next().unwrap_or_default().to_string(),
        }
    });
}
