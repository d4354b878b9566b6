//! A home of the tests: keys from a name, a clock that is set by hand, a replica and the bytes that
//! it wants stored. It goes through the same gate as a real one and parks what a real one parks.

use std::collections::BTreeMap;
use std::sync::Arc;

use curve25519_dalek::montgomery::MontgomeryPoint;
use protocol::admit::Refusal;
use protocol::author::{self, Author, Given};
use protocol::envelope::Envelope;
use protocol::fold::{self, RowKey};
use protocol::founding::{self, Door, Hands};
use protocol::held::{Standing, subject};
use protocol::id::Id;
use protocol::invite_line::OneTime;
use protocol::keys::{Key, Secret};
use protocol::local::{Draft, Role, Version};
use protocol::record::Fold;
use protocol::record::comment::Comment;
use protocol::record::lead::Lead;
use protocol::record::terms::Terms;
use protocol::replica::{self, Replica};
use protocol::roster::{Collective, Federation};
use protocol::space::{Scope, Side, Space};
use protocol::text::{Line, Text};
use protocol::time::{DAY_MS, Day, HOUR_MS, Moment};
use protocol::wire::{self, Blob};

/// 2026-11-22, a Sunday, at noon: the clock of every home at the start.
pub const NOON: Moment = Moment(20_779 * DAY_MS + 12 * HOUR_MS);

pub struct Home {
    pub root: Secret,
    pub device: Secret,
    pub node: Secret,
    pub seal: Key,
    pub person: Id,
    /// The collective in whose spaces this person writes.
    pub charter: Id,
    pub now: Moment,
    pub replica: Replica,
    pub store: BTreeMap<Id, Envelope>,
    pub rows: BTreeMap<RowKey, Vec<u8>>,
    pub ticket: u16,
    /// How many numbers were taken: another computer of the same person counts from elsewhere.
    pub nonces: u32,
}

fn seed(name: &str, use_of: &str) -> [u8; 32] {
    *Id::of(format!("{name}'s {use_of}").as_bytes()).as_bytes()
}

/// What opens what is sealed to a device.
pub fn unsealing(device: &Secret) -> [u8; 32] {
    *Id::labelled("seal", &[&device.seed()]).as_bytes()
}

impl Home {
    pub fn new(name: &str) -> Home {
        let root = Secret::from_seed(&seed(name, "root"));
        let person = root.key().person();
        let device = Secret::from_seed(&seed(name, "device"));
        Home {
            seal: Key::from_bytes(MontgomeryPoint::mul_base_clamped(unsealing(&device)).to_bytes()),
            device,
            node: Secret::from_seed(&seed(name, "node")),
            person,
            root,
            charter: person,
            now: NOON,
            replica: Replica::new(Some(person), NOON.day()),
            store: BTreeMap::new(),
            rows: BTreeMap::new(),
            ticket: 0,
            nonces: 0,
        }
    }

    /// A home whose person has founded a collective of this name.
    pub fn founder(name: &str, collective: &str) -> Home {
        let mut home = Home::new(name);
        let (charter, records) =
            founding::collective(&home.root, &home.hands(), &terms(collective), home.now).expect("short terms");
        home.charter = charter;
        home.replica.await_charter(Some(charter));
        home.hear_all(records.iter());
        home.replica.await_charter(None);
        home
    }

    pub fn hands(&self) -> Hands<'_> {
        Hands { device: &self.device, seal: self.seal, node: &self.node, person: self.person }
    }

    /// One second passes, so that what one person writes has an order.
    pub fn tick(&mut self) -> Moment {
        self.now = self.now.after(1_000);
        self.now
    }

    /// Takes bytes in like a real home: what is not known yet is parked and tried again.
    pub fn hear_bytes(&mut self, bytes: Arc<[u8]>) -> Result<bool, Refusal> {
        let admitted = match self.replica.admit(bytes.clone(), self.now) {
            Ok(Some(admitted)) => admitted,
            Ok(None) => return Ok(false),
            Err(refusal) => {
                if refusal.may_pass_later() {
                    self.replica.park(bytes);
                }
                return Err(refusal);
            }
        };
        let absorbed = self.replica.absorb(vec![admitted]);
        self.apply(absorbed);
        Ok(true)
    }

    pub fn apply(&mut self, absorbed: replica::Absorbed) {
        self.store.extend(absorbed.records.into_iter().map(|record| (record.id(), record)));
        for id in &absorbed.dropped {
            self.store.remove(id).expect("only what was stored is dropped");
        }
        for id in &absorbed.to_blank {
            let bare = self.store[id].bare();
            self.store.insert(*id, bare);
        }
        self.replica.note_blanked(&absorbed.to_blank);
        for (key, ids) in absorbed.refolds {
            let records: Vec<Envelope> = ids.iter().map(|id| self.readable(id)).collect();
            match fold::row(&key, &records) {
                Some(row) => self.rows.insert(key, row),
                None => self.rows.remove(&key),
            };
        }
        for bytes in absorbed.again {
            // Whatever is still unknown is parked once more; every other refusal is final.
            if let Err(refusal) = self.hear_bytes(bytes) {
                assert!(refusal.fault().is_none(), "parked bytes became wrong: {refusal}");
            }
        }
    }

    pub fn hear(&mut self, record: &Envelope) -> Result<bool, Refusal> {
        self.hear_bytes(record.bytes().clone())
    }

    /// Takes in what may come in; the rest waits or is refused.
    pub fn hear_all<'a>(&mut self, records: impl IntoIterator<Item = &'a Envelope>) {
        for record in records {
            match self.hear(record) {
                Ok(_) => {}
                Err(refusal) => assert!(refusal.fault().is_none(), "{}: {refusal}", &*record.header().kind),
            }
        }
    }

    /// Everything that both read in common goes both ways, authority first, until nothing is new.
    pub fn meet(&mut self, other: &mut Home) {
        for _ in 0..4 {
            let mine = self.replica.roster().scopes_of(self.charter);
            let theirs = other.replica.roster().scopes_of(other.charter);
            for scope in mine.iter().filter(|scope| theirs.contains(scope)) {
                other.hear_all(&self.shown(scope));
                self.hear_all(&other.shown(scope));
            }
        }
    }

    /// What this home would give to another that reads the scope.
    pub fn shown(&self, scope: &Scope) -> Vec<Envelope> {
        let (law, content) = self.replica.view(scope, self.now.day());
        law.iter().chain(&content).map(|id| self.store[id].clone()).collect()
    }

    /// One digest a scope, as another home would compute it.
    pub fn digest(&self, scope: &Scope) -> Id {
        let day = self.now.day();
        let rows = self.replica.rows_in(scope, day).into_iter().filter_map(|(key, ids)| {
            let records: Vec<Envelope> = ids.iter().map(|id| self.readable(id)).collect();
            Some((key, fold::row(&key, &records)?))
        });
        replica::digest(&self.replica.view(scope, day), &rows.collect())
    }

    /// A record as rows are folded from it.
    pub fn readable(&self, id: &Id) -> Envelope {
        let erased = self.replica.held().get(id).is_some_and(|facts| facts.is_erased());
        if erased { self.store[id].bare() } else { self.store[id].clone() }
    }

    pub fn federations(&self) -> Vec<Scope> {
        let scopes = self.replica.roster().scopes_of(self.charter);
        scopes.into_iter().filter(|scope| matches!(scope, Scope::Federation(_))).collect()
    }

    pub fn collective(&self) -> &Collective {
        self.replica.roster().collective(&self.charter).expect("the own collective")
    }

    pub fn role_of(&self, person: Id) -> Option<Role> {
        self.collective().people.get(&person).map(|belonging| belonging.role)
    }

    pub fn standing(&self, id: Id) -> Option<Standing> {
        self.replica.held().get(&id).map(|facts| facts.standing())
    }

    pub fn row<T: serde::de::DeserializeOwned>(&self, fold: Fold, subject: Id) -> Option<T> {
        let row = self.rows.get(&RowKey { fold, subject })?;
        Some(wire::lenient(row).expect("own rows read back"))
    }

    // ---- authority

    /// Says something that was signed here, and takes it in.
    pub fn say(&mut self, record: Envelope) -> Envelope {
        let taken = self.hear(&record);
        assert_eq!(taken, Ok(true), "{}", &*record.header().kind);
        record
    }

    pub fn state<T: serde::Serialize>(&mut self, kind: &str, charter: Id, body: &T, names: Vec<Id>) -> Envelope {
        let now = self.tick();
        founding::statement(kind, charter, self.person, body, names, now, &self.device).expect("a sound statement")
    }

    /// Makes an invite to a person; the secret is derived from a number.
    pub fn invite_member(&mut self, number: u8, uses: u32) -> (Envelope, OneTime) {
        let secret = OneTime([number; 16]);
        let invite = self.sign_invite(&secret, uses);
        (self.say(invite), secret)
    }

    /// Signs an invite, and does not take it in.
    pub fn sign_invite(&mut self, secret: &OneTime, uses: u32) -> Envelope {
        let now = self.tick();
        let door = Door::Member(self.charter, self.collective().head);
        let key = secret.signer().key();
        founding::invite(door, key, uses, now.day().plus(7), &self.hands(), now).expect("a sound invite")
    }

    pub fn invite_collective(&mut self, federation: Id, number: u8) -> (Envelope, OneTime) {
        let now = self.tick();
        let secret = OneTime([number; 16]);
        let key = secret.signer().key();
        let door = Door::Collective(federation, self.federation(federation).head);
        let invite = founding::invite(door, key, 1, now.day().plus(7), &self.hands(), now).expect("a sound invite");
        (self.say(invite), secret)
    }

    pub fn found_federation(&mut self) -> Id {
        let now = self.tick();
        let founding = founding::federation(self.collective(), &self.hands(), now).expect("small");
        self.say(founding).id()
    }

    pub fn federation(&self, id: Id) -> &Federation {
        self.replica.roster().federation(&id).expect("a federation")
    }

    /// The records with which this person joins: person, device, join.
    pub fn join_records(&mut self, charter: Id, invite: Id, secret: &OneTime) -> Vec<Envelope> {
        let now = self.tick();
        let [person, device] = founding::credentials(&self.root, &self.hands(), charter, now).expect("small");
        let join = founding::join_member(charter, invite, &secret.signer(), &self.hands(), now).expect("small");
        vec![person, device, join]
    }

    /// Joins the collective of the host, which holds the invite.
    pub fn join(&mut self, host: &mut Home, invite: &Envelope, secret: &OneTime) -> Vec<Envelope> {
        let records = self.join_records(host.charter, invite.id(), secret);
        host.hear_all(&records);
        self.charter = host.charter;
        self.replica.await_charter(Some(host.charter));
        self.hear_all(host.replica.law().values().collect::<Vec<_>>());
        self.hear_all(&records);
        self.meet(host);
        records
    }

    /// The own collective joins the federation of the host by an invite.
    pub fn join_federation(&mut self, host: &mut Home, federation: Id, invite: &Envelope, secret: &OneTime) {
        let now = self.tick();
        let join =
            founding::join_collective(federation, invite.id(), &secret.signer(), self.collective(), &self.hands(), now)
                .expect("small");
        host.hear_all([&join]);
        host.hear_all(self.shown(&Scope::Inner(self.charter)).iter().filter(|record| is_law(record)));
        self.replica.await_charter(Some(federation));
        self.hear_all(host.replica.law().values().collect::<Vec<_>>());
        self.hear_all([&join]);
        self.meet(host);
    }

    /// The own collective goes out of a federation.
    pub fn leave(&mut self, federation: Id) -> Envelope {
        let now = self.tick();
        let ended = self.replica.roster().ended_by_leave(&self.charter, &federation);
        let leave = founding::leave(self.federation(federation), self.charter, ended, &self.hands(), now);
        self.say(leave.expect("not too much"))
    }

    // ---- content

    pub fn draft(&self, kind: &str, side: Side, body: Vec<u8>) -> Draft {
        Draft {
            kind: kind.to_string(),
            side,
            audience: None,
            subject: None,
            names: Vec::new(),
            document: Version::New,
            body: Blob(body),
        }
    }

    /// Signs a draft with the next ticket, and does not take it in.
    pub fn sign(&mut self, draft: &Draft) -> Envelope {
        let ticket = self.ticket;
        self.ticket += 1;
        self.sign_with(draft, ticket)
    }

    pub fn sign_with(&mut self, draft: &Draft, ticket: u16) -> Envelope {
        let prior = match draft.document {
            Version::Next(name) | Version::Withdraw(name) => self.head(name),
            Version::Binding | Version::New => None,
        };
        self.sign_behind(draft, prior.as_ref(), Some(ticket))
    }

    /// Signs what will stand inside a carrier, which pays the ticket.
    ///
    /// - `prior`: the last revision of its document, where there is one.
    pub fn sign_inside(&mut self, draft: &Draft, prior: Option<&Envelope>) -> Envelope {
        self.sign_behind(draft, prior, None)
    }

    fn sign_behind(&mut self, draft: &Draft, prior: Option<&Envelope>, ticket: Option<u16>) -> Envelope {
        self.nonces += 1;
        let mut nonce = [0; 16];
        nonce[..4].copy_from_slice(&self.nonces.to_be_bytes());
        nonce[4..].copy_from_slice(&self.person.as_bytes()[..12]);
        let given = Given { now: self.tick(), nonce, ticket, number: None };
        let author = Author { person: self.person, collective: self.charter };
        author::sign(draft, &author, None, prior, &given, &self.device).expect("a sound draft")
    }

    fn head(&self, name: Id) -> Option<Envelope> {
        let number = |record: &&Envelope| record.header().document.as_ref().map(|revision| revision.number);
        self.store.values().filter(|record| record.header().name() == Some(name)).max_by_key(number).cloned()
    }

    /// Signs a draft and takes it in.
    pub fn write(&mut self, draft: &Draft) -> Envelope {
        let record = self.sign(draft);
        self.say(record)
    }

    pub fn lead(&mut self, title: &str, side: Side) -> Envelope {
        let draft = self.draft("lead", side, lead_body(title));
        self.write(&draft)
    }

    pub fn revise(&mut self, record: &Envelope, title: &str) -> Envelope {
        let side = record.header().space.expect("content").side;
        let mut draft = self.draft("lead", side, lead_body(title));
        draft.document = Version::Next(subject(record));
        self.write(&draft)
    }

    pub fn comment(&mut self, about: Id, words: &str, side: Side) -> Envelope {
        let mut draft = self.draft("comment", side, comment_body(words));
        draft.subject = Some(about);
        self.write(&draft)
    }

    /// A binding record about a pledge, or the pledge itself.
    pub fn bind<T: serde::Serialize>(&mut self, kind: &str, about: Option<Id>, named: &[Id], body: &T) -> Envelope {
        let draft = self.binding(kind, about, named, body);
        self.write(&draft)
    }

    pub fn binding<T: serde::Serialize>(&self, kind: &str, about: Option<Id>, named: &[Id], body: &T) -> Draft {
        let mut draft = self.draft(kind, Side::Open, wire::encode(body));
        draft.document = Version::Binding;
        draft.subject = about;
        draft.names = about.into_iter().chain(named.iter().copied()).collect();
        draft
    }
}

pub fn is_law(record: &Envelope) -> bool {
    record.header().space.is_none_or(|Space { side, .. }| side == Side::Law)
}

pub fn terms(name: &str) -> Terms {
    Terms::named(Line::new(name).expect("short"))
}

pub fn lead_body(title: &str) -> Vec<u8> {
    wire::encode(&Lead::titled(Line::new(title).expect("a short title")))
}

pub fn comment_body(words: &str) -> Vec<u8> {
    wire::encode(&Comment { text: Text::new(words).expect("short") })
}

/// A day later than the first one.
pub fn days_on(days: u32) -> Day {
    NOON.day().plus(days)
}
