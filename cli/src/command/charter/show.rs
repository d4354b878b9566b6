//! `talko charter show`: the version in force, who has seen it, and what waits or stands against it.

use protocol::history::Phase;
use protocol::id::Id;
use protocol::local::{CharterView, RevisionCard, Role};
use serde_json::{Value, json};

use super::change::differences;
use super::{before, in_force, numbers, said, view};
use crate::desk::Desk;
use crate::paint::{Answer, Sheet};
use crate::problem::{Outcome, Problem};
use crate::words;

/// Runs the verb.
///
/// # Errors
/// What the home refused.
pub fn run(desk: &Desk) -> Outcome {
    let view = view(desk)?;
    desk.paint.answer(&answer(desk, &view)?)?;
    Ok(0)
}

fn answer(desk: &Desk, view: &CharterView) -> Result<Answer, Problem> {
    let head = in_force(view)?;
    let mut data = said::object(desk, head, &changes(desk, view, head)?)?;
    let waiting: Vec<&RevisionCard> = with_phase(view, Phase::Proposed);
    let rivals: Vec<&RevisionCard> = with_phase(view, Phase::Rival);
    let list = |cards: &[&RevisionCard]| -> Result<Value, Problem> {
        let each = cards.iter().map(|card| said::object(desk, card, &changes(desk, view, card)?));
        Ok(Value::Array(each.collect::<Result<Vec<Value>, Problem>>()?))
    };
    data["contested"] = json!(view.contested);
    data["news"] = json!(view.news);
    data["proposed"] = list(&waiting)?;
    data["rivals"] = list(&rivals)?;
    let mut answer = Answer::new("charter", data);
    head_lines(desk, view, head, &mut answer.sheet)?;
    for card in waiting {
        answer.sheet.line("");
        answer.sheet.line(words!("charter-by", name = desk.person(&card.revision.author)?, short = &card.short));
        told(desk, view, card, &mut answer.sheet)?;
        answer.sheet.line(said::standing(desk, card)?);
        if card.revision.asks(&desk.me()?.person) {
            answer.sheet.line(words!("charter-approve-yours", short = &card.short));
        }
    }
    if view.contested {
        contested(desk, view, head, &rivals, &mut answer.sheet)?;
    }
    Ok(answer)
}

fn with_phase(view: &CharterView, phase: Phase) -> Vec<&RevisionCard> {
    view.revisions.iter().filter(|card| card.revision.phase == phase).collect()
}

fn changes(desk: &Desk, view: &CharterView, card: &RevisionCard) -> Result<Vec<super::change::Difference>, Problem> {
    match before(view, card) {
        Some(before) => differences(desk, said::side(before), said::side(card)),
        None => Ok(Vec::new()),
    }
}

fn told(desk: &Desk, view: &CharterView, card: &RevisionCard, sheet: &mut Sheet) -> Result<(), Problem> {
    for difference in changes(desk, view, card)? {
        sheet.line(words!("charter-item", line = difference.line));
    }
    Ok(())
}

fn head_lines(desk: &Desk, view: &CharterView, head: &RevisionCard, sheet: &mut Sheet) -> Result<(), Problem> {
    let revision = &head.revision;
    let charter = &revision.charter;
    let number = charter.revision;
    let name = desk.collective(&view.collective)?;
    sheet.line(desk.paint.strong(&words!("charter-head", name = name, number = number, short = &head.short)));
    let others: Vec<&Id> = charter.members.iter().filter(|member| !charter.stewards.contains(member)).collect();
    let newcomers = newcomers(desk, view)?;
    let mut pairs = vec![
        (words!("charter-label-since"), desk.clock.show(revision.at)),
        (words!("charter-label-by"), said::names(desk, &said::carriers(revision))?),
        (words!("collective-label-stewards"), said::names(desk, &charter.stewards)?),
        (
            words!("charter-label-threshold"),
            words!("charter-threshold-of", needed = charter.threshold, stewards = charter.stewards.len()),
        ),
    ];
    let mut put = |label: String, value: String| {
        if !value.is_empty() {
            pairs.push((label, value));
        }
    };
    put(words!("charter-label-members"), said::names(desk, others)?);
    put(words!("charter-label-newcomers"), said::names(desk, &newcomers)?);
    let pauses = charter.paused.iter().filter(|pause| pause.until >= desk.clock.now.day()).map(|pause| {
        let (name, day) = (desk.person(&pause.person)?, desk.clock.day(pause.until));
        Ok(words!("charter-paused-until", name = name, day = day))
    });
    put(words!("charter-label-paused"), pauses.collect::<Result<Vec<String>, Problem>>()?.join(", "));
    put(words!("charter-label-removed"), said::names(desk, &charter.removed)?);
    put(
        words!("charter-label-admission"),
        if charter.approval { words!("charter-admit-stewards") } else { words!("charter-admit-invite") },
    );
    put(words!("charter-label-limit"), words!("charter-limit", count = charter.tickets()));
    for told in numbers::told(head.terms.as_ref()) {
        put(told.label, told.value);
    }
    if number > 0 {
        put(words!("charter-label-seen"), said::names(desk, &said::seen(revision))?);
        put(words!("charter-label-unseen"), said::names(desk, &said::unseen(revision))?);
    }
    sheet.pairs(pairs);
    if let Some(rules) = head.terms.as_ref().and_then(|terms| terms.bylaws.as_deref()) {
        sheet.line("");
        sheet.text(rules);
    }
    if view.news.is_some() {
        sheet.line("");
        sheet.line(words!("charter-news", number = number));
        told(desk, view, head, sheet)?;
        sheet.line(words!("charter-news-next"));
    }
    Ok(())
}

/// Who waits for the stewards' word in the own collective.
///
/// # Errors
/// What the home refused while it was asked for names.
pub(crate) fn newcomers(desk: &Desk, view: &CharterView) -> Result<Vec<Id>, Problem> {
    let fresh = |card: &&protocol::local::PersonCard| card.collective == view.collective && card.role == Role::New;
    Ok(desk.directory()?.persons.iter().filter(fresh).map(|card| card.person).collect())
}

/// Two versions stand against each other: which they are, who follows which, and what can be done.
fn contested(
    desk: &Desk,
    view: &CharterView,
    head: &RevisionCard,
    rivals: &[&RevisionCard],
    sheet: &mut Sheet,
) -> Result<(), Problem> {
    sheet.line("");
    sheet.line(words!("charter-contested"));
    let beside = rivals.iter().any(|card| card.revision.charter.parent == head.revision.charter.parent);
    if beside {
        sheet.line(words!("charter-contested-own", short = &head.short, number = head.revision.charter.revision));
    } else {
        sheet.line(words!("charter-contested-none", number = head.revision.charter.revision));
    }
    for card in rivals {
        let author = desk.person(&card.revision.author)?;
        let agreed = said::names(desk, &said::carriers(&card.revision))?;
        sheet.line(words!("charter-contested-other", short = &card.short, name = author, agreed = agreed));
        told(desk, view, card, sheet)?;
        let seen = said::names(desk, &card.revision.seen)?;
        if !seen.is_empty() {
            sheet.line(words!("charter-contested-seen", names = seen));
        }
    }
    sheet.line(words!("charter-contested-next"));
    Ok(())
}
