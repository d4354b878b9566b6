//! The sheet of figures: each with its goal, and whether it was reached.

use std::fmt::Write as _;

use serde_json::{Value, json};

/// Which way a figure is better.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Better {
    /// More is better.
    More,
    /// Less is better.
    Less,
}

/// One figure.
#[derive(Clone, Debug)]
pub struct Figure {
    /// What was done.
    pub work: String,
    /// What was measured, with its unit, in words.
    pub measured: String,
    /// What counts: the same number, or its ratio to a limit of the machine.
    pub counts: f64,
    /// The unit of `counts`, `must` and `aim`.
    pub unit: &'static str,
    /// The floor.
    pub must: f64,
    /// The goal.
    pub aim: f64,
    /// Which way is better.
    pub better: Better,
}

/// Whether a figure is where it should be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// The goal is reached.
    Aim,
    /// The floor is kept.
    Must,
    /// The floor is missed.
    Missed,
}

impl Figure {
    /// Compares with floor and goal.
    pub fn verdict(&self) -> Verdict {
        let reaches = |bound: f64| match self.better {
            Better::More => self.counts >= bound,
            Better::Less => self.counts <= bound,
        };
        match (reaches(self.aim), reaches(self.must)) {
            (true, _) => Verdict::Aim,
            (false, true) => Verdict::Must,
            (false, false) => Verdict::Missed,
        }
    }

    /// The figure as a line of a table.
    pub fn line(&self) -> String {
        let number = |value: f64| match value {
            large if large.abs() >= 100.0 => format!("{large:.0}"),
            middle if middle.abs() >= 10.0 => format!("{middle:.1}"),
            small => format!("{small:.2}"),
        };
        let verdict = match self.verdict() {
            Verdict::Aim => "aim reached",
            Verdict::Must => "must kept",
            Verdict::Missed => "**must missed**",
        };
        let (counts, must, aim) = (number(self.counts), number(self.must), number(self.aim));
        format!("| {} | {} | {counts} {} | {must} | {aim} | {verdict} |", self.work, self.measured, self.unit)
    }
}

impl Figure {
    /// The figure as another program reads it: what was done, what counts and in which unit.
    pub fn object(&self) -> Value {
        json!({"work": self.work, "counts": self.counts, "unit": self.unit})
    }
}

/// What stands above the figures.
pub const HEAD: &str = "| work | measured | counts | must | aim | verdict |\n|---|---|---|---|---|---|";

/// The whole table in Markdown.
pub fn table(figures: &[Figure]) -> String {
    let mut text = format!("{HEAD}\n");
    for figure in figures {
        writeln!(text, "{}", figure.line()).expect("a string takes every line");
    }
    text
}

/// The middle of the measured values; 0 for none.
pub fn median(values: &[f64]) -> f64 {
    quantile(values, 0.5)
}

/// The value below which this part of all lies; 0 for none.
pub fn quantile(values: &[f64], part: f64) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let place = (part * sorted.len() as f64) as usize;
    sorted.get(place.min(sorted.len().saturating_sub(1))).copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn figure(counts: f64, better: Better) -> Figure {
        let (must, aim) = match better {
            Better::More => (0.4, 0.7),
            Better::Less => (90.0, 50.0),
        };
        Figure { work: String::new(), measured: String::new(), counts, unit: "", must, aim, better }
    }

    #[test]
    fn a_figure_is_judged_in_its_own_direction() {
        let verdicts = [0.8, 0.5, 0.3].map(|counts| figure(counts, Better::More).verdict());
        assert_eq!(verdicts, [Verdict::Aim, Verdict::Must, Verdict::Missed]);
        let verdicts = [40.0, 90.0, 91.0].map(|counts| figure(counts, Better::Less).verdict());
        assert_eq!(verdicts, [Verdict::Aim, Verdict::Must, Verdict::Missed]);
    }

    #[test]
    fn the_last_of_a_hundred_is_its_ninety_ninth_part() {
        let values: Vec<f64> = (1..=100).map(f64::from).collect();
        assert_eq!((median(&values), quantile(&values, 0.99)), (51.0, 100.0));
        assert_eq!(median(&[]), 0.0);
    }
}
