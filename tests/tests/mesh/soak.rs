//! A federation that goes on for long, while every half minute a home is ended or begins again.

use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread;
use std::time::{Duration, Instant};

use rand::rngs::StdRng;
use rand::{RngExt as _, SeedableRng as _};
use tests::mesh::Mesh;
use tests::mesh::figures::Figures;

use crate::{mesh, set};

/// Homes 0 and 1 run through, so that what they take can be compared.
const THROUGH: usize = 2;
/// 8 MiB and 16 KiB for each record that came: what memory may grow by between the second quarter and the last. A
/// record takes about 2 KiB of it; a connection that is left behind takes more than the rest in an hour of churn.
const MEMORY: (u64, u64) = (8 << 20, 16 << 10);
/// 32 files: connections that come and go.
const FILES: u64 = 32;
/// 256: what a system grants that is sparing.
const FILES_MAX: u64 = 256;
/// 16 MiB and 16 KiB for each record that came: what a folder may grow by.
const DISK: (u64, u64) = (16 << 20, 16 << 10);
/// 60 s: within which all homes agree in the end.
const AGREE: Duration = Duration::from_secs(60);

#[test]
#[ignore = "takes as long as SOAK_MINUTES says, 20 where it says nothing"]
fn a_federation_that_goes_on_takes_no_more_and_more_of_its_machines() {
    let seed = set("SOAK_SEED", 1);
    let Some(mesh) = mesh(8, 4, seed) else { return };
    let begun = Instant::now();
    let lasts = Duration::from_secs(60 * set::<u64>("SOAK_MINUTES", 20));
    let churn = Duration::from_secs(set("SOAK_CHURN_SECONDS", 30));
    let pause = Duration::from_secs(60) / set("SOAK_WRITES", 30);
    let mut chance = StdRng::seed_from_u64(seed);
    let mut writes = StdRng::seed_from_u64(chance.random());
    let mut taken: Vec<Vec<Figures>> = vec![Vec::new(); THROUGH];
    let (mut kills, mut stops) = (0, 0);
    let (send, stop) = mpsc::channel::<()>();
    thread::scope(|scope| {
        let written = &mesh;
        scope.spawn(move || {
            while stop.recv_timeout(pause) == Err(RecvTimeoutError::Timeout) {
                written.write_somewhere(&mut writes);
            }
        });
        let mut off: Option<usize> = None;
        while begun.elapsed() < lasts {
            // Who is off begins again; else somebody ends, one way or the other.
            match off.take() {
                Some(home) => mesh.start(home),
                None => {
                    let home = chance.random_range(THROUGH..mesh.len());
                    if chance.random() {
                        mesh.kill(home);
                        kills += 1;
                    } else {
                        mesh.stop(home);
                        stops += 1;
                    }
                    off = Some(home);
                }
            }
            // The churn has its own pace: there is nothing to wait for.
            thread::sleep(churn.min(lasts.saturating_sub(begun.elapsed())));
            for (home, taken) in taken.iter_mut().enumerate() {
                taken.push(mesh.figures(home).expect("it runs through"));
            }
        }
        drop(send);
        off.into_iter().for_each(|home| mesh.start(home));
    });
    let agreed = mesh.agree(Instant::now(), AGREE);
    mesh.nothing_is_lost();
    eprintln!(
        "{:.0?}: {} leads, {kills} homes killed, {stops} stopped; all agree after {agreed:.1?}",
        begun.elapsed(),
        mesh.saved().len(),
    );
    for home in 0..mesh.len() {
        eprintln!("home {home}: {}", told(&mesh.figures(home).expect("it is served")));
    }
    for (home, taken) in taken.iter().enumerate() {
        flat(&mesh, home, taken, begun.elapsed());
    }
}

/// Requires that a home that ran through takes no more in the last quarter than in the second one, but for what came.
fn flat(mesh: &Mesh, home: usize, taken: &[Figures], lasted: Duration) {
    let quarter = taken.len() / 4;
    assert!(quarter > 0, "too short for four quarters: {} looks", taken.len());
    let (second, last) = (&taken[quarter..2 * quarter], &taken[taken.len() - quarter..]);
    let middle = |part: &[Figures], figure: fn(&Figures) -> u64| {
        let mut all: Vec<u64> = part.iter().map(figure).collect();
        all.sort_unstable();
        all[all.len() / 2]
    };
    let came = middle(last, |at| at.records) - middle(second, |at| at.records);
    let memory: fn(&Figures) -> u64 = |at| at.memory;
    let disk: fn(&Figures) -> u64 = |at| at.disk;
    let grew = |figure| middle(last, figure).saturating_sub(middle(second, figure));
    // From the middle of the second quarter to the middle of the last one: half of the time.
    let hours = lasted.as_secs_f64() * 0.5 / 3_600.0;
    eprintln!(
        "home {home}, which ran through: from {} to {}; {came} records more, memory {:.1} MiB more ({:.1} MiB an hour)",
        told(&taken[0]),
        told(taken.last().expect("looks")),
        grew(memory) as f64 / f64::from(1 << 20),
        grew(memory) as f64 / f64::from(1 << 20) / hours,
    );
    let most = |part: &[Figures]| part.iter().map(|at| at.files).max().unwrap_or_default();
    assert!(grew(memory) <= MEMORY.0 + MEMORY.1 * came, "home {home}: memory grows without bound: {taken:?}");
    assert!(most(last) <= most(second) + FILES, "home {home}: open files grow: {taken:?}");
    assert!(most(taken) < FILES_MAX, "home {home} of {}: {} open files", mesh.len(), most(taken));
    assert!(grew(disk) <= DISK.0 + DISK.1 * came, "home {home}: the disk fills: {taken:?}");
}

fn told(at: &Figures) -> String {
    format!(
        "{:.1} MiB of memory, {} files, {:.1} MiB of disk, {} records",
        at.memory as f64 / f64::from(1 << 20),
        at.files,
        at.disk as f64 / f64::from(1 << 20),
        at.records,
    )
}
