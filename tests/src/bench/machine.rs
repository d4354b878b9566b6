//! What the machine is, in words that say nothing of whose it is; and where the figures are written.

use std::path::Path;

use super::fault::{BenchFault, io};

/// Before the figures in the document.
const BEGIN: &str = "<!-- figures: written by the bench program -->";
/// Behind them.
const END: &str = "<!-- end of figures -->";

/// The load of the last minute, as the system says it.
pub fn load() -> String {
    let load = std::fs::read_to_string("/proc/loadavg").unwrap_or_default();
    load.split_whitespace().next().unwrap_or("unknown").to_string()
}

/// Processor, kernel, date and load, in one sentence.
pub fn describe(load_before: &str) -> String {
    let processor = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = processor.lines().find(|line| line.starts_with("model name"));
    let model = model.and_then(|line| line.split_once(':')).map_or("unknown processor", |(_, name)| name.trim());
    let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let kernel = std::fs::read_to_string("/proc/sys/kernel/osrelease").unwrap_or_default();
    // Major and minor number; what follows names a build.
    let kernel: Vec<&str> = kernel.trim().split('.').take(2).collect();
    let today = jiff::Timestamp::now().strftime("%-d %B %Y");
    format!(
        "Measured on {today}: {cores} cores ({model}), Linux {}, load average {load_before} before and {} after.",
        kernel.join("."),
        load()
    )
}

/// Puts the figures into a document, between the two marks.
///
/// # Errors
/// [`BenchFault`] where it has no marks, or cannot be read or written.
pub fn write(document: &Path, figures: &str) -> Result<(), BenchFault> {
    let text = std::fs::read_to_string(document).map_err(io("read the document"))?;
    let marks = text.split_once(BEGIN).and_then(|(head, rest)| Some((head, rest.split_once(END)?.1)));
    let (head, tail) = marks.ok_or_else(|| BenchFault::Peer("the document has no place for figures".to_string()))?;
    let text = format!("{head}{BEGIN}\n\n{figures}\n{END}{tail}");
    std::fs::write(document, text).map_err(io("write the document"))
}
