//! `talko pledge ask`: somebody needs help.

use clap::Args;
use protocol::local::Version;
use protocol::record::ask::Ask as Body;
use protocol::text::Text;
use serde_json::json;

use super::quantity;
use crate::desk::Desk;
use crate::problem::Outcome;
use crate::publish::{Excess, draft, publish};
use crate::receipt::receipt;
use crate::share::{Audience, audience};
use crate::values::when::{self, Edge};
use crate::values::{Clock, span, text};
use crate::words;

/// What `talko pledge ask` takes.
#[derive(Clone, Debug, Args)]
pub struct Ask {
    /// What is needed, in your own words.
    pub text: String,
    /// Hours of work.
    #[arg(long, value_name = "N")]
    pub hours: Option<String>,
    /// When it is needed.
    #[arg(long)]
    pub when: Option<String>,
    /// Until when an answer helps.
    #[arg(long, value_name = "WHEN")]
    pub until: Option<String>,
    /// Who reads it.
    #[arg(long, value_name = "own|federation|NAME")]
    pub share: Option<String>,
}

impl Ask {
    /// Runs the verb.
    ///
    /// # Errors
    /// The trouble of each value.
    pub fn run(self, desk: &Desk) -> Outcome {
        let audience = audience(desk, self.share.as_deref(), Audience::OWN)?;
        let words: Text<2000> = text::text("TEXT", &self.text)?;
        let minutes = match &self.hours {
            Some(hours) => Some(span::hours(hours)?),
            None => quantity::in_text(&words, None).and_then(|quantity| quantity.minutes),
        };
        let at = self.when.as_deref().map(|typed| when::future(typed, Edge::Start, &desk.clock)).transpose()?;
        let until = self.until.as_deref().map(|typed| when::until(typed, &desk.clock)).transpose()?;
        let ask = Body { text: words, minutes, when: at, until, closed: false };
        let drafts = vec![draft("ask", audience, None, Vec::new(), Version::New, &ask)];
        let written = publish(desk, "pledge ask", drafts, Excess::Refuse)?;
        let mut lines = vec![match desk.global.dry_run {
            true => words!("ask-would", text = ask.text.to_string()),
            false => words!("ask-saved", short = written.short(), text = ask.text.to_string()),
        }];
        lines.extend(at.map(|at| words!("ask-needed", when = desk.clock.echo(at))));
        lines.extend(written.introduction());
        let data = json!({
            "id": written.first().map(|item| item.id),
            "short": written.first().map(|item| &item.short),
            "text": ask.text,
            "minutes": ask.minutes,
            "when": ask.when.map(Clock::json),
            "until": ask.until.map(Clock::json),
            "share": audience.word(),
        });
        receipt(desk, "ask", lines.join("\n"), data, &written.published)
    }
}
