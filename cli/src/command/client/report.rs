//! `talko client report`: how a client paid an invoice, for everybody in the federation who can say who the client
//! is. It shows once somebody else who took part has signed it.

use clap::Args;
use protocol::client::{Key, evidence, realm};
use protocol::fold::account::Invoiced;
use protocol::fold::report::ReportRow;
use protocol::id::Id;
use protocol::local::{AccountView, Draft, Reply, Request, SeekReports, Shown, Version};
use protocol::record::payment_report::PaymentReport;
use protocol::space::Side;
use protocol::wire::Few;
use serde_json::json;

use super::said::{Said, takes_part};
use super::{named, reports, shown};
use crate::command::bid::fields;
use crate::command::invoice::found::invoice;
use crate::desk::{Desk, unfit};
use crate::problem::{Outcome, Problem};
use crate::publish::{Excess, draft, publish};
use crate::receipt::receipt;
use crate::share::Audience;
use crate::{trouble, words};

/// What `talko client report` takes.
#[derive(Clone, Debug, Args)]
pub struct Report {
    /// The invoice, by id or number; or the bid that has just one.
    pub invoice: String,
    /// Who the client is: a name, a site or a mail address; several find it by each.
    #[arg(long, value_name = "NAME")]
    pub client: Vec<String>,
    /// Takes an own report back.
    #[arg(long, conflicts_with = "client")]
    pub withdraw: bool,
}

impl Report {
    /// Runs the verb.
    ///
    /// # Errors
    /// `unknown-account`, `invoice-which`; `client-stranger`; `client-not-due` while nothing is late and something
    /// missing; `client-unnamed` where neither the lead nor the command says who the client is.
    pub fn run(self, desk: &Desk) -> Outcome {
        let (view, invoice) = invoice(desk, &self.invoice)?;
        takes_part(desk, &view)?;
        let own = own(desk, &invoice)?;
        let number = invoice.number.clone();
        if self.withdraw {
            let drafts: Vec<Draft> = own.iter().filter_map(|report| withdrawn(&report.row)).collect();
            if drafts.is_empty() {
                return Err(trouble!("client-no-report", number = number).into());
            }
            let written = publish(desk, "client report", drafts, Excess::Refuse)?;
            let line = match desk.global.dry_run {
                true => words!("client-would-withdraw", number = number),
                false => words!("client-withdrawn", number = number),
            };
            let data = json!({"invoice": invoice.id, "withdrawn": true});
            return receipt(desk, "payment-report", line, data, &written.published);
        }
        let today = fields::day(desk, desk.clock.now);
        let said = Said::on(&view, &invoice, today)?;
        if said.paid.is_none() && today <= said.due {
            return Err(trouble!("client-not-due", number = number, due = desk.clock.day(said.due)).into());
        }
        let drafts = self.drafts(desk, &view, &invoice, &own, &said)?;
        let written = publish(desk, "client report", drafts, Excess::Refuse)?;
        let stands = shown::standing(&said.standing(&evidence(&invoice.first)));
        let mut lines = vec![match desk.global.dry_run {
            true => words!("client-would-report", number = number, stands = stands),
            false => words!("client-reported", number = number, stands = stands),
        }];
        lines.push(words!("client-second", short = written.short()));
        // The lead is read by many more than the report, and names them in clear.
        lines.extend(view.client.as_ref().map(|_| words!("client-lead-names")));
        lines.extend(written.introduction());
        let data = json!({
            "id": written.first().map(|item| item.id),
            "short": written.first().map(|item| item.short.clone()),
            "invoice": invoice.id,
            "report": shown::figures(&said.report(Few::default(), Id::of(&[]), evidence(&invoice.first))),
        });
        receipt(desk, "payment-report", lines.join("\n"), data, &written.published)
    }

    /// A report for each federation: the next revision where one was written before.
    fn drafts(
        &self,
        desk: &Desk,
        view: &AccountView,
        invoice: &Invoiced,
        own: &[Shown<ReportRow>],
        said: &Said,
    ) -> Result<Vec<Draft>, Problem> {
        let typed: Vec<String> = match self.client.is_empty() {
            true => view.client.iter().cloned().collect(),
            false => self.client.clone(),
        };
        let handles = named::handles(&typed)?;
        let collective = desk.me()?.collective;
        let audiences = match view.bid.row.audience {
            Some(only) => vec![Some(only)],
            None => named::audiences(desk)?,
        };
        let mut drafts = Vec::new();
        for federation in audiences {
            let before = own.iter().map(|report| &report.row).find(|row| row.audience == federation);
            let kept = before.and_then(|row| row.report.as_ref());
            let (tags, salt) = match kept.filter(|_| self.client.is_empty()) {
                Some(kept) => (kept.tags.clone(), kept.salt),
                None if handles.is_empty() => {
                    return Err(trouble!("client-unnamed", number = &invoice.number).into());
                }
                None => {
                    let (salt, realm) = (chance(desk)?, realm(federation, collective));
                    let keys: Vec<Key> = handles.iter().map(|handle| handle.key(&realm)).collect();
                    let mut tags: Vec<Id> = keys.iter().map(|key| key.tag(&salt)).collect();
                    tags.sort_unstable();
                    (Few::new(tags).expect("no more handles than tags"), salt)
                }
            };
            let body = said.report(tags, salt, evidence(&invoice.first));
            let version = before.map_or(Version::New, |row| Version::Next(row.id));
            drafts.push(draft("payment-report", audience(federation), None, Vec::new(), version, &body));
        }
        Ok(drafts)
    }
}

impl Said {
    /// The body of a report.
    fn report(&self, tags: Few<Id, { protocol::client::HANDLES_MAX }>, salt: Id, evidence: Id) -> PaymentReport {
        let Said { currency, band, due, seen, paid } = *self;
        PaymentReport { tags, salt, currency, band, due, seen, paid, evidence }
    }

    /// How it was paid.
    fn standing(&self, evidence: &Id) -> protocol::fold::report::Standing {
        self.report(Few::default(), *evidence, *evidence).standing()
    }
}

/// Own reports about an invoice that were not taken back.
fn own(desk: &Desk, invoice: &Invoiced) -> Result<Vec<Shown<ReportRow>>, Problem> {
    let (me, about) = (desk.me()?.person, evidence(&invoice.first));
    let mut found = reports(desk, SeekReports::Mine)?.reports;
    found.retain(|report| {
        let row = &report.row;
        row.reporter == me && !row.withdrawn && row.report.as_ref().is_some_and(|report| report.evidence == about)
    });
    Ok(found)
}

fn withdrawn(row: &ReportRow) -> Option<Draft> {
    let body = row.report.as_ref()?;
    Some(draft("payment-report", audience(row.audience), None, Vec::new(), Version::Withdraw(row.id), body))
}

fn audience(federation: Option<Id>) -> Audience {
    Audience { side: Side::Open, federation }
}

fn chance(desk: &Desk) -> Result<Id, Problem> {
    match desk.ask(Request::Chance)? {
        Reply::Chance(bytes) => Ok(bytes),
        other => Err(unfit("Chance", &other)),
    }
}
