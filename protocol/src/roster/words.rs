//! What the bounds read in the body of a statement.

use crate::envelope::Envelope;
use crate::fold::body;
use crate::id::Id;
use crate::keys::Key;
use crate::record::charter::Charter;
use crate::record::cut::Cut;
use crate::record::device::Device;
use crate::record::invite::Invite;
use crate::record::join::Join;

/// What these rules read in a body.
#[derive(Clone, Debug)]
pub(super) enum Words {
    /// A revision and its parent.
    Charter(u32, Option<Id>),
    /// How many may join by it.
    Invite(u32),
    /// Its invite, the device that it brings, and the collective for which it is said.
    Join(Id, Option<Key>, Option<Id>),
    /// The device, and whether it is taken back.
    Device(Key, bool),
    /// The key whose records stay.
    Cut(Key),
    /// Nothing.
    Other,
}

impl Words {
    /// Read by the gate from one record; the fold, which has the bodies, takes the same by `of_…`.
    pub(super) fn read(record: &Envelope) -> Words {
        let charter = body::<Charter>(record, "charter").map(|charter| Words::of_charter(&charter));
        let invite = || body::<Invite>(record, "invite").map(|invite| Words::of_invite(&invite));
        let join = || body::<Join>(record, "join").map(|join| Words::of_join(&join));
        let device = || body::<Device>(record, "device").map(|device| Words::of_device(&device));
        let cut = || body::<Cut>(record, "cut").map(|cut| Words::of_cut(&cut));
        charter.or_else(invite).or_else(join).or_else(device).or_else(cut).unwrap_or(Words::Other)
    }

    pub(super) fn of_charter(charter: &Charter) -> Words {
        Words::Charter(charter.revision, charter.parent)
    }

    pub(super) fn of_invite(invite: &Invite) -> Words {
        Words::Invite(invite.uses)
    }

    pub(super) fn of_join(join: &Join) -> Words {
        Words::Join(join.invite, join.device, join.collective)
    }

    pub(super) fn of_device(device: &Device) -> Words {
        Words::Device(device.key, device.revoked)
    }

    pub(super) fn of_cut(cut: &Cut) -> Words {
        Words::Cut(cut.key)
    }

    pub(super) fn revision(&self) -> u32 {
        match self {
            Words::Charter(revision, _) => *revision,
            Words::Invite(..) | Words::Join(..) | Words::Device(..) | Words::Cut(_) | Words::Other => 0,
        }
    }
}
