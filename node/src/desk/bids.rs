//! Bids that can be opened here: listed, shown, signed, and put into the file that a client is given. Nothing
//! of them is kept: each question opens the carriers anew, within stated bounds.

mod grounds;
mod opening;
mod signing;

use std::collections::{BTreeMap, BTreeSet};

use protocol::bid::draft::Drafted;
use protocol::bid::load::Commitment;
use protocol::bid::sign::promised_by;
use protocol::envelope::Envelope;
use protocol::fold::account;
use protocol::fold::bid::{BidRow, fold};
use protocol::fold::lead::LeadRow;
use protocol::fold::work;
use protocol::id::Id;
use protocol::local::{AccountView, BidView, Bids, MakeProposal, Reply, Shown, Trouble};
use protocol::proposal::verify::{Verdict, verify};
use protocol::proposal::{Hide, assemble, behind};
use protocol::record::Fold;
use protocol::sealed::{Opened, Reader, digest};
use protocol::time::Moment;
use protocol::wire::Blob;

pub use self::grounds::grounds;
pub use self::signing::sign;
use super::directory::row;
use crate::home::Home;

/// A bid with the records that it follows from.
struct Known {
    row: BidRow,
    opened: Vec<Opened>,
    /// How many carriers about it were not looked at.
    passed_over: usize,
}

/// The bids that can be opened here, the one that changed last first.
///
/// # Errors
/// [`Trouble`] where a record cannot be read, or the keys are locked.
pub fn bids(home: &Home) -> Result<Reply, Trouble> {
    let (known, passed_over) = found(home)?;
    let mut rows: Vec<BidRow> = known.into_iter().map(|known| known.row).collect();
    rows.sort_by_key(|row| (std::cmp::Reverse(row.revised), row.id));
    let bids = rows.into_iter().map(|row| shown(home, row)).collect();
    Ok(Reply::Bids(Bids { bids, passed_over: passed_over as u64 }))
}

/// The bids with their titles, for whoever types a part of one.
///
/// # Errors
/// As [`bids`].
pub fn titles(home: &Home) -> Result<Vec<(Id, String)>, Trouble> {
    Ok(all(home)?.into_iter().map(|known| (known.row.id, known.row.bid.title.to_string())).collect())
}

/// One bid.
///
/// # Errors
/// As [`bids`].
pub fn bid(home: &Home, id: &Id) -> Result<Reply, Trouble> {
    let known = all(home)?;
    let Some(at) = known.iter().position(|known| known.row.id == *id) else { return Ok(Reply::Bid(None)) };
    let lead: Option<LeadRow> = row(home, Fold::Lead, &known[at].row.lead)?;
    let paused = paused(home, &known[at].row);
    let obstacles = signing::obstacles(home, &known, at, lead.as_ref())?;
    let Known { row, passed_over, .. } = &known[at];
    let view = BidView {
        digest: digest(&BTreeMap::from([(row.id, row.clone())])),
        lead_title: lead.as_ref().and_then(|row| row.lead.as_ref()).map(|lead| lead.title.to_string()),
        lead_open: lead.as_ref().is_some_and(|lead| lead.is_open(home.now())),
        paused: paused.into_iter().collect(),
        obstacles,
        passed_over: *passed_over as u64,
        shown: shown(home, row.clone()),
    };
    Ok(Reply::Bid(Some(Box::new(view))))
}

/// The money of every bid that was sent, the one that was sent last first.
///
/// # Errors
/// As [`bids`].
pub fn accounts(home: &Home) -> Result<Reply, Trouble> {
    let mut accounts = Vec::new();
    for Known { row, opened, passed_over } in all(home)? {
        let Some(sent) = &row.sent else { continue };
        let (account, done) = (account::fold(sent, row.charter, &opened), work::fold(sent, &opened));
        let lead: Option<LeadRow> = self::row(home, Fold::Lead, &row.lead)?;
        let client = lead.and_then(|row| row.lead).and_then(|lead| lead.client);
        let client = client.map(|client| client.to_string());
        accounts.push((std::cmp::Reverse(sent.at), row, account, done, client, passed_over as u64));
    }
    accounts.sort_by_key(|(at, row, ..)| (*at, row.id));
    let view = |(_, row, account, work, client, passed_over)| {
        let bid = shown(home, row);
        AccountView { bid, account, work, client, passed_over }
    };
    Ok(Reply::Accounts(accounts.into_iter().map(view).collect()))
}

/// The invoices that can be opened here and stand, each as the first of those in whose place it does.
///
/// # Errors
/// As [`bids`].
pub(super) fn invoices(home: &Home) -> Result<BTreeSet<Id>, Trouble> {
    if !opening::any(home) {
        return Ok(BTreeSet::new());
    }
    let mut invoices = BTreeSet::new();
    for Known { row, opened, .. } in all(home)? {
        let Some(sent) = &row.sent else { continue };
        let account = account::fold(sent, row.charter, &opened);
        invoices.extend(account.invoices.iter().map(|invoice| invoice.first));
    }
    Ok(invoices)
}

/// The file that a client is given, checked as the client will check it.
///
/// # Errors
/// [`Trouble`] `bid-unsigned` while somebody has not signed, `proposal-unproven` where what is held here does
/// not prove it, `proposal-large` where it is too much for one file.
pub fn proposal(home: &Home, wish: &MakeProposal) -> Result<Reply, Trouble> {
    let known = all(home)?.into_iter().find(|known| known.row.id == wish.bid);
    let known = known.ok_or_else(|| Trouble::new("unknown-bid", 2).with("typed", wish.bid.short(6)))?;
    let (drafted, assents) = signed(&known.row).ok_or_else(|| Trouble::new("bid-unsigned", 6))?;
    let records = known.opened.iter().map(Opened::record);
    let assents: Vec<Envelope> = records.filter(|record| assents.contains(&record.id())).cloned().collect();
    let authority = behind(&drafted.draft, home.state().replica.law().values());
    let hide: BTreeSet<Hide> = wish.hide.iter().copied().collect();
    let large = |unmade| Trouble::new("proposal-large", 6).with("why", unmade);
    let bytes = assemble(drafted, &assents, &authority, &hide).map_err(large)?;
    match verify(&bytes) {
        Verdict::Valid(_) => Ok(Reply::Proposal(Blob(bytes))),
        Verdict::Invalid(failing) => Err(Trouble::new("proposal-unproven", 6).with("check", failing.word())),
    }
}

/// The draft that everybody signed, with the assents to it: what was sent, else what can be.
fn signed(row: &BidRow) -> Option<(&Drafted, BTreeSet<Id>)> {
    if let Some(sent) = &row.sent {
        return Some((&sent.draft, sent.assents.iter().copied().collect()));
    }
    let drafted = row.draft.as_ref().filter(|_| row.missing().is_empty())?;
    let counting = row.signatures.iter().filter(|signature| signature.void.is_none());
    Some((drafted, counting.map(|signature| signature.id).collect()))
}

/// Every bid that is for whoever lives here.
fn all(home: &Home) -> Result<Vec<Known>, Trouble> {
    Ok(found(home)?.0)
}

/// The same, with how many carriers of bids were not looked at.
fn found(home: &Home) -> Result<(Vec<Known>, usize), Trouble> {
    let me = home.dweller()?;
    let reader = Reader { person: me.person, collective: me.collective };
    let bids = opening::bids(home)?;
    let day = home.state().replica.day();
    let mut revisions: BTreeMap<Id, Vec<Opened>> = BTreeMap::new();
    for opened in bids.opened {
        let Some(name) = opened.record().header().name() else { continue };
        revisions.entry(name).or_default().push(opened);
    }
    let mut known = Vec::new();
    for (name, mut opened) in revisions {
        let Some(row) = fold(name, &reader, &opened, day) else { continue };
        let opening::Found { opened: about, passed_over } = opening::about(home, &row, &opened)?;
        opened.extend(about);
        known.extend(fold(name, &reader, &opened, day).map(|row| Known { row, opened, passed_over }));
    }
    Ok((known, bids.passed_over))
}

fn shown(home: &Home, row: BidRow) -> Shown<BidRow> {
    Shown { short: home.state().replica.short(&row.id), row }
}

/// Who of the people in the draft takes on nothing new, by the charters in force.
fn paused(home: &Home, row: &BidRow) -> BTreeSet<Id> {
    let today = home.now().day();
    let state = home.state();
    let roster = state.replica.roster();
    let lines = row.draft.iter().flat_map(|drafted| drafted.draft.lines.iter());
    let rests = lines.filter(|line| {
        let collective = roster.collective(&line.charter);
        collective.is_some_and(|collective| collective.charter.paused(&line.participant, today).is_some())
    });
    rests.map(|line| line.participant).collect()
}

/// What people have promised by the bids that can be opened here; of what is sealed to others nothing is known.
pub(super) struct Promises {
    rows: Vec<BidRow>,
    now: Moment,
}

impl Promises {
    /// Opens the bids once, for everybody who is asked about.
    ///
    /// # Errors
    /// As [`bids`].
    pub(super) fn known(home: &Home) -> Result<Promises, Trouble> {
        // Where nothing is sealed nobody need open their keys to be told so.
        let rows =
            if opening::any(home) { all(home)?.into_iter().map(|known| known.row).collect() } else { Vec::new() };
        Ok(Promises { rows, now: home.now() })
    }

    /// What one person has promised.
    pub(super) fn of(&self, person: &Id) -> Vec<Commitment> {
        self.rows.iter().flat_map(|row| promised_by(row, person, self.now)).collect()
    }
}
