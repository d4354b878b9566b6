//! Behaviours that need no place on the list: whoever finds the address can do this.

use std::io::Write as _;
use std::net::{Ipv4Addr, SocketAddr, TcpStream, UdpSocket};
use std::time::Duration;

use futures::future::join_all;
use futures::{AsyncWriteExt as _, StreamExt as _};
use libp2p::Multiaddr;
use libp2p::identity::Keypair;
use libp2p::multiaddr::Protocol;
use node::catchup::frames::{read_frame, write_frame};
use protocol::sync::FRAME_BYTES_MAX;
use tokio::time::timeout;

use super::Siege;
use super::fault::HostileFault;
use super::line::{ALL, Caller, IDENTIFY, IDENTIFY_PUSH, KNOCK, Line, RELAY};
use super::{quic, rpc};

/// 500 handshakes that stop half-way.
const HALVES: usize = 500;
/// 500 addresses.
const ADDRESSES: u16 = 500;
/// 60: as many connections as are held open at once, and as come however short the time is; a home lets 16
/// strangers in.
const STRANGERS: usize = 60;
/// 8 of them come together: fewer than the handshakes that a home lets be under way.
const TOGETHER: usize = 8;
/// Half a second for each of the streams that a stranger asks for.
const PROMPTLY: Duration = Duration::from_millis(500);
/// 2 s for an answer.
const ANSWER: Duration = Duration::from_secs(2);
/// How libp2p begins on a fresh connection.
const HEAD: &[u8] = b"\x13/multistream/1.0.0\n";

/// Opens connections under ever new identities, eight at a time, and every protocol on each.
///
/// # Errors
/// [`HostileFault`].
pub async fn strangers(siege: &Siege) -> Result<(), HostileFault> {
    let (mut open, mut came) = (Vec::new(), 0);
    while siege.goes_on() || came < STRANGERS {
        let more = join_all((0..TOGETHER).map(|_| stranger(siege))).await;
        came += TOGETHER;
        open.extend(more.into_iter().flatten());
        let before = open.len();
        open.retain(Line::is_up);
        siege.tally.more("closed", (before - open.len()) as u64);
        open.drain(..open.len().saturating_sub(STRANGERS));
    }
    Ok(())
}

async fn stranger(siege: &Siege) -> Option<Line> {
    let line = siege.call_as_stranger().await?;
    // None is waited for long: what is left without an answer is asked for all the same.
    let asked = join_all(ALL.map(|protocol| timeout(PROMPTLY, line.open(protocol)))).await;
    for answered in asked {
        match answered {
            Ok(opened) => drop(siege.tally.noted(opened, "streams", "refused")),
            Err(_) => siege.tally.add("unanswered"),
        }
    }
    Some(line)
}

/// Handshakes that stop after the first words, five hundred at a time.
///
/// # Errors
/// [`HostileFault`].
pub async fn half_open(siege: &Siege) -> Result<(), HostileFault> {
    let victim = socket(&siege.victim)?;
    while siege.goes_on() {
        let mut held = Vec::new();
        for number in 0..HALVES {
            let Ok(mut half) = TcpStream::connect_timeout(&victim, ANSWER) else {
                siege.tally.add("turned-away");
                continue;
            };
            let begun = &HEAD[..HEAD.len() * (number % 3) / 2];
            siege.tally.noted(half.write_all(begun), "begun", "refused");
            held.push(half);
            if !siege.goes_on() {
                break;
            }
        }
        siege.rest(Duration::from_secs(2)).await;
    }
    Ok(())
}

/// Handshakes of QUIC that stop within the first greeting, five hundred at a time.
///
/// # Errors
/// [`HostileFault`].
pub async fn half_open_quic(siege: &Siege) -> Result<(), HostileFault> {
    let victim = socket(&siege.victim)?;
    let from = UdpSocket::bind((Ipv4Addr::LOCALHOST, 0)).map_err(HostileFault::Machine)?;
    while siege.goes_on() {
        for _ in 0..HALVES {
            siege.tally.noted(from.send_to(&quic::half(&rand::random())?, victim), "begun", "refused");
        }
        siege.rest(Duration::from_secs(2)).await;
    }
    Ok(())
}

/// Knocks with what is no knock, and with lengths beyond what a door hears.
///
/// # Errors
/// [`HostileFault`].
pub async fn knocks(siege: &Siege) -> Result<(), HostileFault> {
    let mut number = 0_u32;
    while siege.goes_on() {
        let Some(line) = siege.call_as_stranger().await else { continue };
        while siege.goes_on() && line.is_up() {
            number += 1;
            let Some(mut stream) = siege.tally.noted(line.open(KNOCK).await, "streams", "refused") else { break };
            let sent = match number % 4 {
                0 => write_frame(&mut stream, &vec![0xff; FRAME_BYTES_MAX]).await.is_ok(),
                1 => write_frame(&mut stream, b"\xa1\x01\x80").await.is_ok(),
                2 => stream.write_all(&(FRAME_BYTES_MAX as u32 + 1).to_be_bytes()).await.is_ok(),
                _ => stream.write_all(&u32::MAX.to_be_bytes()).await.is_ok(),
            };
            siege.tally.add(if sent && stream.flush().await.is_ok() { "knocks" } else { "refused" });
            let answered = timeout(ANSWER.min(siege.left()), read_frame(&mut stream, FRAME_BYTES_MAX)).await;
            siege.tally.add(if matches!(answered, Ok(Ok(_))) { "answered" } else { "hung-up" });
        }
    }
    Ok(())
}

/// Says of itself that it is somebody else, with five hundred addresses, when asked and unasked.
///
/// # Errors
/// [`HostileFault`].
pub async fn identities(siege: &Siege) -> Result<(), HostileFault> {
    let address = |port: u16| -> Multiaddr {
        let ip = Ipv4Addr::from(0x0909_0000 | u32::from(port));
        Multiaddr::empty().with(Protocol::Ip4(ip)).with(Protocol::Tcp(port))
    };
    let addresses: Vec<Vec<u8>> = (1..=ADDRESSES).map(|port| address(port).to_vec()).collect();
    let other = Keypair::generate_ed25519().public().encode_protobuf();
    // The whole is longer than identify reads; a part of it is not.
    let lies = [rpc::identity(&other, &addresses, RELAY), rpc::identity(&other, &addresses[..200], RELAY)];
    while siege.goes_on() {
        let own = Keypair::generate_ed25519();
        let key = own.public().encode_protobuf();
        // It relays, and does not, and does: whoever believes it has a new way to everybody each time.
        let turns = [RELAY, "/nothing"].map(|protocol| rpc::identity(&key, &addresses[..20], protocol));
        let mut caller = Caller::new(own.clone())?;
        let mut asked = caller.offers(IDENTIFY)?;
        let Some(line) = siege.call(Ok(caller)).await else { continue };
        let answering = async {
            while let Some((_, mut stream)) = asked.next().await {
                let lie = rpc::identity(&key, &addresses[..200], RELAY);
                siege.tally.noted(lie.send(&mut stream).await, "answers", "refused");
            }
        };
        let pushing = async {
            for lie in lies.iter().chain(turns.iter().cycle()).take(40) {
                let Some(mut stream) = siege.tally.noted(line.open(IDENTIFY_PUSH).await, "streams", "refused") else {
                    break;
                };
                siege.tally.noted(lie.send(&mut stream).await, "pushed", "refused");
                if !siege.goes_on() {
                    break;
                }
            }
        };
        tokio::select! {
            () = answering => {}
            () = pushing => {}
        }
    }
    Ok(())
}

fn socket(address: &Multiaddr) -> Result<SocketAddr, HostileFault> {
    let mut parts = address.iter();
    match (parts.next(), parts.next()) {
        (Some(Protocol::Ip4(ip)), Some(Protocol::Tcp(port) | Protocol::Udp(port))) => Ok((ip, port).into()),
        _ => Err(HostileFault::Usage("an address of IPv4 and TCP or UDP")),
    }
}
