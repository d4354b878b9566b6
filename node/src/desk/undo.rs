//! Takes an own operation back by its counter-record, and brings it back again: others hide the first,
//! but may have read it. A redo is the counter-record of a counter-record; documents get their next
//! revision either way.

use protocol::amend::Amendment;
use protocol::envelope::Envelope;
use protocol::id::Id;
use protocol::local::{Amend, Draft, Operation, Past, Publish, Published, Reply, Trouble, Version, Voice};
use protocol::record::Class;
use protocol::record::pledge_decline::PledgeDecline;
use protocol::record::sealed::Sealed;
use protocol::space::Side;
use protocol::text::Line;
use protocol::wire::{self, Blob};

use super::{Answer, amending};
use crate::home::Home;
use crate::pen::log::{Deed, operation_key};
use crate::store::LocalChange;

/// The operations by which this home came to be.
const FOUNDING: &[&str] = &["setup", "join", "restore"];
/// How far back the last operation that can be undone, or brought back, is looked for.
const SEARCH_MAX: usize = 200;

/// Takes back an operation, or the last one that can be.
///
/// # Errors
/// [`Trouble`] where there is none, it was undone before, or it binds somebody else.
pub fn undo(home: &Home, operation: Option<u64>, dry_run: bool) -> Result<Answer, Trouble> {
    let _turn = home.deciding();
    let own = |shown: &Operation| {
        let whole = shown.undoes.is_none() && shown.redoes.is_none() && shown.part_of.is_none();
        // How a home began is nobody's last change.
        !shown.undone && whole && !FOUNDING.contains(&shown.label.as_str())
    };
    let deed = match operation {
        Some(number) => numbered(home, number)?,
        None => last(home, own)?.ok_or_else(|| Trouble::new("nothing-to-undo", 6))?,
    };
    let deed = match deed.shown.part_of {
        Some(whole) => numbered(home, whole)?,
        None => deed,
    };
    match (deed.shown.undoes, deed.shown.redoes) {
        // To take an undo back is to bring back what it took.
        (Some(_), _) => bring_back(home, deed, dry_run),
        (None, Some(first)) => take_back(home, numbered(home, first)?, dry_run),
        (None, None) => take_back(home, deed, dry_run),
    }
}

/// Brings back what an undo took, or the last undo that can be.
///
/// - `operation`: what was taken back, or the undo that took it.
///
/// # Errors
/// [`Trouble`] where nothing was taken back, or what took it back binds.
pub fn redo(home: &Home, operation: Option<u64>, dry_run: bool) -> Result<Answer, Trouble> {
    let _turn = home.deciding();
    let counter = |shown: &Operation| {
        let meant = |number| shown.number == number || shown.undoes == Some(number);
        !shown.undone && shown.undoes.is_some() && operation.is_none_or(meant)
    };
    let deed = last(home, counter)?.ok_or_else(|| Trouble::new("nothing-to-redo", 6))?;
    bring_back(home, deed, dry_run)
}

fn numbered(home: &Home, number: u64) -> Result<Deed, Trouble> {
    home.local::<Deed>(&operation_key(number))?.ok_or_else(|| Trouble::new("unknown", 2).with("what", number))
}

fn last(home: &Home, fits: impl Fn(&Operation) -> bool) -> Result<Option<Deed>, Trouble> {
    Ok(home.deeds(SEARCH_MAX)?.into_iter().find(|deed| fits(&deed.shown)))
}

fn take_back(home: &Home, mut deed: Deed, dry_run: bool) -> Result<Answer, Trouble> {
    if deed.shown.undone {
        return Err(Trouble::new("already-done", 7));
    }
    for id in &deed.records {
        if home.state().replica.roster().invite(id).is_some() {
            return revoke(home, *id, deed, dry_run);
        }
    }
    let number = deed.shown.number;
    let (mut reply, written) = countered(home, &deed, &format!("undo {}", deed.shown.label), dry_run)?;
    reply.about = Some(number);
    if !dry_run {
        deed.shown.undone = true;
        let mut items = vec![item(&deed)];
        items.extend(marked(home, reply.operation, |shown| shown.undoes = Some(number))?);
        home.set_local(items)?;
    }
    Ok(Answer { reply: Reply::Published(reply), written })
}

fn bring_back(home: &Home, mut counter: Deed, dry_run: bool) -> Result<Answer, Trouble> {
    if counter.shown.undone {
        return Err(Trouble::new("already-done", 7));
    }
    let number = counter.shown.undoes.unwrap_or(counter.shown.number);
    let mut first = numbered(home, number)?;
    let label = format!("redo {}", first.shown.label);
    let (mut reply, written) = countered(home, &counter, &label, dry_run).map_err(|trouble| {
        // A promise that was declined and an invite that was taken back are over.
        let ended = matches!(trouble.code.as_str(), "undo-binding" | "undo-law" | "undo-founding");
        if ended { Trouble::new("redo-binding", 6).with("what", &first.shown.label) } else { trouble }
    })?;
    reply.about = Some(number);
    if !dry_run {
        counter.shown.undone = true;
        first.shown.undone = false;
        let mut items = vec![item(&counter), item(&first)];
        items.extend(marked(home, reply.operation, |shown| shown.redoes = Some(number))?);
        home.set_local(items)?;
    }
    Ok(Answer { reply: Reply::Published(reply), written })
}

fn item(deed: &Deed) -> LocalChange {
    (operation_key(deed.shown.number), Some(wire::encode(deed)))
}

/// The operation that was just written, with what it is to another one.
fn marked(
    home: &Home,
    operation: Option<u64>,
    mark: impl FnOnce(&mut Operation),
) -> Result<Option<LocalChange>, Trouble> {
    let Some(number) = operation else { return Ok(None) };
    let Some(mut deed) = home.local::<Deed>(&operation_key(number))? else { return Ok(None) };
    mark(&mut deed.shown);
    Ok(Some(item(&deed)))
}

/// Writes what takes an operation back: the earlier words of the charter, or counter-records.
fn countered(home: &Home, deed: &Deed, label: &str, dry_run: bool) -> Result<(Published, Vec<Envelope>), Trouble> {
    let Some(terms) = amending::earlier_words(home, &deed.records)? else {
        return counter_all(home, deed, label, dry_run);
    };
    let (voice, label, past) = (Voice::Steward, label.to_string(), Past::Kept);
    let wish = Amend { amendments: vec![Amendment::Terms(terms)], voice, label, past, dry_run };
    let answer = amending::amend_in_turn(home, &wish)?;
    match answer.reply {
        Reply::Amended(amended) => Ok((amended.published, answer.written)),
        other => Err(Trouble::new("versions", 5).with("asked", "Amend").with("got", format!("{other:?}"))),
    }
}

/// Writes the counter-records of all that an operation wrote, or shows what they would be.
fn counter_all(home: &Home, deed: &Deed, label: &str, dry_run: bool) -> Result<(Published, Vec<Envelope>), Trouble> {
    let mut drafts = Vec::new();
    for id in &deed.records {
        let record = home.record(id)?.ok_or_else(|| Trouble::new("unknown", 2).with("what", id.short(6)))?;
        drafts.extend(counter(home, &record, deed)?);
    }
    if drafts.is_empty() {
        return Err(Trouble::new("undo-waiting", 6).with("what", &deed.shown.label));
    }
    let mut published = Vec::new();
    let mut written = Vec::new();
    for part in drafts.chunks(protocol::local::DRAFTS_MAX) {
        let wish = Publish { drafts: part.to_vec(), label: label.to_string(), overflow: false, dry_run };
        let (reply, records) = home.publish(wish)?;
        published.push(reply);
        written.extend(records);
    }
    let mut reply = published.remove(0);
    for more in published {
        reply.items.extend(more.items);
        reply.operation = more.operation.or(reply.operation);
        reply.binds |= more.binds;
    }
    Ok((reply, written))
}

/// An invite is taken back by being revoked; what was founded for it stays.
fn revoke(home: &Home, invite: Id, mut deed: Deed, dry_run: bool) -> Result<Answer, Trouble> {
    let number = deed.shown.number;
    if dry_run {
        let record = home.record(&invite)?.ok_or_else(|| Trouble::new("unknown", 2).with("what", invite.short(6)))?;
        let nothing = Published { items: vec![home.item(&record)], about: Some(number), ..Published::default() };
        return Ok(Reply::Published(nothing).into());
    }
    let mut answer = super::doors::revoke_in_turn(home, &invite)?;
    deed.shown.undone = true;
    let mut items = vec![item(&deed)];
    // The revoking is an operation of its own, the newest; the next undo goes past it.
    for mut counter in home.deeds(1)? {
        counter.shown.undoes = Some(number);
        items.push(item(&counter));
    }
    home.set_local(items)?;
    if let Reply::Published(published) = &mut answer.reply {
        published.about = Some(number);
    }
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
    if binds_inside(record) {
        return Err(binding());
    }
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
                let gone = before.header().document.as_ref().is_some_and(|earlier| earlier.withdrawn);
                let version = if gone { Version::Withdraw(name) } else { Version::Next(name) };
                draft(kind.name, version, header.subject, Vec::new(), body(&before)?)
            }
        };
        return Ok(Some(counter));
    }
    if kind.name == protocol::record::pledge::KIND.name {
        return take_promise_back(home, record, &draft).map(Some);
    }
    Err(binding())
}

/// True for a carrier of what others rely on: a signature, money that came in.
fn binds_inside(record: &Envelope) -> bool {
    let sealed = protocol::record::sealed::KIND.name;
    let purpose = record.body().filter(|_| *record.header().kind == *sealed).map(wire::lenient::<Sealed>);
    matches!(purpose, Some(Ok(carried)) if crate::pen::binds(&carried.purpose))
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
