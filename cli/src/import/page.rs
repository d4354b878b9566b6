//! Owns saved web pages: finds the `ld+json` blocks in them. The rest of the page is not looked at.

use super::{Basket, Flaw, ImportFault, Place, json};

/// 1,000 blocks a page: real pages have three.
const BLOCKS_MAX: usize = 1_000;

/// Reads every JobPosting block of a page.
///
/// # Errors
/// [`ImportFault::CutOff`] where the page ends inside a block, [`ImportFault::Many`].
pub fn read(bytes: &[u8], basket: &mut Basket) -> Result<(), ImportFault> {
    let text = std::str::from_utf8(bytes).map_err(|_| ImportFault::Encoding { line: 1 })?;
    let (mut rest, mut line, mut block) = (text, 1, 0);
    while let Some(at) = find(rest, "<script") {
        line += lines(&rest[..at]);
        rest = &rest[at..];
        let cut = ImportFault::CutOff { item: basket.count() + 1, line };
        let Some(open) = rest.find('>') else { return Err(cut) };
        let Some(close) = find(&rest[open..], "</script").map(|at| open + at) else { return Err(cut) };
        let tag = rest[..open].to_ascii_lowercase();
        let (content, skipped) = content(&rest[open + 1..close]);
        if tag.contains("ld+json") {
            block += 1;
            if block > BLOCKS_MAX {
                return Err(ImportFault::Many { max: BLOCKS_MAX });
            }
        }
        // What else a page says about itself is nobody's loss, broken or not.
        if tag.contains("ld+json") && content.contains("JobPosting") {
            let at = line + lines(&rest[..open + 1]) + skipped;
            let path = format!("script {block}");
            match json::read_at(content.as_bytes(), at, &path, basket) {
                Err(ImportFault::Json { line } | ImportFault::CutOff { line, .. }) => {
                    basket.put(Err(Flaw::Shape), Place { item: basket.count() + 1, line, path })?;
                }
                read => read?,
            }
        }
        line += lines(&rest[..close]);
        rest = &rest[close..];
    }
    Ok(())
}

/// The JSON of a block without the comment or CDATA marks that old pages put around it, and how many
/// lines were left out before it.
fn content(block: &str) -> (&str, usize) {
    let mut inner = block.trim();
    for (open, close) in [("<!--", "-->"), ("//<![CDATA[", "//]]>"), ("<![CDATA[", "]]>")] {
        inner = inner.strip_prefix(open).map_or(inner, |inner| inner.trim_end().trim_end_matches(close));
    }
    let inner = inner.trim().trim_end_matches(';');
    (inner, lines(&block[..block.find(inner).unwrap_or(0)]))
}

fn lines(text: &str) -> usize {
    text.bytes().filter(|byte| *byte == b'\n').count()
}

/// Finds an ASCII needle in lower case, whatever the case of the text.
fn find(text: &str, needle: &str) -> Option<usize> {
    text.match_indices('<').map(|(at, _)| at).find(|at| {
        text.as_bytes().get(*at..*at + needle.len()).is_some_and(|part| part.eq_ignore_ascii_case(needle.as_bytes()))
    })
}
