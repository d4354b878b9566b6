//! A lead of Amara's and what others say about it.

use protocol::author::{self, Author, Given};
use protocol::envelope::Envelope;
use protocol::fold::lead::{LeadRow, fold};
use protocol::id::Id;
use protocol::keys::Secret;
use protocol::local::{Draft, Version};
use protocol::record::claim::Claim;
use protocol::record::claim_award::ClaimAward;
use protocol::record::claim_release::ClaimRelease;
use protocol::record::lead::Lead;
use protocol::space::Side;
use protocol::text::Line;
use protocol::time::{DAY_MS, Moment};
use protocol::wire::{self, Blob, Few};

pub const NOON: Moment = Moment(1_795_348_800_000);

pub fn person(name: &str) -> Id {
    Id::of(name.as_bytes())
}

pub fn days(count: u64) -> Moment {
    NOON.after(count * DAY_MS)
}

/// Records by several people about one lead.
pub struct Table {
    pub lead: Id,
    pub records: Vec<Envelope>,
    ticket: u16,
}

impl Table {
    /// Amara posts a lead; leads of different numbers are different leads.
    pub fn posted(number: u8) -> Table {
        let title = Line::new("Bookkeeper wanted").expect("short");
        let mut table = Table { lead: person("no lead yet"), records: Vec::new(), ticket: u16::from(number) << 8 };
        let body = wire::encode(&Lead::titled(title));
        let lead = table.sign("Amara", "lead", None, &[], body, NOON);
        table.lead = lead.header().name().expect("a document");
        table
    }

    fn sign(
        &mut self,
        name: &str,
        kind: &str,
        subject: Option<Id>,
        names: &[Id],
        body: Vec<u8>,
        at: Moment,
    ) -> Envelope {
        self.ticket += 1;
        let [high, low] = self.ticket.to_be_bytes();
        let mut nonce = [high; 16];
        nonce[15] = low;
        let draft = Draft {
            kind: kind.to_string(),
            side: Side::Open,
            audience: None,
            subject,
            names: names.to_vec(),
            document: if subject.is_some() { Version::Binding } else { Version::New },
            body: Blob(body),
        };
        let author = Author { person: person(name), collective: Id::of(b"charter") };
        let given = Given { now: at, nonce, ticket: Some(self.ticket), number: None };
        let secret = Secret::from_seed(person(name).as_bytes());
        let record = author::sign(&draft, &author, None, None, &given, &secret).expect("a sound draft");
        self.records.push(record.clone());
        record
    }

    /// Somebody would take it.
    pub fn claim(&mut self, name: &str, at: Moment) -> Id {
        let claim = Claim { team: false, message: None, despite: Few::default(), why: None };
        self.say(name, "claim", &[], wire::encode(&claim), at)
    }

    /// Somebody says that it is a claim's turn.
    pub fn award(&mut self, name: &str, claim: Id, at: Moment, until: Moment) -> Id {
        let award = ClaimAward { until, rank: Few::default(), note: None };
        self.say(name, "claim-award", &[claim], wire::encode(&award), at)
    }

    /// Somebody gives something back.
    pub fn release(&mut self, name: &str, what: Id, at: Moment) -> Id {
        self.say(name, "claim-release", &[what], wire::encode(&ClaimRelease { note: None }), at)
    }

    fn say(&mut self, name: &str, kind: &str, names: &[Id], body: Vec<u8>, at: Moment) -> Id {
        self.sign(name, kind, Some(self.lead), names, body, at).id()
    }

    /// What people see of it.
    pub fn row(&self) -> LeadRow {
        fold(self.lead, &self.records).expect("a lead")
    }
}
