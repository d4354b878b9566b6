//! The hostile peer: a program that speaks libp2p and does what no honest home does, to one real home.
//!
//! It knows the protocols by their names and bytes alone: [`mod@line`] gives raw streams, everything that is
//! said over them is made by hand or by [`protocol`]'s own parts, fed with lies. [`insider`] is a home that
//! the victim lists; [`forge`] makes records that it should never have signed. What is done is counted in a
//! [`tally`]. Nothing here decides what must hold: `tests/tests/hostile` does.

pub mod behaviour;
pub mod exchange;
pub mod fault;
pub mod forge;
pub mod frames;
pub mod gossip;
pub mod insider;
pub mod line;
pub mod quic;
pub mod records;
pub mod relaying;
pub mod rpc;
pub mod strangers;
pub mod streams;
pub mod tally;
pub mod unread;

use std::path::Path;
use std::time::{Duration, Instant};

use libp2p::identity::Keypair;
use libp2p::{Multiaddr, PeerId};
use serde_json::Value;

use behaviour::Behaviour;
use fault::HostileFault;
use insider::Insider;
use line::{Caller, Line};
use tally::Tally;

/// A tenth of a second is waited before somebody who was turned away comes again.
const AGAIN: Duration = Duration::from_millis(100);

/// One attack on one home.
pub struct Siege {
    /// Where the victim listens.
    pub victim: Multiaddr,
    /// What was done, and how it was taken.
    pub tally: Tally,
    home: Option<Insider>,
    until: Instant,
}

/// Misbehaves towards a home for a while, and tells what was done.
///
/// - `home`: the folder of a closed home that the victim lists, where the behaviour needs one.
///
/// # Errors
/// [`HostileFault`] where nothing could be tried at all; being turned away is no fault, it is counted.
pub fn run(behaviour: Behaviour, lasts: Duration, victim: &str, home: Option<&Path>) -> Result<Value, HostileFault> {
    let victim: Multiaddr = victim.parse().map_err(|_| HostileFault::Usage("the victim's address"))?;
    let home = home.map(Insider::open).transpose()?;
    if behaviour.is_listed() && home.is_none() {
        return Err(HostileFault::Usage("the folder of a listed home"));
    }
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build();
    let runtime = runtime.map_err(HostileFault::Machine)?;
    let siege = Siege { victim, tally: Tally::default(), home, until: Instant::now() + lasts };
    let begun = Instant::now();
    let done = runtime.block_on(behaviour.perform(&siege));
    // What still waits for an answer is given up.
    runtime.shutdown_background();
    done?;
    Ok(siege.tally.told(behaviour.name(), begun.elapsed()))
}

impl Siege {
    /// True while there is time for another round.
    pub fn goes_on(&self) -> bool {
        Instant::now() < self.until
    }

    /// The time that is left.
    pub fn left(&self) -> Duration {
        self.until.saturating_duration_since(Instant::now())
    }

    /// The home that the victim lists.
    ///
    /// # Errors
    /// [`HostileFault::Usage`] where none was given.
    pub fn insider(&self) -> Result<&Insider, HostileFault> {
        self.home.as_ref().ok_or(HostileFault::Usage("the folder of a listed home"))
    }

    /// Calls as somebody whom nobody lists.
    pub async fn call_as_stranger(&self) -> Option<Line> {
        self.call(Caller::new(Keypair::generate_ed25519())).await
    }

    /// Calls as the listed home.
    ///
    /// # Errors
    /// [`HostileFault`] where there is none.
    pub async fn call_as_listed(&self) -> Result<Option<Line>, HostileFault> {
        let mut caller = Caller::new(self.insider()?.identity()?)?;
        caller.follows_gossip()?;
        Ok(self.call(Ok(caller)).await)
    }

    /// Calls; nothing where the victim does not take the call, after a pause.
    pub async fn call(&self, caller: Result<Caller, HostileFault>) -> Option<Line> {
        let called = match caller {
            Ok(caller) => caller.call(&self.victim).await,
            Err(fault) => Err(fault),
        };
        match called {
            Ok(line) => {
                self.tally.add("connected");
                Some(line)
            }
            Err(_) => {
                self.tally.add("turned-away");
                tokio::time::sleep(AGAIN.min(self.left())).await;
                None
            }
        }
    }

    /// The machines that the attacker knows by name: whoever stands in the list of its home, where it has one.
    pub fn known(&self) -> Vec<PeerId> {
        self.home.as_ref().map(Insider::machines).unwrap_or_default()
    }

    /// Waits a moment, but not beyond the end.
    pub async fn rest(&self, long: Duration) {
        tokio::time::sleep(long.min(self.left())).await;
    }
}
