//! `sealed`: carries a record that only some can read, as an age file of which everybody sees no more
//! than its size class. What is inside and to whom it speaks is [`crate::sealed`]'s.
//!
//! Source of the file's form: <https://c2sp.org/age>; of the sizes: docs/protocol.md, "Sealed".

use super::*;
use crate::text::Line;
use crate::wire::Blob;

/// The sizes to which a plaintext is padded, in bytes: what is written in a line, and in a page.
pub const SIZES: [usize; 2] = [1_024, 4_096];
/// The numbers of readers' stanzas; those that nobody reads are for keys that were thrown away.
pub const STANZAS: [usize; 3] = [8, 16, 32];

const MARK: &[u8] = b"age-encryption.org/v1\n";
const READER: &[u8] = b"-> X25519 ";
/// 32 bytes in base 64 without padding: a share, a wrapped key, a code of the header.
const SHARE: usize = 43;
/// A full line of a stanza's body; a shorter one ends it.
const FULL: usize = 64;
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
        let head = line(&mut rest)?;
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
            None if head.starts_with(b"-> ") => others += 1,
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

/// An age file of the smallest class that nobody can open.
fn example() -> Vec<u8> {
    let share = "A".repeat(SHARE);
    let mut age = MARK.to_vec();
    for _ in 0..STANZAS[0] {
        age.extend_from_slice(format!("-> X25519 {share}\n{share}\n").as_bytes());
    }
    age.extend_from_slice(format!("--- {share}\n").as_bytes());
    age.extend_from_slice(&vec![0; SIZES[0] + AROUND]);
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
        let share = "A".repeat(SHARE);
        let mut age = MARK.to_vec();
        for _ in 0..stanzas {
            age.extend_from_slice(format!("-> X25519 {share}\n{share}\n").as_bytes());
        }
        for _ in 0..others {
            age.extend_from_slice(format!("-> x-grease a\n{}\n\n", "A".repeat(FULL)).as_bytes());
        }
        age.extend_from_slice(format!("--- {share}\n").as_bytes());
        age.extend_from_slice(&vec![0; size + AROUND]);
        age
    }

    #[test]
    fn only_whole_classes_of_readers_and_sizes_are_taken() {
        for (stanzas, size) in [(8, 1_024), (16, 1_024), (32, 4_096)] {
            assert_eq!(outline(&age(stanzas, 1, size)), Ok(Outline { stanzas, size }));
        }
        for (stanzas, others, size) in [(7, 0, 1_024), (9, 0, 1_024), (8, 2, 1_024), (8, 0, 1_023), (8, 0, 2_048)] {
            assert_eq!(outline(&age(stanzas, others, size)), Err(WireFault::Shape), "{stanzas} {others} {size}");
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
