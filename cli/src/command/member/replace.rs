//! `talko member replace`: a new computer for somebody who lost computer and words. A line goes to them, a line comes
//! back from the new computer, and the stewards put it in the place of all that the member had.

use std::io::{self, Read as _};

use clap::Args;
use protocol::amend::{Amendment, Replacement};
use protocol::id::Id;
use protocol::invite_line::DeviceRequest;
use protocol::local::{CalledFrom, Invited, Opens, Past, Reply, Request};
use serde_json::json;

use super::role::own;
use crate::command::charter::propose::{Change, Consent, propose};
use crate::command::charter::revise::voice;
use crate::command::invite::{code_of, warn_of};
use crate::command::key::device::check;
use crate::desk::{Desk, unfit};
use crate::paint::Answer;
use crate::problem::{Outcome, Problem};
use crate::values::when;
use crate::{trouble, words};

/// 64 KiB: a chat message with a line in it is far shorter.
const PASTED_MAX: u64 = 64 * 1024;

/// What `talko member replace` takes.
#[derive(Clone, Debug, Args)]
pub struct Replace {
    /// The member, by name or id.
    pub member: String,
    /// The line that the new computer shows; `-` reads stdin.
    #[arg(long, value_name = "LINE")]
    pub with: Option<String>,
    /// How long the line to the new computer holds.
    #[arg(long, value_name = "WHEN", default_value = "7d")]
    pub expires: String,
    /// Their name again, instead of the question.
    #[arg(long, value_name = "NAME")]
    pub confirm: Option<String>,
    /// What they wrote on the lost one goes with it.
    #[arg(long)]
    pub forget: bool,
    /// As a member, for two thirds of the members to carry.
    #[arg(long)]
    pub as_members: bool,
}

impl Replace {
    /// Runs the verb.
    ///
    /// # Errors
    /// `stewards-only`; `request-line` where the line is none; `request-other` where it is another's.
    pub fn run(self, desk: &Desk) -> Outcome {
        let card = own(desk, &self.member)?;
        if card.person == desk.me()?.person {
            return Err(trouble!("replace-self").into());
        }
        match self.with.as_deref() {
            None => line(desk, card.person, &self.expires),
            Some(pasted) => {
                let request = DeviceRequest::parse(&read(pasted)?).map_err(|_| trouble!("request-line"))?;
                self.list(desk, card.person, request)
            }
        }
    }

    fn list(self, desk: &Desk, person: Id, request: DeviceRequest) -> Outcome {
        let name = desk.person(&person)?;
        let mut follows = vec![
            words!("replace-check", name = &name, check = check(&request)),
            words!("replace-old", name = &name),
            words!("replace-told", name = &name),
        ];
        let past = if self.forget { Past::Forgotten } else { Past::Kept };
        follows.extend(self.forget.then(|| words!("remove-forgets", name = &name)));
        let consent = Consent::Name { names: desk.confirming(&person)?, confirm: self.confirm };
        let (amendments, voice) = (vec![Amendment::Replace(Replacement { person, request })], voice(self.as_members));
        propose(desk, Change { amendments, voice, label: "member replace", consent, past, follows })
    }
}

/// Makes the line for the new computer; nothing is written.
fn line(desk: &Desk, person: Id, expires: &str) -> Outcome {
    let until = when::until(expires, &desk.clock)?.day();
    let Invited { line, until, called_from, .. } =
        match desk.ask(Request::DeviceLine { person, until, opens: Opens::Stewards })? {
            Reply::Invited(invited) => invited,
            other => return Err(unfit("DeviceLine", &other)),
        };
    let name = desk.person(&person)?;
    let data = json!({
        "line": line,
        "until": desk.clock.day(until),
        "reachable": called_from != CalledFrom::Nowhere,
        "called_from": code_of(called_from),
    });
    let mut answer = Answer::new("device-line", data);
    answer.sheet.line(words!("device-add-for", name = &name, day = desk.clock.day(until)));
    answer.sheet.line("");
    answer.sheet.line(words!("device-add-command", line = &line));
    answer.sheet.line("");
    answer.sheet.line(words!("replace-how", name = &name));
    answer.sheet.line(words!("replace-next"));
    warn_of(called_from, &mut answer);
    desk.paint.answer(&answer)?;
    Ok(0)
}

fn read(pasted: &str) -> Result<String, Problem> {
    if pasted != "-" {
        return Ok(pasted.to_string());
    }
    let mut bytes = Vec::new();
    let read = io::stdin().lock().take(PASTED_MAX).read_to_end(&mut bytes);
    read.map_err(|fault| trouble!("file", path = "-", reason = fault))?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}
