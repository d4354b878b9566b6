//! Owns the page: one self-contained HTML file, without a script, a picture or an address that is loaded, and
//! the signed terms behind its last line.

use super::sheet::{Part, Sheet, sheet};
use super::words::Language;
use super::{LOOK, Proven, letters};

/// What stands in front of the signed terms.
pub const OPENING: &str = "<pre id=\"talko-proposal\" hidden>\n";
/// What stands behind them.
pub const CLOSING: &str = "</pre>\n";
/// What stands in front of the number of the look.
pub const LOOK_MARK: &str = "<meta name=\"generator\" content=\"talko proposal ";

/// For a telephone, a desk and paper; nothing is loaded.
const STYLE: &str = "\
:root{color-scheme:light dark}
body{font:16px/1.45 system-ui,-apple-system,\"Segoe UI\",Roboto,\"Noto Sans\",sans-serif;max-width:44em;margin:0 auto;padding:1em}
h1{font-size:1.5em;line-height:1.2;margin:.2em 0}
h2{font-size:1.05em;margin:1.2em 0 .3em;border-bottom:1px solid #8886}
p{margin:.3em 0}
.kind,.holds,.by{color:#666}
.text{white-space:pre-wrap;overflow-wrap:anywhere}
table{border-collapse:collapse;width:100%}
th,td{text-align:left;padding:.2em .6em .2em 0;border-bottom:1px solid #8883;overflow-wrap:anywhere}
@media print{@page{size:A4;margin:16mm}body{font-size:10pt;line-height:1.32;max-width:none;padding:0}h2{break-after:avoid}tr{break-inside:avoid}}
";

/// The page of signed terms.
pub fn page(proven: &Proven, language: Language) -> String {
    let sheet = sheet(&proven.terms, language);
    let mut out = String::with_capacity(16 * 1024 + proven.bytes.len() * 3 / 2);
    out.push_str(&format!("<!doctype html>\n<html lang=\"{}\">\n<head>\n<meta charset=\"utf-8\">\n", language.tag()));
    out.push_str("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
    out.push_str(&format!("{LOOK_MARK}{LOOK}\">\n"));
    out.push_str(&format!("<title>{} – {}</title>\n", escaped(&sheet.kind), escaped(&sheet.title)));
    out.push_str(&format!("<style>\n{STYLE}</style>\n</head>\n<body>\n"));
    body(&sheet, &mut out);
    out.push_str(OPENING);
    out.push_str(&letters(&proven.bytes));
    out.push_str(CLOSING);
    out.push_str("</body>\n</html>\n");
    out
}

/// A page in the same look that holds no signed terms: an invoice.
pub fn sheet_page(sheet: &Sheet) -> String {
    let mut out = String::with_capacity(4 * 1024);
    out.push_str("<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n");
    out.push_str("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
    out.push_str(&format!("<title>{} {}</title>\n", escaped(&sheet.kind), escaped(&sheet.title)));
    out.push_str(&format!("<style>\n{STYLE}</style>\n</head>\n<body>\n"));
    body(sheet, &mut out);
    out.push_str("</body>\n</html>\n");
    out
}

fn body(sheet: &Sheet, out: &mut String) {
    out.push_str(&format!("<p class=\"kind\">{}</p>\n<h1>{}</h1>\n", escaped(&sheet.kind), escaped(&sheet.title)));
    if let Some(by) = &sheet.by {
        out.push_str(&format!("<p class=\"by\">{}</p>\n", escaped(by)));
    }
    out.push_str(&format!("<p class=\"holds\">{}</p>\n", escaped(&sheet.holds)));
    for section in &sheet.sections {
        out.push_str(&format!("<h2>{}</h2>\n", escaped(&section.heading)));
        section.parts.iter().for_each(|part| self::part(part, out));
    }
}

fn part(part: &Part, out: &mut String) {
    match part {
        Part::Text(text) => out.push_str(&format!("<p class=\"text\">{}</p>\n", escaped(text))),
        Part::Line(line) => out.push_str(&format!("<p>{}</p>\n", escaped(line))),
        Part::Table(head, rows) => {
            out.push_str("<table>\n<tr>");
            head.iter().for_each(|cell| out.push_str(&format!("<th>{}</th>", escaped(cell))));
            out.push_str("</tr>\n");
            for row in rows {
                out.push_str("<tr>");
                row.iter().for_each(|cell| out.push_str(&format!("<td>{}</td>", escaped(cell))));
                out.push_str("</tr>\n");
            }
            out.push_str("</table>\n");
        }
    }
}

/// What somebody wrote, so that it can be nothing but text.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    for letter in text.chars() {
        match letter {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            other => out.push(other),
        }
    }
    out
}
