//! Where a home node can be reached.

use serde::{Deserialize, Serialize};

use super::{body, heads};
use crate::envelope::Envelope;
use crate::id::Id;
use crate::keys::Key;
use crate::record::address::Address;
use crate::time::{Day, Moment};

/// Where one home node can be reached.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AddressRow {
    /// The node's key.
    pub node: Key,
    /// Under whom it is listed.
    pub person: Id,
    /// Multiaddresses, the best first.
    pub addresses: Vec<String>,
    /// True where it relays for listed neighbours.
    pub relay: bool,
    /// When it said so.
    pub revised: Moment,
    /// The last day on which it holds.
    pub expires: Day,
    /// The revision's number.
    pub number: u16,
    /// The record that counts.
    pub head: Id,
}

/// Folds the revisions of one node's address.
pub fn fold(subject: Id, records: &[Envelope]) -> Option<AddressRow> {
    let head = heads(records).remove(&subject)?;
    let header = head.record.header();
    let address: Address = body(head.record, "address")?;
    (!head.withdrawn).then(|| AddressRow {
        node: header.key,
        person: header.person,
        addresses: address.addresses.iter().map(|line| line.to_string()).collect(),
        relay: address.relay,
        revised: header.created,
        expires: header.expires,
        number: head.number,
        head: head.record.id(),
    })
}
