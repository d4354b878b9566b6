//! Importing again, importing the same from elsewhere, and adverts that nearly repeat another.

use cli::export::{Row, jobposting};
use cli::import::{Known, Same, nearly_same, sift};
use protocol::id::Id;

use super::*;

/// What the home holds after it took these leads.
fn held(found: &[Found]) -> Vec<Known> {
    found.iter().enumerate().map(|(at, item)| Known::of(Id::of(&at.to_le_bytes()), &item.lead)).collect()
}

fn leads(text: &str) -> Vec<Found> {
    take(text).unwrap_or_else(|fault| panic!("{fault}")).leads
}

#[test]
fn the_second_import_of_a_file_takes_nothing() {
    for name in ["open-jobs.json", "open-jobs.rss.xml", "jobposting-01.jsonld", "jobposting-08.jsonld"] {
        let first = take_with(&file(name), "").expect("a real file").leads;
        assert_eq!(sift(&first, &[]).fresh.len(), first.len(), "{name}");
        let again = sift(&first, &held(&first));
        assert_eq!((again.fresh.len(), again.taken_before.len()), (0, first.len()), "{name}");
    }
    let table = "title,client\nCook,Inn\nWaiter,Inn\n";
    assert_eq!(sift(&leads(table), &held(&leads(table))).fresh, [0usize; 0]);
}

#[test]
fn the_same_postings_from_another_feed_are_known_by_their_number() {
    let first = take_with(&file("open-jobs.json"), "").expect("a real file").leads;
    let rss = take_with(&file("open-jobs.rss.xml"), "").expect("a real file").leads;
    assert_eq!(sift(&rss, &held(&first)).fresh.len(), 0);
}

#[test]
fn an_edited_lead_is_still_known_by_the_words_it_was_made_of() {
    let mut first = leads("title,client\nCook,Inn\n");
    first[0].lead.title = protocol::text::Line::new("Head cook").expect("short");
    assert_eq!(sift(&leads("title,client\nCook,Inn\n"), &held(&first)).taken_before.len(), 1);
}

#[test]
fn an_address_is_the_same_whatever_follows_its_readers() {
    let known = held(&leads("title,url\nCook,https://www.inn.example/job/?b=2&a=1&utm_source=mail#apply\n"));
    let same = leads("title,url\nThe cook,http://INN.example/job?a=1&b=2\n");
    assert_eq!(sift(&same, &known).taken_before.len(), 1);
    let other = leads("title,url\nThe cook,http://inn.example/job?a=1&b=3\n");
    assert_eq!(sift(&other, &known).fresh.len(), 1);
}

#[test]
fn a_page_that_lists_several_numbered_adverts_does_not_make_them_one() {
    let table = "title,origin,id,url\nCook,board,1,https://inn.example/jobs\nMaid,board,2,https://inn.example/jobs\n";
    assert_eq!(sift(&leads(table), &[]).fresh.len(), 2);
}

#[test]
fn row_numbers_of_two_tables_do_not_meet() {
    let known = held(&leads("id,title\n1,Cook\n2,Maid\n"));
    assert_eq!(sift(&leads("id,title\n1,Painter\n2,Driver\n"), &known).fresh.len(), 2);
}

#[test]
fn a_number_of_no_board_makes_nothing_the_same() {
    let posting = |title: &str| {
        format!(
            "{{\"@type\":\"JobPosting\",\"title\":\"{title}\",\"talko:inferred\":[],\"identifier\":{{\"value\":\"7\"}}}}"
        )
    };
    assert_eq!(sift(&leads(&posting("Cook")), &held(&leads(&posting("Maid")))).fresh.len(), 1);
    assert_eq!(sift(&leads(&posting("Cook")), &held(&leads(&posting("Cook")))).fresh.len(), 0);
}

#[test]
fn a_row_that_stands_twice_in_a_file_is_taken_once() {
    let sifted = sift(&leads("title,client\nCook,Inn\nMaid,Inn\nCook,Inn\n"), &[]);
    assert_eq!((sifted.fresh, sifted.taken_before), (vec![0, 1], vec![(2, Same::Earlier(0))]));
}

#[test]
fn nearly_the_same_title_and_client_is_taken_and_marked() {
    let found = leads(
        "title,client,id,origin\nBook-keeper for a café,The Inn Ltd.,1,x\nBookkeeper (cafe),INN,2,x\n\
         Bookkeeper for a bar,Inn,3,x\nBookkeeper cafe,Pub,4,x\nBookkeeper cafe,,5,x\nBookkeeper cafe,,6,x\n",
    );
    let sifted = sift(&found, &[]);
    assert_eq!(sifted.fresh, [0, 1, 2, 3, 4, 5]);
    assert_eq!(sifted.possibly_same, [(1, Same::Earlier(0))]);
    assert!(nearly_same(&found[0].lead, &found[1].lead));
    assert!(!nearly_same(&found[4].lead, &found[5].lead), "without a client nothing can be said");
    let known = held(&found[..1]);
    assert_eq!(sift(&found[1..2], &known).possibly_same, [(0, Same::Known(Id::of(&0usize.to_le_bytes())))]);
}

#[test]
fn repeated_postings_of_the_real_feed_are_marked() {
    let found = take_with(&file("open-jobs.json"), "").expect("a real file").leads;
    let marked = sift(&found, &[]).possibly_same;
    assert_eq!(marked.len(), 5, "two titles stand three times, one twice: {marked:?}");
}

#[test]
fn a_home_knows_its_own_leads_when_its_own_export_comes_back() {
    let found = leads("title,client\nCook,Inn\nMaid,Inn\n");
    let ids: Vec<Id> = (0..2usize).map(|at| Id::of(&at.to_le_bytes())).collect();
    let rows = found.iter().zip(&ids).map(|(item, id)| Row { id: Some(*id), lead: &item.lead });
    let back = leads(&jobposting(rows).to_string());
    let sifted = sift(&back, &held(&found));
    assert_eq!(sifted.taken_before, [(0, Same::Known(ids[0])), (1, Same::Known(ids[1]))]);
    assert_eq!(sift(&back, &[]).fresh.len(), 2, "to another home they are new");
}

#[test]
fn ten_thousand_rows_meet_fifty_thousand_leads_in_one_pass() {
    let row = |at: usize| format!("Bookkeeper number {at},Client {},https://inn.example/{at}\n", at % 97);
    let table: String = std::iter::once("title,client,url\n".to_string()).chain((0..10_000).map(row)).collect();
    let found = leads(&table);
    let base = found[0].lead.clone();
    let known: Vec<Known> = (5_000..55_000usize)
        .map(|at| {
            let mut lead = base.clone();
            lead.title = protocol::text::Line::new(format!("Bookkeeper number {at}")).expect("short");
            let source = lead.source.as_mut().expect("a page");
            source.url = protocol::text::Line::new(format!("https://inn.example/{at}")).ok();
            Known::of(Id::of(&at.to_le_bytes()), &lead)
        })
        .collect();
    let sifted = sift(&found, &known);
    assert_eq!((sifted.fresh.len(), sifted.taken_before.len()), (5_000, 5_000));
}
