//! Owns the running of the real program `talko`: it is built once, every home lies in a fresh
//! folder, listens on the loopback only and looks for nobody, every command and every wait has a
//! deadline, and what a test has started ends with it.
//!
//! ```no_run
//! use tests::talko::Town;
//! let town = Town::new();
//! let amara = town.founds("A", "Cebu Desk", "Amara");
//! let lead = amara.data(r#"lead new "Payroll helper""#);
//! amara.until("lead list", |leads| leads[0]["id"] == lead["id"]);
//! ```

pub mod answer;
pub mod program;
pub mod running;
pub mod words;

use std::fs;
use std::io::Write as _;
use std::net::{Ipv4Addr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicU16, Ordering};
use std::sync::mpsc;
use std::sync::{Condvar, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::clock::WrongClock;
use crate::network::Place;
pub use answer::{Answer, Refused};
pub use running::Running;

/// 90 s: what takes a tenth of one on a quiet machine takes tens where several builds run beside.
pub const DEADLINE: Duration = Duration::from_secs(90);
/// 120 s: a command that writes hundreds of records, or restores a home.
const COMMAND: Duration = Duration::from_secs(120);
/// 5 s: a command or a wait that takes longer is named, so that the reason can be looked for.
const SLOW: Duration = Duration::from_secs(5);
/// How long is waited between two looks at a state that changes by itself.
const LOOK: Duration = Duration::from_millis(40);
/// 3 towns at once: each has up to three processes, and the ordinary machine has two cores.
const TOWNS_MAX: usize = 3;

/// What a home is set to before anything is in it: a free port on the loopback, nobody else.
const SETTINGS: &str = "listen = [\"/ip4/127.0.0.1/tcp/0\"]\nlan = false\nupnp = false\n";

/// A folder with homes in it, and the processes that were started for them.
pub struct Town {
    folder: tempfile::TempDir,
    _turn: Turn,
}

/// One home of a town.
#[derive(Clone, Copy)]
pub struct Home<'a> {
    town: &'a Town,
    name: &'a str,
    /// Where its commands and its process run; none: where the test does.
    place: Option<&'a Place>,
    /// The clock by which they go; none: the machine's.
    clock: Option<&'a WrongClock>,
}

impl Town {
    /// An empty folder, as soon as fewer than three other towns are lived in.
    pub fn new() -> Town {
        program::talko();
        let turn = Turn::wait();
        let folder = tempfile::Builder::new().prefix("talko-town").tempdir().expect("a temporary folder");
        Town { folder, _turn: turn }
    }

    /// The folder in which commands are typed.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// The home in a folder of this name; made ready to be set up without reaching for anybody.
    pub fn home<'a>(&'a self, name: &'a str) -> Home<'a> {
        let path = self.folder().join(name);
        if !path.exists() {
            fs::create_dir(&path).expect("a folder for a home");
            fs::write(path.join("config.toml"), SETTINGS).expect("settings for a home");
            self.private(&path);
        }
        Home { town: self, name, place: None, clock: None }
    }

    fn private(&self, path: &Path) {
        use std::os::unix::fs::PermissionsExt as _;
        fs::set_permissions(path, fs::Permissions::from_mode(0o700)).expect("a private folder");
    }

    /// A home in which a collective is founded.
    pub fn founds<'a>(&'a self, name: &'a str, collective: &str, steward: &str) -> Home<'a> {
        let home = self.home(name);
        home.tell(&format!(r#"setup --start "{collective}" --name "{steward}" --no-input"#));
        home
    }

    /// Two homes of two collectives that exchange leads; the first one serves.
    pub fn neighbours<'a>(&'a self, first: &'a str, second: &'a str) -> (Home<'a>, Running, Home<'a>) {
        let amara = self.founds(first, "Collective A", "Steward A");
        let serving = amara.serve();
        let invite = amara.data("invite new --collective");
        let binh = self.founds(second, "Collective B", "Steward B");
        let joined = binh.data(&format!("join {} --exchange full --no-input", text(&invite["invite"])));
        assert_eq!(joined["reached"], true, "{joined}");
        (amara, serving, binh)
    }

    /// A member's home in the collective of one that is served; it is served itself.
    pub fn joins<'a>(&'a self, host: &Home<'a>, home: &'a str, name: &str) -> (Home<'a>, Running) {
        let line = text(&host.data("invite new --member")["invite"]);
        let home = self.home(home);
        home.tell(&format!(r#"join {line} --name "{name}" --no-input"#));
        let serving = home.serve();
        host.until("member list", |people| people.to_string().contains(name));
        (home, serving)
    }

    /// A command, ready to be started.
    pub fn command(&self, words: &[String]) -> Command {
        self.command_in(Command::new(program::talko()), words)
    }

    /// The rest of a command that another program starts: in this folder, seeing nothing of whoever
    /// runs the tests.
    pub fn command_in(&self, mut command: Command, words: &[String]) -> Command {
        command.args(words).current_dir(self.folder()).stdin(Stdio::null());
        for name in ["TALKO_HOME", "TALKO_LOG", "XDG_DATA_HOME", "LANGUAGE", "LC_ALL", "PAGER", "NO_COLOR"] {
            command.env_remove(name);
        }
        // Sockets lie in the folder too, so that nothing is left behind.
        let runtime = self.folder().join("run");
        if !runtime.exists() {
            fs::create_dir_all(&runtime).expect("a folder for sockets");
            self.private(&runtime);
        }
        command.env("HOME", self.folder()).env("XDG_RUNTIME_DIR", runtime).env("TZ", "UTC").env("LANG", "C.UTF-8");
        command.env("TMPDIR", self.folder());
        command
    }

    /// Runs a line as it would be typed behind `talko`, whatever comes out.
    pub fn talko(&self, line: &str) -> Answer {
        self.run(self.command(&words::split(line)), line, None)
    }

    /// As [`Town::talko`], with something on stdin.
    pub fn talko_fed(&self, line: &str, input: &[u8]) -> Answer {
        self.run(self.command(&words::split(line)), line, Some(input))
    }

    /// Runs a command of this town to its end.
    pub fn run(&self, command: Command, line: &str, input: Option<&[u8]>) -> Answer {
        let begun = Instant::now();
        let answer = finish(command, line, input, COMMAND);
        if begun.elapsed() > SLOW {
            eprintln!("talko {line}: took {:?}", begun.elapsed());
        }
        answer
    }

    /// The processes that serve a home of this town, as the homes name them.
    fn serving(&self) -> Vec<i32> {
        let homes = fs::read_dir(self.folder()).into_iter().flatten().flatten();
        let named = homes.filter_map(|home| {
            let run = fs::read_to_string(home.path().join("run")).unwrap_or_default();
            run.lines().nth(1)?.parse().ok()
        });
        named.collect()
    }
}

impl Default for Town {
    fn default() -> Town {
        Town::new()
    }
}

impl Drop for Town {
    fn drop(&mut self) {
        for process in self.serving() {
            running::end(process, self.folder.path());
        }
    }
}

impl<'a> Home<'a> {
    /// Where it and its neighbours lie.
    pub fn town(&self) -> &'a Town {
        self.town
    }

    /// Where it lies.
    pub fn path(&self) -> PathBuf {
        self.town.folder().join(self.name)
    }

    /// The same home, whose commands and process run at a place of their own.
    pub fn at(self, place: &'a Place) -> Home<'a> {
        Home { place: Some(place), ..self }
    }

    /// The same home, whose commands and process go by a clock of the test's.
    pub fn by(self, clock: &'a WrongClock) -> Home<'a> {
        Home { clock: Some(clock), ..self }
    }

    /// A line behind `talko --home NAME`, ready to be started, and as it would be typed.
    fn command(&self, line: &str) -> (Command, String) {
        let line = format!("--home {} {line}", self.name);
        let program = match self.place {
            Some(place) => place.command(&program::talko().display().to_string()),
            None => Command::new(program::talko()),
        };
        let mut command = self.town.command_in(program, &words::split(&line));
        if let Some(clock) = self.clock {
            clock.given_to(&mut command);
        }
        (command, line)
    }

    /// Runs a line behind `talko --home NAME`, whatever comes out.
    pub fn talko(&self, line: &str) -> Answer {
        let (command, line) = self.command(line);
        self.town.run(command, &line, None)
    }

    /// As [`Home::talko`], with something on stdin.
    pub fn talko_fed(&self, line: &str, input: &[u8]) -> Answer {
        let (command, line) = self.command(line);
        self.town.run(command, &line, Some(input))
    }

    /// Runs a line that has to succeed.
    pub fn tell(&self, line: &str) -> Answer {
        self.talko(line).good()
    }

    /// Runs a line that has to succeed, and reads the `data` of its JSON.
    pub fn data(&self, line: &str) -> Value {
        self.json(line)["data"].take()
    }

    /// Runs a line that has to succeed, and reads its JSON envelope.
    pub fn json(&self, line: &str) -> Value {
        self.tell(&format!("{line} --json")).json()
    }

    /// Runs a line that has to be refused, and reads why; see [`Answer::refused`].
    pub fn refused(&self, line: &str) -> Refused {
        self.talko(&format!("{line} --json")).refused()
    }

    /// Asks again until the answer's `data` is as wanted, and gives it.
    pub fn until(&self, line: &str, wanted: impl Fn(&Value) -> bool) -> Value {
        self.until_within(DEADLINE, line, wanted)
    }

    /// As [`Home::until`], for what homes do by a pause of their own that is longer.
    pub fn until_within(&self, deadline: Duration, line: &str, wanted: impl Fn(&Value) -> bool) -> Value {
        let begun = Instant::now();
        loop {
            let data = self.data(line);
            if wanted(&data) {
                if begun.elapsed() > SLOW {
                    eprintln!("{}: {line}: as wanted after {:?}", self.name, begun.elapsed());
                }
                return data;
            }
            assert!(begun.elapsed() < deadline, "{}: {line}: still {data} after {deadline:?}", self.name);
            thread::sleep(LOOK);
        }
    }

    /// Waits until this home holds where the other one, which is served, can be called: each start
    /// gets another port, so whoever comes back finds only those of whom that was heard before.
    pub fn until_told_where(&self, other: &Home<'_>) {
        let status = other.data("status");
        let listening = status["listening"].as_array().expect("addresses");
        assert!(!listening.is_empty(), "{} does not listen: {status}", other.name);
        let told = |peer: &Value| listening.iter().any(|place| peer["addresses"].to_string().contains(&text(place)));
        self.until("node peers", |peers| peers.as_array().is_some_and(|peers| peers.iter().any(told)));
    }

    /// Serves the home in a process of its own, which ends with what is returned.
    pub fn serve(&self) -> Running {
        self.serve_with("")
    }

    /// As [`Home::serve`], with more on the line.
    pub fn serve_with(&self, more: &str) -> Running {
        let mut serving = self.start(&format!("node start --foreground --json {more}"));
        let said = serving.stdout_line(|line| line.starts_with('{'));
        let said: Value = serde_json::from_str(&said).expect("one JSON object a line");
        assert_eq!(said["data"]["running"], true, "{said}");
        serving
    }

    /// Starts a line and leaves it running.
    pub fn start(&self, line: &str) -> Running {
        let (command, line) = self.command(line);
        Running::start(command, &line)
    }
}

/// A port that a home can give back and take again: below what Linux and macOS give to whoever asks for any, and free
/// at the moment; each process of tests looks among a hundred of its own.
pub fn kept_port() -> u16 {
    static NEXT: AtomicU16 = AtomicU16::new(0);
    let first = 10_000 + (std::process::id() % 220) as u16 * 100;
    let mut ports = (0..100).map(|_| first + NEXT.fetch_add(1, Ordering::Relaxed) % 100);
    ports.find(|port| TcpListener::bind((Ipv4Addr::LOCALHOST, *port)).is_ok()).expect("one port of a hundred is free")
}

/// Real adverts: the file that `TALKO_JOBS` names, else 25 of them.
pub fn jobs() -> PathBuf {
    let few = Path::new(env!("CARGO_MANIFEST_DIR")).join("data/jobs/open-jobs.json");
    std::env::var_os("TALKO_JOBS").map_or(few, PathBuf::from)
}

/// A JSON string without its quotes; empty where it is none.
pub fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_string()
}

/// Runs a command to its end, or ends it at the deadline and fails.
pub fn finish(mut command: Command, line: &str, input: Option<&[u8]>, deadline: Duration) -> Answer {
    if input.is_some() {
        command.stdin(Stdio::piped());
    }
    let child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn();
    let mut child = child.unwrap_or_else(|fault| panic!("talko {line}: cannot be started: {fault}"));
    let process = child.id();
    let fed = input.map(<[u8]>::to_vec).zip(child.stdin.take()).map(|(input, mut stdin)| {
        thread::spawn(move || {
            // A command that wants no more of it hangs up.
            stdin.write_all(&input).unwrap_or(());
        })
    });
    let (send, receive) = mpsc::channel();
    let waiting = thread::spawn(move || send.send(child.wait_with_output()).unwrap_or(()));
    let output = match receive.recv_timeout(deadline) {
        Ok(output) => output.unwrap_or_else(|fault| panic!("talko {line}: {fault}")),
        Err(_) => {
            running::kill(process as i32);
            panic!("talko {line}: hangs; it was ended after {deadline:?}");
        }
    };
    waiting.join().expect("it has sent its last word");
    if let Some(fed) = fed {
        fed.join().expect("writing has ended");
    }
    let answer = Answer {
        line: line.to_string(),
        exit: running::exit(output.status),
        stdout: String::from_utf8(output.stdout).expect("answers are UTF-8"),
        stderr: String::from_utf8(output.stderr).expect("errors are UTF-8"),
    };
    assert!(!answer.stderr.contains("panicked"), "talko {line}: {}", answer.stderr);
    answer
}

static TURNS: (Mutex<usize>, Condvar) = (Mutex::new(0), Condvar::new());

/// The right to keep processes busy.
struct Turn;

impl Turn {
    fn wait() -> Turn {
        let taken = TURNS.0.lock().unwrap_or_else(PoisonError::into_inner);
        let mut taken = TURNS.1.wait_while(taken, |taken| *taken >= TOWNS_MAX).unwrap_or_else(PoisonError::into_inner);
        *taken += 1;
        Turn
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        *TURNS.0.lock().unwrap_or_else(PoisonError::into_inner) -= 1;
        TURNS.1.notify_one();
    }
}
