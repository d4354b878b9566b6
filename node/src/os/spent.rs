//! Owns what this process has taken of its machine, as far as the system says.

use std::io;

/// Memory in use, in bytes; `None` where the system does not say.
///
/// # Errors
/// Whatever the operating system answers.
pub fn memory_bytes() -> io::Result<Option<u64>> {
    if !cfg!(target_os = "linux") {
        return Ok(None);
    }
    let status = std::fs::read_to_string("/proc/self/status")?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    let kib = line.and_then(|line| line.trim().split(' ').next()).map(str::parse::<u64>);
    match kib {
        Some(Ok(kib)) => Ok(Some(kib * 1024)),
        Some(Err(_)) | None => Ok(None),
    }
}

/// Open files, and how many may be; `None` where the system does not say.
///
/// # Errors
/// Whatever the operating system answers.
pub fn files() -> io::Result<Option<(u64, u64)>> {
    #[cfg(target_os = "linux")]
    {
        let open = std::fs::read_dir("/proc/self/fd")?.count() as u64;
        let most = rustix::process::getrlimit(rustix::process::Resource::Nofile).current;
        // The list itself is one.
        Ok(Some((open.saturating_sub(1), most.unwrap_or(u64::MAX))))
    }
    #[cfg(not(target_os = "linux"))]
    Ok(None)
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;

    #[test]
    fn what_is_opened_is_counted_and_memory_is_known() {
        let (_, most) = files().expect("asked").expect("known here");
        let held: Vec<_> = (0..20).map(|_| std::fs::File::open("/dev/null").expect("opened")).collect();
        let (open, _) = files().expect("asked").expect("known here");
        assert!(open >= held.len() as u64 && open <= most, "{open} of {most}");
        assert!(memory_bytes().expect("asked").is_some_and(|bytes| bytes > 1 << 20));
    }
}
