//! `talko bid new`: opens a bid on a lead.

use clap::Args;
use protocol::bid::split::Basis;
use protocol::fold::lead::LeadRow;
use protocol::id::Id;
use protocol::local::{CollectiveCard, Reply, Request, Version};
use protocol::record::bid::Bid;
use protocol::time::DAY_MS;
use protocol::wire::Few;
use serde_json::json;

use super::fields::{self, Fields};
use crate::command::charter::revise::words_of;
use crate::command::lead;
use crate::desk::{Desk, unfit};
use crate::problem::{Outcome, Problem};
use crate::publish::{Excess, draft, publish};
use crate::receipt::receipt;
use crate::share::Audience;
use crate::values::{Clock, file, percent, text};
use crate::{prompt, trouble, words};

/// 3 days are left to sign where nobody says more.
const SIGNING_DAYS: u64 = 3;
/// 14 days an offer holds behind its closing where nobody says more.
const HOLDING_DAYS: u64 = 14;
/// 14 days a client has to pay where nobody says more.
const PAYMENT_DAYS: u32 = 14;

/// What `talko bid new` takes.
#[derive(Clone, Debug, Args)]
pub struct New {
    /// The lead, by id or title.
    pub lead: String,
    /// Who else may take part: people, and collectives for all of their members.
    #[arg(long, value_delimiter = ',', value_name = "NAME,NAME")]
    pub with: Vec<String>,
    /// What is offered.
    #[command(flatten)]
    pub fields: Fields,
}

impl New {
    /// Runs the verb.
    ///
    /// # Errors
    /// `bid-lead-over` where the lead can no longer be answered; the trouble of each value.
    pub fn run(self, desk: &Desk) -> Outcome {
        let found = lead::find(desk, &self.lead)?;
        let row = &found.shown.row;
        if !row.is_open(desk.clock.now) {
            return Err(trouble!("bid-lead-over", short = &found.shown.short).into());
        }
        let me = desk.me()?;
        let readers = fields::readers(desk, &self.with, &[me.collective, row.poster])?;
        let mut bid = self.blank(desk, row, readers)?;
        self.fields.apply(desk, &mut bid)?;
        let audience = Audience::of(row.space, row.audience);
        let drafts = vec![draft("bid", audience, Some(row.id), Vec::new(), Version::New, &bid)];
        let written = publish(desk, "bid new", drafts, Excess::Refuse)?;
        let id = written.published.inside.first();
        let short = id.map(|id| short(desk, id)).transpose()?.unwrap_or_default();
        let title = bid.title.to_string();
        let mut lines = vec![match desk.global.dry_run {
            true => words!("bid-would-new", title = title),
            false => words!("bid-new", short = &short, title = title),
        }];
        let levy = percent::show(bid.levy_points);
        lines.push(words!("bid-new-price", price = bid.price().to_string(), levy = levy));
        let (first, last) = (desk.clock.day(bid.first), desk.clock.day(bid.last));
        lines.push(words!("bid-new-work", first = first, last = last));
        let (closes, valid) = (desk.clock.echo(bid.closes), desk.clock.echo(bid.valid_until));
        lines.push(words!("bid-new-closes", closes = closes, valid = valid));
        if !desk.global.dry_run {
            lines.push(words!("bid-new-next", short = &short));
        }
        lines.extend(written.introduction());
        let data = json!({
            "id": id,
            "short": short,
            "title": bid.title,
            "lead": row.id,
            "price_minor": bid.price_minor,
            "currency": bid.currency.code(),
            "levy_points": bid.levy_points,
            "closes": Clock::json(bid.closes),
            "valid_until": Clock::json(bid.valid_until),
        });
        receipt(desk, "bid", lines.join("\n"), data, &written.published)
    }

    /// A bid that says what must be said, and what follows from the lead and the bylaws.
    fn blank(&self, desk: &Desk, row: &LeadRow, readers: Few<Id, 32>) -> Result<Bid, Problem> {
        let asked = |typed: &Option<String>, question: String, option: &str| match typed {
            Some(typed) => Ok(typed.clone()),
            None => prompt::text(desk, &question, option, None),
        };
        let price = asked(&self.fields.price, words!("bid-ask-price"), "--price <MONEY>")?;
        let price = fields::price(&price, desk.currency())?;
        let scope = asked(&self.fields.scope, words!("bid-ask-scope"), "--scope <TEXT>")?;
        let until = asked(&self.fields.until, words!("bid-ask-until"), "--until <DATE>")?;
        let last = crate::values::when::future(&until, crate::values::when::Edge::End, &desk.clock)?;
        let now = desk.clock.now;
        let lead = row.lead.as_ref();
        let starts = lead.and_then(|lead| lead.starts).filter(|starts| *starts > now);
        let own = desk.own_collective()?;
        let title = lead.map(|lead| lead.title.to_string()).unwrap_or_default();
        Ok(Bid {
            readers,
            title: text::line("--title", self.fields.title.as_deref().unwrap_or(&title))?,
            price_minor: price.minor,
            currency: price.currency,
            levy_points: levy_of(own)?,
            basis: Basis::Hours,
            rates: Few::default(),
            scope: text::text("--scope", &file::typed(&scope)?)?,
            beyond: None,
            payment_days: PAYMENT_DAYS,
            contractor: own.charter,
            contact: None,
            template: None,
            bylaws: own.head.terms,
            first: fields::day(desk, starts.unwrap_or(now.after(DAY_MS))).min(fields::day(desk, last)),
            last: fields::day(desk, last),
            closes: now.after(SIGNING_DAYS * DAY_MS),
            valid_until: now.after((SIGNING_DAYS + HOLDING_DAYS) * DAY_MS),
            roles: lead.map(|lead| lead.roles.clone()).unwrap_or_default(),
            salt: salt(desk)?,
            need: None,
            working: None,
            cover: None,
            paying: None,
            house: fields::house(desk, &own.charter)?,
            homes: None,
        })
    }
}

/// What the bylaws keep of a price; nothing where they say nothing.
///
/// # Errors
/// `charter-words-away` where it is not known yet what they say.
fn levy_of(own: &CollectiveCard) -> Result<u32, Problem> {
    let terms = words_of(own.terms.as_ref(), &own.head, &own.name)?;
    Ok(terms.parameters.and_then(|numbers| numbers.levy_points).unwrap_or(0))
}

/// 32 bytes of chance, which only the home has.
fn salt(desk: &Desk) -> Result<Id, Problem> {
    match desk.ask(Request::Chance)? {
        Reply::Chance(bytes) => Ok(bytes),
        other => Err(unfit("Chance", &other)),
    }
}

/// The short form under which a bid that was just written is known.
fn short(desk: &Desk, id: &Id) -> Result<String, Problem> {
    Ok(super::view(desk, *id)?.map_or_else(|| id.short(6), |view| view.shown.short))
}
