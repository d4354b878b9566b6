//! Owns how a fresh input comes from good ones: a copy of one of them with one to eight changes.

use crate::chance::Chance;

/// Bytes at which numbers, lengths and text turn: of CBOR, of little and big numbers, of UTF-8 and of terminals.
const ODD: [u8; 20] = [
    0x00, 0x01, 0x17, 0x18, 0x1b, 0x20, 0x3b, 0x40, 0x5f, 0x7f, 0x80, 0x9b, 0x9f, 0xa0, 0xbf, 0xc2, 0xe2, 0xf6, 0xf7,
    0xff,
];
/// Pieces that say "very long", "very large", "without end", or turn text around.
const HEAVY: [&[u8]; 10] = [
    b"\xff\xff\xff\xff",
    b"\x1b\xff\xff\xff\xff\xff\xff\xff\xff",
    b"\x3b\x7f\xff\xff\xff\xff\xff\xff\xff",
    b"\x5b\x00\x00\x00\x10\x00\x00\x00\x00",
    b"\x9b\x00\x00\x00\x10\x00\x00\x00\x00",
    b"\xbf\xff",
    b"\x9f\x9f\x9f\x9f",
    b"\x80\x00\x00\x00",
    b"\xe2\x80\xae",
    b"\x1b[2J",
];

/// A fresh input of at most `length_max` bytes.
pub fn child(parents: &[Vec<u8>], words: &[&[u8]], length_max: usize, chance: &mut Chance) -> Vec<u8> {
    let mut bytes = chance.one(parents).cloned().unwrap_or_default();
    for _ in 0..=chance.below(8) {
        change(&mut bytes, parents, words, chance);
        if chance.below(3) == 0 {
            break;
        }
    }
    bytes.truncate(length_max);
    bytes
}

fn change(bytes: &mut Vec<u8>, parents: &[Vec<u8>], words: &[&[u8]], chance: &mut Chance) {
    let at = chance.below(bytes.len() + 1);
    let end = (at + 1 + chance.below(16)).min(bytes.len());
    match chance.below(12) {
        0 => set(bytes, at, |byte, chance| byte ^ (1 << chance.below(8)), chance),
        1 => set(bytes, at, |_, chance| ODD[chance.below(ODD.len())], chance),
        2 => set(bytes, at, |byte, chance| byte.wrapping_add([1, 0xff, 8, 0xf8][chance.below(4)]), chance),
        3 => set(bytes, at, |_, chance| chance.number() as u8, chance),
        4 => bytes.insert(at, ODD[chance.below(ODD.len())]),
        5 => drop(bytes.drain(at..end)),
        6 => {
            // A piece once more, up to 64 times.
            let piece = bytes[at..end].repeat(1 << chance.below(7));
            bytes.splice(at..at, piece);
        }
        7 => bytes.truncate(at),
        8 => {
            bytes.splice(at..at, HEAVY[chance.below(HEAVY.len())].iter().copied());
        }
        9 => {
            let word = chance.one(words).copied().unwrap_or_default();
            // In between, or in the place of something.
            let until = if chance.below(2) == 0 { at } else { end };
            bytes.splice(at..until, word.iter().copied());
        }
        10 => {
            // The end of another.
            let other = chance.one(parents).map(Vec::as_slice).unwrap_or_default();
            let from = chance.below(other.len() + 1);
            bytes.truncate(at);
            bytes.extend_from_slice(&other[from..]);
        }
        _ => {
            // A piece of another.
            let other = chance.one(parents).map(Vec::as_slice).unwrap_or_default();
            let from = chance.below(other.len() + 1);
            let until = (from + 1 + chance.below(64)).min(other.len());
            bytes.splice(at..end.max(at), other[from..until].iter().copied());
        }
    }
}

fn set(bytes: &mut [u8], at: usize, value: impl FnOnce(u8, &mut Chance) -> u8, chance: &mut Chance) {
    if let Some(byte) = bytes.get_mut(at) {
        *byte = value(*byte, chance);
    }
}
