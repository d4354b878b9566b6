//! `talko bid invite`: who may read an own bid and take part. Whoever offered something before others were let in
//! says it again, so that these can read it too.

use std::collections::BTreeSet;

use clap::Args;
use protocol::id::Id;
use protocol::record::bid::{HOMES_MAX, Home};
use protocol::wire::Few;

use super::edit::save;
use super::{own, unsettled};
use crate::desk::Desk;
use crate::problem::{Outcome, Problem};
use crate::{choose, trouble};

/// What `talko bid invite` takes.
#[derive(Clone, Debug, Args)]
pub struct Invite {
    /// The bid, by id or title.
    pub bid: String,
    /// Whom it lets in.
    pub name: Vec<String>,
    /// Whom it leaves out.
    #[arg(long, value_delimiter = ',', value_name = "NAME,NAME")]
    pub without: Vec<String>,
}

impl Invite {
    /// Runs the verb.
    ///
    /// # Errors
    /// `bid-not-yours`; `bid-won`; `bid-poster` for whoever posted the lead; `bid-readers` above 32.
    pub fn run(self, desk: &Desk) -> Outcome {
        if self.name.is_empty() && self.without.is_empty() {
            return Err(trouble!("nothing-said").into());
        }
        let view = unsettled(desk, own(desk, &self.bid)?)?;
        let row = &view.shown.row;
        let mut readers: BTreeSet<Id> = row.bid.readers.iter().copied().collect();
        for name in &self.name {
            readers.insert(choose::party(desk, name)?.id);
        }
        for name in &self.without {
            let out = choose::party(desk, name)?.id;
            let poster = crate::command::lead::find(desk, &row.lead.to_string())?.shown.row.poster;
            if [row.opener, poster].contains(&out) {
                return Err(trouble!("bid-poster", short = &view.shown.short, name = desk.person(&out)?).into());
            }
            let takes_part: BTreeSet<Id> =
                row.shares.iter().chain(&row.narrow).map(|offered| offered.participant).collect();
            readers = without(desk, readers, out, &takes_part)?;
        }
        let count = readers.len();
        let mut bid = row.bid.clone();
        bid.homes = homes(desk, &readers)?;
        bid.readers = Few::new(readers.into_iter().collect()).map_err(|_| trouble!("bid-readers", count = count))?;
        save(desk, "bid invite", &view, &bid)
    }
}

/// Whose collective is whose, of readers who are named one by one.
fn homes(desk: &Desk, readers: &BTreeSet<Id>) -> Result<Option<Few<Home, HOMES_MAX>>, Problem> {
    let known = desk.directory()?.persons.iter().filter(|card| readers.contains(&card.person));
    let homes: BTreeSet<Home> = known.map(|card| Home { person: card.person, collective: card.collective }).collect();
    let homes: Vec<Home> = homes.into_iter().take(HOMES_MAX).collect();
    Ok((!homes.is_empty()).then(|| Few::new(homes).expect("no more than that were taken")))
}

/// The readers without somebody: where their collective was named for all of its members, those of the others who
/// take part are named one by one.
fn without(desk: &Desk, readers: BTreeSet<Id>, out: Id, takes_part: &BTreeSet<Id>) -> Result<BTreeSet<Id>, Problem> {
    let directory = desk.directory()?;
    let of: Vec<Id> = directory.persons.iter().filter(|card| card.person == out).map(|card| card.collective).collect();
    let mut left = readers;
    left.remove(&out);
    for collective in of {
        if left.remove(&collective) {
            let members = directory.persons.iter().filter(|card| card.collective == collective && card.person != out);
            let me = desk.me()?.person;
            let stays = |person: &Id| takes_part.contains(person) || *person == me;
            left.extend(members.map(|card| card.person).filter(stays));
        }
    }
    Ok(left)
}
