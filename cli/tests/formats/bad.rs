//! Files that are empty, cut off, too large, of another kind, or made to hurt.

use cli::import::{FAULTS_MAX, FILE_MAX, Flaw, ImportFault, Note};

use super::*;

#[test]
fn an_empty_file_is_said_to_be_empty() {
    assert!(matches!(take(""), Err(ImportFault::Empty)));
    assert!(matches!(take(" \r\n\t"), Err(ImportFault::Empty)));
}

#[test]
fn a_file_without_adverts_is_named_for_what_it_is() {
    for text in [
        "[]",
        "{\"@context\":\"https://schema.org\",\"@type\":\"Organization\",\"name\":\"Inn\"}",
        "<html><body>No jobs today</body></html>",
        "<rss version='2.0'><channel/></rss>",
        "title,client\n",
    ] {
        assert!(matches!(take(text), Err(ImportFault::Nothing { .. })), "{text}");
    }
}

#[test]
fn a_file_that_is_cut_off_is_not_taken_in_part_and_says_where_it_ends() {
    let json = "[\n {\"title\": \"Cook\"},\n {\"title\": \"Wai";
    assert!(matches!(take(json), Err(ImportFault::CutOff { item: 2, line: 3 })), "{:?}", take(json).err());
    for end in
        ["", " ", "{", "{\"title\"", "{\"title\": \"Waiter\"", "{\"title\": \"Waiter\"}", "{\"title\": \"Waiter\"},"]
    {
        let text = format!("[{{\"title\": \"Cook\"}},{end}");
        assert!(matches!(take(&text), Err(ImportFault::CutOff { .. })), "{text}: {:?}", take(&text).err());
    }
    let feed = "<rss>\n<channel>\n<item><title>Cook</title></item>\n<item><title>Wait";
    assert!(matches!(take(feed), Err(ImportFault::CutOff { item: 2, line: 4 })), "{:?}", take(feed).err());
    for cut in 6..feed.len() {
        let part = &feed[..cut];
        assert!(take(part).is_err(), "{part}");
    }
    let table = "title,client\nCook,Inn\n\"Waiter,Inn\nMaid,Inn\n";
    assert!(matches!(take(table), Err(ImportFault::CutOff { item: 2, line: 3 })), "{:?}", take(table).err());
    let page = "<html><script type='application/ld+json'>{\"@type\":\"JobPosting\",";
    assert!(matches!(take(page), Err(ImportFault::CutOff { .. })));
}

#[test]
fn a_last_row_that_stops_early_is_reported_and_the_others_are_taken() {
    let import = take("title,client,place\nCook,Inn,Cebu\nWai").expect("a table");
    assert_eq!((import.leads.len(), import.faults.len()), (1, 1));
    assert!(matches!(import.faults[0].flaw, Flaw::Ragged { cells: 1, columns: 3 }));
}

#[test]
fn a_file_of_200_megabytes_is_refused_after_the_limit_and_not_at_its_end() {
    struct Endless(u64);
    impl std::io::Read for Endless {
        fn read(&mut self, into: &mut [u8]) -> std::io::Result<usize> {
            self.0 += into.len() as u64;
            assert!(self.0 <= FILE_MAX + (1 << 20), "read on behind the limit");
            into.fill(b'[');
            Ok(into.len())
        }
    }
    let options = Options { now: NOW, currency: None, columns: Columns::default(), skills: &vocabulary };
    assert!(matches!(read(Endless(0), &options), Err(ImportFault::Large { max: FILE_MAX })));
}

#[test]
fn files_of_another_kind_are_named() {
    for (bytes, name) in [(&b"%PDF-1.7"[..], "PDF"), (b"\x89PNG\r\n\x1a\n", "PNG"), (b"PK\x03\x04\x14\0", "ZIP")] {
        let Err(ImportFault::WrongKind { found }) = take_with(bytes, "title=A") else { panic!("{name} was taken") };
        assert!(found.contains(name));
    }
}

#[test]
fn one_bad_row_in_ten_thousand_is_reported_with_its_line() {
    let mut table = "title,client,closes\n".to_string();
    for row in 2..=10_001 {
        table += &if row == 5_000 { "Cook,Inn,31/02/2027\n".into() } else { format!("Cook {row},Inn,2027-01-31\n") };
    }
    let import = take(&table).expect("a table");
    assert_eq!((import.leads.len(), import.faults.len()), (9_999, 1));
    assert_eq!((import.faults[0].place.line, import.faults[0].place.item), (5_000, 4_999));
    assert!(import.faults[0].to_string().contains("31/02/2027"));
}

#[test]
fn a_broken_item_of_a_json_list_spoils_only_itself() {
    let import = take("[{\"title\":\"Cook\"},\n{\"title\":\"Wai\\qter\"},\n{\"title\":\"Maid\"}, 7]").expect("a list");
    assert_eq!(import.leads.len(), 2);
    assert!(matches!((&import.faults[0].flaw, import.faults[0].place.line), (Flaw::Json(_), 2)));
    assert!(matches!(import.faults[1].flaw, Flaw::Shape));
    assert!(matches!(take("[{\"title\":\"Cook\"} {\"title\":\"Maid\"}]"), Err(ImportFault::Json { line: 1 })));
}

#[test]
fn a_row_that_is_not_utf_8_spoils_only_itself() {
    let import = take_with(b"title\nCook\nCaf\xE9\nMaid\n", "").expect("a table");
    assert_eq!(import.leads.len(), 2);
    assert!(matches!((&import.faults[0].flaw, import.faults[0].place.line), (Flaw::Encoding, 3)));
}

#[test]
fn letters_that_deceive_are_gone_before_a_lead_is_made() {
    let found = one("title,client\n\"Co\u{202e}ok\u{7} \u{1b}[31mnow\u{200b}\",In\u{feff}n\n");
    assert_eq!(&*found.lead.title, "Cook [31mnow");
    assert_eq!(found.lead.client.as_deref(), Some("Inn"));
    let hidden = flaw("title,closes\nCook,\"3/4/2027\u{1b}]0;x\u{7}\"\n");
    assert!(hidden.chars().all(|letter| !letter.is_control()), "{hidden:?}");
    let money = flaw("title,budget\nCook,\"9 \u{1b}[31mX\"\n");
    assert!(money.chars().all(|letter| !letter.is_control()), "{money:?}");
}

#[test]
fn a_title_of_ten_kilobytes_is_a_fault_of_its_row() {
    let import = take(&format!("title,client\n{},Inn\nCook,Inn\n", "x".repeat(10_240))).expect("a table");
    assert_eq!(import.leads.len(), 1);
    assert!(matches!(import.faults[0].flaw, Flaw::Title(_)));
    assert!(flaw("title,client\n\" \",Inn\n").contains("no title"));
}

#[test]
fn a_long_text_is_cut_with_a_mark_and_a_note() {
    let found = one(&format!("title,text,client\nCook,{}é,{}\n", "word ".repeat(3_000), "y".repeat(200)));
    let text = found.lead.text.as_deref().expect("a text");
    assert!(text.len() <= 12_000 && text.ends_with("[… cut here: the advert has 15002 bytes]"), "{}", &text[11_900..]);
    assert!(found.lead.client.as_deref().is_some_and(|client| client.ends_with('…') && client.len() == 120));
    assert!(matches!(
        found.notes[..],
        [Note::Cut { field: "client", .. }, Note::Cut { field: "text", bytes: 15_002, .. }]
    ));
    assert!(found.original.contains(&"y".repeat(200)));
}

#[test]
fn entities_of_a_files_own_never_grow() {
    let mut bomb = "<?xml version='1.0'?><!DOCTYPE rss [<!ENTITY a0 'aaaaaaaaaaaaaaaa'>".to_string();
    for level in 1..40 {
        bomb += &format!("<!ENTITY a{level} '&a{};&a{};&a{};&a{};'>", level - 1, level - 1, level - 1, level - 1);
    }
    bomb += "<!ENTITY file SYSTEM 'file:///etc/passwd'>]>\
             <rss><channel><item><title>Cook &a39; &file; &amp;</title></item></channel></rss>";
    assert_eq!(&*one(&bomb).lead.title, "Cook &a39; &file; &");
}

#[test]
fn deep_nesting_ends_in_a_fault_and_not_in_a_fall() {
    for (open, close) in [("[", "]"), ("{\"a\":", "}"), ("{\"@graph\":[", "]}")] {
        let deep = format!("{}1{}", open.repeat(40_000), close.repeat(40_000));
        assert!(flaw(&deep).contains("nested deeper"), "{open}");
    }
    let tags = format!("<rss>{}", "<a>".repeat(100_000));
    assert!(matches!(take(&tags), Err(ImportFault::Xml { .. })));
}

#[test]
fn a_lead_that_has_closed_is_reported_with_its_date() {
    assert!(flaw("title,closes\nCook,2026-11-21\n").ends_with("closed on 2026-11-21"));
    assert!(
        flaw("{\"@type\":\"JobPosting\",\"title\":\"Cook\",\"validThrough\":\"2020-01-01T00:00\"}")
            .contains("2020-01-01")
    );
    assert_eq!(
        one("title,closes\nCook,2026-11-22\n").lead.closes,
        Some(Moment(1_795_391_999_000)),
        "open until its day ends"
    );
}

#[test]
fn pay_that_nobody_can_owe_is_refused_in_a_table_and_left_out_of_a_strangers_advert() {
    for (sum, want) in [
        ("25.000", "can mean 25 or 25,000"),
        ("-5 USD/hour", "below zero"),
        ("12-9 USD/hour", "ends below"),
        ("99999999999999999 USD/hour", "larger than any sum"),
        ("5 ZZZ/hour", "names no one currency"),
    ] {
        let text = flaw(&format!("title,hourly rate\nCook,{sum}\n"));
        assert!(text.contains(want), "{text}");
        let advert = format!(
            "{{\"@type\":\"JobPosting\",\"title\":\"Cook\",\"baseSalary\":\"{sum}\",\"salaryCurrency\":\"PHP\"}}"
        );
        let found = one(&advert);
        assert_eq!(found.lead.pay, None);
        assert!(matches!(found.notes[..], [Note::Money { .. }]), "{sum} {:?}", found.notes);
    }
}

#[test]
fn words_where_a_number_should_stand_are_a_note_and_no_fault() {
    let found = one("title,budget,closes,hours,starts\nCook,negotiable,until filled,flexible,as soon as possible\n");
    assert_eq!((found.lead.pay.is_none(), found.lead.minutes_week, found.lead.starts), (true, None, None));
    assert_eq!(found.notes.len(), 4, "{:?}", found.notes);
    let kept = found.lead.text.as_deref().expect("what no field could take");
    assert!(kept.contains("pay: negotiable") && kept.contains("closes: until filled"), "{kept}");
    assert!(flaw("title,closes\nCook,03/04/2027\n").contains("not a date with one meaning"));
    assert!(flaw("title,hours\nCook,400\n").contains("not a number of hours"));
}

#[test]
fn reported_rows_are_bounded_and_the_rest_is_counted() {
    let import = take(&format!("title,client\n{}", ",Inn\n".repeat(1_500))).expect("a table");
    assert_eq!((import.faults.len(), import.faults_more), (FAULTS_MAX, 500));
    let many = format!("[{}0]", "0,".repeat(100_000));
    assert!(matches!(take(&many), Err(ImportFault::Many { .. })));
}

#[test]
fn markup_made_to_be_slow_is_read_at_once() {
    for odd in ["<a", "<!--", "&", "</", "<script", "<svg>", "&lt;p"] {
        let text = format!("[{{\"title\":\"Cook\",\"description\":\"{}\"}}]", odd.repeat((1 << 20) / odd.len() - 100));
        assert_eq!(&*one(&text).lead.title, "Cook", "{odd}");
    }
}
