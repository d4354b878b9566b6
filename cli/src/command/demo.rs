//! `talko demo`: a small federation on this machine - real homes, each with its own keys, its own
//! folder and its own process, that meet, share, promise and catch up, and then are gone.
//!
//! Every step is a command of this same program, run as a person would type it, and shown so.

pub mod house;
pub mod play;
pub mod stage;
pub mod telling;

use std::fs::File;
use std::path::PathBuf;

use clap::Args;
use serde_json::json;

use crate::desk::Desk;
use crate::paint::Answer;
use crate::problem::Outcome;
use crate::{trouble, words};
use play::Play;
use stage::Stage;
use telling::Telling;

/// What `talko demo` takes.
#[derive(Clone, Debug, Args)]
pub struct Demo {
    /// How many collectives.
    #[arg(long, value_name = "2|3", default_value_t = 3, value_parser = clap::value_parser!(u8).range(2..=3))]
    pub collectives: u8,
    /// Adverts to share; a few invented ones where none are given.
    #[arg(long, value_name = "FILE")]
    pub leads: Option<PathBuf>,
}

impl Demo {
    /// Runs the command: at most a minute, and whichever way it ends nothing of it is left.
    ///
    /// # Errors
    /// `file` for leads that cannot be read; `demo-step` and `demo-late` where a step fails or takes
    /// too long; `demo-left` where the folder could not be removed.
    pub fn run(self, desk: &Desk) -> Outcome {
        if let Some(path) = &self.leads {
            // Before anything is built up: most mistakes are made here.
            let read = File::open(path).and_then(|file| file.metadata());
            let about = read.map_err(|fault| trouble!("file", path = path.display(), reason = fault))?;
            if about.is_dir() {
                return Err(trouble!("file", path = path.display(), reason = words!("demo-folder-given")).into());
            }
        }
        if desk.global.dry_run {
            let data = json!({"collectives": self.collectives, "leads": self.leads, "dry_run": true});
            desk.paint.answer(&Answer::new("demo", data).line(words!("demo-would", count = self.collectives)))?;
            return Ok(0);
        }
        let stage = Stage::build(&desk.global)?;
        let mut telling = Telling::begin(desk, stage.folder(), self.collectives)?;
        let played = Play::new(&stage, &mut telling, self.collectives, self.leads).run();
        // First the folder and the processes: what follows may end early.
        let closed = stage.close();
        let figures = played.map_err(|problem| stage.reason().unwrap_or(problem))?;
        closed?;
        telling.end(&figures, stage.folder())?;
        Ok(0)
    }
}
