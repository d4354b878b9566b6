//! Owns one home of a demonstration: its folder, its process, and the commands that are typed at it.

use std::fs::File;
use std::io::{BufRead as _, BufReader, Read as _};
use std::path::PathBuf;
use std::process::{ChildStdin, Stdio};
use std::time::Duration;

use protocol::id::{Id, Prefix};
use protocol::local::{LeadQuery, Pick, Reply, Request, Sort, Status};
use serde_json::Value;

use super::stage::Stage;
use super::telling::Telling;
use crate::client::Client;
use crate::config::Config;
use crate::desk::unfit;
use crate::problem::{Problem, coded};
use crate::{choose, words};

/// How often a home is asked whether something has come.
const LOOK: Duration = Duration::from_millis(40);
/// 40 letters of an argument are shown; an invite is longer than a line.
const SHOWN: usize = 40;

/// One home.
pub struct House<'a> {
    stage: &'a Stage,
    /// The name of its folder.
    pub name: &'static str,
    client: Client,
    node: Option<Node>,
}

/// The process that serves it.
struct Node {
    process: u32,
    // It ends when this is dropped, even where this process is killed.
    _alive: Option<ChildStdin>,
}

impl<'a> House<'a> {
    /// A home that does not exist yet.
    pub fn new(stage: &'a Stage, name: &'static str) -> House<'a> {
        House { stage, name, client: Client::new(&stage.folder().join(name)), node: None }
    }

    /// Types a command and waits for its answer.
    ///
    /// - `arguments`: what stands behind `talko --home NAME`.
    ///
    /// # Errors
    /// `demo-step` where the command fails, with what it said; what ended the demonstration.
    pub fn talko(&self, telling: &mut Telling, arguments: &[&str]) -> Result<Value, Problem> {
        let typed = self.typed(arguments);
        telling.command(&typed)?;
        let mut command = self.stage.talko(self.client.home())?;
        command.args(arguments).stdin(Stdio::null()).stderr(Stdio::piped());
        let mut started = self.stage.start(&mut command)?;
        let errors = std::thread::spawn(move || {
            let mut said = Vec::new();
            let read = started.stderr.take().map_or(Ok(0), |mut pipe| pipe.read_to_end(&mut said));
            read.map(|_| said)
        });
        let mut answer = Vec::new();
        let read = started.stdout.read_to_end(&mut answer);
        let code = self.stage.ended(started.process)?;
        read.map_err(|fault| Problem::unexpected("read the answer of a command", fault))?;
        if code == Some(0) {
            return serde_json::from_slice(&answer).map_err(|fault| Problem::unexpected("understand an answer", fault));
        }
        let errors = match errors.join() {
            Ok(read) => read.map_err(|fault| Problem::unexpected("read what a command said", fault))?,
            Err(panic) => std::panic::resume_unwind(panic),
        };
        Err(refused(telling, &typed, &String::from_utf8_lossy(&errors), code))
    }

    /// Starts its process, on this computer's own addresses alone.
    ///
    /// # Errors
    /// `demo-step` where it does not serve.
    pub fn start(&mut self, telling: &mut Telling) -> Result<(), Problem> {
        // Nothing of a demonstration is asked of the router.
        Config::load(self.client.home())?.set("upnp", "no")?;
        let network = ["--listen", "/ip4/127.0.0.1/tcp/0", "--no-lan"];
        let typed = self.typed(&[&["node", "start"], network.as_slice()].concat());
        telling.command(&typed)?;
        let log = self.stage.folder().join(format!("{}.log", self.name));
        let file = File::create(&log).map_err(|fault| Problem::unexpected("write the log of a home", fault))?;
        let mut command = self.stage.talko(self.client.home())?;
        command.args(["node", "start", "--foreground", "--leashed"]).args(network);
        let started = self.stage.start(command.stdin(Stdio::piped()).stderr(file))?;
        let mut line = String::new();
        let mut answers = BufReader::new(started.stdout);
        // It says that it serves; where it ends before, or is ended, the line is empty.
        answers.read_line(&mut line).map_err(|fault| Problem::unexpected("read the answer of a home", fault))?;
        if line.is_empty() {
            let code = self.stage.ended(started.process)?;
            let said = std::fs::read(&log).map_err(|fault| Problem::unexpected("read the log of a home", fault))?;
            return Err(refused(telling, &typed, &String::from_utf8_lossy(&said), code));
        }
        self.node = Some(Node { process: started.process, _alive: started.stdin });
        Ok(())
    }

    /// Ends its process as a person would.
    ///
    /// # Errors
    /// `demo-step` where it does not end.
    pub fn stop(&mut self, telling: &mut Telling) -> Result<(), Problem> {
        self.talko(telling, &["node", "stop"])?;
        if let Some(node) = self.node.take() {
            self.stage.ended(node.process)?;
        }
        Ok(())
    }

    /// The id of its process.
    pub fn process(&self) -> Option<u32> {
        self.node.as_ref().map(|node| node.process)
    }

    /// Asks its process, as the commands do.
    ///
    /// # Errors
    /// What the home refused; what ended the demonstration.
    pub fn ask(&self, request: Request) -> Result<Reply, Problem> {
        self.stage.check()?;
        // A home that was ended together with the demonstration is no trouble of its own.
        self.client.ask(request).map_err(|trouble| self.stage.reason().unwrap_or(trouble.into()))
    }

    /// How it stands.
    ///
    /// # Errors
    /// As [`House::ask`].
    pub fn status(&self) -> Result<Status, Problem> {
        match self.ask(Request::Status)? {
            Reply::Status(standing) => Ok(*standing),
            other => Err(unfit("Status", &other)),
        }
    }

    /// How many leads it holds, whoever posted them.
    ///
    /// # Errors
    /// As [`House::ask`].
    pub fn leads(&self) -> Result<u64, Problem> {
        match self.ask(Request::Leads(LeadQuery { limit: 1, ..LeadQuery::default() }))? {
            Reply::Leads(page) => Ok(page.total),
            other => Err(unfit("Leads", &other)),
        }
    }

    /// The subject whose id stands in an answer.
    ///
    /// # Errors
    /// As [`House::ask`]; `unknown-…` where the home does not hold it.
    pub fn named(&self, sort: Sort, id: &str) -> Result<Id, Problem> {
        let pick = Pick { text: id.to_string(), prefix: Prefix::parse(id) };
        match self.ask(Request::Find(sort, pick))? {
            Reply::Found(found) => Ok(found.first().ok_or_else(|| choose::unknown(sort, id))?.id),
            other => Err(unfit("Find", &other)),
        }
    }

    /// Waits until something is so; the demonstration's own time is the limit.
    ///
    /// # Errors
    /// What the looking meets; `demo-late`.
    pub fn until<T>(&self, mut look: impl FnMut(&Self) -> Result<Option<T>, Problem>) -> Result<T, Problem> {
        loop {
            if let Some(found) = look(self)? {
                return Ok(found);
            }
            std::thread::sleep(LOOK);
        }
    }

    /// The command as a person would type it; what is too long for a line is cut.
    fn typed(&self, arguments: &[&str]) -> String {
        let mut line = format!("talko --home {}", self.name);
        for argument in arguments {
            let cut = argument.starts_with("talko1") && argument.chars().count() > SHOWN;
            let shown =
                if cut { argument.chars().take(SHOWN).collect::<String>() + "…" } else { (*argument).to_string() };
            let plain = |letter: char| letter.is_alphanumeric() || "-_./,:=…".contains(letter);
            line.push(' ');
            line.push_str(&if shown.chars().all(plain) { shown } else { format!("{shown:?}") });
        }
        line
    }

    /// A file beside the homes.
    pub fn beside(&self, name: &str) -> PathBuf {
        self.stage.folder().join(name)
    }
}

/// What a command said when it failed, as the trouble of the step.
fn refused(telling: &Telling, typed: &str, said: &str, code: Option<i32>) -> Problem {
    let last = said.lines().rev().find(|line| !line.trim().is_empty()).unwrap_or_default();
    let object: Value = serde_json::from_str(last).unwrap_or(Value::Null);
    let reason = match object["error"]["message"].as_str() {
        Some(message) => message.to_string(),
        None if last.is_empty() => words!("demo-said-nothing"),
        None => last.to_string(),
    };
    let mut trouble = coded("demo-step").with("step", telling.step()).with("command", typed).with("reason", reason);
    // A script sees what the command itself would have ended with.
    if let Some(code) = code.and_then(|code| u8::try_from(code).ok()).filter(|code| *code != 0) {
        trouble.exit = code;
    }
    trouble.into()
}
