//! Owns the victim and those who are honest, and what can be seen of them.

use std::collections::{BTreeMap, BTreeSet};
use std::time::{Duration, Instant};

use serde_json::Value;
use tests::hostile::behaviour::Behaviour;
use tests::talko::{DEADLINE, Home, Running, Town, kept_port, text};

/// The counts of `status`, by their words.
pub type Counts = BTreeMap<String, u64>;

/// A home that listens over TCP and QUIC, and relays: it says that it can be called.
pub fn open_home<'a>(town: &'a Town, name: &'a str) -> Home<'a> {
    let (home, port) = (town.home(name), kept_port());
    let tcp = format!("/ip4/127.0.0.1/tcp/{port}");
    let settings = format!(
        "listen = [\"{tcp}\", \"/ip4/127.0.0.1/udp/{port}/quic-v1\"]\nexternal = [\"{tcp}\"]\nlan = false\nupnp = false\n"
    );
    std::fs::write(home.path().join("config.toml"), settings).expect("settings for a home");
    home
}

/// The victim and those who are honest: a member's home and another collective's.
pub struct Place<'a> {
    /// Who is attacked.
    pub victim: Home<'a>,
    /// The victim's process.
    pub process: i32,
    address: String,
    quic: String,
    honest: Home<'a>,
    other: Home<'a>,
}

impl<'a> Place<'a> {
    /// All of them are served.
    pub fn new(victim: Home<'a>, serving: &Running, honest: Home<'a>, other: Home<'a>) -> Place<'a> {
        let listening = victim.data("status")["listening"].take();
        let over = |way: &str| {
            let mut places = listening.as_array().expect("addresses").iter().map(text);
            places
                .find(|place| place.contains(way))
                .unwrap_or_else(|| panic!("it does not listen over {way}: {listening}"))
        };
        let (address, quic) = (over("/tcp/"), over("/quic-v1"));
        Place { victim, process: serving.process(), address, quic, honest, other }
    }

    /// Where the victim listens for those who do this.
    pub fn address(&self, behaviour: Behaviour) -> &str {
        if behaviour.is_over_quic() { &self.quic } else { &self.address }
    }

    /// Makes the homes that will misbehave: members of the victim's collective, and one collective of its own.
    pub fn enlist<'b>(&self, wanted: impl Iterator<Item = (&'b str, Behaviour)>) {
        let (town, mut made) = (self.victim.town(), BTreeSet::new());
        for (name, behaviour) in wanted {
            if !made.insert(name) {
                continue;
            }
            if behaviour == Behaviour::Fork {
                let home = town.founds(name, "Collective M", name);
                let invite = text(&self.victim.data("invite new --collective")["invite"]);
                home.tell(&format!("join {invite} --exchange full --no-input"));
            } else {
                let invite = text(&self.victim.data("invite new --member")["invite"]);
                town.home(name).tell(&format!(r#"join {invite} --name "{name}" --no-input"#));
                self.victim.until("member list", |people| people.to_string().contains(name));
            }
        }
    }

    /// A lead of an honest neighbour arrives; how long that took.
    pub fn arrives(&self, beside: &str, number: usize) -> Duration {
        let writer = if number.is_multiple_of(2) { &self.honest } else { &self.other };
        let begun = Instant::now();
        let lead = writer.data(&format!(r#"lead new "Honest work {number} beside {beside}""#));
        let id = text(&lead["id"]);
        while !self.victim.talko(&format!("lead show {id} --json")).exit.eq(&0) {
            assert!(begun.elapsed() < DEADLINE, "{beside}: the victim does not hear of {id}");
            std::thread::sleep(Duration::from_millis(20));
        }
        begun.elapsed()
    }

    /// Everybody who reads a scope says the same words about it, and shows the same leads.
    pub fn in_step(&self) {
        let leads = |home: &Home<'_>| {
            let leads = home.data("lead list --limit 1000");
            let ids = leads.as_array().expect("a list").iter().map(|lead| text(&lead["id"]));
            ids.collect::<BTreeSet<String>>()
        };
        for home in [&self.honest, &self.other] {
            home.until("status", |status| {
                let own = self.victim.data("status")["digests"].clone();
                let shared = status["digests"].as_object().expect("digests").iter();
                let mut shared = shared.filter(|(scope, _)| own.get(scope.as_str()).is_some()).peekable();
                shared.peek().is_some() && shared.all(|(scope, digest)| own[scope] == *digest)
            });
            assert_eq!(leads(home), leads(&self.victim));
        }
    }

    /// What `/proc` says of the victim in KiB behind a name.
    pub fn kib(&self, name: &str) -> u64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.process)).expect("the victim lives");
        let line = status.lines().find_map(|line| line.strip_prefix(name)).expect("a line");
        line.trim_start_matches(':').trim().trim_end_matches(" kB").parse().expect("a number")
    }

    /// From here on the peak of the victim's memory is that of what comes now.
    pub fn forget_peak(&self) {
        let forgets = format!("/proc/{}/clear_refs", self.process);
        std::fs::write(&forgets, "5").unwrap_or_else(|fault| panic!("{forgets}: {fault}"));
    }

    /// Seconds of a core that the victim has used.
    pub fn worked(&self) -> f64 {
        let stat = std::fs::read_to_string(format!("/proc/{}/stat", self.process)).expect("the victim lives");
        let fields: Vec<&str> = stat.rsplit(") ").next().expect("a line").split(' ').collect();
        // Hundredths of a second: as itself, and as the system on its behalf.
        let ticks = |at: usize| fields[at].parse::<f64>().expect("ticks");
        (ticks(11) + ticks(12)) / 100.0
    }
}

/// What a home refused since its start.
pub fn counts(home: &Home<'_>) -> Counts {
    let refused = home.data("status")["refused"].clone();
    serde_json::from_value(refused).expect("counts by words")
}

/// The counts that have risen, and by how much.
pub fn risen(before: &Counts, after: &Counts) -> Counts {
    let more = |(word, many): (&String, &u64)| {
        let more = many - before.get(word).copied().unwrap_or(0);
        (more > 0).then(|| (word.clone(), more))
    };
    after.iter().filter_map(more).collect()
}

/// True where this lead is among those.
pub fn holds(leads: &Value, id: &Value) -> bool {
    leads.as_array().is_some_and(|leads| leads.iter().any(|lead| lead["id"] == *id))
}
