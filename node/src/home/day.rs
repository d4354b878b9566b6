//! The day of a home, and how far others confirm it.

use protocol::keys::Key;
use protocol::local::Trouble;
use protocol::time::{Day, Moment};

use super::{Home, held};
use crate::clock;
use crate::clock::heard::Difference;

/// The local item with the day that neighbours' clocks confirmed last.
const CONFIRMED: &[u8] = b"day-confirmed";

impl Home {
    /// Notes what a neighbour's clock said just now, and what day that makes it: what outlived its grace
    /// goes as of that day, also where this clock is ahead.
    ///
    /// # Errors
    /// [`Trouble`] where the disk fails.
    pub(crate) fn heard_clock(&self, machine: Key, theirs: Moment) -> Result<(), Trouble> {
        let own = self.now();
        let difference = {
            let mut heard = held(self.heard.lock());
            heard.note(machine, theirs, own, clock::instant());
            heard.difference(own, clock::instant())
        };
        let Some(day) = difference.map(|difference| difference.theirs(own).day()) else { return Ok(()) };
        if self.confirmed()? == Some(day) || !held(self.heard.lock()).may_change_day(clock::instant()) {
            return Ok(());
        }
        self.set_local(vec![(CONFIRMED.to_vec(), Some(protocol::wire::encode(&day)))])?;
        self.turn(own.day())
    }

    /// How far this clock is from the neighbours'; nothing where nobody was heard.
    pub(crate) fn clock_difference(&self) -> Option<Difference> {
        let own = self.now();
        held(self.heard.lock()).difference(own, clock::instant())
    }

    /// The day that neighbours' clocks confirmed last; nothing where nobody was ever heard.
    pub(crate) fn confirmed(&self) -> Result<Option<Day>, Trouble> {
        self.local(CONFIRMED)
    }
}

#[cfg(test)]
mod tests {
    use protocol::time::DAY_MS;

    use super::*;
    use crate::clock::Clock;
    use crate::pen::tests::{comment, founded};

    #[test]
    fn of_neighbours_heard_before_a_clock_jumped_none_confirms_what_it_says_after() {
        let (_folder, mut home) = founded();
        let me = home.dweller().expect("Amara").person;
        home.publish(comment(me, "until next year".to_string())).expect("written");
        let machines = [1, 2, 3].map(|number| Key::from_bytes([number; 32]));
        let right = home.now();
        for machine in machines {
            held(home.heard.lock()).note(machine, right, right, clock::instant());
        }
        let records = home.store().counts().records;
        home.clock = Clock::wrong_by(3 * 365 * DAY_MS.cast_signed());
        home.heard_clock(machines[0], right).expect("noted");
        home.turn(home.now().day()).expect("turned");
        assert_eq!(home.store().counts().records, records, "nothing goes by a day that one has just denied");
        assert_eq!(home.confirmed().expect("kept"), Some(right.day()));
    }
}
