//! Real processes prove what Talko promises: homes on the loopback, commands as they are typed.
//!
//! Each file holds what belongs together; `tests::talko` runs the program.

mod absence;
mod amnesia;
mod availability;
mod backup;
mod bids;
mod blocking;
#[cfg(target_os = "linux")]
mod ceilings;
mod clients;
// Its clock stands before the C library, which a static program does not load.
#[cfg(all(target_os = "linux", target_env = "gnu"))]
mod clock;
mod damage;
mod devices;
mod disk;
mod displaced;
mod federation;
mod frozen;
mod imports;
mod invites;
mod kill;
mod knock;
mod law;
mod locked;
mod manners;
mod markers;
mod matching;
mod past;
mod pause;
mod receipts;
mod redo;
mod refusals;
mod returning;
mod routers;
mod sealed;
mod spine;
mod traffic;
mod turns;
mod up;
mod values;
mod work;
