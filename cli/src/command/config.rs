//! `talko config`: the settings of this home, in `config.toml`.

use clap::Subcommand;
use protocol::local::Request;
use serde_json::{Map, Value, json};

use crate::config::{self, KEYS};
use crate::desk::Desk;
use crate::paint::{Answer, Table};
use crate::problem::Outcome;
use crate::{trouble, words};

/// The verbs of `talko config`.
#[derive(Clone, Debug, Subcommand)]
pub enum Config {
    /// Every setting.
    #[command(visible_alias = "list")]
    Show,
    /// One setting.
    Get {
        /// Its key.
        key: String,
    },
    /// Sets one.
    Set {
        /// Its key.
        key: String,
        /// What it becomes.
        value: String,
    },
    /// Takes one out, so that the usual holds again.
    Unset {
        /// Its key.
        key: String,
    },
}

impl Config {
    /// Runs the verb.
    ///
    /// # Errors
    /// A trouble about the key, the value or the file.
    pub fn run(self, desk: &Desk) -> Outcome {
        match self {
            Config::Show => show(desk),
            Config::Get { key } => get(desk, &key),
            Config::Set { key, value } => change(desk, &key, Some(&value)),
            Config::Unset { key } => change(desk, &key, None),
        }
    }
}

fn show(desk: &Desk) -> Outcome {
    let values: Map<String, Value> = KEYS.iter().map(|key| ((*key).to_string(), json!(desk.config.get(key)))).collect();
    let mut answer = Answer::new("config", Value::Object(values));
    let mut table = Table::new([words!("config-column-key"), words!("config-column-value")]);
    for key in KEYS {
        table.row([(*key).to_string(), desk.config.get(key).unwrap_or_else(|| words!("config-usual"))]);
    }
    answer.sheet.table(table);
    if let Some(strange) = desk.config.strange() {
        answer.warn(strange);
    }
    answer.sheet.line(words!("config-path", path = desk.config.path().display().to_string()));
    desk.paint.answer(&answer)?;
    Ok(0)
}

fn get(desk: &Desk, key: &str) -> Outcome {
    config::known(key)?;
    let value = desk.config.get(key);
    let line = value.clone().unwrap_or_else(|| words!("config-usual"));
    desk.paint.answer(&Answer::new("config", json!({"key": key, "value": value})).line(line))?;
    Ok(0)
}

fn change(desk: &Desk, key: &str, value: Option<&str>) -> Outcome {
    let home = desk.client.home();
    let mut settings = config::Config::load(home)?;
    settings.check(key, value)?;
    if !desk.global.dry_run {
        // The home's folder is made by `setup` and `join`, with the rights that keys need.
        if !home.is_dir() {
            return Err(trouble!("no-identity").into());
        }
        match value {
            Some(value) => settings.set(key, value)?,
            None => settings.unset(key)?,
        }
    }
    if !desk.global.dry_run && config::CEILINGS.contains(&key) && desk.client.is_served() {
        // Whoever raises a ceiling does not wait for the next start.
        desk.ask(Request::Allow(settings.allowance()?))?;
    }
    let line = match (desk.global.dry_run, value) {
        (true, _) => words!("config-would", key = key),
        (false, Some(_)) => words!("config-set", key = key, value = settings.get(key).unwrap_or_default()),
        (false, None) => words!("config-unset", key = key),
    };
    let data = json!({"key": key, "value": settings.get(key)});
    desk.paint.answer(&Answer::new("config", data).state(crate::paint::State::Local).line(line))?;
    Ok(0)
}
