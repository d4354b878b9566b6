//! What somebody can show of themselves, and what they keep to themselves.

use serde::{Deserialize, Serialize};

use super::Pick;
use crate::fold::marker::{Marked, MarkersRow};
use crate::id::Id;
use crate::text::Line;
use crate::time::Moment;

/// 256 confidential tags: more than anybody is asked for.
pub const PRIVATE_MAX: usize = 256;

/// A confidential tag: kept on this computer alone. It is no record, so there is nothing that could be sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PrivateTag {
    /// What it says.
    pub name: Line<64>,
    /// A word with it.
    pub note: Option<Line<200>>,
    /// When it was kept.
    pub at: Moment,
}

/// The markers about somebody.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Markers {
    /// What is said about them; absent where nothing is.
    pub row: Option<MarkersRow>,
    /// What whoever lives here keeps to themselves, by name; empty for everybody else.
    pub private: Vec<PrivateTag>,
}

/// Which markers are looked for.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct SeekMarker {
    /// The beginning of an id, or a name.
    pub pick: Pick,
    /// Only those that this person issued.
    pub issuer: Option<Id>,
}

/// Markers that were found, at most 50.
pub type FoundMarkers = Vec<Marked>;
