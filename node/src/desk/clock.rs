//! What a clock that ran ahead left behind: own records dated in the future, which nobody takes and behind
//! which nothing may be written. They are taken back, and writing goes on.

use std::collections::BTreeSet;

use protocol::admit::AHEAD_MS;
use protocol::envelope::Envelope;
use protocol::id::Id;
use protocol::keys::Key;
use protocol::local::{ClockRepaired, DRAFTS_MAX, Draft, Publish, Reply, Trouble, Version};
use protocol::parting;
use protocol::record::{self, Class};
use protocol::space::Side;
use protocol::time::{DAY_MS, MINUTE_MS, Moment};
use protocol::wire::Blob;

use super::Answer;
use super::doors::with_hands;
use crate::home::Home;
use crate::pen::draft_trouble;
use crate::sealing::is_sealed;

/// What is to be done about own records that are ahead of the clock.
#[derive(Default)]
struct Plan {
    /// Documents whose newest revision is ahead: a revision of today says the same.
    again: Vec<Draft>,
    /// Records that cannot be revised: they are erased.
    erase: BTreeSet<Id>,
}

/// Takes own records back that are dated ahead of the clock, and goes on writing: a document is said again as
/// of now, what cannot be revised is erased. Where the last own record is at most ten minutes ahead, or a
/// day and no neighbour confirms this clock, it is only told how long to wait.
///
/// - `dry_run`: true shows what would be written.
///
/// # Errors
/// [`Trouble`] `clock-behind` where waiting is enough, or the clock is before anything was ever written;
/// `clock-unconfirmed` where it is hours, and nobody confirms the clock;
/// `clock-wrong` where the neighbours' clocks say that this one is; what refuses any write.
pub fn repair(home: &Home, dry_run: bool) -> Result<Answer, Trouble> {
    let _turn = home.deciding();
    let me = home.dweller()?;
    home.may_write(&me)?;
    let now = home.now();
    let difference = home.clock_difference();
    if let Some(difference) = difference.filter(|difference| difference.ahead_ms.unsigned_abs() > AHEAD_MS) {
        let side = if difference.ahead_ms > 0 { "ahead" } else { "behind" };
        let minutes = difference.ahead_ms.unsigned_abs() / MINUTE_MS;
        return Err(Trouble::new("clock-wrong", 6).with("side", side).with("minutes", minutes));
    }
    let (last, keys) = {
        let state = home.state();
        let guard = state.guard.as_ref().map_err(Clone::clone)?;
        let keyring = state.keyring.as_ref().ok_or_else(|| Trouble::new("no-identity", 4))?;
        (guard.last(), [keyring.device_key(), keyring.node().key()])
    };
    if now < crate::clock::EARLIEST {
        return Err(Trouble::new("clock-behind", 6).with("last", last.0));
    }
    let plan = plan(home, now, &keys)?;
    // A repair that was cut off goes on where the guard is set already.
    let newest = ahead(home, now, &keys).into_iter().map(|(_, created)| created).max();
    let newest = newest.unwrap_or(Moment(0)).max(last);
    let left = !plan.again.is_empty() || !plan.erase.is_empty();
    // Where nobody confirms this clock it may be the one that is wrong: within a day that shows by itself.
    let wait = if difference.is_some() { AHEAD_MS } else { DAY_MS };
    if now < newest && newest.since(now) <= wait && now < last {
        let code = if newest.since(now) <= AHEAD_MS { "clock-behind" } else { "clock-unconfirmed" };
        return Err(Trouble::new(code, 6).with("last", last.0));
    }
    let mut told = ClockRepaired {
        now,
        last: newest,
        machines: difference.map_or(0, |difference| difference.machines),
        again: plan.again.len() as u32,
        erased: plan.erase.len() as u32,
        operations: Vec::new(),
    };
    if dry_run || (now >= last && !left) {
        return Ok(Reply::ClockRepaired(told).into());
    }
    {
        let mut state = home.state();
        let guard = state.guard.as_mut().map_err(|trouble| trouble.clone())?;
        guard.set_clock(now).map_err(|fault| crate::trouble::guard(&fault))?;
    }
    let mut written = Vec::new();
    for drafts in plan.again.chunks(DRAFTS_MAX) {
        let wish = Publish { drafts: drafts.to_vec(), label: "repair clock".to_string(), overflow: false, dry_run };
        let (published, records) = home.publish(wish)?;
        told.operations.extend(published.operation);
        written.extend(records);
    }
    if !plan.erase.is_empty() {
        let ids: Vec<Id> = plan.erase.into_iter().collect();
        let records = with_hands(home, |hands, _| {
            parting::erase(me.collective, &ids, None, hands, now).map_err(|fault| draft_trouble(&fault))
        })?;
        let (published, records) = super::law::write(home, "repair clock", "", records)?;
        told.operations.extend(published.operation);
        written.extend(records);
    }
    Ok(Answer { reply: Reply::ClockRepaired(told), written })
}

/// Own content that is dated ahead of the clock, whether it counts or not, and is not erased.
fn ahead(home: &Home, now: Moment, keys: &[Key; 2]) -> Vec<(Id, Moment)> {
    let state = home.state();
    let held = state.replica.held();
    let content = |kind: Option<&record::Kind>| kind.is_some_and(|kind| kind.class == Class::Content);
    held.iter()
        .filter(|facts| facts.created > now && !facts.is_erased() && content(facts.kind()))
        .filter(|facts| keys.contains(&held.signer(facts).0))
        .map(|facts| (facts.id, facts.created))
        .collect()
}

fn plan(home: &Home, now: Moment, keys: &[Key; 2]) -> Result<Plan, Trouble> {
    let mut plan = Plan::default();
    let mut seen = BTreeSet::new();
    for (id, _) in ahead(home, now, keys) {
        let Some(record) = home.record(&id)? else { continue };
        let header = record.header();
        let name = header.name().filter(|_| header.key == keys[0]);
        let Some(name) = name else {
            plan.erase.insert(id);
            continue;
        };
        if !seen.insert(name) {
            continue;
        }
        // A revision that was followed by one of today says nothing any more.
        let Some(head) = home.head(&name, header.subject.as_ref())?.filter(|head| head.header().created > now) else {
            continue;
        };
        match said_again(&head, name) {
            Some(draft) if !is_sealed(&draft) && &*header.kind != record::sealed::KIND.name => plan.again.push(draft),
            Some(_) | None => {
                plan.erase.insert(head.id());
            }
        }
    }
    Ok(plan)
}

/// The same words in the next revision.
fn said_again(head: &Envelope, name: Id) -> Option<Draft> {
    let header = head.header();
    let withdrawn = header.document.as_ref().is_some_and(|revision| revision.withdrawn);
    Some(Draft {
        kind: header.kind.to_string(),
        side: header.space.map_or(Side::Inner, |space| space.side),
        audience: header.audience,
        subject: header.subject,
        names: header.names.to_vec(),
        document: if withdrawn { Version::Withdraw(name) } else { Version::Next(name) },
        body: Blob(head.body()?.to_vec()),
    })
}

#[cfg(test)]
mod tests;
