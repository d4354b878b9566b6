//! Owns the bytes of protobuf messages that are made by hand: gossipsub's RPC, identify's one and those
//! of relays. Source: libp2p/specs, pubsub/gossipsub, identify and relay/circuit-v2.

use futures::{AsyncWrite, AsyncWriteExt as _};

use super::fault::HostileFault;
use super::line::Line;

/// A message under construction.
#[derive(Clone, Debug, Default)]
pub struct Message(Vec<u8>);

impl Message {
    /// Adds bytes, a text or a message as field `number`.
    pub fn bytes(mut self, number: u8, bytes: &[u8]) -> Message {
        self.0.push(number << 3 | 2);
        varint(&mut self.0, bytes.len() as u64);
        self.0.extend_from_slice(bytes);
        self
    }

    /// Adds a number or a truth.
    pub fn number(mut self, field: u8, value: u64) -> Message {
        self.0.push(field << 3);
        varint(&mut self.0, value);
        self
    }

    /// Adds a message as field `number`.
    pub fn part(self, number: u8, part: &Message) -> Message {
        self.bytes(number, &part.0)
    }

    /// Writes it with its length before it.
    ///
    /// # Errors
    /// [`HostileFault::Refused`].
    pub async fn send<W: AsyncWrite + Unpin>(&self, to: &mut W) -> Result<(), HostileFault> {
        let mut bytes = Vec::with_capacity(self.0.len() + 5);
        varint(&mut bytes, self.0.len() as u64);
        bytes.extend_from_slice(&self.0);
        Line::in_time(async {
            to.write_all(&bytes).await.map_err(|_| HostileFault::Refused)?;
            to.flush().await.map_err(|_| HostileFault::Refused)
        })
        .await
    }
}

fn varint(out: &mut Vec<u8>, mut value: u64) {
    while value >= 0x80 {
        out.push(value as u8 | 0x80);
        value >>= 7;
    }
    out.push(value as u8);
}

/// Follows topics.
pub fn subscriptions<'a>(topics: impl Iterator<Item = &'a str>) -> Message {
    topics
        .fold(Message::default(), |rpc, topic| rpc.part(1, &Message::default().number(1, 1).bytes(2, topic.as_bytes())))
}

/// Publishes, with no author and no number, as homes do.
pub fn publish<'a>(topic: &str, records: impl Iterator<Item = &'a [u8]>) -> Message {
    records.fold(Message::default(), |rpc, record| {
        rpc.part(2, &Message::default().bytes(2, record).bytes(4, topic.as_bytes()))
    })
}

/// Claims to have messages.
pub fn i_have<'a>(topic: &str, ids: impl Iterator<Item = &'a [u8]>) -> Message {
    let have = ids.fold(Message::default().bytes(1, topic.as_bytes()), |have, id| have.bytes(2, id));
    Message::default().part(3, &Message::default().part(1, &have))
}

/// Asks for messages.
pub fn i_want<'a>(ids: impl Iterator<Item = &'a [u8]>) -> Message {
    let want = ids.fold(Message::default(), |want, id| want.bytes(1, id));
    Message::default().part(3, &Message::default().part(2, &want))
}

/// Enters the mesh of a topic and leaves it again, so many times in one message.
pub fn churn(topic: &str, times: usize) -> Message {
    let (graft, prune) =
        (Message::default().bytes(1, topic.as_bytes()), Message::default().bytes(1, topic.as_bytes()).number(3, 1));
    let control = (0..times).fold(Message::default(), |control, _| control.part(3, &graft).part(4, &prune));
    Message::default().part(3, &control)
}

/// Asks a home that relays to hold a line.
pub fn reserve() -> Message {
    Message::default().number(1, 0)
}

/// Asks it to be put through.
///
/// - `peer`: the name of the machine, as libp2p writes it.
pub fn connect(peer: &[u8]) -> Message {
    Message::default().number(1, 1).part(2, &Message::default().bytes(1, peer))
}

/// What identify says: a key that may be another's, addresses, and a protocol, such as that of relays.
pub fn identity(key: &[u8], addresses: &[Vec<u8>], protocol: &str) -> Message {
    let said = Message::default().bytes(1, key).bytes(5, b"talko/1").bytes(6, "\u{1b}[2Jtalko/9.9.9".as_bytes());
    addresses.iter().fold(said, |said, address| said.bytes(2, address)).bytes(3, protocol.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_subscription_is_written_as_the_specification_says() {
        assert_eq!(subscriptions(["ab"].into_iter()).0, [0x0a, 6, 0x08, 1, 0x12, 2, b'a', b'b']);
        assert_eq!(publish("t", [&[7u8; 1][..]].into_iter()).0, [0x12, 6, 0x12, 1, 7, 0x22, 1, b't']);
        let mut number = Vec::new();
        varint(&mut number, 300);
        assert_eq!(number, [0xac, 2]);
    }
}
