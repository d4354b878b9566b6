//! The file that a client is given, and gives back changed.

use cli::proposal::file::{Checked, check};
use cli::proposal::{bytes, letters};

use super::{data, target};

/// The terms that are signed, out of the kept page.
fn terms() -> Vec<u8> {
    match check(&data("proposal.html")) {
        Checked::Valid(proven) => proven.bytes,
        Checked::Invalid(fault) => panic!("{}", fault.word()),
    }
}

fn said(file: &[u8], terms: &[u8]) -> String {
    match check(file) {
        Checked::Valid(proven) => {
            assert_eq!(proven.bytes, terms, "other terms than were signed");
            "valid".to_string()
        }
        Checked::Invalid(fault) => fault.word().to_string(),
    }
}

#[test]
fn no_change_of_a_page_holds_but_as_the_page_that_was_made() {
    let (page, terms) = (data("proposal.html"), terms());
    // Dear: signatures are checked for most, and the page is made again.
    target("proposal-page", 2_000, 20_000, &[b"<script>", b"&", b"</html>"]).run(vec![page.clone()], |input| {
        let said = said(input, &terms);
        assert!(said != "valid" || input == page, "a changed page holds");
        said
    });
}

#[test]
fn no_change_of_signed_terms_holds() {
    let terms = terms();
    target("proposal-terms", 4_000, 20_000, &[]).run(vec![terms.clone()], |input| {
        let said = said(input, &terms);
        assert!(said != "valid" || input == terms, "changed terms hold");
        said
    });
}

#[test]
fn letters_of_terms_are_read_in_one_spelling() {
    target("proposal-letters", 20_000, 4_000, &[b"=", b"\n", b"=="]).run(
        vec![letters(b"terms").into_bytes()],
        |input| {
            let text = String::from_utf8_lossy(input);
            match bytes(&text) {
                Some(read) => {
                    let plain: String = text.split_ascii_whitespace().collect();
                    let again: String = letters(&read).split_ascii_whitespace().collect();
                    assert_eq!(again, plain);
                    "read".to_string()
                }
                None => "none".to_string(),
            }
        },
    );
}
