//! Leads and members of the tests.

use protocol::fold::availability::{AvailabilityRow, FreeRow};
use protocol::fold::marker::Marked;
use protocol::id::Id;
use protocol::matching::asked::{Asked, Wishes};
use protocol::matching::candidate::{Candidate, Known};
use protocol::money::Currency;
use protocol::record::availability::{Availability, Least, Offer};
use protocol::record::lead::{self, Lead};
use protocol::record::marker::{self, Marker};
use protocol::record::profile::{self, Profile};
use protocol::schedule::grid::{Grid, Slots};
use protocol::space::{Side, Space};
use protocol::text::Line;
use protocol::time::{Day, Moment};
use protocol::vocabulary::Vocabulary;
use protocol::wire::{self, Few};

/// 2026-11-22, a Sunday, at noon.
pub const NOON: Moment = Moment(1_795_348_800_000);

pub fn few<T: std::fmt::Debug, const MAX: usize>(items: Vec<T>) -> Few<T, MAX> {
    Few::new(items).expect("few")
}

pub fn line<const MAX: usize>(text: &str) -> Line<MAX> {
    Line::new(text).expect("a short line")
}

pub fn usd() -> Currency {
    Currency::new("USD").expect("listed")
}

/// A bookkeeper with Xero for a café in Melbourne: 9.00 to 12.00 USD an hour, 15 hours a week.
pub fn lead() -> Lead {
    let lead: Lead = wire::decode(&(lead::KIND.example)()).expect("the example");
    Lead {
        skills: few(vec![line("bookkeeping"), line("Xero")]),
        starts: Some(Moment(NOON.0 + 3 * 86_400_000)),
        roles: Few::default(),
        hours: None,
        ..lead
    }
}

pub fn offer(role: &str, active: bool, floor_minor: Option<u64>) -> Offer {
    let floors = floor_minor.map(|minor| Least { currency: usd(), minor });
    Offer { role: line(role), active, floors: few(floors.into_iter().collect()) }
}

/// Binh: in Manila from nine to five, bookkeeping from 7.00 USD, two days of notice, 30 hours a week.
pub fn week() -> Availability {
    Availability {
        zone: line("Asia/Manila"),
        week: Grid::weekdays(Slots::between(18, 34)),
        exceptions: Few::default(),
        quiet: None,
        notice_minutes: Some(2_880),
        cap_minutes: Some(1_800),
        remote: true,
        area: Few::default(),
        roles: few(vec![offer("bookkeeping", true, Some(700))]),
    }
}

pub fn face() -> Profile {
    let profile: Profile = wire::decode(&(profile::KIND.example)()).expect("the example");
    let skill = |name| profile::Skill { name: line(name), level: None, since: None };
    Profile { skills: few(vec![skill("Xero"), skill("Excel")]), languages: few(vec![line("en-GB")]), ..profile }
}

pub fn row(free: Availability) -> AvailabilityRow {
    let space = Space { side: Side::Inner, charter: Id::of(b"charter") };
    let (person, document, head) = (Id::of(b"Binh"), Id::of(b"week"), Id::of(b"revision"));
    FreeRow { person, document, head, space, revised: NOON, free }
}

pub fn marked(issuer: &str, change: impl FnOnce(&mut Marker, &mut Marked)) -> Marked {
    let mut marker: Marker = wire::decode(&(marker::KIND.example)()).expect("the example");
    let mut marked = Marked {
        id: Id::of(b"marker"),
        head: Id::of(b"marker revision"),
        person: Id::of(b"Binh"),
        issuer: Id::of(issuer.as_bytes()),
        space: Space { side: Side::Open, charter: Id::of(b"charter") },
        revised: NOON,
        expires: Day(21_500),
        revoked: false,
        hidden: false,
        marker: None,
    };
    change(&mut marker, &mut marked);
    marked.marker = Some(marker);
    marked
}

/// Binh as far as the rows say.
pub fn binh(week: Availability, change: impl FnOnce(&mut Known<'_>)) -> Candidate {
    let (profile, row) = (face(), row(week));
    let mut known = Known { profile: Some(&profile), availability: Some(&row), ..Known::default() };
    change(&mut known);
    Candidate::of(Id::of(b"Binh"), &known, Vocabulary::embedded())
}

pub fn ask(lead: &Lead, wishes: &Wishes) -> Asked {
    Asked::of(Id::of(b"lead"), lead, wishes, Vocabulary::embedded(), NOON)
}
