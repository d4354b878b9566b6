//! Names for every id that a screen may show, from roster and rows.

use std::collections::BTreeMap;

use protocol::fold::collective::CollectiveRow;
use protocol::fold::member::MemberRow;
use protocol::id::Id;
use protocol::local::{CollectiveCard, Directory, Me, PersonCard, Role, Trouble};
use protocol::record::Fold;
use protocol::record::terms::Terms;
use protocol::roster::Collective;
use protocol::wire;

use crate::home::Home;
use crate::store::RowKey;
use crate::{clock, trouble};

/// Local items that say when a machine was last heard: this, then its key.
pub(crate) const HEARD: &[u8] = b"heard:";

/// Who lives here and whom they know.
///
/// # Errors
/// [`Trouble`] where rows cannot be read.
pub fn directory(home: &Home) -> Result<Directory, Trouble> {
    let now = clock::now();
    let faces = faces(home)?;
    let (collectives, federations, me, shorts) = {
        let state = home.state();
        let roster = state.replica.roster();
        let me = state.me.zip(state.keyring.as_ref()).map(|(me, keyring)| Me {
            person: me.person,
            collective: me.collective,
            device: keyring.device_key(),
            node: keyring.node().key(),
            words_unconfirmed: keyring.keeps_words(),
        });
        let collectives: Vec<Collective> = roster.collectives().cloned().collect();
        let federations: BTreeMap<Id, Vec<Id>> =
            roster.federations().map(|f| (f.id, f.collectives.keys().copied().collect())).collect();
        let people = collectives.iter().flat_map(|collective| collective.people.keys());
        let shorts: BTreeMap<Id, String> = people.map(|id| (*id, state.replica.short(id))).collect();
        (collectives, federations, me, shorts)
    };
    let own = me.as_ref().map(|me| me.collective);
    let blocked = home.blocked();
    let mut persons = Vec::new();
    let mut cards = Vec::new();
    for collective in &collectives {
        for (person, belonging) in &collective.people {
            let face = faces.get(person);
            persons.push(PersonCard {
                person: *person,
                short: shorts.get(person).cloned().unwrap_or_else(|| person.short(6)),
                name: face.map(|face| face.profile.name.to_string()),
                collective: collective.id,
                role: belonging.role,
                paused: collective.charter.paused(person, now.day()),
                profile: face.map(|face| face.profile.clone()),
            });
        }
        // What they wrote as members may stay, and is theirs by name.
        for person in collective.charter.removed.iter().filter(|gone| !collective.people.contains_key(gone)) {
            let face = faces.get(person);
            persons.push(PersonCard {
                person: *person,
                short: person.short(6),
                name: face.map(|face| face.profile.name.to_string()),
                collective: collective.id,
                role: Role::Former,
                paused: None,
                profile: face.map(|face| face.profile.clone()),
            });
        }
        let terms = terms_of(home, collective)?;
        let face = faces.get(&collective.id);
        let leads = home.leads(|leads| leads.open(Some(&collective.id), now))?;
        cards.push(CollectiveCard {
            charter: collective.id,
            name: name(collective.id, terms.as_ref(), face),
            profile: face.map(|face| face.profile.clone()),
            terms,
            head: collective.charter.clone(),
            revision: collective.head,
            people: collective.people.len() as u32,
            contested: collective.contested,
            own: own == Some(collective.id),
            heard: heard(home, collective)?,
            blocked: blocked.contains(&collective.id),
            leads: leads as u32,
        });
    }
    cards.sort_by_key(|card| (!card.own, card.name.clone(), card.charter));
    persons.sort_by_key(|card| {
        (own != Some(card.collective), std::cmp::Reverse(card.role == Role::Steward), card.name.clone())
    });
    Ok(Directory { me, collectives: cards, persons, federations, now })
}

/// Every public face that may be seen here, by person or charter.
fn faces(home: &Home) -> Result<BTreeMap<Id, MemberRow>, Trouble> {
    let mut faces = BTreeMap::new();
    let mut after = None;
    loop {
        let page =
            home.store().rows(Fold::Member.letter(), after.as_ref(), 1_000).map_err(|fault| trouble::store(&fault))?;
        let Some((last, _)) = page.last() else { return Ok(faces) };
        after = Some(*last);
        for (id, row) in page {
            faces.insert(id, decode(&row)?);
        }
    }
}

pub(super) fn terms_of(home: &Home, collective: &Collective) -> Result<Option<Terms>, Trouble> {
    let Some(wanted) = collective.charter.terms else { return Ok(None) };
    let row: Option<CollectiveRow> = row(home, Fold::Collective, &collective.id)?;
    Ok(row.and_then(|mut row| row.terms.remove(&wanted)))
}

fn heard(home: &Home, collective: &Collective) -> Result<Option<protocol::time::Moment>, Trouble> {
    let mut latest = None;
    for node in collective.nodes.keys() {
        let mut key = HEARD.to_vec();
        key.extend_from_slice(node.as_bytes());
        latest = latest.max(home.local::<protocol::time::Moment>(&key)?);
    }
    Ok(latest)
}

fn name(id: Id, terms: Option<&Terms>, face: Option<&MemberRow>) -> String {
    let said = terms.map(|terms| terms.name.to_string()).or_else(|| face.map(|face| face.profile.name.to_string()));
    said.unwrap_or_else(|| id.short(6))
}

/// One row, read.
///
/// # Errors
/// [`Trouble`] where it cannot be read.
pub fn row<T: serde::de::DeserializeOwned>(home: &Home, fold: Fold, subject: &Id) -> Result<Option<T>, Trouble> {
    let key = RowKey { letter: fold.letter(), subject: *subject };
    let bytes = home.store().row(&key).map_err(|fault| trouble::store(&fault))?;
    bytes.map(|bytes| decode(&bytes)).transpose()
}

pub(crate) fn decode<T: serde::de::DeserializeOwned>(bytes: &[u8]) -> Result<T, Trouble> {
    wire::lenient(bytes).map_err(|_| Trouble::new("damaged", 9).with("what", "rows"))
}

impl Home {
    /// What a collective is called here: its terms, its public face, or the beginning of its id.
    pub fn collective_name(&self, id: &Id) -> String {
        let collective = self.state().replica.roster().collective(id).cloned();
        let terms = collective.as_ref().map(|collective| terms_of(self, collective));
        let face = row::<MemberRow>(self, Fold::Member, id);
        match (terms, face) {
            (Some(Ok(terms)), Ok(face)) => name(*id, terms.as_ref(), face.as_ref()),
            (_, Ok(face)) => name(*id, None, face.as_ref()),
            (_, Err(_)) => id.short(6), // a name is a courtesy; what it names is told all the same
        }
    }

    /// What a person is called here, where that may be seen.
    pub fn person_name(&self, id: &Id) -> Option<String> {
        match row::<MemberRow>(self, Fold::Member, id) {
            Ok(face) => face.map(|face| face.profile.name.to_string()),
            Err(_) => None,
        }
    }
}
