//! What is typed: whole lines, and each sort of value.

use std::ffi::OsString;
use std::os::unix::ffi::OsStringExt as _;

use clap::Parser as _;
use cli::args::Line;
use cli::values::{Clock, money, percent, span, wanted, week, when};
use jiff::tz::TimeZone;
use protocol::local::Trouble;
use protocol::money::Currency;
use protocol::search::query::Query;
use protocol::text::{allowed, tidy, tidy_line};
use protocol::time::Moment;

use super::target;

/// 22 November 2026, 05:00 UTC.
const NOW: Moment = Moment(1_795_323_600_000);

/// Words are parted by line breaks; a word may be of any bytes.
#[test]
fn a_line_of_any_words_is_a_command_or_a_stated_misuse() {
    let lines = [
        "status\n--json",
        "lead\nnew\n--title\nCook\n--pay\n25 USD/hour\n--closes\nin 30 days",
        "lead\nlist\n--open\n--limit\n5",
        "bid\nnew\n7K3Q\n-n",
        "invite\nnew\n--member\n--wait=5s",
        "join\ntalko1abc",
        "pledge\nnew\n--yes\n-q",
        "charter\npropose\n--quorum\n60%",
        "availability\nset\nmon-fri 09:00-17:00",
        "--home\n/tmp/a\nnode\nup",
    ];
    let words: &[&[u8]] =
        &[b"\n--json", b"\n--", b"\n-", b"=", b"--help", b"new", b"list", b"show", b"\n\n", b"--tz\nMars"];
    let seeds = lines.map(|line| line.as_bytes().to_vec()).to_vec();
    // Dear: the whole tree of commands is laid out for each.
    target("command-line", 1_000, 1_000, words).run(seeds, |input| {
        let typed = input.split(|byte| *byte == b'\n').map(|word| OsString::from_vec(word.to_vec()));
        match Line::try_parse_from(std::iter::once(OsString::from("talko")).chain(typed)) {
            Ok(line) => format!("{:?}", line.command).split([' ', '(', '{']).take(2).collect(),
            Err(misuse) => format!("{:?}", misuse.kind()),
        }
    });
}

fn told<T>(read: Result<T, Trouble>, sound: impl FnOnce(&T)) -> String {
    match read {
        Ok(value) => {
            sound(&value);
            "read".to_string()
        }
        Err(trouble) => trouble.code,
    }
}

/// The first byte says which sort of value the rest is.
#[test]
fn a_value_of_any_text_is_read_within_its_bounds_or_refused_by_its_code() {
    let examples = [
        "in 30 days",
        "fri 17:00",
        "2026-12-01 17:00",
        "2026-12-01T17:00:00Z",
        "90d",
        "1h30m",
        "1.5h",
        "20h/week",
        "25 USD/hour",
        "USD 1,200.50",
        "25-40 EUR/hour",
        "12.5%",
        "mon-fri 09:00-17:00,18:00-19:30",
        "daily 21:00-05:00",
        "bookkeeper:20h:2:Xero,Excel",
        "09:00-17:00",
        "\"cafe\" -chain title:cook",
        "Caf\u{e9}\u{202e}\n",
    ];
    let seeds = (0..12_u8).flat_map(|sort| examples.map(|text| [vec![sort], text.into()].concat())).collect();
    let clock = Clock::at(TimeZone::get("America/New_York").expect("an embedded zone"), NOW);
    let usual = Currency::new("PHP");
    let words: &[&[u8]] = &[b"-", b":", b"9999", b".", b",", b"%", b"99999999999999999999", b" days", b"\xc2\xa0"];
    target("value", 20_000, 200, words).run(seeds, |input| {
        let Some((sort, rest)) = input.split_first() else { return "nothing".to_string() };
        let text = String::from_utf8_lossy(rest);
        let said = match sort % 12 {
            0 => told(when::parse(&text, when::Edge::Start, &clock), |moment| drop(clock.show(*moment))),
            1 => told(when::future(&text, when::Edge::End, &clock), |moment| assert!(*moment > NOW)),
            2 => told(when::until(&text, &clock), |moment| drop(clock.distance(*moment))),
            3 => told(when::since(&text, &clock), |moment| drop(clock.echo(*moment))),
            4 => told(span::parse(&text), |span_ms| {
                assert!((1..=3_653 * 86_400_000).contains(span_ms));
                drop(span::show(*span_ms));
            }),
            5 => told(span::hours(&text), |minutes| assert!((1..=6_000_000).contains(minutes))),
            6 => told(span::weekly(&text), |minutes| assert!(*minutes <= 7 * 24 * 60)),
            7 => told(money::parse(&text, usual), |amount| drop(format!("{amount:?}"))),
            8 => told(money::range(&text, usual), |(least, most)| assert!(least.minor <= most.minor)),
            9 => told(percent::parse(&text), |points| drop(percent::show(*points))),
            10 => told(week::parse(&[text.to_string()]), |grid| drop(week::show(grid))),
            _ => told(wanted::seats(&text), |seats| {
                wanted::seats(&wanted::typed(seats)).expect("what is shown can be typed");
            }),
        };
        for tidied in [tidy(&text), tidy_line(&text)] {
            assert!(tidied.chars().all(allowed), "{tidied:?}");
            assert_eq!(tidy(&tidied), tidied);
        }
        let query = Query::parse(&text);
        assert!(query.terms().iter().all(|term| !term.spellings().is_empty()), "a term that nothing fits");
        format!("{} {said}", sort % 12)
    });
}
