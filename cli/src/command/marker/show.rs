//! `talko marker show`: one marker, and whether a paper is the one that was seen.

use clap::Args;

use super::{evidence, name, object, one, row, short};
use crate::desk::Desk;
use crate::paint::Answer;
use crate::problem::Outcome;
use crate::words;

/// What `talko marker show` takes.
#[derive(Clone, Debug, Args)]
pub struct Show {
    /// The marker, by id or name.
    pub marker: String,
    /// Compares what shows it.
    #[arg(long, value_name = "FILE|TEXT")]
    pub evidence: Option<String>,
}

impl Show {
    /// Runs the verb.
    ///
    /// # Errors
    /// `unknown-marker` or `clash`; `file`.
    pub fn run(self, desk: &Desk) -> Outcome {
        let mark = one(desk, &self.marker, None)?;
        let marker = mark.marker.as_ref();
        let mut data = object(desk, &mark)?;
        let seen = marker.and_then(|marker| marker.evidence);
        let compared = self.evidence.as_deref().map(evidence).transpose()?.map(|hash| Some(hash) == seen);
        data["evidence_fits"] = compared.into();
        let mut answer = Answer::new("marker", data);
        let head = words!("marker-head", short = short(&mark.id), name = name(&mark), of = desk.person(&mark.person)?);
        answer.sheet.line(desk.paint.strong(&head));
        let [_, _, sort, state, by, until] = row(desk, &mark)?;
        let day = |day: Option<protocol::time::Day>| day.map(|day| desk.clock.day(day));
        let mut pairs = vec![(words!("marker-label-sort"), sort), (words!("marker-label-state"), state)];
        let mut put = |label: String, value: Option<String>| pairs.extend(value.map(|value| (label, value)));
        put(words!("marker-label-by"), Some(by).filter(|by| !by.is_empty()));
        put(words!("marker-label-note"), marker.and_then(|marker| marker.note.as_ref()).map(ToString::to_string));
        put(words!("marker-label-since"), day(marker.and_then(|marker| marker.since)));
        put(words!("marker-label-until"), Some(until).filter(|until| !until.is_empty()));
        put(words!("marker-label-evidence"), seen.map(|seen| seen.to_string()));
        for uri in marker.iter().flat_map(|marker| marker.alignment.iter()) {
            put(words!("marker-label-same-as"), Some(uri.to_string()));
        }
        answer.sheet.pairs(pairs);
        match compared {
            Some(true) => answer.sheet.line(words!("marker-evidence-fits")),
            Some(false) => answer.sheet.line(words!("marker-evidence-other")),
            None => {}
        }
        desk.paint.answer(&answer)?;
        Ok(0)
    }
}
