//! `talko marker forget`: a confidential tag leaves this computer's memory too.

use clap::Args;
use protocol::local::{Reply, Request};
use protocol::text::tidy_line;
use serde_json::json;

use crate::desk::{Desk, unfit};
use crate::paint::{Answer, State};
use crate::problem::Outcome;
use crate::words;

/// What `talko marker forget` takes.
#[derive(Clone, Debug, Args)]
pub struct Forget {
    /// The confidential tag.
    pub name: String,
}

impl Forget {
    /// Runs the verb.
    ///
    /// # Errors
    /// `unknown-marker` where no confidential tag has this name.
    pub fn run(self, desk: &Desk) -> Outcome {
        let name = tidy_line(&self.name);
        if !desk.global.dry_run {
            match desk.ask(Request::ForgetTag(name.clone()))? {
                Reply::Done => {}
                other => return Err(unfit("ForgetTag", &other)),
            }
        }
        let line = match desk.global.dry_run {
            true => words!("marker-would-forget", name = &name),
            false => words!("marker-forgotten", name = &name),
        };
        let data = json!({"name": name, "share": "local"});
        desk.paint.answer(&Answer::new("marker", data).state(State::Local).line(line))?;
        Ok(0)
    }
}
