//! The catalogue and the code know the same keys, both ways.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use super::*;
use crate::problem::codes::CODES;

/// Every source file of a package but its tests.
fn sources(folder: &Path, found: &mut Vec<(PathBuf, String)>) {
    for entry in fs::read_dir(folder).expect("a folder of sources") {
        let path = entry.expect("a readable entry").path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") && !path.ends_with("tests.rs") {
            let text = fs::read_to_string(&path).expect("a source file");
            // Tests speak of codes that do not exist, on purpose.
            let code = text.split("#[cfg(test)]\nmod tests").next().unwrap_or_default();
            let code = code.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n");
            found.push((path, code));
        }
    }
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the workspace").to_path_buf()
}

fn own_sources() -> Vec<(PathBuf, String)> {
    let mut found = Vec::new();
    sources(&root().join("cli/src"), &mut found);
    found
}

/// The literals that stand right behind `opening`, blanks and line breaks between them allowed.
fn literals(code: &str, opening: &str) -> Vec<String> {
    code.match_indices(opening)
        .filter_map(|(at, _)| {
            let rest = code[at + opening.len()..].trim_start();
            rest.strip_prefix('"')?.split('"').next().map(str::to_string)
        })
        .collect()
}

/// The keys of the catalogue.
fn catalogue() -> BTreeSet<String> {
    let begins = |line: &&str| line.starts_with(|letter: char| letter.is_ascii_lowercase());
    ENGLISH.lines().filter(begins).filter_map(|line| Some(line.split_once('=')?.0.trim().to_string())).collect()
}

fn sentences_used() -> BTreeSet<String> {
    own_sources().iter().flat_map(|(_, code)| literals(code, "words!(")).collect()
}

#[test]
fn the_catalogue_has_no_fault_and_no_key_twice() {
    let resource = FluentResource::try_new(ENGLISH.to_string()).map_err(|(_, faults)| faults).expect("well formed");
    let mut bundle: FluentBundle<FluentResource> = FluentBundle::new_concurrent(vec!["en".parse().expect("a tag")]);
    bundle.add_resource(resource).expect("no key stands twice");
}

#[test]
fn each_message_is_read_by_itself_and_none_is_left_out() {
    let entries = entries(ENGLISH);
    let keys: BTreeSet<String> = entries.keys().map(|key| key.to_string()).collect();
    assert_eq!(keys, catalogue());
    for (key, entry) in entries {
        let alone = FluentResource::try_new(entry.to_string()).map_err(|(_, faults)| faults);
        let alone = alone.unwrap_or_else(|faults| panic!("{key}: {faults:?}"));
        let mut bundle: FluentBundle<FluentResource> = FluentBundle::new_concurrent(vec!["en".parse().expect("a tag")]);
        bundle.add_resource(alone).expect("one message");
        assert!(bundle.has_message(key), "{key}");
        // It refers to no other message: that one might not have been read.
        let refers = entry.match_indices('{').any(|(at, _)| {
            entry[at + 1..].trim_start().starts_with(|letter: char| letter.is_ascii_lowercase() || letter == '-')
        });
        assert!(!refers, "{key}");
    }
}

#[test]
fn every_sentence_in_the_code_stands_in_the_catalogue() {
    let missing: Vec<String> = sentences_used().difference(&catalogue()).cloned().collect();
    assert!(missing.is_empty(), "the catalogue lacks {missing:?}");
}

#[test]
fn every_sentence_in_the_catalogue_is_used() {
    let used = sentences_used();
    let computed = ["error-", "about-", "arg-", "examples-", "topic-", "check-"];
    let kind = |key: &String| key.strip_prefix("kind-").is_some_and(|name| protocol::record::kind(name).is_some());
    let computed = |key: &String| kind(key) || computed.iter().any(|prefix| key.starts_with(prefix));
    let plain = catalogue().into_iter().filter(|key| !computed(key));
    let idle: Vec<String> = plain.filter(|key| !used.contains(key)).collect();
    assert!(idle.is_empty(), "nobody says {idle:?}");
}

#[test]
fn every_code_has_its_three_parts_and_its_exit_code_stands_in_the_table() {
    assert!(CODES.is_sorted_by(|a, b| a.0 < b.0), "the table of codes is in the order of their names");
    let listed: BTreeSet<String> = CODES.iter().map(|(code, _)| format!("error-{code}")).collect();
    let worded: BTreeSet<String> = catalogue().into_iter().filter(|key| key.starts_with("error-")).collect();
    assert_eq!(listed, worded, "problem/codes.rs and the catalogue name the same errors");
    for (code, exit) in CODES {
        let key = format!("error-{code}");
        let said = with(&key).expect("just compared");
        let message = said.get_message(&key).expect("just said");
        assert!(message.value().is_some(), "{key} says what happened");
        for part in ["meaning", "next"] {
            assert!(message.get_attribute(part).is_some(), "{key} has .{part}");
        }
        let told_only = code.starts_with("notice-") || code.ends_with("-ask-stewards");
        assert!(matches!(exit, 1..=10 | 130) != told_only, "{code} ends with {exit}");
    }
}

#[test]
fn every_trouble_in_any_package_has_a_code_that_is_listed_with_the_same_exit() {
    let known = |code: &str| CODES.iter().find(|(listed, _)| *listed == code).map(|(_, exit)| exit.to_string());
    let mut own: Vec<String> = own_sources().iter().flat_map(|(_, code)| literals(code, "trouble!(")).collect();
    own.sort();
    let missing: Vec<&String> = own.iter().filter(|code| known(code).is_none()).collect();
    assert!(missing.is_empty(), "problem/codes.rs lacks {missing:?}");
    let mut others = Vec::new();
    sources(&root().join("node/src"), &mut others);
    sources(&root().join("protocol/src"), &mut others);
    let mut wrong = Vec::new();
    for (path, text) in &others {
        for (at, opening) in text.match_indices("Trouble::new(\"") {
            let mut parts = text[at + opening.len()..].split(['"', ')']);
            let (code, exit) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
            let exit = exit.trim_start_matches([',', ' ']).trim();
            if known(code).is_none_or(|listed| exit.parse::<u8>().is_ok() && listed != exit) {
                wrong.push(format!("{}: {code} {exit}", path.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "problem/codes.rs differs from {wrong:#?}");
}

#[test]
fn every_command_and_option_has_its_line_of_help_and_no_line_is_idle() {
    let mut used = BTreeSet::new();
    let mut missing = Vec::new();
    helped(&crate::args::help::tree(), "", &mut used, &mut missing);
    assert!(missing.is_empty(), "the catalogue lacks {missing:#?}");
    let help = catalogue().into_iter().filter(|key| ["about-", "arg-", "examples-"].iter().any(|p| key.starts_with(p)));
    let idle: Vec<String> = help.filter(|key| !used.contains(key)).collect();
    assert!(idle.is_empty(), "no command says {idle:#?}");
}

fn helped(command: &clap::Command, path: &str, used: &mut BTreeSet<String>, missing: &mut Vec<String>) {
    let about = if path.is_empty() { "about-talko".to_string() } else { format!("about-{path}") };
    if maybe(&about, None, &[]).is_none() {
        missing.push(about.clone());
    }
    used.insert(about);
    used.insert(format!("examples-{path}"));
    for arg in command.get_arguments() {
        let name = arg.get_id().as_str().replace('_', "-");
        let key = crate::args::help::arg_key(path, &name);
        if maybe(&key, None, &[]).is_none() {
            missing.push(format!("{key} (for {path})"));
        }
        used.insert(key);
    }
    for verb in command.get_subcommands() {
        let path = if path.is_empty() { verb.get_name().to_string() } else { format!("{path}-{}", verb.get_name()) };
        helped(verb, &path, used, missing);
    }
}

#[test]
fn a_number_chooses_the_plural_and_no_hidden_marks_are_put_in() {
    assert_eq!(words!("span-days", n = 1u64), "1 day");
    assert_eq!(words!("span-days", n = 30u64), "30 days");
    assert_eq!(words!("time-ago", span = "2 days"), "2 days ago");
}
