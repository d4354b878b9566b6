//! Owns the role files: questions for one sort of work, each with the marker that a yes becomes. They are data in
//! `cli/data/interviews`; a test reads every one of them.

use protocol::record::marker::Sort;
use protocol::text::Line;
use toml_edit::{DocumentMut, Item, Table};

/// The files by the name that is typed.
const FILES: [(&str, &str); 5] = [
    ("book-keeper", include_str!("../../../data/interviews/book-keeper.toml")),
    ("carer", include_str!("../../../data/interviews/carer.toml")),
    ("designer", include_str!("../../../data/interviews/designer.toml")),
    ("translator", include_str!("../../../data/interviews/translator.toml")),
    ("virtual-assistant", include_str!("../../../data/interviews/virtual-assistant.toml")),
];

/// Questions for one sort of work.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RoleFile {
    /// The name that is typed.
    pub name: &'static str,
    /// The role, as the vocabulary writes it.
    pub role: String,
    /// What people call it.
    pub title: String,
    /// In the order in which they are asked.
    pub questions: Vec<Question>,
}

/// One question, which is answered by yes or no.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Question {
    /// What names it on the line.
    pub key: String,
    /// The question.
    pub ask: String,
    /// What a yes becomes.
    pub marker: Line<64>,
    /// What sort of statement that is.
    pub sort: Sort,
    /// True where it stays on the computer of whoever answers.
    pub confidential: bool,
    /// What would show it.
    pub proof: Option<String>,
    /// The same in a public vocabulary.
    pub same_as: Option<Line<200>>,
}

/// The file of a name, however it is spelled: `book keeper`, `Book-Keeper`.
pub fn named(typed: &str) -> Option<RoleFile> {
    let plain = |name: &str| name.trim().to_lowercase().replace([' ', '_'], "-");
    let found = FILES.iter().find(|(name, _)| *name == plain(typed));
    found.and_then(|(name, text)| read(name, text))
}

/// Every file.
pub fn all() -> Vec<RoleFile> {
    FILES.iter().filter_map(|(name, text)| read(name, text)).collect()
}

/// The names that can be typed.
pub fn names() -> String {
    FILES.map(|(name, _)| name).join(", ")
}

/// Reads a file; `None` where it is not one.
fn read(name: &'static str, text: &str) -> Option<RoleFile> {
    let Ok(document) = text.parse::<DocumentMut>() else { return None };
    let root = document.as_table();
    let questions = root.get("question")?.as_array_of_tables()?.iter().map(question).collect::<Option<Vec<_>>>()?;
    Some(RoleFile { name, role: word(root, "role")?, title: word(root, "title")?, questions })
}

fn word(table: &Table, name: &str) -> Option<String> {
    table.get(name).and_then(Item::as_str).map(str::to_string)
}

fn question(table: &Table) -> Option<Question> {
    let sort = match table.get("sort").and_then(Item::as_str) {
        None | Some("verification") => Sort::Verification,
        Some("tag") => Sort::Tag,
        Some("preference") => Sort::Preference,
        Some(_) => return None,
    };
    let confidential = table.get("confidential").and_then(Item::as_bool).unwrap_or(false);
    let same_as = match word(table, "same_as").map(Line::new) {
        None => None,
        Some(Ok(uri)) => Some(uri),
        Some(Err(_)) => return None,
    };
    let Ok(marker) = Line::new(word(table, "marker")?) else { return None };
    let question = Question {
        key: word(table, "key")?,
        ask: word(table, "ask")?,
        marker,
        sort,
        confidential,
        proof: word(table, "proof"),
        same_as,
    };
    // Only a tag can be kept to oneself: what is to be confirmed must be said.
    (!confidential || sort == Sort::Tag).then_some(question)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use protocol::vocabulary::Vocabulary;

    use super::*;

    #[test]
    fn every_role_file_is_read_and_asks_nothing_twice() {
        let files = all();
        assert_eq!(files.len(), FILES.len(), "one of them cannot be read");
        for file in &files {
            let keys: BTreeSet<&String> = file.questions.iter().map(|question| &question.key).collect();
            let markers: BTreeSet<&Line<64>> = file.questions.iter().map(|question| &question.marker).collect();
            assert_eq!((keys.len(), markers.len()), (file.questions.len(), file.questions.len()), "{}", file.name);
            assert!(file.questions.len() >= 5, "{}", file.name);
            let usual = Vocabulary::embedded().canonical(&file.role).unwrap_or(&file.role).to_string();
            assert_eq!(usual, file.role, "the role stands as the vocabulary writes it");
            for question in file.questions.iter().filter(|question| question.sort == Sort::Verification) {
                assert!(question.proof.is_some(), "{}: what would show {}?", file.name, question.key);
            }
        }
    }

    #[test]
    fn a_role_is_found_however_it_is_spelled() {
        assert_eq!(named("Book keeper").map(|file| file.name), Some("book-keeper"));
        assert_eq!(named("astronaut"), None);
    }
}
