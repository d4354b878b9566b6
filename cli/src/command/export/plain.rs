//! Owns how the body of any kind, also of one that this version does not know, becomes JSON: the
//! numbered fields of docs/protocol.md as keys, byte strings as ids or hexadecimal.

use std::fmt;

use protocol::id::Id;
use protocol::wire;
use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Value};

/// A body as JSON; `null` where it cannot be read.
pub fn json(body: &[u8]) -> Value {
    wire::lenient::<Plain>(body).map_or(Value::Null, |plain| plain.0)
}

/// Bytes in hexadecimal.
pub fn hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let digit = |half: u8| char::from(DIGITS[usize::from(half)]);
    bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect()
}

struct Plain(Value);

impl<'de> Deserialize<'de> for Plain {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Plain, D::Error> {
        from.deserialize_any(Anything)
    }
}

struct Anything;

impl<'de> Visitor<'de> for Anything {
    type Value = Plain;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any value")
    }

    fn visit_bool<E>(self, value: bool) -> Result<Plain, E> {
        Ok(Plain(value.into()))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Plain, E> {
        Ok(Plain(value.into()))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Plain, E> {
        Ok(Plain(value.into()))
    }

    fn visit_str<E>(self, value: &str) -> Result<Plain, E> {
        Ok(Plain(value.into()))
    }

    fn visit_bytes<E>(self, value: &[u8]) -> Result<Plain, E> {
        let text = <[u8; 32]>::try_from(value).map_or_else(|_| hex(value), |id| Id::from_bytes(id).to_string());
        Ok(Plain(text.into()))
    }

    fn visit_unit<E>(self) -> Result<Plain, E> {
        Ok(Plain(Value::Null))
    }

    fn visit_none<E>(self) -> Result<Plain, E> {
        Ok(Plain(Value::Null))
    }

    fn visit_some<D: Deserializer<'de>>(self, from: D) -> Result<Plain, D::Error> {
        Plain::deserialize(from)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Plain, A::Error> {
        let mut items = Vec::new();
        while let Some(Plain(item)) = seq.next_element()? {
            items.push(item);
        }
        Ok(Plain(Value::Array(items)))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Plain, A::Error> {
        let mut object = Map::new();
        while let Some((Plain(key), Plain(value))) = map.next_entry()? {
            let key = match key {
                Value::String(text) => text,
                other => other.to_string(),
            };
            object.insert(key, value);
        }
        Ok(Plain(Value::Object(object)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use protocol::record;

    #[test]
    fn every_kind_has_a_body_that_reads_as_json() {
        for kind in record::TABLE {
            assert!(json(&(kind.example)()).is_object(), "{}", kind.name);
        }
        let lead = json(&(record::lead::KIND.example)());
        assert_eq!(lead["1"], "Bookkeeper for a café in Melbourne");
    }

    #[test]
    fn what_is_no_body_is_null() {
        assert_eq!(json(&[0xFF, 0x00]), Value::Null);
    }
}
