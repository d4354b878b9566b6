//! Owns the bar of long work: drawn on a terminal's stderr, and nowhere else.

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::Paint;

/// A bar that is gone when it is dropped.
#[derive(Debug)]
pub struct Progress(ProgressBar);

impl Paint {
    /// Begins a bar.
    ///
    /// - `label`: what is being done, worded.
    /// - `total`: how many steps; 0 where nobody knows.
    pub fn progress(&self, label: String, total: u64) -> Progress {
        let shown = self.stderr_terminal && !self.quiet && !self.json;
        let target = if shown { ProgressDrawTarget::stderr() } else { ProgressDrawTarget::hidden() };
        let bar = ProgressBar::with_draw_target((total > 0).then_some(total), target);
        let form = if total > 0 { "{msg} {bar:30} {pos}/{len}" } else { "{msg} {spinner}" };
        bar.set_style(ProgressStyle::with_template(form).expect("the two forms above are well made"));
        bar.set_message(label);
        Progress(bar)
    }
}

impl Progress {
    /// Says how many steps are done.
    pub fn at(&self, done: u64) {
        self.0.set_position(done);
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.0.finish_and_clear();
    }
}
