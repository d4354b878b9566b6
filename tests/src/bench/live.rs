//! How long a lead takes from its writing to the other homes' rows.

use std::collections::BTreeMap;
use std::path::Path;
use std::time::Duration;

use super::child::Peer;
use super::cold::empty;
use super::fault::BenchFault;

/// The leads with which homes get used to each other count below zero.
const WARM: i64 = -1;
/// Tries until every home hears the first one: 60 s.
const TRIES: usize = 120;
/// Between two tries.
const TRY: Duration = Duration::from_millis(500);
/// 5 s: a lead that has not arrived by then is lost to this measurement.
const PATIENCE: Duration = Duration::from_secs(5);

/// What was heard of the leads that were published.
pub struct Spread {
    /// Every delivery, in ms.
    pub each: Vec<f64>,
    /// The last delivery of every lead, in ms.
    pub last: Vec<f64>,
    /// How many deliveries there should have been.
    pub expected: usize,
}

/// Publishes `leads` at one of `homes` homes of one collective, `gap` apart.
///
/// # Errors
/// [`BenchFault`]; also where the homes do not find each other within a minute.
pub fn spread(folder: &Path, port: u16, homes: u16, leads: usize, gap: Duration) -> Result<Spread, BenchFault> {
    empty(folder)?;
    let mut first = Peer::open(&folder.join("0"), port, "new")?;
    let mut others = Vec::new();
    for at in 1..homes {
        others.push(Peer::open(&folder.join(at.to_string()), port + at, &first.info)?);
    }
    for other in &mut others {
        other.ask("connect there")?;
    }
    meet(&mut first, &others)?;
    for sequence in 0..leads {
        first.ask(&format!("publish {sequence}"))?;
        std::thread::sleep(gap);
    }
    let (mut each, mut last) = (Vec::new(), BTreeMap::new());
    for other in &others {
        let mut heard = 0;
        while heard < leads {
            let Some((sequence, us)) = other.heard(1, PATIENCE).pop() else { break };
            if sequence >= 0 {
                heard += 1;
                let ms = us as f64 / 1_000.0;
                each.push(ms);
                let slowest = last.entry(sequence).or_insert(ms);
                *slowest = slowest.max(ms);
            }
        }
    }
    others.into_iter().chain([first]).try_for_each(Peer::end)?;
    Ok(Spread { each, last: last.into_values().collect(), expected: leads * usize::from(homes - 1) })
}

/// Publishes until every home has heard one.
fn meet(first: &mut Peer, others: &[Peer]) -> Result<(), BenchFault> {
    let mut deaf: Vec<&Peer> = others.iter().collect();
    for _ in 0..TRIES {
        first.ask(&format!("publish {WARM}"))?;
        std::thread::sleep(TRY);
        deaf.retain(|peer| peer.heard(1, Duration::ZERO).is_empty());
        if deaf.is_empty() {
            return Ok(());
        }
    }
    Err(BenchFault::Peer(format!("{} homes heard nothing", deaf.len())))
}
