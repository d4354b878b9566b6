//! `talko federation show`: who is in and by whose word, who has spoken for whom, who wants in, what waits.

use protocol::alliance::told::{Entry, Outsider, Seat};
use protocol::id::Id;
use protocol::local::{Alliance, FederationView, Reply, Request};
use protocol::roster::{BY_ONE_MAX, VOUCHES};
use serde_json::{Value, json};

use super::pick;
use super::wish::{changes, collectives, line, names, object, version_object};
use crate::desk::{Desk, unfit};
use crate::paint::{Answer, Table};
use crate::problem::{Outcome, Problem};
use crate::values::Clock;
use crate::words;

/// One federation, as the home tells it.
///
/// # Errors
/// What the home refused.
pub fn view(desk: &Desk, federation: Id) -> Result<FederationView, Problem> {
    match desk.ask(Request::Alliance(Alliance::Show(federation)))? {
        Reply::Federation(view) => Ok(*view),
        other => Err(unfit("Show", &other)),
    }
}

/// Shows one federation.
///
/// # Errors
/// `federation-none`, `federation-several`; what the home refused.
pub fn show(desk: &Desk, typed: Option<&str>) -> Outcome {
    let (id, _) = pick(desk, typed)?;
    let view = view(desk, id)?;
    let mut answer = Answer::new("federation", data(desk, &view)?);
    let (number, since) = (view.number, desk.clock.show(view.since));
    let written = view.seats.iter().filter(|seat| seat.written).count();
    answer.sheet.line(words!("federation-head", short = id.short(4), number = number, since = since));
    answer.sheet.line(words!("federation-needs", needed = view.threshold, all = written));
    answer.sheet.line(String::new());
    let mut table = Table::new([
        words!("federation-column-name"),
        words!("federation-column-since"),
        words!("federation-column-by"),
        words!("federation-column-word"),
    ]);
    for seat in &view.seats {
        let name = desk.collective(&seat.collective)?;
        let word = match (seat.written, seat.free) {
            (true, true) => words!("federation-word-free"),
            (true, false) => words!("federation-word-used", day = desk.clock.day(view.quarter_ends)),
            (false, _) => words!("federation-word-none"),
        };
        table.row([name, desk.clock.show(seat.since), by(desk, seat)?, word]);
    }
    answer.sheet.table(table);
    answer.sheet.line(String::new());
    answer.sheet.line(match view.seats.len() < BY_ONE_MAX {
        true => words!("federation-next-invite"),
        false => words!("federation-next-vouch", needed = VOUCHES, day = desk.clock.day(view.quarter_ends)),
    });
    if view.seats.iter().any(|seat| !seat.written) {
        answer.sheet.line(words!("federation-unwritten"));
    }
    for outsider in &view.outside {
        answer.sheet.line(outside(desk, outsider)?);
        answer.sheet.line(speaking(view.seats.len(), outsider.speakers.len(), &outsider.collective));
    }
    for card in &view.waiting {
        answer.sheet.line(line(desk, card)?);
    }
    for rival in &view.rivals {
        let what = changes(desk, &rival.difference)?.join(" ");
        answer.warn(words!("federation-rival", number = rival.number, short = rival.id.short(4), what = what));
    }
    desk.paint.answer(&answer)?;
    Ok(0)
}

/// By whose word a collective is in.
fn by(desk: &Desk, seat: &Seat) -> Result<String, Problem> {
    Ok(match &seat.entry {
        Entry::Founded => words!("federation-by-founding"),
        Entry::Invited(Some(by)) => words!("federation-by-invite", name = desk.collective(by)?),
        Entry::Invited(None) => words!("federation-by-some-invite"),
        Entry::Vouched(speakers) => words!("federation-by-vouches", names = names(desk, speakers)?),
        Entry::Listed => words!("federation-by-version"),
    })
}

/// Who wants in, and who speaks for it.
fn outside(desk: &Desk, outsider: &Outsider) -> Result<String, Problem> {
    let name = desk.collective(&outsider.collective)?;
    let came = match &outsider.invited {
        Some((at, Some(by))) => {
            words!("federation-outside-by", name = name, when = desk.clock.show(*at), by = desk.collective(by)?)
        }
        Some((at, None)) => words!("federation-outside-came", name = name, when = desk.clock.show(*at)),
        None => words!("federation-outside", name = name),
    };
    let said = outsider.speakers.iter();
    let said = said
        .map(|(by, at)| Ok(words!("federation-speaker", name = desk.collective(by)?, when = desk.clock.show(*at))))
        .collect::<Result<Vec<_>, Problem>>()?;
    Ok(match said.is_empty() {
        true => came,
        false => format!("{came} {}", words!("federation-speakers", names = said.join(", "))),
    })
}

/// How many more must speak for a newcomer, and what follows when enough have.
pub fn speaking(seats: usize, speakers: usize, newcomer: &Id) -> String {
    let short = newcomer.short(6);
    if seats < BY_ONE_MAX || speakers >= VOUCHES {
        return words!("federation-can-list", short = short);
    }
    words!("federation-speak-more", found = speakers, needed = VOUCHES, short = short)
}

fn data(desk: &Desk, view: &FederationView) -> Result<Value, Problem> {
    let seat = |seat: &Seat| -> Result<Value, Problem> {
        let (entry, by): (&str, Vec<Id>) = match &seat.entry {
            Entry::Founded => ("founded", Vec::new()),
            Entry::Invited(by) => ("invited", by.iter().copied().collect()),
            Entry::Vouched(speakers) => ("vouched", speakers.iter().copied().collect()),
            Entry::Listed => ("listed", Vec::new()),
        };
        Ok(json!({
            "id": seat.collective,
            "name": desk.collective(&seat.collective)?,
            "since": Clock::json(seat.since),
            "entry": entry,
            "by": collectives(desk, &by)?,
            "listed": seat.written,
            "word_free": seat.free,
        }))
    };
    let outsider = |outsider: &Outsider| -> Result<Value, Problem> {
        let speakers = outsider
            .speakers
            .iter()
            .map(|(by, at)| Ok(json!({"id": by, "name": desk.collective(by)?, "since": Clock::json(*at)})));
        Ok(json!({
            "id": outsider.collective,
            "short": outsider.collective.short(6),
            "name": desk.collective(&outsider.collective)?,
            "came": outsider.invited.map(|(at, _)| Clock::json(at)),
            "speakers": speakers.collect::<Result<Vec<_>, Problem>>()?,
        }))
    };
    let waiting = view.waiting.iter().map(|card| Ok(object(desk, card)?["wish"].take()));
    Ok(json!({
        "id": view.id,
        "short": view.id.short(4),
        "version": view.version,
        "number": view.number,
        "since": Clock::json(view.since),
        "threshold": view.threshold,
        "collectives": view.seats.iter().map(seat).collect::<Result<Vec<_>, Problem>>()?,
        "outside": view.outside.iter().map(outsider).collect::<Result<Vec<_>, Problem>>()?,
        "waiting": waiting.collect::<Result<Vec<_>, Problem>>()?,
        "rivals": view.rivals.iter().map(|rival| version_object(desk, rival)).collect::<Result<Vec<_>, _>>()?,
        "vouches_needed": if view.seats.len() < BY_ONE_MAX { 0 } else { VOUCHES },
        "quarter_ends": desk.clock.day(view.quarter_ends),
    }))
}
