//! Owns the one gate. A record written here, heard, fetched, imported or restored passes the same
//! checks in the same order, cheap before dear: size and spelling, time, kind, place, body, ticket,
//! author known, then the signature. Only [`Examined::verify`] makes an [`Admitted`]; only an
//! `Admitted` can be stored.

use std::sync::Arc;

use crate::envelope::{Envelope, EnvelopeFault, Header};
use crate::id::Id;
use crate::keys::{KeyFault, Verifier};
use crate::planted::{self, Wrong};
use crate::record::{self, AUTHORITY_DAYS, BINDING_DAYS, Class, Form, Kind, Place};
use crate::roster::speak::Speech;
use crate::roster::{Listing, Roster};
use crate::space::Side;
use crate::time::{MINUTE_MS, Moment};
use crate::wire;

/// 10 minutes: clocks of home machines differ by that much without anybody's fault.
pub const AHEAD_MS: u64 = 10 * MINUTE_MS;

/// Why a record is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// The bytes are no record.
    #[error("{0}")]
    Envelope(#[from] EnvelopeFault),
    /// Dated more than [`AHEAD_MS`] ahead of this machine's clock.
    #[error("dated ahead of this clock")]
    Early,
    /// Its last day is over.
    #[error("its last day is over")]
    Expired,
    /// It would live longer than its kind may, end before it began, or bind others for a shorter time
    /// than its kind does.
    #[error("its life is longer than its kind allows")]
    Life,
    /// It stands where its kind may not stand.
    #[error("not in a place for its kind")]
    Place,
    /// A ticket where none belongs, none where one must be, or one at which four do not begin.
    #[error("ticket missing or out of place")]
    Ticket,
    /// A document without revision, a revision without document, or numbers that do not fit.
    #[error("revision missing or out of place")]
    Revision,
    /// The body is not of its kind.
    #[error("body is not of its kind")]
    Body,
    /// More of its sort is held already than need be: of one ticket, or of one invite.
    #[error("its ticket or its invite was used too often before")]
    Superfluous,
    /// Its body is missing, and nobody who may has erased it.
    #[error("its body is missing")]
    Bare,
    /// Space or author are not known here, or not yet.
    #[error("author or space are not known here")]
    Unknown,
    /// It says what its signer never had the right to say.
    #[error("its signer may not say this")]
    Unfounded,
    /// Its space has rules that this program lacks; said of what is written here alone.
    #[error("its space has newer rules than this program")]
    Newer,
    /// The signature is not good.
    #[error("{0}")]
    Signature(#[from] KeyFault),
}

/// How grave a refusal is for the machine that sent the record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// Provably wrong on every machine: whoever forwards it did not check it.
    Grave,
}

impl Refusal {
    /// Whether the machine that sent this misbehaved; `None` where an honest one may have sent it.
    pub fn fault(&self) -> Option<Fault> {
        match self {
            Refusal::Envelope(_) | Refusal::Life | Refusal::Place | Refusal::Ticket | Refusal::Revision => {
                Some(Fault::Grave)
            }
            Refusal::Body | Refusal::Unfounded | Refusal::Signature(_) => Some(Fault::Grave),
            Refusal::Early | Refusal::Expired | Refusal::Superfluous | Refusal::Bare => None,
            Refusal::Unknown | Refusal::Newer => None,
        }
    }

    /// True where the same bytes may pass later.
    pub fn may_pass_later(&self) -> bool {
        matches!(self, Refusal::Early | Refusal::Unknown)
    }

    /// One word for counters and logs.
    pub fn word(&self) -> &'static str {
        match self {
            Refusal::Envelope(_) => "malformed",
            Refusal::Early => "early",
            Refusal::Expired => "expired",
            Refusal::Life => "life",
            Refusal::Place => "place",
            Refusal::Ticket => "ticket",
            Refusal::Revision => "revision",
            Refusal::Body => "body",
            Refusal::Superfluous => "superfluous",
            Refusal::Bare => "bare",
            Refusal::Unknown => "unknown",
            Refusal::Unfounded => "unfounded",
            Refusal::Newer => "newer",
            Refusal::Signature(_) => "signature",
        }
    }
}

/// A record that passed every check but the signature.
#[derive(Debug)]
pub struct Examined(Envelope);

/// A record that passed the gate.
#[derive(Clone, Debug)]
pub struct Admitted(Envelope);

impl Examined {
    /// Checks the signature; the dear part, which the shell spreads over its cores.
    ///
    /// # Errors
    /// [`Refusal::Signature`].
    pub fn verify(self) -> Result<Admitted, Refusal> {
        self.verify_with(&mut Verifier::default())
    }

    /// The same, by somebody who checks many.
    ///
    /// # Errors
    /// [`Refusal::Signature`].
    pub fn verify_with(self, verifier: &mut Verifier) -> Result<Admitted, Refusal> {
        self.0.verify_with(verifier)?;
        Ok(Admitted(self.0))
    }

    pub(crate) fn record(&self) -> &Envelope {
        &self.0
    }

    /// The id that the record would have.
    pub fn id(&self) -> Id {
        self.0.id()
    }
}

impl Admitted {
    /// The record.
    pub fn record(&self) -> &Envelope {
        &self.0
    }

    pub(crate) fn into_record(self) -> Envelope {
        self.0
    }
}

/// Checks all but the signature.
///
/// - `roster`: who is known; `awaited`: a charter to which this home holds an invite.
/// - `now`: this machine's clock.
///
/// # Errors
/// The first [`Refusal`] in the order of the module's page.
pub fn examine(bytes: Arc<[u8]>, roster: &Roster, awaited: Option<&Id>, now: Moment) -> Result<Examined, Refusal> {
    examine_record(Envelope::parse(bytes)?, roster, awaited, now)
}

/// The same for a record that was parsed before; see [`examine`].
///
/// # Errors
/// The first [`Refusal`] behind size and spelling.
pub fn examine_record(
    record: Envelope,
    roster: &Roster,
    awaited: Option<&Id>,
    now: Moment,
) -> Result<Examined, Refusal> {
    let header = record.header();
    if header.created > now.after(AHEAD_MS) && !planted::is(Wrong::Ahead) {
        return Err(Refusal::Early);
    }
    let kind = record::kind(&header.kind).filter(|kind| kind.version == header.version);
    let (class, life) = match (kind, header.space.map(|space| space.side)) {
        (Some(kind), _) => (kind.class, kind.life_days),
        (None, None | Some(Side::Law)) => (Class::Authority, AUTHORITY_DAYS),
        (None, Some(Side::Inner | Side::Open)) => (Class::Content, BINDING_DAYS),
    };
    // Authority is never too old: who belongs rests on all of it.
    if class == Class::Content && header.expires < now.day() {
        return Err(Refusal::Expired);
    }
    let last = header.created.day().plus(life);
    // Others build on what binds: a call that ended early would take the gift along that answered it.
    let binds = kind.is_some_and(|kind| kind.form == Form::Binding && kind.class == Class::Content);
    if header.expires < header.created.day() || header.expires > last || (binds && header.expires != last) {
        return Err(Refusal::Life);
    }
    match kind {
        Some(kind) => fits(&record, kind, roster)?,
        None => fits_unknown(&record, roster)?,
    }
    known(&record, kind, roster, awaited)?;
    Ok(Examined(record))
}

fn fits(record: &Envelope, kind: &Kind, roster: &Roster) -> Result<(), Refusal> {
    let header = record.header();
    let side = header.space.map(|space| space.side);
    let placed = match kind.place {
        Place::Law => side == Some(Side::Law),
        Place::Inner => side == Some(Side::Inner),
        Place::Open => side == Some(Side::Open),
        Place::Either => matches!(side, Some(Side::Inner | Side::Open)),
        Place::Nowhere => side.is_none(),
        Place::Charter => matches!(side, None | Some(Side::Law)),
        // What is meant for few never stands open.
        Place::Sealed => false,
    };
    if !placed || (header.audience.is_some() && side != Some(Side::Open)) {
        return Err(Refusal::Place);
    }
    ticket_fits(header, kind.class == Class::Content)?;
    revision_fits(record, Some(kind.form))?;
    match record.body() {
        Some(body) => (kind.check)(body).map_err(|_| Refusal::Body),
        // Authority is never erased: who belongs must stay provable.
        None if kind.class == Class::Authority => Err(Refusal::Body),
        None => bare(record, roster),
    }
}

/// A body may be missing where it was erased: else whoever forwards a record could take its text from those
/// who hear it there first.
fn bare(record: &Envelope, roster: &Roster) -> Result<(), Refusal> {
    let header = record.header();
    let erased = header.space.is_some_and(|space| roster.is_erased(&space, &record.id(), &header.person));
    if erased || planted::is(Wrong::WordOfMouth) { Ok(()) } else { Err(Refusal::Bare) }
}

/// Content has a ticket, and a number at which what it takes may begin.
fn ticket_fits(header: &Header, content: bool) -> Result<(), Refusal> {
    let begins = header.ticket.is_none_or(|number| header.worth().fits(number));
    if header.ticket.is_some() == content && begins { Ok(()) } else { Err(Refusal::Ticket) }
}

/// A kind or version that this program lacks: held and forwarded, never shown. Content carries a
/// ticket, authority stands beside a charter and carries none; more cannot be said of it.
fn fits_unknown(record: &Envelope, roster: &Roster) -> Result<(), Refusal> {
    let header = record.header();
    let Some(space) = header.space else { return Err(Refusal::Place) };
    if header.audience.is_some() && space.side != Side::Open {
        return Err(Refusal::Place);
    }
    ticket_fits(header, space.side != Side::Law)?;
    revision_fits(record, None)?;
    match record.body() {
        Some(body) => wire::check_unknown(body).map_err(|_| Refusal::Body),
        None if header.ticket.is_some() => bare(record, roster),
        None => Err(Refusal::Bare),
    }
}

pub(crate) fn revision_fits(record: &Envelope, form: Option<Form>) -> Result<(), Refusal> {
    let revision = record.header().document.as_ref();
    let right = form.is_none_or(|form| revision.is_some() == (form == Form::Document));
    let linked = revision.is_none_or(|revision| (revision.number == 0) == revision.replaces.is_none());
    if right && linked { Ok(()) } else { Err(Refusal::Revision) }
}

fn known(record: &Envelope, kind: Option<&Kind>, roster: &Roster, awaited: Option<&Id>) -> Result<(), Refusal> {
    let header = record.header();
    let authority = kind.map_or(header.ticket.is_none(), |kind| kind.class == Class::Authority);
    if authority {
        return match roster.speech(record, awaited) {
            Speech::Heard => Ok(()),
            Speech::NotYet => Err(Refusal::Unknown),
            Speech::Enough => Err(Refusal::Superfluous),
            Speech::Never => Err(Refusal::Unfounded),
        };
    }
    let space = header.space.ok_or(Refusal::Place)?;
    let beyond = header.ticket.is_some_and(|number| header.worth().end(number) > roster.tickets_ever(&space));
    if beyond && !planted::is(Wrong::TicketsWithoutEnd) {
        return Err(Refusal::Superfluous);
    }
    match roster.listing(&space, &header.key, &header.person) {
        Listing::Device(_) | Listing::Node | Listing::Once => Ok(()),
        Listing::Never => Err(Refusal::Unknown),
    }
}
