//! Owns one home as a whole: the pure core, the disk below it, and the way of batches between them,
//! as the real home does it: gate, standing, journal, rows, sync.

use std::collections::{BTreeMap, BTreeSet};

use protocol::admit::Refusal;
use protocol::envelope::Envelope;
use protocol::fold::{self, RowKey};
use protocol::id::Id;
use protocol::keys::{Key, Verifier};
use protocol::replica::{Absorbed, Replica};
use protocol::space::Scope;
use protocol::sync::view::View;
use protocol::sync::wish::Settled;
use protocol::time::{Day, Moment};

use crate::disk::{Disk, Full, Line};
use crate::home::Home;
use crate::sealing::Tried;
use protocol::planted::{self, Wrong};

/// 32 rounds through a batch, as in the real home.
const ROUNDS_MAX: usize = 32;

/// How a home behaves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Conduct {
    Honest,
    /// Its program was changed.
    Hostile,
}

/// How somebody comes in by an invite.
pub struct Coming {
    /// Person, device and join.
    pub records: Vec<Envelope>,
    /// The home at whose door they knock.
    pub door: usize,
}

/// How a collective comes back into a federation.
pub struct Errand {
    pub federation: Id,
    pub join: Id,
    /// The home at whose door its steward knocks.
    pub door: usize,
}

/// One home.
pub struct Machine {
    pub home: Home,
    pub disk: Disk,
    pub conduct: Conduct,
    pub up: bool,
    /// How far its clock is off, in milliseconds.
    pub skew_ms: i64,
    /// Its disk was set back: it signs nothing more.
    pub mute: bool,
    /// Own records that the person was told are kept, each with its last day.
    pub acknowledged: BTreeMap<Id, Day>,
    /// Kept once, and lost again with a part of the disk: nothing that Talko could hold.
    pub taken_by_rot: BTreeSet<Id>,
    /// What was refused, by reason.
    pub refused: BTreeMap<&'static str, u64>,
    /// By what its person comes in, where they do.
    pub coming: Option<Coming>,
    /// By what its collective comes back, where its person sees to that.
    pub errand: Option<Errand>,
    /// Which carriers its key opens.
    pub tried: Tried,
    /// The last own record's moment: nobody writes behind it.
    last: Moment,
}

impl Machine {
    pub fn new(home: Home, conduct: Conduct) -> Machine {
        let mut machine = Machine {
            last: home.now,
            home,
            disk: Disk::default(),
            conduct,
            up: true,
            skew_ms: 0,
            mute: false,
            acknowledged: BTreeMap::new(),
            taken_by_rot: BTreeSet::new(),
            refused: BTreeMap::new(),
            coming: None,
            errand: None,
            tried: Tried::default(),
        };
        machine.keep_all();
        machine
    }

    /// Writes everything that the home holds: a world begins with good disks.
    pub fn keep_all(&mut self) {
        let lines = self.home.store.iter().map(|(id, record)| Line::Put(*id, record.bytes().clone())).collect();
        self.disk.append(lines).expect("a new disk has room");
        self.disk.sync();
    }

    pub fn is_honest(&self) -> bool {
        self.conduct == Conduct::Honest
    }

    /// What its clock says when the world's says `now`; the next own record is written after the last one.
    pub fn set_clock(&mut self, now: Moment) {
        let clock = Moment(now.0.saturating_add_signed(self.skew_ms));
        self.home.now = clock.max(self.last);
    }

    /// Takes a batch in as far as it may come in; nothing of it is durable before the next sync.
    pub fn take_in(&mut self, batch: Vec<Envelope>, park: bool) -> Result<Vec<Settled>, Full> {
        let mut settled = vec![Settled::Refused; batch.len()];
        let mut open: Vec<(Option<usize>, Envelope)> =
            batch.into_iter().enumerate().map(|(at, record)| (Some(at), record)).collect();
        let mut verifier = Verifier::default();
        for _ in 0..ROUNDS_MAX {
            let (mut admitted, mut waiting) = (Vec::new(), Vec::new());
            for (at, record) in open {
                let id = record.id();
                let passed = match self.home.replica.examine_record(record.clone(), self.home.now) {
                    Ok(Some(examined)) => examined.verify_with(&mut verifier).map(Some),
                    Ok(None) => Ok(None),
                    Err(refusal) => Err(refusal),
                };
                match (passed, at) {
                    (Ok(Some(record)), _) => {
                        at.into_iter().for_each(|at| settled[at] = Settled::Stored(id));
                        admitted.push(record);
                    }
                    (Ok(None), _) => at.into_iter().for_each(|at| settled[at] = Settled::Known(id)),
                    (Err(Refusal::Unknown), _) => waiting.push((at, record)),
                    (Err(Refusal::Superfluous), _) if record.header().ticket.is_none() => waiting.push((at, record)),
                    (Err(refusal), _) => *self.refused.entry(refusal.word()).or_default() += 1,
                }
            }
            let progress = !admitted.is_empty();
            let mut absorbed = self.home.replica.absorb(admitted);
            let again = std::mem::take(&mut absorbed.again);
            let changed = absorbed.roster_changed;
            self.write(absorbed)?;
            let parsed = again.into_iter().map(|bytes| (None, Envelope::parse(bytes).expect("parsed before")));
            open = waiting.into_iter().chain(parsed).collect();
            if open.is_empty() || !progress || !changed {
                break;
            }
        }
        for (_, record) in open.into_iter().filter(|_| park) {
            self.home.replica.park(record.bytes().clone());
        }
        Ok(settled)
    }

    fn write(&mut self, absorbed: Absorbed) -> Result<(), Full> {
        let puts = absorbed.records.iter().map(|record| Line::Put(record.id(), record.bytes().clone()));
        let drops = absorbed.dropped.iter().map(|id| Line::Drop(*id));
        let bare = |id: &Id| Line::Put(*id, self.home.store[id].bare().bytes().clone());
        let bares = absorbed.to_blank.iter().map(bare);
        let lines: Vec<Line> = puts.chain(drops).chain(bares).collect();
        if !lines.is_empty() && self.disk.append(lines).is_err() {
            let ids: Vec<Id> = absorbed.records.iter().map(Envelope::id).collect();
            self.home.replica.retract(&ids);
            let held = self.home.replica.held();
            self.home.store.retain(|id, _| held.get(id).is_some());
            self.home.rows = rows(&self.home);
            return Err(Full);
        }
        self.home.apply(absorbed);
        Ok(())
    }

    /// Takes in what this person signed just now. The ticket is gone whatever comes of it.
    pub fn say(&mut self, records: Vec<Envelope>) -> Result<Vec<Settled>, Full> {
        self.last = self.home.now;
        self.take_in(records, false)
    }

    /// Notes what is durable now and was signed here.
    pub fn acknowledge(&mut self, records: &[Envelope]) {
        self.acknowledged.extend(records.iter().map(|record| (record.id(), record.header().expires)));
    }

    /// Another day; true where it is one.
    pub fn turn(&mut self) -> bool {
        let day = self.home.now.day();
        if day == self.home.replica.day() {
            return false;
        }
        let absorbed = self.home.replica.turn(day);
        // A full disk keeps what should go until the next turn.
        if self.write(absorbed).is_ok() {
            self.disk.sync();
        }
        true
    }

    /// Everything that was only in memory is gone; what follows from the disk is computed again.
    pub fn restart(&mut self) {
        let records: Vec<Envelope> = self
            .disk
            .kept()
            .values()
            .map(|bytes| Envelope::parse(bytes.clone()).expect("kept after the gate"))
            .collect();
        self.home.replica = replayed(&self.home, &records);
        self.home.store = records.into_iter().map(|record| (record.id(), record)).collect();
        self.home.rows = rows(&self.home);
        // The power may have failed between what came in and what had to go for it.
        let absorbed = self.home.replica.turn(self.home.now.day());
        if self.write(absorbed).is_ok() {
            self.disk.sync();
        }
    }

    pub fn view(&self, scope: &Scope, day: Day) -> View {
        let (law, content) = self.home.replica.view(scope, day);
        View::new(day, law, content)
    }

    /// The scopes that this home and another one read, as this home sees it.
    pub fn shared_with(&self, other: &Machine) -> Vec<Scope> {
        let roster = self.home.replica.roster();
        roster.shared_with(&roster.scopes_of(self.home.charter), &other.home.node.key())
    }

    /// True where the own collective lists this person, with this computer.
    pub fn belongs(&self) -> bool {
        self.lists(&self.home.charter, &self.home.device.key(), &self.home.person)
    }

    /// The door at which its person still has to knock.
    pub fn door(&self) -> Option<usize> {
        self.coming.as_ref().filter(|_| !self.belongs()).map(|coming| coming.door)
    }

    /// The errand on which its person still is.
    pub fn errand(&self) -> Option<&Errand> {
        let roster = self.home.replica.roster();
        let inside = |errand: &&Errand| {
            let known = roster.federation(&errand.federation);
            known.is_some_and(|known| known.collectives.contains_key(&self.home.charter))
        };
        self.errand.as_ref().filter(|errand| self.belongs() && !inside(errand))
    }

    /// True where a collective, as this home sees it, has a device in force for a person.
    pub fn lists(&self, charter: &Id, key: &Key, person: &Id) -> bool {
        let roster = self.home.replica.roster();
        roster.collective(charter).is_some_and(|known| known.devices.get(key) == Some(person))
    }
}

/// The core as a start makes it from what a disk holds.
pub fn replayed(home: &Home, records: &[Envelope]) -> Replica {
    let mut replica = Replica::reopen(Some(home.person), home.replica.day(), None, records.to_vec());
    records.iter().for_each(|record| replica.reload(record));
    replica
}

/// Every row, folded from nothing but what is held.
pub fn rows(home: &Home) -> BTreeMap<RowKey, Vec<u8>> {
    let fold = |(key, ids): (RowKey, Vec<Id>)| {
        let records: Vec<Envelope> = ids.iter().map(|id| home.readable(id)).collect();
        Some((key, fold::row(&key, &records)?))
    };
    home.replica.refold_all().filter_map(fold).collect()
}

/// Whether a home says that something is kept before it is.
pub fn syncs_late() -> bool {
    planted::is(Wrong::AckBeforeSync)
}
