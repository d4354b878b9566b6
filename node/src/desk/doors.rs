//! The doors of a collective: invites, approvals, terms. Each makes authority records through
//! `protocol::founding` and writes them as one operation.

use protocol::envelope::Envelope;
use protocol::founding::{self, Door, Hands};
use protocol::id::Id;
use protocol::invite_line::{Guest, InviteLine, OneTime, Place};
use protocol::local::{Draft, InviteCard, Invited, NewInvite, Publish, Published, Reply, Trouble, Version};
use protocol::record::approve::Approve;
use protocol::record::invite_revoke::InviteRevoke;
use protocol::record::profile::Profile;
use protocol::record::terms::Terms;
use protocol::roster::{Collective, Invitation};
use protocol::space::Side;
use protocol::text::Line;
use protocol::wire::{self, Blob};

use super::{Answer, law};
use crate::home::Home;
use crate::pen::draft_trouble;
use crate::pen::log::operation_key;
use crate::{callable, chance, clock, trouble};

/// Lends the keys to a maker of authority records.
///
/// # Errors
/// What the maker answers, or [`Trouble`] where there are no keys.
pub(crate) fn with_hands<T>(
    home: &Home,
    make: impl FnOnce(&Hands<'_>, Option<protocol::keys::Secret>) -> Result<T, Trouble>,
) -> Result<T, Trouble> {
    let state = home.state();
    if let Err(trouble) = &state.guard {
        return Err(trouble.clone());
    }
    let keyring = state.keyring.as_ref().ok_or_else(|| Trouble::new("no-identity", 4))?;
    let node = keyring.node();
    let device = keyring.device().ok_or_else(trouble::locked)?;
    let hands = Hands { device, seal: keyring.seal_key(), node: &node, person: keyring.person() };
    make(&hands, keyring.root())
}

pub(crate) fn collective_face(terms: &Terms, shows_members: bool) -> Result<Profile, Trouble> {
    let place = terms.place.as_ref().map(|place| Line::new(place.to_string())).transpose();
    let place = place.map_err(|fault| Trouble::new("too-large", 2).with("what", fault))?;
    Ok(Profile { place, shows_members, ..Profile::named(terms.name.clone()) })
}

/// Publishes a face: of the person, or of the collective.
pub(crate) fn show_face(home: &Home, profile: Profile, subject: Id, side: Side) -> Result<Vec<Envelope>, Trouble> {
    let draft = Draft {
        kind: "profile".to_string(),
        side,
        audience: None,
        subject: Some(subject),
        names: Vec::new(),
        document: Version::New,
        body: Blob(wire::encode(&profile)),
    };
    let wish = Publish { drafts: vec![draft], label: "me edit".to_string(), overflow: false, dry_run: false };
    Ok(home.publish(wish)?.1)
}

/// The same as a part of another operation, with which it stands and falls.
pub(crate) fn show_face_within(
    home: &Home,
    profile: Profile,
    subject: Id,
    side: Side,
    whole: u64,
) -> Result<Vec<Envelope>, Trouble> {
    let written = show_face(home, profile, subject, side)?;
    let mut items = Vec::new();
    for mut deed in home.deeds(1)? {
        deed.shown.part_of = Some(whole);
        items.push((operation_key(deed.shown.number), Some(wire::encode(&deed))));
    }
    home.set_local(items)?;
    Ok(written)
}

/// Makes an invite.
///
/// - `places`: where this home can be called, the best first; what others told of themselves follows.
///
/// # Errors
/// [`Trouble`] where this person is no steward.
pub fn invite(home: &Home, wish: &NewInvite, places: Vec<Place>) -> Result<Answer, Trouble> {
    let _turn = home.deciding();
    let collective = home.own_collective()?;
    steward(home, &collective)?;
    let now = clock::now();
    if wish.until < now.day() {
        return Err(Trouble::new("past", 2).with("what", "expires"));
    }
    let mut records = Vec::new();
    let alliance =
        if wish.collective { Some(own_federation(home, &collective, wish.federation, &mut records)?) } else { None };
    let secret = OneTime(chance::bytes::<16>().map_err(|_| Trouble::new("no-chance", 1))?);
    let door = alliance.unwrap_or(Door::Member(collective.id, collective.head));
    let (Door::Member(charter, _) | Door::Collective(charter, _)) = door;
    let invite = with_hands(home, |hands, _| {
        founding::invite(door, secret.signer().key(), wish.uses, wish.until, hands, now)
            .map_err(|fault| draft_trouble(&fault))
    })?;
    let line = InviteLine {
        guest: if wish.collective { Guest::Collective } else { Guest::Member },
        charter,
        invite: invite.id(),
        secret,
        until: wish.until,
        places,
    };
    let invited = Invited {
        id: invite.id(),
        line: line.encode(),
        until: wish.until,
        founded: !records.is_empty(),
        called_from: callable::called_from(&line.places),
        stewards: collective.charter.threshold,
    };
    records.push(invite);
    let written = if wish.dry_run { Vec::new() } else { home.write_law("invite new", "", records)? };
    Ok(Answer { reply: Reply::Invited(invited), written })
}

/// The federation into which the collective invites: the one that is meant, else the first that lists it, or a new one.
fn own_federation(
    home: &Home,
    collective: &Collective,
    meant: Option<Id>,
    records: &mut Vec<Envelope>,
) -> Result<Door, Trouble> {
    let known = {
        let state = home.state();
        let mut own = state.replica.roster().federations_of(collective.id);
        own.find(|known| meant.is_none_or(|meant| known.id == meant)).map(|known| (known.id, known.head))
    };
    if let Some((charter, head)) = known {
        return Ok(Door::Collective(charter, head));
    }
    if meant.is_some() {
        return Err(Trouble::new("not-in-federation", 6));
    }
    if collective.charter.threshold > 1 {
        // What one alone founds is no federation yet, and has no doors.
        return Err(Trouble::new("federation-found-first", 6));
    }
    let founded = with_hands(home, |hands, _| {
        founding::federation(collective, hands, clock::now()).map_err(|fault| draft_trouble(&fault))
    })?;
    let charter = founded.id();
    records.push(founded);
    Ok(Door::Collective(charter, charter))
}

pub(crate) fn steward(home: &Home, collective: &Collective) -> Result<(), Trouble> {
    law::steward(home, collective).map(|_| ())
}

/// The invites of the own collective and its federations.
///
/// # Errors
/// [`Trouble`] before somebody lives here.
pub fn invites(home: &Home) -> Result<Reply, Trouble> {
    let me = home.dweller()?;
    let cards: Vec<(InviteCard, Vec<Id>)> = {
        let state = home.state();
        let roster = state.replica.roster();
        let ours =
            |charter: &Id| *charter == me.collective || roster.federations_of(me.collective).any(|f| f.id == *charter);
        // One that a steward has made waits for the others; one of somebody who went opens nothing more.
        let stewards = roster.collective(&me.collective).map(|own| own.charter.stewards.clone()).unwrap_or_default();
        let counts = |invite: &Invitation| invite.valid || stewards.contains(&invite.author);
        let invites = roster.invites().filter(|(_, invite)| counts(invite) && ours(&invite.charter));
        invites
            .map(|(id, invite)| {
                let card = InviteCard {
                    id: *id,
                    short: state.replica.short(id),
                    collective: invite.invite.collective,
                    uses: invite.invite.uses,
                    used: invite.joins.iter().map(|(_, _, at)| (None, *at)).collect(),
                    until: invite.invite.until,
                    revoked: invite.revoked,
                    waits: !invite.valid,
                    created: invite.created,
                };
                (card, invite.joins.iter().map(|(_, who, _)| *who).collect())
            })
            .collect()
    };
    let named = cards.into_iter().map(|(mut card, who)| {
        for (used, who) in card.used.iter_mut().zip(who) {
            used.0 = home.person_name(&who);
        }
        card
    });
    let mut cards: Vec<InviteCard> = named.collect();
    cards.sort_by_key(|card| std::cmp::Reverse(card.created));
    Ok(Reply::Invites(cards))
}

/// Agrees to an invite that another steward made.
///
/// # Errors
/// [`Trouble`] where it is not known, opens already, or this person has agreed or is no steward.
pub fn approve_invite(home: &Home, id: &Id) -> Result<Answer, Trouble> {
    let _turn = home.deciding();
    let collective = home.own_collective()?;
    steward(home, &collective)?;
    let me = home.dweller()?.person;
    let invite = home.state().replica.roster().invite(id).cloned();
    let invite = invite.ok_or_else(|| Trouble::new("unknown", 2).with("what", id.short(6)))?;
    let said = {
        let state = home.state();
        let mine = |record: &Envelope| record.header().person == me && record.header().names.first() == Some(id);
        state.replica.law().values().any(|record| &*record.header().kind == "approve" && mine(record))
    };
    if invite.valid || said || invite.author == me {
        return Err(Trouble::new("already-done", 7));
    }
    let record = law::statement(home, "approve", invite.charter, &Approve { note: None }, vec![*id])?;
    let (published, written) = law::write(home, "invite approve", "", vec![record])?;
    Ok(Answer { reply: Reply::Published(published), written })
}

/// Takes an invite back; joins that used it before are kept by name.
///
/// # Errors
/// [`Trouble`] where it is not known or this person is no steward.
pub fn revoke(home: &Home, id: &Id) -> Result<Answer, Trouble> {
    let _turn = home.deciding();
    revoke_in_turn(home, id)
}

/// The same for a caller that holds [`Home::deciding`] already.
pub(crate) fn revoke_in_turn(home: &Home, id: &Id) -> Result<Answer, Trouble> {
    let collective = home.own_collective()?;
    steward(home, &collective)?;
    let invite = home.state().replica.roster().invite(id).cloned();
    let invite = invite.ok_or_else(|| Trouble::new("unknown", 2).with("what", id.short(6)))?;
    if invite.revoked {
        return Err(Trouble::new("already-done", 7));
    }
    // 16 ids fit: the invite and 15 joins; an invite for more people is written down by a revision first.
    let names = std::iter::once(*id).chain(invite.joins.iter().map(|(join, _, _)| *join)).take(16).collect();
    let record = with_hands(home, |hands, _| {
        let body = InviteRevoke { note: None };
        founding::statement("invite-revoke", invite.charter, hands.person, &body, names, clock::now(), hands.device)
            .map_err(|fault| draft_trouble(&fault))
    })?;
    let written = home.write_law("invite revoke", "", vec![record])?;
    let collectives: Vec<Id> = {
        let state = home.state();
        let federation = state.replica.roster().federation(&invite.charter);
        federation.map_or_else(|| vec![collective.id], |federation| federation.collectives.keys().copied().collect())
    };
    let published = Published {
        // Nothing takes this back: whoever is to come in after all gets another invite.
        operation: None,
        items: written.iter().map(|record| home.item(record)).collect(),
        readers: collectives.iter().map(|charter| home.collective_name(charter)).collect(),
        ..Published::default()
    };
    Ok(Answer { reply: Reply::Published(published), written })
}
