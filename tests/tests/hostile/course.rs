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

/// One behaviour by one attacker.
#[derive(Clone, Debug)]
pub struct Part {
    /// What it does.
    pub behaviour: Behaviour,
    /// The home whose keys it uses, where it needs a place on the list.
    pub home: Option<String>,
    /// What has to follow.
    pub follows: Follows,
}

/// What is done at the same time.
#[derive(Clone, Debug)]
pub struct Course(pub Vec<Part>);

impl Course {
    /// The courses that `HOSTILE_ONLY` names, else each behaviour by itself, and then some of them at once.
    pub fn chosen() -> Vec<Course> {
        let behaviours: Vec<Vec<Behaviour>> = match std::env::var("HOSTILE_ONLY") {
            Ok(names) => names.split(',').map(together).collect(),
            Err(_) => Behaviour::ALL.iter().map(|alone| vec![*alone]).chain([AT_ONCE.to_vec()]).collect(),
        };
        behaviours.iter().enumerate().map(|(number, behaviours)| Course::of(number, behaviours)).collect()
    }

    /// - `number`: which course of the run it is. Those who attack at once are all somebody of their own: one home
    ///   is open in one process only, and whoever was cut off earlier would come to nothing.
    fn of(number: usize, behaviours: &[Behaviour]) -> Course {
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
        self.0.iter().filter(|part| part.follows == follows).count() as u64
    }
}

fn together(names: &str) -> Vec<Behaviour> {
    names.split('+').map(|name| Behaviour::named(name).expect("a behaviour")).collect()
}

/// How long each course goes.
pub fn seconds() -> f64 {
    std::env::var("HOSTILE_SECONDS").map_or(SECONDS, |text| text.parse().expect("HOSTILE_SECONDS is a number"))
}
