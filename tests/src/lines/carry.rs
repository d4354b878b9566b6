//! Owns the way of bytes in one direction of one connection: in order, each chunk when its fate lets it come, and
//! none while the line is cut.

use std::sync::atomic::Ordering;
use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::sync::{mpsc, watch};
use tokio::time::{Instant, sleep_until};

use super::Counted;
use super::weather::{Chance, Fate};

/// 16 KiB: what is read at once, and has one fate.
const CHUNK: usize = 16 << 10;
/// 64 chunks, a mebibyte: on the way at once; whoever sends more waits, as for a real line's buffers.
const UNDER_WAY: usize = 64;

/// The weather or one of the homes has ended the connection, both ways.
pub(super) struct Broken;

/// Carries what comes until the sender has said its last, and says so to the receiver.
pub(super) async fn carry(
    from: OwnedReadHalf,
    to: OwnedWriteHalf,
    open: watch::Receiver<bool>,
    chance: Chance,
    counted: &Counted,
) -> Result<(), Broken> {
    let (send, arriving) = mpsc::channel(UNDER_WAY);
    tokio::try_join!(take(from, send, chance, counted), hand_on(to, arriving, open, counted)).map(drop)
}

async fn take(
    mut from: OwnedReadHalf,
    send: mpsc::Sender<(Instant, Vec<u8>)>,
    mut chance: Chance,
    counted: &Counted,
) -> Result<(), Broken> {
    let mut buffer = vec![0; CHUNK];
    let (mut free, mut last) = (Instant::now(), Instant::now());
    loop {
        let many = from.read(&mut buffer).await.map_err(|_| Broken)?;
        if many == 0 {
            return Ok(());
        }
        let on_the_way = match chance.next() {
            Fate::Comes(delay) => delay,
            Fate::ComesLate(delay) => {
                counted.stalled.fetch_add(1, Ordering::Relaxed);
                delay
            }
            Fate::Breaks => {
                counted.broken.fetch_add(1, Ordering::Relaxed);
                return Err(Broken);
            }
        };
        free = free.max(Instant::now()) + chance.sending(many);
        // A stream keeps its order: what is behind a late chunk is as late.
        last = last.max(free + on_the_way);
        send.send((last, buffer[..many].to_vec())).await.map_err(|_| Broken)?;
    }
}

async fn hand_on(
    mut to: OwnedWriteHalf,
    mut arriving: mpsc::Receiver<(Instant, Vec<u8>)>,
    mut open: watch::Receiver<bool>,
    counted: &Counted,
) -> Result<(), Broken> {
    while let Some((at, bytes)) = arriving.recv().await {
        if at > Instant::now() + Duration::from_millis(1) {
            sleep_until(at).await;
        }
        open.wait_for(|open| *open).await.map_err(|_| Broken)?;
        to.write_all(&bytes).await.map_err(|_| Broken)?;
        counted.bytes.fetch_add(bytes.len() as u64, Ordering::Relaxed);
    }
    // The last word does not cross a line that is cut either.
    open.wait_for(|open| *open).await.map_err(|_| Broken)?;
    to.shutdown().await.map_err(|_| Broken)
}
