//! `talko neighbour`: the other collectives, as this home meets them.

mod block;

use clap::Subcommand;
use protocol::local::{CollectiveCard, Peer, Reply, Request, Sort};
use protocol::text::tidy_line;
use serde_json::{Value, json};

use crate::choose;
use crate::desk::{Desk, unfit};
use crate::paint::{Answer, Table};
use crate::problem::{Outcome, Problem};
use crate::values::Clock;
use crate::{trouble, words};

/// The verbs of `talko neighbour`.
#[derive(Clone, Debug, Subcommand)]
pub enum Neighbour {
    /// Every one.
    List,
    /// One of them.
    Show {
        /// Its name or id.
        name: String,
    },
    /// Deals with one no more, on this machine.
    Block {
        /// Its name or id.
        name: String,
    },
    /// Deals with one again.
    Unblock {
        /// Its name or id.
        name: String,
    },
}

impl Neighbour {
    /// Runs the verb.
    ///
    /// # Errors
    /// What the home refused, or a name that nobody has.
    pub fn run(self, desk: &Desk) -> Outcome {
        desk.me()?;
        match self {
            Neighbour::List => list(desk),
            Neighbour::Show { name } => show(desk, &name),
            Neighbour::Block { name } => block::block(desk, &name, true),
            Neighbour::Unblock { name } => block::block(desk, &name, false),
        }
    }
}

/// The machines of others.
///
/// # Errors
/// What the home refused.
pub fn peers(desk: &Desk) -> Result<Vec<Peer>, Problem> {
    match desk.ask(Request::Peers)? {
        Reply::Peers(peers) => Ok(peers),
        other => Err(unfit("Peers", &other)),
    }
}

fn list(desk: &Desk) -> Outcome {
    let peers = peers(desk)?;
    let others: Vec<&CollectiveCard> = desk.directory()?.collectives.iter().filter(|card| !card.own).collect();
    let mut answer = Answer::list("neighbour", others.iter().map(|card| object(card, &peers)).collect(), None);
    if others.is_empty() {
        answer.sheet.line(words!("neighbour-none"));
    } else {
        let mut table = Table::new([
            words!("neighbour-column-name"),
            words!("neighbour-column-people"),
            words!("neighbour-column-leads"),
            words!("neighbour-column-now"),
        ]);
        for card in &others {
            let now = presence(desk, card, &peers);
            table.row([card.name.clone(), card.people.to_string(), card.leads.to_string(), now]);
        }
        answer.sheet.table(table);
    }
    desk.paint.answer(&answer)?;
    Ok(0)
}

fn online(card: &CollectiveCard, peers: &[Peer]) -> bool {
    peers.iter().any(|peer| peer.connected && peer.collective == Some(card.charter))
}

fn presence(desk: &Desk, card: &CollectiveCard, peers: &[Peer]) -> String {
    if card.blocked {
        return words!("neighbour-blocked");
    }
    match (online(card, peers), card.heard) {
        (true, _) => words!("neighbour-here"),
        (false, Some(heard)) => words!("neighbour-heard", ago = desk.clock.distance(heard)),
        (false, None) => words!("neighbour-never"),
    }
}

fn show(desk: &Desk, typed: &str) -> Outcome {
    let found = choose::one(desk, Sort::Collective, typed)?;
    let unknown = || trouble!("unknown-collective", typed = typed);
    let card = desk.directory()?.collectives.iter().find(|card| card.charter == found.id).ok_or_else(unknown)?;
    let peers = peers(desk)?;
    let mut answer = Answer::new("neighbour", object(card, &peers));
    answer.sheet.line(desk.paint.strong(&tidy_line(&card.name)));
    let profile = card.profile.as_ref();
    let place = card.terms.as_ref().and_then(|terms| terms.place.as_deref());
    let place = place.or_else(|| profile.and_then(|profile| profile.place.as_deref()));
    let mut pairs = vec![
        (words!("neighbour-id"), found.short.clone()),
        (words!("neighbour-people"), card.people.to_string()),
        (words!("neighbour-leads"), card.leads.to_string()),
        (words!("neighbour-now"), presence(desk, card, &peers)),
    ];
    if let Some(place) = place {
        pairs.push((words!("neighbour-place"), place.to_string()));
    }
    if let Some(headline) = profile.and_then(|profile| profile.headline.as_deref()) {
        pairs.push((words!("neighbour-headline"), headline.to_string()));
    }
    answer.sheet.pairs(pairs);
    answer.sheet.line(match profile.is_some_and(|profile| profile.shows_members) {
        true => words!("neighbour-shows-members"),
        false => words!("neighbour-hides-members"),
    });
    if card.contested {
        answer.warn(words!("neighbour-contested"));
    }
    desk.paint.answer(&answer)?;
    Ok(0)
}

fn object(card: &CollectiveCard, peers: &[Peer]) -> Value {
    json!({
        "id": card.charter,
        "short": card.charter.short(6),
        "name": card.name,
        "people": card.people,
        "leads": card.leads,
        "connected": online(card, peers),
        "heard": card.heard.map(Clock::json),
        "shows_members": card.profile.as_ref().is_some_and(|profile| profile.shows_members),
        "contested": card.contested,
        "blocked": card.blocked,
    })
}
