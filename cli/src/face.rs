//! Owns the public faces that this person keeps: their own, and as a steward the collective's. A face
//! is a `profile` document; a person has one on the inner side, and one on the open side where the
//! federation may know them.
//!
//! The rule of the open side stands in [`sides`] and nowhere else: sharing anything with the
//! federation shows the member's name there, so that nobody reads a promise by nobody.

use std::sync::Arc;

use protocol::envelope::Envelope;
use protocol::id::Id;
use protocol::local::{Draft, Reply, Request, Version};
use protocol::record::profile::Profile;
use protocol::space::Side;
use protocol::time::Moment;
use protocol::wire::{self, Blob, Few};

use crate::desk::{Desk, unfit};
use crate::problem::Problem;
use crate::trouble;

/// One face on one side, at its last revision.
#[derive(Clone, Debug)]
pub struct Face {
    /// The document's name.
    pub document: Id,
    /// What it says.
    pub profile: Profile,
    /// True where it was taken back.
    pub withdrawn: bool,
    number: u16,
    revised: Moment,
    record: Id,
}

/// The faces of one subject that one author keeps.
#[derive(Clone, Debug, Default)]
pub struct Faces {
    /// What the own collective reads.
    pub inner: Option<Face>,
    /// What the federations read.
    pub open: Option<Face>,
}

impl Faces {
    /// Reads the faces of a subject that the person who lives here has written.
    ///
    /// - `subject`: the person, or the charter of the own collective.
    ///
    /// # Errors
    /// What the home refused; `damaged-record` where a record of its own cannot be read.
    pub fn read(desk: &Desk, subject: Id) -> Result<Faces, Problem> {
        let me = desk.me()?.person;
        let records = match desk.ask(Request::Records(subject))? {
            Reply::Records(records) => records,
            other => return Err(unfit("Records", &other)),
        };
        let mut faces = Faces::default();
        for Blob(bytes) in records {
            let record = Envelope::parse(Arc::from(bytes)).map_err(|_| trouble!("damaged-record"))?;
            let header = record.header();
            let meant = &*header.kind == "profile" && header.person == me && header.subject == Some(subject);
            let (true, Some(space)) = (meant, header.space) else { continue };
            match space.side {
                Side::Inner => later(&mut faces.inner, face(&record)),
                Side::Open => later(&mut faces.open, face(&record)),
                Side::Law => {}
            }
        }
        Ok(faces)
    }

    /// True where the federation sees a face of this subject.
    pub fn is_open(&self) -> bool {
        self.open.as_ref().is_some_and(|face| !face.withdrawn)
    }

    /// What the subject is called and says, the inner face first.
    pub fn profile(&self) -> Option<&Profile> {
        self.inner.as_ref().or(self.open.as_ref()).map(|face| &face.profile)
    }

    /// The draft that makes a face say this on a side: the next revision where there is one.
    pub fn draft(&self, subject: Id, side: Side, profile: &Profile) -> Draft {
        let held = match side {
            Side::Open => self.open.as_ref(),
            Side::Inner | Side::Law => self.inner.as_ref(),
        };
        Draft {
            kind: "profile".to_string(),
            side,
            audience: None,
            subject: Some(subject),
            names: Vec::new(),
            document: held.map_or(Version::New, |face| Version::Next(face.document)),
            body: Blob(wire::encode(profile)),
        }
    }
}

fn face(record: &Envelope) -> Option<Face> {
    let header = record.header();
    let revision = header.document.as_ref()?;
    // A body of a later version cannot be edited by this one; the node refuses to lose its fields.
    let Ok(profile) = wire::lenient(record.body()?) else { return None };
    Some(Face {
        document: header.name()?,
        profile,
        withdrawn: revision.withdrawn,
        number: revision.number,
        revised: header.created,
        record: record.id(),
    })
}

/// Keeps the one that counts, as `fold::member` does: within a document the highest revision, of two
/// documents the one written last.
fn later(kept: &mut Option<Face>, found: Option<Face>) {
    let Some(found) = found else { return };
    let newer = kept.as_ref().is_none_or(|old| match old.document == found.document {
        true => (found.number, old.record) > (old.number, found.record),
        false => (!found.withdrawn, found.revised, old.record) > (!old.withdrawn, old.revised, found.record),
    });
    if newer {
        *kept = Some(found);
    }
}

/// Whether something is being shared with the federation at this moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sharing {
    /// It is.
    Now,
    /// It is not.
    NotNow,
}

/// On which sides a member's face stands.
///
/// The own collective always reads it. The federation reads a part of it ([`public`]) where the
/// collective's face says that it shows its members, where the member shared something with the
/// federation before (then an open face stands there), or where they share something now.
pub fn sides(faces: &Faces, shows_members: bool, sharing: Sharing) -> &'static [Side] {
    if shows_members || faces.is_open() || sharing == Sharing::Now {
        &[Side::Inner, Side::Open]
    } else {
        &[Side::Inner]
    }
}

/// What the federation reads of a member: name, skills and languages; nothing else leaves the house.
pub fn public(profile: &Profile) -> Profile {
    Profile {
        name: profile.name.clone(),
        headline: None,
        about: None,
        languages: profile.languages.clone(),
        skills: profile.skills.clone(),
        zone: None,
        place: None,
        links: Few::default(),
        shows_members: false,
    }
}

/// The drafts that put a member's face on each side where it belongs.
pub fn drafts(faces: &Faces, person: Id, profile: &Profile, shows_members: bool, sharing: Sharing) -> Vec<Draft> {
    let on = |side: &Side| match side {
        Side::Open => faces.draft(person, Side::Open, &public(profile)),
        Side::Inner | Side::Law => faces.draft(person, Side::Inner, profile),
    };
    sides(faces, shows_members, sharing).iter().map(on).collect()
}

/// The open face that goes with the first thing that a member shares; nothing where one stands there
/// already, or where the member has no face yet.
///
/// # Errors
/// As [`Faces::read`].
pub fn introduction(desk: &Desk) -> Result<Option<Draft>, Problem> {
    let person = desk.me()?.person;
    let faces = Faces::read(desk, person)?;
    if faces.is_open() {
        return Ok(None);
    }
    Ok(faces.profile().map(|profile| faces.draft(person, Side::Open, &public(profile))))
}

#[cfg(test)]
pub(crate) mod tests;
