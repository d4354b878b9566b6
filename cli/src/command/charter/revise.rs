//! `talko charter revise`: changes the charter, or proposes the change to the other stewards.

use std::path::PathBuf;

use clap::Args;
use protocol::amend::{Admission, Amendment};
use protocol::id::{Id, Prefix};
use protocol::keys::Key;
use protocol::local::{CharterView, DeviceCard, Past, Voice};
use protocol::record::charter::Charter;
use protocol::record::terms::Terms;

use super::numbers::Numbers;
use super::propose::{Change, Consent, propose};
use super::{in_force, view};
use crate::desk::Desk;
use crate::problem::{Outcome, Problem};
use crate::values::{file, text};
use crate::{choose, prompt, trouble, words};

/// What `talko charter revise` takes.
#[derive(Clone, Debug, Default, Args)]
pub struct Revise {
    /// Makes somebody a steward.
    #[arg(long, value_name = "NAME")]
    pub steward: Vec<String>,
    /// Makes a steward a member like the others.
    #[arg(long, value_name = "NAME")]
    pub member: Vec<String>,
    /// Takes a member's device off the list.
    #[arg(long, value_name = "ID")]
    pub drop_device: Vec<String>,
    /// How many stewards must agree.
    #[arg(long, value_name = "N")]
    pub threshold: Option<u32>,
    /// How newcomers come in.
    #[arg(long, value_name = "invite|stewards")]
    pub admission: Option<Door>,
    /// Writes a week and device.
    #[arg(long, value_name = "N")]
    pub tickets: Option<u32>,
    /// A file with the rules.
    #[arg(long, value_name = "FILE")]
    pub rules: Option<PathBuf>,
    /// The numbers in the rules.
    #[command(flatten)]
    pub numbers: Numbers,
    /// As a member, for two thirds of the members to carry: where stewards are lost.
    #[arg(long)]
    pub as_members: bool,
}

/// How newcomers come in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Door {
    /// By an invite alone.
    Invite,
    /// By an invite and the stewards' word.
    Stewards,
}

impl Revise {
    /// Runs the verb.
    ///
    /// # Errors
    /// `nothing-said`, `stewards-only`, and what does not fit.
    pub fn run(self, desk: &Desk) -> Outcome {
        let revise = if self.is_bare() && desk.paint.asks { guided(desk, self)? } else { self };
        revise.propose(desk)
    }

    /// True where nothing is said of what is to change.
    fn is_bare(&self) -> bool {
        let people = self.steward.is_empty() && self.member.is_empty() && self.drop_device.is_empty();
        let said = self.threshold.is_some() || self.admission.is_some() || self.tickets.is_some();
        people && !said && self.rules.is_none() && self.numbers.are_none()
    }

    fn propose(self, desk: &Desk) -> Outcome {
        let mut amendments = Vec::new();
        for name in &self.steward {
            amendments.push(Amendment::Steward(choose::member(desk, name)?.id));
        }
        for name in &self.member {
            amendments.push(Amendment::Member(choose::member(desk, name)?.id));
        }
        if !self.drop_device.is_empty() {
            let view = view(desk)?;
            for typed in &self.drop_device {
                amendments.push(Amendment::Device(device(&view, typed)?));
            }
        }
        amendments.extend(self.threshold.map(Amendment::Threshold));
        amendments.extend(self.admission.map(|door| match door {
            Door::Invite => Amendment::Admission(Admission::OnInvite),
            Door::Stewards => Amendment::Admission(Admission::Stewards),
        }));
        amendments.extend(self.tickets.map(Amendment::Tickets));
        if self.rules.is_some() || !self.numbers.are_none() {
            let mut terms = words_in_force(desk)?;
            if let Some(rules) = &self.rules {
                let rules = file::text(rules)?;
                terms.bylaws = if rules.trim().is_empty() { None } else { Some(text::text("--rules", &rules)?) };
            }
            self.numbers.put(&mut terms)?;
            amendments.push(Amendment::Terms(terms));
        }
        if amendments.is_empty() {
            return Err(trouble!("nothing-said").into());
        }
        let (voice, past, follows) = (voice(self.as_members), Past::Kept, Vec::new());
        propose(desk, Change { amendments, voice, label: "charter revise", consent: Consent::Yes, past, follows })
    }
}

/// As what somebody speaks who said `--as-members`, or did not.
pub fn voice(as_members: bool) -> Voice {
    if as_members { Voice::Member } else { Voice::Steward }
}

/// The device of a member that somebody typed, by the beginning of its id.
fn device(view: &CharterView, typed: &str) -> Result<Key, Problem> {
    let prefix = Prefix::parse(typed.trim());
    let fits = |card: &&DeviceCard| {
        let id = Id::from_bytes(*card.key.as_bytes());
        // Also one that its owner took back: a version leaves it out as well.
        !(card.ended.is_some() && card.by_stewards) && prefix.as_ref().is_some_and(|prefix| prefix.fits(&id))
    };
    let mut found = view.devices.iter().filter(fits);
    match (found.next(), found.next()) {
        (Some(only), None) => Ok(only.key),
        _ => Err(trouble!("charter-no-device").into()),
    }
}

/// The words in force, to be changed.
///
/// # Errors
/// What the home refused; see [`words_of`].
pub fn words_in_force(desk: &Desk) -> Result<Terms, Problem> {
    let view = view(desk)?;
    let head = in_force(&view)?;
    words_of(head.terms.as_ref(), &head.revision.charter, &desk.own_collective()?.name)
}

/// The words that a version names, to be changed. Whoever changes some of them says all of them again.
///
/// # Errors
/// `charter-words-away` where the version has come and its words, which are a record of their own, have not.
pub fn words_of(held: Option<&Terms>, version: &Charter, name: &str) -> Result<Terms, Problem> {
    match (held, version.terms) {
        (Some(terms), _) => Ok(terms.clone()),
        (None, Some(_)) => Err(trouble!("charter-words-away", number = version.revision).into()),
        (None, None) => Ok(Terms::named(text::line("--name", name)?)),
    }
}

/// Asks what is to change, and to what.
fn guided(desk: &Desk, mut revise: Revise) -> Result<Revise, Problem> {
    type Put = fn(&mut Revise, String) -> Result<(), Problem>;
    let puts: [(&str, String, Put); 11] = [
        ("--steward", words!("guide-steward"), |revise, typed| {
            revise.steward.push(typed);
            Ok(())
        }),
        ("--member", words!("guide-member"), |revise, typed| {
            revise.member.push(typed);
            Ok(())
        }),
        ("--threshold", words!("guide-threshold"), |revise, typed| {
            revise.threshold = Some(count("--threshold", &typed)?);
            Ok(())
        }),
        ("--admission", words!("guide-admission"), |revise, typed| {
            let door = <Door as clap::ValueEnum>::from_str(typed.trim(), true);
            revise.admission =
                Some(door.map_err(|_| {
                    trouble!("value", value = typed, option = "--admission", known = "invite, stewards")
                })?);
            Ok(())
        }),
        ("--tickets", words!("guide-tickets"), |revise, typed| {
            revise.tickets = Some(count("--tickets", &typed)?);
            Ok(())
        }),
        ("--rules", words!("guide-rules"), |revise, typed| {
            revise.rules = Some(PathBuf::from(typed.trim()));
            Ok(())
        }),
        ("--quorum", words!("guide-quorum"), |revise, typed| {
            revise.numbers.quorum = Some(typed);
            Ok(())
        }),
        ("--floor", words!("guide-floor"), |revise, typed| {
            revise.numbers.floor.push(typed);
            Ok(())
        }),
        ("--dues", words!("guide-dues"), |revise, typed| {
            revise.numbers.dues = Some(typed);
            Ok(())
        }),
        ("--levy", words!("guide-levy"), |revise, typed| {
            revise.numbers.levy = Some(typed);
            Ok(())
        }),
        ("--claim-lease", words!("guide-claim"), |revise, typed| {
            revise.numbers.claim_lease = Some(typed);
            Ok(())
        }),
    ];
    let choices: Vec<String> = puts.iter().map(|(_, question, _)| question.clone()).collect();
    let (option, question, put) = &puts[prompt::choose(desk, &words!("guide-what"), &choices, 0)?];
    put(&mut revise, prompt::text(desk, question, option, None)?)?;
    Ok(revise)
}

fn count(option: &str, typed: &str) -> Result<u32, Problem> {
    typed.trim().parse().map_err(|_| trouble!("value-shape", value = typed, option = option).into())
}
