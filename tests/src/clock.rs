//! Owns a wall clock that a test sets wrong while programs run by it. A few lines of C, which the machine's C compiler
//! makes into a library, stand before the C library's `clock_gettime`; the machine's own clock is not touched.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

const SOURCE: &str = include_str!("clock/ahead.c");

/// A clock that is right until it is set.
#[derive(Debug)]
pub struct WrongClock {
    library: PathBuf,
    ahead: PathBuf,
}

impl WrongClock {
    /// Makes one in a folder.
    ///
    /// # Errors
    /// Where nothing can be written there, or no C compiler makes a library of it.
    pub fn build(folder: &Path) -> io::Result<WrongClock> {
        let clock = WrongClock { library: folder.join("clock.so"), ahead: folder.join("clock") };
        let source = folder.join("clock.c");
        fs::write(&source, SOURCE)?;
        fs::write(&clock.ahead, 0_i64.to_ne_bytes())?;
        let made =
            Command::new("cc").args(["-shared", "-fPIC", "-O1", "-o"]).arg(&clock.library).arg(&source).output()?;
        if made.status.success() {
            Ok(clock)
        } else {
            Err(io::Error::other(String::from_utf8_lossy(&made.stderr).into_owned()))
        }
    }

    /// From now on it is ahead of the machine's clock.
    ///
    /// # Errors
    /// Where its file cannot be written.
    pub fn ahead(&self, by: Duration) -> io::Result<()> {
        self.set(i64::try_from(by.as_millis()).map_err(io::Error::other)?)
    }

    /// From now on it is behind.
    ///
    /// # Errors
    /// Where its file cannot be written.
    pub fn behind(&self, by: Duration) -> io::Result<()> {
        self.set(-i64::try_from(by.as_millis()).map_err(io::Error::other)?)
    }

    fn set(&self, ms: i64) -> io::Result<()> {
        use std::os::unix::fs::FileExt as _;
        // In place: programs that run by it have the file in their memory.
        fs::OpenOptions::new().write(true).open(&self.ahead)?.write_all_at(&ms.to_ne_bytes(), 0)
    }

    /// A command that goes by it.
    pub fn given_to(&self, command: &mut Command) {
        command.env("LD_PRELOAD", &self.library).env("TALKO_TEST_CLOCK", &self.ahead);
    }
}

#[cfg(all(test, target_os = "linux", target_env = "gnu"))]
mod tests {
    use super::*;

    #[test]
    fn a_program_goes_by_the_clock_that_it_is_given() {
        let folder = tempfile::tempdir().expect("a folder");
        let clock = WrongClock::build(folder.path()).expect("a C compiler");
        let year = || {
            let mut date = Command::new("date");
            clock.given_to(date.args(["-u", "+%Y"]));
            String::from_utf8(date.output().expect("date").stdout)
                .expect("figures")
                .trim()
                .parse::<u32>()
                .expect("a year")
        };
        let now = year();
        let years = |number: u64| Duration::from_secs(number * 366 * 86_400);
        clock.ahead(years(3)).expect("written");
        assert!((now + 3..=now + 4).contains(&year()), "{}", year());
        clock.behind(years(3)).expect("written");
        assert!((now - 4..now - 1).contains(&year()), "{}", year());
    }
}
