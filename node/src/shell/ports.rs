//! Owns at which port a home listens: the usual one, the last one, or a free one.

use protocol::envelope::Envelope;
use protocol::id::Id;
use protocol::local::Trouble;
use tokio::sync::mpsc;

use super::{Options, net_trouble};
use crate::net::{self, Event, Net, NetFault, Settings};

/// The port of a first home on a machine.
pub const PORT: u16 = 4747;
/// The local item that says at which port this home listened last.
pub(super) const LAST_PORT: &[u8] = b"port";

/// Listens at the first port that is free of those that fit.
///
/// # Errors
/// [`Trouble`] where none is.
pub(super) fn start_net(
    seed: [u8; 32],
    options: &Options,
    last: Option<u16>,
) -> Result<(Net, mpsc::Receiver<Event>, bool), Trouble> {
    let mut settings = Settings {
        lan: !options.no_lan,
        upnp: !options.no_upnp,
        external: options.external.clone(),
        message_id: |bytes| match Envelope::parse(bytes.into()) {
            Ok(record) => *record.id().as_bytes(),
            Err(_) => *Id::of(bytes).as_bytes(),
        },
        ..Settings::default()
    };
    if !options.listen.is_empty() {
        settings.listen.clone_from(&options.listen);
    }
    // A home that was told to take any port takes its last one again: others may know that one alone.
    let usual = format!("/{PORT}");
    let last = last.map(|port| format!("/{port}"));
    let anywhere = |from: &str, to: &str| -> Vec<String> {
        settings.listen.iter().map(|address| replace_port(address, from, to)).collect()
    };
    let mut tries = vec![(settings.listen.clone(), false)];
    if options.listen.is_empty() {
        tries.extend(last.as_ref().map(|last| (anywhere(&usual, last), true)));
        tries.push((anywhere(&usual, "/0"), true));
    } else if let Some(last) = &last {
        tries.insert(0, (anywhere("/0", last), false));
    }
    let mut taken = None;
    for (listen, moved) in tries {
        match net::start(seed, Settings { listen, ..settings.clone() }) {
            Ok((net, events)) => return Ok((net, events, moved)),
            Err(fault @ NetFault::Taken { .. }) => taken = Some(net_trouble(&fault)),
            Err(fault) => return Err(net_trouble(&fault)),
        }
    }
    Err(taken.unwrap_or_else(|| Trouble::new("network", 5)))
}

/// Puts another port in the place of one in a multiaddress, and nowhere else.
fn replace_port(address: &str, from: &str, to: &str) -> String {
    ["/tcp", "/udp"].iter().fold(address.to_string(), |address, kind| {
        match address.split_once(&format!("{kind}{from}")) {
            Some((before, rest)) if rest.is_empty() || rest.starts_with('/') => format!("{before}{kind}{to}{rest}"),
            Some(_) | None => address,
        }
    })
}

/// The port at which a home listens first.
pub(super) fn port_of(addresses: &[String]) -> Option<u16> {
    let tcp = addresses.iter().find_map(|address| address.split_once("/tcp/"))?;
    let digits: String = tcp.1.chars().take_while(char::is_ascii_digit).collect();
    digits.parse().ok()
}
