//! `talko pledge offer`: a promise of help to somebody, or to a collective.

use clap::Args;
use protocol::id::Id;
use protocol::local::Version;
use protocol::record::pledge::{Pledge, Quantity};
use protocol::text::Text;
use protocol::time::HOUR_MS;
use serde_json::json;

use super::quantity::{self, Amounts};
use crate::desk::Desk;
use crate::problem::{Outcome, Problem};
use crate::publish::{Excess, draft, publish};
use crate::receipt::receipt;
use crate::share::{Audience, audience};
use crate::values::{Clock, span, text, when};
use crate::{choose, trouble, words};

/// How long a pledge holds where nothing is said.
pub const VALID: &str = "90d";

/// What `talko pledge offer` takes.
#[derive(Clone, Debug, Args)]
pub struct Offer {
    /// The promise in your own words.
    pub text: String,
    /// To whom.
    #[arg(long, value_name = "NAME")]
    pub to: String,
    /// How much.
    #[command(flatten)]
    pub amounts: Amounts,
    /// How long it holds.
    #[arg(long, value_name = "SPAN", default_value = VALID)]
    pub valid: String,
    /// Who reads it.
    #[arg(long, value_name = "own|federation|NAME")]
    pub share: Option<String>,
    /// How many calls it allows.
    #[arg(long, value_name = "N")]
    pub calls: Option<u32>,
    /// How much notice a call must give.
    #[arg(long, value_name = "SPAN")]
    pub notice: Option<String>,
}

impl Offer {
    /// Runs the verb.
    ///
    /// # Errors
    /// The trouble of each value; `pledge-quantity` where nothing says how much; `pledge-self`.
    pub fn run(self, desk: &Desk) -> Outcome {
        let to = choose::party(desk, &self.to)?.id;
        let words: Text<2000> = text::text("TEXT", &self.text)?;
        let what = match self.amounts.typed(desk)? {
            Some(what) => what,
            None => quantity::in_text(&words, desk.currency())
                .ok_or_else(|| trouble!("pledge-quantity", typed = &*words))?,
        };
        let notice_hours = match &self.notice {
            Some(notice) => {
                let hours = span::parse(notice)?.div_ceil(HOUR_MS);
                Some(u32::try_from(hours).map_err(|_| trouble!("span", typed = notice))?)
            }
            None => None,
        };
        if self.calls == Some(0) {
            return Err(trouble!("pledge-no-calls").into());
        }
        let until = when::until(&self.valid, &desk.clock)?;
        let audience = readers(desk, self.share.as_deref(), to, Audience::OWN)?;
        let pledge = Pledge { text: words, to, what, until, calls: self.calls, notice_hours };
        promise(desk, "pledge offer", pledge, Vec::new(), audience)
    }
}

/// Who reads a pledge to somebody: they must be among the readers.
///
/// # Errors
/// `pledge-self` for a promise to oneself; `pledge-unread` where the beneficiary could not read it.
pub fn readers(desk: &Desk, share: Option<&str>, to: Id, usual: Audience) -> Result<Audience, Problem> {
    let me = desk.me()?;
    if to == me.person {
        return Err(trouble!("pledge-self").into());
    }
    let theirs = desk.card(&to)?.map_or(to, |card| card.collective);
    let outside = theirs != me.collective;
    let audience = audience(desk, share, if outside { Audience::FEDERATION } else { usual })?;
    if outside && audience.side != protocol::space::Side::Open {
        return Err(trouble!("pledge-unread", name = desk.party(&to)?).into());
    }
    Ok(audience)
}

/// Writes a pledge and says what was promised.
///
/// # Errors
/// What the home refused.
pub fn promise(desk: &Desk, label: &str, pledge: Pledge, names: Vec<Id>, audience: Audience) -> Outcome {
    let drafts = vec![draft("pledge", audience, None, names.clone(), Version::Binding, &pledge)];
    let written = publish(desk, label, drafts, Excess::Refuse)?;
    let name = desk.party(&pledge.to)?;
    let measure = pledge.what.measure();
    let (many, unit) = (measure.map_or(0, |(many, _)| many), measure.map(|(_, unit)| unit));
    let amount = quantity::say(many, unit);
    let mut lines = vec![match desk.global.dry_run {
        true => words!("pledge-would-offer", amount = amount, name = name, text = pledge.text.to_string()),
        false => {
            words!(
                "pledge-offered",
                short = written.short(),
                amount = amount,
                name = name,
                text = pledge.text.to_string()
            )
        }
    }];
    lines.push(words!("pledge-holds", when = desk.clock.echo(pledge.until)));
    lines.extend(written.introduction());
    let Quantity { minutes, minor, currency, things } = pledge.what;
    let data = json!({
        "id": written.first().map(|item| item.id),
        "short": written.first().map(|item| &item.short),
        "text": pledge.text,
        "to": {"id": pledge.to, "name": desk.party(&pledge.to)?},
        "unit": quantity::word(unit),
        "promised": many,
        "minutes": minutes,
        "minor": minor,
        "currency": currency.map(|currency| currency.code().to_string()),
        "things": things,
        "until": Clock::json(pledge.until),
        "calls": pledge.calls,
        "notice_hours": pledge.notice_hours,
        "answers": names.first(),
        "share": audience.word(),
    });
    receipt(desk, "pledge", lines.join("\n"), data, &written.published)
}
