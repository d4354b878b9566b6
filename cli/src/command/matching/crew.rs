//! `talko match crew LEAD`: the cheapest people who together can do it, or what is in conflict.

use clap::Args;
use protocol::fold::marker::Proof;
use protocol::local::{CrewFound, Reply, Request, Seated, SeekCrew, Sort};
use protocol::matching::crew::{Answer as Sought, Bond};
use protocol::money::Amount;
use serde_json::{Value, json};

use super::{lines, object};
use crate::command::lead::shown::seats_text;
use crate::desk::{Desk, unfit};
use crate::paint::{Answer, Sheet};
use crate::problem::{Outcome, Problem};
use crate::values::{money, span, wanted};
use crate::{choose, words};

/// What `talko match crew` takes.
#[derive(Clone, Debug, Default, Args)]
pub struct Crew {
    /// The lead, by id or title.
    pub lead: String,
    /// Whom it needs, in place of what the lead says.
    #[arg(long, value_name = "ROLE:HOURS")]
    pub role: Vec<String>,
    /// What a week may cost.
    #[arg(long, value_name = "MONEY|any")]
    pub price: Option<String>,
    /// Markers that nobody attested will do.
    #[arg(long)]
    pub own_word: bool,
}

/// Typed in place of a price, any will do.
const ANY: &str = "any";

impl Crew {
    /// Runs the verb.
    ///
    /// # Errors
    /// `unknown-lead` or `clash`; `crew-roles`, `crew-minutes`, `crew-seats` or `crew-currency` where the lead does
    /// not say enough; `lead-over`.
    pub fn run(self, desk: &Desk) -> Outcome {
        let found = self.seek(desk)?;
        let mut answer = Answer::new("crew", data(desk, &found)?);
        page(desk, &found, &mut answer.sheet)?;
        desk.paint.answer(&answer)?;
        Ok(0)
    }

    /// Asks the home for the crew.
    ///
    /// # Errors
    /// As [`Crew::run`].
    pub fn seek(&self, desk: &Desk) -> Result<Box<CrewFound>, Problem> {
        let typed = self.price.as_deref().filter(|typed| *typed != ANY);
        let wish = SeekCrew {
            lead: choose::one(desk, Sort::Lead, &self.lead)?.id,
            seats: wanted::roles(&self.role)?.into_vec(),
            price: typed.map(|typed| money::parse(typed, desk.currency())).transpose()?,
            any_price: self.price.as_deref() == Some(ANY),
            own_word: self.own_word,
        };
        match desk.ask(Request::Crew(wish))? {
            Reply::Crew(found) => Ok(found),
            other => Err(unfit("Crew", &other)),
        }
    }
}

fn data(desk: &Desk, found: &CrewFound) -> Result<Value, Problem> {
    let seated = |seated: &Seated| -> Result<Value, Problem> {
        let mut object = object(desk, &seated.matched)?;
        object["seat"] = json!(seated.seat);
        object["hour_minor"] = json!(seated.hour_minor);
        object["left_minutes"] = json!(seated.left_minutes);
        Ok(object)
    };
    let people = found.people.iter().map(seated).collect::<Result<Vec<_>, _>>()?;
    let (state, cost, gap, bonds, smallest) = match &found.answer {
        Sought::Found { crew, gap_minor } => ("found", Some(crew.cost_minor), Some(*gap_minor), Vec::new(), None),
        Sought::Conflict { bonds, smallest } => {
            ("conflict", None, None, bonds.iter().map(bond).collect(), Some(*smallest))
        }
        Sought::Open => ("open", None, None, Vec::new(), None),
    };
    Ok(json!({
        "lead": {"id": found.lead.id, "short": found.lead.short, "title": found.lead.title},
        "seats": found.seats.iter().map(|seats| json!({
            "role": seats.role, "minutes_week": seats.minutes_week, "people": seats.people, "markers": seats.markers,
        })).collect::<Vec<_>>(),
        "state": state,
        "cost_minor_week": cost,
        "gap_minor_week": gap,
        "price_minor_week": found.price.map(|price| price.minor),
        "currency": found.currency,
        "conflict": bonds,
        "smallest": smallest,
        "people": people,
        "first": desk.clock.day(found.days.0),
        "last": desk.clock.day(found.days.1),
        "looked": found.looked,
        "silent": found.silent,
        "elsewhere": found.elsewhere,
        "zone_unknown": found.zone_unknown,
    }))
}

fn page(desk: &Desk, found: &CrewFound, sheet: &mut Sheet) -> Result<(), Problem> {
    let money = |minor: u64| Amount { minor, currency: found.currency }.to_string();
    sheet.line(desk.paint.strong(&words!("lead-head", short = &found.lead.short, title = &found.lead.title)));
    sheet.pairs(found.seats.iter().map(|seats| (words!("lead-label-role"), seats_text(seats))));
    sheet.line("");
    match &found.answer {
        Sought::Found { crew, gap_minor } => {
            let cost = money(crew.cost_minor);
            sheet.line(match gap_minor {
                0 => words!("crew-found", cost = cost),
                gap => words!("crew-found-gap", cost = cost, gap = money(*gap)),
            });
            found.people.iter().try_for_each(|seated| seat(desk, found, seated, sheet))?;
            let unpriced = found.people.iter().filter(|seated| seated.hour_minor == 0).count();
            if unpriced > 0 {
                sheet.line("");
                sheet.line(words!("crew-unpriced", count = unpriced));
            }
        }
        Sought::Conflict { bonds, smallest } => {
            sheet.line(match (smallest, bonds.len()) {
                (true, 1) => words!("crew-conflict-one"),
                (true, _) => words!("crew-conflict"),
                (false, _) => words!("crew-conflict-some"),
            });
            bonds.iter().for_each(|of| sheet.line(format!("  {}", bond_text(of, found))));
            // Who asks for another currency counts for no seat: that belongs to what cannot be had.
            sheet.lines(elsewhere(found));
        }
        Sought::Open => sheet.line(words!("crew-open")),
    }
    sheet.line("");
    if let Some(price) = found.price {
        sheet.line(words!("crew-price", price = price.to_string()));
    }
    let (first, last) = (desk.clock.day(found.days.0), desk.clock.day(found.days.1));
    sheet.line(words!("crew-looked", looked = found.looked, silent = found.silent, first = first, last = last));
    if let Some(zone) = &found.zone_unknown {
        sheet.line(words!("crew-zone-unknown", zone = zone));
    }
    if !matches!(found.answer, Sought::Conflict { .. }) {
        sheet.lines(elsewhere(found));
    }
    Ok(())
}

fn elsewhere(found: &CrewFound) -> Option<String> {
    let currency = found.currency.code();
    (found.elsewhere > 0).then(|| words!("crew-elsewhere", count = found.elsewhere, currency = currency))
}

fn seat(desk: &Desk, found: &CrewFound, seated: &Seated, sheet: &mut Sheet) -> Result<(), Problem> {
    let matched = &seated.matched;
    let (name, collective) = (desk.person(&matched.person)?, desk.collective(&matched.collective)?);
    let role = found.seats[seated.seat].role.to_string();
    let hour = Amount { minor: seated.hour_minor, currency: found.currency }.to_string();
    sheet.line("");
    sheet.line(match seated.hour_minor {
        0 => words!("crew-seat-free", name = name, collective = collective, role = role),
        _ => words!("crew-seat", name = name, collective = collective, role = role, hour = hour),
    });
    let mut pairs = lines(desk, matched, false);
    if let Some(minutes) = seated.left_minutes {
        pairs.push((words!("crew-left"), span::work(minutes)));
    }
    sheet.pairs(pairs);
    Ok(())
}

fn bond(bond: &Bond) -> Value {
    match bond {
        Bond::Role(role) => json!({"bond": "role", "of": role}),
        Bond::Marker(need) => json!({"bond": "marker", "of": need.name, "attested": need.proof == Proof::Attested}),
        Bond::Hours => json!({"bond": "hours"}),
        Bond::Quiet => json!({"bond": "quiet"}),
        Bond::Notice => json!({"bond": "notice"}),
        Bond::Cap => json!({"bond": "cap"}),
        Bond::Price => json!({"bond": "price"}),
    }
}

fn bond_text(bond: &Bond, found: &CrewFound) -> String {
    match bond {
        Bond::Role(role) if found.elsewhere > 0 => {
            words!("bond-role-currency", role = role, currency = found.currency.code())
        }
        Bond::Role(role) => words!("bond-role", role = role),
        Bond::Marker(need) => match need.proof {
            Proof::Attested => words!("bond-marker-attested", name = &need.name),
            Proof::Claimed => words!("bond-marker", name = &need.name),
        },
        Bond::Hours => words!("bond-hours"),
        Bond::Quiet => words!("bond-quiet"),
        Bond::Notice => words!("bond-notice"),
        Bond::Cap => words!("bond-cap"),
        Bond::Price => words!("bond-price", price = found.price.map(|price| price.to_string()).unwrap_or_default()),
    }
}
