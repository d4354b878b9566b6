//! `talko availability role`: kinds of work, each switched on or off, with a least price an hour. Nobody is
//! matched for one that is off.

use clap::Args;
use protocol::money::Amount;
use protocol::record::availability::{Availability, Least, Offer, ROLES_MAX};
use protocol::text::{Line, tidy_line};
use protocol::vocabulary::Vocabulary;
use protocol::wire::Few;

use super::{PriceWord, Prices, Shown, change};
use crate::desk::Desk;
use crate::problem::{Outcome, Problem};
use crate::trouble;
use crate::values::{money, text};

/// What `talko availability role` takes.
#[derive(Clone, Debug, Args)]
pub struct Role {
    /// The kind of work.
    pub name: String,
    /// Switches it off.
    #[arg(long)]
    pub off: bool,
    /// Takes it out.
    #[arg(long, conflicts_with_all = ["off", "floor"])]
    pub remove: bool,
    /// The least price of an hour.
    #[arg(long, value_name = "MONEY|none")]
    pub floor: Vec<String>,
    /// Whether others see it.
    #[arg(long, value_name = "shown|hidden", conflicts_with_all = ["off", "remove"])]
    pub price: Option<PriceWord>,
}

impl Role {
    /// Runs the command.
    ///
    /// # Errors
    /// Any [`Problem`] that it meets.
    pub fn run(self, desk: &Desk) -> Outcome {
        let usual = desk.currency();
        let none = self.floor.iter().any(|typed| typed == "none");
        let floors = self.floor.iter().filter(|typed| *typed != "none").map(|typed| money::parse(typed, usual));
        let floors: Vec<Amount> = floors.collect::<Result<_, _>>()?;
        let role = self.role()?;
        let prices = self.price.map_or(Prices::AsBefore, |word| Prices::Of(role.clone(), word));
        change(desk, "availability role", Shown::AsBefore, prices, |body| self.apply(body, role, &floors, none))
    }

    /// The kind of work, as the vocabulary writes it.
    fn role(&self) -> Result<Line<64>, Problem> {
        let typed = tidy_line(&self.name);
        Ok(text::line("NAME", Vocabulary::embedded().canonical(&typed).unwrap_or(&typed))?)
    }

    fn apply(&self, body: &mut Availability, role: Line<64>, floors: &[Amount], none: bool) -> Result<(), Problem> {
        let mut roles = body.roles.to_vec();
        let known = roles.iter().position(|offer| offer.role == role);
        if self.remove {
            let Some(known) = known else { return Err(trouble!("role-unknown", typed = role.to_string()).into()) };
            roles.remove(known);
        } else {
            let known = known.unwrap_or_else(|| {
                roles.push(Offer { role, active: true, floors: Few::default() });
                roles.len() - 1
            });
            let offer = &mut roles[known];
            offer.active = !self.off;
            let kept = if none { Vec::new() } else { offer.floors.to_vec() };
            offer.floors = with_floors(kept, floors)?;
        }
        roles.sort_by(|a, b| a.role.cmp(&b.role));
        body.roles = Few::new(roles).map_err(|many| trouble!("roles-many", count = many.len(), most = ROLES_MAX))?;
        Ok(())
    }
}

/// One floor a currency; what is said anew takes the place of what was said before.
fn with_floors(mut kept: Vec<Least>, said: &[Amount]) -> Result<Few<Least, 4>, Problem> {
    for floor in said {
        kept.retain(|least| least.currency != floor.currency);
        kept.push(Least { currency: floor.currency, minor: floor.minor });
    }
    kept.sort();
    Ok(Few::new(kept).map_err(|many| trouble!("floors-many", count = many.len(), most = 4))?)
}
