//! The strict decoder against two others: ciborium alone, and a small reader of this file, which knows integers, byte
//! strings, text, arrays, maps, and the three simple values that we use.

use ciborium::value::Value;
use protocol::record::TABLE;
use protocol::wire::{self, WireFault};

use super::target;

/// What the strict decoder takes, ciborium takes as the same value, to the last byte.
pub fn assert_one_spelling(bytes: &[u8]) {
    let mut rest = bytes;
    let value: Value = ciborium::from_reader(&mut rest).expect("what is strictly CBOR is CBOR");
    assert!(rest.is_empty(), "{} bytes behind the value", rest.len());
    let mut again = Vec::new();
    ciborium::into_writer(&value, &mut again).expect("a vector takes every byte");
    assert_eq!(again, bytes);
}

/// What this reader says of one deterministic value.
#[derive(Debug, PartialEq)]
enum Read {
    Sound,
    /// Another spelling, or none.
    Refused,
    /// A float, a tag, another simple value, or nested deep: not compared.
    Beyond,
}

/// Reads one value; returns what is behind it.
fn value(bytes: &[u8], depth: usize) -> Result<&[u8], Read> {
    let (first, rest) = bytes.split_first().ok_or(Read::Refused)?;
    let (major, minor) = (first >> 5, first & 31);
    if major == 6 || depth > 12 {
        return Err(Read::Beyond);
    }
    if major == 7 {
        return if (20..=22).contains(&minor) { Ok(rest) } else { Err(Read::Beyond) };
    }
    let digits = match minor {
        0..=23 => 0,
        24..=27 => 1 << (minor - 24),
        _ => return Err(Read::Refused),
    };
    let (number, mut rest) = rest.split_at_checked(digits).ok_or(Read::Refused)?;
    let number = number.iter().fold(u64::from(minor) * u64::from(digits == 0), |sum, byte| sum << 8 | u64::from(*byte));
    let least = [0, 24, 1 << 8, 0, 1 << 16, 0, 0, 0, 1 << 32][digits];
    if number < least {
        return Err(Read::Refused);
    }
    match major {
        0 | 1 => Ok(rest),
        2 | 3 => {
            let (content, rest) =
                rest.split_at_checked(number.try_into().unwrap_or(usize::MAX)).ok_or(Read::Refused)?;
            if major == 3 && std::str::from_utf8(content).is_err() { Err(Read::Refused) } else { Ok(rest) }
        }
        4 => {
            for _ in 0..number {
                rest = value(rest, depth + 1)?;
            }
            Ok(rest)
        }
        _ => {
            let mut last: Option<&[u8]> = None;
            for _ in 0..number {
                let behind = value(rest, depth + 1)?;
                let key = &rest[..rest.len() - behind.len()];
                if last.is_some_and(|last| last >= key) {
                    return Err(Read::Refused);
                }
                last = Some(key);
                rest = value(behind, depth + 1)?;
            }
            Ok(rest)
        }
    }
}

fn judged(bytes: &[u8]) -> Read {
    match value(bytes, 0) {
        Ok([]) => Read::Sound,
        Ok(_) => Read::Refused,
        Err(read) => read,
    }
}

#[test]
fn three_readers_agree_on_what_deterministic_cbor_is() {
    let mut seeds: Vec<Vec<u8>> = TABLE.iter().map(|kind| (kind.example)()).collect();
    seeds.push(b"\xa3\x01\x83\x00\x17\x18\x18\x02\xa2\x20\xf4\x38\x63\xf5\x19\x01\x00\xa0".to_vec());
    target("canonical", 20_000, 4_000).run(seeds, |input| {
        let strict = wire::check_unknown(input);
        match judged(input) {
            Read::Sound => assert_eq!(strict, Ok(()), "only the strict decoder refuses it"),
            Read::Refused => assert!(strict.is_err(), "only the strict decoder takes it"),
            Read::Beyond => {}
        }
        if strict.is_ok() {
            assert_one_spelling(input);
        }
        assert_ne!((strict, judged(input)), (Err(WireFault::Depth), Read::Sound));
        format!("{strict:?} {:?}", judged(input))
    });
}
