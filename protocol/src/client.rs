//! Owns how a client is known without being named: what somebody types becomes a handle, a slow hash of it a key,
//! and what a report holds is a hash of that key with the report's own salt. Whoever can say the name finds the
//! reports about it; whoever holds the records alone must guess names, one slow hash each.
//!
//! Source: docs/protocol.md, "Reports about a client"; docs/decisions/0045.

pub mod band;
pub mod facts;

use crate::id::Id;
use crate::search::fold::{fold, in_word};

/// 4 handles of one client: what it is called, its site, an address, and one more.
pub const HANDLES_MAX: usize = 4;
/// 200 bytes of what is typed count; no name and no site is longer.
const TYPED_MAX: usize = 200;
/// 2^15 rounds of 1 KiB: 32 MiB and about a tenth of a second for one guess on an ordinary machine.
const LOG_ROUNDS: u8 = 15;

/// What a company's name ends with in some papers and not in others.
const LEGAL: [&str; 27] = [
    "ab",
    "ag",
    "as",
    "bv",
    "co",
    "company",
    "corp",
    "corporation",
    "gmbh",
    "inc",
    "incorporated",
    "kk",
    "limited",
    "llc",
    "llp",
    "ltd",
    "nv",
    "oy",
    "plc",
    "pte",
    "pty",
    "sa",
    "sarl",
    "sas",
    "sl",
    "spa",
    "srl",
];

/// One way to name a client, so spelled that everybody who means it spells it alike.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Handle(String);

impl Handle {
    /// Reads a mail address, a site, or a name; `None` where no letter or digit is in it.
    ///
    /// `https://www.Rivera.example/contact` is the site `rivera.example`; `Rivera Café Pty Ltd.` is the name
    /// `rivera cafe`.
    pub fn read(typed: &str) -> Option<Handle> {
        let folded = fold(&typed[..typed.floor_char_boundary(TYPED_MAX)]);
        let text = folded.trim();
        if let Some((user, house)) = text.split_once('@')
            && !user.is_empty()
            && !text.contains(char::is_whitespace)
            && house.contains('.')
        {
            return Some(Handle(format!("mail:{}", text.trim_end_matches('.'))));
        }
        site(text).or_else(|| name(text))
    }

    /// The slow hash of it within one realm.
    pub fn key(&self, realm: &Id) -> Key {
        let params = scrypt::Params::new(LOG_ROUNDS, 8, 1, 32).expect("numbers within the bounds of scrypt");
        let salt = [b"talko/1 client".as_slice(), realm.as_bytes()].concat();
        let mut key = [0; 32];
        scrypt::scrypt(self.0.as_bytes(), &salt, &params, &mut key).expect("32 bytes are a length that scrypt takes");
        Key(Id::from_bytes(key))
    }
}

fn site(text: &str) -> Option<Handle> {
    let rest = text.split_once("://").map_or(text, |(_, rest)| rest);
    let house = rest.split(['/', '?', '#', ':']).next()?.trim_end_matches('.');
    let house = house.strip_prefix("www.").unwrap_or(house);
    let sound = |label: &str| !label.is_empty() && label.chars().all(|letter| in_word(letter) || letter == '-');
    let labels = house.split('.').count();
    (labels >= 2 && house.split('.').all(sound)).then(|| Handle(format!("site:{house}")))
}

fn name(text: &str) -> Option<Handle> {
    let bare: String = text.chars().filter(|letter| !matches!(letter, '\'' | '\u{2019}' | '.')).collect();
    let mut words: Vec<&str> = bare.split(|letter| !in_word(letter)).filter(|word| !word.is_empty()).collect();
    while words.len() > 1 && words.last().is_some_and(|last| LEGAL.contains(last)) {
        words.pop();
    }
    (!words.is_empty()).then(|| Handle(format!("name:{}", words.join(" "))))
}

/// The slow hash of a handle: never written into a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
pub struct Key(Id);

impl Key {
    /// What a report with this salt holds of the client; two reports about one client hold nothing alike.
    pub fn tag(&self, salt: &Id) -> Id {
        Id::labelled("talko/1 client", &[self.0.as_bytes(), salt.as_bytes()])
    }
}

/// Within what a key is made: the federation that a report is for, else the collective where it stands, so that
/// guesses that were made against one federation are of no use against another.
pub fn realm(audience: Option<Id>, charter: Id) -> Id {
    audience.unwrap_or(charter)
}

/// What a report holds of the invoice that it is about. The invoice stands sealed, so that only those who can open
/// it can make this.
///
/// - `invoice`: the first of those in whose place it stands, so that a correction makes no second invoice of it.
pub fn evidence(invoice: &Id) -> Id {
    Id::labelled("talko/1 evidence", &[invoice.as_bytes()])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(typed: &str) -> Option<String> {
        Handle::read(typed).map(|handle| handle.0)
    }

    #[test]
    fn a_client_is_one_however_it_is_written() {
        for typed in
            ["Rivera Café", "RIVERA  CAFE", "rivera-café pty ltd.", "Rivera Café, Pty. Ltd", "Rivera Cafe’ Inc"]
        {
            assert_eq!(read(typed).as_deref(), Some("name:rivera cafe"), "{typed}");
        }
        for typed in ["rivera.example", "https://www.Rivera.example/contact?x=1", "HTTP://rivera.example:8080."] {
            assert_eq!(read(typed).as_deref(), Some("site:rivera.example"), "{typed}");
        }
        assert_eq!(read("Desk@Rivera.Example").as_deref(), Some("mail:desk@rivera.example"));
        assert_eq!(read("Ltd").as_deref(), Some("name:ltd"), "a name that is nothing else stays");
        assert_eq!(read("リベラ株式会社"), read("リベラ株式会社 "));
        assert_eq!((read("  "), read("&…!")), (None, None));
    }

    #[test]
    fn the_key_depends_on_the_realm_and_the_tag_on_the_salt() {
        let handle = Handle::read("Rivera Café").expect("a name");
        let [here, there] = [b"federation", b"neighbours"].map(|realm| handle.key(&Id::of(realm)));
        assert_ne!(here, there);
        assert_eq!(here, handle.key(&Id::of(b"federation")));
        assert_ne!(here.tag(&Id::of(b"one")), here.tag(&Id::of(b"two")));
        assert_ne!(here.tag(&Id::of(b"one")), there.tag(&Id::of(b"one")));
    }
}
