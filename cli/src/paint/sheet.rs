//! Owns the lines and tables of an answer for a person.

use comfy_table::presets::NOTHING;
use comfy_table::{Attribute, Cell, ContentArrangement};
use protocol::text::{tidy, tidy_line};

use super::Paint;

/// What a person reads: lines and tables from top to bottom.
#[derive(Debug, Default)]
pub struct Sheet {
    parts: Vec<Part>,
}

#[derive(Debug)]
enum Part {
    Line(String),
    Table(Table),
}

/// Rows of equal length under a head.
#[derive(Debug, Default)]
pub struct Table {
    head: Vec<String>,
    rows: Vec<Vec<String>>,
}

impl Table {
    /// A table with these words above its columns; none are shown where all are empty.
    pub fn new(head: impl IntoIterator<Item = String>) -> Table {
        Table { head: head.into_iter().collect(), rows: Vec::new() }
    }

    /// Adds a row.
    pub fn row(&mut self, cells: impl IntoIterator<Item = String>) {
        self.rows.push(cells.into_iter().map(|cell| tidy_line(&cell)).collect());
    }

    /// True where it has no row.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    fn render(&self, paint: &Paint) -> String {
        if paint.plain {
            return self.rows.iter().map(|row| row.join("\t") + "\n").collect();
        }
        let mut table = comfy_table::Table::new();
        table.load_style(NOTHING);
        table.set_content_arrangement(match paint.terminal {
            true => ContentArrangement::Dynamic,
            // Nobody knows the width of a pipe; a script or a file takes whole cells.
            false => ContentArrangement::Disabled,
        });
        if paint.terminal {
            table.set_width(super::size().1);
        } else {
            table.force_no_tty();
        }
        if paint.colour {
            table.enforce_styling();
        }
        if self.head.iter().any(|word| !word.is_empty()) {
            table.set_header(self.head.iter().map(|word| Cell::new(word).add_attribute(Attribute::Bold)));
        }
        for row in &self.rows {
            table.add_row(row);
        }
        for column in table.column_iter_mut() {
            column.set_padding((0, 2));
        }
        // `lines` pads to the full width; a blank at the end helps nobody who copies.
        table.lines().map(|line| line.trim_end().to_string() + "\n").collect()
    }
}

impl Sheet {
    /// Adds a line; an empty one separates.
    pub fn line(&mut self, line: impl Into<String>) {
        self.parts.push(Part::Line(line.into()));
    }

    /// Adds lines, or none.
    pub fn lines(&mut self, lines: impl IntoIterator<Item = String>) {
        lines.into_iter().for_each(|line| self.line(line));
    }

    /// Adds running text that somebody wrote, cleaned.
    pub fn text(&mut self, text: &str) {
        self.parts.push(Part::Line(tidy(text)));
    }

    /// Adds a table.
    pub fn table(&mut self, table: Table) {
        self.parts.push(Part::Table(table));
    }

    /// Adds pairs of a label and what it says, as a table without a head.
    pub fn pairs(&mut self, pairs: impl IntoIterator<Item = (String, String)>) {
        let mut table = Table::default();
        for (label, value) in pairs {
            table.row([label, value]);
        }
        self.table(table);
    }

    /// The text of the sheet as this run shows it.
    pub fn render(&self, paint: &Paint) -> String {
        self.parts
            .iter()
            .map(|part| match part {
                Part::Line(line) => format!("{line}\n"),
                Part::Table(table) => table.render(paint),
            })
            .collect()
    }
}
