//! Clients: what was reported of how they pay, asked for by keys that nobody can read a name from.

use serde::{Deserialize, Serialize};

use crate::client::facts::{Counts, Unpaid};
use crate::fold::report::ReportRow;
use crate::id::Prefix;

use super::reading::Shown;

/// 500 reports in one answer, those written last; the counts are of all.
pub const REPORTS_MAX: usize = 500;

/// Which reports are asked for where no client is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum SeekReports {
    /// Those that whoever lives here wrote, and those about invoices that they can open, shown or not.
    Mine,
    /// Those whose id begins so, shown or not.
    Named(Prefix),
}

/// What is told of one client.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ClientFacts {
    /// Reports that are shown, the one written last first; at most [`REPORTS_MAX`].
    pub reports: Vec<Shown<ReportRow>>,
    /// What they add up to.
    pub counts: Counts,
}

/// Reports, and what is not paid in all that this home can read.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Reports {
    /// Those that were asked for, the one written last first; at most [`REPORTS_MAX`].
    pub reports: Vec<Shown<ReportRow>>,
    /// What is not paid, by currency.
    pub unpaid: Vec<Unpaid>,
}
