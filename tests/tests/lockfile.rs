//! The packages that Cargo.lock names are new enough for the advisories that are known, and none
//! comes from elsewhere than the public registry. docs/advisories.md says what stands behind each.

use std::path::Path;

/// The oldest version of a package that may stand in Cargo.lock. A package with two lines is kept up
/// in two series: a copy is measured by the newest line that is not of a later series.
const LEAST: [(&str, Version); 25] = [
    ("libp2p", (0, 57, 1)),
    ("libp2p-gossipsub", (0, 50, 1)),
    ("yamux", (0, 14, 1)),
    ("quinn-proto", (0, 11, 15)),
    ("hickory-proto", (0, 26, 3)),
    ("snow", (0, 9, 5)),
    ("rustls", (0, 23, 18)),
    ("rustls-webpki", (0, 103, 16)),
    ("aws-lc-sys", (0, 39, 0)),
    ("ring", (0, 17, 12)),
    ("rand", (0, 8, 6)),
    ("rand", (0, 10, 1)),
    ("ed25519-dalek", (2, 0, 0)),
    ("curve25519-dalek", (4, 1, 3)),
    ("age", (0, 12, 1)),
    ("quick-xml", (0, 41, 0)),
    ("tokio", (1, 44, 2)),
    ("bytes", (1, 11, 1)),
    ("time", (0, 3, 47)),
    ("slab", (0, 4, 11)),
    ("idna", (1, 0, 0)),
    ("h2", (0, 4, 20)),
    ("crossbeam-channel", (0, 5, 15)),
    ("crossbeam-epoch", (0, 9, 20)),
    ("tracing-subscriber", (0, 3, 20)),
];

/// Abandoned, or a second way to do what one package here does.
const UNWANTED: [&str; 4] = ["serde_cbor", "cbor4ii", "chrono", "openssl-sys"];

/// Left behind by its authors, and only sled 0.34.7 asks for it.
const OLD_FOR_SLED: [(&str, &str); 2] = [("fxhash", "0.2.1"), ("instant", "0.1.13")];

const REGISTRY: &str = "registry+https://github.com/rust-lang/crates.io-index";

type Version = (u64, u64, u64);

#[test]
fn no_package_is_older_than_its_advisories_allow() {
    let packages = packages(&lockfile());
    let old: Vec<_> = packages.iter().filter(|package| is_old(package)).collect();
    assert!(old.is_empty(), "{old:#?}");
    // A line without a package would promise what nothing keeps.
    let gone: Vec<_> = LEAST.iter().filter(|(name, _)| !packages.iter().any(|package| package.name == *name)).collect();
    assert!(gone.is_empty(), "not in Cargo.lock any more: {gone:?}");
}

#[test]
fn what_nobody_keeps_up_comes_with_sled_alone() {
    let packages = packages(&lockfile());
    for (name, version) in OLD_FOR_SLED {
        let found: Vec<_> = packages.iter().filter(|package| package.name == name).collect();
        assert!(found.iter().all(|package| package.version == version), "another {name}: {found:?}");
        let mut needed_by: Vec<_> = packages.iter().filter(|package| package.needs(name)).collect();
        needed_by.retain(|package| !["sled", "parking_lot", "parking_lot_core"].contains(&package.name.as_str()));
        assert!(needed_by.is_empty(), "{name} is also needed by {needed_by:?}");
    }
    // parking_lot 0.11 is sled's too; the newer one needs no `instant`.
    let old = packages.iter().filter(|package| package.needs("parking_lot 0.11.2"));
    assert_eq!(old.map(|package| package.name.as_str()).collect::<Vec<_>>(), ["sled"]);
}

#[test]
fn no_unwanted_package_and_no_other_source_comes_in() {
    let packages = packages(&lockfile());
    for package in &packages {
        assert!(!UNWANTED.contains(&package.name.as_str()), "{} came in", package.name);
        let ours =
            package.source.is_empty() && ["protocol", "node", "cli", "tests", "fuzz"].contains(&package.name.as_str());
        assert!(ours || package.source == REGISTRY, "{package:?}");
    }
}

#[test]
fn every_least_version_has_its_reason_in_the_documentation() {
    let reasons = read("docs/advisories.md");
    let unsaid: Vec<_> = LEAST.iter().filter(|(name, _)| !reasons.contains(&format!("| {name} |"))).collect();
    assert!(unsaid.is_empty(), "docs/advisories.md says nothing about {unsaid:?}");
}

#[test]
fn an_older_copy_is_found_beside_a_newer_one() {
    let text = [("yamux", "0.14.1"), ("yamux", "0.12.1"), ("rand", "0.8.6"), ("rand", "0.10.0"), ("rand", "0.7.9")]
        .map(|(name, version)| format!("[[package]]\nname = \"{name}\"\nversion = \"{version}\"\n"))
        .join("\n");
    let old = packages(&text).into_iter().filter(is_old).map(|package| package.version);
    assert_eq!(old.collect::<Vec<_>>(), ["0.12.1", "0.10.0", "0.7.9"]);
}

#[derive(Debug, Default)]
struct Package {
    name: String,
    version: String,
    source: String,
    dependencies: Vec<String>,
}

impl Package {
    /// True where the lock names this package among the dependencies: `name`, or `name version`
    /// where there are several copies.
    fn needs(&self, name: &str) -> bool {
        self.dependencies.iter().any(|needed| needed == name || needed.split(' ').next() == Some(name))
    }
}

fn is_old(package: &Package) -> bool {
    let version = number(&package.version);
    let lines = LEAST.iter().filter(|(name, _)| *name == package.name).map(|(_, least)| *least);
    let mut lines: Vec<Version> = lines.collect();
    lines.sort_unstable();
    let series = |version: Version| (version.0, version.1);
    let newest = lines.iter().rev().find(|least| series(**least) <= series(version)).or(lines.first());
    newest.is_some_and(|least| version < *least)
}

fn lockfile() -> String {
    read("Cargo.lock")
}

fn read(file: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(file);
    std::fs::read_to_string(&path).unwrap_or_else(|fault| panic!("{}: {fault}", path.display()))
}

/// The packages of a lock file, which cargo writes with one fact a line.
fn packages(text: &str) -> Vec<Package> {
    let blocks = text.split("[[package]]").skip(1);
    blocks
        .map(|block| {
            let mut package = Package::default();
            for line in block.lines() {
                match line.split_once(" = ") {
                    Some(("name", value)) => package.name = bare(value),
                    Some(("version", value)) => package.version = bare(value),
                    Some(("source", value)) => package.source = bare(value),
                    _ if line.starts_with(' ') => package.dependencies.push(bare(line.trim().trim_end_matches(','))),
                    _ => {}
                }
            }
            package
        })
        .collect()
}

fn bare(value: &str) -> String {
    value.trim_matches('"').to_string()
}

fn number(version: &str) -> Version {
    // "0.5.0-alpha" and "1.0.0+build" count as the version that they lead to.
    let plain = version.split(['-', '+']).next().expect("split gives at least one piece");
    let mut parts = plain.split('.').map(|part| part.parse().expect("cargo writes numbers"));
    let mut next = || parts.next().expect("cargo writes three numbers");
    (next(), next(), next())
}
