//! Owns what every write says: what was saved, who will see it, whether it has left the house, and
//! how to take it back. With `--wait` it also waits for a machine of somebody else.

use protocol::local::{Item, Published, Reply, Request};
use serde_json::{Value, json};

use crate::desk::{Desk, unfit};
use crate::paint::{Answer, State};
use crate::problem::Outcome;
use crate::{trouble, values, words};

/// Answers a write.
///
/// - `saved`: the first sentence, worded for what was written: "Saved lead 7K3Q."; for a dry run the
///   same verb's "would" sentence.
/// - `data`: what a script reads of the thing that was written; gains `operation`, `records`, `undo`.
///
/// # Errors
/// Where the answer cannot be written; `undelivered` (exit 8) where `--wait` ran out.
pub fn receipt(desk: &Desk, schema: &'static str, saved: String, data: Value, published: &Published) -> Outcome {
    receipt_with(desk, schema, saved, data, published, Back::Undo)
}

/// How a write is taken back.
#[derive(Clone, Debug)]
pub enum Back {
    /// By an undo, where it does not bind.
    Undo,
    /// It is an undo itself: by a redo.
    Redo,
    /// It may bind: what can be done then, in words.
    Instead(String),
}

/// Answers a write that is taken back in another way than most.
///
/// # Errors
/// As [`receipt`].
pub fn receipt_with(
    desk: &Desk,
    schema: &'static str,
    saved: String,
    data: Value,
    published: &Published,
    back: Back,
) -> Outcome {
    let mut reached = published.reached;
    let mut in_vain = false;
    if let (Some(span), Some(operation)) = (&desk.global.wait, published.operation) {
        let wait_ms = values::span::parse(span)?;
        if reached == 0 && !desk.global.dry_run {
            match desk.ask(Request::Wait { operation, wait_ms })? {
                Reply::Waited(Some(machines)) => reached = machines,
                Reply::Waited(None) => in_vain = true,
                other => return Err(unfit("Wait", &other)),
            }
        }
    }
    let moved = reached - published.reached;
    let told = Told {
        reached,
        pending: published.pending.saturating_sub(moved),
        sending: published.sending.saturating_sub(moved),
        published,
        back,
    };
    desk.paint.answer(&told.answer(desk, schema, saved, data))?;
    match in_vain {
        true => Err(trouble!("undelivered", span = desk.global.wait.as_deref().unwrap_or_default()).into()),
        false => Ok(0),
    }
}

struct Told<'a> {
    reached: u32,
    pending: u32,
    sending: u32,
    published: &'a Published,
    back: Back,
}

impl Told<'_> {
    fn answer(&self, desk: &Desk, schema: &'static str, saved: String, mut data: Value) -> Answer {
        let published = self.published;
        let item =
            |item: &Item| json!({"id": item.id, "short": item.short, "record": item.record, "bytes": item.bytes});
        if let Value::Object(object) = &mut data {
            object.insert("operation".to_string(), json!(published.operation));
            object.insert("records".to_string(), published.items.iter().map(item).collect());
            object.insert("readers".to_string(), json!(published.readers));
            object.insert("sealed_for".to_string(), json!(published.sealed_for));
            object.insert("waiting".to_string(), json!(published.waiting));
            object.insert("undo".to_string(), json!(published.operation.filter(|_| !published.binds)));
        }
        let mut answer = Answer::new(schema, data).state(self.state());
        answer.sheet.line(saved);
        match (published.sealed_for.as_slice(), schema) {
            ([], _) => answer.sheet.line(self.audience()),
            (names, "lead") => {
                answer.sheet.line(self.audience());
                answer.sheet.line(words!("receipt-sealed", names = names.join(", ")));
            }
            // Nothing of it is for anybody else.
            (names, _) => answer.sheet.line(words!("receipt-sealed-whole", names = names.join(", "))),
        }
        if desk.global.dry_run {
            let bytes: u64 = published.items.iter().map(|item| u64::from(item.bytes)).sum();
            answer.sheet.line(words!("receipt-dry-run", records = published.items.len(), bytes = bytes));
        } else {
            answer.sheet.line(self.journey());
            if let Some(back) = self.back() {
                answer.sheet.line(back);
            }
        }
        if let (true, Some(day)) = (published.waiting > 0, published.next_week) {
            answer.warn(words!("receipt-waiting", count = published.waiting, day = desk.clock.day(day)));
        }
        answer
    }

    fn state(&self) -> State {
        match (self.reached, self.pending, self.published.waiting) {
            (0, 0, 0) => State::Local,
            (0, _, _) => State::Queued,
            _ => State::Sent,
        }
    }

    fn audience(&self) -> String {
        match self.published.readers.as_slice() {
            [] => words!("receipt-audience-nobody"),
            [own] if self.published.alone => words!("receipt-audience-alone", name = own),
            [own] => words!("receipt-audience-own", name = own),
            several if several.len() <= 4 => words!("receipt-audience-names", names = several.join(", ")),
            several => words!("receipt-audience-count", count = several.len()),
        }
    }

    fn journey(&self) -> String {
        match (self.reached, self.sending, self.pending) {
            (0, 0, 0) => words!("receipt-alone"),
            (0, 0, pending) => words!("receipt-queued", pending = pending),
            (0, sending, pending) if sending == pending => words!("receipt-sending", sending = sending),
            (0, sending, pending) => words!("receipt-sending-some", sending = sending, rest = pending - sending),
            (reached, _, 0) => words!("receipt-sent", reached = reached),
            (reached, _, pending) => words!("receipt-partly", reached = reached, pending = pending),
        }
    }

    /// How to take it back, or what can be done where nothing takes it back.
    fn back(&self) -> Option<String> {
        let operation = self.published.operation?;
        Some(match (self.published.binds, &self.back) {
            (false, Back::Redo) => words!("receipt-redo"),
            (false, Back::Undo | Back::Instead(_)) => words!("receipt-undo", operation = operation),
            (true, Back::Instead(instead)) => words!("receipt-binds-but", instead = instead),
            (true, Back::Undo | Back::Redo) => words!("receipt-binds"),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use protocol::id::Id;
    use protocol::time::Day;

    fn published(reached: u32, pending: u32) -> Published {
        let id = Id::of(b"lead");
        Published {
            operation: Some(12),
            items: vec![Item { id, short: id.short(4), record: id, bytes: 412 }],
            waiting: 0,
            next_week: None,
            readers: vec!["Cebu Desk".to_string(), "Laguna VAs".to_string()],
            alone: false,
            sealed_for: Vec::new(),
            inside: Vec::new(),
            reached,
            pending,
            sending: 0,
            binds: false,
            about: None,
        }
    }

    fn told(desk: &Desk, published: &Published) -> (Value, String) {
        let Published { reached, pending, sending, .. } = *published;
        let told = Told { reached, pending, sending, published, back: Back::Undo };
        let answer = told.answer(desk, "lead", "Saved lead 7K3Q.".to_string(), json!({"id": "7K3Q"}));
        (answer.envelope(), answer.sheet.render(&desk.paint))
    }

    #[test]
    fn what_a_later_federation_would_read_is_not_called_private() {
        let desk = home(None);
        let own = Published { readers: vec!["Cebu Desk".to_string()], ..published(0, 0) };
        assert!(told(&desk, &own).1.contains("Visible to Cebu Desk only.\n"));
        let alone = told(&desk, &Published { alone: true, ..own }).1;
        assert!(alone.contains("Visible to Cebu Desk only, as long as it is in no federation."), "{alone}");
    }

    fn home(waited: Option<u32>) -> Desk {
        Desk::fake(move |request| match request {
            Request::Wait { .. } => Ok(Reply::Waited(waited)),
            other => panic!("{other:?} was not expected"),
        })
    }

    #[test]
    fn a_write_says_who_sees_it_whether_it_left_and_how_to_take_it_back() {
        let (envelope, text) = told(&home(None), &published(2, 1));
        assert_eq!(
            text,
            "Saved lead 7K3Q.\nVisible to Cebu Desk, Laguna VAs.\nSent to 2, waiting for 1.\nUndo: talko undo 12\n"
        );
        assert_eq!(envelope["schema"], "talko.lead/1");
        assert_eq!(envelope["state"], "sent");
        assert_eq!(envelope["data"]["operation"], 12);
        assert_eq!(envelope["warnings"], json!([]));
    }

    #[test]
    fn what_has_not_left_the_house_is_queued_and_what_nobody_waits_for_is_local() {
        assert_eq!(told(&home(None), &published(0, 2)).0["state"], "queued");
        assert_eq!(told(&home(None), &published(0, 0)).0["state"], "local");
    }

    #[test]
    fn what_is_being_sent_has_not_merely_stayed_in_the_house() {
        let (envelope, text) = told(&home(None), &Published { sending: 1, ..published(0, 1) });
        assert!(text.contains("being sent to one other home") && !text.contains("has not left"), "{text}");
        assert_eq!(envelope["state"], "queued", "nobody has said yet that they have it");
        let (_, text) = told(&home(None), &Published { sending: 1, ..published(0, 3) });
        assert!(text.contains("2 more") && !text.contains("has not left"), "{text}");
    }

    #[test]
    fn what_binds_offers_no_undo() {
        let binding = Published { binds: true, ..published(1, 0) };
        let (envelope, text) = told(&home(None), &binding);
        assert!(!text.contains("talko undo") && text.contains("binds"), "{text}");
        assert_eq!((&envelope["data"]["undo"], &envelope["data"]["operation"]), (&Value::Null, &json!(12)));
        assert_eq!(told(&home(None), &published(1, 0)).0["data"]["undo"], 12);
    }

    #[test]
    fn a_dry_run_says_that_nothing_was_written() {
        let mut desk = home(None);
        desk.global.dry_run = true;
        let (_, text) = told(&desk, &Published { operation: None, ..published(0, 2) });
        assert!(text.contains("Nothing was written") && text.contains("412 bytes") && !text.contains("undo"), "{text}");
    }

    #[test]
    fn drafts_that_wait_for_the_next_week_are_a_warning_and_no_failure() {
        let waiting = Published { waiting: 20, next_week: Some(Day(20_780)), ..published(1, 0) };
        let (envelope, _) = told(&home(None), &waiting);
        let warning = envelope["warnings"][0].as_str().expect("a warning");
        assert!(warning.contains("20 items wait") && warning.contains("2026-11-23"), "{warning}");
    }

    #[test]
    fn waiting_in_vain_ends_with_eight_and_what_was_saved_stays_saved() {
        let mut desk = home(None);
        desk.global.wait = Some("2s".to_string());
        let ended = receipt(&desk, "lead", "Saved.".to_string(), json!({}), &published(0, 2)).expect_err("in vain");
        assert_eq!(ended.exit(), 8);
        let mut desk = home(Some(1));
        desk.global.wait = Some("2s".to_string());
        assert_eq!(receipt(&desk, "lead", "Saved.".to_string(), json!({}), &published(0, 2)).expect("sent"), 0);
    }
}
