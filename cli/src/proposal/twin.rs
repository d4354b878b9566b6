//! Owns the JSON twin of a client's file: the same terms for a program, with the signed bytes inside.

use protocol::time::Moment;
use serde_json::{Value, json};

use super::{Proven, letters};
use crate::values::Clock;

/// The twin of signed terms.
pub fn object(proven: &Proven) -> Value {
    let terms = &proven.terms;
    let draft = &terms.draft;
    let line = |(at, line): (usize, &protocol::bid::draft::DraftLine)| {
        json!({
            "participant": line.participant,
            "collective": line.charter,
            "role": line.role,
            "minutes": line.minutes,
            "name": terms.names.get(at).cloned().flatten(),
            "minor": terms.pays.get(at).and_then(Option::as_ref).map(|pay| pay.minor),
            "signed": terms.signed.get(&line.participant).copied().map(stamp),
        })
    };
    json!({
        "schema": "talko.proposal/1",
        "id": terms.id,
        "bid": draft.bid,
        "lead": draft.lead,
        "title": draft.title,
        "need": draft.need,
        "scope": draft.scope,
        "beyond": draft.beyond,
        "price_minor": draft.price_minor,
        "currency": draft.currency.code(),
        "levy_minor": terms.sums.as_ref().map(|sums| sums.levy_minor),
        "remainder_minor": terms.sums.as_ref().map(|sums| sums.remainder_minor),
        "first": super::sheet::day(draft.first),
        "last": super::sheet::day(draft.last),
        "working": draft.working,
        "cover": draft.cover,
        "paying": draft.paying,
        "payment_days": draft.payment_days,
        "contractor": draft.contractor,
        "house": draft.house,
        "contact": terms.contact,
        "template": draft.template,
        "closes": stamp(draft.closes),
        "valid_until": stamp(draft.valid_until),
        "lines": draft.lines.iter().enumerate().map(line).collect::<Value>(),
        "signed": letters(&proven.bytes),
    })
}

fn stamp(moment: Moment) -> String {
    Clock::json(moment)
}
