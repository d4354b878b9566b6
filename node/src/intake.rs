//! Owns the way of records into the home, whoever brings them: gate, signatures on all cores, standing,
//! journal, rows. What this returns is on the disk.

use std::collections::BTreeMap;
use std::sync::Arc;

use protocol::admit::{Admitted, Examined, Refusal};
use protocol::envelope::Envelope;
use protocol::id::Id;
use protocol::keys::Verifier;
use protocol::local::{Change, Trouble};
use protocol::replica::Absorbed;
use protocol::space::{Side, Space};

use crate::home::Home;
use crate::keyring::guard::GuardFault;
use crate::store::{self, LocalChange, RowChange};
use crate::trouble;

/// Records below which one core checks all signatures: starting a thread costs as much as one.
const ALONE: usize = 8;

/// 32 rounds through a batch: a chain of charters in the worst order that an honest sender would choose.
const ROUNDS_MAX: u32 = 32;
/// Records that are examined under one lock.
const SHARE: usize = 250;
/// 500 records lose their bodies in one commit: half a megabyte of journal at most.
const BLANKED: usize = 500;

/// A record, its place in the batch where it has one, and why it waits.
type Waiting = (Option<usize>, Envelope, Refusal);

/// What became of one record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Taken in, and durable.
    Stored(Id),
    /// Held before.
    Known(Id),
    /// Not taken.
    Refused(Refusal),
}

/// What became of a batch.
#[derive(Debug, Default)]
pub struct Taken {
    /// One a record, in the order in which they came.
    pub outcomes: Vec<Option<Outcome>>,
    /// Records that were parked before and are in now.
    pub released: Vec<Envelope>,
    /// True where who belongs may have changed.
    pub roster_changed: bool,
}

impl Home {
    /// Passes a batch through the gate and makes it durable. Blocks for the disk.
    ///
    /// Records whose author becomes known by others of the batch are taken too, in whatever order they
    /// came. What stays unknown is parked where `park` says so.
    ///
    /// # Errors
    /// [`Trouble`] where the disk fails; nothing of the batch that was not taken before is then held.
    pub fn take_in(&self, batch: Vec<Envelope>, park: Park) -> Result<Taken, Trouble> {
        let mut taken = Taken { outcomes: vec![None; batch.len()], ..Taken::default() };
        let mut open: Vec<Waiting> =
            batch.into_iter().enumerate().map(|(at, record)| (Some(at), record, Refusal::Unknown)).collect();
        for round in 1.. {
            let (examined, waiting) = self.examine(open, &mut taken);
            let verified = verify(examined);
            let mut admitted = Vec::with_capacity(verified.len());
            for (at, result) in verified {
                match result {
                    Ok(record) => {
                        settle(&mut taken, at, Outcome::Stored(record.record().id()));
                        if at.is_none() {
                            taken.released.push(record.record().clone());
                        }
                        admitted.push(record);
                    }
                    Err(refusal) => self.refuse(&mut taken, at, refusal),
                }
            }
            self.watch_for_amnesia(&admitted);
            let progress = !admitted.is_empty();
            let absorbed = self.keep(admitted, Vec::new())?;
            taken.roster_changed |= absorbed.roster_changed;
            open = waiting;
            open.extend(absorbed.again.into_iter().filter_map(|bytes| Some((None, parsed(bytes)?, Refusal::Unknown))));
            if open.is_empty() {
                return Ok(taken);
            }
            if !progress || !absorbed.roster_changed || round == ROUNDS_MAX {
                self.give_up(open, &mut taken, park);
                return Ok(taken);
            }
        }
        Ok(taken)
    }

    /// Looks whether others hold what a key of this home signed and this home does not know: it was set
    /// back to an earlier state, or a copy of it signs as well. It then signs nothing more, before it
    /// uses a number twice. What the disk lost, and the guard remembers, is no sign of that.
    fn watch_for_amnesia(&self, admitted: &[Admitted]) {
        let mut state = self.state();
        let state = &mut *state;
        let (Some(keyring), Ok(guard)) = (&state.keyring, &mut state.guard) else { return };
        let (device, node) = (keyring.device_key(), keyring.node().key());
        let forgotten = admitted.iter().map(Admitted::record).any(|record| {
            let header = record.header();
            let own = header.key == device || header.key == node;
            let (true, Some(number), Some(space)) = (own, header.ticket, header.space) else { return false };
            // A node's tickets are counted apart from its device's.
            let counted = if header.key == node { Space { side: Side::Law, ..space } } else { space };
            let known = guard.may_have_used(counted, header.created.week(), number);
            !known || state.replica.held().twin_of(record).is_some()
        });
        if !forgotten {
            return;
        }
        tracing::warn!("others hold what this device signed and this home does not know: it signs nothing more");
        if let Err(fault) = guard.set_back() {
            tracing::warn!(%fault, "that could not be noted; it is found again at the next catch-up");
        }
        state.guard = Err(trouble::guard(&GuardFault::SetBack));
    }

    /// Takes in what this home has just signed, with local items in the same commit.
    ///
    /// # Errors
    /// [`Trouble`] where the disk fails or the own gate refuses; nothing is held then.
    pub(crate) fn take_own(&self, records: Vec<Envelope>, local: Vec<LocalChange>) -> Result<Absorbed, Trouble> {
        let now = self.now();
        let mut all = Absorbed::default();
        let mut open = records;
        let mut local = Some(local);
        while !open.is_empty() {
            let mut admitted = Vec::new();
            let mut later = Vec::new();
            {
                let state = self.state();
                for record in open {
                    state.replica.may_author(&record).map_err(refused)?;
                    match state.replica.examine_record(record.clone(), now) {
                        Ok(Some(examined)) => admitted.push(examined),
                        Ok(None) => {}
                        // What this home has said before needs no second record.
                        Err(Refusal::Superfluous) if state.replica.roster().repeats(&record) => {}
                        Err(refusal) if refusal.may_pass_later() => later.push((record, refusal)),
                        Err(refusal) => return Err(refused(refusal)),
                    }
                }
            }
            if let (true, Some((_, refusal))) = (admitted.is_empty(), later.first()) {
                return Err(refused(*refusal));
            }
            let admitted =
                admitted.into_iter().map(Examined::verify).collect::<Result<Vec<_>, _>>().map_err(refused)?;
            let absorbed = self.keep(admitted, local.take().unwrap_or_default())?;
            all.roster_changed |= absorbed.roster_changed;
            all.records.extend(absorbed.records);
            open = later.into_iter().map(|(record, _)| record).collect();
        }
        if let Some(local) = local.filter(|local| !local.is_empty()) {
            self.set_local(local)?;
        }
        Ok(all)
    }

    fn examine(&self, open: Vec<Waiting>, taken: &mut Taken) -> (Vec<(Option<usize>, Examined)>, Vec<Waiting>) {
        let now = self.now();
        let (mut examined, mut waiting) = (Vec::with_capacity(open.len()), Vec::new());
        // A quarter of a batch at a time: a reader never waits long for the lock.
        for part in open.chunks(SHARE) {
            let state = self.state();
            let results: Vec<_> =
                part.iter().map(|(_, record, _)| state.replica.examine_record(record.clone(), now)).collect();
            drop(state);
            for ((at, record, _), result) in part.iter().zip(results) {
                match result {
                    Ok(Some(record)) => examined.push((*at, record)),
                    Ok(None) => settle(taken, *at, Outcome::Known(record.id())),
                    Err(Refusal::Unknown) => waiting.push((*at, record.clone(), Refusal::Unknown)),
                    // Authority beyond its bound is held where others of the batch rest on it.
                    Err(Refusal::Superfluous) if record.header().ticket.is_none() => {
                        waiting.push((*at, record.clone(), Refusal::Superfluous));
                    }
                    Err(refusal) => self.refuse(taken, *at, refusal),
                }
            }
        }
        (examined, waiting)
    }

    fn give_up(&self, open: Vec<Waiting>, taken: &mut Taken, park: Park) {
        for (at, record, why) in open {
            if park == Park::Unknown && why == Refusal::Unknown {
                self.state().replica.park(record.bytes().clone());
            }
            if at.is_some() {
                self.refuse(taken, at, why);
            }
        }
    }

    fn refuse(&self, taken: &mut Taken, at: Option<usize>, refusal: Refusal) {
        *self.state().refused.entry(refusal.word().to_string()).or_default() += 1;
        settle(taken, at, Outcome::Refused(refusal));
    }

    fn keep(&self, admitted: Vec<Admitted>, local: Vec<LocalChange>) -> Result<Absorbed, Trouble> {
        if admitted.is_empty() && local.is_empty() {
            return Ok(Absorbed::default());
        }
        let order = self.writing();
        let absorbed = self.state().replica.absorb(admitted);
        let absorbed = self.store_absorbed(absorbed, local)?;
        drop(order);
        if absorbed.roster_changed {
            self.keep_erased()?;
        }
        Ok(absorbed)
    }

    /// The caller holds [`Home::writing`].
    pub(crate) fn store_absorbed(&self, mut absorbed: Absorbed, local: Vec<LocalChange>) -> Result<Absorbed, Trouble> {
        let records = absorbed.records.iter().map(|record| (record.id(), record.bytes().clone())).collect();
        let batch = store::Batch { records, local, drop: absorbed.dropped.clone(), ..store::Batch::default() };
        let pending = self.store().append(&batch).map_err(|fault| {
            let ids: Vec<Id> = absorbed.records.iter().map(Envelope::id).collect();
            self.state().replica.retract(&ids);
            trouble::store(&fault)
        })?;
        let fresh: BTreeMap<Id, &Envelope> = absorbed.records.iter().map(|record| (record.id(), record)).collect();
        let rows = self.fold(std::mem::take(&mut absorbed.refolds), &fresh)?;
        self.apply(pending, rows)?;
        self.blank(&absorbed.to_blank)?;
        if absorbed.roster_changed {
            self.state().law_changes += 1;
            self.tell(Change::Roster);
        }
        Ok(absorbed)
    }

    /// Takes the bodies of erased records out of the store; the next sweep takes them off the disk. Each commit
    /// changes records for themselves without their bodies, so one that was cut off has lost nothing; and only
    /// what is on the disk is noted, so the next turn does what is left.
    fn blank(&self, ids: &[Id]) -> Result<(), Trouble> {
        for share in ids.chunks(BLANKED) {
            let mut replace = Vec::with_capacity(share.len());
            for id in share {
                replace.extend(self.record(id)?.map(|record| (*id, record.bare().bytes().clone())));
            }
            self.store()
                .commit(store::Batch { replace, ..store::Batch::default() })
                .map_err(|fault| trouble::store(&fault))?;
            self.state().replica.note_blanked(share);
        }
        Ok(())
    }

    /// Writes the rows that follow from what is durable. Where the index fails, what was acknowledged
    /// stays acknowledged: the rows are computed again from the journal.
    fn apply(&self, pending: store::Pending, rows: Vec<RowChange>) -> Result<(), Trouble> {
        match self.store().apply(pending, rows.clone()) {
            Ok(()) => self.note_rows(&rows),
            Err(fault) => {
                tracing::warn!(%fault, "the rows are behind; they are computed again from the journal");
                self.mend_rows()?;
            }
        }
        Ok(())
    }
}

/// What happens to records whose author is not known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Park {
    /// They wait, within bounds, for the charters that make them known.
    Unknown,
    /// They go.
    Nothing,
}

fn settle(taken: &mut Taken, at: Option<usize>, outcome: Outcome) {
    if let Some(at) = at {
        taken.outcomes[at] = Some(outcome);
    }
}

/// Reads bytes that were parked after they had been read once.
fn parsed(bytes: Arc<[u8]>) -> Option<Envelope> {
    let Ok(record) = Envelope::parse(bytes) else { return None };
    Some(record)
}

fn refused(refusal: Refusal) -> Trouble {
    Trouble::new("own-refused", 6).with("why", refusal)
}

type Verified = Vec<(Option<usize>, Result<Admitted, Refusal>)>;

/// Checks signatures, on all cores where there are enough of them.
fn verify(examined: Vec<(Option<usize>, Examined)>) -> Verified {
    let check = |part: Vec<(Option<usize>, Examined)>| -> Verified {
        let mut verifier = Verifier::default();
        part.into_iter().map(|(at, record)| (at, record.verify_with(&mut verifier))).collect()
    };
    let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    if examined.len() < ALONE || cores == 1 {
        return check(examined);
    }
    let share = examined.len().div_ceil(cores);
    let mut parts = Vec::new();
    let mut rest = examined;
    while rest.len() > share {
        let behind = rest.split_off(share);
        parts.push(std::mem::replace(&mut rest, behind));
    }
    std::thread::scope(|scope| {
        let workers: Vec<_> = parts.into_iter().map(|part| scope.spawn(move || check(part))).collect();
        let last = check(rest);
        let mut all: Verified = Vec::new();
        for worker in workers {
            match worker.join() {
                Ok(part) => all.extend(part),
                Err(panic) => std::panic::resume_unwind(panic),
            }
        }
        all.extend(last);
        all
    })
}

#[cfg(test)]
mod tests;
