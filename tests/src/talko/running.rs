//! Owns a process that goes on while a test looks at it: its lines as they come, signals by its id,
//! and its end.

use std::io::{BufRead as _, BufReader, Read};
use std::os::unix::process::ExitStatusExt as _;
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::thread;
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process};

use super::{DEADLINE, SLOW};

/// A started command; killed when dropped.
pub struct Running {
    child: Child,
    line: String,
    stdout: Receiver<String>,
    stderr: Receiver<String>,
}

impl Running {
    /// Starts a command.
    pub fn start(mut command: Command, line: &str) -> Running {
        let started = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn();
        let mut child = started.unwrap_or_else(|fault| panic!("talko {line}: cannot be started: {fault}"));
        let stdout = lines(child.stdout.take().expect("piped above"));
        let stderr = lines(child.stderr.take().expect("piped above"));
        Running { child, line: line.to_string(), stdout, stderr }
    }

    /// Its process id.
    pub fn process(&self) -> i32 {
        self.child.id() as i32
    }

    /// Waits for a line of its answer.
    pub fn stdout_line(&mut self, wanted: impl Fn(&str) -> bool) -> String {
        self.line_of(Side::Stdout, wanted)
    }

    /// Waits for a line that it says beside the answer.
    pub fn stderr_line(&mut self, wanted: impl Fn(&str) -> bool) -> String {
        self.line_of(Side::Stderr, wanted)
    }

    fn line_of(&mut self, side: Side, wanted: impl Fn(&str) -> bool) -> String {
        let (lines, end) = (if side == Side::Stdout { &self.stdout } else { &self.stderr }, Instant::now() + DEADLINE);
        let mut seen = Vec::new();
        loop {
            match lines.recv_timeout(end.saturating_duration_since(Instant::now())) {
                Ok(line) if wanted(&line) => return line,
                Ok(line) => seen.push(line),
                Err(RecvTimeoutError::Timeout) => panic!("talko {}: still waiting after {seen:?}", self.line),
                Err(RecvTimeoutError::Disconnected) => {
                    let beside: Vec<String> = self.stderr.try_iter().collect();
                    panic!("talko {}: ended after {seen:?}, beside {beside:?}", self.line);
                }
            }
        }
    }

    /// Sends a signal.
    pub fn signal(&self, signal: Signal) {
        send(self.process(), signal);
    }

    /// Asks it to end, and waits for its exit code.
    pub fn stop(self) -> i32 {
        self.signal(Signal::TERM);
        let (begun, line) = (Instant::now(), self.line.clone());
        let exit = self.ended();
        if begun.elapsed() > SLOW {
            eprintln!("talko {line}: took {:?} to end", begun.elapsed());
        }
        exit
    }

    /// Kills it without a word of warning.
    pub fn kill(mut self) {
        kill(self.process());
        self.child.wait().expect("a child can be waited for");
    }

    /// Waits until it has ended by itself; its exit code, 128 and the signal where one ended it.
    pub fn ended(mut self) -> i32 {
        // Its pipes close when it ends; what it still says is read, so that it never waits for us.
        let end = Instant::now() + DEADLINE;
        let mut beside = Vec::new();
        for lines in [&self.stdout, &self.stderr] {
            loop {
                match lines.recv_timeout(end.saturating_duration_since(Instant::now())) {
                    Ok(line) => beside.push(line),
                    Err(RecvTimeoutError::Disconnected) => break,
                    Err(RecvTimeoutError::Timeout) => panic!("talko {}: does not end: {beside:?}", self.line),
                }
            }
        }
        // What the program says of a panic on any of its threads, and what a panic says before the program's hook is set.
        let panicked = |line: &String| line.contains("a part of the program gave up") || line.contains("panicked");
        assert!(!beside.iter().any(panicked), "talko {}: {beside:?}", self.line);
        exit(self.child.wait().expect("a child can be waited for"))
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        if matches!(self.child.try_wait(), Ok(None)) {
            kill(self.process());
            if let Err(fault) = self.child.wait() {
                eprintln!("talko {}: cannot be waited for: {fault}", self.line);
            }
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Side {
    Stdout,
    Stderr,
}

fn lines(pipe: impl Read + Send + 'static) -> Receiver<String> {
    let (send, receive) = mpsc::channel();
    thread::spawn(move || {
        for line in BufReader::new(pipe).lines() {
            let Ok(line) = line else { return };
            // Read on where nobody listens any more: a full pipe would stop the process.
            send.send(line).unwrap_or(());
        }
    });
    receive
}

/// The exit code; 128 and the signal where one ended it.
pub fn exit(status: ExitStatus) -> i32 {
    status.code().unwrap_or_else(|| 128 + status.signal().unwrap_or(0))
}

/// Kills a process that a test has started.
pub fn kill(process: i32) {
    send(process, Signal::KILL);
}

fn send(process: i32, signal: Signal) {
    let process = Pid::from_raw(process).expect("a process id is not zero");
    if let Err(fault) = kill_process(process, signal) {
        assert_eq!(fault, rustix::io::Errno::SRCH, "a signal to {process:?}");
    }
}

/// Ends a process that serves a home in this folder, and waits until it is gone. The folder is
/// looked for on its command line, so that a process of somebody else with the same id is left alone.
pub fn end(process: i32, folder: &Path) {
    let begun = Instant::now();
    send_if_ours(process, folder, Signal::TERM);
    while ours(process, folder) && begun.elapsed() < Duration::from_secs(5) {
        thread::sleep(Duration::from_millis(20));
    }
    send_if_ours(process, folder, Signal::KILL);
}

fn send_if_ours(process: i32, folder: &Path, signal: Signal) {
    if ours(process, folder) {
        send(process, signal);
    }
}

/// True while a process with this id serves a home in this folder.
pub fn ours(process: i32, folder: &Path) -> bool {
    let line = std::fs::read(format!("/proc/{process}/cmdline")).unwrap_or_default();
    String::from_utf8_lossy(&line).contains(&folder.display().to_string())
}
