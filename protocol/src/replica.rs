//! Owns the meeting of gate, roster, standing and rows. It only dispatches: records in, what to
//! store and which rows to fold out. The shell of the node and the simulator drive this one thing.

mod erased;
mod view;

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::Arc;

use crate::admit::{self, Admitted, Examined, Refusal};
use crate::door::Doorway;
use crate::envelope::Envelope;
use crate::fold::RowKey;
use crate::held::standing::Bench;
use crate::held::{self, Facts, Held};
use crate::id::Id;
use crate::planted::{self, Wrong};
use crate::roster::Roster;
use crate::time::{Day, Moment};

pub use self::view::digest;

/// 1,000 records whose author is not known yet are kept for when the charters are in.
pub const PARKED_MAX: usize = 1_000;
/// 4 MiB of them.
pub const PARKED_BYTES_MAX: usize = 4 * 1024 * 1024;

/// What this home holds and what follows from it, without the bytes of content.
#[derive(Debug, Default)]
pub struct Replica {
    me: Option<Id>,
    awaited: Option<Id>,
    day: Day,
    held: Held,
    law: Arc<BTreeMap<Id, Envelope>>,
    roster: Arc<Roster>,
    parked: VecDeque<Arc<[u8]>>,
    parked_bytes: usize,
}

/// What follows from records that were taken in.
#[derive(Debug, Default)]
pub struct Absorbed {
    /// Records to store: each passed the gate and was not held before.
    pub records: Vec<Envelope>,
    /// Records to drop from the store.
    pub dropped: Vec<Id>,
    /// Rows to fold anew, each with the live records that it is folded from; what is erased
    /// ([`Facts::is_erased`]) without its body.
    pub refolds: Vec<(RowKey, Vec<Id>)>,
    /// True where who belongs may have changed.
    pub roster_changed: bool,
    /// Records that were parked and may pass the gate now.
    pub again: Vec<Arc<[u8]>>,
    /// Held records whose bodies are to be dropped from the store, see [`Envelope::bare`]; said again at every
    /// turn until [`Replica::note_blanked`].
    pub to_blank: Vec<Id>,
    /// How many records were judged anew.
    pub judged: usize,
}

impl Replica {
    /// Begins empty.
    ///
    /// - `me`: the person who lives here; their acknowledgements pin charters.
    pub fn new(me: Option<Id>, day: Day) -> Replica {
        Replica { me, day, ..Replica::default() }
    }

    /// Says who lives here.
    pub fn settle(&mut self, me: Id) -> Absorbed {
        self.me = Some(me);
        self.refold_roster()
    }

    /// Says which charter an invite leads to, so that its first revision may come in.
    pub fn await_charter(&mut self, charter: Option<Id>) {
        self.awaited = charter;
    }

    /// Takes back in what an own store holds; signatures were checked when it was kept.
    ///
    /// - `held`: the facts and the day for which they were judged, where a snapshot had them; else
    ///   nothing, and every record follows by [`Replica::reload`];
    /// - `law`: every authority record; others among them are passed over.
    pub fn reopen(me: Option<Id>, day: Day, held: Option<(Held, Day)>, law: Vec<Envelope>) -> Replica {
        let mut replica = Replica::new(me, day);
        let law = law.into_iter().filter(held::is_law).map(|record| (record.id(), record));
        replica.law = Arc::new(law.collect());
        replica.fold_roster();
        let (held, judged) = held.unwrap_or_default();
        replica.held = held;
        if judged != day {
            replica.restand_all();
        }
        replica
    }

    /// Takes back in one record of an own store, after [`Replica::reopen`] without a snapshot.
    pub fn reload(&mut self, record: &Envelope) {
        if self.held.get(&record.id()).is_none() {
            for id in self.held.insert(record) {
                self.held.restand(&id, self.day, &self.roster);
            }
        }
    }

    /// The row that a held record feeds, with the live records that it is folded from.
    pub fn refold(&self, id: &Id) -> Option<(RowKey, Vec<Id>)> {
        let key = self.held.row_of(id)?;
        Some((key, self.held.refold(&key)))
    }

    /// Every row that there is, each with the live records that it is folded from.
    pub fn refold_all(&self) -> impl Iterator<Item = (RowKey, Vec<Id>)> + '_ {
        let rows: BTreeSet<RowKey> = self.held.iter().filter_map(|facts| self.held.row_of(&facts.id)).collect();
        rows.into_iter().map(|key| (key, self.held.refold(&key)))
    }

    /// Takes back what could not be stored after all.
    pub fn retract(&mut self, ids: &[Id]) {
        if planted::is(Wrong::HeldUnstored) {
            return;
        }
        let mut law_changed = false;
        for id in ids {
            self.held.remove(id);
            law_changed |= self.forget_law(id);
        }
        if law_changed {
            self.fold_roster();
        }
        self.restand_all();
    }

    /// The person who lives here.
    pub fn me(&self) -> Option<Id> {
        self.me
    }

    /// All that is held.
    pub fn held(&self) -> &Held {
        &self.held
    }

    /// Who belongs.
    pub fn roster(&self) -> &Roster {
        &self.roster
    }

    /// The authority records, by id.
    pub fn law(&self) -> &BTreeMap<Id, Envelope> {
        &self.law
    }

    /// What decides at this home's door, as it stands now; taking it costs nothing.
    pub fn doorway(&self) -> Doorway {
        Doorway { law: self.law.clone(), roster: self.roster.clone(), me: self.me }
    }

    /// The day for which everything is folded.
    pub fn day(&self) -> Day {
        self.day
    }

    /// The gate without the signature; see [`admit::examine`]. What is held already passes as
    /// `Ok(None)`.
    ///
    /// # Errors
    /// [`Refusal`].
    pub fn examine(&self, bytes: Arc<[u8]>, now: Moment) -> Result<Option<Examined>, Refusal> {
        self.examine_record(Envelope::parse(bytes)?, now)
    }

    /// The same for a record that was parsed before.
    ///
    /// # Errors
    /// [`Refusal`].
    pub fn examine_record(&self, record: Envelope, now: Moment) -> Result<Option<Examined>, Refusal> {
        if self.held.get(&record.id()).is_some() {
            return Ok(None);
        }
        if planted::is(Wrong::ForkByArrival) && self.has_sibling(&record) {
            return Err(Refusal::Superfluous);
        }
        let examined = admit::examine_record(record, &self.roster, self.awaited.as_ref(), now)?;
        if self.held.would_be_superfluous(examined.record(), &self.roster, self.day) {
            return Err(Refusal::Superfluous);
        }
        Ok(Some(examined))
    }

    /// True where another revision with the same parent is held; only a planted rule asks.
    fn has_sibling(&self, record: &Envelope) -> bool {
        let charter = |record: &Envelope| &*record.header().kind == "charter";
        let parent = |record: &Envelope| record.header().names.first().copied();
        let sibling = |other: &Envelope| charter(other) && parent(other) == parent(record);
        charter(record) && parent(record).is_some() && self.law.values().any(sibling)
    }

    /// Whether something may be written here: not where the rules are newer than this program's, since it
    /// cannot tell what it would mean. What others write there is held and handed on.
    ///
    /// # Errors
    /// [`Refusal::Newer`].
    pub fn may_author(&self, record: &Envelope) -> Result<(), Refusal> {
        let newer = record.header().space.is_some_and(|space| self.roster.is_newer(&space.charter));
        if newer { Err(Refusal::Newer) } else { Ok(()) }
    }

    /// The whole gate, for one record.
    ///
    /// # Errors
    /// [`Refusal`].
    pub fn admit(&self, bytes: Arc<[u8]>, now: Moment) -> Result<Option<Admitted>, Refusal> {
        self.examine(bytes, now)?.map(Examined::verify).transpose()
    }

    /// Keeps bytes for later whose author or space is not known yet; the oldest make room.
    pub fn park(&mut self, bytes: Arc<[u8]>) {
        self.parked_bytes += bytes.len();
        self.parked.push_back(bytes);
        while self.parked.len() > PARKED_MAX || self.parked_bytes > PARKED_BYTES_MAX {
            self.parked_bytes -= self.parked.pop_front().map_or(0, |oldest| oldest.len());
        }
    }

    /// Takes records in that passed the gate.
    pub fn absorb(&mut self, admitted: Vec<Admitted>) -> Absorbed {
        let mut absorbed = Absorbed::default();
        let mut touched = BTreeSet::new();
        for record in admitted.into_iter().map(Admitted::into_record) {
            let superfluous = || self.held.would_be_superfluous(&record, &self.roster, self.day);
            if self.held.get(&record.id()).is_some() || superfluous() {
                continue;
            }
            touched.extend(self.held.insert(&record));
            if self.held.get(&record.id()).is_some_and(Facts::is_law) {
                Arc::make_mut(&mut self.law).insert(record.id(), record.clone());
                absorbed.roster_changed = true;
            }
            absorbed.records.push(record);
        }
        let mut rows: BTreeSet<RowKey> = absorbed.records.iter().filter_map(|r| self.held.row_of(&r.id())).collect();
        if absorbed.roster_changed {
            let before = self.fold_roster();
            touched.extend(self.drop_authority(&mut absorbed, &mut rows));
            if !planted::is(Wrong::JudgedOnce) {
                touched.extend(self.held.judged_otherwise(&before, &self.roster));
            }
        }
        absorbed.judged = touched.len();
        rows.extend(self.restand(&touched));
        let displaced: Vec<Id> = touched.iter().copied().filter(|id| self.is_displaced(id)).collect();
        self.drop_and_restand(&displaced, &mut absorbed, &mut rows);
        let emptied: Vec<Id> = touched.iter().copied().filter(|id| self.is_emptied(id)).collect();
        self.drop_and_restand(&emptied, &mut absorbed, &mut rows);
        let twins: Vec<Id> = touched.into_iter().filter(|id| self.is_superfluous(id)).collect();
        self.drop(&twins, &mut absorbed, &mut rows);
        absorbed.refolds = rows.into_iter().map(|key| (key, self.held.refold(&key))).collect();
        absorbed
    }

    /// Drops the authority that need not be held any more, and gives back what was parked. A join may have
    /// come before its invite: it is tried again when authority changes next.
    ///
    /// Returns what the dropped ones named: its standing may have rested on them.
    fn drop_authority(&mut self, absorbed: &mut Absorbed, rows: &mut BTreeSet<RowKey>) -> BTreeSet<Id> {
        let mut named = BTreeSet::new();
        self.parked_bytes = 0;
        absorbed.again = self.parked.drain(..).collect();
        let mut waiting = Vec::new();
        // What rested on a record that goes, goes in the next round.
        loop {
            let superfluous = self.roster.superfluous();
            if superfluous.is_empty() {
                break;
            }
            let unheard = self.roster.unheard().iter().filter_map(|id| self.law.get(id));
            // A collective's join waits for its invite. What a displaced comer said, neighbours offer again.
            let joins = unheard.filter(|record| &*record.header().kind == "join");
            waiting.extend(joins.map(|record| record.bytes().clone()));
            for record in superfluous.iter().filter_map(|id| self.law.get(id)) {
                named.extend(record.header().names.iter().copied());
                // A revision that goes may have been the only one to name some terms.
                named.extend(record.header().space.into_iter().flat_map(|space| self.held.words_for(space.charter)));
            }
            self.drop(&superfluous, absorbed, rows);
            self.fold_roster();
        }
        waiting.into_iter().for_each(|bytes| self.park(bytes));
        named
    }

    fn forget_law(&mut self, id: &Id) -> bool {
        self.law.contains_key(id) && Arc::make_mut(&mut self.law).remove(id).is_some()
    }

    fn is_superfluous(&self, id: &Id) -> bool {
        let bench = Bench { held: &self.held, roster: &self.roster, day: self.day, scope: None };
        self.held.get(id).is_some_and(|facts| bench.is_superfluous(facts))
    }

    /// True where others hold a record no longer, and this home neither: but what its own person wrote, which
    /// waits here until they are known again.
    fn is_displaced(&self, id: &Id) -> bool {
        self.held.get(id).is_some_and(|facts| !self.is_own(facts) && self.held.is_displaced(facts, &self.roster))
    }

    fn is_own(&self, facts: &Facts) -> bool {
        Some(self.held.signer(facts).1) == self.me
    }

    fn is_emptied(&self, id: &Id) -> bool {
        self.held.get(id).is_some_and(Facts::is_emptied)
    }

    /// Drops records, and judges anew those beside them, of whose tickets they were the twins.
    fn drop_and_restand(&mut self, ids: &[Id], absorbed: &mut Absorbed, rows: &mut BTreeSet<RowKey>) {
        let beside = self.held.beside_all(ids);
        self.drop(ids, absorbed, rows);
        rows.extend(self.restand(&beside));
    }

    fn drop(&mut self, ids: &[Id], absorbed: &mut Absorbed, rows: &mut BTreeSet<RowKey>) {
        for id in ids {
            rows.extend(self.held.row_of(id));
            absorbed.roster_changed |= self.forget_law(id);
            self.held.remove(id);
        }
        // What came and went in one batch is neither stored nor dropped from the store.
        let fresh: BTreeSet<Id> = absorbed.records.iter().map(Envelope::id).collect();
        absorbed.records.retain(|record| !ids.contains(&record.id()));
        absorbed.dropped.extend(ids.iter().filter(|id| !fresh.contains(id)));
    }

    /// Turns to another day: expires, and forgets what outlived its grace.
    pub fn turn(&mut self, day: Day) -> Absorbed {
        self.turn_and_forget(day, day)
    }

    /// The same, where others do not confirm the day.
    ///
    /// - `confirmed`: the day as of which is forgotten what outlived its grace, where it is the earlier one.
    pub fn turn_and_forget(&mut self, day: Day, confirmed: Day) -> Absorbed {
        self.day = day;
        let mut absorbed = Absorbed::default();
        let mut rows = BTreeSet::new();
        self.drop(&self.held.outlived(day.min(confirmed)), &mut absorbed, &mut rows);
        let displaced =
            self.held.displaced(&self.roster).into_iter().filter(|id| self.is_displaced(id)).collect::<Vec<_>>();
        self.drop(&displaced, &mut absorbed, &mut rows);
        self.drop(&self.held.superfluous(&self.roster, day), &mut absorbed, &mut rows);
        if !planted::is(Wrong::NightForgotten) {
            rows.extend(self.restand_all());
        }
        let emptied: Vec<Id> = self.held.iter().filter(|facts| facts.is_emptied()).map(|facts| facts.id).collect();
        self.drop_and_restand(&emptied, &mut absorbed, &mut rows);
        absorbed.to_blank = self.held.to_blank(day);
        absorbed.refolds = rows.into_iter().map(|key| (key, self.held.refold(&key))).collect();
        absorbed
    }

    /// Folds who belongs anew; returns what was thought before.
    fn fold_roster(&mut self) -> Arc<Roster> {
        let law: Vec<Envelope> = self.law.values().cloned().collect();
        std::mem::replace(&mut self.roster, Arc::new(Roster::fold(&law, self.me)))
    }

    fn refold_roster(&mut self) -> Absorbed {
        let before = self.fold_roster();
        let touched = self.held.judged_otherwise(&before, &self.roster);
        let rows = self.restand(&touched);
        self.parked_bytes = 0;
        Absorbed {
            refolds: rows.into_iter().map(|key| (key, self.held.refold(&key))).collect(),
            roster_changed: true,
            judged: touched.len(),
            again: self.parked.drain(..).collect(),
            ..Absorbed::default()
        }
    }

    fn restand_all(&mut self) -> BTreeSet<RowKey> {
        let ids: BTreeSet<Id> = self.held.iter().map(|facts| facts.id).collect();
        self.restand(&ids)
    }

    /// Judges records anew; returns the rows of those whose standing changed.
    fn restand(&mut self, ids: &BTreeSet<Id>) -> BTreeSet<RowKey> {
        let mut rows = BTreeSet::new();
        for id in ids {
            if self.held.restand(id, self.day, &self.roster) {
                rows.extend(self.held.row_of(id));
            }
        }
        rows
    }
}
