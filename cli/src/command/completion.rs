//! `talko completion`: what a shell needs to complete commands and options.

use clap::Args;
use clap_complete::{Shell, generate};

use crate::args::help;
use crate::desk::Desk;
use crate::problem::Outcome;

/// What `talko completion` takes.
#[derive(Clone, Debug, Args)]
pub struct Completion {
    /// The shell.
    #[arg(value_enum, value_name = "bash|zsh|fish|powershell|elvish")]
    pub shell: Shell,
}

impl Completion {
    /// Writes the script to stdout.
    ///
    /// # Errors
    /// Where it cannot be written.
    pub fn run(self, desk: &Desk) -> Outcome {
        let mut script = Vec::new();
        generate(self.shell, &mut help::tree(), "talko", &mut script);
        desk.paint.write(&String::from_utf8_lossy(&script))?;
        Ok(0)
    }
}
