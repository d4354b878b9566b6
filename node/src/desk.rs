//! Owns the answers to what a face asks of an open home, without the network: it reads, or writes
//! through [`crate::pen`], and says which records are to be handed to neighbours.

pub mod alliance;
pub mod amending;
pub mod backup;
pub mod bids;
mod bylaws;
mod ceilings;
pub mod clock;
pub mod company;
pub mod devices;
pub mod directory;
pub mod doors;
pub mod federation;
pub mod health;
pub mod joining;
pub mod keys;
pub mod law;
pub mod markers;
pub mod matching;
pub mod past;
pub mod reading;
pub mod reports;
pub mod setup;
pub mod undo;
pub mod wishes;

use protocol::envelope::Envelope;
use protocol::local::{Nature, Reply, Request, Trouble};

use crate::home::Home;

/// An answer, and what follows from it for the neighbours.
#[derive(Debug)]
pub struct Answer {
    /// What the face is told.
    pub reply: Reply,
    /// Records that were just written, to be handed on.
    pub written: Vec<Envelope>,
}

impl From<Reply> for Answer {
    fn from(reply: Reply) -> Answer {
        Answer { reply, written: Vec::new() }
    }
}

/// Answers from the home alone; blocks for the disk. Requests for which it matters whether a process
/// serves the home come back.
///
/// # Errors
/// [`Trouble`] with which the face is refused.
pub fn answer(home: &Home, request: Request) -> Result<Result<Answer, Request>, Trouble> {
    if request.nature() == Nature::Shows {
        home.dweller()?;
    }
    let answer = match request {
        Request::Directory => Reply::Directory(Box::new(directory::directory(home)?)).into(),
        Request::Leads(query) => reading::leads(home, &query)?.into(),
        Request::Find(sort, pick) => reading::find(home, sort, &pick)?.into(),
        Request::Lead(id) => reading::lead(home, &id)?.into(),
        Request::Pledges => reading::pledges(home)?.into(),
        Request::Bids => bids::bids(home)?.into(),
        Request::Bid(id) => bids::bid(home, &id)?.into(),
        Request::Accounts => bids::accounts(home)?.into(),
        Request::Grounds(id) => bids::grounds(home, &id)?.into(),
        Request::Client(keys) => reports::client(home, &keys)?.into(),
        Request::Reports(wish) => reports::reports(home, &wish)?.into(),
        Request::Chance => {
            let bytes = crate::chance::bytes::<32>().map_err(|_| Trouble::new("no-chance", 1))?;
            Reply::Chance(protocol::id::Id::from_bytes(bytes)).into()
        }
        Request::SignBid(wish) => bids::sign(home, &wish)?,
        Request::Proposal(wish) => bids::proposal(home, &wish)?.into(),
        Request::Thread(id) => Reply::Thread(reading::thread(home, &id)?).into(),
        Request::Times(person) => reading::times(home, &person)?.into(),
        Request::Markers(person) => markers::markers(home, &person)?.into(),
        Request::FindMarkers(wish) => markers::find(home, &wish)?.into(),
        Request::KeepTag(tag) => markers::keep(home, &tag)?.into(),
        Request::ForgetTag(name) => markers::forget(home, &name)?.into(),
        Request::Match(wish) => matching::compare(home, &wish)?.into(),
        Request::Crew(wish) => matching::crew(home, &wish)?.into(),
        Request::Rotation(id) => matching::rotation(home, &id)?.into(),
        Request::Records(id) => reading::records(home, &id)?.into(),
        Request::Export { after } => reading::export(home, after.as_ref())?.into(),
        Request::Waiting => Reply::Waiting(home.waiting()?.into_iter().map(|(_, draft)| draft).collect()).into(),
        Request::Log { limit } => {
            let deeds = home.deeds(limit.min(1_000) as usize)?;
            Reply::Log(deeds.into_iter().map(|deed| deed.shown).collect()).into()
        }
        Request::Setup(wish) => setup::setup(home, &wish)?,
        Request::Invite(wish) => return Ok(Err(Request::Invite(wish))),
        Request::Invites => doors::invites(home)?.into(),
        Request::ApproveInvite(id) => doors::approve_invite(home, &id)?,
        Request::RevokeInvite(id) => doors::revoke(home, &id)?,
        Request::LeaveFederation { id, dry_run } => federation::leave(home, &id, dry_run)?,
        Request::Alliance(asked) => alliance::answer(home, asked)?,
        Request::Erase(wish) => past::erase(home, &wish)?,
        Request::Late(person) => Reply::Late(past::late(home, &person)?).into(),
        Request::Keep(wish) => past::keep(home, &wish)?,
        Request::Approve(person) => law::approve(home, &person)?,
        Request::Charter => Reply::Charter(Box::new(law::charter(home)?)).into(),
        Request::Amend(wish) => amending::amend(home, &wish)?,
        Request::ApproveRevision { id, dry_run } => amending::approve(home, &id, dry_run)?,
        Request::DeviceLine { person, until, opens } => return Ok(Err(Request::DeviceLine { person, until, opens })),
        Request::DeviceRequest => Reply::DeviceRequest(devices::request(home)?).into(),
        Request::RetireDevice { key, words, past, dry_run } => {
            devices::retire(home, &key, words.as_ref(), past, dry_run)?
        }
        Request::Seen(id) => law::seen(home, &id)?,
        Request::Publish(wish) => {
            let (published, written) = home.publish(wish)?;
            Answer { reply: Reply::Published(published), written }
        }
        Request::Undo { operation, dry_run } => undo::undo(home, operation, dry_run)?,
        Request::Redo { operation, dry_run } => undo::redo(home, operation, dry_run)?,
        Request::Words => {
            let state = home.state();
            let keyring = state.keyring.as_ref().ok_or_else(|| Trouble::new("no-identity", 4))?;
            if keyring.is_locked() && keyring.keeps_words() {
                return Err(crate::trouble::locked());
            }
            Reply::Words(keyring.words().map(|words| protocol::local::Passphrase(words.to_string()))).into()
        }
        Request::WordsCheck(typed) => {
            keys::confirm_words(home, &typed)?;
            Reply::Done.into()
        }
        Request::SetPassphrase { old, new } => {
            keys::set_passphrase(home, old.as_ref(), &new)?;
            Reply::Done.into()
        }
        Request::RemovePassphrase(passphrase) => {
            keys::remove_passphrase(home, &passphrase)?;
            Reply::Done.into()
        }
        Request::UnlockKeys(passphrase) => {
            keys::unlock(home, &passphrase)?;
            Reply::Done.into()
        }
        Request::LockKeys => {
            keys::lock(home)?;
            Reply::Done.into()
        }
        Request::Allow(allowance) => {
            home.allow(allowance);
            Reply::Done.into()
        }
        Request::Block { collective, blocked } => {
            home.block(collective, blocked)?;
            Reply::Done.into()
        }
        Request::RepairClock { dry_run } => clock::repair(home, dry_run)?,
        Request::Verify { after } => {
            Reply::Verified(home.store().verify(after).map_err(|fault| crate::trouble::store(&fault))?).into()
        }
        Request::Backup { path, passphrase } => backup::write(home, path.as_ref(), &passphrase)?.into(),
        Request::BackupCheck { path, passphrase } => backup::check(home, path.as_ref(), &passphrase)?.into(),
        Request::Restore(restore) => backup::restore(home, &restore)?,
        network @ (Request::Join(_)
        | Request::Status
        | Request::Doctor
        | Request::Peers
        | Request::Reach
        | Request::RenewKeys { .. }
        | Request::Watch
        | Request::Wait { .. }
        | Request::Stop) => return Ok(Err(network)),
    };
    Ok(Ok(answer))
}

#[cfg(test)]
mod tests {
    use protocol::local::Alliance;

    use super::*;
    use crate::pen::tests::founded;

    #[test]
    fn what_reads_leaves_the_home_as_it_was() {
        let (_folder, home) = founded();
        let me = home.dweller().expect("Amara").person;
        let asked = [
            Request::Directory,
            Request::Invites,
            Request::Alliance(Alliance::Wishes),
            Request::Late(me),
            Request::Charter,
            Request::Waiting,
            Request::Pledges,
            Request::Bids,
            Request::Accounts,
            Request::Chance,
            Request::Thread(me),
            Request::Times(me),
            Request::Markers(me),
            Request::Records(me),
            Request::Verify { after: None },
            Request::Log { limit: 10 },
            Request::Words,
            Request::Export { after: None },
        ];
        for request in asked {
            assert!(request.reads(), "{request:?}");
            let (position, told) = (home.store().position(), format!("{request:?}"));
            let answer = match answer(&home, request) {
                Ok(Ok(answer)) => answer,
                Ok(Err(_)) => panic!("{told} is for whoever serves the home"),
                Err(trouble) => panic!("{told}: {trouble:?}"),
            };
            assert!(answer.written.is_empty() && home.store().position() == position, "{told}");
        }
    }
}
