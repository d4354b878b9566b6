//! Owns whose turn a lead is, with the leads that were counted.

use protocol::fold::lead::LeadRow;
use protocol::id::Id;
use protocol::local::{Named, Reply, Rotation, Trouble};
use protocol::record::Fold;
use protocol::rotation::{awards, rank};

use super::super::bylaws::Bylaws;
use super::super::directory::decode;
use super::lead_row;
use crate::home::Home;
use crate::trouble;

/// 7 days: where the rules say nothing, whoever was awarded a lead has a week to begin.
const LEASE_USUAL_DAYS: u32 = 7;
/// Rows in one page while all are read.
const PAGE: usize = 1_000;

/// Whose turn a lead is: those who claimed it, in the order in which they are asked.
///
/// # Errors
/// [`Trouble`] where rows cannot be read; `unknown-lead` for a lead that is not held.
pub fn rotation(home: &Home, id: &Id) -> Result<Reply, Trouble> {
    let lead = lead_row(home, id)?;
    let now = home.now();
    let mut awarded: Vec<(LeadRow, Vec<Id>)> = Vec::new();
    let mut after = None;
    // A lead that nobody claimed is not looked up for anybody.
    while !lead.claims.is_empty() {
        let page =
            home.store().rows(Fold::Lead.letter(), after.as_ref(), PAGE).map_err(|fault| trouble::store(&fault))?;
        let Some((last, _)) = page.last() else { break };
        after = Some(*last);
        for (_, bytes) in page {
            let row: LeadRow = decode(&bytes)?;
            let people: Vec<Id> = awards([&row], now).into_keys().collect();
            if !people.is_empty() {
                awarded.push((row, people));
            }
        }
    }
    let counts = awards(awarded.iter().map(|(row, _)| row), now);
    let ranked = rank(&lead, &counts);
    let named = |row: &LeadRow| Named {
        id: row.id,
        short: home.state().replica.short(&row.id),
        title: row.lead.as_ref().map(|lead| lead.title.to_string()).unwrap_or_default(),
    };
    let counted = ranked.iter().map(|ranked| {
        let own = awarded.iter().filter(|(_, people)| people.contains(&ranked.person));
        own.map(|(row, _)| named(row)).collect()
    });
    let counted: Vec<Vec<Named>> = counted.collect();
    let collective = home.state().replica.roster().collective(&lead.space.charter).cloned();
    let rules = collective.map(|collective| Bylaws::of(home, &collective)).transpose()?;
    let lease_days = rules.as_ref().and_then(|rules| rules.claim_days).unwrap_or(LEASE_USUAL_DAYS);
    Ok(Reply::Rotation(Rotation { ranked, counted, lease_days, rules: rules.and_then(|rules| rules.ground) }))
}
