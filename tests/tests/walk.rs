//! What the documents show is executed: the blocks marked `console` of the README and of every
//! walkthrough. The conventions stand in docs/walkthroughs/README.md.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::Value;
use tests::talko::{DEADLINE, Town, words};

/// How long is waited between two times.
const LOOK: Duration = Duration::from_millis(100);
/// Verbs that change nothing, so that asking again is safe.
const READING: &[&str] = &[
    "list", "show", "search", "status", "log", "balance", "peers", "reach", "doctor", "get", "help", "check", "match",
    "explain", "facts", "split",
];

/// A command of a document.
#[derive(Debug, PartialEq, Eq)]
struct Step {
    line: String,
    /// The file into which what it prints goes, as behind `>`.
    file: Option<String>,
    /// Names and where their values stand in the JSON that is answered.
    kept: Vec<(String, String)>,
    expected: Vec<String>,
    at: usize,
}

/// The commands of all `console` blocks of a text.
fn steps(text: &str) -> Vec<Step> {
    let mut steps: Vec<Step> = Vec::new();
    let mut inside = false;
    for (number, line) in text.lines().enumerate() {
        if let Some(mark) = line.strip_prefix("```") {
            inside = !inside && mark == "console";
        } else if let (true, Some(typed)) = (inside, line.strip_prefix("$ ")) {
            let (line, kept) = typed.split_once("# =>").unwrap_or((typed, ""));
            let kept = kept.split(',').filter_map(|part| part.trim().split_once('='));
            let kept = kept.map(|(name, path)| (name.to_string(), path.to_string())).collect();
            let (line, file) = match line.trim().rsplit_once(" > ") {
                Some((line, file)) => (line, Some(file.trim().to_string())),
                None => (line.trim(), None),
            };
            steps.push(Step { line: line.to_string(), file, kept, expected: Vec::new(), at: number + 1 });
        } else if inside {
            steps.last_mut().expect("a block begins with a command").expected.push(line.to_string());
        }
    }
    steps
}

/// True where a line is as expected; `[..]` stands for anything.
fn line_fits(expected: &str, line: &str) -> bool {
    let mut parts = expected.split("[..]");
    let first = parts.next().unwrap_or_default();
    let Some(mut rest) = line.strip_prefix(first) else { return false };
    let mut parts: Vec<&str> = parts.collect();
    let Some(last) = parts.pop() else { return rest.is_empty() };
    for part in parts {
        match rest.split_once(part) {
            Some((_, behind)) => rest = behind,
            None => return false,
        }
    }
    rest.ends_with(last)
}

/// True where all lines are as expected; `...` stands for any number of lines.
fn fits(expected: &[String], lines: &[&str]) -> bool {
    match (expected.split_first(), lines.split_first()) {
        (None, _) => lines.is_empty(),
        (Some((dots, rest)), _) if dots == "..." => (0..=lines.len()).any(|skipped| fits(rest, &lines[skipped..])),
        (Some((line, rest)), Some((said, behind))) => line_fits(line, said.trim_end()) && fits(rest, behind),
        (Some(_), None) => false,
    }
}

/// The words of a command behind `talko`, without the options that hold everywhere.
fn verbs(line: &[String]) -> Vec<&str> {
    let mut verbs = Vec::new();
    let mut line = line.iter();
    while let Some(word) = line.next() {
        match word.as_str() {
            "--home" => drop(line.next()),
            word if word.starts_with('-') => {}
            word => verbs.push(word),
        }
    }
    verbs
}

fn reads(line: &[String]) -> bool {
    let verbs = verbs(line);
    verbs.is_empty() || verbs.iter().take(2).any(|verb| READING.contains(verb))
}

/// The value at a path such as `.data.id`.
fn field<'a>(value: &'a Value, path: &str) -> &'a Value {
    path.split('.').filter(|part| !part.is_empty()).fold(value, |value, part| match part.parse::<usize>() {
        Ok(index) => &value[index],
        Err(_) => &value[part],
    })
}

fn walk(document: &Path) {
    let town = Town::new();
    let mut names: BTreeMap<String, String> = BTreeMap::new();
    for step in steps(&fs::read_to_string(document).expect("a document")) {
        let place = format!("{}:{}: {}", document.display(), step.at, step.line);
        let mut line = step.line.clone();
        // Long names first: $LEAD must not be read in $LEADER.
        for (name, value) in names.iter().rev() {
            line = line.replace(&format!("${name}"), value);
        }
        let typed = words::split(&line);
        match typed.first().map(String::as_str) {
            Some("talko") => {}
            Some("cargo") => continue,
            other => panic!("{place}: only talko and cargo are known here, not {other:?}"),
        }
        // Every home that is named is kept on this computer before anything is in it.
        if let Some(home) = typed.iter().skip_while(|word| *word != "--home").nth(1) {
            town.home(home);
        }
        let begun = Instant::now();
        loop {
            let answer = town.talko(line.strip_prefix("talko").unwrap_or(&line));
            let lines: Vec<&str> = answer.stdout.lines().collect();
            let good = answer.exit == 0 && (step.expected.is_empty() || fits(&step.expected, &lines));
            if good {
                if let Some(file) = &step.file {
                    fs::write(town.folder().join(file), &answer.stdout).expect("a file of the walkthrough");
                }
                for (name, path) in &step.kept {
                    let value = field(&answer.json(), path).as_str().map(str::to_string);
                    names.insert(name.clone(), value.unwrap_or_else(|| panic!("{place}: {path} is no text")));
                }
                break;
            }
            assert!(reads(&typed[1..]) && begun.elapsed() < DEADLINE, "{place}\nanswered {answer:#?}");
            thread::sleep(LOOK);
        }
    }
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the workspace").to_path_buf()
}

#[test]
fn the_readme_does_what_it_shows() {
    walk(&root().join("README.md"));
}

#[test]
fn the_walkthroughs_do_what_they_show() {
    let folder = fs::read_dir(root().join("docs/walkthroughs")).expect("the walkthroughs");
    let mut documents: Vec<PathBuf> = folder.flatten().map(|entry| entry.path()).collect();
    documents.retain(|path| path.extension().is_some_and(|extension| extension == "md"));
    documents.sort();
    assert!(documents.iter().any(|path| !steps(&fs::read_to_string(path).expect("a document")).is_empty()));
    let only = std::env::var("TALKO_WALK").unwrap_or_default();
    documents.retain(|path| path.to_string_lossy().contains(&only));
    assert!(!documents.is_empty(), "no walkthrough is called {only}");
    documents.iter().for_each(|document| walk(document));
}

#[test]
fn whoever_leads_a_bid_of_five_writes_at_most_eight_times_until_the_client_has_it() {
    let page = fs::read_to_string(root().join("docs/walkthroughs/a-bid.md")).expect("the walkthrough of a bid");
    let steps = steps(&page);
    let verb = |step: &Step, wanted: &str| step.line.contains(&format!("--home A {wanted} "));
    let begins = steps.iter().position(|step| verb(step, "bid new")).expect("a bid is opened");
    let ends = steps.iter().position(|step| verb(step, "bid send")).expect("and sent");
    let own = steps[begins..=ends].iter().filter(|step| step.line.starts_with("talko --home A "));
    let written = own.filter(|step| !reads(&words::split(&step.line)[1..])).count();
    assert!((5..=8).contains(&written), "{written} commands");
}

#[test]
fn an_expectation_that_does_not_hold_is_noticed() {
    let expected = |text: &str| text.lines().map(str::to_string).collect::<Vec<_>>();
    assert!(fits(&expected("a[..]c\n...\nend"), &["abc", "x", "y", "end"]));
    assert!(fits(&expected("...\nend\n..."), &["end"]));
    assert!(!fits(&expected("a[..]c"), &["abd"]));
    assert!(!fits(&expected("a\nb"), &["a"]));
    assert!(!fits(&expected("a"), &["a", "b"]));
    assert!(!line_fits("x[..]yy", "xy"));
}
