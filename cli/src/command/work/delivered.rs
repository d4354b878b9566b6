//! `talko work delivered`: something was handed over to the client, or the client said that it is good.

use clap::Args;
use protocol::local::Version;
use protocol::record::delivery::Delivery;
use serde_json::json;

use crate::command::bid::entry::{Earlier, earlier};
use crate::command::bid::{about, fields};
use crate::command::invoice::found::{account, sent, short, won};
use crate::desk::Desk;
use crate::problem::Outcome;
use crate::publish::{Excess, publish};
use crate::receipt::{Back, receipt_with};
use crate::values::text;
use crate::{trouble, words};

/// What `talko work delivered` takes.
#[derive(Clone, Debug, Args)]
pub struct Deliver {
    /// The bid, by id or title.
    pub bid: String,
    /// What was handed over.
    #[arg(required_unless_present = "accepted")]
    pub what: Option<String>,
    /// When; today where nothing is said.
    #[arg(long, value_name = "DATE")]
    pub on: Option<String>,
    /// The client took an own earlier delivery, by the beginning of its id.
    #[arg(long, value_name = "ID", conflicts_with = "what")]
    pub accepted: Option<String>,
}

impl Deliver {
    /// Runs the verb.
    ///
    /// # Errors
    /// `invoice-not-won`; `work-no-line` without a part in it; `work-no-delivery`, `replaces-others` for one
    /// that is not one's own.
    pub fn run(self, desk: &Desk) -> Outcome {
        let view = account(desk, &self.bid)?;
        won(desk, &view)?;
        let sent = sent(&view)?;
        let me = desk.me()?.person;
        if me != view.bid.row.opener && !sent.draft.draft.participants().contains(&me) {
            return Err(trouble!("work-no-line", short = &view.bid.short).into());
        }
        let day = fields::day_or_today(desk, self.on.as_deref())?;
        let readers = view.bid.row.bid.readers.clone();
        let (body, corrects) = match &self.accepted {
            Some(typed) => {
                let none = || trouble!("work-no-delivery", typed = typed, short = &view.bid.short);
                let see = format!("work list {}", view.bid.short);
                let known = view.work.deliveries.iter().filter(|delivery| delivery.day <= day);
                let listed = known.clone().map(|delivery| Earlier::delivery(desk, delivery));
                let named = earlier(desk, Some(typed), listed, none(), &see)?.map(|named| named.id);
                let before = known.into_iter().find(|delivery| Some(delivery.id) == named).ok_or_else(none)?;
                let what = text::line("WHAT", &before.what)?;
                (Delivery { readers, what, day: before.day, accepted: Some(day) }, Some(before.id))
            }
            None => {
                let what = text::line("WHAT", self.what.as_deref().unwrap_or_default())?;
                (Delivery { readers, what, day, accepted: None }, None)
            }
        };
        let names = std::iter::once(sent.id).chain(corrects).collect();
        let drafts = vec![about(&view.bid.row, "delivery", names, Version::Binding, &body)];
        let written = publish(desk, "work delivered", drafts, Excess::Refuse)?;
        let (what, day) = (body.what.to_string(), desk.clock.day(day));
        let line = match (desk.global.dry_run, body.accepted.is_some()) {
            (true, false) => words!("work-would-deliver", what = what, day = day),
            (false, false) => words!("work-delivered", what = what, day = day),
            (true, true) => words!("work-would-accept", what = what, day = day),
            (false, true) => words!("work-accepted", what = what, day = day),
        };
        let id = written.published.inside.first();
        let data = json!({"id": id, "short": id.map(short), "bid": view.bid.row.id, "what": body.what});
        let back = Back::Instead(words!("work-list-back", short = &view.bid.short));
        receipt_with(desk, "delivery", line, data, &written.published, back)
    }
}
