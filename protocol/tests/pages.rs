//! docs/trust.md and docs/threat-model.md name tests and limits. Each of them exists as it is named: a
//! test that is renamed, or a limit that is changed, is changed there as well.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

const PAGES: [&str; 2] = ["docs/trust.md", "docs/threat-model.md"];
/// Fewer citations than this, and it is this test that no longer reads the pages.
const CITED_LEAST: usize = 100;

fn root_of_the_repository() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("..")
}

#[expect(clippy::disallowed_methods, reason = "the test compares the documentation with the sources")]
fn text(file: &str) -> String {
    std::fs::read_to_string(root_of_the_repository().join(file)).unwrap_or_else(|fault| panic!("{file}: {fault}"))
}

/// What stands between single backticks on one line, in order.
fn quoted(line: &str) -> impl Iterator<Item = &str> {
    line.split('`').skip(1).step_by(2)
}

/// True for the name of a source file.
fn is_source(quote: &str) -> bool {
    quote.contains('/') && Path::new(quote).extension().is_some_and(|ending| ending == "rs")
}

/// True for what looks like the name of a test: a sentence of four words or more.
fn is_sentence(quote: &str) -> bool {
    let plain = |letter: u8| letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == b'_';
    quote.bytes().all(plain) && quote.matches('_').count() >= 3
}

/// The tests of a source file: functions below an attribute that ends in `test`.
fn tests_in(source: &str) -> BTreeSet<&str> {
    let mut tests = BTreeSet::new();
    let mut below = false;
    for line in source.lines().map(str::trim) {
        let attribute = line.strip_prefix("#[").and_then(|line| line.split([']', '(']).next());
        if let Some(attribute) = attribute {
            below |= attribute == "test" || attribute.ends_with("::test");
        } else if let Some((_, name)) = line.split_once("fn ").filter(|_| below) {
            tests.extend(name.split(['(', '<']).next());
            below = false;
        }
    }
    tests
}

/// The limits that a page names, `NAME = value`, with the file before them.
fn limit(quote: &str) -> Option<(&str, &str)> {
    let (name, value) = quote.split_once(" = ")?;
    let shouted = name.bytes().all(|letter| letter.is_ascii_uppercase() || letter == b'_');
    shouted.then_some((name, value))
}

/// The value of a constant, as it is written in a source file.
fn value<'a>(source: &'a str, name: &str) -> Option<&'a str> {
    let mark = format!("const {name}: ");
    let line = source.lines().find(|line| line.contains(&mark))?;
    line.split_once(" = ").map(|(_, value)| value.trim_end_matches(';'))
}

#[test]
fn every_test_and_every_limit_that_the_pages_name_is_there() {
    let mut sources: BTreeMap<String, String> = BTreeMap::new();
    let mut cited = 0;
    for page in PAGES {
        for (number, line) in text(page).lines().enumerate() {
            let at = format!("{page}, line {}", number + 1);
            let mut file = None;
            for quote in quoted(line) {
                if is_source(quote) {
                    sources.entry(quote.to_string()).or_insert_with(|| text(quote));
                    file = Some(quote);
                } else if is_sentence(quote) {
                    let file = file.unwrap_or_else(|| panic!("{at}: `{quote}` stands behind no file"));
                    assert!(tests_in(&sources[file]).contains(quote), "{at}: {file} has no test `{quote}`");
                    cited += 1;
                } else if let Some((name, said)) = limit(quote) {
                    let file = file.unwrap_or_else(|| panic!("{at}: `{quote}` stands behind no file"));
                    assert_eq!(value(&sources[file], name), Some(said), "{at}: {name} in {file}");
                }
            }
        }
    }
    assert!(cited >= CITED_LEAST, "only {cited} tests are named");
}

#[test]
fn every_rule_of_the_trust_page_has_a_test_and_a_weakness() {
    let page = text("docs/trust.md");
    let rules: Vec<&str> = page.split("\n### ").skip(1).collect();
    assert!(rules.len() >= 20, "only {} rules", rules.len());
    for rule in rules {
        let rule = rule.split("\n## ").next().expect("split gives one part at least");
        let title = rule.lines().next().unwrap_or_default();
        assert!(quoted(rule).any(is_sentence), "{title}: no test");
        assert!(rule.contains("\n*Weakness*: "), "{title}: no weakness");
    }
}

#[test]
fn what_looks_like_a_test_and_is_none_is_noticed() {
    let source = "#[test]\nfn a_rule_that_holds() {}\n#[tokio::test(start_paused = true)]\nasync fn one_more_that_waits() {}\nfn a_helper_beside_the_tests() {}\n";
    assert_eq!(tests_in(source), BTreeSet::from(["a_rule_that_holds", "one_more_that_waits"]));
    assert_eq!(value("/// 3: few.\npub const FEW: usize = 3 * 1_024;\n", "FEW"), Some("3 * 1_024"));
    assert!(is_sentence("a_rule_that_holds") && !is_sentence("hurried-knock") && !is_sentence("lead"));
}
