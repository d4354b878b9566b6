//! What a member reads of a charter, against a home that answers from functions.

use protocol::amend::Amendment;
use protocol::history::{Phase, Revision, Support};
use protocol::id::Id;
use protocol::local::*;
use protocol::record::charter::Charter;
use protocol::record::terms::Terms;
use protocol::text::{Line, Text};
use protocol::wire::Few;

use crate::fixture::{NOW, Run, amended, id, published, run, run_as};

fn people<const MAX: usize>(names: &[&str]) -> Few<Id, MAX> {
    let mut ids: Vec<Id> = names.iter().map(|name| id(name)).collect();
    ids.sort();
    Few::new(ids).expect("few")
}

fn charter(number: u32, stewards: &[&str], threshold: u32) -> Charter {
    Charter {
        revision: number,
        parent: (number > 0).then(|| id(&format!("version {}", number - 1))),
        members: people(&["Amara", "Binh", "Dalisay"]),
        stewards: people(stewards),
        threshold,
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

fn card(number: u32, phase: Phase, charter: Charter, agreed: &[&str], missing: &[&str]) -> RevisionCard {
    let revision = Revision {
        id: id(&format!("version {number}{}", if phase == Phase::Rival { " rival" } else { "" })),
        charter,
        author: id(agreed[0]),
        at: NOW,
        phase,
        needed: 2,
        agreed: agreed.iter().map(|name| id(name)).collect(),
        missing: missing.iter().map(|name| id(name)).collect(),
        members: None,
        seen: Default::default(),
    };
    RevisionCard { short: revision.id.short(4), revision, terms: None }
}

fn view(revisions: Vec<RevisionCard>, contested: bool, news: bool) -> CharterView {
    let head = revisions.iter().find(|card| card.revision.phase == Phase::InForce).map(|card| card.revision.id);
    CharterView { collective: id("Cebu Desk"), contested, revisions, news: head.filter(|_| news), devices: Vec::new() }
}

const ALL: &[&str] = &["Amara", "Binh", "Dalisay"];

/// Version 1 holds, with three stewards; version 2 waits.
fn waiting() -> CharterView {
    let mut next = charter(2, ALL, 2);
    next.tickets = Some(500);
    let head = card(1, Phase::InForce, charter(1, ALL, 2), &["Amara"], &[]);
    view(
        vec![
            card(2, Phase::Proposed, next, &["Binh"], &["Amara", "Dalisay"]),
            head,
            card(0, Phase::Past, charter(0, &["Amara"], 1), &["Amara"], &[]),
        ],
        false,
        false,
    )
}

fn at(view: CharterView, words: &[&str]) -> Run {
    run(words, move |request| match request {
        Request::Charter => Some(Reply::Charter(Box::new(view.clone()))),
        _ => None,
    })
}

#[test]
fn a_change_that_waits_says_how_many_are_needed_and_who_is_missing() {
    let said = at(waiting(), &["charter", "show"]).out;
    let wanted = "This change needs 2 of 3 stewards; one has agreed; one more of these two is missing: ";
    let line = said.lines().find(|line| line.starts_with(wanted)).unwrap_or_else(|| panic!("{said}"));
    assert!(line.contains("Amara") && line.contains("Dalisay") && !line.contains("Binh"), "{line}");
    assert!(said.contains("Each device may write 500 things a week"), "{said}");
    assert!(said.contains("Your word is asked for: talko charter approve"), "{said}");
}

#[test]
fn whoever_agreed_already_is_not_asked_again() {
    let mut all = waiting();
    all.revisions[0].revision.agreed = [id("Amara")].into();
    all.revisions[0].revision.missing = [id("Binh"), id("Dalisay")].into();
    assert!(!at(all, &["charter", "show"]).out.contains("Your word is asked for"));
}

#[test]
fn two_versions_that_stand_against_each_other_are_told_in_plain_words() {
    let mut other = charter(2, ALL, 2);
    other.tickets = Some(600);
    let mut rival = card(2, Phase::Rival, other, &["Binh", "Dalisay"], &["Amara"]);
    rival.revision.seen = [id("Dalisay")].into();
    let mine = card(2, Phase::InForce, charter(2, ALL, 2), &["Amara"], &[]);
    let base = card(1, Phase::Past, charter(1, ALL, 2), &["Amara"], &[]);
    let said = at(view(vec![mine, rival, base], true, false), &["charter", "show"]).out;
    for words in ["did not know of the other one", "Your home follows version 2", "followed by Dalisay", "charter seen"]
    {
        assert!(said.contains(words), "{words} is missing in\n{said}");
    }
}

#[test]
fn rules_that_changed_are_new_until_they_were_seen() {
    let mut now = waiting();
    now.revisions.remove(0);
    let fresh = CharterView { news: Some(id("version 1")), ..now.clone() };
    assert!(at(fresh, &["charter", "show"]).out.contains("talko charter seen"));
    assert!(!at(now, &["charter", "show"]).out.contains("talko charter seen"));
}

#[test]
fn the_differences_are_sentences_and_a_script_reads_what_they_are_about() {
    let json = at(waiting(), &["charter", "diff", "0", "1", "--json"]).json();
    let changes = json["data"]["changes"].as_array().expect("a list");
    let what: Vec<&str> = changes.iter().filter_map(|change| change["what"].as_str()).collect();
    assert_eq!(what, ["steward", "steward", "threshold"], "{json}");
    assert_eq!(at(waiting(), &["charter", "diff", "0", "0"]).out.lines().last(), Some("Nothing differs."));
    assert_eq!(at(waiting(), &["charter", "diff", "9"]).code(), "unknown-revision");
}

#[test]
fn the_gravest_change_stands_first_and_people_of_one_weight_by_name() {
    let mut next = charter(1, &["Amara", "Binh"], 2);
    next.members = people(&["Binh", "Amara", "Chidi", "Edda"]);
    next.removed = people(&["Dalisay"]);
    let mut first = charter(0, &["Dalisay"], 1);
    first.members = people(&["Amara", "Binh", "Dalisay"]);
    let both = view(
        vec![card(1, Phase::InForce, next, &["Dalisay"], &[]), card(0, Phase::Past, first, &["Dalisay"], &[])],
        false,
        false,
    );
    let json = at(both, &["charter", "diff", "0", "1", "--json"]).json();
    let changes = json["data"]["changes"].as_array().expect("a list");
    let told: Vec<(&str, String)> = changes
        .iter()
        .filter_map(|change| Some((change["what"].as_str()?, change["person"].as_str()?.to_owned())))
        .collect();
    let wanted = [
        ("removed", id("Dalisay").to_string()),
        ("steward", id("Amara").to_string()),
        ("steward", id("Binh").to_string()),
        ("joined", id("Chidi").to_string()),
        ("joined", id("Edda").to_string()),
    ];
    assert_eq!(told, wanted, "{json}");
}

#[test]
fn every_version_stands_in_the_history() {
    let json = at(waiting(), &["charter", "history", "--json"]).json();
    let phases: Vec<&str> =
        json["data"].as_array().expect("a list").iter().filter_map(|row| row["phase"].as_str()).collect();
    assert_eq!(phases, ["proposed", "in-force", "past"]);
}

#[test]
fn a_change_is_shown_and_agreed_to_before_it_is_written() {
    let asks = |run: &Run| -> Vec<bool> {
        let wishes = run.asked.iter().filter_map(|request| match request {
            Request::Amend(wish) => Some(wish.dry_run),
            _ => None,
        });
        wishes.collect()
    };
    let unasked = run(&["charter", "revise", "--steward", "Binh"], |_| None);
    assert_eq!((unasked.code(), asks(&unasked)), ("needs", vec![true]), "nobody agreed, so nothing is written");
    let meant = run(&["charter", "revise", "--steward", "Binh", "--yes"], |_| None);
    assert_eq!(asks(&meant), [true, false]);
    let dry = run(&["charter", "revise", "--steward", "Binh", "--dry-run"], |_| None);
    assert_eq!(asks(&dry), [true]);
    assert!(dry.out.contains("nothing was written"), "{}", dry.out);
    assert_eq!(run(&["charter", "revise"], |_| None).code(), "nothing-said");
}

#[test]
fn who_is_removed_is_named_twice() {
    let removes = |run: &Run| {
        run.asked.iter().any(|request| {
            matches!(request, Request::Amend(wish) if !wish.dry_run && wish.amendments == [Amendment::Remove(id("Binh"))])
        })
    };
    let other = run(&["member", "remove", "Binh", "--confirm", "Dalisay"], |_| None);
    assert_eq!((other.code(), removes(&other)), ("confirm-differs", false));
    let silent = run(&["member", "remove", "Binh", "--yes"], |_| None);
    assert_eq!((silent.code(), removes(&silent)), ("needs", false), "yes alone is not enough");
    let named = run(&["member", "remove", "Binh", "--confirm", "binh"], |_| None);
    assert!(removes(&named), "{:?}", named.outcome);
    assert!(named.out.contains("no longer read or write here"), "{}", named.out);
    assert_eq!(run(&["member", "remove", "Chidi", "--confirm", "Chidi"], |_| None).code(), "member-elsewhere");
}

/// Version 2 waits, proposed by Binh who is no steward; Amara is the only one.
fn by_members() -> CharterView {
    let mut next = charter(2, &["Binh"], 1);
    next.tickets = Some(500);
    let mut wish = card(2, Phase::Proposed, next, &["Binh"], &["Amara"]);
    wish.revision.agreed = Default::default();
    wish.revision.members =
        Some(Support { needed: 2, agreed: [id("Binh")].into(), missing: [id("Amara"), id("Dalisay")].into() });
    let head = card(1, Phase::InForce, charter(1, &["Amara"], 1), &["Amara"], &[]);
    view(vec![wish, head], false, false)
}

#[test]
fn what_members_propose_says_how_many_more_of_them_are_needed() {
    let wanted = "This change needs 2 of 3 members; one has agreed; one more of these two is missing: ";
    let said = run_as("Dalisay", &["charter", "show"], |request| match request {
        Request::Charter => Some(Reply::Charter(Box::new(by_members()))),
        _ => None,
    });
    assert!(said.out.contains(wanted) && !said.out.contains("stewards; "), "{}", said.out);
    assert!(said.out.contains("Your word is asked for"), "a member is asked, steward or not: {}", said.out);
    let json = at(by_members(), &["charter", "show", "--json"]).json();
    let proposed = &json["data"]["proposed"][0];
    assert_eq!((&proposed["by_members"], &proposed["members_needed"]), (&true.into(), &2.into()));
    let mut stewards = waiting();
    stewards.revisions[0].revision.missing = [id("Amara")].into();
    let alone = run_as("Dalisay", &["charter", "approve"], move |request| match request {
        Request::Charter => Some(Reply::Charter(Box::new(stewards.clone()))),
        _ => None,
    });
    assert_eq!(alone.code(), "charter-nothing-waits", "what stewards propose asks stewards");
}

#[test]
fn who_speaks_as_a_member_says_so() {
    for (words, voice) in [
        (&["charter", "revise", "--steward", "Binh", "--as-members", "--yes"][..], Voice::Member),
        (&["charter", "revise", "--steward", "Binh", "--yes"], Voice::Steward),
        (&["member", "role", "Binh", "steward", "--as-members", "--yes"], Voice::Member),
        (&["member", "remove", "Binh", "--as-members", "--confirm", "Binh"], Voice::Member),
    ] {
        let run = run(words, |_| None);
        let voices = run.asked.iter().filter_map(|request| match request {
            Request::Amend(wish) => Some(wish.voice),
            _ => None,
        });
        assert_eq!(voices.collect::<Vec<_>>(), [voice, voice], "{words:?}");
    }
}

#[test]
fn who_has_seen_a_version_is_the_same_for_scripts_and_people() {
    let json = at(waiting(), &["charter", "show", "--json"]).json();
    let names = |value: &serde_json::Value| -> Vec<String> {
        let rows = value.as_array().expect("a list");
        rows.iter().filter_map(|row| row["name"].as_str().map(str::to_string)).collect()
    };
    let (head, proposed) = (&json["data"], &json["data"]["proposed"][0]);
    assert_eq!(names(&head["seen"]), ["Amara"], "who agreed to it has seen it");
    assert_eq!(names(&head["unseen"]).len(), 2);
    assert_eq!((names(&head["missing"]).len(), &head["more"]), (0, &0.into()), "what holds waits for nobody");
    assert_eq!((names(&proposed["missing"]).len(), &proposed["more"]), (2, &1.into()));
}

#[test]
fn the_change_that_waits_is_agreed_to_without_its_id() {
    let word = |view: CharterView, words: &'static [&'static str]| {
        run(words, move |request| match request {
            Request::Charter => Some(Reply::Charter(Box::new(view.clone()))),
            Request::ApproveRevision { .. } => {
                let wish = Amend {
                    amendments: Vec::new(),
                    voice: Voice::Steward,
                    label: String::new(),
                    past: Past::Kept,
                    dry_run: false,
                };
                Some(Reply::Amended(Box::new(amended(&wish))))
            }
            _ => None,
        })
    };
    let agreed = word(waiting(), &["charter", "approve", "--yes"]);
    assert!(agreed.asked.iter().any(|request| {
        matches!(request, Request::ApproveRevision { id: named, dry_run: false } if *named == id("version 2"))
    }));
    let mut none = waiting();
    none.revisions.remove(0);
    assert_eq!(word(none, &["charter", "approve", "--yes"]).code(), "charter-nothing-waits");
    let mut two = waiting();
    let mut other = two.revisions[0].clone();
    other.revision.id = id("another");
    two.revisions.insert(0, other);
    assert_eq!(word(two, &["charter", "approve", "--yes"]).code(), "charter-several-wait");
}

#[test]
fn that_a_version_was_seen_is_said_of_the_one_that_holds() {
    let seen = run_as("Binh", &["charter", "seen", "--json"], |request| match request {
        Request::Charter => Some(Reply::Charter(Box::new(waiting()))),
        Request::Seen(_) => {
            let wish = Publish { drafts: Vec::new(), label: String::new(), overflow: false, dry_run: false };
            Some(Reply::Published(published(&wish)))
        }
        _ => None,
    });
    assert!(seen.asked.iter().any(|request| matches!(request, Request::Seen(named) if *named == id("version 1"))));
    assert_eq!(seen.json()["data"]["version"], 1);
}

#[test]
fn nobody_agrees_to_rules_that_they_were_not_shown() {
    let mut all = waiting();
    let words = |rules: &str| {
        let mut terms = Terms::named(Line::new("Cebu Desk").expect("short"));
        terms.bylaws = Text::new(rules).ok();
        Some(terms)
    };
    (all.revisions[0].revision.charter.terms, all.revisions[0].terms) =
        (Some(id("new words")), words("Each owes 90 %."));
    all.revisions[1].terms = words("One member, one vote.");
    for line in [&["charter", "show"][..], &["charter", "diff", "1", &all.revisions[0].short.clone()]] {
        let said = at(all.clone(), line).out;
        assert!(said.contains("Each owes 90 %."), "{line:?}: {said}");
    }
    assert!(!at(all, &["charter", "history"]).out.contains("90 %"), "a table has a line a version");
}

#[test]
fn words_that_have_not_come_yet_are_neither_written_over_nor_agreed_to() {
    let mut all = waiting();
    all.revisions[0].revision.charter.terms = Some(id("other words on their way"));
    let agreed = at(all, &["charter", "approve", "--yes"]);
    assert_eq!(agreed.code(), "charter-words-away");
    assert!(!agreed.asked.iter().any(|request| matches!(request, Request::ApproveRevision { .. })));
    let mut all = waiting();
    // The version names words, and they are a record of their own.
    all.revisions[1].revision.charter.terms = Some(id("words on their way"));
    let revise = ["charter", "revise", "--levy", "5%", "--yes"];
    let away = at(all.clone(), &revise);
    assert_eq!(away.code(), "charter-words-away");
    assert!(!away.asked.iter().any(|request| matches!(request, Request::Amend(_))), "{:?}", away.asked);
    all.revisions[1].terms = Some(Terms::named(Line::new("Cebu Desk").expect("short")));
    assert!(at(all, &revise).asked.iter().any(|request| matches!(request, Request::Amend(_))));
}
