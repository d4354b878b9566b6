//! Owns which column of a table is which field: from `--map title=A,budget=C`, or from the header.

use std::fmt;

use protocol::record::lead::Per;

use super::ImportFault;

/// A field that a column can hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Column {
    /// What is wanted.
    Title,
    /// The description.
    Text,
    /// Skills, separated by commas or semicolons.
    Skills,
    /// Who asks.
    Client,
    /// Where.
    Place,
    /// The language of the work.
    Language,
    /// A sum or a range, with or without currency and period.
    Budget,
    /// The least that is paid.
    Min,
    /// The most that is paid.
    Max,
    /// The currency of the sums.
    Currency,
    /// For what the sums are paid.
    Per,
    /// Hours a week.
    Hours,
    /// The closing date.
    Closes,
    /// When the work begins.
    Starts,
    /// When it was published.
    Posted,
    /// The page.
    Url,
    /// The board's own number.
    Id,
    /// The board.
    Origin,
    /// Yes or no.
    Remote,
    /// Full-time, contract.
    Employment,
    /// Whom the work needs, separated by semicolons.
    Roles,
    /// When the client works.
    Workday,
    /// The client's clock.
    Zone,
}

/// Every field, the name that `--map` and exports use, and other headings that people write.
#[rustfmt::skip]
const NAMES: &[(Column, &str, &[&str])] = &[
    (Column::Title, "title", &["job title", "job", "position", "role", "vacancy", "lead", "task", "puesto", "titulo", "职位"]),
    (Column::Text, "text", &["description", "details", "notes", "advert", "summary", "descripcion"]),
    (Column::Skills, "skills", &["skill", "tags", "requirements", "habilidades"]),
    (Column::Client, "client", &["company", "employer", "customer", "organization", "organisation", "company name", "client name", "cliente", "empresa"]),
    (Column::Place, "place", &["location", "country", "city", "lugar", "ubicacion"]),
    (Column::Language, "language", &["lang", "idioma"]),
    (Column::Budget, "budget", &["pay", "salary", "rate", "hourly rate", "monthly salary", "price", "compensation", "presupuesto"]),
    (Column::Min, "min", &["minimum", "budget min", "salary min", "min salary", "pay min"]),
    (Column::Max, "max", &["maximum", "budget max", "salary max", "max salary", "pay max"]),
    (Column::Currency, "currency", &["cur", "moneda"]),
    (Column::Per, "per", &["period", "pay period", "unit"]),
    (Column::Hours, "hours", &["hours per week", "hours week", "hours a week", "weekly hours", "h week", "horas"]),
    (Column::Closes, "closes", &["closing date", "deadline", "closes on", "apply by", "valid through", "expires", "due", "due date"]),
    (Column::Starts, "starts", &["start", "start date", "begins"]),
    (Column::Posted, "posted", &["date posted", "posted on", "date", "published", "posted at"]),
    (Column::Url, "url", &["link", "page", "website", "job url", "apply url"]),
    (Column::Id, "id", &["job id", "reference", "ref", "number"]),
    (Column::Origin, "origin", &["source", "board", "platform", "site"]),
    (Column::Remote, "remote", &["is remote", "telecommute"]),
    (Column::Employment, "employment", &["employment type", "job type", "type", "contract"]),
    (Column::Roles, "roles", &[]),
    (Column::Workday, "workday", &["client hours"]),
    (Column::Zone, "zone", &["client zone"]),
];

/// Columns of Talko's own tables that repeat what another column says, or belong to the old home.
const OWN: &[&str] = &["lead", "min minor", "max minor", "result"];

impl Column {
    /// The name that `--map` uses.
    pub fn name(self) -> &'static str {
        NAMES
            .iter()
            .find(|(column, ..)| *column == self)
            .map(|(_, name, _)| *name)
            .expect("the table names every column")
    }
}

impl fmt::Display for Column {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// Why a `--map` was not taken.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MapFault {
    /// A part without `=`.
    #[error("\"{0}\" is not of the form title=A")]
    Form(String),
    /// A field that no lead has.
    #[error("there is no field \"{0}\"")]
    Field(String),
    /// A field named twice.
    #[error("{0} is named twice")]
    Twice(Column),
}

/// What the member said about the columns; empty where the header is to say it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Columns(Vec<(Column, String)>);

impl Columns {
    /// Reads `title=A,budget=C` or `title="Job name",budget=Rate`: a letter or the header's name.
    ///
    /// # Errors
    /// [`MapFault`].
    pub fn parse(text: &str) -> Result<Columns, MapFault> {
        let mut columns: Vec<(Column, String)> = Vec::new();
        for part in text.split(',').filter(|part| !part.trim().is_empty()) {
            let (field, column) = part.split_once('=').ok_or_else(|| MapFault::Form(part.trim().to_string()))?;
            let field = field.trim().to_lowercase();
            let known = NAMES.iter().find(|(_, name, _)| *name == field).ok_or(MapFault::Field(field))?.0;
            if columns.iter().any(|(column, _)| *column == known) {
                return Err(MapFault::Twice(known));
            }
            columns.push((known, column.trim().trim_matches('"').to_string()));
        }
        Ok(Columns(columns))
    }

    /// Finds each field's column by the header row.
    ///
    /// A field that is named here is taken from its column and from no other; the header says the
    /// rest. A name in the header wins over a letter.
    ///
    /// # Errors
    /// [`ImportFault::NoColumn`], [`ImportFault::NoTitleColumn`].
    pub fn find(&self, header: &[String]) -> Result<Layout, ImportFault> {
        let folded: Vec<String> = header.iter().map(|name| fold(name)).collect();
        let mut at: Vec<(Column, usize)> = Vec::new();
        for (column, name) in &self.0 {
            let named = folded.iter().position(|known| *known == fold(name));
            let lettered = letter(name).filter(|index| *index < header.len());
            let index = named.or(lettered).ok_or(ImportFault::NoColumn { column: *column, name: name.clone() })?;
            at.push((*column, index));
        }
        for (column, name, others) in NAMES {
            let named = |known: &String| known == name || others.contains(&known.as_str());
            let free = |index: &usize| at.iter().all(|(_, taken)| taken != index);
            // The field's own name goes before its other headings.
            let exact = folded.iter().position(|known| known == name).filter(free);
            let index = exact.or_else(|| folded.iter().position(named).filter(free));
            match index {
                Some(index) if at.iter().all(|(known, _)| known != column) => at.push((*column, index)),
                _ => {}
            }
        }
        if at.iter().all(|(column, _)| *column != Column::Title) {
            return Err(ImportFault::NoTitleColumn {
                header: header.iter().take(32).map(|name| super::shape::shown(name)).collect(),
            });
        }
        let budget = at.iter().find(|(column, _)| *column == Column::Budget).map(|(_, index)| folded[*index].as_str());
        let heading = budget.and_then(period);
        let used = |index: usize| at.iter().any(|(_, taken)| *taken == index);
        let spare = |(index, name): (usize, &String)| (!used(index) && !OWN.contains(&name.as_str())).then_some(index);
        let others = folded.iter().enumerate().filter_map(spare).map(|index| (index, header[index].clone())).collect();
        Ok(Layout { heading, others, at })
    }

    /// True where the member named columns.
    pub fn is_given(&self) -> bool {
        !self.0.is_empty()
    }
}

/// Where each field stands in a row.
#[derive(Clone, Debug)]
pub struct Layout {
    at: Vec<(Column, usize)>,
    /// For what a sum is paid, where the heading of its column says it: "hourly rate".
    pub heading: Option<Per>,
    /// Columns that are no field, with their headings: their words go into the text.
    pub others: Vec<(usize, String)>,
}

impl Layout {
    /// The column of a field.
    pub fn index(&self, column: Column) -> Option<usize> {
        self.at.iter().find(|(known, _)| *known == column).map(|(_, index)| *index)
    }
}

/// What "hourly rate", "monthly salary" and "budget" say about the sums below them. A bare "rate" or
/// "salary" says nothing.
fn period(heading: &str) -> Option<Per> {
    let words: Vec<&str> = heading.split(' ').collect();
    let has = |word: &str| words.contains(&word);
    match () {
        () if has("hourly") || has("hour") => Some(Per::Hour),
        () if has("daily") || has("day") => Some(Per::Day),
        () if has("weekly") || has("week") => Some(Per::Week),
        () if has("monthly") || has("month") => Some(Per::Month),
        () if has("yearly") || has("annual") || has("year") => Some(Per::Year),
        // A budget is what somebody has for the whole of it.
        () if has("budget") || has("presupuesto") || has("price") => Some(Per::Project),
        () => None,
    }
}

/// Lower case, accents off, everything else but letters and digits as one blank.
fn fold(name: &str) -> String {
    let folded = super::same::fold(name);
    folded.join(" ")
}

/// A spreadsheet's column letters as an index: A is 0, AA is 26.
fn letter(name: &str) -> Option<usize> {
    let fits = (1..=3).contains(&name.len()) && name.bytes().all(|byte| byte.is_ascii_alphabetic());
    // Only of letters: of anything else there is no number.
    let count = || name.bytes().fold(0, |sum, byte| sum * 26 + usize::from(byte.to_ascii_uppercase() - b'A') + 1);
    fits.then(|| count() - 1)
}
