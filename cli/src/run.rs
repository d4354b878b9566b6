//! Owns one run from the typed line to the exit code.

use std::ffi::OsString;
use std::io::{self, Write as _};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::process::ExitCode;

use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{FromArgMatches as _, Parser as _, error::Error as Misuse};
use protocol::local::Trouble;

use crate::args::{Line, help};
use crate::command::Command;
use crate::desk::Desk;
use crate::problem::{self, Problem, report};
use crate::trouble;
use crate::values::Clock;

/// Runs the command that was typed.
pub fn run() -> ExitCode {
    let typed: Vec<OsString> = std::env::args_os().collect();
    if let Some(exit) = crate::client::probe(&typed) {
        return ExitCode::from(u8::try_from(exit).unwrap_or(1));
    }
    // The report carries the panic; the default hook would print it at a member.
    std::panic::set_hook(Box::new(report::remember));
    let json = typed.iter().any(|word| word == "--json");
    let mut failed = Failure { json, clock: Clock::here(), home: None };
    let outcome = catch_unwind(AssertUnwindSafe(|| typed_line(&typed, &mut failed)));
    let problem = match outcome {
        Ok(Ok(exit)) => return ExitCode::from(exit),
        Ok(Err(problem)) => problem,
        Err(_) => report::panicked(),
    };
    ExitCode::from(failed.tell(&problem))
}

fn typed_line(typed: &[OsString], failed: &mut Failure) -> Result<u8, Problem> {
    // Words for every option are looked up only where they are shown: a command that is typed well
    // does not wait for them.
    let parsed = Line::try_parse_from(typed).or_else(|_| {
        let matches = help::tree().try_get_matches_from(typed)?;
        Line::from_arg_matches(&matches)
    });
    let line = match parsed {
        Ok(line) => line,
        Err(misuse) if misuse.kind() == ErrorKind::DisplayHelp || misuse.kind() == ErrorKind::DisplayVersion => {
            return shown(&misuse, 0);
        }
        Err(misuse) if misuse.kind() == ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
            return shown(&misuse, 2);
        }
        Err(misuse) => return Err(misused(&misuse).into()),
    };
    let (mut global, mut command) = (line.global, line.command);
    if let Some(Command::Proposal(proposal)) = &mut command {
        proposal.take_language(&mut global);
    }
    let desk = Desk::lay(global)?;
    failed.clock = desk.clock.clone();
    failed.home = Some(desk.client.home().to_path_buf());
    match command {
        Some(command) => command.run(&desk),
        None => crate::command::home::run(&desk),
    }
}

fn shown(misuse: &Misuse, exit: u8) -> Result<u8, Problem> {
    let text = misuse.render().to_string();
    let written = match exit {
        0 => io::stdout().lock().write_all(text.as_bytes()),
        _ => io::stderr().lock().write_all(text.as_bytes()),
    };
    written.map(|()| exit).map_err(|_| Problem::Pipe)
}

/// What clap found wrong, in our words.
fn misused(misuse: &Misuse) -> Trouble {
    let said = |kind| match misuse.get(kind) {
        Some(ContextValue::String(text)) => text.clone(),
        // The best guess stands last.
        Some(ContextValue::Strings(texts)) if kind == ContextKind::SuggestedSubcommand => {
            texts.last().cloned().unwrap_or_default()
        }
        Some(ContextValue::Strings(texts)) => texts.join(", "),
        Some(ContextValue::StyledStr(text)) => text.to_string(),
        Some(ContextValue::StyledStrs(texts)) => texts.first().map(ToString::to_string).unwrap_or_default(),
        _ => String::new(),
    };
    let arg = said(ContextKind::InvalidArg);
    let command = said(ContextKind::InvalidSubcommand);
    let guess = match said(ContextKind::SuggestedSubcommand) {
        none if none.is_empty() => said(ContextKind::SuggestedArg),
        guess => guess,
    };
    match misuse.kind() {
        ErrorKind::InvalidSubcommand | ErrorKind::MissingSubcommand if !guess.is_empty() => {
            trouble!("command-guess", command = command, guess = guess)
        }
        ErrorKind::InvalidSubcommand | ErrorKind::MissingSubcommand => trouble!("command", command = command),
        ErrorKind::UnknownArgument if !guess.is_empty() => trouble!("option-guess", option = arg, guess = guess),
        ErrorKind::UnknownArgument => trouble!("option", option = arg),
        ErrorKind::MissingRequiredArgument => trouble!("needs", what = arg),
        ErrorKind::InvalidValue | ErrorKind::ValueValidation | ErrorKind::NoEquals => {
            match said(ContextKind::InvalidValue) {
                none if none.is_empty() => trouble!("value-missing", option = arg),
                value => match said(ContextKind::ValidValue) {
                    none if none.is_empty() => trouble!("value-shape", option = arg, value = value),
                    known => trouble!("value", option = arg, value = value, known = known),
                },
            }
        }
        ErrorKind::ArgumentConflict => {
            trouble!("conflict", option = arg, other = said(ContextKind::PriorArg))
        }
        _ => trouble!("usage", option = arg),
    }
}

/// What is known for telling a failure, as far as the run has come.
struct Failure {
    json: bool,
    clock: Clock,
    home: Option<std::path::PathBuf>,
}

impl Failure {
    /// Tells the problem on stderr and gives the exit code.
    fn tell(&self, problem: &Problem) -> u8 {
        let trouble = match problem {
            Problem::Refused(trouble) => trouble.clone(),
            Problem::Unexpected { .. } => report::write(problem, self.home.as_deref()),
            Problem::Pipe => return 0,
            Problem::Interrupted => trouble!("interrupted"),
        };
        let told = problem::tell(&trouble, &self.clock);
        let text = match self.json {
            true => format!("{}\n", problem::object(&trouble.code, &told, problem.exit())),
            false => problem::text(&told),
        };
        // Where stderr is gone as well, nobody is left to tell; the exit code still says it.
        match io::stderr().lock().write_all(text.as_bytes()) {
            Ok(()) | Err(_) => problem.exit(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_way_to_type_wrongly_has_its_own_answer() {
        for (typed, code) in [
            (vec!["talko", "sttaus"], "command-guess"),
            (vec!["talko", "zzz"], "command"),
            (vec!["talko", "status", "--jsn"], "option-guess"),
            (vec!["talko", "status", "--zzz"], "option"),
            (vec!["talko", "join"], "needs"),
            (vec!["talko", "log", "--limit", "many"], "value-shape"),
            (vec!["talko", "join", "x", "--exchange", "all"], "value"),
            (vec!["talko", "log", "--limit"], "value-missing"),
            (vec!["talko", "invite", "new", "--member", "--collective"], "conflict"),
        ] {
            let misuse = help::tree().try_get_matches_from(&typed).expect_err("it is wrong");
            let trouble = misused(&misuse);
            assert_eq!((trouble.code.as_str(), trouble.exit), (code, 2), "{typed:?}");
        }
    }

    #[test]
    fn a_guess_names_the_command_that_is_nearest() {
        let misuse = help::tree().try_get_matches_from(["talko", "sttaus"]).expect_err("it is wrong");
        assert_eq!(misused(&misuse).facts["guess"], "status");
    }

    #[test]
    fn a_reader_that_hangs_up_is_no_failure() {
        let mut failed = Failure { json: false, clock: Clock::here(), home: None };
        assert_eq!(failed.tell(&Problem::Pipe), 0);
        failed.json = true;
        assert_eq!(failed.tell(&Problem::Pipe), 0);
    }
}
