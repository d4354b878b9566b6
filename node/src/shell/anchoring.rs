//! The neighbours that a start begins with: kept when a catch-up ended in step, used where they said where
//! they are too long ago.

use std::collections::BTreeMap;
use std::sync::Arc;

use protocol::keys::Key;
use protocol::local::Trouble;
use protocol::space::Scope;

use super::announce::address_rows;
use super::{Node, blocking};
use crate::home::anchors::Anchor;

impl Node {
    /// Keeps a neighbour that was in step just now for the next start.
    pub(super) async fn remember_anchor(self: &Arc<Node>, key: Key, scope: &Scope) -> Result<(), Trouble> {
        let collective = self.home.state().replica.roster().nodes_in(scope).get(&key).copied();
        let Some(collective) = collective else { return Ok(()) };
        let home = self.home.clone();
        blocking(move || {
            if !home.wants_anchor(&key)? {
                return Ok(());
            }
            let said = address_rows(&home)?.into_iter().find(|(_, row)| row.node == key);
            home.anchor(key, collective, said.map(|(_, row)| row.addresses).unwrap_or_default())
        })
        .await?
    }
}

/// Puts into the book where anchors were that it has no address for: what they said of themselves may have
/// ended while this home was off.
pub(super) fn fill(book: &mut BTreeMap<Key, Vec<String>>, anchors: &[Anchor]) {
    for anchor in anchors {
        if let Some(addresses) = book.get_mut(&anchor.key).filter(|addresses| addresses.is_empty()) {
            addresses.clone_from(&anchor.places);
        }
    }
}

#[cfg(test)]
mod tests {
    use protocol::id::Id;
    use protocol::time::Moment;

    use super::*;

    #[test]
    fn an_anchor_is_called_where_it_was_only_while_it_is_listed_and_says_nothing_newer() {
        let [silent, said, gone] = [1, 2, 3].map(|number| Key::from_bytes([number; 32]));
        let mut book = BTreeMap::from([(silent, Vec::new()), (said, vec!["/ip4/9.9.9.2/tcp/2".to_string()])]);
        let place = || vec!["/ip4/9.9.9.1/tcp/1".to_string()];
        let anchor = |key| Anchor { key, collective: Id::of(b"neighbours"), last: Moment(0), places: place() };
        fill(&mut book, &[silent, said, gone].map(anchor));
        let wanted = BTreeMap::from([(silent, place()), (said, vec!["/ip4/9.9.9.2/tcp/2".to_string()])]);
        assert_eq!(book, wanted);
    }
}
