//! Owns what every screen must show of the joint bids: who may read what, whose share counts, who signed the terms as
//! they stand, what was sent, and how it ended. Of what was said it knows who said it, in which carriers, and to whose
//! keys; whether a carrier still counts at a home is asked of that home.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use protocol::envelope::Envelope;
use protocol::fold::bid::{BidRow, Stage};
use protocol::fold::body;
use protocol::held::Standing;
use protocol::id::Id;
use protocol::keys::Key;
use protocol::record::assent::Assent;
use protocol::record::bid::Bid;
use protocol::record::bid_outcome::{BidOutcome, Ending};
use protocol::record::bid_submit::BidSubmit;
use protocol::record::share::Share;
use protocol::space::Side;
use protocol::time::{MINUTE_MS, Moment};

use super::leads::reads;
use crate::machine::Machine;
use crate::sealing::{self, Shown};

/// What somebody agrees to: a revision of the bid, and one of each share.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Terms {
    bid: Id,
    shares: BTreeSet<Id>,
}

/// A record that went round in carriers.
struct Carried {
    by: usize,
    record: Envelope,
    keys: BTreeSet<Key>,
    /// True where its author was told that it is kept.
    told: bool,
}

/// What was said inside.
struct Said {
    inner: Envelope,
    what: What,
    /// To whom.
    readers: BTreeSet<Id>,
    carriers: Vec<Carried>,
}

enum What {
    Bid(Box<Bid>),
    Share,
    Assent,
    Submit(Terms),
    Outcome(Ending),
}

/// What a screen says of a bid.
#[derive(Debug, PartialEq, Eq)]
struct Screen {
    head: Id,
    conflict: bool,
    /// By document the revision that counts.
    shares: BTreeMap<Id, Id>,
    /// Those that not all readers can open.
    narrow: BTreeSet<Id>,
    signed: BTreeSet<Id>,
    sent: Option<Id>,
    stage: Stage,
}

/// Everything that was said about bids.
#[derive(Default)]
pub struct Bids {
    said: BTreeMap<Id, Said>,
    /// What those read who signed, by the draft that they named.
    drafts: BTreeMap<Id, Terms>,
    /// What went wrong when something was sealed.
    faults: Vec<String>,
}

impl Terms {
    /// The terms that somebody has before them.
    pub fn shown(row: &BidRow) -> Terms {
        Terms { bid: row.head, shares: row.shares.iter().map(|share| share.head).collect() }
    }
}

impl Bids {
    /// Somebody read these terms under this name.
    pub fn read(&mut self, draft: Id, terms: Terms) {
        self.drafts.insert(draft, terms);
    }

    /// Somebody sealed a record of their own, or another one again.
    pub fn sealed(&mut self, by: usize, inner: &Envelope, carrier: &Envelope, keys: BTreeSet<Key>, all: &[Machine]) {
        let said = self.said.entry(inner.id()).or_insert_with(|| Said::of(inner));
        // Whoever is on the list, and listed where it is sealed, gets it.
        let (writer, side) = (&all[by], inner.header().space.map(|space| space.side));
        for other in all.iter().filter(|other| said.is_for(other) && writer.is_honest()) {
            let home = &other.home;
            let near = home.charter == writer.home.charter
                || (side == Some(Side::Open) && !writer.shared_with(other).is_empty());
            if near && writer.lists(&home.charter, &home.device.key(), &home.person) && !keys.contains(&home.seal) {
                self.faults.push(format!("a reader was left out when {} was sealed", inner.id()));
            }
        }
        said.carriers.push(Carried { by, record: carrier.clone(), keys, told: false });
    }

    /// Somebody was told that a carrier is kept.
    pub fn kept(&mut self, carrier: &Id) {
        let carriers = self.said.values_mut().flat_map(|said| &mut said.carriers);
        carriers.filter(|carried| carried.record.id() == *carrier).for_each(|carried| carried.told = true);
    }

    /// A home opens what is for it and nothing else, and shows of each bid what follows from that.
    pub fn check(&self, reader: &Machine, machines: &[Machine], now: Moment) -> Result<(), String> {
        if let Some(fault) = self.faults.first() {
            return Err(fault.clone());
        }
        self.opens(reader, machines)?;
        if !reader.belongs() {
            return Ok(());
        }
        self.arrived(reader, machines, now)?;
        let shown: BTreeMap<Id, Shown> =
            sealing::screen(reader).into_iter().map(|shown| (shown.row.id, shown)).collect();
        let names = self.said.values().filter_map(|said| said.inner.header().name().filter(|_| said.terms().is_some()));
        for name in names.collect::<BTreeSet<Id>>() {
            let expected = self.screen(&name, reader, now);
            let seen = shown.get(&name).map(|shown| Screen::of(&shown.row, now));
            if seen != expected {
                let who = reader.home.person.short(4);
                return Err(format!("{who} is shown bid {name} as {seen:?} instead of {expected:?}"));
            }
        }
        Ok(())
    }

    /// Keys open what was sealed to them; honest people seal to nobody who is not on the list.
    fn opens(&self, reader: &Machine, machines: &[Machine]) -> Result<(), String> {
        let carried: BTreeMap<Id, (&Said, &Carried)> = self
            .said
            .values()
            .flat_map(|said| said.carriers.iter().map(move |carried| (carried.record.id(), (said, carried))))
            .collect();
        for (carrier, file) in sealing::carriers(reader) {
            let Some((said, carried)) = carried.get(&carrier.id()) else {
                return Err(format!("{} is held, and nobody sealed it", carrier.id()));
            };
            let opened = reader.tried.open(&reader.home, &carrier, &file).is_some();
            if opened != carried.keys.contains(&reader.home.seal) {
                return Err(format!("{} is opened: {opened}, against what it was sealed to", carrier.id()));
            }
            if opened && machines[carried.by].is_honest() && !said.is_for(reader) {
                return Err(format!("{} was opened by somebody who is not on its list", carrier.id()));
            }
        }
        Ok(())
    }

    /// What an honest person was told is kept counts wherever the space is read.
    fn arrived(&self, reader: &Machine, machines: &[Machine], now: Moment) -> Result<(), String> {
        for carried in self.said.values().flat_map(|said| &said.carriers) {
            let (author, header) = (&machines[carried.by], carried.record.header());
            let space = header.space.ok_or("a carrier stands in a space")?;
            let sure = carried.told
                && author.is_honest()
                && author.belongs()
                && reader.lists(&space.charter, &header.key, &header.person)
                && !author.taken_by_rot.contains(&carried.record.id())
                // On its last day it is not handed on any more.
                && header.expires > now.day();
            if sure && reads(reader, author, &space) && !counts(reader, &carried.record) {
                return Err(format!("{} does not count at a home that reads it", carried.record.id()));
            }
        }
        Ok(())
    }

    /// What a home must show of a bid.
    fn screen(&self, name: &Id, reader: &Machine, now: Moment) -> Option<Screen> {
        let open: Vec<&Said> =
            self.said.values().filter(|said| said.carriers.iter().any(|one| said.opened_in(one, reader))).collect();
        let revisions: Vec<&Said> = open
            .iter()
            .filter(|said| said.inner.header().name() == Some(*name) && said.terms().is_some())
            .copied()
            .collect();
        let head = *revisions.iter().max_by_key(|said| said.rank())?;
        let bid = head.terms()?;
        if head.inner.header().expires < reader.home.replica.day() || !head.is_for(reader) {
            return None;
        }
        // Carriers of those who never were on the list are not looked at.
        let lists: BTreeSet<Id> = revisions.iter().flat_map(|said| said.readers.iter().copied()).collect();
        let looked = |said: &Said| {
            let on_list = |one: &Carried| is_on(&one.record, &lists) && said.opened_in(one, reader);
            said.carriers.iter().any(on_list)
        };
        let about: Vec<&Said> = open
            .iter()
            .filter(|said| said.inner.header().subject == Some(*name) && said.terms().is_none() && looked(said))
            .copied()
            .collect();
        let takes_part = |said: &Said| is_on(&said.inner, &head.readers);
        let mut documents: BTreeMap<Id, Vec<&Said>> = BTreeMap::new();
        for share in about.iter().filter(|said| matches!(said.what, What::Share) && takes_part(said)) {
            documents.entry(share.inner.header().name()?).or_default().push(share);
        }
        let heads = documents.into_iter().filter_map(|(document, revisions)| {
            let head = *revisions.iter().max_by_key(|said| said.rank())?;
            (!head.withdrawn()).then_some((document, head))
        });
        let (shares, narrow): (BTreeMap<Id, &Said>, BTreeMap<Id, &Said>) =
            heads.partition(|(_, share)| head.all_are_told(bid, share));
        let terms = Terms { bid: head.inner.id(), shares: shares.values().map(|share| share.inner.id()).collect() };
        let assents: Vec<&Said> = about.iter().filter(|said| matches!(said.what, What::Assent)).copied().collect();
        let part: Vec<&Said> = assents.iter().filter(|said| takes_part(said)).copied().collect();
        let parts: Vec<&Said> = shares.values().copied().collect();
        let signed = self.signed(&terms, bid, &parts, &part);
        let opener = head.inner.header().person;
        let by_opener = |said: &&&Said| said.inner.header().person == opener;
        let sent = about.iter().filter(by_opener).filter_map(|submit| {
            let What::Submit(terms) = &submit.what else { return None };
            let of_bid = revisions.iter().find(|said| said.inner.id() == terms.bid)?;
            let part = |id: &Id| about.iter().find(|said| said.inner.id() == *id).copied();
            let parts: Vec<&Said> = terms.shares.iter().map(part).collect::<Option<_>>()?;
            let bid = of_bid.terms()?;
            let in_time = submit.inner.header().created <= bid.valid_until;
            let all = participants(&parts) == self.signed(terms, bid, &parts, &assents);
            let whole = all && drafts(bid, &parts);
            (in_time && whole).then(|| (submit.inner.id(), bid, endings(submit, opener, &about)))
        });
        let at = |id: &Id| self.said[id].inner.header().created;
        let sent = sent.max_by_key(|(id, _, endings)| (endings.contains(&Ending::Won), at(id), Reverse(*id)));
        let stage = match &sent {
            Some((_, sent, endings)) => stage_sent(head, sent, endings, now),
            None => {
                let missing = participants(&parts) != signed;
                let drafted = drafts(bid, &parts);
                match drafted {
                    _ if head.withdrawn() => Stage::Withdrawn,
                    _ if now > bid.valid_until => Stage::Lapsed,
                    _ if now > bid.closes && (missing || !drafted) => Stage::Lapsed,
                    false => Stage::Drafting,
                    true if missing => Stage::Waiting,
                    true => Stage::Ready,
                }
            }
        };
        Some(Screen {
            head: head.inner.id(),
            conflict: revisions.iter().filter(|said| said.number() == head.number()).count() > 1,
            shares: shares.iter().map(|(document, share)| (*document, share.inner.id())).collect(),
            narrow: narrow.into_keys().collect(),
            signed,
            sent: sent.map(|(id, ..)| id),
            stage,
        })
    }

    /// Who signed some terms, of those who have a share in them.
    fn signed(&self, terms: &Terms, bid: &Bid, parts: &[&Said], assents: &[&Said]) -> BTreeSet<Id> {
        if !drafts(bid, parts) {
            return BTreeSet::new();
        }
        let counts = |assent: &&&Said| {
            let header = assent.inner.header();
            let read = header.names.first().and_then(|draft| self.drafts.get(draft));
            read == Some(terms) && header.created <= bid.closes
        };
        let signed = assents.iter().filter(counts).map(|assent| assent.inner.header().person);
        let all = participants(parts);
        signed.filter(|person| all.contains(person)).collect()
    }
}

/// True where something follows from a bid and its shares: who invoices is among them, or their collective.
fn drafts(bid: &Bid, parts: &[&Said]) -> bool {
    parts.iter().any(|part| {
        let header = part.inner.header();
        header.person == bid.contractor || header.space.is_some_and(|space| space.charter == bid.contractor)
    })
}

fn participants(parts: &[&Said]) -> BTreeSet<Id> {
    parts.iter().map(|part| part.inner.header().person).collect()
}

/// How what was sent ended, as its opener says; what they said before and corrected counts no more.
fn endings(submit: &Said, opener: Id, about: &[&Said]) -> BTreeSet<Ending> {
    let own: Vec<(&Envelope, Ending)> = about
        .iter()
        .filter_map(|said| match said.what {
            What::Outcome(ending) => Some((&said.inner, ending)),
            _ => None,
        })
        .filter(|(outcome, _)| outcome.header().person == opener)
        .collect();
    let corrected =
        |id: &Id| own.iter().any(|(other, _)| other.header().names.iter().skip(1).any(|before| before == id));
    let standing = own.iter().filter(|(outcome, _)| !corrected(&outcome.id()));
    let of_this = standing.filter(|(outcome, _)| outcome.header().names.first() == Some(&submit.inner.id()));
    of_this.map(|(_, ending)| *ending).collect()
}

fn stage_sent(head: &Said, sent: &Bid, endings: &BTreeSet<Ending>, now: Moment) -> Stage {
    let all: Vec<Ending> = endings.iter().copied().collect();
    match all[..] {
        [] if head.withdrawn() => Stage::Withdrawn,
        [] if now > sent.valid_until => Stage::Lapsed,
        [] => Stage::Sent,
        [Ending::Won] => Stage::Won,
        [Ending::Lost] => Stage::Lost,
        [Ending::Lapsed] => Stage::Lapsed,
        _ => Stage::Contested,
    }
}

/// True where a list has the author of a record, or their collective.
fn is_on(record: &Envelope, list: &BTreeSet<Id>) -> bool {
    let header = record.header();
    list.contains(&header.person) || header.space.is_some_and(|space| list.contains(&space.charter))
}

fn counts(reader: &Machine, record: &Envelope) -> bool {
    reader.home.store.contains_key(&record.id()) && reader.home.standing(record.id()) == Some(Standing::Live)
}

impl Said {
    fn of(inner: &Envelope) -> Said {
        let known = "what was signed reads back";
        let (what, readers) = match &*inner.header().kind {
            "bid" => {
                let bid: Bid = body(inner, "bid").expect(known);
                let readers = bid.readers.clone();
                (What::Bid(Box::new(bid)), readers)
            }
            "share" => (What::Share, body::<Share>(inner, "share").expect(known).readers),
            "assent" => (What::Assent, body::<Assent>(inner, "assent").expect(known).readers),
            "bid-submit" => {
                let submit: BidSubmit = body(inner, "bid-submit").expect(known);
                let terms = Terms { bid: submit.bid, shares: submit.shares.iter().copied().collect() };
                (What::Submit(terms), submit.readers)
            }
            _ => {
                let outcome: BidOutcome = body(inner, "bid-outcome").expect(known);
                (What::Outcome(outcome.ending), outcome.readers)
            }
        };
        Said { inner: inner.clone(), what, readers: readers.iter().copied().collect(), carriers: Vec::new() }
    }

    fn terms(&self) -> Option<&Bid> {
        match &self.what {
            What::Bid(bid) => Some(bid),
            What::Share | What::Assent | What::Submit(_) | What::Outcome(_) => None,
        }
    }

    fn is_for(&self, machine: &Machine) -> bool {
        self.readers.contains(&machine.home.person) || self.readers.contains(&machine.home.charter)
    }

    fn number(&self) -> u16 {
        self.inner.header().document.as_ref().map_or(0, |revision| revision.number)
    }

    fn withdrawn(&self) -> bool {
        self.inner.header().document.as_ref().is_some_and(|revision| revision.withdrawn)
    }

    /// Of a document's revisions that of the highest rank counts.
    fn rank(&self) -> (u16, Reverse<Id>) {
        (self.number(), Reverse(self.inner.id()))
    }

    /// Of a bid: true where all of its readers were told a share: by name, or as one of a collective that was.
    fn all_are_told(&self, bid: &Bid, share: &Said) -> bool {
        let header = self.inner.header();
        let own = header.space.map(|space| (header.person, space.charter));
        let homes = bid.homes.as_deref().unwrap_or_default().iter().map(|home| (home.person, home.collective));
        let homes: Vec<(Id, Id)> = own.into_iter().chain(homes).collect();
        self.readers.iter().all(|reader| {
            let at_home = |(person, home): &(Id, Id)| person == reader && share.readers.contains(home);
            share.readers.contains(reader) || homes.iter().any(at_home)
        })
    }

    /// True where a home opens it in this carrier, and it counts there: the carrier does, and is its author's own, or
    /// says the same of it, is not older, and its author may still say it.
    fn opened_in(&self, carried: &Carried, reader: &Machine) -> bool {
        let (inner, outer) = (self.inner.header(), carried.record.header());
        let bound = (inner.space, inner.subject) == (outer.space, outer.subject);
        let own = (inner.key, inner.person) == (outer.key, outer.person);
        let listed = || inner.space.is_some_and(|space| reader.lists(&space.charter, &inner.key, &inner.person));
        let older = inner.created <= outer.created.after(10 * MINUTE_MS);
        let opens = carried.keys.contains(&reader.home.seal) && counts(reader, &carried.record);
        opens && bound && older && (own || listed())
    }
}

impl Screen {
    fn of(row: &BidRow, now: Moment) -> Screen {
        let counting = row.signatures.iter().filter(|signature| signature.void.is_none());
        Screen {
            head: row.head,
            conflict: row.conflict,
            shares: row.shares.iter().map(|share| (share.id, share.head)).collect(),
            narrow: row.narrow.iter().map(|share| share.id).collect(),
            signed: counting.map(|signature| signature.participant).collect(),
            sent: row.sent.as_ref().map(|sent| sent.id),
            stage: row.stage(now),
        }
    }
}
