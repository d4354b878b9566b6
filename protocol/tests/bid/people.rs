//! Bids and shares as their authors sign them, without their carriers.

use protocol::author::{self, Author, Given};
use protocol::bid::split::{Ask, Basis};
use protocol::envelope::Envelope;
use protocol::id::Id;
use protocol::keys::Secret;
use protocol::local::{Draft, Version};
use protocol::money::Currency;
use protocol::record::bid::{self, Bid};
use protocol::record::share::{self, Share};
use protocol::space::Side;
use protocol::text::{Line, Text};
use protocol::time::{Day, Moment};
use protocol::wire::{self, Blob, Few};

pub const NOON: Moment = Moment(1_795_348_800_000);

pub fn person(name: &str) -> Id {
    Id::of(name.as_bytes())
}

pub fn usd() -> Currency {
    Currency::new("USD").expect("listed")
}

/// 1,000.00 USD with a levy of 5 %, by hours, who invoices is Amara.
pub fn terms() -> Bid {
    Bid {
        readers: Few::new(vec![Id::of(b"charter")]).expect("one"),
        title: Line::new("Books for a café").expect("short"),
        price_minor: 100_000,
        currency: usd(),
        levy_points: 500,
        basis: Basis::Hours,
        rates: Few::default(),
        scope: Text::new("Weekly reconciliation.").expect("short"),
        beyond: None,
        payment_days: 14,
        contractor: person("Amara"),
        contact: Text::new("desk@example.org").ok(),
        template: None,
        bylaws: None,
        first: Day(20_787),
        last: Day(20_800),
        closes: NOON.after(1_000_000),
        valid_until: NOON.after(2_000_000),
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

fn sign(kind: &str, name: &str, nonce: u8, subject: Id, body: Vec<u8>) -> Envelope {
    let draft = Draft {
        kind: kind.to_string(),
        side: Side::Open,
        audience: None,
        subject: Some(subject),
        names: Vec::new(),
        document: Version::New,
        body: Blob(body),
    };
    let author = Author { person: person(name), collective: Id::of(b"charter") };
    let given = Given { now: NOON, nonce: [nonce; 16], ticket: None, number: None };
    let secret = Secret::from_seed(person(name).as_bytes());
    author::sign(&draft, &author, None, None, &given, &secret).expect("a sound draft")
}

pub fn bid(terms: &Bid) -> Envelope {
    sign(bid::KIND.name, "Amara", 1, Id::of(b"lead"), wire::encode(terms))
}

/// A share; its nonce tells several of one person apart.
pub fn share(name: &str, nonce: u8, minutes: u32, ask: Ask) -> Envelope {
    let (minor, currency, points) = match ask {
        Ask::Divided => (None, None, None),
        Ask::Fixed(amount) => (Some(amount.minor), Some(amount.currency), None),
        Ask::Points(points) => (None, None, Some(points)),
    };
    let share = Share {
        readers: Few::new(vec![Id::of(b"charter")]).expect("one"),
        role: Line::new("bookkeeping").expect("short"),
        minutes,
        minor,
        currency,
        points,
        name: Line::new(name).expect("short"),
        despite: Few::default(),
        why: None,
    };
    sign(share::KIND.name, name, nonce, Id::of(b"bid"), wire::encode(&share))
}
