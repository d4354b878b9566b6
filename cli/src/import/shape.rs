//! Owns making one lead of one advert: limits, dates, pay, and what may be inferred.

use std::collections::BTreeSet;

use protocol::id::Id;
use protocol::money::parse::MoneyFault;
use protocol::record::lead::{Lead, Pay, ROLES_MAX, Seats, Source, Workday};
use protocol::text::{Line, Text, TextFault, allowed, tidy, tidy_line};
use protocol::time::{DAY_MS, Moment};
use protocol::wire::Few;

use super::advert::{Advert, Manner};
use super::pay::{Around, Understood};
use super::when::Edge;
use super::{Flaw, Found, Note, OPEN_DAYS, Options, Place, infer, pay, plain, when};
use crate::values::wanted;

/// 12,000 bytes, the size of a lead's text.
const TEXT_MAX: usize = 12_000;
/// 32 skills a lead.
const SKILLS_MAX: usize = 32;
/// 80 bytes of a text that was left out are enough to find it again.
const SHOWN_MAX: usize = 80;
/// 400 bytes of a field that was not understood; more is no field.
const KEPT_MAX: usize = 400;
/// What stands where a line was cut.
const CUT: &str = "…";

/// Words that stand where a place should and name none.
const NOWHERE: &[&str] = &["n/a", "na", "none", "null", "unknown", "tbd", "tba", "-", "location", "undefined"];

/// Makes a lead of an advert.
///
/// # Errors
/// A [`Flaw`] where the row as a whole cannot be taken.
pub fn shape(advert: Advert, place: Place, options: &Options) -> Result<Found, Flaw> {
    let inferred = advert.inferred.clone();
    Shaper { options, manner: advert.manner, notes: Vec::new(), inferred, kept: Vec::new() }.lead(advert, place)
}

struct Shaper<'a> {
    options: &'a Options<'a>,
    manner: Manner,
    notes: Vec<Note>,
    inferred: BTreeSet<&'static str>,
    /// Words that no field could take: they stay in the text.
    kept: Vec<String>,
}

impl Shaper<'_> {
    fn lead(mut self, advert: Advert, place: Place) -> Result<Found, Flaw> {
        let title = title(&advert.title)?;
        let whole = tidy(&advert.text);
        let prose = head(&whole, TEXT_MAX);
        let where_at = self.place(&advert.place);
        let skills = self.skills(&advert, &title, prose);
        let closes = self.closes(&advert.closes)?;
        let lead = Lead {
            skills,
            client: self.line("client", &advert.client),
            language: self.language(&advert.language, prose),
            pay: self.pay(&advert, &title, prose)?,
            minutes_week: self.minutes(&advert.hours, prose)?,
            closes: Some(closes),
            starts: self.date("starts", &advert.starts)?,
            posted: self.date("posted", &advert.posted)?,
            source: self.source(&advert),
            remote: self.remote(advert.remote, &title, where_at.as_deref().unwrap_or_default(), prose),
            employment: self.line("employment", &advert.employment),
            same_as: None,
            result: None,
            roles: self.roles(&advert.roles)?,
            hours: self.workday(&advert.workday, &advert.zone)?,
            inferred: Few::default(),
            title,
            text: self.text(&whole),
            place: where_at,
        };
        let inferred = self.inferred.iter().filter_map(|name| Line::new(*name).ok()).collect();
        let inferred = Few::new(inferred).expect("a lead has fewer fields than inferred has places");
        Ok(Found { lead: Lead { inferred, ..lead }, place, original: advert.original, notes: self.notes, id: None })
    }

    /// The advert's own words, and below them those of its fields that were not understood.
    fn text(&mut self, whole: &str) -> Option<Text<TEXT_MAX>> {
        let mut text = whole.to_string();
        for line in std::mem::take(&mut self.kept) {
            text = if text.is_empty() { line } else { format!("{text}\n{line}") };
        }
        if text.len() <= TEXT_MAX {
            return Text::new(text).ok();
        }
        let mark = format!("\n[{CUT} cut here: the advert has {} bytes]", text.len());
        let kept = head(&text, TEXT_MAX - mark.len());
        self.notes.push(Note::Cut { field: "text", bytes: text.len(), kept: kept.len() });
        Text::new(format!("{kept}{mark}")).ok()
    }

    fn line<const MAX: usize>(&mut self, field: &'static str, source: &str) -> Option<Line<MAX>> {
        let line = plain::line(source);
        if line.len() <= MAX {
            return Line::new(line).ok();
        }
        let kept = head(&line, MAX - CUT.len()).trim_end();
        self.notes.push(Note::Cut { field, bytes: line.len(), kept: kept.len() });
        Line::new(format!("{kept}{CUT}")).ok()
    }

    fn place(&mut self, source: &str) -> Option<Line<160>> {
        if NOWHERE.contains(&source.trim().to_lowercase().as_str()) {
            self.unread("place", source);
            return None;
        }
        self.line("place", source)
    }

    fn skills(&mut self, advert: &Advert, title: &str, prose: &str) -> Few<Line<64>, SKILLS_MAX> {
        let listed: Vec<String> = advert.skills.iter().map(|skill| self.usual(&plain::line(skill))).collect();
        let found = match listed.is_empty() {
            true => (self.options.skills)(&format!("{title}\n{prose}")),
            false => listed,
        };
        let mut skills: Vec<Line<64>> = Vec::new();
        for skill in found.iter().filter(|skill| !skill.is_empty()) {
            match Line::new(skill.as_str()) {
                Ok(skill) if skills.contains(&skill) => {}
                Ok(skill) => skills.push(skill),
                Err(_) => self.unread("skills", skill),
            }
        }
        if advert.skills.is_empty() && !skills.is_empty() {
            self.inferred.insert("skills");
        }
        if skills.len() > SKILLS_MAX {
            self.notes.push(Note::Many { field: "skills", count: skills.len(), kept: SKILLS_MAX });
            skills.truncate(SKILLS_MAX);
        }
        Few::new(skills).expect("cut to what fits in the line above")
    }

    /// A listed skill as the vocabulary writes it, where it is that skill and nothing more.
    fn usual(&self, skill: &str) -> String {
        match (self.options.skills)(skill).as_slice() {
            [one] if skill.split_whitespace().count() <= 3 => one.clone(),
            _ => skill.to_string(),
        }
    }

    fn closes(&mut self, source: &str) -> Result<Moment, Flaw> {
        let now = self.options.now;
        match self.read_date("closes", source, Edge::End)? {
            Some(on) if on <= now => Err(Flaw::Closed { on }),
            Some(on) => Ok(on),
            None => {
                self.inferred.insert("closes");
                Ok(now.after(u64::from(OPEN_DAYS) * DAY_MS))
            }
        }
    }

    fn date(&mut self, field: &'static str, source: &str) -> Result<Option<Moment>, Flaw> {
        self.read_date(field, source, Edge::Begin)
    }

    /// A date that says nothing with digits ("as soon as possible") is a note in every manner.
    fn read_date(&mut self, field: &'static str, source: &str, edge: Edge) -> Result<Option<Moment>, Flaw> {
        let read = when::parse(source, edge);
        if read.is_none() && !source.trim().is_empty() {
            if self.manner == Manner::Table && source.contains(|c: char| c.is_ascii_digit()) {
                return Err(Flaw::Date { field, text: shown(source) });
            }
            self.unread(field, source);
        }
        Ok(read)
    }

    fn minutes(&mut self, source: &str, prose: &str) -> Result<Option<u32>, Flaw> {
        let read = infer::hours(source).or_else(|| infer::hours_in(source));
        if read.is_some() {
            return Ok(read);
        }
        if !source.trim().is_empty() {
            // A single number is a slip of the pen; a sentence or a range is not.
            if self.manner == Manner::Table && source.trim().parse::<i64>().is_ok() {
                return Err(Flaw::Hours { text: shown(source) });
            }
            self.unread("minutes_week", source);
            return Ok(None);
        }
        let found = infer::hours_in(prose);
        if found.is_some() {
            self.inferred.insert("minutes_week");
        }
        Ok(found)
    }

    /// Whom the work needs: only a table says so, and its writer can mend it.
    fn roles(&mut self, source: &[String]) -> Result<Few<Seats, ROLES_MAX>, Flaw> {
        wanted::roles(source).map_err(|_| Flaw::Wanted { field: "roles", text: shown(&source.join("; ")) })
    }

    fn workday(&mut self, source: &str, zone: &str) -> Result<Option<Workday>, Flaw> {
        match (source.trim(), zone.trim()) {
            ("", "") => Ok(None),
            // A clock without hours says no more than where the client lives.
            ("", zone) => {
                self.keep("zone", zone, "");
                Ok(None)
            }
            (hours, zone) => match wanted::workday(hours, zone) {
                Ok(workday) => Ok(Some(workday)),
                Err(_) => Err(Flaw::Wanted { field: "workday", text: shown(&format!("{hours} {zone}")) }),
            },
        }
    }

    fn language(&mut self, source: &str, prose: &str) -> Option<Line<35>> {
        if !source.trim().is_empty() {
            match infer::language_tag(source).and_then(|tag| Line::new(tag).ok()) {
                Some(tag) => return Some(tag),
                None => self.unread("language", source),
            }
        }
        let tag = Line::new(infer::language(prose)?).ok()?;
        self.inferred.insert("language");
        Some(tag)
    }

    fn remote(&mut self, said: Option<bool>, title: &str, place: &str, prose: &str) -> Option<bool> {
        if said.is_some() {
            return said;
        }
        let found = infer::remote(title, place, prose)?;
        self.inferred.insert("remote");
        Some(found)
    }

    fn pay(&mut self, advert: &Advert, title: &str, prose: &str) -> Result<Option<Pay>, Flaw> {
        let currency = self.options.currency.filter(|_| self.manner == Manner::Table);
        let text = format!("{title}\n{prose}");
        let around = Around { text: &text, employment: &advert.employment, currency, heading: advert.pay_heading };
        match pay::understand(&advert.pay, around) {
            Understood::Nothing => Ok(None),
            Understood::Stated(pay) => Ok(Some(pay)),
            Understood::Inferred(pay) => {
                self.inferred.insert("pay");
                Ok(Some(pay))
            }
            Understood::Words(text) => {
                self.unread("pay", &text);
                Ok(None)
            }
            Understood::NoPeriod(text) => {
                self.keep("pay", &text, prose);
                self.notes.push(Note::NoPeriod { text: shown(&text) });
                Ok(None)
            }
            Understood::Fault(text, fault) if self.manner == Manner::Table && fault != MoneyFault::Shape => {
                Err(Flaw::Money { text: shown(&text), fault })
            }
            Understood::Fault(text, fault) => {
                self.keep("pay", &text, prose);
                self.notes.push(Note::Money { text: shown(&text), fault });
                Ok(None)
            }
        }
    }

    /// Where it was found.
    ///
    /// A number means something only beside its board: the host of the page, else the client, stands
    /// in for a board that is not named. An advert with neither number nor page gets a number made of
    /// its own words, so that the same file read twice doubles nothing, even after somebody edited
    /// the lead.
    fn source(&mut self, advert: &Advert) -> Option<Source> {
        let url = self.url(&advert.url);
        let number = tidy_line(&advert.id);
        let host = url.as_deref().map(host).unwrap_or_default();
        let names = [advert.origin.as_str(), host, advert.client.as_str()];
        let board = names.into_iter().find(|name| !name.trim().is_empty()).unwrap_or_default();
        let known = !number.is_empty() && !board.is_empty();
        let id = if known || url.is_some() {
            number
        } else {
            self.inferred.insert("source");
            format!("{number} {}", Id::of(advert.original.as_bytes()).short(20)).trim().to_string()
        };
        let id = if id.is_empty() { None } else { Line::new(id).map_err(|_| self.unread("source", &advert.id)).ok() };
        let origin = if known { board } else { &advert.origin };
        Some(Source { origin: self.line("source", origin), id, url })
    }

    fn url(&mut self, source: &str) -> Option<Line<1000>> {
        let url = tidy_line(source);
        let web = url.starts_with("http://") || url.starts_with("https://");
        let url = if web { Line::new(url.as_str()).ok() } else { None };
        if url.is_none() && !source.trim().is_empty() {
            self.unread("url", source);
        }
        url
    }

    fn unread(&mut self, field: &'static str, text: &str) {
        self.notes.push(Note::Unread { field, text: shown(text) });
        self.keep(field, text, "");
    }

    /// Keeps words for the text, unless they stand there already or say nothing.
    fn keep(&mut self, field: &'static str, words: &str, prose: &str) {
        let words = tidy_line(words);
        let empty = words.is_empty() || NOWHERE.contains(&words.to_lowercase().as_str());
        if !empty && !prose.contains(&words) {
            self.kept.push(format!("{field}: {}", head(&words, KEPT_MAX)));
        }
    }
}

fn title(source: &str) -> Result<Line<200>, Flaw> {
    match Line::new(plain::line(source)) {
        Ok(title) => Ok(title),
        Err(TextFault::Empty) => Err(Flaw::NoTitle),
        Err(fault @ (TextFault::Long { .. } | TextFault::Character(_))) => Err(Flaw::Title(fault)),
    }
}

/// The host of an address, without `www.`.
fn host(url: &str) -> &str {
    let rest = url.split_once("://").map_or("", |(_, rest)| rest);
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    host.strip_prefix("www.").unwrap_or(host)
}

/// The longest beginning of at most `max` bytes that ends between two characters.
pub fn head(text: &str, max: usize) -> &str {
    let mut end = max.min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}

/// A stranger's text, short and safe enough for a message.
pub fn shown(text: &str) -> String {
    let line: String = tidy_line(text).chars().filter(|c| allowed(*c)).collect();
    if line.len() <= SHOWN_MAX { line } else { format!("{}{CUT}", head(&line, SHOWN_MAX)) }
}
