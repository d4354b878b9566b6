//! `talko setup`: the three ways in - start a collective, join one, restore what was before.

use std::path::PathBuf;

use clap::Args;
use protocol::local::{Founded, Reply, Request, Setup as Founding};
use protocol::record::profile::Profile;
use protocol::record::terms::Terms;
use serde_json::json;

use crate::config::Config;
use crate::desk::{Desk, unfit};
use crate::paint::{Answer, State};
use crate::problem::{Outcome, Problem};
use crate::values::{self, text};
use crate::{prompt, trouble, words};

/// What `talko setup` takes.
#[derive(Clone, Debug, Default, Args)]
pub struct Setup {
    /// The name of the new collective.
    #[arg(long, value_name = "NAME", num_args = 0..=1, default_missing_value = "", conflicts_with_all = ["join", "restore"])]
    pub start: Option<String>,
    /// What the first member is called.
    #[arg(long, value_name = "NAME")]
    pub name: Option<String>,
    /// Where the collective is.
    #[arg(long, value_name = "PLACE")]
    pub place: Option<String>,
    /// The currency in which it counts.
    #[arg(long, value_name = "CUR")]
    pub currency: Option<String>,
    /// An invite instead.
    #[arg(long, value_name = "INVITE", conflicts_with = "restore")]
    pub join: Option<String>,
    /// A backup instead.
    #[arg(long, value_name = "FILE")]
    pub restore: Option<PathBuf>,
}

impl Setup {
    /// Runs the command.
    ///
    /// # Errors
    /// A trouble about a value, or what the home refused.
    pub fn run(self, desk: &Desk) -> Outcome {
        match (&self.start, &self.join, &self.restore) {
            (None, Some(invite), _) => {
                super::join::Join { name: self.name, ..super::join::Join::asked(invite.clone()) }.run(desk)
            }
            (None, None, Some(file)) => super::restore::Restore::asked(file.clone()).run(desk),
            (None, None, None) if self.name.is_none() && desk.paint.asks => super::home::ways_in(desk),
            (_, _, _) => self.found(desk),
        }
    }

    /// Founds a collective, asking for what was not said.
    ///
    /// # Errors
    /// As [`Setup::run`].
    pub fn found(self, desk: &Desk) -> Outcome {
        if desk.directory()?.me.is_some() {
            return Err(trouble!("already-set-up").into());
        }
        let founding = self.asked(desk)?;
        if desk.global.dry_run {
            let data = json!({"collective": {"name": &*founding.terms.name}, "dry_run": true});
            let line = words!("setup-would", name = &*founding.terms.name);
            desk.paint.answer(&Answer::new("setup", data).line(line))?;
            return Ok(0);
        }
        let (collective, person) = (founding.terms.name.to_string(), founding.profile.name.to_string());
        let founded = found(desk, founding)?;
        let data = json!({
            "collective": {"id": founded.collective, "name": collective},
            "member": {"id": founded.person, "name": person},
            "home": desk.client.home(),
        });
        let answer = Answer::new("setup", data)
            .state(State::Local)
            .line(words!("setup-done", name = collective, person = person))
            .line(words!("setup-where", path = desk.client.home().display().to_string()))
            .line(words!("setup-next"));
        desk.paint.answer(&answer)?;
        Ok(0)
    }

    /// What is founded, with every answer that was not on the line.
    fn asked(self, desk: &Desk) -> Result<Founding, Problem> {
        let ask = |given: Option<String>, question: String, option: &str, usual: Option<&str>| match given {
            Some(given) if !given.is_empty() => Ok(given),
            Some(_) | None => prompt::text(desk, &question, option, usual),
        };
        let collective = ask(self.start, words!("ask-collective"), "--start NAME", None)?;
        let person = ask(self.name, words!("ask-your-name"), "--name NAME", None)?;
        // The rest may stay open: it is asked on a terminal, and nothing is guessed elsewhere.
        let open = |given: Option<String>, question: String| match given {
            None if desk.paint.asks => prompt::optional(&question),
            given => Ok(given),
        };
        let place = open(self.place, words!("ask-place"))?;
        let currency = open(self.currency, words!("ask-currency"))?;
        founding(desk, &collective, &person, place.as_deref(), currency.as_deref())
    }
}

/// What is founded, checked.
///
/// # Errors
/// A trouble about one of the values.
pub fn founding(
    desk: &Desk,
    collective: &str,
    person: &str,
    place: Option<&str>,
    currency: Option<&str>,
) -> Result<Founding, Problem> {
    let terms = Terms {
        place: text::maybe_line("--place", place)?,
        currency: currency.map(values::money::currency).transpose()?,
        ..Terms::named(text::line("--start", collective)?)
    };
    Ok(Founding { profile: face(desk, person, place)?, terms })
}

/// The first public face of somebody who comes in.
///
/// # Errors
/// A trouble about one of the values.
pub fn face(desk: &Desk, person: &str, place: Option<&str>) -> Result<Profile, Problem> {
    let named = Profile::named(text::line("--name", person)?);
    let zone = text::maybe_line("--tz", desk.clock.zone().iana_name())?;
    let place = text::maybe_line("--place", place)?;
    Ok(Profile { zone, place, ..named })
}

/// Founds, and keeps the zone and language that were said on the line.
///
/// # Errors
/// What the home refused.
pub fn found(desk: &Desk, founding: Founding) -> Result<Founded, Problem> {
    let founded = match desk.ask(Request::Setup(founding))? {
        Reply::Founded(founded) => founded,
        other => return Err(unfit("Setup", &other)),
    };
    remember(desk)?;
    Ok(founded)
}

/// Writes the zone and language that were said on the line into the settings of the new home.
///
/// # Errors
/// `config-write` where the file cannot be written.
pub fn remember(desk: &Desk) -> Result<(), Problem> {
    let mut config = Config::load(desk.client.home())?;
    for (key, said) in [("tz", &desk.global.tz), ("lang", &desk.global.lang)] {
        if let Some(said) = said {
            config.set(key, said)?;
        }
    }
    Ok(())
}
