//! Text that is taken away, and what arrives too late after a removal, between homes.

use tests::talko::{Town, text};

use crate::spine::lists;

#[test]
fn an_author_takes_text_away_alone_and_two_stewards_anybodys() {
    let town = Town::new();
    let a = town.founds("A", "Collective A", "Amara");
    let _a = a.serve();
    let (b, _b) = town.joins(&a, "B", "Binh");
    let (c, _c) = town.joins(&a, "C", "Chidi");
    a.tell("member role Binh steward --yes");
    for home in [&b, &c] {
        home.until("charter show", |charter| charter["threshold"] == 2);
    }
    let title = |rows: &serde_json::Value, id: &str| {
        let rows = rows.as_array().into_iter().flatten();
        rows.clone().find(|row| row["id"] == id).map(|row| row["erased"].clone())
    };
    let own = text(&c.data(r#"lead new "Her number is 555" --share own"#)["id"]);
    let other = text(&c.data(r#"lead new "Another number" --share own"#)["id"]);
    for home in [&a, &b] {
        home.until("lead list", |rows| title(rows, &own).is_some() && title(rows, &other).is_some());
    }
    // A member erases what is theirs, and nobody else's.
    let erased = c.data(&format!("erase {own} --yes"));
    assert_eq!((&erased["hidden"], &erased["needed"]), (&true.into(), &1.into()), "{erased}");
    let shown = a.until(&format!("lead show {own}"), |lead| lead["erased"] == true);
    assert!(!shown.to_string().contains("555"), "{shown}");
    let hers = text(&a.data(r#"lead new "By Amara" --share own"#)["id"]);
    c.until("lead list", |rows| lists(rows, &hers.clone().into()));
    assert_eq!(c.refused(&format!("erase {hers} --yes")).as_pair(), ("erase-not-yours", 6));

    // One steward of two asks; nothing is hidden before the other one says the same.
    let asked = b.data(&format!(r#"erase {other} --why "The client asked" --yes"#));
    assert_eq!(
        (&asked["hidden"], &asked["agreed"], &asked["needed"]),
        (&false.into(), &1.into(), &2.into()),
        "{asked}"
    );
    assert_eq!(b.refused(&format!("erase {other} --yes")).as_pair(), ("already-done", 7));
    assert_eq!(c.data(&format!("lead show {other}"))["erased"], false);
    a.until(&format!("erase {other} --dry-run"), |erase| erase["agreed"] == 2);
    assert_eq!(a.data(&format!("erase {other} --yes"))["hidden"], true);
    c.until(&format!("lead show {other}"), |lead| lead["erased"] == true);
}

#[test]
fn what_arrives_after_a_removal_shows_once_a_steward_lets_it_stay() {
    let town = Town::new();
    let a = town.founds("A", "Collective A", "Amara");
    let serving = a.serve();
    let (c, c_serving) = town.joins(&a, "C", "Chidi");
    let (d, d_serving) = town.joins(&a, "D", "Dalia");
    c.until("member list", |people| people.to_string().contains("Dalia"));
    c.until_told_where(&d);
    // Amara's home is off while Chidi writes; only Dalia hears it.
    assert_eq!(serving.stop(), 0);
    let late = text(&c.data(r#"lead new "On the way" --share own"#)["id"]);
    d.until("lead list", |rows| lists(rows, &late.clone().into()));
    assert_eq!((c_serving.stop(), d_serving.stop()), (0, 0));
    a.tell("member remove Chidi --confirm Chidi");
    let _serving = a.serve();
    let _d = d.serve();
    d.until("lead list", |rows| !lists(rows, &late.clone().into()));
    let waiting = a.until("member keep Chidi", |late| late[0]["title"] == "On the way");
    assert_eq!((&waiting[0]["kind"], &waiting[1]), (&"lead".into(), &serde_json::Value::Null), "{waiting}");
    assert!(!lists(&a.data("lead list"), &late.clone().into()));
    assert_eq!(d.refused("member keep Chidi --all --yes").as_pair(), ("stewards-only", 6));
    assert_eq!(a.data("member keep Chidi --all --yes")["listed"], 1);
    for home in [&a, &d] {
        home.until("lead list", |rows| lists(rows, &late.clone().into()));
    }
    assert!(a.data("member keep Chidi").as_array().is_some_and(Vec::is_empty));
}
