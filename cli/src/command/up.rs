//! `talko up`: the main job in one line - set up where needed, then serve and say what happens.

use std::path::PathBuf;

use clap::Args;
use protocol::local::{Reply, Request};

use super::setup;
use crate::client::Client;
use crate::desk::{Desk, unfit};
use crate::paint::Answer;
use crate::problem::Outcome;
use crate::{serving, watching, words};

/// What `talko up` takes.
#[derive(Clone, Debug, Args)]
pub struct Up {
    /// The name of the collective, where none is set up.
    #[arg(long, value_name = "NAME")]
    pub start: Option<String>,
    /// What the first member is called.
    #[arg(long, value_name = "NAME")]
    pub name: Option<String>,
    /// Where to listen.
    #[arg(long, value_name = "ADDR")]
    pub listen: Vec<String>,
    /// Keeps away from the local network's announcements.
    #[arg(long)]
    pub no_lan: bool,
    /// A file with the passphrase of the keys, `-` for stdin.
    #[arg(long, value_name = "FILE")]
    pub passphrase_file: Option<PathBuf>,
}

impl Up {
    /// Runs the command until Ctrl-C or SIGTERM.
    ///
    /// # Errors
    /// A trouble about a value, or what the home refused.
    pub fn run(self, desk: &Desk) -> Outcome {
        // Asked without the desk's memory: what is found here changes below.
        let settled = match desk.ask(Request::Directory)? {
            Reply::Directory(directory) => directory.me.is_some(),
            other => return Err(unfit("Directory", &other)),
        };
        // Whoever waits to be let in elsewhere founds nothing of their own.
        if !settled && !super::home::joining(desk)? {
            self.found(desk)?;
        }
        let standing = match desk.ask(Request::Status)? {
            Reply::Status(standing) => standing,
            other => return Err(unfit("Status", &other)),
        };
        if standing.running {
            let line = words!("node-already", process = standing.process);
            desk.paint.answer(&Answer::new("node", super::status::object(&standing)).line(line))?;
            return Ok(0);
        }
        let serve = serving::options(desk, &self.listen, self.no_lan, self.passphrase_file.as_deref())?;
        let (home, paint, clock) = (desk.client.home().to_path_buf(), desk.paint.clone(), desk.clock.clone());
        serving::foreground(desk, serve, move |serving| {
            std::thread::spawn(move || {
                let answer = super::node::started(&serving).line(words!("up-running"));
                // The node serves on where nobody reads; the lines end with their reader.
                let told = paint.answer(&answer);
                let told = match told {
                    Ok(()) if !paint.json => watching::sentences(&Client::new(&home), &paint, &clock),
                    told => told,
                };
                if let Err(problem) = told {
                    tracing::debug!(%problem, "what changes is not told any more");
                }
            });
        })?;
        desk.paint.note(&words!("node-ended"))?;
        Ok(0)
    }

    /// Founds a collective: asked for on a terminal, else named after this computer and its user.
    fn found(&self, desk: &Desk) -> Outcome {
        if desk.paint.asks && self.start.is_none() {
            return super::home::ways_in(desk);
        }
        let collective = self.start.clone().unwrap_or_else(host);
        let person = self.name.clone().unwrap_or_else(user);
        let founding = setup::founding(desk, &collective, &person, None, None)?;
        setup::found(desk, founding)?;
        desk.paint.note(&words!("up-founded", name = &collective, person = &person))?;
        if self.start.is_none() {
            desk.paint.note(&words!("up-rename"))?;
        }
        Ok(0)
    }
}

/// What this computer is called.
fn host() -> String {
    let said = std::process::Command::new("hostname").output().ok().filter(|output| output.status.success());
    let said = said.map(|output| protocol::text::tidy_line(&String::from_utf8_lossy(&output.stdout)));
    let file = || std::fs::read_to_string("/etc/hostname").ok().map(|text| protocol::text::tidy_line(&text));
    let short = |name: String| name.split('.').next().unwrap_or_default().chars().take(40).collect::<String>();
    let name = said.filter(|name| !name.is_empty()).or_else(file).map(short);
    name.filter(|name| !name.is_empty()).unwrap_or_else(|| words!("up-unnamed-collective"))
}

/// What the system calls whoever types.
fn user() -> String {
    let set = |name| std::env::var(name).ok().map(|user| protocol::text::tidy_line(&user));
    let user = ["USER", "LOGNAME", "USERNAME"].into_iter().find_map(set).filter(|user| !user.is_empty());
    user.map(|user| user.chars().take(40).collect()).unwrap_or_else(|| words!("up-unnamed-person"))
}
