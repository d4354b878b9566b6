//! Homes that were cut apart agree when the lines are mended, whoever is killed meanwhile.

use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread;
use std::time::{Duration, Instant};

use rand::rngs::StdRng;
use rand::seq::SliceRandom as _;
use rand::{RngExt as _, SeedableRng as _};
use tests::mesh::{Mesh, Saved, Share};
use tests::talko::DEADLINE;

use crate::{Wrong, mesh, set};

struct Plan {
    groups: usize,
    cut: Duration,
    /// Within which all homes agree after the lines are mended; a minute, where nothing else keeps the machine busy.
    agree: Duration,
    /// Between two writes, of all homes together.
    pause: Duration,
}

#[test]
#[ignore = "keeps eight processes busy for half a minute: by a command, docs/reliability.md"]
fn homes_cut_apart_agree_within_a_minute_of_mending_though_a_third_is_killed() {
    let seed = set("MESH_SEED", 1);
    let Some(mesh) = mesh(set("MESH_NODES", 8), set("MESH_COLLECTIVES", 4), seed) else { return };
    let plan = Plan {
        groups: set("MESH_GROUPS", 2),
        cut: Duration::from_secs(set("MESH_CUT_SECONDS", 4)),
        agree: Duration::from_secs(set("MESH_AGREE_SECONDS", 60)),
        pause: Duration::from_secs(60) / set("MESH_WRITES", 240),
    };
    let mut chance = StdRng::seed_from_u64(seed);
    for number in 0..set("MESH_ROUNDS", 1) {
        round(&mesh, &plan, number, &mut chance);
    }
}

fn round(mesh: &Mesh, plan: &Plan, number: usize, chance: &mut StdRng) {
    let mut order: Vec<usize> = (0..mesh.len()).collect();
    order.shuffle(chance);
    let mut group_of = vec![0; mesh.len()];
    for (place, home) in order.iter().enumerate() {
        group_of[*home] = place % plan.groups;
    }
    let (before, carried) = (mesh.saved().len(), mesh.lines.traffic());
    let wrong = Wrong::planted();
    if wrong != Some(Wrong::Uncut) {
        mesh.lines.cut(&group_of);
    }
    let mut writes = StdRng::seed_from_u64(chance.random());
    let (send, stop) = mpsc::channel::<()>();
    thread::scope(|scope| {
        // Goes on until the last of the killed ones was killed.
        scope.spawn(move || {
            while stop.recv_timeout(plan.pause) == Err(RecvTimeoutError::Timeout) {
                mesh.write_somewhere(&mut writes);
            }
        });
        let cut = Instant::now();
        let said: Vec<Saved> = (0..plan.groups).map(|group| said_within(mesh, &order, &group_of, group)).collect();
        // For as long as the plan says: there is nothing else to wait for.
        thread::sleep(plan.cut.saturating_sub(cut.elapsed()));
        for said in &said {
            for home in (0..mesh.len()).filter(|home| group_of[*home] != group_of[said.by]) {
                assert!(!mesh.shown(home).contains(&said.id), "round {number}: {said:?} crossed to {home}");
            }
        }
        let apart = cut.elapsed();
        let written = mesh.saved().len() - before;

        if wrong != Some(Wrong::Unmended) {
            mesh.lines.heal();
        }
        let mended = Instant::now();
        order.shuffle(chance);
        let killed = &order[..mesh.len() / 3];
        for home in killed {
            kill_while_it_writes(mesh, *home);
        }
        drop(send);
        for home in killed {
            mesh.start(*home);
        }
        let agreed = mesh.agree(mended, plan.agree);
        let (saved, now) = (mesh.saved().len(), mesh.lines.traffic());
        eprintln!(
            "round {number}: {} homes in {} groups for {apart:.0?}, {written} leads; {} killed; {} leads more; all agree \
             {agreed:.1?} after mending; {} connections, {} broken, {} chunks late, {} kB",
            mesh.len(),
            plan.groups,
            killed.len(),
            saved - before - written,
            now.calls - carried.calls,
            now.broken - carried.broken,
            now.stalled - carried.stalled,
            (now.bytes - carried.bytes) >> 10,
        );
    });
    if wrong == Some(Wrong::Lost) {
        let said = mesh.saved().pop().expect("something was written");
        mesh.home(said.by).tell(&format!("lead withdraw {} --yes", said.id));
        mesh.agree(Instant::now(), plan.agree);
    }
    mesh.nothing_is_lost();
}

/// Kills a home that has just acknowledged a write and goes on with the next one.
fn kill_while_it_writes(mesh: &Mesh, home: usize) {
    let (send, said) = mpsc::channel();
    thread::scope(|scope| {
        scope.spawn(move || {
            while let Some(saved) = mesh.write(home, Share::Federation) {
                send.send(saved).unwrap_or(());
            }
        });
        said.recv_timeout(DEADLINE).expect("a write is acknowledged");
        mesh.kill(home);
    });
}

/// A lead that a home writes and another one of its group reads: the lines inside a group hold.
fn said_within(mesh: &Mesh, order: &[usize], group_of: &[usize], group: usize) -> Saved {
    let mut within = order.iter().filter(|home| group_of[**home] == group);
    let (writer, reader) = (within.next().expect("two in a group"), within.next().expect("two in a group"));
    let said = mesh.write(*writer, Share::Federation).expect("nobody is killed yet");
    let begun = Instant::now();
    while !mesh.shown(*reader).contains(&said.id) {
        assert!(begun.elapsed() < DEADLINE, "home {reader} does not hear {said:?} within its group");
        thread::sleep(Duration::from_millis(40));
    }
    said
}
