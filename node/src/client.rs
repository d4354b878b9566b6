//! Owns the asking of a home: through its process where one runs, else by opening it for the command.

mod visit;

use std::ops::ControlFlow;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use protocol::invite_line::InviteLine;
use protocol::keys::Key;
use protocol::local::{Change, Directory, Join, Passphrase, Published, Reach, ReachState, Reply, Request, Trouble};

use protocol::space::Scope;
use protocol::sync::mark::Nonce;
use protocol::sync::session::Session;
use protocol::sync::wish::Ending;

use crate::catchup::{self, CatchupFault};
use crate::desk::{self, Answer, devices, doors, health, joining, keys, setup};
use crate::home::Home;
use crate::net::{self, Kind, Net, Settings};
use crate::shell::faces::{known_peers, places, preview, read_line, settle_join, told_or_waits};
use crate::shell::knocking::{Inside, knock_with};
use crate::shell::readers::readers;
use crate::shell::{blocking, net_trouble};
use crate::socket::{self, SocketFault};
use crate::{chance, clock};

pub use visit::Visit;

/// 2 s: a process that just begins or just ends lets go of the home within that time.
const RETRY: Duration = Duration::from_secs(2);
const RETRY_STEP: Duration = Duration::from_millis(40);
/// 4 s for the first catch-up of a joiner: a bad line brings the rest later.
const CATCHUP_TIMEOUT: Duration = Duration::from_secs(4);
/// 25 tries, a second's worth, until the inviting home lists the joiner.
const CATCHUP_TRIES: usize = 25;

/// Tells of every change of a running home until `seen` breaks or its process ends.
///
/// # Errors
/// [`Trouble`] `stopped` where no process keeps the home open.
pub fn watch(path: &Path, mut seen: impl FnMut(Change) -> ControlFlow<()>) -> Result<(), Trouble> {
    let runtime = runtime()?;
    let mut changes = runtime.block_on(async {
        let process = running(path).await?.ok_or_else(|| Trouble::new("stopped", 5))?;
        process.watch(&Request::Watch).await.map_err(|fault| socket_trouble(&fault))
    })?;
    // Between two waits, not within one: whoever hears of a change may ask the home about it.
    while let Some(reply) = runtime.block_on(changes.next()).map_err(|fault| socket_trouble(&fault))? {
        if let Reply::Changed(change) = reply
            && seen(change).is_break()
        {
            break;
        }
    }
    Ok(())
}

fn runtime() -> Result<tokio::runtime::Runtime, Trouble> {
    let built = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build();
    built.map_err(|fault| Trouble::new("disk", 9).with("what", "start").with("cause", fault))
}

async fn running(path: &Path) -> Result<Option<socket::Connection>, Trouble> {
    if !path.join("run").exists() {
        return Ok(None);
    }
    socket::connect(path).await.map_err(|fault| socket_trouble(&fault))
}

fn socket_trouble(fault: &SocketFault) -> Trouble {
    match fault {
        SocketFault::Taken { process } => Trouble::new("locked", 5).with("process", process),
        SocketFault::Closed => Trouble::new("ended-early", 5),
        SocketFault::Silent { process } => {
            Trouble::new("silent", 5).with("process", process).with("seconds", socket::SILENCE.as_secs())
        }
        SocketFault::Large(bytes) => Trouble::new("request-large", 2).with("bytes", bytes),
        SocketFault::Shared(_) | SocketFault::Stranger | SocketFault::Malformed | SocketFault::Io { .. } => {
            Trouble::new("socket", 5).with("why", fault)
        }
    }
}

/// Asks a running home; one of another version speaks otherwise.
async fn asked(process: &socket::Connection, request: &Request) -> Result<Reply, Trouble> {
    process.ask(request).await.map_err(|fault| match fault {
        SocketFault::Malformed => Trouble::new("other-version", 5).with("process", process.process()),
        other => socket_trouble(&other),
    })
}

/// True for what may make a home where there is none.
fn founds(request: &Request) -> bool {
    matches!(request, Request::Setup(_) | Request::Restore(_))
        || matches!(request, Request::Join(wish) if !wish.dry_run)
}

/// Answers where there is no home yet, without making one.
fn nobody(request: &Request) -> Result<Reply, Trouble> {
    match request {
        Request::Directory => Ok(Reply::Directory(Box::new(Directory { now: clock::now(), ..Directory::default() }))),
        Request::Stop => Err(Trouble::new("stopped", 5)),
        Request::Join(wish) if wish.dry_run => Ok(Reply::Joined(preview(&read_line(&wish.invite)?))),
        _ => Err(Trouble::new("no-identity", 4)),
    }
}

/// Answers from a home that no process keeps open.
async fn alone(home: &Arc<Home>, request: Request, passphrase: Option<Passphrase>) -> Result<Reply, Trouble> {
    let asked = home.clone();
    let answer = blocking(move || {
        match &passphrase {
            Some(passphrase) => keys::unlock(&asked, passphrase)?,
            None => keys::unlock_unattended(&asked, None),
        }
        finish_founding(&asked);
        desk::answer(&asked, request)
    })
    .await?;
    let answer = match answer {
        Ok(Ok(answer)) => Ok(answer),
        Ok(Err(request)) => by_hand(home, request).await,
        Err(trouble) => Err(trouble),
    };
    let answer = match answer {
        Ok(answer) => answer,
        Err(trouble) => return Ok(Reply::Refused(trouble)),
    };
    Ok(match answer.reply {
        // Nobody is connected, so all who may read it are still to be told.
        Reply::Published(published) => {
            let pending = readers(home, &answer.written).len() as u32;
            Reply::Published(Published { pending, ..published })
        }
        Reply::Left(mut left) => {
            left.published.pending = readers(home, &answer.written).len() as u32;
            Reply::Left(left)
        }
        Reply::Amended(mut amended) => {
            amended.published.pending = readers(home, &answer.written).len() as u32;
            Reply::Amended(amended)
        }
        reply => reply,
    })
}

/// Goes on with a founding that was cut off; where that fails, it is told by what is asked next.
pub(crate) fn finish_founding(home: &Home) {
    if let Err(trouble) = setup::resume(home) {
        tracing::warn!(code = trouble.code, "a founding that was cut off could not go on");
    }
}

/// What the network would answer, where nothing runs.
async fn by_hand(home: &Arc<Home>, request: Request) -> Result<Answer, Trouble> {
    let nothing = health::Running::default();
    match request {
        Request::Status => Ok(Reply::Status(Box::new(health::status(home, &nothing)?)).into()),
        Request::Doctor => Ok(Reply::Doctor(health::doctor(home, &nothing)?).into()),
        Request::Peers => Ok(Reply::Peers(known_peers(home)?).into()),
        Request::Reach => Ok(Reply::Reach(Reach { state: ReachState::Stopped, addresses: Vec::new() }).into()),
        Request::Invite(wish) => doors::invite(home, &wish, places(home, Vec::new())?),
        Request::DeviceLine { person, until, opens } => {
            devices::line(home, person, until, opens, places(home, Vec::new())?)
        }
        Request::Join(wish) => join(home, wish, Fetch::Now).await,
        Request::Wait { .. } => Ok(Reply::Waited(None).into()),
        Request::RenewKeys { words } => {
            let home = home.clone();
            blocking(move || keys::renew(&home, words.as_ref())).await?
        }
        _ => Err(Trouble::new("stopped", 5)),
    }
}

/// Comes in by an invite without fetching anything yet: that is left to the node. Blocks.
///
/// # Errors
/// [`Trouble`] where the home cannot be opened or the door stays shut.
pub fn enter(path: &Path, wish: Join) -> Result<Reply, Trouble> {
    runtime()?.block_on(async {
        let owned = path.to_path_buf();
        let home = Arc::new(blocking(move || Home::open(&owned)).await??);
        let answer = join(&home, wish, Fetch::Later).await;
        blocking(move || home.close()).await??;
        Ok(answer?.reply)
    })
}

/// When a joiner fetches what the inviting home has.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Fetch {
    Now,
    Later,
}

/// Comes in by an invite, over a network that lives as long as the knock.
async fn join(home: &Arc<Home>, wish: Join, fetch: Fetch) -> Result<Answer, Trouble> {
    let line = read_line(&wish.invite)?;
    if wish.dry_run {
        return Ok(Reply::Joined(preview(&line)).into());
    }
    let begun = joining::prepare_join(home, &wish, &line)?;
    let told = match told_or_waits(home, &begun, &line)? {
        Ok(told) => told,
        Err(waits) => return Ok(waits),
    };
    let seed = {
        let state = home.state();
        let keyring = state.keyring.as_ref().ok_or_else(|| Trouble::new("no-identity", 4))?;
        **keyring.node_seed()
    };
    let settings = Settings { listen: Vec::new(), lan: false, upnp: false, ..Settings::default() };
    let (net, mut events) = net::start(seed, settings).map_err(|fault| net_trouble(&fault))?;
    let drained = tokio::spawn(async move { while events.recv().await.is_some() {} });
    let opened = knock_with(&net, &line, &told).await;
    let entered = opened.and_then(|opened| {
        let written = joining::enter(home, &line, &begun, opened.law)?;
        Ok(Inside { written, name: opened.name })
    });
    if entered.is_ok() && fetch == Fetch::Now {
        first_catchup(home, &net, &line).await;
    }
    net.stop().await;
    drained.abort();
    home.count_line(net.passed())?;
    home.note_line()?;
    let settled = settle_join(home, &line, entered);
    if let Err(refused) = &settled {
        joining::leave_nothing(home, refused)?;
    }
    settled
}

/// Fetches what the inviting home has, so that a joiner does not begin with an empty table. What does
/// not arrive in time comes once the node runs.
async fn first_catchup(home: &Arc<Home>, net: &Net, line: &InviteLine) {
    let caught = tokio::time::timeout(CATCHUP_TIMEOUT, async {
        for place in &line.places {
            net.listed([place.node].into()).await;
            // The other end lists us in a moment, and may replace the connection for it.
            for _ in 0..CATCHUP_TRIES {
                if net.dial(place.node, vec![place.address.to_string()]).await.is_ok()
                    && catch_up_with(home, net, place.node).await.is_ok()
                {
                    return;
                }
                tokio::time::sleep(RETRY_STEP).await;
            }
        }
    });
    if caught.await.is_err() {
        tracing::debug!("the first catch-up goes on once the node runs");
    }
}

async fn catch_up_with(home: &Arc<Home>, net: &Net, key: Key) -> Result<(), CatchupFault> {
    let shared: Vec<Scope> = {
        let state = home.state();
        let roster = state.replica.roster();
        let mine = state.me.map(|me| roster.scopes_of(me.collective)).unwrap_or_default();
        roster.shared_with(&mine, &key)
    };
    for scope in shared {
        let mark = home.state().handover.mark(&scope);
        let stream = net.open(key, Kind::Sync).await.map_err(|_| CatchupFault::Ended)?;
        let nonce = Nonce(chance::bytes::<16>().map_err(|_| CatchupFault::Ended)?);
        let view = catchup::view(home, &scope, home.now().day());
        let (session, wishes) = Session::initiate(scope.id(), view, nonce, home.now());
        let summary = catchup::run(home.clone(), key, scope, stream, session, wishes).await?;
        if summary.ending == Ending::InStep {
            home.handed_over(mark).map_err(CatchupFault::Store)?;
        }
    }
    Ok(())
}
