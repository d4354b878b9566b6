//! `talko lead export`: leads for other programs, to stdout or into a file.

use std::fs;
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use protocol::fold::lead::LeadRow;
use protocol::local::Shown;
use serde_json::{Value, json};

use super::each;
use crate::desk::Desk;
use crate::export::{Mark, Row, csv, jobposting};
use crate::paint::Answer;
use crate::problem::Outcome;
use crate::{prompt, trouble, words};

/// What `talko lead export` takes.
#[derive(Clone, Debug, Args)]
pub struct Export {
    /// In which form.
    #[arg(long, value_name = "FORMAT", default_value = "jsonld")]
    pub format: Form,
    /// Only what this person posted.
    #[arg(long)]
    pub mine: bool,
    /// Also what is closed, withdrawn or over.
    #[arg(long)]
    pub all: bool,
    /// Into a file.
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
}

/// In which form.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Form {
    /// A table.
    Csv,
    /// schema.org JobPosting.
    Jsonld,
}

impl Export {
    /// Runs the verb.
    ///
    /// # Errors
    /// `lead-export-write` where the file cannot be written.
    pub fn run(self, desk: &Desk) -> Outcome {
        let me = desk.me()?.person;
        let mut leads: Vec<Shown<LeadRow>> = Vec::new();
        each(desk, |shown| {
            let row = &shown.row;
            let wanted = (self.all || row.is_open(desk.clock.now)) && (!self.mine || row.poster == me);
            if wanted && row.lead.is_some() {
                leads.push(shown.clone());
            }
        })?;
        // Oldest first: a reader that goes on after a cut has what was there before.
        leads.sort_by_key(|shown| (shown.row.since, shown.row.id));
        let document = self.document(&leads);
        match &self.output {
            Some(path) => self.write(desk, path, &document, leads.len()),
            None if desk.paint.json => {
                let data = json!({"format": self.word(), "count": leads.len(), "document": document.value()});
                desk.paint.answer(&Answer::new("export", data))?;
                Ok(0)
            }
            None => {
                desk.paint.write(&document.text())?;
                Ok(0)
            }
        }
    }

    fn word(&self) -> &'static str {
        match self.format {
            Form::Csv => "csv",
            Form::Jsonld => "jsonld",
        }
    }

    /// The leads in the chosen form.
    pub fn document(&self, leads: &[Shown<LeadRow>]) -> Document {
        let rows =
            leads.iter().filter_map(|shown| Some(Row { id: Some(shown.row.id), lead: shown.row.lead.as_ref()? }));
        match self.format {
            // A spreadsheet opens a file; a pipe leads to a program, which a mark would disturb.
            Form::Csv => {
                let mark = if self.output.is_some() { Mark::Utf8 } else { Mark::None };
                Document::Text(String::from_utf8(csv(rows, mark)).expect("every cell is UTF-8 text"))
            }
            Form::Jsonld => Document::Value(jobposting(rows)),
        }
    }

    fn write(&self, desk: &Desk, path: &Path, document: &Document, count: usize) -> Outcome {
        let shown = path.display().to_string();
        let data = json!({"format": self.word(), "count": count, "path": shown});
        if desk.global.dry_run {
            let line = words!("lead-would-export", count = count, path = &shown);
            desk.paint.answer(&Answer::new("export", data).line(line))?;
            return Ok(0);
        }
        if path.exists() {
            prompt::agree(desk, &words!("ask-overwrite", path = &shown))?;
        }
        let failed = |fault: std::io::Error| trouble!("lead-export-write", path = &shown, reason = fault);
        replace(path, document.text().as_bytes()).map_err(failed)?;
        let line = words!("lead-exported", count = count, path = &shown);
        desk.paint.answer(&Answer::new("export", data).line(line))?;
        Ok(0)
    }
}

/// Leads in one of the forms.
#[derive(Clone, Debug)]
pub enum Document {
    /// Text as it is.
    Text(String),
    /// JSON.
    Value(Value),
}

impl Document {
    /// What is written to a file or a pipe.
    pub fn text(&self) -> String {
        match self {
            Document::Text(text) => text.clone(),
            Document::Value(value) => format!("{value:#}\n"),
        }
    }

    fn value(&self) -> Value {
        match self {
            Document::Text(text) => Value::from(text.as_str()),
            Document::Value(value) => value.clone(),
        }
    }
}

/// Writes beside the old file and renames, so that a full disk leaves the old one whole.
fn replace(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let mut name = path.file_name().unwrap_or_default().to_os_string();
    name.push(".new");
    let fresh = path.with_file_name(name);
    fs::write(&fresh, bytes)?;
    fs::rename(&fresh, path)
}
