//! Owns what a command has at hand: the options that hold everywhere, the way to the home, the
//! settings, the clock, and how to answer. Commands ask it for names; they never open a file of the
//! home themselves.

use std::cell::OnceCell;
use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use jiff::tz::TimeZone;
use protocol::id::Id;
use protocol::local::{CollectiveCard, Directory, Me, PersonCard, Reply, Request, Trouble};
use protocol::money::Currency;
use protocol::search::fold::fold;
use protocol::text::tidy_line;

use crate::args::Global;
use crate::client::Client;
use crate::config::Config;
use crate::paint::Paint;
use crate::problem::Problem;
use crate::values::Clock;
use crate::{prompt, trouble, words};

/// What a command has at hand.
pub struct Desk {
    /// The options that hold everywhere.
    pub global: Global,
    /// The way to the home.
    pub client: Client,
    /// The settings of the home.
    pub config: Config,
    /// The reader's zone, and now.
    pub clock: Clock,
    /// How answers look.
    pub paint: Paint,
    directory: OnceCell<Directory>,
    namesakes: OnceCell<BTreeSet<Id>>,
}

impl Desk {
    /// Lays the desk for one command.
    ///
    /// # Errors
    /// `config-file`, `config-ceiling`, `zone` or `language` where what was typed or set cannot be.
    pub fn lay(global: Global) -> Result<Desk, Trouble> {
        let home = home(&global)?;
        let config = Config::load(&home)?;
        let clock = match global.tz.clone().or_else(|| config.get("tz")) {
            Some(name) => Clock::new(zone(&name)?),
            None => Clock::here(),
        };
        if let Some(language) = &global.lang {
            let base = language.split(['-', '_']).next().unwrap_or_default().to_lowercase();
            if !words::LANGUAGES.contains(&base.as_str()) {
                return Err(trouble!("language", typed = language, known = words::LANGUAGES.join(", ")));
            }
        }
        let paint = Paint::new(&global);
        let client = Client::new(&home).within(config.allowance()?);
        Ok(Desk { global, client, config, clock, paint, directory: OnceCell::new(), namesakes: OnceCell::new() })
    }

    /// A desk whose home answers from a function.
    #[cfg(test)]
    pub fn fake(answer: impl Fn(Request) -> Result<Reply, Trouble> + 'static) -> Desk {
        let global = Global { home: Some(PathBuf::from("/nowhere/talko")), no_input: true, ..Global::default() };
        let mut desk = Desk::lay(global).expect("a home that does not exist has no settings");
        desk.client = Client::fake(answer);
        desk
    }

    /// Asks the home once; where its keys are locked and somebody can be asked, again with the passphrase.
    ///
    /// # Errors
    /// What the home refused.
    pub fn ask(&self, request: Request) -> Result<Reply, Problem> {
        if !self.paint.asks {
            return Ok(self.client.ask(request)?);
        }
        match self.client.ask(request.clone()) {
            Err(locked) if locked.code == "keys-locked" => {
                let passphrase = prompt::keys_passphrase()?;
                Ok(self.client.ask_with(request, Some(passphrase))?)
            }
            answer => Ok(answer?),
        }
    }

    /// Who lives here and whom they know; asked once a command.
    ///
    /// # Errors
    /// What the home refused.
    pub fn directory(&self) -> Result<&Directory, Problem> {
        if let Some(known) = self.directory.get() {
            return Ok(known);
        }
        match self.ask(Request::Directory)? {
            Reply::Directory(directory) => Ok(self.directory.get_or_init(|| *directory)),
            other => Err(unfit("Directory", &other)),
        }
    }

    /// Who lives here.
    ///
    /// # Errors
    /// `no-identity` before `setup` and `join`.
    pub fn me(&self) -> Result<&Me, Problem> {
        self.directory()?.me.as_ref().ok_or_else(|| trouble!("no-identity").into())
    }

    /// The own collective, as this home knows it.
    ///
    /// # Errors
    /// `no-identity` before `setup` and `join`.
    pub fn own_collective(&self) -> Result<&CollectiveCard, Problem> {
        let own = self.me()?.collective;
        let found = self.directory()?.collectives.iter().find(|card| card.charter == own);
        found.ok_or_else(|| trouble!("no-identity").into())
    }

    /// The card of a person, where one is known.
    ///
    /// # Errors
    /// What the home refused.
    pub fn card(&self, person: &Id) -> Result<Option<&PersonCard>, Problem> {
        Ok(self.directory()?.persons.iter().find(|card| card.person == *person))
    }

    /// What to call a person: their name, with the beginning of their id where others are called the same; or
    /// somebody with the beginning of their id.
    ///
    /// # Errors
    /// What the home refused.
    pub fn person(&self, person: &Id) -> Result<String, Problem> {
        let Some((card, name)) = self.card(person)?.and_then(|card| Some((card, tidy_line(card.name.as_ref()?))))
        else {
            return Ok(words!("name-unknown-person", short = person.short(6)));
        };
        Ok(match self.namesakes()?.contains(person) {
            true => words!("name-told-apart", name = name, short = &card.short),
            false => name,
        })
    }

    /// What somebody types to say that they mean this person: the name; where others are called the same, only what
    /// tells them apart.
    ///
    /// # Errors
    /// What the home refused.
    pub fn confirming(&self, person: &Id) -> Result<Vec<String>, Problem> {
        let told_apart = self.namesakes()?.contains(person);
        let short = self.card(person)?.filter(|_| told_apart).map(|card| card.short.clone());
        Ok(std::iter::once(self.person(person)?).chain(short).collect())
    }

    /// The people who are called like another one, as far as a reader's eye goes.
    fn namesakes(&self) -> Result<&BTreeSet<Id>, Problem> {
        if let Some(known) = self.namesakes.get() {
            return Ok(known);
        }
        let mut called: BTreeMap<String, BTreeSet<Id>> = BTreeMap::new();
        for card in &self.directory()?.persons {
            if let Some(name) = &card.name {
                called.entry(fold(&tidy_line(name))).or_default().insert(card.person);
            }
        }
        let several = called.into_values().filter(|people| people.len() > 1).flatten().collect();
        Ok(self.namesakes.get_or_init(|| several))
    }

    /// What to call a collective.
    ///
    /// # Errors
    /// What the home refused.
    pub fn collective(&self, charter: &Id) -> Result<String, Problem> {
        let card = self.directory()?.collectives.iter().find(|card| card.charter == *charter);
        let name = card.map(|card| tidy_line(&card.name));
        Ok(name.unwrap_or_else(|| words!("name-unknown-collective", short = charter.short(6))))
    }

    /// What to call whoever a pledge is for: a person or a collective.
    ///
    /// # Errors
    /// What the home refused.
    pub fn party(&self, id: &Id) -> Result<String, Problem> {
        if self.directory()?.collectives.iter().any(|card| card.charter == *id) {
            self.collective(id)
        } else {
            self.person(id)
        }
    }

    /// The currency of a bare number: as set, else the collective's.
    pub fn currency(&self) -> Option<Currency> {
        self.config.currency().or_else(|| self.own_collective().ok()?.terms.as_ref()?.currency)
    }
}

/// A reply of another sort than was asked for: two versions of Talko meet in one home.
pub fn unfit(asked: &str, reply: &Reply) -> Problem {
    let debug = format!("{reply:?}");
    let got = debug.split(['(', ' ', '{']).next().unwrap_or_default();
    trouble!("versions", asked = asked, got = got).into()
}

/// Finds a time zone by its name.
///
/// # Errors
/// `zone` where there is none.
pub fn zone(name: &str) -> Result<TimeZone, Trouble> {
    TimeZone::get(name.trim()).map_err(|_| trouble!("zone", typed = name))
}

/// The folder of the home: `--home`, else `TALKO_HOME`, else the system's data folder.
fn home(global: &Global) -> Result<PathBuf, Trouble> {
    let chosen = match &global.home {
        Some(home) => home.clone(),
        None => data_folder().ok_or_else(|| trouble!("home-folder"))?.join("talko"),
    };
    std::path::absolute(&chosen).map_err(|_| trouble!("home-folder"))
}

fn data_folder() -> Option<PathBuf> {
    let set = |name| std::env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    if cfg!(windows) {
        set("LOCALAPPDATA")
    } else if cfg!(target_os = "macos") {
        set("HOME").map(|home| home.join("Library/Application Support"))
    } else {
        set("XDG_DATA_HOME").filter(|folder| folder.is_absolute()).or_else(|| Some(set("HOME")?.join(".local/share")))
    }
}
