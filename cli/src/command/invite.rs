//! `talko invite`: lets somebody in by one line.

use clap::Subcommand;
use protocol::local::{CalledFrom, InviteCard, Invited, NewInvite, Reply, Request, Sort};
use protocol::text::tidy_line;
use protocol::time::{DAY_MS, Day};
use qrcode::render::unicode::Dense1x2;
use qrcode::{EcLevel, QrCode};
use serde_json::{Value, json};

use super::federation;
use crate::choose;
use crate::desk::{Desk, unfit};
use crate::paint::{Answer, State, Table};
use crate::problem::{Outcome, Problem};
use crate::receipt::{Back, receipt, receipt_with};
use crate::values::{Clock, when};
use crate::{trouble, words};

/// 24: a collective has no more places.
const USES_MAX: u32 = 24;
/// 90 days: a line that lies about in chats for longer is found by the wrong person.
const DAYS_MAX: u64 = 90;

/// The verbs of `talko invite`.
#[derive(Clone, Debug, Subcommand)]
pub enum Invite {
    /// Makes an invite.
    New(New),
    /// Every invite.
    List,
    /// Agrees to one that another steward made.
    Approve {
        /// Which.
        id: String,
    },
    /// Takes one back.
    Revoke {
        /// Which.
        id: String,
    },
}

/// What `talko invite new` takes.
#[derive(Clone, Debug, clap::Args)]
pub struct New {
    /// For a person.
    #[arg(long, conflicts_with = "collective")]
    pub member: bool,
    /// For a collective.
    #[arg(long)]
    pub collective: bool,
    /// Into which federation, by its id or a collective in it; absent where there is only one.
    #[arg(long, value_name = "FEDERATION", requires = "collective")]
    pub federation: Option<String>,
    /// How many may use it.
    #[arg(long, value_name = "N", default_value_t = 1)]
    pub uses: u32,
    /// How long it holds.
    #[arg(long, value_name = "SPAN|DATE", default_value = "7d")]
    pub expires: String,
    /// Shows a picture to scan as well.
    #[arg(long)]
    pub qr: bool,
}

impl Invite {
    /// Runs the verb.
    ///
    /// # Errors
    /// A trouble about a value, or what the home refused.
    pub fn run(self, desk: &Desk) -> Outcome {
        match self {
            Invite::New(new) => new.run(desk),
            Invite::List => list(desk),
            Invite::Approve { id } => approve(desk, &id),
            Invite::Revoke { id } => revoke(desk, &id),
        }
    }
}

/// From where a line can be used, as a program reads it.
pub(crate) fn code_of(called_from: CalledFrom) -> &'static str {
    match called_from {
        CalledFrom::Anywhere => "anywhere",
        CalledFrom::Here => "here",
        CalledFrom::Nowhere => "nowhere",
    }
}

/// Warns of a line that whoever gets it may not be able to use.
pub(crate) fn warn_of(called_from: CalledFrom, answer: &mut Answer) {
    match called_from {
        CalledFrom::Anywhere => {}
        CalledFrom::Here => answer.warn(words!("invite-near")),
        CalledFrom::Nowhere => answer.warn(words!("invite-unreachable")),
    }
}

impl New {
    fn run(self, desk: &Desk) -> Outcome {
        let until = self.until(desk)?;
        if !(1..=USES_MAX).contains(&self.uses) {
            return Err(trouble!("invite-uses", typed = self.uses, max = USES_MAX).into());
        }
        let dry_run = desk.global.dry_run;
        let known = if self.collective { federation::own(desk)?.len() } else { 0 };
        let federation = match &self.federation {
            None if known < 2 => None, // the only one, or one that is founded now
            typed => Some(federation::pick(desk, typed.as_deref())?.0),
        };
        let request = NewInvite { collective: self.collective, federation, uses: self.uses, until, dry_run };
        let invited = match desk.ask(Request::Invite(request))? {
            Reply::Invited(invited) => invited,
            other => return Err(unfit("Invite", &other)),
        };
        self.answer(desk, &invited)
    }

    fn until(&self, desk: &Desk) -> Result<Day, Problem> {
        let until = when::until(&self.expires, &desk.clock)?;
        if until.since(desk.clock.now) > DAYS_MAX * DAY_MS {
            return Err(trouble!("invite-long", max = DAYS_MAX).into());
        }
        Ok(until.day())
    }

    fn answer(&self, desk: &Desk, invited: &Invited) -> Outcome {
        let day = desk.clock.day(invited.until);
        let kind = if self.collective { "collective" } else { "member" };
        let data = json!({
            "id": invited.id,
            "invite": invited.line,
            "kind": kind,
            "uses": self.uses,
            "until": day,
            "founded": invited.founded,
            "unreachable": invited.called_from == CalledFrom::Nowhere,
            "called_from": code_of(invited.called_from),
            "stewards": invited.stewards,
            "dry_run": desk.global.dry_run,
        });
        let mut answer = Answer::new("invite", data).state(State::Local);
        if desk.global.dry_run {
            answer.sheet.line(words!("invite-would", uses = self.uses, day = day));
            desk.paint.answer(&answer)?;
            return Ok(0);
        }
        if desk.global.quiet {
            // What is pasted, and nothing around it.
            answer.sheet.line(invited.line.clone());
            desk.paint.answer(&answer)?;
            return Ok(0);
        }
        if invited.founded {
            answer.sheet.line(words!("invite-founded"));
        }
        warn_of(invited.called_from, &mut answer);
        if self.qr {
            answer.sheet.line(picture(&invited.line)?);
        }
        answer.sheet.line(match self.collective {
            true => words!("invite-message-collective", day = &day, uses = self.uses),
            false => words!("invite-message-member", day = &day, uses = self.uses),
        });
        answer.sheet.line("");
        answer.sheet.line(words!("invite-line", line = &invited.line));
        answer.sheet.line("");
        if invited.stewards > 1 {
            let (needed, id) = (invited.stewards, invited.id.short(6));
            answer.sheet.line(words!("invite-waits-how", needed = needed, id = id));
        }
        answer.sheet.line(words!("invite-undo", id = invited.id.short(6)));
        desk.paint.answer(&answer)?;
        Ok(0)
    }
}

/// The line as a picture of half blocks. Upper case packs tighter and reads the same.
fn picture(line: &str) -> Result<String, Problem> {
    let code = QrCode::with_error_correction_level(line.to_ascii_uppercase(), EcLevel::L)
        .map_err(|fault| Problem::unexpected("draw the invite as a picture", fault))?;
    // Most terminals are dark: the light modules are drawn, with a quiet zone around.
    let mut image = code.render::<Dense1x2>();
    Ok(image.dark_color(Dense1x2::Light).light_color(Dense1x2::Dark).quiet_zone(true).build())
}

fn list(desk: &Desk) -> Outcome {
    let invites = match desk.ask(Request::Invites)? {
        Reply::Invites(invites) => invites,
        other => return Err(unfit("Invites", &other)),
    };
    let mut answer = Answer::list("invite", invites.iter().map(|card| object(desk, card)).collect(), None);
    if invites.is_empty() {
        answer.sheet.line(words!("invite-none"));
    } else {
        let mut table = Table::new([
            words!("invite-column-id"),
            words!("invite-column-kind"),
            words!("invite-column-until"),
            words!("invite-column-state"),
        ]);
        for card in &invites {
            let kind = if card.collective { words!("invite-kind-collective") } else { words!("invite-kind-member") };
            table.row([card.short.clone(), kind, desk.clock.day(card.until), standing(desk, card)]);
        }
        answer.sheet.table(table);
    }
    desk.paint.answer(&answer)?;
    Ok(0)
}

fn standing(desk: &Desk, card: &InviteCard) -> String {
    if card.revoked {
        return words!("invite-revoked");
    }
    if card.waits {
        return words!("invite-waits");
    }
    let name = |name: &Option<String>| name.as_deref().map_or_else(|| words!("invite-somebody"), tidy_line);
    match card.used.last() {
        Some((who, at)) if card.used.len() == 1 => words!("invite-used", name = name(who), when = desk.clock.show(*at)),
        Some((who, _)) => words!("invite-used-several", count = card.used.len(), uses = card.uses, name = name(who)),
        None if card.until < desk.clock.now.day() => words!("invite-expired"),
        None => words!("invite-open"),
    }
}

fn object(desk: &Desk, card: &InviteCard) -> Value {
    let used: Vec<Value> = card.used.iter().map(|(name, at)| json!({"name": name, "at": Clock::json(*at)})).collect();
    json!({
        "id": card.id,
        "short": card.short,
        "kind": if card.collective { "collective" } else { "member" },
        "uses": card.uses,
        "used": used,
        "until": desk.clock.day(card.until),
        "revoked": card.revoked,
        "waits": card.waits,
        "created": Clock::json(card.created),
    })
}

fn approve(desk: &Desk, typed: &str) -> Outcome {
    let found = choose::one(desk, Sort::Invite, typed)?;
    if desk.global.dry_run {
        let data = json!({"id": found.id, "short": found.short, "dry_run": true});
        let line = words!("invite-would-approve", short = &found.short);
        desk.paint.answer(&Answer::new("invite", data).line(line))?;
        return Ok(0);
    }
    let published = match desk.ask(Request::ApproveInvite(found.id))? {
        Reply::Published(published) => published,
        other => return Err(unfit("ApproveInvite", &other)),
    };
    let data = json!({"id": found.id, "short": found.short});
    let instead = Back::Instead(words!("invite-undo", id = &found.short));
    receipt_with(desk, "invite", words!("invite-approved", short = &found.short), data, &published, instead)
}

fn revoke(desk: &Desk, typed: &str) -> Outcome {
    let found = choose::one(desk, Sort::Invite, typed)?;
    if desk.global.dry_run {
        let data = json!({"id": found.id, "short": found.short, "dry_run": true});
        let line = words!("invite-would-revoke", short = &found.short);
        desk.paint.answer(&Answer::new("invite", data).line(line))?;
        return Ok(0);
    }
    let published = match desk.ask(Request::RevokeInvite(found.id))? {
        Reply::Published(published) => published,
        other => return Err(unfit("RevokeInvite", &other)),
    };
    let data = json!({"id": found.id, "short": found.short});
    receipt(desk, "invite", words!("invite-taken-back", short = &found.short), data, &published)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_invite_still_fits_into_a_picture_of_eighty_columns() {
        let line = "talko1".to_string() + &"q".repeat(protocol::invite_line::LINE_MAX - 6);
        let drawn = picture(&line).expect("it fits");
        assert!(drawn.lines().all(|row| row.chars().count() <= 80), "{drawn}");
    }
}
