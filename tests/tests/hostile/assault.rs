//! Owns the siege: one course against the victim, with honest leads meanwhile, and what is asserted of it.

use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::Value;
use tests::hostile::behaviour::Behaviour;
use tests::talko::{DEADLINE, Home};

use crate::attack::Attack;
use crate::course::{Course, Follows, Part};
use crate::place::{Counts, Place, counts, risen};

/// 64 MiB more than before an attack: what a victim may take meanwhile.
const MORE_KIB: u64 = 64 << 10;
/// 256 MiB where all tickets come that a device has had in nine weeks on both sides: 32,000 records, which are held as
/// anybody's are.
const ALL_TICKETS_KIB: u64 = 256 << 10;
/// 5 s: of twenty honest leads nineteen arrive within it; looked at where attacks last a minute.
const ARRIVES: Duration = Duration::from_secs(5);
/// 10 s from the first hostile byte on: until then `status` says that it is held back.
const NOTICED: Duration = Duration::from_secs(10);
/// From so many seconds an attack on, figures of time are looked at.
const LONG: f64 = 20.0;
/// Between two honest leads of a long attack: their writer has 2,000 tickets a week for all of them.
const PACE: Duration = Duration::from_secs(3);
/// Between two looks at the victim's counts.
const LOOK: Duration = Duration::from_millis(100);

/// Ends the watch when it is dropped, so that a test that fails does not wait for it.
struct Ends<'a>(&'a AtomicBool);

impl Drop for Ends<'_> {
    fn drop(&mut self) {
        self.0.store(true, Ordering::SeqCst);
    }
}

/// One course for so long, with honest leads meanwhile.
pub fn besiege(place: &Place<'_>, course: &Course, seconds: f64) {
    let (name, folder) = (course.name(), place.victim.town().folder());
    let attack = |part: &Part| Attack::begin(folder, part, seconds, place.address(part.behaviour));
    let (refused, memory, worked) = (counts(&place.victim), place.kib("VmRSS"), place.worked());
    place.forget_peak();
    let over = AtomicBool::new(false);
    let begun = Instant::now();
    let mut latencies = Vec::new();
    let mut attacks: Vec<Attack> = course.0.iter().map(attack).collect();
    let (told, noticed) = thread::scope(|scope| {
        let ends = Ends(&over);
        let watching = scope.spawn(|| watch(place.victim, course, &refused, &over));
        for part in course.0.iter().filter(|part| part.behaviour == Behaviour::Removed) {
            let name = part.home.as_deref().expect("it is listed until now");
            place.victim.tell(&format!("member remove {name} --confirm {name}"));
        }
        loop {
            latencies.push(place.arrives(&name, latencies.len()));
            if seconds < LONG || attacks.iter_mut().all(Attack::has_ended) {
                break;
            }
            thread::sleep(PACE.saturating_sub(latencies.last().copied().unwrap_or_default()));
        }
        let mut told: Vec<Value> = attacks.iter_mut().map(Attack::told).collect();
        // What follows is counted once enough has come. On a busy machine a second may be too short for that: then
        // it does the same for another one.
        for (part, told) in course.0.iter().zip(&mut told) {
            while !followed(course, part, told, &risen(&refused, &counts(&place.victim))) && begun.elapsed() < DEADLINE
            {
                *told = attack(part).told();
            }
        }
        drop(ends);
        (told, watching.join().expect("the counts can be read"))
    });
    let lasted = begun.elapsed();
    let more = place.kib("VmHWM").saturating_sub(memory);
    let risen = risen(&refused, &counts(&place.victim));
    latencies.sort_unstable();
    let late = latencies[(latencies.len() * 95).div_ceil(100) - 1];
    let busy = (place.worked() - worked) / lasted.as_secs_f64();
    println!(
        "{name:>16}: +{:.1} MiB, {busy:.2} cores, {} leads, p95 {late:.2?}, counted {risen:?}",
        more as f64 / 1_024.0,
        latencies.len(),
    );
    let most = if course.0.iter().any(|part| part.behaviour == Behaviour::Weeks) { ALL_TICKETS_KIB } else { MORE_KIB };
    assert!(more <= most, "{name}: the victim takes {more} KiB more");
    for (at, part) in course.0.iter().enumerate() {
        let (told, behaviour) = (&told[at], part.behaviour);
        let after = attacks[at].begun().zip(noticed[at]).map(|(begun, at)| at.saturating_duration_since(begun));
        println!("{:>18}{}, noticed after {after:.2?}", "", told["did"]);
        assert!(followed(course, part, told, &risen), "{behaviour:?}: not {:?}: {risen:?}, {told}", part.follows);
        if part.is_counted() && seconds >= LONG {
            assert!(after.is_some_and(|after| after <= NOTICED), "{behaviour:?}: {:?} after {after:?}", part.follows);
        }
    }
    if seconds >= LONG {
        assert!(late < ARRIVES, "{name}: p95 {late:?}");
    }
}

/// When each part of the course was first seen to be held back, where `status` says that.
fn watch(victim: Home<'_>, course: &Course, before: &Counts, over: &AtomicBool) -> Vec<Option<Instant>> {
    let mut noticed = vec![None; course.0.len()];
    while course.0.iter().zip(&noticed).any(|(part, noticed)| part.is_counted() && noticed.is_none()) {
        let last = over.load(Ordering::SeqCst);
        let risen = risen(before, &counts(&victim));
        for (part, noticed) in course.0.iter().zip(&mut noticed) {
            if noticed.is_none() && part.is_counted() && counted(course, part, &risen) {
                *noticed = Some(Instant::now());
            }
        }
        if last {
            break;
        }
        thread::sleep(LOOK);
    }
    noticed
}

/// True where each count by which it is known has risen, by as many as are known by it.
fn counted(course: &Course, part: &Part, risen: &Counts) -> bool {
    part.follows.iter().all(|follows| match follows {
        Follows::Counted(words) => words.iter().any(|word| risen.get(*word) >= Some(&course.sharing(*follows))),
        Follows::Held(_) => true,
    })
}

/// True where something was done, and all that has to follow has.
fn followed(course: &Course, part: &Part, told: &Value, risen: &Counts) -> bool {
    let did = |words: &[&str]| words.iter().any(|word| told["did"][word].is_u64());
    let done = told["did"].as_object().is_some_and(|did| !did.is_empty());
    let held = part.follows.iter().all(|follows| match follows {
        Follows::Held(words) => did(words),
        Follows::Counted(_) => true,
    });
    done && held && counted(course, part, risen)
}
