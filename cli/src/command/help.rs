//! `talko help`: a command, a topic, or the code of an error.

use clap::Args;
use serde_json::json;

use crate::args::help;
use crate::desk::Desk;
use crate::paint::Answer;
use crate::problem::codes::CODES;
use crate::problem::{self, Outcome};
use crate::{trouble, words};

/// The topics; each is `topic-NAME` in the catalogue.
pub const TOPICS: &[&str] =
    &["start", "words", "invites", "money", "times", "privacy", "trouble", "glossary", "scripts"];

/// What `talko help` takes.
#[derive(Clone, Debug, Args)]
pub struct Help {
    /// A topic, a command, or a code such as E-PAST.
    #[arg(value_name = "TOPIC|COMMAND|CODE")]
    pub about: Vec<String>,
}

impl Help {
    /// Runs the command.
    ///
    /// # Errors
    /// `topic` where there is no such thing.
    pub fn run(self, desk: &Desk) -> Outcome {
        let about: Vec<String> = self.about.iter().map(|word| word.to_lowercase()).collect();
        let text = match about.as_slice() {
            [] => format!("{}\n{}", help::tree().render_help(), words!("help-topics", topics = TOPICS.join(", "))),
            [code] if code.starts_with("e-") => of_code(desk, &code[2..])?,
            [topic] if TOPICS.contains(&topic.as_str()) => {
                words::maybe(&format!("topic-{topic}"), None, &[]).unwrap_or_default()
            }
            path => of_command(path)?,
        };
        let answer = Answer::new("help", json!({ "text": text })).line(text.trim_end().to_string());
        desk.paint.answer(&answer)?;
        Ok(0)
    }
}

fn of_command(path: &[String]) -> Result<String, problem::Problem> {
    let unknown = || trouble!("topic", typed = path.join(" "), topics = TOPICS.join(", "));
    let mut command = help::tree();
    command.build();
    let mut found = &mut command;
    for name in path {
        found = found.find_subcommand_mut(name).ok_or_else(unknown)?;
    }
    Ok(found.render_help().to_string())
}

/// What an error says, with what varies left out.
fn of_code(desk: &Desk, code: &str) -> Result<String, problem::Problem> {
    let Some((code, exit)) = CODES.iter().find(|(known, _)| *known == code) else {
        return Err(trouble!("topic", typed = problem::shown(code), topics = TOPICS.join(", ")).into());
    };
    let told = problem::tell(&problem::coded(code), &desk.clock);
    let mut text = problem::text(&told);
    text.push_str(&words!("help-exit", exit = *exit));
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_topic_has_its_page_and_every_code_its_entry() {
        for topic in TOPICS {
            assert!(words::maybe(&format!("topic-{topic}"), None, &[]).is_some(), "{topic}");
        }
        let desk = Desk::fake(|_| Ok(protocol::local::Reply::Done));
        for (code, exit) in CODES {
            let text = of_code(&desk, code).expect("listed");
            assert!(text.contains(&problem::shown(code)) && text.contains(&exit.to_string()), "{text}");
        }
    }
}
