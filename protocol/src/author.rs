//! Owns how a wish to write becomes a header: which revision, which ticket, how long it lives. Pure:
//! the ticket's number, the nonce and the time come in.

use crate::envelope::{self, Envelope, EnvelopeFault, Header, Nonce, Revision};
use crate::id::Id;
use crate::keys::Secret;
use crate::local::{Draft, Version};
use crate::record::{self, Class};
use crate::space::{Side, Space};
use crate::text::Line;
use crate::time::Moment;
use crate::wire::Few;

/// Why a draft cannot become a record.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DraftFault {
    /// No kind of this version has this name.
    #[error("no kind is called {0}")]
    Kind(String),
    /// The body is not of its kind.
    #[error("the body is not of its kind")]
    Body,
    /// It names more than 16 others.
    #[error("names too many others")]
    Names,
    /// The next revision of something whose last one is not known, or whose numbers are used up.
    #[error("the last revision is not known")]
    Prior,
    /// Not the document of this person.
    #[error("the document belongs to somebody else")]
    Owner,
    /// Larger than a record may be.
    #[error("{0}")]
    Large(#[from] EnvelopeFault),
}

/// Who signs, and for which collective.
#[derive(Clone, Copy, Debug)]
pub struct Author {
    /// The person, or the collective for a node of all.
    pub person: Id,
    /// The collective in whose spaces they write.
    pub collective: Id,
}

/// What chance and clock give to one record.
#[derive(Clone, Copy, Debug)]
pub struct Given {
    /// This machine's clock.
    pub now: Moment,
    /// 16 random bytes, for a new document.
    pub nonce: [u8; 16],
    /// The ticket's number; absent for authority.
    pub ticket: Option<u16>,
    /// The number of the next revision, above the last one's; absent takes the one behind it.
    pub number: Option<u16>,
}

/// Makes and signs the record that a draft asks for.
///
/// - `charter`: the charter of the space, where it is not the author's collective (a federation's
///   authority); `prior`: the head of the document, for its next revision.
///
/// # Errors
/// [`DraftFault`].
pub fn sign(
    draft: &Draft,
    author: &Author,
    charter: Option<Id>,
    prior: Option<&Envelope>,
    given: &Given,
    secret: &Secret,
) -> Result<Envelope, DraftFault> {
    let kind = record::kind(&draft.kind).ok_or_else(|| DraftFault::Kind(draft.kind.clone()))?;
    (kind.check)(&draft.body.0).map_err(|_| DraftFault::Body)?;
    let space = Space { side: draft.side, charter: charter.unwrap_or(author.collective) };
    let header = Header {
        kind: Line::new(kind.name).expect("the names of the table are short lines"),
        version: kind.version,
        space: Some(space),
        audience: draft.audience.filter(|_| draft.side == Side::Open),
        key: secret.key(),
        person: author.person,
        ticket: given.ticket.filter(|_| kind.class == Class::Content),
        created: given.now,
        expires: given.now.day().plus(kind.life_days),
        subject: draft.subject,
        names: Few::new(draft.names.clone()).map_err(|_| DraftFault::Names)?,
        document: revision(draft.document, author, prior, given)?,
        length: 0,
    };
    Ok(envelope::seal(header, &draft.body.0, secret)?)
}

/// Makes and signs a record that stands in no space: a person, or a first charter.
///
/// # Errors
/// [`DraftFault`].
pub fn sign_founding(
    kind: &str,
    body: &[u8],
    person: Id,
    now: Moment,
    secret: &Secret,
) -> Result<Envelope, DraftFault> {
    let kind = record::kind(kind).ok_or_else(|| DraftFault::Kind(kind.to_string()))?;
    (kind.check)(body).map_err(|_| DraftFault::Body)?;
    let header = Header {
        kind: Line::new(kind.name).expect("the names of the table are short lines"),
        version: kind.version,
        space: None,
        audience: None,
        key: secret.key(),
        person,
        ticket: None,
        created: now,
        expires: now.day().plus(kind.life_days),
        subject: None,
        names: Few::default(),
        document: None,
        length: 0,
    };
    Ok(envelope::seal(header, body, secret)?)
}

fn revision(
    version: Version,
    author: &Author,
    prior: Option<&Envelope>,
    given: &Given,
) -> Result<Option<Revision>, DraftFault> {
    let (name, withdrawn) = match version {
        Version::Binding => return Ok(None),
        Version::New => {
            return Ok(Some(Revision { nonce: Nonce(given.nonce), number: 0, replaces: None, withdrawn: false }));
        }
        Version::Next(name) => (name, false),
        Version::Withdraw(name) => (name, true),
    };
    let prior = prior.ok_or(DraftFault::Prior)?;
    let last = prior.header().document.as_ref().ok_or(DraftFault::Prior)?;
    if prior.header().person != author.person || envelope::document_name(&author.person, &last.nonce) != name {
        return Err(DraftFault::Owner);
    }
    let next = last.number.checked_add(1).ok_or(DraftFault::Prior)?;
    let number = given.number.map_or(next, |number| number.max(next));
    Ok(Some(Revision { nonce: last.nonce, number, replaces: Some(prior.id()), withdrawn }))
}
