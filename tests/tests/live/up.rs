//! `talko up`: one line that sets up what is missing, serves, and ends cleanly.

use rustix::process::Signal;
use tests::talko::{Home, Running, Town, program, text, words};

fn founded(mut up: Running) -> (Running, String) {
    let said = up.stderr_line(|line| line.contains("a collective was founded"));
    up.stderr_line(|line| line.contains("talko collective edit --name"));
    up.stdout_line(|line| line.contains("Talko is running"));
    (up, said)
}

fn own(home: &Home<'_>) -> String {
    text(&home.data("collective show")["name"])
}

#[test]
fn up_founds_a_collective_named_after_the_host_and_ends_cleanly() {
    let town = Town::new();
    let home = town.home("U");
    let (up, said) = founded(home.start("up"));
    let host = std::fs::read_to_string("/etc/hostname").unwrap_or_default();
    let host = host.trim().split('.').next().unwrap_or_default();
    assert!(said.contains(host), "{said:?} does not name {host:?}");
    let name = own(&home);
    assert!(said.contains(&name), "{said:?} does not name {name:?}");
    let lead = home.data(r#"lead new "Written while it runs""#);
    assert_eq!(up.stop(), 0, "SIGTERM");
    // The second time nothing is founded; Ctrl-C ends it as well.
    let mut again = home.start("up");
    again.stdout_line(|line| line.contains("Talko is running"));
    again.signal(Signal::INT);
    assert_eq!(again.ended(), 0, "Ctrl-C");
    assert_eq!(own(&home), name);
    assert_eq!(home.data("lead list")[0]["id"], lead["id"]);
}

#[test]
fn up_says_what_has_changed_while_it_runs() {
    let town = Town::new();
    let home = town.home("U");
    let (mut up, _) = founded(home.start("up"));
    up.stdout_line(|line| line.contains("No open leads"));
    home.tell(r#"lead new "Payroll for a bakery""#);
    up.stdout_line(|line| line.contains("One open lead"));
    home.tell(r#"lead new "Receipts of a garage""#);
    up.stdout_line(|line| line.contains("2 open leads"));
    // Its log is looked through for panics.
    assert_eq!(up.stop(), 0);
}

#[test]
fn a_collective_that_up_has_founded_can_be_renamed() {
    let town = Town::new();
    let home = town.home("U");
    let (up, _) = founded(home.start("up"));
    home.tell(r#"collective edit --name "Cebu Desk""#);
    home.tell(r#"me edit --name "Amara""#);
    assert_eq!(own(&home), "Cebu Desk");
    assert_eq!(text(&home.data("me show")["name"]), "Amara");
    assert_eq!(up.stop(), 0);
}

/// With the usual port, which is on every address: inside a network of their own.
#[cfg(target_os = "linux")]
#[test]
fn a_second_home_on_the_same_machine_finds_a_free_port_and_says_so() {
    let Some(mut lab) = tests::network::Lab::or_skipped() else { return };
    let machine = lab.on_the_street("up", 7).expect("a place in the lab");
    let town = Town::new();
    let start = |home: &str| {
        let path = town.home(home).path().join("config.toml");
        std::fs::write(path, "lan = false\nupnp = false\n").expect("settings");
        let program = program::talko().display().to_string();
        let line = format!("--home {home} up");
        Running::start(town.command_in(machine.command(&program), &words::split(&line)), &line)
    };
    let mut first = start("A");
    first.stdout_line(|line| line.contains("Talko is running"));
    let mut second = start("B");
    let said = second.stderr_line(|line| line.contains("The usual port is taken"));
    assert!(said.contains("/tcp/") && !said.contains("/4747"), "{said}");
    second.stdout_line(|line| line.contains("Talko is running"));
    assert_eq!((first.stop(), second.stop()), (0, 0));
}
