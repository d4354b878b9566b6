//! A hostile peer against a real home among honest ones: whatever it does, the victim lives, stays small,
//! hears its neighbours, and shows in the end what they show.
//!
//! `HOSTILE_SECONDS=60 cargo test --release -p tests --test hostile -- --nocapture` gives each behaviour a
//! minute; `HOSTILE_ONLY=forged,flood` picks some.
//!
//! What a process takes is read from `/proc`.

#![cfg(target_os = "linux")]

use std::collections::BTreeMap;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;
use tests::hostile::behaviour::Behaviour;
use tests::talko::{DEADLINE, Home, Running, Town, text};

/// 1 s for each behaviour in the ordinary test.
const SECONDS: f64 = 1.0;
/// 64 MiB more than before an attack: what a victim may take meanwhile.
const MORE_KIB: u64 = 64 << 10;
/// 5 s: of twenty honest leads nineteen arrive within it; looked at where attacks last a minute.
const ARRIVES: Duration = Duration::from_secs(5);
/// From so many seconds an attack on, figures of time are looked at.
const LONG: f64 = 20.0;
/// Between two honest leads of a long attack: their writer has 2,000 tickets a week for all of them.
const PACE: Duration = Duration::from_secs(3);
/// The program that misbehaves.
const HOSTILE: &str = env!("CARGO_BIN_EXE_talko-hostile");

/// What has to follow for the one who misbehaves.
#[derive(Clone, Copy, Debug)]
enum Follows {
    /// One of these counts of `status` has risen.
    Counted(&'static [&'static str]),
    /// One of these counts of the attacker has: it was turned away, not answered or hung up on.
    Held(&'static [&'static str]),
    /// Nothing: it may do that, and harms nobody.
    Nothing,
}

/// Who does it, and what follows. A name of its own for each that is cut off in the end.
fn expected(behaviour: Behaviour) -> (Option<&'static str>, Follows) {
    use Follows::{Counted, Held, Nothing};
    let cut: &[&str] = &["limited", "cut-off"];
    match behaviour {
        Behaviour::Strangers => (None, Held(&["closed", "refused", "turned-away"])),
        Behaviour::HalfOpen => (None, Nothing),
        Behaviour::Knocks => (None, Counted(&["hurried-knock"])),
        Behaviour::Identities => (None, Nothing),
        Behaviour::Malformed => (Some("Malformed"), Counted(cut)),
        Behaviour::Lengths => (Some("Lengths"), Counted(cut)),
        Behaviour::Slow => (Some("Mallory"), Nothing),
        Behaviour::Streams => (Some("Mallory"), Held(&["refused", "unanswered", "line-closed"])),
        Behaviour::Unrequested => (Some("Unrequested"), Counted(cut)),
        Behaviour::WantAll => (Some("WantAll"), Counted(&["hurried-catch-up"])),
        Behaviour::Endless => (Some("Endless"), Counted(cut)),
        Behaviour::Forged => (Some("Forged"), Counted(cut)),
        Behaviour::Misplaced => (Some("Misplaced"), Counted(cut)),
        Behaviour::Replay => (Some("Mallory"), Nothing),
        Behaviour::Tickets => (Some("Mallory"), Counted(&["superfluous"])),
        Behaviour::Flood => (Some("Mallory"), Nothing),
        Behaviour::Subscriptions => (Some("Mallory"), Nothing),
        Behaviour::Claims => (Some("Mallory"), Nothing),
        Behaviour::Churn => (Some("Mallory"), Nothing),
        Behaviour::Noise => (Some("Noise"), Counted(cut)),
        Behaviour::Misdated => (Some("Mallory"), Counted(&["early", "expired"])),
        Behaviour::Fork => (Some("Fork"), Nothing),
        Behaviour::WrappedAgain => (Some("Mallory"), Nothing),
        Behaviour::Painting => (Some("Painting"), Counted(cut)),
        Behaviour::Removed => (Some("Removed"), Held(&["shut-out"])),
    }
}

/// The victim and those who are honest: a member's home and another collective's.
struct Place<'a> {
    victim: Home<'a>,
    serving: &'a Running,
    honest: Home<'a>,
    other: Home<'a>,
    address: String,
}

#[test]
fn a_hostile_peer_harms_nobody() {
    let (seconds, chosen) = (seconds(), chosen());
    let town = Town::new();
    let (victim, serving, other) = town.neighbours("A", "C");
    let others = other.serve();
    let (honest, honests) = town.joins(&victim, "B", "Binh");
    let lead = honest.data(r#"lead new "Payroll for a bakery" --contact "Chidi, chidi@bakery.example""#);
    victim.until("lead list", |leads| holds(leads, &lead["id"]));
    // To whom to write is sealed in a record of its own, which may come behind the lead.
    let show = format!("lead show {}", text(&lead["id"]));
    let contact = victim.until(&show, |lead| lead["contact"]["text"].is_string())["contact"].take();
    enlist(&victim, &chosen);
    let address = text(&victim.data("status")["listening"][0]);
    let place = Place { victim, serving: &serving, honest, other, address };
    for behaviour in chosen {
        besiege(&place, &town, behaviour, seconds);
    }
    assert_eq!(victim.data(&show)["contact"], contact, "who to write to");
    in_step(&place);
    assert_eq!((honests.stop(), others.stop()), (0, 0));
    // Its log is looked through for panics.
    assert_eq!(serving.stop(), 0);
}

/// Makes the homes that will misbehave: members of the victim's collective, and one collective of its own.
fn enlist(victim: &Home<'_>, chosen: &[Behaviour]) {
    let mut names: Vec<&str> = chosen.iter().filter_map(|behaviour| expected(*behaviour).0).collect();
    names.sort_unstable();
    names.dedup();
    let town = victim.town();
    for name in names {
        if name == "Fork" {
            let home = town.founds(name, "Collective M", name);
            let invite = text(&victim.data("invite new --collective")["invite"]);
            home.tell(&format!("join {invite} --exchange full --no-input"));
        } else {
            let invite = text(&victim.data("invite new --member")["invite"]);
            town.home(name).tell(&format!(r#"join {invite} --name "{name}" --no-input"#));
            victim.until("member list", |people| people.to_string().contains(name));
        }
    }
}

/// One behaviour for so long, with honest leads meanwhile.
fn besiege(place: &Place<'_>, town: &Town, behaviour: Behaviour, seconds: f64) {
    let (name, follows) = expected(behaviour);
    let process = place.serving.process();
    let (refused, memory, worked) = (counts(place), kib(process, "VmRSS"), cpu_ticks(process));
    // From here on the peak of its memory is that of this attack.
    let forgets = format!("/proc/{process}/clear_refs");
    std::fs::write(&forgets, "5").unwrap_or_else(|fault| panic!("{forgets}: {fault}"));
    let mut attacker = Attack::begin(town, behaviour, seconds, &place.address, name);
    let mut latencies = Vec::new();
    let begun = Instant::now();
    if behaviour == Behaviour::Removed {
        place.victim.tell("member remove Removed --confirm Removed");
    }
    loop {
        latencies.push(arrives(place, behaviour, latencies.len()));
        if seconds < LONG || attacker.has_ended() {
            break;
        }
        std::thread::sleep(PACE.saturating_sub(latencies.last().copied().unwrap_or_default()));
    }
    let mut told = attacker.told();
    // What follows is counted once enough has come. On a busy machine a second may be too short for that: then it
    // does the same for another one.
    while !followed(follows, &told, &risen(&refused, &counts(place))) && begun.elapsed() < DEADLINE {
        told = Attack::begin(town, behaviour, seconds, &place.address, name).told();
    }
    let lasted = begun.elapsed();
    let more = kib(process, "VmHWM").saturating_sub(memory);
    let risen = risen(&refused, &counts(place));
    latencies.sort_unstable();
    let late = latencies[(latencies.len() * 95).div_ceil(100) - 1];
    let busy = (cpu_ticks(process) - worked) as f64 / 100.0 / lasted.as_secs_f64();
    println!(
        "{:>14}: +{:.1} MiB, {busy:.2} cores, {} leads, p95 {late:.2?}, counted {risen:?}, {}",
        behaviour.name(),
        more as f64 / 1_024.0,
        latencies.len(),
        told["did"]
    );
    assert!(more <= MORE_KIB, "{behaviour:?}: the victim takes {more} KiB more");
    assert!(followed(follows, &told, &risen), "{behaviour:?}: not {follows:?}: {risen:?}, {told}");
    if seconds >= LONG {
        assert!(late < ARRIVES, "{behaviour:?}: p95 {late:?}");
    }
}

/// True where something was done, and what has to follow has.
fn followed(follows: Follows, told: &Value, risen: &BTreeMap<String, u64>) -> bool {
    let done = told["did"].as_object().is_some_and(|did| !did.is_empty());
    let noticed = match follows {
        Follows::Counted(words) => words.iter().any(|word| risen.contains_key(*word)),
        Follows::Held(words) => words.iter().any(|word| told["did"][word].is_u64()),
        Follows::Nothing => true,
    };
    done && noticed
}

/// A lead of the honest neighbour arrives; how long that took.
fn arrives(place: &Place<'_>, behaviour: Behaviour, number: usize) -> Duration {
    let writer = if number.is_multiple_of(2) { &place.honest } else { &place.other };
    let begun = Instant::now();
    let lead = writer.data(&format!(r#"lead new "Honest work {number} beside {}""#, behaviour.name()));
    let id = text(&lead["id"]);
    while !place.victim.talko(&format!("lead show {id} --json")).exit.eq(&0) {
        assert!(begun.elapsed() < DEADLINE, "{behaviour:?}: the victim does not hear of {id}");
        std::thread::sleep(Duration::from_millis(20));
    }
    begun.elapsed()
}

/// Everybody who reads a scope says the same words about it, and shows the same leads.
fn in_step(place: &Place<'_>) {
    let leads = |home: &Home<'_>| {
        let mut ids: Vec<String> = home
            .data("lead list --limit 1000")
            .as_array()
            .expect("a list")
            .iter()
            .map(|lead| text(&lead["id"]))
            .collect();
        ids.sort_unstable();
        ids
    };
    for home in [&place.honest, &place.other] {
        home.until("status", |status| {
            let own = place.victim.data("status")["digests"].clone();
            let shared = status["digests"].as_object().expect("digests").iter();
            let mut shared = shared.filter(|(scope, _)| own.get(scope.as_str()).is_some()).peekable();
            shared.peek().is_some() && shared.all(|(scope, digest)| own[scope] == *digest)
        });
        assert_eq!(leads(home), leads(&place.victim));
    }
}

/// The attacker while it runs; ended by its id.
struct Attack {
    child: Child,
    ends: Instant,
}

impl Attack {
    fn begin(town: &Town, behaviour: Behaviour, seconds: f64, address: &str, home: Option<&str>) -> Attack {
        let mut command = Command::new(HOSTILE);
        command.args([behaviour.name(), &seconds.to_string(), address]).args(home).current_dir(town.folder());
        let child = command.stdout(Stdio::piped()).spawn().expect("the hostile peer starts");
        Attack { child, ends: Instant::now() + Duration::from_secs_f64(seconds) + DEADLINE }
    }

    fn has_ended(&mut self) -> bool {
        self.child.try_wait().expect("a child can be waited for").is_some()
    }

    /// Waits for what it did.
    fn told(mut self) -> Value {
        while !self.has_ended() {
            assert!(Instant::now() < self.ends, "the hostile peer does not end");
            std::thread::sleep(Duration::from_millis(20));
        }
        let mut said = String::new();
        let mut stdout = self.child.stdout.take().expect("piped above");
        std::io::Read::read_to_string(&mut stdout, &mut said).expect("UTF-8");
        assert!(self.child.wait().expect("it has ended").success(), "the hostile peer could not do it");
        serde_json::from_str(&said).unwrap_or_else(|fault| panic!("{fault}: {said}"))
    }
}

impl Drop for Attack {
    fn drop(&mut self) {
        if !self.has_ended() {
            tests::talko::running::kill(self.child.id() as i32);
            self.child.wait().expect("it was killed");
        }
    }
}

fn seconds() -> f64 {
    std::env::var("HOSTILE_SECONDS").map_or(SECONDS, |text| text.parse().expect("HOSTILE_SECONDS is a number"))
}

fn chosen() -> Vec<Behaviour> {
    match std::env::var("HOSTILE_ONLY") {
        Ok(names) => names.split(',').map(|name| Behaviour::named(name).expect("a behaviour")).collect(),
        Err(_) => Behaviour::ALL.to_vec(),
    }
}

fn holds(leads: &Value, id: &Value) -> bool {
    leads.as_array().is_some_and(|leads| leads.iter().any(|lead| lead["id"] == *id))
}

fn counts(place: &Place<'_>) -> BTreeMap<String, u64> {
    let refused = place.victim.data("status")["refused"].clone();
    serde_json::from_value(refused).expect("counts by words")
}

fn risen(before: &BTreeMap<String, u64>, after: &BTreeMap<String, u64>) -> BTreeMap<String, u64> {
    let more = |(word, many): (&String, &u64)| {
        let more = many - before.get(word).copied().unwrap_or(0);
        (more > 0).then(|| (word.clone(), more))
    };
    after.iter().filter_map(more).collect()
}

/// What `/proc` says in KiB behind a name.
fn kib(process: i32, name: &str) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).expect("the victim lives");
    let line = status.lines().find_map(|line| line.strip_prefix(name)).expect("a line");
    line.trim_start_matches(':').trim().trim_end_matches(" kB").parse().expect("a number")
}

/// Hundredths of a second of a core that it has used.
fn cpu_ticks(process: i32) -> u64 {
    let stat = std::fs::read_to_string(format!("/proc/{process}/stat")).expect("the victim lives");
    let fields: Vec<&str> = stat.rsplit(") ").next().expect("a line").split(' ').collect();
    fields[11].parse::<u64>().expect("ticks") + fields[12].parse::<u64>().expect("ticks")
}
