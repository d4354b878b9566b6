//! tests

#[cfg(target_os = "linux")]
pub mod network;
pub mod talko;
