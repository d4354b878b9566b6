//! What happens to a pledge after it was made: called, given, confirmed, released, declined. Each
//! step stands where its pledge stands, names it, and is checked by the rule of the fold before it
//! is written.

use clap::Args;
use protocol::fold::pledge::{Deed, Intent, PledgeRow, Step};
use protocol::id::Id;
use protocol::local::{Shown, Version};
use protocol::record::pledge::{Quantity, Unit};
use protocol::record::pledge_ack::PledgeAck;
use protocol::record::pledge_call::PledgeCall;
use protocol::record::pledge_decline::PledgeDecline;
use protocol::record::pledge_fulfil::PledgeFulfil;
use protocol::record::pledge_release::PledgeRelease;
use protocol::time::Moment;
use serde::Serialize;
use serde_json::json;

use super::quantity::{self, Amounts, say};
use super::{find, shown, void};
use crate::desk::Desk;
use crate::problem::{Outcome, Problem};
use crate::publish::{Excess, draft, publish};
use crate::receipt::{Back, receipt_with};
use crate::share::Audience;
use crate::values::when::{self, Edge};
use crate::values::{Clock, text};
use crate::{trouble, words};

/// What `talko pledge call` takes.
#[derive(Clone, Debug, Args)]
pub struct Call {
    /// The pledge, by its id or its words.
    pub pledge: String,
    /// How much; all that is left where nothing is said.
    #[command(flatten)]
    pub amounts: Amounts,
    /// When it is needed.
    #[arg(long)]
    pub when: Option<String>,
    /// A word with it.
    #[arg(long)]
    pub note: Option<String>,
}

/// What `talko pledge done` takes.
#[derive(Clone, Debug, Args)]
pub struct Done {
    /// The pledge, by its id or its words.
    pub pledge: String,
    /// How much; all that is called where nothing is said.
    #[command(flatten)]
    pub amounts: Amounts,
    /// A word with it.
    #[arg(long)]
    pub note: Option<String>,
}

/// What `talko pledge confirm` takes.
#[derive(Clone, Debug, Args)]
pub struct Confirm {
    /// The pledge, by its id or its words.
    pub pledge: String,
    /// A word with it.
    #[arg(long)]
    pub note: Option<String>,
}

/// What `talko pledge release` takes.
#[derive(Clone, Debug, Args)]
pub struct Release {
    /// The pledge, by its id or its words.
    pub pledge: String,
    /// A word with it.
    #[arg(long)]
    pub note: Option<String>,
}

/// What `talko pledge decline` takes.
#[derive(Clone, Debug, Args)]
pub struct Decline {
    /// The pledge, by its id or its words.
    pub pledge: String,
    /// Why.
    #[arg(long)]
    pub why: String,
}

/// A step that is about to be taken.
struct Taking<'a> {
    desk: &'a Desk,
    shown: Shown<PledgeRow>,
    what: Deed,
    unit: Option<Unit>,
    when: Option<Moment>,
}

impl Call {
    /// Runs the verb.
    ///
    /// # Errors
    /// `pledge-…` where the call would not count.
    pub fn run(self, desk: &Desk) -> Outcome {
        let shown = find(desk, &self.pledge)?;
        let left = shown.row.promised - shown.row.called;
        let what = amount(desk, &self.amounts, &shown, left)?;
        let at = self.when.as_deref().map(|typed| when::future(typed, Edge::Start, &desk.clock)).transpose()?;
        let body = PledgeCall { what: what.clone(), when: at, note: text::maybe_line("--note", self.note.as_deref())? };
        let (many, unit) = measured(&what);
        let taking = Taking { desk, shown, what: Deed::Called(many), unit, when: at };
        taking.take("pledge-call", "pledge call", None, &body)
    }
}

impl Done {
    /// Runs the verb.
    ///
    /// # Errors
    /// `pledge-…` where the gift would not count.
    pub fn run(self, desk: &Desk) -> Outcome {
        let shown = find(desk, &self.pledge)?;
        let left = shown.row.called - shown.row.given;
        let what = amount(desk, &self.amounts, &shown, left)?;
        let body = PledgeFulfil { what: what.clone(), note: text::maybe_line("--note", self.note.as_deref())? };
        let (many, unit) = measured(&what);
        let taking = Taking { desk, shown, what: Deed::Given(many), unit, when: None };
        taking.take("pledge-fulfil", "pledge done", None, &body)
    }
}

impl Confirm {
    /// Runs the verb.
    ///
    /// # Errors
    /// `pledge-…` where there is nothing to confirm, or somebody else must.
    pub fn run(self, desk: &Desk) -> Outcome {
        let shown = find(desk, &self.pledge)?;
        // Where nothing waits, the pledge itself is named: the rule then says who or what is missing.
        let gift = unconfirmed(&shown.row).map_or(shown.row.id, |step| step.id);
        let body = PledgeAck { note: text::maybe_line("--note", self.note.as_deref())? };
        let taking = Taking { desk, shown, what: Deed::Confirmed(gift), unit: None, when: None };
        taking.take("pledge-ack", "pledge confirm", Some(gift), &body)
    }
}

impl Release {
    /// Runs the verb.
    ///
    /// # Errors
    /// `pledge-…` where it has ended, or somebody else must.
    pub fn run(self, desk: &Desk) -> Outcome {
        let shown = find(desk, &self.pledge)?;
        let body = PledgeRelease { note: text::maybe_line("--note", self.note.as_deref())? };
        let taking = Taking { desk, shown, what: Deed::Released, unit: None, when: None };
        taking.take("pledge-release", "pledge release", None, &body)
    }
}

impl Decline {
    /// Runs the verb: the pledger declines the newest call that is open, or takes the promise back
    /// before anybody relied on it; the beneficiary declines the pledge.
    ///
    /// # Errors
    /// `pledge-…` where it has ended, or it is too late to take it back.
    pub fn run(self, desk: &Desk) -> Outcome {
        let shown = find(desk, &self.pledge)?;
        let own = shown.row.pledger == desk.me()?.person;
        let call = open_call(&shown.row).filter(|_| own).map(|step| step.id);
        let body = PledgeDecline { reason: text::line("--why", &self.why)? };
        let taking = Taking { desk, shown, what: Deed::Declined(call), unit: None, when: None };
        taking.take("pledge-decline", "pledge decline", call, &body)
    }
}

/// How much a step is about: what was typed, else all that is left.
fn amount(desk: &Desk, amounts: &Amounts, shown: &Shown<PledgeRow>, left: u64) -> Result<Quantity, Problem> {
    if let Some(typed) = amounts.typed(desk)? {
        return Ok(typed);
    }
    match shown.row.unit {
        Some(unit) if left > 0 => quantity::of(left, unit),
        Some(_) | None => Err(trouble!("pledge-nothing", short = &shown.short).into()),
    }
}

fn measured(what: &Quantity) -> (u64, Option<Unit>) {
    what.measure().map_or((0, None), |(many, unit)| (many, Some(unit)))
}

/// The newest gift that nobody confirmed.
pub fn unconfirmed(row: &PledgeRow) -> Option<&Step> {
    let confirmed = |gift: &Id| row.steps.iter().any(|step| step.void.is_none() && step.what == Deed::Confirmed(*gift));
    let waits = |step: &&Step| step.void.is_none() && matches!(step.what, Deed::Given(_)) && !confirmed(&step.id);
    row.steps.iter().rev().find(waits)
}

/// The newest call that was not refused, while not all that was called is given.
fn open_call(row: &PledgeRow) -> Option<&Step> {
    let refused =
        |call: &Id| row.steps.iter().any(|step| step.void.is_none() && step.what == Deed::Declined(Some(*call)));
    let open = |step: &&Step| step.void.is_none() && matches!(step.what, Deed::Called(_)) && !refused(&step.id);
    row.steps.iter().rev().find(open).filter(|_| row.called > row.given)
}

impl Taking<'_> {
    /// Checks the step, writes it, and says what it means.
    fn take<T: Serialize>(self, kind: &str, label: &str, named: Option<Id>, body: &T) -> Outcome {
        let Taking { desk, shown, what, unit, when } = self;
        let me = desk.me()?;
        let intent =
            Intent { author: me.person, charter: me.collective, at: desk.clock.now, what: what.clone(), unit, when };
        void::refuse(desk, &shown, &intent)?;
        let row = &shown.row;
        let audience = Audience::of(row.space, row.audience);
        let names = std::iter::once(row.id).chain(named).collect();
        let drafts = vec![draft(kind, audience, Some(row.id), names, Version::Binding, body)];
        let written = publish(desk, label, drafts, Excess::Refuse)?;
        let after = after(row, &what);
        let mut lines = vec![sentence(desk, &shown, &what)?];
        lines.push(shown::figures_line(&after, desk.clock.now));
        lines.extend(when.map(|when| words!("ask-needed", when = desk.clock.echo(when))));
        lines.extend(written.introduction());
        let mut data = json!({
            "id": row.id,
            "short": shown.short,
            "step": written.first().map(|item| item.record),
            "did": did(&what),
            "when": when.map(Clock::json),
        });
        data["pledge"] = shown::figures(&after, desk.clock.now);
        let instead = instead(desk, &shown, &what)?;
        receipt_with(desk, "pledge", lines.join("\n"), data, &written.published, Back::Instead(instead))
    }
}

/// What can still be done about a step that binds.
fn instead(desk: &Desk, shown: &Shown<PledgeRow>, what: &Deed) -> Result<String, Problem> {
    let short = &shown.short;
    Ok(match what {
        Deed::Called(_) => words!("instead-of-call", short = short, name = desk.person(&shown.row.pledger)?),
        Deed::Given(_) => words!("instead-of-gift", name = beneficiary(desk, &shown.row)?),
        Deed::Confirmed(_) => words!("instead-of-confirm"),
        Deed::Released | Deed::Declined(None) => words!("instead-of-end"),
        Deed::Declined(Some(_)) => words!("instead-of-refusal", name = beneficiary(desk, &shown.row)?),
    })
}

fn sentence(desk: &Desk, shown: &Shown<PledgeRow>, what: &Deed) -> Result<String, Problem> {
    let row = &shown.row;
    let short = &shown.short;
    let pledger = desk.person(&row.pledger)?;
    let beneficiary = beneficiary(desk, row)?;
    let gift = |id: &Id| row.steps.iter().find(|step| step.id == *id).map(|step| step.what.clone());
    let dry = desk.global.dry_run;
    let said = match what {
        Deed::Called(many) => words!("pledge-called", short = short, amount = say(*many, row.unit), name = pledger),
        Deed::Given(many) => words!("pledge-given", short = short, amount = say(*many, row.unit), name = beneficiary),
        Deed::Confirmed(id) => {
            let many = if let Some(Deed::Given(many)) = gift(id) { many } else { 0 };
            words!("pledge-confirmed", short = short, amount = say(many, row.unit), name = pledger)
        }
        Deed::Released => words!("pledge-released", short = short, name = pledger),
        Deed::Declined(None) => words!("pledge-declined", short = short),
        Deed::Declined(Some(_)) => words!("pledge-call-declined", short = short, name = beneficiary),
    };
    Ok(if dry { words!("pledge-would", said = said) } else { said })
}

/// What to call whoever it was promised to; nothing where the promise is erased.
fn beneficiary(desk: &Desk, row: &PledgeRow) -> Result<String, Problem> {
    row.pledge.as_ref().map_or(Ok(String::new()), |pledge| desk.party(&pledge.to))
}

fn did(what: &Deed) -> &'static str {
    match what {
        Deed::Called(_) => "called",
        Deed::Given(_) => "given",
        Deed::Confirmed(_) => "confirmed",
        Deed::Released => "released",
        Deed::Declined(None) => "declined",
        Deed::Declined(Some(_)) => "call-declined",
    }
}

/// The row as it will be behind a step that counts.
fn after(row: &PledgeRow, what: &Deed) -> PledgeRow {
    let mut after = row.clone();
    let many = |id: &Id| {
        row.steps.iter().find(|step| step.id == *id).map_or(0, |step| match step.what {
            Deed::Called(many) | Deed::Given(many) => many,
            Deed::Confirmed(_) | Deed::Released | Deed::Declined(_) => 0,
        })
    };
    match what {
        Deed::Called(called) => after.called += called,
        Deed::Given(given) => after.given += given,
        Deed::Confirmed(gift) => after.confirmed += many(gift),
        Deed::Released => after.released = true,
        Deed::Declined(None) => after.declined = Some(String::new()),
        Deed::Declined(Some(call)) => after.called -= many(call).min(after.called - after.given),
    }
    after
}
