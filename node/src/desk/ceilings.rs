//! How much of its machine a home uses, and how much it may: what holds it back stands beside each.

use protocol::local::{Ceiling, Resource, Trouble};

use super::health::Running;
use crate::home::Home;
use crate::net::{CONNECTIONS_MAX, MEMORY_BYTES_MAX};
use crate::{os, trouble};

/// Every figure that is known here; one for which the system does not let itself be asked is left out, and the log
/// says why: a home without a file to spare still says how it is.
///
/// | | what holds it back |
/// |---|---|
/// | memory | above it no new connection is taken |
/// | files | the system |
/// | disk | at what is allowed, or below the reserve of free space, the store takes nothing new |
/// | connections | above it nobody is let in |
/// | line | above it nothing is caught up with, but what was written here |
///
/// # Errors
/// [`Trouble`] where the disk does not say how much of it is free, or what was counted cannot be read.
pub fn ceilings(home: &Home, running: &Running) -> Result<Vec<Ceiling>, Trouble> {
    let mut found = Vec::new();
    if let Some(used) = told("memory", os::spent::memory_bytes()) {
        found.push(Ceiling { resource: Resource::Memory, used, most: MEMORY_BYTES_MAX as u64 });
    }
    if let Some((used, most)) = told("files", os::spent::files()) {
        found.push(Ceiling { resource: Resource::Files, used, most });
    }
    let (used, allowed) = (home.store().used_bytes(), home.store().allowed_bytes());
    let free = home.store().free_bytes().map_err(|fault| trouble::store(&fault))?;
    let most = free.map_or(allowed, |free| allowed.min(used.saturating_add(free)));
    found.push(Ceiling { resource: Resource::Disk, used, most });
    found.push(Ceiling { resource: Resource::Line, used: home.line_bytes()?, most: home.line_allowed() });
    let used = running.connected.len() as u64;
    found.push(Ceiling { resource: Resource::Connections, used, most: CONNECTIONS_MAX as u64 });
    Ok(found)
}

fn told<T>(what: &str, asked: std::io::Result<Option<T>>) -> Option<T> {
    asked.unwrap_or_else(|fault| {
        tracing::warn!(%fault, what, "how much is used is not known");
        None
    })
}
