//! The bare pipeline: what catch-up cannot do without, and nothing else. Signed records go in full Noise
//! frames over loopback TCP; at the other end COSE is decoded, every signature is checked on all cores, and
//! sled takes batches of 1,000, each flushed.
//!
//! The signatures are checked together (a random linear combination of their equations), which is faster
//! than one by one and accepts what `verify_strict` refuses: a limit, not a way of ours.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::sync::mpsc::{Receiver, sync_channel};
use std::sync::{Mutex, PoisonError};
use std::time::Instant;

use coset::{CborSerializable as _, CoseSign1, CoseSign1Builder, HeaderBuilder, iana};
use curve25519_dalek::edwards::{CompressedEdwardsY, EdwardsPoint};
use curve25519_dalek::scalar::Scalar;
use curve25519_dalek::traits::{IsIdentity as _, VartimeMultiscalarMul as _};
use protocol::keys::Secret;
use rand::RngExt as _;
use ring::aead::{Aad, CHACHA20_POLY1305, LessSafeKey, Nonce, UnboundKey};
use sha2::{Digest as _, Sha256, Sha512};

use super::draft::PAYLOAD_BYTES;
use super::fault::{BenchFault, io};

/// Records in a batch that is flushed.
const BATCH: usize = 1_000;
/// Signatures that are checked together.
const TOGETHER: usize = 250;
/// The longest plaintext of a Noise frame.
const FRAME: usize = 65_519;
/// Bytes of a Noise frame's tag.
const TAG: usize = 16;
/// What every signature covers besides the record.
const EXTERNAL: &[u8] = b"bare";

/// Records that wait to be sent, made once for all runs.
pub struct Pipeline {
    records: Vec<Vec<u8>>,
    author: EdwardsPoint,
    author_bytes: [u8; 32],
}

impl Pipeline {
    /// Makes and signs records of 512 bytes of chance.
    ///
    /// # Errors
    /// [`BenchFault`] where the author's key is no point, which does not happen.
    pub fn new(many: usize) -> Result<Pipeline, BenchFault> {
        let amara = Secret::from_seed(&[1; 32]);
        let author_bytes = *amara.key().as_bytes();
        let author = CompressedEdwardsY(author_bytes).decompress().ok_or(BenchFault::Ended)?;
        let records = (0..many).map(|_| record(&amara)).collect();
        Ok(Pipeline { records, author, author_bytes })
    }

    /// Sends all once into an empty folder; records a second, from the first byte to the last flush.
    ///
    /// # Errors
    /// [`BenchFault`] where the machine refuses.
    pub fn run(&self, folder: &Path) -> Result<f64, BenchFault> {
        let store = sled::open(folder).map_err(|_| BenchFault::Peer("sled does not open".to_string()))?;
        let listener = TcpListener::bind("127.0.0.1:0").map_err(io("listen"))?;
        let at = listener.local_addr().map_err(io("listen"))?;
        let workers = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
        let begun = Instant::now();
        let (batches, waiting) = sync_channel(8);
        let (waiting, store) = (&Mutex::new(waiting), &store);
        std::thread::scope(|scope| {
            let sender = scope.spawn(move || self.send(TcpStream::connect(at)?));
            let keepers: Vec<_> = (0..workers).map(|_| scope.spawn(move || self.keep_all(waiting, store))).collect();
            let (mut stream, _) = listener.accept().map_err(io("accept"))?;
            receive(&mut stream, self.records.len(), |batch| batches.send(batch).map_err(|_| BenchFault::Ended))?;
            drop(batches);
            for keeper in keepers {
                keeper.join().map_err(|_| BenchFault::Ended)??;
            }
            stream.write_all(&[0]).map_err(io("confirm"))?;
            sender.join().map_err(|_| BenchFault::Ended)?.map_err(io("send"))
        })?;
        let took = begun.elapsed().as_secs_f64();
        if store.len() != self.records.len() {
            return Err(BenchFault::Peer(format!("the bare pipeline kept {}", store.len())));
        }
        Ok(self.records.len() as f64 / took)
    }

    fn send(&self, mut stream: TcpStream) -> std::io::Result<()> {
        stream.set_nodelay(true)?;
        let mut noise = Noise::new();
        let mut frame: Vec<u8> = Vec::with_capacity(FRAME + TAG);
        for record in self.records.iter().map(Some).chain([None]) {
            if record.is_none_or(|record| frame.len() + 2 + record.len() > FRAME) {
                noise.seal(&mut frame)?;
                stream.write_all(&(frame.len() as u16).to_be_bytes())?;
                stream.write_all(&frame)?;
                frame.clear();
            }
            if let Some(record) = record {
                frame.extend_from_slice(&(record.len() as u16).to_be_bytes());
                frame.extend_from_slice(record);
            }
        }
        stream.read_exact(&mut [0])
    }

    fn keep_all(&self, waiting: &Mutex<Receiver<Vec<Vec<u8>>>>, store: &sled::Db) -> Result<(), BenchFault> {
        loop {
            let batch = waiting.lock().unwrap_or_else(PoisonError::into_inner).recv();
            let Ok(batch) = batch else { return Ok(()) };
            for part in batch.chunks(TOGETHER) {
                if !self.check(part)? {
                    return Err(BenchFault::Peer("a signature of the bare pipeline does not fit".to_string()));
                }
            }
            let mut writes = sled::Batch::default();
            for record in &batch {
                writes.insert(Sha256::digest(record).as_slice(), record.as_slice());
            }
            let kept = store.apply_batch(writes).and_then(|()| store.flush());
            kept.map_err(|_| BenchFault::Peer("sled does not take a batch".to_string()))?;
        }
    }

    /// Checks signatures together: 8 (-sum(z s) B + sum(z R) + sum(z h A)) = 0 for random z.
    fn check(&self, records: &[Vec<u8>]) -> Result<bool, BenchFault> {
        let broken = || BenchFault::Peer("a record of the bare pipeline cannot be read".to_string());
        let mut chance = rand::rng();
        let (mut scalars, mut points) = (Vec::new(), Vec::new());
        let mut base = Scalar::ZERO;
        for record in records {
            let record = CoseSign1::from_slice(record).map_err(|_| broken())?;
            let (r, s) = record.signature.split_first_chunk::<32>().ok_or_else(broken)?;
            let s: [u8; 32] = s.try_into().map_err(|_| broken())?;
            let s = Option::<Scalar>::from(Scalar::from_canonical_bytes(s)).ok_or_else(broken)?;
            let words = Sha512::new().chain_update(r).chain_update(self.author_bytes);
            let hash: [u8; 64] = words.chain_update(record.tbs_data(EXTERNAL)).finalize().into();
            let z = Scalar::from(chance.random::<u128>());
            base += z * s;
            scalars.extend([z, z * Scalar::from_bytes_mod_order_wide(&hash)]);
            points.extend([CompressedEdwardsY(*r).decompress().ok_or_else(broken)?, self.author]);
        }
        scalars.push(-base);
        points.push(curve25519_dalek::constants::ED25519_BASEPOINT_POINT);
        Ok(EdwardsPoint::vartime_multiscalar_mul(&scalars, &points).mul_by_cofactor().is_identity())
    }
}

fn receive(
    stream: &mut TcpStream,
    many: usize,
    mut take: impl FnMut(Vec<Vec<u8>>) -> Result<(), BenchFault>,
) -> Result<(), BenchFault> {
    let mut noise = Noise::new();
    let mut frame = vec![0; FRAME + TAG];
    let (mut got, mut batch) = (0, Vec::with_capacity(BATCH));
    while got < many {
        let mut head = [0; 2];
        stream.read_exact(&mut head).map_err(io("receive"))?;
        let sealed = &mut frame[..usize::from(u16::from_be_bytes(head))];
        stream.read_exact(sealed).map_err(io("receive"))?;
        let mut rest = noise.open(sealed).map_err(io("open a frame"))?;
        while let Some((head, behind)) = rest.split_first_chunk::<2>() {
            let (record, behind) = behind.split_at(usize::from(u16::from_be_bytes(*head)));
            batch.push(record.to_vec());
            got += 1;
            rest = behind;
            if batch.len() == BATCH {
                take(std::mem::replace(&mut batch, Vec::with_capacity(BATCH)))?;
            }
        }
    }
    if batch.is_empty() { Ok(()) } else { take(batch) }
}

/// One direction of a Noise connection behind its handshake, which happens once and is left out.
struct Noise {
    key: LessSafeKey,
    frames: u64,
}

impl Noise {
    fn new() -> Noise {
        let key = UnboundKey::new(&CHACHA20_POLY1305, &[7; 32]).expect("a key of this cipher has 32 bytes");
        Noise { key: LessSafeKey::new(key), frames: 0 }
    }

    /// Four zeros, then the number of the frame, little-endian: Noise, revision 34, section 12.3.
    fn nonce(&mut self) -> Nonce {
        let mut nonce = [0; 12];
        nonce[4..].copy_from_slice(&self.frames.to_le_bytes());
        self.frames += 1;
        Nonce::assume_unique_for_key(nonce)
    }

    fn seal(&mut self, frame: &mut Vec<u8>) -> std::io::Result<()> {
        let nonce = self.nonce();
        let sealed = self.key.seal_in_place_append_tag(nonce, Aad::empty(), frame);
        sealed.map_err(|_| std::io::Error::other("a frame is too long"))
    }

    fn open<'a>(&mut self, frame: &'a mut [u8]) -> std::io::Result<&'a [u8]> {
        let nonce = self.nonce();
        let opened = self.key.open_in_place(nonce, Aad::empty(), frame);
        opened.map(|plain| &*plain).map_err(|_| std::io::Error::other("a frame was altered"))
    }
}

fn record(author: &Secret) -> Vec<u8> {
    let mut payload = vec![0; PAYLOAD_BYTES];
    rand::rng().fill(&mut payload[..]);
    let protected =
        HeaderBuilder::new().algorithm(iana::Algorithm::EdDSA).key_id(author.key().as_bytes().to_vec()).build();
    let signed = CoseSign1Builder::new().protected(protected).payload(payload);
    let signed = signed.create_signature(EXTERNAL, |words| author.sign(words).as_bytes().to_vec()).build();
    signed.to_vec().expect("a record of bytes alone always encodes")
}
