//! The way in by somebody's invite: what is told at the door, kept until it opens, and what follows.

use protocol::door::introduction::introduction;
use protocol::envelope::{Envelope, NAMES_MAX};
use protocol::fold::member::MemberRow;
use protocol::founding;
use protocol::id::Id;
use protocol::invite_line::{Guest, InviteLine};
use protocol::keys::Key;
use protocol::local::{Join, Trouble, WishCard};
use protocol::record::Fold;
use protocol::record::profile::Profile;
use protocol::roster::Collective;
use protocol::space::Side;
use protocol::wire::{self, Blob};

use super::devices::is_listed;
use super::doors::{show_face, steward, with_hands};
use super::setup::{make_keys, refuse_half_restored};
use crate::home::{Dweller, Home};
use crate::keyring::{Keyring, Origin};
use crate::pen::draft_trouble;
use crate::{clock, trouble};

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
    /// What is told by further knocks, where it is more than one hears: one list a knock.
    #[serde(default)]
    pub more: Vec<Vec<Blob>>,
    /// The joiner's face, published once they are in.
    pub profile: Option<Profile>,
    /// True where the own members' names and skills may be seen by the federation.
    pub shows_members: bool,
    /// The own join to which other stewards have to agree before anybody hears of it.
    #[serde(default)]
    pub awaits: Option<Id>,
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
    let (mut more, mut awaits) = (Vec::new(), None);
    let records = match (line.guest, me) {
        (Guest::Member, Some(me)) if may_come_again(home, &me, &line.charter) => member_words(home, wish, line)?,
        (Guest::Member, Some(_)) => return Err(Trouble::new("invite-member-taken", 6)),
        (Guest::Device | Guest::Replacement, Some(_)) => return Err(Trouble::new("already-set-up", 7)),
        (Guest::Device, None) => own_credentials(home, wish, line)?,
        (Guest::Replacement, None) => own_keys(home, line)?,
        (Guest::Collective, None) => return Err(Trouble::new("no-identity", 4)),
        (Guest::Member, None) => {
            refuse_half_restored(home)?;
            make_keys(home, Origin::New)?;
            member_words(home, wish, line)?
        }
        (Guest::Collective, Some(me)) => {
            let collective = home.own_collective()?;
            steward(home, &collective)?;
            if stays_as_it_is(home, &collective, line) {
                return Err(Trouble::new("already-joined", 7));
            }
            let begun = joining(home)?.into_iter().find(|begun| begun.line == wish.invite && begun.awaits.is_some());
            if let Some(begun) = begun {
                return Ok(begun); // said before: the other stewards agree to that one
            }
            let join = with_hands(home, |hands, _| {
                founding::join_collective(line.charter, line.invite, &line.secret.signer(), &collective, hands, now)
                    .map_err(|fault| draft_trouble(&fault))
            })?;
            if collective.charter.threshold > 1 {
                awaits = Some(join.id());
                home.write_law("join", "", vec![join.clone()])?;
            }
            let mut knocks = introduced(home, &me, &collective, &join, &[])?.into_iter();
            let first = knocks.next().unwrap_or_default();
            more.extend(knocks);
            first
        }
    };
    let joining = Joining {
        line: wish.invite.clone(),
        records: blobs(&records),
        more: more.iter().map(|knock| blobs(knock)).collect(),
        profile: wish.profile.clone(),
        shows_members: wish.shows_members,
        awaits,
    };
    home.set_local(vec![(joining_key(&line.charter), Some(wire::encode(&joining)))])?;
    Ok(joining)
}

fn blobs(records: &[Envelope]) -> Vec<Blob> {
    records.iter().map(|record| Blob(record.bytes().to_vec())).collect()
}

/// True where somebody whom their own collective has not removed may use another line into it, and comes in as who
/// they are: no version lists them, and others may have used up the line by which they came. Whoever fell out so need
/// not know it, since nobody speaks with them any more.
fn may_come_again(home: &Home, me: &Dweller, charter: &Id) -> bool {
    let state = home.state();
    let own = state.replica.roster().collective(charter).filter(|own| own.id == me.collective);
    let unlisted = |own: &Collective| own.people.get(&me.person).is_none_or(|belonging| belonging.join.is_some());
    own.is_some_and(|own| unlisted(own) && !own.charter.removed.contains(&me.person))
}

/// True where the own collective is in the federation of a line, and another join would be of no use. One that came by
/// a line alone may use another: whoever let it in may be gone before they told anybody. Not where several stewards
/// have to agree, as those who count themselves in are not asked; nor by a line that it has used, nor more often than
/// one goodbye can name.
fn stays_as_it_is(home: &Home, own: &Collective, line: &InviteLine) -> bool {
    let state = home.state();
    let roster = state.replica.roster();
    let Some(known) = roster.federation(&line.charter) else { return false };
    let used = || roster.invite(&line.invite).is_some_and(|invite| invite.joins.iter().any(|join| join.1 == own.id));
    let many = || roster.joins_of(&own.id, &line.charter).len() >= NAMES_MAX;
    known.collectives.contains_key(&own.id)
        && (known.charter.lists(&own.id) || own.charter.threshold > 1 || used() || many())
}

/// What a person tells who comes by an invite: the join, and their root key's word for this computer.
fn member_words(home: &Home, wish: &Join, line: &InviteLine) -> Result<Vec<Envelope>, Trouble> {
    let typed = wish.words.as_ref().map(|words| Keyring::from_words(&words.0)).transpose();
    let typed = typed.map_err(|fault| Trouble::new("words-bad", 2).with("what", fault))?;
    with_hands(home, |hands, root| {
        let root = root.or_else(|| typed.map(|recovery| recovery.root()));
        let root = root.ok_or_else(|| Trouble::new("words-gone", 6))?;
        if root.key().person() != hands.person {
            return Err(Trouble::new("words-other", 6));
        }
        let now = clock::now();
        let join = founding::join_member(line.charter, line.invite, &line.secret.signer(), hands, now);
        let credentials = founding::credentials(&root, hands, line.charter, now);
        let join = join.map_err(|fault| draft_trouble(&fault))?;
        let credentials = credentials.map_err(|fault| draft_trouble(&fault))?;
        Ok(std::iter::once(join).chain(credentials).collect())
    })
}

/// What is said of the own collective, and of its join, to those who do not know it: one list a knock.
fn introduced(
    home: &Home,
    me: &Dweller,
    collective: &Collective,
    join: &Envelope,
    agreed: &[Envelope],
) -> Result<Vec<Vec<Envelope>>, Trouble> {
    let state = home.state();
    let keyring = state.keyring.as_ref().ok_or_else(|| Trouble::new("no-identity", 4))?;
    introduction(join, agreed, state.replica.law(), collective, &keyring.node().key(), &me.person)
        .map_err(|fault| Trouble::new("too-large", 2).with("what", fault))
}

/// What is told at the door now, one list a knock; or how it stands with the stewards whom it waits for.
///
/// # Errors
/// [`Trouble`] where the join is held no more.
pub fn told(home: &Home, joining: &Joining) -> Result<Result<Vec<Vec<Blob>>, WishCard>, Trouble> {
    let Some(join) = &joining.awaits else {
        return Ok(Ok(std::iter::once(&joining.records).chain(&joining.more).cloned().collect()));
    };
    let agreed = super::wishes::join(home, join)?;
    if !agreed.card.carries() {
        return Ok(Err(agreed.card));
    }
    // As it is now: whoever agreed may be in no version that was there when the join was made.
    let knocks = introduced(home, &home.dweller()?, &home.own_collective()?, &agreed.record, &agreed.words)?;
    Ok(Ok(knocks.iter().map(|knock| blobs(knock)).collect()))
}

/// What another machine of somebody who belongs tells at the door: that their root key speaks for it.
fn own_credentials(home: &Home, wish: &Join, line: &InviteLine) -> Result<Vec<Envelope>, Trouble> {
    refuse_half_restored(home)?;
    let words = wish.words.as_ref().ok_or_else(|| Trouble::new("device-words", 2))?;
    let recovery = Keyring::from_words(&words.0).map_err(|fault| Trouble::new("words-bad", 2).with("what", fault))?;
    let root = recovery.root();
    if root.key().person() != line.invite {
        return Err(Trouble::new("words-other", 6));
    }
    make_keys(home, Origin::Known(root.key()))?;
    with_hands(home, |hands, _| {
        // Keys of another person were left here by a join that was never let in.
        if hands.person != line.invite {
            return Err(Trouble::new("already-set-up", 7));
        }
        let label = wish.label.clone();
        let told = founding::credentials_called(&root, hands, line.charter, label, clock::now());
        Ok(told.map_err(|fault| draft_trouble(&fault))?.to_vec())
    })
}

/// What a computer tells at the door whose person has lost their words: nothing. It opens once stewards have listed
/// the keys that are made here.
fn own_keys(home: &Home, line: &InviteLine) -> Result<Vec<Envelope>, Trouble> {
    refuse_half_restored(home)?;
    let root = Key::from_bytes(*line.invite.as_bytes());
    make_keys(home, Origin::Known(root))?;
    // Keys of another person were left here by a join that was never let in.
    match home.state().keyring.as_ref().map(Keyring::root_key) {
        Some(own) if own == root => Ok(Vec::new()),
        Some(_) | None => Err(Trouble::new("already-set-up", 7)),
    }
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

/// What a refused join leaves where nobody lives: nothing. Keys that may have been let in somewhere stay.
///
/// # Errors
/// [`Trouble`] where the disk fails.
pub fn leave_nothing(home: &Home, refused: &Trouble) -> Result<(), Trouble> {
    let settled = home.state().me.is_some() || refused.code == "join-not-counted";
    if settled || !joining(home)?.is_empty() {
        return Ok(());
    }
    home.drop_keys()
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
            let shown = super::directory::row::<MemberRow>(home, Fold::Member, &person)?.is_some();
            if let Some(profile) = joining.profile.as_ref().filter(|_| !shown) {
                written.extend(show_face(home, profile.clone(), person, Side::Inner)?);
            }
            // Last: what was cut off before is done when the join is told again.
            home.set_local(vec![(joining_key(&line.charter), None)])?;
        }
        Guest::Device | Guest::Replacement => {
            let person = line.person().ok_or_else(|| Trouble::new("join-not-counted", 6))?;
            if !is_listed(home, &line.charter, &person) {
                return Err(Trouble::new("join-not-counted", 6));
            }
            home.settle(Dweller { person, collective: line.charter })?;
            home.set_local(vec![(joining_key(&line.charter), None)])?;
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
            if joining.shows_members {
                written.extend(show_members(home, &me)?);
            }
            home.set_local(vec![(joining_key(&line.charter), None)])?;
        }
    }
    Ok(written)
}

/// Lets the federation see the members' names and skills: the collective's face says so, and the own
/// face is shown there.
fn show_members(home: &Home, me: &Dweller) -> Result<Vec<Envelope>, Trouble> {
    let mut written = Vec::new();
    if let Some(face) = super::directory::row::<MemberRow>(home, Fold::Member, &me.collective)?
        .filter(|face| !face.profile.shows_members)
    {
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
