//! Records that are dated ahead of this clock: they are not taken yet, fill nothing, and are nobody's fault.

use std::collections::BTreeSet;

use protocol::admit::{AHEAD_MS, Refusal};
use protocol::envelope::Envelope;
use protocol::record::ack::Ack;
use protocol::space::{Scope, Side};
use protocol::time::{DAY_MS, HOUR_MS};

use crate::fork::three;
use crate::home::{Home, lead_body};

/// What a home says to records that come now: how many it takes, and whom it blames.
fn offered(home: &mut Home, records: &[Envelope]) -> usize {
    let mut taken = 0;
    for record in records {
        match home.replica.admit(record.bytes().clone(), home.now) {
            Ok(Some(admitted)) => {
                let absorbed = home.replica.absorb(vec![admitted]);
                home.apply(absorbed);
                taken += 1;
            }
            Ok(None) => {}
            Err(refusal) => {
                assert_eq!((refusal, refusal.fault(), refusal.may_pass_later()), (Refusal::Early, None, true));
            }
        }
    }
    taken
}

#[test]
fn what_is_dated_ahead_is_taken_when_its_time_has_come_and_fills_nothing_until_then() {
    for ahead in [HOUR_MS, DAY_MS - HOUR_MS] {
        let [mut amara, mut reader, _] = three();
        let now = amara.now;
        reader.now = now;
        amara.now = now.after(ahead);
        let leads: Vec<Envelope> = (0..50)
            .map(|number| {
                let draft = amara.draft("lead", Side::Inner, lead_body(&format!("Lead {number}")));
                amara.sign(&draft)
            })
            .collect();
        let held = reader.replica.held().len();
        // Offered by every neighbour, at every catch-up.
        for _ in 0..3 {
            assert_eq!(offered(&mut reader, &leads), 0);
        }
        assert_eq!(reader.replica.held().len(), held);
        reader.now = now.after(ahead);
        assert_eq!(offered(&mut reader, &leads), leads.len());
        amara.hear_all(&leads);
        let scope = Scope::Inner(amara.charter);
        assert_eq!(amara.digest(&scope), reader.digest(&scope));
    }
}

#[test]
fn what_is_dated_between_two_clocks_keeps_those_two_apart_until_both_take_it() {
    // Given two honest clocks, one 30 seconds before the other, and a word about who belongs that one of them takes.
    let [mut amara, mut binh, mut chidi] = three();
    let now = amara.now.after(60_000);
    amara.now = now.after(AHEAD_MS + 15_000);
    let head = amara.collective().head;
    let word = amara.state("ack", amara.charter, &Ack { note: None }, vec![head]);
    (binh.now, chidi.now) = (now.after(30_000), now);
    let word = std::slice::from_ref(&word);
    assert_eq!((offered(&mut binh, word), offered(&mut chidi, word)), (1, 0));
    // Then what says who belongs differs, so that they exchange no content, until the other one takes it too.
    let scope = Scope::Inner(amara.charter);
    let law = |home: &Home| BTreeSet::from_iter(home.replica.view(&scope, home.now.day()).0);
    assert_ne!(law(&binh), law(&chidi));
    chidi.now = now.after(30_000);
    assert_eq!(offered(&mut chidi, word), 1);
    assert_eq!(law(&binh), law(&chidi));
}

#[test]
fn what_one_home_dates_ahead_keeps_no_two_others_apart() {
    let [mut amara, mut binh, mut chidi] = three();
    let now = amara.now.after(60_000);
    amara.now = now.after(12 * HOUR_MS);
    let head = amara.collective().head;
    let word = amara.state("ack", amara.charter, &Ack { note: None }, vec![head]);
    let lead = amara.lead("Of tomorrow", Side::Inner);
    amara.say(word.clone());
    let scope = Scope::Inner(amara.charter);
    for home in [&mut binh, &mut chidi] {
        home.now = now;
        assert_eq!(offered(home, &[word.clone(), lead.clone()]), 0);
    }
    binh.lead("Of today", Side::Inner);
    binh.meet(&mut chidi);
    assert_eq!(binh.digest(&scope), chidi.digest(&scope), "they hold the same, and exchange all else");
    for home in [&mut binh, &mut chidi] {
        home.now = now.after(12 * HOUR_MS);
        assert_eq!(offered(home, &[word.clone(), lead.clone()]), 2);
    }
    amara.meet(&mut binh);
    assert_eq!(amara.digest(&scope), binh.digest(&scope));
}
