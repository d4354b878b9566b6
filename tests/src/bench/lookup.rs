//! Searches over many leads, as the desk answers them.

use std::net::Ipv4Addr;
use std::path::Path;
use std::time::Instant;

use node::desk;
use protocol::local::{LeadQuery, Publish, Reply, Request};
use rand::RngExt as _;
use rand::rngs::ThreadRng;
use tokio::runtime::Runtime;

use super::draft;
use super::fault::BenchFault;
use super::seat::Seat;

/// Leads in one write.
const AT_ONCE: usize = 1_000;
/// Searches that are timed.
const SEARCHES: usize = 1_000;
/// Rows on a page.
const PAGE: u32 = 20;
/// 5,000 different words; adverts have more.
const RANKS: usize = 5_000;
/// 8 words say nothing, and nobody searches for them.
const STOP: usize = 8;
/// Words of which adverts are made, common ones first.
const WORDS: &str = "the and for with work team client support customer service remote assistant virtual manage \
    email calendar data entry bookkeeping invoice xero quickbooks reconcile monthly weekly report excel \
    spreadsheet travel booking research social media content writing editing english spanish phone inbox \
    project schedule meeting notes payroll tax shop online store order shipping design logo canva wordpress \
    newsletter campaign leads crm hubspot salesforce zendesk chat transcription translation legal medical \
    real estate listing property contract recruiting onboarding training video podcast audio youtube";

/// Fills a home with readable leads and searches; every search in ms, the first one apart, because it makes
/// the index.
///
/// # Errors
/// [`BenchFault`].
pub fn searches(folder: &Path, runtime: &Runtime, leads: usize) -> Result<(f64, Vec<f64>), BenchFault> {
    let (seat, _) = Seat::found(folder, Ipv4Addr::LOCALHOST, 0)?;
    let mut chance = rand::rng();
    let mut written = 0;
    while written < leads {
        let many = AT_ONCE.min(leads - written);
        let drafts = (0..many).map(|_| draft::draft(&draft::lead(text(&mut chance, 40), &text(&mut chance, 480))));
        let drafts = drafts.collect();
        seat.publish(runtime, Publish { drafts, label: "lead new".into(), overflow: false, dry_run: false })?;
        written += many;
    }
    let first = search(&seat, "customer service")?;
    let mut all = Vec::with_capacity(SEARCHES);
    for at in 0..SEARCHES {
        let words: Vec<String> = (0..1 + at % 3).map(|_| word(&mut chance, STOP)).collect();
        all.push(search(&seat, &words.join(" "))?);
    }
    seat.leave(runtime)?;
    Ok((first, all))
}

fn search(seat: &Seat, words: &str) -> Result<f64, BenchFault> {
    let query = LeadQuery { words: words.to_string(), open: true, limit: PAGE, ..LeadQuery::default() };
    let begun = Instant::now();
    match desk::answer(&seat.home, Request::Leads(query))? {
        Ok(answer) if matches!(answer.reply, Reply::Leads(_)) => Ok(begun.elapsed().as_secs_f64() * 1e3),
        other => Err(BenchFault::Peer(format!("a search was answered by {other:?}"))),
    }
}

/// Words until the text is about this long; as in speech, few of them make up most of it.
fn text(chance: &mut ThreadRng, length: usize) -> String {
    let mut text = String::with_capacity(length + 16);
    while text.len() < length {
        text.push_str(&word(chance, 0));
        text.push(' ');
    }
    text.trim_end().to_string()
}

/// The word of a rank by chance, as often as ranks are in speech: the tenth a tenth as often as the first.
///
/// - `above`: ranks that are left out, for a search.
fn word(chance: &mut ThreadRng, above: usize) -> String {
    let words: Vec<&'static str> = WORDS.split_whitespace().collect();
    let rank = (chance.random::<f64>() * (RANKS as f64).ln()).exp() as usize - 1 + above;
    match (words.get(rank), rank / words.len(), rank % words.len()) {
        (Some(word), _, _) => (*word).to_string(),
        // Rarer words are made of two.
        (None, one, other) => format!("{}{}", words[one % words.len()], words[other]),
    }
}
