//! Owns the reading of the embedded files. Their layout is described in protocol/data/README.md.
//!
//! The files are ours and a test reads them all, so that a bad row is found before a member meets it.

use std::collections::BTreeMap;

use super::{Care, Entry, Kinship, Pointer, Sort, Vocabulary, list, tokens};

const ROLES: &str = include_str!("../../data/roles.csv");
const TOOLS: &str = include_str!("../../data/tools.csv");
const OCCUPATIONS: &str = include_str!("../../data/onet-occupations.csv");
const GROUPS: &str = include_str!("../../data/onet-groups.csv");
const ONET_TOOLS: &str = include_str!("../../data/onet-tools.csv");
const ONET_TITLES: &str = include_str!("../../data/onet-titles.csv");

/// Entries while they are gathered: the first to claim a key keeps it.
#[derive(Default)]
struct Gathering {
    entries: Vec<Entry>,
    keys: BTreeMap<String, Pointer>,
}

/// Reads everything: our own names first, so that O*NET's spellings yield to them.
pub(super) fn read() -> Vocabulary {
    let mut all = Gathering::default();
    let codes: Vec<&str> = rows(OCCUPATIONS).map(|[code, _]| code).collect();
    let groups: Vec<&str> = rows(GROUPS).map(|[title]| title).collect();
    for [name, written, called, code] in rows(ROLES) {
        let occupations = (0..).zip(&codes).filter(|(_, known)| **known == code).map(|(bit, _)| 1u32 << bit).sum();
        let entry = Entry { name, sort: Sort::Work, care: Care::Free, written, occupations, group: "", popular: true };
        all.add(entry, called);
    }
    for [name, written, group, care] in rows(TOOLS) {
        let care = care_of(care);
        all.add(Entry { name, sort: Sort::Tool, care, written, occupations: 0, group, popular: true }, "");
    }
    for [name, written, group, hot, occupations, care] in rows(ONET_TOOLS) {
        let group = group.parse::<usize>().ok().and_then(|at| groups.get(at)).copied().unwrap_or_default();
        let (occupations, popular, care) = (bits(occupations), hot == "Y", care_of(care));
        all.add(Entry { name, sort: Sort::Tool, care, written, occupations, group, popular }, "");
    }
    for [name, occupations] in rows(ONET_TITLES) {
        let occupations = bits(occupations);
        let (sort, care) = (Sort::Title, Care::Never);
        all.add(Entry { name, sort, care, written: "", occupations, group: "", popular: false }, "");
    }
    let keys = all.keys.into_iter().map(|(key, pointer)| (key.into_boxed_str(), pointer)).collect();
    Vocabulary { entries: all.entries, keys }
}

impl Gathering {
    fn add(&mut self, entry: Entry, called: &'static str) {
        let known = self.keys.get(&tokens::key(entry.name)).map(|at| &mut self.entries[usize::from(at.entry)]);
        if let Some(known) = known {
            // O*NET knows a tool of ours too: its occupations are worth keeping, its spelling yields.
            if known.sort == entry.sort {
                known.occupations |= entry.occupations;
            }
            return;
        }
        let at = u16::try_from(self.entries.len()).expect("the embedded files have fewer than 65,536 rows");
        let written = entry.spellings().map(|name| (name, Kinship::Written));
        for (name, kinship) in written.chain(list(called).map(|name| (name, Kinship::Called))) {
            self.keys.entry(tokens::key(name)).or_insert(Pointer { entry: at, kinship });
        }
        self.entries.push(entry);
    }
}

/// The rows below the heading; a cell that is missing is empty.
fn rows<const CELLS: usize>(file: &'static str) -> impl Iterator<Item = [&'static str; CELLS]> {
    file.lines().skip(1).map(|line| {
        let mut cells = line.splitn(CELLS, ',');
        std::array::from_fn(|_| cells.next().unwrap_or_default())
    })
}

fn bits(places: &str) -> u32 {
    places
        .split(';')
        .filter_map(|place| place.parse::<u32>().ok())
        .filter(|place| *place < 32)
        .map(|place| 1 << place)
        .sum()
}

fn care_of(word: &str) -> Care {
    match word {
        "free" => Care::Free,
        "capital" => Care::Capital,
        _ => Care::Never,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_of_the_embedded_files_is_whole() {
        let codes: Vec<&str> = rows::<2>(OCCUPATIONS).map(|[code, _]| code).collect();
        let groups: Vec<&str> = rows::<1>(GROUPS).map(|[title]| title).collect();
        assert_eq!((codes.len(), groups.len()), (30, 96));
        for (file, cells) in [(ROLES, 4), (TOOLS, 4), (ONET_TOOLS, 6), (ONET_TITLES, 2)] {
            for line in file.lines() {
                assert_eq!(line.split(',').count(), cells, "{line}");
                assert!(!line.contains('"'), "{line}");
            }
        }
        for [name, _, _, code] in rows(ROLES) {
            assert!(codes.contains(&code), "{name}");
        }
        for [name, _, group, care] in rows(TOOLS) {
            assert!(groups.contains(&group), "{name}");
            assert!(["free", "capital", "never"].contains(&care), "{name}");
        }
        for [name, _, group, _, occupations, care] in rows(ONET_TOOLS) {
            assert!(group.parse::<usize>().expect(name) < groups.len(), "{name}");
            assert!(bits(occupations) != 0 && bits(occupations) < 1 << 30, "{name}");
            assert!(["free", "capital", "never"].contains(&care), "{name}");
        }
        for [name, occupations] in rows(ONET_TITLES) {
            assert!(bits(occupations) != 0, "{name}");
        }
    }

    #[test]
    fn the_vocabulary_stays_small() {
        let files = [ROLES, TOOLS, OCCUPATIONS, GROUPS, ONET_TOOLS, ONET_TITLES];
        assert!(files.iter().map(|file| file.len()).sum::<usize>() < 200_000);
        let all = read();
        let keys: usize = all
            .keys
            .iter()
            .map(|(key, _)| size_of::<(Box<str>, Pointer)>() + key.len().next_multiple_of(16) + 16)
            .sum();
        let entries = all.entries.capacity() * size_of::<Entry>();
        assert!(keys + entries < 1_000_000, "{keys} + {entries}");
        assert!(all.keys.is_sorted_by(|a, b| a.0 < b.0) && !all.keys.iter().any(|(key, _)| key.is_empty()));
    }
}
