//! Owns sealing as age writes and reads it, with the chance of a run, so that a run can be repeated: real files, that
//! only those open who have a key to which they were written. The real home leaves this to the package age.
//! Source: <https://c2sp.org/age>.

use chacha20poly1305::aead::Aead as _;
use chacha20poly1305::{ChaCha20Poly1305, KeyInit as _, Nonce};
use curve25519_dalek::montgomery::MontgomeryPoint;
use protocol::keys::Key;
use protocol::sealed::stanzas;
use sha2::{Digest as _, Sha256};

use crate::chance::Chance;

const MARK: &str = "age-encryption.org/v1\n";
const READER: &str = "-> X25519 ";
const CODE: &str = "---";
const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
/// The only piece of a payload of up to 64 KiB is number 0 and the last one.
const ONLY: [u8; 12] = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1];
const NONCE: usize = 16;

type Wrap = [u8; 32];

/// Encrypts to keys, and to keys that nobody has, up to the class of their number.
pub fn seal(plain: &[u8], keys: &[Key], chance: &mut Chance) -> Vec<u8> {
    let file_key: [u8; 16] = chance.bytes();
    let mut head = MARK.to_string();
    for at in 0..stanzas(keys.len()).expect("no more readers than stanzas") {
        let secret: Wrap = chance.bytes();
        let share = MontgomeryPoint::mul_base_clamped(secret).to_bytes();
        let body = match keys.get(at) {
            Some(key) => {
                let shared = MontgomeryPoint(*key.as_bytes()).mul_clamped(secret).to_bytes();
                cipher(&wrap(&shared, &share, key.as_bytes())).encrypt(&Nonce::default(), &file_key[..])
            }
            None => Ok(chance.bytes::<32>().to_vec()),
        };
        let body: Wrap = body.ok().and_then(|body| body.try_into().ok()).expect("16 bytes and a tag");
        head += &format!("{READER}{}\n{}\n", letters(&share), letters(&body));
    }
    head += CODE;
    let code = code(&file_key, head.as_bytes());
    let nonce: [u8; NONCE] = chance.bytes();
    let payload = cipher(&expand(&nonce, &file_key, b"payload")).encrypt(&ONLY.into(), plain).expect("small");
    [format!("{head} {}\n", letters(&code)).as_bytes(), &nonce, &payload].concat()
}

/// Opens what is for a key; nothing where it is for others, or damaged.
pub fn open(file: &[u8], secret: Wrap) -> Option<Vec<u8>> {
    let key = MontgomeryPoint::mul_base_clamped(secret).to_bytes();
    let end = file.windows(CODE.len() + 2).position(|bytes| bytes == b"\n--- ")? + 1 + CODE.len();
    let head = std::str::from_utf8(&file[..end]).ok()?;
    let behind = &file[end + 1..];
    let lines: Vec<&str> = head.lines().collect();
    let unwrap = |lines: &[&str]| -> Option<[u8; 16]> {
        let (share, body) = (bytes(lines[0].strip_prefix(READER)?)?, bytes(lines[1])?);
        let shared = MontgomeryPoint(share).mul_clamped(secret).to_bytes();
        let file_key = cipher(&wrap(&shared, &share, &key)).decrypt(&Nonce::default(), &body[..]).ok()?;
        file_key.try_into().ok()
    };
    let file_key = lines.windows(2).find_map(unwrap)?;
    let (line, rest) = behind.split_at(behind.iter().position(|byte| *byte == b'\n')?);
    if bytes(std::str::from_utf8(line).ok()?)? != code(&file_key, head.as_bytes()) {
        return None;
    }
    let (nonce, payload) = rest[1..].split_at_checked(NONCE)?;
    cipher(&expand(nonce, &file_key, b"payload")).decrypt(&ONLY.into(), payload).ok()
}

fn cipher(key: &Wrap) -> ChaCha20Poly1305 {
    ChaCha20Poly1305::new(key.into())
}

/// The key under which a stanza holds the key of the file.
fn wrap(shared: &Wrap, share: &Wrap, reader: &Wrap) -> Wrap {
    expand(&[&share[..], reader].concat(), shared, b"age-encryption.org/v1/X25519")
}

/// The code under the header.
fn code(file_key: &[u8; 16], head: &[u8]) -> Wrap {
    hmac(&expand(&[], file_key, b"header"), head)
}

/// HKDF with SHA-256 for 32 bytes.
fn expand(salt: &[u8], secret: &[u8], label: &[u8]) -> Wrap {
    hmac(&hmac(salt, secret), &[label, &[1]].concat())
}

/// HMAC with SHA-256; the key is no longer than a block.
fn hmac(key: &[u8], message: &[u8]) -> Wrap {
    let padded = |mark: u8| -> [u8; 64] { std::array::from_fn(|at| key.get(at).copied().unwrap_or(0) ^ mark) };
    let inner = Sha256::new().chain_update(padded(0x36)).chain_update(message).finalize();
    Sha256::new().chain_update(padded(0x5C)).chain_update(inner).finalize().into()
}

/// 32 bytes in base 64 without padding.
fn letters(bytes: &Wrap) -> String {
    let letter = |at: usize| {
        let bit = |at: usize| bytes.get(at / 8).map_or(0, |byte| byte >> (7 - at % 8) & 1);
        char::from(LETTERS[(0..6).fold(0, |value, next| value << 1 | usize::from(bit(6 * at + next)))])
    };
    (0..43).map(letter).collect()
}

fn bytes(letters: &str) -> Option<Wrap> {
    let values: Option<Vec<usize>> =
        letters.bytes().map(|letter| LETTERS.iter().position(|other| *other == letter)).collect();
    let values = values.filter(|values| values.len() == 43)?;
    let bit = |at: usize| (values[at / 6] >> (5 - at % 6) & 1) as u8;
    Some(std::array::from_fn(|at| (0..8).fold(0, |byte, next| byte << 1 | bit(8 * at + next))))
}

#[test]
fn what_is_sealed_here_is_opened_by_its_readers_alone() {
    let mut chance = Chance::of(1);
    let secrets: Vec<Wrap> = (0..9).map(|_| chance.bytes()).collect();
    let key = |secret: &Wrap| Key::from_bytes(MontgomeryPoint::mul_base_clamped(*secret).to_bytes());
    let plain = vec![7; 1_024];
    for readers in 1..9 {
        let keys: Vec<Key> = secrets[..readers].iter().map(key).collect();
        let file = seal(&plain, &keys, &mut chance);
        assert!(protocol::record::sealed::outline(&file).is_ok(), "as the gate asks");
        for (at, secret) in secrets.iter().enumerate() {
            assert_eq!(open(&file, *secret), (at < readers).then(|| plain.clone()), "{at} of {readers}");
        }
        for at in [MARK.len() + READER.len(), file.len() - 1, 8 * 98 + 40] {
            let mut changed = file.clone();
            changed[at] = if changed[at] == b'A' { b'B' } else { b'A' };
            assert_eq!(open(&changed, secrets[0]), None, "byte {at}");
        }
    }
}
