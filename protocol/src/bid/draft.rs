//! Owns the draft: what follows from a bid and its shares, with exact sums. Nobody writes it and nobody signs
//! it as a record; every machine that can open the same bid computes the same bytes, and their SHA-256 is
//! what people assent to. Source: invariants 2 and 3 of the domain; "Draft" in docs/protocol.md.

use serde::{Deserialize, Serialize};

use super::hidden::{Opening, Pay, Slot, Sums, What};
use super::split::{self, LINES_MAX, Misfit, Portion, Split};
use crate::envelope::Envelope;
use crate::fold::body;
use crate::id::Id;
use crate::money::{Amount, Currency};
use crate::record::bid::{self, Bid};
use crate::record::share::{self, Share};
use crate::text::{Line, Text};
use crate::time::{Day, Moment};
use crate::wire::{self, Few};

crate::fields! {
    /// What everybody assents to. Its canonical bytes are those of this struct.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub struct Draft {
        /// The bid's document.
        1 bid: Id,
        /// The revision of it.
        2 revision: Id,
        /// The lead.
        3 lead: Id,
        /// Who opened it.
        4 opener: Id,
        /// What is offered, in one line.
        5 title: Line<200>,
        /// What the client gets.
        6 scope: Text<1200>,
        /// What they do not.
        7 beyond: Option<Text<400>>,
        /// What the client pays, in minor units.
        8 price_minor: u64,
        /// Of which currency.
        9 currency: Currency,
        /// The hash of [`Sums`].
        10 sums: Id,
        /// How many days after the invoice the client pays.
        11 payment_days: u32,
        /// Who invoices.
        12 contractor: Id,
        /// The hash of whom the client writes to.
        13 contact: Option<Id>,
        /// SHA-256 of the template of the terms.
        14 template: Option<Id>,
        /// SHA-256 of the terms by which the levy is.
        15 bylaws: Option<Id>,
        /// The first day of the work.
        16 first: Day,
        /// The last day.
        17 last: Day,
        /// Until when anybody may sign.
        18 closes: Moment,
        /// Until when the offer holds.
        19 valid_until: Moment,
        /// Who does what, by participant, then role.
        20 lines: Few<DraftLine, LINES_MAX>,
        /// What the client needs, in their words.
        21 need: Option<Text<400>>,
        /// How they work together across time zones.
        22 working: Option<Text<300>>,
        /// Who answers when somebody is ill.
        23 cover: Option<Text<200>>,
        /// By which ways it can be paid.
        24 paying: Option<Text<200>>,
        /// What who invoices is called.
        25 house: Option<Line<80>>,
    }
}

crate::fields! {
    /// One line of a draft.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub struct DraftLine {
        /// Who works.
        1 participant: Id,
        /// Of which collective.
        2 charter: Id,
        /// The revision of their share.
        3 share: Id,
        /// As what.
        4 role: Line<64>,
        /// How long, in whole minutes.
        5 minutes: u32,
        /// The hash of [`Pay`].
        6 pay: Id,
        /// The hash of their name.
        7 name: Id,
    }
}

/// A draft with all that its hashes hide: for participants.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Drafted {
    /// SHA-256 of its canonical bytes: what people assent to.
    pub id: Id,
    /// The draft.
    pub draft: Draft,
    /// Its sums; lines in the order of the draft's.
    pub split: Split,
    /// What is hidden, ascending by what and line.
    pub openings: Vec<Opening>,
}

/// Why a bid and its shares make no draft.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
pub enum Undrafted {
    /// A text is missing: it was erased, or is of a newer version.
    #[error("a text of it is missing")]
    Text,
    /// The price cannot be divided so.
    #[error("{0}")]
    Split(#[from] Misfit),
    /// Who invoices takes no part.
    #[error("the contractor of record takes no part")]
    Contractor,
}

impl Draft {
    /// The id that people assent to.
    pub fn id(&self) -> Id {
        Id::of(&wire::encode(self))
    }

    /// What the client pays.
    pub const fn price(&self) -> Amount {
        Amount { minor: self.price_minor, currency: self.currency }
    }

    /// Everybody whose assent it needs, ascending, each once.
    pub fn participants(&self) -> std::collections::BTreeSet<Id> {
        self.lines.iter().map(|line| line.participant).collect()
    }
}

impl Drafted {
    /// The opening of one value.
    pub fn opening(&self, what: What, line: usize) -> Option<&Opening> {
        self.openings.iter().find(|opening| opening.what == what && usize::from(opening.line) == line)
    }
}

/// Computes the draft of one revision of a bid and one of each share.
///
/// - `shares`: in any order, without doubles. Whether they belong to the bid, and count, the caller says.
///
/// # Errors
/// [`Undrafted`].
pub fn compute(bid: &Envelope, shares: &[&Envelope]) -> Result<Drafted, Undrafted> {
    let header = bid.header();
    let terms: Bid = body(bid, bid::KIND.name).ok_or(Undrafted::Text)?;
    let (name, lead) = header.name().zip(header.subject).ok_or(Undrafted::Text)?;
    let mut parts: Vec<Part> =
        shares.iter().map(|share| Part::of(share)).collect::<Option<_>>().ok_or(Undrafted::Text)?;
    // As `split` sorts them; equal ones by their record, so that each share has its own line.
    parts.sort_by(|a, b| (&a.portion, a.share).cmp(&(&b.portion, b.share)));
    if !parts.iter().any(|part| [part.portion.participant, part.charter].contains(&terms.contractor))
        && !parts.is_empty()
    {
        return Err(Undrafted::Contractor);
    }
    let portions: Vec<Portion> = parts.iter().map(|part| part.portion.clone()).collect();
    let split = split::split(terms.price(), terms.levy_points, terms.basis, &portions)?;
    let mut openings = Vec::with_capacity(2 + 2 * parts.len());
    let mut hide = |(opening, hash): (Opening, Id)| {
        openings.push(opening);
        hash
    };
    let contact = terms.contact.as_ref().map(|contact| hide(Slot::of(What::Contact, 0).hide(&terms.salt, contact)));
    let sums =
        Sums { levy_points: terms.levy_points, levy_minor: split.levy_minor, remainder_minor: split.remainder_minor };
    let sums = hide(Slot::of(What::Sums, 0).hide(&terms.salt, &sums));
    let mut line = |(at, (part, line)): (usize, (&Part, &split::Line))| DraftLine {
        participant: part.portion.participant,
        charter: part.charter,
        share: part.share,
        role: part.portion.role.clone(),
        minutes: part.portion.minutes,
        pay: hide(Slot::of(What::Pay, at).hide(&terms.salt, &Pay { minor: line.minor, extra: line.extra })),
        name: hide(Slot::of(What::Name, at).hide(&terms.salt, &part.name)),
    };
    let lines: Vec<DraftLine> = parts.iter().zip(&split.lines).enumerate().map(&mut line).collect();
    openings.sort_by_key(Opening::slot);
    let draft = Draft {
        bid: name,
        revision: bid.id(),
        lead,
        opener: header.person,
        title: terms.title,
        scope: terms.scope,
        beyond: terms.beyond,
        price_minor: terms.price_minor,
        currency: terms.currency,
        sums,
        payment_days: terms.payment_days,
        contractor: terms.contractor,
        contact,
        template: terms.template,
        bylaws: terms.bylaws,
        first: terms.first,
        last: terms.last,
        closes: terms.closes,
        valid_until: terms.valid_until,
        lines: Few::new(lines).expect("a split has at most 64 lines"),
        need: terms.need,
        working: terms.working,
        cover: terms.cover,
        paying: terms.paying,
        house: terms.house,
    };
    Ok(Drafted { id: draft.id(), draft, split, openings })
}

/// A share as a draft reads it.
struct Part {
    portion: Portion,
    charter: Id,
    share: Id,
    name: Line<80>,
}

impl Part {
    fn of(record: &Envelope) -> Option<Part> {
        let header = record.header();
        let share: Share = body(record, share::KIND.name)?;
        let ask = share.ask()?;
        let portion = Portion { participant: header.person, role: share.role, minutes: share.minutes, ask };
        Some(Part { portion, charter: header.space?.charter, share: record.id(), name: share.name })
    }
}
