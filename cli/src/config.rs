//! Owns `config.toml` in the home: the settings of this home, read leniently and written without
//! losing a comment. Secrets never stand in it.

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use protocol::local::{Allowance, Trouble};
use protocol::money::Currency;
use toml_edit::{DocumentMut, Item, Value};

use crate::{trouble, values, words};

/// Every key that may stand in the file.
pub const KEYS: &[&str] = &["lang", "tz", "currency", "listen", "external", "lan", "upnp", "disk_max", "line_max"];

/// Those of them that say how much of its machine the home may take; a process that runs is told at once.
pub const CEILINGS: &[&str] = &["disk_max", "line_max"];

/// The settings of one home.
#[derive(Debug)]
pub struct Config {
    path: PathBuf,
    document: DocumentMut,
}

impl Config {
    /// Reads the file of a home; an absent file holds no settings.
    ///
    /// # Errors
    /// `config-file` where it cannot be read or is no TOML.
    pub fn load(home: &Path) -> Result<Config, Trouble> {
        let path = home.join("config.toml");
        let unread = |reason: String| trouble!("config-file", path = path.display(), reason = reason);
        let text = match fs::read_to_string(&path) {
            Ok(text) => text,
            Err(fault) if fault.kind() == ErrorKind::NotFound || fault.kind() == ErrorKind::NotADirectory => {
                String::new()
            }
            Err(fault) => return Err(unread(fault.to_string())),
        };
        let document = text.parse::<DocumentMut>().map_err(|fault| unread(fault.message().to_string()))?;
        Ok(Config { path, document })
    }

    /// Where the file stands.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// What a key is set to, as people type it.
    pub fn get(&self, key: &str) -> Option<String> {
        match self.document.get(key)? {
            Item::Value(Value::String(text)) => Some(text.value().clone()),
            Item::Value(Value::Boolean(flag)) => Some(if *flag.value() { "yes" } else { "no" }.to_string()),
            Item::Value(Value::Array(items)) => {
                Some(items.iter().filter_map(Value::as_str).collect::<Vec<_>>().join(","))
            }
            Item::Value(other) => Some(other.to_string().trim().to_string()),
            Item::None | Item::Table(_) | Item::ArrayOfTables(_) => None,
        }
    }

    /// The usual currency.
    pub fn currency(&self) -> Option<Currency> {
        Currency::new(&self.get("currency")?)
    }

    /// The addresses of a key: `listen`, to listen on, or `external`, at which this home can be called.
    pub fn addresses(&self, key: &str) -> Vec<String> {
        self.get(key).map(|list| split(&list)).unwrap_or_default()
    }

    /// The sentence about what stands in the file and is no setting: a slip, or a newer program's. None where nothing is.
    pub fn strange(&self) -> Option<String> {
        let keys: Vec<&str> = self.document.iter().map(|(key, _)| key).filter(|key| !KEYS.contains(key)).collect();
        let path = self.path.display().to_string();
        (!keys.is_empty()).then(|| {
            words!("config-strange", count = keys.len(), keys = keys.join(", "), known = KEYS.join(", "), path = path)
        })
    }

    /// A switch; on where nothing is said.
    pub fn switched_on(&self, key: &str) -> bool {
        self.get(key).is_none_or(|value| !matches!(value.to_lowercase().as_str(), "no" | "off" | "false"))
    }

    /// How much of its machine the home may take: the usual where nothing is set.
    ///
    /// # Errors
    /// `config-ceiling` where what the file says cannot be read: nobody's disk or line is filled by a slip.
    pub fn allowance(&self) -> Result<Allowance, Trouble> {
        let set = |key: &str, usual: u64| match self.get(key) {
            None => Ok(usual),
            Some(typed) => values::bytes::parse(&typed)
                .map_err(|_| trouble!("config-ceiling", key = key, typed = typed, path = self.path.display())),
        };
        let usual = Allowance::default();
        Ok(Allowance { disk_bytes: set("disk_max", usual.disk_bytes)?, line_bytes: set("line_max", usual.line_bytes)? })
    }

    /// Sets a key after checking its value, and writes the file.
    ///
    /// # Errors
    /// `config-key`, `config-value` or a value's own trouble; `config-write` where the file cannot be written.
    pub fn set(&mut self, key: &str, typed: &str) -> Result<(), Trouble> {
        let value = checked(key, typed)?;
        // The decoration of the old value carries its comment.
        match self.document.get_mut(key).and_then(Item::as_value_mut) {
            Some(old) => {
                let decor = old.decor().clone();
                *old = value;
                *old.decor_mut() = decor;
            }
            None => self.document[key] = Item::Value(value),
        }
        self.write()
    }

    /// Takes a key out, and writes the file.
    ///
    /// # Errors
    /// `config-key`, or `config-write` where the file cannot be written.
    pub fn unset(&mut self, key: &str) -> Result<(), Trouble> {
        known(key)?;
        self.document.remove(key);
        self.write()
    }

    /// Checks a change without writing it.
    ///
    /// # Errors
    /// As [`Config::set`] and [`Config::unset`].
    pub fn check(&self, key: &str, typed: Option<&str>) -> Result<(), Trouble> {
        match typed {
            Some(typed) => checked(key, typed).map(|_| ()),
            None => known(key),
        }
    }

    fn write(&self) -> Result<(), Trouble> {
        let failed = |fault: std::io::Error| trouble!("config-write", path = self.path.display(), reason = fault);
        let fresh = self.path.with_extension("toml.new");
        // Renamed over the old file, so that a full disk leaves the old settings whole.
        fs::write(&fresh, self.document.to_string()).map_err(failed)?;
        fs::rename(&fresh, &self.path).map_err(failed)
    }
}

/// Refuses a key that does not exist.
///
/// # Errors
/// `config-key` with the list.
pub fn known(key: &str) -> Result<(), Trouble> {
    if KEYS.contains(&key) { Ok(()) } else { Err(trouble!("config-key", key = key, known = KEYS.join(", "))) }
}

fn checked(key: &str, typed: &str) -> Result<Value, Trouble> {
    known(key)?;
    let typed = typed.trim();
    match key {
        "currency" => Ok(values::money::currency(typed)?.code().into()),
        "tz" => Ok(crate::desk::zone(typed)?.iana_name().unwrap_or(typed).into()),
        "lang" if crate::words::LANGUAGES.contains(&typed) => Ok(typed.into()),
        "lang" => Err(trouble!("language", typed = typed, known = crate::words::LANGUAGES.join(", "))),
        "listen" | "external" => match split(typed).into_iter().find(|address| !node::net::is_address(address)) {
            Some(address) => Err(trouble!("config-address", key = key, typed = address)),
            None => Ok(Value::from_iter(split(typed))),
        },
        "disk_max" | "line_max" => values::bytes::parse(typed).map(|_| typed.into()),
        key => match typed.to_lowercase().as_str() {
            "yes" | "on" | "true" => Ok(true.into()),
            "no" | "off" | "false" => Ok(false.into()),
            _ => Err(trouble!("config-value", key = key, typed = typed)),
        },
    }
}

fn split(list: &str) -> Vec<String> {
    list.split(',').map(str::trim).filter(|part| !part.is_empty()).map(str::to_string).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn setting_a_key_keeps_the_comments() {
        let home = tempfile::tempdir().expect("a folder");
        let before = "# our house\nlan = true # the children's tablet\n";
        fs::write(home.path().join("config.toml"), before).expect("written");
        let mut config = Config::load(home.path()).expect("read");
        config.set("lan", "no").expect("set");
        config.set("currency", "php").expect("set");
        let after = fs::read_to_string(config.path()).expect("read");
        assert_eq!(after, "# our house\nlan = false # the children's tablet\ncurrency = \"PHP\"\n");
        assert!(!Config::load(home.path()).expect("read").switched_on("lan"));
    }

    #[test]
    fn a_ceiling_that_cannot_be_read_is_told_and_not_taken_for_the_usual_one() {
        let home = tempfile::tempdir().expect("a folder");
        let said = |text: &str| {
            fs::write(home.path().join("config.toml"), text).expect("written");
            Config::load(home.path()).expect("read").allowance()
        };
        assert_eq!(said("").expect("the usual"), Allowance::default());
        assert_eq!(said("disk_max = \"1 GiB\"").expect("read").disk_bytes, 1 << 30);
        let told = said("line_max = \"1 gigabyte\"").expect_err("no unit that is known");
        assert_eq!((told.code.as_str(), told.facts["key"].as_str()), ("config-ceiling", "line_max"));
    }

    #[test]
    fn a_switch_is_off_by_each_word_that_sets_it_so() {
        let home = tempfile::tempdir().expect("a folder");
        for (text, on) in
            [("", true), ("true", true), ("\"on\"", true), ("false", false), ("\"Off\"", false), ("\"no\"", false)]
        {
            let text = if text.is_empty() { String::new() } else { format!("lan = {text}") };
            fs::write(home.path().join("config.toml"), &text).expect("written");
            assert_eq!(Config::load(home.path()).expect("read").switched_on("lan"), on, "{text}");
        }
    }

    #[test]
    fn what_is_no_setting_is_told() {
        let home = tempfile::tempdir().expect("a folder");
        let strange = |text: &str| {
            fs::write(home.path().join("config.toml"), text).expect("written");
            Config::load(home.path()).expect("read").strange()
        };
        assert_eq!(strange("lan = true\nexternal = []"), None);
        let said = strange("lan = true\nextrenal = []\n[net]\nport = 1").expect("two that are none");
        assert!(said.contains("extrenal, net") && said.contains("external"), "{said}");
    }

    #[test]
    fn a_key_or_value_that_cannot_be_is_refused_before_anything_is_written() {
        let home = tempfile::tempdir().expect("a folder");
        let mut config = Config::load(home.path()).expect("no file is no setting");
        for (key, value, code) in [
            ("colour", "red", "config-key"),
            ("tz", "Mars/Olympus", "zone"),
            ("currency", "shells", "currency"),
            ("lang", "tlh", "language"),
            ("lan", "perhaps", "config-value"),
            ("disk_max", "much", "bytes"),
            ("external", "/ip4/9.9.9.9/tcp/4747,9.9.9.9:4747", "config-address"),
        ] {
            assert_eq!(config.set(key, value).expect_err(key).code, code);
        }
        assert!(!config.path().exists());
    }
}
