//! `talko availability set`: when, and under which conditions. What is not said stays as it is.

use clap::Args;
use protocol::record::availability::{Availability, Quiet};
use protocol::time::MINUTE_MS;
use protocol::wire::Few;

use super::{PriceWord, Prices, Shown, change, named_zone};
use crate::desk::Desk;
use crate::problem::{Outcome, Problem};
use crate::trouble;
use crate::values::{span, text, week};

/// What `talko availability set` takes.
#[derive(Clone, Debug, Default, Args)]
pub struct Set {
    /// The hours of a week.
    #[arg(value_name = "DAYS HOURS")]
    pub week: Vec<String>,
    /// On whose clock.
    #[arg(long, value_name = "ZONE")]
    pub zone: Option<String>,
    /// When never.
    #[arg(long, value_name = "FROM-UNTIL|none")]
    pub never: Option<String>,
    /// How long before.
    #[arg(long, value_name = "SPAN|none")]
    pub notice: Option<String>,
    /// The most hours a week.
    #[arg(long, value_name = "HOURS|none")]
    pub cap: Option<String>,
    /// From afar.
    #[arg(long, value_name = "yes|no")]
    pub remote: Option<String>,
    /// Places one travels to.
    #[arg(long, value_delimiter = ',', value_name = "A,B")]
    pub area: Vec<String>,
    /// Who sees free or busy.
    #[arg(long, value_name = "own|federation")]
    pub share: Option<String>,
    /// Whether others see what is asked for an hour.
    #[arg(long, value_name = "shown|hidden")]
    pub prices: Option<PriceWord>,
}

impl Set {
    /// Runs the command.
    ///
    /// # Errors
    /// Any [`Problem`] that it meets.
    pub fn run(self, desk: &Desk) -> Outcome {
        let shown = match self.share.as_deref() {
            None => Shown::AsBefore,
            Some("own") => Shown::Nobody,
            Some("federation") => Shown::Federation,
            Some(typed) => {
                return Err(trouble!("value", value = typed, option = "--share", known = "own, federation").into());
            }
        };
        let prices = match self.prices {
            None => Prices::AsBefore,
            Some(PriceWord::Shown) => Prices::Shown,
            Some(PriceWord::Hidden) => Prices::Hidden,
        };
        let said = self.says() || prices != Prices::AsBefore;
        change(desk, "availability set", shown, prices, |body| {
            if !said && shown == Shown::AsBefore && body.week.minutes() == 0 {
                return Err(trouble!("nothing-said").into());
            }
            self.apply(body)
        })
    }

    fn says(&self) -> bool {
        let texts = [&self.zone, &self.never, &self.notice, &self.cap, &self.remote];
        !self.week.is_empty() || !self.area.is_empty() || texts.iter().any(|text| text.is_some())
    }

    fn apply(&self, body: &mut Availability) -> Result<(), Problem> {
        if !self.week.is_empty() {
            body.week = week::parse(&self.week)?;
        }
        if let Some(zone) = &self.zone {
            body.zone = named_zone(zone)?;
        }
        if let Some(never) = &self.never {
            let range = |typed: &str| week::range(typed).map(|(from, until)| Quiet { from, until });
            body.quiet = unless_none(never, range)?;
        }
        if let Some(notice) = &self.notice {
            let minutes = |typed: &str| {
                let minutes = span::parse(typed)? / MINUTE_MS;
                u32::try_from(minutes).map_err(|_| trouble!("span", typed = typed))
            };
            body.notice_minutes = unless_none(notice, minutes)?;
        }
        if let Some(cap) = &self.cap {
            body.cap_minutes = unless_none(cap, span::weekly)?;
        }
        if let Some(remote) = &self.remote {
            body.remote = match remote.as_str() {
                "yes" => true,
                "no" => false,
                typed => return Err(trouble!("value", value = typed, option = "--remote", known = "yes, no").into()),
            };
        }
        if !self.area.is_empty() {
            let places = self.area.iter().filter(|place| !place.trim().is_empty());
            let mut places = places.map(|place| text::line("--area", place)).collect::<Result<Vec<_>, _>>()?;
            places.sort();
            places.dedup();
            body.area = Few::new(places).map_err(|many| trouble!("area-many", count = many.len(), most = 8))?;
        }
        Ok(())
    }
}

/// Nothing for `none`, else what is read.
fn unless_none<T>(
    typed: &str,
    read: impl FnOnce(&str) -> Result<T, protocol::local::Trouble>,
) -> Result<Option<T>, Problem> {
    if typed == "none" { Ok(None) } else { Ok(Some(read(typed)?)) }
}
