//! `talko client sign`: a second person who took part says that a report is so. What it says is compared with the
//! account that can be opened here, and the client with who they think it is: nothing is signed unseen.

use std::collections::BTreeMap;

use clap::Args;
use protocol::client::{Handle, evidence, realm};
use protocol::fold::account::Invoiced;
use protocol::fold::report::ReportRow;
use protocol::id::Id;
use protocol::local::{AccountView, SeekReports, Shown, Version};
use protocol::record::payment_report::PaymentReport;
use protocol::record::report_sign::ReportSign;
use protocol::space::Side;
use protocol::text::tidy_line;
use serde_json::json;

use super::said::{Said, takes_part};
use super::{named, reports, shown};
use crate::command::bid::fields;
use crate::command::invoice::found::{self as invoices, accounts};
use crate::desk::Desk;
use crate::problem::{Outcome, Problem};
use crate::publish::{Excess, draft, publish};
use crate::receipt::{Back, receipt_with};
use crate::share::Audience;
use crate::{trouble, words};

/// What `talko client sign` takes.
#[derive(Clone, Debug, Args)]
pub struct Sign {
    /// The report, by the beginning of its id; the one that waits where nothing is said.
    pub report: Option<String>,
    /// Who the client is, where the lead does not say so: as it was reported.
    #[arg(long, value_name = "NAME")]
    pub client: Vec<String>,
}

impl Sign {
    /// Runs the verb.
    ///
    /// # Errors
    /// `client-none-waits`, `client-which`; `client-stranger`; `client-differs` where it is otherwise in the own
    /// account, as of the day it is about or today, `client-other` where it is about another client,
    /// `client-unnamed` where nobody says which.
    pub fn run(self, desk: &Desk) -> Outcome {
        let waiting = self.waiting(desk)?;
        let report = waiting.row.report.as_ref();
        let report = report.ok_or_else(|| trouble!("client-none-waits"))?;
        let (view, invoice) = account(desk, report)?.ok_or_else(|| trouble!("client-none-waits"))?;
        takes_part(desk, &view)?;
        let known = Said::on(&view, &invoice, report.seen)?;
        // What came since counts as well: who signs today says that it is so today.
        let since = Said::on(&view, &invoice, report.seen.max(fields::day(desk, desk.clock.now)))?;
        for ours in [known, since] {
            let theirs = Said::of(report);
            if (Said { seen: report.seen, ..ours.clone() }) != theirs {
                let (theirs, ours) = (shown::sentence(desk, &theirs), shown::sentence(desk, &ours));
                return Err(trouble!("client-differs", short = &waiting.short, theirs = theirs, ours = ours).into());
            }
        }
        let called = self.same_client(&waiting, report, &view)?;
        let body = ReportSign { checked: fields::day(desk, desk.clock.now) };
        let audience = Audience { side: Side::Open, federation: waiting.row.audience };
        let (subject, names) = (Some(waiting.row.id), vec![waiting.row.head]);
        let drafts = vec![draft("report-sign", audience, subject, names, Version::Binding, &body)];
        let written = publish(desk, "client sign", drafts, Excess::Refuse)?;
        let (short, number) = (&waiting.short, invoice.number.clone());
        let mut lines = vec![match desk.global.dry_run {
            true => words!("client-would-sign", short = short, number = number),
            false => words!("client-signed", short = short, number = number),
        }];
        let what = format!("{} {}", shown::sentence(desk, &Said::of(report)), shown::standing(&report.standing()));
        lines.push(words!("client-sign-what", names = called.join(", "), what = what));
        lines.extend(written.introduction());
        let data = json!({
            "report": waiting.row.id,
            "short": short,
            "invoice": invoice.id,
            "client": called,
            "says": shown::figures(report),
        });
        let (name, number) = (desk.person(&waiting.row.reporter)?, invoices::short(&invoice.id));
        let back = Back::Instead(words!("client-sign-back", name = name, invoice = number));
        receipt_with(desk, "report-sign", lines.join("\n"), data, &written.published, back)
    }

    /// The report that is meant: of those that wait for a word of whoever lives here.
    fn waiting(&self, desk: &Desk) -> Result<Shown<ReportRow>, Problem> {
        let me = desk.me()?.person;
        if let Some(typed) = &self.report {
            let found = super::find(desk, typed)?;
            return match waits(&found.row, me) {
                true => Ok(found),
                false => Err(trouble!("client-signed-already", short = &found.short).into()),
            };
        }
        let mut found = reports(desk, SeekReports::Mine)?.reports;
        found.retain(|report| waits(&report.row, me));
        match found.len() {
            0 => Err(trouble!("client-none-waits").into()),
            1 => Ok(found.remove(0)),
            _ => {
                let choices: Vec<&str> = found.iter().map(|report| report.short.as_str()).collect();
                Err(trouble!("client-which", choices = choices.join(", ")).into())
            }
        }
    }

    /// The names that the report holds of the client, of those that the signer and the lead call it; refuses one that
    /// holds anything else.
    fn same_client(
        &self,
        waiting: &Shown<ReportRow>,
        report: &PaymentReport,
        view: &AccountView,
    ) -> Result<Vec<String>, Problem> {
        // The lead's name is no word of the signer's: as many as a report holds can be typed beside it.
        named::handles(&self.client)?;
        let called: Vec<&String> = self.client.iter().chain(&view.client).collect();
        if called.is_empty() {
            return Err(trouble!("client-unnamed", number = &waiting.short).into());
        }
        let realm = realm(waiting.row.audience, waiting.row.space.charter);
        let mut tags: BTreeMap<Id, String> = BTreeMap::new();
        for called in called {
            if let Some(handle) = Handle::read(called) {
                tags.entry(handle.key(&realm).tag(&report.salt)).or_insert_with(|| tidy_line(called));
            }
        }
        match report.tags.iter().map(|tag| tags.get(tag).cloned()).collect() {
            Some(names) => Ok(names),
            None => Err(trouble!("client-other", short = &waiting.short).into()),
        }
    }
}

/// True for another's report that somebody has not signed as it stands.
pub fn waits(row: &ReportRow, me: Id) -> bool {
    row.reporter != me && !row.withdrawn && row.report.is_some() && !row.signs.iter().any(|sign| sign.person == me)
}

/// The account and the invoice that a report is about, where they can be opened here.
pub fn account(desk: &Desk, report: &PaymentReport) -> Result<Option<(AccountView, Invoiced)>, Problem> {
    let about = |view: &AccountView| {
        view.account.invoices.iter().find(|invoice| evidence(&invoice.first) == report.evidence).cloned()
    };
    Ok(accounts(desk)?.into_iter().find_map(|view| about(&view).map(|invoice| (view, invoice))))
}
