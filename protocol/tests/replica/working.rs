//! What was done for a bid that was sent: hours, deliveries, and how each kept what they promised.

use protocol::fold::work::{Work, fold};
use protocol::id::Id;
use protocol::local::Version;
use protocol::record::delivery::Delivery;
use protocol::record::outcome::{How, Outcome};
use protocol::record::worklog::WorkLog;
use protocol::sealed::Opened;
use protocol::text::Line;
use protocol::time::Day;
use protocol::wire;

use crate::pooled::*;

struct Site {
    table: Table,
    sent: Id,
}

impl Site {
    fn at_work() -> Site {
        let mut table = Table::signed();
        let sent = table.submit(AMARA).id();
        Site { table, sent }
    }

    fn say<T: serde::Serialize>(&mut self, who: usize, kind: &str, corrects: &[Id], body: &T) -> Id {
        let (bid, names) = (self.table.bid, [&[self.sent], corrects].concat());
        self.table.say(who, kind, bid, &names, (Version::Binding, None), wire::encode(body)).id()
    }

    fn log(&mut self, who: usize, minutes: u32, corrects: &[Id]) -> Id {
        let sent = self.work_row();
        let person = self.table.homes[who].person;
        let line = sent.lines.iter().find(|line| line.participant == person);
        let role = line.map_or(Line::new("painting").expect("short"), |line| line.role.clone());
        let body = WorkLog { readers: self.table.readers(), role, minutes, day: Day(20_810), note: None };
        self.say(who, "worklog", corrects, &body)
    }

    fn outcome(&mut self, who: usize, of: usize, how: How) -> Id {
        let body = Outcome { readers: self.table.readers(), of: self.table.homes[of].person, how, note: None };
        self.say(who, "outcome", &[], &body)
    }

    fn work_row(&self) -> protocol::bid::draft::Draft {
        self.table.row().sent.expect("sent").draft.draft
    }

    fn work(&self) -> Work {
        let row = self.table.row();
        let opened = self.table.said.iter().filter_map(|said| self.table.open(AMARA, said).ok());
        let opened: Vec<Opened> = opened.collect();
        fold(row.sent.as_ref().expect("sent"), &opened)
    }

    fn done(&self, who: usize) -> u64 {
        let person = self.table.homes[who].person;
        self.work().people.iter().find(|worked| worked.participant == person).map_or(0, |worked| worked.done_minutes)
    }
}

#[test]
fn hours_add_up_and_are_corrected_by_their_author_alone() {
    let mut site = Site::at_work();
    let first = site.log(CHIDI, 240, &[]);
    site.log(CHIDI, 60, &[]);
    assert_eq!(site.done(CHIDI), 300);
    site.log(DALIA, 10, &[first]);
    assert_eq!((site.done(CHIDI), site.done(DALIA)), (300, 10), "nobody corrects another's hours");
    site.log(CHIDI, 120, &[first]);
    assert_eq!(site.done(CHIDI), 180);
    site.log(MALLORY, 600, &[]);
    assert_eq!(site.work().logs.len(), 3, "who takes no part has no hours");
}

#[test]
fn how_somebody_kept_it_is_told_by_both_sides_and_counted_apart() {
    let mut site = Site::at_work();
    site.outcome(EMEKA, EMEKA, How::Kept);
    site.outcome(AMARA, EMEKA, How::Kept);
    let emeka = site.table.homes[EMEKA].person;
    assert!(!site.work().is_contested(&emeka));
    site.table.homes[BINH].now = site.table.homes[BINH].now.after(1_000);
    site.outcome(BINH, EMEKA, How::NoShow);
    assert!(site.work().is_contested(&emeka), "both stand, none is taken away");
    assert_eq!(site.work().outcomes.len(), 3);
    site.table.homes[BINH].now = site.table.homes[BINH].now.after(1_000);
    site.outcome(BINH, EMEKA, How::Kept);
    assert!(!site.work().is_contested(&emeka), "the newest word of each counts");
    site.outcome(AMARA, MALLORY, How::NoShow);
    assert_eq!(site.work().outcomes.len(), 3, "nobody is judged who takes no part");
}

#[test]
fn what_was_handed_over_is_accepted_by_a_record_of_its_own() {
    let mut site = Site::at_work();
    let what = Line::new("Books of January").expect("short");
    let readers = site.table.readers();
    let body = Delivery { readers, what, day: Day(20_815), accepted: None };
    let first = site.say(DALIA, "delivery", &[], &body);
    site.say(DALIA, "delivery", &[first], &Delivery { accepted: Some(Day(20_818)), ..body });
    let deliveries = site.work().deliveries;
    assert_eq!((deliveries.len(), deliveries[0].accepted), (1, Some(Day(20_818))));
}
