//! Shows that the index finds what a plain reading of the documents finds, whatever came before.

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::{Fields, Index, Query, matches};
use crate::id::Id;

/// Words that share beginnings, so that whole words and beginnings both occur.
const WORDS: [&str; 10] = ["book", "books", "bookkeeper", "cat", "category", "do", "dog", "xero", "421", "4215"];

#[derive(Clone, Debug)]
enum Step {
    Insert(u8, [Vec<&'static str>; 3]),
    Remove(u8),
}

fn texts() -> impl Strategy<Value = [Vec<&'static str>; 3]> {
    let some = || prop::collection::vec(prop::sample::select(&WORDS[..]), 0..4);
    [some(), some(), some()]
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let step = prop_oneof![
        3 => (0..12u8, texts()).prop_map(|(key, texts)| Step::Insert(key, texts)),
        1 => (0..12u8).prop_map(Step::Remove),
    ];
    prop::collection::vec(step, 0..40)
}

fn insert(index: &mut Index, key: u8, [title, skills, text]: &[Vec<&str>; 3]) {
    let (title, text) = (title.join(" "), text.join(", "));
    let fields = Fields { title: &title, skills, text: &text, ..Fields::default() };
    index.insert(Id::of(&[key]), &fields).expect("a dozen documents fit");
}

/// The rule as the reader is told it, on words that need no folding.
fn holds(texts: &[Vec<&str>; 3], asked: &str) -> bool {
    let wordy = asked.len() >= 3 && asked.parse::<u32>().is_err();
    texts.iter().flatten().any(|word| *word == asked || wordy && word.starts_with(asked))
}

proptest! {
    #![proptest_config(crate::cases(256))]

    #[test]
    fn every_hit_has_every_word_and_nothing_is_missed(
        steps in steps(),
        asked in prop::collection::vec(prop::sample::select(&["book", "boo", "bo", "cat", "do", "421", "xero"][..]), 1..4),
    ) {
        let mut index = Index::default();
        let mut known = BTreeMap::new();
        for step in &steps {
            match step {
                Step::Insert(key, texts) => {
                    insert(&mut index, *key, texts);
                    known.insert(*key, texts.clone());
                }
                Step::Remove(key) => prop_assert_eq!(index.remove(&Id::of(&[*key])), known.remove(key).is_some()),
            }
        }
        let query = Query::parse(&asked.join(" "));

        let found = index.search(&query, 100, 0, |_| true);

        let mut hits: Vec<Id> = found.hits.iter().map(|(id, _)| *id).collect();
        hits.sort_unstable();
        let mut expected: Vec<Id> = (known.iter())
            .filter(|(_, texts)| asked.iter().all(|word| holds(texts, word)))
            .map(|(key, _)| Id::of(&[*key]))
            .collect();
        expected.sort_unstable();
        for (key, [title, skills, text]) in &known {
            let (title, text) = (title.join(" "), text.join(", "));
            let fields = Fields { title: &title, skills, text: &text, ..Fields::default() };
            prop_assert_eq!(matches(&query, &fields), expected.contains(&Id::of(&[*key])));
        }
        prop_assert_eq!(found.total, expected.len());
        prop_assert_eq!(hits, expected);

        let mut fresh = Index::default();
        for (key, texts) in known.iter().rev() {
            insert(&mut fresh, *key, texts);
        }
        prop_assert_eq!(fresh.search(&query, 100, 0, |_| true), found);
    }
}

fn small() -> (Index, [Id; 3]) {
    let ids = [Id::of(b"title"), Id::of(b"skill"), Id::of(b"text")];
    let mut index = Index::default();
    let documents = [
        Fields { title: "Bookkeeper, Xero", ..Fields::default() },
        Fields { title: "Assistant", skills: &["Xero"], ..Fields::default() },
        Fields { title: "Assistant", text: "knows xero and 记账", place: "México", ..Fields::default() },
    ];
    for (id, fields) in ids.iter().zip(&documents) {
        index.insert(*id, fields).expect("three documents fit");
    }
    (index, ids)
}

fn order(index: &Index, query: &str) -> Vec<Id> {
    index.search(&Query::parse(query), 10, 0, |_| true).hits.into_iter().map(|(id, _)| id).collect()
}

#[test]
fn a_word_in_the_title_outranks_a_skill_and_a_skill_the_text() {
    let (index, ids) = small();
    assert_eq!(order(&index, "xero"), ids);
}

#[test]
fn a_whole_word_outranks_a_beginning_in_the_same_field() {
    let mut index = Index::default();
    let ids = [Id::of(b"a"), Id::of(b"b"), Id::of(b"c"), Id::of(b"d")];
    for (id, title) in ids.iter().zip(["designs", "design", "designer", "design"]) {
        index.insert(*id, &Fields { title, ..Fields::default() }).expect("four fit");
    }
    let (mut whole, mut begun) = ([ids[1], ids[3]], [ids[0], ids[2]]);
    whole.sort_unstable();
    begun.sort_unstable();
    assert_eq!(order(&index, "design"), [whole, begun].concat());
}

#[test]
fn accents_case_and_chinese_are_found_as_people_type_them() {
    let (index, ids) = small();
    assert_eq!(order(&index, "MEXICO xero"), ids[2..]);
    assert_eq!(order(&index, "记账"), ids[2..]);
    assert_eq!(order(&index, "账"), ids[2..]);
    assert_eq!(order(&index, "账记"), []);
}

#[test]
fn a_filter_counts_before_the_page_is_cut() {
    let (index, ids) = small();
    let found = index.search(&Query::parse("xero"), 1, 1, |id| *id != ids[0]);
    assert_eq!(found.total, 2);
    assert_eq!(found.hits.iter().map(|(id, _)| *id).collect::<Vec<_>>(), [ids[2]]);
    assert_eq!(index.search(&Query::default(), usize::MAX, 0, |_| true).total, 3);
    assert_eq!(index.search(&Query::parse("xero"), 9, usize::MAX, |_| true).hits, []);
}

#[test]
fn one_document_is_judged_like_in_the_index() {
    let fields = Fields {
        title: "Bookkeeper for a café in Melbourne",
        skills: &["bookkeeping", "Xero"],
        client: "Binh's Coffee",
        place: "Australia",
        text: "Fifteen hours a week, e-mail answered within a day.",
    };
    for yes in ["cafe", "CAFÉ xero", "book", "email", "e-mail", "binhs", "austra melb", ""] {
        assert!(matches(&Query::parse(yes), &fields), "{yes}");
    }
    for no in ["bo", "keeper", "xero myob", "sydney"] {
        assert!(!matches(&Query::parse(no), &fields), "{no}");
    }
}
