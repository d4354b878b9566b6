use protocol::alliance::told::{Difference, Entry, Outsider, Seat, Version};
use protocol::id::Id;
use protocol::local::{Alliance, FederationView, Left, Published, Reply, Request, Wish, WishCard, Wished};

use crate::fixture::{NOW, directory, id, run};

fn left(out: bool) -> Reply {
    let published = Published { binds: true, ..Published::default() };
    let others = vec![id("Laguna VAs")];
    Reply::Left(Box::new(Left { published, others, out, needed: 2, agreed: if out { 2 } else { 1 } }))
}

#[test]
fn leaving_asks_for_the_name_and_says_what_stays_with_the_others() {
    let asked = |request: &Request| matches!(request, Request::LeaveFederation { .. }).then(|| left(true));
    assert_eq!(run(&["federation", "leave", "--confirm", "Another"], asked).code(), "confirm-differs");
    let said = run(&["federation", "leave", "--confirm", "cebu desk"], asked);
    assert!(said.out.contains("Laguna VAs"), "{}", said.out);
    assert_eq!(run(&["federation", "leave"], asked).code(), "needs", "nobody can be asked here");
}

#[test]
fn where_more_stewards_must_agree_it_says_how_many_have() {
    let asked = |request: &Request| matches!(request, Request::LeaveFederation { .. }).then(|| left(false));
    let said = run(&["federation", "leave", "--confirm", "Cebu Desk", "--json"], asked).json();
    assert_eq!((&said["data"]["out"], &said["data"]["needed"]), (&false.into(), &2.into()), "{said}");
}

#[test]
fn a_federation_that_nobody_knows_is_refused() {
    assert_eq!(run(&["federation", "leave", "ZZZZ"], |_| None).code(), "federation-unknown");
}

/// Which federation is left, where the own collective is in two.
fn left_by(typed: &str) -> Result<Id, String> {
    let mut two = directory("Amara");
    let one = ["Cebu Desk", "Laguna VAs"].map(id).to_vec();
    let other = ["Cebu Desk", "Laguna VAs", "Davao Books"].map(id).to_vec();
    two.federations = [(id("one"), one), (id("other"), other)].into();
    let mut third = two.collectives[1].clone();
    (third.charter, third.name) = (id("Davao Books"), "Davao Books".to_string());
    two.collectives.push(third);
    let run = run(&["federation", "leave", typed, "--confirm", "Cebu Desk"], move |request| match request {
        Request::Directory => Some(Reply::Directory(Box::new(two.clone()))),
        Request::LeaveFederation { .. } => Some(left(true)),
        _ => None,
    });
    let mut asked = run.asked.iter();
    let meant = asked.find_map(|request| match request {
        Request::LeaveFederation { id, .. } => Some(*id),
        _ => None,
    });
    meant.ok_or_else(|| run.code().to_string())
}

#[test]
fn one_of_two_federations_is_named_by_a_collective_that_is_in_it_alone() {
    assert_eq!(left_by("davao books"), Ok(id("other")));
    assert_eq!(left_by("Davao"), Ok(id("other")), "a part of a name is enough");
    assert_eq!(left_by("Laguna VAs, Davao Books"), Ok(id("other")));
    assert_eq!(left_by(&id("one").to_string()), Ok(id("one")), "by its id always");
    assert_eq!(left_by("Laguna VAs"), Err("federation-several".to_string()));
    assert_eq!(left_by("Manila"), Err("federation-unknown".to_string()));
}

/// A federation of eight with a ninth at the door, for which one speaks.
fn eight() -> Reply {
    let seat =
        |name: &str, entry: Entry, free: bool| Seat { collective: id(name), since: NOW, entry, written: true, free };
    let mut seats = vec![seat("Cebu Desk", Entry::Founded, false)];
    seats.push(seat("Laguna VAs", Entry::Invited(Some(id("Cebu Desk"))), true));
    seats.extend((3..=8).map(|number| seat(&format!("Collective {number}"), Entry::Listed, true)));
    let ninth = Outsider {
        collective: id("Collective 9"),
        invited: Some((NOW, Some(id("Laguna VAs")))),
        speakers: [(id("Cebu Desk"), NOW)].into(),
    };
    Reply::Federation(Box::new(FederationView {
        id: id("federation"),
        version: id("version"),
        number: 3,
        since: NOW,
        threshold: 5,
        seats,
        outside: vec![ninth],
        waiting: Vec::new(),
        rivals: Vec::new(),
        quarter_ends: NOW.day().quarter_end(),
    }))
}

fn asked(request: &Request) -> Option<Reply> {
    match request {
        Request::Alliance(Alliance::Show(_)) => Some(eight()),
        Request::Alliance(Alliance::Wishes) => Some(Reply::Wishes(Vec::new())),
        _ => None,
    }
}

#[test]
fn a_page_says_who_is_in_by_whose_word_and_which_words_are_free() {
    let page = run(&["federation", "show"], asked).out;
    for said in
        ["5 of the 8", "founded it", "invited by Cebu Desk", "used until", "free", "came by an invite of Laguna VAs"]
    {
        assert!(page.contains(said), "{said}: {page}");
    }
    assert!(page.contains("1 of 3 speak for it"), "{page}");
    let data = run(&["federation", "show", "--json"], asked).json()["data"].clone();
    assert_eq!((&data["vouches_needed"], &data["collectives"][0]["word_free"]), (&3.into(), &false.into()), "{data}");
    assert_eq!(data["outside"][0]["speakers"][0]["name"], "Cebu Desk");
}

#[test]
fn putting_a_collective_out_asks_for_its_name_and_nothing_is_written_without() {
    let version = Version {
        id: id("next"),
        number: 4,
        difference: Difference { put_out: [id("Laguna VAs")].into(), ..Difference::default() },
        needed: 5,
        agreed: [id("Cebu Desk")].into(),
        missing: [id("Laguna VAs")].into(),
    };
    let card = WishCard {
        id: id("next"),
        short: "NEXT".to_string(),
        federation: id("federation"),
        wish: Wish::Revise(Box::new(version)),
        author: id("Amara"),
        at: NOW,
        needed: 1,
        agreed: vec![id("Amara")],
        missing: Vec::new(),
        holds: false,
    };
    let asked = move |request: &Request| match request {
        Request::Alliance(Alliance::Revise { .. }) => {
            Some(Reply::Wished(Box::new(Wished { published: Published::default(), card: card.clone() })))
        }
        other => asked(other),
    };
    let words = |more: &[&'static str]| [&["federation", "revise", "--remove", "Laguna VAs"], more].concat();
    let written = |ran: &crate::fixture::Run| {
        let writes = |request: &Request| matches!(request, Request::Alliance(Alliance::Revise { dry_run: false, .. }));
        ran.asked.iter().any(writes)
    };
    for (more, code) in [(vec![], "needs"), (vec!["--confirm", "Cebu Desk"], "confirm-differs")] {
        let ran = run(&words(&more), asked.clone());
        assert!(ran.code() == code && !written(&ran), "{more:?}");
    }
    let ran = run(&words(&["--confirm", "laguna vas"]), asked);
    assert!(written(&ran) && ran.out.contains("Laguna VAs is put out."), "{}", ran.out);
    assert!(ran.out.contains("1 of 5 collectives have agreed"), "{}", ran.out);
}
