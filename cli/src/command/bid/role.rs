//! `talko bid role`: who does what in a bid, and for what. Everybody says it of themselves; the opener says
//! whom it needs.

use clap::{Args, Subcommand, ValueEnum};
use protocol::bid::split::{Ask, Portion, split};
use protocol::fold::bid::Offered;
use protocol::local::{BidView, Version};
use protocol::matching::waiver::Waiver;
use protocol::money::Amount;
use protocol::record::lead::{PEOPLE_MAX, Seats};
use protocol::record::share::Share;
use protocol::search::fold::fold;
use protocol::text::Line;
use protocol::vocabulary::Vocabulary;
use protocol::wire::Few;

use super::edit::{save, voided};
use super::{about, misfit, own, shown, standing, unsettled};
use crate::desk::Desk;
use crate::problem::{Outcome, Problem};
use crate::publish::{Excess, publish};
use crate::receipt::receipt;
use crate::values::{money, percent, span, text};
use crate::{trouble, words};

/// The verbs of `talko bid role`.
#[derive(Clone, Debug, Subcommand)]
pub enum Role {
    /// Says whom the bid needs.
    Add(Add),
    /// Takes a role on.
    Take(Take),
    /// Changes what one does in it, and for what.
    Edit(Take),
    /// Gives a role back.
    Drop(GiveBack),
}

impl Role {
    /// Runs the verb.
    ///
    /// # Errors
    /// Any [`Problem`] that it meets.
    pub fn run(self, desk: &Desk) -> Outcome {
        match self {
            Role::Add(add) => add.run(desk),
            Role::Take(take) => take.run(desk, Known::No),
            Role::Edit(take) => take.run(desk, Known::Yes),
            Role::Drop(drop) => drop.run(desk),
        }
    }
}

/// Whether a role must have been taken before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Known {
    Yes,
    No,
}

/// What `talko bid role add` takes.
#[derive(Clone, Debug, Args)]
pub struct Add {
    /// The bid, by id or title.
    pub bid: String,
    /// The kind of work.
    pub role: String,
    /// Hours a week of each.
    #[arg(long, value_name = "HOURS")]
    pub hours: Option<String>,
    /// How many people.
    #[arg(long, value_name = "N", default_value_t = 1)]
    pub people: u8,
}

/// What `talko bid role take` and `edit` take.
#[derive(Clone, Debug, Args)]
pub struct Take {
    /// The bid, by id or title.
    pub bid: String,
    /// The kind of work.
    pub role: String,
    /// How long in all.
    #[arg(long, value_name = "HOURS")]
    pub hours: Option<String>,
    /// A part of what is left behind the levy.
    #[arg(long, value_name = "PERCENT", conflicts_with_all = ["sum", "divided"])]
    pub part: Option<String>,
    /// A fixed sum.
    #[arg(long, value_name = "MONEY", conflicts_with = "divided")]
    pub sum: Option<String>,
    /// Neither: a part of the rest, as the bid divides it.
    #[arg(long)]
    pub divided: bool,
    /// The name under which the client sees one.
    #[arg(long, value_name = "NAME")]
    pub name: Option<String>,
    /// What of one's own bonds one sets aside.
    #[arg(long, value_delimiter = ',', value_name = "role,notice,quiet", requires = "why")]
    pub despite: Vec<Bond>,
    /// Why.
    #[arg(long, value_name = "TEXT", requires = "despite")]
    pub why: Option<String>,
}

/// What `talko bid role drop` takes.
#[derive(Clone, Debug, Args)]
pub struct GiveBack {
    /// The bid, by id or title.
    pub bid: String,
    /// The kind of work.
    pub role: String,
}

/// A bond of one's own that one sets aside.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Bond {
    /// Does it though the role is switched off.
    Role,
    /// Does it though it begins too soon.
    Notice,
    /// Works in one's quiet hours.
    Quiet,
}

impl Add {
    fn run(self, desk: &Desk) -> Outcome {
        let view = unsettled(desk, own(desk, &self.bid)?)?;
        let mut bid = view.shown.row.bid.clone();
        if !(1..=PEOPLE_MAX).contains(&self.people) {
            return Err(trouble!("bid-people", count = self.people, most = PEOPLE_MAX).into());
        }
        let minutes_week = self.hours.as_deref().map(span::weekly).transpose()?;
        let seats = Seats { role: role(&self.role)?, minutes_week, people: self.people, markers: Few::default() };
        let mut roles: Vec<Seats> = bid.roles.to_vec();
        roles.retain(|known| fold(&known.role) != fold(&seats.role));
        roles.push(seats);
        bid.roles = Few::new(roles).map_err(|many| trouble!("bid-roles", count = many.len()))?;
        save(desk, "bid role add", &view, &bid)
    }
}

impl Take {
    fn run(self, desk: &Desk, known: Known) -> Outcome {
        let view = unsettled(desk, standing(desk, &self.bid)?)?;
        let (row, short) = (&view.shown.row, &view.shown.short);
        if desk.clock.now > row.bid.closes {
            return Err(trouble!("bid-late", short = short, closed_ms = row.bid.closes.0).into());
        }
        let role = role(&self.role)?;
        let before = offered(desk, &view, &role)?;
        match (before, known) {
            (Some(_), Known::No) => return Err(trouble!("bid-role-taken", short = short, role = &*role).into()),
            (None, Known::Yes) => return Err(trouble!("bid-role-none", short = short, role = &*role).into()),
            (Some(_), Known::Yes) | (None, Known::No) => {}
        }
        let share = self.share(desk, &view, role, before.map(|offered| &offered.share))?;
        if before.is_some_and(|offered| offered.share == share) {
            return Err(trouble!("bid-same", short = short).into());
        }
        try_out(desk, &view, &share, before)?;
        let version = before.map_or(Version::New, |offered| Version::Next(offered.id));
        let label = if before.is_some() { "bid role edit" } else { "bid role take" };
        write(desk, label, &view, version, &share, |short, role, hours| match desk.global.dry_run {
            true => words!("bid-role-would-take", short = short, role = role, hours = hours),
            false => words!("bid-role-taken", short = short, role = role, hours = hours),
        })
    }

    fn share(&self, desk: &Desk, view: &BidView, role: Line<64>, before: Option<&Share>) -> Result<Share, Problem> {
        let row = &view.shown.row;
        let minutes = match (&self.hours, before) {
            (Some(hours), _) => span::hours(hours)?,
            (None, Some(before)) => before.minutes,
            (None, None) => return Err(trouble!("needs", what = "--hours <HOURS>").into()),
        };
        let sum = self.sum.as_deref().map(|typed| money::parse(typed, Some(row.bid.currency))).transpose()?;
        let points = self.part.as_deref().map(percent::parse).transpose()?;
        let (minor, currency, points) = match (sum, points, before) {
            (Some(sum), _, _) => (Some(sum.minor), Some(sum.currency), None),
            (None, Some(points), _) => (None, None, Some(points)),
            (None, None, Some(before)) if !self.divided => (before.minor, before.currency, before.points),
            (None, None, Some(_) | None) => (None, None, None),
        };
        let name = match (&self.name, before) {
            (Some(name), _) => text::line("--name", name)?,
            (None, Some(before)) => before.name.clone(),
            (None, None) => own_name(desk)?,
        };
        let mut despite: Vec<Waiver> = self.despite.iter().map(|bond| bond.waiver()).collect();
        despite.sort();
        despite.dedup();
        let why = text::maybe_line("--why", self.why.as_deref())?;
        let (despite, why) = match before.filter(|_| despite.is_empty()) {
            Some(before) => (before.despite.clone(), before.why.clone()),
            None => (Few::new(despite).expect("there are three bonds"), why),
        };
        Ok(Share { readers: row.bid.readers.clone(), role, minutes, minor, currency, points, name, despite, why })
    }
}

impl GiveBack {
    fn run(self, desk: &Desk) -> Outcome {
        let view = unsettled(desk, standing(desk, &self.bid)?)?;
        let role = role(&self.role)?;
        let Some(before) = offered(desk, &view, &role)? else {
            return Err(trouble!("bid-role-none", short = &view.shown.short, role = &*role).into());
        };
        let (version, share) = (Version::Withdraw(before.id), before.share.clone());
        write(desk, "bid role drop", &view, version, &share, |short, role, _| match desk.global.dry_run {
            true => words!("bid-role-would-drop", short = short, role = role),
            false => words!("bid-role-dropped", short = short, role = role),
        })
    }
}

impl Bond {
    const fn waiver(self) -> Waiver {
        match self {
            Bond::Role => Waiver::Role,
            Bond::Notice => Waiver::Notice,
            Bond::Quiet => Waiver::Quiet,
        }
    }
}

/// A role as the vocabulary writes it, where it knows it.
fn role(typed: &str) -> Result<Line<64>, Problem> {
    let known = Vocabulary::embedded().canonical(typed.trim()).unwrap_or(typed);
    Ok(text::line("ROLE", known)?)
}

/// The own share of a role.
fn offered<'a>(desk: &Desk, view: &'a BidView, role: &str) -> Result<Option<&'a Offered>, Problem> {
    let me = desk.me()?.person;
    let own = |offered: &&Offered| offered.participant == me && fold(&offered.share.role) == fold(role);
    let row = &view.shown.row;
    Ok(row.shares.iter().chain(&row.narrow).find(own))
}

/// The own name as a client reads it, with whom one belongs to.
fn own_name(desk: &Desk) -> Result<Line<80>, Problem> {
    let me = desk.me()?;
    let (name, collective) = (desk.person(&me.person)?, desk.collective(&me.collective)?);
    Ok(text::line("--name", &words!("bid-own-name", name = name, collective = collective))?)
}

/// Refuses a share with which no later one could make the sums come out.
fn try_out(desk: &Desk, view: &BidView, share: &Share, before: Option<&Offered>) -> Result<(), Problem> {
    let row = &view.shown.row;
    let me = desk.me()?.person;
    let part = |participant, share: &Share| {
        let ask = share.ask()?;
        Some(Portion { participant, role: share.role.clone(), minutes: share.minutes, ask })
    };
    let others = row.shares.iter().filter(|offered| before.is_none_or(|before| before.id != offered.id));
    let mut portions: Vec<Portion> = others.filter_map(|offered| part(offered.participant, &offered.share)).collect();
    portions.extend(part(me, share));
    match split(row.bid.price(), row.bid.levy_points, row.bid.basis, &portions) {
        Err(fault) if !misfit::is_open(&fault) => {
            Err(misfit::told(desk, &view.shown.short, row.bid.price(), &fault)?.into())
        }
        Ok(_) | Err(_) => Ok(()),
    }
}

/// Writes a share, and says what it voids.
fn write(
    desk: &Desk,
    label: &str,
    view: &BidView,
    version: Version,
    share: &Share,
    saved: impl Fn(&str, &str, String) -> String,
) -> Outcome {
    let row = &view.shown.row;
    let drafts = vec![about(row, "share", Vec::new(), version, share)];
    let written = publish(desk, label, drafts, Excess::Refuse)?;
    let mut lines = vec![saved(&view.shown.short, &share.role, span::work(u64::from(share.minutes)))];
    lines.extend(asked(share));
    lines.extend(voided(desk, view)?);
    lines.extend(written.introduction());
    let after = super::view(desk, row.id)?.filter(|_| !desk.global.dry_run);
    let data = shown::object(desk, after.as_ref().unwrap_or(view))?;
    receipt(desk, "bid", lines.join("\n"), data, &written.published)
}

/// What a share asks for, where that is set.
fn asked(share: &Share) -> Option<String> {
    match share.ask()? {
        Ask::Fixed(Amount { minor, currency }) => {
            Some(words!("bid-asks-sum", sum = Amount { minor, currency }.to_string()))
        }
        Ask::Points(points) => Some(words!("bid-asks-part", part = percent::show(points))),
        Ask::Divided => None,
    }
}
