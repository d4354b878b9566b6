//! A home that another process has, that cannot be written to, or whose disk is full. The last two
//! need root for a mount of their own, which nobody else sees; elsewhere they say that they skip.

use std::process::{Command, Stdio};
use std::time::Duration;

use tests::talko::{Answer, Running, Town, finish, program, words};

use crate::spine::{count, lists};

#[test]
fn a_second_process_leaves_a_home_to_the_first() {
    let town = Town::new();
    let a = town.founds("A", "Collective A", "Steward A");
    let serving = a.serve();
    for line in ["node start", "node start --foreground", "up"] {
        let again = a.data(line);
        assert_eq!(again["process"], serving.process(), "{line}: {again}");
    }
    // Where the first one cannot be asked, it still has the home.
    let (run, away) = (a.path().join("run"), a.path().join("away"));
    std::fs::rename(&run, &away).expect("moved away");
    assert_eq!(a.refused("lead list").as_pair(), ("locked", 5));
    std::fs::rename(&away, &run).expect("put back");
    assert_eq!(serving.stop(), 0);
    a.data("lead list");
}

/// A mount namespace with something mounted in it; it ends with the process that holds it.
struct Mounts<'a> {
    town: &'a Town,
    holder: Running,
}

impl<'a> Mounts<'a> {
    /// Runs the script as root among mounts of its own; nothing where that cannot be.
    fn make(town: &'a Town, script: &str) -> Option<Mounts<'a>> {
        let mut trial = Command::new("unshare");
        trial.args(["--mount", "true"]).stdin(Stdio::null());
        if trial.output().is_ok_and(|output| output.status.success()) {
            let mut holder = Command::new("unshare");
            holder.args(["--mount", "sh", "-c", &format!("set -e; {script}; echo ready; exec sleep 300")]);
            let holder = town.command_in(holder, &[]);
            let mut holder = Running::start(holder, "(mounts)");
            holder.stdout_line(|line| line == "ready");
            return Some(Mounts { town, holder });
        }
        println!("skipped: no mount of its own can be made here");
        None
    }

    /// A command among these mounts. The folder is entered there: one that was entered outside would
    /// still show what lies below the mounts.
    fn enter(&self, words: &[String]) -> Command {
        let mut command = Command::new("nsenter");
        command.arg(format!("--mount=/proc/{}/ns/mnt", self.holder.process()));
        command.args(["sh", "-c", r#"cd "$1" && shift && exec "$@""#, "sh"]).arg(self.town.folder());
        self.town.command_in(command, words)
    }

    fn talko(&self, line: &str) -> Answer {
        let mut typed = vec![program::talko().display().to_string()];
        typed.extend(words::split(line));
        self.town.run(self.enter(&typed), line, None)
    }

    fn shell(&self, line: &str) -> Answer {
        let typed = ["sh", "-c", line].map(str::to_string);
        finish(self.enter(&typed), line, None, Duration::from_secs(30))
    }
}

impl Drop for Mounts<'_> {
    fn drop(&mut self) {
        // What lies below the mounts is not seen from outside: a process there is ended from inside.
        self.shell("for run in */run; do test ! -f $run || kill $(sed -n 2p $run); done");
    }
}

#[test]
fn a_read_only_home_says_so_and_is_left_as_it_is() {
    let town = Town::new();
    let a = town.founds("A", "Collective A", "Steward A");
    let lead = a.data(r#"lead new "Kept""#);
    let Some(mounts) = Mounts::make(&town, "mount --bind A A; mount -o remount,ro,bind A") else { return };
    for line in ["lead new Another", "lead list", "node start", "status"] {
        let refused = mounts.talko(&format!("--home A {line} --json")).refused();
        assert_eq!(refused.as_pair(), ("read-only", 9), "{line}");
    }
    drop(mounts);
    assert!(lists(&a.data("lead list"), &lead["id"]));
}

#[test]
fn a_full_disk_refuses_what_is_new_keeps_what_is_old_and_goes_on_when_there_is_room() {
    let town = Town::new();
    town.home("F");
    let settings =
        r#"cp F/config.toml settings; mount -t tmpfs -o size=200m,mode=700 tmpfs F; cp settings F/config.toml"#;
    let Some(mounts) = Mounts::make(&town, settings) else { return };
    mounts.talko(r#"--home F setup --start "Collective F" --name "Steward F" --no-input"#).good();
    mounts.talko("--home F lead new First").good();
    mounts.talko("--home F node start").good();
    // A bound of its own as well: whatever happens, only this disk is filled.
    let filled = mounts.shell("mountpoint -q F && head -c 300M /dev/zero > F/filler");
    assert!(filled.exit != 0 && filled.stderr.contains("No space left"), "{filled:?}");
    let refused = mounts.talko("--home F lead new Second --json").refused();
    assert_eq!(refused.as_pair(), ("disk-full", 9));
    assert_eq!(count(&mounts.talko("--home F lead list --json").good().json()["data"]), 1);
    mounts.shell("rm F/filler").good();
    // The same process goes on.
    mounts.talko("--home F lead new Third").good();
    assert_eq!(count(&mounts.talko("--home F lead list --json").good().json()["data"]), 2);
    mounts.talko("--home F node stop").good();
    assert_eq!(count(&mounts.talko("--home F lead list --json").good().json()["data"]), 2);
}
