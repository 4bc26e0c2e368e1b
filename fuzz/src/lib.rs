//! The fuzz targets of `rulebridge`, without libFuzzer: see `README.md`.

#[path = "../../tests/support/agreement.rs"]
mod agreement;
pub mod bodies;
#[path = "../../tests/generate/mod.rs"]
mod generate;
#[path = "../../tests/oracle/mod.rs"]
mod oracle;
