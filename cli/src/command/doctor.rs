//! `talko doctor`: checks with a verdict and, where one is needed, a fix for each.
//!
//! A finding names its check; the catalogue has `check-NAME` with what is checked, and the sentences
//! `.green`, `.amber` and `.red`.

use clap::Args;
use protocol::local::{Finding, Reply, Request, Verdict};
use serde_json::{Value, json};

use crate::desk::{Desk, unfit};
use crate::paint::{Answer, Table};
use crate::problem::{Outcome, Problem, readable};
use crate::words;

/// What `talko doctor` takes.
#[derive(Clone, Debug, Args)]
pub struct Doctor {}

impl Doctor {
    /// Runs the command; exit 10 where a check is red.
    ///
    /// # Errors
    /// What the home refused.
    pub fn run(self, desk: &Desk) -> Outcome {
        let mut findings = match desk.ask(Request::Doctor)? {
            Reply::Doctor(findings) => findings,
            other => return Err(unfit("Doctor", &other)),
        };
        findings.push(journal(desk)?);
        let mut table = Table::default();
        let mut items = Vec::new();
        for finding in &findings {
            let told = told(desk, finding);
            let mark = desk.paint.verdict(finding.verdict, &mark(finding.verdict));
            items.push(object(finding, &told));
            table.row([mark, name(finding), told]);
        }
        let mut answer = Answer::list("doctor", items, None);
        answer.sheet.table(table);
        let red = findings.iter().filter(|finding| finding.verdict == Verdict::Red).count();
        answer.sheet.line(match red {
            0 => words!("doctor-well"),
            red => words!("doctor-red", count = red),
        });
        desk.paint.answer(&answer)?;
        Ok(if red == 0 { 0 } else { 10 })
    }
}

/// Reads the whole journal through, one file a question.
fn journal(desk: &Desk) -> Result<Finding, Problem> {
    let (mut files, mut damaged, mut copies, mut lost) = (0u32, 0u32, 0u32, 0u32);
    let mut after = None;
    let mut bar = None;
    loop {
        let verified = match desk.ask(Request::Verify { after })? {
            Reply::Verified(Some(verified)) => verified,
            Reply::Verified(None) => break,
            other => return Err(unfit("Verify", &other)),
        };
        bar.get_or_insert_with(|| desk.paint.progress(words!("doctor-reading"), u64::from(verified.of)))
            .at(u64::from(verified.place));
        after = Some(verified.first);
        files += 1;
        damaged += u32::from(verified.damaged);
        copies += u32::from(verified.copy_damaged);
        lost += u32::from(verified.damaged && verified.copy_damaged);
    }
    let verdict = match (lost, damaged + copies) {
        (0, 0) => Verdict::Green,
        (0, _) => Verdict::Amber,
        (_, _) => Verdict::Red,
    };
    let finding = Finding::new("journal", verdict).with("files", files);
    Ok(finding.with("damaged", damaged).with("copies", copies).with("lost", lost))
}

fn mark(verdict: Verdict) -> String {
    match verdict {
        Verdict::Green => words!("doctor-mark-green"),
        Verdict::Amber => words!("doctor-mark-amber"),
        Verdict::Red => words!("doctor-mark-red"),
    }
}

const fn word(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Green => "green",
        Verdict::Amber => "amber",
        Verdict::Red => "red",
    }
}

fn name(finding: &Finding) -> String {
    words::maybe(&format!("check-{}", finding.check), None, &[]).unwrap_or_else(|| finding.check.clone())
}

/// The sentence of a finding; one that this build has no words for is told by its figures.
fn told(desk: &Desk, finding: &Finding) -> String {
    let facts = readable(&finding.facts, &desk.clock);
    let values: Vec<(&str, words::Value)> = facts.iter().map(|(name, value)| (name.as_str(), value.clone())).collect();
    words::maybe(&format!("check-{}", finding.check), Some(word(finding.verdict)), &values).unwrap_or_else(|| {
        finding.facts.iter().map(|(name, value)| format!("{name} {value}")).collect::<Vec<_>>().join(", ")
    })
}

fn object(finding: &Finding, told: &str) -> Value {
    json!({
        "check": finding.check,
        "verdict": word(finding.verdict),
        "message": told,
        "facts": finding.facts,
    })
}

#[cfg(test)]
mod tests {
    use protocol::local::Verified;

    use super::*;

    fn home(verdict: Verdict) -> Desk {
        let finding = Finding {
            check: "clock".to_string(),
            verdict,
            facts: [("behind".to_string(), "3 hours".to_string())].into(),
        };
        Desk::fake(move |request| match request {
            Request::Verify { .. } => Ok(Reply::Verified(None)),
            _ => Ok(Reply::Doctor(vec![finding.clone()])),
        })
    }

    #[test]
    fn damage_of_one_copy_is_worth_a_look_and_of_both_is_wrong() {
        for (damaged, copy_damaged, verdict) in [
            (false, false, Verdict::Green),
            (true, false, Verdict::Amber),
            (false, true, Verdict::Amber),
            (true, true, Verdict::Red),
        ] {
            let desk = Desk::fake(move |request| {
                let Request::Verify { after } = request else { panic!("only files are asked for: {request:?}") };
                let first = after.map_or(1, |after| after + 100);
                // The second of three files is the one with the damage.
                let file = |damaged, copy_damaged| Verified { first, place: 1, of: 3, damaged, copy_damaged };
                Ok(Reply::Verified(match first {
                    101 => Some(file(damaged, copy_damaged)),
                    1 | 201 => Some(file(false, false)),
                    _ => None,
                }))
            });
            let finding = journal(&desk).expect("read through");
            assert_eq!((finding.verdict, finding.facts["files"].as_str()), (verdict, "3"));
        }
    }

    #[test]
    fn a_red_check_ends_with_ten_and_an_amber_one_does_not() {
        for (verdict, exit) in [(Verdict::Green, 0), (Verdict::Amber, 0), (Verdict::Red, 10)] {
            assert_eq!(Doctor {}.run(&home(verdict)).expect("an answer"), exit, "{verdict:?}");
        }
    }
}
