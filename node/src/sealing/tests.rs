mod again;

use std::path::Path;

use protocol::founding::{self, Hands};
use protocol::local::{Passphrase, Publish, Published};
use protocol::record::Fold;
use protocol::record::bid::Bid;
use protocol::record::contact::Contact;
use protocol::record::lead::Seats;
use protocol::space::Side;
use protocol::text::Text;
use protocol::ticket::Worth;
use protocol::wire::Few;

use super::*;
use crate::clock::{self, Clock};
use crate::desk::directory::row;
use crate::desk::{keys, undo};
use crate::intake::Park;
use crate::keyring::lock::Opener;
use crate::keyring::{Keyring, Origin};
use crate::pen::tests::{founded, founded_by};

/// Stands nowhere but in what is sealed.
const PLANTED: &str = "rivera-7731@client.example";

fn lead() -> Draft {
    Draft {
        kind: "lead".to_string(),
        side: Side::Inner,
        audience: None,
        subject: None,
        names: Vec::new(),
        document: Version::New,
        body: Blob((record::lead::KIND.example)()),
    }
}

fn contact_draft(readers: &[Id], text: &str, subject: Option<Id>, document: Version) -> Draft {
    let mut readers = readers.to_vec();
    readers.sort();
    let readers = Few::new(readers).expect("few readers");
    let body = wire::encode(&Contact { readers, text: Text::new(text).expect("short") });
    Draft {
        kind: "contact".to_string(),
        side: Side::Inner,
        audience: None,
        subject,
        names: Vec::new(),
        document,
        body: Blob(body),
    }
}

fn publish(home: &Home, drafts: Vec<Draft>) -> Result<(Published, Vec<Envelope>), Trouble> {
    home.publish(Publish { drafts, label: "lead new".to_string(), overflow: true, dry_run: false })
}

fn shown(home: &Home, lead: &Id) -> Option<ContactView> {
    let row = row::<LeadRow>(home, Fold::Lead, lead).expect("readable").expect("a lead");
    home.contact(&row).expect("readable")
}

fn words(view: Option<ContactView>) -> Option<String> {
    match view {
        Some(ContactView::Open { row, .. }) => Some(row.text.to_string()),
        Some(ContactView::Closed { .. } | ContactView::Locked) | None => None,
    }
}

/// Every file under a folder that has the text in it.
fn holding(folder: &Path, text: &str) -> Vec<std::path::PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            found.extend(holding(&path, text));
        } else {
            let bytes = std::fs::read(&path).expect("a file");
            let there = bytes.windows(text.len()).any(|part| part == text.as_bytes());
            found.extend(there.then_some(path));
        }
    }
    found
}

#[test]
fn a_contact_goes_out_with_its_lead_and_stands_nowhere_in_plain_text() {
    let (folder, home) = founded();
    let me = home.dweller().expect("Amara");
    let drafts = vec![lead(), contact_draft(&[me.collective], PLANTED, None, Version::New)];
    let (published, written) = publish(&home, drafts).expect("written");
    assert_eq!((published.sealed_for, written.len()), (vec!["Cebu Desk".to_string()], 2));
    let lead = published.items[0].id;
    assert_eq!(published.items[1].id, lead, "a carrier is known by what it is about");
    let Some(ContactView::Open { row, readers, .. }) = shown(&home, &lead) else { panic!("not opened") };
    assert_eq!((&*row.text, readers), (PLANTED, vec!["Cebu Desk".to_string()]));
    home.close().expect("closed");
    assert_eq!(holding(folder.path(), PLANTED), Vec::<std::path::PathBuf>::new());
    assert!(!holding(folder.path(), "Bookkeeper").is_empty(), "the search finds what does stand there");
}

#[test]
fn a_later_revision_takes_the_place_of_an_earlier_one_and_undo_brings_that_back() {
    let (_folder, home) = founded();
    let me = home.dweller().expect("Amara");
    let list = [me.collective];
    let first = vec![lead(), contact_draft(&list, PLANTED, None, Version::New)];
    let lead = publish(&home, first).expect("written").0.items[0].id;
    let Some(ContactView::Open { row, .. }) = shown(&home, &lead) else { panic!("not opened") };
    let next = contact_draft(&list, "+63 2 555 0100", Some(lead), Version::Next(row.name));
    let (published, _) = publish(&home, vec![next]).expect("written");
    assert_eq!(words(shown(&home, &lead)).as_deref(), Some("+63 2 555 0100"));
    undo::undo(&home, published.operation, false).expect("taken back");
    assert_eq!(words(shown(&home, &lead)).as_deref(), Some(PLANTED));
    undo::redo(&home, None, false).expect("brought back");
    assert_eq!(words(shown(&home, &lead)).as_deref(), Some("+63 2 555 0100"));
    let gone = contact_draft(&list, "+63 2 555 0100", Some(lead), Version::Withdraw(row.name));
    publish(&home, vec![gone]).expect("written");
    assert!(shown(&home, &lead).is_none());
}

#[test]
fn what_is_to_be_sealed_never_waits_and_never_shows_without_being_written() {
    let (folder, home) = founded_by(Clock::within_a_week());
    let me = home.dweller().expect("Amara");
    let sealed = || contact_draft(&[me.collective], PLANTED, None, Version::New);
    let wish = Publish { drafts: vec![lead(), sealed()], label: "lead new".into(), overflow: true, dry_run: true };
    let (dry, written) = home.publish(wish).expect("shown");
    assert_eq!((dry.items.len(), dry.sealed_for.len(), written.len()), (2, 1, 0));
    // All tickets but one are used up: lead and carrier need two.
    let space = protocol::space::Space { side: Side::Inner, charter: me.collective };
    let left = {
        let now = home.now();
        let mut state = home.state();
        let state = &mut *state;
        let key = state.keyring.as_ref().expect("keys").device_key();
        let limit = state.replica.roster().tickets(&space, &key, &me.person);
        let guard = state.guard.as_mut().expect("a guard");
        let left = guard.left(space, now.week(), limit);
        guard.tickets(space, now, &vec![Worth::One; left as usize - 1], limit).expect("taken");
        guard.left(space, now.week(), limit)
    };
    assert_eq!(left, 1);
    let refused = publish(&home, vec![lead(), sealed()]).expect_err("one ticket is not enough");
    assert_eq!((refused.code.as_str(), home.waiting().expect("readable").len()), ("tickets", 0));
    home.close().expect("closed");
    assert_eq!(holding(folder.path(), PLANTED), Vec::<std::path::PathBuf>::new());
}

/// A bid that needs so much room for what it asks of eight roles that a page does not hold it.
fn large_bid(home: &Home) -> Draft {
    let me = home.dweller().expect("Amara");
    let mut bid: Bid = wire::decode(&(record::bid::KIND.example)()).expect("the example");
    let marker = |at: usize| Line::new(format!("{at}{}", "x".repeat(60))).expect("short");
    let seats = |at: usize| Seats {
        role: Line::new(format!("{at}{}", "x".repeat(63))).expect("short"),
        minutes_week: None,
        people: 1,
        markers: Few::new((0..4).map(marker).collect()).expect("four"),
    };
    bid.readers = Few::new(vec![me.collective]).expect("one");
    bid.scope = Text::new("x".repeat(1_200)).expect("as long as it may be");
    bid.beyond = Text::new("x".repeat(400)).ok();
    bid.contact = Text::new("x".repeat(200)).ok();
    bid.roles = Few::new((0..8).map(seats).collect()).expect("eight");
    let contact = contact_draft(&[me.collective], PLANTED, None, Version::New);
    Draft { kind: "bid".to_string(), body: Blob(wire::encode(&bid)), ..contact }
}

#[test]
fn what_needs_more_than_a_page_goes_out_in_a_carrier_of_four_tickets_and_is_read() {
    let (_folder, home) = founded();
    let me = home.dweller().expect("Amara");
    let wish = |dry_run| Publish {
        drafts: vec![lead(), large_bid(&home), lead()],
        label: "bid new".into(),
        overflow: false,
        dry_run,
    };
    let dry = home.publish(wish(true)).expect("shown").0;
    let (_, written) = home.publish(wish(false)).expect("written");
    let carrier = written.last().expect("the carrier comes last");
    let header = carrier.header();
    assert_eq!((header.worth(), header.ticket.map(|number| number % 4)), (Worth::Four, Some(0)));
    let shown = dry.items.last().expect("the carrier comes last").bytes as usize;
    assert!(carrier.body().is_some_and(|body| body.len().abs_diff(shown) < 400), "{shown} bytes are near enough");
    let own = Reader { person: me.person, collective: me.collective };
    let looked = home.look_inside(&header.subject.expect("a lead"), &own, "bid").expect("readable");
    assert_eq!(looked.opened.len(), 1);
    // The next record has the fifth number behind it.
    let (_, next) = publish(&home, vec![lead()]).expect("written");
    assert_eq!(next[0].header().ticket, header.ticket.map(|number| number + 4));
}

#[test]
fn a_carrier_of_four_tickets_is_refused_where_three_are_left() {
    let (_folder, home) = founded_by(Clock::within_a_week());
    let me = home.dweller().expect("Amara");
    let lead = publish(&home, vec![lead()]).expect("written").0.items[0].id;
    let space = protocol::space::Space { side: Side::Inner, charter: me.collective };
    let leave = |tickets: u32| {
        let now = home.now();
        let mut state = home.state();
        let state = &mut *state;
        let key = state.keyring.as_ref().expect("keys").device_key();
        let limit = state.replica.roster().tickets(&space, &key, &me.person);
        let guard = state.guard.as_mut().expect("a guard");
        let used = guard.left(space, now.week(), limit) - tickets;
        guard.tickets(space, now, &vec![Worth::One; used as usize], limit).expect("taken");
    };
    leave(8);
    let bid = || Draft { subject: Some(lead), ..large_bid(&home) };
    publish(&home, vec![bid()]).expect("eight are enough");
    leave(3);
    let refused = publish(&home, vec![bid()]).map(|_| ()).expect_err("three are not");
    assert_eq!((refused.code.as_str(), refused.facts["wanted"].as_str()), ("tickets", "4"));
}

#[test]
fn nobody_seals_to_somebody_who_never_gets_it_or_without_reading_it_themselves() {
    let (_folder, home) = founded();
    let me = home.dweller().expect("Amara");
    let stranger = contact_draft(&[me.collective, Id::of(b"stranger")], PLANTED, None, Version::New);
    let refused = publish(&home, vec![lead(), stranger]).expect_err("a stranger");
    assert_eq!(refused.code, "sealed-not-here");
    let others = contact_draft(&[Id::of(b"stranger")], PLANTED, None, Version::New);
    assert_eq!(publish(&home, vec![lead(), others]).expect_err("not the writer").code, "bad-draft");
    let lost = contact_draft(&[me.collective], PLANTED, None, Version::New);
    assert_eq!(publish(&home, vec![lost]).expect_err("about nothing").code, "bad-draft");
}

#[test]
fn a_home_that_got_new_keys_reads_what_was_sealed_to_its_old_ones() {
    let (folder, home) = founded();
    let me = home.dweller().expect("Amara");
    let drafts = vec![lead(), contact_draft(&[me.collective], PLANTED, None, Version::New)];
    let lead = publish(&home, drafts).expect("written").0.items[0].id;
    home.close().expect("closed");
    drop(home);
    let keyring = Keyring::open(folder.path()).expect("open keys");
    keyring.renew(folder.path(), &[9; 32]).expect("new keys");
    let home = Home::open(folder.path()).expect("opened");
    assert_eq!(words(shown(&home, &lead)).as_deref(), Some(PLANTED));
    home.close().expect("closed");
    drop(home);
    // Without the old key it is for others.
    for file in std::fs::read_dir(crate::keyring::folder(folder.path())).expect("keys") {
        let path = file.expect("a key").path();
        if path.file_name().is_some_and(|name| name.to_string_lossy().starts_with("seal-")) {
            std::fs::remove_file(path).expect("removed");
        }
    }
    let home = Home::open(folder.path()).expect("opened");
    assert!(matches!(shown(&home, &lead), Some(ContactView::Closed { devices_max: 8 })));
}

#[test]
fn while_the_keys_are_locked_nobody_reads_what_is_sealed() {
    let (_folder, home) = founded();
    let me = home.dweller().expect("Amara");
    let drafts = || vec![lead(), contact_draft(&[me.collective], PLANTED, None, Version::New)];
    let lead = publish(&home, drafts()).expect("written").0.items[0].id;
    let passphrase = Passphrase("right".to_string());
    {
        let mut state = home.state();
        let keyring = state.keyring.as_mut().expect("keys");
        keyring.put_under(Opener::new(&passphrase, &zeroize::Zeroizing::new([6; 32]), 2)).expect("a passphrase");
        keyring.lock();
    }
    assert!(matches!(shown(&home, &lead), Some(ContactView::Locked)));
    assert_eq!(publish(&home, drafts()).expect_err("nothing signs").code, "keys-locked");
    keys::unlock(&home, &passphrase).expect("unlocked");
    assert_eq!(words(shown(&home, &lead)).as_deref(), Some(PLANTED));
}
