//! Owns deterministic CBOR (RFC 8949, 4.2): the only file that names ciborium.
//!
//! One value has one spelling: integers in their shortest form, definite lengths, map keys ascending,
//! nothing behind the end. What does not re-encode to the same bytes is refused, so nobody but a
//! signer can make a second spelling of a record.
//!
//! A struct of a body is a map with integer keys, declared by [`fields!`](crate::fields); absent
//! fields are left out. Source: docs/protocol.md, "Bytes".

use ciborium::value::Value;
use serde::Serialize;
use serde::de::DeserializeOwned;

/// 16: what records need is at most five deep.
pub const DEPTH_MAX: usize = 16;

/// Why bytes are not one of our values.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum WireFault {
    /// Not CBOR, or not of the shape that was asked for.
    #[error("bytes are not of the expected shape")]
    Shape,
    /// The same value has another, shorter or ordered, spelling; or bytes stand behind its end.
    #[error("bytes are not in deterministic form")]
    Spelling,
    /// Nested deeper than [`DEPTH_MAX`].
    #[error("bytes are nested too deep")]
    Depth,
}

/// Writes a value. The types of this crate encode deterministically by construction.
pub fn encode<T: Serialize + ?Sized>(value: &T) -> Vec<u8> {
    let mut out = Vec::with_capacity(256);
    ciborium::into_writer(value, &mut out).expect("a vector takes every byte, and our types have no failing encoder");
    out
}

/// Reads a value and refuses every spelling of it but one.
///
/// # Errors
/// [`WireFault`] for anything that is not exactly what [`encode`] writes.
pub fn decode<T: DeserializeOwned + Serialize>(bytes: &[u8]) -> Result<T, WireFault> {
    let value = lenient(bytes)?;
    if encode(&value) == bytes { Ok(value) } else { Err(WireFault::Spelling) }
}

/// Reads a value that this machine wrote itself (rows, settings), where spelling is no question.
///
/// # Errors
/// [`WireFault::Shape`] where the bytes are damaged.
pub fn lenient<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, WireFault> {
    ciborium::de::from_reader_with_recursion_limit(bytes, DEPTH_MAX + 2).map_err(|fault| match fault {
        ciborium::de::Error::RecursionLimitExceeded => WireFault::Depth,
        _ => WireFault::Shape,
    })
}

/// Checks bytes of a shape that this version does not know: any one deterministic CBOR value.
///
/// # Errors
/// [`WireFault`] where they are not.
pub fn check_unknown(bytes: &[u8]) -> Result<(), WireFault> {
    let value: Value = lenient(bytes)?;
    ordered(&value, 0)?;
    if encode(&value) == bytes { Ok(()) } else { Err(WireFault::Spelling) }
}

fn ordered(value: &Value, depth: usize) -> Result<(), WireFault> {
    if depth > DEPTH_MAX {
        return Err(WireFault::Depth);
    }
    match value {
        Value::Array(items) => items.iter().try_for_each(|item| ordered(item, depth + 1)),
        Value::Tag(_, inner) => ordered(inner, depth + 1),
        Value::Map(pairs) => {
            let keys: Vec<Vec<u8>> = pairs.iter().map(|(key, _)| encode(key)).collect();
            if !keys.is_sorted_by(|a, b| a < b) {
                return Err(WireFault::Spelling);
            }
            pairs.iter().try_for_each(|(key, item)| ordered(key, depth + 1).and(ordered(item, depth + 1)))
        }
        _ => Ok(()),
    }
}

/// A field of a map with integer keys: says when it is left out and what its absence means.
pub trait Field: Serialize + DeserializeOwned {
    /// True where the field is left out of the map.
    fn absent(&self) -> bool {
        false
    }
    /// What stands for a field that is not in the map; `None` where it must be there.
    fn missing() -> Option<Self> {
        None
    }
}

impl<T: Serialize + DeserializeOwned> Field for Option<T> {
    fn absent(&self) -> bool {
        self.is_none()
    }
    fn missing() -> Option<Self> {
        Some(None)
    }
}

impl<T: Serialize + DeserializeOwned, const MAX: usize> Field for Few<T, MAX> {
    fn absent(&self) -> bool {
        self.0.is_empty()
    }
    fn missing() -> Option<Self> {
        Some(Few(Vec::new()))
    }
}

impl Field for bool {
    fn absent(&self) -> bool {
        !self
    }
    fn missing() -> Option<Self> {
        Some(false)
    }
}

macro_rules! required {
    ($($type:ty),*) => { $(impl Field for $type {})* };
}
required!(u8, u16, u32, u64, i64, crate::id::Id, crate::time::Moment, crate::time::Day, crate::time::Week, Blob);
impl<const MAX: usize> Field for crate::text::Line<MAX> {}
impl<const MAX: usize> Field for crate::text::Text<MAX> {}

/// At most `MAX` items; more are refused while reading, before they are kept.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Few<T, const MAX: usize>(Vec<T>);

impl<T, const MAX: usize> Default for Few<T, MAX> {
    fn default() -> Self {
        Few(Vec::new())
    }
}

impl<T, const MAX: usize> Few<T, MAX> {
    /// Takes the items; gives them back where there are more than `MAX`.
    ///
    /// # Errors
    /// The items themselves, when too many.
    pub fn new(items: Vec<T>) -> Result<Self, Vec<T>> {
        if items.len() > MAX { Err(items) } else { Ok(Few(items)) }
    }

    /// The items as a vector.
    pub fn into_vec(self) -> Vec<T> {
        self.0
    }
}

impl<T, const MAX: usize> std::ops::Deref for Few<T, MAX> {
    type Target = [T];
    fn deref(&self) -> &[T] {
        &self.0
    }
}

impl<'a, T, const MAX: usize> IntoIterator for &'a Few<T, MAX> {
    type Item = &'a T;
    type IntoIter = std::slice::Iter<'a, T>;
    fn into_iter(self) -> Self::IntoIter {
        self.0.iter()
    }
}

impl<T: Serialize, const MAX: usize> Serialize for Few<T, MAX> {
    fn serialize<S: serde::Serializer>(&self, out: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(out)
    }
}

impl<'de, T: serde::Deserialize<'de>, const MAX: usize> serde::Deserialize<'de> for Few<T, MAX> {
    fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct Items<T, const MAX: usize>(std::marker::PhantomData<T>);
        impl<'de, T: serde::Deserialize<'de>, const MAX: usize> serde::de::Visitor<'de> for Items<T, MAX> {
            type Value = Few<T, MAX>;
            fn expecting(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
                write!(f, "an array of at most {MAX} items")
            }
            fn visit_seq<A: serde::de::SeqAccess<'de>>(self, mut seq: A) -> Result<Few<T, MAX>, A::Error> {
                let mut items = Vec::new();
                while let Some(item) = seq.next_element()? {
                    if items.len() == MAX {
                        return Err(serde::de::Error::invalid_length(MAX + 1, &self));
                    }
                    items.push(item);
                }
                Ok(Few(items))
            }
        }
        from.deserialize_seq(Items(std::marker::PhantomData))
    }
}

/// A byte string of any length that its surroundings bound.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
#[serde(transparent)]
pub struct Blob(#[serde(with = "serde_bytes")] pub Vec<u8>);

/// Declares a struct that travels as a CBOR map with ascending integer keys.
///
/// Every field implements [`Field`]; a field that is
/// [`absent`](Field::absent) is left out. Unknown keys, keys out of order and missing required keys
/// are refused.
#[macro_export]
macro_rules! fields {
    ($(#[$meta:meta])* $vis:vis struct $name:ident { $($(#[$field_meta:meta])* $key:literal $field:ident: $type:ty,)* }) => {
        $(#[$meta])*
        $vis struct $name { $($(#[$field_meta])* pub $field: $type,)* }

        impl ::serde::Serialize for $name {
            fn serialize<S: ::serde::Serializer>(&self, out: S) -> Result<S::Ok, S::Error> {
                use ::serde::ser::SerializeMap as _;
                use $crate::wire::Field as _;
                let present = 0usize $(+ usize::from(!self.$field.absent()))*;
                let mut map = out.serialize_map(Some(present))?;
                $(if !self.$field.absent() { map.serialize_entry(&($key as u64), &self.$field)?; })*
                map.end()
            }
        }

        impl<'de> ::serde::Deserialize<'de> for $name {
            fn deserialize<D: ::serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
                struct Fields;
                impl<'de> ::serde::de::Visitor<'de> for Fields {
                    type Value = $name;
                    fn expecting(&self, f: &mut ::std::fmt::Formatter) -> ::std::fmt::Result {
                        f.write_str(concat!("the fields of ", stringify!($name)))
                    }
                    fn visit_map<A: ::serde::de::MapAccess<'de>>(self, mut map: A) -> Result<$name, A::Error> {
                        use ::serde::de::Error as _;
                        $(let mut $field: Option<$type> = None;)*
                        let mut last: Option<u64> = None;
                        while let Some(key) = map.next_key::<u64>()? {
                            if last.is_some_and(|last| last >= key) {
                                return Err(A::Error::custom("keys out of order"));
                            }
                            last = Some(key);
                            match key {
                                $($key => $field = Some(map.next_value()?),)*
                                _ => return Err(A::Error::custom("unknown key")),
                            }
                        }
                        Ok($name { $($field: match $field.or_else(<$type as $crate::wire::Field>::missing) {
                            Some(value) => value,
                            None => return Err(A::Error::missing_field(stringify!($field))),
                        },)* })
                    }
                }
                from.deserialize_map(Fields)
            }
        }

        impl $crate::wire::Field for $name {}
    };
}

/// Declares words that travel as one small number each; a number that is none of them is refused.
#[macro_export]
macro_rules! word {
    ($(#[$meta:meta])* $name:ident { $($(#[$item_meta:meta])* $item:ident = $code:literal,)* }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name { $($(#[$item_meta])* $item,)* }

        impl ::serde::Serialize for $name {
            fn serialize<S: ::serde::Serializer>(&self, out: S) -> Result<S::Ok, S::Error> {
                out.serialize_u8(match self { $($name::$item => $code,)* })
            }
        }

        impl<'de> ::serde::Deserialize<'de> for $name {
            fn deserialize<D: ::serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
                match <u8 as ::serde::Deserialize>::deserialize(from)? {
                    $($code => Ok($name::$item),)*
                    _ => Err(<D::Error as ::serde::de::Error>::custom("no such word")),
                }
            }
        }

        impl $crate::wire::Field for $name {}
    };
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Line;

    crate::fields! {
        #[derive(Clone, Debug, PartialEq)]
        struct Sample {
            1 title: Line<8>,
            2 count: Option<u32>,
            3 tags: Few<u8, 2>,
        }
    }

    fn sample() -> Sample {
        Sample { title: Line::new("tea").expect("short"), count: None, tags: Few::new(vec![1]).expect("few") }
    }

    #[test]
    fn a_struct_is_a_map_with_ascending_integer_keys() {
        assert_eq!(encode(&sample()), [0xA2, 1, 0x63, b't', b'e', b'a', 3, 0x81, 1]);
        assert_eq!(decode::<Sample>(&encode(&sample())), Ok(sample()));
    }

    #[test]
    fn every_second_spelling_is_refused() {
        let spellings: [&[u8]; 7] = [
            &[0xBF, 1, 0x63, b't', b'e', b'a', 3, 0x81, 1, 0xFF], // indefinite map
            &[0xA2, 3, 0x81, 1, 1, 0x63, b't', b'e', b'a'],       // keys descending
            &[0xA2, 1, 0x63, b't', b'e', b'a', 3, 0x81, 0x18, 1], // a longer integer
            &[0xA2, 1, 0x63, b't', b'e', b'a', 3, 0x81, 1, 0],    // a trailing byte
            &[0xA3, 1, 0x63, b't', b'e', b'a', 2, 0xF6, 3, 0x81, 1], // a null where nothing stands
            &[0xA2, 1, 0x63, b't', b'e', b'a', 3, 0x80],          // an empty list where nothing stands
            &[0xA3, 1, 0x63, b't', b'e', b'a', 3, 0x81, 1, 9, 0], // an unknown field
        ];
        for bytes in spellings {
            assert!(decode::<Sample>(bytes).is_err(), "{bytes:x?}");
        }
    }

    #[test]
    fn a_list_longer_than_its_place_is_refused() {
        assert!(decode::<Sample>(&[0xA2, 1, 0x63, b't', b'e', b'a', 3, 0x83, 1, 2, 3]).is_err());
    }

    #[test]
    fn an_unknown_shape_is_checked_as_strictly() {
        assert_eq!(check_unknown(&[0xA2, 1, 2, 3, 4]), Ok(()));
        assert_eq!(check_unknown(&[0xA2, 3, 4, 1, 2]), Err(WireFault::Spelling));
        assert_eq!(check_unknown(&[0xA2, 1, 2, 1, 4]), Err(WireFault::Spelling));
        assert_eq!(check_unknown(&[0x18, 1]), Err(WireFault::Spelling));
        assert_eq!(check_unknown(&[1, 1]), Err(WireFault::Spelling));
        assert!(check_unknown(&[0x81; 40]).is_err());
    }
}
