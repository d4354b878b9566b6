//! `talko member role` and `talko member remove`: what somebody is in the collective, and that they no
//! longer belong. Both are changes of the charter, made for the steward.

use clap::Args;
use protocol::amend::Amendment;
use protocol::local::{Past, Role};

use crate::command::charter::propose::{Change, Consent, propose};
use crate::command::charter::revise::voice;
use crate::desk::Desk;
use crate::problem::{Outcome, Problem};
use crate::{trouble, words};

/// What `talko member role` takes.
#[derive(Clone, Debug, Args)]
pub struct SetRole {
    /// The member, by name or id.
    pub member: String,
    /// What they become.
    pub role: Office,
    /// As a member, for two thirds of the members to carry.
    #[arg(long)]
    pub as_members: bool,
}

/// What `talko member remove` takes.
#[derive(Clone, Debug, Args)]
pub struct Remove {
    /// The member, by name or id.
    pub member: String,
    /// Their name again, instead of the question.
    #[arg(long, value_name = "NAME")]
    pub confirm: Option<String>,
    /// What they wrote goes with them.
    #[arg(long)]
    pub forget: bool,
    /// As a member, for two thirds of the members to carry.
    #[arg(long)]
    pub as_members: bool,
}

/// What somebody can be made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Office {
    /// A member whose agreement changes the charter.
    Steward,
    /// A member like the others.
    Member,
}

impl SetRole {
    /// Runs the verb.
    ///
    /// # Errors
    /// `stewards-only`; `member-elsewhere`; what does not fit.
    pub fn run(self, desk: &Desk) -> Outcome {
        let card = own(desk, &self.member)?;
        let amendment = match self.role {
            Office::Steward => Amendment::Steward(card.person),
            Office::Member => Amendment::Member(card.person),
        };
        let follows = match (self.role, card.role) {
            (Office::Steward, Role::Member) => vec![words!("role-steward-may")],
            _ => Vec::new(),
        };
        let (amendments, voice, past) = (vec![amendment], voice(self.as_members), Past::Kept);
        propose(desk, Change { amendments, voice, label: "member role", consent: Consent::Yes, past, follows })
    }
}

impl Remove {
    /// Runs the verb.
    ///
    /// # Errors
    /// `stewards-only`; `member-elsewhere`; `confirm-differs` where another name was typed.
    pub fn run(self, desk: &Desk) -> Outcome {
        let card = own(desk, &self.member)?;
        let name = desk.person(&card.person)?;
        let consent = Consent::Name { names: desk.confirming(&card.person)?, confirm: self.confirm };
        let mut follows = vec![words!("remove-ends", name = &name), words!("remove-remembers", name = &name)];
        let past = if self.forget { Past::Forgotten } else { Past::Kept };
        if self.forget {
            follows.push(words!("remove-forgets", name = &name));
        }
        let (amendments, voice) = (vec![Amendment::Remove(card.person)], voice(self.as_members));
        propose(desk, Change { amendments, voice, label: "member remove", consent, past, follows })
    }
}

/// Somebody of the own collective.
pub(super) fn own(desk: &Desk, typed: &str) -> Result<protocol::local::PersonCard, Problem> {
    let card = super::card(desk, typed)?.clone();
    if card.collective != desk.me()?.collective {
        let collective = desk.collective(&card.collective)?;
        return Err(trouble!("member-elsewhere", name = desk.person(&card.person)?, collective = collective).into());
    }
    Ok(card)
}
