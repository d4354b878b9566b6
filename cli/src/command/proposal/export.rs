//! `talko proposal export`: writes the file that a client is given.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use protocol::local::{MakeProposal, Reply, Request};
use protocol::proposal::Hide;
use protocol::proposal::verify::{Verdict, verify};
use serde_json::json;

use crate::command::bid;
use crate::desk::{Desk, unfit};
use crate::paint::{Answer, State};
use crate::problem::Outcome;
use crate::proposal::words::Language;
use crate::proposal::{Proven, page, plain, twin};
use crate::{trouble, words};

/// What `talko proposal export` takes.
#[derive(Clone, Debug, Args)]
pub struct Export {
    /// The bid, by id or title.
    pub bid: String,
    /// As what.
    #[arg(long, value_name = "html|md|txt|json", default_value = "html")]
    pub format: Format,
    /// What the client is not shown.
    #[arg(long, value_delimiter = ',', value_name = "rates,names,contacts")]
    pub hide: Vec<HideWord>,
    /// Where to; to the screen where nothing is said.
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// The language of the file, as `--lang` says it.
    #[arg(skip)]
    pub language: Option<String>,
}

/// As what a file is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// One page, with the signed terms in it.
    Html,
    /// Markdown, to be read.
    Md,
    /// Plain text, to be read.
    Txt,
    /// The same terms for a program, with the signed ones in it.
    Json,
}

/// What a client's copy does not show.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum HideWord {
    /// What each is paid.
    Rates,
    /// What the people are called.
    Names,
    /// Whom to write to.
    Contacts,
}

impl Format {
    /// True where the file can be checked.
    const fn is_proof(self) -> bool {
        match self {
            Format::Html | Format::Json => true,
            Format::Md | Format::Txt => false,
        }
    }

    const fn word(self) -> &'static str {
        match self {
            Format::Html => "html",
            Format::Md => "md",
            Format::Txt => "txt",
            Format::Json => "json",
        }
    }
}

impl HideWord {
    const fn hide(self) -> Hide {
        match self {
            HideWord::Rates => Hide::Rates,
            HideWord::Names => Hide::Names,
            HideWord::Contacts => Hide::Contacts,
        }
    }
}

impl Export {
    /// Runs the verb.
    ///
    /// # Errors
    /// `bid-unsigned` while somebody has not signed; `language`; `file` where it cannot be written.
    pub fn run(self, desk: &Desk) -> Outcome {
        let language = self.language.as_deref().map_or(Ok(Language::English), Language::typed)?;
        let view = bid::find(desk, &self.bid)?;
        let short = &view.shown.short;
        let row = &view.shown.row;
        if row.sent.is_none() {
            let lacks = row.lacks(&view.paused.iter().copied().collect(), desk.clock.now);
            if let Some(lack) = lacks.first() {
                return Err(bid::send::told(desk, &view, lack)?.into());
            }
        }
        let mut hide: Vec<Hide> = self.hide.iter().map(|word| word.hide()).collect();
        hide.sort();
        hide.dedup();
        let wish = MakeProposal { bid: row.id, hide };
        let bytes = match desk.ask(Request::Proposal(wish)).map_err(|problem| bid::named(problem, short))? {
            Reply::Proposal(bytes) => bytes.0,
            other => return Err(unfit("Proposal", &other)),
        };
        let terms = match verify(&bytes) {
            Verdict::Valid(terms) => *terms,
            Verdict::Invalid(failing) => return Err(trouble!("proposal-unproven", check = failing.word()).into()),
        };
        let proven = Proven { terms, bytes };
        let text = match self.format {
            Format::Html => page::page(&proven, language),
            Format::Md => plain::markdown(&proven, language),
            Format::Txt => plain::text(&proven, language),
            Format::Json => format!("{:#}\n", twin::object(&proven)),
        };
        let Some(path) = self.output.filter(|_| !desk.global.dry_run) else {
            desk.paint.write(&text)?;
            return Ok(0);
        };
        let shown = path.display().to_string();
        std::fs::write(&path, &text).map_err(|fault| trouble!("file", path = &shown, reason = fault))?;
        let data = json!({
            "id": proven.terms.id,
            "bid": row.id,
            "path": shown,
            "format": self.format.word(),
            "language": language.tag(),
            "bytes": text.len(),
            "proof": self.format.is_proof(),
        });
        let mut answer = Answer::new("proposal", data).state(State::Local);
        answer.sheet.line(words!("proposal-written", path = &shown, kilobytes = text.len().div_ceil(1_000)));
        answer.sheet.line(match self.format.is_proof() {
            true => words!("proposal-check-it", path = &shown),
            false => words!("proposal-no-proof"),
        });
        if row.sent.is_none() && row.opener == desk.me()?.person {
            answer.sheet.line(words!("proposal-then-send", short = short));
        }
        desk.paint.answer(&answer)?;
        Ok(0)
    }
}
