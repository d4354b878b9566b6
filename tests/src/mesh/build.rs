//! Owns how a mesh comes to be: places, lines, collectives, their federation, their members.

use std::fs;
use std::sync::Mutex;
use std::sync::atomic::{AtomicI32, AtomicU32};
use std::thread;
use std::time::{Duration, Instant};

use super::{Member, Mesh};
use crate::lines::{Lines, PORT, Weather};
use crate::network::{Lab, LabFault};
use crate::talko::{Town, text};

/// 180 s: until all homes of a mesh that was built know all others.
const BUILT: Duration = Duration::from_secs(180);

impl Mesh {
    /// Builds homes in collectives of one federation; all are served, and agree.
    ///
    /// - `homes`: at most 200, a multiple of `collectives`, of which there are 2 to 8.
    ///
    /// # Errors
    /// [`LabFault`] where there can be no namespaces.
    pub fn build(homes: usize, collectives: usize, seed: u64, weather: Weather) -> Result<Mesh, LabFault> {
        let mut lab = Lab::build()?;
        let town = Town::new();
        let mut members = Vec::new();
        for home in 0..homes {
            let name = format!("h{home}");
            let place = lab.alone(&name, home as u8 + 1)?;
            let listen = format!("listen = [\"/ip4/{}/tcp/{PORT}\"]\nlan = false\nupnp = false\n", place.address);
            fs::write(town.home(&name).path().join("config.toml"), listen).expect("settings for a home");
            let (slot, process, ended) = (Mutex::default(), AtomicI32::new(0), AtomicU32::new(0));
            members.push(Member { name, place, slot, process, ended });
        }
        let places: Vec<_> = members.iter().map(|member| member.place.clone()).collect();
        let lines = Lines::between(&places, seed, weather)
            .map_err(|source| LabFault::Run { step: "the lines between homes".into(), source })?;
        let mesh = Mesh { members, saved: Mutex::default(), collectives, lines, town, _lab: lab };
        mesh.settle();
        Ok(mesh)
    }

    fn settle(&self) {
        let begun = Instant::now();
        for founder in 0..self.collectives {
            let line = format!(r#"setup --start "Collective {founder}" --name "Person {founder}" --no-input"#);
            self.home(founder).tell(&line);
        }
        self.start(0);
        for founder in 1..self.collectives {
            let line = text(&self.home(0).data("invite new --collective")["invite"]);
            self.alone(founder, &format!("join {line} --exchange full --no-input"));
            self.start(founder);
        }
        thread::scope(|scope| {
            for founder in 0..self.collectives {
                scope.spawn(move || {
                    for home in (founder + self.collectives..self.len()).step_by(self.collectives) {
                        let line = text(&self.home(founder).data("invite new --member")["invite"]);
                        self.alone(home, &format!(r#"join {line} --name "Person {home}" --no-input"#));
                        self.start(home);
                    }
                });
            }
        });
        self.agree(begun, BUILT);
        eprintln!("{} homes in {} collectives agree after {:.1?}", self.len(), self.collectives, begun.elapsed());
    }
}
