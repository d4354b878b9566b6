//! Owns how a command fails: the three parts that a person reads, the object that a script reads,
//! and the exit code. The sentences stand in the catalogue as `error-CODE` with the attributes
//! `.meaning`, `.next` and, where one command helps, `.hint`.

pub mod codes;
pub mod report;

use std::collections::BTreeMap;
use std::error::Error;

use protocol::local::Trouble;
use serde_json::{Value, json};

use crate::values::Clock;
use crate::words;

/// Why a command did not do what it was asked.
#[derive(Debug, thiserror::Error)]
pub enum Problem {
    /// It was refused, for a reason that has a code.
    #[error("refused: {}", .0.code)]
    Refused(Trouble),
    /// Something failed that has no code: a report is written.
    #[error("while trying to {attempted}")]
    Unexpected {
        /// What was attempted, for the report.
        attempted: String,
        /// What went wrong.
        source: Box<dyn Error + Send + Sync>,
    },
    /// Whoever read the output has hung up; that is no failure.
    #[error("the reader hung up")]
    Pipe,
    /// Ctrl-C.
    #[error("interrupted")]
    Interrupted,
}

/// What a command ends with: its exit code, or a problem.
pub type Outcome = Result<u8, Problem>;

/// Makes the [`Trouble`] with a literal code and facts; its exit code stands in [`codes::CODES`].
#[macro_export]
macro_rules! trouble {
    ($code:literal $(, $name:ident = $value:expr)* $(,)?) => {
        $crate::problem::coded($code)$(.with(stringify!($name), $value))*
    };
}

/// A trouble with the exit code that the table gives; [`trouble!`](crate::trouble!) is the usual way here.
pub fn coded(code: &str) -> Trouble {
    Trouble::new(code, codes::exit(code))
}

impl From<Trouble> for Problem {
    fn from(trouble: Trouble) -> Problem {
        Problem::Refused(trouble)
    }
}

impl Problem {
    /// Wraps a failure that has no code of its own.
    ///
    /// - `attempted`: what was being done, as an infinitive: "write the invite to the screen".
    pub fn unexpected(attempted: &str, source: impl Error + Send + Sync + 'static) -> Problem {
        Problem::Unexpected { attempted: attempted.to_string(), source: Box::new(source) }
    }

    /// The exit code of a command that ends with it.
    pub fn exit(&self) -> u8 {
        match self {
            Problem::Refused(trouble) => trouble.exit,
            Problem::Unexpected { .. } => 1,
            Problem::Pipe => 0,
            Problem::Interrupted => 130,
        }
    }
}

/// The three parts of a trouble, and the command that helps.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    /// What happened.
    pub message: String,
    /// What it means for their data.
    pub meaning: String,
    /// The one next step.
    pub next: String,
    /// A command that can be copied.
    pub hint: Option<String>,
    /// The code as people see it: `E-INVITE-USED`.
    pub shown: String,
}

/// Finds the sentences for a trouble. A code that this build does not know, from a newer process
/// of the same home, is told as what it is.
///
/// Facts that are instants or days by their names are said in the reader's zone.
pub fn tell(trouble: &Trouble, clock: &Clock) -> Told {
    let facts = readable(&trouble.facts, clock);
    let facts: Vec<(&str, words::Value)> = facts.iter().map(|(name, value)| (name.as_str(), value.clone())).collect();
    let key = format!("error-{}", trouble.code);
    let part = |attribute| words::maybe(&key, attribute, &facts);
    match (part(None), part(Some("meaning")), part(Some("next"))) {
        (Some(message), Some(meaning), Some(next)) => {
            Told { message, meaning, next, hint: part(Some("hint")), shown: shown(&trouble.code) }
        }
        _ => Told {
            message: words!("unknown-code-message"),
            meaning: words!("unknown-code-meaning", code = shown(&trouble.code)),
            next: words!("unknown-code-next"),
            hint: None,
            shown: shown(&trouble.code),
        },
    }
}

/// A code as people see it.
pub fn shown(code: &str) -> String {
    format!("E-{}", code.to_uppercase())
}

/// Facts that hold milliseconds since 1970, beside those whose names end in `_ms`.
const INSTANTS: &[&str] = &["at", "last", "next", "until"];

/// Facts as values: instants (`_ms`) and days (`_day`) in the reader's zone, numbers as numbers,
/// texts cleaned.
pub fn readable(facts: &BTreeMap<String, String>, clock: &Clock) -> BTreeMap<String, words::Value> {
    facts
        .iter()
        .map(|(name, text)| {
            let value = match text.parse::<i64>() {
                Ok(ms) if name.ends_with("_ms") || INSTANTS.contains(&name.as_str()) => {
                    words::Value::Text(clock.show_ms(ms))
                }
                Ok(day) if name.ends_with("_day") => words::Value::Text(clock.show_day(day)),
                Ok(number) if number.to_string() == *text => words::Value::Number(number),
                Ok(_) | Err(_) => words::Value::Text(cut(name, protocol::text::tidy_line(text))),
            };
            (name.clone(), value)
        })
        .collect()
}

/// Facts that are copied or chosen from: half of a path or of a list helps nobody.
const WHOLE: &[&str] = &["path", "known", "topics"];
/// 160 characters: two lines of a terminal; who typed more knows it again by its beginning.
const ECHO_MAX: usize = 160;
/// 60 characters are left of what is longer, so that the sentence around it stays in sight.
const ECHO_CUT: usize = 60;

/// The beginning of a fact that is too long to be read in a sentence.
fn cut(name: &str, text: String) -> String {
    match text.char_indices().nth(ECHO_CUT) {
        Some((end, _)) if !WHOLE.contains(&name) && text.chars().count() > ECHO_MAX => format!("{}…", &text[..end]),
        Some(_) | None => text,
    }
}

/// The text of a trouble on a terminal: three lines, the code behind the last.
pub fn text(told: &Told) -> String {
    format!("{}\n{}\n{} ({})\n", told.message, told.meaning, told.next, told.shown)
}

/// The object of a trouble for a script.
pub fn object(code: &str, told: &Told, exit: u8) -> Value {
    let mut error = json!({"code": code, "message": told.message, "meaning": told.meaning});
    error["hint"] = Value::from(told.hint.clone().unwrap_or_else(|| told.next.clone()));
    error["exit"] = Value::from(exit);
    json!({ "error": error })
}

#[cfg(test)]
mod tests;
