//! Why a step about a pledge would not count, in words, before it is written.

use protocol::fold::pledge::{Deed, Intent, PledgeRow, Stage, Void};
use protocol::local::{Shown, Trouble};

use super::quantity::say;
use crate::desk::Desk;
use crate::problem::Problem;
use crate::trouble;

/// Refuses a step that the fold would not count.
///
/// # Errors
/// `pledge-…` with the reason.
pub fn refuse(desk: &Desk, shown: &Shown<PledgeRow>, intent: &Intent) -> Result<(), Problem> {
    let row = &shown.row;
    let Some(pledge) = &row.pledge else { return Err(trouble!("pledge-erased", short = &shown.short).into()) };
    let Some(void) = row.foresee(intent) else { return Ok(()) };
    let beneficiary = desk.party(&pledge.to)?;
    let pledger = desk.person(&row.pledger)?;
    Err(told(shown, &intent.what, void, desk, beneficiary, pledger).into())
}

fn told(
    shown: &Shown<PledgeRow>,
    deed: &Deed,
    void: Void,
    desk: &Desk,
    beneficiary: String,
    pledger: String,
) -> Trouble {
    let (short, row) = (&shown.short, &shown.row);
    let pledge = row.pledge.as_ref();
    let until_ms = pledge.map_or(0, |pledge| pledge.until.0);
    match (void, deed) {
        (Void::Author, Deed::Called(_)) => trouble!("pledge-call-author", name = beneficiary),
        (Void::Author, Deed::Given(_)) => trouble!("pledge-done-author", name = pledger),
        (Void::Author, Deed::Confirmed(_)) => trouble!("pledge-confirm-author", name = beneficiary),
        (Void::Author, Deed::Released) => trouble!("pledge-release-author", name = beneficiary),
        (Void::Author, Deed::Declined(_)) => trouble!("pledge-decline-author", one = pledger, other = beneficiary),
        (Void::Quantity, Deed::Given(many)) => {
            let left = say(row.called - row.given, row.unit);
            trouble!("pledge-uncalled", short = short, asked = say(*many, row.unit), left = left)
        }
        (Void::Quantity, Deed::Called(many)) => {
            let left = say(row.promised - row.called, row.unit);
            trouble!("pledge-too-much", short = short, asked = say(*many, row.unit), left = left)
        }
        (Void::Unit, _) => trouble!("pledge-unit", short = short, promised = say(row.promised, row.unit)),
        (Void::Late, _) if matches!(row.stage(desk.clock.now), Stage::Released | Stage::Declined) => {
            trouble!("pledge-ended", short = short)
        }
        // Taking a promise back that somebody relies on.
        (Void::Late, Deed::Declined(_)) => trouble!("pledge-relied", short = short),
        (Void::Late, _) => trouble!("pledge-late", short = short, until_ms = until_ms),
        (Void::Notice, _) => {
            let hours = pledge.and_then(|pledge| pledge.notice_hours).unwrap_or(0);
            trouble!("pledge-notice", short = short, notice = say(u64::from(hours) * 60, Some(MINUTES)))
        }
        (Void::Calls, _) => {
            let most = pledge.and_then(|pledge| pledge.calls).unwrap_or(0);
            trouble!("pledge-calls", short = short, most = most)
        }
        (Void::Quantity | Void::Object, _) => trouble!("pledge-nothing", short = short),
    }
}

const MINUTES: protocol::record::pledge::Unit = protocol::record::pledge::Unit::Minutes;
