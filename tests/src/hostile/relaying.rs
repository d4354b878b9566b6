//! Behaviours towards a home that relays: lines and circuits beyond what anybody needs.

use std::time::Duration;

use futures::future::join_all;
use libp2p::identity::Keypair;
use tokio::time::timeout;

use super::Siege;
use super::fault::HostileFault;
use super::line::{Line, RELAY};
use super::rpc;

/// 16 streams at once on a line.
const AT_ONCE: usize = 16;
/// 10 rounds on one line; then the next one comes.
const ROUNDS: usize = 10;
/// 1 s for a stream and a request.
const ANSWER: Duration = Duration::from_secs(1);
/// Between two rounds.
const BREATH: Duration = Duration::from_millis(20);

/// Unlisted: asks for lines, and to be put through, under ever new identities.
///
/// # Errors
/// [`HostileFault`].
pub async fn by_strangers(siege: &Siege) -> Result<(), HostileFault> {
    while siege.goes_on() {
        if let Some(line) = siege.call_as_stranger().await {
            ask(siege, &line).await;
        }
    }
    Ok(())
}

/// Listed: asks for a line on every connection, and for circuits to everybody.
///
/// # Errors
/// [`HostileFault`].
pub async fn by_listed(siege: &Siege) -> Result<(), HostileFault> {
    while siege.goes_on() {
        if let Some(line) = siege.call_as_listed().await? {
            ask(siege, &line).await;
        }
    }
    Ok(())
}

/// Half of it for a line, half for a circuit: to the machines that the attacker knows by name, and to nobody.
async fn ask(siege: &Siege, line: &Line) {
    let nobody = Keypair::generate_ed25519().public().to_peer_id();
    let known = siege.known();
    for round in 0..ROUNDS {
        if !siege.goes_on() || !line.is_up() {
            return;
        }
        let one = |at: usize| {
            let to = known.get((round * AT_ONCE + at) / 2 % (known.len() + 1)).unwrap_or(&nobody).to_bytes();
            async move {
                let asked = if at.is_multiple_of(2) { rpc::reserve() } else { rpc::connect(&to) };
                let sent = async {
                    let mut stream = line.open(RELAY).await?;
                    asked.send(&mut stream).await?;
                    Ok::<_, HostileFault>(stream)
                };
                match timeout(ANSWER, sent).await {
                    Ok(sent) => siege.tally.noted(sent, "asked", "refused"),
                    Err(_) => siege.tally.noted(Err(HostileFault::Stuck), "asked", "refused"),
                }
            }
        };
        // Held until the round is over: each waits for its answer, which nobody reads.
        let held = join_all((0..AT_ONCE).map(one)).await;
        siege.rest(BREATH).await;
        drop(held);
    }
}
