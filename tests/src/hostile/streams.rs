//! Behaviours that take up streams: a thousand at once, or each for as long as it can be drawn out.

use std::time::Duration;

use futures::{AsyncWriteExt as _, FutureExt as _};
use libp2p::Stream;

use super::Siege;
use super::fault::HostileFault;
use super::line::{ALL, Line};

/// A thousand streams.
const MANY: usize = 1_000;
/// A byte a second.
const SLOWLY: Duration = Duration::from_secs(1);
/// A frame of this length is begun.
const BEGUN: [u8; 4] = 60_000_u32.to_be_bytes();

/// Opens a thousand streams, by every protocol in turn, and keeps what it gets.
///
/// # Errors
/// [`HostileFault`].
pub async fn many(siege: &Siege) -> Result<(), HostileFault> {
    while siege.goes_on() {
        let Some(line) = siege.call_as_listed().await? else { continue };
        let mut held = Vec::new();
        for protocol in ALL.iter().cycle().take(MANY) {
            if !siege.goes_on() || !line.is_up() {
                break;
            }
            // Not waited for long: where the victim is silent the next one is asked for.
            let opened = tokio::time::timeout(Duration::from_millis(200), line.open(protocol)).await;
            match opened {
                Ok(Ok(stream)) => {
                    siege.tally.add("streams");
                    held.push(stream);
                }
                Ok(Err(_)) => siege.tally.add("refused"),
                Err(_) => siege.tally.add("unanswered"),
            }
        }
        siege.tally.add(if line.is_up() { "line-kept" } else { "line-closed" });
    }
    Ok(())
}

/// Opens a stream of every protocol, as a stranger and as a listed home, and says a byte a second on each.
///
/// # Errors
/// [`HostileFault`].
pub async fn slow(siege: &Siege) -> Result<(), HostileFault> {
    let (mut lines, mut drips) = (Vec::new(), Vec::new());
    while siege.goes_on() {
        lines.retain(Line::is_up);
        if lines.is_empty() {
            lines.extend(siege.call_as_listed().await?);
            lines.extend(siege.call_as_stranger().await);
            for line in &lines {
                begin(siege, line, &mut drips).await;
            }
        }
        let mut going = Vec::new();
        for mut stream in drips.drain(..) {
            let byte: &[u8] = &[0];
            // A line that takes nothing now is no reason to wait for it.
            match stream.write_all(byte).now_or_never() {
                Some(Err(_)) => siege.tally.add("hung-up"),
                Some(Ok(())) | None => {
                    siege.tally.add("bytes");
                    stream.flush().now_or_never();
                    going.push(stream);
                }
            }
        }
        drips = going;
        siege.rest(SLOWLY).await;
    }
    siege.tally.more("open-at-the-end", drips.len() as u64);
    Ok(())
}

async fn begin(siege: &Siege, line: &Line, drips: &mut Vec<Stream>) {
    for protocol in ALL {
        let Some(mut stream) = siege.tally.noted(line.open(protocol).await, "streams", "refused") else { continue };
        if stream.write_all(&BEGUN).await.is_ok() && stream.flush().await.is_ok() {
            drips.push(stream);
        }
    }
}
