//! Behaviours of a listed home that keeps to the order of a catch-up and of gossip, and hands on records
//! that it should not have.

use std::time::Duration;

use protocol::envelope::Envelope;
use protocol::id::Id;
use protocol::space::{Scope, Side, Space};
use protocol::time::{DAY_MS, Moment};

use super::Siege;
use super::exchange::{self, Claims};
use super::fault::HostileFault;
use super::forge::{self, Written};
use super::insider::Insider;
use super::line::{Line, MESH};
use super::rpc;

/// Between two rounds with the same records.
const PAUSE: Duration = Duration::from_millis(100);
/// 10 messages in one RPC, of up to 1,400 bytes each: a home reads 20 KiB of them.
const AT_ONCE: usize = 10;
/// Replays of one record in a round: 10,000 within any minute, and in the ordinary test 10,000 in all.
const REPLAYS: usize = 10_000;
/// 500 records more a round, until the tickets of the week are gone.
const FLOOD: u16 = 500;
/// 17 earlier weeks: a lead lives for 120 days.
const WEEKS: u64 = 17;

/// Hands records on by catch-up and by gossip, until the time is over or the victim will not have it.
async fn hand_on(siege: &Siege, records: &[Envelope]) -> Result<(), HostileFault> {
    let insider = siege.insider()?;
    while siege.goes_on() {
        let Some(line) = siege.call_as_listed().await? else { continue };
        while siege.goes_on() && line.is_up() {
            push(siege, insider, &line, insider.widest(), records).await;
            gossip(siege, insider, &line, records).await;
            siege.rest(PAUSE).await;
        }
    }
    Ok(())
}

async fn push(siege: &Siege, insider: &Insider, line: &Line, scope: Scope, records: &[Envelope]) {
    let caught = exchange::catch_up(line, insider, scope, &Claims::pushing(records)).await;
    if let Some(summary) = siege.tally.noted(caught, "sessions", "refused") {
        siege.tally.more("pushed", u64::from(summary.sent));
    }
}

async fn gossip(siege: &Siege, insider: &Insider, line: &Line, records: &[Envelope]) {
    let topic = format!("talko/1/{}", insider.widest().topic());
    let Some(mut stream) = siege.tally.noted(line.open(MESH).await, "streams", "refused") else { return };
    for some in records.chunks(AT_ONCE) {
        let said = rpc::publish(&topic, some.iter().map(|record| &record.bytes()[..]));
        match siege.tally.noted(said.send(&mut stream).await, "messages", "refused") {
            Some(()) => siege.tally.more("published", some.len() as u64),
            None => return,
        }
    }
}

/// Records that nobody has signed, that another has, or that a key of small order has.
///
/// # Errors
/// [`HostileFault`].
pub async fn forged(siege: &Siege) -> Result<(), HostileFault> {
    let insider = siege.insider()?;
    let mut records = vec![
        forge::unsigned(insider, 0)?,
        forge::by_another_key(insider, forge::small_order(), 1)?,
        forge::by_another_key(insider, forge::strange_key(insider), 2)?,
    ];
    for other in insider.others("lead", 5)? {
        records.push(forge::in_the_name_of(insider, &other)?);
    }
    hand_on(siege, &records).await
}

/// Records of a space in which the signer has no word, and of the inside of a collective by a federation.
///
/// # Errors
/// [`HostileFault`].
pub async fn misplaced(siege: &Siege) -> Result<(), HostileFault> {
    let insider = siege.insider()?;
    let own = insider.me().collective;
    let mut spaces = vec![
        Space { side: Side::Open, charter: Id::of(b"nobody") },
        Space { side: Side::Law, charter: own },
        Space { side: Side::Inner, charter: own },
    ];
    for other in insider.others("lead", 100)? {
        spaces.extend(other.header().space.filter(|space| space.charter != own));
    }
    spaces.dedup();
    let leads = (0..).zip(&spaces).map(|(ticket, space)| {
        let written = Written::at(insider, *space, ticket, insider.now());
        forge::lead(insider, &written, "In the wrong place")
    });
    hand_on(siege, &leads.collect::<Result<Vec<_>, _>>()?).await
}

/// Dates of the day after tomorrow, of 1970, and lives that are longer than a lead's.
///
/// # Errors
/// [`HostileFault`].
pub async fn misdated(siege: &Siege) -> Result<(), HostileFault> {
    let insider = siege.insider()?;
    let space = Space { side: Side::Open, charter: insider.me().collective };
    let leads = [insider.now().after(2 * DAY_MS), Moment(0), Moment(1), insider.now().after(3_650 * DAY_MS)];
    let leads = (100..).zip(leads).map(|(ticket, created)| {
        let written = Written::at(insider, space, ticket, created);
        forge::lead(insider, &written, "Of another time")
    });
    hand_on(siege, &leads.collect::<Result<Vec<_>, _>>()?).await
}

/// Titles that would paint on whoever's terminal shows them.
///
/// # Errors
/// [`HostileFault`].
pub async fn painting(siege: &Siege) -> Result<(), HostileFault> {
    let insider = siege.insider()?;
    let leads = (200..204).map(|ticket| forge::painting(insider, ticket));
    hand_on(siege, &leads.collect::<Result<Vec<_>, _>>()?).await
}

/// Ten thousand valid records that were handed on before.
///
/// # Errors
/// [`HostileFault`].
pub async fn replay(siege: &Siege) -> Result<(), HostileFault> {
    let insider = siege.insider()?;
    let few = forge::valid(insider, 300..400)?;
    let again: Vec<Envelope> = few.iter().cycle().take(REPLAYS).cloned().collect();
    hand_on(siege, &again).await
}

/// Tickets beyond the last, and each ticket twice.
///
/// # Errors
/// [`HostileFault`].
pub async fn tickets(siege: &Siege) -> Result<(), HostileFault> {
    let insider = siege.insider()?;
    let mut leads = forge::valid(insider, (forge::TICKETS..forge::TICKETS + 200).chain([u16::MAX]))?;
    for _ in 0..4 {
        leads.extend(forge::valid(insider, 400..450)?);
    }
    hand_on(siege, &leads).await
}

/// Valid records as fast as they can be signed.
///
/// # Errors
/// [`HostileFault`].
pub async fn flood(siege: &Siege) -> Result<(), HostileFault> {
    let insider = siege.insider()?;
    let mut next = 500;
    while siege.goes_on() {
        let Some(line) = siege.call_as_listed().await? else { continue };
        while siege.goes_on() && line.is_up() {
            let last = (next + FLOOD).min(forge::TICKETS);
            // Once they are gone, the last ones come again and again.
            let leads = forge::valid(insider, last - FLOOD..last)?;
            next = last;
            gossip(siege, insider, &line, &leads).await;
            push(siege, insider, &line, insider.widest(), &leads).await;
        }
    }
    Ok(())
}

/// Valid records, dated into each of the 17 earlier weeks in turn, each of which has tickets of its own: as many as
/// there are, and then the same again.
///
/// # Errors
/// [`HostileFault`].
pub async fn weeks(siege: &Siege) -> Result<(), HostileFault> {
    let insider = siege.insider()?;
    let (mut leads, mut week) = (Vec::new(), 0);
    while siege.goes_on() {
        let Some(line) = siege.call_as_listed().await? else { continue };
        while siege.goes_on() && line.is_up() {
            if week < WEEKS {
                week += 1;
                leads.extend(forge::earlier(insider, week, 0..forge::TICKETS)?);
            }
            // What was handed on before is held here too, so that nothing of it comes back.
            push(siege, insider, &line, insider.widest(), &leads).await;
        }
    }
    Ok(())
}

/// What others have sealed, carried on as one's own.
///
/// # Errors
/// [`HostileFault`].
pub async fn wrapped_again(siege: &Siege) -> Result<(), HostileFault> {
    let insider = siege.insider()?;
    let sealed = insider.others("sealed", 10)?;
    siege.tally.more("carriers", sealed.len() as u64);
    let wrapped = (460..).zip(&sealed).map(|(ticket, other)| forge::wrapped_again(insider, other, ticket));
    hand_on(siege, &wrapped.collect::<Result<Vec<_>, _>>()?).await
}

/// Two revisions of the own charter with one parent, long after others have built on it.
///
/// # Errors
/// [`HostileFault`].
pub async fn fork(siege: &Siege) -> Result<(), HostileFault> {
    let revisions = siege.insider()?.fork([500, 501])?;
    siege.tally.more("revisions", revisions.len() as u64);
    hand_on(siege, &revisions).await
}
