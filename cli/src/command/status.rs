//! `talko status`: am I connected, what is queued, what needs me.

mod refused;

use clap::Args;
use protocol::local::{Ceiling, DeviceCard, Reply, Request, Resource, Role, Status as Standing};
use protocol::time::Day;
use serde_json::{Value, json};

use super::key::called;
use super::me::role_word;
use crate::desk::{Desk, unfit};
use crate::paint::Answer;
use crate::problem::{self, Outcome, Problem};
use crate::values::Clock;
use crate::{trouble, words};

/// What `talko status` takes.
#[derive(Clone, Debug, Default, Args)]
pub struct Status {
    /// One line only.
    #[arg(long)]
    pub oneline: bool,
    /// Again whenever it changes.
    #[arg(long, conflicts_with = "json")]
    pub watch: bool,
}

impl Status {
    /// Runs the command.
    ///
    /// # Errors
    /// What the home refused.
    pub fn run(self, desk: &Desk) -> Outcome {
        if self.watch {
            crate::watching::sentences(&desk.client, &desk.paint, &desk.clock)?;
            return Ok(0);
        }
        desk.paint.answer(&answer(desk, self.oneline, None)?)?;
        Ok(0)
    }
}

/// The answer: a head where there is one, the connection, and what waits.
///
/// # Errors
/// What the home refused.
pub fn answer(desk: &Desk, oneline: bool, head: Option<String>) -> Result<Answer, Problem> {
    let standing = match desk.ask(Request::Status)? {
        Reply::Status(standing) => standing,
        other => return Err(unfit("Status", &other)),
    };
    let own = own(desk)?;
    let mut object = object(&standing);
    object["role"] = json!(own.map(|own| role_word(own.role)));
    let mut answer = Answer::new("status", object);
    for notice in &standing.notices {
        let told = problem::tell(notice, &desk.clock);
        answer.warn(problem::text(&told).trim_end().to_string());
    }
    if let Some(head) = head {
        answer.sheet.line(head);
    }
    let lines = match (own, oneline) {
        (None, _) if standing.joining == 0 => return Err(trouble!("no-identity").into()),
        (None, true) => vec![words!("status-joining", count = standing.joining)],
        (None, false) => waiting(&standing),
        (Some(Own { role: Role::Former, .. }), true) => vec![removed(desk)?],
        (Some(_), true) => vec![connection(&standing)],
        (Some(own), false) if own.role == Role::Former => {
            let mut lines = vec![removed(desk)?, words!("status-removed-may")];
            lines.extend(own.words_unconfirmed.then(|| words!("status-words")));
            lines
        }
        (Some(own), false) => {
            let lines = std::iter::once(connection(&standing)).chain(details(&standing, own, &desk.clock));
            let lines = lines.chain(devices(desk, &standing)?);
            let told = standing.ceilings.iter().filter(|_| desk.global.verbose > 0);
            let lines = lines.chain(told.map(ceiling));
            lines.chain(refused::lines(&standing.refused).into_iter().filter(|_| desk.global.verbose > 0)).collect()
        }
    };
    lines.into_iter().for_each(|line| answer.sheet.line(line));
    Ok(answer)
}

/// The sentence about the connection.
pub fn connection(standing: &Standing) -> String {
    match (standing.running, standing.listed, standing.connected) {
        (false, _, _) => words!("status-stopped"),
        (true, 0, _) => words!("status-alone"),
        (true, listed, 0) => words!("status-unconnected", listed = listed),
        (true, listed, connected) => words!("status-connected", connected = connected, listed = listed),
    }
}

/// What whoever lives here is, and what they have yet to do.
#[derive(Clone, Copy, Debug)]
struct Own {
    role: Role,
    paused: Option<Day>,
    words_unconfirmed: bool,
}

fn own(desk: &Desk) -> Result<Option<Own>, Problem> {
    let Some(me) = &desk.directory()?.me else { return Ok(None) };
    let card = desk.card(&me.person)?;
    let role = card.map_or(Role::New, |card| card.role);
    Ok(Some(Own { role, paused: card.and_then(|card| card.paused), words_unconfirmed: me.words_unconfirmed }))
}

/// What whoever was removed is told, as far as their home has heard.
fn removed(desk: &Desk) -> Result<String, Problem> {
    let own = desk.own_collective()?;
    Ok(words!("status-removed", collective = desk.collective(&own.charter)?, number = own.head.revision))
}

/// How a home stands in which nobody lives before a join is let in.
fn waiting(standing: &Standing) -> Vec<String> {
    let mut lines = vec![words!("status-joining", count = standing.joining)];
    if !standing.running {
        lines.push(words!("status-joining-stopped"));
    }
    lines
}

fn details(standing: &Standing, own: Own, clock: &Clock) -> Vec<String> {
    let mut lines = vec![words!("status-leads", count = standing.open_leads)];
    if own.role == Role::New {
        lines.insert(0, words!("status-new"));
    }
    if let Some(until) = own.paused {
        lines.insert(0, words!("status-paused", day = clock.day(until)));
    }
    // Only a steward's word lets somebody in.
    let newcomers = if own.role == Role::Steward { standing.newcomers } else { 0 };
    let mut when = |count: u64, line: String| {
        if count > 0 {
            lines.push(line);
        }
    };
    // Where nobody else is listed, nothing waits for anybody.
    when(if standing.listed > 0 { standing.queued } else { 0 }, words!("status-queued", count = standing.queued));
    when(standing.waiting, words!("status-waiting", count = standing.waiting));
    when(u64::from(newcomers), words!("status-newcomers", count = newcomers));
    when(u64::from(standing.to_approve), words!("status-to-approve", count = standing.to_approve));
    if let Some(number) = standing.news {
        when(1, words!("status-news", number = number));
    }
    when(u64::from(standing.to_confirm), words!("status-to-confirm", count = standing.to_confirm));
    // The count alone: what is kept of a join holds the invite's secret.
    let joining = standing.joining;
    if joining > 0 {
        lines.push(words!("status-joining", count = joining));
    }
    lines.push(match standing.backup {
        Some(made) => words!("status-backup", ago = clock.distance(made)),
        None => words!("status-no-backup"),
    });
    if own.words_unconfirmed {
        lines.push(words!("status-words"));
    }
    lines
}

fn device_object(card: &DeviceCard) -> Value {
    json!({
        "person": card.person,
        "label": card.label,
        "since": card.since.map(Clock::json),
        "ended": card.ended.map(Clock::json),
        "by_stewards": card.by_stewards,
    })
}

/// Every key that came or went is told to all members: whoever stole one cannot do it unseen.
fn devices(desk: &Desk, standing: &Standing) -> Result<Vec<String>, Problem> {
    let me = desk.me()?.person;
    let own = |card: &&DeviceCard| card.person == me;
    // What one has taken back oneself is no news; that another machine signs as oneself may be.
    let news = |card: &&DeviceCard| !own(card) || card.ended.is_none() || card.by_stewards;
    let told = standing.devices.iter().filter(news).map(|card| {
        let (person, name) = (desk.person(&card.person)?, called(card));
        if let (true, Some(at)) = (card.by_stewards, card.ended.or(card.since)) {
            let when = desk.clock.show(at);
            return Ok(match card.ended {
                Some(_) => words!("status-device-dropped", person = person, name = name, when = when),
                None => words!("status-device-replaced", person = person, name = name, when = when),
            });
        }
        if let (true, Some(at)) = (own(&card), card.since) {
            return Ok(words!("status-device-own", name = name, when = desk.clock.show(at)));
        }
        Ok(match (card.ended, card.since) {
            (Some(at), _) => words!("status-device-ended", person = person, name = name, when = desk.clock.show(at)),
            (None, Some(at)) => words!("status-device-new", person = person, name = name, when = desk.clock.show(at)),
            (None, None) => words!("status-device-new-undated", person = person, name = name),
        })
    });
    told.collect()
}

fn ceiling_object(ceiling: &Ceiling) -> Value {
    let name = match ceiling.resource {
        Resource::Memory => "memory_bytes",
        Resource::Files => "files",
        Resource::Disk => "disk_bytes",
        Resource::Connections => "connections",
        Resource::Line => "line_bytes_today",
    };
    json!({ "name": name, "used": ceiling.used, "most": ceiling.most })
}

/// How much of the machine is used, and may be.
fn ceiling(ceiling: &Ceiling) -> String {
    let (used, most) = (ceiling.used, ceiling.most);
    // Rounded up: what is used is never nothing.
    let [used_mib, most_mib] = [used, most].map(|bytes| bytes.div_ceil(1 << 20));
    match ceiling.resource {
        Resource::Memory => words!("status-memory", used = used_mib, most = most_mib),
        Resource::Files => words!("status-files", used = used, most = most),
        Resource::Disk => words!("status-disk", used = used_mib, most = most_mib),
        Resource::Connections => words!("status-connections", used = used, most = most),
        Resource::Line => words!("status-line", used = used_mib, most = most_mib),
    }
}

/// The standing as a script reads it.
pub fn object(standing: &Standing) -> Value {
    json!({
        "running": standing.running,
        "process": standing.running.then_some(standing.process),
        "since": standing.since.map(Clock::json),
        "listening": standing.listening,
        "connected": standing.connected,
        "listed": standing.listed,
        "queued": standing.queued,
        "records": standing.records,
        "open_leads": standing.open_leads,
        "waiting": standing.waiting,
        "newcomers": standing.newcomers,
        "devices": standing.devices.iter().map(device_object).collect::<Vec<Value>>(),
        "to_approve": standing.to_approve,
        "news": standing.news,
        "to_confirm": standing.to_confirm,
        "tickets_left": standing.tickets_left,
        "refused": standing.refused,
        "joining": standing.joining,
        "backup": standing.backup.map(Clock::json),
        "digests": standing.digests,
        "notices": standing.notices.iter().map(|notice| &notice.code).collect::<Vec<_>>(),
        "ceilings": standing.ceilings.iter().map(ceiling_object).collect::<Vec<Value>>(),
    })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    fn standing() -> Standing {
        Standing {
            running: true,
            process: 1,
            since: None,
            listening: Vec::new(),
            connected: 0,
            listed: 0,
            queued: 0,
            records: 9,
            open_leads: 2,
            waiting: 0,
            newcomers: 1,
            to_approve: 0,
            devices: Vec::new(),
            news: None,
            to_confirm: 0,
            tickets_left: 9,
            refused: BTreeMap::new(),
            joining: 0,
            backup: None,
            digests: BTreeMap::new(),
            notices: Vec::new(),
            ceilings: Vec::new(),
        }
    }

    #[test]
    fn what_is_used_of_the_machine_is_told_in_its_own_unit() {
        let memory = Ceiling { resource: Resource::Memory, used: 63 << 20, most: 512 << 20 };
        let files = Ceiling { resource: Resource::Files, used: 34, most: 256 };
        assert!(ceiling(&memory).contains("63 of 512 MiB"), "{}", ceiling(&memory));
        assert!(ceiling(&files).contains("34 of 256"), "{}", ceiling(&files));
        assert_eq!(ceiling_object(&memory), json!({ "name": "memory_bytes", "used": 63 << 20, "most": 512 << 20 }));
    }

    fn said(standing: &Standing, role: Role, words_unconfirmed: bool) -> String {
        let clock = Clock::new(jiff::tz::TimeZone::UTC);
        let lines = details(standing, Own { role, paused: None, words_unconfirmed }, &clock);
        std::iter::once(connection(standing)).chain(lines).collect::<Vec<_>>().join("\n")
    }

    #[test]
    fn only_a_steward_is_asked_for_a_word_about_newcomers() {
        let standing = standing();
        assert!(said(&standing, Role::Steward, false).contains("talko member list"));
        assert!(!said(&standing, Role::Member, false).contains("talko member list"));
        let newcomer = said(&standing, Role::New, false);
        assert!(newcomer.contains("wait for a steward") && !newcomer.contains("talko member list"), "{newcomer}");
    }

    #[test]
    fn whoever_was_removed_is_told_so_and_that_nobody_is_shown_what_they_write() {
        let mut directory = crate::fixture::directory("Binh");
        let own = directory.persons.iter_mut().find(|card| card.name.as_deref() == Some("Binh"));
        own.expect("Binh is known").role = Role::Former;
        let at = |words: &[&str]| {
            let directory = directory.clone();
            crate::fixture::run_as("Binh", words, move |request| match request {
                Request::Directory => Some(Reply::Directory(Box::new(directory.clone()))),
                Request::Status => Some(Reply::Status(Box::new(standing()))),
                _ => None,
            })
        };
        let said = at(&["status"]).out;
        assert!(said.contains("You no longer belong to Cebu Desk") && said.contains("nobody else is shown"), "{said}");
        assert!(!said.contains("Not backed up"), "what is asked of members is not asked of others: {said}");
        assert!(at(&["status", "--oneline"]).out.contains("no longer belong"));
        assert_eq!(at(&["status", "--json"]).json()["data"]["role"], "former");
    }

    #[test]
    fn another_device_of_ones_own_is_told_as_ones_own() {
        let card = |person: &str, ended: Option<protocol::time::Moment>| DeviceCard {
            key: protocol::keys::Key::from_bytes([7; 32]),
            person: crate::fixture::id(person),
            label: Some("new laptop".to_string()),
            since: Some(crate::fixture::NOW),
            here: false,
            ended,
            added: true,
            by_stewards: false,
        };
        let at = |cards: Vec<DeviceCard>| {
            let standing = Standing { devices: cards, ..standing() };
            crate::fixture::run(&["status"], move |request| match request {
                Request::Status => Some(Reply::Status(Box::new(standing.clone()))),
                _ => None,
            })
            .out
        };
        let own = at(vec![card("Amara", None)]);
        assert!(own.contains("You also sign on new laptop") && !own.contains("ask them"), "{own}");
        let gone = at(vec![card("Amara", Some(crate::fixture::NOW))]);
        assert!(!gone.contains("new laptop"), "what one has done oneself is no news: {gone}");
        assert!(at(vec![card("Binh", None)]).contains("Binh signs on another device"));
    }

    #[test]
    fn the_sentence_about_the_connection_fits_each_state() {
        let stopped = Standing { running: false, ..standing() };
        assert!(connection(&stopped).contains("talko node start"));
        assert!(connection(&standing()).contains("only home"));
        assert!(connection(&Standing { listed: 1, ..standing() }).contains("the one other home is not online"));
        assert!(connection(&Standing { listed: 3, ..standing() }).contains("none of the 3 other homes is online"));
        let connected = connection(&Standing { listed: 3, connected: 2, ..standing() });
        assert!(connected.contains("2 of 3"), "{connected}");
    }

    #[test]
    fn words_that_were_not_written_down_are_told_until_they_are() {
        assert!(said(&standing(), Role::Member, true).contains("talko key words"));
        assert!(!said(&standing(), Role::Member, false).contains("talko key words"));
    }

    #[test]
    fn a_home_in_which_a_join_is_kept_is_not_told_to_invite_anybody() {
        let kept = Standing { joining: 1, ..standing() };
        assert_eq!(waiting(&kept), [words!("status-joining", count = 1u32)]);
        assert!(waiting(&Standing { running: false, ..kept })[1].contains("talko node start"));
    }
}
