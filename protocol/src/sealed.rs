//! Owns what a sealed record holds: a whole signed record, padded, bound inside to what its carrier
//! claims outside. Encrypting is the node's; here stand the padding, the inner record's own gate, and
//! the digest of what somebody can open.
//!
//! The outer signer is a mere carrier. Whoever can open a record may seal it again to a reader on its
//! list; who wraps it about another subject, or in another space, is refused by everybody who opens it.
//! Whether the outer record counts never depends on what is inside. Source: docs/protocol.md, "Sealed".

pub mod addressed;
pub mod again;

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::admit::{AHEAD_MS, revision_fits};
use crate::envelope::{Envelope, EnvelopeFault};
use crate::fold::heads;
use crate::held::standing::kind_allows;
use crate::id::Id;
use crate::keys::KeyFault;
use crate::record::contact::READERS_MAX;
use crate::record::sealed::{LENGTH, SIZES, STANZAS, Sealed};
use crate::record::{self, Class, Place};
use crate::roster::{Listing, Roster};
use crate::wire::{self, Few};

/// Why something cannot be sealed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Misfit {
    /// The record is larger than the largest plaintext.
    #[error("a record of {0} bytes cannot be sealed")]
    Large(usize),
}

/// Why what was inside a sealed record does not count.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Mismatch {
    /// The outer record is no carrier.
    #[error("not a sealed record")]
    Carrier,
    /// The plaintext is not padded as it must be.
    #[error("padding is not as it must be")]
    Padding,
    /// The plaintext is no record.
    #[error("{0}")]
    Envelope(#[from] EnvelopeFault),
    /// It stands in another space, is about another subject, for another audience or of another kind
    /// than the carrier claims.
    #[error("it is not what its carrier claims")]
    Claim,
    /// Of a kind or version that this program lacks, or that never stands inside.
    #[error("its kind is not known, or is never sealed")]
    Kind,
    /// Ticket, revision, body or life are not as its kind asks.
    #[error("it is not as its kind asks")]
    Shape,
    /// Its signer may not say this.
    #[error("its signer may not say this")]
    Unlisted,
    /// The signature is not good.
    #[error("{0}")]
    Signature(#[from] KeyFault),
}

/// A record that came out of a sealed one and passed its own gate; only [`open`] makes one.
#[derive(Clone, Debug)]
pub struct Opened(Envelope);

impl Opened {
    /// The record.
    pub fn record(&self) -> &Envelope {
        &self.0
    }
}

/// Who opens: a person, and the collective to which they belong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reader {
    /// The person.
    pub person: Id,
    /// Their collective.
    pub collective: Id,
}

impl Reader {
    /// True where a list names the person, or the collective for all of its members.
    pub fn is_on(&self, list: &[Id]) -> bool {
        list.contains(&self.person) || list.contains(&self.collective)
    }
}

/// For whom a record of a kind is that stands inside, by its body; `None` for a kind that never does. Every
/// body that is sealed says so in its first field.
pub fn listed(kind: &str, body: &[u8]) -> Option<Vec<Id>> {
    record::kind(kind).filter(|kind| kind.place == Place::Sealed)?;
    let Ok(Listed(readers)) = wire::lenient::<Listed>(body) else { return None };
    Some(readers.into_vec())
}

/// The first field of a body, and nothing else of it.
struct Listed(Few<Id, READERS_MAX>);

impl<'de> serde::Deserialize<'de> for Listed {
    fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Listed, D::Error> {
        struct First;
        impl<'de> serde::de::Visitor<'de> for First {
            type Value = Listed;
            fn expecting(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
                f.write_str("a body that begins with its readers")
            }
            fn visit_map<A: serde::de::MapAccess<'de>>(self, mut map: A) -> Result<Listed, A::Error> {
                use serde::de::{Error as _, IgnoredAny};
                let readers = match map.next_entry::<u64, Few<Id, READERS_MAX>>()? {
                    Some((1, readers)) => readers,
                    Some(_) | None => return Err(A::Error::custom("no readers")),
                };
                while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
                Ok(Listed(readers))
            }
        }
        from.deserialize_map(First)
    }
}

/// The carriers of some kinds that still carry, each with its age file: of every document the head, unless it
/// was taken back.
///
/// - `records`: live, of any kind; `kinds`: what is looked for inside.
pub fn carriers(records: &[Envelope], kinds: &[&str]) -> Vec<(Envelope, Vec<u8>)> {
    let carrying = heads(records).into_values().filter(|head| !head.withdrawn);
    let sealed = carrying.filter_map(|head| {
        let sealed: Sealed = crate::fold::body(head.record, record::sealed::KIND.name)?;
        kinds.contains(&&*sealed.purpose).then(|| (head.record.clone(), sealed.age.0))
    });
    sealed.collect()
}

/// How many stanzas a file for so many keys has; `None` above the largest class: several files then.
pub fn stanzas(keys: usize) -> Option<usize> {
    STANZAS.into_iter().find(|class| keys <= *class)
}

/// Pads a signed record to the plaintext of an age file: its length, its bytes, zeros to the end of the
/// smallest class that holds it.
///
/// # Errors
/// [`Misfit::Large`] where it fits no class.
pub fn pad(inner: &Envelope) -> Result<Vec<u8>, Misfit> {
    let bytes = inner.bytes();
    let class = class(bytes.len()).ok_or(Misfit::Large(bytes.len()))?;
    let mut plain = Vec::with_capacity(class);
    plain.extend_from_slice(&u16::try_from(bytes.len()).map_err(|_| Misfit::Large(bytes.len()))?.to_be_bytes());
    plain.extend_from_slice(bytes);
    plain.resize(class, 0);
    Ok(plain)
}

/// The smallest plaintext that holds a record of so many bytes.
fn class(bytes: usize) -> Option<usize> {
    SIZES.into_iter().find(|size| bytes + LENGTH <= *size)
}

fn unpad(plain: &[u8]) -> Option<Arc<[u8]>> {
    let (length, rest) = plain.split_first_chunk::<LENGTH>()?;
    let (record, zeros) = rest.split_at_checked(usize::from(u16::from_be_bytes(*length)))?;
    // Another class than the one that it needs would be a word to those outside.
    let fits = class(record.len()) == Some(plain.len()) && zeros.iter().all(|byte| *byte == 0);
    fits.then(|| Arc::from(record))
}

/// The gate of what was inside: the record counts only where it is what its carrier claims, and its
/// own signer may say it.
///
/// - `outer`: a live `sealed`; `plain`: what its age file held; `roster`: who is known.
///
/// # Errors
/// [`Mismatch`]; the carrier stays what it was.
pub fn open(outer: &Envelope, plain: &[u8], roster: &Roster) -> Result<Opened, Mismatch> {
    let sealed: Sealed = crate::fold::body(outer, record::sealed::KIND.name).ok_or(Mismatch::Carrier)?;
    let inner = Envelope::parse(unpad(plain).ok_or(Mismatch::Padding)?)?;
    let (claim, header) = (outer.header(), inner.header());
    let bound = header.space == claim.space && header.audience == claim.audience && header.subject == claim.subject;
    if !bound || header.subject.is_none() || *header.kind != *sealed.purpose {
        return Err(Mismatch::Claim);
    }
    let kind = record::kind(&header.kind).filter(|kind| kind.version == header.version);
    let kind = kind.filter(|kind| kind.place == Place::Sealed && kind.class == Class::Content).ok_or(Mismatch::Kind)?;
    let last = header.created.day().plus(kind.life_days);
    let lives = header.created.day() <= header.expires && header.expires <= last;
    // What was inside is older than its carrier; of their clocks no more is known than of others.
    let older = header.created <= claim.created.after(AHEAD_MS);
    let whole = inner.body().is_some_and(|body| (kind.check)(body).is_ok());
    // The carrier has paid the ticket.
    if !lives || !older || !whole || header.ticket.is_some() || revision_fits(&inner, Some(kind.form)).is_err() {
        return Err(Mismatch::Shape);
    }
    let space = header.space.ok_or(Mismatch::Claim)?;
    let listing = roster.listing(&space, &header.key, &header.person);
    // What a key said before it was taken back counts where its own carrier still does: somebody listed that.
    let kept = listing == Listing::Once && (header.key, header.person) == (claim.key, claim.person);
    if !kept && !kind_allows(Some(kind), listing) {
        return Err(Mismatch::Unlisted);
    }
    inner.verify()?;
    Ok(Opened(inner))
}

/// What those compare who can open the same: SHA-256 over what they read, by subject. Nobody else can
/// compute it, and it is no part of the digest of a scope.
pub fn digest<T: serde::Serialize>(rows: &BTreeMap<Id, T>) -> Id {
    let mut words = (rows.len() as u64).to_be_bytes().to_vec();
    for (subject, row) in rows {
        words.extend_from_slice(subject.as_bytes());
        words.extend_from_slice(Id::of(&wire::encode(row)).as_bytes());
    }
    Id::labelled("talko/1 opened", &[&words])
}
