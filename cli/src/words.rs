//! Owns the catalogue: the one place where sentences stand. It must not know what they are about.
//!
//! `words!("lead-saved", short = "7K3Q")` says one message; the key is always literal, so that a
//! test can compare the keys in the code with those in the catalogue, both ways. Errors and help
//! are looked up by a computed key, with [`maybe`]; their own tests prove that they are complete.

use std::collections::HashMap;
use std::sync::{LazyLock, PoisonError, RwLock, RwLockReadGuard};

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};

/// The English catalogue as it stands in the file.
pub const ENGLISH: &str = include_str!("words/en.ftl");
/// The languages of this build, by their tags.
pub const LANGUAGES: &[&str] = &["en"];

/// Where each message stands in the catalogue. A command says a few of two thousand: to read all of them is a
/// third of what it takes to answer.
static ENTRIES: LazyLock<HashMap<&str, &str>> = LazyLock::new(|| entries(ENGLISH));

/// The messages that were said before.
static SAID: LazyLock<RwLock<FluentBundle<FluentResource>>> = LazyLock::new(|| {
    let mut bundle = FluentBundle::new_concurrent(vec!["en".parse().expect("en is a tag")]);
    // The marks would be pasted along with an id, and not every terminal hides them.
    bundle.set_use_isolating(false);
    RwLock::new(bundle)
});

/// The messages of a catalogue by their keys, each as it stands there, with its attributes.
fn entries(catalogue: &str) -> HashMap<&str, &str> {
    let mut entries = HashMap::new();
    let (mut open, mut at) = (None, 0);
    for line in catalogue.split_inclusive('\n') {
        let begins = line.starts_with(|letter: char| letter.is_ascii_lowercase());
        if begins || line.starts_with('#') {
            entries.extend(open.take().map(|(key, from)| (key, &catalogue[from..at])));
            open = line.split_once('=').filter(|_| begins).map(|(key, _)| (key.trim_end(), at));
        }
        at += line.len();
    }
    entries.extend(open.map(|(key, from)| (key, &catalogue[from..])));
    entries
}

/// The messages that were said before, with this one among them; nothing where the catalogue lacks it.
fn with(key: &str) -> Option<RwLockReadGuard<'static, FluentBundle<FluentResource>>> {
    let said = SAID.read().unwrap_or_else(PoisonError::into_inner);
    if said.has_message(key) {
        return Some(said);
    }
    drop(said);
    let entry = *ENTRIES.get(key)?;
    let read = FluentResource::try_new(entry.to_string()).expect("a test parses each message by itself");
    // Another thread may say it for the first time as well; what is there already stays.
    SAID.write().unwrap_or_else(PoisonError::into_inner).add_resource_overriding(read);
    Some(SAID.read().unwrap_or_else(PoisonError::into_inner))
}

/// Says one message of the catalogue; the key and the names of its values are literal.
#[macro_export]
macro_rules! words {
    ($key:literal $(, $name:ident = $value:expr)* $(,)?) => {
        $crate::words::say($key, &[$((stringify!($name), $crate::words::Value::from($value))),*])
    };
}

/// A value inside a sentence: a text, or a whole number that chooses the plural.
#[derive(Clone, Debug)]
pub enum Value {
    /// A text.
    Text(String),
    /// A whole number.
    Number(i64),
}

impl From<String> for Value {
    fn from(text: String) -> Value {
        Value::Text(text)
    }
}

impl From<&String> for Value {
    fn from(text: &String) -> Value {
        Value::Text(text.clone())
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Value {
        Value::Text(text.to_string())
    }
}

macro_rules! number {
    ($($type:ty),*) => {$(
        impl From<$type> for Value {
            /// Numbers above 2^63 - 1 count nothing that a person reads; they stay at the end.
            fn from(number: $type) -> Value {
                Value::Number(i64::try_from(number).unwrap_or(i64::MAX))
            }
        }
    )*};
}
number!(u8, u16, u32, u64, usize, i32, i64);

/// Says a message; [`words!`](crate::words!) is the usual way here.
///
/// A key that is missing shows as itself: a person can still report it, and a test finds it first.
pub fn say(key: &str, values: &[(&str, Value)]) -> String {
    maybe(key, None, values).unwrap_or_else(|| key.to_string())
}

/// Says a message or one of its attributes, where the catalogue has it.
pub fn maybe(key: &str, attribute: Option<&str>, values: &[(&str, Value)]) -> Option<String> {
    let said = with(key)?;
    let message = said.get_message(key)?;
    let pattern = match attribute {
        Some(name) => message.get_attribute(name)?.value(),
        None => message.value()?,
    };
    let mut args = FluentArgs::new();
    for (name, value) in values {
        let value = match value {
            Value::Text(text) => FluentValue::from(text.as_str()),
            Value::Number(number) => FluentValue::from(*number),
        };
        args.set(*name, value);
    }
    let mut faults = Vec::new();
    let text = said.format_pattern(pattern, Some(&args), &mut faults).into_owned();
    // Errors and checks take their values from the home, which may be of another version.
    debug_assert!(faults.is_empty() || key.starts_with("error-") || key.starts_with("check-"), "{key}: {faults:?}");
    Some(if faults.is_empty() { text } else { blanked(&text) })
}

/// Fluent shows a value that nobody gave as `{$name}`; people see that something is left out.
fn blanked(said: &str) -> String {
    let mut out = String::with_capacity(said.len());
    let mut rest = said;
    while let Some((before, behind)) = rest.split_once("{$") {
        out.push_str(before);
        out.push('…');
        rest = behind.split_once('}').map_or("", |(_, rest)| rest);
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests;
