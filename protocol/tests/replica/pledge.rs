//! Pledges: what was promised, called, given and confirmed (invariants 9 and 10 of the domain).

use protocol::envelope::Envelope;
use protocol::fold;
use protocol::fold::pledge::{PledgeRow, STEPS_MAX, Stage, Void};
use protocol::id::Id;
use protocol::money::{Amount, Currency};
use protocol::record::ask::Ask;
use protocol::record::pledge::{Pledge, Quantity};
use protocol::record::pledge_ack::PledgeAck;
use protocol::record::pledge_call::PledgeCall;
use protocol::record::pledge_decline::PledgeDecline;
use protocol::record::pledge_fulfil::PledgeFulfil;
use protocol::record::pledge_release::PledgeRelease;
use protocol::space::Side;
use protocol::text::{Line, Text};
use protocol::time::{DAY_MS, HOUR_MS, MINUTE_MS, Moment};
use protocol::wire;

use crate::home::Home;

pub fn promise(home: &Home, to: Id, minutes: u32) -> Pledge {
    Pledge {
        text: Text::new("Help with the books").expect("short"),
        to,
        what: Quantity::of_minutes(minutes),
        until: home.now.after(90 * DAY_MS),
        calls: None,
        notice_hours: None,
    }
}

pub fn offer(home: &mut Home, to: Id, minutes: u32) -> Envelope {
    let body = promise(home, to, minutes);
    home.bind("pledge", None, &[], &body)
}

pub fn ask(home: &mut Home, words: &str) -> Envelope {
    let body = Ask { text: Text::new(words).expect("short"), minutes: None, when: None, until: None, closed: false };
    let draft = home.draft("ask", Side::Inner, wire::encode(&body));
    home.write(&draft)
}

/// Amara is helped, Binh helps, Mallory has no part in it; nothing here passes a gate, so that only
/// the fold is asked.
pub struct Table {
    pub amara: Home,
    pub binh: Home,
    pub mallory: Home,
    pub pledge: Envelope,
    pub steps: Vec<Envelope>,
}

impl Table {
    pub fn of(change: impl Fn(&mut Pledge)) -> Table {
        let (amara, mut binh, mallory) =
            (Home::founder("Amara", "A"), Home::founder("Binh", "B"), Home::founder("Mallory", "M"));
        let mut body = promise(&binh, amara.person, 240);
        change(&mut body);
        let draft = binh.binding("pledge", None, &[], &body);
        let pledge = binh.sign(&draft);
        Table { amara, binh, mallory, pledge, steps: Vec::new() }
    }

    pub fn new() -> Table {
        Table::of(|_| ())
    }

    pub fn step<T: serde::Serialize>(
        &mut self,
        who: fn(&mut Table) -> &mut Home,
        kind: &str,
        named: &[Id],
        body: &T,
    ) -> Id {
        let about = self.pledge.id();
        let home = who(self);
        let draft = home.binding(kind, Some(about), named, body);
        let record = home.sign(&draft);
        self.steps.push(record.clone());
        record.id()
    }

    pub fn call_of(&mut self, who: fn(&mut Table) -> &mut Home, what: Quantity, when: Option<Moment>) -> Id {
        self.step(who, "pledge-call", &[], &PledgeCall { what, when, note: None })
    }

    pub fn call(&mut self, minutes: u32) -> Id {
        self.call_of(amara, Quantity::of_minutes(minutes), None)
    }

    pub fn give(&mut self, minutes: u32) -> Id {
        self.step(binh, "pledge-fulfil", &[], &PledgeFulfil { what: Quantity::of_minutes(minutes), note: None })
    }

    pub fn confirm(&mut self, gift: Id) -> Id {
        self.step(amara, "pledge-ack", &[gift], &PledgeAck { note: None })
    }

    pub fn decline(&mut self, who: fn(&mut Table) -> &mut Home, call: Option<Id>) -> Id {
        let body = PledgeDecline { reason: Line::new("I am ill").expect("short") };
        self.step(who, "pledge-decline", call.as_slice(), &body)
    }

    pub fn release(&mut self) -> Id {
        self.step(amara, "pledge-release", &[], &PledgeRelease { note: None })
    }

    pub fn row(&self) -> PledgeRow {
        let records: Vec<Envelope> = self.steps.iter().chain([&self.pledge]).cloned().collect();
        fold::pledge::fold(self.pledge.id(), &records).expect("the pledge is there")
    }

    pub fn void(&self, step: Id) -> Option<Void> {
        self.row().steps.iter().find(|known| known.id == step).expect("shown").void
    }

    pub fn counts(&self) -> [u64; 4] {
        let row = self.row();
        [row.promised, row.called, row.given, row.confirmed]
    }
}

pub fn amara(table: &mut Table) -> &mut Home {
    &mut table.amara
}

pub fn binh(table: &mut Table) -> &mut Home {
    &mut table.binh
}

pub fn mallory(table: &mut Table) -> &mut Home {
    &mut table.mallory
}

#[test]
fn a_pledge_is_called_given_and_confirmed() {
    let mut table = Table::new();
    table.call(180);
    let gift = table.give(180);
    table.confirm(gift);
    assert_eq!(table.counts(), [240, 180, 180, 180]);
    assert_eq!((table.row().open(table.amara.now), table.row().stage(table.amara.now)), (60, Stage::Open));
}

#[test]
fn only_the_beneficiary_calls_confirms_and_releases_and_only_the_pledger_gives() {
    let mut table = Table::new();
    table.call(60);
    let gift = table.give(60);
    for who in [binh as fn(&mut Table) -> &mut Home, mallory] {
        let call = table.call_of(who, Quantity::of_minutes(10), None);
        let ack = table.step(who, "pledge-ack", &[gift], &PledgeAck { note: None });
        let release = table.step(who, "pledge-release", &[], &PledgeRelease { note: None });
        assert_eq!([call, ack, release].map(|step| table.void(step)), [Some(Void::Author); 3]);
    }
    for who in [amara as fn(&mut Table) -> &mut Home, mallory] {
        let body = PledgeFulfil { what: Quantity::of_minutes(10), note: None };
        let forged = table.step(who, "pledge-fulfil", &[], &body);
        assert_eq!(table.void(forged), Some(Void::Author));
    }
    let forged = table.decline(mallory, None);
    assert_eq!(table.void(forged), Some(Void::Author));
    assert_eq!(table.counts(), [240, 60, 60, 0]);
}

#[test]
fn nobody_keeps_a_promise_to_themselves() {
    let own = Home::new("Binh").person;
    let mut table = Table::of(|pledge| pledge.to = own);
    let call = table.call_of(binh, Quantity::of_minutes(60), None);
    assert_eq!(table.void(call), Some(Void::Author));
}

#[test]
fn any_member_acts_for_a_collective_that_is_promised_help() {
    let collective = Home::founder("Amara", "A").charter;
    let mut table = Table::of(|pledge| pledge.to = collective);
    let call = table.call(60);
    let foreign = table.call_of(mallory, Quantity::of_minutes(60), None);
    assert_eq!((table.void(call), table.void(foreign)), (None, Some(Void::Author)));
}

#[test]
fn no_more_is_called_than_promised_nor_given_than_called() {
    let mut table = Table::new();
    table.call(200);
    let beyond = table.call(41);
    table.give(150);
    let more = table.give(51);
    assert_eq!((table.void(beyond), table.void(more)), (Some(Void::Quantity), Some(Void::Quantity)));
    assert_eq!(table.counts(), [240, 200, 150, 0]);
}

#[test]
fn a_promise_taken_back_before_a_call_binds_nobody() {
    let mut table = Table::new();
    table.binh.now = table.amara.now;
    let back = table.decline(binh, None);
    table.amara.now = table.binh.now.after(MINUTE_MS);
    let call = table.call(60);
    assert_eq!((table.void(back), table.void(call)), (None, Some(Void::Late)));
    assert_eq!(table.row().stage(table.amara.now), Stage::Declined);
}

#[test]
fn a_promise_on_which_somebody_relies_cannot_be_taken_back() {
    let mut table = Table::new();
    table.call(60);
    table.binh.now = table.amara.now;
    let back = table.decline(binh, None);
    assert_eq!(table.void(back), Some(Void::Late));
    let no = table.decline(amara, None); // the beneficiary may always say no
    assert_eq!(table.void(no), None);
}

#[test]
fn a_call_that_is_declined_is_free_for_another_call() {
    let mut table = Table::of(|pledge| pledge.calls = Some(1));
    let call = table.call(240);
    table.binh.now = table.amara.now;
    let no = table.decline(binh, Some(call));
    table.amara.now = table.binh.now;
    let again = table.call(240);
    assert_eq!((table.void(no), table.void(again)), (None, None));
    assert_eq!(table.counts(), [240, 240, 0, 0]);
}

#[test]
fn declining_one_call_twice_frees_it_once() {
    let mut table = Table::new();
    let first = table.call(60);
    table.call(60);
    table.binh.now = table.amara.now;
    table.decline(binh, Some(first));
    let second = table.decline(binh, Some(first));
    assert_eq!(table.void(second), Some(Void::Object));
    assert_eq!(table.counts(), [240, 60, 0, 0]);
}

#[test]
fn what_was_given_before_a_call_is_declined_stays_given() {
    let mut table = Table::new();
    let call = table.call(180);
    table.binh.now = table.amara.now;
    let gift = table.give(100);
    table.decline(binh, Some(call));
    let late = table.give(80);
    assert_eq!((table.void(gift), table.void(late)), (None, Some(Void::Quantity)));
    assert_eq!(table.counts(), [240, 100, 100, 0]);
}

#[test]
fn a_gift_counts_though_the_pledgers_clock_runs_behind_the_call() {
    let mut table = Table::new();
    table.amara.now = table.amara.now.after(9 * MINUTE_MS);
    let call = table.call(60);
    let gift = table.give(60);
    table.amara.now = Moment(table.binh.now.0 - 5 * MINUTE_MS);
    let ack = table.confirm(gift);
    assert_eq!([call, gift, ack].map(|step| table.void(step)), [None; 3]);
    assert_eq!(table.counts(), [240, 60, 60, 60]);
}

#[test]
fn a_gift_is_confirmed_once_and_only_a_gift_is() {
    let mut table = Table::new();
    let call = table.call(60);
    let gift = table.give(60);
    table.confirm(gift);
    let again = table.confirm(gift);
    let what = table.confirm(call);
    assert_eq!((table.void(again), table.void(what)), (Some(Void::Object), Some(Void::Object)));
    assert_eq!(table.counts(), [240, 60, 60, 60]);
}

#[test]
fn minutes_money_and_things_never_meet() {
    let mut table = Table::new();
    let money = Quantity::of_money(Amount { minor: 10, currency: Currency::new("USD").expect("listed") });
    let call = table.call_of(amara, money.clone(), None);
    let things = table.call_of(amara, Quantity::of_things(1), None);
    table.call(60);
    let gift = table.step(binh, "pledge-fulfil", &[], &PledgeFulfil { what: money, note: None });
    assert_eq!([call, things, gift].map(|step| table.void(step)), [Some(Void::Unit); 3]);
}

#[test]
fn a_call_gives_the_notice_that_the_pledge_asks_for() {
    let mut table = Table::of(|pledge| pledge.notice_hours = Some(24));
    let at = table.amara.now.after(1_000); // when it is signed
    let silent = table.call_of(amara, Quantity::of_minutes(10), None);
    let soon = table.call_of(amara, Quantity::of_minutes(10), Some(at.after(24 * HOUR_MS)));
    let well = table.call_of(amara, Quantity::of_minutes(10), Some(at.after(25 * HOUR_MS)));
    let voids = [silent, soon, well].map(|step| table.void(step));
    assert_eq!(voids, [Some(Void::Notice), Some(Void::Notice), None]);
}

#[test]
fn calls_end_with_their_number_and_their_last_day() {
    let mut table = Table::of(|pledge| pledge.calls = Some(2));
    let calls = [table.call(10), table.call(10), table.call(10)];
    assert_eq!(calls.map(|step| table.void(step)), [None, None, Some(Void::Calls)]);
    let mut table = Table::new();
    table.amara.now = table.amara.now.after(91 * DAY_MS);
    let late = table.call(10);
    assert_eq!(table.void(late), Some(Void::Late));
    assert_eq!(table.row().stage(table.amara.now), Stage::Lapsed);
    assert_eq!(table.row().open(table.amara.now), 0, "what was not called in time is owed no more");
}

#[test]
fn a_release_ends_the_promise_and_keeps_what_was_given() {
    let mut table = Table::new();
    table.call(120);
    table.give(60);
    table.release();
    let call = table.call(10);
    assert_eq!(table.void(call), Some(Void::Late));
    let row = table.row();
    assert_eq!((row.stage(table.amara.now), row.open(table.amara.now), row.given), (Stage::Released, 0, 60));
}

#[test]
fn a_row_shows_a_bounded_number_of_steps_and_counts_all() {
    let mut table = Table::of(|pledge| pledge.what = Quantity::of_minutes(1_000));
    for _ in 0..STEPS_MAX {
        table.call(1);
    }
    for _ in 0..20 {
        table.call_of(mallory, Quantity::of_minutes(1), None);
    }
    table.call(1);
    let row = table.row();
    assert_eq!((row.steps.len(), row.called), (STEPS_MAX, STEPS_MAX as u64 + 1));
    assert!(row.steps.iter().all(|step| step.void.is_none()), "what does not count goes first");
}
