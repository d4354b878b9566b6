//! Owns the line that one person pastes and another turns into a join: the one-time secret of an
//! invite, what it opens, until when, and up to three addresses with the keys that answer there.
//!
//! The line is bech32m with the human part `talko`: version, kind and the length of the whole line
//! stand in its first four symbols, so that a line that was cut off says how much of it arrived; the
//! rest is bytes. It carries the id of the invite's record, because a join names that id and is signed
//! before its maker has read anything of the space. The invite's key is not in it: it is made from the
//! secret. Messengers break lines, capitalise and quote; [`InviteLine::parse`] forgives all that.
//!
//! Source: docs/protocol.md, "The invite line".

use bech32::primitives::decode::UncheckedHrpstring;
use bech32::{Bech32m, ByteIterExt as _, Fe32, Fe32IterExt as _, Hrp};

use crate::id::Id;
use crate::keys::{Key, Secret};
use crate::time::Day;

mod address;
mod request;

pub use address::Place;
use address::Reader;
pub use request::DeviceRequest;

/// 400 characters: what fits a chat message and a picture that an old camera can read.
pub const LINE_MAX: usize = 400;
/// 3: two homes of a collective, one of them reached in two ways.
pub const PLACES_MAX: usize = 3;
/// The version that this file writes and reads.
const VERSION: u8 = 1;
/// What every line begins with, in all versions.
const PREFIX: &str = "talko1";
/// Version, kind, and two symbols of five bits for the length; the same in all versions.
const HEAD: usize = 4;
/// Symbols of the checksum.
const CHECKSUM: usize = 6;
/// Charter id, invite id, secret and last day: what stands before the addresses.
const FIXED_BYTES: usize = 32 + 32 + 16 + 4;
/// Characters of a line without addresses: no line is shorter.
const LINE_MIN: usize = PREFIX.len() + HEAD + (FIXED_BYTES * 8).div_ceil(5) + CHECKSUM;
/// 8: how often a pasted message may say "talko1" before the line itself is given up.
const STARTS_MAX: usize = 8;

/// What an invite opens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Guest {
    /// A person comes into a collective.
    Member,
    /// A collective comes into a federation.
    Collective,
    /// Another machine of a person who belongs: the line says where to call, the recovery words open.
    Device,
    /// A machine of a person who has lost both computer and words: the line says where to call, the stewards open.
    Replacement,
}

/// The one-time secret of an invite; not an identity, never shown in a log.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct OneTime(pub [u8; 16]);

impl OneTime {
    /// The key with which a joiner proves to hold the secret: from SHA-256 of a label and the secret.
    pub fn signer(&self) -> Secret {
        Secret::from_seed(Id::labelled("talko/1 invite", &[&self.0]).as_bytes())
    }
}

impl std::fmt::Debug for OneTime {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("***")
    }
}

/// What a pasted line says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InviteLine {
    /// Who is invited.
    pub guest: Guest,
    /// The charter that is joined.
    pub charter: Id,
    /// The record id of the invite, which the join names; for a device the person whose it is; for a replacement
    /// that person's public root key.
    pub invite: Id,
    /// What makes the invite's key; nothing for a device or a replacement, since their lines open nothing by
    /// themselves.
    pub secret: OneTime,
    /// The last day on which it can be used.
    pub until: Day,
    /// Where homes that know the invite can be reached, the best first.
    pub places: Vec<Place>,
}

/// What was pasted instead of an invite.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pasted {
    /// Twelve or more plain words, as recovery words are: they must not travel.
    Words,
    /// A link that carries no invite.
    Link,
    /// The line by which a new computer asks to be listed, where an invite was wanted.
    Request,
    /// An invite, where the line of a new computer was wanted.
    Invite,
    /// Something else.
    Other,
}

/// Why a pasted text is no invite.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LineFault {
    /// Nothing was pasted.
    #[error("nothing was pasted")]
    Empty,
    /// It was cut off.
    #[error("{have} of {want} characters arrived")]
    Short {
        /// Characters that arrived.
        have: usize,
        /// Characters that it has; those of the shortest invite where it was cut before it said so.
        want: usize,
    },
    /// It has the length of an invite, but a character is not the one that was sent.
    #[error("the checksum of the invite does not fit")]
    Altered,
    /// It is no invite at all.
    #[error("this is no invite")]
    Kind(Pasted),
    /// A later version of Talko made it.
    #[error("a later version made this invite")]
    Newer,
}

impl InviteLine {
    /// Whose machine comes in, where the line is for one.
    pub fn person(&self) -> Option<Id> {
        match self.guest {
            Guest::Member | Guest::Collective => None,
            Guest::Device => Some(self.invite),
            Guest::Replacement => Some(Key::from_bytes(*self.invite.as_bytes()).person()),
        }
    }

    /// Writes the line: lower-case ASCII, at most [`LINE_MAX`] characters.
    ///
    /// Addresses beyond [`PLACES_MAX`] and those that make it too long are left out from the end.
    pub fn encode(&self) -> String {
        let fitting = (0..=self.places.len().min(PLACES_MAX)).rev().map(|count| self.bytes(count));
        let bytes =
            fitting.into_iter().find(|bytes| length(bytes.len()) <= LINE_MAX).expect("LINE_MIN is below LINE_MAX");
        write(VERSION, guest_symbol(self.guest), &bytes)
    }

    /// Reads what was pasted: spaces, line breaks, quotes, capitals, invisible characters and whatever
    /// stands before the line, such as a web address, do not matter.
    ///
    /// # Errors
    /// [`LineFault`]; a fault of the first line that the text holds, where none of them is whole.
    pub fn parse(pasted: &str) -> Result<InviteLine, LineFault> {
        find(pasted, |text| {
            let (kind, bytes) = read(text)?;
            let guest = match kind {
                0 => Guest::Member,
                1 => Guest::Collective,
                2 => Guest::Device,
                3 => Guest::Replacement,
                request::SYMBOL => return Err(LineFault::Kind(Pasted::Request)),
                _ => return Err(LineFault::Newer),
            };
            let mut reader = Reader::new(&bytes);
            content(guest, &mut reader).filter(|_| reader.is_done()).ok_or(LineFault::Altered)
        })
    }

    fn bytes(&self, places: usize) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(FIXED_BYTES + 64);
        bytes.extend_from_slice(self.charter.as_bytes());
        bytes.extend_from_slice(self.invite.as_bytes());
        bytes.extend_from_slice(&self.secret.0);
        bytes.extend_from_slice(&self.until.0.to_be_bytes());
        address::write(&self.places[..places], &mut bytes);
        bytes
    }
}

/// Reads the first whole line that a pasted text holds.
fn find<T>(pasted: &str, read: impl Fn(&str) -> Result<T, LineFault>) -> Result<T, LineFault> {
    let bare: String =
        pasted.chars().filter(char::is_ascii_alphanumeric).map(|letter| letter.to_ascii_lowercase()).collect();
    if bare.is_empty() {
        return Err(if pasted.trim().is_empty() { LineFault::Empty } else { LineFault::Kind(Pasted::Other) });
    }
    if PREFIX.starts_with(&bare) {
        return Err(LineFault::Short { have: bare.len(), want: LINE_MIN });
    }
    let mut first = None;
    for (at, _) in bare.match_indices(PREFIX).take(STARTS_MAX) {
        match read(&bare[at..]) {
            Ok(line) => return Ok(line),
            Err(fault) => {
                first.get_or_insert(fault);
            }
        }
    }
    Err(first.unwrap_or_else(|| LineFault::Kind(guess(pasted))))
}

/// Characters of a line that carries so many bytes.
fn length(bytes: usize) -> usize {
    PREFIX.len() + HEAD + (bytes * 8).div_ceil(5) + CHECKSUM
}

fn guest_symbol(guest: Guest) -> u8 {
    match guest {
        Guest::Member => 0,
        Guest::Collective => 1,
        Guest::Device => 2,
        Guest::Replacement => 3,
    }
}

fn symbol(value: u8) -> Fe32 {
    Fe32::try_from(value & 31).expect("five bits are a symbol")
}

fn write(version: u8, guest: u8, bytes: &[u8]) -> String {
    let whole = length(bytes.len());
    let head = [symbol(version), symbol(guest), symbol((whole >> 5) as u8), symbol(whole as u8)];
    let hrp = Hrp::parse("talko").expect("five lower-case letters are a human part");
    head.into_iter().chain(bytes.iter().copied().bytes_to_fes()).with_checksum::<Bech32m>(&hrp).chars().collect()
}

/// Reads a text that begins with [`PREFIX`] and holds nothing but lower-case letters and digits: what kind of line
/// it is, and its bytes.
fn read(text: &str) -> Result<(u8, Vec<u8>), LineFault> {
    let head: Vec<u8> = text[PREFIX.len()..].chars().take(HEAD).map_while(value).collect();
    let [version, kind, high, low] = head[..] else {
        let cut = text.len() < PREFIX.len() + HEAD;
        return Err(if cut { LineFault::Short { have: text.len(), want: LINE_MIN } } else { LineFault::Altered });
    };
    let want = usize::from(high) << 5 | usize::from(low);
    let Some(line) = text.get(..want) else {
        // No line says that it is longer than any line may be.
        return Err(if want > LINE_MAX { LineFault::Altered } else { LineFault::Short { have: text.len(), want } });
    };
    let line = UncheckedHrpstring::new(line).map_err(|_| LineFault::Altered)?;
    if want > LINE_MAX || !line.has_valid_checksum::<Bech32m>() {
        return Err(LineFault::Altered);
    }
    match version {
        VERSION => {}
        0 => return Err(LineFault::Altered),
        _ => return Err(LineFault::Newer),
    }
    let symbols: Vec<Fe32> = line.data_part_ascii()[HEAD..].iter().copied().map(char::from).map_while(fe32).collect();
    let body = &symbols[..symbols.len() - CHECKSUM];
    let bytes: Vec<u8> = body.iter().copied().fes_to_bytes().collect();
    // The symbols of a line that we wrote are those of its bytes: no spare symbol, no spare bit.
    if !bytes.iter().copied().bytes_to_fes().eq(body.iter().copied()) {
        return Err(LineFault::Altered);
    }
    Ok((kind, bytes))
}

fn content(guest: Guest, reader: &mut Reader<'_>) -> Option<InviteLine> {
    Some(InviteLine {
        guest,
        charter: Id::from_bytes(reader.array()?),
        invite: Id::from_bytes(reader.array()?),
        secret: OneTime(reader.array()?),
        until: Day(u32::from_be_bytes(reader.array()?)),
        places: address::read(reader)?,
    })
}

fn fe32(letter: char) -> Option<Fe32> {
    Fe32::from_char(letter).ok()
}

fn value(letter: char) -> Option<u8> {
    fe32(letter).map(Fe32::to_u8)
}

/// Says what a text without any invite in it may be.
fn guess(pasted: &str) -> Pasted {
    let words: Vec<&str> = pasted.split_whitespace().collect();
    let plain = |word: &&str| (3..=8).contains(&word.len()) && word.chars().all(|letter| letter.is_ascii_alphabetic());
    if matches!(words.len(), 12 | 15 | 18 | 21 | 24) && words.iter().all(plain) {
        Pasted::Words
    } else if pasted.contains("://") || pasted.trim_start().starts_with("www.") {
        Pasted::Link
    } else {
        Pasted::Other
    }
}

#[cfg(test)]
mod tests;
