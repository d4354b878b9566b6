//! How a report about a client is shown, to people and to programs; with the client's answer, whoever shows it.

use protocol::fold::report::{ReportRow, Standing};
use protocol::local::Shown;
use protocol::money::Amount;
use protocol::record::payment_report::PaymentReport;
use serde_json::{Value, json};

use super::said::Said;
use crate::command::bid::fields;
use crate::desk::Desk;
use crate::problem::Problem;
use crate::values::Clock;
use crate::words;

/// How an invoice was paid, in words.
pub fn standing(standing: &Standing) -> String {
    match standing {
        Standing::InTime => words!("client-paid-in-time"),
        Standing::Late(days) => words!("client-paid-late", days = *days),
        Standing::Unpaid(days) => words!("client-not-paid", days = *days),
    }
}

/// The figures of a report as a script reads them.
pub fn figures(report: &PaymentReport) -> Value {
    let (word, days) = match report.standing() {
        Standing::InTime => ("in-time", 0),
        Standing::Late(days) => ("late", days),
        Standing::Unpaid(days) => ("unpaid", days),
    };
    let day = crate::proposal::sheet::day;
    json!({
        "standing": word,
        "days_late": days,
        "currency": report.currency.code(),
        "least_minor": report.band.least(),
        "most_minor": report.band.most(),
        "due": day(report.due),
        "paid": report.paid.map(day),
        "seen": day(report.seen),
    })
}

/// A report in one sentence: about how much, due when, and how it was paid.
pub fn sentence(desk: &Desk, said: &Said) -> String {
    let amount = |minor| Amount { minor, currency: said.currency }.to_string();
    let (least, most, due) = (amount(said.band.least()), amount(said.band.most()), desk.clock.day(said.due));
    match said.paid {
        Some(paid) => {
            words!("client-sum-paid", least = least, most = most, due = due, paid = desk.clock.day(paid))
        }
        None => words!("client-sum-unpaid", least = least, most = most, due = due, seen = desk.clock.day(said.seen)),
    }
}

/// A report as a script reads it.
///
/// # Errors
/// What the home refused when it was asked for names.
pub fn object(desk: &Desk, report: &Shown<ReportRow>) -> Result<Value, Problem> {
    let row = &report.row;
    let signs = row.signs.iter().map(|sign| {
        Ok::<_, Problem>(json!({
            "person": sign.person, "name": desk.person(&sign.person)?, "collective": desk.collective(&sign.charter)?,
            "at": Clock::json(sign.at),
        }))
    });
    let replies = row.replies.iter().map(|reply| {
        Ok::<_, Problem>(json!({
            "id": reply.id, "steward": desk.person(&reply.steward)?, "collective": desk.collective(&reply.charter)?,
            "at": Clock::json(reply.at), "text": reply.text,
        }))
    });
    Ok(json!({
        "id": row.id,
        "short": report.short,
        "shown": row.shown(desk.clock.now.day()).is_some(),
        "reporter": {"id": row.reporter, "name": desk.person(&row.reporter)?},
        "collective": {"id": row.space.charter, "name": desk.collective(&row.space.charter)?},
        "at": Clock::json(row.revised),
        "until": desk.clock.day(row.expires),
        "report": row.report.as_ref().map(figures),
        "signatures": signs.collect::<Result<Vec<_>, _>>()?,
        "replies": replies.collect::<Result<Vec<_>, _>>()?,
    }))
}

/// A report as a person reads it.
///
/// # Errors
/// As [`object`].
pub fn lines(desk: &Desk, report: &Shown<ReportRow>) -> Result<Vec<String>, Problem> {
    let row = &report.row;
    let what = match &row.report {
        Some(said) => format!("{} {}", sentence(desk, &Said::of(said)), standing(&said.standing())),
        None => words!("client-erased"),
    };
    let mut lines = vec![desk.paint.strong(&words!("client-report", short = &report.short, what = what))];
    let by = desk.person(&row.reporter)?;
    let house = desk.collective(&row.space.charter)?;
    let until = desk.clock.day(row.expires);
    let signed = row.signs.iter().map(|sign| desk.person(&sign.person)).collect::<Result<Vec<_>, _>>()?;
    lines.push(match signed.is_empty() {
        true => words!("client-report-alone", by = by, house = house, short = &report.short),
        false => words!("client-report-by", by = by, house = house, signed = signed.join(", "), until = until),
    });
    for reply in &row.replies {
        let (steward, house) = (desk.person(&reply.steward)?, desk.collective(&reply.charter)?);
        let (text, on) = (reply.text.clone(), desk.clock.day(fields::day(desk, reply.at)));
        let text = text.unwrap_or_else(|| words!("client-erased"));
        lines.push(words!("client-answer", text = text, steward = steward, house = house, on = on));
    }
    Ok(lines)
}
