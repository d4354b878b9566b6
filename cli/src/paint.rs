//! Owns how an answer looks: stdout is the answer, stderr everything else; one JSON envelope for
//! scripts, tab-separated rows with `--plain`, tables that fit the terminal, colour and pager on a
//! terminal only. Whatever a record says passes through `tidy` before it reaches a screen.

pub mod progress;
pub mod sheet;

use std::io::{self, ErrorKind, IsTerminal as _, Write as _};
use std::process::{Command, Stdio};

use serde_json::{Map, Value, json};

use crate::args::Global;
use crate::problem::Problem;
pub use sheet::{Sheet, Table};

/// Where something that was written has got to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// A machine of somebody else holds it.
    Sent,
    /// It waits for a machine of somebody else.
    Queued,
    /// It is for this home alone.
    Local,
}

impl State {
    /// The word in the JSON envelope.
    pub const fn word(self) -> &'static str {
        match self {
            State::Sent => "sent",
            State::Queued => "queued",
            State::Local => "local",
        }
    }
}

/// The answer of one command: what a script reads, and what a person reads.
#[derive(Debug)]
pub struct Answer {
    schema: &'static str,
    data: Value,
    next: Option<Value>,
    state: Option<State>,
    warnings: Vec<String>,
    /// What a person reads.
    pub sheet: Sheet,
}

impl Answer {
    /// An answer of a schema such as `lead`; `data` is what a script reads.
    pub fn new(schema: &'static str, data: Value) -> Answer {
        Answer { schema, data, next: None, state: None, warnings: Vec::new(), sheet: Sheet::default() }
    }

    /// An answer that is a list; `next` is the offset of the next page.
    pub fn list(schema: &'static str, items: Vec<Value>, next: Option<u64>) -> Answer {
        let next = next.map_or(Value::Null, Value::from);
        Answer { next: Some(next), ..Answer::new(schema, Value::Array(items)) }
    }

    /// Says where what was written has got to.
    pub fn state(mut self, state: State) -> Answer {
        self.state = Some(state);
        self
    }

    /// Adds a warning: to a script in the envelope, to a person on stderr.
    pub fn warn(&mut self, warning: String) {
        self.warnings.push(warning);
    }

    /// Adds a line that a person reads.
    pub fn line(mut self, line: String) -> Answer {
        self.sheet.line(line);
        self
    }

    /// The envelope.
    pub fn envelope(&self) -> Value {
        let mut envelope = Map::new();
        envelope.insert("schema".to_string(), json!(format!("talko.{}/1", self.schema)));
        envelope.insert("data".to_string(), self.data.clone());
        if let Some(next) = &self.next {
            envelope.insert("next".to_string(), next.clone());
        }
        envelope.insert("warnings".to_string(), json!(self.warnings));
        if let Some(state) = self.state {
            envelope.insert("state".to_string(), json!(state.word()));
        }
        Value::Object(envelope)
    }
}

/// How answers look in this run.
#[derive(Clone, Debug)]
pub struct Paint {
    /// One JSON object instead of text.
    pub json: bool,
    /// Rows separated by tabs.
    pub plain: bool,
    /// Nothing on stderr but errors.
    pub quiet: bool,
    /// How much more is said.
    pub verbose: u8,
    /// Colour on stdout.
    pub colour: bool,
    /// Whether long lists go through a pager.
    pub pager: bool,
    /// True where stdin and stderr are a terminal and questions are allowed.
    pub asks: bool,
    /// True where stdout is a terminal.
    pub terminal: bool,
    /// True where stderr is a terminal.
    pub stderr_terminal: bool,
}

impl Paint {
    /// Reads the terminal and the environment once.
    pub fn new(global: &Global) -> Paint {
        let terminal = io::stdout().is_terminal();
        let set = |name| std::env::var_os(name).is_some_and(|value: std::ffi::OsString| !value.is_empty());
        let dumb = std::env::var_os("TERM").is_some_and(|term| term == "dumb");
        let text = !global.json && !global.plain;
        Paint {
            json: global.json,
            plain: global.plain,
            quiet: global.quiet,
            verbose: global.verbose,
            colour: terminal && text && !global.no_color && !set("NO_COLOR") && !dumb,
            pager: terminal && text && !global.no_pager && !dumb,
            asks: io::stdin().is_terminal() && io::stderr().is_terminal() && !global.no_input,
            terminal,
            stderr_terminal: io::stderr().is_terminal(),
        }
    }

    /// Gives the answer.
    ///
    /// # Errors
    /// [`Problem::Pipe`] where the reader has hung up; `output` where the answer cannot be written.
    pub fn answer(&self, answer: &Answer) -> Result<(), Problem> {
        if self.json {
            return self.write(&format!("{}\n", answer.envelope()));
        }
        for warning in &answer.warnings {
            self.note(warning)?;
        }
        let text = answer.sheet.render(self);
        if self.pager && text.lines().count() > usize::from(size().0) && self.page(&text) {
            return Ok(());
        }
        self.write(&text)
    }

    /// Writes to stdout.
    ///
    /// # Errors
    /// As [`Paint::answer`].
    pub fn write(&self, text: &str) -> Result<(), Problem> {
        #[cfg(test)]
        if crate::fixture::overheard(text) {
            return Ok(());
        }
        let mut out = io::stdout().lock();
        out.write_all(text.as_bytes()).and_then(|()| out.flush()).map_err(|fault| match fault.kind() {
            ErrorKind::BrokenPipe => Problem::Pipe,
            _ => crate::trouble!("output", reason = fault).into(),
        })
    }

    /// Says something beside the answer, on stderr; not with `--quiet` or `--json`.
    ///
    /// # Errors
    /// [`Problem::Pipe`] where the reader has hung up.
    pub fn note(&self, text: &str) -> Result<(), Problem> {
        if self.quiet || self.json {
            return Ok(());
        }
        writeln!(io::stderr().lock(), "{text}").map_err(|_| Problem::Pipe)
    }

    /// The text in bold, where there is colour.
    pub fn strong(&self, text: &str) -> String {
        self.styled("1", text)
    }

    /// The text in a colour that means well, care or harm.
    pub fn verdict(&self, verdict: protocol::local::Verdict, text: &str) -> String {
        match verdict {
            protocol::local::Verdict::Green => self.styled("32", text),
            protocol::local::Verdict::Amber => self.styled("33", text),
            protocol::local::Verdict::Red => self.styled("31", text),
        }
    }

    fn styled(&self, code: &str, text: &str) -> String {
        if self.colour { format!("\u{1b}[{code}m{text}\u{1b}[0m") } else { text.to_string() }
    }

    /// Shows the text through `$PAGER`; false where none could be started.
    fn page(&self, text: &str) -> bool {
        let chosen = std::env::var("PAGER").ok().filter(|pager| !pager.trim().is_empty());
        let line = chosen.unwrap_or_else(|| "less -FRX".to_string());
        let mut parts = line.split_whitespace();
        let Some(program) = parts.next() else { return false };
        let Ok(mut child) = Command::new(program).args(parts).stdin(Stdio::piped()).spawn() else { return false };
        if let Some(mut input) = child.stdin.take() {
            // A pager that is left early hangs up; nothing is lost by that.
            match input.write_all(text.as_bytes()) {
                Ok(()) | Err(_) => drop(input),
            }
        }
        child.wait().is_ok()
    }
}

/// Rows and columns of the terminal; 24 and 80 where it does not say, or says nothing but zeros.
fn size() -> (u16, u16) {
    let said = dialoguer::console::Term::stdout().size_checked();
    said.filter(|(rows, columns)| *rows > 0 && *columns > 0).unwrap_or((24, 80))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn paint(plain: bool) -> Paint {
        Paint { plain, ..Paint::new(&Global { no_color: true, ..Global::default() }) }
    }

    fn table() -> Sheet {
        let mut table = Table::new(["ID".to_string(), "TITLE".to_string()]);
        table.row(["7K3Q".to_string(), "薪资助理 \u{1b}[31mOslo\u{202e}".to_string()]);
        let mut sheet = Sheet::default();
        sheet.table(table);
        sheet
    }

    #[test]
    fn a_list_is_an_array_with_what_comes_next() {
        let envelope = Answer::list("lead", vec![json!({"id": "7K3Q"})], Some(50)).envelope();
        assert_eq!(envelope.to_string(), r#"{"schema":"talko.lead/1","data":[{"id":"7K3Q"}],"next":50,"warnings":[]}"#);
        assert_eq!(Answer::list("lead", Vec::new(), None).envelope()["next"], Value::Null);
    }

    #[test]
    fn plain_rows_are_separated_by_tabs_and_have_no_head() {
        assert_eq!(table().render(&paint(true)), "7K3Q\t薪资助理 [31mOslo\n");
    }

    #[test]
    fn what_a_record_says_cannot_drive_the_terminal() {
        for plain in [true, false] {
            let text = table().render(&paint(plain));
            assert!(text.chars().all(|letter| letter == '\n' || protocol::text::allowed(letter)), "{text:?}");
        }
    }

    #[test]
    fn a_table_fits_the_terminal_and_wide_letters_count_twice() {
        let mut sheet = Sheet::default();
        let mut table = Table::new(["TITLE".to_string(), "ID".to_string()]);
        table.row(["薪资助理".to_string(), "7K3Q".to_string()]);
        table.row(["Payroll".to_string(), "9QD2".to_string()]);
        sheet.table(table);
        let text = sheet.render(&paint(false));
        assert_eq!(text, "TITLE     ID\n薪资助理  7K3Q\nPayroll   9QD2\n");
    }
}
