//! Values that cannot be: money of two readings, dates that have passed, texts that are too long or
//! would drive a terminal.

use tests::talko::Town;

#[test]
fn a_value_that_cannot_be_is_refused_before_anything_is_saved() {
    let town = Town::new();
    let a = town.founds("A", "Collective A", "Steward A");
    let before = a.data("log");
    let long = "a".repeat(10 * 1024);
    for (line, code, exit) in [
        ("lead new Books --budget 25.000", "money", 2),
        ("lead new Books '--budget=-5 USD'", "money-negative", 2),
        ("lead new Books --budget '12..9 USD'", "money-backwards", 2),
        ("lead new Books --closes 2020-01-01", "past", 2),
        ("lead new Books --closes someday", "when", 2),
        ("pledge offer '4h help' --to 'Collective A' --valid 2020-01-01", "past", 2),
        ("lead new ''", "empty", 2),
        (&format!("lead new {long}"), "long", 2),
        (&format!("me edit --name {long}"), "long", 2),
        (&format!("config set tz {long}"), "zone", 2),
    ] {
        assert_eq!(a.refused(line).as_pair(), (code, exit), "{}", &line[..line.len().min(60)]);
    }
    assert_eq!(a.data("log"), before, "nothing was written");
}

#[test]
fn what_would_drive_a_terminal_or_turn_a_line_around_is_taken_out() {
    let town = Town::new();
    let a = town.founds("A", "Collective A", "Steward A");
    a.tell("lead new 'pay\u{1b}[31mroll\u{202e} \u{7}help\u{200b}er\u{2066}'");
    for line in ["lead list", "lead list --json", "lead list --plain", "log", "lead export --format csv"] {
        let answer = a.tell(line);
        let wrong: Vec<char> = answer
            .stdout
            .chars()
            .filter(|letter| {
                letter.is_control() && !matches!(letter, '\n' | '\r' | '\t')
                    || matches!(letter, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
            })
            .collect();
        assert!(wrong.is_empty(), "{line}: {wrong:?}");
    }
}
