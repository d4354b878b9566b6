//! `sealed`: carries a record that only some can read, as an age file of which everybody sees no more
//! than its size class. What is inside and to whom it speaks is [`crate::sealed`]'s.
//!
//! Source of the file's form: <https://c2sp.org/age>; of the sizes: docs/protocol.md, "Sealed".

use super::*;
use crate::text::Line;
use crate::wire::Blob;

/// The sizes to which a plaintext is padded, in bytes: what is written in a line, on a page, on a few
/// pages, on many.
pub const SIZES: [usize; 4] = [1_024, 4_096, 16_384, 49_152];
/// The bytes in front of the record inside: its length.
pub const LENGTH: usize = 2;
/// The largest record that stands inside.
pub const INNER_MAX: usize = SIZES[SIZES.len() - 1] - LENGTH;
/// The numbers of readers' stanzas; those that nobody reads are for keys that were thrown away.
pub const STANZAS: [usize; 3] = [8, 16, 32];

const MARK: &[u8] = b"age-encryption.org/v1\n";
const READER: &[u8] = b"-> X25519 ";
/// 32 bytes in base 64 without padding: a share, a wrapped key, a code of the header.
const SHARE: usize = 43;
/// A full line of a stanza's body; a shorter one ends it.
const FULL: usize = 64;
/// Letters of the body of a stanza that nobody reads: age writes up to 99 bytes of chance there.
const OTHER_MAX: usize = 160;
/// Letters of any line but a stanza's body; age's longest, that of the stanza that nobody reads, has 68.
const LINE_MAX: usize = 100;
/// The nonce before the payload and the code behind it.
const AROUND: usize = 16 + 16;

crate::fields! {
    /// The body of a `sealed`.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub struct Sealed {
        /// The kind of the record inside.
        1 purpose: Line<24>,
        /// The age file: readers by X25519, the plaintext padded.
        2 age: Blob,
    }
}

/// What everybody sees of an age file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Outline {
    /// Stanzas for readers: one of [`STANZAS`]. At most so many devices can open it.
    pub stanzas: usize,
    /// Bytes of the plaintext: one of [`SIZES`].
    pub size: usize,
}

/// Reads what everybody sees of an age file.
///
/// # Errors
/// [`WireFault::Shape`] for what is no age file, has readers of another sort than X25519, or another
/// number of stanzas or bytes than the classes: its size would tell what is in it.
pub fn outline(age: &[u8]) -> Result<Outline, WireFault> {
    let mut rest = age.strip_prefix(MARK).ok_or(WireFault::Shape)?;
    let (mut stanzas, mut others) = (0, 0);
    loop {
        let head = Some(line(&mut rest)?).filter(|head| head.len() <= LINE_MAX).ok_or(WireFault::Shape)?;
        if let Some(code) = head.strip_prefix(b"--- ") {
            let size = rest.len().checked_sub(AROUND).ok_or(WireFault::Shape)?;
            let classed = STANZAS.contains(&stanzas) && SIZES.contains(&size) && code.len() == SHARE;
            // age writes one stanza that nobody reads, so that readers learn to pass over what they do not know.
            return if classed && others <= 1 { Ok(Outline { stanzas, size }) } else { Err(WireFault::Shape) };
        }
        let mut length = 0;
        loop {
            let part = line(&mut rest)?.len();
            length += part;
            match part {
                FULL => {}
                0..FULL => break,
                _ => return Err(WireFault::Shape),
            }
        }
        match head.strip_prefix(READER) {
            Some(share) if share.len() == SHARE && length == SHARE => stanzas += 1,
            None if head.starts_with(b"-> ") && length <= OTHER_MAX => others += 1,
            Some(_) | None => return Err(WireFault::Shape),
        }
    }
}

fn line<'a>(rest: &mut &'a [u8]) -> Result<&'a [u8], WireFault> {
    let end = rest.iter().position(|byte| *byte == b'\n').ok_or(WireFault::Shape)?;
    let (line, behind) = rest.split_at(end);
    *rest = &behind[1..];
    Ok(line)
}

fn check(body: &[u8]) -> Result<(), WireFault> {
    let sealed: Sealed = wire::decode(body)?;
    outline(&sealed.age.0).map(|_| ())
}

/// An age file that nobody can open, as long as one of these classes: what stands for a file before it is
/// written.
///
/// - `stanzas`: one of [`STANZAS`]; `size`: one of [`SIZES`].
pub fn blank(stanzas: usize, size: usize) -> Vec<u8> {
    let share = "A".repeat(SHARE);
    let mut age = MARK.to_vec();
    for _ in 0..stanzas {
        age.extend_from_slice(format!("-> X25519 {share}\n{share}\n").as_bytes());
    }
    age.extend_from_slice(format!("--- {share}\n").as_bytes());
    age.resize(age.len() + size + AROUND, 0);
    age
}

fn example() -> Vec<u8> {
    let age = blank(STANZAS[0], SIZES[0]);
    wire::encode(&Sealed { purpose: Line::new("contact").expect("a kind's name"), age: Blob(age) })
}

/// The line in the table.
pub const KIND: Kind = Kind {
    name: "sealed",
    version: 1,
    class: Class::Content,
    form: Form::Document,
    signer: Signer::Anyone,
    place: Place::Either,
    life_days: 90,
    fold: None,
    check,
    example,
};

#[cfg(test)]
mod tests {
    use super::*;

    fn age(stanzas: usize, others: usize, size: usize) -> Vec<u8> {
        let other = format!("-> x-grease a\n{}\n\n", "A".repeat(FULL));
        with_others(stanzas, &other.repeat(others), size)
    }

    fn with_others(stanzas: usize, others: &str, size: usize) -> Vec<u8> {
        let mut age = blank(stanzas, size);
        age.splice(MARK.len()..MARK.len(), others.bytes());
        age
    }

    #[test]
    fn only_whole_classes_of_readers_and_sizes_are_taken() {
        for (stanzas, size) in [(8, 1_024), (16, 1_024), (32, 4_096), (8, 16_384), (32, 49_152)] {
            assert_eq!(outline(&age(stanzas, 1, size)), Ok(Outline { stanzas, size }));
        }
        let readers = [(7, 0, 1_024), (9, 0, 1_024), (8, 2, 1_024)];
        let sizes = [1_023, 2_048, 8_192, 16_383, 16_385, 32_768, 49_151, 49_153, 53_248].map(|size| (8, 0, size));
        for (stanzas, others, size) in readers.into_iter().chain(sizes) {
            assert_eq!(outline(&age(stanzas, others, size)), Err(WireFault::Shape), "{stanzas} {others} {size}");
        }
    }

    #[test]
    fn what_nobody_reads_carries_no_message() {
        let longest = format!("-> {}\n{}\n{}\n{}\n", "x".repeat(63), "A".repeat(FULL), "A".repeat(FULL), "AAAA");
        assert!(outline(&with_others(8, &longest, 1_024)).is_ok(), "the longest that age writes");
        let line = "A".repeat(FULL) + "\n";
        let body = format!("-> x-grease a\n{}\n", line.repeat(3));
        let head = format!("-> {}\n\n", "x".repeat(LINE_MAX));
        for others in [body, head] {
            assert_eq!(outline(&with_others(8, &others, 1_024)), Err(WireFault::Shape), "{others}");
        }
    }

    #[test]
    fn what_is_cut_or_is_no_age_file_is_refused() {
        let whole = age(8, 1, 1_024);
        for length in 0..whole.len() {
            assert_eq!(outline(&whole[..length]), Err(WireFault::Shape), "{length} bytes");
        }
        assert_eq!(outline(b"age-encryption.org/v2\n"), Err(WireFault::Shape));
    }
}
