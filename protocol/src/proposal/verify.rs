//! Owns the check of a proposal, step by step, each with a name that a person can be told. It reads the bytes
//! and nothing else: no store, no clock, no network. Who belongs is folded by the same law as everywhere.
//!
//! What it cannot know: whether a collective of this id is the one that the client has in mind. Whoever wants
//! to be sure compares the collective's id by another way, and calls.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::{BYTES_MAX, Proposal};
use crate::admit::examine_record;
use crate::bid::draft::{Draft, DraftLine};
use crate::bid::hidden::{Opening, Pay, Sums, What};
use crate::bid::split::{LINES_MAX, WHOLE_POINTS};
use crate::envelope::Envelope;
use crate::fold::body;
use crate::id::Id;
use crate::local::Role;
use crate::money::MINOR_MAX;
use crate::record::assent;
use crate::record::charter::Charter;
use crate::record::{self, Class};
use crate::roster::{Listing, Roster};
use crate::text::{Line, Text};
use crate::time::Moment;
use crate::wire::{self, Blob};

/// 256 rounds: in each at least one record is heard that an earlier one made known.
const ROUNDS_MAX: usize = 256;

/// What a check found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Everybody named in it signed exactly this.
    Valid(Box<Verified>),
    /// It is not what they signed, or they did not.
    Invalid(Failing),
}

/// The first check that failed. They are made in this order; assents one by one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Failing {
    /// The bytes are no proposal: cut, changed or too long.
    Shape,
    /// The draft inside is none.
    Draft,
    /// A value is shown that the draft does not hold.
    Shown,
    /// The shares and the levy that are shown are not the price.
    Sums,
    /// An authority record is damaged, or its signature is not good.
    Authority,
    /// A collective that is claimed is not proven to exist.
    Collective,
    /// An assent is damaged, or is to another draft.
    Assent,
    /// A signature of an assent is not good.
    Signature,
    /// A signer's key is not one of their collective's.
    Signer,
    /// A charter under which somebody signed is none of their collective's.
    Charter,
    /// A signer had been let pause.
    Paused,
    /// A signature came after the closing time.
    Late,
    /// Somebody is named and did not sign.
    Unsigned,
    /// Somebody signed who is not named, or twice.
    Stranger,
}

impl Failing {
    /// One word for people and programs.
    pub const fn word(self) -> &'static str {
        match self {
            Failing::Shape => "shape",
            Failing::Draft => "draft",
            Failing::Shown => "shown",
            Failing::Sums => "sums",
            Failing::Authority => "authority",
            Failing::Collective => "collective",
            Failing::Assent => "assent",
            Failing::Signature => "signature",
            Failing::Signer => "signer",
            Failing::Charter => "charter",
            Failing::Paused => "paused",
            Failing::Late => "late",
            Failing::Unsigned => "unsigned",
            Failing::Stranger => "stranger",
        }
    }
}

/// A proposal that holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verified {
    /// The id that everybody signed.
    pub id: Id,
    /// The draft; whether it is still valid on a day, `valid_until` says.
    pub draft: Draft,
    /// Whom the client writes to, where that is shown.
    pub contact: Option<String>,
    /// The levy and the remainder, where they are shown.
    pub sums: Option<Sums>,
    /// Of each line, in the order of the draft's: what it pays, where that is shown.
    pub pays: Vec<Option<Pay>>,
    /// Of each line: the name, where that is shown.
    pub names: Vec<Option<String>>,
    /// Who signed, and when by their clock; by person.
    pub signed: BTreeMap<Id, Moment>,
}

/// Checks a proposal.
pub fn verify(bytes: &[u8]) -> Verdict {
    match checked(bytes) {
        Ok(verified) => Verdict::Valid(Box::new(verified)),
        Err(failing) => Verdict::Invalid(failing),
    }
}

fn checked(bytes: &[u8]) -> Result<Verified, Failing> {
    if bytes.len() > BYTES_MAX {
        return Err(Failing::Shape);
    }
    let proposal: Proposal = wire::decode(bytes).map_err(|_| Failing::Shape)?;
    let draft: Draft = wire::decode(&proposal.draft.0).map_err(|_| Failing::Draft)?;
    if !is_sound(&draft) {
        return Err(Failing::Draft);
    }
    let mut verified = shown(draft, &proposal.openings)?;
    check_sums(&verified)?;
    let claimed: BTreeSet<Id> = verified.draft.lines.iter().map(|line| line.charter).collect();
    let authority = read(&proposal.authority, Failing::Authority)?;
    let roster = law(&authority, &claimed)?;
    if claimed.iter().any(|charter| roster.collective(charter).is_none()) {
        return Err(Failing::Collective);
    }
    for assent in read(&proposal.assents, Failing::Assent)? {
        let line = check_assent(&assent, &verified)?;
        check_signer(&assent, line, &roster, &authority)?;
        if assent.header().created > verified.draft.closes {
            return Err(Failing::Late);
        }
        let header = assent.header();
        if verified.signed.insert(header.person, header.created).is_some() {
            return Err(Failing::Stranger);
        }
    }
    let signed: BTreeSet<Id> = verified.signed.keys().copied().collect();
    if signed != verified.draft.participants() {
        return Err(Failing::Unsigned);
    }
    Ok(verified)
}

fn is_sound(draft: &Draft) -> bool {
    (1..=LINES_MAX).contains(&draft.lines.len())
        && (1..=MINOR_MAX).contains(&draft.price_minor)
        && draft.first <= draft.last
        && draft.closes <= draft.valid_until
        && draft.lines.iter().any(|line| [line.participant, line.charter].contains(&draft.contractor))
        && draft.lines.is_sorted_by(|a, b| (a.participant, &a.role) <= (b.participant, &b.role))
}

/// Takes in what is shown: each value once, in order, and only what the draft holds.
fn shown(draft: Draft, openings: &[Opening]) -> Result<Verified, Failing> {
    let ordered = openings.is_sorted_by(|a, b| a.slot() < b.slot());
    if !ordered || !openings.iter().all(|opening| opening.fits(&draft)) {
        return Err(Failing::Shown);
    }
    let lines = draft.lines.len();
    let mut verified = Verified {
        id: draft.id(),
        draft,
        contact: None,
        sums: None,
        pays: vec![None; lines],
        names: vec![None; lines],
        signed: BTreeMap::new(),
    };
    for Opening { what, line, value, .. } in openings {
        let line = usize::from(*line);
        match what {
            What::Contact => verified.contact = Some(value_of::<Text<200>>(value)?.to_string()),
            What::Sums => verified.sums = Some(value_of(value)?),
            What::Pay => verified.pays[line] = Some(value_of(value)?),
            What::Name => verified.names[line] = Some(value_of::<Line<80>>(value)?.to_string()),
        }
    }
    Ok(verified)
}

fn value_of<T: serde::de::DeserializeOwned + serde::Serialize>(value: &Blob) -> Result<T, Failing> {
    wire::decode(&value.0).map_err(|_| Failing::Shown)
}

/// Invariant 3, as far as it is shown: no part above the price, and all of it exactly the price.
fn check_sums(verified: &Verified) -> Result<(), Failing> {
    let price = u128::from(verified.draft.price_minor);
    let pays: u128 = verified.pays.iter().flatten().map(|pay| u128::from(pay.minor)).sum();
    let levy = verified.sums.as_ref().map_or(0, |sums| u128::from(sums.levy_minor));
    let whole = verified.pays.iter().all(Option::is_some);
    let levied = verified.sums.as_ref().is_none_or(|sums| {
        let extra = verified.pays.iter().flatten().filter(|pay| pay.extra).count();
        u128::from(sums.levy_minor) == price * u128::from(sums.levy_points) / u128::from(WHOLE_POINTS)
            && (!whole || sums.remainder_minor == extra as u64)
    });
    let adds_up = if whole && verified.sums.is_some() { pays + levy == price } else { pays + levy <= price };
    if levied && adds_up { Ok(()) } else { Err(Failing::Sums) }
}

/// Reads records, ascending by id, each once.
fn read(records: &[Blob], failing: Failing) -> Result<Vec<Envelope>, Failing> {
    let parsed = records.iter().map(|bytes| Envelope::parse(Arc::from(&*bytes.0)));
    let records: Vec<Envelope> = parsed.collect::<Result<_, _>>().map_err(|_| failing)?;
    if records.is_sorted_by(|a, b| a.id() < b.id()) { Ok(records) } else { Err(failing) }
}

/// Folds who belongs, by the gate and the law of every home. A record that nobody would hear fails.
fn law(records: &[Envelope], claimed: &BTreeSet<Id>) -> Result<Roster, Failing> {
    let mut waiting: Vec<&Envelope> = records.iter().collect();
    let mut heard: Vec<Envelope> = Vec::new();
    let mut roster = Roster::default();
    for _ in 0..ROUNDS_MAX {
        let mut later = Vec::new();
        let before = heard.len();
        for record in waiting {
            let kind = record::kind(&record.header().kind);
            if kind.is_none_or(|kind| kind.class != Class::Authority || kind.version != record.header().version) {
                return Err(Failing::Authority);
            }
            let id = record.id();
            let awaited = claimed.contains(&id).then_some(&id);
            // Nothing here ends, and nobody's clock is ahead of the end of time.
            match examine_record(record.clone(), &roster, awaited, Moment(u64::MAX)) {
                Ok(examined) => {
                    let admitted = examined.verify().map_err(|_| Failing::Authority)?;
                    heard.push(admitted.record().clone());
                }
                Err(refusal) if refusal.may_pass_later() => later.push(record),
                Err(_) => return Err(Failing::Authority),
            }
        }
        waiting = later;
        if waiting.is_empty() || heard.len() == before {
            break;
        }
        roster = Roster::fold(&heard, None);
    }
    if waiting.is_empty() { Ok(Roster::fold(&heard, None)) } else { Err(Failing::Authority) }
}

/// An assent to this draft by somebody whom it names, with a good signature.
fn check_assent<'a>(record: &Envelope, verified: &'a Verified) -> Result<&'a DraftLine, Failing> {
    let header = record.header();
    let right = *header.kind == *assent::KIND.name
        && header.version == assent::KIND.version
        && header.subject == Some(verified.draft.bid)
        && header.names.first() == Some(&verified.id)
        && header.names.len() == 2
        && header.ticket.is_none()
        && header.document.is_none()
        && record.body().is_none();
    if !right {
        return Err(Failing::Assent);
    }
    record.verify().map_err(|_| Failing::Signature)?;
    let line = verified.draft.lines.iter().find(|line| line.participant == header.person);
    let line = line.ok_or(Failing::Stranger)?;
    if header.space.map(|space| space.charter) == Some(line.charter) { Ok(line) } else { Err(Failing::Signer) }
}

/// The key was the person's in that collective, under the charter that they name.
fn check_signer(record: &Envelope, line: &DraftLine, roster: &Roster, authority: &[Envelope]) -> Result<(), Failing> {
    let header = record.header();
    let (space, revision) = header.space.zip(header.names.get(1)).ok_or(Failing::Assent)?;
    let collective = roster.collective(&line.charter).ok_or(Failing::Collective)?;
    let named = authority.iter().find(|record| record.id() == *revision && collective.chain.contains(revision));
    let charter: Charter = named.and_then(|record| body(record, "charter")).ok_or(Failing::Charter)?;
    let written = charter.devices.iter().any(|device| (device.key, device.person) == (header.key, header.person));
    let member = match roster.listing(&space, &header.key, &header.person) {
        Listing::Device(Role::Member | Role::Steward) => true,
        Listing::Device(Role::New | Role::Former) | Listing::Node | Listing::Once | Listing::Never => false,
    };
    if !written && !member {
        return Err(Failing::Signer);
    }
    if charter.paused(&header.person, header.created.day()).is_some() { Err(Failing::Paused) } else { Ok(()) }
}
