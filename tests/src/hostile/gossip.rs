//! Behaviours of a listed home that floods gossip itself.

use std::time::Duration;

use protocol::id::Id;

use super::Siege;
use super::fault::HostileFault;
use super::insider::Insider;
use super::line::{Line, MESH};
use super::rpc::{self, Message};

/// 1,000 topics, in messages of 200: a home reads 20 KiB at once.
const TOPICS: usize = 1_000;
const AT_ONCE: usize = 200;
/// 380 ids in one message: 16 KiB, as much as gossipsub reads of such.
const IDS: usize = 380;
/// 80 times in and out of a mesh, in one message of 13 KiB.
const CHURN: usize = 80;
/// A breath between two messages: the line should be full, not the attacker's own memory.
const BREATH: Duration = Duration::from_millis(2);

/// Says the same over and over.
async fn flood(siege: &Siege, said: impl Fn(u64) -> Message) -> Result<(), HostileFault> {
    let mut number = 0;
    while siege.goes_on() {
        let Some(line) = siege.call_as_listed().await? else { continue };
        talk(siege, &line, &mut number, &said).await;
    }
    Ok(())
}

async fn talk(siege: &Siege, line: &Line, number: &mut u64, said: &impl Fn(u64) -> Message) {
    while siege.goes_on() && line.is_up() {
        let Some(mut stream) = siege.tally.noted(line.open(MESH).await, "streams", "refused") else { return };
        while siege.goes_on() {
            *number += 1;
            if siege.tally.noted(said(*number).send(&mut stream).await, "messages", "hung-up").is_none() {
                break;
            }
            siege.rest(BREATH).await;
        }
    }
}

fn topic(insider: &Insider) -> String {
    format!("talko/1/{}", insider.widest().topic())
}

/// The part of the thousand that is followed by this message.
fn topics(number: u64) -> impl Iterator<Item = usize> {
    let parts = (TOPICS / AT_ONCE) as u64;
    let first = (number / 2 % parts) as usize * AT_ONCE;
    first..first + AT_ONCE
}

fn ids(number: u64) -> Vec<Vec<u8>> {
    let id = |at: usize| Id::labelled("id", &[&number.to_be_bytes(), &at.to_be_bytes()]).as_bytes().to_vec();
    (0..IDS).map(id).map(|id| [&id[..], &id[..8]].concat()).collect()
}

/// Follows a thousand topics, under our prefix and others.
///
/// # Errors
/// [`HostileFault`].
pub async fn subscriptions(siege: &Siege) -> Result<(), HostileFault> {
    flood(siege, |number| {
        let prefix = if number.is_multiple_of(2) { "talko/1/" } else { "" };
        let topics: Vec<String> = topics(number).map(|at| format!("{prefix}{at}")).collect();
        rpc::subscriptions(topics.iter().map(String::as_str))
    })
    .await
}

/// Claims to have, and asks for, thousands of messages that do not exist.
///
/// # Errors
/// [`HostileFault`].
pub async fn claims(siege: &Siege) -> Result<(), HostileFault> {
    let topic = topic(siege.insider()?);
    flood(siege, |number| {
        let ids = ids(number / 2);
        let ids = ids.iter().map(Vec::as_slice);
        if number.is_multiple_of(2) { rpc::i_have(&topic, ids) } else { rpc::i_want(ids) }
    })
    .await
}

/// Enters and leaves the mesh thousands of times.
///
/// # Errors
/// [`HostileFault`].
pub async fn churn(siege: &Siege) -> Result<(), HostileFault> {
    let topic = topic(siege.insider()?);
    flood(siege, |number| rpc::churn(&topic, if number.is_multiple_of(2) { CHURN } else { 1 })).await
}

/// Publishes what is no record.
///
/// # Errors
/// [`HostileFault`].
pub async fn noise(siege: &Siege) -> Result<(), HostileFault> {
    let topic = topic(siege.insider()?);
    flood(siege, |number| {
        let messages: Vec<Vec<u8>> =
            (0..16u64).map(|at| [&number.to_be_bytes()[..], &at.to_be_bytes()].concat()).collect();
        rpc::publish(&topic, messages.iter().map(Vec::as_slice))
    })
    .await
}
