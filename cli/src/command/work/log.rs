//! `talko work log`: how long one worked on a day.

use clap::Args;
use protocol::fold::work::Logged;
use protocol::id::Prefix;
use protocol::local::Version;
use protocol::record::worklog::{MINUTES_MAX, WorkLog};
use protocol::search::fold::fold;
use serde_json::json;

use crate::command::bid::{about, fields};
use crate::command::invoice::found::{account, sent, short, won};
use crate::desk::Desk;
use crate::problem::Outcome;
use crate::publish::{Excess, publish};
use crate::receipt::{Back, receipt_with};
use crate::values::{span, text};
use crate::{trouble, words};

/// What `talko work log` takes.
#[derive(Clone, Debug, Args)]
pub struct Log {
    /// The bid, by id or title.
    pub bid: String,
    /// How long; 0 takes back what it corrects.
    #[arg(long, value_name = "HOURS")]
    pub hours: String,
    /// As what, for whoever does several things in it.
    #[arg(long, value_name = "ROLE")]
    pub role: Option<String>,
    /// On which day; today where nothing is said.
    #[arg(long, value_name = "DATE")]
    pub on: Option<String>,
    /// What was done.
    #[arg(long, value_name = "TEXT")]
    pub note: Option<String>,
    /// An earlier log that it corrects.
    #[arg(long, value_name = "ID")]
    pub replaces: Option<String>,
}

impl Log {
    /// Runs the verb.
    ///
    /// # Errors
    /// `invoice-not-won`; `work-no-line` without a part in it, `work-which` with several; `work-day` above a day;
    /// `work-no-log` where nothing of one's own is replaced by it.
    pub fn run(self, desk: &Desk) -> Outcome {
        let view = account(desk, &self.bid)?;
        won(desk, &view)?;
        let sent = sent(&view)?;
        let me = desk.me()?.person;
        let lines = sent.draft.draft.lines.iter().filter(|line| line.participant == me);
        let named = |role: &str| self.role.as_deref().is_none_or(|typed| fold(typed) == fold(role));
        let roles: Vec<_> = lines.map(|line| line.role.clone()).filter(|role| named(role)).collect();
        let role = match roles.as_slice() {
            [] => return Err(trouble!("work-no-line", short = &view.bid.short).into()),
            [role] => role.clone(),
            several => {
                let roles: Vec<&str> = several.iter().map(|role| &**role).collect();
                return Err(trouble!("work-which", roles = roles.join(", ")).into());
            }
        };
        let prefix = self.replaces.as_deref().map(|typed| (typed, Prefix::parse(typed.trim())));
        let own = |prefix: &Option<Prefix>| {
            let fits = |log: &&Logged| prefix.as_ref().is_some_and(|prefix| prefix.fits(&log.id));
            view.work.logs.iter().filter(|log| log.participant == me).find(fits).map(|log| log.id)
        };
        let none = |typed: &str| trouble!("work-no-log", typed = typed, short = &view.bid.short);
        let replaces = prefix.map(|(typed, prefix)| own(&prefix).ok_or_else(|| none(typed))).transpose()?;
        let back = self.hours.trim() == "0" && replaces.is_some();
        let minutes = if back { 0 } else { span::hours(&self.hours)? };
        if minutes > MINUTES_MAX {
            return Err(trouble!("work-day").into());
        }
        let day = fields::day_or_today(desk, self.on.as_deref())?;
        let note = text::maybe_line("--note", self.note.as_deref())?;
        let body = WorkLog { readers: view.bid.row.bid.readers.clone(), role: role.clone(), minutes, day, note };
        let names = std::iter::once(sent.id).chain(replaces).collect();
        let drafts = vec![about(&view.bid.row, "worklog", names, Version::Binding, &body)];
        let written = publish(desk, "work log", drafts, Excess::Refuse)?;
        let (hours, role) = (span::work(u64::from(minutes)), role.to_string());
        let line = match desk.global.dry_run {
            true => words!("work-would-log", hours = hours, role = role, day = desk.clock.day(day)),
            false => words!("work-logged", hours = hours, role = role, day = desk.clock.day(day)),
        };
        let id = written.published.inside.first();
        let data = json!({"id": id, "short": id.map(short), "bid": view.bid.row.id, "minutes": minutes});
        let back = words!("work-log-back", short = &view.bid.short, id = id.map(short).unwrap_or_default());
        receipt_with(desk, "worklog", line, data, &written.published, Back::Instead(back))
    }
}
