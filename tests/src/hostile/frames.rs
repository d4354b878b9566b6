//! Behaviours of a listed home that breaks the order of a catch-up: bytes that are no frame, frames out of
//! place, ends that never come.

use std::time::{Duration, Instant};

use futures::{AsyncRead, AsyncWrite, AsyncWriteExt as _, StreamExt as _};
use libp2p::Stream;
use node::catchup::frames::{read_frame, write_frame};
use protocol::id::Id;
use protocol::space::Scope;
use protocol::sync::frame::{Ask, Cells, Frame, Hello, Listed, Means, Offer, Plan, Records, Sent, Welcome};
use protocol::sync::view::{Stand, Tier};
use protocol::sync::{FRAME_BYTES_MAX, VERSION};
use protocol::wire::{Blob, Few};
use tokio::time::timeout;

use super::Siege;
use super::exchange::{self, Claims};
use super::fault::HostileFault;
use super::forge;
use super::insider::Insider;
use super::line::{Caller, KNOCK, Line, MESH, SYNC};

/// 3 s for an answer that may never come.
const ANSWER: Duration = Duration::from_secs(3);
/// Half a second for the victim to hang up; then the next one is tried beside it.
const HANGS_UP: Duration = Duration::from_millis(500);
/// 400 frames without an end, in one session.
const ENDLESS: usize = 400;
/// 60 s: within it somebody who was removed has to be shut out.
const REMOVED: Duration = Duration::from_secs(60);
/// 6 contradictions, one after another.
const ROUNDS: usize = 6;
/// 250 times everything: one machine is answered 120 times a minute.
const WANTED: usize = 250;

/// Bytes that are no frame, in place of each frame of a session.
///
/// # Errors
/// [`HostileFault`].
pub async fn malformed(siege: &Siege) -> Result<(), HostileFault> {
    let insider = siege.insider()?;
    while siege.goes_on() {
        let Some(line) = siege.call_as_listed().await? else { continue };
        while siege.goes_on() && line.is_up() {
            let noise = vec![0xd8; 300];
            let Some(mut stream) = siege.tally.noted(line.open(SYNC).await, "streams", "refused") else { break };
            siege.tally.noted(write_frame(&mut stream, &noise).await, "frames", "refused");
            let Some(mut stream) = greeted(siege, insider, &line).await else { break };
            siege.tally.noted(write_frame(&mut stream, &noise).await, "frames", "refused");
            ended(siege, &mut stream).await;
        }
    }
    Ok(())
}

/// Lengths of 64 KiB and one byte, and of 4 GiB, before a frame: at the door, first and later in a session.
///
/// # Errors
/// [`HostileFault`].
pub async fn lengths(siege: &Siege) -> Result<(), HostileFault> {
    let insider = siege.insider()?;
    while siege.goes_on() {
        let Some(line) = siege.call_as_listed().await? else { continue };
        while siege.goes_on() && line.is_up() {
            for length in [FRAME_BYTES_MAX as u32 + 1, u32::MAX] {
                for protocol in [KNOCK, SYNC] {
                    let Ok(mut stream) = line.open(protocol).await else { continue };
                    claim(siege, &mut stream, length).await;
                }
                let Some(mut stream) = greeted(siege, insider, &line).await else { break };
                claim(siege, &mut stream, length).await;
            }
        }
    }
    Ok(())
}

async fn claim(siege: &Siege, stream: &mut Stream, length: u32) {
    let mut bytes = length.to_be_bytes().to_vec();
    bytes.resize(8 * 1_024, 0);
    let sent = async {
        stream.write_all(&bytes).await?;
        stream.flush().await
    };
    siege.tally.noted(sent.await, "lengths", "refused");
    ended(siege, stream).await;
}

/// Records that nobody asked for, at each point of a session.
///
/// # Errors
/// [`HostileFault`].
pub async fn unrequested(siege: &Siege) -> Result<(), HostileFault> {
    let insider = siege.insider()?;
    let records = forge::valid(insider, 0..8)?;
    let records: Vec<Blob> = records.iter().map(|record| Blob(record.bytes().to_vec())).collect();
    let records = Frame::Records(Records { records: Few::new(records).map_err(|_| HostileFault::Forging("a frame"))? });
    while siege.goes_on() {
        let Some(line) = siege.call_as_listed().await? else { continue };
        while siege.goes_on() && line.is_up() {
            let Some(mut stream) = greeted(siege, insider, &line).await else { break };
            siege.tally.noted(say(&mut stream, &records).await, "records", "refused");
            ended(siege, &mut stream).await;
        }
    }
    Ok(())
}

/// Wants everything, and wants it again, however short the time is: more often than a minute allows, and than
/// two of them that meet.
///
/// # Errors
/// [`HostileFault`].
pub async fn want_all(siege: &Siege) -> Result<(), HostileFault> {
    let insider = siege.insider()?;
    let mut asked = 0;
    while siege.goes_on() || asked < WANTED {
        let Some(line) = siege.call_as_listed().await? else { continue };
        while (siege.goes_on() || asked < WANTED) && line.is_up() {
            asked += 1;
            let caught = exchange::catch_up(&line, insider, insider.widest(), &Claims::forgetful()).await;
            if let Some(summary) = siege.tally.noted(caught, "sessions", "refused") {
                siege.tally.more("records", u64::from(summary.fresh + summary.known));
            }
        }
    }
    Ok(())
}

/// Goes on as before after it was taken off the list, until it is shut out.
///
/// # Errors
/// [`HostileFault`].
pub async fn removed(siege: &Siege) -> Result<(), HostileFault> {
    let (insider, latest) = (siege.insider()?, Instant::now() + REMOVED);
    let mut shut_out = false;
    while siege.goes_on() || (!shut_out && Instant::now() < latest) {
        let Some(line) = siege.call_as_listed().await? else { continue };
        // A stranger may connect, and knock; gossip is not even offered.
        shut_out |= siege.tally.noted(line.open(MESH).await, "streams", "shut-out").is_none();
        while line.is_up() && (siege.goes_on() || !shut_out) {
            let caught = exchange::catch_up(&line, insider, insider.widest(), &Claims::forgetful()).await;
            siege.tally.noted(caught, "sessions", "refused");
            siege.rest(Duration::from_millis(100)).await;
        }
    }
    Ok(())
}

/// Sessions without end, without progress, and with figures that contradict each other; whatever the victim
/// begins is answered with cells that never come to an end.
///
/// # Errors
/// [`HostileFault`].
pub async fn endless(siege: &Siege) -> Result<(), HostileFault> {
    let insider = siege.insider()?;
    let mut round = 0;
    while siege.goes_on() || round < ROUNDS {
        let mut caller = Caller::new(insider.identity()?)?;
        let mut asked = caller.offers(SYNC)?;
        let Some(line) = siege.call(Ok(caller)).await else { continue };
        let answering = async {
            while let Some((_, stream)) = asked.next().await {
                siege.tally.add("answered");
                answer(siege, insider, stream).await;
            }
        };
        let asking = async {
            while (siege.goes_on() || round < ROUNDS) && line.is_up() {
                round += 1;
                let Some(mut stream) = greeted(siege, insider, &line).await else { break };
                for frame in without_end(round) {
                    if siege.tally.noted(say(&mut stream, &frame).await, "frames", "refused").is_none() {
                        break;
                    }
                }
                ended(siege, &mut stream).await;
            }
        };
        tokio::select! {
            () = answering => {}
            () = asking => {}
        }
    }
    Ok(())
}

/// Another contradiction in every round.
fn without_end(round: usize) -> Vec<Frame> {
    let ask = |means| Frame::Ask(Ask { means });
    let page = |marks: &[u64]| Listed::pages(marks.iter().copied()).into_iter().map(Frame::Want);
    let plan = |wanted, pushed| Frame::Plan(Plan { wanted, pushed });
    match round % ROUNDS {
        0 => vec![ask(Means::Sketch); ENDLESS],
        1 => vec![ask(Means::List); ENDLESS],
        2 => vec![plan(u32::MAX, u32::MAX)],
        3 => std::iter::once(plan(1, 0)).chain(page(&[3, 2, 1])).collect(),
        4 => vec![plan(0, 1), Frame::Sent(Sent { records: 5 })],
        _ => vec![Frame::Stand(stand(9)); ENDLESS],
    }
}

/// Answers a session with a set of four million and cells that fit nothing.
async fn answer(siege: &Siege, insider: &Insider, mut stream: Stream) {
    let Ok(Ok(_)) = timeout(ANSWER, read_frame(&mut stream, FRAME_BYTES_MAX)).await else { return };
    let (nonce, now) = (insider.nonce(), insider.now());
    let offer = Offer { tier: Tier::Content, means: Means::Sketch, count: 4_000_000 };
    let noise: Vec<u8> = (0..60_000u32).map(|at| (at.wrapping_mul(2_654_435_761) >> 13) as u8).collect();
    let cells = Frame::Cells(Cells { cells: Blob(noise) });
    let begun = [Frame::Welcome(Welcome { nonce, day: now.day(), now }), Frame::Offer(offer)];
    for frame in begun.into_iter().chain(std::iter::repeat_n(cells, ENDLESS)) {
        if siege.tally.noted(say(&mut stream, &frame).await, "answers", "refused").is_none() {
            return;
        }
    }
}

/// Greets as somebody whose set differs, and reads what comes at once: a welcome and an offer.
async fn greeted(siege: &Siege, insider: &Insider, line: &Line) -> Option<Stream> {
    let mut stream = siege.tally.noted(line.open(SYNC).await, "streams", "refused")?;
    let scope: Scope = insider.widest();
    let (nonce, now) = (insider.nonce(), insider.now());
    let stand = insider.view(&scope, std::iter::once(Id::of(&nonce.0))).stand(&nonce);
    let hello = Hello { version: VERSION, scope: scope.id(), nonce, day: now.day(), stand, now };
    siege.tally.noted(say(&mut stream, &Frame::Hello(hello)).await, "sessions", "refused")?;
    for _ in 0..2 {
        let Ok(Ok(_)) = timeout(ANSWER, read_frame(&mut stream, FRAME_BYTES_MAX)).await else {
            siege.tally.add("unanswered");
            return None;
        };
    }
    Some(stream)
}

fn stand(count: u32) -> Stand {
    let nothing = Id::of(b"nothing");
    Stand { authority: nothing, authority_count: count, content: nothing, content_count: count }
}

async fn say<W: AsyncWrite + Unpin>(to: &mut W, frame: &Frame) -> Result<(), HostileFault> {
    Line::in_time(async { write_frame(to, &frame.to_bytes()).await.map_err(|_| HostileFault::Refused) }).await
}

/// Reads until the victim hangs up, and counts that it did.
async fn ended<R: AsyncRead + Unpin>(siege: &Siege, from: &mut R) {
    let hangs_up = async { while read_frame(from, FRAME_BYTES_MAX).await.is_ok() {} };
    siege.tally.add(if timeout(HANGS_UP, hangs_up).await.is_ok() { "hung-up" } else { "kept" });
}
