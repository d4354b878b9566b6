//! The way out and back: what the exporter writes the importer reads unchanged.

use cli::export::{Mark, Row, csv, jobposting};
use proptest::collection::vec;
use proptest::option::of;
use proptest::prelude::*;
use proptest::test_runner::{Config, RngSeed};
use protocol::id::Id;
use protocol::money::{Currency, MINOR_MAX};
use protocol::record::lead::{Lead, Outcome, Pay, Per, Seats, Source, Workday};
use protocol::text::{Line, Text, tidy, tidy_line};
use protocol::wire::Few;

use super::*;

fn line<const MAX: usize>() -> impl Strategy<Value = Line<MAX>> {
    "[ -~àé€<>&;\"'中👩]{1,30}".prop_filter_map("no text", |text| Line::new(tidy_line(&text)).ok())
}

fn text() -> impl Strategy<Value = Text<12000>> {
    "([ -~é€<>&;中\n\t]|<br>|&amp;|&lt;p&gt;){1,60}".prop_filter_map("no text", |text| Text::new(tidy(&text)).ok())
}

fn moment() -> impl Strategy<Value = Moment> {
    prop_oneof![Just(Moment(u64::MAX)), (NOW.0 + 1..4_000_000_000_000u64).prop_map(Moment)]
}

fn pay() -> impl Strategy<Value = Pay> {
    let per = prop_oneof![
        Just(Per::Hour),
        Just(Per::Day),
        Just(Per::Week),
        Just(Per::Month),
        Just(Per::Year),
        Just(Per::Project)
    ];
    let code = prop_oneof![Just("USD"), Just("JPY"), Just("KWD"), Just("PHP")];
    (0..=MINOR_MAX, 0..=MINOR_MAX, code, per).prop_map(|(one, other, code, per)| Pay {
        min: one.min(other),
        max: one.max(other),
        currency: Currency::new(code).expect("listed"),
        per,
    })
}

fn source() -> impl Strategy<Value = Source> {
    (of(line()), of(line()), of(line())).prop_map(|(origin, id, url)| Source { origin, id, url })
}

fn lead() -> impl Strategy<Value = Lead> {
    let words = (line(), of(text()), vec(line(), 0..5), of(line()), of(line()), of(line()), of(line()));
    let facts = (of(pay()), of(any::<u32>()), of(moment()), of(moment()), of(moment()), of(source()));
    let result = prop_oneof![Just(Outcome::Won), Just(Outcome::Lost), Just(Outcome::Gone), Just(Outcome::Scam)];
    let rest = (of(any::<bool>()), vec(line::<24>(), 0..5), of(any::<[u8; 32]>()), of(result));
    let wanted = (vec(seats(), 0..4), of(workday()));
    (words, facts, rest, wanted).prop_map(|(words, facts, rest, wanted)| Lead {
        title: words.0,
        text: words.1,
        skills: Few::new(words.2).expect("four fit"),
        client: words.3,
        place: words.4,
        language: words.5,
        employment: words.6,
        pay: facts.0,
        minutes_week: facts.1,
        closes: facts.2,
        starts: facts.3,
        posted: facts.4,
        source: facts.5,
        remote: rest.0,
        inferred: Few::new(rest.1).expect("four fit"),
        same_as: rest.2.map(Id::from_bytes),
        result: rest.3,
        roles: Few::new(wanted.0).expect("three fit"),
        hours: wanted.1,
    })
}

fn seats() -> impl Strategy<Value = Seats> {
    let markers = vec(line(), 0..4).prop_map(|mut markers| {
        markers.sort();
        markers.dedup();
        Few::new(markers).expect("three fit")
    });
    (line(), of(1..=10_080u32), 1..=16u8, markers).prop_map(|(role, minutes_week, people, markers)| Seats {
        role,
        minutes_week,
        people,
        markers,
    })
}

fn workday() -> impl Strategy<Value = Workday> {
    (1..128u8, 0..48u8, 1..48u8).prop_map(|(days, from, long)| Workday {
        zone: Line::new("Australia/Melbourne").expect("short"),
        days,
        from,
        until: (from + long) % 48,
    })
}

/// The same cases in every run, so that what turns red was changed, and not drawn; new ones where `PROPTEST_CASES` asks
/// for more of them.
fn cases() -> Config {
    let asked = Config::default();
    match (asked.cases, asked.rng_seed) {
        (256, RngSeed::Random) => Config { rng_seed: RngSeed::Fixed(2_026), ..asked },
        (_, RngSeed::Random | RngSeed::Fixed(_)) => asked,
    }
}

proptest! {
    #![proptest_config(cases())]

    #[test]
    fn every_field_survives_the_way_out_and_back(leads in vec(lead(), 1..4)) {
        let rows: Vec<Row> = leads.iter().map(|lead| Row { id: Some(Id::of(lead.title.as_bytes())), lead }).collect();
        let back = take(&jobposting(rows.iter().copied()).to_string()).expect("our own file");
        prop_assert!(back.faults.is_empty(), "{:?}", back.faults);
        let read: Vec<&Lead> = back.leads.iter().map(|found| &found.lead).collect();
        prop_assert_eq!(read, leads.iter().collect::<Vec<_>>());
        prop_assert!(back.leads.iter().zip(&rows).all(|(found, row)| found.id == row.id));
    }

    #[test]
    fn no_bytes_make_the_importer_stumble(bytes in vec(any::<u8>(), 0..300), head in 0usize..8) {
        let heads = ["", "[{\"title\":", "{\"@type\":\"JobPosting\",\"title\":\"Cook\",", "<rss><item><title>", "<feed><entry>",
            "title,budget,closes\n", "<html><script type='application/ld+json'>", "title;hours\n\""];
        let mut file = heads[head].as_bytes().to_vec();
        file.extend(bytes);
        if let Ok(import) = take_with(&file, "") {
            prop_assert!(!import.leads.is_empty() || !import.faults.is_empty());
        }
    }
}

#[test]
fn a_strangers_file_that_claims_to_be_ours_is_held_to_our_own_limits() {
    let posting = |members: &str| {
        let text = format!("{{\"@type\":\"JobPosting\",\"title\":\"Cook\",\"talko:inferred\":[],{members}}}");
        let import = take(&text).expect("a posting");
        (import.leads.len(), import.faults.first().map(|fault| fault.flaw.to_string()))
    };
    assert_eq!(posting("\"url\":\"https://inn.example/\""), (1, None));
    for members in [
        "\"description\":7",
        "\"skills\":[\"a\\u202eb\"]",
        "\"talko:minutesWeek\":-1",
        "\"talko:result\":\"stolen\"",
        "\"talko:sameAs\":\"urn:talko:lead:éé\"",
        "\"validThrough\":\"soon\"",
        "\"baseSalary\":{\"currency\":\"USD\",\"value\":{\"minValue\":9,\"maxValue\":8,\"unitText\":\"HOUR\"}}",
        "\"baseSalary\":{\"currency\":\"USD\",\"value\":{\"minValue\":18446744073709551615,\"maxValue\":8,\"unitText\":\"HOUR\"}}",
        "\"jobLocationType\":\"TELECOMMUTE\",\"talko:remote\":false",
        "\"talko:roles\":[{\"role\":\"cook\",\"people\":0}]",
        "\"talko:roles\":[{\"role\":\"cook\",\"people\":1,\"minutesWeek\":20000}]",
        "\"talko:roles\":[{\"role\":\"cook\",\"people\":1,\"markers\":[\"b\",\"a\"]}]",
        "\"talko:workday\":\"mon 9-9\",\"talko:zone\":\"Asia/Manila\"",
        "\"talko:workday\":\"mon 9-17\"",
    ] {
        let (count, flaw) = posting(members);
        assert_eq!(count, 0, "{members}");
        assert!(flaw.is_some_and(|flaw| flaw.contains("does not hold what Talko writes")), "{members}");
    }
    assert!(
        posting("\"validThrough\":\"2020-01-01T00:00:00Z\"")
            .1
            .is_some_and(|flaw| flaw.contains("closed on 2020-01-01"))
    );
}

#[test]
fn other_readers_find_the_properties_that_they_know() {
    let lead =
        one("title,client,place,remote,rate,per,closes,text\nCook,Inn,Kenya,yes,9-12.50 USD,hour,2027-01-31,a < b\n")
            .lead;
    let written = jobposting([Row { id: None, lead: &lead }]);
    let posting = &written["@graph"][0];
    assert_eq!(posting["@type"], "JobPosting");
    assert_eq!(posting["jobLocationType"], "TELECOMMUTE");
    assert_eq!(posting["applicantLocationRequirements"]["name"], "Kenya");
    assert_eq!(posting["validThrough"], "2027-01-31T23:59:59Z");
    assert_eq!(posting["baseSalary"]["currency"], "USD");
    assert_eq!(posting["baseSalary"]["value"]["minValue"], 9);
    assert_eq!(posting["baseSalary"]["value"]["maxValue"], "12.50");
    assert_eq!(posting["baseSalary"]["value"]["unitText"], "HOUR");
    assert_eq!(posting["hiringOrganization"]["name"], "Inn");
    assert_eq!(posting["description"], "a &lt; b");
}

#[test]
fn minutes_come_back_from_a_table_as_the_same_minutes() {
    let mut lead = one("title\nCook\n").lead;
    for minutes in 1..=600 {
        lead.minutes_week = Some(minutes);
        let back = take_with(&csv([Row { id: None, lead: &lead }], Mark::None), "").expect("our own table");
        assert_eq!(back.leads[0].lead.minutes_week, Some(minutes));
    }
}

#[test]
fn a_table_that_was_exported_can_be_imported_and_runs_no_formula() {
    let lead = one("title,client,budget,per\n=1+1,Inn,9-12 USD,hour\n").lead;
    let table = csv([Row { id: None, lead: &lead }], Mark::Utf8);
    let text = String::from_utf8(table.clone()).expect("UTF-8");
    assert!(text.starts_with("\u{feff}lead,title,") && text.contains(",'=1+1,"), "{text}");
    assert!(text.contains(",9.00,12.00,900,1200,USD,hour,"), "{text}");
    let back = take_with(&table, "").expect("our own table");
    assert_eq!(back.leads[0].lead.pay, lead.pay);
    assert_eq!(back.leads[0].lead.closes.map(|closes| closes.0 / 1000), lead.closes.map(|closes| closes.0 / 1000));
}

#[test]
fn whom_and_when_a_client_wants_comes_back_from_a_table() {
    let lead = one("title,roles,workday,zone\nCook,\"carer:20h:2:first aid,swimming; book-keeping:90m\",mon-fri 09:00-17:00,Asia/Manila\n").lead;
    assert_eq!((lead.roles.len(), &*lead.roles[1].role), (2, "bookkeeping"));
    let table = String::from_utf8(csv([Row { id: None, lead: &lead }], Mark::Utf8)).expect("UTF-8");
    let again = one(&table).lead;
    assert_eq!((again.roles, again.hours), (lead.roles, lead.hours));
    let import = take("title,roles\nCook,carer:20h:99\nWaiter,waiting tables\n").expect("a table");
    assert_eq!((import.leads.len(), import.faults.len()), (1, 1), "the row that cannot be read is named");
}
