//! The records that are written: leads whose text is 512 letters of chance.

use protocol::local::{Draft, Publish, Version};
use protocol::record::lead::Lead;
use protocol::space::Side;
use protocol::text::{Line, Text};
use protocol::wire::{self, Blob};
use rand::RngExt as _;

/// 512 bytes of payload a record, as in the measurements of other systems.
pub const PAYLOAD_BYTES: usize = 512;
/// 64 letters: six bits of chance in each, so that nothing gets smaller on the way.
const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+-";

/// One write of leads with these titles.
pub fn leads(titles: impl Iterator<Item = String>) -> Publish {
    let drafts = titles.map(|title| draft(&lead(title, &noise(PAYLOAD_BYTES)))).collect();
    Publish { drafts, label: "lead new".to_string(), overflow: false, dry_run: false }
}

/// One lead.
pub fn lead(title: String, text: &str) -> Lead {
    let text = Some(Text::new(text).expect("the texts of the bench are short and plain"));
    Lead { text, ..Lead::titled(Line::new(title).expect("the titles of the bench are short lines")) }
}

/// A lead as it is handed to a home.
pub fn draft(lead: &Lead) -> Draft {
    Draft {
        kind: "lead".to_string(),
        side: Side::Open,
        audience: None,
        subject: None,
        names: Vec::new(),
        document: Version::New,
        body: Blob(wire::encode(lead)),
    }
}

/// Letters of chance.
pub fn noise(length: usize) -> String {
    let mut chance = rand::rng();
    (0..length).map(|_| char::from(LETTERS[chance.random_range(0..LETTERS.len())])).collect()
}
