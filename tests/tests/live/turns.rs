//! Whose turn a lead is: invariants 7 and 8 of the domain, and what refuses a claim or an award.

use serde_json::Value;
use tests::talko::{Home, Running, Town, text};

/// Amara, who posts, with Binh and Chidi as members; all serve.
fn three(town: &Town) -> ([Home<'_>; 3], Vec<Running>) {
    let a = town.founds("A", "Cebu Desk", "Amara");
    let mut serving = vec![a.serve()];
    let line = text(&a.data("invite new --uses 2")["invite"]);
    let others = [("B", "Binh"), ("C", "Chidi")].map(|(folder, name)| {
        let home = town.home(folder);
        home.tell(&format!("join {line} --name {name} --no-input"));
        serving.push(home.serve());
        home
    });
    a.until("member list", |people| people.to_string().contains("Chidi") && people.to_string().contains("Binh"));
    ([a, others[0], others[1]], serving)
}

/// Posts a lead that Binh and Chidi can claim.
fn posted(a: &Home<'_>, title: &str, readers: &[&Home<'_>]) -> String {
    let lead = text(&a.data(&format!(r#"lead new "{title}" --share own"#))["id"]);
    readers.iter().for_each(|home| drop(home.until("lead list", |rows| rows.to_string().contains(&lead))));
    lead
}

fn claims(home: &Home<'_>, lead: &str, count: usize) -> Value {
    let whole = |shown: &Value| shown["turn"]["claims"].as_array().map_or(0, Vec::len) == count;
    home.until(&format!("lead show {lead}"), whole)["turn"].take()
}

fn order(turn: &Value) -> Vec<String> {
    let order = turn["order"].as_array().expect("an order");
    order.iter().map(|one| text(&one["name"])).collect()
}

#[test]
fn who_was_awarded_less_comes_first_whoever_claimed_first_and_on_every_home() {
    let town = Town::new();
    let ([a, b, c], _serving) = three(&town);
    let first = posted(&a, "The first lead", &[&b]);
    b.tell(&format!("lead claim {first}"));
    claims(&a, &first, 1);
    a.tell(&format!("lead award {first} --to Binh"));
    let second = posted(&a, "The second lead", &[&b, &c]);
    b.tell(&format!("lead claim {second}"));
    claims(&a, &second, 1);
    c.tell(&format!("lead claim {second}"));
    for home in [&a, &b, &c] {
        claims(home, &second, 2);
        let fair = |shown: &Value| order(&shown["turn"]) == ["Chidi", "Binh"];
        home.until(&format!("lead show {second}"), fair);
    }
    let why = a.data(&format!("explain turn {second}"));
    assert_eq!((&why["order"][1]["awards"], &why["order"][1]["leads"][0]["id"]), (&1.into(), &first.clone().into()));
    assert_eq!(a.refused(&format!("lead award {second} --to Binh")).as_pair(), ("award-turn", 6));
    a.tell(&format!("lead award {second} --to Chidi"));
    b.until(&format!("lead show {second}"), |shown| shown["turn"]["turn"] == "awarded");
}

#[test]
fn what_may_not_be_claimed_or_awarded_is_refused_and_leaves_all_as_it_was() {
    let town = Town::new();
    let ([a, b, c], _serving) = three(&town);
    let lead = posted(&a, "Bookkeeping for a café", &[&b, &c]);
    assert_eq!(b.refused("lead claim 00000000").as_pair(), ("unknown-lead", 2));
    b.tell("availability role bookkeeping --off");
    let refused = b.refused(&format!("lead claim {lead}"));
    assert_eq!(refused.as_pair(), ("claim-bonds", 6), "an inactive role");
    assert!(refused.message.contains("switched off"), "{refused:?}");
    b.tell(&format!(r#"lead claim {lead} --despite role --why "I know their files""#));
    let told = claims(&a, &lead, 1);
    assert_eq!(
        (&told["claims"][0]["despite"][0], &told["claims"][0]["why"]),
        (&"role".into(), &"I know their files".into())
    );
    assert_eq!(b.refused(&format!("lead claim {lead}")).as_pair(), ("claim-twice", 7));
    assert_eq!(c.refused(&format!("lead award {lead} --to Binh")).as_pair(), ("award-not-yours", 6));
    assert_eq!(a.refused(&format!("lead award {lead} --to Chidi")).as_pair(), ("award-unclaimed", 6));
    a.tell("member pause Binh --why rest --until 3d --yes");
    assert_eq!(a.refused(&format!("lead award {lead} --to Binh")).as_pair(), ("award-paused", 6));
    a.tell("member resume Binh --yes");
    a.tell(&format!("lead withdraw {lead}"));
    assert_eq!(a.refused(&format!("lead award {lead} --to Binh")).as_pair(), ("lead-gone", 6));
    c.until(&format!("lead show {lead}"), |shown| shown["withdrawn"] == true);
    assert_eq!(c.refused(&format!("lead claim {lead}")).as_pair(), ("lead-gone", 6));
    let shown = a.data(&format!("lead show {lead}"));
    assert_eq!(
        (&shown["turn"]["turn"], shown["turn"]["claims"].as_array().map(Vec::len)),
        (&"offered".into(), Some(1))
    );
}

#[test]
fn two_awards_of_one_lead_bind_nobody_until_one_is_given_back() {
    let town = Town::new();
    let ([a, b, c], mut serving) = three(&town);
    let words: Vec<String> = a.data("key words --yes")["words"].as_array().expect("twelve").iter().map(text).collect();
    std::fs::write(town.folder().join("words"), words.join(" ")).expect("written");
    let line = text(&a.data("key device add")["line"]);
    let laptop = town.home("L");
    laptop.tell(&format!("join {line} --words-file words --label laptop --no-input"));
    let beside = laptop.serve();
    let lead = posted(&a, "A lead for two", &[&b, &c]);
    b.tell(&format!("lead claim {lead}"));
    c.tell(&format!("lead claim {lead}"));
    claims(&a, &lead, 2);
    claims(&laptop, &lead, 2);
    // Both of them know where Binh can be called, and neither hears of the other one's award.
    for home in [&a, &laptop] {
        home.until_told_where(&b);
    }
    assert_eq!((serving.remove(0).stop(), beside.stop()), (0, 0));
    a.tell(&format!("lead award {lead} --to Binh --note first"));
    laptop.tell(&format!("lead award {lead} --to Chidi --note first"));
    let (_a, _laptop) = (a.serve(), laptop.serve());
    let show = format!("lead show {lead}");
    for home in [&a, &laptop, &b, &c] {
        let turn = home.until(&show, |shown| shown["turn"]["turn"] == "contested")["turn"].take();
        assert_eq!((turn["of"].as_array().map(Vec::len), &turn["until"]), (Some(2), &Value::Null), "{turn}");
    }
    assert_eq!(a.refused(&format!("lead release {lead}")).as_pair(), ("release-whose", 2));
    assert!(a.tell(&show).stdout.contains("awarded to several"));
    a.tell(&format!("lead release {lead} --of Chidi"));
    for home in [&a, &laptop, &b, &c] {
        let turn = home.until(&show, |shown| shown["turn"]["turn"] == "awarded")["turn"].take();
        assert_eq!(turn["of"][0], b.data("me show")["id"], "{turn}");
    }
}
