//! Imports: what is taken, what is known, what waits, what is refused.

use protocol::local::*;
use protocol::record::lead::Lead;
use protocol::wire::lenient;

use super::{held, home, nothing};
use crate::fixture::{published, run};

fn file(text: &str) -> (tempfile::TempDir, String) {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("leads.csv");
    std::fs::write(&path, text).expect("written");
    let path = path.to_str().expect("a path").to_string();
    (folder, path)
}

fn bodies(run: &crate::fixture::Run) -> Vec<Lead> {
    run.drafts().iter().map(|draft| lenient(&draft.body.0).expect("a lead")).collect()
}

#[test]
fn the_figures_of_an_import_add_up() {
    let rows = "title,client,url\n\
        Payroll helper,Corner,https://a.example/1\n\
        Payroll helper,Corner,https://a.example/2\n\
        Logo,Studio,https://a.example/3\n\
        Logo,Studio,https://a.example/3\n\
        ,Nobody,https://a.example/4\n";
    let (_folder, path) = file(rows);
    let run = run(&["lead", "import", &path, "--json"], nothing);
    let data = run.json()["data"].clone();
    assert_eq!(data["found"], 4);
    assert_eq!(data["taken"], 3);
    assert_eq!(data["twice"], 1);
    assert_eq!(data["possibly_same"], 1);
    assert_eq!(data["refused"], 1);
    assert_eq!(data["faults"][0]["line"], 6);
    assert_eq!(data["faults"][0]["reason"], "there is no title");
    let leads = bodies(&run);
    let first = protocol::id::Id::of(&run.drafts()[0].body.0);
    assert_eq!(leads.iter().map(|lead| lead.same_as).collect::<Vec<_>>(), [None, None, Some(first)]);
}

#[test]
fn what_is_withdrawn_comes_back_only_when_asked_for() {
    let rows = "title,id,origin\nPayroll helper,7,board\n";
    let (_folder, path) = file(rows);
    let withdrawn = || {
        vec![held("Payroll helper", |row| {
            row.withdrawn = true;
            let line = |text: &str| protocol::text::Line::new(text).ok();
            let number = protocol::text::Line::new("7").ok();
            row.lead.as_mut().expect("a lead").source =
                Some(protocol::record::lead::Source { origin: line("board"), id: number, url: None });
        })]
    };
    let first = run(&["lead", "import", &path, "--json"], home(withdrawn())).json();
    assert_eq!((&first["data"]["taken"], &first["data"]["known_withdrawn"]), (&0.into(), &1.into()));
    let again = run(&["lead", "import", &path, "--again", "--json"], home(withdrawn())).json();
    assert_eq!(again["data"]["taken"], 1);
}

#[test]
fn what_exceeds_the_tickets_waits_and_is_not_taken_again() {
    let (_folder, path) = file("title\nOne\nTwo\nThree\n");
    let short = |request: &Request| match request {
        Request::Publish(wish) => {
            let mut done = published(wish);
            assert!(wish.overflow, "an import may wait");
            done.items.truncate(1);
            done.waiting = 2;
            Some(Reply::Published(done))
        }
        _ => None,
    };
    let run = crate::fixture::run(&["lead", "import", &path, "--json"], short);
    assert_eq!(run.outcome.as_ref().ok(), Some(&0));
    let json = run.json();
    assert_eq!((&json["data"]["taken"], &json["data"]["waiting"]), (&1.into(), &2.into()));
    // The second run finds one lead and two drafts.
    let drafts = run.drafts();
    let wait = move |request: &Request| match request {
        Request::Waiting => {
            let week = protocol::time::Week(3_000);
            Some(Reply::Waiting(drafts.iter().cloned().map(|draft| WaitingDraft { draft, week }).collect()))
        }
        _ => None,
    };
    let second = crate::fixture::run(&["lead", "import", &path, "--json"], wait).json();
    assert_eq!((&second["data"]["taken"], &second["data"]["known"]), (&0.into(), &3.into()));
}

#[test]
fn a_large_file_goes_in_several_operations() {
    let rows: String = (0..2_500).map(|n| format!("Lead number {n}\n")).collect();
    let (_folder, path) = file(&format!("title\n{rows}"));
    let run = run(&["lead", "import", &path], nothing);
    let sizes: Vec<usize> = run
        .asked
        .iter()
        .filter_map(|request| match request {
            Request::Publish(wish) => Some(wish.drafts.len()),
            _ => None,
        })
        .collect();
    assert_eq!(sizes, [999, 999, 502]);
    assert!(run.out.contains("Took 2500 leads"), "{}", run.out);
}

#[test]
fn a_file_that_holds_nothing_to_take_is_refused_in_its_own_words() {
    for (text, code) in [
        ("", "import-empty"),
        ("{\"jobs\": [{\"title\": \"Cut", "import-cut-off"),
        ("%PDF-1.7 pictures", "import-kind"),
        ("title,client\n,Corner\n", "import-all-refused"),
    ] {
        let (_folder, path) = file(text);
        let run = run(&["lead", "import", &path], nothing);
        assert_eq!(run.code(), code);
        assert!(run.drafts().is_empty(), "{code}");
    }
    assert_eq!(run(&["lead", "import", "/nowhere/at/all.csv"], nothing).code(), "file");
    let (_folder, path) = file("a,b\nPayroll helper,Corner\n");
    let mapped = run(&["lead", "import", &path, "--map", "title=a,client=b", "--json"], nothing).json();
    assert_eq!(mapped["data"]["leads"][0]["client"], "Corner");
    assert_eq!(run(&["lead", "import", &path, "--map", "wages=a"], nothing).code(), "import-map-field");
}

#[test]
fn a_second_import_of_real_postings_takes_nothing() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../tests/data/jobs/open-jobs.json");
    let run = run(&["lead", "import", path, "--json"], nothing);
    let first = run.json();
    assert!(first["data"]["found"].as_u64().is_some_and(|found| found > 0));
    assert_eq!(first["data"]["taken"], first["data"]["found"]);
    let leads: Vec<Shown<_>> = bodies(&run)
        .into_iter()
        .enumerate()
        .map(|(at, lead)| held(&format!("lead {at}"), |row| row.lead = Some(lead)))
        .collect();
    let second = crate::fixture::run(&["lead", "import", path, "--json"], home(leads)).json();
    assert_eq!((&second["data"]["taken"], &second["data"]["known"]), (&0.into(), &first["data"]["found"]));
}

#[test]
fn the_open_face_that_goes_along_is_not_counted_as_a_lead() {
    let (_folder, path) = file("title\nOne\nTwo\nThree\n");
    let home = |request: &Request| match request {
        Request::Records(_) => {
            let face = crate::fixture::profile("Amara");
            Some(Reply::Records(crate::face::tests::records(&[(protocol::space::Side::Inner, face)])))
        }
        Request::Publish(wish) => {
            // Tickets are left for the first lead and the face alone.
            let mut done = published(wish);
            done.items.truncate(2);
            done.waiting = 2;
            Some(Reply::Published(done))
        }
        _ => None,
    };
    let json = run(&["lead", "import", &path, "--json"], home).json();
    assert_eq!((&json["data"]["taken"], &json["data"]["waiting"]), (&1.into(), &2.into()));
    let leads = json["data"]["leads"].as_array().expect("a list");
    assert_eq!(leads.iter().filter(|lead| lead["id"].is_string()).count(), 1);
}

#[test]
fn nothing_is_called_the_same_as_what_was_withdrawn() {
    let (_folder, path) = file("title,client\nPayroll helper,Corner\n");
    let withdrawn = vec![held("Payroll helper", |row| {
        row.withdrawn = true;
        row.lead.as_mut().expect("a lead").client = protocol::text::Line::new("Corner Ltd").ok();
    })];
    let run = run(&["lead", "import", &path, "--json"], home(withdrawn));
    assert_eq!(run.body::<Lead>("lead").same_as, None);
    assert_eq!(run.json()["data"]["possibly_same"], 0);
}
