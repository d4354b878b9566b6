//! Gossip on its way through the gate: what becomes of it is said to the network, message by message.

use std::sync::Arc;

use protocol::envelope::Envelope;
use protocol::id::Id;
use protocol::keys::Key;
use tokio::sync::mpsc;

use super::{Node, blocking, note};
use crate::intake::{Outcome, Park};
use crate::net::{Token, Verdict};

/// Messages that go through the gate together where they come fast.
const HEARD_BATCH: usize = 500;

/// A message of gossip on its way to the gate.
pub(super) struct Heard {
    pub(super) from: Key,
    pub(super) topic: String,
    pub(super) bytes: Vec<u8>,
    pub(super) token: Token,
}

impl Node {
    /// Gossip through the gate, in batches where it comes fast.
    pub(super) async fn gossip(self: Arc<Node>, mut heard: mpsc::Receiver<Heard>) {
        let mut waiting = Vec::new();
        while heard.recv_many(&mut waiting, HEARD_BATCH).await > 0 {
            let (mut records, mut tokens) = (Vec::new(), Vec::new());
            for message in waiting.drain(..) {
                if self.is_heard_too_often(&message.from) {
                    self.net.judge(message.token, Verdict::Ignore).await;
                    continue;
                }
                match Envelope::parse(message.bytes.into()) {
                    // Catch-up brings it, together with what else there is.
                    Ok(record) if record.header().ticket.is_none() && self.is_hurried(&message.from) => {
                        self.net.judge(message.token, Verdict::Ignore).await;
                    }
                    // What its scope does not hold: it comes by catch-up once that does.
                    Ok(record) if !self.fits(&record, &message.topic) => {
                        self.net.judge(message.token, Verdict::Ignore).await;
                    }
                    Ok(record) if record.header().space.is_none_or(|space| space.is_gossiped()) => {
                        records.push(record);
                        tokens.push((message.token, message.topic, message.from));
                    }
                    Err(fault) => {
                        self.misbehaved(message.from, Some("malformed"), &fault);
                        self.net.judge(message.token, Verdict::Reject).await;
                    }
                    // What stands inside a collective comes by catch-up alone, from its members.
                    Ok(_) => {
                        self.misbehaved(message.from, Some("indoors"), &"it gossips what stays in a collective");
                        self.net.judge(message.token, Verdict::Reject).await;
                    }
                }
            }
            let home = self.home.clone();
            let taken = blocking(move || home.take_in(records, Park::Unknown)).await;
            let taken = match taken {
                Ok(Ok(taken)) => taken,
                Ok(Err(trouble)) | Err(trouble) => {
                    tracing::warn!(code = trouble.code, "what was heard could not be kept");
                    for (token, ..) in tokens {
                        self.net.judge(token, Verdict::Ignore).await;
                    }
                    continue;
                }
            };
            for ((token, topic, from), outcome) in tokens.into_iter().zip(&taken.outcomes) {
                if let Some(Outcome::Refused(refusal)) = outcome
                    && refusal.fault().is_some()
                {
                    self.misbehaved(from, None, refusal);
                }
                self.net.judge(token, self.verdict(outcome.as_ref(), &topic)).await;
            }
            if taken.roster_changed {
                note(self.refresh_roster().await);
            }
        }
    }

    fn verdict(&self, outcome: Option<&Outcome>, topic: &str) -> Verdict {
        match outcome {
            // A record belongs to the topics of its scopes; on another it goes no further.
            Some(Outcome::Stored(id)) if self.belongs(id, topic) => Verdict::Accept,
            Some(Outcome::Stored(_) | Outcome::Known(_)) | None => Verdict::Ignore,
            Some(Outcome::Refused(refusal)) if refusal.fault().is_some() => Verdict::Reject,
            Some(Outcome::Refused(_)) => Verdict::Ignore,
        }
    }

    /// True where a record may come by a topic: what its scope takes, and what stands in a collective of which nothing
    /// is known yet, which waits. What stays inside a collective is judged by who gossips it.
    fn fits(&self, record: &Envelope, topic: &str) -> bool {
        let state = self.home.state();
        let (Some(me), Some(space)) = (state.me, record.header().space) else { return true };
        let roster = state.replica.roster();
        let mut scopes = roster.scopes_of(me.collective).into_iter().filter(|scope| scope.topic() == topic);
        let known = roster.collective(&space.charter).is_some() && space.is_gossiped();
        !known || scopes.any(|scope| roster.takes(&scope, record))
    }

    fn belongs(&self, id: &Id, topic: &str) -> bool {
        let state = self.home.state();
        let Some(me) = state.me else { return false };
        let Some(facts) = state.replica.held().get(id) else { return false };
        let roster = state.replica.roster();
        roster.scopes_of(me.collective).iter().filter(|scope| scope.topic() == topic).any(|scope| match facts.space() {
            // Inner records come by catch-up alone.
            Some(space) if !space.is_gossiped() => false,
            Some(space) if !facts.is_law() => roster.holds(scope, &space, facts.audience()),
            Some(space) => roster.charters_in(scope).contains(&space.charter),
            None => true,
        })
    }
}
