//! Owns the way events leave: a bounded channel that never stops the swarm task. Hints are dropped
//! when it is full, facts wait.

use std::collections::VecDeque;

use tokio::sync::mpsc;

use super::Event;

/// 1,024 facts wait beyond the channel: eight for each connection there can be.
const BACKLOG_MAX: usize = 1_024;

/// The sending end of the events.
pub(super) struct Outlet {
    events: mpsc::Sender<Event>,
    backlog: VecDeque<Event>,
    dropped: u64,
}

impl Outlet {
    pub(super) fn new(events: mpsc::Sender<Event>) -> Outlet {
        Outlet { events, backlog: VecDeque::new(), dropped: 0 }
    }

    /// Sends what the owner must learn, in order.
    pub(super) fn fact(&mut self, event: Event) {
        self.backlog.push_back(event);
        self.drain();
        if self.backlog.len() > BACKLOG_MAX {
            self.backlog.pop_front();
            self.count();
        }
    }

    /// Sends what may be lost; false where there was no room.
    pub(super) fn hint(&mut self, event: Event) -> bool {
        self.drain();
        let sent = self.backlog.is_empty() && self.events.try_send(event).is_ok();
        if !sent {
            self.count();
        }
        sent
    }

    /// Moves waiting facts on.
    pub(super) fn drain(&mut self) {
        while !self.backlog.is_empty() {
            match self.events.try_reserve() {
                Ok(permit) => {
                    if let Some(event) = self.backlog.pop_front() {
                        permit.send(event);
                    }
                }
                Err(_) => return,
            }
        }
    }

    /// True once nobody listens any more.
    pub(super) fn closed(&self) -> bool {
        self.events.is_closed()
    }

    fn count(&mut self) {
        self.dropped = self.dropped.saturating_add(1);
        // Told at 1, 2, 4, 8 ...: a flood does not fill the log as well.
        if self.dropped.is_power_of_two() {
            tracing::warn!(dropped = self.dropped, "network events were dropped: the owner is slow");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use protocol::keys::Secret;

    #[test]
    fn facts_wait_and_hints_are_dropped_when_the_owner_is_slow() {
        let key = Secret::from_seed(&[1; 32]).key();
        let (sender, mut receiver) = mpsc::channel(2);
        let mut outlet = Outlet::new(sender);
        for _ in 0..5 {
            outlet.fact(Event::Connected(key));
        }
        assert!(!outlet.hint(Event::Found { key, addresses: Vec::new() }));
        let mut seen = 0;
        while let Ok(Event::Connected(_)) = receiver.try_recv() {
            outlet.drain();
            seen += 1;
        }
        assert_eq!(seen, 5);
        assert!(outlet.hint(Event::Found { key, addresses: Vec::new() }));
        for _ in 0..BACKLOG_MAX * 2 {
            outlet.fact(Event::Disconnected(key));
        }
        assert_eq!(outlet.backlog.len(), BACKLOG_MAX, "the backlog has a bound of its own");
    }
}
