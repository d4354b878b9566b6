use super::*;
use crate::keyring::{Keyring, Origin};
use protocol::space::Side;
use protocol::time::DAY_MS;

/// A Monday.
const NOW: Moment = Moment(clock::EARLIEST.0 + 4 * DAY_MS);
const LIMIT: u32 = 2_000;

fn home() -> (tempfile::TempDir, Key) {
    let home = tempfile::tempdir().expect("folder");
    let device = Keyring::create(home.path(), Origin::New, &[3; 32]).expect("made").device_key();
    (home, device)
}

fn space(side: Side) -> Space {
    Space { side, charter: Id::of(b"Laguna") }
}

fn open(home: &tempfile::TempDir, device: Key) -> Guard {
    Guard::open(home.path(), device).expect("opened")
}

fn ones(count: u32) -> Vec<Worth> {
    vec![Worth::One; count as usize]
}

#[test]
fn no_number_is_given_twice_however_the_process_ended() {
    let (home, device) = home();
    let mut used = std::collections::BTreeSet::new();
    for round in 0_u32..12 {
        let mut guard = open(&home, device);
        for _ in 0..round * 7 % 11 {
            assert!(used.insert(guard.ticket(space(Side::Open), NOW, LIMIT).expect("left")));
        }
        for number in guard.tickets(space(Side::Open), NOW, &ones(round), LIMIT).expect("left") {
            assert!(used.insert(number));
        }
        if round % 2 == 0 {
            guard.close().expect("closed"); // else: as if it was killed
        }
    }
}

#[test]
fn single_writes_of_single_processes_skip_nothing() {
    let (home, device) = home();
    for number in 0..5 {
        assert_eq!(open(&home, device).ticket(space(Side::Open), NOW, LIMIT).expect("left"), number);
    }
}

#[test]
fn a_crash_skips_at_most_one_block() {
    let (home, device) = home();
    let mut guard = open(&home, device);
    for _ in 0..500 {
        guard.ticket(space(Side::Open), NOW, LIMIT).expect("left");
    }
    drop(guard);
    let next = open(&home, device).ticket(space(Side::Open), NOW, LIMIT).expect("left");
    assert!((500..=500 + BLOCK_MAX as u16).contains(&next), "{next}");
}

#[test]
fn what_was_not_taken_is_given_back_at_the_end() {
    let (home, device) = home();
    let mut guard = open(&home, device);
    for _ in 0..100 {
        guard.ticket(space(Side::Open), NOW, LIMIT).expect("left");
    }
    guard.close().expect("closed");
    assert_eq!(open(&home, device).left(space(Side::Open), NOW.week(), LIMIT), LIMIT - 100);
}

#[test]
fn a_week_has_as_many_tickets_as_the_charter_says() {
    let (home, device) = home();
    let mut guard = open(&home, device);
    assert_eq!(guard.tickets(space(Side::Open), NOW, &ones(48), 50).expect("left"), Vec::from_iter(0..48));
    let fault = guard.tickets(space(Side::Open), NOW, &ones(3), 50).expect_err("two are left");
    assert!(matches!(fault, GuardFault::Exhausted { limit: 50, left: 2, week } if week == NOW.week()));
    assert_eq!(guard.tickets(space(Side::Open), NOW, &ones(2), 50).expect("left"), [48, 49]);
    assert!(guard.ticket(space(Side::Open), NOW, 50).is_err());
    assert_eq!(guard.ticket(space(Side::Inner), NOW, 50).expect("another space"), 0);
    let monday = NOW.after(7 * DAY_MS);
    assert_eq!(guard.ticket(space(Side::Open), monday, 50).expect("another week"), 0);
}

#[test]
fn a_carrier_of_four_takes_four_and_none_of_them_is_given_again() {
    let (home, device) = home();
    let mut guard = open(&home, device);
    let wanted = [Worth::One, Worth::Four, Worth::One];
    assert_eq!(guard.tickets(space(Side::Open), NOW, &wanted, 50).expect("left"), [0, 4, 8]);
    assert_eq!(guard.left(space(Side::Open), NOW.week(), 50), 41);
    assert!(guard.may_have_used(space(Side::Open), NOW.week(), 7), "the last of the four");
    let fault = guard.tickets(space(Side::Open), NOW, &[Worth::Four; 11], 50).expect_err("ten fit");
    assert!(matches!(fault, GuardFault::Exhausted { left: 41, .. }));
    drop(guard);
    let after = open(&home, device).ticket(space(Side::Open), NOW, 50).expect("left");
    assert!(after >= 9, "{after} after a kill");
}

#[test]
fn the_highest_limit_gives_every_number_once() {
    let (home, device) = home();
    let mut guard = open(&home, device);
    let given = guard.tickets(space(Side::Open), NOW, &ones(65_535), 1 << 20).expect("left");
    assert_eq!(given, Vec::from_iter(0..65_535));
    assert_eq!(guard.ticket(space(Side::Open), NOW, 1 << 20).expect("the last"), 65_535);
    assert!(guard.ticket(space(Side::Open), NOW, 1 << 20).is_err());
}

#[test]
fn a_revision_number_is_never_used_again_when_the_store_forgot_it() {
    let (home, device) = home();
    let lead = Id::of(b"lead");
    assert_eq!(open(&home, device).revision(lead, 0, NOW).expect("first"), 1);
    assert_eq!(open(&home, device).revision(lead, 0, NOW).expect("the store lost 1"), 2);
    assert_eq!(open(&home, device).revision(lead, 7, NOW).expect("another device wrote"), 8);
    let mut guard = open(&home, device);
    let numbers: Vec<u16> = (0..20).map(|_| guard.revision(lead, 0, NOW).expect("next")).collect();
    assert_eq!(numbers, (9..29).collect::<Vec<_>>());
    guard.close().expect("closed");
    assert_eq!(open(&home, device).revision(lead, 0, NOW).expect("next"), 29);
    assert!(matches!(open(&home, device).revision(lead, u16::MAX, NOW), Err(GuardFault::Unrevisable)));
}

#[test]
fn only_so_many_documents_are_remembered_the_latest_of_them() {
    let (home, device) = home();
    let mut guard = open(&home, device);
    let wanted: Vec<(Id, u16)> = (0..REVISIONS_MAX as u32 + 1).map(|at| (Id::of(&at.to_be_bytes()), 4)).collect();
    guard.revisions(&wanted, NOW).expect("all");
    drop(guard);
    let mut guard = open(&home, device);
    assert_eq!(guard.revision(wanted[0].0, 0, NOW).expect("forgotten"), 1);
    assert_eq!(guard.revision(wanted[2].0, 0, NOW).expect("remembered"), 6);
}

#[test]
fn weeks_are_forgotten_from_the_oldest_on() {
    let (home, device) = home();
    let mut guard = open(&home, device);
    for week in 0..TICKETS_MAX as u64 + 1 {
        guard.book.reserve_tickets(space(Side::Open), Week(week as u32 + 1), 5, TICKETS_MAX);
    }
    assert_eq!(guard.book.tickets(&space(Side::Open), Week(1)), 0);
    assert_eq!(guard.book.tickets(&space(Side::Open), Week(2)), 5);
    assert_eq!(guard.book.reserve_tickets(space(Side::Inner), Week(1), 5, TICKETS_MAX), Room::Full);
}

#[test]
fn a_clock_behind_the_last_own_record_stops_writing() {
    let (home, device) = home();
    let mut guard = open(&home, device);
    guard.ticket(space(Side::Open), NOW, LIMIT).expect("left");
    drop(guard);
    let mut guard = open(&home, device);
    let year_behind = Moment(NOW.0 - 365 * DAY_MS);
    for behind in [year_behind, Moment(NOW.0 - 1), Moment(0)] {
        let fault = guard.ticket(space(Side::Open), behind, LIMIT).expect_err("behind");
        assert!(matches!(fault, GuardFault::ClockBehind { last } if last == NOW), "{fault:?}");
        assert!(guard.revision(Id::of(b"lead"), 0, behind).is_err());
    }
    guard.remember(NOW.after(DAY_MS)).expect("a neighbour held a later one");
    assert!(guard.ticket(space(Side::Open), NOW, LIMIT).is_err());
    guard.remember(Moment(NOW.0 + DAY_MS + 1)).expect("later still");
    let fault = guard.ticket(space(Side::Open), NOW, LIMIT).expect_err("more than a day behind");
    assert!(matches!(fault, GuardFault::ClockFarBehind { .. }), "{fault:?}");
    guard.set_clock(NOW).expect("repaired");
    guard.ticket(space(Side::Open), NOW, LIMIT).expect("goes on");
}

#[test]
fn a_clock_before_anything_was_written_stops_the_first_record() {
    let (home, device) = home();
    let fault = open(&home, device).ticket(space(Side::Open), Moment(0), LIMIT).expect_err("1970");
    assert!(matches!(fault, GuardFault::ClockBehind { last } if last == clock::EARLIEST));
}

#[test]
fn a_copied_home_may_not_sign() {
    let (home, device) = home();
    let copy = tempfile::tempdir().expect("folder");
    let to = crate::keyring::folder(copy.path());
    crate::os::private_folder(&to).expect("folder");
    for entry in std::fs::read_dir(crate::keyring::folder(home.path())).expect("listed") {
        let entry = entry.expect("entry");
        std::fs::copy(entry.path(), to.join(entry.file_name())).expect("copied");
    }
    let copied = Keyring::open(copy.path()).expect("its keys are whole");
    let fault = Guard::open(copy.path(), copied.device_key()).expect_err("a copy");
    let original = home.path().canonicalize().expect("there");
    assert!(matches!(fault, GuardFault::Copied { from } if from == original));
    open(&home, device);
}

#[test]
fn a_home_put_back_from_a_copy_may_not_sign() {
    let (home, device) = home();
    let keys = crate::keyring::folder(home.path());
    let kept = home.path().join("kept");
    std::fs::rename(&keys, &kept).expect("set aside");
    crate::os::private_folder(&keys).expect("made again");
    std::fs::copy(kept.join("guard"), keys.join("guard")).expect("put back");
    assert!(matches!(Guard::open(home.path(), device), Err(GuardFault::Copied { .. })));
}

#[test]
fn a_moved_home_goes_on() {
    let (home, device) = home();
    let old = home.path().join("old");
    crate::os::private_folder(&old).expect("folder");
    std::fs::rename(home.path().join("keys"), old.join("keys")).expect("moved in");
    // The path of the home differs, the folder is the same.
    let mut guard = Guard::open(&old, device).expect("moved");
    guard.ticket(space(Side::Open), NOW, LIMIT).expect("left");
}

#[test]
fn a_guard_of_another_key_and_a_missing_or_damaged_one_stop_writing() {
    let (home, device) = home();
    let other = protocol::keys::Secret::from_seed(&[9; 32]).key();
    assert!(matches!(Guard::open(home.path(), other), Err(GuardFault::Missing { .. })));
    let path = path(home.path());
    let whole = std::fs::read(&path).expect("read");
    for at in 0..whole.len() {
        let mut changed = whole.clone();
        changed[at] ^= 1;
        crate::os::replace(&path, &changed).expect("changed");
        let fault = Guard::open(home.path(), device).expect_err("damaged");
        assert!(matches!(fault, GuardFault::File(FileFault::Damaged { .. })), "byte {at}: {fault:?}");
    }
    crate::os::replace(&path, &whole[..whole.len() / 2]).expect("cut");
    assert!(Guard::open(home.path(), device).is_err());
    std::fs::remove_file(&path).expect("removed");
    assert!(matches!(Guard::open(home.path(), device), Err(GuardFault::Missing { .. })));
}

#[test]
fn a_guard_knows_which_numbers_may_be_its_own() {
    let (home, device) = home();
    let week = NOW.week();
    let mut guard = open(&home, device);
    assert!(!guard.may_have_used(space(Side::Open), week, 0));
    let last = guard.tickets(space(Side::Open), NOW, &ones(3), LIMIT).expect("left")[2];
    assert!(guard.may_have_used(space(Side::Open), week, last));
    assert!(!guard.may_have_used(space(Side::Open), week, last + 1), "not given yet");
    assert!(!guard.may_have_used(space(Side::Inner), week, 0), "another space");
    drop(guard);
    // Killed: of what was reserved nobody knows how much was used.
    assert!(open(&home, device).may_have_used(space(Side::Open), week, last));
}

#[test]
fn a_home_that_was_set_back_may_not_sign_until_its_keys_are_others() {
    let (home, device) = home();
    open(&home, device).set_back().expect("noted");
    assert!(matches!(Guard::open(home.path(), device), Err(GuardFault::SetBack)));
    let renewed = Keyring::open(home.path()).expect("opened").renew(home.path(), &[4; 32]).expect("renewed");
    Guard::open(home.path(), renewed.device_key()).expect("a guard of its own");
}
