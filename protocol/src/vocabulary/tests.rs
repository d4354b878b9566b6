//! Shows what members type and paste, and what the vocabulary makes of it.

use super::Vocabulary;
use crate::search::{Fields, Query, matches};

fn canonical(name: &str) -> Option<&'static str> {
    Vocabulary::embedded().canonical(name)
}

#[test]
fn a_skill_has_one_name_however_it_is_typed() {
    for typed in ["quickbooks", "QuickBooks", "Quick Books", "intuit quickbooks"] {
        assert_eq!(canonical(typed), Some("Intuit QuickBooks"), "{typed}");
    }
    for typed in ["bookkeeping", "book-keeping", "Bookkeeper", "Book Keeper", "teneduría de libros", "记账"] {
        assert_eq!(canonical(typed), Some("bookkeeping"), "{typed}");
    }
    let pairs = [
        ("virtual assistant", "virtual assistance"),
        ("social media manager", "social media management"),
        ("customer support", "customer service"),
        ("data encoder", "data entry"),
        ("excel", "Microsoft Excel"),
        ("hubspot", "HubSpot"),
        ("go high level", "GoHighLevel"),
        ("yaya", "nannying"),
        ("cascading style sheets", "CSS"),
        ("billing", "invoicing"),
    ];
    for (typed, name) in pairs {
        assert_eq!(canonical(typed), Some(name), "{typed}");
    }
    for tool in ["Xero", "MYOB", "Canva", "Notion", "Slack", "Zoom", "Shopify", "WordPress", "Airtable", "Zapier"] {
        assert_eq!(canonical(&tool.to_uppercase()), Some(tool));
    }
    for tool in ["ClickUp", "Asana", "Trello", "GoHighLevel", "childcare", "translation", "transcription"] {
        assert_eq!(canonical(&tool.to_lowercase()), Some(tool));
    }
    assert_eq!(canonical("basket weaving under water"), None);
    assert_eq!(canonical(""), None);
}

#[test]
fn a_title_that_onet_knows_leads_to_our_work() {
    assert_eq!(canonical("payroll coordinator"), Some("Payroll Coordinator"));
    assert!(Vocabulary::embedded().related("payroll coordinator").contains(&"payroll"));
}

#[test]
fn tools_for_the_same_end_are_related() {
    let related = Vocabulary::embedded().related("xero");
    assert!(related.contains(&"MYOB") && related.contains(&"FreshBooks"), "{related:?}");
    assert!(!related.contains(&"Xero") && related.len() <= 12);
    assert!(Vocabulary::embedded().related("bookkeeping").contains(&"accounts payable"));
    assert!(Vocabulary::embedded().related("nothing that exists").is_empty());
}

#[test]
fn skills_are_found_in_a_posting() {
    let text = "We need a Virtual Assistant with book-keeping experience. Tools: QuickBooks, Xero, Slack and \
                Excel; Microsoft Word too. 需要翻译经验。";
    let expected = [
        "Intuit QuickBooks",
        "Microsoft Excel",
        "Microsoft Word",
        "Slack",
        "Xero",
        "bookkeeping",
        "translation",
        "virtual assistance",
    ];
    assert_eq!(Vocabulary::embedded().find_in(text), expected);
}

#[test]
fn everyday_words_are_not_skills() {
    let text = "Zoom in and go to the next team. You excel at r&d, have access to a project, react in a word, cut \
                some slack, and like the notion of a later wave. R and C stay. Go on! Teams Access Word Project. \
                We make no mail exchange; wise drive, sage express, act swift. The books keep. \
                Billing, sourcing and drafting are words too; see the invoices, the interpretation, the audit.";
    assert_eq!(Vocabulary::embedded().find_in(text), Vec::<&str>::new());
}

#[test]
fn a_search_finds_other_spellings_and_no_similar_work() {
    let vocabulary = Vocabulary::embedded();
    let finds =
        |typed: &str, title: &str| matches(&Query::widened(typed, vocabulary), &Fields { title, ..Fields::default() });
    assert!(finds("QuickBooks", "Needs Intuit QuickBooks"));
    assert!(finds("Intuit QuickBooks", "Needs Quickbooks"));
    assert!(finds("book-keeping", "Bookkeeping for a café"));
    assert!(finds("book keeping melbourne", "Bookkeeper for a café in Melbourne"));
    assert!(finds("记账", "Bookkeeper wanted"));
    assert!(finds("email marketing", "E-mail marketing"));
    assert!(finds("customer service", "Service of customers"));
    assert!(!finds("book keeping sydney", "Bookkeeper for a café in Melbourne"));
    assert!(!finds("customer service", "Customer support"));
    assert!(!finds("xero", "MYOB"));
}

#[test]
fn typing_is_completed_with_work_first() {
    let suggested = Vocabulary::embedded().suggest("book", 5);
    assert_eq!(suggested.first(), Some(&"bookkeeping"));
    assert!(suggested.len() <= 5);
    assert_eq!(Vocabulary::embedded().suggest("quickb", 9), ["QuickBooks Online", "Intuit QuickBooks"]);
    assert!(Vocabulary::embedded().suggest("", 5).is_empty());
}

#[test]
fn a_text_of_any_size_is_read_within_bounds() {
    let text = "virtual ".repeat(100_000);
    assert!(Vocabulary::embedded().find_in(&text).is_empty());
}
