//! Owns RSS 2.0, RSS 1.0 and Atom: one pass over the tags, no tree, no entity of the file's own.
//!
//! Job boards put what RSS has no place for into elements of their own (`<job_listing:company>`);
//! those are known by their local name. Source: RSS 2.0 specification, RFC 4287.

use std::collections::BTreeMap;

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::advert::{Advert, Wage};
use super::{Basket, Flaw, ITEM_MAX, ImportFault, Place, plain};

/// 128 levels of tags: far above any feed, far below what would cost memory.
const DEPTH_MAX: usize = 128;

/// Reads a feed.
///
/// # Errors
/// [`ImportFault::Xml`], [`ImportFault::CutOff`], [`ImportFault::Many`].
pub fn read(bytes: &[u8], basket: &mut Basket) -> Result<(), ImportFault> {
    let text = std::str::from_utf8(bytes).map_err(|_| ImportFault::Encoding { line: 1 })?;
    let mut reader = Reader::from_str(text);
    reader.config_mut().expand_empty_elements = true;
    // "R&D" is no XML, and half of the feeds have it.
    reader.config_mut().allow_dangling_amp = true;
    let mut lines = Lines { text, at: 0, line: 1 };
    let (mut feed, mut open) = (Feed::default(), Vec::<String>::new());
    loop {
        let before = reader.buffer_position() as usize;
        let event = reader.read_event().map_err(|source| {
            let line = lines.at(reader.error_position() as usize);
            // The end of the file inside a tag is a cut, not bad grammar.
            match source {
                quick_xml::Error::Syntax(_) => ImportFault::CutOff { item: basket.count() + 1, line },
                source => ImportFault::Xml { line, source },
            }
        })?;
        match event {
            Event::Start(tag) => {
                let name = local(tag.name().as_ref());
                if open.len() >= DEPTH_MAX {
                    return Err(ImportFault::Xml { line: lines.at(before), source: too_deep() });
                }
                if matches!(name.as_str(), "item" | "entry") && feed.item.is_none() {
                    feed.item =
                        Some(Item { line: lines.at(before), depth: open.len(), from: before, ..Item::default() });
                }
                feed.attributes(&name, &tag);
                open.push(name);
            }
            Event::End(_) => {
                open.pop();
                if feed.item.as_ref().is_some_and(|item| item.depth == open.len())
                    && let Some(item) = feed.item.take()
                {
                    let original = text[item.from..reader.buffer_position() as usize].to_string();
                    let place = Place { item: basket.count() + 1, line: item.line, path: String::new() };
                    match original.len() > ITEM_MAX {
                        true => basket.put(Err(Flaw::Large { bytes: original.len(), max: ITEM_MAX }), place)?,
                        false => basket.advert(item.advert(&feed, original), place)?,
                    }
                }
            }
            Event::Text(part) => feed.words(&open, &String::from_utf8_lossy(&part)),
            Event::CData(part) => feed.words(&open, &String::from_utf8_lossy(&part)),
            // An entity that only the file's own DTD explains stays unexplained: nothing can grow.
            Event::GeneralRef(name) => {
                let name = String::from_utf8_lossy(&name).into_owned();
                feed.words(&open, &plain::letter(&name).unwrap_or_else(|| format!("&{name};")));
            }
            Event::Eof => break,
            Event::Empty(_) | Event::Comment(_) | Event::Decl(_) | Event::PI(_) | Event::DocType(_) => {}
        }
    }
    match (open.is_empty(), &feed.item) {
        (true, _) => Ok(()),
        (false, Some(item)) => Err(ImportFault::CutOff { item: basket.count() + 1, line: item.line }),
        (false, None) => Err(ImportFault::CutOff { item: basket.count() + 1, line: lines.at(text.len()) }),
    }
}

fn too_deep() -> quick_xml::Error {
    quick_xml::Error::Io(std::sync::Arc::new(std::io::Error::other("tags are nested too deep")))
}

/// Counts lines while positions only grow.
struct Lines<'a> {
    text: &'a str,
    at: usize,
    line: usize,
}

impl Lines<'_> {
    fn at(&mut self, position: usize) -> usize {
        let position = position.clamp(self.at, self.text.len());
        self.line += self.text.as_bytes()[self.at..position].iter().filter(|byte| **byte == b'\n').count();
        self.at = position;
        self.line
    }
}

fn local(name: &[u8]) -> String {
    let name = String::from_utf8_lossy(name);
    name.rsplit(':').next().unwrap_or_default().to_ascii_lowercase()
}

/// What the feed says about itself, and the item that is being read.
#[derive(Default)]
struct Feed {
    language: String,
    item: Option<Item>,
}

#[derive(Default)]
struct Item {
    line: usize,
    depth: usize,
    from: usize,
    /// Texts by local name; the first of a name wins, categories gather. At most 64 names.
    fields: BTreeMap<String, String>,
    categories: Vec<String>,
}

/// 64 names an item, 64 categories.
const NAMES_MAX: usize = 64;

impl Feed {
    /// Adds running text to the element that is open.
    fn words(&mut self, open: &[String], text: &str) {
        let Some(item) = &mut self.item else {
            if open.last().is_some_and(|name| name == "language") {
                self.language.push_str(text.trim());
            }
            return;
        };
        // Text of Atom's `<author><name>` belongs to the author, of XHTML content to the content.
        let Some(name) = open.get(item.depth + 1) else { return };
        if name == "category" {
            if let Some(last) = item.categories.last_mut() {
                last.push_str(text);
            }
        } else if item.fields.len() < NAMES_MAX || item.fields.contains_key(name) {
            item.fields.entry(name.clone()).or_default().push_str(text);
        }
    }

    /// Reads what stands in attributes: Atom's links and categories, the page behind a `guid`.
    fn attributes(&mut self, name: &str, tag: &BytesStart) {
        let get = |wanted: &str| {
            let found = tag.attributes().flatten().find(|attribute| local(attribute.key.as_ref()) == wanted);
            found.map(|attribute| plain::entities(&String::from_utf8_lossy(&attribute.value))).unwrap_or_default()
        };
        let Some(item) = &mut self.item else {
            if name == "feed" {
                self.language = get("lang");
            }
            return;
        };
        match name {
            "category" if item.categories.len() < NAMES_MAX => item.categories.push(get("term")),
            "link" if !get("href").is_empty() && matches!(get("rel").as_str(), "" | "alternate") => {
                item.fields.entry("link".into()).or_insert_with(|| get("href"));
            }
            "guid" if get("ispermalink") == "true" => {
                item.fields.insert("guid-is-page".into(), "true".into());
            }
            _ => {}
        }
    }
}

impl Item {
    fn advert(&self, feed: &Feed, original: String) -> Advert {
        let get = |names: &[&str]| {
            let texts = names.iter().filter_map(|name| self.fields.get(*name)).map(|text| text.trim());
            texts.filter(|text| !text.is_empty()).map(str::to_string).next().unwrap_or_default()
        };
        let guid = get(&["guid", "id"]);
        let (origin, id) = split_guid(&guid);
        let link = get(&["link"]);
        let page = if link.is_empty() && guid.starts_with("http") { guid } else { link };
        let mut advert = Advert {
            title: get(&["title"]),
            text: plain::text(&get(&["encoded", "content", "description", "summary"])),
            original,
            client: plain::line(&get(&["company", "companyname", "company_name", "employer", "creator", "author"])),
            place: get(&["location", "region", "country", "city", "state"]),
            pay: Some(get(&["salary", "budget", "pay"])).filter(|pay| !pay.is_empty()).map_or(Wage::Silent, Wage::Text),
            employment: get(&["job_type", "jobtype", "type", "employmenttype"]),
            posted: get(&["pubdate", "published", "date", "updated"]),
            closes: get(&["validthrough", "expires", "expirationdate", "closingdate", "deadline"]),
            skills: get(&["skills"])
                .split([',', ';'])
                .map(|skill| skill.trim().to_string())
                .filter(|skill| !skill.is_empty())
                .collect(),
            origin,
            id,
            url: page,
            ..Advert::default()
        };
        if !feed.language.is_empty() {
            advert.language = feed.language.clone();
            // The feed's language, not the advert's own word.
            advert.inferred.insert("language");
        }
        self.client_in_title(&mut advert);
        let categories: Vec<&str> =
            self.categories.iter().map(|name| name.trim()).filter(|name| !name.is_empty()).collect();
        if !categories.is_empty() {
            advert.text = format!("{}\n{}", advert.text, categories.join(", ")).trim().to_string();
        }
        advert
    }

    /// "Bookkeeper — Acme", where the description begins with "Acme ·" or an element says "Acme".
    fn client_in_title(&self, advert: &mut Advert) {
        let pieces: Vec<String> =
            advert.text.lines().next().unwrap_or_default().split(" · ").map(str::to_string).collect();
        let Some((title, client)) = ends(&advert.title) else { return };
        let listed = pieces.len() > 1 && pieces[0] == client;
        if listed || advert.client == client {
            if advert.client.is_empty() {
                advert.inferred.insert("client");
            }
            advert.client = client;
            advert.title = title;
            advert.inferred.insert("title");
        }
        // "Acme · Cebu · board": the form that open-jobs-data gives its descriptions.
        if listed && advert.place.is_empty() && pieces.len() == 3 {
            advert.place = pieces[1].trim().to_string();
            advert.inferred.insert("place");
        }
    }
}

/// The last part of a title, behind a dash or "at".
fn ends(title: &str) -> Option<(String, String)> {
    let (head, tail) = [" — ", " – ", " - ", " | ", " at "].iter().find_map(|mark| title.rsplit_once(mark))?;
    Some((head.trim().to_string(), tail.trim().to_string()))
}

/// "greenhouse:8141211" names its board; an address or a `tag:` does not.
fn split_guid(guid: &str) -> (String, String) {
    let word = |text: &str| {
        !text.is_empty() && text.len() <= 32 && text.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
    };
    match guid.split_once(':') {
        Some((board, id))
            if word(board) && !matches!(board, "http" | "https" | "tag" | "urn" | "uuid") && !id.is_empty() =>
        {
            (board.to_string(), id.to_string())
        }
        _ => (String::new(), guid.to_string()),
    }
}
