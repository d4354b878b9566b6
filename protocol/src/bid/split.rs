//! Owns how a price is divided: levy first, then what is set, then the rest by hours or equally. Shares and
//! levy add up to the price exactly; minor units that rounding leaves over go to the largest remainders, and
//! the answer says how many there were and who got them.
//!
//! 100.00 USD with a levy of 5 % among three equal shares: levy 5.00, shares 31.67, 31.67 and 31.66; the
//! remainder is 2 cents. Source: invariant 3 of the domain; "Split" in docs/protocol.md.

use serde::{Deserialize, Serialize};

use crate::id::Id;
use crate::money::{Amount, Currency, MINOR_MAX};
use crate::record::terms::LEVY_MAX;
use crate::text;

/// 64: collectives have up to 24 members; three may join in one bid with less than a line each.
pub const LINES_MAX: usize = 64;
/// 100 % in basis points.
pub const WHOLE_POINTS: u32 = 10_000;

/// What somebody does in a bid, as profiles and terms name it.
pub type Role = text::Line<64>;

crate::word! {
    /// How what is not set is divided.
    Basis {
        /// By the minutes of each.
        Hours = 1,
        /// The same for each.
        Equal = 2,
        /// Not at all: each share says what it is.
        Set = 3,
    }
}

/// What somebody asks for their work.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Ask {
    /// A part of the rest, by the basis of the bid.
    Divided,
    /// This much.
    Fixed(Amount),
    /// So many basis points of what is left behind the levy.
    Points(u32),
}

/// One share as its author offers it, before there are sums.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Portion {
    /// Who works.
    pub participant: Id,
    /// As what.
    pub role: Role,
    /// How long, in whole minutes.
    pub minutes: u32,
    /// For what.
    pub ask: Ask,
}

/// One line of a draft: a share with its sum.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    /// Who works.
    pub participant: Id,
    /// As what.
    pub role: Role,
    /// How long, in whole minutes.
    pub minutes: u32,
    /// What they get, in minor units of the price's currency.
    pub minor: u64,
    /// True where one minor unit of it is from the remainder.
    pub extra: bool,
}

/// A price, divided.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Split {
    /// What the client pays.
    pub price: Amount,
    /// What the collective keeps of it, in minor units.
    pub levy_minor: u64,
    /// What each gets; by participant, then role.
    pub lines: Vec<Line>,
    /// How many minor units rounding left over; so many lines are [`Line::extra`].
    pub remainder_minor: u64,
}

/// Why a price cannot be divided so.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
pub enum Misfit {
    /// No share, or more than [`LINES_MAX`].
    #[error("{0} shares where 1 to 64 fit")]
    Lines(usize),
    /// A price of nothing, or above [`MINOR_MAX`].
    #[error("a price of {0} minor units")]
    Price(u64),
    /// A levy above [`LEVY_MAX`].
    #[error("a levy of {0} basis points where 5000 is the most")]
    Levy(u32),
    /// A share in another currency than the price.
    #[error("a share in {} where the price is in {}", share.code(), price.code())]
    Currency {
        /// Whose share.
        participant: Id,
        /// The share's.
        share: Currency,
        /// The price's.
        price: Currency,
    },
    /// A share that says no sum in a bid where each is set.
    #[error("a share without a sum in a bid where each is set")]
    Unset {
        /// Whose share.
        participant: Id,
    },
    /// Shares in parts above the whole.
    #[error("shares of {0} basis points, above the whole")]
    Points(u32),
    /// Shares and levy are more than the price.
    #[error("shares and levy are {minor} minor units above the price")]
    Over {
        /// By how much, rounded up.
        minor: u64,
    },
    /// Shares and levy are less than the price, and nobody takes the rest.
    #[error("shares and levy are {minor} minor units below the price")]
    Under {
        /// By how much, rounded up.
        minor: u64,
    },
    /// A rest to be divided by hours among people without any.
    #[error("there are no hours to divide by")]
    Idle,
}

/// What the collective keeps of a price: the points of it, rounded down, so that a part of a minor unit
/// stays with those who work.
///
/// # Errors
/// [`Misfit::Levy`] above the most that terms may say.
pub fn levy_minor(price: Amount, points: u32) -> Result<u64, Misfit> {
    if points > LEVY_MAX {
        return Err(Misfit::Levy(points));
    }
    Ok(narrow(u128::from(price.minor) * u128::from(points) / u128::from(WHOLE_POINTS)))
}

/// Divides a price.
///
/// - `levy_points`: basis points of the price; `portions`: 1 to 64, in any order.
/// - Σ shares + levy = price, exactly. Each share is what it would be without rounding, rounded down or up;
///   the units left over go to those who lose most by rounding down, at a tie to the lower participant id.
///
/// # Errors
/// [`Misfit`]; each names its figures.
pub fn split(price: Amount, levy_points: u32, basis: Basis, portions: &[Portion]) -> Result<Split, Misfit> {
    if portions.is_empty() || portions.len() > LINES_MAX {
        return Err(Misfit::Lines(portions.len()));
    }
    if price.minor == 0 || price.minor > MINOR_MAX {
        return Err(Misfit::Price(price.minor));
    }
    let levy_minor = levy_minor(price, levy_points)?;
    let mut sorted = portions.to_vec();
    sorted.sort();
    let quotas = Quotas::of(price, price.minor - levy_minor, basis, &sorted)?;
    let (lines, remainder_minor) = quotas.round(&sorted);
    Ok(Split { price, levy_minor, lines, remainder_minor })
}

/// What each would get without rounding, over one denominator.
struct Quotas {
    net: u64,
    numerators: Vec<u128>,
    denominator: u128,
}

impl Quotas {
    /// At most 2^53 minor units · 10^4 points · 64 lines · 2^32 minutes: below 2^106.
    fn of(price: Amount, net: u64, basis: Basis, portions: &[Portion]) -> Result<Quotas, Misfit> {
        let whole = u128::from(WHOLE_POINTS);
        let (mut fixed, mut points, mut weights) = (0u128, 0u32, 0u128);
        for portion in portions {
            match portion.ask {
                Ask::Divided if basis == Basis::Set => {
                    return Err(Misfit::Unset { participant: portion.participant });
                }
                Ask::Divided => weights += weight(basis, portion),
                Ask::Fixed(amount) if amount.currency != price.currency => {
                    let (participant, share) = (portion.participant, amount.currency);
                    return Err(Misfit::Currency { participant, share, price: price.currency });
                }
                Ask::Fixed(amount) => fixed += u128::from(amount.minor),
                Ask::Points(part) => points = points.saturating_add(part),
            }
        }
        if points > WHOLE_POINTS {
            return Err(Misfit::Points(points));
        }
        let taken = fixed * whole + u128::from(net) * u128::from(points);
        let rest = (u128::from(net) * whole).checked_sub(taken);
        let rest =
            rest.ok_or_else(|| Misfit::Over { minor: narrow((taken - u128::from(net) * whole).div_ceil(whole)) })?;
        let divided = portions.iter().any(|portion| portion.ask == Ask::Divided);
        match (rest, divided) {
            (1.., false) => return Err(Misfit::Under { minor: narrow(rest.div_ceil(whole)) }),
            (1.., true) if weights == 0 => return Err(Misfit::Idle),
            (0, _) | (1.., true) => {}
        }
        let weights = weights.max(1);
        let numerator = |portion: &Portion| match portion.ask {
            Ask::Divided => rest * weight(basis, portion),
            Ask::Fixed(amount) => u128::from(amount.minor) * whole * weights,
            Ask::Points(part) => u128::from(net) * u128::from(part) * weights,
        };
        Ok(Quotas { net, numerators: portions.iter().map(numerator).collect(), denominator: whole * weights })
    }

    fn round(&self, portions: &[Portion]) -> (Vec<Line>, u64) {
        // The portions are sorted by participant: that is their order among equal remainders.
        let parts = largest_remainder(&self.numerators, self.denominator, self.net);
        let remainder = parts.iter().filter(|(_, extra)| *extra).count() as u64;
        let line = |(portion, (minor, extra)): (&Portion, (u64, bool))| Line {
            participant: portion.participant,
            role: portion.role.clone(),
            minutes: portion.minutes,
            minor,
            extra,
        };
        (portions.iter().zip(parts).map(line).collect(), remainder)
    }
}

/// Largest remainder: everybody is rounded down, then whoever lost most gets one unit more, at a tie whoever
/// stands first.
///
/// - `numerators` over `denominator`: what each would get without rounding, `whole` together.
/// - Returns what each gets, and whether one unit of it is from the remainder.
pub(super) fn largest_remainder(numerators: &[u128], denominator: u128, whole: u64) -> Vec<(u64, bool)> {
    let mut parts: Vec<(u64, bool)> = numerators.iter().map(|quota| (narrow(quota / denominator), false)).collect();
    let remainder = whole - parts.iter().map(|(minor, _)| minor).sum::<u64>();
    let mut order: Vec<usize> = (0..parts.len()).collect();
    // Sorting keeps the order of equal ones.
    order.sort_by_key(|at| std::cmp::Reverse(numerators[*at] % denominator));
    for at in order.into_iter().take(usize::try_from(remainder).expect("rounding loses less than a unit a part")) {
        parts[at] = (parts[at].0 + 1, true);
    }
    parts
}

fn weight(basis: Basis, portion: &Portion) -> u128 {
    match basis {
        Basis::Hours => u128::from(portion.minutes),
        Basis::Equal | Basis::Set => 1,
    }
}

/// Sums of at most 64 prices fit: 2^53 · 64 is below 2^60.
fn narrow(minor: u128) -> u64 {
    u64::try_from(minor).expect("no more than 64 amounts of at most 2^53")
}
