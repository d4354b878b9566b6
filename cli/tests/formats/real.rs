//! Adverts as they were published, from tests/data/jobs.

use cli::import::{Format, Import, Note, OPEN_DAYS};
use protocol::record::lead::Per;
use protocol::time::DAY_MS;

use super::*;

fn taken(name: &str) -> Import {
    take_with(&file(name), "").expect("a real file")
}

#[test]
fn every_item_of_the_jobs_feed_becomes_a_lead() {
    let import = taken("open-jobs.json");
    assert_eq!((import.format, import.leads.len(), import.faults.len()), (Format::Jobs, 25, 0));
    let lead = &import.leads[0].lead;
    assert_eq!(&*lead.title, "Account Executive, Commercial (Hunter)");
    assert_eq!(lead.client.as_deref(), Some("Stripe"));
    assert_eq!(lead.place.as_deref(), Some("Singapore"));
    let source = lead.source.as_ref().expect("the feed numbers its items");
    assert_eq!(source.origin.as_deref(), Some("greenhouse"));
    assert_eq!(source.id.as_deref(), Some("8141211"));
    assert_eq!(source.url.as_deref(), Some("https://stripe.com/jobs/search?gh_jid=8141211"));
    assert_eq!(lead.posted.map(|posted| posted.0), Some(1_787_302_847_000));
}

#[test]
fn a_feed_without_descriptions_keeps_its_own_words_as_text() {
    let import = taken("open-jobs.json");
    for found in &import.leads {
        let text = found.lead.text.as_deref().expect("the item's own words");
        assert!(text.contains(found.lead.client.as_deref().expect("a company")));
        assert!(text.contains("jobId: "));
        assert!(found.original.contains("\"platform\":\"greenhouse\""));
    }
}

#[test]
fn a_lead_without_a_closing_date_closes_sixty_days_after_its_import_and_says_so() {
    for found in taken("open-jobs.json").leads {
        assert_eq!(found.lead.closes, Some(NOW.after(u64::from(OPEN_DAYS) * DAY_MS)));
        assert!(inferred(&found.lead).contains(&"closes"));
    }
}

#[test]
fn what_the_feed_says_about_remote_work_is_not_inferred_and_what_its_places_say_is() {
    let import = taken("open-jobs.json");
    let by_place = |place: &str| {
        import.leads.iter().map(|found| &found.lead).find(|lead| lead.place.as_deref() == Some(place)).expect(place)
    };
    assert_eq!(by_place("Singapore").remote, None);
    assert_eq!(by_place("US Remote").remote, Some(true));
    assert!(!inferred(by_place("US Remote")).contains(&"remote"));
    assert_eq!(by_place("Hybrid").remote, Some(false));
    assert!(inferred(by_place("Hybrid")).contains(&"remote"));
    assert_eq!(by_place("In-Office").remote, Some(false));
}

#[test]
fn a_place_that_is_none_is_left_out_with_a_note() {
    let import = taken("open-jobs.json");
    let without: Vec<&Found> = import.leads.iter().filter(|found| found.lead.place.is_none()).collect();
    assert_eq!(without.len(), 2, "LOCATION and N/A");
    assert!(without.iter().all(|found| matches!(found.notes[..], [Note::Unread { field: "place", .. }])));
}

#[test]
fn each_item_knows_its_line() {
    let import = taken("open-jobs.json");
    assert_eq!((import.leads[0].place.item, import.leads[0].place.line), (1, 2));
    assert_eq!((import.leads[1].place.item, import.leads[1].place.line), (2, 18));
}

#[test]
fn the_same_postings_as_rss_name_client_place_and_number() {
    let import = taken("open-jobs.rss.xml");
    assert_eq!((import.format, import.leads.len(), import.faults.len()), (Format::Rss, 12, 0));
    let found = &import.leads[0];
    assert_eq!(&*found.lead.title, "Account Executive, Commercial (Hunter)");
    assert_eq!(found.lead.client.as_deref(), Some("Stripe"));
    assert_eq!(found.lead.place.as_deref(), Some("Singapore"));
    assert_eq!(found.lead.source.as_ref().and_then(|source| source.id.as_deref()), Some("8141211"));
    assert_eq!(inferred(&found.lead), ["client", "closes", "language", "place", "title"]);
    assert!(found.original.starts_with("<item>") && found.original.ends_with("</item>"));
    assert_eq!(found.place.line, 9);
}

#[test]
fn a_salary_without_a_period_is_a_yearly_one_where_the_post_is_full_time() {
    let import = taken("jobposting-01.jsonld");
    let lead = &import.leads[0].lead;
    let pay = lead.pay.as_ref().expect("100000 USD");
    assert_eq!((pay.min, pay.max, pay.currency.code(), pay.per), (10_000_000, 10_000_000, "USD", Per::Year));
    assert_eq!(lead.minutes_week, Some(2400));
    assert_eq!(lead.place.as_deref(), Some("Kirkland, WA"));
    assert_eq!(inferred(lead), ["closes", "language", "pay", "source"]);
    assert!(lead.text.as_deref().is_some_and(|text| text.contains("Education requirements: Bachelor's Degree")));
}

#[test]
fn thin_and_odd_postings_are_leads_too() {
    for (name, title, client) in [
        ("jobposting-05.jsonld", "Systems Research Engineer", None),
        ("jobposting-08.jsonld", "Junior software developer", Some("ACME Corp.")),
        ("jobposting-10.jsonld", "Mobile App Developer", Some("ACME Software")),
    ] {
        let import = taken(name);
        assert_eq!(import.format, Format::JobPosting);
        assert_eq!((&*import.leads[0].lead.title, import.leads[0].lead.client.as_deref()), (title, client));
    }
}
