//! Owns how a demonstration is told: for a person each step as it happens, for a script one object
//! a step and one at the end.

use std::path::Path;
use std::time::Instant;

use serde_json::{Value, json};

use crate::desk::Desk;
use crate::paint::{Answer, Paint};
use crate::problem::Problem;
use crate::words;

/// The figures of a demonstration that came to its end.
#[derive(Clone, Debug, Default)]
pub struct Figures {
    /// Collectives that met.
    pub collectives: usize,
    /// Leads that were shared from the file.
    pub leads: u64,
    /// Leads that wait for next week's tickets.
    pub waiting: u64,
    /// Leads that a stopped home caught up with.
    pub caught_up: u64,
    /// What was promised, given and open in the end.
    pub balance: String,
    /// Every process that served a home.
    pub processes: Vec<u32>,
}

/// The step that is being told.
pub struct Telling {
    paint: Paint,
    begun: Instant,
    number: u32,
    since: Instant,
    title: String,
    commands: Vec<String>,
}

impl Telling {
    /// Says what is about to happen, and where.
    ///
    /// # Errors
    /// Where nobody reads any more.
    pub fn begin(desk: &Desk, folder: &Path, collectives: u8) -> Result<Telling, Problem> {
        let now = Instant::now();
        let paint = desk.paint.clone();
        let telling = Telling { paint, begun: now, number: 0, since: now, title: String::new(), commands: Vec::new() };
        telling.lines(&[
            words!("demo-begin", count = collectives),
            words!("demo-where", path = folder.display().to_string()),
        ])?;
        Ok(telling)
    }

    /// Begins a step.
    ///
    /// # Errors
    /// Where nobody reads any more.
    pub fn begin_step(&mut self, title: String) -> Result<(), Problem> {
        self.number += 1;
        self.since = Instant::now();
        self.commands.clear();
        let head = self.paint.strong(&words!("demo-step-head", number = self.number, title = &title));
        self.title = title;
        self.lines(&[String::new(), head])
    }

    /// Shows a command that is about to run.
    ///
    /// # Errors
    /// Where nobody reads any more.
    pub fn command(&mut self, typed: &str) -> Result<(), Problem> {
        self.commands.push(typed.to_string());
        self.lines(&[words!("demo-command", command = typed)])
    }

    /// Ends a step with what came of it, a line each.
    ///
    /// # Errors
    /// Where nobody reads any more.
    pub fn end_step(&mut self, came: &[String]) -> Result<(), Problem> {
        if self.paint.json {
            let data = json!({
                "step": self.number,
                "title": self.title,
                "commands": self.commands,
                "result": came,
                "ms": u64::try_from(self.since.elapsed().as_millis()).unwrap_or(u64::MAX),
            });
            return self.paint.answer(&Answer::new("demo-step", data));
        }
        let came: Vec<String> = came.iter().map(|line| words!("demo-result", line = line)).collect();
        self.lines(&came)
    }

    /// The number of the step, for the words of a failure.
    pub fn step(&self) -> u32 {
        self.number
    }

    /// Says that everything was shown and is gone.
    ///
    /// # Errors
    /// Where nobody reads any more.
    pub fn end(&self, figures: &Figures, folder: &Path) -> Result<(), Problem> {
        let elapsed = self.begun.elapsed();
        let data = json!({
            "steps": self.number,
            "collectives": figures.collectives,
            "leads": figures.leads,
            "waiting": figures.waiting,
            "caught_up": figures.caught_up,
            "balance": figures.balance,
            "processes": figures.processes,
            "folder": folder,
            "removed": true,
            "ms": u64::try_from(elapsed.as_millis()).unwrap_or(u64::MAX),
        });
        if self.paint.json {
            return self.paint.answer(&Answer::new("demo", data));
        }
        self.lines(&[
            String::new(),
            words!("demo-gone", path = folder.display().to_string()),
            words!("demo-end", seconds = elapsed.as_secs(), steps = self.number),
        ])
    }

    /// Lines for a person.
    fn lines(&self, lines: &[String]) -> Result<(), Problem> {
        if self.paint.json {
            return Ok(());
        }
        let answer = lines.iter().fold(Answer::new("demo", Value::Null), |answer, line| answer.line(line.clone()));
        // Not through the pager: it is read while it happens.
        self.paint.write(&answer.sheet.render(&self.paint))
    }
}
