//! `talko client sign`: a second person who took part says that a report is so. What it says is compared with the
//! account that can be opened here, and the client with who they think it is: nothing is signed unseen.

use clap::Args;
use protocol::client::{Handle, evidence, realm};
use protocol::fold::account::Invoiced;
use protocol::fold::report::ReportRow;
use protocol::local::{AccountView, SeekReports, Shown, Version};
use protocol::record::payment_report::PaymentReport;
use protocol::record::report_sign::ReportSign;
use protocol::space::Side;
use serde_json::json;

use super::said::{Said, takes_part};
use super::{named, reports, shown};
use crate::command::bid::fields;
use crate::command::invoice::found::accounts;
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
    /// account, `client-other` where it is about another client, `client-unnamed` where nobody says which.
    pub fn run(self, desk: &Desk) -> Outcome {
        let waiting = self.waiting(desk)?;
        let report = waiting.row.report.as_ref();
        let report = report.ok_or_else(|| trouble!("client-none-waits"))?;
        let (view, invoice) = account(desk, report)?.ok_or_else(|| trouble!("client-none-waits"))?;
        takes_part(desk, &view)?;
        let known = Said::on(&view, &invoice, report.seen)?;
        if known != Said::of(report) {
            let (theirs, ours) = (shown::sentence(desk, &Said::of(report)), shown::sentence(desk, &known));
            return Err(trouble!("client-differs", short = &waiting.short, theirs = theirs, ours = ours).into());
        }
        self.same_client(&waiting, report, &view)?;
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
        lines.extend(written.introduction());
        let data = json!({"report": waiting.row.id, "short": short, "invoice": invoice.id});
        let back = Back::Instead(words!("client-sign-back", short = short));
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

    /// Refuses a report that names the client by anything that the signer does not call it.
    fn same_client(
        &self,
        waiting: &Shown<ReportRow>,
        report: &PaymentReport,
        view: &AccountView,
    ) -> Result<(), Problem> {
        let typed: Vec<String> = self.client.iter().cloned().chain(view.client.clone()).collect();
        let handles: Vec<Handle> = named::handles(&typed)?;
        if handles.is_empty() {
            return Err(trouble!("client-unnamed", number = &waiting.short).into());
        }
        let realm = realm(waiting.row.audience, waiting.row.space.charter);
        let tags: Vec<_> = handles.iter().map(|handle| handle.key(&realm).tag(&report.salt)).collect();
        match report.tags.iter().all(|tag| tags.contains(tag)) {
            true => Ok(()),
            false => Err(trouble!("client-other", short = &waiting.short).into()),
        }
    }
}

/// True for another's report that somebody has not signed as it stands.
pub fn waits(row: &ReportRow, me: protocol::id::Id) -> bool {
    row.reporter != me && !row.withdrawn && row.report.is_some() && !row.signs.iter().any(|sign| sign.person == me)
}

/// The account and the invoice that a report is about, where they can be opened here.
pub fn account(desk: &Desk, report: &PaymentReport) -> Result<Option<(AccountView, Invoiced)>, Problem> {
    let about = |view: &AccountView| {
        view.account.invoices.iter().find(|invoice| evidence(&invoice.id) == report.evidence).cloned()
    };
    Ok(accounts(desk)?.into_iter().find_map(|view| about(&view).map(|invoice| (view, invoice))))
}
