//! What can be said of a lead's contact on the line, and how it is shown: sealed to those whom the
//! poster names, his collective where he names nobody.

use std::collections::BTreeSet;

use clap::Args;
use protocol::fold::contact::ContactRow;
use protocol::id::Id;
use protocol::local::{ContactView, Draft, Version};
use protocol::record::contact::Contact;
use protocol::text::Text;
use protocol::wire::Few;
use serde_json::{Value, json};

use crate::desk::Desk;
use crate::paint::Sheet;
use crate::problem::Problem;
use crate::publish::draft;
use crate::share::Audience;
use crate::values::{Clock, file, text};
use crate::{choose, trouble, words};

/// Typed in place of a contact, it takes the contact away.
const NONE: &str = "none";

/// Whom to write to, and who may know it.
#[derive(Clone, Debug, Default, Args)]
pub struct Wish {
    /// Whom to write to.
    #[arg(long, value_name = "TEXT")]
    pub contact: Option<String>,
    /// Who can read it.
    #[arg(long, value_delimiter = ',', value_name = "NAME,NAME")]
    pub contact_to: Vec<String>,
}

impl Wish {
    /// True where nothing was said.
    pub fn is_empty(&self) -> bool {
        self.contact.is_none() && self.contact_to.is_empty()
    }

    /// True where it takes the contact away.
    pub fn takes_away(&self) -> bool {
        self.contact.as_deref() == Some(NONE)
    }

    /// The draft that says it; none where nothing was said.
    ///
    /// - `about`: the lead; absent for the lead that is posted along with it;
    /// - `before`: its contact as it can be read here.
    ///
    /// # Errors
    /// The trouble of each value; `contact-none` where no text was typed and none can be read here;
    /// `unknown-party` for a reader whom nobody knows.
    pub fn draft(
        &self,
        desk: &Desk,
        audience: Audience,
        about: Option<Id>,
        before: Option<&ContactView>,
    ) -> Result<Option<Draft>, Problem> {
        if self.is_empty() {
            return Ok(None);
        }
        let before = match before {
            Some(ContactView::Open { row, .. }) => Some(&**row),
            Some(ContactView::Closed { .. } | ContactView::Locked) | None => None,
        };
        let gone = self.takes_away();
        let typed = self.contact.as_deref().filter(|typed| *typed != NONE).map(file::typed).transpose()?;
        let words: Option<Text<1000>> = typed.map(|typed| text::text("--contact", &typed)).transpose()?;
        let text = words.or_else(|| before.map(|row| row.text.clone())).ok_or_else(|| trouble!("contact-none"))?;
        let body = Contact { readers: self.readers(desk, before)?, text };
        let document = match before {
            Some(row) if gone => Version::Withdraw(row.name),
            Some(row) => Version::Next(row.name),
            None if gone => return Err(trouble!("contact-none").into()),
            None => Version::New,
        };
        Ok(Some(draft("contact", audience, about, Vec::new(), document, &body)))
    }

    /// The readers that were named, and whoever names them; else those whom it had; else the collective.
    fn readers(&self, desk: &Desk, before: Option<&ContactRow>) -> Result<Few<Id, 32>, Problem> {
        let me = desk.me()?;
        let readers: BTreeSet<Id> = match (self.contact_to.as_slice(), before) {
            ([], Some(row)) => row.readers.iter().copied().collect(),
            ([], None) => BTreeSet::from([me.collective]),
            (names, _) => {
                let named = names.iter().map(|name| choose::party(desk, name).map(|named| named.id));
                let mut named = named.collect::<Result<BTreeSet<Id>, Problem>>()?;
                if !named.contains(&me.collective) {
                    named.insert(me.person);
                }
                named
            }
        };
        let count = readers.len();
        Few::new(readers.into_iter().collect()).map_err(|_| trouble!("contact-readers", count = count).into())
    }
}

/// Puts a contact on a sheet.
pub fn page(contact: Option<&ContactView>, clock: &Clock, sheet: &mut Sheet) {
    match contact {
        Some(ContactView::Open { row, readers, .. }) => {
            sheet.line("");
            sheet.line(words!("lead-contact", names = readers.join(", "), day = clock.day(row.expires)));
            sheet.text(&row.text);
            if row.conflict {
                sheet.line(words!("lead-conflict"));
            }
        }
        Some(ContactView::Closed { devices_max }) => {
            sheet.line("");
            sheet.line(words!("lead-contact-closed", most = *devices_max));
        }
        Some(ContactView::Locked) => {
            sheet.line("");
            sheet.line(words!("lead-contact-locked"));
        }
        None => {}
    }
}

/// The contact as a script reads it.
pub fn json(contact: Option<&ContactView>) -> Value {
    match contact {
        Some(ContactView::Open { row, readers, digest }) => {
            let named = row.readers.iter().zip(readers).map(|(id, name)| json!({"id": id, "name": name}));
            json!({
                "state": "open",
                "text": row.text,
                "readers": named.collect::<Value>(),
                "revised": Clock::json(row.revised),
                "revision": row.number,
                "expires": row.expires.0,
                "conflict": row.conflict,
                "digest": digest,
            })
        }
        Some(ContactView::Closed { devices_max }) => json!({"state": "closed", "devices_max": devices_max}),
        Some(ContactView::Locked) => json!({"state": "locked"}),
        None => Value::Null,
    }
}
