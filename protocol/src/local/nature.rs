//! Owns what each request leaves behind in the home that answers it: nothing, or something.

use super::{Alliance, Request};

/// What a request does at a home.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Nature {
    /// Shows what somebody who lives there holds. Where nobody does it is refused: an empty list would say that there
    /// is nothing.
    Shows,
    /// Looks at the home itself, at who is known there, or at what is asked for alone.
    Looks,
    /// Writes, signs, opens or ends something, or would without `dry_run`.
    Does,
}

impl Request {
    /// What it does.
    pub fn nature(&self) -> Nature {
        match self {
            Request::Waiting
            | Request::Leads(_)
            | Request::Find(_, _)
            | Request::Lead(_)
            | Request::Pledges
            | Request::Bids
            | Request::Bid(_)
            | Request::Accounts
            | Request::Client(_)
            | Request::Reports(_)
            | Request::Grounds(_)
            | Request::Thread(_)
            | Request::Times(_)
            | Request::Markers(_)
            | Request::FindMarkers(_)
            | Request::Match(_)
            | Request::Crew(_)
            | Request::Rotation(_)
            | Request::Log { .. } => Nature::Shows,
            Request::Directory
            | Request::Invites
            | Request::Alliance(Alliance::Wishes | Alliance::Show(_))
            | Request::Late(_)
            | Request::Charter
            | Request::DeviceRequest
            | Request::Proposal(_)
            | Request::Chance
            | Request::Records(_)
            | Request::Status
            | Request::Doctor
            | Request::Verify { .. }
            | Request::Peers
            | Request::Reach
            | Request::Words
            | Request::Export { .. }
            | Request::Watch
            | Request::Wait { .. } => Nature::Looks,
            Request::Setup(_)
            | Request::Join(_)
            | Request::Invite(_)
            | Request::RevokeInvite(_)
            | Request::ApproveInvite(_)
            | Request::LeaveFederation { .. }
            | Request::Alliance(
                Alliance::Found { .. }
                | Alliance::Approve { .. }
                | Alliance::Vouch { .. }
                | Alliance::Revise { .. }
                | Alliance::Seen { .. },
            )
            | Request::Erase(_)
            | Request::Keep(_)
            | Request::Approve(_)
            | Request::Amend(_)
            | Request::ApproveRevision { .. }
            | Request::DeviceLine { .. }
            | Request::RetireDevice { .. }
            | Request::Seen(_)
            | Request::Publish(_)
            | Request::SignBid(_)
            | Request::KeepTag(_)
            | Request::ForgetTag(_)
            | Request::Block { .. }
            | Request::RepairClock { .. }
            | Request::Undo { .. }
            | Request::Redo { .. }
            | Request::Backup { .. }
            | Request::BackupCheck { .. }
            | Request::Restore(_)
            | Request::WordsCheck(_)
            | Request::RenewKeys { .. }
            | Request::SetPassphrase { .. }
            | Request::RemovePassphrase(_)
            | Request::UnlockKeys(_)
            | Request::LockKeys
            | Request::Allow(_)
            | Request::Stop => Nature::Does,
        }
    }

    /// True for what writes nothing, so that a home may stay open for the next question.
    pub fn reads(&self) -> bool {
        self.nature() != Nature::Does
    }
}
