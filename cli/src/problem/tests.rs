//! How a trouble reads.

use super::*;
use crate::words::maybe;

fn clock() -> Clock {
    let zone = jiff::tz::TimeZone::get("Asia/Manila").expect("the bundled zones");
    Clock::at(zone, protocol::time::Moment(1_795_000_000_000))
}

#[test]
fn a_trouble_reads_in_three_lines_with_its_code_last() {
    let told = tell(&trouble!("span", typed = "soon"), &clock());
    assert_eq!(text(&told), "\"soon\" is no length of time.\nNothing was saved.\nWrite 90d, 4h or 30m (E-SPAN)\n");
}

#[test]
fn a_moment_in_a_trouble_is_said_in_the_readers_zone() {
    let told = tell(&trouble!("past", typed = "2026-11-18", when_ms = 1_795_000_000_000u64), &clock());
    assert!(told.meaning.contains("Wed 2026-11-18 19:06"), "{told:?}");
}

#[test]
fn a_script_reads_code_message_hint_and_exit() {
    let trouble = trouble!("no-identity");
    let object = object(&trouble.code, &tell(&trouble, &clock()), trouble.exit);
    assert_eq!(object["error"]["code"], "no-identity");
    assert_eq!(object["error"]["hint"], "talko setup");
    assert_eq!(object["error"]["exit"], 4);
}

#[test]
fn a_code_of_a_newer_version_is_still_told() {
    let told = tell(&Trouble::new("moon-phase", 6), &clock());
    assert!(told.meaning.contains("E-MOON-PHASE"), "{told:?}");
}

#[test]
fn what_a_stranger_wrote_cannot_drive_the_terminal() {
    let told = tell(&trouble!("unknown-lead", typed = "a\u{1b}[31m\u{202e}b"), &clock());
    assert!(told.message.chars().all(protocol::text::allowed), "{:?}", told.message);
}

#[test]
fn a_long_text_that_was_typed_is_not_said_back_whole() {
    let told = tell(&trouble!("span", typed = "soon ".repeat(2_000)), &clock());
    assert!(told.message.chars().count() < 120 && told.message.contains('…'), "{} characters", told.message.len());
    let path = format!("/{}", "a".repeat(300));
    let told = tell(&trouble!("file", path = &path, reason = "it is gone"), &clock());
    assert!(told.message.contains(&path) || told.next.contains(&path), "half a path cannot be copied: {told:?}");
}

#[test]
fn a_first_line_fits_into_72_characters() {
    for (code, _) in codes::CODES {
        let raw = maybe(&format!("error-{code}"), None, &[]).expect("worded");
        // Each variable counts as eight characters: a short id, a number, a word.
        let mut length = 0;
        let mut rest = raw.as_str();
        while let Some((before, behind)) = rest.split_once('{') {
            length += before.chars().count() + 8;
            rest = behind.split_once('}').map_or("", |(_, rest)| rest);
        }
        length += rest.chars().count();
        assert!(length <= 72, "{code}: {length} characters");
    }
}
