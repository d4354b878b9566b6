//! `talko bid sign` and `talko bid unsign`: agreement to exactly one draft, and the way out of it.

use clap::Args;
use protocol::id::Prefix;
use protocol::local::{Reply, Request, SignBid, Version};

use super::edit::voided;
use super::{about, misfit, named, shown, standing};
use crate::desk::{Desk, unfit};
use crate::problem::Outcome;
use crate::publish::{Excess, publish};
use crate::receipt::{Back, receipt, receipt_with};
use crate::{trouble, words};

/// What `talko bid sign` takes.
#[derive(Clone, Debug, Args)]
pub struct Sign {
    /// The bid, by id or title.
    pub bid: String,
    /// The draft that was read; another one is not signed.
    #[arg(long, value_name = "ID")]
    pub draft: Option<String>,
}

/// What `talko bid unsign` takes.
#[derive(Clone, Debug, Args)]
pub struct Unsign {
    /// The bid, by id or title.
    pub bid: String,
}

impl Sign {
    /// Runs the verb.
    ///
    /// # Errors
    /// What speaks against the signature, with its figures; nothing is written then.
    pub fn run(self, desk: &Desk) -> Outcome {
        let view = standing(desk, &self.bid)?;
        let (row, short) = (&view.shown.row, &view.shown.short);
        if let Some(why) = &row.undrafted {
            return Err(misfit::undrafted(desk, short, row.bid.price(), why)?.into());
        }
        let drafted = row.draft.as_ref().ok_or_else(|| trouble!("bid-undrafted", short = short))?;
        let read = self.draft.as_deref().map(|typed| Prefix::parse(typed).is_some_and(|typed| typed.fits(&drafted.id)));
        if read == Some(false) {
            return Err(trouble!("bid-changed", short = short).into());
        }
        let me = desk.me()?.person;
        if row.signatures.iter().any(|signature| signature.participant == me && signature.void.is_none()) {
            return Err(trouble!("bid-signed-before", short = short).into());
        }
        let wish = SignBid { bid: row.id, draft: drafted.id, dry_run: desk.global.dry_run };
        let published = match desk.ask(Request::SignBid(wish)).map_err(|problem| named(problem, short))? {
            Reply::Published(published) => published,
            other => return Err(unfit("SignBid", &other)),
        };
        let own = drafted.draft.lines.iter().zip(&drafted.split.lines).filter(|(line, _)| line.participant == me);
        let own: u64 = own.map(|(_, sum)| sum.minor).sum();
        let own = protocol::money::Amount { minor: own, currency: row.bid.currency }.to_string();
        let draft = drafted.id.short(6);
        let mut lines = vec![match desk.global.dry_run {
            true => words!("bid-would-sign", short = short, own = own, draft = draft),
            false => words!("bid-signed", short = short, own = own, draft = draft),
        }];
        let after = super::view(desk, row.id)?.filter(|_| !desk.global.dry_run);
        if let Some(after) = &after {
            lines.extend(shown::missing(desk, &after.shown.row)?);
        }
        let data = shown::object(desk, after.as_ref().unwrap_or(&view))?;
        let instead = Back::Instead(words!("bid-sign-back", short = short));
        receipt_with(desk, "bid", lines.join("\n"), data, &published, instead)
    }
}

impl Unsign {
    /// Runs the verb: the own share is said anew, so that another draft follows and every signature is void.
    ///
    /// # Errors
    /// `bid-not-signed` where there is no own signature that counts; `bid-gone` once it was sent.
    pub fn run(self, desk: &Desk) -> Outcome {
        let view = standing(desk, &self.bid)?;
        let (row, short) = (&view.shown.row, &view.shown.short);
        let me = desk.me()?.person;
        if row.sent.is_some() {
            return Err(trouble!("bid-gone", short = short).into());
        }
        let signed = row.signatures.iter().any(|signature| signature.participant == me && signature.void.is_none());
        let share = row.shares.iter().find(|offered| offered.participant == me);
        let share = share.filter(|_| signed).ok_or_else(|| trouble!("bid-not-signed", short = short))?;
        let drafts = vec![about(row, "share", Vec::new(), Version::Next(share.id), &share.share)];
        let written = publish(desk, "bid unsign", drafts, Excess::Refuse)?;
        let mut lines = vec![match desk.global.dry_run {
            true => words!("bid-would-unsign", short = short),
            false => words!("bid-unsigned", short = short),
        }];
        lines.extend(voided(desk, &view)?);
        let after = super::view(desk, row.id)?.filter(|_| !desk.global.dry_run);
        let data = shown::object(desk, after.as_ref().unwrap_or(&view))?;
        receipt(desk, "bid", lines.join("\n"), data, &written.published)
    }
}
