//! `talko join`: one command for every kind of invite.

use std::io::{self, Read as _};
use std::path::PathBuf;

use clap::{Args, ValueEnum};
use protocol::invite_line::{DeviceRequest, Guest, InviteLine, LineFault, Pasted};
use protocol::local::{Join as Joining, Joined, Reply, Request, Role, Trouble};
use protocol::text::tidy_line;
use serde_json::json;

use super::federation::wish;
use super::key::device;
use crate::desk::{Desk, unfit};
use crate::paint::{Answer, State};
use crate::problem::{Outcome, Problem};
use crate::values::text;
use crate::{prompt, trouble, words};

/// 64 KiB: a chat message with an invite in it is far shorter.
const PASTED_MAX: u64 = 64 * 1024;

/// What `talko join` takes.
#[derive(Clone, Debug, Args)]
pub struct Join {
    /// The line; several where a chat program broke it, `-` for stdin.
    #[arg(required = true, num_args = 1.., value_name = "INVITE")]
    pub invite: Vec<String>,
    /// What the joiner is called.
    #[arg(long, value_name = "NAME")]
    pub name: Option<String>,
    /// What the federation sees of the own members.
    #[arg(long, value_enum, value_name = "leads|full", default_value = "leads")]
    pub exchange: Exchange,
    /// Joins without asking.
    #[arg(long)]
    pub accept_rules: bool,
    /// A file with the twelve words, for another computer of somebody who belongs, or to come in again.
    #[arg(long, value_name = "FILE")]
    pub words_file: Option<PathBuf>,
    /// What that computer is called.
    #[arg(long, value_name = "NAME")]
    pub label: Option<String>,
}

/// What a collective shows to the federation that it joins.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum Exchange {
    /// Leads that are marked as shared.
    #[default]
    Leads,
    /// Members' public names and skills as well, and pledges for the federation.
    Full,
}

impl Join {
    /// A join by a line that was typed at a question.
    pub fn asked(invite: String) -> Join {
        Join {
            invite: vec![invite],
            name: None,
            exchange: Exchange::Leads,
            accept_rules: false,
            words_file: None,
            label: None,
        }
    }

    /// Runs the command.
    ///
    /// # Errors
    /// A trouble about the invite, or what the home refused.
    pub fn run(self, desk: &Desk) -> Outcome {
        let pasted = pasted(&self.invite)?;
        let line = InviteLine::parse(&pasted).map_err(refused)?;
        let today = desk.clock.now.day();
        // A day of tolerance: the clocks of two continents and of an old laptop differ.
        if line.until.plus(1) < today {
            return Err(trouble!("invite-expired", until = line.until.start().0).into());
        }
        let own = desk.directory()?.me.as_ref().map(|me| me.collective);
        let settled = own.is_some();
        match (line.guest, settled) {
            // Whether somebody whom no version lists comes in once more, their home knows.
            (Guest::Member, true) if own == Some(line.charter) => {}
            (Guest::Member | Guest::Device | Guest::Replacement, true) => {
                return Err(trouble!("invite-member-taken").into());
            }
            (Guest::Collective, false) => return Err(trouble!("invite-needs-collective").into()),
            (Guest::Member | Guest::Device | Guest::Replacement, false) | (Guest::Collective, true) => {}
        }
        let profile = match line.guest {
            Guest::Member if settled && self.name.is_none() => None, // they have a face
            Guest::Member => {
                let name = match &self.name {
                    Some(name) => name.clone(),
                    None => prompt::text(desk, &words!("ask-your-name"), "--name NAME", None)?,
                };
                Some(super::setup::face(desk, &name, None)?)
            }
            Guest::Collective | Guest::Device | Guest::Replacement => None,
        };
        let words = match line.guest {
            Guest::Member if self.words_file.is_none() => None,
            Guest::Device | Guest::Member if !desk.global.dry_run => {
                Some(super::restore::needed_words(desk, self.words_file.as_deref())?)
            }
            Guest::Device | Guest::Replacement | Guest::Member | Guest::Collective => None,
        };
        // Whoever types the words has answered already.
        if desk.paint.asks && !self.accept_rules && line.guest != Guest::Device {
            let question = match (line.guest, self.exchange) {
                (Guest::Replacement, _) => words!("join-ask-replacement"),
                (Guest::Member | Guest::Device, _) => words!("join-ask-member"),
                (Guest::Collective, Exchange::Leads) => words!("join-ask-leads"),
                (Guest::Collective, Exchange::Full) => words!("join-ask-full"),
            };
            prompt::agree(desk, &question)?;
        }
        let joining = Joining {
            invite: pasted,
            profile,
            shows_members: self.exchange == Exchange::Full,
            words,
            label: text::maybe_line("--label", self.label.as_deref())?,
            dry_run: desk.global.dry_run,
        };
        let joined = match desk.ask(Request::Join(joining))? {
            Reply::Joined(joined) => joined,
            other => return Err(unfit("Join", &other)),
        };
        if !desk.global.dry_run && line.guest != Guest::Collective {
            super::setup::remember(desk)?;
        }
        answer(desk, &joined, line.guest, self.exchange)
    }
}

/// The text of the invite, from the line or from stdin.
fn pasted(invite: &[String]) -> Result<String, Problem> {
    if invite != ["-"] {
        return Ok(invite.join(" "));
    }
    let mut bytes = Vec::new();
    let read = io::stdin().lock().take(PASTED_MAX).read_to_end(&mut bytes);
    read.map_err(|fault| trouble!("file", path = "-", reason = fault))?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// Why a pasted text is no invite, in words.
pub fn refused(fault: LineFault) -> Trouble {
    match fault {
        LineFault::Empty => trouble!("invite-empty"),
        LineFault::Short { have, want } => trouble!("invite-short", have = have, want = want),
        LineFault::Altered => trouble!("invite-altered"),
        LineFault::Kind(Pasted::Words) => trouble!("invite-words"),
        LineFault::Kind(Pasted::Link) => trouble!("invite-link"),
        LineFault::Kind(Pasted::Request) => trouble!("invite-request"),
        LineFault::Kind(Pasted::Invite | Pasted::Other) => trouble!("invite-kind"),
        LineFault::Newer => trouble!("invite-newer"),
    }
}

fn answer(desk: &Desk, joined: &Joined, guest: Guest, exchange: Exchange) -> Outcome {
    let name = joined.name.as_deref().map_or_else(|| words!("join-unnamed"), tidy_line);
    let data = json!({
        "id": joined.charter,
        "federation": joined.federation,
        "name": joined.name,
        "size": joined.size,
        "reached": joined.reached,
        "role": role(joined.role),
        "exchange": if exchange == Exchange::Full { "full" } else { "leads" },
        "until": desk.clock.day(joined.until),
        "request": joined.request.as_ref().map(DeviceRequest::encode),
        "full": joined.full,
        "wish": joined.wish.as_ref().map(|card| wish::object(desk, card)).transpose()?.map(|mut card| card["wish"].take()),
        "check": joined.request.as_ref().map(device::check),
    });
    let state = if joined.reached { State::Sent } else { State::Queued };
    let mut answer = Answer::new("join", data).state(state);
    if desk.global.dry_run {
        let day = desk.clock.day(joined.until);
        answer.sheet.line(match guest {
            Guest::Collective => words!("join-would-federation", day = day),
            Guest::Member => words!("join-would-member", day = day),
            Guest::Device => words!("join-would-device", day = day),
            Guest::Replacement => words!("join-would-replacement", day = day),
        });
        desk.paint.answer(&answer)?;
        return Ok(0);
    }
    if let Some(card) = &joined.wish {
        answer.sheet.line(wish::standing(desk, card)?);
        answer.sheet.line(words!("join-waits-stewards", day = desk.clock.day(joined.until)));
        desk.paint.answer(&answer)?;
        return Ok(0);
    }
    if joined.full {
        answer.sheet.line(words!("join-full"));
        answer.sheet.line(words!("join-full-next"));
        desk.paint.answer(&answer)?;
        return Ok(0);
    }
    if let Some(request) = &joined.request {
        device::asking(request).into_iter().for_each(|line| answer.sheet.line(line));
        answer.sheet.line("");
        answer.sheet.line(words!("device-ask-next"));
        desk.paint.answer(&answer)?;
        return Ok(0);
    }
    match (joined.reached, joined.federation) {
        (false, _) => answer.sheet.line(words!("join-kept", day = desk.clock.day(joined.until))),
        (true, true) => answer.sheet.line(words!("join-federation", name = name, size = joined.size)),
        (true, false) if matches!(guest, Guest::Device | Guest::Replacement) => {
            answer.sheet.line(words!("join-device", name = name))
        }
        (true, false) => answer.sheet.line(words!("join-collective", name = name, size = joined.size)),
    }
    match joined.role {
        Role::New if joined.reached && !joined.federation => answer.sheet.line(words!("join-new")),
        Role::New | Role::Member | Role::Steward | Role::Former => {}
    }
    answer.sheet.line(match (joined.federation, exchange) {
        (false, _) => words!("join-next-member"),
        (true, Exchange::Leads) => words!("join-shows-leads"),
        (true, Exchange::Full) => words!("join-shows-full"),
    });
    if joined.federation {
        answer.sheet.line(words!("join-shows-before"));
    }
    desk.paint.answer(&answer)?;
    Ok(0)
}

/// The word for a role in JSON.
pub const fn role(role: Role) -> &'static str {
    match role {
        Role::New => "new",
        Role::Member => "member",
        Role::Steward => "steward",
        Role::Former => "former",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_way_to_paste_wrongly_has_its_own_answer() {
        for (pasted, code, exit) in [
            ("", "invite-empty", 2),
            ("talko1", "invite-short", 2),
            ("hello", "invite-kind", 2),
            ("https://example.org/about", "invite-link", 2),
        ] {
            let trouble = refused(InviteLine::parse(pasted).expect_err(pasted));
            assert_eq!((trouble.code.as_str(), trouble.exit), (code, exit), "{pasted}");
        }
    }
}
