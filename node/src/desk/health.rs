//! How things stand, and checks with a verdict each; what only the network knows comes in.

use std::collections::{BTreeMap, BTreeSet};

use protocol::admit::AHEAD_MS;
use protocol::fold::pledge::{PledgeRow, Stage};
use protocol::history::Revision;
use protocol::id::Id;
use protocol::keys::Key;
use protocol::local::{DeviceCard, Finding, ReachState, Role, Status, Trouble, Verdict};
use protocol::record::Fold;
use protocol::space::{Scope, Side, Space};
use protocol::time::{DAY_MS, MINUTE_MS, Moment};

use super::backup::PROVEN;
use super::ceilings::ceilings;
use super::company::{self, company};
use super::directory::decode;
use super::joining::joining;
use super::law;
use crate::home::{Dweller, Home};
use crate::keyring::Keyring;
use crate::trouble;

/// Days after which an unproven backup is amber, and red.
const BACKUP_DAYS: (u64, u64) = (3, 14);

/// 14 days: as long as everybody looks in once.
const DEVICE_DAYS: u64 = 14;
/// 24 devices that came or went are told: one a member.
const DEVICES_TOLD: usize = 24;

/// What only the running process knows.
#[derive(Clone, Debug, Default)]
pub struct Running {
    /// Since when it runs; absent for a one-shot answer.
    pub since: Option<protocol::time::Moment>,
    /// Where it listens.
    pub listening: Vec<String>,
    /// Who is connected.
    pub connected: BTreeSet<Key>,
    /// Whether others can call.
    pub reach: Option<ReachState>,
    /// Whom the network has turned away by itself since the start, by codes of its own.
    pub turned_away: BTreeMap<&'static str, u64>,
}

impl Home {
    /// Own records that wait for another machine; those for which there is no other machine do not
    /// wait.
    pub fn queued(&self) -> u64 {
        let state = self.state();
        let Some(me) = state.me else { return 0 };
        let roster = state.replica.roster();
        let own = state.keyring.as_ref().map(|keyring| keyring.node().key());
        let others = |scope: &Scope| roster.nodes_in(scope).keys().any(|key| Some(*key) != own);
        let inner = others(&Scope::Inner(me.collective));
        let open = inner || roster.scopes_of(me.collective).iter().any(others);
        let unsent = state.handover.unsent();
        (if inner { unsent.inner } else { 0 }) + (if open { unsent.open } else { 0 })
    }
}

/// How things stand.
///
/// # Errors
/// [`Trouble`] where rows cannot be read.
pub fn status(home: &Home, running: &Running) -> Result<Status, Trouble> {
    let now = home.now();
    let (scopes, own_node, me) = {
        let state = home.state();
        let scopes = state.me.map(|me| state.replica.roster().scopes_of(me.collective)).unwrap_or_default();
        (scopes, state.keyring.as_ref().map(|keyring| keyring.node().key()), state.me)
    };
    let mut digests = BTreeMap::new();
    for scope in &scopes {
        digests.insert(scope_name(home, scope), digest(home, scope)?.short(8));
    }
    let to_confirm = to_confirm(home, me.map(|me| me.person))?;
    let (to_approve, news) = to_read(home, me)?;
    let devices = fresh_devices(home, me)?;
    let state = home.state();
    let roster = state.replica.roster();
    let listed: BTreeSet<Key> = scopes
        .iter()
        .flat_map(|scope| roster.nodes_in(scope).into_keys())
        .filter(|key| Some(*key) != own_node)
        .collect();
    let newcomers = me
        .and_then(|me| roster.collective(&me.collective))
        .map_or(0, |collective| collective.people.values().filter(|belonging| belonging.role == Role::New).count());
    let tickets_left = match (me, &state.guard, &state.keyring) {
        (Some(me), Ok(guard), Some(keyring)) => {
            let space = Space { side: Side::Open, charter: me.collective };
            guard.left(space, now.week(), roster.tickets(&space, &keyring.device_key(), &me.person))
        }
        _ => 0,
    };
    let (records, refused) = (state.replica.held().len() as u64, state.refused.clone());
    let turned_away = running.turned_away.iter().map(|(word, many)| ((*word).to_owned(), *many));
    let refused = refused.into_iter().chain(turned_away).collect();
    let mut notices = home.notices().to_vec();
    if let (Some(_), Err(trouble)) = (me, &state.guard) {
        notices.push(trouble.clone());
    }
    if state.keyring.as_ref().is_some_and(Keyring::is_locked) {
        notices.push(trouble::locked());
    }
    drop(state);
    notices.extend(home.reached_ceilings()?);
    notices.extend(company::notice(home, &running.connected)?);
    Ok(Status {
        running: running.since.is_some(),
        process: std::process::id(),
        since: running.since,
        listening: running.listening.clone(),
        connected: listed.intersection(&running.connected).count() as u32,
        listed: listed.len() as u32,
        queued: home.queued(),
        records,
        open_leads: home.leads(|leads| leads.open(None, now))? as u64,
        waiting: home.waiting()?.len() as u64,
        newcomers: newcomers as u32,
        to_approve,
        news,
        devices,
        to_confirm,
        tickets_left,
        refused,
        joining: joining(home)?.len() as u32,
        backup: home.local(PROVEN)?,
        digests,
        notices,
        ceilings: ceilings(home, running)?,
    })
}

/// Changes of the charter that wait for this person's word, and the number of the revision in force where
/// they have not said that they have seen it.
fn to_read(home: &Home, me: Option<Dweller>) -> Result<(u32, Option<u32>), Trouble> {
    let known = me.and_then(|me| Some((me, home.state().replica.roster().collective(&me.collective)?.clone())));
    let Some((me, collective)) = known else { return Ok((0, None)) };
    let told = law::told(home, &collective);
    let waits = |revision: &&Revision| revision.asks(&me.person);
    let unseen = law::news(home, &told)?.map(|_| collective.charter.revision);
    Ok((told.iter().filter(waits).count() as u32, unseen))
}

/// Devices of members that came beside another one, or went, within the last days; not this one.
fn fresh_devices(home: &Home, me: Option<Dweller>) -> Result<Vec<DeviceCard>, Trouble> {
    let known = me.and_then(|me| home.state().replica.roster().collective(&me.collective).cloned());
    let Some(collective) = known else { return Ok(Vec::new()) };
    let now = home.now();
    let fresh = |at: Option<Moment>| at.is_some_and(|at| now.since(at) < DEVICE_DAYS * DAY_MS);
    let mut cards = law::devices(home, &collective)?;
    cards.retain(|card| !card.here && ((card.added && fresh(card.since)) || fresh(card.ended)));
    cards.truncate(DEVICES_TOLD);
    Ok(cards)
}

fn to_confirm(home: &Home, me: Option<Id>) -> Result<u32, Trouble> {
    let now = home.now();
    let page = home.store().rows(Fold::Pledge.letter(), None, 10_000).map_err(|fault| trouble::store(&fault))?;
    let mut many = 0;
    for (_, bytes) in page {
        let row: PledgeRow = decode(&bytes)?;
        let mine = row.pledge.as_ref().is_some_and(|pledge| Some(pledge.to) == me);
        many += u32::from(mine && row.stage(now) == Stage::Given);
    }
    Ok(many)
}

fn scope_name(home: &Home, scope: &Scope) -> String {
    match scope {
        Scope::Inner(charter) => home.collective_name(charter),
        Scope::Federation(charter) => format!("federation {}", charter.short(6)),
    }
}

/// The digest of a scope: what two machines compare to know that they see the same.
///
/// # Errors
/// [`Trouble`] where a record cannot be read.
pub fn digest(home: &Home, scope: &Scope) -> Result<Id, Trouble> {
    let today = home.now().day();
    if let Some(known) = home.known_digest(scope, today) {
        return Ok(known);
    }
    // No batch is half way while it is computed.
    let _order = home.writing();
    // Ids alone, for a figure that is asked for often; tests compare the rows as well.
    let ids = home.state().replica.view(scope, today);
    let digest = protocol::replica::digest(&ids, &BTreeMap::new());
    home.know_digest(scope, today, digest);
    Ok(digest)
}

/// How far this clock is from those of the neighbours that were heard.
fn clock_finding(home: &Home) -> Finding {
    let Some(difference) = home.clock_difference() else {
        return Finding::new("clock", Verdict::Green).with("machines", 0).with("side", "alone").with("minutes", 0);
    };
    let off_ms = difference.ahead_ms.unsigned_abs();
    let verdict = match off_ms {
        off if off <= AHEAD_MS => Verdict::Green,
        off if off < DAY_MS => Verdict::Amber,
        _ => Verdict::Red,
    };
    let side = if difference.ahead_ms > 0 { "ahead" } else { "behind" };
    Finding::new("clock", verdict)
        .with("machines", difference.machines)
        .with("side", side)
        .with("minutes", off_ms / MINUTE_MS)
}

/// Checks with a verdict each.
///
/// # Errors
/// [`Trouble`] where rows cannot be read.
pub fn doctor(home: &Home, running: &Running) -> Result<Vec<Finding>, Trouble> {
    let status = status(home, running)?;
    let now = home.now();
    let identity = match &home.state().guard {
        Ok(guard) => match guard.check_clock(now) {
            Err(fault) => (Verdict::Red, trouble::guard(&fault).code),
            Ok(()) if status.notices.iter().any(|notice| notice.code == "keys-locked") => {
                (Verdict::Amber, "keys-locked".to_string())
            }
            Ok(()) => (Verdict::Green, String::new()),
        },
        Err(trouble) => (Verdict::Red, trouble.code.clone()),
    };
    let connected = match (status.listed, status.connected, status.running) {
        (0, _, _) | (_, _, false) => Verdict::Amber,
        (listed, connected, true) if connected == listed => Verdict::Green,
        (_, _, true) => Verdict::Amber,
    };
    let backup = match status.backup.map(|proven| now.since(proven) / DAY_MS) {
        Some(days) if days <= BACKUP_DAYS.0 => Verdict::Green,
        Some(days) if days <= BACKUP_DAYS.1 => Verdict::Amber,
        Some(_) => Verdict::Red,
        None => Verdict::Amber,
    };
    let free = crate::os::free_bytes(home.path()).map_err(|fault| trouble::io("look at", home.path(), &fault))?;
    let free_mb = free.map(|bytes| bytes / 1_000_000);
    let disk = match free_mb {
        Some(mb) if mb < 100 => Verdict::Red,
        Some(mb) if mb < 1_000 => Verdict::Amber,
        Some(_) | None => Verdict::Green,
    };
    let reach = match running.reach {
        Some(ReachState::Open | ReachState::OpenedByRouter | ReachState::ThroughNeighbour) => Verdict::Green,
        Some(ReachState::OutgoingOnly | ReachState::Unknown | ReachState::Stopped) | None => Verdict::Amber,
    };
    let contested = home.state().replica.roster().collectives().any(|collective| collective.contested);
    let lost = home.notices().iter().any(|notice| notice.code == "notice-lost");
    let store = match (lost, home.notices().is_empty()) {
        (true, _) => Verdict::Red,
        (false, false) => Verdict::Amber,
        (false, true) => Verdict::Green,
    };
    let words = home.state().keyring.as_ref().is_some_and(|keyring| keyring.keeps_words());
    Ok(vec![
        Finding::new("identity", identity.0).with("why", &identity.1),
        Finding::new("running", if status.running { Verdict::Green } else { Verdict::Amber }),
        Finding::new("neighbours", connected).with("connected", status.connected).with("listed", status.listed),
        clock_finding(home),
        company(home, &running.connected)?,
        Finding::new("reach", reach),
        Finding::new("store", store).with("records", status.records),
        Finding::new("disk", disk).with("free", free_mb.unwrap_or(0)),
        Finding::new("queue", if status.queued == 0 { Verdict::Green } else { Verdict::Amber })
            .with("queued", status.queued),
        Finding::new("backup", backup).with("days", status.backup.map_or(0, |proven| now.since(proven) / DAY_MS)),
        Finding::new("words", if words { Verdict::Amber } else { Verdict::Green }),
        Finding::new("charter", if contested { Verdict::Red } else { Verdict::Green }),
    ])
}
