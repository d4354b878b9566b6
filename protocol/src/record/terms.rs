//! `terms`: the words of a charter - name, place, bylaws - and the numbers by which it counts. Stays in the
//! inner space; the charter names it by the hash of its body.

use super::charter::MEMBERS_MAX;
use super::*;
use crate::id::Id;
use crate::money::{Currency, MINOR_MAX};
use crate::text::{Line, Text};
use crate::wire::Few;

/// 32 roles have a floor of their own: more than a collective of 24 people has trades.
pub const FLOORS_MAX: usize = 32;
/// 5,000 basis points: who keeps less than half of a price works for the collective, not with it.
pub const LEVY_MAX: u32 = 5_000;
/// 60 days: whoever has claimed a lead longer than that has not worked on it.
pub const CLAIM_DAYS_MAX: u32 = 60;

crate::fields! {
    /// The body of a `terms`.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub struct Terms {
        /// What the collective or federation is called.
        1 name: Line<80>,
        /// Where its people are.
        2 place: Option<Line<80>>,
        /// The currency in which it counts.
        3 currency: Option<Currency>,
        /// What it is for, in its own words.
        4 about: Option<Text<2000>>,
        /// Its rules, in its own words.
        5 bylaws: Option<Text<10000>>,
        /// The numbers in them; absent where none are set.
        6 parameters: Option<Parameters>,
        /// Why the charter lets members pause, ascending by person.
        7 grounds: Few<Grounds, MEMBERS_MAX>,
    }
}

crate::fields! {
    /// Why somebody takes on nothing new for a while.
    #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
    pub struct Grounds {
        /// Who.
        1 person: Id,
        /// The reason, for the members alone.
        2 why: Line<400>,
    }
}

crate::fields! {
    /// The numbers in the rules of a collective; each absent where the rules say nothing of it.
    #[derive(Clone, Debug, Default, PartialEq, Eq)]
    pub struct Parameters {
        /// How many of the members must vote, in percent: 1 to 100.
        1 quorum_percent: Option<u32>,
        /// More than how many of the votes must agree, in percent: 50 to 99.
        2 majority_percent: Option<u32>,
        /// Below which price an hour nobody of a role works, ascending by role.
        3 floors: Few<Floor, FLOORS_MAX>,
        /// What each member pays a month, in minor units.
        4 dues_minor: Option<u64>,
        /// What the collective keeps of a price, in basis points: at most [`LEVY_MAX`].
        5 levy_points: Option<u32>,
        /// How long a claim of a lead holds: 1 to [`CLAIM_DAYS_MAX`].
        6 claim_days: Option<u32>,
    }
}

crate::fields! {
    /// The least price of one role.
    #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
    pub struct Floor {
        /// The role, as profiles name it.
        1 role: Line<64>,
        /// Minor units an hour.
        2 minor: u64,
    }
}

impl Terms {
    /// Terms that say no more than a name.
    pub fn named(name: Line<80>) -> Terms {
        Terms {
            name,
            place: None,
            currency: None,
            about: None,
            bylaws: None,
            parameters: None,
            grounds: Few::default(),
        }
    }

    /// The same with another reason why somebody pauses, or with none.
    ///
    /// # Errors
    /// The reasons, where they are too many.
    pub fn because(mut self, person: Id, why: Option<Line<400>>) -> Result<Terms, Vec<Grounds>> {
        let mut grounds: Vec<Grounds> = self.grounds.into_vec();
        grounds.retain(|known| known.person != person);
        grounds.extend(why.map(|why| Grounds { person, why }));
        grounds.sort();
        self.grounds = Few::new(grounds)?;
        Ok(self)
    }

    /// Why somebody pauses, where it was said.
    pub fn why(&self, person: &Id) -> Option<&str> {
        self.grounds.iter().find(|known| known.person == *person).map(|known| &*known.why)
    }

    /// True where sums of the words before would count in another currency: the same dues, or the same floor.
    pub fn recounts(&self, before: &Terms) -> bool {
        let (Some(new), Some(old)) = (&self.parameters, &before.parameters) else { return false };
        let dues = new.dues_minor.is_some() && new.dues_minor == old.dues_minor;
        self.currency != before.currency && (dues || new.floors.iter().any(|floor| old.floors.contains(floor)))
    }

    /// True where the numbers are within their limits, and money has a currency.
    pub fn is_sound(&self) -> bool {
        if !self.grounds.is_sorted_by(|a, b| a.person < b.person) {
            return false;
        }
        let Some(parameters) = &self.parameters else { return true };
        let money = parameters.dues_minor.is_some() || !parameters.floors.is_empty();
        *parameters != Parameters::default() && parameters.is_sound() && (!money || self.currency.is_some())
    }
}

impl Parameters {
    fn is_sound(&self) -> bool {
        self.quorum_percent.is_none_or(|percent| (1..=100).contains(&percent))
            && self.majority_percent.is_none_or(|percent| (50..=99).contains(&percent))
            && self.floors.is_sorted_by(|a, b| a.role < b.role)
            && self.floors.iter().all(|floor| floor.minor <= MINOR_MAX)
            && self.dues_minor.is_none_or(|minor| minor <= MINOR_MAX)
            && self.levy_points.is_none_or(|points| points <= LEVY_MAX)
            && self.claim_days.is_none_or(|days| (1..=CLAIM_DAYS_MAX).contains(&days))
    }
}

fn check(body: &[u8]) -> Result<(), WireFault> {
    if wire::decode::<Terms>(body)?.is_sound() { Ok(()) } else { Err(WireFault::Shape) }
}

/// The line in the table.
pub const KIND: Kind = Kind {
    name: "terms",
    version: 1,
    class: Class::Authority,
    form: Form::Binding,
    signer: Signer::Steward,
    place: Place::Inner,
    life_days: AUTHORITY_DAYS,
    fold: Some(Fold::Collective),
    check,
    example: || {
        wire::encode(&Terms {
            name: Line::new("Cebu Desk").expect("a short name"),
            place: Line::new("Cebu").ok(),
            currency: Currency::new("PHP"),
            about: None,
            bylaws: Text::new("One member, one vote.").ok(),
            parameters: Some(Parameters {
                quorum_percent: Some(50),
                dues_minor: Some(20_000),
                levy_points: Some(500),
                ..Parameters::default()
            }),
            grounds: Few::default(),
        })
    },
};

#[cfg(test)]
mod tests {
    use super::*;

    /// Whether terms with these numbers are of their kind.
    fn fit(change: impl FnOnce(&mut Terms, &mut Parameters)) -> bool {
        let name = Line::new("Cebu Desk").expect("short");
        let mut terms = Terms { currency: Currency::new("PHP"), ..Terms::named(name) };
        let mut parameters = Parameters { claim_days: Some(7), ..Parameters::default() };
        change(&mut terms, &mut parameters);
        terms.parameters = Some(parameters);
        (KIND.check)(&wire::encode(&terms)).is_ok()
    }

    fn floors(roles: [&str; 2]) -> Few<Floor, FLOORS_MAX> {
        let floor = |role| Floor { role: Line::new(role).expect("short"), minor: 30_000 };
        Few::new(roles.map(floor).to_vec()).expect("two")
    }

    #[test]
    fn numbers_within_their_limits_are_terms() {
        assert!(fit(|_, _| ()));
        assert!(fit(|_, parameters| {
            (parameters.quorum_percent, parameters.majority_percent) = (Some(100), Some(50));
            (parameters.levy_points, parameters.claim_days) = (Some(LEVY_MAX), Some(CLAIM_DAYS_MAX));
            (parameters.dues_minor, parameters.floors) = (Some(MINOR_MAX), floors(["bookkeeping", "design"]));
        }));
    }

    #[test]
    fn numbers_beyond_their_limits_are_none() {
        assert!(!fit(|_, parameters| parameters.quorum_percent = Some(0)));
        assert!(!fit(|_, parameters| parameters.quorum_percent = Some(101)));
        assert!(!fit(|_, parameters| parameters.majority_percent = Some(49)));
        assert!(!fit(|_, parameters| parameters.majority_percent = Some(100)));
        assert!(!fit(|_, parameters| parameters.levy_points = Some(LEVY_MAX + 1)));
        assert!(!fit(|_, parameters| parameters.claim_days = Some(CLAIM_DAYS_MAX + 1)));
        assert!(!fit(|_, parameters| parameters.claim_days = Some(0)));
        assert!(!fit(|_, parameters| parameters.dues_minor = Some(MINOR_MAX + 1)));
        assert!(!fit(|_, parameters| parameters.floors = floors(["design", "bookkeeping"])));
        assert!(!fit(|_, parameters| parameters.floors = floors(["design", "design"])));
        assert!(!fit(|_, parameters| *parameters = Parameters::default()), "nothing said has one spelling");
    }

    #[test]
    fn one_reason_a_person_in_one_order() {
        let name = Line::new("Cebu Desk").expect("short");
        let why = |text: &str| Line::new(text).ok();
        let (amara, binh) = (Id::of(b"Amara"), Id::of(b"Binh"));
        let both =
            Terms::named(name).because(binh, why("rest")).expect("few").because(amara, why("study")).expect("few");
        assert!((KIND.check)(&wire::encode(&both)).is_ok());
        assert_eq!(both.why(&binh), Some("rest"));
        let other = both.clone().because(binh, why("travel")).expect("few");
        assert_eq!((other.why(&binh), other.grounds.len()), (Some("travel"), 2));
        assert_eq!(other.because(binh, None).expect("few").why(&binh), None);
        let mut twice = both;
        twice.grounds = Few::new([twice.grounds[0].clone(), twice.grounds[0].clone()].to_vec()).expect("two");
        assert!((KIND.check)(&wire::encode(&twice)).is_err());
    }

    #[test]
    fn sums_that_stay_in_another_currency_are_other_sums() {
        let name = Line::new("Cebu Desk").expect("short");
        let words = |code: &str, dues_minor, floors, quorum_percent| Terms {
            currency: Currency::new(code),
            parameters: Some(Parameters { dues_minor, floors, quorum_percent, ..Parameters::default() }),
            ..Terms::named(name.clone())
        };
        let both = || floors(["bookkeeping", "design"]);
        let before = words("PHP", Some(20_000), both(), Some(50));
        assert!(words("USD", Some(20_000), Few::default(), None).recounts(&before));
        assert!(words("USD", Some(400), both(), None).recounts(&before));
        assert!(!words("USD", Some(400), Few::default(), Some(50)).recounts(&before), "said anew");
        assert!(!words("PHP", Some(20_000), both(), Some(60)).recounts(&before), "in the same currency");
        assert!(!Terms::named(name.clone()).recounts(&before));
    }

    #[test]
    fn money_without_a_currency_is_none() {
        assert!(!fit(|terms, parameters| (terms.currency, parameters.dues_minor) = (None, Some(1))));
        assert!(!fit(|terms, parameters| {
            (terms.currency, parameters.floors) = (None, floors(["bookkeeping", "design"]));
        }));
        assert!(fit(|terms, parameters| (terms.currency, parameters.levy_points) = (None, Some(1))));
    }
}
