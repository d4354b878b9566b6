//! How a bid is shown: its lines with their sums, who signed, what it waits for.

use std::collections::BTreeSet;

use protocol::bid::split::Basis;
use protocol::fold::bid::{BidRow, Stage, Void};
use protocol::id::Id;
use protocol::local::{BidView, Shown};
use protocol::money::Amount;
use protocol::record::bid_outcome::Ending;
use serde_json::{Map, Value, json};

use super::{misfit, send};
use crate::desk::Desk;
use crate::paint::{Sheet, Table};
use crate::problem::{self, Problem};
use crate::values::{Clock, percent, span};
use crate::{template, words};

/// The word of a stage for scripts.
pub const fn stage_word(stage: Stage) -> &'static str {
    match stage {
        Stage::Drafting => "drafting",
        Stage::Waiting => "waiting",
        Stage::Ready => "ready",
        Stage::Sent => "sent",
        Stage::Won => "won",
        Stage::Lost => "lost",
        Stage::Lapsed => "lapsed",
        Stage::Contested => "contested",
        Stage::Withdrawn => "withdrawn",
    }
}

/// Where a bid stands, with whose signatures it waits for.
///
/// # Errors
/// What the home refused when it was asked for names.
pub fn stage(desk: &Desk, row: &BidRow) -> Result<String, Problem> {
    Ok(match row.stage(desk.clock.now) {
        Stage::Drafting => words!("bid-stage-drafting"),
        Stage::Waiting => words!("bid-stage-waiting", names = names(desk, &row.missing())?),
        Stage::Ready => words!("bid-stage-ready"),
        Stage::Sent => words!("bid-stage-sent"),
        Stage::Won => words!("bid-stage-won"),
        Stage::Lost => words!("bid-stage-lost"),
        Stage::Lapsed => words!("bid-stage-lapsed"),
        Stage::Contested => words!("bid-stage-contested"),
        Stage::Withdrawn => words!("bid-stage-withdrawn"),
    })
}

/// How a bid ended, in words.
pub fn ending(ending: Ending) -> String {
    match ending {
        Ending::Won => words!("bid-stage-won"),
        Ending::Lost => words!("bid-stage-lost"),
        Ending::Lapsed => words!("bid-stage-lapsed"),
    }
}

/// Whose signatures are missing, or that none is.
///
/// # Errors
/// As [`stage`].
pub fn missing(desk: &Desk, row: &BidRow) -> Result<Option<String>, Problem> {
    let missing = row.missing();
    Ok(match (row.draft.is_some(), missing.is_empty()) {
        (true, true) => Some(words!("bid-all-signed")),
        (true, false) => Some(words!("bid-missing", count = missing.len(), names = names(desk, &missing)?)),
        (false, _) => None,
    })
}

fn names(desk: &Desk, people: &BTreeSet<Id>) -> Result<String, Problem> {
    let names: Vec<String> = people.iter().map(|person| desk.person(person)).collect::<Result<_, _>>()?;
    Ok(names.join(", "))
}

/// The page of a bid.
///
/// # Errors
/// As [`stage`].
pub fn page(desk: &Desk, view: &BidView, sheet: &mut Sheet) -> Result<(), Problem> {
    let (row, short) = (&view.shown.row, &view.shown.short);
    let heading = words!("bid-title", short = short, title = row.bid.title.to_string(), stage = stage(desk, row)?);
    sheet.line(desk.paint.strong(&heading));
    sheet.pairs(pairs(desk, view)?);
    sheet.line("");
    sheet.text(&row.bid.scope);
    if let Some(beyond) = &row.bid.beyond {
        sheet.line(words!("bid-beyond", text = beyond.to_string()));
    }
    // Whoever signs puts their name to these as well: the client reads each of them.
    sheet.lines(row.bid.need.as_deref().map(|text| words!("bid-need", text = text)));
    sheet.lines(row.bid.working.as_deref().map(|text| words!("bid-working", text = text)));
    sheet.lines(row.bid.cover.as_deref().map(|text| words!("bid-cover", text = text)));
    sheet.lines(row.bid.paying.as_deref().map(|text| words!("bid-paying", text = text)));
    sheet.lines(row.bid.contact.as_deref().map(|text| words!("bid-contact", text = text)));
    sheet.line("");
    sums(desk, row, sheet)?;
    for offered in &row.narrow {
        let (name, role) = (desk.person(&offered.participant)?, offered.share.role.to_string());
        sheet.line(words!("bid-narrow", name = name, role = role, short = short));
    }
    if row.sent.is_none() {
        sheet.lines(missing(desk, row)?);
    }
    if let Some(sent) = &row.sent {
        let how = sent.channel.as_deref().unwrap_or_default().to_string();
        sheet.line(match how.is_empty() {
            true => words!("bid-went", when = desk.clock.show(sent.at)),
            false => words!("bid-went-by", when = desk.clock.show(sent.at), how = how),
        });
        if row.draft.as_ref().is_none_or(|drafted| drafted.id != sent.draft.id) {
            sheet.line(words!("bid-went-other", draft = sent.draft.id.short(6)));
        }
        for ended in &sent.endings {
            let note = ended.note.clone().unwrap_or_default();
            sheet.line(words!(
                "bid-ended",
                stage = ending(ended.ending),
                when = desk.clock.show(ended.at),
                note = note
            ));
        }
    }
    Ok(())
}

fn pairs(desk: &Desk, view: &BidView) -> Result<Vec<(String, String)>, Problem> {
    let row = &view.shown.row;
    let bid = &row.bid;
    let lead = view.lead_title.clone().unwrap_or_else(|| row.lead.short(6));
    let (first, last) = (desk.clock.day(bid.first), desk.clock.day(bid.last));
    let readers: Vec<String> = bid.readers.iter().map(|reader| desk.party(reader)).collect::<Result<_, _>>()?;
    let basis = match bid.basis {
        Basis::Hours => words!("bid-basis-hours"),
        Basis::Equal => words!("bid-basis-equal"),
        Basis::Set => words!("bid-basis-set"),
    };
    let mut pairs = vec![
        (words!("bid-label-lead"), lead),
        (words!("bid-label-opener"), desk.person(&row.opener)?),
        (words!("bid-label-price"), bid.price().to_string()),
        (words!("bid-label-divided"), basis),
        (words!("bid-label-work"), words!("bid-work", first = first, last = last)),
        (words!("bid-label-invoices"), desk.party(&bid.contractor)?),
        (words!("bid-label-pays"), words!("bid-pays", days = bid.payment_days)),
        (words!("bid-label-closes"), desk.clock.echo(bid.closes)),
        (words!("bid-label-valid"), desk.clock.echo(bid.valid_until)),
        (words!("bid-label-readers"), readers.join(", ")),
    ];
    if let Some(id) = &bid.template {
        let name = template::of(id).map_or_else(|| id.short(8), |template| template.name.to_string());
        pairs.push((words!("bid-label-template"), name));
    }
    for seats in bid.roles.iter() {
        let role = seats.role.to_string();
        pairs.push((words!("bid-label-needs"), words!("bid-seats", people = seats.people, role = role)));
    }
    Ok(pairs)
}

/// The lines of a bid with their sums, or why there are none.
///
/// # Errors
/// As [`stage`].
pub fn sums(desk: &Desk, row: &BidRow, sheet: &mut Sheet) -> Result<(), Problem> {
    let amount = |minor: u64| Amount { minor, currency: row.bid.currency }.to_string();
    let mut table = Table::new([
        words!("bid-column-who"),
        words!("bid-column-role"),
        words!("bid-column-hours"),
        words!("bid-column-gets"),
        words!("bid-column-hour"),
        words!("bid-column-signed"),
    ]);
    let Some(drafted) = &row.draft else {
        for offered in &row.shares {
            let hours = span::work(u64::from(offered.share.minutes));
            let (who, role) = (desk.person(&offered.participant)?, offered.share.role.to_string());
            table.row([who, role, hours, String::new(), String::new(), String::new()]);
        }
        if !table.is_empty() {
            sheet.table(table);
        }
        if let Some(why) = &row.undrafted {
            let told = misfit::undrafted(desk, &row.id.short(4), row.bid.price(), why)?;
            sheet.line(problem::tell(&told, &desk.clock).message);
        }
        return Ok(());
    };
    let mut extra = Vec::new();
    for (line, sum) in drafted.draft.lines.iter().zip(&drafted.split.lines) {
        let who = desk.person(&line.participant)?;
        let hour = Amount { minor: hourly(sum.minor, line.minutes), currency: row.bid.currency };
        let signed = signed(row, &line.participant);
        if sum.extra {
            extra.push(who.clone());
        }
        let hours = span::work(u64::from(line.minutes));
        table.row([who, line.role.to_string(), hours, amount(sum.minor), hour.to_string(), signed]);
    }
    sheet.table(table);
    let levy = percent::show(row.bid.levy_points);
    let house = desk.collective(&row.charter)?;
    if drafted.split.levy_minor > 0 {
        sheet.line(words!("bid-levied", name = house, levy = levy, sum = amount(drafted.split.levy_minor)));
    }
    sheet.line(words!("bid-whole", sum = amount(row.bid.price_minor), draft = drafted.id.short(6)));
    if !extra.is_empty() {
        let unit = amount(1);
        sheet.line(words!("bid-remainder", count = extra.len(), unit = unit, names = extra.join(", ")));
    }
    Ok(())
}

/// What an hour of a line pays, in whole minor units, rounded down.
fn hourly(minor: u64, minutes: u32) -> u64 {
    u64::try_from(u128::from(minor) * 60 / u128::from(minutes.max(1))).unwrap_or(u64::MAX)
}

fn signed(row: &BidRow, person: &Id) -> String {
    let found = row.signatures.iter().find(|signature| signature.participant == *person);
    match found.map(|signature| signature.void) {
        None => words!("bid-signed-no"),
        Some(None) => words!("bid-signed-yes"),
        Some(Some(Void::Changed)) => words!("bid-signed-changed"),
        Some(Some(Void::Late)) => words!("bid-signed-late"),
        Some(Some(Void::Stranger)) => words!("bid-signed-no"),
    }
}

/// A bid in a list, for scripts.
///
/// # Errors
/// As [`stage`].
pub fn summary(desk: &Desk, bid: &Shown<BidRow>) -> Result<Value, Problem> {
    Ok(Value::Object(brief(desk, bid)?))
}

fn brief(desk: &Desk, bid: &Shown<BidRow>) -> Result<Map<String, Value>, Problem> {
    let row = &bid.row;
    let party = |id: &Id| Ok::<Value, Problem>(json!({"id": id, "name": desk.party(id)?}));
    let missing = row.missing().iter().map(party).collect::<Result<Value, _>>()?;
    let whole = json!({
        "id": row.id,
        "short": bid.short,
        "title": row.bid.title,
        "stage": stage_word(row.stage(desk.clock.now)),
        "lead": row.lead,
        "opener": party(&row.opener)?,
        "price_minor": row.bid.price_minor,
        "currency": row.bid.currency.code(),
        "closes": Clock::json(row.bid.closes),
        "valid_until": Clock::json(row.bid.valid_until),
        "draft": row.draft.as_ref().map(|drafted| drafted.id),
        "missing": missing,
    });
    match whole {
        Value::Object(object) => Ok(object),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Array(_) => Ok(Map::new()),
    }
}

/// A bid as a script reads it.
///
/// # Errors
/// As [`stage`].
pub fn object(desk: &Desk, view: &BidView) -> Result<Value, Problem> {
    let row = &view.shown.row;
    let bid = &row.bid;
    let mut object = brief(desk, &view.shown)?;
    let party = |id: &Id| Ok::<Value, Problem>(json!({"id": id, "name": desk.party(id)?}));
    let mut put = |name: &str, value: Value| drop(object.insert(name.to_string(), value));
    put("levy_points", json!(bid.levy_points));
    put("split", json!(basis_word(bid.basis)));
    put("scope", json!(bid.scope));
    put("beyond", json!(bid.beyond));
    put("need", json!(bid.need));
    put("working", json!(bid.working));
    put("cover", json!(bid.cover));
    put("paying", json!(bid.paying));
    put("contact", json!(bid.contact));
    put("payment_days", json!(bid.payment_days));
    put("contractor", party(&bid.contractor)?);
    put("first", json!(bid.first.0));
    put("last", json!(bid.last.0));
    put("readers", bid.readers.iter().map(party).collect::<Result<Value, _>>()?);
    put("revision", json!(row.number));
    put("conflict", json!(row.conflict));
    put("digest", json!(view.digest));
    put("template", json!(bid.template.as_ref().and_then(template::of).map(|template| template.name)));
    let narrow = row.narrow.iter().map(|offered| party(&offered.participant));
    put("narrow", narrow.collect::<Result<Value, _>>()?);
    let shares = row.shares.iter().map(|offered| {
        let share = &offered.share;
        let who = desk.party(&offered.participant)?;
        Ok::<Value, Problem>(json!({
            "participant": {"id": offered.participant, "name": who},
            "role": share.role,
            "minutes": share.minutes,
            "minor": share.minor,
            "currency": share.currency.map(|currency| currency.code().to_string()),
            "points": share.points,
            "client_sees": share.name,
        }))
    });
    put("shares", shares.collect::<Result<Value, _>>()?);
    put("sums", row.draft.as_ref().map(|drafted| lines(desk, row, drafted)).transpose()?.unwrap_or(Value::Null));
    let told = |trouble: &protocol::local::Trouble| json!({"code": trouble.code, "message": problem::tell(trouble, &desk.clock).message});
    let paused: BTreeSet<Id> = view.paused.iter().copied().collect();
    let lacks = row.lacks(&paused, desk.clock.now);
    let lacks: Vec<Value> =
        lacks.iter().map(|lack| Ok(told(&send::told(desk, view, lack)?))).collect::<Result<_, Problem>>()?;
    put("lacks", json!(lacks));
    put("against", view.obstacles.iter().flatten().map(told).collect());
    put("sent", row.sent.as_ref().map_or(Value::Null, sent));
    Ok(Value::Object(object))
}

fn lines(desk: &Desk, row: &BidRow, drafted: &protocol::bid::draft::Drafted) -> Result<Value, Problem> {
    let lines = drafted.draft.lines.iter().zip(&drafted.split.lines).map(|(line, sum)| {
        let counts = |signature: &&protocol::fold::bid::Signature| {
            signature.participant == line.participant && signature.void.is_none()
        };
        Ok::<Value, Problem>(json!({
            "participant": {"id": line.participant, "name": desk.party(&line.participant)?},
            "collective": {"id": line.charter, "name": desk.collective(&line.charter)?},
            "role": line.role,
            "minutes": line.minutes,
            "minor": sum.minor,
            "extra": sum.extra,
            "signed": row.signatures.iter().find(counts).map(|signature| Clock::json(signature.at)),
        }))
    });
    Ok(json!({
        "lines": lines.collect::<Result<Value, _>>()?,
        "levy_minor": drafted.split.levy_minor,
        "remainder_minor": drafted.split.remainder_minor,
    }))
}

fn sent(sent: &protocol::fold::bid::Sent) -> Value {
    let endings = sent.endings.iter().map(|ended| {
        json!({"result": ending_word(ended.ending), "at": Clock::json(ended.at), "note": ended.note, "reply": ended.reply})
    });
    json!({
        "id": sent.id,
        "at": Clock::json(sent.at),
        "draft": sent.draft.id,
        "how": sent.channel,
        "endings": endings.collect::<Value>(),
    })
}

const fn ending_word(ending: Ending) -> &'static str {
    match ending {
        Ending::Won => "won",
        Ending::Lost => "lost",
        Ending::Lapsed => "no-answer",
    }
}

const fn basis_word(basis: Basis) -> &'static str {
    match basis {
        Basis::Hours => "hours",
        Basis::Equal => "equal",
        Basis::Set => "set",
    }
}
