//! Takes an own operation back by its counter-record: others hide the first, but may have read it.

use protocol::envelope::Envelope;
use protocol::id::Id;
use protocol::local::{Draft, Publish, Published, Reply, Trouble, Version};
use protocol::record::Class;
use protocol::record::pledge_decline::PledgeDecline;
use protocol::space::Side;
use protocol::text::Line;
use protocol::wire::{self, Blob};

use super::Answer;
use crate::home::Home;
use crate::pen::{Deed, operation_key};

/// The operations by which this home came to be.
const FOUNDING: &[&str] = &["setup", "join", "restore"];
/// How far back the last operation that can be undone is looked for.
const SEARCH_MAX: usize = 200;

/// Takes back an operation, or the last one that can be.
///
/// # Errors
/// [`Trouble`] where there is none, it was undone before, or it binds somebody else.
pub fn undo(home: &Home, operation: Option<u64>, dry_run: bool) -> Result<Answer, Trouble> {
    let _turn = home.deciding();
    let mut deed = match operation {
        Some(number) => home
            .local::<Deed>(&operation_key(number))?
            .ok_or_else(|| Trouble::new("unknown", 2).with("what", number))?,
        None => {
            let last =
                home.deeds(SEARCH_MAX)?.into_iter().find(|deed| !deed.shown.undone && deed.shown.undoes.is_none());
            last.ok_or_else(|| Trouble::new("nothing-to-undo", 6))?
        }
    };
    if deed.shown.undone {
        return Err(Trouble::new("already-done", 7));
    }
    for id in &deed.records {
        if home.state().replica.roster().invite(id).is_some() {
            return revoke(home, *id, deed, dry_run);
        }
    }
    let mut drafts = Vec::new();
    for id in &deed.records {
        let record = home.record(id)?.ok_or_else(|| Trouble::new("unknown", 2).with("what", id.short(6)))?;
        drafts.extend(counter(home, &record, &deed)?);
    }
    if drafts.is_empty() {
        return Err(law_trouble(&deed));
    }
    let mut published = Vec::new();
    let mut written = Vec::new();
    for part in drafts.chunks(protocol::local::DRAFTS_MAX) {
        let wish =
            Publish { drafts: part.to_vec(), label: format!("undo {}", deed.shown.label), overflow: false, dry_run };
        let (reply, records) = home.publish(wish)?;
        published.push(reply);
        written.extend(records);
    }
    let mut reply = published.remove(0);
    for more in published {
        reply.items.extend(more.items);
        reply.operation = more.operation.or(reply.operation);
    }
    if !dry_run {
        deed.shown.undone = true;
        let mut items = vec![(operation_key(deed.shown.number), Some(wire::encode(&deed)))];
        if let Some(number) = reply.operation
            && let Some(mut counter) = home.local::<Deed>(&operation_key(number))?
        {
            counter.shown.undoes = Some(deed.shown.number);
            items.push((operation_key(number), Some(wire::encode(&counter))));
        }
        home.set_local(items)?;
    }
    Ok(Answer { reply: Reply::Published(reply), written })
}

/// An invite is taken back by being revoked; what was founded for it stays.
fn revoke(home: &Home, invite: Id, mut deed: Deed, dry_run: bool) -> Result<Answer, Trouble> {
    if dry_run {
        let record = home.record(&invite)?.ok_or_else(|| Trouble::new("unknown", 2).with("what", invite.short(6)))?;
        let nothing = Published { items: vec![home.item(&record)], ..Published::default() };
        return Ok(Reply::Published(nothing).into());
    }
    let answer = super::doors::revoke_in_turn(home, &invite)?;
    deed.shown.undone = true;
    let mut items = vec![(operation_key(deed.shown.number), Some(wire::encode(&deed)))];
    // The revoking is an operation of its own, the newest; the next undo goes past it.
    for mut counter in home.deeds(1)? {
        counter.shown.undoes = Some(deed.shown.number);
        items.push((operation_key(counter.shown.number), Some(wire::encode(&counter))));
    }
    home.set_local(items)?;
    Ok(answer)
}

/// The draft that takes a record back; none where nothing is to be done, an error where it binds.
fn counter(home: &Home, record: &Envelope, deed: &Deed) -> Result<Option<Draft>, Trouble> {
    let header = record.header();
    let kind = protocol::record::kind(&header.kind);
    let binding = || {
        let about = header.subject.unwrap_or(record.id());
        let short = home.state().replica.short(&about);
        Trouble::new("undo-binding", 6).with("what", &deed.shown.label).with("id", short)
    };
    let kind = kind.filter(|kind| kind.class == Class::Content).ok_or_else(|| law_trouble(deed))?;
    let side = header.space.map_or(Side::Inner, |space| space.side);
    let draft = |kind: &str, document: Version, subject: Option<Id>, names: Vec<Id>, body: Vec<u8>| Draft {
        kind: kind.to_string(),
        side,
        audience: header.audience,
        subject,
        names,
        document,
        body: Blob(body),
    };
    if let (Some(name), Some(revision)) = (header.name(), &header.document) {
        let head = home.head(&name, header.subject.as_ref())?;
        let head = head.ok_or_else(|| Trouble::new("unknown", 2).with("what", name.short(6)))?;
        // A head that says the same again is the undo of a later change: undo goes two steps back.
        let again = head.header().document.as_ref().is_some_and(|last| last.withdrawn == revision.withdrawn)
            && head.body() == record.body();
        if head.id() != record.id() && !again {
            return Err(Trouble::new("changed-since", 7).with("what", name.short(6)));
        }
        let body = |record: &Envelope| record.body().map(<[u8]>::to_vec).ok_or_else(binding);
        let counter = match (revision.replaces, revision.withdrawn) {
            (None, _) => draft(kind.name, Version::Withdraw(name), header.subject, Vec::new(), body(record)?),
            (Some(_), true) => draft(kind.name, Version::Next(name), header.subject, Vec::new(), body(record)?),
            (Some(before), false) => {
                let before = home
                    .record(&before)?
                    .ok_or_else(|| Trouble::new("changed-since", 7).with("what", name.short(6)))?;
                draft(kind.name, Version::Next(name), header.subject, Vec::new(), body(&before)?)
            }
        };
        return Ok(Some(counter));
    }
    if kind.name == protocol::record::pledge::KIND.name {
        return take_promise_back(home, record, &draft).map(Some);
    }
    Err(binding())
}

/// What is said of who belongs is no draft that can be withdrawn: other people stand on it.
fn law_trouble(deed: &Deed) -> Trouble {
    let code = if FOUNDING.contains(&deed.shown.label.as_str()) { "undo-founding" } else { "undo-law" };
    Trouble::new(code, 6).with("what", &deed.shown.label)
}

/// A promise can be taken back until somebody relies on it.
fn take_promise_back(
    home: &Home,
    record: &Envelope,
    draft: &impl Fn(&str, Version, Option<Id>, Vec<Id>, Vec<u8>) -> Draft,
) -> Result<Draft, Trouble> {
    let row: Option<protocol::fold::pledge::PledgeRow> =
        super::directory::row(home, protocol::record::Fold::Pledge, &record.id())?;
    if row.is_some_and(|row| row.called > 0) {
        return Err(Trouble::new("undo-called", 6).with("id", record.id().short(6)));
    }
    let reason = Line::new("taken back").expect("a short line");
    let body = wire::encode(&PledgeDecline { reason });
    Ok(draft("pledge-decline", Version::Binding, Some(record.id()), vec![record.id()], body))
}
