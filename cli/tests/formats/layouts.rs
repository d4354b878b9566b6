//! The shapes in which each format is met.

use cli::import::{Format, ImportFault, Note};
use protocol::record::lead::Per;

use super::*;

fn posting(members: &str) -> Found {
    one(&format!("{{\"@context\":\"http://schema.org/\",\"@type\":\"JobPosting\",\"title\":\"Cook\",{members}}}"))
}

#[test]
fn postings_are_found_alone_in_arrays_in_graphs_and_in_lists() {
    let cook = "{\"@type\":\"JobPosting\",\"title\":\"Cook\"}";
    for text in [
        cook.to_string(),
        format!("[{cook}]"),
        format!("{{\"@context\":\"https://schema.org\",\"@graph\":[{{\"@type\":\"WebPage\"}},{cook}]}}"),
        format!("{{\"@type\":\"ItemList\",\"itemListElement\":[{{\"@type\":\"ListItem\",\"item\":{cook}}}]}}"),
        "{\"@type\":[\"Thing\",\"http://schema.org/JobPosting\"],\"name\":\"Cook\"}".to_string(),
        format!("{{\"@type\":\"WebPage\",\"mainEntity\":{cook}}}"),
    ] {
        assert_eq!(&*one(&text).lead.title, "Cook", "{text}");
    }
    assert_eq!(take(&format!("{cook}\n{cook}\n")).expect("two lines").leads.len(), 2);
}

#[test]
fn a_salary_is_understood_in_every_common_shape() {
    let pay = |salary: &str| {
        let found = posting(&format!("\"salaryCurrency\":\"USD\",\"baseSalary\":{salary}"));
        let notes = format!("{salary} {:?}", found.notes);
        let pay = found.lead.pay.unwrap_or_else(|| panic!("{notes}"));
        (pay.min, pay.max, pay.currency.code().to_string(), pay.per)
    };
    let eur = |min, max, per| (min, max, "EUR".to_string(), per);
    let usd = |min, max, per| (min, max, "USD".to_string(), per);
    let cases = [
        (
            "{\"@type\":\"MonetaryAmount\",\"currency\":\"EUR\",\"value\":{\"@type\":\"QuantitativeValue\",\"minValue\":9,\"maxValue\":12.5,\"unitText\":\"HOUR\"}}",
            eur(900, 1250, Per::Hour),
        ),
        (
            "{\"currency\":\"EUR\",\"value\":{\"value\":\"1500\",\"unitText\":\"MONTH\"}}",
            eur(150_000, 150_000, Per::Month),
        ),
        ("{\"currency\":\"EUR\",\"value\":40000,\"unitText\":\"YEAR\"}", eur(4_000_000, 4_000_000, Per::Year)),
        (
            "{\"currency\":\"EUR\",\"minValue\":\"9\",\"maxValue\":\"12\",\"unitText\":\"HOUR\"}",
            eur(900, 1200, Per::Hour),
        ),
        ("[{\"value\":{\"minValue\":9.5,\"maxValue\":12,\"unitCode\":\"HUR\"}}]", usd(950, 1200, Per::Hour)),
        ("\"$9 - $12 per hour\"", usd(900, 1200, Per::Hour)),
        ("\"9 - 12 USD an hour\"", usd(900, 1200, Per::Hour)),
    ];
    for (salary, want) in cases {
        assert_eq!(pay(salary), want, "{salary}");
    }
    let fraction = posting("\"baseSalary\":{\"currency\":\"USD\",\"value\":{\"value\":250.125,\"unitText\":\"DAY\"}}");
    assert!(matches!(fraction.notes[..], [Note::Money { .. }]), "three decimals are no cents: {:?}", fraction.notes);
    let silent = posting("\"baseSalary\":{\"currency\":\"USD\",\"value\":450}");
    assert!(matches!(silent.notes[..], [Note::NoPeriod { .. }]), "{:?}", silent.notes);
}

#[test]
fn places_remote_work_and_skills_are_read_from_their_lists() {
    let found = posting(
        "\"jobLocation\":[{\"@type\":\"Place\",\"address\":{\"addressLocality\":\"Cebu\",\"addressCountry\":{\"name\":\"Philippines\"}}},\
         {\"address\":\"Oslo\"}],\"skills\":[\"QuickBooks\",{\"@type\":\"DefinedTerm\",\"name\":\"Payroll\"}],\"employmentType\":[\"PART_TIME\",\"CONTRACTOR\"]",
    );
    assert_eq!(found.lead.place.as_deref(), Some("Cebu, Philippines; Oslo"));
    assert_eq!(found.lead.employment.as_deref(), Some("PART_TIME, CONTRACTOR"));
    let skills: Vec<&str> = found.lead.skills.iter().map(|skill| &**skill).collect();
    assert_eq!(skills, ["Intuit QuickBooks", "Payroll"], "a listed skill is written as the vocabulary writes it");
    assert!(!inferred(&found.lead).contains(&"skills"));
    let remote = posting(
        "\"jobLocationType\":\"TELECOMMUTE\",\"applicantLocationRequirements\":{\"@type\":\"Country\",\"name\":\"Kenya\"},\"skills\":\"Xero; Excel\"",
    );
    assert_eq!((remote.lead.remote, remote.lead.place.as_deref()), (Some(true), Some("Kenya")));
    assert_eq!(remote.lead.skills.len(), 2);
    let prose = posting("\"description\":\"Keeps the books in Xero\"");
    assert_eq!((&*prose.lead.skills[0], inferred(&prose.lead).contains(&"skills")), ("Xero", true));
}

#[test]
fn markup_in_a_description_becomes_plain_text() {
    let found = posting(
        "\"description\":\"<p>Caf&eacute; &amp; bar<\\/p><ul><li>Xero<\\/li><\\/ul><script>evil()<\\/script>\"",
    );
    assert_eq!(found.lead.text.as_deref(), Some("Café & bar\n\n- Xero"));
    let raw = posting("\"description\":\"two\nlines\"");
    assert_eq!(raw.lead.text.as_deref(), Some("two lines"), "line ends within a text are no JSON, and common");
}

#[test]
fn a_saved_page_gives_the_postings_in_its_blocks() {
    let page = "<!DOCTYPE html>\n<html><head><script>var a = '<b>';</script>\n\
        <SCRIPT type=\"application/ld+json\">{\"@type\":\"Organization\",\"name\":\"Inn\"}</SCRIPT>\n\
        <script type='application/ld+json'>\n<!-- {\"@context\":\"https://schema.org\",\n\"@type\":\"JobPosting\",\"title\":\"Cook\"} -->\n</script>\n\
        <script type=\"application/ld+json\">{\"@type\":\"JobPosting\", oops</script>\n\
        <script type=\"application/ld+json\">{ broken: analytics }</script></head></html>";
    let import = take(page).expect("a page");
    assert_eq!((import.format, import.leads.len(), import.faults.len()), (Format::Page, 1, 1));
    assert_eq!((import.leads[0].place.line, &*import.leads[0].place.path), (5, "script 2"));
    assert_eq!(import.faults[0].place.path, "script 3");
}

#[test]
fn atom_and_the_elements_of_job_boards_are_read() {
    let found = one(
        "<feed xmlns='http://www.w3.org/2005/Atom' xml:lang='es'><title>Jobs</title><entry><title type='html'>Cook &amp;amp; host</title>\
        <id>tag:inn.example,2026:7</id><link rel='self' href='https://x.example/'/><link href='https://inn.example/7?utm_source=a'/>\
        <author><name>Inn</name></author><updated>2026-11-01T10:00:00Z</updated><category term='Kitchen'/>\
        <content type='html'>&lt;p&gt;Long &lt;b&gt;days&lt;/b&gt;&lt;/p&gt;</content></entry></feed>",
    );
    assert_eq!((&*found.lead.title, found.lead.client.as_deref()), ("Cook & host", Some("Inn")));
    assert_eq!(found.lead.text.as_deref(), Some("Long days\nKitchen"));
    assert_eq!(found.lead.language.as_deref(), Some("es"));
    let source = found.lead.source.as_ref().expect("a link");
    assert_eq!((source.id.as_deref(), source.origin.as_deref()), (Some("tag:inn.example,2026:7"), Some("inn.example")));
    let rss = one(
        "<rss xmlns:j='urn:j'><channel><language>en</language><item><title>R&D cook — Inn</title><j:company>Inn</j:company>\
        <j:location>Cebu</j:location><salary>9-12 USD/hour</salary><guid>https://inn.example/7</guid>\
        <description><![CDATA[<p>Fine</p>]]></description><pubDate>Sat, 21 Nov 2026 06:25:52 +0800</pubDate></item></channel></rss>",
    );
    assert_eq!(
        (&*rss.lead.title, rss.lead.client.as_deref(), rss.lead.place.as_deref()),
        ("R&D cook", Some("Inn"), Some("Cebu"))
    );
    assert_eq!(rss.lead.pay.as_ref().map(|pay| (pay.min, pay.max, pay.per)), Some((900, 1200, Per::Hour)));
    assert_eq!(rss.lead.text.as_deref(), Some("Fine"));
    assert!(rss.lead.posted.is_some());
}

#[test]
fn other_json_lists_are_read_by_the_names_that_boards_use() {
    let feed = "{\"version\":\"https://jsonfeed.org/version/1.1\",\"title\":\"Jobs\",\"items\":[{\"id\":\"7\",\"url\":\"https://inn.example/7\",\
                \"title\":\"Cook\",\"content_html\":\"<p>Fine<\\/p>\",\"authors\":[{\"name\":\"Inn\"}],\"date_published\":\"2026-11-01T10:00:00Z\"}]}";
    let found = one(feed);
    assert_eq!((found.lead.client.as_deref(), found.lead.text.as_deref()), (Some("Inn"), Some("Fine")));
    let board = "{\"jobs\":[{\"id\":12,\"absolute_url\":\"https://inn.example/12\",\"title\":\"Cook\",\"location\":{\"name\":\"Cebu\"}}],\"meta\":{\"total\":1}}";
    let found = one(board);
    assert_eq!(found.lead.source.as_ref().and_then(|source| source.id.as_deref()), Some("12"));
    assert_eq!(found.place.path, "jobs");
}

#[test]
fn a_table_is_understood_by_its_header_whatever_separates_it() {
    for separator in [",", ";", "\t"] {
        let text = ["Job Title", "Company", "Rate", "Hours per week", "Deadline", "Link", "Skills"].join(separator)
            + "\r\n"
            + &[
                "\"Book-\nkeeper\"",
                "Inn",
                "9-12 USD/hour",
                "15",
                "2027-01-31",
                "https://inn.example/7",
                "Xero|payroll",
            ]
            .join(separator)
            + "\r\n\r\n"
            + &["Cook", "Inn", "", "", "", "", ""].join(separator)
            + "\r\n";
        let import = take(&format!("\u{feff}{text}")).expect("a table");
        assert_eq!((import.format, import.leads.len(), import.faults.len()), (Format::Table, 2, 0), "{separator:?}");
        let lead = &import.leads[0].lead;
        assert_eq!((&*lead.title, lead.client.as_deref(), lead.minutes_week), ("Book- keeper", Some("Inn"), Some(900)));
        assert_eq!(lead.pay.as_ref().map(|pay| (pay.min, pay.max, pay.per)), Some((900, 1200, Per::Hour)));
        assert_eq!(lead.closes, Some(Moment(1_801_439_999_000)));
        assert_eq!((import.leads[0].place.line, import.leads[1].place.line), (2, 5));
    }
}

#[test]
fn a_map_names_columns_by_letter_or_by_header() {
    let table = "Was,Wer,Wieviel\nKoch,Gasthof,\"₱25,000 a month\"\n";
    let import = take_with(table.as_bytes(), "title=A,client=Wer,budget=C").expect("mapped");
    let lead = &import.leads[0].lead;
    assert_eq!((&*lead.title, lead.client.as_deref()), ("Koch", Some("Gasthof")));
    assert_eq!(lead.pay.as_ref().map(|pay| (pay.min, pay.per)), Some((2_500_000, Per::Month)));
    assert!(matches!(take(table), Err(ImportFault::Unknown)));
    assert!(matches!(take_with(table.as_bytes(), "title=Z"), Err(ImportFault::NoColumn { .. })));
    assert!(matches!(take_with(table.as_bytes(), "client=B"), Err(ImportFault::NoTitleColumn { .. })));
    for wrong in ["title", "tittle=A", "title=A,title=B"] {
        assert!(Columns::parse(wrong).is_err(), "{wrong}");
    }
}

#[test]
fn columns_that_are_no_field_stay_in_the_words_of_the_lead() {
    let found = one("title,Ref no,Boss,description\nCook,,Amara,Long days\n");
    assert_eq!(found.lead.text.as_deref(), Some("Long days\nBoss: Amara"));
}

#[test]
fn a_bare_number_in_a_table_takes_the_usual_currency_and_is_marked() {
    let found = one("title,budget\nCook,\"25,000\"\n");
    let pay = found.lead.pay.as_ref().expect("a budget");
    assert_eq!((pay.min, pay.currency.code(), pay.per), (2_500_000, "PHP", Per::Project));
    assert!(inferred(&found.lead).contains(&"pay"));
    let web = posting("\"baseSalary\":450");
    assert!(matches!(web.notes[..], [Note::Money { .. }]), "a stranger's number never takes the reader's currency");
}
