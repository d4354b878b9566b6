//! Owns how sums that do not come out are told: each fault of a split with its figures.

use protocol::bid::draft::Undrafted;
use protocol::bid::split::{Misfit, WHOLE_POINTS};
use protocol::local::Trouble;
use protocol::money::Amount;

use crate::desk::Desk;
use crate::problem::Problem;
use crate::trouble;
use crate::values::percent;

/// Why a price cannot be divided so, as a refusal.
///
/// - `price`: what the client pays, for its currency.
///
/// # Errors
/// What the home refused when it was asked for a name.
pub fn told(desk: &Desk, short: &str, price: Amount, misfit: &Misfit) -> Result<Trouble, Problem> {
    let amount = |minor: u64| Amount { minor, currency: price.currency };
    Ok(match misfit {
        Misfit::Lines(0) => trouble!("bid-empty", short = short),
        Misfit::Lines(count) => trouble!("bid-full", short = short, count = *count),
        Misfit::Price(_) => trouble!("bid-price", short = short),
        Misfit::Levy(points) => trouble!("bid-levy", percent = percent::show(*points)),
        Misfit::Currency { participant, share, price } => trouble!(
            "bid-currency",
            short = short,
            name = desk.person(participant)?,
            share = share.code(),
            price = price.code()
        ),
        Misfit::Unset { participant } => trouble!("bid-unset", short = short, name = desk.person(participant)?),
        Misfit::Points(points) => trouble!(
            "bid-points",
            short = short,
            percent = percent::show(*points),
            over = percent::show(points.saturating_sub(WHOLE_POINTS))
        ),
        Misfit::Over { minor } => trouble!("bid-over", short = short, over = amount(*minor), price = price),
        Misfit::Under { minor } => trouble!("bid-under", short = short, under = amount(*minor), price = price),
        Misfit::Idle => trouble!("bid-idle", short = short),
    })
}

/// Why there is no draft, as a refusal.
///
/// # Errors
/// As [`told`].
pub fn undrafted(desk: &Desk, short: &str, price: Amount, why: &Undrafted) -> Result<Trouble, Problem> {
    Ok(match why {
        Undrafted::Text => trouble!("bid-text", short = short),
        Undrafted::Contractor => trouble!("bid-contractor", short = short),
        Undrafted::Split(misfit) => told(desk, short, price, misfit)?,
    })
}

/// True where a share more can still mend it: a bid grows share by share.
pub fn is_open(misfit: &Misfit) -> bool {
    match misfit {
        Misfit::Lines(count) => *count == 0,
        Misfit::Under { .. } | Misfit::Unset { .. } | Misfit::Idle => true,
        Misfit::Price(_) | Misfit::Levy(_) | Misfit::Currency { .. } | Misfit::Points(_) | Misfit::Over { .. } => false,
    }
}
