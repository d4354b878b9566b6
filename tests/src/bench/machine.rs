//! What the machine is, in words that say nothing of whose it is; and where the figures are written.

use std::path::Path;

use super::fault::{BenchFault, io};

/// Which figures of the document are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// What was timed and weighed.
    Figures,
    /// Instructions that were counted.
    Counts,
}

impl Part {
    /// What stands before them and behind them.
    const fn marks(self) -> (&'static str, &'static str) {
        match self {
            Part::Figures => ("<!-- figures: written by the bench program -->", "<!-- end of figures -->"),
            Part::Counts => ("<!-- counts: written by the bench program -->", "<!-- end of counts -->"),
        }
    }
}

/// The load of the last minute, as the system says it.
pub fn load() -> String {
    let load = std::fs::read_to_string("/proc/loadavg").unwrap_or_default();
    load.split_whitespace().next().unwrap_or("unknown").to_string()
}

/// The name that the processor gives itself.
pub fn processor() -> String {
    let processor = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = processor.lines().find(|line| line.starts_with("model name"));
    model.and_then(|line| line.split_once(':')).map_or("unknown processor", |(_, name)| name.trim()).to_string()
}

/// Processor, kernel, date and load, in one sentence.
pub fn describe(load_before: &str) -> String {
    let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let kernel = std::fs::read_to_string("/proc/sys/kernel/osrelease").unwrap_or_default();
    // Major and minor number; what follows names a build.
    let kernel: Vec<&str> = kernel.trim().split('.').take(2).collect();
    let today = jiff::Timestamp::now().strftime("%-d %B %Y");
    format!(
        "Measured on {today}: {cores} cores ({}), Linux {}, load average {load_before} before and {} after.",
        processor(),
        kernel.join("."),
        load()
    )
}

/// Puts figures into a document, between their two marks.
///
/// # Errors
/// [`BenchFault`] where it has no marks, or cannot be read or written.
pub fn write(document: &Path, part: Part, figures: &str) -> Result<(), BenchFault> {
    let (begin, end) = part.marks();
    let text = std::fs::read_to_string(document).map_err(io("read the document"))?;
    let marks = text.split_once(begin).and_then(|(head, rest)| Some((head, rest.split_once(end)?.1)));
    let (head, tail) = marks.ok_or_else(|| BenchFault::Peer("the document has no place for figures".to_string()))?;
    let text = format!("{head}{begin}\n\n{figures}\n{end}{tail}");
    std::fs::write(document, text).map_err(io("write the document"))
}
