//! Owns turning markup into plain text: tags go, entities become letters, blocks become lines.
//!
//! Nothing is rendered and nothing is run; what remains still passes [`protocol::text::tidy`].

use quick_xml::escape::resolve_predefined_entity;

/// Tags that begin and end a line.
const BLOCKS: &[&str] = &[
    "p",
    "div",
    "br",
    "li",
    "ul",
    "ol",
    "tr",
    "table",
    "section",
    "article",
    "header",
    "footer",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "hr",
    "blockquote",
    "pre",
    "dt",
    "dd",
];

/// Tags whose content nobody reads.
const SILENT: &[&str] = &["script", "style", "template", "noscript", "svg", "iframe"];

/// 10: `&thetasym;`, the longest entity of old HTML without its marks, has 8.
const ENTITY_MAX: usize = 10;

/// Markup to plain text; a text without markup stays as it is.
pub fn text(source: &str) -> String {
    // Some boards escape their markup twice: `&lt;p&gt;` stands for a tag.
    let twice = !is_markup(source) && source.contains("&lt;") && is_markup(&entities(source));
    let source = if twice { entities(source) } else { source.to_string() };
    if is_markup(&source) { strip(&source) } else { entities(&source) }
}

/// One line of markup to one line of text.
pub fn line(source: &str) -> String {
    protocol::text::tidy_line(&text(source))
}

/// True where a `<` begins a tag and does not mean "less than".
fn is_markup(text: &str) -> bool {
    // Tags end where a `>` stands; behind the last one there is none.
    let inside = &text[..text.rfind('>').unwrap_or(0)];
    inside.match_indices('<').any(|(at, _)| {
        let rest = &inside[at + 1..];
        let name = rest.strip_prefix('/').unwrap_or(rest);
        name.starts_with(|c: char| c.is_ascii_alphabetic()) || rest.starts_with("!--")
    })
}

fn strip(source: &str) -> String {
    let mut out = String::with_capacity(source.len());
    // Behind the last `>` no tag ends: looking for one at each `<` there would take for ever.
    let (mut rest, tail) = source.split_at(source.rfind('>').map_or(0, |at| at + 1));
    while let Some(at) = rest.find('<') {
        words(&mut out, &rest[..at]);
        rest = &rest[at..];
        let Some(end) = tag_end(rest) else {
            // A lone "<" is a letter.
            out.push('<');
            rest = &rest[1..];
            continue;
        };
        let tag = &rest[1..end];
        rest = &rest[end + 1..];
        let closing = tag.starts_with('/');
        let name: String = tag.trim_start_matches('/').chars().take_while(char::is_ascii_alphanumeric).collect();
        let name = name.to_ascii_lowercase();
        if SILENT.contains(&name.as_str()) && !closing && !tag.ends_with('/') {
            rest = behind(rest, &name);
        } else if BLOCKS.contains(&name.as_str()) {
            block(&mut out, &name, closing);
        }
    }
    words(&mut out, rest);
    words(&mut out, tail);
    out.trim().to_string()
}

/// Where a tag ends; `None` where what begins with `<` is no tag.
fn tag_end(rest: &str) -> Option<usize> {
    if rest.starts_with("<!--") {
        // A comment without an end hides everything behind it, as it does in a browser.
        return Some(rest.find("-->").map_or(rest.len() - 1, |at| at + 2));
    }
    let name = rest[1..].strip_prefix('/').unwrap_or(&rest[1..]);
    name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '!' || c == '?').then(|| rest.find('>')).flatten()
}

/// What follows the closing tag of a silent element.
fn behind<'a>(rest: &'a str, name: &str) -> &'a str {
    let close = format!("</{name}");
    let found = rest
        .match_indices("</")
        .find(|(at, _)| rest.get(*at..at + close.len()).is_some_and(|part| part.eq_ignore_ascii_case(&close)));
    let Some((at, _)) = found else { return "" };
    rest[at..].find('>').map_or("", |end| &rest[at + end + 1..])
}

fn block(out: &mut String, name: &str, closing: bool) {
    let kept = out.trim_end_matches(' ').len();
    out.truncate(kept);
    // A paragraph stands apart; a list item or a break only begins a line.
    let lines = if matches!(name, "p" | "h1" | "h2" | "h3" | "h4" | "h5" | "h6") { 2 } else { 1 };
    let have = out.len() - out.trim_end_matches('\n').len();
    // Two breaks in a row are a blank line that somebody wanted.
    let want = if name == "br" { (have + 1).min(2) } else { lines.max(have) };
    if !out.is_empty() {
        out.extend(std::iter::repeat_n('\n', want - have.min(want)));
    }
    if name == "li" && !closing {
        out.push_str("- ");
    }
}

/// Adds running text: blanks and line ends of markup are one blank.
fn words(out: &mut String, text: &str) {
    for letter in entities(text).chars() {
        if !letter.is_whitespace() {
            out.push(letter);
        } else if !out.ends_with([' ', '\n']) && !out.is_empty() {
            out.push(' ');
        }
    }
}

/// Entities to letters; an unknown one stays as it is, so a self-made entity of XML never grows.
pub fn entities(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let end = rest.bytes().take(ENTITY_MAX + 2).position(|byte| byte == b';');
        match end.and_then(|end| Some((end, letter(&rest[1..end])?))) {
            Some((end, letter)) => {
                out.push_str(&letter);
                rest = &rest[end + 1..];
            }
            None => {
                out.push('&');
                rest = &rest[1..];
            }
        }
    }
    out.push_str(rest);
    out
}

/// The letter that an entity's name or number stands for.
pub fn letter(name: &str) -> Option<String> {
    let number = match name.strip_prefix('#') {
        Some(hex) if hex.starts_with(['x', 'X']) => u32::from_str_radix(&hex[1..], 16).ok(),
        Some(decimal) => decimal.parse().ok(),
        None => return resolve_predefined_entity(name).map(str::to_string),
    };
    number.and_then(char::from_u32).map(String::from)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_becomes_the_lines_that_a_reader_would_see() {
        let page = "<div><h2>Book&shy;keeper</h2>\n<p>Caf&eacute; &amp; <b>bar</b>,\n 15&nbsp;h</p><ul><li>Xero<li>Excel</ul>\
                    <script>alert('x')</script><!-- note --><br>Apply&#33; &#x2014; now</div>";
        let want = "Book\u{ad}keeper\n\nCafé & bar, 15 h\n\n- Xero\n- Excel\n\nApply! — now";
        assert_eq!(text(page), want);
    }

    #[test]
    fn plain_text_stays_as_it_is() {
        for plain in ["5 < 6 and 7 > 6\nR&D  with   gaps", "a <- b", "&unknown; &;", "ends with &"] {
            assert_eq!(text(plain), plain);
        }
    }

    #[test]
    fn markup_that_was_escaped_twice_is_still_markup() {
        assert_eq!(text("&lt;p&gt;Tea &amp;amp; cake&lt;/p&gt;"), "Tea & cake");
        assert_eq!(text("use a &lt; b"), "use a < b");
    }

    #[test]
    fn broken_markup_never_stumbles() {
        for odd in ["<", "<p", "<p>é<", "</", "<script>é", "<!--", "&#xD800;", "&#99999999999;", "<ſ>", "&é;"] {
            text(odd);
        }
    }
}
