//! Each constraint with its verdict.

use proptest::prelude::*;
use protocol::bid::floor::{Floor, Refusal, Rule};
use protocol::bid::load::Commitment;
use protocol::fold::marker::{Proof, State};
use protocol::id::Id;
use protocol::matching::asked::{Need, Wishes};
use protocol::matching::candidate::{Candidate, Known};
use protocol::matching::{Because, Constraint, Finding, Fit, Verdict, fit, judge, quick};
use protocol::money::Amount;
use protocol::record::availability::Quiet;
use protocol::record::lead::{Lead, Pay, Per, Seats, Workday};
use protocol::schedule::grid::{Grid, Slots};
use protocol::schedule::zone::Zone;
use protocol::schedule::{Days, Hours};
use protocol::time::{Day, Moment};
use protocol::vocabulary::Vocabulary;
use protocol::wire::Few;

use crate::people::{NOON, ask, binh, few, lead, line, marked, offer, usd, week};

fn of(findings: &[Finding], constraint: &Constraint) -> Option<(Verdict, Because)> {
    let found = findings.iter().find(|finding| finding.constraint == *constraint);
    found.map(|finding| (finding.verdict, finding.because.clone()))
}

fn verdict(lead: &Lead, wishes: &Wishes, candidate: &Candidate, constraint: &Constraint) -> Option<(Verdict, Because)> {
    of(&judge(&ask(lead, wishes), candidate), constraint)
}

#[test]
fn who_fits_is_told_constraint_by_constraint() {
    let findings = judge(&ask(&lead(), &Wishes::default()), &binh(week(), |_| ()));

    let seen: Vec<(&Constraint, Verdict)> =
        findings.iter().map(|finding| (&finding.constraint, finding.verdict)).collect();
    let (skill, language) = (Constraint::Skill("Xero".to_string()), Constraint::Language("en".to_string()));
    let met = [
        &Constraint::Role,
        &skill,
        &language,
        &Constraint::Place,
        &Constraint::Notice,
        &Constraint::Floor,
        &Constraint::Load,
    ];
    assert_eq!(seen, met.map(|constraint| (constraint, Verdict::Met)));
    assert_eq!(fit(&findings), Fit::Fits);
}

#[test]
fn a_role_that_is_switched_off_is_never_a_match() {
    let mut off = week();
    off.roles = few(vec![offer("bookkeeping", false, None), offer("design", true, None)]);
    let because = Because::Inactive("bookkeeping".to_string());
    let binh = binh(off, |_| ());
    assert_eq!(verdict(&lead(), &Wishes::default(), &binh, &Constraint::Role), Some((Verdict::Unmet, because)));
    assert_eq!(quick(&ask(&lead(), &Wishes::default()), &binh), Fit::Misses);
}

#[test]
fn whoever_switched_off_all_roles_is_not_matched_by_a_lead_without_any() {
    let plain = Lead { title: line("Help wanted"), skills: Few::default(), ..lead() };
    let mut off = week();
    off.roles = few(vec![offer("design", false, None)]);
    assert_eq!(quick(&ask(&plain, &Wishes::default()), &binh(off, |_| ())), Fit::Misses);
    assert_eq!(quick(&ask(&plain, &Wishes::default()), &binh(week(), |_| ())), Fit::Fits);
}

#[test]
fn work_that_begins_inside_the_notice_is_refused_to_the_minute() {
    let begin = |minutes: u64| Lead { starts: Some(NOON.after(minutes * 60_000)), ..lead() };
    let notice = |minutes| verdict(&begin(minutes), &Wishes::default(), &binh(week(), |_| ()), &Constraint::Notice);
    let because = |given| Because::Notice { given, asked: 2_880 };
    assert_eq!(notice(2_880), Some((Verdict::Met, because(2_880))));
    assert_eq!(notice(2_879), Some((Verdict::Unmet, because(2_879))));
}

#[test]
fn pay_one_cent_below_the_floor_is_below() {
    let floor = |minor| {
        let mut week = week();
        week.roles = few(vec![offer("bookkeeping", true, Some(minor))]);
        verdict(&lead(), &Wishes::default(), &binh(week, |_| ()), &Constraint::Floor)
    };
    assert_eq!(floor(1_200), Some((Verdict::Met, Because::Paid)));
    let Some((Verdict::Unmet, Because::Floors(broken))) = floor(1_201) else { panic!("12.01 is above 12.00") };
    assert!(matches!(broken[..], [Refusal::Low { minor: 1_200, minutes: 60, least_minor: 1_201, .. }]));
}

#[test]
fn the_bylaws_floor_counts_beside_the_members_own() {
    let hour = Amount { minor: 1_300, currency: usd() };
    let bylaws = [("Book-keeping".to_string(), Floor { rule: Rule::Bylaws, source: Id::of(b"terms"), hour })];
    let row = crate::people::row(week());
    let known = Known { availability: Some(&row), floors: &bylaws, ..Known::default() };
    let binh = Candidate::of(Id::of(b"Binh"), &known, Vocabulary::embedded());
    let found = verdict(&lead(), &Wishes::default(), &binh, &Constraint::Floor);
    let Some((Verdict::Unmet, Because::Floors(broken))) = found else { panic!("13.00 is above 12.00") };
    assert!(matches!(broken[..], [Refusal::Low { floor: Floor { rule: Rule::Bylaws, .. }, .. }]));
}

#[test]
fn a_monthly_pay_is_compared_by_the_minutes_of_a_week() {
    let monthly = |max, minutes_week| {
        let pay = Pay { min: max, max, currency: usd(), per: Per::Month };
        Lead { pay: Some(pay), minutes_week, ..lead() }
    };
    let floor = |lead| {
        verdict(&lead, &Wishes::default(), &binh(week(), |_| ()), &Constraint::Floor).map(|(verdict, _)| verdict)
    };
    // 15 hours a week are 65 a month; at 7.00 that is 455.00.
    assert_eq!(floor(monthly(45_500, Some(900))), Some(Verdict::Met));
    assert_eq!(floor(monthly(45_499, Some(900))), Some(Verdict::Unmet));
    assert_eq!(floor(monthly(45_500, None)), Some(Verdict::Unsaid));
}

#[test]
fn a_week_that_is_full_names_what_fills_it() {
    let what = Id::of(b"corner shop");
    let week_of = NOON.day().plus(10).week();
    let promised = [Commitment { what, first: week_of, last: week_of, minutes: 901 }];
    let row = crate::people::row(week());
    let known = Known { availability: Some(&row), promised: &promised, ..Known::default() };
    let binh = Candidate::of(Id::of(b"Binh"), &known, Vocabulary::embedded());
    let found = verdict(&lead(), &Wishes::default(), &binh, &Constraint::Load);
    let Some((Verdict::Unmet, Because::Full(overload))) = found else { panic!("901 and 900 are above 1800") };
    assert_eq!((overload.week, overload.promised, overload.wanted, overload.with), (week_of, 901, 900, vec![what]));
}

fn melbourne(from: u32, until: u32, least: u64, days: Days) -> Wishes {
    let zone = Zone::named("Australia/Melbourne").expect("embedded");
    let hours = Hours { zone, week: Grid::weekdays(Slots::between(from, until)) };
    Wishes { hours: Some((hours, least)), days: Some(days), ..Wishes::default() }
}

#[test]
fn hours_in_common_are_counted_on_the_day_on_which_clocks_have_changed() {
    // Summer time in Melbourne ends on Sunday 2027-04-04: five shared hours before, six after.
    let days = Days { first: Day(20_908), last: Day(20_913) };
    let found = |least| {
        let found = verdict(&lead(), &melbourne(18, 34, least, days), &binh(week(), |_| ()), &Constraint::Hours);
        let Some((verdict, Because::Overlap(overlap))) = found else { panic!("hours are asked for") };
        (verdict, overlap.days, overlap.short, overlap.worst.expect("days").common_minutes)
    };
    assert_eq!(found(300), (Verdict::Met, 4, 0, 300));
    assert_eq!(found(301), (Verdict::Unmet, 4, 3, 300));
    assert_eq!(found(361), (Verdict::Unmet, 4, 4, 300));
}

#[test]
fn hours_on_a_clock_that_nobody_knows_are_not_passed_over() {
    let hours = Workday { zone: line("Nowhere/At_All"), days: 31, from: 18, until: 34 };
    let strange = Lead { hours: Some(hours), ..lead() };
    let found = verdict(&strange, &Wishes::default(), &binh(week(), |_| ()), &Constraint::Hours);
    assert_eq!(found, Some((Verdict::Unsaid, Because::Zone("Nowhere/At_All".to_string()))));
}

#[test]
fn hours_that_only_quiet_ones_are_missing_from_are_told_apart() {
    let mut quiet = week();
    quiet.quiet = Some(Quiet { from: 18, until: 22 });
    let days = Days { first: Day(20_780), last: Day(20_784) };
    let found = verdict(&lead(), &melbourne(18, 34, 300, days), &binh(quiet, |_| ()), &Constraint::Hours);
    let Some((Verdict::Unmet, Because::Overlap(overlap))) = found else { panic!("two hours are quiet") };
    assert_eq!((overlap.short, overlap.quiet, overlap.worst.map(|worst| worst.common_minutes)), (5, 5, Some(180)));
}

#[test]
fn a_marker_that_does_not_hold_says_why() {
    let need = || Wishes {
        markers: vec![Need { name: "Xero advisor".to_string(), proof: Proof::Attested }],
        ..Wishes::default()
    };
    let constraint = Constraint::Marker("Xero advisor".to_string());
    let found = |marks: &[protocol::fold::marker::Marked]| {
        let known = Known { markers: marks, ..Known::default() };
        let binh = Candidate::of(Id::of(b"Binh"), &known, Vocabulary::embedded());
        verdict(&lead(), &need(), &binh, &constraint).expect("asked for")
    };
    let state = |state| (Verdict::Unmet, Because::Marker(state));
    assert_eq!(found(&[marked("Chidi", |_, _| ())]), (Verdict::Met, Because::Marker(Some(State::Attested))));
    assert_eq!(found(&[]), state(None));
    assert_eq!(found(&[marked("Binh", |_, _| ())]), state(Some(State::Claimed)));
    assert_eq!(found(&[marked("Chidi", |_, mark| mark.revoked = true)]), state(Some(State::Revoked)));
    assert_eq!(found(&[marked("Chidi", |marker, _| marker.until = Some(Day(20_778)))]), state(Some(State::Expired)));
    assert_eq!(found(&[marked("Chidi", |_, mark| mark.hidden = true)]), state(None), "what is hidden is not told");
}

#[test]
fn what_nobody_says_is_open_and_neither_met_nor_missed() {
    let nobody = Candidate::of(Id::of(b"Binh"), &Known::default(), Vocabulary::embedded());
    let findings = judge(&ask(&lead(), &Wishes::default()), &nobody);
    assert!(findings.iter().all(|finding| finding.verdict == Verdict::Unsaid), "{findings:?}");
    assert_eq!(fit(&findings), Fit::Open);
}

#[test]
fn a_place_far_away_is_missed_and_one_in_the_area_met() {
    let here = Lead { remote: Some(false), place: Some(line("Cebu City, Philippines")), ..lead() };
    let place = |area: &[&str]| {
        let mut week = week();
        week.area = few(area.iter().map(|name| line(name)).collect());
        verdict(&here, &Wishes::default(), &binh(week, |_| ()), &Constraint::Place).map(|(verdict, _)| verdict)
    };
    assert_eq!(place(&["Cebu"]), Some(Verdict::Met));
    assert_eq!(place(&["Manila"]), Some(Verdict::Unmet));
    assert_eq!(place(&[]), Some(Verdict::Unmet));
}

#[test]
fn a_lead_that_says_whom_it_needs_asks_for_that_and_not_for_what_its_words_name() {
    let seats = |role| Seats { role: line(role), minutes_week: None, people: 1, markers: Few::default() };
    let role = |role| {
        let lead = Lead { roles: few(vec![seats(role)]), ..lead() };
        verdict(&lead, &Wishes::default(), &binh(week(), |_| ()), &Constraint::Role).map(|(verdict, _)| verdict)
    };
    assert_eq!(role("bookkeeping"), Some(Verdict::Met));
    assert_eq!(role("translation"), Some(Verdict::Unmet), "though its skills name bookkeeping");
}

fn roles() -> impl Strategy<Value = Vec<(&'static str, bool, Option<u64>)>> {
    let names = prop::sample::subsequence(vec!["bookkeeping", "data entry", "graphic design", "translation"], 0..=4);
    names.prop_flat_map(|names| {
        names.into_iter().map(|name| (Just(name), any::<bool>(), proptest::option::of(0..2_000u64))).collect::<Vec<_>>()
    })
}

proptest! {
    #![proptest_config(crate::cases(256))]

    #[test]
    fn looking_quickly_says_the_same_and_nothing_that_is_off_is_matched(
        roles in roles(),
        wanted in prop::sample::subsequence(vec!["bookkeeping", "graphic design", "Xero", "Canva"], 0..=4),
        cap in proptest::option::of(0..2_000u32),
        notice in proptest::option::of(0..9_000u32),
        begins in proptest::option::of(0..9_000u64),
        shared in proptest::option::of(0..500u64),
        remote in any::<bool>(),
    ) {
        let mut week = week();
        week.roles = few(roles.iter().map(|(name, active, floor)| offer(name, *active, *floor)).collect());
        (week.cap_minutes, week.notice_minutes, week.remote) = (cap, notice, remote);
        let lead = Lead {
            title: line("Help wanted"),
            skills: few(wanted.iter().map(|name| line(name)).collect()),
            starts: begins.map(|minutes| Moment(NOON.0 + minutes * 60_000)),
            ..lead()
        };
        let days = Days { first: Day(20_785), last: Day(20_795) };
        let wishes = shared.map_or_else(Wishes::default, |least| melbourne(18, 34, least, days));
        let (asked, binh) = (ask(&lead, &wishes), binh(week, |_| ()));

        let findings = judge(&asked, &binh);

        prop_assert_eq!(quick(&asked, &binh), fit(&findings));
        let on = |name: &str| roles.iter().any(|(role, active, _)| *role == name && *active);
        let work: Vec<&&str> = wanted.iter().filter(|name| ["bookkeeping", "graphic design"].contains(name)).collect();
        if fit(&findings) == Fit::Fits {
            prop_assert!(work.is_empty() || work.iter().any(|name| on(name)));
            prop_assert!(roles.is_empty() || roles.iter().any(|(_, active, _)| *active));
            prop_assert!(cap.is_none_or(|cap| cap >= 900) && remote);
            prop_assert!(begins.zip(notice).is_none_or(|(begins, notice)| begins >= u64::from(notice)));
        }
    }
}
