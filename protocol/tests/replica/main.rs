//! The pure core from outside: homes that found, join, write and disagree, through the one gate.

mod bounds;
mod bytes;
mod fork;
mod founding;
mod gate;
mod home;
mod hostile;
mod order;
mod pledge;
mod sealed;
