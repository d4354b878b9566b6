//! Five people of three collectives around one bid. The age files are not opened here: what they would hold
//! is given, and passes the gate of what is sealed.

use protocol::bid::split::Basis;
use protocol::envelope::Envelope;
use protocol::fold::bid::{BidRow, fold};
use protocol::held::subject;
use protocol::id::Id;
use protocol::local::Version;
use protocol::money::Currency;
use protocol::record::assent::Assent;
use protocol::record::bid::Bid;
use protocol::record::bid_outcome::{BidOutcome, Ending};
use protocol::record::bid_submit::BidSubmit;
use protocol::record::sealed::{self as carrier, Sealed};
use protocol::record::share::Share;
use protocol::sealed::{self, Mismatch, Opened, Reader, pad};
use protocol::space::Side;
use protocol::text::{Line, Text};
use protocol::time::Day;
use protocol::wire::{self, Few};

use crate::home::Home;

pub const AMARA: usize = 0;
pub const BINH: usize = 1;
pub const CHIDI: usize = 2;
pub const DALIA: usize = 3;
pub const EMEKA: usize = 4;
/// Of the federation, and on no list.
pub const MALLORY: usize = 5;
pub const ALL: [usize; 5] = [AMARA, BINH, CHIDI, DALIA, EMEKA];
const NAMES: [&str; 6] = ["Amara", "Binh", "Chidi", "Dalia", "Emeka", "Mallory"];

/// What was said inside, with its carrier.
#[derive(Clone)]
pub struct Said {
    pub inner: Envelope,
    pub outer: Envelope,
}

pub struct Table {
    pub homes: Vec<Home>,
    pub said: Vec<Said>,
    pub lead: Id,
    pub bid: Id,
}

impl Table {
    /// Amara and Binh, Chidi and Dalia, Emeka, Mallory: four collectives of one federation, and a lead.
    pub fn laid() -> Table {
        let mut amara = Home::founder("Amara", "A");
        let mut chidi = Home::founder("Chidi", "C");
        let (mut binh, mut dalia) = (Home::new("Binh"), Home::new("Dalia"));
        let (invite, secret) = amara.invite_member(1, 1);
        binh.join(&mut amara, &invite, &secret);
        let (invite, secret) = chidi.invite_member(2, 1);
        dalia.join(&mut chidi, &invite, &secret);
        let federation = amara.found_federation();
        let (mut emeka, mut mallory) = (Home::founder("Emeka", "E"), Home::founder("Mallory", "M"));
        for (number, home) in [&mut chidi, &mut emeka, &mut mallory].into_iter().enumerate() {
            let (invite, secret) = amara.invite_collective(federation, 3 + number as u8);
            home.join_federation(&mut amara, federation, &invite, &secret);
        }
        for home in [&mut binh, &mut chidi, &mut emeka, &mut mallory] {
            home.meet(&mut amara);
        }
        dalia.meet(&mut chidi);
        let lead = subject(&amara.lead("Bookkeeper wanted", Side::Open));
        let homes = vec![amara, binh, chidi, dalia, emeka, mallory];
        Table { homes, said: Vec::new(), lead, bid: lead }
    }

    /// Amara opens a bid of 1,000.03 USD, by hours, for both collectives and Emeka.
    pub fn opened() -> Table {
        let mut table = Table::laid();
        let terms = table.terms();
        let bid = table.say(AMARA, "bid", table.lead, &[], (Version::New, None), wire::encode(&terms));
        table.bid = bid.header().name().expect("a document");
        table
    }

    /// The same with a share of each of the five.
    pub fn shared() -> Table {
        let mut table = Table::opened();
        ALL.into_iter().for_each(|who| drop(table.share(who, 600 + 7 * who as u32)));
        table
    }

    /// The same, signed by all.
    pub fn signed() -> Table {
        let mut table = Table::shared();
        ALL.into_iter().for_each(|who| drop(table.assent(who)));
        table
    }

    pub fn readers<const MAX: usize>(&self) -> Few<Id, MAX> {
        let mut readers = vec![self.homes[AMARA].charter, self.homes[CHIDI].charter, self.homes[EMEKA].person];
        readers.sort();
        Few::new(readers).expect("three readers")
    }

    pub fn terms(&self) -> Bid {
        let now = self.homes[AMARA].now;
        Bid {
            readers: self.readers(),
            title: Line::new("Books and desk for a café").expect("short"),
            price_minor: 100_003,
            currency: Currency::new("USD").expect("listed"),
            levy_points: 250,
            basis: Basis::Hours,
            rates: Few::default(),
            scope: Text::new("Weekly reconciliation; calls from 9 to 17.").expect("short"),
            beyond: None,
            payment_days: 14,
            contractor: self.homes[AMARA].charter,
            contact: Text::new("desk@example.org").ok(),
            template: None,
            bylaws: None,
            first: Day(20_787),
            last: Day(20_800),
            closes: now.after(3_600_000),
            valid_until: now.after(7_200_000),
            roles: Few::default(),
            salt: Id::of(b"chance"),
            need: None,
            working: None,
            cover: None,
            paying: None,
            house: None,
            homes: None,
        }
    }

    /// Signs something inside, and a carrier around it.
    pub fn say(
        &mut self,
        who: usize,
        kind: &str,
        about: Id,
        names: &[Id],
        (document, prior): (Version, Option<&Envelope>),
        body: Vec<u8>,
    ) -> Envelope {
        let home = &mut self.homes[who];
        let mut draft = home.draft(kind, Side::Open, body);
        (draft.subject, draft.document, draft.names) = (Some(about), document, names.to_vec());
        let inner = home.sign_inside(&draft, prior);
        let age = wire::decode::<Sealed>(&(carrier::KIND.example)()).expect("the example").age;
        let sealed = Sealed { purpose: Line::new(kind).expect("short"), age };
        let mut draft = home.draft("sealed", Side::Open, wire::encode(&sealed));
        draft.subject = Some(about);
        let outer = home.sign(&draft);
        self.said.push(Said { inner: inner.clone(), outer });
        inner
    }

    pub fn share(&mut self, who: usize, minutes: u32) -> Envelope {
        let body = self.share_body(who, minutes);
        self.say(who, "share", self.bid, &[], (Version::New, None), body)
    }

    pub fn revise_share(&mut self, prior: &Envelope, who: usize, minutes: u32) -> Envelope {
        let body = self.share_body(who, minutes);
        let name = prior.header().name().expect("a document");
        self.say(who, "share", self.bid, &[], (Version::Next(name), Some(prior)), body)
    }

    pub fn share_body(&self, who: usize, minutes: u32) -> Vec<u8> {
        wire::encode(&Share {
            readers: self.readers(),
            role: Line::new("bookkeeping").expect("short"),
            minutes,
            minor: None,
            currency: None,
            points: None,
            name: Line::new(NAMES[who]).expect("short"),
            despite: Few::default(),
            why: None,
        })
    }

    /// Assents to the draft as it stands.
    pub fn assent(&mut self, who: usize) -> Envelope {
        let draft = self.row().draft.expect("a draft").id;
        self.assent_to(who, draft)
    }

    pub fn assent_to(&mut self, who: usize, draft: Id) -> Envelope {
        let body = wire::encode(&Assent { readers: self.readers(), availability: None });
        let head = self.homes[who].collective().head;
        self.say(who, "assent", self.bid, &[draft, head], (Version::Binding, None), body)
    }

    /// Says that the draft as it stands was sent.
    pub fn submit(&mut self, who: usize) -> Envelope {
        let row = self.row();
        let mut shares: Vec<Id> = row.shares.iter().map(|share| share.head).collect();
        shares.sort();
        let shares = Few::new(shares).expect("few");
        let body = wire::encode(&BidSubmit { readers: self.readers(), bid: row.head, shares, channel: None });
        let draft = row.draft.expect("a draft").id;
        self.say(who, "bid-submit", self.bid, &[draft], (Version::Binding, None), body)
    }

    pub fn outcome(&mut self, who: usize, names: &[Id], ending: Ending) -> Envelope {
        let body = wire::encode(&BidOutcome { readers: self.readers(), ending, reply: None, note: None });
        self.say(who, "bid-outcome", self.bid, names, (Version::Binding, None), body)
    }

    pub fn open(&self, reader: usize, said: &Said) -> Result<Opened, Mismatch> {
        sealed::open(&said.outer, &pad(&said.inner).expect("small"), self.homes[reader].replica.roster())
    }

    /// What somebody sees of the bid, of what was said in this order.
    pub fn seen(&self, reader: usize, said: &[Said]) -> Option<BidRow> {
        let opened: Vec<Opened> = said.iter().map(|said| self.open(reader, said).expect("bound")).collect();
        let home = &self.homes[reader];
        fold(self.bid, &Reader { person: home.person, collective: home.charter }, &opened, home.now.day())
    }

    /// What Amara sees of all that was said.
    pub fn row(&self) -> BidRow {
        self.seen(AMARA, &self.said).expect("a bid")
    }
}
