//! A home for tests of commands: Amara, steward of Cebu Desk, with Binh as a member; Laguna VAs with
//! Chidi share a federation with them. It answers from functions and keeps what was asked.

use std::cell::RefCell;
use std::rc::Rc;

use clap::FromArgMatches as _;
use protocol::history::{Phase, Revision};
use protocol::id::Id;
use protocol::keys::Key;
use protocol::local::*;
use protocol::record::charter::Charter;
use protocol::record::profile::Profile;
use protocol::text::Line as Words;
use protocol::time::Moment;
use protocol::wire::{Few, lenient};
use serde_json::Value;

use crate::args::{Line, help};
use crate::client::Client;
use crate::desk::Desk;
use crate::paint::Paint;
use crate::problem::Problem;

thread_local! {
    static HEARD: RefCell<Option<String>> = const { RefCell::new(None) };
}

/// Keeps what would go to stdout, while a test listens.
pub fn overheard(text: &str) -> bool {
    HEARD.with(|heard| heard.borrow_mut().as_mut().map(|kept| kept.push_str(text)).is_some())
}

/// Sunday 2026-11-22, 04:00 UTC.
pub const NOW: Moment = Moment(1_795_320_000_000);

pub fn id(name: &str) -> Id {
    Id::of(name.as_bytes())
}

fn charter(person: &str) -> Charter {
    Charter {
        revision: 0,
        parent: None,
        members: Few::new(vec![id(person)]).expect("one"),
        stewards: Few::new(vec![id(person)]).expect("one"),
        threshold: 1,
        devices: Few::default(),
        nodes: Few::default(),
        collectives: Few::default(),
        tickets: None,
        rules: 1,
        approval: false,
        terms: None,
        removed: Few::default(),
        paused: Few::default(),
        dropped: Few::default(),
    }
}

pub fn profile(name: &str) -> Profile {
    Profile::named(Words::new(name).expect("a name"))
}

fn collective(name: &str, steward: &str, own: bool) -> CollectiveCard {
    CollectiveCard {
        charter: id(name),
        name: name.to_string(),
        profile: None,
        terms: None,
        head: charter(steward),
        revision: id(name),
        people: 2,
        contested: false,
        own,
        heard: None,
        blocked: false,
        leads: 0,
    }
}

fn person(name: &str, collective: &str, role: Role) -> PersonCard {
    PersonCard {
        person: id(name),
        short: id(name).short(4),
        name: Some(name.to_string()),
        collective: id(collective),
        role,
        paused: None,
        profile: Some(profile(name)),
    }
}

/// Who is known, with `me` at the desk.
pub fn directory(me: &str) -> Directory {
    let own = if me == "Chidi" { "Laguna VAs" } else { "Cebu Desk" };
    Directory {
        me: Some(Me {
            person: id(me),
            collective: id(own),
            device: Key::from_bytes([1; 32]),
            node: Key::from_bytes([2; 32]),
            words_unconfirmed: false,
        }),
        collectives: vec![
            collective("Cebu Desk", "Amara", own == "Cebu Desk"),
            collective("Laguna VAs", "Chidi", own == "Laguna VAs"),
        ],
        persons: vec![
            person("Amara", "Cebu Desk", Role::Steward),
            person("Binh", "Cebu Desk", Role::Member),
            person("Dalisay", "Cebu Desk", Role::New),
            person("Chidi", "Laguna VAs", Role::Steward),
        ],
        federations: [(id("federation"), vec![id("Cebu Desk"), id("Laguna VAs")])].into(),
        now: NOW,
    }
}

/// What a command did.
pub struct Run {
    /// How it ended.
    pub outcome: Result<u8, Problem>,
    /// What it wrote to stdout.
    pub out: String,
    /// What it asked the home, in order.
    pub asked: Vec<Request>,
}

impl Run {
    /// The drafts of everything that was published.
    pub fn drafts(&self) -> Vec<Draft> {
        let drafts = |request: &Request| match request {
            Request::Publish(wish) => wish.drafts.clone(),
            _ => Vec::new(),
        };
        self.asked.iter().flat_map(drafts).collect()
    }

    /// The body of the first draft of a kind.
    pub fn body<T: serde::de::DeserializeOwned>(&self, kind: &str) -> T {
        let draft = self.drafts().into_iter().find(|draft| draft.kind == kind).expect("such a draft was written");
        lenient(&draft.body.0).expect("the body is of its kind")
    }

    /// The JSON that was answered.
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.out).unwrap_or_else(|fault| panic!("{fault}: {:?} {}", self.outcome, self.out))
    }

    /// The code with which it was refused.
    pub fn code(&self) -> &str {
        match &self.outcome {
            Err(Problem::Refused(trouble)) => &trouble.code,
            other => panic!("it was not refused: {other:?} {}", self.out),
        }
    }
}

/// Runs a line at Amara's desk; what `answer` does not answer, the home answers as an empty one.
pub fn run(words: &[&str], answer: impl Fn(&Request) -> Option<Reply> + 'static) -> Run {
    run_as("Amara", words, answer)
}

/// As [`run`], at somebody's desk.
pub fn run_as(me: &str, words: &[&str], answer: impl Fn(&Request) -> Option<Reply> + 'static) -> Run {
    let asked: Rc<RefCell<Vec<Request>>> = Rc::default();
    let kept = Rc::clone(&asked);
    let me = me.to_string();
    let client = Client::fake(move |request| {
        kept.borrow_mut().push(request.clone());
        match answer(&request) {
            Some(reply) => Ok(reply),
            None => usual(&me, request),
        }
    });
    let typed = ["talko", "--home", "/nowhere/talko", "--no-input", "--tz", "Asia/Manila"].iter().chain(words);
    let matches = help::tree().try_get_matches_from(typed).unwrap_or_else(|fault| panic!("{fault}"));
    let line = Line::from_arg_matches(&matches).expect("the tree and the types agree");
    let mut desk = Desk::lay(line.global.clone()).expect("a home that does not exist has no settings");
    desk.client = client;
    desk.clock.now = NOW;
    desk.paint =
        Paint { terminal: false, stderr_terminal: false, colour: false, quiet: true, ..Paint::new(&line.global) };
    HEARD.with(|heard| *heard.borrow_mut() = Some(String::new()));
    let outcome = line.command.expect("a command was typed").run(&desk);
    let out = HEARD.with(|heard| heard.borrow_mut().take()).unwrap_or_default();
    let asked = asked.borrow().clone();
    Run { outcome, out, asked }
}

fn usual(me: &str, request: Request) -> Result<Reply, Trouble> {
    Ok(match request {
        Request::Directory => Reply::Directory(Box::new(directory(me))),
        Request::Records(_) => Reply::Records(Vec::new()),
        Request::Waiting => Reply::Waiting(Vec::new()),
        Request::Leads(_) => Reply::Leads(Page { items: Vec::new(), total: 0, next: None }),
        Request::Pledges => Reply::Pledges(Vec::new(), Vec::new()),
        Request::Thread(_) => Reply::Thread(None),
        Request::Times(_) => Reply::Times(Box::default()),
        Request::Find(sort, pick) => Reply::Found(found(me, sort, &pick)),
        Request::Publish(wish) => Reply::Published(published(&wish)),
        Request::Approve(_) => Reply::Published(published(&nothing())),
        Request::Amend(wish) => Reply::Amended(Box::new(amended(&wish))),
        other => panic!("{other:?} was not expected"),
    })
}

fn nothing() -> Publish {
    Publish { drafts: Vec::new(), label: String::new(), overflow: false, dry_run: false }
}

/// The revision that a change makes of Cebu Desk, where Amara decides alone.
pub fn amended(wish: &Amend) -> Amended {
    let words = wish.amendments.iter().find_map(|amendment| match amendment {
        protocol::amend::Amendment::Terms(terms) => Some(terms.clone()),
        _ => None,
    });
    let before = charter("Amara");
    let after = Charter { revision: 1, parent: Some(id("Cebu Desk")), ..before.clone() };
    let revision = Revision {
        id: id("revision"),
        charter: after,
        author: id("Amara"),
        at: NOW,
        phase: Phase::InForce,
        needed: 1,
        agreed: [id("Amara")].into(),
        missing: Default::default(),
        members: None,
        seen: Default::default(),
    };
    let revision = RevisionCard { short: "7K3Q".to_string(), revision, terms: words };
    let published = published(&Publish { dry_run: wish.dry_run, ..nothing() });
    Amended { published, before, words_before: None, revision, kept: 0 }
}

fn found(me: &str, sort: Sort, pick: &Pick) -> Vec<Named> {
    let directory = directory(me);
    let all: Vec<(Id, String)> = match sort {
        Sort::Person => {
            directory.persons.into_iter().map(|card| (card.person, card.name.unwrap_or_default())).collect()
        }
        Sort::Collective => directory.collectives.into_iter().map(|card| (card.charter, card.name)).collect(),
        Sort::Lead | Sort::Pledge | Sort::Ask | Sort::Invite | Sort::Bid => Vec::new(),
    };
    let fits = |(_, name): &(Id, String)| name.to_lowercase().contains(&pick.text.to_lowercase());
    all.into_iter().filter(fits).map(|(id, title)| Named { id, short: id.short(4), title }).collect()
}

/// All of the drafts written, each under the id of its body.
pub fn published(wish: &Publish) -> Published {
    let item = |draft: &Draft| {
        let id = draft.subject.unwrap_or(Id::of(&draft.body.0));
        Item { id, short: id.short(4), record: Id::of(&draft.body.0), bytes: draft.body.0.len() as u32 }
    };
    Published {
        operation: (!wish.dry_run).then_some(7),
        items: wish.drafts.iter().map(item).collect(),
        waiting: 0,
        next_week: None,
        readers: vec!["Cebu Desk".to_string()],
        alone: false,
        sealed_for: Vec::new(),
        inside: Vec::new(),
        reached: 0,
        pending: 1,
        sending: 0,
        binds: false,
        about: None,
    }
}
