//! Owns when two leads are the same, and when they may be.
//!
//! *The same* is a fact: one number on one board, one page, or word for word one advert. *Nearly the
//! same* is a hint for people: titles and clients that are equal once case, accents, marks, small
//! words and the form of a company are folded away. Both are keys, so sets are compared in one pass.

use protocol::id::Id;
use protocol::record::lead::{Lead, Source};
use protocol::wire;
use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::is_combining_mark;

/// What makes a lead the same as another.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sources {
    /// The board and its number.
    pub number: Option<(String, String)>,
    /// The page, normalised.
    pub page: Option<String>,
    /// The words, where there is neither number nor page.
    pub words: Option<Id>,
}

/// Where a lead comes from, as keys.
pub fn sources(lead: &Lead) -> Sources {
    let source = lead.source.as_ref();
    let text = |line: Option<&str>| line.unwrap_or_default().to_lowercase();
    // A number without a board is one that the import made of the advert's words, or says nothing.
    let made = lead.inferred.iter().any(|name| **name == *"source");
    let board = |source: &Source| made || source.origin.is_some();
    let number = source.filter(|source| board(source));
    let number = number.and_then(|source| Some((text(source.origin.as_deref()), source.id.as_deref()?.to_string())));
    let page = source.and_then(|source| page(source.url.as_deref()?));
    let words = (number.is_none() && page.is_none()).then(|| words(lead));
    Sources { number, page, words }
}

/// The advert's words, without what the importing home worked out.
fn words(lead: &Lead) -> Id {
    let inferred = |name: &str| lead.inferred.iter().any(|known| **known == *name);
    let mut plain = Lead { inferred: Default::default(), same_as: None, result: None, ..lead.clone() };
    if inferred("closes") {
        plain.closes = None;
    }
    if inferred("skills") {
        plain.skills = Default::default();
    }
    Id::of(&wire::encode(&plain))
}

/// Parameters that say who followed a link and not where it leads.
const FOLLOWERS: &[&str] =
    &["gclid", "fbclid", "msclkid", "ref", "refid", "referrer", "trk", "trackingid", "gh_src", "src", "mc_cid"];

/// An address without scheme, `www.`, tracking, order of parameters, fragment and last slash.
fn page(url: &str) -> Option<String> {
    let (_, rest) = url.split_once("://")?;
    // "#/job/7" names a page in some applications; "#apply" does not.
    let (rest, fragment) = rest.split_once('#').unwrap_or((rest, ""));
    let (way, query) = rest.split_once('?').unwrap_or((rest, ""));
    let (host, path) = way.split_once('/').unwrap_or((way, ""));
    let host = host.to_lowercase();
    let host = host.strip_prefix("www.").unwrap_or(&host);
    let follower = |name: &str| name.starts_with("utm_") || FOLLOWERS.contains(&name);
    let name = |part: &str| part.split('=').next().unwrap_or_default().to_lowercase();
    let mut parts: Vec<&str> = query.split('&').filter(|part| !part.is_empty() && !follower(&name(part))).collect();
    parts.sort_unstable();
    let fragment = if fragment.starts_with(['/', '!']) { fragment } else { "" };
    Some(format!("{host}/{}?{}#{fragment}", path.trim_end_matches('/'), parts.join("&")))
}

/// True where title and client are nearly the same; without a client nothing can be said.
pub fn nearly_same(one: &Lead, other: &Lead) -> bool {
    let key = near_key(one);
    key.is_some() && key == near_key(other)
}

/// What nearly equal leads share; `None` without a client.
pub fn near_key(lead: &Lead) -> Option<String> {
    let client = fold(lead.client.as_deref()?);
    let client: Vec<&str> = client.iter().map(String::as_str).filter(|word| !COMPANY.contains(word)).collect();
    let mut title: Vec<String> = fold(&lead.title).iter().map(|word| usual(word).to_string()).collect();
    title.retain(|word| !SMALL.contains(&word.as_str()));
    title.sort_unstable();
    let told = !client.is_empty() && !title.is_empty();
    told.then(|| format!("{}|{}", title.join(" "), client.join(" ")))
}

/// Words of a title that change nothing.
const SMALL: &[&str] = &["a", "an", "the", "for", "of", "in", "at", "to", "and", "with", "or", "m", "f", "d", "w", "x"];
/// Words of a client's name that say only what kind of company it is.
const COMPANY: &[&str] =
    &["inc", "llc", "ltd", "limited", "gmbh", "corp", "corporation", "co", "company", "plc", "sa", "bv", "pty", "the"];

/// Short forms of one word.
fn usual(word: &str) -> &str {
    match word {
        "sr" => "senior",
        "jr" => "junior",
        "mgr" => "manager",
        "eng" => "engineer",
        "va" => "virtualassistant",
        other => other,
    }
}

/// Lower case, accents off; marks part words, but hyphens and apostrophes join them.
pub fn fold(text: &str) -> Vec<String> {
    let letters =
        text.nfkd().filter(|c| !is_combining_mark(*c) && !matches!(c, '-' | '\'' | '’' | '\u{2010}' | '\u{2011}'));
    let lower: String = letters.flat_map(char::to_lowercase).collect();
    // Marks that carry the meaning of a title: C++ and C# are two languages.
    let joins = |c: char| c.is_alphanumeric() || matches!(c, '+' | '#');
    lower.split(|c: char| !joins(c)).filter(|word| !word.is_empty()).map(str::to_string).collect()
}
