//! Whether a held record counts, and whether it needs to be held: pure functions of the records
//! that are seen, the roster and the day.

use super::{Facts, Held, Standing};
use crate::id::Id;
use crate::local::Role;
use crate::planted::{self, Wrong};
use crate::record::{Form, Kind, Signer};
use crate::roster::{Keeper, Listing, Roster};
use crate::space::{Scope, Space};
use crate::time::Day;

/// Records of one ticket and of one worth that are kept without being named: two prove that it was used twice.
const TWINS_KEPT: usize = 2;

/// 64 terms by one key are held that no revision names: drafts for which others have not agreed yet.
const WORDS_KEPT: usize = 64;

/// Everything that a record's standing depends on.
#[derive(Clone, Copy)]
pub(crate) struct Bench<'a> {
    pub(crate) held: &'a Held,
    pub(crate) roster: &'a Roster,
    pub(crate) day: Day,
    /// Where set, only what every reader of the scope holds is looked at.
    pub(crate) scope: Option<&'a Scope>,
}

impl<'a> Bench<'a> {
    /// Judges one record.
    pub(crate) fn judge(&self, facts: &Facts) -> Standing {
        if facts.class {
            // What it means is the roster's question. It never ends: who belongs rests on it.
            return Standing::Live;
        }
        if facts.expires < self.day {
            return Standing::Expired;
        }
        let Some(space) = facts.space else { return Standing::Unlisted };
        if self.roster.is_newer(&space.charter) {
            return Standing::Newer;
        }
        let (key, person) = self.held.signer(facts);
        let listing = self.roster.listing(&space, &key, &person);
        let countersigned = || listing == Listing::Once && self.countersigners(facts).next().is_some();
        let by_date = || planted::is(Wrong::RemovedByDate) && listing == Listing::Once;
        if !self.may_say(facts, listing) && !self.is_kept(facts, listing) && !countersigned() && !by_date() {
            return Standing::Unlisted;
        }
        // Also where a version grants fewer tickets since: what others have built on it is theirs too.
        if (self.is_over(facts) || self.twins(facts).next().is_some()) && !self.is_rescued(facts) {
            Standing::Void
        } else {
            Standing::Live
        }
    }

    /// True where a record need not be held: two lower ids with its ticket are, and nobody who may
    /// rescue it names it.
    ///
    /// Asks nothing of the roster, so that what is held does not depend on when a charter came; of terms
    /// only whether a held revision names them.
    pub(crate) fn is_superfluous(&self, facts: &Facts) -> bool {
        if let (Some(hash), Some(space)) = (&facts.words, facts.space) {
            let named = self.roster.names_terms(&space.charter, hash);
            let lower = self.held.words_of(facts.key, space.charter).take_while(|other| other.id < facts.id);
            let (mut count, mut same) = (0, false);
            for other in lower {
                count += 1;
                same |= other.words == facts.words;
            }
            return same || (count >= WORDS_KEPT && !named);
        }
        // Of carriers of four apart: who takes one of the four must not decide what is held of the other three.
        let same = |other: &&Facts| other.id < facts.id && other.worth == facts.worth;
        let lower = self.twins(facts).filter(same).take(TWINS_KEPT).count();
        lower == TWINS_KEPT && !self.naming(facts).any(|other| other.class || self.binds_once(other))
    }

    /// True where somebody listed so may say something of this kind about this subject. Who speaks
    /// about the collective itself speaks for it: a steward.
    fn may_say(&self, facts: &Facts, listing: Listing) -> bool {
        let about_all = facts.space.is_some_and(|space| space.charter == facts.subject);
        match listing {
            Listing::Device(role) if about_all => role == Role::Steward,
            _ => kind_allows(facts.kind(), listing),
        }
    }

    /// True where it stays though its key is listed no longer: stewards say so, or its person, who may say
    /// it still.
    fn is_kept(&self, facts: &Facts, listing: Listing) -> bool {
        let (key, person) = self.held.signer(facts);
        let Some(space) = facts.space.filter(|_| listing == Listing::Once) else { return false };
        match self.roster.keeper(&space, &facts.id, &key, &person) {
            Some(Keeper::Stewards) => true,
            Some(Keeper::Person) => {
                let role = self.roster.role(&space.charter, &person);
                role.is_some_and(|role| self.may_say(facts, Listing::Device(role)))
            }
            None => false,
        }
    }

    /// True where its text is erased.
    pub(crate) fn is_erased(&self, facts: &Facts) -> bool {
        let person = self.held.signer(facts).1;
        !facts.class && facts.space.is_some_and(|space| self.roster.is_erased(&space, &facts.id, &person))
    }

    fn is_over(&self, facts: &Facts) -> bool {
        if planted::is(Wrong::TicketsWithoutEnd) {
            return false;
        }
        let (key, person) = self.held.signer(facts);
        let granted = facts.space.map_or(0, |space| self.roster.tickets(&space, &key, &person));
        facts.ticket.is_none_or(|(_, number)| facts.worth.end(number) > granted)
    }

    /// Binding records of other members, which count by themselves, that name it.
    fn countersigners(&self, facts: &'a Facts) -> impl Iterator<Item = &'a Facts> {
        let bench = *self;
        self.naming(facts).filter(move |other| {
            let listing = bench.listing_of(other);
            let member = matches!(listing, Listing::Device(Role::Member | Role::Steward));
            member && bench.binds_once(other) && bench.may_say(other, listing) && !bench.is_over(other)
        })
    }

    /// True where another member's authority record names it, or another member's binding record
    /// whose own ticket is used once.
    fn is_rescued(&self, facts: &'a Facts) -> bool {
        let member = |other: &Facts| matches!(self.listing_of(other), Listing::Device(Role::Member | Role::Steward));
        self.naming(facts).any(|other| other.class && member(other)) || self.countersigners(facts).next().is_some()
    }

    fn listing_of(&self, facts: &Facts) -> Listing {
        let (key, person) = self.held.signer(facts);
        facts.space.map_or(Listing::Never, |space| self.roster.listing(&space, &key, &person))
    }

    /// True for a record that binds what it names, not ended, its ticket used once.
    fn binds_once(&self, facts: &Facts) -> bool {
        let binding = !facts.class && facts.kind().is_some_and(|kind| kind.form == Form::Binding);
        binding && facts.expires >= self.day && self.twins(facts).next().is_none()
    }

    /// Records by other people that name it.
    fn naming(&self, facts: &'a Facts) -> impl Iterator<Item = &'a Facts> {
        let bench = *self;
        let by = bench.held.signer(facts).1;
        self.held.naming(&facts.id).filter(move |other| bench.held.signer(other).1 != by && bench.sees(other))
    }

    /// Other records with its ticket.
    fn twins(&self, facts: &Facts) -> impl Iterator<Item = &'a Facts> {
        let bench = *self;
        self.held.twins(facts).filter(move |other| bench.sees(other))
    }

    /// True where every reader of the scope holds a record.
    pub(crate) fn sees(&self, facts: &Facts) -> bool {
        let Some(scope) = self.scope else { return true };
        match facts.space {
            Some(space) if facts.is_law() => self.roster.charters_in(scope).contains(&space.charter),
            Some(space) => facts.lasts(self.day) && self.roster.holds(scope, &space, facts.audience()),
            None => true,
        }
    }
}

/// True where somebody listed so may say something of this kind.
pub(crate) fn kind_allows(kind: Option<&'static Kind>, listing: Listing) -> bool {
    let Some(kind) = kind else { return matches!(listing, Listing::Device(_)) };
    match (kind.signer, listing) {
        (Signer::Node, Listing::Node) => true,
        (Signer::Anyone, Listing::Device(role)) => role != Role::Former,
        (Signer::Member, Listing::Device(role)) => matches!(role, Role::Member | Role::Steward),
        (Signer::Steward, Listing::Device(role)) => role == Role::Steward,
        (Signer::Root | Signer::Node, Listing::Device(_)) => false,
        (Signer::Root | Signer::Anyone | Signer::Member | Signer::Steward, Listing::Node) => false,
        (_, Listing::Once | Listing::Never) => false,
    }
}

impl Held {
    /// True where a record that is not held yet need not be.
    pub(crate) fn would_be_superfluous(&self, record: &crate::envelope::Envelope, roster: &Roster, day: Day) -> bool {
        let header = record.header();
        let Some(key) = self.key_numbers.get(&(header.key, header.person)) else { return false };
        let bench = Bench { held: self, roster, day, scope: None };
        // Nearly every ticket is used once; then nothing else needs to be known of the record.
        let Some(number) = header.ticket else { return bench.is_superfluous(&Held::facts_of(record, *key)) };
        let (owner, week) = (Held::ticket_owner(*key, header.space), header.created.week().0);
        if planted::is(Wrong::TicketByArrival) {
            return self.by_ticket.range((owner, week, number, 0)..=(owner, week, number, u32::MAX)).next().is_some();
        }
        if self.by_ticket.range((owner, week, number, 0)..=(owner, week, number, u32::MAX)).count() < TWINS_KEPT {
            return false;
        }
        bench.is_superfluous(&Held::facts_of(record, *key))
    }

    /// True where its key is not known any more, or may not say it: the join that brought it was displaced.
    pub(crate) fn is_displaced(&self, facts: &Facts, roster: &Roster) -> bool {
        let (key, person) = self.signer(facts);
        let known = |space: Space| match &facts.words {
            Some(_) => roster.may_say_of("terms", &space.charter, &key, &person),
            None => roster.listing(&space, &key, &person) != Listing::Never,
        };
        let beyond = |space: Space| facts.ticket.is_some_and(|(_, n)| facts.worth.end(n) > roster.tickets_ever(&space));
        let beyond = |space: Space| beyond(space) && !planted::is(Wrong::TicketsWithoutEnd);
        !facts.is_law() && (!facts.space.is_some_and(known) || facts.space.is_some_and(beyond))
    }

    /// Every record of which that is so.
    pub(crate) fn displaced(&self, roster: &Roster) -> Vec<Id> {
        self.iter().filter(|facts| self.is_displaced(facts, roster)).map(|facts| facts.id).collect()
    }

    /// Records that need not be held any more.
    pub(crate) fn superfluous(&self, roster: &Roster, day: Day) -> Vec<Id> {
        let bench = Bench { held: self, roster, day, scope: None };
        self.iter().filter(|facts| bench.is_superfluous(facts)).map(|facts| facts.id).collect()
    }
}
