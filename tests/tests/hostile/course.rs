//! Owns what is done in which order: the courses of a run, who does each part of them, and what has to follow.

use tests::hostile::behaviour::Behaviour;

/// 1 s for each course in the ordinary test.
const SECONDS: f64 = 1.0;
/// Three at once in the ordinary test: what fills the lines, what is cut off, and what fills the disk.
const AT_ONCE: &[Behaviour] = &[Behaviour::Strangers, Behaviour::Forged, Behaviour::Flood];

/// What has to follow for the one who misbehaves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Follows {
    /// One of these counts of `status` has risen.
    Counted(&'static [&'static str]),
    /// One of these counts of the attacker has: it was turned away, not answered or hung up on.
    Held(&'static [&'static str]),
}

/// For what no honest home does.
const CUT: Follows = Follows::Counted(&["limited", "cut-off"]);

/// For strangers beyond their places: in a minute in which others have called already they are not even let so far.
const CROWD: &[&str] = &["stranger-beyond", "caller-beyond"];

/// Who does it, and all that follows. A name of its own for each that is cut off in the end.
fn expected(behaviour: Behaviour) -> (Option<&'static str>, &'static [Follows]) {
    use Follows::{Counted, Held};
    match behaviour {
        Behaviour::Unread => (None, &[Held(&["left-unread"]), Counted(&["line-overfull"])]),
        Behaviour::Crumbs => (None, &[Counted(&["line-overfull"])]),
        Behaviour::UnreadQuic | Behaviour::CrumbsQuic => (None, &[Held(&["left-unread"])]),
        Behaviour::Strangers => (None, &[Counted(CROWD), Counted(&["sync-unlisted", "caller-beyond"])]),
        Behaviour::HalfOpen => (None, &[Counted(&["handshake-beyond"])]),
        Behaviour::StrangersQuic => (None, &[Counted(CROWD), Counted(&["sync-unlisted", "caller-beyond"])]),
        Behaviour::HalfOpenQuic => (None, &[Counted(&["handshake-beyond"])]),
        Behaviour::Relayed => {
            (None, &[Counted(&["reservation-refused", "caller-beyond"]), Counted(&["circuit-beyond", "caller-beyond"])])
        }
        Behaviour::Knocks => (None, &[Counted(&["hurried-knock", "caller-beyond"])]),
        Behaviour::Identities => (None, &[]),
        Behaviour::Malformed => (Some("Malformed"), &[CUT]),
        Behaviour::Lengths => (Some("Lengths"), &[CUT]),
        Behaviour::Slow => (Some("Mallory"), &[]),
        Behaviour::Streams => (Some("Mallory"), &[Counted(&["stream-beyond"])]),
        Behaviour::Unrequested => (Some("Unrequested"), &[CUT]),
        Behaviour::WantAll => (Some("WantAll"), &[Counted(&["hurried-catch-up"])]),
        Behaviour::Endless => (Some("Endless"), &[CUT]),
        Behaviour::Forged => (Some("Forged"), &[CUT]),
        Behaviour::Misplaced => (Some("Misplaced"), &[CUT]),
        Behaviour::Replay => (Some("Mallory"), &[]),
        Behaviour::Tickets => (Some("Mallory"), &[Counted(&["superfluous"])]),
        Behaviour::Flood => (Some("Mallory"), &[]),
        Behaviour::Weeks => (Some("Mallory"), &[]),
        Behaviour::RelayedListed => (Some("Mallory"), &[]),
        Behaviour::Subscriptions => (Some("Mallory"), &[]),
        Behaviour::Claims => (Some("Mallory"), &[]),
        Behaviour::Churn => (Some("Mallory"), &[]),
        Behaviour::Noise => (Some("Noise"), &[CUT]),
        Behaviour::Misdated => (Some("Mallory"), &[Counted(&["early", "expired"])]),
        Behaviour::Fork => (Some("Fork"), &[]),
        Behaviour::WrappedAgain => (Some("Mallory"), &[]),
        Behaviour::Painting => (Some("Painting"), &[CUT]),
        Behaviour::Removed => (Some("Removed"), &[Held(&["shut-out"]), Counted(&["sync-unlisted", "caller-beyond"])]),
    }
}

/// One behaviour by one attacker.
#[derive(Clone, Debug)]
pub struct Part {
    /// What it does.
    pub behaviour: Behaviour,
    /// The home whose keys it uses, where it needs a place on the list.
    pub home: Option<String>,
    /// All that has to follow; nothing where it may do that, and harms nobody.
    pub follows: &'static [Follows],
}

impl Part {
    /// True where `status` has to say that it is held back.
    pub fn is_counted(&self) -> bool {
        self.follows.iter().any(|follows| matches!(follows, Follows::Counted(_)))
    }
}

/// What is done at the same time.
#[derive(Clone, Debug)]
pub struct Course(pub Vec<Part>);

impl Course {
    /// The courses that `HOSTILE_ONLY` names, else all, one after the other, and some of them at once.
    pub fn chosen() -> Vec<Course> {
        let behaviours: Vec<Vec<Behaviour>> = match std::env::var("HOSTILE_ONLY") {
            Ok(names) => names.split(',').map(together).collect(),
            Err(_) => ordinary(),
        };
        behaviours.iter().enumerate().map(|(number, behaviours)| Course::of(number, behaviours)).collect()
    }

    /// These at once, or one by itself.
    ///
    /// - `number`: which course of the run it is. Those who attack at once are all somebody of their own: one home
    ///   is open in one process only, and whoever was cut off earlier would come to nothing.
    pub fn of(number: usize, behaviours: &[Behaviour]) -> Course {
        let part = |(place, behaviour): (usize, &Behaviour)| {
            let (name, follows) = expected(*behaviour);
            let own = |name: &str| match behaviours {
                [_] => name.to_owned(),
                _ => format!("{name}-{number}-{place}"),
            };
            Part { behaviour: *behaviour, home: name.map(own), follows }
        };
        Course(behaviours.iter().enumerate().map(part).collect())
    }

    /// Its name, as `HOSTILE_ONLY` takes it.
    pub fn name(&self) -> String {
        self.0.iter().map(|part| part.behaviour.name()).collect::<Vec<_>>().join("+")
    }

    /// The homes that it needs on the victim's list, and what each is for.
    pub fn listed(&self) -> impl Iterator<Item = (&str, Behaviour)> {
        self.0.iter().filter_map(|part| Some((part.home.as_deref()?, part.behaviour)))
    }

    /// So many attackers of this course are known by these counts.
    pub fn sharing(&self, follows: Follows) -> u64 {
        self.0.iter().filter(|part| part.follows.contains(&follows)).count() as u64
    }
}

/// Who comes over QUIC is last: of whoever leaves there without a word the victim learns after 10 s only. Those at once
/// leave thousands of records behind, which whoever wants all of them would get 120 times before it is held back.
fn ordinary() -> Vec<Vec<Behaviour>> {
    let alone = |over_quic: bool| {
        let some = Behaviour::ALL.iter().filter(move |behaviour| behaviour.is_over_quic() == over_quic);
        some.map(|behaviour| vec![*behaviour])
    };
    alone(false).chain([AT_ONCE.to_vec()]).chain(alone(true)).collect()
}

fn together(names: &str) -> Vec<Behaviour> {
    names.split('+').map(|name| Behaviour::named(name).expect("a behaviour")).collect()
}

/// How long each course goes.
pub fn seconds() -> f64 {
    std::env::var("HOSTILE_SECONDS").map_or(SECONDS, |text| text.parse().expect("HOSTILE_SECONDS is a number"))
}
