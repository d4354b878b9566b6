//! What a reader and a script see of units and of asks.

use super::*;

#[test]
fn money_stands_beside_hours_and_says_in_which_unit_it_counts() {
    let usd = Currency::new("USD").expect("listed");
    let money = || promised(Quantity::of_money(Amount { minor: 45_000, currency: usd }), |row| row.id = id("money"));
    let both = || home(vec![four_hours(|_| {}), money()], Vec::new());
    let said = run(&["pledge", "balance", "--of", "Binh"], both()).out;
    let head = "Binh: 4 h promised, 0 h given, 4 h open; 450.00 USD promised, 0.00 USD given, 450.00 USD open";
    assert!(said.starts_with(head), "{said}");
    let json = run(&["pledge", "balance", "--of", "Binh", "--json"], both()).json();
    let units = json["data"]["units"].as_array().expect("a list");
    assert_eq!(
        (&units[0]["made"]["promised_minutes"], &units[0]["made"]["currency"]),
        (&240.into(), &serde_json::Value::Null)
    );
    assert_eq!((&units[1]["made"]["promised_minor"], &units[1]["made"]["currency"]), (&45_000.into(), &"USD".into()));
    let shown = at("Amara", &["pledge", "show", "it", "--json"], money()).json();
    assert_eq!((&shown["data"]["open_minor"], &shown["data"]["currency"]), (&45_000.into(), &"USD".into()));
    assert!(shown["data"]["open_minutes"].is_null(), "{shown}");
}

#[test]
fn an_ask_is_shown_with_the_pledges_that_answer_it() {
    let answer = four_hours(|row| row.answers = Some(id("ask")));
    let shown = Shown { short: id("ask").short(4), row: asked(|_| {}) };
    let held = (vec![Shown { short: id("pledge").short(4), row: answer }], vec![shown]);
    let show = |words: &[&str]| {
        let (pledges, asks) = held.clone();
        run(words, move |request| match request {
            Request::Find(Sort::Pledge, _) => Some(Reply::Found(Vec::new())),
            Request::Find(Sort::Ask, pick) => {
                let named = asks.iter().filter(|_| pick.text == "shift").map(|shown| Named {
                    id: shown.row.id,
                    short: shown.short.clone(),
                    title: String::new(),
                });
                Some(Reply::Found(named.collect()))
            }
            Request::Pledges => Some(Reply::Pledges(pledges.clone(), asks.clone())),
            _ => None,
        })
    };
    let said = show(&["pledge", "show", "shift"]).out;
    assert!(said.contains("Cover my shift on Saturday") && said.contains("Binh promised 4 h"), "{said}");
    let json = show(&["pledge", "show", "shift", "--json"]).json();
    assert_eq!((&json["schema"], json["data"]["answers"].as_array().map(Vec::len)), (&"talko.ask/1".into(), Some(1)));
    assert_eq!(show(&["pledge", "show", "nothing"]).code(), "unknown-pledge");
}
