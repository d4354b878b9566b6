//! Owns which records a bid, its money and its work follow from, and which versions of whose rules: what stands
//! behind every figure of their screens.

use std::collections::{BTreeMap, BTreeSet};

use protocol::envelope::Envelope;
use protocol::fold::lead::LeadRow;
use protocol::fold::{account, body, work};
use protocol::id::Id;
use protocol::local::{Ground, Reply, Trouble};
use protocol::record::{self, Fold, charter::Charter};
use protocol::sealed::Opened;

use super::Known;
use crate::desk::directory::row;
use crate::home::Home;

/// The records behind a bid: the lead first, then what was said of it by (when, id), then the rules.
///
/// # Errors
/// [`Trouble`] `unknown-bid`; where a record cannot be read, or the keys are locked.
pub fn grounds(home: &Home, bid: &Id) -> Result<Reply, Trouble> {
    let known = super::all(home)?.into_iter().find(|known| known.row.id == *bid);
    let known = known.ok_or_else(|| Trouble::new("unknown-bid", 2).with("typed", bid.short(6)))?;
    let records: BTreeMap<Id, &Envelope> =
        known.opened.iter().map(|opened| (opened.record().id(), opened.record())).collect();
    let counted = counted(&known);
    // A word about a payout counts with it.
    let answers = |record: &Envelope| {
        let header = record.header();
        *header.kind == *record::payout_ack::KIND.name && header.names.first().is_some_and(|of| counted.contains(of))
    };
    let mut said: Vec<&Envelope> = records
        .iter()
        .filter(|(id, record)| counted.contains(id) || answers(record))
        .map(|(_, record)| *record)
        .collect();
    said.sort_by_key(|record| (record.header().created, record.id()));
    let lead: Option<LeadRow> = row(home, Fold::Lead, &known.row.lead)?;
    let lead = lead.map(|row| Ground {
        kind: record::lead::KIND.name.to_string(),
        record: row.head,
        author: row.poster,
        at: Some(row.revised),
        version: None,
    });
    let said = said.into_iter().map(|record| Ground {
        kind: record.header().kind.to_string(),
        record: record.id(),
        author: record.header().person,
        at: Some(record.header().created),
        version: None,
    });
    let grounds = lead.into_iter().chain(said).chain(rules(home, &known)).collect();
    Ok(Reply::Grounds(grounds))
}

/// The records inside that count for something that is shown.
fn counted(known: &Known) -> BTreeSet<Id> {
    let row = &known.row;
    let mut counted = BTreeSet::from([row.head]);
    counted.extend(row.shares.iter().map(|offered| offered.head));
    counted.extend(row.signatures.iter().filter(|signature| signature.void.is_none()).map(|signature| signature.id));
    let Some(sent) = &row.sent else { return counted };
    counted.extend([sent.id, sent.draft.draft.revision]);
    counted.extend(sent.draft.draft.lines.iter().map(|line| line.share));
    counted.extend(sent.assents.iter().copied());
    counted.extend(sent.endings.iter().map(|ended| ended.id));
    let (account, work) = (account::fold(sent, row.charter, &known.opened), work::fold(sent, &known.opened));
    counted.extend(account.invoices.iter().map(|invoice| invoice.id));
    counted.extend(account.payments.iter().map(|payment| payment.id));
    counted.extend(account.payouts.iter().map(|payout| payout.id));
    counted.extend(work.logs.iter().map(|log| log.id));
    counted.extend(work.deliveries.iter().map(|delivery| delivery.id));
    counted.extend(work.outcomes.iter().map(|outcome| outcome.id));
    counted
}

/// The versions of the rules by which the levy is kept, and by which each who signed was allowed to; by collective
/// and version.
fn rules(home: &Home, known: &Known) -> Vec<Ground> {
    let state = home.state();
    let law = state.replica.law();
    let charter = |id: &Id| -> Option<Charter> { body(law.get(id)?, record::charter::KIND.name) };
    let mut named: BTreeSet<(Id, u32, Id)> = BTreeSet::new();
    let about_assent = |opened: &&Opened| *opened.record().header().kind == *record::assent::KIND.name;
    for opened in known.opened.iter().filter(about_assent) {
        let header = opened.record().header();
        let counts = |id: &Id| known.row.signatures.iter().any(|signed| signed.id == *id && signed.void.is_none());
        let sent = known.row.sent.as_ref().is_some_and(|sent| sent.assents.contains(&opened.record().id()));
        let Some(space) = header.space.filter(|_| sent || counts(&opened.record().id())) else { continue };
        let revision = header.names.get(1).and_then(|id| Some((space.charter, charter(id)?.revision, *id)));
        named.extend(revision);
    }
    // The last version that held with the words by which the bid says that its levy is.
    let opener = state.replica.roster().collective(&known.row.charter);
    let of_opener = opener.into_iter().flat_map(|opener| opener.chain.iter().rev()).find_map(|id| {
        let said = charter(id)?;
        let named = said.terms.is_some() && said.terms == known.row.bid.bylaws;
        named.then_some((known.row.charter, said.revision, *id))
    });
    named.extend(of_opener);
    let ground = |(collective, revision, id): (Id, u32, Id)| Ground {
        kind: record::charter::KIND.name.to_string(),
        record: id,
        author: collective,
        at: None,
        version: Some(revision),
    };
    named.into_iter().map(ground).collect()
}
