//! What follows at the running node: who misbehaves is let go, and who is off the list as well, at once.

use std::sync::Arc;
use std::time::Duration;

use protocol::keys::Key;
use protocol::local::Change;
use tokio::sync::broadcast::error::RecvError;

use super::{Node, note};
use crate::catchup::CatchupFault;
use crate::manners::Bearing;
use crate::turnstile::Errand;

/// A tenth of a second in which changes of who belongs are taken together.
const TOGETHER: Duration = Duration::from_millis(100);

impl Node {
    /// Notes how a catch-up ended that did not come to its end.
    pub(super) fn ended_badly(self: &Arc<Node>, key: Key, fault: &CatchupFault) {
        let word = match fault {
            CatchupFault::Breach(breach) if breach.fault().is_some() => "breach",
            CatchupFault::NoRecord => "malformed",
            // The gate has counted the record.
            CatchupFault::Forged => return self.misbehaved(key, None, fault),
            CatchupFault::Breach(_)
            | CatchupFault::Later
            | CatchupFault::Hurried
            | CatchupFault::Parted
            | CatchupFault::Ended
            | CatchupFault::Slow
            | CatchupFault::Spared
            | CatchupFault::Store(_) => return tracing::debug!(%fault, "a catch-up ended early"),
        };
        self.misbehaved(key, Some(word), fault);
    }

    /// True for one more word of somebody who did what no honest home does, beyond the few that are heard.
    pub(super) fn is_heard_too_often(&self, key: &Key) -> bool {
        self.home.bearing(key) != Bearing::Fine && !self.home.lets(Errand::Rare(*key))
    }

    /// True for authority beyond what is folded for one machine a minute. One that is heard rarely has paid for its word
    /// already, where it was asked whether it is heard.
    pub(super) fn is_hurried(&self, key: &Key) -> bool {
        self.home.bearing(key) == Bearing::Fine && !self.home.lets(Errand::Law(*key))
    }

    /// Counts what no honest home does, and lets whoever goes on with it go.
    pub(super) fn misbehaved(self: &Arc<Node>, key: Key, word: Option<&str>, why: &dyn std::fmt::Display) {
        if self.home.misbehaved(key, word, why) {
            let node = self.clone();
            tokio::spawn(async move { note(node.relist().await) });
        }
    }

    /// Tells the network who is listed as soon as that changes, however it came: a session with a machine that
    /// was taken off the list does not go on until another one ends.
    pub(super) async fn follow_roster(self: Arc<Node>) {
        let mut changes = self.home.watch();
        loop {
            match changes.recv().await {
                Ok(Change::Roster) | Err(RecvError::Lagged(_)) => {}
                Ok(_) => continue,
                Err(RecvError::Closed) => return,
            }
            tokio::time::sleep(TOGETHER).await;
            while let Ok(_) | Err(tokio::sync::broadcast::error::TryRecvError::Lagged(_)) = changes.try_recv() {}
            note(self.relist().await);
        }
    }
}

#[cfg(test)]
mod tests;
