//! Owns the finding of the program: built once a run, beside the tests that use it.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

/// The program `talko`, built from this workspace; `TALKO_PROGRAM` names another one.
pub fn talko() -> &'static Path {
    static PROGRAM: OnceLock<PathBuf> = OnceLock::new();
    PROGRAM.get_or_init(|| match std::env::var_os("TALKO_PROGRAM") {
        Some(named) => PathBuf::from(named),
        None => build(),
    })
}

fn build() -> PathBuf {
    // target/PROFILE/deps/TEST: the program lies one folder up.
    let test = std::env::current_exe().expect("the path of this test");
    let profile = test.parent().and_then(Path::parent).expect("tests lie in the target folder");
    let target = profile.parent().expect("a profile lies in the target folder");
    let mut build = Command::new(env!("CARGO"));
    build.args(["build", "--quiet", "--package", "cli", "--bin", "talko", "--target-dir"]).arg(target);
    if profile.ends_with("release") {
        build.arg("--release");
    }
    let built = build.current_dir(env!("CARGO_MANIFEST_DIR")).status().expect("cargo can be run");
    assert!(built.success(), "the program talko cannot be built");
    profile.join("talko")
}
