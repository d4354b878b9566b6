//! Whether an authority record may be taken in at all: the part of the gate that knows the law. It
//! asks only what never becomes untrue when more records come, so that the order of arrival decides
//! when a record is taken, never whether.

use super::{Collective, Federation, Keeper, Roster};
use crate::envelope::Envelope;
use crate::id::Id;
use crate::keys::Key;
use crate::record::charter::Charter;
use crate::record::device::Device;
use crate::record::join::Join;
use crate::record::person::Person;
use crate::space::Side;
use crate::wire;

/// Whether an authority record may be taken in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Speech {
    /// Its signer had the right to say something of this kind.
    Heard,
    /// Not with what is known now; perhaps later.
    NotYet,
    /// It might be heard, but as much as need be held of its sort is held already.
    Enough,
    /// Never: it contradicts itself.
    Never,
}

/// How firmly a key stands among a charter's law; the last is the firmest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Footing {
    /// Its person came by an invite, and no revision has written them down.
    Guest,
    /// A revision lists its person, whose root key vouches for it.
    Vouched,
    /// A revision lists it.
    Written,
}

impl Roster {
    /// Judges an authority record by what is known.
    ///
    /// - `awaited`: a charter to which this home holds an invite.
    pub fn speech(&self, record: &Envelope, awaited: Option<&Id>) -> Speech {
        match self.right_to_speak(record, awaited) {
            Speech::Heard if !self.bounds.has_room(record, self) => Speech::Enough,
            speech => speech,
        }
    }

    fn right_to_speak(&self, record: &Envelope, awaited: Option<&Id>) -> Speech {
        let header = record.header();
        let Some(body) = record.body() else { return Speech::Never };
        match &*header.kind {
            "person" => match wire::lenient::<Person>(body) {
                Ok(person) if person.root == header.key && header.key.person() == header.person => {
                    known(self.knows_person(&header.person))
                }
                Ok(_) | Err(_) => Speech::Never,
            },
            "device" => match wire::lenient::<Device>(body) {
                Ok(device) if device_is_own(record, &device) => {
                    known(header.space.is_some_and(|space| self.knows_person_in(&space.charter, &header.person)))
                }
                Ok(_) | Err(_) => Speech::Never,
            },
            "charter" => match wire::lenient::<Charter>(body) {
                Ok(charter) => self.charter_speech(record, &charter, awaited),
                Err(_) => Speech::Never,
            },
            "join" => match wire::lenient::<Join>(body) {
                Ok(join) => self.join_speech(record, &join),
                Err(_) => Speech::Never,
            },
            _ => known(self.may_say(record)),
        }
    }

    /// True where a record that is held would be heard again, so far as that rests on what is held: who was
    /// displaced takes along what they said. First charters and joins are judged by what they name.
    pub(super) fn may_go_on_saying(&self, record: &Envelope) -> bool {
        let header = record.header();
        match (&*header.kind, header.space) {
            ("charter", None) | ("join", _) => true,
            ("person", None) => self.knows_person(&header.person),
            ("device", Some(space)) => self.knows_person_in(&space.charter, &header.person),
            (_, Some(_)) => self.may_say(record),
            (_, None) => false,
        }
    }

    /// How firmly a key stands among a charter's law; in a federation's, by any collective that it ever named.
    pub(crate) fn footing(&self, charter: &Id, key: &Key, person: &Id) -> Option<Footing> {
        let inside = |id: &Id| self.collectives.get(id)?.footing(key, person);
        let federation = self.federations.get(charter).into_iter().flat_map(|known| &known.ever);
        let named = federation.chain(self.wishes.get(charter).into_iter().flatten());
        // A collective speaks by its stewards: who is written down nowhere has nothing to say there.
        let through = named.filter_map(inside).filter(|by| *by != Footing::Guest);
        inside(charter).or_else(|| through.max())
    }

    /// True where a signer may say something of this kind among a charter's law: they were ever listed, and
    /// what decides, or opens a door, is said by people whom a revision has written down. So nobody brings
    /// people who bring people.
    pub(crate) fn may_say(&self, record: &Envelope) -> bool {
        let header = record.header();
        header.space.is_some_and(|space| self.may_say_of(&header.kind, &space.charter, &header.key, &header.person))
    }

    pub(crate) fn may_say_of(&self, kind: &str, charter: &Id, key: &Key, person: &Id) -> bool {
        let presided = |id: &Id| self.collectives.get(id).is_some_and(|known| known.presided.contains(person));
        let through = |federation: &Federation| federation.ever.iter().any(presided);
        match (kind, self.footing(charter, key, person)) {
            (_, None) => false,
            // To what is only wanted one can agree; the rest comes once it is.
            (_, Some(_)) if self.is_wish(charter) && kind != "approve" => false,
            ("charter" | "invite" | "invite-revoke" | "leave" | "terms" | "vouch", Some(Footing::Guest)) => false,
            ("charter", Some(_)) if self.federations.contains_key(charter) => {
                self.federations.get(charter).is_some_and(through)
            }
            ("invite" | "vouch", Some(_)) => presided(charter) || self.federations.get(charter).is_some_and(through),
            (_, Some(_)) => true,
        }
    }

    /// True where somebody who invites does so for people whom a revision has written down: for a collective on its
    /// own branch, or in a federation for one that a revision of it lists. On a branch of the past who once decided
    /// alone can invent any number of stewards.
    pub(super) fn is_rooted(&self, charter: &Id, person: &Id) -> bool {
        if let Some(collective) = self.collectives.get(charter) {
            return collective.rooted.contains(person);
        }
        let presided = |id: &Id| self.collectives.get(id).is_some_and(|known| known.presided.contains(person));
        self.federations.get(charter).is_none_or(|known| known.written.iter().any(presided))
    }

    /// True where a key is one of people whom a collective has written down.
    fn speaks_for(&self, charter: &Id, key: &Key, person: &Id) -> bool {
        self.footing(charter, key, person).is_some_and(|footing| footing != Footing::Guest)
    }

    /// True where a revision of some branch lists a person.
    pub(super) fn has_written(&self, charter: &Id, person: &Id) -> bool {
        self.collectives.get(charter).is_some_and(|collective| collective.named.contains(person))
    }

    /// True where a person stands on the own branch of a charter; in a federation's, of any collective in it.
    pub(super) fn is_on_own_branch(&self, charter: &Id, person: &Id) -> bool {
        let inside = |id: &Id| self.collectives.get(id).is_some_and(|known| known.rooted.contains(person));
        inside(charter) || self.federations.get(charter).is_some_and(|known| known.ever.iter().any(inside))
    }

    /// True where lists of what stays of one key count for themselves: by a member who is or was a steward, of a key
    /// that the own branch has listed. Any number of others could be invented.
    pub(super) fn has_own_pages(&self, charter: &Id, of: &Key, by: &Key, person: &Id) -> bool {
        self.collectives.get(charter).is_some_and(|known| {
            let member = known.charter.members.contains(person) && known.presided.contains(person);
            member && known.written.contains(&(*by, *person)) && known.listed.contains(of)
        })
    }

    /// True where stewards list a record beside a charter's law that was said by somebody who went.
    pub(super) fn keeps(&self, charter: &Id, record: &Envelope) -> bool {
        let header = record.header();
        let keeper = |known: &Collective| known.keeper(&record.id(), &header.key, &header.person);
        self.collectives.get(charter).and_then(keeper) == Some(Keeper::Stewards)
    }

    fn knows_person(&self, person: &Id) -> bool {
        self.collectives.keys().any(|charter| self.knows_person_in(charter, person))
    }

    /// True where a person belongs to a collective, belonged or has joined. What is known of them from
    /// elsewhere does not count: others who read this law do not know it.
    fn knows_person_in(&self, charter: &Id, person: &Id) -> bool {
        self.collectives.get(charter).is_some_and(|collective| collective.knows(person))
    }

    pub(super) fn knows_charter(&self, charter: &Id) -> bool {
        self.collectives.contains_key(charter) || self.federations.contains_key(charter)
    }

    fn charter_speech(&self, record: &Envelope, charter: &Charter, awaited: Option<&Id>) -> Speech {
        let header = record.header();
        if header.space.is_none() != (charter.revision == 0) || header.names.first().copied() != charter.parent {
            return Speech::Never;
        }
        if charter.revision > 0 {
            return known(self.may_say(record));
        }
        if charter.is_federation() {
            let founder = |id: &Id| self.speaks_for(id, &header.key, &header.person);
            // Who comes by an invite, or by a join of their own collective, knows no founder yet.
            let expected = awaited == Some(&record.id()) || self.refers_to(&record.id());
            return known(expected || charter.collectives.iter().any(|pinned| founder(&pinned.charter)));
        }
        let own = charter.devices.iter().any(|device| device.key == header.key && device.person == header.person);
        if !own || !charter.stewards.contains(&header.person) {
            return Speech::Never;
        }
        known(awaited == Some(&record.id()) || self.refers_to(&record.id()))
    }

    fn join_speech(&self, record: &Envelope, join: &Join) -> Speech {
        let header = record.header();
        let Some(space) = header.space.filter(|space| space.side == Side::Law) else { return Speech::Never };
        // What a collective says for itself is heard by its own people before they know anything of
        // the federation: by it they learn of it. From then on it needs its invite like every other.
        if !self.knows_charter(&space.charter) {
            let own = |id: &Id| {
                let presided = |known: &Collective| known.presided.contains(&header.person);
                self.speaks_for(id, &header.key, &header.person) && self.collectives.get(id).is_some_and(presided)
            };
            return known(join.collective.as_ref().is_some_and(own));
        }
        let Some(invitation) = self.invites.get(&join.invite) else { return known(self.waits(record, join)) };
        if invitation.charter != space.charter || !join.fits(record, &invitation.invite) {
            return if join.collective.is_some() { Speech::NotYet } else { Speech::Never };
        }
        Speech::Heard
    }
}

impl Roster {
    /// True for a join of an own collective whose invite is not here, into a federation that is known by this word
    /// alone, since without it nobody here would hear the invite; or into one in which it is not any more, since its
    /// stewards agree to that among themselves.
    pub(super) fn waits(&self, record: &Envelope, join: &Join) -> bool {
        let Some(collective) = join.collective else { return false };
        self.waits_for(record, &join.invite, &collective)
    }

    pub(super) fn waits_for(&self, record: &Envelope, invite: &Id, collective: &Id) -> bool {
        let header = record.header();
        let own = self.by_own_word.get(&super::law::charter_of(record)).is_some_and(|own| own.contains(collective));
        let steward = |known: &Collective| {
            known.is_steward(&header.person) && known.devices.get(&header.key) == Some(&header.person)
        };
        own && !self.invites.contains_key(invite) && self.collectives.get(collective).is_some_and(steward)
    }
}

impl Collective {
    /// How firmly a key stands among the collective's law.
    fn footing(&self, key: &Key, person: &Id) -> Option<Footing> {
        if self.written.contains(&(*key, *person)) {
            return Some(Footing::Written);
        }
        let vouched = if self.named.contains(person) { Footing::Vouched } else { Footing::Guest };
        self.ever.contains(&(*key, *person)).then_some(vouched)
    }

    /// True where a revision ever listed a person, on whatever branch, or a join of theirs is held. What their
    /// own words say of their devices does not count: those rest on this.
    pub(super) fn knows(&self, person: &Id) -> bool {
        self.named.contains(person) || self.comers.contains(person)
    }
}

/// True where the root key of the record's person signs, and so does every key that it names.
pub(crate) fn device_is_own(record: &Envelope, device: &Device) -> bool {
    let header = record.header();
    let charter = header.space.map(|space| space.charter);
    device.root == header.key
        && header.key.person() == header.person
        && charter.is_some_and(|charter| device.is_proven(&charter, &header.person))
}

fn known(known: bool) -> Speech {
    if known { Speech::Heard } else { Speech::NotYet }
}
