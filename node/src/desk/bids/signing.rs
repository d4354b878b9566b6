//! Owns what stands between whoever lives here and their signature, looked up at this home alone: floors,
//! hours and what was promised are private to a collective, so that nobody else repeats this check.

use protocol::bid::draft::Drafted;
use protocol::bid::floor::{Exchange, Floor, Rule};
use protocol::bid::load::Commitment;
use protocol::bid::sign::{Obstacle, Rules, Signer, findings, obstacles as speaking, promised_by};
use protocol::fold::availability::AvailabilityRow;
use protocol::fold::lead::LeadRow;
use protocol::id::Id;
use protocol::local::{Draft, Publish, Reply, SignBid, Trouble, Version};
use protocol::matching::asked::Word;
use protocol::matching::candidate::{Candidate, Known as Words, Offered};
use protocol::money::Amount;
use protocol::record::assent::Assent;
use protocol::record::{self, Fold};
use protocol::vocabulary::Vocabulary;
use protocol::wire::{self, Blob};

use super::Known;
use crate::desk::Answer;
use crate::desk::bylaws::Bylaws;
use crate::desk::directory::row;
use crate::home::Home;

/// Signs a bid: writes an assent to exactly the draft that was read.
///
/// # Errors
/// [`Trouble`] `unknown-bid`, `bid-undrafted`, or the code of the first thing that speaks against it.
pub fn sign(home: &Home, wish: &SignBid) -> Result<Answer, Trouble> {
    let known = super::all(home)?;
    let at = known.iter().position(|known| known.row.id == wish.bid);
    let at = at.ok_or_else(|| Trouble::new("unknown-bid", 2).with("typed", wish.bid.short(6)))?;
    let bid = &known[at].row;
    let drafted = bid.draft.as_ref().ok_or_else(|| Trouble::new("bid-undrafted", 6))?;
    let lead: Option<LeadRow> = row(home, Fold::Lead, &bid.lead)?;
    if let Some(obstacle) = speak(home, &known, at, drafted, wish.draft, lead.as_ref())?.into_iter().next() {
        return Err(told(&obstacle, drafted));
    }
    let me = home.dweller()?;
    let collective = home.own_collective()?;
    let availability: Option<AvailabilityRow> = row(home, Fold::Availability, &me.person)?;
    let body = Assent { readers: bid.bid.readers.clone(), availability: availability.map(|row| row.head) };
    let draft = Draft {
        kind: record::assent::KIND.name.to_string(),
        side: bid.side,
        audience: bid.audience,
        subject: Some(bid.id),
        names: vec![drafted.id, collective.head],
        document: Version::Binding,
        body: Blob(wire::encode(&body)),
    };
    let label = "bid sign".to_string();
    let (published, written) =
        home.publish(Publish { drafts: vec![draft], label, overflow: false, dry_run: wish.dry_run })?;
    Ok(Answer { reply: Reply::Published(published), written })
}

/// What speaks against the own signature to a bid as it stands; `None` without a draft or a line in it.
pub(super) fn obstacles(
    home: &Home,
    known: &[Known],
    at: usize,
    lead: Option<&LeadRow>,
) -> Result<Option<Vec<Trouble>>, Trouble> {
    let me = home.dweller()?.person;
    let drafted = known[at].row.draft.as_ref().filter(|drafted| drafted.draft.participants().contains(&me));
    let Some(drafted) = drafted else { return Ok(None) };
    let found = speak(home, known, at, drafted, drafted.id, lead)?;
    Ok(Some(found.iter().map(|obstacle| told(obstacle, drafted)).collect()))
}

fn speak(
    home: &Home,
    known: &[Known],
    at: usize,
    drafted: &Drafted,
    read: Id,
    lead: Option<&LeadRow>,
) -> Result<Vec<Obstacle>, Trouble> {
    let me = home.dweller()?;
    let bid = &known[at].row;
    let now = home.now();
    let availability: Option<AvailabilityRow> = row(home, Fold::Availability, &me.person)?;
    let collective = home.own_collective()?;
    let floors = Bylaws::of(home, &collective)?.floors;
    let lead_said = lead.and_then(|lead| lead.lead.as_ref());
    let own = drafted.draft.lines.iter().filter(|line| line.participant == me.person);
    let rules = own.map(|line| {
        let offered = bid.shares.iter().find(|offered| offered.head == line.share);
        let known = Words { availability: availability.as_ref(), floors: &floors, ..Words::default() };
        let candidate = Candidate::of(me.person, &known, Vocabulary::embedded());
        Rules {
            share: Some(line.share),
            floors: floors_of(&candidate, &line.role, drafted.draft.price()),
            findings: findings(&drafted.draft, line, lead_said, &candidate, now),
            waived: offered.map(|offered| offered.share.despite.to_vec()).unwrap_or_default(),
        }
    });
    let signer = Signer {
        person: me.person,
        read,
        now,
        paused: collective.charter.paused(&me.person, now.day()).is_some(),
        lead_open: lead.is_some_and(|lead| lead.is_open(now)),
        withdrawn: bid.withdrawn,
        cap: availability.as_ref().and_then(|row| row.free.cap_minutes),
        promised: promised(known, at, &me.person, now),
        rules: rules.collect(),
        rates: bid.bid.rates.iter().map(|rate| rate.exchange()).collect::<Vec<Exchange>>(),
    };
    Ok(speaking(drafted, &signer))
}

/// Every floor of a role: the member's own, and those of the bylaws also for a role that the member does not list.
fn floors_of(candidate: &Candidate, role: &str, price: Amount) -> Vec<Floor> {
    let word = Word::of(role, Vocabulary::embedded());
    let listed = candidate.offers.iter().find(|offered| offered.role.key == word.key).cloned();
    let offered = listed.unwrap_or(Offered { role: word, active: true, floors: Vec::new() });
    candidate.floors(&offered, price.currency)
}

/// What somebody has promised beside one bid.
fn promised(known: &[Known], at: usize, person: &Id, now: protocol::time::Moment) -> Vec<Commitment> {
    let others = known.iter().enumerate().filter(|(other, _)| *other != at).map(|(_, known)| &known.row);
    others.flat_map(|row| promised_by(row, person, now)).collect()
}

/// An obstacle as a refusal with its figures.
fn told(obstacle: &Obstacle, drafted: &Drafted) -> Trouble {
    use protocol::bid::floor::Refusal;
    use protocol::matching::waiver::Waiver;
    let code = drafted.draft.currency.code();
    match obstacle {
        Obstacle::Changed => Trouble::new("bid-changed", 7),
        Obstacle::Stranger => Trouble::new("bid-no-line", 6),
        Obstacle::Late { closes } => Trouble::new("bid-late", 6).with("closed_ms", closes.0),
        Obstacle::Withdrawn => Trouble::new("bid-withdrawn", 6),
        Obstacle::Lead => Trouble::new("bid-lead-over", 6),
        Obstacle::Paused => Trouble::new("bid-paused", 6),
        Obstacle::Unchecked(share) => Trouble::new("bid-unchecked", 6).with("share", share.short(6)),
        Obstacle::Floor(Refusal::Low { floor, minor, minutes, least_minor }) => Trouble::new("bid-floor", 6)
            .with("whose", whose(floor.rule))
            .with("pays", Amount { minor: *minor, currency: drafted.draft.currency })
            .with("hours", hours(u64::from(*minutes)))
            .with("least", money(*least_minor, drafted))
            .with("currency", code),
        Obstacle::Floor(Refusal::Rateless { floor }) => Trouble::new("bid-rateless", 6)
            .with("whose", whose(floor.rule))
            .with("theirs", floor.hour.currency.code())
            .with("currency", code),
        Obstacle::Load(full) => Trouble::new("bid-load", 6)
            .with("week_day", full.week.start().0)
            .with("cap", hours(u64::from(full.cap)))
            .with("promised", hours(full.promised))
            .with("wanted", hours(u64::from(full.wanted)))
            .with("with", full.with.iter().map(|what| what.short(6)).collect::<Vec<_>>().join(", ")),
        Obstacle::Bond(waiver) => Trouble::new("bid-bond", 6).with(
            "bond",
            match waiver {
                Waiver::Role => "role",
                Waiver::Notice => "notice",
                Waiver::Quiet => "quiet",
            },
        ),
    }
}

fn money(minor: u128, drafted: &Drafted) -> Amount {
    let minor = u64::try_from(minor).unwrap_or(u64::MAX);
    Amount { minor, currency: drafted.draft.currency }
}

/// Minutes as hours and minutes: `42:30`.
fn hours(minutes: u64) -> String {
    format!("{}:{:02}", minutes / 60, minutes % 60)
}

const fn whose(rule: Rule) -> &'static str {
    match rule {
        Rule::Member => "member",
        Rule::Bylaws => "bylaws",
        Rule::Pact => "pact",
    }
}
