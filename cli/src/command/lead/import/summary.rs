//! What an import says about itself: how many were taken, known, possibly the same, refused.

use std::collections::BTreeMap;

use protocol::id::Id;
use protocol::text::tidy_line;
use serde_json::{Value, json};

use super::known::Before;
use super::told;
use crate::command::lead::shown;
use crate::desk::Desk;
use crate::import::{FAULTS_MAX, Format, Import, RowFault, Same, Sifted};
use crate::paint::{Answer, Sheet, Table};
use crate::problem::Outcome;
use crate::share::Audience;
use crate::values::Clock;
use crate::{trouble, words};

/// 20 leads are shown before the question; `--dry-run` shows all.
pub const PREVIEW: usize = 20;
/// 20 bad rows are told on a screen; a script reads all that are reported.
const TOLD_MAX: usize = 20;

/// The figures of one import.
#[derive(Debug)]
pub struct Summary<'a> {
    format: Format,
    found: usize,
    known: usize,
    twice: usize,
    withdrawn: usize,
    same: usize,
    refused: &'a [RowFault],
    refused_more: usize,
    /// Published now.
    pub taken: usize,
    /// Kept as drafts.
    pub waiting: usize,
    /// The operations that it took.
    pub operations: Vec<u64>,
    /// What the leads became, by their place in the file.
    pub written: BTreeMap<usize, (Id, String)>,
    /// True where the member's open face went along.
    pub introduced: bool,
}

impl<'a> Summary<'a> {
    /// The figures before anything is written.
    pub fn of(import: &'a Import, sifted: &Sifted, before: &Before) -> Summary<'a> {
        let withdrawn = |(_, same): &&(usize, Same)| match same {
            Same::Known(id) => before.withdrawn.contains(id),
            Same::Earlier(_) => false,
        };
        let named = |(_, same): &&(usize, Same)| match same {
            Same::Known(id) => before.can_be_named(id),
            Same::Earlier(_) => true,
        };
        let twice = sifted.taken_before.iter().filter(|(_, same)| matches!(same, Same::Earlier(_))).count();
        Summary {
            format: import.format,
            found: import.leads.len(),
            known: sifted.taken_before.len() - twice,
            twice,
            withdrawn: sifted.taken_before.iter().filter(withdrawn).count(),
            same: sifted.possibly_same.iter().filter(named).count(),
            refused: &import.faults,
            refused_more: import.faults_more,
            taken: 0,
            waiting: 0,
            operations: Vec::new(),
            written: BTreeMap::new(),
            introduced: false,
        }
    }

    fn refused(&self) -> usize {
        self.refused.len() + self.refused_more
    }

    /// A sentence for each row that was not taken, as far as they fit on a screen.
    pub fn faults(&self, clock: &Clock) -> Vec<String> {
        let mut lines: Vec<String> = self.refused.iter().take(TOLD_MAX).map(|fault| told::row(fault, clock)).collect();
        let rest = self.refused() - lines.len();
        if rest > 0 {
            lines.push(words!("import-rows-more", count = rest));
        }
        lines
    }

    /// The first sentence of the receipt.
    pub fn sentence(&self, desk: &Desk) -> String {
        match desk.global.dry_run {
            true => words!("lead-import-would", count = self.taken + self.waiting, format = told::format(self.format)),
            false => words!("lead-imported", count = self.taken, format = told::format(self.format)),
        }
    }

    /// The other figures, those that are not zero.
    pub fn lines(&self, desk: &Desk) -> Vec<String> {
        let mut lines = Vec::new();
        let mut when = |count: usize, line: String| {
            if count > 0 {
                lines.push(line);
            }
        };
        when(self.known, words!("lead-import-known", count = self.known));
        when(self.withdrawn, words!("lead-import-withdrawn", count = self.withdrawn));
        when(self.twice, words!("lead-import-twice", count = self.twice));
        when(self.same, words!("lead-import-same", count = self.same));
        when(self.refused(), words!("lead-import-refused", count = self.refused()));
        if self.introduced {
            lines.push(words!("publish-introduced"));
        }
        if self.operations.len() > 1 && !desk.global.dry_run {
            let newest = self.operations.iter().rev().map(ToString::to_string).collect::<Vec<_>>().join(", ");
            lines.push(words!("lead-import-operations", count = self.operations.len(), numbers = newest));
        }
        lines
    }

    /// What was understood, as a table with a line for what was left out.
    pub fn preview(&self, desk: &Desk, import: &Import, sifted: &Sifted, most: Option<usize>) -> String {
        let mut table = Table::new([
            words!("lead-column-title"),
            words!("lead-column-client"),
            words!("lead-column-pay"),
            words!("lead-column-closes"),
            words!("lead-column-inferred"),
        ]);
        let shown = most.unwrap_or(sifted.fresh.len()).min(sifted.fresh.len());
        let mut notes = Vec::new();
        for found in sifted.fresh.iter().take(shown).map(|index| &import.leads[*index]) {
            let lead = &found.lead;
            let inferred: Vec<&str> = lead.inferred.iter().map(|name| &**name).collect();
            table.row([
                lead.title.to_string(),
                lead.client.as_ref().map(ToString::to_string).unwrap_or_default(),
                lead.pay.as_ref().map(shown::pay_text).unwrap_or_default(),
                lead.closes.map(|closes| desk.clock.day(closes.day())).unwrap_or_default(),
                inferred.join(", "),
            ]);
            for note in &found.notes {
                let place = &found.place;
                let note = tidy_line(&told::note(note, &desk.clock));
                notes.push(words!("import-note", item = place.item, line = place.line, note = note));
            }
        }
        let mut sheet = Sheet::default();
        sheet.table(table);
        if shown < sifted.fresh.len() {
            sheet.line(words!("lead-import-preview-more", count = sifted.fresh.len() - shown));
        }
        notes.into_iter().for_each(|note| sheet.line(note));
        sheet.render(&desk.paint).trim_end().to_string()
    }

    /// What a script reads.
    pub fn object(&self, desk: &Desk, import: &Import, sifted: &Sifted, before: &Before, audience: Audience) -> Value {
        let like: BTreeMap<usize, Same> = sifted.possibly_same.iter().copied().collect();
        let id_of = |same: &Same| match same {
            Same::Known(id) => Some(*id).filter(|id| before.can_be_named(id)),
            Same::Earlier(index) => self.written.get(index).map(|(id, _)| *id),
        };
        let leads = sifted.fresh.iter().map(|index| {
            let found = &import.leads[*index];
            let written = self.written.get(index);
            let mut object = shown::named(written.map(|(id, short)| (*id, short.as_str())), &found.lead);
            object.insert("same_as".to_string(), json!(like.get(index).and_then(id_of)));
            object.insert("item".to_string(), json!(found.place.item));
            object.insert("line".to_string(), json!(found.place.line));
            object.insert("notes".to_string(), found.notes.iter().map(|note| told::note(note, &desk.clock)).collect());
            Value::Object(object)
        });
        json!({
            "format": told::format_word(self.format),
            "found": self.found,
            "taken": self.taken,
            "known": self.known,
            "known_withdrawn": self.withdrawn,
            "twice": self.twice,
            "possibly_same": self.same,
            "refused": self.refused(),
            "faults": self.fault_objects(&desk.clock),
            "operations": self.operations,
            "share": audience.word(),
            "leads": leads.collect::<Vec<_>>(),
        })
    }

    fn fault_objects(&self, clock: &Clock) -> Vec<Value> {
        debug_assert!(self.refused.len() <= FAULTS_MAX);
        let object = |fault: &RowFault| {
            let place = &fault.place;
            json!({"item": place.item, "line": place.line, "path": place.path, "reason": told::flaw(&fault.flaw, clock)})
        };
        self.refused.iter().map(object).collect()
    }

    /// Answers where nothing is left to take.
    ///
    /// # Errors
    /// `import-all-refused` where every row is bad.
    pub fn nothing_new(&self, desk: &Desk) -> Outcome {
        if let (0, 0, Some(first)) = (self.known, self.twice, self.refused.first()) {
            let reason = told::flaw(&first.flaw, &desk.clock);
            let trouble =
                trouble!("import-all-refused", count = self.refused(), line = first.place.line, reason = reason);
            return Err(trouble.into());
        }
        let data = json!({
            "format": told::format_word(self.format),
            "found": self.found,
            "taken": 0,
            "waiting": 0,
            "known": self.known,
            "known_withdrawn": self.withdrawn,
            "twice": self.twice,
            "possibly_same": 0,
            "refused": self.refused(),
            "faults": self.fault_objects(&desk.clock),
            "operations": [],
            "leads": [],
        });
        let mut answer =
            Answer::new("import", data).line(words!("lead-import-nothing-new", count = self.known + self.twice));
        if self.withdrawn > 0 {
            answer.sheet.line(words!("lead-import-withdrawn", count = self.withdrawn));
        }
        if self.refused() > 0 {
            answer.sheet.line(words!("lead-import-refused", count = self.refused()));
        }
        desk.paint.answer(&answer)?;
        Ok(0)
    }
}
