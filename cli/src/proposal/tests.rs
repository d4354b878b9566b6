//! A page that two people signed, kept in the repository: it holds for good, and no change of it goes unnoticed.

use protocol::proposal::verify::Failing;
use protocol::text::Text;
use protocol::wire::Few;

use super::file::{Checked, Fault, check};
use super::words::Language;
use super::{Proven, page, plain, sheet};

const KEPT: &str = include_str!("../../../tests/data/proposal.html");

fn kept() -> Proven {
    match check(KEPT.as_bytes()) {
        Checked::Valid(proven) => *proven,
        Checked::Invalid(fault) => panic!("{}", fault.word()),
    }
}

fn fault(file: &[u8]) -> Fault {
    match check(file) {
        Checked::Valid(_) => panic!("it holds"),
        Checked::Invalid(fault) => fault,
    }
}

#[test]
fn a_page_that_was_made_long_ago_still_holds() {
    // A change of a sentence or of the look makes this red: then the look gets a new number, and the old one stays.
    assert_eq!(page::page(&kept(), Language::English), KEPT);
    assert!(KEPT.len() < 150_000);
}

#[test]
fn any_of_a_thousand_changed_bytes_is_found_and_named() {
    let mut state = 11u64;
    let mut words = std::collections::BTreeMap::<&str, usize>::new();
    for _ in 0..1_000 {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        let at = (state >> 33) as usize % KEPT.len();
        let mut changed = KEPT.as_bytes().to_vec();
        changed[at] ^= 1 << (state >> 29 & 7);
        *words.entry(fault(&changed).word()).or_default() += 1;
    }
    assert!(words.keys().len() > 3, "changes beside and within the terms fail different checks: {words:?}");
}

#[test]
fn a_page_that_was_cut_has_lost_its_terms() {
    for part in [2, 3, 5, 50] {
        assert!(matches!(fault(&KEPT.as_bytes()[..KEPT.len() / part]), Fault::Missing));
    }
    assert_eq!(fault(b""), Fault::Missing);
    let without_end = KEPT.strip_suffix("</html>\n").expect("the last line");
    assert_eq!(fault(without_end.as_bytes()), Fault::Page);
}

#[test]
fn a_word_that_was_changed_beside_the_terms_is_found() {
    for (before, behind) in [
        ("Weekly books.", "Daily books."),
        ("within 14 days", "within 90 days"),
        ("desk@example.org", "mallory@example.org"),
        ("<h2>Price</h2>", "<h2>Prize</h2>"),
        ("lang=\"en\"", "lang=\"es\""),
        ("</body>", "<p>And a car.</p></body>"),
        ("hidden>", "hidden >"),
    ] {
        assert!(KEPT.contains(before), "{before}");
        let lie = KEPT.replacen(before, behind, 1);
        assert!(matches!(fault(lie.as_bytes()), Fault::Page | Fault::Missing), "{behind}");
    }
    let other = KEPT.replacen("talko proposal 1\"", "talko proposal 2\"", 1);
    assert_eq!(fault(other.as_bytes()), Fault::Look);
}

#[test]
fn terms_alone_can_be_checked_and_other_files_are_not_taken_for_them() {
    let proven = kept();
    assert!(matches!(check(&proven.bytes), Checked::Valid(_)));
    assert_eq!(fault(&proven.bytes[1..]), Fault::Terms(Failing::Shape));
    assert_eq!(fault(b"{\"signed\": \"AAAA\"}"), Fault::Terms(Failing::Shape));
    assert_eq!(fault(b"{\"signed\": 7}"), Fault::Missing);
    assert_eq!(fault(plain::markdown(&proven, Language::English).as_bytes()), Fault::Missing);
}

#[test]
fn what_somebody_wrote_is_text_and_never_page() {
    let mut proven = kept();
    proven.terms.draft.scope = Text::new("<script>alert(1)</script> & \"more\" | `code`").expect("short");
    let made = page::page(&proven, Language::English);
    assert!(!made.contains("<script>") && made.contains("&lt;script&gt;alert(1)"));
    let made = plain::markdown(&proven, Language::English);
    assert!(made.contains("\\<script\\>") && made.contains("\\`code\\`"), "{made}");
}

/// How many lines of paper a file takes: 95 letters a line, wide letters counting twice, and 1.7 lines above a heading.
fn paper(proven: &Proven, language: Language) -> usize {
    let wide = |text: &str| text.chars().map(|letter| if letter as u32 > 0x2e80 { 2 } else { 1 }).sum::<usize>();
    let lines = |text: &str| text.lines().map(|line| wide(line).div_ceil(95).max(1)).sum::<usize>();
    let sheet = sheet::sheet(&proven.terms, language);
    let sections = sheet.sections.iter().map(|section| {
        let parts = section.parts.iter().map(|part| match part {
            sheet::Part::Text(text) | sheet::Part::Line(text) => lines(text),
            sheet::Part::Table(_, rows) => rows.len() * 3 / 2 + 2,
        });
        3 + parts.sum::<usize>()
    });
    6 + sections.sum::<usize>()
}

#[test]
fn twelve_people_and_the_longest_texts_print_to_four_pages() {
    let mut proven = kept();
    let draft = &mut proven.terms.draft;
    let words = |most: usize| "Wort und Zahl ".repeat(most / 14);
    draft.scope = Text::new(words(1_200)).expect("long");
    draft.beyond = Text::new(words(400)).ok();
    draft.need = Text::new(words(400)).ok();
    draft.working = Text::new(words(300)).ok();
    draft.cover = Text::new(words(200)).ok();
    draft.paying = Text::new(words(200)).ok();
    draft.template = Some(crate::template::TEMPLATES[1].id());
    let line = draft.lines[0].clone();
    draft.lines = Few::new(vec![line; 12]).expect("twelve");
    proven.terms.names = vec![Some("Somebody with a rather long name, Collective".to_string()); 12];
    proven.terms.pays = vec![proven.terms.pays[0].clone(); 12];
    for language in Language::ALL {
        // A4 with margins of 16 mm has 265 mm: 57 lines of 10 points at 1.32.
        let lines = paper(&proven, language);
        assert!(lines <= 4 * 57, "{}: {lines} lines", language.tag());
        assert!(page::page(&proven, language).len() < 150_000);
    }
}
