//! The neighbours' machines: whom to call, where they are, and who is greeted.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Duration;

use futures::future::BoxFuture;
use protocol::id::Id;
use protocol::keys::Key;
use protocol::local::Trouble;
use protocol::space::Scope;
use protocol::time::Moment;
use protocol::wire::Blob;

use super::announce::address_rows;
use super::{Node, anchoring, blocking, note};
use crate::chance;
use crate::desk::backup::RETURNED;
use crate::desk::directory::HEARD;
use crate::desk::federation;
use crate::desk::joining;
use crate::home::{Home, held};

/// 20 s at least between catch-ups that nothing asked for, and as much again by chance: often enough
/// that nothing stays missed for a minute, rare enough for a dear line.
const CATCHUP_WAIT: (u64, u64) = (20, 20);
/// Half a second in which whoever begins a catch-up has begun it.
const GREETED: Duration = Duration::from_millis(500);
/// 3 s in which a home that knows this one has begun a catch-up.
const ANSWERED: Duration = Duration::from_secs(3);
/// A minute: when a machine was heard last is kept to this, since each time costs a sync to the disk.
const HEARD_WAIT_MS: u64 = 60_000;

impl Node {
    pub(crate) fn random_wait(&self) -> Duration {
        let spread = chance::bytes::<1>().map_or(0, |[byte]| u64::from(byte) * CATCHUP_WAIT.1 / 255);
        Duration::from_secs(CATCHUP_WAIT.0 + spread)
    }

    pub(super) fn scopes(&self) -> Vec<Scope> {
        let leaving = self.leaving();
        let state = self.home.state();
        let mut scopes = state.me.map(|me| state.replica.roster().scopes_of(me.collective)).unwrap_or_default();
        // Whoever goes says goodbye first.
        for scope in leaving {
            if !scopes.contains(&scope) {
                scopes.push(scope);
            }
        }
        scopes
    }

    /// The federations whose other collectives are still to be told that this one has gone.
    pub(super) fn leaving(&self) -> Vec<Scope> {
        let leaving = federation::leaving(&self.home).unwrap_or_else(|trouble| {
            tracing::warn!(code = trouble.code, "who is still to be told of a goodbye is not known");
            Vec::new()
        });
        leaving.into_iter().map(Scope::Federation).collect()
    }

    /// Tells the network whom the roster lists, where they are, and which topics are followed.
    pub(crate) fn refresh_roster(self: &Arc<Node>) -> BoxFuture<'_, Result<(), Trouble>> {
        // Boxed, because a catch-up may end with it, and it may begin one.
        Box::pin(async move {
            self.relist().await?;
            let connected: Vec<Key> = held(self.connected.lock()).keys().copied().collect();
            for key in connected {
                let node = self.clone();
                tokio::spawn(async move { note(node.greet(key).await) });
            }
            let node = self.clone();
            tokio::spawn(async move { note(node.knock_once_agreed().await) });
            Ok(())
        })
    }

    /// The same without catching up: who is listed no longer is let go.
    pub(super) async fn relist(self: &Arc<Node>) -> Result<(), Trouble> {
        let scopes = self.scopes();
        let (blocked, cut_off) = (self.home.blocked(), self.home.cut_off());
        let (listed, own, ours, groups) = {
            let state = self.home.state();
            let roster = state.replica.roster();
            let listed = scopes.iter().flat_map(|scope| roster.nodes_in(scope));
            let of: BTreeMap<Key, Id> = listed.filter(|(_, collective)| !blocked.contains(collective)).collect();
            let listed: BTreeSet<Key> = of.keys().copied().collect();
            // The own homes are as many as they are: nobody else brings what stays in the collective.
            let groups = of.into_iter().filter(|(_, group)| state.me.is_none_or(|me| me.collective != *group));
            let ours = state.me.and_then(|me| roster.collective(&me.collective));
            let ours: BTreeSet<Key> = ours.map(|ours| ours.nodes.keys().copied().collect()).unwrap_or_default();
            (listed, state.keyring.as_ref().map(|keyring| keyring.node().key()), ours, groups.collect())
        };
        let listening = held(self.listening.lock()).clone();
        let listed: BTreeSet<Key> =
            listed.into_iter().filter(|key| Some(*key) != own && !cut_off.contains(key)).collect();
        let home = self.home.clone();
        let read = move || Ok((address_rows(&home)?, invited_places(&home)?, home.anchors()?));
        let (rows, invited, anchors) = blocking(read).await??;
        let mut book: BTreeMap<Key, Vec<String>> = listed.iter().map(|key| (*key, Vec::new())).collect();
        for (_, row) in rows {
            if let Some(addresses) = book.get_mut(&row.node) {
                let called =
                    |address: &String| ours.contains(&row.node) || crate::callable::from_others(address, &listening);
                addresses.extend(row.addresses.into_iter().filter(called));
            }
        }
        for (key, places) in invited {
            if let Some(addresses) = book.get_mut(&key) {
                addresses.extend(places);
                addresses.sort();
                addresses.dedup();
            }
        }
        anchoring::fill(&mut book, &anchors);
        self.seal_again();
        self.net.prefer(anchors.iter().map(|anchor| anchor.key).collect(), groups).await;
        self.net.listed(listed).await;
        self.net.book(book).await;
        self.net.topics(scopes.iter().map(Scope::topic).collect()).await;
        Ok(())
    }

    /// A home of the local network: called where it is listed.
    pub(crate) async fn found(self: &Arc<Node>, key: Key, addresses: Vec<String>) -> Result<(), Trouble> {
        let listed = {
            let state = self.home.state();
            state.me.is_some_and(|me| {
                let roster = state.replica.roster();
                !roster.shared_with(&roster.scopes_of(me.collective), &key).is_empty()
            })
        };
        let connected = held(self.connected.lock()).contains_key(&key);
        if listed
            && !self.home.is_shut_out(&key)
            && !connected
            && let Err(fault) = self.net.dial(key, addresses).await
        {
            tracing::debug!(%fault, "a home of the local network did not answer");
        }
        Ok(())
    }

    /// Catches up with a machine that came. Of two that meet, the one with the lower key begins.
    pub(crate) async fn greet(self: &Arc<Node>, key: Key) -> Result<(), Trouble> {
        self.remember_heard(key).await?;
        if let Some(credentials) = self.home.local::<Vec<Blob>>(RETURNED)? {
            note(self.show_new_keys(key, credentials).await);
        }
        let own = self.home.state().keyring.as_ref().map(|keyring| keyring.node().key());
        if own.is_some_and(|own| own > key) {
            if held(self.introductions.lock()).knows(&key) {
                return Ok(());
            }
            tokio::time::sleep(ANSWERED).await;
            // Whoever does not begin does not know this home, perhaps.
            let connected = held(self.connected.lock()).contains_key(&key);
            if !connected || held(self.introductions.lock()).knows(&key) {
                return Ok(());
            }
        }
        self.catch_up(key).await
    }

    async fn remember_heard(&self, key: Key) -> Result<(), Trouble> {
        let mut name = HEARD.to_vec();
        name.extend_from_slice(key.as_bytes());
        let (home, now) = (self.home.clone(), self.home.now());
        blocking(move || match home.local(&name)? {
            Some(last) if !worth_keeping(last, now) => Ok(()),
            Some(_) | None => home.set_local(vec![(name, Some(protocol::wire::encode(&now)))]),
        })
        .await?
    }

    /// Hands over what nobody took yet, now that a neighbour follows a topic.
    pub(crate) async fn subscribed(self: &Arc<Node>, key: Key, topic: String) -> Result<(), Trouble> {
        let scope = self.scopes().into_iter().find(|scope| scope.topic() == topic);
        let own = self.home.state().keyring.as_ref().map(|keyring| keyring.node().key());
        if own.is_some_and(|own| own > key) {
            // The other one begins: see `greet`.
            tokio::time::sleep(GREETED).await;
        }
        if let Some(scope) = scope.filter(|scope| self.has_unsent(scope)) {
            self.catch_up_in(key, scope).await;
        }
        Ok(())
    }
}

/// True where it says more than what is kept; a clock that was set back says more too.
fn worth_keeping(last: Moment, now: Moment) -> bool {
    now < last || now.since(last) >= HEARD_WAIT_MS
}

/// Where homes are that an invite named.
fn invited_places(home: &Home) -> Result<Vec<(Key, Vec<String>)>, Trouble> {
    let items = home.store().local_range(joining::PLACE, None, 1_000).map_err(|fault| crate::trouble::store(&fault))?;
    let read = |(name, value): (Vec<u8>, Vec<u8>)| {
        let key = name.strip_prefix(joining::PLACE).and_then(|key| <[u8; 32]>::try_from(key).ok());
        let key = key.ok_or_else(|| Trouble::new("damaged", 9).with("what", "places"))?;
        Ok((Key::from_bytes(key), crate::desk::directory::decode(&value)?))
    };
    items.into_iter().map(read).collect()
}

#[cfg(test)]
mod tests;
