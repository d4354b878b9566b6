//! Owns the only way in for a machine that is not listed: what is told at the door, and the answer.
//! The one who opens signs nothing; it holds the join, and the fold lets the joiner in.

use std::collections::BTreeSet;
use std::time::Duration;

use futures::io::{AsyncRead, AsyncWrite, AsyncWriteExt as _};
use protocol::door;
use protocol::envelope::Envelope;
use protocol::fold::body;
use protocol::id::Id;
use protocol::keys::Key;
use protocol::local::Trouble;
use protocol::record::invite::Invite;
use protocol::record::join::Join;
use protocol::roster::BY_ONE_MAX;
use protocol::space::Scope;
use protocol::text::Line;
use protocol::time::Moment;
use protocol::wire::{self, Blob, Few};

use crate::catchup::CatchupFault;
use crate::catchup::frames::{read_frame, write_frame};
use crate::clock;
use crate::home::Home;
use crate::intake::Park;

/// 64 KiB are heard at the door.
const TOLD_MAX: usize = 64 * 1024;
/// 16 frames of 64 KiB answer it: the authority records of a federation; sync brings the rest.
const ANSWERS_MAX: usize = 16;
/// 15 s for what is told, and as long for the answer.
const KNOCK_TIMEOUT: Duration = Duration::from_secs(15);

/// Under which records are counted that were told at the door and open nothing.
const BEYOND: &str = "knock-beyond";

/// The door is open.
const WELCOME: u8 = 0;
/// The invite was used before.
const USED: u8 = 1;
/// The invite's last day is over.
const EXPIRED: u8 = 2;
/// The invite was taken back.
const REVOKED: u8 = 3;
/// What was told means nothing here.
const UNKNOWN: u8 = 4;
/// There were too many knocks within a minute.
const LATER: u8 = 5;
/// The machine was listed, and is not any more.
const PARTED: u8 = 6;
/// The join is held, and three collectives have to speak for whoever comes.
const FULL: u8 = 7;
/// The join is held, and whoever comes was put out: a version has to list it.
const BARRED: u8 = 8;

protocol::fields! {
    /// What is told at the door.
    #[derive(Clone, Debug, PartialEq, Eq)]
    struct Told {
        /// Authority records of the caller.
        1 records: Few<Blob, 256>,
    }
}

protocol::fields! {
    /// The answer, in one frame or several.
    #[derive(Clone, Debug, PartialEq, Eq)]
    struct Said {
        /// How it came out.
        1 verdict: u8,
        /// Who opens, or who used the invite first.
        2 name: Option<Line<80>>,
        /// When.
        3 at: Option<Moment>,
        /// Authority records that the caller needs.
        4 records: Few<Blob, 256>,
        /// True where another frame follows.
        5 more: bool,
    }
}

/// How a door opens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Door {
    /// To a machine that is listed there now.
    Open,
    /// A chink: to a machine that was listed, with what took it off the list.
    Parted,
}

/// What an open door gives.
#[derive(Clone, Debug)]
pub struct Opened {
    /// How it opened.
    pub door: Door,
    /// The authority records that the caller needs.
    pub law: Vec<Envelope>,
    /// What the collective behind the door is called.
    pub name: Option<String>,
}

/// Tells records at a door and takes the answer.
///
/// # Errors
/// [`Trouble`] with why the door stays shut; `away` where nobody answers.
pub async fn tell<S: AsyncRead + AsyncWrite + Unpin>(mut stream: S, records: &[Blob]) -> Result<Opened, Trouble> {
    let away = || Trouble::new("away", 5);
    let records = Few::new(records.to_vec()).map_err(|many| Trouble::new("too-large", 2).with("what", many.len()))?;
    let told = wire::encode(&Told { records });
    if told.len() > TOLD_MAX {
        return Err(Trouble::new("too-large", 2).with("what", told.len()));
    }
    let exchange = async {
        write_frame(&mut stream, &told).await?;
        let mut opened = Opened { door: Door::Open, law: Vec::new(), name: None };
        for _ in 0..ANSWERS_MAX {
            let frame = read_frame(&mut stream, TOLD_MAX).await?;
            let said: Said = wire::decode(&frame).map_err(|_| CatchupFault::NoRecord)?;
            opened.door = match said.verdict {
                WELCOME => Door::Open,
                PARTED => Door::Parted,
                _ => return Ok(Err(shut(&said))),
            };
            for blob in &said.records {
                opened.law.push(Envelope::parse(blob.0.as_slice().into()).map_err(|_| CatchupFault::NoRecord)?);
            }
            if !said.more {
                opened.name = said.name.map(|name| name.to_string());
                return Ok(Ok(opened));
            }
        }
        Err(CatchupFault::NoRecord)
    };
    match tokio::time::timeout(KNOCK_TIMEOUT, exchange).await {
        Ok(Ok(answer)) => answer,
        Ok(Err(fault)) => Err(away().with("why", fault)),
        Err(_) => Err(away()),
    }
}

fn shut(said: &Said) -> Trouble {
    match said.verdict {
        USED => {
            let name = said.name.as_ref().map(|name| name.to_string()).unwrap_or_default();
            Trouble::new("invite-used", 6).with("name", name).with("at", said.at.map_or(0, |at| at.0))
        }
        EXPIRED => Trouble::new("invite-expired", 6).with("until", said.at.map_or(0, |at| at.0)),
        REVOKED => Trouble::new("invite-revoked", 6),
        FULL => Trouble::new("federation-full", 6),
        BARRED => Trouble::new("federation-barred", 6),
        // As good as nobody at home: whoever knocks keeps the join and comes again.
        LATER => Trouble::new("away", 5),
        _ => Trouble::new("invite-unknown", 6),
    }
}

/// Hears what is told at the own door, takes it in where the law allows, and answers.
///
/// - `caller`: proven by the Noise handshake.
///
/// # Errors
/// [`CatchupFault`] where the stream fails or the caller tells no records.
pub async fn hear<S: AsyncRead + AsyncWrite + Unpin>(
    home: std::sync::Arc<Home>,
    caller: Key,
    mut stream: S,
) -> Result<Vec<Envelope>, CatchupFault> {
    let told = async {
        let frame = read_frame(&mut stream, TOLD_MAX).await?;
        let told: Told = wire::decode(&frame).map_err(|_| CatchupFault::NoRecord)?;
        let parse = |blob: &Blob| Envelope::parse(blob.0.as_slice().into());
        told.records.iter().map(parse).collect::<Result<Vec<_>, _>>().map_err(|_| CatchupFault::NoRecord)
    };
    let records = tokio::time::timeout(KNOCK_TIMEOUT, told).await.map_err(|_| CatchupFault::Slow)??;
    let judged = tokio::task::spawn_blocking(move || judge(&home, caller, records)).await;
    let (taken, frames) = judged.map_err(|_| CatchupFault::Ended)?.map_err(CatchupFault::Store)?;
    let answer = async {
        for frame in frames {
            write_frame(&mut stream, &wire::encode(&frame)).await?;
        }
        stream.close().await.map_err(|_| CatchupFault::Ended)
    };
    // What was taken in is held now, whether the caller hears so or not: this home must act on it.
    match tokio::time::timeout(KNOCK_TIMEOUT, answer).await {
        Ok(Ok(())) => {}
        Ok(Err(fault)) => tracing::debug!(%fault, "who knocked did not wait for the answer"),
        Err(_) => tracing::debug!("who knocked did not take the answer"),
    }
    Ok(taken)
}

/// Answers a knock that comes too soon, unheard.
///
/// # Errors
/// [`CatchupFault`] where the stream fails.
pub async fn later<S: AsyncWrite + Unpin>(mut stream: S) -> Result<(), CatchupFault> {
    let said = Said { verdict: LATER, name: None, at: None, records: Few::default(), more: false };
    let answer = async {
        write_frame(&mut stream, &wire::encode(&said)).await?;
        stream.close().await.map_err(|_| CatchupFault::Ended)
    };
    tokio::time::timeout(KNOCK_TIMEOUT, answer).await.map_err(|_| CatchupFault::Slow)?
}

/// What was taken in, and what is said.
fn judge(home: &Home, caller: Key, records: Vec<Envelope>) -> Result<(Vec<Envelope>, Vec<Said>), Trouble> {
    let said =
        |verdict, name: Option<Line<80>>, at| vec![Said { verdict, name, at, records: Few::default(), more: false }];
    if let Some((verdict, name, at)) = refusal(home, &records) {
        return Ok((Vec::new(), said(verdict, name, at)));
    }
    // Signatures and a fold, while others go on; the gate judges what passes by what is known then.
    let doorway = home.state().replica.doorway();
    let passed = door::let_in(&records, &caller, &doorway);
    let let_in: BTreeSet<Id> = passed.iter().map(Envelope::id).collect();
    let beyond = records.iter().map(Envelope::id).filter(|id| !let_in.contains(id) && !doorway.holds(id)).count();
    drop(doorway); // the law is copied where it changes while this is held
    if beyond > 0 {
        *home.state().refused.entry(BEYOND.to_string()).or_default() += beyond as u64;
    }
    let before: Vec<Id> = passed.iter().map(Envelope::id).filter(|id| home.store().holds(id)).collect();
    home.take_in(passed.clone(), Park::Nothing)?;
    let taken: Vec<Envelope> = passed
        .into_iter()
        .filter(|record| home.store().holds(&record.id()) && !before.contains(&record.id()))
        .collect();
    if let Some(law) = authority_for(home, &caller)? {
        let name = home.dweller().map(|me| home.collective_name(&me.collective))?;
        return Ok((taken, pages(WELCOME, law, Line::new(name).ok())));
    }
    if let Some(verdict) = waits_for_version(home, &records) {
        return Ok((taken, said(verdict, None, None)));
    }
    let doorway = home.state().replica.doorway();
    match door::parted(&records, &caller, &doorway) {
        Some(given) => Ok((taken, pages(PARTED, given, None))),
        None => Ok((taken, said(UNKNOWN, None, None))),
    }
}

/// Why a collective whose join is held is not in: it was put out, or it is the ninth or a later one. A version of the
/// federation's charter lets it in.
fn waits_for_version(home: &Home, records: &[Envelope]) -> Option<u8> {
    let state = home.state();
    let held = records.iter().filter(|record| state.replica.law().contains_key(&record.id()));
    let comers = held.filter_map(|record| Some((record.header().space?.charter, body::<Join>(record, "join")?)));
    let mut comers = comers.filter_map(|(federation, join)| Some((federation, join.collective?)));
    comers.find_map(|(federation, comer)| {
        let known = state.replica.roster().federation(&federation)?;
        match known.collectives.contains_key(&comer) {
            true => None,
            false if known.charter.removed.contains(&comer) => Some(BARRED),
            false => (known.collectives.len() >= BY_ONE_MAX).then_some(FULL),
        }
    })
}

/// Why an invite opens no door now, by what is told; the fold decides about everything else.
fn refusal(home: &Home, records: &[Envelope]) -> Option<(u8, Option<Line<80>>, Option<Moment>)> {
    let mut joins = records.iter().filter(|record| &*record.header().kind == "join");
    let join = joins.next()?;
    if joins.next().is_some() {
        return Some((UNKNOWN, None, None)); // behind a join that is good, another would slip in
    }
    let invite = join.header().names.first()?;
    let today = clock::now().day();
    let (verdict, at, who) = {
        let state = home.state();
        let Some(known) = state.replica.roster().invite(invite) else { return Some((UNKNOWN, None, None)) };
        if known.joins.iter().any(|(id, _, _)| *id == join.id()) {
            return None; // told before: it is answered again
        }
        // Many know an invite's id, who see the law; only who has its secret is told who was faster.
        let first = known.joins.first().filter(|_| has_secret(join, &known.invite));
        if known.revoked {
            (REVOKED, None, None)
        } else if known.invite.until < today {
            (EXPIRED, Some(known.invite.until.start()), None)
        } else if known.joins.len() >= known.invite.uses as usize {
            (USED, first.map(|(_, _, at)| *at), first.map(|(_, who, _)| *who))
        } else {
            return None;
        }
    };
    let name = who.and_then(|who| home.person_name(&who).or_else(|| Some(home.collective_name(&who))));
    let name = name.and_then(|name| Line::new(name).ok());
    Some((verdict, name, at))
}

/// True where a join was made with the invite's secret, by whoever it names.
fn has_secret(join: &Envelope, invite: &Invite) -> bool {
    let words = join.body().map(wire::lenient::<Join>);
    matches!(words, Some(Ok(words)) if words.fits(join, invite)) && join.verify().is_ok()
}

/// The authority records of the scopes that the caller shares with this home, where it is listed.
fn authority_for(home: &Home, caller: &Key) -> Result<Option<Vec<Envelope>>, Trouble> {
    let state = home.state();
    let Some(me) = state.me else { return Ok(None) };
    let roster = state.replica.roster();
    let shared: Vec<Scope> = roster.shared_with(&roster.scopes_of(me.collective), caller);
    if shared.is_empty() {
        return Ok(None);
    }
    let mut ids: Vec<Id> = shared.iter().flat_map(|scope| state.replica.view(scope, clock::now().day()).0).collect();
    ids.sort_unstable();
    ids.dedup();
    Ok(Some(ids.iter().filter_map(|id| state.replica.law().get(id)).cloned().collect()))
}

fn pages(verdict: u8, law: Vec<Envelope>, name: Option<Line<80>>) -> Vec<Said> {
    let mut pages: Vec<Vec<Blob>> = vec![Vec::new()];
    let mut bytes = 0;
    for record in law {
        let length = record.bytes().len() + 8;
        // Half a frame to spare for the longest record.
        if bytes + length > TOLD_MAX * 3 / 4 || pages.last().is_some_and(|page| page.len() == 256) {
            pages.push(Vec::new());
            bytes = 0;
        }
        bytes += length;
        pages.last_mut().expect("it began with one page").push(Blob(record.bytes().to_vec()));
    }
    pages.truncate(ANSWERS_MAX);
    let last = pages.len() - 1;
    let said = pages.into_iter().enumerate().map(|(at, page)| Said {
        verdict,
        name: name.clone(),
        at: None,
        records: Few::new(page).expect("a page of 256 is followed by another"),
        more: at < last,
    });
    said.collect()
}

#[cfg(test)]
mod ninth;
#[cfg(test)]
pub(crate) mod tests;
