//! What no single package can show: many homes, real processes, measurements.

pub mod bench;
pub mod clock;
pub mod hostile;
#[cfg(target_os = "linux")]
pub mod lines;
#[cfg(target_os = "linux")]
pub mod mesh;
#[cfg(target_os = "linux")]
pub mod network;
pub mod talko;
pub mod tap;
