//! Owns a tap on the line between two homes: a proxy on the loopback that hands every byte on, both ways,
//! and keeps it to be searched.

use std::io::{Read as _, Write as _};
use std::net::{Ipv4Addr, Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

/// 256 MiB are kept; a test that sends more asks for too much.
const KEPT_MAX: usize = 256 << 20;

/// A proxy before one home; its connections end with the homes.
pub struct Tap {
    at: SocketAddr,
    ended: Arc<AtomicBool>,
    kept: Arc<Mutex<Vec<u8>>>,
}

impl Tap {
    /// Opens a port that leads to a home.
    ///
    /// - `home`: the port at which it listens on the loopback.
    pub fn before(home: u16) -> Tap {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a port on the loopback");
        let at = listener.local_addr().expect("it is bound");
        let (ended, kept) = (Arc::new(AtomicBool::new(false)), Arc::new(Mutex::new(Vec::new())));
        let tap = Tap { at, ended: ended.clone(), kept: kept.clone() };
        thread::spawn(move || {
            for caller in listener.incoming() {
                if ended.load(Ordering::SeqCst) {
                    return;
                }
                let caller = caller.expect("a caller");
                let Ok(called) = TcpStream::connect((Ipv4Addr::LOCALHOST, home)) else { continue };
                let ends = || (caller.try_clone().expect("a handle"), called.try_clone().expect("a handle"));
                let ((from, to), (back_to, back)) = (ends(), ends());
                for (from, to) in [(from, to), (back, back_to)] {
                    let kept = kept.clone();
                    thread::spawn(move || carry(from, to, &kept));
                }
            }
        });
        tap
    }

    /// The port to call instead of the home's.
    pub fn port(&self) -> u16 {
        self.at.port()
    }

    /// All that has passed until now, in pieces of both directions.
    pub fn kept(&self) -> Vec<u8> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl Drop for Tap {
    fn drop(&mut self) {
        self.ended.store(true, Ordering::SeqCst);
        // Wakes whoever waits for a caller.
        if let Err(fault) = TcpStream::connect(self.at) {
            eprintln!("a tap cannot be closed: {fault}");
        }
    }
}

fn carry(mut from: TcpStream, mut to: TcpStream, kept: &Mutex<Vec<u8>>) {
    let mut buffer = [0; 16 * 1_024];
    while let Ok(many) = from.read(&mut buffer) {
        if many == 0 || to.write_all(&buffer[..many]).is_err() {
            break;
        }
        let mut kept = kept.lock().unwrap_or_else(PoisonError::into_inner);
        assert!(kept.len() + many <= KEPT_MAX, "more passed than a test may send");
        kept.extend_from_slice(&buffer[..many]);
    }
    for end in [&from, &to] {
        if let Err(fault) = end.shutdown(Shutdown::Both) {
            // The other direction has closed it already.
            assert_eq!(fault.kind(), std::io::ErrorKind::NotConnected, "{fault}");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_passes_a_tap_arrives_and_is_kept() {
        let home = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a port");
        let tap = Tap::before(home.local_addr().expect("bound").port());
        let mut caller = TcpStream::connect((Ipv4Addr::LOCALHOST, tap.port())).expect("the tap answers");
        let (mut called, _) = home.accept().expect("it leads to the home");
        caller.write_all(b"there").expect("sent");
        let mut heard = [0; 5];
        called.read_exact(&mut heard).expect("arrives");
        called.write_all(b"and back").expect("sent");
        let mut answer = [0; 8];
        caller.read_exact(&mut answer).expect("arrives");
        assert_eq!((&heard, &answer), (b"there", b"and back"));
        drop((caller, called));
        // It is kept after it was handed on.
        while tap.kept().len() < 13 {
            thread::yield_now();
        }
        assert_eq!(tap.kept(), b"thereand back");
    }
}
