//! One catch-up with one machine in one scope: begun here or there, carried to its end, and begun again where what it
//! compared is past by then.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use futures::future::BoxFuture;
use protocol::id::Id;
use protocol::keys::Key;
use protocol::local::{Change, Trouble};
use protocol::space::Scope;
use protocol::sync::FRAME_BYTES_MAX;
use protocol::sync::frame::Hello;
use protocol::sync::mark::Nonce;
use protocol::sync::session::Session;
use protocol::sync::wish::{Ending, Wish};

use super::{Node, blocking, note};
use crate::catchup::frames::{later, read_frame};
use crate::catchup::{self, CatchupFault};
use crate::chance;
use crate::desk::federation;
use crate::home::handover::{Mark, Unsent};
use crate::home::held;
use crate::net::{Duplex, Kind};
use crate::turnstile::Errand;

impl Node {
    /// Catches up with every machine that is connected.
    ///
    /// Nobody waits for them: that is why it is no future, which one of them may end with.
    pub(crate) fn catch_up_all(self: &Arc<Node>) {
        let connected: Vec<Key> = held(self.connected.lock()).keys().copied().collect();
        for key in connected {
            let node = self.clone();
            let caught: BoxFuture<'static, ()> = Box::pin(async move { note(node.catch_up(key).await) });
            tokio::spawn(caught);
        }
    }

    pub(super) async fn catch_up(self: &Arc<Node>, key: Key) -> Result<(), Trouble> {
        if self.home.is_shut_out(&key) {
            return Ok(());
        }
        let shared = {
            let scopes = self.scopes();
            self.home.state().replica.roster().shared_with(&scopes, &key)
        };
        for scope in shared {
            self.catch_up_in(key, scope).await;
        }
        Ok(())
    }

    /// Catches up in one scope, and again where something was written here meanwhile: whoever wrote it
    /// found this catch-up under way and began no other.
    pub(super) async fn catch_up_in(self: &Arc<Node>, key: Key, scope: Scope) {
        loop {
            // One that the other end began carries the same records; when it ends it is looked again.
            if held(self.answering.lock()).contains(&(key, scope.id())) {
                return;
            }
            if self.spares(&key, &scope) {
                return;
            }
            let Some(_alone) = Alone::with(&self.sessions, (key, scope.id())) else { return };
            let before = self.law_changes();
            match self.initiate(key, scope).await {
                Ok(ending) if again(ending, self.has_unsent(&scope), self.law_changes() != before) => {}
                Ok(Ending::InStep | Ending::Open | Ending::AuthorityDiffers) => return,
                Err(CatchupFault::Ended) if !held(self.introductions.lock()).knows(&key) => {
                    tracing::debug!("a neighbour said no word");
                    // Boxed: what is told there leads to a catch-up, which may end here.
                    return note(Box::pin(self.introduce(key)).await);
                }
                Err(fault) => return self.ended_badly(key, &fault),
            }
        }
    }

    fn law_changes(&self) -> u64 {
        self.home.state().law_changes
    }

    /// True where something of this scope was written here that no other home holds.
    pub(super) fn has_unsent(&self, scope: &Scope) -> bool {
        self.home.state().handover.unsent_within(scope) != Unsent::default()
    }

    async fn initiate(self: &Arc<Node>, key: Key, scope: Scope) -> Result<Ending, CatchupFault> {
        let stream = self.net.open(key, Kind::Sync).await.map_err(|_| CatchupFault::Ended)?;
        let nonce = Nonce(chance::bytes::<16>().map_err(|_| CatchupFault::Ended)?);
        let home = self.home.clone();
        // Before the view: what is written between the two is in neither.
        let mark = home.state().handover.mark(&scope);
        let now = home.now();
        let view = blocking(move || catchup::view(&home, &scope, now.day())).await.map_err(CatchupFault::Store)?;
        // The clock is told as of now: the view may have taken its time.
        let (session, wishes) = Session::initiate(scope.id(), view, nonce, self.home.now());
        self.carry(key, scope, mark, stream, session, wishes).await
    }

    /// Answers a catch-up that a listed machine began.
    pub(crate) async fn respond(self: &Arc<Node>, key: Key, mut stream: Duplex) -> Result<(), Trouble> {
        let hello = tokio::time::timeout(Duration::from_secs(10), read_frame(&mut stream, FRAME_BYTES_MAX)).await;
        let read = match hello {
            Ok(hello) => hello.and_then(|hello| Ok(Hello::read(&hello)?)),
            Err(_) => Err(CatchupFault::Slow),
        };
        let hello = match read {
            Ok(hello) => hello,
            Err(fault) => {
                self.ended_badly(key, &fault);
                return Ok(());
            }
        };
        if self.home.is_shut_out(&key) {
            return Ok(());
        }
        let scopes = self.scopes();
        let shared = self.home.state().replica.roster().shared_with(&scopes, &key);
        let Some(scope) = shared.into_iter().find(|scope| scope.id() == hello.scope) else { return Ok(()) };
        held(self.introductions.lock()).spoke(key);
        if self.spares_answer(&key) || !self.home.lets(Errand::Start(key, scope.id())) {
            if let Err(fault) = later(stream).await {
                tracing::debug!(%fault, "who asks too often did not wait for the answer");
            }
            return Ok(());
        }
        let nonce = Nonce(chance::bytes::<16>().map_err(|_| Trouble::new("no-chance", 1))?);
        let mark = self.home.state().handover.mark(&scope);
        let (session, wishes) = Session::respond(&hello, self.home.now(), nonce);
        let answering = Alone::with(&self.answering, (key, scope.id()));
        let before = self.law_changes();
        let carried = self.carry(key, scope, mark, stream, session, wishes).await;
        drop(answering);
        match carried {
            Err(fault) => {
                self.ended_badly(key, &fault);
                Ok(())
            }
            Ok(ending) => {
                if again(ending, self.has_unsent(&scope), self.law_changes() != before) {
                    self.catch_up_in(key, scope).await;
                }
                Ok(())
            }
        }
    }

    /// A machine of a federation that the own collective has left knows so now, and tells the others.
    async fn goodbye_was_heard(self: &Arc<Node>, scope: &Scope) -> Result<(), Trouble> {
        let Scope::Federation(id) = *scope else { return Ok(()) };
        let home = self.home.clone();
        let heard = blocking(move || {
            let reads = {
                let state = home.state();
                let scopes = state.me.map(|me| state.replica.roster().scopes_of(me.collective));
                scopes.is_some_and(|scopes| scopes.contains(&Scope::Federation(id)))
            };
            let heard = !reads && federation::leaving(&home)?.contains(&id);
            if heard {
                federation::told(&home, &id)?;
            }
            Ok::<bool, Trouble>(heard)
        });
        if heard.await?? { self.refresh_roster().await } else { Ok(()) }
    }

    async fn carry(
        self: &Arc<Node>,
        key: Key,
        scope: Scope,
        mark: Mark,
        stream: Duplex,
        session: Session,
        wishes: Vec<Wish>,
    ) -> Result<Ending, CatchupFault> {
        let before = self.law_changes();
        let carried = catchup::run(self.home.clone(), key, scope, stream, session, wishes).await;
        if self.law_changes() != before {
            // Who belongs is handed on at once, whoever of two would begin else: the end that told may be gone
            // for good, and whoever has left is cut off before the catch-up that said so has ended.
            self.catch_up_all();
        }
        self.note_rest(key, &carried);
        let summary = carried?;
        held(self.introductions.lock()).spoke(key);
        tracing::debug!(?summary, "caught up");
        let home = self.home.clone();
        if summary.ending == Ending::InStep {
            blocking(move || home.handed_over(mark)).await.and_then(|done| done).map_err(CatchupFault::Store)?;
            self.remember_anchor(key, &scope).await.map_err(CatchupFault::Store)?;
            self.goodbye_was_heard(&scope).await.map_err(CatchupFault::Store)?;
        }
        if summary.fresh > 0 {
            // Charters or addresses may have come.
            self.refresh_roster().await.map_err(CatchupFault::Store)?;
        }
        if summary.fresh > 0 || summary.sent > 0 {
            self.home.tell(Change::Caught(key, u64::from(summary.fresh), u64::from(summary.sent)));
        }
        Ok(summary.ending)
    }
}

/// Whether a catch-up that ended so is begun once more.
///
/// - `unsent`: something was written here meanwhile, and whoever wrote it found this one under way.
/// - `law_changed`: who belongs changed here meanwhile, by this one or another way: the two ends have compared, and
///   told each other, what is past.
fn again(ending: Ending, unsent: bool, law_changed: bool) -> bool {
    match ending {
        Ending::InStep => unsent || law_changed,
        Ending::AuthorityDiffers => law_changed,
        Ending::Open => false,
    }
}

/// The one catch-up with a machine in a scope; over when it is dropped, also by a panic.
struct Alone<'a> {
    running: &'a Mutex<BTreeSet<(Key, Id)>>,
    which: (Key, Id),
}

impl<'a> Alone<'a> {
    /// Nothing where one runs already.
    fn with(running: &'a Mutex<BTreeSet<(Key, Id)>>, which: (Key, Id)) -> Option<Alone<'a>> {
        let first = held(running.lock()).insert(which);
        // Made only where it is the first: dropping one ends the catch-up of whoever is.
        first.then(|| Alone { running, which })
    }
}

impl Drop for Alone<'_> {
    fn drop(&mut self) {
        held(self.running.lock()).remove(&self.which);
    }
}

#[cfg(test)]
mod tests;
