//! The pure core from outside: homes that found, join, write and disagree, through the one gate.

mod founding;
mod home;
mod pledge;
