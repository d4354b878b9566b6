//! The pure core from outside: homes that found, join, write and disagree, through the one gate.

mod accounting;
mod amend;
mod bounds;
mod branches;
mod bytes;
mod erasing;
mod fork;
mod founding;
mod gate;
mod guests;
mod home;
mod hostile;
mod leave;
mod order;
mod parting;
mod pledge;
mod pooled;
mod pooling;
mod proof;
mod proposal;
mod rules;
mod sealed;
