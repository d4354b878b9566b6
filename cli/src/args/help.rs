//! Owns how the tree of commands gets its words: one pass over clap's tree that takes every help
//! text from the catalogue, so that no sentence stands beside an option.
//!
//! A command's line is `about-lead-new`, its examples `examples-lead-new`. An option's line is
//! `arg-lead-new-title` where the command has its own, else `arg-lead-title`, else `arg-title`.

use clap::{Arg, Command, CommandFactory as _};

use super::Line;
use crate::words;

/// The tree with its words.
pub fn tree() -> Command {
    let tree = worded(Line::command(), "").subcommand_help_heading(words!("help-commands"));
    tree.help_template(template()).about(words!("about-talko"))
}

fn template() -> String {
    format!("{{before-help}}{{about-with-newline}}\n{} {{usage}}\n\n{{all-args}}{{after-help}}", words!("help-usage"))
}

fn worded(command: Command, path: &str) -> Command {
    let path_of = |name: &str| if path.is_empty() { name.to_string() } else { format!("{path}-{name}") };
    let mut command = command.disable_help_flag(true).arg(
        Arg::new("help")
            .short('h')
            .long("help")
            .action(clap::ArgAction::Help)
            .display_order(901)
            .help(words!("arg-help"))
            .help_heading(words!("help-everywhere")),
    );
    if path.is_empty() {
        command = command.disable_version_flag(true).arg(
            Arg::new("version")
                .short('V')
                .long("version")
                .action(clap::ArgAction::Version)
                .display_order(901)
                .help(words!("arg-version"))
                .help_heading(words!("help-everywhere")),
        );
    }
    let own = path.to_string();
    command = command.mut_args(|arg| {
        let name = arg.get_id().as_str().replace('_', "-");
        let heading = match (arg.is_positional(), arg.is_global_set()) {
            (true, _) => words!("help-arguments"),
            (false, false) => words!("help-options"),
            (false, true) => words!("help-everywhere"),
        };
        let arg = arg.help_heading(heading).long_help(clap::builder::Resettable::Reset);
        // The words name the choices; clap would add them from comments in the code.
        let hides = arg.get_action().takes_values();
        let arg = if hides { arg.hide_possible_values(true) } else { arg };
        match words::maybe(&arg_key(&own, &name), None, &[]) {
            Some(text) => arg.help(text),
            None => arg,
        }
    });
    if !path.is_empty() {
        if let Some(about) = words::maybe(&format!("about-{path}"), None, &[]) {
            command = command.about(about);
        }
        command = command.long_about(None::<&str>).help_template(template());
    }
    if let Some(examples) = words::maybe(&format!("examples-{path}"), None, &[]) {
        command = command.after_help(format!("{}\n{}", words!("help-examples"), indented(&examples)));
    }
    command = command.subcommand_help_heading(words!("help-commands"));
    let names: Vec<String> = command.get_subcommands().map(|verb| verb.get_name().to_string()).collect();
    for name in names {
        command = command.mut_subcommand(&name, |verb| worded(verb, &path_of(&name)));
    }
    command
}

fn indented(examples: &str) -> String {
    examples.lines().map(|line| format!("  {line}\n")).collect()
}

/// The key of the words for an option of a command: its own, its group's, or the general one.
pub fn arg_key(path: &str, name: &str) -> String {
    let mut owner = path;
    while !owner.is_empty() {
        let key = format!("arg-{owner}-{name}");
        if words::maybe(&key, None, &[]).is_some() {
            return key;
        }
        owner = owner.rsplit_once('-').map_or("", |(group, _)| group);
    }
    format!("arg-{name}")
}
