//! Owns what people do about joint bids: one opens a bid about a lead and names who may take part; those say what they
//! would do, change it, take it back, sign what stands; who opened it asks more people, sends it, and says how it
//! ended. Everything is said inside a carrier for those on the list.

use std::collections::BTreeSet;

use protocol::bid::sign::{Rules, Signer, obstacles};
use protocol::bid::split::Basis;
use protocol::envelope::Envelope;
use protocol::fold::bid::{BidRow, Offered};
use protocol::fold::lead::LeadRow;
use protocol::id::Id;
use protocol::local::Version;
use protocol::money::Currency;
use protocol::record::Fold;
use protocol::record::assent::Assent;
use protocol::record::bid::{Bid, Home as House};
use protocol::record::bid_outcome::{BidOutcome, Ending};
use protocol::record::bid_submit::BidSubmit;
use protocol::record::share::Share;
use protocol::space::Side;
use protocol::text::{Line, Text};
use protocol::time::DAY_MS;
use protocol::wire::{self, Few};

use crate::model::bids::Terms;
use crate::people::rows;
use crate::sealing;
use crate::world::World;

/// 3 bids in a run: every home tries its key at each carrier of them.
const BIDS_MAX: usize = 3;

/// What somebody says about a bid.
pub struct Step {
    pub what: &'static str,
    pub kind: &'static str,
    /// The lead of a bid, else the bid.
    pub about: Id,
    pub side: Side,
    pub names: Vec<Id>,
    pub version: Version,
    pub body: Vec<u8>,
}

/// One act of one person about one bid.
pub fn act(world: &mut World, at: usize) {
    let shown = sealing::screen(&world.machines[at]);
    if world.bids < BIDS_MAX && (shown.is_empty() || world.chance.happens(100)) {
        return open(world, at);
    }
    let mut next = || {
        let shown = world.chance.pick(&shown)?;
        let step = preside(world, at, &shown.row).or_else(|| take_part(world, at, &shown.row));
        Some((shown, step?))
    };
    // There is often nothing to do about one bid, and something about another.
    let Some((shown, step)) = (0..3).find_map(|_| next()) else { return };
    if let Some(drafted) = &shown.row.draft {
        world.model.bids.read(drafted.id, Terms::shown(&shown.row));
    }
    let prior = sealing::last(shown, step.version);
    say(world, at, step, prior);
}

/// Says something to those on its list.
fn say(world: &mut World, at: usize, step: Step, prior: Option<Envelope>) {
    let Some(record) = sealed(world, at, step, prior) else { return };
    world.model.signed(at, &record, None);
    if world.say(at, vec![record.clone()]) {
        world.model.bids.kept(&record.id());
    }
}

/// Signs something, and a carrier around it; nothing where somebody on its list is not here any more.
pub fn sealed(world: &mut World, at: usize, step: Step, prior: Option<Envelope>) -> Option<Envelope> {
    let home = &mut world.machines[at].home;
    let mut draft = home.draft(step.kind, step.side, step.body);
    (draft.subject, draft.names, draft.document) = (Some(step.about), step.names, step.version);
    let Some(keys) = sealing::keys(home, &draft) else {
        world.note("reader who is not here any more");
        return None;
    };
    let inner = home.sign_inside(&draft, prior.as_ref());
    let carrier = sealing::carrier(home, &inner, step.about, &keys, &mut world.chance);
    let record = home.sign(&carrier);
    world.note(step.what);
    world.model.bids.sealed(at, &inner, &record, keys, &world.machines);
    Some(record)
}

/// Opens a bid about a lead that is shown here.
fn open(world: &mut World, at: usize) {
    let now = world.machines[at].home.now;
    let leads: Vec<(Id, LeadRow)> = rows(&world.machines[at], Fold::Lead);
    let leads: Vec<(Id, LeadRow)> = leads.into_iter().filter(|(_, row)| row.is_open(now)).collect();
    let Some((lead, row)) = world.chance.pick(&leads) else { return };
    let side = row.space.side;
    let all = world.chance.happens(700);
    let home = &world.machines[at].home;
    let mut readers = BTreeSet::from([if all { home.charter } else { home.person }, row.poster]);
    let others = parties(world, at, side);
    for _ in 0..world.chance.below(4) {
        readers.extend(world.chance.pick(&others));
    }
    let home = &world.machines[at].home;
    let closes = now.after(world.chance.between(1, 20) * DAY_MS);
    let bid = Bid {
        readers: few(readers),
        title: Line::new("Books and desk for a café").expect("short"),
        price_minor: 100_003,
        currency: Currency::new("USD").expect("listed"),
        levy_points: 250,
        basis: Basis::Hours,
        rates: Few::default(),
        scope: Text::new("Weekly reconciliation.").expect("short"),
        beyond: None,
        payment_days: 14,
        contractor: home.charter,
        contact: None,
        template: None,
        bylaws: None,
        first: closes.day(),
        last: closes.day().plus(30),
        closes,
        valid_until: closes.after(world.chance.between(0, 20) * DAY_MS),
        roles: Few::default(),
        salt: Id::from_bytes(world.chance.bytes()),
        need: None,
        working: None,
        cover: None,
        paying: None,
        house: None,
        homes: None,
    };
    world.bids += 1;
    let body = wire::encode(&bid);
    let names = Vec::new();
    let step = Step { what: "bid opened", kind: "bid", about: *lead, side, names, version: Version::New, body };
    say(world, at, step, None);
}

fn few<const MAX: usize>(ids: BTreeSet<Id>) -> Few<Id, MAX> {
    Few::new(ids.into_iter().collect()).expect("few readers")
}

/// The people and collectives that may be asked: those who read what stands there.
fn parties(world: &World, at: usize, side: Side) -> Vec<Id> {
    let home = &world.machines[at].home;
    let roster = home.replica.roster();
    let near: BTreeSet<Id> = match side {
        Side::Open => {
            roster.federations_of(home.charter).flat_map(|federation| federation.collectives.keys()).copied().collect()
        }
        Side::Inner | Side::Law => BTreeSet::new(),
    };
    let near = near.into_iter().chain([home.charter]).filter_map(|charter| roster.collective(&charter));
    near.flat_map(|known| known.people.keys().copied().chain([known.id])).collect()
}

/// The next step of whoever opened it.
fn preside(world: &mut World, at: usize, row: &BidRow) -> Option<Step> {
    let home = &world.machines[at].home;
    if row.opener != home.person || row.charter != home.charter {
        return None;
    }
    let now = home.now;
    if let Some(sent) = &row.sent {
        let again = world.chance.happens(100);
        return (sent.endings.is_empty() || again).then(|| end(world, row, "bid ended")).flatten();
    }
    if row.lacks(&paused(world, at, row), now).is_empty() && world.chance.happens(700) {
        let shares: BTreeSet<Id> = row.shares.iter().map(|share| share.head).collect();
        let shares = Few::new(shares.into_iter().collect()).expect("few shares");
        let body = BidSubmit { readers: row.bid.readers.clone(), bid: row.head, shares, channel: None };
        let names = row.draft.iter().map(|drafted| drafted.id).collect();
        return Some(about(row, "bid sent", "bid-submit", names, Version::Binding, wire::encode(&body)));
    }
    if row.withdrawn {
        return None;
    }
    let (what, version, bid) = match world.chance.below(24) {
        0 => ("bid withdrawn", Version::Withdraw(row.id), row.bid.clone()),
        1 => {
            let price_minor = world.chance.between(50_000, 200_000);
            ("bid changed", Version::Next(row.id), Bid { price_minor, ..row.bid.clone() })
        }
        2 | 3 => {
            let others = parties(world, at, row.side);
            let other = world.chance.pick(&others).copied()?;
            ("somebody asked into a bid", Version::Next(row.id), asked(world, at, row, other))
        }
        _ => return None,
    };
    let step = about(row, what, "bid", Vec::new(), version, wire::encode(&bid));
    Some(Step { about: row.lead, ..step })
}

/// The same bid for one reader more, with whose collective is whose.
fn asked(world: &World, at: usize, row: &BidRow, other: Id) -> Bid {
    let readers: BTreeSet<Id> = row.bid.readers.iter().copied().chain([other]).collect();
    let roster = world.machines[at].home.replica.roster();
    let homes = roster.collectives().flat_map(|known| {
        let named = known.people.keys().filter(|person| readers.contains(*person));
        named.map(|person| House { person: *person, collective: known.id })
    });
    let homes: BTreeSet<House> = homes.collect();
    let homes = Some(homes).filter(|homes| !homes.is_empty());
    let homes = homes.map(|homes| Few::new(homes.into_iter().collect()).expect("few readers"));
    Bid { readers: few(readers), homes, ..row.bid.clone() }
}

/// A word on how it ended; sometimes it corrects those before it.
pub fn end(world: &mut World, row: &BidRow, what: &'static str) -> Option<Step> {
    let sent = row.sent.as_ref()?;
    let ending = *world.chance.pick(&[Ending::Won, Ending::Lost, Ending::Lapsed])?;
    let before: Vec<Id> = match world.chance.happens(700) {
        true => sent.endings.iter().map(|ended| ended.id).collect(),
        false => Vec::new(),
    };
    let names = std::iter::once(sent.id).chain(before).collect();
    let body = BidOutcome { readers: row.bid.readers.clone(), ending, reply: None, note: None };
    Some(about(row, what, "bid-outcome", names, Version::Binding, wire::encode(&body)))
}

fn about(
    row: &BidRow,
    what: &'static str,
    kind: &'static str,
    names: Vec<Id>,
    version: Version,
    body: Vec<u8>,
) -> Step {
    Step { what, kind, about: row.id, side: row.side, names, version, body }
}

fn paused(world: &World, at: usize, row: &BidRow) -> BTreeSet<Id> {
    let home = &world.machines[at].home;
    let rests = |person: &Id, charter: &Id| {
        let known = home.replica.roster().collective(charter);
        known.is_some_and(|known| known.charter.paused(person, home.now.day()).is_some())
    };
    let lines = row.draft.iter().flat_map(|drafted| drafted.draft.lines.iter());
    lines.filter(|line| rests(&line.participant, &line.charter)).map(|line| line.participant).collect()
}

/// The next step of whoever was asked.
fn take_part(world: &mut World, at: usize, row: &BidRow) -> Option<Step> {
    let home = &world.machines[at].home;
    let me = home.person;
    if row.sent.is_some() {
        let stranger = row.opener != me && world.chance.happens(50);
        return stranger.then(|| end(world, row, "bid ended by somebody who did not open it")).flatten();
    }
    if row.withdrawn {
        return None;
    }
    let mine = |offered: &&Offered| offered.participant == me;
    if let Some(narrow) = row.narrow.iter().find(mine) {
        let share = Share { readers: row.bid.readers.clone(), ..narrow.share.clone() };
        let version = Version::Next(narrow.id);
        return Some(about(row, "share said to all", "share", Vec::new(), version, wire::encode(&share)));
    }
    let Some(own) = row.shares.iter().find(mine) else {
        return world.chance.happens(600).then(|| offer(world, row, "share", Version::New));
    };
    match world.chance.below(20) {
        0 => Some(offer(world, row, "share of another role", Version::New)),
        1 | 2 => Some(offer(world, row, "share changed", Version::Next(own.id))),
        3 | 4 => {
            let version = Version::Withdraw(own.id);
            Some(about(row, "share withdrawn", "share", Vec::new(), version, wire::encode(&own.share)))
        }
        _ => sign(world, at, row),
    }
}

fn offer(world: &mut World, row: &BidRow, what: &'static str, version: Version) -> Step {
    let share = Share {
        readers: row.bid.readers.clone(),
        role: Line::new("bookkeeping").expect("short"),
        minutes: world.chance.between(1, 6_000) as u32,
        minor: None,
        currency: None,
        points: None,
        name: Line::new("Somebody").expect("short"),
        despite: Few::default(),
        why: None,
    };
    about(row, what, "share", Vec::new(), version, wire::encode(&share))
}

/// Signs the draft as it stands, where nothing speaks against it.
fn sign(world: &World, at: usize, row: &BidRow) -> Option<Step> {
    let home = &world.machines[at].home;
    let drafted = row.draft.as_ref().filter(|_| row.missing().contains(&home.person))?;
    let lead: Option<LeadRow> = home.row(Fold::Lead, row.lead);
    let rules = row.shares.iter().map(|offered| Rules { share: Some(offered.head), ..Rules::default() });
    let signer = Signer {
        person: home.person,
        read: drafted.id,
        now: home.now,
        paused: paused(world, at, row).contains(&home.person),
        lead_open: lead.is_some_and(|lead| lead.is_open(home.now)),
        withdrawn: row.withdrawn,
        cap: None,
        promised: Vec::new(),
        rules: rules.collect(),
        rates: Vec::new(),
    };
    if !obstacles(drafted, &signer).is_empty() {
        return None;
    }
    let body = Assent { readers: row.bid.readers.clone(), availability: None };
    let names = vec![drafted.id, home.collective().head];
    Some(about(row, "bid signed", "assent", names, Version::Binding, wire::encode(&body)))
}
