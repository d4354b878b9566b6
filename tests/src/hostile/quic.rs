//! Owns the first packet of a QUIC handshake that nobody goes on with: sealed as RFC 9001 says, with keys that
//! follow from an id in the packet itself, so that a home has to open it and to wait for the rest.

use ring::aead::{AES_128_GCM, Aad, LessSafeKey, Nonce, UnboundKey, quic};
use ring::hkdf::{HKDF_SHA256, KeyType, Prk, Salt};

use super::fault::HostileFault;

/// RFC 9001, 5.2: of version 1.
const SALT: [u8; 20] = [
    0x38, 0x76, 0x2c, 0xf7, 0xf5, 0x59, 0x34, 0xb3, 0x4d, 0x17, 0x9a, 0xe6, 0xa4, 0xc8, 0x0c, 0xad, 0xcc, 0xbb, 0x7f,
    0x0a,
];
/// 1,200 bytes: a server answers no shorter first packet.
const PACKET_BYTES: usize = 1_200;
/// The bytes of the proof that the rest was not changed.
const TAG_BYTES: usize = 16;
/// The bytes that say which packet it is, in full length.
const NUMBER_BYTES: usize = 4;

/// The lengths of keys that ring does not know as a type.
struct Long(usize);

impl KeyType for Long {
    fn len(&self) -> usize {
        self.0
    }
}

/// What a client seals its first packets with.
struct Keys {
    key: [u8; 16],
    nonce: [u8; 12],
    head: [u8; 16],
}

impl Keys {
    fn of(id: &[u8; 8]) -> Result<Keys, HostileFault> {
        let first = Salt::new(HKDF_SHA256, &SALT).extract(id);
        let secret = Prk::new_less_safe(HKDF_SHA256, &expanded::<32>(&first, "client in")?);
        Ok(Keys {
            key: expanded(&secret, "quic key")?,
            nonce: expanded(&secret, "quic iv")?,
            head: expanded(&secret, "quic hp")?,
        })
    }
}

/// RFC 8446, 7.1: HKDF-Expand-Label without a context.
fn expanded<const LONG: usize>(from: &Prk, label: &str) -> Result<[u8; LONG], HostileFault> {
    let no = |_| HostileFault::Forging("a key of QUIC");
    let label = format!("tls13 {label}");
    let info: [&[u8]; 4] = [&(LONG as u16).to_be_bytes(), &[label.len() as u8], label.as_bytes(), &[0]];
    let mut bytes = [0; LONG];
    from.expand(&info, Long(LONG)).and_then(|made| made.fill(&mut bytes)).map_err(no)?;
    Ok(bytes)
}

/// A first packet with the first 64 bytes of a greeting of 256 that never comes to its end.
///
/// - `id`: another one for each, else they would be of one handshake.
///
/// # Errors
/// [`HostileFault::Forging`].
pub fn half(id: &[u8; 8]) -> Result<Vec<u8>, HostileFault> {
    let no = |_| HostileFault::Forging("a packet of QUIC");
    let keys = Keys::of(id)?;
    let head_bytes = 1 + 4 + 1 + id.len() + 1 + id.len() + 1 + 2;
    let sealed_bytes = PACKET_BYTES - head_bytes - NUMBER_BYTES;
    let length = (NUMBER_BYTES + sealed_bytes) as u16 | 0x4000;
    // A long head, of the first sort; version 1; to whom and from whom; no token; how long it is; number 0.
    let mut packet = vec![0xc0 | (NUMBER_BYTES as u8 - 1), 0, 0, 0, 1];
    for name in [id, &id.map(|byte| !byte)] {
        packet.push(name.len() as u8);
        packet.extend_from_slice(name);
    }
    packet.push(0);
    packet.extend_from_slice(&length.to_be_bytes());
    packet.extend_from_slice(&[0; NUMBER_BYTES]);
    // A CRYPTO frame from 0 on: a greeting of TLS 1.3 that says it is of 256 bytes. What is behind is padding.
    let mut body = vec![0x06, 0x00, 0x40, 64, 0x01, 0x00, 0x01, 0x00, 0x03, 0x03];
    body.resize(sealed_bytes - TAG_BYTES, 0);
    let key = LessSafeKey::new(UnboundKey::new(&AES_128_GCM, &keys.key).map_err(no)?);
    // The number of the packet is 0, so the nonce is as it was made.
    let nonce = Nonce::assume_unique_for_key(keys.nonce);
    key.seal_in_place_append_tag(nonce, Aad::from(&packet), &mut body).map_err(no)?;
    let veil = quic::HeaderProtectionKey::new(&quic::AES_128, &keys.head).map_err(no)?;
    let mask = veil.new_mask(&body[..16]).map_err(no)?;
    packet[0] ^= mask[0] & 0x0f;
    let number = packet.len() - NUMBER_BYTES;
    packet[number..].iter_mut().zip(&mask[1..]).for_each(|(byte, mask)| *byte ^= mask);
    packet.extend_from_slice(&body);
    Ok(packet)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_keys_of_a_first_packet_are_those_of_the_specification() {
        let keys = Keys::of(&[0x83, 0x94, 0xc8, 0xf0, 0x3e, 0x51, 0x57, 0x08]).expect("keys");
        // RFC 9001, appendix A.1.
        let hex = |bytes: &[u8]| bytes.iter().map(|byte| format!("{byte:02x}")).collect::<String>();
        assert_eq!(hex(&keys.key), "1f369613dd76d5467730efcbe3b1a22d");
        assert_eq!(hex(&keys.nonce), "fa044b2f42a3fd3b46fb255c");
        assert_eq!(hex(&keys.head), "9f50449e04a0e810283a1e9933adedd2");
        assert_eq!(half(&[7; 8]).expect("a packet").len(), PACKET_BYTES);
    }
}
