//! Owns what is forged: records whose bytes are well formed and whose words are not.

use protocol::envelope::{self, Envelope, Header, Revision};
use protocol::id::Id;
use protocol::keys::{Key, Secret};
use protocol::record::lead::{self, Lead};
use protocol::space::{Side, Space};
use protocol::text::{Line, Text};
use protocol::time::{DAY_MS, Day, Moment};
use protocol::wire::{self, Few};

use super::fault::HostileFault;
use super::insider::Insider;

/// 2,000: the tickets of a week where a charter says nothing.
pub const TICKETS: u16 = 2_000;
/// The bytes of a signature.
const SIGNATURE: usize = 64;
/// In the place of what no line may hold; of the same length.
const HOLDS: &str = "Painted over by";
/// Clears a screen, paints it red, rings, and writes on the next line.
const PAINTS: &[u8; HOLDS.len()] = b"\x1b[2J\x1b[41m\x07\r\nOK!";

/// Where and when a lead says that it was written, and by whom.
#[derive(Clone, Debug)]
pub struct Written {
    /// Its place.
    pub space: Space,
    /// The number of its ticket.
    pub ticket: u16,
    /// Its date.
    pub created: Moment,
    /// Its last day.
    pub expires: Day,
    /// The key that it names.
    pub key: Key,
}

impl Written {
    /// A lead of this home, as it could honestly be.
    pub fn honestly(insider: &Insider, ticket: u16) -> Written {
        let space = Space { side: Side::Open, charter: insider.me().collective };
        Written::at(insider, space, ticket, insider.now())
    }

    /// The same at another place or time.
    pub fn at(insider: &Insider, space: Space, ticket: u16, created: Moment) -> Written {
        let expires = created.day().plus(lead::KIND.life_days);
        Written { space, ticket, created, expires, key: insider.device().key() }
    }
}

/// A lead that is signed by this home's device, whatever it says.
///
/// # Errors
/// [`HostileFault::Forging`].
pub fn lead(insider: &Insider, written: &Written, title: &str) -> Result<Envelope, HostileFault> {
    let no = |_| HostileFault::Forging("a lead");
    let text = Text::new("Nobody needs this. ".repeat(24).trim_end()).map_err(|_| HostileFault::Forging("a text"))?;
    let title = Line::new(title).map_err(|_| HostileFault::Forging("a title"))?;
    let body = wire::encode(&Lead { text: Some(text), ..Lead::titled(title) });
    envelope::seal(header(insider, written, "lead", None)?, &body, &insider.device()).map_err(no)
}

/// A run of leads that are all valid, by ascending tickets.
///
/// # Errors
/// [`HostileFault::Forging`].
pub fn valid(insider: &Insider, tickets: impl Iterator<Item = u16>) -> Result<Vec<Envelope>, HostileFault> {
    let title = |ticket| format!("Valid noise {ticket} by Mallory");
    tickets.map(|ticket| lead(insider, &Written::honestly(insider, ticket), &title(ticket))).collect()
}

/// The same of a week that is over, each as if its writer had kept it until now.
///
/// - `weeks`: so many weeks ago.
///
/// # Errors
/// [`HostileFault::Forging`].
pub fn earlier(
    insider: &Insider,
    weeks: u64,
    tickets: impl Iterator<Item = u16>,
) -> Result<Vec<Envelope>, HostileFault> {
    let created = Moment(insider.now().0.saturating_sub(weeks * 7 * DAY_MS));
    let space = Space { side: Side::Open, charter: insider.me().collective };
    let one = |ticket| {
        let title = format!("Valid noise {ticket} by Mallory, {weeks} weeks late");
        lead(insider, &Written::at(insider, space, ticket, created), &title)
    };
    tickets.map(one).collect()
}

/// A lead whose signature is nothing but zeros.
///
/// # Errors
/// [`HostileFault::Forging`].
pub fn unsigned(insider: &Insider, ticket: u16) -> Result<Envelope, HostileFault> {
    let signed = lead(insider, &Written::honestly(insider, ticket), "Signed by nobody")?;
    let mut bytes = signed.bytes().to_vec();
    let body = signed.body().ok_or(HostileFault::Forging("a body"))?.len();
    // 3 bytes say how long a body of more than 255 bytes is.
    let end = bytes.len() - body - 3;
    bytes[end - SIGNATURE..end].fill(0);
    Envelope::parse(bytes.into()).map_err(|_| HostileFault::Forging("a signature"))
}

/// A lead that says it is by another device of this person, or by whoever's key that is.
///
/// # Errors
/// [`HostileFault::Forging`].
pub fn by_another_key(insider: &Insider, key: Key, ticket: u16) -> Result<Envelope, HostileFault> {
    let written = Written { key, ..Written::honestly(insider, ticket) };
    lead(insider, &written, "Signed by somebody else")
}

/// The words of somebody else, whose key is listed, under a signature of this home.
///
/// # Errors
/// [`HostileFault::Forging`].
pub fn in_the_name_of(insider: &Insider, other: &Envelope) -> Result<Envelope, HostileFault> {
    let nonce = envelope::Nonce(insider.nonce().0);
    let document =
        other.header().document.clone().map(|_| Revision { nonce, number: 0, replaces: None, withdrawn: false });
    let header = Header { created: insider.now(), document, ..other.header().clone() };
    let body = other.body().ok_or(HostileFault::Forging("a body"))?;
    envelope::seal(header, body, &insider.device()).map_err(|_| HostileFault::Forging("another's record"))
}

/// What somebody else has sealed, carried on as this home's own.
///
/// # Errors
/// [`HostileFault::Forging`].
pub fn wrapped_again(insider: &Insider, other: &Envelope, ticket: u16) -> Result<Envelope, HostileFault> {
    let written = Written { expires: other.header().expires, ..Written::honestly(insider, ticket) };
    let header = header(insider, &written, "sealed", other.header().subject)?;
    let body = other.body().ok_or(HostileFault::Forging("a body"))?;
    envelope::seal(header, body, &insider.device()).map_err(|_| HostileFault::Forging("a carrier"))
}

/// A lead whose title would paint on a terminal.
///
/// # Errors
/// [`HostileFault::Forging`].
pub fn painting(insider: &Insider, ticket: u16) -> Result<Envelope, HostileFault> {
    let plain = lead(insider, &Written::honestly(insider, ticket), HOLDS)?;
    let mut body = plain.body().ok_or(HostileFault::Forging("a body"))?.to_vec();
    let at = body.windows(HOLDS.len()).position(|part| part == HOLDS.as_bytes());
    let at = at.ok_or(HostileFault::Forging("a title"))?;
    body[at..at + HOLDS.len()].copy_from_slice(PAINTS);
    envelope::seal(plain.header().clone(), &body, &insider.device()).map_err(|_| HostileFault::Forging("a title"))
}

/// The point of order one as a key: signatures by it can be made without a secret.
pub fn small_order() -> Key {
    let mut bytes = [0; 32];
    bytes[0] = 1;
    Key::from_bytes(bytes)
}

/// A key that nobody has listed.
pub fn strange_key(insider: &Insider) -> Key {
    Secret::from_seed(Id::of(&insider.nonce().0).as_bytes()).key()
}

fn header(insider: &Insider, written: &Written, kind: &str, subject: Option<Id>) -> Result<Header, HostileFault> {
    let nonce = envelope::Nonce(insider.nonce().0);
    Ok(Header {
        kind: Line::new(kind).map_err(|_| HostileFault::Forging("a kind"))?,
        version: 1,
        space: Some(written.space),
        audience: None,
        key: written.key,
        person: insider.me().person,
        ticket: Some(written.ticket),
        created: written.created,
        expires: written.expires,
        subject,
        names: Few::default(),
        document: Some(Revision { nonce, number: 0, replaces: None, withdrawn: false }),
        length: 0,
    })
}
