//! `talko work log`: how long one worked on a day.

use clap::Args;
use protocol::fold::work::Logged;
use protocol::local::Version;
use protocol::record::worklog::{MINUTES_MAX, WorkLog};
use protocol::search::fold::fold;
use serde_json::json;

use crate::command::bid::about;
use crate::command::bid::entry::{Earlier, Entry, earlier};
use crate::command::invoice::found::{account, sent, short, won};
use crate::desk::Desk;
use crate::problem::Outcome;
use crate::publish::{Excess, publish};
use crate::receipt::{Back, receipt_with};
use crate::values::span;
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
    /// On which day, what was done, and an earlier log that it corrects.
    #[command(flatten)]
    pub entry: Entry,
}

impl Log {
    /// Runs the verb.
    ///
    /// # Errors
    /// `invoice-not-won`; `work-no-line` without a part in it, `work-which` with several; `work-day` above a day;
    /// `work-no-log`, `replaces-others` where no log of one's own is replaced by it.
    pub fn run(self, desk: &Desk) -> Outcome {
        let view = account(desk, &self.bid)?;
        won(desk, &view)?;
        let sent = sent(&view)?;
        let me = desk.me()?.person;
        let (typed, see) = (self.entry.replaces.as_deref(), format!("work list {}", view.bid.short));
        let none = trouble!("work-no-log", typed = typed.unwrap_or_default(), short = &view.bid.short);
        let known = view.work.logs.iter().map(|log| Earlier::log(desk, log));
        let replaces = earlier(desk, typed, known, none, &see)?;
        let names = |log: &&Logged| replaces.as_ref().is_some_and(|before| before.id == log.id);
        let before = view.work.logs.iter().find(names);
        // What corrects a log is of the same role, where nobody says otherwise.
        let wanted = self.role.as_deref().or(before.map(|log| log.role.as_str()));
        let lines = sent.draft.draft.lines.iter().filter(|line| line.participant == me);
        let named = |role: &str| wanted.is_none_or(|wanted| fold(wanted) == fold(role));
        let roles: Vec<_> = lines.map(|line| line.role.clone()).filter(|role| named(role)).collect();
        let role = match roles.as_slice() {
            [] => return Err(trouble!("work-no-line", short = &view.bid.short).into()),
            [role] => role.clone(),
            several => {
                let roles: Vec<&str> = several.iter().map(|role| &**role).collect();
                return Err(trouble!("work-which", roles = roles.join(", ")).into());
            }
        };
        let back = self.hours.trim() == "0" && replaces.is_some();
        let minutes = if back { 0 } else { span::hours(&self.hours)? };
        if minutes > MINUTES_MAX {
            return Err(trouble!("work-day").into());
        }
        let (day, note) = (self.entry.day(desk)?, self.entry.note()?);
        let body = WorkLog { readers: view.bid.row.bid.readers.clone(), role: role.clone(), minutes, day, note };
        let names = std::iter::once(sent.id).chain(before.map(|before| before.id)).collect();
        let drafts = vec![about(&view.bid.row, "worklog", names, Version::Binding, &body)];
        let written = publish(desk, "work log", drafts, Excess::Refuse)?;
        let (hours, role) = (span::work(u64::from(minutes)), role.to_string());
        let mut lines = vec![match desk.global.dry_run {
            true => words!("work-would-log", hours = hours, role = role, day = desk.clock.day(day)),
            false => words!("work-logged", hours = hours, role = role, day = desk.clock.day(day)),
        }];
        lines.extend(replaces.as_ref().map(Earlier::line));
        let id = written.published.inside.first();
        let replaces = replaces.map(|before| before.id);
        let data =
            json!({"id": id, "short": id.map(short), "bid": view.bid.row.id, "minutes": minutes, "replaces": replaces});
        let back = words!("work-log-back", short = &view.bid.short, id = id.map(short).unwrap_or_default());
        receipt_with(desk, "worklog", lines.join("\n"), data, &written.published, Back::Instead(back))
    }
}
