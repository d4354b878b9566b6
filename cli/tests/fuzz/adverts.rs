//! Files of other people's adverts, one target a family of formats, and the map of a table's columns.

use cli::import::{Columns, FAULTS_MAX, Options, read};
use protocol::money::Currency;
use protocol::record::lead::KIND;
use protocol::time::Moment;
use protocol::wire;

use super::{data, target};

/// 22 November 2026, 05:00 UTC.
const NOW: Moment = Moment(1_795_323_600_000);

fn skills(text: &str) -> Vec<String> {
    if text.contains("Xero") { vec!["Xero".to_string()] } else { Vec::new() }
}

/// Reads a file; what is taken can be published as it is.
fn taken(bytes: &[u8], columns: Columns) -> String {
    let options = Options { now: NOW, currency: Currency::new("PHP"), columns, skills: &skills };
    match read(bytes, &options) {
        Ok(import) => {
            assert!(import.faults.len() <= FAULTS_MAX);
            for found in &import.leads {
                assert_eq!((KIND.check)(&wire::encode(&found.lead)), Ok(()), "a lead that no home takes");
                assert!(found.original.len() <= bytes.len() * 3, "more was kept than was there");
            }
            import.faults.iter().for_each(|fault| assert!(!fault.to_string().is_empty()));
            let notes = import.leads.iter().any(|found| !found.notes.is_empty());
            format!(
                "{:?}: {} leads, {} faults, notes {notes}",
                import.format,
                import.leads.len().min(2),
                import.faults.len().min(2)
            )
        }
        Err(fault) => format!("{fault:?}").split([' ', '(', '{']).next().unwrap_or_default().to_string(),
    }
}

#[test]
fn postings_in_json_become_leads_that_can_be_published_or_stated_faults() {
    let mut seeds: Vec<Vec<u8>> =
        ["01", "05", "08", "10"].map(|name| data(&format!("jobs/jobposting-{name}.jsonld"))).to_vec();
    seeds.push(
        br#"{"version":"https://jsonfeed.org/version/1.1","items":[{"title":"Cook","content_html":"<p>Fine</p>","url":"https://x.example/1","date_published":"2026-11-01T10:00:00Z"}]}"#
            .to_vec(),
    );
    seeds.push(br#"[{"title":"Cook","salary":"25 USD/hour","closes":"2027-01-01"},{"title":"Host"}]"#.to_vec());
    let words: &[&[u8]] = &[
        b"\"@graph\":[",
        b"\"baseSalary\":",
        b"{\"@type\":\"JobPosting\",",
        b"null",
        b"[[",
        b"1e999",
        b"-1",
        b"\\ud800",
    ];
    target("import-json", 20_000, 6_000, words).run(seeds, |input| taken(input, Columns::default()));
}

#[test]
fn feeds_and_saved_pages_become_leads_that_can_be_published_or_stated_faults() {
    let rss = data("jobs/open-jobs.rss.xml");
    let page = b"<!DOCTYPE html><html><script type=\"application/ld+json\">{\"@type\":\"JobPosting\",\"title\":\"Cook\"}</script></html>";
    let atom = b"<feed xmlns='http://www.w3.org/2005/Atom' xml:lang='es'><title>Jobs</title><entry><title type='html'>Cook &amp;amp; host</title><link href='https://x.example/'/><updated>2026-11-01T10:00:00Z</updated></entry></feed>";
    let words: &[&[u8]] =
        &[b"<item>", b"</item>", b"<![CDATA[", b"]]>", b"&#x10FFFF;", b"&eacute;", b"<!--", b"<!DOCTYPE x ["];
    // Of the feed its head and first items; a whole one is 5 kB and dear.
    let seeds = vec![rss[..1_500].to_vec(), rss, page.to_vec(), atom.to_vec()];
    target("import-feed", 8_000, 6_000, words).run(seeds, |input| taken(input, Columns::default()));
}

#[test]
fn tables_become_leads_that_can_be_published_or_stated_faults() {
    let seeds = vec![
        "title,client,budget,closes,hours,skills\nCook,\"The \"\"Inn\"\"\",25 USD/hour,2027-01-01,20,Xero;Excel\n"
            .into(),
        "title;pay\nK\u{f6}ch:in;1.200,50 EUR\n".into(),
        "Title\tRemote\nCook\tyes\n".into(),
    ];
    // Dear in an unoptimised program.
    let words: &[&[u8]] =
        &[b"\"", b"\r\n", b"\xef\xbb\xbf", b",,,", b"USD 1.000,00", b"31/12/2026", b"999999999999999999999"];
    target("import-table", 6_000, 4_000, words).run(seeds, |input| taken(input, Columns::default()));
}

#[test]
fn a_map_of_columns_says_where_a_field_stands_or_why_not() {
    let seeds = vec![b"title=Job,pay=Rate,skills=\"a, b\"".to_vec(), b"closes=Deadline".to_vec()];
    let words: &[&[u8]] = &[b"title", b"=", b",", b"pay", b"hours"];
    target("import-columns", 5_000, 400, words).run(seeds, |input| {
        match Columns::parse(&String::from_utf8_lossy(input)) {
            Ok(columns) => taken(b"Job,Rate\nCook,25 USD/hour\n", columns),
            Err(fault) => format!("{fault:?}").split([' ', '(', '{']).next().unwrap_or_default().to_string(),
        }
    });
}
