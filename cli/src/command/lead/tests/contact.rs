//! Contacts: to whom they are sealed, and what is said to whom.

use protocol::fold::contact::ContactRow;
use protocol::local::*;
use protocol::record::contact::Contact;
use protocol::text::Text;

use super::{held, home, nothing};
use crate::fixture::{NOW, id, run};

fn open(text: &str) -> ContactView {
    let row = ContactRow {
        name: id("contact"),
        head: id("contact head"),
        author: id("Amara"),
        revised: NOW,
        number: 0,
        conflict: false,
        expires: NOW.day().plus(90),
        readers: vec![id("Cebu Desk")],
        text: Text::new(text).expect("short"),
    };
    ContactView::Open { row: Box::new(row), readers: vec!["Cebu Desk".into()], digest: id("digest") }
}

/// A home with one lead and its contact.
fn with(contact: Option<ContactView>) -> impl Fn(&Request) -> Option<Reply> {
    let lead = || held("Payroll helper", |_| {});
    let others = home(vec![lead()]);
    move |request| match request {
        Request::Lead(_) => {
            let view = LeadView { shown: lead(), thread: None, same: Vec::new(), contact: contact.clone() };
            Some(Reply::Lead(Some(Box::new(view))))
        }
        other => others(other),
    }
}

fn readers(contact: &Contact) -> Vec<protocol::id::Id> {
    contact.readers.to_vec()
}

fn sorted(names: &[&str]) -> Vec<protocol::id::Id> {
    let mut ids: Vec<_> = names.iter().map(|name| id(name)).collect();
    ids.sort();
    ids
}

#[test]
fn a_contact_is_for_the_own_collective_or_for_those_who_are_named_and_its_writer() {
    let words = ["lead", "new", "Payroll helper", "--contact", "Ms Rivera, rivera@example.org"];
    let ran = run(&words, nothing);
    let contact: Contact = ran.body("contact");
    assert_eq!((&*contact.text, readers(&contact)), ("Ms Rivera, rivera@example.org", sorted(&["Cebu Desk"])));
    let drafts = ran.drafts();
    assert_eq!((drafts[0].kind.as_str(), drafts.last().map(|draft| draft.subject)), ("lead", Some(None)));
    let named = run(&[words.as_slice(), &["--contact-to", "Binh,Chidi"]].concat(), nothing);
    assert_eq!(readers(&named.body("contact")), sorted(&["Amara", "Binh", "Chidi"]));
    let collective = run(&[words.as_slice(), &["--contact-to", "Cebu Desk,Chidi"]].concat(), nothing);
    assert_eq!(readers(&collective.body("contact")), sorted(&["Cebu Desk", "Chidi"]));
    let nobody = run(&[words.as_slice(), &["--contact-to", "Mallory"]].concat(), nothing);
    assert_eq!((nobody.code(), nobody.drafts().len()), ("unknown-party", 0));
    assert_eq!(run(&["lead", "new", "Payroll", "--contact-to", "Binh"], nothing).code(), "contact-none");
}

#[test]
fn an_edit_gives_the_contact_its_next_revision_and_leaves_the_lead_as_it_is() {
    let edit = |more: &[&str], contact| {
        let words = [&["lead", "edit", "Payroll helper"], more].concat();
        run(&words, with(contact))
    };
    let next = edit(&["--contact", "+63 2 555 0100"], Some(open("rivera@example.org")));
    let drafts = next.drafts();
    assert_eq!((drafts.len(), drafts[0].kind.as_str()), (1, "contact"));
    assert_eq!((drafts[0].subject, drafts[0].document), (Some(id("Payroll helper")), Version::Next(id("contact"))));
    let readers_only = edit(&["--contact-to", "Binh"], Some(open("rivera@example.org")));
    let contact: Contact = readers_only.body("contact");
    assert_eq!((&*contact.text, readers(&contact)), ("rivera@example.org", sorted(&["Amara", "Binh"])));
    let gone = edit(&["--contact", "none"], Some(open("rivera@example.org")));
    assert_eq!(gone.drafts()[0].document, Version::Withdraw(id("contact")));
    assert_eq!(edit(&["--contact", "+63 2 555 0100"], None).drafts()[0].document, Version::New);
    assert_eq!(edit(&["--contact", "none"], None).code(), "contact-none");
    assert_eq!(edit(&["--contact-to", "Binh"], Some(ContactView::Closed { devices_max: 8 })).code(), "contact-none");
}

#[test]
fn who_can_read_a_contact_is_shown_it_and_others_that_it_is_not_for_them() {
    let words = ["lead", "show", "Payroll helper"];
    let shown = run(&words, with(Some(open("rivera@example.org")))).out;
    assert!(shown.contains("rivera@example.org") && shown.contains("Cebu Desk"), "{shown}");
    let closed = run(&words, with(Some(ContactView::Closed { devices_max: 8 }))).out;
    assert!(closed.contains("at most 8") && closed.contains("not for this"), "{closed}");
    let json =
        |contact| run(&[words.as_slice(), &["--json"]].concat(), with(contact)).json()["data"]["contact"].clone();
    let open = json(Some(open("rivera@example.org")));
    assert_eq!(
        (&open["state"], &open["text"], &open["readers"][0]["name"]),
        (&"open".into(), &"rivera@example.org".into(), &"Cebu Desk".into())
    );
    assert_eq!(json(Some(ContactView::Closed { devices_max: 16 }))["devices_max"], 16);
    assert!(json(None).is_null());
}

#[test]
fn the_receipt_says_who_can_read_the_contact() {
    let words = ["lead", "new", "Payroll helper", "--contact", "rivera@example.org"];
    let written = |request: &Request| match request {
        Request::Publish(wish) => Some(Reply::Published(Published {
            sealed_for: vec!["Cebu Desk".into()],
            ..crate::fixture::published(wish)
        })),
        _ => None,
    };
    let said = run(&words, written).out;
    assert!(said.contains("only Cebu Desk can read it"), "{said}");
    assert!(!said.contains("rivera@example.org"), "{said}");
    let json = run(&[words.as_slice(), &["--json"]].concat(), written).json();
    assert_eq!(json["data"]["sealed_for"][0], "Cebu Desk");
}
