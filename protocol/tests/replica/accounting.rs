//! Won, invoiced, paid late in two parts, divided, passed on and acknowledged.

use protocol::envelope::Envelope;
use protocol::fold::account::{Account, Answer, State, fold};
use protocol::id::Id;
use protocol::local::Version;
use protocol::record::invoice::Invoice;
use protocol::record::payment::Payment;
use protocol::record::payout::Payout;
use protocol::record::payout_ack::PayoutAck;
use protocol::sealed::Opened;
use protocol::text::Line;
use protocol::time::Day;
use protocol::wire;

use crate::pooled::*;

const ISSUED: Day = Day(20_815);
const DUE: Day = Day(20_829);

/// A bid that was sent, and what is said of its money.
struct Books {
    table: Table,
    sent: Id,
}

impl Books {
    fn kept() -> Books {
        let mut table = Table::signed();
        let sent = table.submit(AMARA).id();
        Books { table, sent }
    }

    fn say<T: serde::Serialize>(&mut self, who: usize, kind: &str, names: &[Id], body: &T) -> Id {
        let bid = self.table.bid;
        self.table.say(who, kind, bid, names, (Version::Binding, None), wire::encode(body)).id()
    }

    fn invoice(&mut self, who: usize, minor: u64, replaces: &[Id]) -> Id {
        let number = Line::new("2027-001").expect("short");
        let body = Invoice { readers: self.table.readers(), number, minor, issued: ISSUED, due: DUE };
        let names = [&[self.sent], replaces].concat();
        self.say(who, "invoice", &names, &body)
    }

    fn payment(&mut self, who: usize, names: &[Id], minor: u64, day: u32) -> Id {
        let body = Payment { readers: self.table.readers(), minor, day: Day(day), note: None };
        let names = [&[self.sent], names].concat();
        self.say(who, "payment", &names, &body)
    }

    fn payout(&mut self, who: usize, to: usize, minor: u64) -> Id {
        let (to, day) = (self.table.homes[to].person, Day(20_840));
        let body = Payout { readers: self.table.readers(), to, minor, day, note: None };
        let names = [self.sent];
        self.say(who, "payout", &names, &body)
    }

    fn answer(&mut self, who: usize, payout: Id, dispute: Option<&str>) -> Id {
        let dispute = dispute.map(|why| Line::new(why).expect("short"));
        let body = PayoutAck { readers: self.table.readers(), dispute };
        self.say(who, "payout-ack", &[payout], &body)
    }

    fn account_of(&self, reader: usize, said: &[Said]) -> Account {
        let row = self.table.seen(reader, &self.table.said).expect("a bid");
        let opened: Vec<Opened> = said.iter().map(|said| self.table.open(reader, said).expect("bound")).collect();
        fold(row.sent.as_ref().expect("sent"), row.charter, &opened)
    }

    fn account(&self) -> Account {
        self.account_of(AMARA, &self.table.said)
    }

    fn whole(&self, who: usize) -> u64 {
        let person = self.table.homes[who].person;
        self.account().dues.iter().find(|due| due.to == person).expect("a line").whole_minor
    }
}

#[test]
fn a_price_that_comes_late_in_two_parts_is_everybodys_to_the_last_cent() {
    let mut books = Books::kept();
    let invoice = books.invoice(AMARA, 100_003, &[]);
    assert_eq!(books.account().invoices[0].state(DUE), State::Issued);
    books.payment(BINH, &[invoice], 33_333, 20_828);
    let account = books.account();
    assert_eq!(account.invoices[0].state(DUE), State::Part);
    assert_eq!(account.invoices[0].state(DUE.plus(3)), State::Overdue(3));
    assert_eq!(account.dues.iter().map(|due| due.now_minor).sum::<u64>(), 33_333);

    books.payment(AMARA, &[invoice], 66_670, 20_835);

    let account = books.account();
    assert_eq!((account.received_minor, account.over_minor), (100_003, 0));
    assert_eq!(account.invoices[0].state(DUE.plus(99)), State::Paid);
    assert!(account.dues.iter().all(|due| due.now_minor == due.whole_minor));
    assert_eq!(account.dues.iter().map(|due| due.whole_minor).sum::<u64>(), 100_003);
    let levy = account.dues.last().expect("the levy");
    assert_eq!((levy.to, levy.open_minor()), (books.table.homes[AMARA].charter, 0), "it stays where it came in");
}

#[test]
fn what_was_passed_on_counts_when_whoever_it_was_for_says_so() {
    let mut books = Books::kept();
    books.payment(AMARA, &[], 100_003, 20_828);
    let chidis = books.whole(CHIDI);
    let payout = books.payout(AMARA, CHIDI, chidis);
    let due = |books: &Books| {
        let person = books.table.homes[CHIDI].person;
        let account = books.account();
        let due = account.dues.iter().find(|due| due.to == person).expect("a line").clone();
        (due.open_minor(), due.acknowledged_minor, account.payouts[0].answer.clone())
    };
    assert_eq!(due(&books), (0, 0, Answer::Open));
    books.answer(DALIA, payout, None);
    books.answer(AMARA, payout, None);
    assert_eq!(due(&books), (0, 0, Answer::Open), "neither Dalia nor who paid says that it came");
    books.answer(CHIDI, payout, Some("my bank shows nothing"));
    assert_eq!(due(&books), (0, 0, Answer::Disputed("my bank shows nothing".into())));
    books.answer(CHIDI, payout, None);
    assert_eq!(due(&books), (0, chidis, Answer::Came), "the newest word counts");
}

#[test]
fn whoever_does_not_invoice_says_nothing_of_the_money() {
    let mut books = Books::kept();
    let before = books.account();
    books.invoice(CHIDI, 1, &[]);
    books.payment(EMEKA, &[], 1, 20_828);
    books.payout(DALIA, DALIA, 1);
    assert_eq!(books.account(), before);
}

#[test]
fn a_correction_is_a_new_record_by_the_same_author() {
    let mut books = Books::kept();
    let wrong = books.invoice(AMARA, 1_000_030, &[]);
    books.invoice(BINH, 100_003, &[wrong]);
    assert_eq!(books.account().invoices.len(), 2, "Binh does not replace what Amara wrote");
    let account = books.account();
    let by = |id: Id| account.invoices.iter().find(|invoice| invoice.id == id).map(|invoice| invoice.by);
    assert_eq!(by(wrong), Some(books.table.homes[AMARA].person), "whoever wrote it can be asked");
    let right = books.invoice(AMARA, 100_003, &[wrong]);
    assert!(books.account().invoices.iter().all(|invoice| invoice.minor == 100_003));
    let twice = books.payment(AMARA, &[right], 50_000, 20_828);
    books.payment(AMARA, &[right, twice], 0, 20_828);
    let account = books.account();
    assert_eq!((account.received_minor, account.payments.len()), (0, 0), "0 takes back");
    books.payment(AMARA, &[right], 100_010, 20_829);
    assert_eq!(books.account().over_minor, 7);
}

#[test]
fn what_was_paid_for_an_invoice_counts_for_the_one_in_its_place() {
    let mut books = Books::kept();
    let first = books.invoice(AMARA, 100_003, &[]);
    books.payment(AMARA, &[first], 40_000, 20_828);
    let second = books.invoice(AMARA, 90_000, &[first]);
    books.invoice(BINH, 5, &[second]);
    let third = books.invoice(AMARA, 40_000, &[second]);
    let account = books.account();
    assert_eq!((account.received_minor, account.payments[0].invoice), (40_000, Some(third)));
    let paid = account.invoices.iter().find(|invoice| invoice.id == third).expect("it stands");
    assert_eq!((paid.paid_minor, paid.state(DUE.plus(9))), (40_000, State::Paid));
    assert!(account.invoices.iter().all(|invoice| invoice.id == third || invoice.paid_minor == 0));
}

#[test]
fn an_invoice_is_known_by_the_first_of_those_in_whose_place_it_stands() {
    let mut books = Books::kept();
    let first = books.invoice(AMARA, 100_003, &[]);
    let other = books.invoice(AMARA, 5, &[]);
    let second = books.invoice(AMARA, 90_000, &[first]);
    let binhs = books.invoice(BINH, 7, &[first]);
    let known = |books: &Books, id: Id| {
        let account = books.account();
        account.invoices.iter().find(|invoice| invoice.id == id).map(|invoice| invoice.first)
    };
    assert_eq!(known(&books, second), Some(first));
    assert_eq!(known(&books, other), Some(other), "what corrects nothing is the first itself");
    assert_eq!(known(&books, binhs), Some(binhs), "Binh corrects nothing of Amara's");

    let third = books.invoice(AMARA, 80_000, &[other, second]);

    assert_eq!(known(&books, third), Some(first), "of two chains the one that was begun first");
}

#[test]
fn every_reader_computes_the_same_of_the_same_in_any_order() {
    let mut books = Books::kept();
    let invoice = books.invoice(AMARA, 100_003, &[]);
    books.payment(AMARA, &[invoice], 40_001, 20_828);
    let payout = books.payout(BINH, EMEKA, 5_000);
    books.answer(EMEKA, payout, None);
    let account = books.account();
    let mut said = books.table.said.clone();
    said.reverse();
    said.extend(said[..3].to_vec());
    assert_eq!(books.account_of(EMEKA, &said), account);
    assert!(said.iter().all(|said| Envelope::verify(&said.inner).is_ok()));
}
