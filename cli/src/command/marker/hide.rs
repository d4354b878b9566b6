//! `talko marker hide`: what is said about oneself and one does not show.

use std::collections::BTreeSet;

use clap::Args;
use protocol::id::Id;
use protocol::local::Version;
use protocol::record::marker_view::MarkerView;
use protocol::space::Side;
use protocol::wire::Few;
use serde_json::json;

use super::{about, name, one, short};
use crate::desk::Desk;
use crate::problem::Outcome;
use crate::publish::{Excess, draft, publish};
use crate::receipt::receipt;
use crate::share::Audience;
use crate::{trouble, words};

/// 64 markers can be hidden, as many as the record holds.
const HIDDEN_MAX: usize = 64;

/// What `talko marker hide` takes.
#[derive(Clone, Debug, Args)]
pub struct Hide {
    /// The marker, by id or name.
    pub marker: String,
    /// Shows it again.
    #[arg(long)]
    pub end: bool,
}

impl Hide {
    /// Runs the verb.
    ///
    /// # Errors
    /// `unknown-marker` or `clash`; `marker-of-another` for what is said of somebody else; `marker-view-same`
    /// where it is so already; `marker-hidden-many`.
    pub fn run(self, desk: &Desk) -> Outcome {
        let me = desk.me()?.person;
        let mark = one(desk, &self.marker, None)?;
        if mark.person != me {
            return Err(trouble!("marker-of-another", name = desk.person(&mark.person)?).into());
        }
        if mark.hidden != self.end {
            return Err(trouble!("marker-view-same", short = short(&mark.id)).into());
        }
        let marks = about(desk, me)?.row.map(|row| row.markers).unwrap_or_default();
        let mut hidden: BTreeSet<Id> = marks.iter().filter(|mark| mark.hidden).map(|mark| mark.id).collect();
        if self.end {
            hidden.remove(&mark.id);
        } else {
            hidden.insert(mark.id);
        }
        let hidden =
            Few::new(hidden.into_iter().collect()).map_err(|_| trouble!("marker-hidden-many", most = HIDDEN_MAX))?;
        // Whoever reads a marker must read that it is hidden.
        let open = marks.iter().any(|mark| mark.space.side == Side::Open);
        let audience = if open { Audience::FEDERATION } else { Audience::OWN };
        let body = MarkerView { hidden };
        let drafts = vec![draft("marker-view", audience, Some(me), Vec::new(), Version::New, &body)];
        let done = publish(desk, "marker hide", drafts, Excess::Refuse)?;
        let label = name(&mark);
        let saved = match (desk.global.dry_run, self.end) {
            (true, _) => words!("marker-would-hide", name = label),
            (false, true) => words!("marker-shown-again", name = label),
            (false, false) => words!("marker-hide-saved", name = label),
        };
        let data = json!({"id": mark.id, "short": short(&mark.id), "hidden": !self.end});
        receipt(desk, "marker", saved, data, &done.published)
    }
}
