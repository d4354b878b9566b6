//! Markers, and the tags that somebody keeps to themselves: local items of this home, which no record, no message
//! and no export holds. An encrypted backup of the home does, as of everything in it.

use protocol::fold::marker::{Marked, MarkersRow};
use protocol::id::Id;
use protocol::local::{FoundMarkers, Markers, PRIVATE_MAX, PrivateTag, Reply, SeekMarker, Trouble};
use protocol::record::Fold;
use protocol::search::fold::fold;
use protocol::wire;

use super::directory::{decode, row};
use crate::home::Home;
use crate::trouble;

/// Local items that hold confidential tags: this, then the hash of the folded name.
const TAG: &[u8] = b"tag:";
/// Rows in one page while all are read.
const PAGE: usize = 1_000;
/// 50 markers that a typed text may have meant.
const FOUND_MAX: usize = 50;

/// The markers about somebody; with what they keep to themselves where they live here.
///
/// # Errors
/// [`Trouble`] where the row cannot be read.
pub fn markers(home: &Home, person: &Id) -> Result<Reply, Trouble> {
    let row: Option<MarkersRow> = row(home, Fold::Markers, person)?;
    let own = home.dweller()?.person == *person;
    let private = if own { private(home)? } else { Vec::new() };
    let row = row.map(|mut row| {
        // What somebody hides is theirs to see, and whoever says it sees that it is hidden.
        let me = home.state().me.map(|me| me.person);
        row.markers.retain(|mark| !mark.hidden || own || me == Some(mark.issuer));
        row
    });
    Ok(Reply::Markers(Box::new(Markers { row, private })))
}

fn private(home: &Home) -> Result<Vec<PrivateTag>, Trouble> {
    let items = home.store().local_range(TAG, None, PRIVATE_MAX).map_err(|fault| trouble::store(&fault))?;
    items.into_iter().map(|(_, value)| decode(&value)).collect()
}

/// Finds markers by the beginning of their id, else by their name.
///
/// # Errors
/// [`Trouble`] where rows cannot be read.
pub fn find(home: &Home, wish: &SeekMarker) -> Result<Reply, Trouble> {
    let me = home.dweller()?.person;
    let wanted = fold(&wish.pick.text);
    let (mut by_id, mut by_name): (FoundMarkers, FoundMarkers) = (Vec::new(), Vec::new());
    let mut after = None;
    loop {
        let page =
            home.store().rows(Fold::Markers.letter(), after.as_ref(), PAGE).map_err(|fault| trouble::store(&fault))?;
        let Some((last, _)) = page.last() else { break };
        after = Some(*last);
        for (_, bytes) in page {
            let row: MarkersRow = decode(&bytes)?;
            let seen = |mark: &Marked| !mark.hidden || mark.person == me || mark.issuer == me;
            let meant = |mark: &Marked| wish.issuer.is_none_or(|issuer| issuer == mark.issuer);
            for mark in row.markers.into_iter().filter(|mark| seen(mark) && meant(mark)) {
                if wish.pick.prefix.as_ref().is_some_and(|prefix| prefix.fits(&mark.id)) {
                    by_id.push(mark);
                } else if mark.marker.as_ref().is_some_and(|marker| fold(&marker.name) == wanted) {
                    by_name.push(mark);
                }
                by_id.truncate(FOUND_MAX);
                by_name.truncate(FOUND_MAX);
            }
        }
    }
    Ok(Reply::FoundMarkers(if by_name.is_empty() { by_id } else { by_name }))
}

/// Keeps a confidential tag.
///
/// # Errors
/// [`Trouble`] `tags-many` where there are as many as are kept; where it cannot be written.
pub fn keep(home: &Home, tag: &PrivateTag) -> Result<Reply, Trouble> {
    home.dweller()?;
    let key = key(&tag.name);
    let known = home.local::<PrivateTag>(&key)?.is_some();
    if !known && private(home)?.len() >= PRIVATE_MAX {
        return Err(Trouble::new("tags-many", 6).with("most", PRIVATE_MAX));
    }
    home.set_local(vec![(key, Some(wire::encode(tag)))])?;
    Ok(Reply::Done)
}

/// Forgets a confidential tag.
///
/// # Errors
/// [`Trouble`] `unknown-marker` where there is none of this name; where it cannot be written.
pub fn forget(home: &Home, name: &str) -> Result<Reply, Trouble> {
    home.dweller()?;
    let key = key(name);
    if home.local::<PrivateTag>(&key)?.is_none() {
        return Err(Trouble::new("unknown-marker", 2).with("typed", name));
    }
    home.set_local(vec![(key, None)])?;
    Ok(Reply::Done)
}

/// The hash of the folded name: as long for every name.
fn key(name: &str) -> Vec<u8> {
    let name = Id::of(fold(name).as_bytes());
    [TAG, name.as_bytes()].concat()
}
