//! Owns a client's file as Markdown and as plain text: for chats and mail, to be read and not to be checked.

use super::sheet::{Part, Section, sheet};
use super::words::Language;
use crate::proposal::Proven;

/// The file as Markdown.
pub fn markdown(proven: &Proven, language: Language) -> String {
    let sheet = sheet(&proven.terms, language);
    let mut out = format!("# {}: {}\n\n", guarded(&sheet.kind), guarded(&sheet.title));
    if let Some(by) = &sheet.by {
        out.push_str(&format!("{}\n\n", guarded(by)));
    }
    out.push_str(&format!("{}\n", guarded(&sheet.holds)));
    for Section { heading, parts } in &sheet.sections {
        out.push_str(&format!("\n## {}\n\n", guarded(heading)));
        for part in parts {
            match part {
                Part::Text(text) => {
                    // Two blanks at the end of a line keep the break.
                    let lines: Vec<String> = text.lines().map(guarded).collect();
                    out.push_str(&format!("{}\n", lines.join("  \n")));
                }
                Part::Line(line) => out.push_str(&format!("{}\n\n", guarded(line))),
                Part::Table(head, rows) => {
                    let row = |cells: &[String]| {
                        let cells: Vec<String> = cells.iter().map(|cell| guarded(cell).replace('|', "\\|")).collect();
                        format!("| {} |\n", cells.join(" | "))
                    };
                    out.push_str(&row(head));
                    out.push_str(&format!("|{}\n", " --- |".repeat(head.len())));
                    rows.iter().for_each(|cells| out.push_str(&row(cells)));
                }
            }
        }
    }
    out
}

/// The file as plain text.
pub fn text(proven: &Proven, language: Language) -> String {
    let sheet = sheet(&proven.terms, language);
    let mut out = format!("{}: {}\n", sheet.kind, sheet.title);
    out.extend(sheet.by.iter().map(|by| format!("{by}\n")));
    out.push_str(&format!("{}\n", sheet.holds));
    for Section { heading, parts } in &sheet.sections {
        out.push_str(&format!("\n{heading}\n"));
        for part in parts {
            match part {
                Part::Text(text) => text.lines().for_each(|line| out.push_str(&format!("  {line}\n"))),
                Part::Line(line) => out.push_str(&format!("  {line}\n")),
                Part::Table(_, rows) => rows.iter().for_each(|row| out.push_str(&format!("  {}\n", row.join(" · ")))),
            }
        }
    }
    out
}

/// What somebody wrote, so that Markdown reads it as text.
fn guarded(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    for letter in text.chars() {
        if matches!(letter, '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '#') {
            out.push('\\');
        }
        out.push(letter);
    }
    out
}
