//! Owns the running node: it passes what the network, the faces and the clock bring to the room that
//! decides, and carries the answers out. It only dispatches.

mod anchoring;
pub mod announce;
mod conduct;
pub mod faces;
mod hearing;
mod introducing;
pub mod knocking;
mod meeting;
pub mod neighbours;
mod ports;
pub mod readers;
mod sparing;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use futures::future::select_all;
use protocol::id::Id;
use protocol::keys::Key;
use protocol::local::{Allowance, Change, Passphrase, Trouble};
use protocol::time::Moment;
use tokio::sync::{Notify, mpsc};

use self::hearing::Heard;
use self::ports::{LAST_PORT, port_of, start_net};
use crate::clock;
use crate::home::{Home, held};
use crate::net::{Event, Kind, Net, NetFault, Relaying, Verdict};
use crate::socket::Server;
use crate::store::Due;

/// 2,048 messages of gossip wait for the gate; more are forgotten, catch-up brings them.
const HEARD_MAX: usize = 2_048;
/// Once a second: checkpoints, the day, waiting drafts.
const TICK: Duration = Duration::from_secs(1);

/// The code of the trouble with which a home ends whose part has ended by itself.
const PART_ENDED: &str = "part-ended";
/// Such a home begins again: after 1 s, and twice as long each time, unless it has served for 10 minutes. After 10
/// times, together 17 minutes, it says what is wrong.
const PAUSE: Duration = Duration::from_secs(1);
const SERVED: Duration = Duration::from_secs(600);
const TIMES_MAX: u32 = 10;

/// An hour between sweeps: bodies that were dropped leave the disk well within a day.
const SWEEP_WAIT: Duration = Duration::from_secs(3_600);

/// How a node is run.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// Multiaddresses to listen at; empty takes the usual port, or a free one where that is taken.
    pub listen: Vec<String>,
    /// Does not look for homes on the local network.
    pub no_lan: bool,
    /// Does not ask the router to open the port.
    pub no_upnp: bool,
    /// Addresses at which this home is known to be reachable.
    pub external: Vec<String>,
    /// Opens the keys where they have a passphrase; without it a credential of the system is looked for.
    pub passphrase: Option<Passphrase>,
    /// How much of its machine the home may take.
    pub allowance: Allowance,
}

/// What is told once the node serves.
#[derive(Clone, Debug)]
pub struct Started {
    /// Where it listens.
    pub listening: Vec<String>,
    /// True where the usual port was taken and another was chosen.
    pub moved: bool,
}

/// The running node; every task holds it.
pub struct Node {
    pub(crate) home: Arc<Home>,
    pub(crate) net: Net,
    pub(crate) since: Moment,
    /// Catch-ups that run, so that none runs twice.
    pub(crate) sessions: Mutex<BTreeSet<(Key, Id)>>,
    /// Catch-ups that others began here.
    pub(crate) answering: Mutex<BTreeSet<(Key, Id)>>,
    /// Who knows this home, and where it is to say who it is.
    pub(crate) introductions: Mutex<introducing::Introductions>,
    /// Whom catching up with came to nothing, as this home takes nothing new.
    pub(crate) resting: Mutex<sparing::Resting>,
    /// Machines that are connected.
    pub(crate) connected: Mutex<BTreeMap<Key, Moment>>,
    pub(crate) listening: Mutex<Vec<String>>,
    pub(crate) addresses: Mutex<Vec<String>>,
    /// Held while waiting joins are told, so that two rounds never overlap.
    pub(crate) knocking: tokio::sync::Mutex<()>,
    pub(crate) stop: Notify,
}

/// Runs a home's node until it is told to stop.
///
/// - `ready`: called once it serves.
///
/// # Errors
/// [`Trouble`] where the home cannot be opened, nobody lives in it, or nothing can be listened at.
pub async fn run(path: &Path, options: Options, ready: impl FnOnce(Started)) -> Result<(), Trouble> {
    let mut ready = Some(ready);
    let serves = async || {
        let owned = path.to_path_buf();
        let home = Arc::new(blocking(move || Home::open(&owned)).await??);
        let told = |started, _| {
            if let Some(ready) = ready.take() {
                ready(started);
            }
        };
        serve(home, options.clone(), told).await
    };
    again_where_a_part_ended(serves, tokio::time::sleep).await
}

/// Serves until it ends otherwise than by a part that has ended by itself, or by one too often. What still waited in
/// the home that ended holds it for a while: until it lets go, this process finds it locked by itself.
async fn again_where_a_part_ended(
    mut serves: impl AsyncFnMut() -> Result<(), Trouble>,
    mut wait: impl AsyncFnMut(Duration),
) -> Result<(), Trouble> {
    let mut times = 0;
    loop {
        let begun = Instant::now();
        let trouble = match serves().await {
            Err(trouble) if trouble.code == PART_ENDED || (times > 0 && trouble.code == "locked") => trouble,
            ended => return ended,
        };
        if begun.elapsed() >= SERVED {
            times = 0;
        }
        if times == TIMES_MAX {
            return Err(trouble);
        }
        let pause = PAUSE * (1 << times);
        times += 1;
        tracing::error!(code = trouble.code, ?pause, "a part of this home has ended by itself; it begins again");
        wait(pause).await;
    }
}

/// The same for a home that is open already; it is closed at the end.
///
/// - `ready`: called once it serves, with the node, for a face that lives in this process.
///
/// # Errors
/// [`Trouble`] where nobody lives in the home, nothing can be listened at, or `part-ended`: a part of it that has to
/// run has ended by itself.
pub async fn serve(home: Arc<Home>, options: Options, ready: impl FnOnce(Started, Arc<Node>)) -> Result<(), Trouble> {
    home.allow(options.allowance);
    let founding = home.clone();
    let passphrase = options.passphrase.clone();
    blocking(move || {
        crate::desk::keys::unlock_unattended(&founding, passphrase.as_ref());
        crate::client::finish_founding(&founding);
    })
    .await?;
    let seed = {
        let state = home.state();
        if state.me.is_none() && crate::desk::joining::joining(&home)?.is_empty() {
            return Err(Trouble::new("no-identity", 4));
        }
        let keyring = state.keyring.as_ref().ok_or_else(|| Trouble::new("no-identity", 4))?;
        **keyring.node_seed()
    };
    let last: Option<u16> = home.local(LAST_PORT)?;
    let (net, events, moved) = start_net(seed, &options, last)?;
    let server = Server::bind(home.path()).map_err(|fault| Trouble::new("socket", 5).with("why", fault))?;
    let node = Arc::new(Node {
        home: home.clone(),
        net,
        since: clock::now(),
        sessions: Mutex::default(),
        answering: Mutex::default(),
        introductions: Mutex::default(),
        resting: Mutex::default(),
        connected: Mutex::default(),
        listening: Mutex::default(),
        addresses: Mutex::default(),
        knocking: tokio::sync::Mutex::default(),
        stop: Notify::new(),
    });
    node.refresh_roster().await?;
    let (asked_in, asked) = mpsc::channel(64);
    let (heard_in, heard) = mpsc::channel(HEARD_MAX);
    let mut serving = tokio::spawn(server.serve(asked_in));
    let mut events = tokio::spawn(node.clone().follow(events, heard_in));
    let mut gossip = tokio::spawn(node.clone().gossip(heard));
    let mut ticking = tokio::spawn(node.clone().tick());
    let mut listing = tokio::spawn(node.clone().follow_roster());
    let mut answering = tokio::spawn(node.clone().answer_all(asked));
    node.wait_listening().await;
    let port = port_of(&held(node.listening.lock()));
    if port.is_some() && port != last {
        let home = home.clone();
        blocking(move || home.set_local(vec![(LAST_PORT.to_vec(), port.map(|port| protocol::wire::encode(&port)))]))
            .await??;
    }
    ready(Started { listening: held(node.listening.lock()).clone(), moved }, node.clone());
    // None of them ends by itself; what the network brings ends with the network. A home that says it runs, and neither
    // hears nor says anything, would be found out after days.
    let parts = [&mut serving, &mut events, &mut gossip, &mut ticking, &mut listing, &mut answering];
    let ended = tokio::select! {
        () = node.stop.notified() => Ok(()),
        _ = select_all(parts) => Err(Trouble::new(PART_ENDED, 1)),
    };
    for task in [ticking, gossip, listing] {
        task.abort();
    }
    node.net.stop().await;
    // The one who asked for the end gets an answer before the socket goes.
    answering.abort();
    if !serving.is_finished() && tokio::time::timeout(Duration::from_secs(3), serving).await.is_err() {
        tracing::warn!("a local caller was still being answered at the end");
    }
    events.abort();
    let passed = node.net.passed();
    blocking(move || {
        note(home.count_line(passed).and_then(|()| home.note_line()));
        home.close()
    })
    .await??;
    ended
}

/// What the network refused.
pub(crate) fn net_trouble(fault: &NetFault) -> Trouble {
    Trouble::new("network", 5).with("why", fault)
}

/// Does what waits for the disk away from the tasks that must not.
pub(crate) async fn blocking<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, Trouble> {
    match tokio::task::spawn_blocking(work).await {
        Ok(done) => Ok(done),
        Err(fault) if fault.is_panic() => std::panic::resume_unwind(fault.into_panic()),
        Err(_) => Err(Trouble::new("ending", 5)),
    }
}

impl Node {
    /// Ends the node, as [`protocol::local::Request::Stop`] over the socket does.
    pub fn end(&self) {
        self.stop.notify_one();
    }

    async fn wait_listening(&self) {
        let listens = async {
            while held(self.listening.lock()).is_empty() {
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
        };
        if tokio::time::timeout(Duration::from_secs(3), listens).await.is_err() {
            tracing::warn!("no address is listened at yet; neighbours are called all the same");
        }
    }

    /// What the network brings.
    async fn follow(self: Arc<Node>, mut events: mpsc::Receiver<Event>, heard: mpsc::Sender<Heard>) {
        while let Some(event) = events.recv().await {
            match event {
                Event::Listening(addresses) => {
                    let before = std::mem::replace(&mut *held(self.listening.lock()), addresses.clone());
                    if before != addresses {
                        // Another link may lead to homes that could not be called before.
                        let node = self.clone();
                        tokio::spawn(async move { note(node.refresh_roster().await) });
                    }
                }
                Event::Addresses(addresses) => {
                    held(self.addresses.lock()).clone_from(&addresses);
                    let node = self.clone();
                    tokio::spawn(async move { note(node.publish_addresses().await) });
                }
                Event::Connected(key) => {
                    held(self.connected.lock()).insert(key, clock::now());
                    self.home.tell(Change::Came(key));
                    let node = self.clone();
                    tokio::spawn(async move { note(node.greet(key).await) });
                }
                Event::Disconnected(key) => {
                    held(self.connected.lock()).remove(&key);
                    held(self.introductions.lock()).went(&key);
                    self.home.tell(Change::Went(key));
                }
                Event::Heard { from, topic, bytes, token } => {
                    if let Err(full) = heard.try_send(Heard { from, topic, bytes, token }) {
                        let token = full.into_inner().token;
                        self.net.judge(token, Verdict::Ignore).await;
                    }
                }
                Event::Inbound { from, kind: Kind::Sync, duplex } => {
                    let node = self.clone();
                    tokio::spawn(async move { note(node.respond(from, duplex).await) });
                }
                Event::Inbound { from, kind: Kind::Knock, duplex } => {
                    let node = self.clone();
                    tokio::spawn(async move { note(node.open_door(from, duplex).await) });
                }
                Event::Subscribed { key, topic } => {
                    let node = self.clone();
                    tokio::spawn(async move { note(node.subscribed(key, topic).await) });
                }
                Event::Found { key, addresses } => {
                    let node = self.clone();
                    tokio::spawn(async move { note(node.found(key, addresses).await) });
                }
            }
        }
    }

    async fn tick(self: Arc<Node>) {
        let (mut due_catchup, mut due_sweep) = (self.random_wait(), SWEEP_WAIT);
        let mut relaying = Relaying::Offered;
        // A join that was kept is not let wait once more where the home begins to serve.
        note(self.knock_again().await);
        loop {
            tokio::time::sleep(TICK).await;
            note(self.keep_house().await);
            relaying = self.mind_the_line(relaying).await;
            due_sweep = due_sweep.saturating_sub(TICK);
            if due_sweep.is_zero() {
                due_sweep = SWEEP_WAIT;
                let home = self.home.clone();
                note(blocking(move || sweep(&home)).await.and_then(|done| done));
            }
            due_catchup = due_catchup.saturating_sub(TICK);
            if due_catchup.is_zero() {
                due_catchup = self.random_wait();
                if self.home.lets_back() {
                    note(self.relist().await);
                }
                self.catch_up_all();
                self.seal_again();
                // Homes that are off answer late: the day and the disk do not wait for them.
                let node = self.clone();
                tokio::spawn(async move { note(node.knock_again().await) });
            }
        }
    }

    /// Checkpoint, day, waiting drafts.
    async fn keep_house(self: &Arc<Node>) -> Result<(), Trouble> {
        let home = self.home.clone();
        let written = blocking(move || {
            if home.store().checkpoint_due() != Due::Not {
                home.store().checkpoint().map_err(|fault| crate::trouble::store(&fault))?;
            }
            let today = home.now().day();
            // A clock that was set right turns the day back.
            if home.state().replica.day() != today || home.is_turn_due() {
                home.turn(today)?;
            }
            home.release_waiting()
        })
        .await??;
        self.announce(&written).await
    }
}

/// Takes the bytes of dropped records off the disk.
fn sweep(home: &Home) -> Result<(), Trouble> {
    while let Some(swept) = home.store().sweep(1).map_err(|fault| crate::trouble::store(&fault))? {
        tracing::debug!(?swept, "a segment of the journal was rewritten");
    }
    Ok(())
}

/// Says what went wrong in a task that nobody waits for.
pub(crate) fn note(result: Result<(), Trouble>) {
    if let Err(trouble) = result {
        tracing::warn!(code = trouble.code, "a task of the node ended early");
        tracing::debug!(facts = ?trouble.facts, "with");
    }
}

#[cfg(test)]
mod tests;
