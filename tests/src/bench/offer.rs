//! What a joint offer costs: folding a bid with as many shares as one can have, from records that were opened; and
//! how large the page is that a client is given.

use std::hint::black_box;
use std::time::Instant;

use protocol::author::{self, Author, Given};
use protocol::fold::bid::{BidRow, fold};
use protocol::id::Id;
use protocol::local::{Draft, Version};
use protocol::record::assent::Assent;
use protocol::record::bid::Bid;
use protocol::record::charter::MEMBERS_MAX;
use protocol::record::sealed::{SIZES, STANZAS, Sealed, blank};
use protocol::record::share::Share;
use protocol::record::{bid, share};
use protocol::sealed::{self, Opened, Reader};
use protocol::space::Side;
use protocol::text::Line;
use protocol::wire::{self, Blob, Few};

use super::fault::BenchFault;
use super::law::{Member, NOW, Old, own};

/// Shares of the bid that is folded: as many as a draft has lines.
pub const SHARES: usize = 64;
/// Folds that are timed; the middle one counts.
const FOLDS: usize = 101;
/// The page that the tests keep: two people of two collectives.
const PAGE: &[u8] = include_bytes!("../../data/proposal.html");

/// The bytes of that page.
pub const fn page_bytes() -> usize {
    PAGE.len()
}

/// Those who say something about one bid.
struct Table {
    old: Old,
    members: Vec<Member>,
    charter: Id,
    head: Id,
    opened: Vec<Opened>,
}

impl Table {
    fn laid() -> Result<Table, BenchFault> {
        let members: Vec<Member> = (0..MEMBERS_MAX).map(Member::new).collect();
        let old = Old::gathered(&members)?;
        let (charter, head) = (old.collective()?.id, old.collective()?.head);
        Ok(Table { old, members, charter, head, opened: Vec::new() })
    }

    /// Signs something, carries it sealed, and opens it again.
    fn say(&mut self, who: usize, draft: Draft) -> Result<Id, BenchFault> {
        let number = u16::try_from(self.opened.len()).unwrap_or(u16::MAX);
        let nonce = |part: &[u8]| -> [u8; 16] {
            let hash = Id::labelled("bench", &[part, &number.to_be_bytes()]);
            std::array::from_fn(|at| hash.as_bytes()[at])
        };
        let member = &self.members[who];
        let author = Author { person: member.person(), collective: self.charter };
        let now = NOW.after(1_000 + u64::from(number));
        let given = Given { now, nonce: nonce(b"inner"), ticket: None, number: None };
        let inner = author::sign(&draft, &author, None, None, &given, &member.device).map_err(own)?;
        let purpose = Line::new(draft.kind.as_str()).map_err(|_| BenchFault::Ended)?;
        let body = Sealed { purpose, age: Blob(blank(STANZAS[2], SIZES[1])) };
        let kind = "sealed".to_string();
        let carrier = Draft { kind, names: Vec::new(), body: Blob(wire::encode(&body)), ..draft };
        let given = Given { nonce: nonce(b"outer"), ticket: Some(number), ..given };
        let outer = author::sign(&carrier, &author, None, None, &given, &member.device).map_err(own)?;
        let plain = sealed::pad(&inner).map_err(|_| BenchFault::Ended)?;
        let opened = sealed::open(&outer, &plain, self.old.roster());
        self.opened.push(opened.map_err(|mismatch| BenchFault::Peer(mismatch.to_string()))?);
        Ok(inner.header().name().unwrap_or(inner.id()))
    }

    fn fold(&self, bid: Id) -> Option<BidRow> {
        let reader = Reader { person: self.members[0].person(), collective: self.charter };
        fold(bid, &reader, &self.opened, NOW.day())
    }
}

fn draft(kind: &str, subject: Id, names: Vec<Id>, document: Version, body: Vec<u8>) -> Draft {
    let (kind, body) = (kind.to_string(), Blob(body));
    Draft { kind, side: Side::Open, audience: None, subject: Some(subject), names, document, body }
}

/// A bid that everybody signed, as large as one can be.
pub struct Signed {
    table: Table,
    name: Id,
}

impl Signed {
    /// Makes it.
    ///
    /// # Errors
    /// [`BenchFault`] where a record does not count, which does not happen.
    pub fn make() -> Result<Signed, BenchFault> {
        let mut table = Table::laid()?;
        let readers = Few::new(vec![table.charter]).map_err(|_| BenchFault::Ended)?;
        let terms: Bid = wire::decode(&(bid::KIND.example)()).map_err(|_| BenchFault::Ended)?;
        let terms = Bid { readers: readers.clone(), contractor: table.charter, ..terms };
        let name = table.say(0, draft("bid", Id::of(b"lead"), Vec::new(), Version::New, wire::encode(&terms)))?;
        let usual: Share = wire::decode(&(share::KIND.example)()).map_err(|_| BenchFault::Ended)?;
        for at in 0..SHARES {
            let role = Line::new(format!("role {}", at / MEMBERS_MAX)).map_err(|_| BenchFault::Ended)?;
            let minutes = 600 + 7 * u32::try_from(at).unwrap_or(0);
            let (minor, currency, points) = (None, None, None);
            let body = Share { readers: readers.clone(), role, minutes, minor, currency, points, ..usual.clone() };
            table.say(at % MEMBERS_MAX, draft("share", name, Vec::new(), Version::New, wire::encode(&body)))?;
        }
        let drafted = table.fold(name).and_then(|row| row.draft).ok_or(BenchFault::Ended)?;
        let body = Assent { readers, availability: None };
        for who in 0..MEMBERS_MAX {
            let names = vec![drafted.id, table.head];
            table.say(who, draft("assent", name, names, Version::Binding, wire::encode(&body)))?;
        }
        let row = table.fold(name).ok_or(BenchFault::Ended)?;
        if !row.missing().is_empty() || drafted.draft.lines.len() != SHARES {
            return Err(BenchFault::Peer("the bid that is timed is not signed by all".to_string()));
        }
        Ok(Signed { table, name })
    }

    /// Folds it once.
    pub fn fold(&self) {
        black_box(self.table.fold(black_box(self.name)));
    }
}

/// Folds a bid that everybody signed, in ms each.
///
/// # Errors
/// As [`Signed::make`].
pub fn folds() -> Result<Vec<f64>, BenchFault> {
    let signed = Signed::make()?;
    let timed = |_| {
        let begun = Instant::now();
        signed.fold();
        begun.elapsed().as_secs_f64() * 1e3
    };
    Ok((0..FOLDS).map(timed).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bid_of_as_many_shares_as_one_can_have_is_folded_and_its_page_is_small() {
        assert_eq!(folds().expect("every record counts").len(), FOLDS);
        assert!(page_bytes() < 150_000);
    }
}
