//! `talko member pause` and `talko member resume`: a member takes on nothing new for a while. What they have promised
//! before holds, and so does their voice. Every pause has a reason, which only members read, and an end.

use clap::Args;
use protocol::amend::Amendment;
use protocol::local::Past;
use protocol::record::charter::Paused;

use super::role::own;
use crate::command::charter::propose::{Change, Consent, propose};
use crate::command::charter::revise::{voice, words_in_force};
use crate::desk::Desk;
use crate::problem::Outcome;
use crate::values::{text, when};
use crate::{trouble, words};

/// What `talko member pause` takes.
#[derive(Clone, Debug, Args)]
pub struct Pause {
    /// The member, by name or id.
    pub member: String,
    /// The reason, which all members read.
    #[arg(long, value_name = "TEXT")]
    pub why: String,
    /// How long, or until when.
    #[arg(long, value_name = "WHEN", default_value = "30d")]
    pub until: String,
    /// As a member, for two thirds of the members to carry.
    #[arg(long)]
    pub as_members: bool,
}

/// What `talko member resume` takes.
#[derive(Clone, Debug, Args)]
pub struct Resume {
    /// The member, by name or id.
    pub member: String,
    /// As a member, for two thirds of the members to carry.
    #[arg(long)]
    pub as_members: bool,
}

impl Pause {
    /// Runs the verb.
    ///
    /// # Errors
    /// `stewards-only`, `member-elsewhere`, `pause-steward`, `pause-long`; what does not fit.
    pub fn run(self, desk: &Desk) -> Outcome {
        let card = own(desk, &self.member)?;
        let until = when::until(&self.until, &desk.clock)?.day();
        let why = text::line("--why", &self.why)?;
        let terms = words_in_force(desk)?.because(card.person, Some(why));
        let terms = terms.map_err(|_| trouble!("too-large", what = "--why"))?;
        let pause = Paused { person: card.person, until };
        let name = desk.person(&card.person)?;
        let change = Change {
            amendments: vec![Amendment::Pause(pause), Amendment::Terms(terms)],
            voice: voice(self.as_members),
            label: "member pause",
            consent: Consent::Yes,
            past: Past::Kept,
            follows: vec![words!("pause-means", name = &name), words!("pause-appeal", name = &name)],
        };
        propose(desk, change)
    }
}

impl Resume {
    /// Runs the verb.
    ///
    /// # Errors
    /// `stewards-only`, `member-elsewhere`, `pause-none`.
    pub fn run(self, desk: &Desk) -> Outcome {
        let card = own(desk, &self.member)?;
        let mut amendments = vec![Amendment::Resume(card.person)];
        let terms = words_in_force(desk)?;
        if terms.why(&card.person).is_some() {
            let terms = terms.because(card.person, None).map_err(|_| trouble!("too-large", what = "terms"))?;
            amendments.push(Amendment::Terms(terms));
        }
        let (voice, past, follows) = (voice(self.as_members), Past::Kept, Vec::new());
        propose(desk, Change { amendments, voice, label: "member resume", consent: Consent::Yes, past, follows })
    }
}
