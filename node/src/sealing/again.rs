//! Owns sealing again at this home: what it can open is carried again to the newer keys of its readers, so
//! that who comes back with other keys reads what was theirs to read, and before its last carrier ends.
//! When, and to which keys, is decided by `protocol::sealed::again`.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::TryLockError;

use protocol::envelope::Envelope;
use protocol::held::{Facts, Standing};
use protocol::id::Id;
use protocol::keys::Key;
use protocol::local::{Draft, Trouble, Version};
use protocol::record;
use protocol::record::sealed::{STANZAS, Sealed};
use protocol::roster::Listing;
use protocol::sealed;
use protocol::sealed::again::{Again, Found, RENEW_DAYS, SealKey, due, keys_of};
use protocol::space::{Side, Space};
use protocol::text::Line;
use protocol::time::{Day, MINUTE_MS, Moment};
use protocol::wire::{self, Blob};

use super::{CARRIERS_MAX, kinds_inside, turns};
use crate::home::{Dweller, Home};
use crate::keyring::seals;

/// The local item that says since when this home knows which seal key.
const KNEW: &[u8] = b"seal-keys";
/// 4,096 carriers are looked at in one go, the last subject whole: a few seconds of work.
const LOOKED_MAX: usize = 4_096;
/// 64 carriers are made in one go; the rest follows.
const MADE_MAX: usize = 64;
/// A minute between one home that could do it and the next: what the first did has arrived by then.
const TURN_MS: u64 = MINUTE_MS;

/// What is remembered from one look to the next, in memory.
#[derive(Debug, Default)]
pub(crate) struct Looking {
    /// Where the store stood at the last look; nothing where that left something to do.
    settled_at: Option<(u64, Day)>,
    /// Subjects about which nothing is to do, each with the hash of what that rests on; at most as many as
    /// carriers are held.
    settled: BTreeMap<Id, Id>,
}

/// A subject with the live carriers about it.
struct About {
    subject: Id,
    carriers: Vec<Id>,
    rests_on: Id,
}

impl Home {
    /// Seals again what is due, as far as this week's tickets go: half of them stay for its owner.
    ///
    /// # Errors
    /// [`Trouble`] where the disk fails.
    pub(crate) fn seal_again(&self) -> Result<Vec<Envelope>, Trouble> {
        let mut looking = match self.looking.try_lock() {
            Ok(looking) => looking,
            // What a panic left behind is only what need not be looked at again.
            Err(TryLockError::Poisoned(left)) => left.into_inner(),
            // Another look is under way and finds the same.
            Err(TryLockError::WouldBlock) => return Ok(Vec::new()),
        };
        let (position, today) = (self.store().position(), self.now().day());
        let Some(me) = self.state().me.filter(|_| looking.settled_at != Some((position, today))) else {
            return Ok(Vec::new());
        };
        if self.may_write(&me).is_err() || self.device().is_none() {
            return Ok(Vec::new());
        }
        let keys = self.keys_in_reach(&me);
        let knew = self.since_when_known(&keys)?;
        let (abouts, more) = self.carried_about(&me, &keys, &knew, &mut looking);
        let mut drafts = Vec::new();
        let mut waits = more;
        for about in abouts {
            let found = self.found(&about)?;
            let (made, wait) = self.carry_again(&found, &me, &keys, &knew)?;
            if made.is_empty() && !wait {
                looking.settled.insert(about.subject, about.rests_on);
            }
            drafts.extend(made);
            waits |= wait;
            if drafts.len() >= MADE_MAX {
                waits = true;
                break;
            }
        }
        looking.settled_at = (!waits && drafts.is_empty()).then_some((position, today));
        // Nobody else looks before this is written: they would find it due as well.
        self.write_again(drafts, &me)
    }

    fn device(&self) -> Option<Key> {
        self.state().keyring.as_ref().and_then(|keyring| keyring.device().map(|device| device.key()))
    }

    /// The seal keys of all people who read a space of the own collective.
    fn keys_in_reach(&self, me: &Dweller) -> Vec<SealKey> {
        let state = self.state();
        let roster = state.replica.roster();
        let others = roster.federations_of(me.collective).flat_map(|federation| federation.collectives.keys().copied());
        let reach: BTreeSet<Id> = std::iter::once(me.collective).chain(others).collect();
        let collectives = reach.iter().filter_map(|id| roster.collective(id));
        let keys = collectives.flat_map(|collective| keys_of(collective, state.replica.law()));
        keys.filter(|key| seals::usable(&key.seal)).collect()
    }

    /// Since when this home knows the keys: kept, so that what it sealed before it heard of one is found.
    fn since_when_known(&self, keys: &[SealKey]) -> Result<BTreeMap<Key, Moment>, Trouble> {
        let kept: Option<Vec<(Key, Moment)>> = self.local(KNEW)?;
        let (first, now) = (kept.is_none(), self.now());
        let kept: BTreeMap<Key, Moment> = kept.into_iter().flatten().collect();
        let since = |key: &SealKey| {
            let new = if first { key.own.unwrap_or(key.listed) } else { now };
            (key.seal, kept.get(&key.seal).copied().unwrap_or(new))
        };
        let knew: BTreeMap<Key, Moment> = keys.iter().map(since).collect();
        if first || knew != kept {
            let items: Vec<(Key, Moment)> = knew.iter().map(|(key, since)| (*key, *since)).collect();
            self.set_local(vec![(KNEW.to_vec(), Some(wire::encode(&items)))])?;
        }
        Ok(knew)
    }

    /// The subjects of carriers in the own collective's spaces that may be older than a key, or end soon; true
    /// where there are more than are looked at in one go.
    fn carried_about(
        &self,
        me: &Dweller,
        keys: &[SealKey],
        knew: &BTreeMap<Key, Moment>,
        looking: &mut Looking,
    ) -> (Vec<About>, bool) {
        let newest = keys.iter().filter_map(|key| key.own.max(knew.get(&key.seal).copied())).max().unwrap_or_default();
        let state = self.state();
        let (held, today) = (state.replica.held(), state.replica.day());
        let mut subjects: BTreeMap<Id, (bool, Vec<&Facts>)> = BTreeMap::new();
        for facts in held.iter() {
            let ours = facts.space().is_some_and(|space| space.charter == me.collective);
            let sealed = facts.kind().is_some_and(|kind| kind.name == record::sealed::KIND.name);
            if !ours || !sealed || facts.standing() != Standing::Live || facts.is_erased() {
                continue;
            }
            let (may, carriers) = subjects.entry(facts.subject).or_default();
            *may |= facts.created < newest || facts.expires <= today.plus(RENEW_DAYS);
            carriers.push(facts);
        }
        let seals: Vec<u8> = keys.iter().flat_map(|key| *key.seal.as_bytes()).chain(today.0.to_be_bytes()).collect();
        looking.settled.retain(|subject, _| subjects.contains_key(subject));
        let mut abouts = Vec::new();
        for (subject, (_, carriers)) in subjects.into_iter().filter(|(_, (may, _))| *may) {
            let carriers = turns::in_turn(carriers.into_iter(), held, CARRIERS_MAX);
            let ids: Vec<u8> = carriers.iter().flat_map(|id| *id.as_bytes()).collect();
            let rests_on = Id::labelled("talko/1 looked", &[&ids, &seals]);
            if looking.settled.get(&subject) != Some(&rests_on) {
                abouts.push(About { subject, carriers, rests_on });
            }
        }
        let mut looked = 0;
        let within = |about: &About| {
            let begins = looked < LOOKED_MAX;
            looked += about.carriers.len();
            begins
        };
        let (all, abouts): (usize, Vec<About>) = (abouts.len(), abouts.into_iter().take_while(within).collect());
        let more = abouts.len() < all;
        (abouts, more)
    }

    /// What can be opened here of that, each record once.
    fn found(&self, about: &About) -> Result<Vec<Found>, Trouble> {
        let mut records = Vec::new();
        for id in &about.carriers {
            records.extend(self.record(id)?);
        }
        let Some(opener) = self.state().keyring.as_ref().and_then(|keyring| keyring.unsealer()) else {
            return Ok(Vec::new());
        };
        let mut found: BTreeMap<Id, Found> = BTreeMap::new();
        for (outer, opened) in self.opened(&opener, &records, &kinds_inside()) {
            let inner = opened.record().clone();
            let header = inner.header();
            let space = header.space.expect("what was opened stands in the space of its carrier");
            let state = self.state();
            // By a key that is listed no longer it counts in its own carrier alone.
            if matches!(state.replica.roster().listing(&space, &header.key, &header.person), Listing::Device(_)) {
                let place = found.entry(inner.id()).or_insert_with(|| Found { inner, outers: Vec::new() });
                place.outers.push(outer);
            }
        }
        Ok(found.into_values().collect())
    }

    /// Drafts of the carriers that are due, and whether others are due later: another home comes before.
    fn carry_again(
        &self,
        found: &[Found],
        me: &Dweller,
        keys: &[SealKey],
        knew: &BTreeMap<Key, Moment>,
    ) -> Result<(Vec<Draft>, bool), Trouble> {
        let Some(device) = self.device() else { return Ok((Vec::new(), false)) };
        let (now, mut drafts, mut wait) = (self.now(), Vec::new(), false);
        // The same people read what stands in one space and is for the same federations.
        let place = |found: &Found| (found.inner.header().space, found.inner.header().audience);
        let places: BTreeSet<_> = found.iter().map(place).collect();
        for (space, audience) in places {
            let Some(space) = space else { continue };
            let there: Vec<Found> =
                found.iter().filter(|found| place(found) == (Some(space), audience)).cloned().collect();
            let within = self.who_reads(me, &space, audience);
            let keys: Vec<SealKey> =
                keys.iter().filter(|key| within.contains(&key.reader.collective)).copied().collect();
            for (found, again) in due(&there, &keys, &device, |key| knew.get(&key.seal).copied(), now.day()) {
                if self.is_others_turn(&again, knew, now) {
                    wait = true;
                    continue;
                }
                drafts.extend(carriers(found, &again)?);
            }
        }
        Ok((drafts, wait))
    }

    /// The collectives that read a space of the own one, as far as a record in it is for them.
    fn who_reads(&self, me: &Dweller, space: &Space, audience: Option<Id>) -> BTreeSet<Id> {
        let mut within = BTreeSet::from([me.collective]);
        if space.side == Side::Open {
            let state = self.state();
            let federations = state.replica.roster().federations_of(me.collective);
            let meant = federations.filter(|federation| audience.is_none_or(|only| only == federation.id));
            within.extend(meant.flat_map(|federation| federation.collectives.keys()));
        }
        within
    }

    fn is_others_turn(&self, again: &Again, knew: &BTreeMap<Key, Moment>, now: Moment) -> bool {
        match again.newest.and_then(|key| knew.get(&key)) {
            Some(since) => now < since.after(again.rank as u64 * TURN_MS),
            None => now.day().plus(RENEW_DAYS) < again.ends.plus(again.rank as u32),
        }
    }

    fn write_again(&self, mut drafts: Vec<Draft>, me: &Dweller) -> Result<Vec<Envelope>, Trouble> {
        if drafts.is_empty() {
            return Ok(Vec::new());
        }
        let _turn = self.authoring();
        self.keep_half(&mut drafts, me)?;
        if drafts.is_empty() {
            tracing::debug!("what is due is sealed again next week: half of the tickets stay for the owner");
            return Ok(Vec::new());
        }
        let records = self.sign_all(&drafts, me)?;
        tracing::info!(carriers = records.len(), "sealed again for newer keys, or before the last carrier ends");
        self.write(records, Vec::new())
    }

    /// Leaves half of the week's tickets to whoever lives here.
    fn keep_half(&self, drafts: &mut Vec<Draft>, me: &Dweller) -> Result<(), Trouble> {
        let state = self.state();
        let guard = state.guard.as_ref().map_err(Clone::clone)?;
        let Some(keyring) = &state.keyring else { return Ok(()) };
        let week = self.now().week();
        let mut free = BTreeMap::new();
        drafts.retain(|draft| {
            let free = free.entry(draft.side).or_insert_with(|| {
                let space = Space { side: draft.side, charter: me.collective };
                let limit = state.replica.roster().tickets(&space, &keyring.device_key(), &me.person);
                guard.free(space, week, limit / 2)
            });
            free.take(crate::pen::worth(draft)).is_some()
        });
        Ok(())
    }
}

/// Carriers of a record to these keys.
fn carriers(found: &Found, again: &Again) -> Result<Vec<Draft>, Trouble> {
    let header = found.inner.header();
    let plain = sealed::pad(&found.inner).map_err(|fault| Trouble::new("too-large", 2).with("what", fault))?;
    let plain = zeroize::Zeroizing::new(plain);
    let purpose = Line::new(&*header.kind).expect("a kind's name is a line of the same length");
    let space = header.space.expect("what was opened stands in the space of its carrier");
    let mut drafts = Vec::new();
    for keys in again.keys.chunks(STANZAS[STANZAS.len() - 1]) {
        let file = seals::seal(&plain, keys).map_err(|fault| Trouble::new("not-sealed", 1).with("why", fault))?;
        drafts.push(Draft {
            kind: record::sealed::KIND.name.to_string(),
            side: space.side,
            audience: header.audience,
            subject: header.subject,
            names: Vec::new(),
            document: Version::New,
            body: Blob(wire::encode(&Sealed { purpose: purpose.clone(), age: Blob(file) })),
        });
    }
    Ok(drafts)
}
