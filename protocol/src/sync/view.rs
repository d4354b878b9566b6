//! Owns what one machine shows in a session: the ids of the authority and of the content set that it
//! holds and that expire after the session day.

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use sha2::{Digest as _, Sha256};

use super::mark::Nonce;
use crate::id::Id;
use crate::planted::{self, Wrong};
use crate::time::Day;

/// Which of the two sets.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Tier {
    /// Who belongs: charters, approvals, invites, joins.
    Authority,
    /// Everything else; compared only where authority is equal.
    Content,
}

impl Serialize for Tier {
    fn serialize<S: Serializer>(&self, out: S) -> Result<S::Ok, S::Error> {
        out.serialize_u8(match self {
            Tier::Authority => 0,
            Tier::Content => 1,
        })
    }
}

impl<'de> Deserialize<'de> for Tier {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Tier, D::Error> {
        match u8::deserialize(from)? {
            0 => Ok(Tier::Authority),
            1 => Ok(Tier::Content),
            _ => Err(serde::de::Error::custom("no such tier")),
        }
    }
}

impl crate::wire::Field for Tier {}

/// The ids that a machine shows, as of a day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct View {
    day: Day,
    authority: Vec<Id>,
    content: Vec<Id>,
}

impl View {
    /// Takes the ids of held records of one scope that expire after `day`, in any order.
    ///
    /// - Up to [`super::IDS_MAX`] in each set; a peer refuses more.
    /// - Ids that come in ascending order cost no sorting.
    pub fn new(day: Day, authority: Vec<Id>, content: Vec<Id>) -> View {
        View { day, authority: ascending(authority), content: ascending(content) }
    }

    /// The day for which it was made.
    pub fn day(&self) -> Day {
        self.day
    }

    /// The ids of one set, ascending.
    pub fn ids(&self, tier: Tier) -> &[Id] {
        match tier {
            Tier::Authority => &self.authority,
            Tier::Content => &self.content,
        }
    }

    /// True where the set has the id.
    pub fn has(&self, tier: Tier, id: &Id) -> bool {
        self.ids(tier).binary_search(id).is_ok()
    }

    /// The salted hashes and the counts of both sets.
    pub fn stand(&self, salt: &Nonce) -> Stand {
        Stand {
            authority: digest(salt, &self.authority),
            authority_count: self.authority.len() as u32,
            content: digest(salt, &self.content),
            content_count: self.content.len() as u32,
        }
    }
}

fn ascending(mut ids: Vec<Id>) -> Vec<Id> {
    if !ids.is_sorted_by(|one, next| one < next) {
        ids.sort_unstable();
        ids.dedup();
    }
    ids
}

/// SHA-256("talko/1 sync set", salt, the ids in ascending order).
fn digest(salt: &Nonce, ids: &[Id]) -> Id {
    let mut hash = Sha256::new();
    hash.update(b"talko/1 sync set");
    hash.update(salt.0);
    if planted::is(Wrong::CountedOnly) {
        hash.update(ids.len().to_be_bytes());
        return Id::from_bytes(hash.finalize().into());
    }
    for id in ids {
        hash.update(id.as_bytes());
    }
    Id::from_bytes(hash.finalize().into())
}

crate::fields! {
    /// Where one end stands: hashes, salted with the initiator's nonce, and counts of its sets.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub struct Stand {
        /// Salted hash of the authority ids.
        1 authority: Id,
        /// How many authority ids.
        2 authority_count: u32,
        /// Salted hash of the content ids.
        3 content: Id,
        /// How many content ids.
        4 content_count: u32,
    }
}

impl Stand {
    /// The count of one set.
    pub fn count(&self, tier: Tier) -> u32 {
        match tier {
            Tier::Authority => self.authority_count,
            Tier::Content => self.content_count,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stand_depends_on_the_salt_and_the_set_and_on_no_order() {
        let (one, two) = (Id::of(b"one"), Id::of(b"two"));
        let stand = |ids: Vec<Id>, salt| View::new(Day(1), vec![], ids).stand(&Nonce([salt; 16]));
        assert_eq!(stand(vec![one, two], 1), stand(vec![two, one, two], 1));
        assert_ne!(stand(vec![one, two], 1).content, stand(vec![one, two], 2).content);
        assert_ne!(stand(vec![one, two], 1).content, stand(vec![one], 1).content);
    }
}
