//! The seeds of every fuzz target, replayed without a fuzzer.
#![cfg(feature = "lint")]
#![allow(
    unreachable_pub,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::unwrap_used,
    reason = "the modules are written for two callers, and checks may panic"
)]

#[path = "support/agreement.rs"]
mod agreement;
#[path = "../fuzz/src/bodies/mod.rs"]
mod bodies;
mod generate;
mod oracle;

use std::fs;
use std::panic::catch_unwind;
use std::path::{Path, PathBuf};

/// What is in a folder, by name.
fn entries(folder: &Path) -> Vec<PathBuf> {
    let mut paths: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    paths
}

#[test]
fn every_seed_holds() {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus/fuzz");
    let folders: Vec<_> = bodies::TARGETS.iter().map(|(target, _)| corpus.join(target)).collect();
    assert_eq!(entries(&corpus), folders, "one folder of seeds for each target");
    let mut failures = Vec::new();
    for ((target, body), folder) in bodies::TARGETS.iter().zip(&folders) {
        let seeds = entries(folder);
        assert!(!seeds.is_empty(), "{target} has no seeds");
        for seed in seeds {
            let data = fs::read(&seed).unwrap();
            if catch_unwind(|| body(&data)).is_err() {
                failures.push(seed.display().to_string());
            }
        }
    }
    assert!(failures.is_empty(), "{} seeds fail, see above:\n{}", failures.len(), failures.join("\n"));
}
