//! Owns how gossip is set up: mesh sizes, scoring, ids, topics and the rate at which we publish.
//! Gossip is a hint; what it loses, sync brings.
//!
//! Delivery at a hub: a hub pushes a message only to its mesh, so a mesh that is smaller than the
//! number of neighbours loses messages in bursts. The mesh may therefore grow to the connection
//! limit. The other cure, explicit peers, was not taken: they are exempt from scoring, receive
//! every message over every link, and gossipsub dials them by itself, outside our back-off.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use libp2p::gossipsub::{
    Behaviour, ConfigBuilder, IdentTopic, MaxCountSubscriptionFilter, Message, MessageAuthenticity, MessageId,
    PeerScoreParams, PeerScoreThresholds, PublishError, TopicHash, TopicScoreParams, TopicSubscriptionFilter,
    ValidationMode, score_parameter_decay,
};
use protocol::id::Id;

use super::{Identify, NetFault, Published};

/// Written before each topic name on the wire: other programs and versions cannot meet us there.
const PREFIX: &str = "talko/1/";

/// 200 bytes: a topic is a kind and a space id.
const TOPIC_BYTES_MAX: usize = 200;

/// 100: topics a neighbour may subscribe to; one a federation and one an inner space.
const TOPICS_MAX: usize = 100;

/// 20 KiB: a record of 16 KiB and what stands around it.
const MESSAGE_BYTES_MAX: usize = 20 * 1024;

/// 256: messages waiting for one neighbour; a burst beyond it reaches it by sync.
const QUEUE_MAX: usize = 256;

/// 200 messages at once, then 1,000 a second a topic: below what [`QUEUE_MAX`] can hold back.
const BURST_MAX: u32 = 200;
const RATE_PER_SECOND: u32 = 1_000;

/// The gossip behaviour with our filter.
pub(super) type Gossip = Behaviour<libp2p::gossipsub::IdentityTransform, MaxCountSubscriptionFilter<OurTopics>>;

/// Accepts names under our prefix. Not narrowed to the topics that we hold at the moment: a
/// neighbour announces its topics once, and one that we join later must already be known.
#[derive(Clone, Default)]
pub(super) struct OurTopics;

impl TopicSubscriptionFilter for OurTopics {
    fn can_subscribe(&mut self, topic: &TopicHash) -> bool {
        topic.as_str().starts_with(PREFIX) && topic.as_str().len() <= TOPIC_BYTES_MAX
    }
}

/// The topic as it stands on the wire.
pub(super) fn topic(name: &str) -> IdentTopic {
    IdentTopic::new(format!("{PREFIX}{name}"))
}

/// The name by which the rest of the program knows a topic.
pub(super) fn name(topic: &TopicHash) -> String {
    topic.as_str().strip_prefix(PREFIX).unwrap_or(topic.as_str()).to_owned()
}

/// Makes the gossip behaviour.
///
/// - Messages are anonymous: a record carries its author's signature, the gate checks it, and the
///   Noise session proves the neighbour; a hop's own signature would cost twice the work and tell
///   which house a record came from.
/// - The id is the record's id and the topic: the same record may travel in two federations.
pub(super) fn behaviour(identify: Identify) -> Result<Gossip, NetFault> {
    let id = move |message: &Message| {
        let mut id = identify(&message.data).to_vec();
        id.extend_from_slice(&Id::of(message.topic.as_str().as_bytes()).as_bytes()[..8]);
        MessageId::from(id)
    };
    let config = ConfigBuilder::default()
        .mesh_n_low(4)
        .mesh_n(6)
        .mesh_n_high(super::crowd::CONNECTIONS_MAX)
        .mesh_outbound_min(1)
        .gossip_lazy(12)
        .gossip_factor(0.5)
        .heartbeat_interval(Duration::from_millis(700))
        .heartbeat_initial_delay(Duration::from_millis(200))
        // A verdict may take 12 heartbeats before the message has left the cache.
        .history_length(12)
        .history_gossip(4)
        .duplicate_cache_time(Duration::from_secs(300))
        .flood_publish(true)
        .validate_messages()
        .validation_mode(ValidationMode::Anonymous)
        .message_id_fn(id)
        .max_transmit_size(MESSAGE_BYTES_MAX)
        .connection_handler_queue_len(QUEUE_MAX)
        .build()
        .map_err(NetFault::gossip)?;
    let filter = MaxCountSubscriptionFilter {
        filter: OurTopics,
        max_subscribed_topics: TOPICS_MAX,
        max_subscriptions_per_request: TOPICS_MAX,
    };
    let mut gossip = Behaviour::new_with_subscription_filter(MessageAuthenticity::Anonymous, config, filter)
        .map_err(NetFault::gossip)?;
    gossip.with_peer_score(score(), PeerScoreThresholds::default()).map_err(NetFault::gossip)?;
    Ok(gossip)
}

/// Subscribes, and scores there by invalid messages alone.
pub(super) fn subscribe(gossip: &mut Gossip, topic: &IdentTopic) -> Result<(), NetFault> {
    gossip.set_topic_params(topic.clone(), topic_score()).map_err(NetFault::gossip)?;
    gossip.subscribe(topic).map_err(NetFault::gossip)?;
    Ok(())
}

/// What became of a message handed to gossipsub.
pub(super) fn outcome(result: Result<MessageId, PublishError>) -> Published {
    match result {
        Ok(_) => Published::Sent,
        Err(PublishError::Duplicate) => Published::Duplicate,
        Err(PublishError::NoPeersSubscribedToTopic) => Published::Nobody,
        Err(PublishError::AllQueuesFull(_)) => Published::Busy,
        Err(PublishError::MessageTooLarge) => Published::TooLarge,
        Err(fault @ (PublishError::SigningError(_) | PublishError::TransformFailed(_))) => {
            tracing::warn!(%fault, "a message could not be published");
            Published::Nobody
        }
    }
}

/// Only invalid messages count. In particular, peers behind one address are no fault (homes behind
/// one provider's router, everybody on one relay, every test on loopback), and neither is a burst.
fn score() -> PeerScoreParams {
    PeerScoreParams {
        app_specific_weight: 0.0,
        ip_colocation_factor_weight: 0.0,
        slow_peer_weight: 0.0,
        behaviour_penalty_weight: 0.0,
        retain_score: Duration::from_secs(600),
        ..PeerScoreParams::default()
    }
}

/// One invalid message costs 10, three within some minutes reach the threshold of silence (-80).
fn topic_score() -> TopicScoreParams {
    TopicScoreParams {
        topic_weight: 1.0,
        time_in_mesh_weight: 0.0,
        first_message_deliveries_weight: 0.0,
        mesh_message_deliveries_weight: 0.0,
        mesh_failure_penalty_weight: 0.0,
        invalid_message_deliveries_weight: -10.0,
        invalid_message_deliveries_decay: score_parameter_decay(Duration::from_secs(600)),
        ..TopicScoreParams::default()
    }
}

/// How much may still be published, a topic: a bucket that fills with time.
#[derive(Default)]
pub(super) struct Pace(BTreeMap<String, Bucket>);

struct Bucket {
    left: u32,
    filled: Instant,
}

impl Pace {
    /// Keeps buckets for these topics only.
    pub(super) fn keep(&mut self, topics: &std::collections::BTreeSet<String>) {
        self.0.retain(|topic, _| topics.contains(topic));
    }

    /// Takes one message from the topic's bucket; false where it is empty.
    pub(super) fn take(&mut self, topic: &str, now: Instant) -> bool {
        let bucket = self.0.entry(topic.to_owned()).or_insert(Bucket { left: BURST_MAX, filled: now });
        let since_ms = u32::try_from(now.duration_since(bucket.filled).as_millis()).unwrap_or(u32::MAX);
        let gained = since_ms.saturating_mul(RATE_PER_SECOND) / 1_000;
        if gained > 0 {
            bucket.left = bucket.left.saturating_add(gained).min(BURST_MAX);
            bucket.filled = now;
        }
        let allowed = bucket.left > 0;
        bucket.left = bucket.left.saturating_sub(1);
        allowed
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_burst_is_cut_and_the_bucket_fills_again() {
        let mut pace = Pace::default();
        let start = Instant::now();
        let sent = (0..1_000).filter(|_| pace.take("inner", start)).count();
        assert_eq!(sent, BURST_MAX as usize);
        assert!(pace.take("open", start), "another topic has its own bucket");
        let later = start + Duration::from_millis(50);
        assert_eq!((0..1_000).filter(|_| pace.take("inner", later)).count(), 50);
    }

    #[test]
    fn a_foreign_topic_is_not_known() {
        assert!(OurTopics.can_subscribe(&topic("inner-1").hash()));
        assert!(!OurTopics.can_subscribe(&TopicHash::from_raw("beacon_block")));
        assert!(!OurTopics.can_subscribe(&topic(&"x".repeat(300)).hash()));
        assert_eq!(name(&topic("inner-1").hash()), "inner-1");
    }
}
