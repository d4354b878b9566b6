//! Which held records take the same tickets.

use super::{Facts, Held};
use crate::envelope::Envelope;
use crate::id::Id;
use crate::space::{Side, Space};
use crate::ticket;

impl Held {
    /// Whose ticket it is: the key's, apart for each side of each charter.
    pub(super) fn ticket_owner(key: u32, space: Option<Space>) -> u32 {
        let side = space.map_or(0, |space| match space.side {
            Side::Law => 0,
            Side::Inner => 1,
            Side::Open => 2,
        });
        // A key is listed in one collective, or in few: the charter is checked when twins are compared.
        key << 2 | side
    }

    /// Another held record that the same key signed with one of this one's tickets.
    pub fn twin_of(&self, record: &Envelope) -> Option<Id> {
        let header = record.header();
        let key = self.key_numbers.get(&(header.key, header.person))?;
        self.twins(&Held::facts_of(record, *key)).map(|twin| twin.id).next()
    }

    /// Every other record that takes one of its tickets.
    pub(super) fn twins(&self, facts: &Facts) -> impl Iterator<Item = &Facts> {
        let (space, id) = (facts.space, facts.id);
        let owner = Held::ticket_owner(facts.key, facts.space);
        let taken = facts.ticket.map(|(week, number)| (week, number, facts.worth.end(number)));
        let range = taken.map(|(week, number, end)| {
            (owner, week, ticket::lowest(number), 0)..=(owner, week, (end - 1) as u16, u32::MAX)
        });
        let slots = range.into_iter().flat_map(|range| self.by_ticket.range(range));
        let others = slots.filter_map(|(_, _, _, slot)| self.facts[*slot as usize].as_ref());
        others.filter(move |other| {
            let meets =
                other.ticket.zip(taken).is_some_and(|((_, n), (_, number, _))| other.worth.end(n) > number.into());
            meets && other.space == space && other.id != id
        })
    }
}
