//! What the terminal and the pages ask: answered by the desk, with what only the running node knows.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use protocol::envelope::Envelope;
use protocol::invite_line::{Guest, InviteLine, LineFault, Pasted, Place};
use protocol::keys::Key;
use protocol::local::{Join, Joined, Peer, Published, Reach, ReachState, Reply, Request, Role, Trouble};
use protocol::text::Line;
use protocol::wire::Blob;
use tokio::sync::mpsc;

use super::announce::{address_rows, own_address};
use super::knocking::{Inside, waits_inside};
use super::readers::{readers, readers_of};
use super::{Node, blocking, note};
use crate::desk::joining::Joining;
use crate::desk::{self, Answer, devices, directory, doors, health, joining};
use crate::home::{Home, held};
use crate::net::{self, Path};
use crate::socket::Asked;

impl Node {
    /// Answers faces, each in a task of its own.
    pub(crate) async fn answer_all(self: Arc<Node>, mut asked: mpsc::Receiver<Asked>) {
        while let Some(asked) = asked.recv().await {
            let node = self.clone();
            tokio::spawn(async move {
                let stops = matches!(asked.request, Request::Stop);
                if matches!(asked.request, Request::Watch) {
                    node.watch(&asked.answer).await;
                    return;
                }
                let reply = node.answer(asked.request).await.unwrap_or_else(Reply::Refused);
                if asked.answer.send(reply).await.is_err() {
                    tracing::debug!("whoever asked has gone");
                }
                if stops {
                    node.stop.notify_one();
                }
            });
        }
    }

    async fn watch(&self, answer: &mpsc::Sender<Reply>) {
        let mut changes = self.home.watch();
        loop {
            tokio::select! {
                () = answer.closed() => return,
                change = changes.recv() => match change {
                    Ok(change) => if answer.try_send(Reply::Changed(change)).is_err() { return },
                    Err(tokio::sync::broadcast::error::RecvError::Lagged(_)) => {}
                    Err(tokio::sync::broadcast::error::RecvError::Closed) => return,
                },
            }
        }
    }

    /// Answers a face of this process; over the socket it is the same.
    ///
    /// # Errors
    /// [`Trouble`] with which the face is refused.
    pub async fn answer(self: &Arc<Node>, request: Request) -> Result<Reply, Trouble> {
        let home = self.home.clone();
        let blocks = matches!(request, Request::Block { .. });
        let allows = matches!(request, Request::Allow(_));
        let answer = match blocking(move || desk::answer(&home, request)).await?? {
            Ok(answer) => answer,
            Err(Request::Status) => {
                let (home, running) = (self.home.clone(), self.running().await);
                Reply::Status(Box::new(blocking(move || health::status(&home, &running)).await??)).into()
            }
            Err(Request::Doctor) => {
                let (home, running) = (self.home.clone(), self.running().await);
                Reply::Doctor(blocking(move || health::doctor(&home, &running)).await??).into()
            }
            Err(Request::Peers) => Reply::Peers(self.peers().await?).into(),
            Err(Request::Reach) => Reply::Reach(self.reach().await).into(),
            Err(Request::Invite(wish)) => {
                // Of this moment: what was told to others may be older.
                let (home, reachable) = (self.home.clone(), self.net.reach().await.addresses);
                blocking(move || doors::invite(&home, &wish, places(&home, reachable)?)).await??
            }
            Err(Request::DeviceLine { person, until, opens }) => {
                let (home, reachable) = (self.home.clone(), self.net.reach().await.addresses);
                blocking(move || devices::line(&home, person, until, opens, places(&home, reachable)?)).await??
            }
            Err(Request::Join(wish)) => self.join(wish).await?,
            Err(Request::RenewKeys { .. }) => {
                return Err(Trouble::new("stop-first", 5).with("process", std::process::id()));
            }
            Err(Request::Wait { operation, wait_ms }) => self.wait(operation, wait_ms).await?.into(),
            Err(_) => Reply::Done.into(), // Stop and Watch are carried out by `answer_all`
        };
        if blocks {
            // Its connections end, or may begin again.
            note(self.refresh_roster().await);
        }
        if allows {
            // What was left out for want of room or of line is fetched now.
            self.catch_up_all();
        }
        // It is on the disk: what fails from here on is no reason to write it twice.
        note(self.announce(&answer.written).await);
        Ok(match answer.reply {
            Reply::Published(published) => Reply::Published(self.count(published, &answer.written)),
            Reply::Left(mut left) => {
                left.published = self.count(left.published, &answer.written);
                Reply::Left(left)
            }
            Reply::Wished(mut wished) => {
                wished.published = self.count(wished.published, &answer.written);
                Reply::Wished(wished)
            }
            Reply::Erased(mut erased) => {
                erased.published = self.count(erased.published, &answer.written);
                Reply::Erased(erased)
            }
            Reply::KeptLate(mut kept) => {
                kept.published = self.count(kept.published, &answer.written);
                Reply::KeptLate(kept)
            }
            Reply::Amended(mut amended) => {
                amended.published = self.count(amended.published, &answer.written);
                Reply::Amended(amended)
            }
            reply => reply,
        })
    }

    /// How many machines of others were handed what was written, and how many will be.
    fn count(&self, mut published: Published, written: &[Envelope]) -> Published {
        let readers = readers(&self.home, written);
        let connected = self.connected_of(&readers);
        let inner = written.iter().any(|record| record.header().is_inner());
        let handed = if inner { self.home.queued() == 0 } else { self.home.state().handover.unsent().open == 0 };
        published.reached = if handed { connected } else { 0 };
        published.pending = readers.len() as u32 - published.reached;
        published.sending = connected - published.reached;
        published
    }

    /// How many of these machines are connected.
    fn connected_of(&self, machines: &BTreeSet<Key>) -> u32 {
        let connected = held(self.connected.lock());
        machines.iter().filter(|machine| connected.contains_key(machine)).count() as u32
    }

    pub(crate) async fn running(&self) -> health::Running {
        let reach = self.reach().await.state;
        health::Running {
            since: Some(self.since),
            listening: held(self.listening.lock()).clone(),
            connected: held(self.connected.lock()).keys().copied().collect(),
            reach: Some(reach),
            turned_away: self.net.turned_away(),
        }
    }

    async fn reach(&self) -> Reach {
        let reach = self.net.reach().await;
        let state = match reach.state {
            net::ReachState::Open => ReachState::Open,
            net::ReachState::OpenedByRouter => ReachState::OpenedByRouter,
            net::ReachState::ThroughNeighbour => ReachState::ThroughNeighbour,
            net::ReachState::OutgoingOnly => ReachState::OutgoingOnly,
            net::ReachState::Unknown => ReachState::Unknown,
        };
        Reach { state, addresses: reach.addresses }
    }

    async fn peers(&self) -> Result<Vec<Peer>, Trouble> {
        let connected = self.net.peers().await;
        let home = self.home.clone();
        let mut peers = blocking(move || known_peers(&home)).await??;
        for peer in &mut peers {
            let Some(now) = connected.iter().find(|now| now.key == peer.node) else { continue };
            peer.connected = true;
            peer.relayed = now.path == Path::Relayed;
            peer.round_trip_ms = now.round_trip.map(|trip| trip.as_millis() as u64);
            peer.version = (!now.agent.is_empty()).then(|| now.agent.clone());
        }
        Ok(peers)
    }

    async fn wait(&self, operation: u64, wait_ms: u64) -> Result<Reply, Trouble> {
        let handed = async {
            while self.home.queued() > 0 {
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
        };
        tracing::debug!(operation, "a face waits until it is handed over");
        let done = tokio::time::timeout(Duration::from_millis(wait_ms), handed).await.is_ok();
        if !done {
            return Ok(Reply::Waited(None));
        }
        let home = self.home.clone();
        let readers = blocking(move || readers_of(&home, operation)).await??;
        Ok(Reply::Waited(Some(self.connected_of(&readers))))
    }

    async fn join(self: &Arc<Node>, wish: Join) -> Result<Answer, Trouble> {
        let line = read_line(&wish.invite)?;
        if wish.dry_run {
            return Ok(Reply::Joined(preview(&line)).into());
        }
        let (home, wanted, copy) = (self.home.clone(), wish, line.clone());
        let joining = blocking(move || joining::prepare_join(&home, &wanted, &copy)).await??;
        let (home, copy, place) = (self.home.clone(), joining.clone(), line.clone());
        if let Err(waits) = blocking(move || told_or_waits(&home, &copy, &place)).await?? {
            return Ok(waits);
        }
        let knocked = self.knock_at(&line, &joining).await;
        settle_join(&self.home, &line, knocked)
    }
}

/// What is told at the door; or, where other stewards have to agree first, the answer, with the join that goes to them.
pub(crate) fn told_or_waits(
    home: &Home,
    joining: &Joining,
    line: &InviteLine,
) -> Result<Result<Vec<Vec<Blob>>, Answer>, Trouble> {
    let card = match joining::told(home, joining)? {
        Ok(told) => return Ok(Ok(told)),
        Err(card) => card,
    };
    let written = home.state().replica.law().get(&card.id).cloned().into_iter().collect();
    Ok(Err(Answer { reply: Reply::Joined(Joined { wish: Some(Box::new(card)), ..preview(line) }), written }))
}

/// What became of a join: in, waiting for a home that is off, or refused at the door.
pub(crate) fn settle_join(home: &Home, line: &InviteLine, knocked: Result<Inside, Trouble>) -> Result<Answer, Trouble> {
    match knocked {
        Ok(inside) => Ok(Answer { reply: Reply::Joined(joined(home, line, inside.name)), written: inside.written }),
        Err(trouble) if trouble.code == "away" => {
            let asks = line.guest == Guest::Replacement;
            let request = if asks { Some(devices::request(home)?) } else { None };
            Ok(Reply::Joined(Joined { request, ..preview(line) }).into())
        }
        Err(trouble) if trouble.code == "federation-full" => {
            Ok(Reply::Joined(Joined { full: true, ..preview(line) }).into())
        }
        Err(trouble) if waits_inside(&trouble) => Err(trouble),
        Err(trouble) => {
            home.set_local(vec![(joining::joining_key(&line.charter), None)])?;
            Err(trouble)
        }
    }
}

/// Reads the pasted line.
pub(crate) fn read_line(pasted: &str) -> Result<InviteLine, Trouble> {
    InviteLine::parse(pasted).map_err(|fault| match fault {
        LineFault::Empty => Trouble::new("invite-empty", 2),
        LineFault::Short { have, want } => Trouble::new("invite-short", 2).with("have", have).with("want", want),
        LineFault::Altered => Trouble::new("invite-altered", 2),
        LineFault::Kind(Pasted::Words) => Trouble::new("invite-words", 2),
        LineFault::Kind(Pasted::Link) => Trouble::new("invite-link", 2),
        LineFault::Kind(Pasted::Request) => Trouble::new("invite-request", 2),
        LineFault::Kind(Pasted::Invite | Pasted::Other) => Trouble::new("invite-kind", 2),
        LineFault::Newer => Trouble::new("invite-newer", 2),
    })
}

pub(crate) fn preview(line: &InviteLine) -> Joined {
    Joined {
        charter: line.charter,
        federation: line.guest == Guest::Collective,
        name: None,
        size: 0,
        reached: false,
        role: Role::New,
        until: line.until,
        request: None,
        wish: None,
        full: false,
    }
}

fn joined(home: &Home, line: &InviteLine, name: Option<String>) -> Joined {
    let me = home.state().me;
    let (size, role, federation) = {
        let state = home.state();
        let roster = state.replica.roster();
        match (roster.collective(&line.charter), roster.federation(&line.charter)) {
            (Some(collective), _) => {
                let role =
                    me.and_then(|me| collective.people.get(&me.person)).map_or(Role::New, |belonging| belonging.role);
                (collective.people.len(), role, false)
            }
            (None, Some(federation)) => (federation.collectives.len(), Role::Steward, true),
            (None, None) => (0, Role::New, false),
        }
    };
    Joined {
        charter: line.charter,
        federation,
        name,
        size: size as u32,
        reached: true,
        role,
        until: line.until,
        request: None,
        wish: None,
        full: false,
    }
}

/// Where an invite's reader can call: this home, then another of the collective that told its address.
pub(crate) fn places(home: &Home, reachable: Vec<String>) -> Result<Vec<Place>, Trouble> {
    let own = home.state().keyring.as_ref().map(|keyring| keyring.node().key());
    let Some(own) = own else { return Err(Trouble::new("no-identity", 4)) };
    let mut addresses = reachable;
    if addresses.is_empty() {
        addresses = own_address(home)?.map(|(_, row)| row.addresses).unwrap_or_default();
    }
    let me = home.dweller()?;
    let mut places: Vec<Place> = addresses.into_iter().filter_map(|address| place(own, address)).collect();
    let collective = home.own_collective()?;
    for (_, row) in address_rows(home)? {
        if row.node != own && collective.nodes.contains_key(&row.node) && row.person != me.person {
            // The second home stands second: where this one is off, that one opens.
            places.truncate(2);
            places.extend(row.addresses.into_iter().take(1).filter_map(|address| place(row.node, address)));
            break;
        }
    }
    Ok(places)
}

fn place(node: protocol::keys::Key, address: String) -> Option<Place> {
    let Ok(address) = Line::new(address) else { return None };
    Some(Place { node, address })
}

/// Every listed machine of others, with what is remembered of it.
pub(crate) fn known_peers(home: &Home) -> Result<Vec<Peer>, Trouble> {
    let (nodes, own) = {
        let state = home.state();
        let Some(me) = state.me else { return Ok(Vec::new()) };
        let roster = state.replica.roster();
        let mut nodes = std::collections::BTreeMap::new();
        for scope in roster.scopes_of(me.collective) {
            for (key, charter) in roster.nodes_in(&scope) {
                let person = roster.collective(&charter).and_then(|collective| collective.nodes.get(&key).copied());
                nodes.insert(key, (charter, person));
            }
        }
        (nodes, state.keyring.as_ref().map(|keyring| keyring.node().key()))
    };
    let told = address_rows(home)?;
    let mut peers = Vec::new();
    for (node, (charter, person)) in nodes.into_iter().filter(|(key, _)| Some(*key) != own) {
        let mut heard = directory::HEARD.to_vec();
        heard.extend_from_slice(node.as_bytes());
        peers.push(Peer {
            node,
            name: person.and_then(|person| home.person_name(&person)),
            collective: Some(charter),
            connected: false,
            relayed: false,
            heard: home.local(&heard)?,
            round_trip_ms: None,
            version: None,
            addresses: told
                .iter()
                .filter(|(_, row)| row.node == node)
                .flat_map(|(_, row)| row.addresses.clone())
                .collect(),
        });
    }
    Ok(peers)
}
