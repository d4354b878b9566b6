//! What the law costs: taking a good record in, against the check of its signature alone; and folding who
//! belongs out of a charter as large and as old as one gets.

use std::hint::black_box;
use std::sync::Arc;
use std::time::Instant;

use protocol::author::{self, Author, Given};
use protocol::envelope::Envelope;
use protocol::founding::{self, Door, Hands};
use protocol::id::Id;
use protocol::invite_line::OneTime;
use protocol::keys::{Key, Secret};
use protocol::record::ack::Ack;
use protocol::record::approve::Approve;
use protocol::record::charter::MEMBERS_MAX;
use protocol::record::terms::Terms;
use protocol::replica::Replica;
use protocol::roster::Roster;
use protocol::text::Line;
use protocol::time::{DAY_MS, Moment};
use protocol::wire::Few;

use super::draft;
use super::fault::BenchFault;

/// Revisions of the charter that is folded.
pub const REVISIONS: u32 = 100;
/// Stewards of it; two of them agree to each revision.
const STEWARDS: usize = 3;
/// Records that are admitted in one measurement.
const ADMITTED: u16 = 500;
/// Folds that are timed; the middle one counts.
const FOLDS: usize = 21;
/// 2026-11-22 at midnight.
pub(super) const NOW: Moment = Moment(20_779 * DAY_MS);

/// A member's keys.
pub(super) struct Member {
    root: Secret,
    pub(super) device: Secret,
    node: Secret,
    seal: Key,
}

impl Member {
    pub(super) fn new(number: usize) -> Member {
        let seed = |purpose: &str| *Id::of(format!("{purpose} of member {number}").as_bytes()).as_bytes();
        Member {
            root: Secret::from_seed(&seed("root")),
            device: Secret::from_seed(&seed("device")),
            node: Secret::from_seed(&seed("node")),
            seal: Key::from_bytes(seed("seal")),
        }
    }

    pub(super) fn person(&self) -> Id {
        self.root.key().person()
    }

    fn hands(&self) -> Hands<'_> {
        Hands { device: &self.device, seal: self.seal, node: &self.node, person: self.person() }
    }
}

/// A collective of 24 members with 100 revisions, each agreed to by two stewards and seen by everybody.
pub struct Old {
    charter: Id,
    founder: Member,
    law: Vec<Envelope>,
    replica: Replica,
    now: Moment,
}

impl Old {
    /// Makes it.
    ///
    /// # Errors
    /// [`BenchFault`] where a record does not pass the gate, which does not happen.
    pub fn make() -> Result<Old, BenchFault> {
        Old::after(REVISIONS)
    }

    /// The same after so many revisions; the first is the founding.
    ///
    /// # Errors
    /// As [`Old::make`].
    pub(super) fn after(revisions: u32) -> Result<Old, BenchFault> {
        let members: Vec<Member> = (0..MEMBERS_MAX).map(Member::new).collect();
        let mut old = Old::gathered(&members)?;
        while old.head()? < revisions {
            old.revise(&members)?;
        }
        Ok(old)
    }

    /// A collective as it is founded, with everybody in it.
    ///
    /// # Errors
    /// As [`Old::make`].
    pub(super) fn gathered(members: &[Member]) -> Result<Old, BenchFault> {
        let terms = Terms::named(Line::new("An old collective").expect("a short line"));
        let (charter, records) =
            founding::collective(&members[0].root, &members[0].hands(), &terms, NOW).map_err(own)?;
        let founder = Member::new(0);
        let mut old = Old { charter, founder, law: Vec::new(), replica: Replica::new(None, NOW.day()), now: NOW };
        old.replica.await_charter(Some(charter));
        for record in records {
            old.take(vec![record])?; // each is known by the one before
        }
        old.gather(members)?;
        Ok(old)
    }

    /// Who belongs.
    pub(super) fn roster(&self) -> &Roster {
        self.replica.roster()
    }

    /// The collective as it stands.
    pub(super) fn collective(&self) -> Result<&protocol::roster::Collective, BenchFault> {
        self.replica.roster().collective(&self.charter).ok_or(BenchFault::Ended)
    }

    fn take(&mut self, records: Vec<Envelope>) -> Result<(), BenchFault> {
        let mut admitted = Vec::new();
        for record in records {
            let taken = self.replica.admit(record.bytes().clone(), self.now);
            admitted.extend(taken.map_err(|refusal| BenchFault::Peer(refusal.to_string()))?);
        }
        let absorbed = self.replica.absorb(admitted);
        self.law.extend(absorbed.records.into_iter().filter(protocol::held::is_law));
        Ok(())
    }

    fn head(&self) -> Result<u32, BenchFault> {
        Ok(self.collective()?.charter.revision)
    }

    /// Everybody comes in by one invite.
    fn gather(&mut self, members: &[Member]) -> Result<(), BenchFault> {
        let secret = OneTime([7; 16]).signer();
        let door = Door::Member(self.charter, self.charter);
        let (uses, until) = (members.len() as u32, NOW.day().plus(7));
        let invite = founding::invite(door, secret.key(), uses, until, &members[0].hands(), NOW).map_err(own)?;
        let id = invite.id();
        self.take(vec![invite])?;
        for member in &members[1..] {
            let words = founding::credentials(&member.root, &member.hands(), self.charter, NOW).map_err(own)?;
            let join = founding::join_member(self.charter, id, &secret, &member.hands(), NOW).map_err(own)?;
            self.take(vec![join])?;
            self.take(words.to_vec())?;
        }
        Ok(())
    }

    /// One more revision, by one of the stewards and another who agrees; and all say that they have seen it.
    fn revise(&mut self, members: &[Member]) -> Result<(), BenchFault> {
        self.now = self.now.after(1_000);
        let mut next = founding::successor(self.collective()?);
        let mut stewards: Vec<Id> = members[..STEWARDS].iter().map(Member::person).collect();
        stewards.sort();
        next.tickets = Some(100 + next.revision);
        next.threshold = 2;
        next.stewards = Few::new(stewards).map_err(|_| BenchFault::Ended)?;
        let (author, other) = (&members[0], &members[1 + next.revision as usize % (STEWARDS - 1)]);
        let revision = founding::revision(self.charter, &author.hands(), &next, &[], self.now).map_err(own)?;
        let said = |member: &Member, kind: &str| {
            let (person, names, device) = (member.person(), vec![revision.id()], &member.device);
            match kind {
                "approve" => {
                    let body = Approve { note: None };
                    founding::statement(kind, self.charter, person, &body, names, self.now, device)
                }
                _ => founding::statement(kind, self.charter, person, &Ack { note: None }, names, self.now, device),
            }
        };
        let mut records = vec![said(other, "approve").map_err(own)?];
        for member in members {
            records.push(said(member, "ack").map_err(own)?);
        }
        self.take(vec![revision])?;
        self.take(records)
    }

    /// Times the fold of all of it, in ms each.
    pub fn folds(&self) -> Vec<f64> {
        let fold = |_| {
            let begun = Instant::now();
            self.fold();
            begun.elapsed().as_secs_f64() * 1e3
        };
        (0..FOLDS).map(fold).collect()
    }

    /// Folds all of it once.
    pub(super) fn fold(&self) {
        black_box(Roster::fold(black_box(&self.law), None));
    }

    /// How many authority records are folded.
    pub fn size(&self) -> usize {
        self.law.len()
    }

    /// Admits records of a listed device, and checks the same signatures alone; both in us a record.
    ///
    /// # Errors
    /// [`BenchFault`] where one is refused, which does not happen.
    pub fn admission(&self) -> Result<(f64, f64), BenchFault> {
        let records = self.leads(ADMITTED.min(100))?;
        let (mut admitting, mut checking) = (0.0, 0.0);
        // Work and limit take turns, so that both see the same neighbours on this machine.
        for _ in 0..ADMITTED / ADMITTED.min(100) {
            let begun = Instant::now();
            self.admit(&records)?;
            admitting += begun.elapsed().as_secs_f64();
            let begun = Instant::now();
            for record in &records {
                black_box(record.verify()).map_err(|_| BenchFault::Ended)?;
            }
            checking += begun.elapsed().as_secs_f64();
        }
        let each = 1e6 / f64::from(ADMITTED);
        Ok((admitting * each, checking * each))
    }

    /// Signs leads of a listed device, with a ticket each; the same ones in every run.
    pub(super) fn leads(&self, many: u16) -> Result<Vec<Envelope>, BenchFault> {
        (0..many).map(|ticket| self.lead(ticket)).collect()
    }

    /// Passes records through the gate, from their bytes.
    pub(super) fn admit(&self, records: &[Envelope]) -> Result<(), BenchFault> {
        for record in records {
            let bytes: Arc<[u8]> = record.bytes().clone();
            let admitted = self.replica.admit(bytes, self.now);
            black_box(admitted.map_err(|refusal| BenchFault::Peer(refusal.to_string()))?);
        }
        Ok(())
    }

    fn lead(&self, ticket: u16) -> Result<Envelope, BenchFault> {
        // Ten hashes in letters: a text that does not get smaller, and the same in every run.
        let hash = |at: u16| Id::labelled("text", &[&ticket.to_be_bytes(), &at.to_be_bytes()]).to_string();
        let mut text: String = (0..10).map(hash).collect();
        text.truncate(draft::PAYLOAD_BYTES);
        let lead = draft::lead(format!("Bookkeeper {ticket}"), &text);
        let nonce = *Id::of(&ticket.to_be_bytes()).as_bytes();
        let nonce: [u8; 16] = std::array::from_fn(|at| nonce[at]);
        let given = Given { now: self.now, nonce, ticket: Some(ticket), number: None };
        let author = Author { person: self.founder.person(), collective: self.charter };
        author::sign(&draft::draft(&lead), &author, None, None, &given, &self.founder.device).map_err(own)
    }
}

pub(super) fn own(fault: author::DraftFault) -> BenchFault {
    BenchFault::Peer(fault.to_string())
}
