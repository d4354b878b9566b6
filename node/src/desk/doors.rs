//! The doors of a collective: founding, invites, joins, approvals, terms. Each makes authority records
//! through `protocol::founding` and writes them as one operation.

use protocol::envelope::Envelope;
use protocol::founding::{self, Door, Hands};
use protocol::id::Id;
use protocol::invite_line::{Guest, InviteLine, OneTime, Place};
use protocol::local::{
    Draft, Founded, InviteCard, Invited, Join, NewInvite, Publish, Published, Reply, Setup, Trouble, Version,
};
use protocol::record::invite_revoke::InviteRevoke;
use protocol::record::profile::Profile;
use protocol::record::terms::Terms;
use protocol::roster::Collective;
use protocol::space::Side;
use protocol::text::Line;
use protocol::wire::{self, Blob};

use super::Answer;
use crate::home::{Dweller, Home};
use crate::keyring::{ConfirmFault, Keyring, Origin};
use crate::pen::{draft_trouble, operation_key};
use crate::{chance, clock, trouble};

/// Where joins that wait for the inviting home are kept: this, then the charter joined.
pub(crate) const JOINING: &[u8] = b"join:";

/// Where homes can be reached that an invite named: this, then the node's key.
pub(crate) const PLACE: &[u8] = b"place:";

/// A join that waits for the inviting home.
#[derive(Clone, Debug, serde::Serialize, serde::Deserialize)]
pub struct Joining {
    /// The line, with the addresses to call.
    pub line: String,
    /// What is told at the door.
    pub records: Vec<Blob>,
    /// The joiner's face, published once they are in.
    pub profile: Option<Profile>,
    /// True where the own members' names and skills may be seen by the federation.
    pub shows_members: bool,
}

/// Makes keys, a person and a collective.
///
/// # Errors
/// [`Trouble`] `already-set-up` where somebody lives here.
pub fn setup(home: &Home, setup: &Setup) -> Result<Answer, Trouble> {
    setup_granting(home, setup, None)
}

/// The same, with another number of tickets a week than the usual one in the charter.
///
/// # Errors
/// [`Trouble`] `already-set-up` where somebody lives here.
pub fn setup_granting(home: &Home, setup: &Setup, tickets: Option<u32>) -> Result<Answer, Trouble> {
    let _turn = home.deciding();
    if home.state().me.is_some() {
        return Err(Trouble::new("already-set-up", 7));
    }
    make_keys(home, Origin::New)?;
    let (charter, records, me) = with_hands(home, |hands, root| {
        let root = root.ok_or_else(|| Trouble::new("words-gone", 6))?;
        let made = founding::collective_granting(&root, hands, &setup.terms, tickets, clock::now());
        let (charter, records) = made.map_err(|fault| draft_trouble(&fault))?;
        Ok((charter, records, Dweller { person: hands.person, collective: charter }))
    })?;
    home.state().replica.await_charter(Some(charter));
    let (number, mut written) = home.state_law("setup", &setup.terms.name, records)?;
    home.settle(me)?;
    home.state().replica.await_charter(None);
    written.extend(show_face_within(home, setup.profile.clone(), me.person, Side::Inner, number)?);
    let face = collective_face(&setup.terms, false)?;
    written.extend(show_face_within(home, face, charter, Side::Open, number)?);
    let founded = Founded { collective: charter, person: me.person, records: 0, pending: None };
    Ok(Answer { reply: Reply::Founded(founded), written })
}

pub(crate) fn make_keys(home: &Home, origin: Origin) -> Result<(), Trouble> {
    let seed = chance::bytes::<32>().map_err(|_| Trouble::new("no-chance", 1))?;
    let missing = Keyring::missing(home.path()).map_err(|fault| trouble::file(&fault))?;
    if missing {
        Keyring::create(home.path(), origin, &seed).map_err(|fault| trouble::keyring(&fault))?;
    }
    home.adopt_keys()
}

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
    let hands = Hands { device: keyring.device(), seal: keyring.seal_key(), node: &node, person: keyring.person() };
    make(&hands, keyring.root())
}

pub(crate) fn collective_face(terms: &Terms, shows_members: bool) -> Result<Profile, Trouble> {
    let place = terms.place.as_ref().map(|place| Line::new(place.to_string()));
    Ok(Profile {
        name: terms.name.clone(),
        headline: None,
        about: None,
        languages: Default::default(),
        skills: Default::default(),
        zone: None,
        place: place.transpose().map_err(|fault| Trouble::new("too-large", 2).with("what", fault))?,
        links: Default::default(),
        shows_members,
    })
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
    let alliance = if wish.collective { Some(own_federation(home, &collective, &mut records)?) } else { None };
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
        unreachable: line.places.is_empty(),
    };
    records.push(invite);
    let written = if wish.dry_run { Vec::new() } else { home.write_law("invite new", "", records)? };
    Ok(Answer { reply: Reply::Invited(invited), written })
}

/// The federation into which the collective invites: the first that lists it, or a new one.
fn own_federation(home: &Home, collective: &Collective, records: &mut Vec<Envelope>) -> Result<Door, Trouble> {
    let known = home.state().replica.roster().federations_of(collective.id).map(|f| (f.id, f.head)).next();
    if let Some((charter, head)) = known {
        return Ok(Door::Collective(charter, head));
    }
    let founded = with_hands(home, |hands, _| {
        founding::federation(collective, hands, clock::now()).map_err(|fault| draft_trouble(&fault))
    })?;
    let charter = founded.id();
    records.push(founded);
    Ok(Door::Collective(charter, charter))
}

fn steward(home: &Home, collective: &Collective) -> Result<(), Trouble> {
    let me = home.dweller()?;
    if collective.is_steward(&me.person) { Ok(()) } else { Err(Trouble::new("stewards-only", 6)) }
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
        let invites = roster.invites().filter(|(_, invite)| invite.valid && ours(&invite.charter));
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

/// The member has written the recovery words down.
///
/// # Errors
/// [`Trouble`] where a word is another, or they were confirmed before.
pub fn confirm_words(home: &Home, typed: &[(u8, String)]) -> Result<(), Trouble> {
    let mut state = home.state();
    let keyring = state.keyring.as_mut().ok_or_else(|| Trouble::new("no-identity", 4))?;
    keyring.confirm_words(typed).map_err(|fault| match fault {
        ConfirmFault::Gone => Trouble::new("words-gone", 6),
        ConfirmFault::Few => Trouble::new("words-few", 2),
        ConfirmFault::Wrong(position) => Trouble::new("words-wrong", 2).with("position", position),
        ConfirmFault::File(fault) => trouble::file(&fault),
    })
}

/// Makes what is told at the door, and keeps it until somebody has opened.
///
/// # Errors
/// [`Trouble`] where the line cannot be used here.
pub fn prepare_join(home: &Home, wish: &Join, line: &InviteLine) -> Result<Joining, Trouble> {
    let _turn = home.deciding();
    let now = clock::now();
    if line.until < now.day() {
        return Err(Trouble::new("invite-expired", 6).with("until", line.until.start().0));
    }
    let me = home.state().me;
    let records = match (line.guest, me) {
        (Guest::Member, Some(_)) => return Err(Trouble::new("already-set-up", 7)),
        (Guest::Collective, None) => return Err(Trouble::new("no-identity", 4)),
        (Guest::Member, None) => {
            make_keys(home, Origin::New)?;
            with_hands(home, |hands, root| {
                let root = root.ok_or_else(|| Trouble::new("words-gone", 6))?;
                let join = founding::join_member(line.charter, line.invite, &line.secret.signer(), hands, now);
                let join = join.map_err(|fault| draft_trouble(&fault))?;
                let credentials =
                    founding::credentials(&root, hands, line.charter, now).map_err(|fault| draft_trouble(&fault))?;
                Ok(std::iter::once(join).chain(credentials).collect::<Vec<_>>())
            })?
        }
        (Guest::Collective, Some(me)) => {
            let collective = home.own_collective()?;
            steward(home, &collective)?;
            if home
                .state()
                .replica
                .roster()
                .federation(&line.charter)
                .is_some_and(|f| f.collectives.contains_key(&me.collective))
            {
                return Err(Trouble::new("already-joined", 7));
            }
            let join = with_hands(home, |hands, _| {
                founding::join_collective(line.charter, line.invite, &line.secret.signer(), &collective, hands, now)
                    .map_err(|fault| draft_trouble(&fault))
            })?;
            let state = home.state();
            let own = protocol::space::Scope::Inner(me.collective);
            let (law, _) = state.replica.view(&own, now.day());
            let ours = law.iter().filter_map(|id| state.replica.law().get(id)).filter(|record| {
                let charter = record.header().space.map_or(record.id(), |space| space.charter);
                charter == me.collective || &*record.header().kind == "person"
            });
            std::iter::once(join).chain(ours.cloned()).collect()
        }
    };
    let joining = Joining {
        line: wish.invite.clone(),
        records: records.iter().map(|record| Blob(record.bytes().to_vec())).collect(),
        profile: wish.profile.clone(),
        shows_members: wish.shows_members,
    };
    home.set_local(vec![(joining_key(&line.charter), Some(wire::encode(&joining)))])?;
    Ok(joining)
}

/// The key of a waiting join.
pub fn joining_key(charter: &Id) -> Vec<u8> {
    let mut key = JOINING.to_vec();
    key.extend_from_slice(charter.as_bytes());
    key
}

/// The joins that wait.
///
/// # Errors
/// [`Trouble`] where they cannot be read.
pub fn joining(home: &Home) -> Result<Vec<Joining>, Trouble> {
    let items = home.store().local_range(JOINING, None, 100).map_err(|fault| trouble::store(&fault))?;
    items.iter().map(|(_, value)| super::directory::decode(value)).collect()
}

/// The door was opened: what was told there is taken in, and the joiner settles.
///
/// - `law`: the authority records that the inviting home gave.
///
/// # Errors
/// [`Trouble`] where they do not let this home in.
pub fn enter(home: &Home, line: &InviteLine, joining: &Joining, law: Vec<Envelope>) -> Result<Vec<Envelope>, Trouble> {
    let own = joining.records.iter().map(|blob| {
        Envelope::parse(blob.0.as_slice().into()).map_err(|_| Trouble::new("damaged", 9).with("what", "join"))
    });
    let batch = law.into_iter().map(Ok).chain(own).collect::<Result<Vec<_>, _>>()?;
    home.state().replica.await_charter(Some(line.charter));
    let taken = home.take_in(batch, crate::intake::Park::Nothing);
    home.state().replica.await_charter(None);
    taken?;
    // Until their own address records come, the invite says where they are.
    for place in &line.places {
        let mut key = PLACE.to_vec();
        key.extend_from_slice(place.node.as_bytes());
        let mut known: Vec<String> = home.local(&key)?.unwrap_or_default();
        // A join that waits is told again and again.
        if !known.iter().any(|address| *address == *place.address) {
            known.push(place.address.to_string());
            home.set_local(vec![(key, Some(wire::encode(&known)))])?;
        }
    }
    let mut written = Vec::new();
    match line.guest {
        Guest::Member => {
            let person =
                home.state().keyring.as_ref().map(Keyring::person).ok_or_else(|| Trouble::new("no-identity", 4))?;
            let listed =
                home.state().replica.roster().collective(&line.charter).is_some_and(|c| c.people.contains_key(&person));
            if !listed {
                return Err(Trouble::new("join-not-counted", 6));
            }
            home.settle(Dweller { person, collective: line.charter })?;
            home.set_local(vec![(joining_key(&line.charter), None)])?;
            if let Some(profile) = &joining.profile {
                written.extend(show_face(home, profile.clone(), person, Side::Inner)?);
            }
        }
        Guest::Collective => {
            let me = home.dweller()?;
            let listed = home
                .state()
                .replica
                .roster()
                .federation(&line.charter)
                .is_some_and(|f| f.collectives.contains_key(&me.collective));
            if !listed {
                return Err(Trouble::new("join-not-counted", 6));
            }
            home.set_local(vec![(joining_key(&line.charter), None)])?;
            if joining.shows_members {
                written.extend(show_members(home, &me)?);
            }
        }
    }
    Ok(written)
}

/// Lets the federation see the members' names and skills: the collective's face says so, and the own
/// face is shown there.
fn show_members(home: &Home, me: &Dweller) -> Result<Vec<Envelope>, Trouble> {
    use protocol::fold::member::MemberRow;
    use protocol::record::Fold;
    let mut written = Vec::new();
    if let Some(face) = super::directory::row::<MemberRow>(home, Fold::Member, &me.collective)? {
        let profile = Profile { shows_members: true, ..face.profile };
        written.extend(show_face(home, profile, me.collective, Side::Open)?);
    }
    if let Some(face) = super::directory::row::<MemberRow>(home, Fold::Member, &me.person)?
        .filter(|face| face.space.side == Side::Inner)
    {
        written.extend(show_face(home, face.profile, me.person, Side::Open)?);
    }
    Ok(written)
}
