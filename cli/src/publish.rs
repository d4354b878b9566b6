//! Owns how a command writes: drafts go to the home in one operation, and the first thing that a
//! member shares with the federation takes their open face along.

use protocol::id::Id;
use protocol::local::{DRAFTS_MAX, Draft, Publish, Published, Reply, Request, Role, Version};
use protocol::space::Side;
use protocol::wire::{self, Blob};
use serde::Serialize;

use crate::desk::{Desk, unfit};
use crate::face;
use crate::problem::Problem;
use crate::share::Audience;
use crate::{trouble, words};

/// A draft that stands where its audience says.
///
/// - `subject`: what it is about, where that is not itself; `names`: what it binds.
pub fn draft<T: Serialize>(
    kind: &str,
    audience: Audience,
    subject: Option<Id>,
    names: Vec<Id>,
    document: Version,
    body: &T,
) -> Draft {
    Draft {
        kind: kind.to_string(),
        side: audience.side,
        audience: audience.federation.filter(|_| audience.side == Side::Open),
        subject,
        names,
        document,
        body: Blob(wire::encode(body)),
    }
}

/// What was written, or would be.
#[derive(Clone, Debug)]
pub struct Written {
    /// What the home says of it; the items of the command's own drafts come first.
    pub published: Published,
    /// How many of the command's own drafts were written; the others wait for tickets.
    pub own: usize,
    /// True where the member's open face went along.
    pub introduced: bool,
}

/// What happens to drafts for which this week's tickets do not suffice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Excess {
    /// All drafts are refused.
    Refuse,
    /// They wait for next week.
    Wait,
}

impl Written {
    /// The document, or what the first draft is about; nothing in a dry run, where no id exists yet.
    pub fn first(&self) -> Option<&protocol::local::Item> {
        self.published.operation.and(self.published.items.first())
    }

    /// The first item's short id; empty in a dry run and where it waits for tickets.
    pub fn short(&self) -> &str {
        self.first().map_or("", |item| &item.short)
    }

    /// The sentence about the open face, where it went along.
    pub fn introduction(&self) -> Option<String> {
        self.introduced.then(|| words!("publish-introduced"))
    }
}

/// Writes drafts as one operation, or with `--dry-run` shows what they would be.
///
/// - `label`: what the log calls it, such as "lead new".
/// - `drafts`: at least one, one fewer than [`DRAFTS_MAX`] where something is shared.
///
/// # Errors
/// What the home refused; `newcomer` where somebody who is not a member yet posts a lead.
pub fn publish(desk: &Desk, label: &str, drafts: Vec<Draft>, excess: Excess) -> Result<Written, Problem> {
    let mut drafts = drafts;
    if drafts.iter().any(|draft| draft.kind == "lead") {
        let me = desk.me()?.person;
        if desk.card(&me)?.is_some_and(|card| card.role == Role::New) {
            return Err(trouble!("newcomer").into());
        }
    }
    let shares = drafts.iter().any(|draft| draft.side == Side::Open && draft.kind != "profile");
    let mut introduced = false;
    if shares
        && drafts.len() < DRAFTS_MAX
        && let Some(face) = face::introduction(desk)?
    {
        // Second, so that the log is titled after what was meant, and a ticket is left for it.
        drafts.insert(1, face);
        introduced = true;
    }
    let wish =
        Publish { drafts, label: label.to_string(), overflow: excess == Excess::Wait, dry_run: desk.global.dry_run };
    let mut published = match desk.ask(Request::Publish(wish))? {
        Reply::Published(published) => published,
        other => return Err(unfit("Publish", &other)),
    };
    let mut own = published.items.len();
    if introduced && own > 1 {
        let face = published.items.remove(1);
        published.items.push(face);
        own -= 1;
    }
    Ok(Written { published, own, introduced })
}
