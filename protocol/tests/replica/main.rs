//! The pure core from outside: homes that found, join, write and disagree, through the one gate.

mod accounting;
mod again;
mod ahead;
mod amend;
mod attacks;
mod bounds;
mod branches;
mod bytes;
mod carriers;
#[path = "../properties/cases.rs"]
mod cases;
mod compared;
mod displaced;
mod door;
mod erasing;
mod federation;
mod fork;
mod founding;
mod gate;
mod guests;
mod home;
mod hostile;
mod leave;
mod listing;
mod lost;
mod order;
mod parting;
mod pledge;
mod pledging;
mod pooled;
mod pooling;
mod proof;
mod proposal;
mod put_out;
mod replacing;
mod returning;
mod rules;
mod saying;
mod sealed;
mod settled;
mod siege;
mod vouching;
mod wishes;
mod working;

use cases::cases;
