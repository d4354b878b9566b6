//! Owns what can be typed: the options that hold everywhere and the tree of commands. What a group
//! of commands takes stands beside it in [`crate::command`]; help texts come from the catalogue.

pub mod help;

use std::path::PathBuf;

use clap::{Args, Parser};

pub use crate::command::Command;

/// The whole line.
#[derive(Clone, Debug, Parser)]
#[command(name = "talko", version, disable_help_subcommand = true, subcommand_precedence_over_arg = true)]
pub struct Line {
    /// The options that hold everywhere.
    #[command(flatten)]
    pub global: Global,
    /// The command; absent for `talko` alone.
    #[command(subcommand)]
    pub command: Option<Command>,
}

/// The options that hold on every command.
#[derive(Clone, Debug, Default, Args)]
pub struct Global {
    /// One JSON object instead of text.
    #[arg(long, global = true, display_order = 900)]
    pub json: bool,
    /// Rows separated by tabs.
    #[arg(long, global = true, display_order = 900, conflicts_with = "json")]
    pub plain: bool,
    /// Nothing on stderr but errors.
    #[arg(short, long, global = true, display_order = 900)]
    pub quiet: bool,
    /// Says more; repeatable.
    #[arg(short, long, global = true, display_order = 900, action = clap::ArgAction::Count)]
    pub verbose: u8,
    /// Shows what would be written.
    #[arg(short = 'n', long, global = true, display_order = 900)]
    pub dry_run: bool,
    /// Answers yes to every question.
    #[arg(short, long, global = true, display_order = 900)]
    pub yes: bool,
    /// Asks nothing.
    #[arg(long, global = true, display_order = 900)]
    pub no_input: bool,
    /// No colour.
    #[arg(long, global = true, display_order = 900)]
    pub no_color: bool,
    /// No pager.
    #[arg(long, global = true, display_order = 900)]
    pub no_pager: bool,
    /// The language.
    #[arg(long, global = true, display_order = 900, value_name = "TAG")]
    pub lang: Option<String>,
    /// The time zone.
    #[arg(long, global = true, display_order = 900, value_name = "ZONE")]
    pub tz: Option<String>,
    /// The folder of the home.
    #[arg(long, global = true, display_order = 900, value_name = "DIR", env = "TALKO_HOME", hide_env_values = true)]
    pub home: Option<PathBuf>,
    /// Waits until a machine of somebody else has what was written.
    #[arg(
        long, global = true, display_order = 900, value_name = "SPAN", num_args = 0..=1, require_equals = true,
        default_missing_value = "60s"
    )]
    pub wait: Option<String>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tree_is_sound() {
        help::tree().debug_assert();
    }

    #[test]
    fn waiting_takes_a_span_only_behind_an_equals_sign() {
        let parse = |line: &[&str]| Line::try_parse_from(line).map(|line| line.global.wait);
        assert_eq!(parse(&["talko", "status", "--wait"]).ok().flatten().as_deref(), Some("60s"));
        assert_eq!(parse(&["talko", "--wait=5s", "status"]).ok().flatten().as_deref(), Some("5s"));
    }
}
