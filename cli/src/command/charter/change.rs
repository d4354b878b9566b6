//! What differs between two versions of a charter, said as what it means for whom.

use std::collections::BTreeSet;

use protocol::id::Id;
use protocol::keys::Key;
use protocol::record::charter::Charter;
use protocol::record::terms::Terms;
use protocol::time::Day;
use serde_json::{Value, json};

use super::numbers;
use crate::desk::Desk;
use crate::problem::Problem;
use crate::words;

/// One side of a comparison.
#[derive(Clone, Copy, Debug)]
pub struct Side<'a> {
    /// What the charter says.
    pub charter: &'a Charter,
    /// Its words, where they are held.
    pub terms: Option<&'a Terms>,
}

/// One difference: a word for scripts, and the sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// Such as `removed` or `steward`.
    pub what: &'static str,
    /// Who it is about, where it is about somebody.
    pub person: Option<Id>,
    /// The sentence.
    pub line: String,
}

impl Difference {
    /// The sentence alone, without the text that it is about.
    pub fn short(&self) -> &str {
        self.line.lines().next().unwrap_or_default()
    }

    /// As a script reads it.
    pub fn object(&self) -> Value {
        json!({"what": self.what, "person": self.person, "text": self.line})
    }
}

/// What differs, people first, and of these whoever loses most.
///
/// # Errors
/// What the home refused while it was asked for names.
pub fn differences(desk: &Desk, from: Side<'_>, to: Side<'_>) -> Result<Vec<Difference>, Problem> {
    let mut found = people(desk, from, to)?;
    let mut add = |what: &'static str, line: String| found.push(Difference { what, person: None, line });
    let (old, new) = (from.charter, to.charter);
    if (old.threshold, old.stewards.len()) != (new.threshold, new.stewards.len()) {
        let (needed, stewards) = (new.threshold, new.stewards.len());
        add("threshold", words!("change-threshold", needed = needed, stewards = stewards));
    }
    if old.approval != new.approval {
        let line = if new.approval { words!("change-admit-stewards") } else { words!("change-admit-invite") };
        add("admission", line);
    }
    if old.tickets() != new.tickets() {
        add("tickets", words!("change-tickets", count = new.tickets(), before = old.tickets()));
    }
    if old.rules != new.rules {
        add("rules", words!("change-rules", version = new.rules));
    }
    for (what, line) in spoken(from, to) {
        add(what, line);
    }
    Ok(found)
}

/// How much a difference between two versions weighs on the person it is about, the gravest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Gravity {
    /// Out of the collective.
    Removed,
    /// A steward, or no steward any more; pausing, or no longer.
    Role,
    /// A computer came or went.
    Devices,
    /// New in the collective.
    Joined,
}

/// What differs for people: whoever loses most stands first, and those of one weight by name, so that the order says
/// something and is the same on every machine.
fn people(desk: &Desk, from: Side<'_>, to: Side<'_>) -> Result<Vec<Difference>, Problem> {
    let (old, new) = (from.charter, to.charter);
    let mut found = Vec::new();
    let mut add = |gravity: Gravity, name: &str, what: &'static str, person: Id, line: String| {
        found.push((gravity, name.to_lowercase(), Difference { what, person: Some(person), line }));
    };
    let everybody: BTreeSet<Id> = old.members.iter().chain(&new.members).chain(&new.removed).copied().collect();
    for person in everybody {
        let name = &desk.person(&person)?;
        let (was, is) = (old.members.contains(&person), new.members.contains(&person));
        let marked = new.removed.contains(&person) && !old.removed.contains(&person);
        if !is && (was || marked) {
            add(Gravity::Removed, name, "removed", person, words!("change-removed", name = name));
        }
        if is && !was {
            add(Gravity::Joined, name, "joined", person, words!("change-joined", name = name));
        }
        match (old.stewards.contains(&person), new.stewards.contains(&person)) {
            (false, true) if is => {
                add(Gravity::Role, name, "steward", person, words!("change-steward", name = name));
            }
            (true, false) if is => add(Gravity::Role, name, "member", person, words!("change-member", name = name)),
            (true | false, true | false) => {}
        }
        match (paused(from, &person), paused(to, &person)) {
            (before, Some((until, why))) if before != Some((until, why)) => {
                let line = words!("change-paused", name = name, day = desk.clock.day(until));
                add(Gravity::Role, name, "paused", person, quoted(line, why));
            }
            (Some(_), None) if is => {
                add(Gravity::Role, name, "resumed", person, words!("change-resumed", name = name));
            }
            (Some(_) | None, Some(_) | None) => {}
        }
        let listed = |charter: &Charter| -> BTreeSet<Key> {
            charter.devices.iter().filter(|device| device.person == person).map(|device| device.key).collect()
        };
        let (listed_before, listed_now) = (listed(old), listed(new));
        let (before, now) = (listed_before.len(), listed_now.len());
        if was && is && before > 0 && now > 0 && listed_before.is_disjoint(&listed_now) {
            add(Gravity::Devices, name, "device-replaced", person, words!("change-device-replaced", name = name));
        } else if was && is && before > now {
            let line = words!("change-device-removed", name = name, count = now);
            add(Gravity::Devices, name, "device-removed", person, line);
        } else if was && is && before < now {
            let line = words!("change-device-added", name = name, count = now);
            add(Gravity::Devices, name, "device-added", person, line);
        }
    }
    found.sort_by(|one, other| (one.0, &one.1, one.2.person).cmp(&(other.0, &other.1, other.2.person)));
    Ok(found.into_iter().map(|(_, _, difference)| difference).collect())
}

/// Until when somebody pauses, and why, where that is said.
fn paused<'a>(side: Side<'a>, person: &Id) -> Option<(Day, Option<&'a str>)> {
    let pause = side.charter.paused.iter().find(|pause| pause.person == *person)?;
    Some((pause.until, side.terms.and_then(|terms| terms.why(person))))
}

/// A sentence with the text that it is about: nobody agrees to words that they were not shown.
fn quoted(sentence: String, text: Option<&str>) -> String {
    let none = words!("change-no-words");
    let text = text.unwrap_or(&none);
    std::iter::once(sentence).chain(text.lines().map(|line| format!("    {line}"))).collect::<Vec<_>>().join("\n")
}

/// What differs in the words.
fn spoken(from: Side<'_>, to: Side<'_>) -> Vec<(&'static str, String)> {
    if from.charter.terms == to.charter.terms {
        return Vec::new();
    }
    let (Some(old), Some(new)) = (from.terms, to.terms) else { return vec![("words", words!("change-words"))] };
    let mut found = Vec::new();
    if old.name != new.name {
        found.push(("name", words!("change-name", name = new.name.to_string())));
    }
    if old.place != new.place {
        let place = new.place.as_ref().map(ToString::to_string).unwrap_or_default();
        found.push(("place", words!("change-place", place = place)));
    }
    if old.currency != new.currency {
        let currency = new.currency.map(|currency| currency.code().to_string()).unwrap_or_default();
        found.push(("currency", words!("change-currency", currency = &currency)));
        // No command writes that, but somebody else's program may.
        found.extend(new.recounts(old).then(|| ("sums", words!("change-currency-sums", currency = currency))));
    }
    if old.about != new.about {
        found.push(("about", quoted(words!("change-about"), new.about.as_deref())));
    }
    if old.bylaws != new.bylaws {
        found.push(("bylaws", quoted(words!("change-bylaws"), new.bylaws.as_deref())));
    }
    if old.parameters != new.parameters {
        found.extend(numbers::differences(Some(old), Some(new)));
    }
    found
}
