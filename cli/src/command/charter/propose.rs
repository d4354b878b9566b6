//! How a change of the charter is made, whoever wants it: the home says what it would be, the steward
//! reads what it means and for whom, agrees once, and it is written.

use protocol::amend::Amendment;
use protocol::history::Phase;
use protocol::local::{Amend, Amended, Past, Published, Reply, Request, Voice};
use serde_json::Value;

use super::change::{Difference, Side, differences};
use super::said;
use crate::desk::{Desk, unfit};
use crate::problem::{Outcome, Problem};
use crate::receipt::{Back, receipt_with};
use crate::{prompt, words};

/// How a steward says that it is meant.
#[derive(Clone, Debug)]
pub enum Consent {
    /// By yes, or `--yes`.
    Yes,
    /// By typing a name, or `--confirm NAME`: what cannot be taken back.
    Name {
        /// What may be typed; the first one is shown.
        names: Vec<String>,
        /// What `--confirm` said.
        confirm: Option<String>,
    },
}

/// What a change is, before and after it is written.
#[derive(Clone, Debug)]
pub struct Change {
    /// What it changes.
    pub amendments: Vec<Amendment>,
    /// As what the one who wants it speaks.
    pub voice: Voice,
    /// What the log calls it, such as "charter revise".
    pub label: &'static str,
    /// How the steward says that it is meant.
    pub consent: Consent,
    /// Whether what those wrote stays who leave by it.
    pub past: Past,
    /// What follows from it beside the differences, in sentences.
    pub follows: Vec<String>,
}

/// Shows a change, asks, writes it, and answers.
///
/// # Errors
/// `stewards-only` and what does not fit; `cancelled` for a no.
pub fn propose(desk: &Desk, change: Change) -> Outcome {
    let preview = amend(desk, &change, true)?;
    let told = differences_of(desk, &preview)?;
    let mut lines: Vec<String> = told.iter().map(|difference| difference.line.clone()).collect();
    lines.extend(change.follows.iter().cloned());
    lines.extend(stays(&preview));
    if desk.global.dry_run {
        lines.insert(0, words!("charter-would"));
        return answer(desk, &preview, &told, lines, change.label);
    }
    if preview.revision.revision.phase == Phase::Proposed {
        lines.push(said::standing(desk, &preview.revision)?);
        lines.extend((change.voice == Voice::Member).then(|| words!("charter-members-may")));
    }
    agree(desk, &change.consent, &lines)?;
    let amended = amend(desk, &change, false)?;
    let mut lines: Vec<String> = told.iter().map(|difference| difference.line.clone()).collect();
    lines.extend(change.follows);
    lines.extend(stays(&amended));
    lines.push(said::standing(desk, &amended.revision)?);
    if amended.revision.revision.phase == Phase::Proposed {
        lines.push(words!("charter-approve-how", short = &amended.revision.short));
    }
    answer(desk, &amended, &told, lines, change.label)
}

/// How much of what those wrote stays who leave, where any is listed.
fn stays(amended: &Amended) -> Option<String> {
    (amended.kept > 0).then(|| words!("remove-keeps", count = amended.kept))
}

/// Agrees to what was shown.
fn agree(desk: &Desk, consent: &Consent, lines: &[String]) -> Result<(), Problem> {
    if desk.paint.asks && !desk.global.yes {
        desk.paint.note(&lines.join("\n"))?;
    }
    match consent {
        Consent::Yes => prompt::agree(desk, &words!("charter-ask")),
        Consent::Name { names, confirm } => {
            let question = words!("charter-ask-name", name = names.first().map_or("", String::as_str));
            prompt::named(desk, &question, names, confirm.clone())
        }
    }
}

fn amend(desk: &Desk, change: &Change, dry_run: bool) -> Result<Amended, Problem> {
    let wish = Amend {
        amendments: change.amendments.clone(),
        voice: change.voice,
        label: change.label.to_string(),
        past: change.past,
        dry_run,
    };
    match desk.ask(Request::Amend(wish))? {
        Reply::Amended(amended) => Ok(*amended),
        other => Err(unfit("Amend", &other)),
    }
}

/// What a change differs in from what held before.
///
/// # Errors
/// What the home refused while it was asked for names.
pub fn differences_of(desk: &Desk, amended: &Amended) -> Result<Vec<Difference>, Problem> {
    let from = Side { charter: &amended.before, terms: amended.words_before.as_ref() };
    differences(desk, from, said::side(&amended.revision))
}

/// Answers what was written or would be.
///
/// # Errors
/// As [`receipt_with`].
pub fn answer(desk: &Desk, amended: &Amended, told: &[Difference], lines: Vec<String>, label: &str) -> Outcome {
    let mut data: Value = said::object(desk, &amended.revision, told)?;
    data["did"] = Value::from(label);
    data["kept"] = Value::from(amended.kept);
    let published: &Published = &amended.published;
    let instead = words!("instead-of-law");
    receipt_with(desk, "charter", lines.join("\n"), data, published, Back::Instead(instead))
}
