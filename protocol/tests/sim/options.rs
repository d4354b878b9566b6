//! Owns what one run is like, derived from its seed alone. Most faults are absent from many runs: a
//! fault that is always there hides what only shows without it.

use std::fmt;

use crate::chance::Chance;

/// 2,000 steps a run.
pub const STEPS: u32 = 2_000;

/// What happens in one run. Shares are of 1,000.
#[derive(Clone, Debug)]
pub struct Options {
    pub seed: u64,
    pub steps: u32,
    /// Collectives: 2 to 5.
    pub collectives: usize,
    /// Homes: 3 to 12, at least one a collective.
    pub homes: usize,
    /// Homes whose program was changed: up to a third.
    pub hostile: usize,
    /// The longest time that a frame is under way, in milliseconds.
    pub latency_ms: u64,
    /// Frames that are lost, and with them the stream.
    pub lost: u32,
    /// Gossip that comes twice.
    pub doubled: u32,
    /// Times that the network is cut in two or three.
    pub parted: u32,
    /// Acts at which the power fails between a write and its sync.
    pub power_cuts: u32,
    /// Acts at which a disk is set back to an earlier state.
    pub set_back: u32,
    /// Acts after which a disk is full for a while.
    pub full: u32,
    /// Starts at which one record has rotted on the disk.
    pub rot: u32,
    /// Acts at which a clock jumps.
    pub jumps: u32,
    /// How far a home's clock is off, in minutes at most.
    pub skew_minutes: u64,
    /// Acts that concern the law.
    pub law: u32,
    /// Nights, at which a day passes for all.
    pub nights: u32,
    /// Acts that concern somebody's second computer.
    pub computers: u32,
    /// Acts that concern somebody who comes by an invite.
    pub newcomers: u32,
    /// Acts that concern a collective's place in the federation.
    pub federations: u32,
    /// Acts that concern a joint bid.
    pub bids: u32,
    /// Acts that concern the federation's charter.
    pub alliances: u32,
}

impl Options {
    pub fn of(seed: u64) -> Options {
        let mut chance = Chance::of(seed ^ 0x0_7A1C0);
        let mut some = |most: u64| if chance.happens(400) { 0 } else { chance.between(1, most) };
        let (lost, doubled, parted) = (some(300) as u32, some(200) as u32, some(500) as u32);
        let (power_cuts, set_back, full) = (some(60) as u32, some(4) as u32, some(40) as u32);
        let (rot, jumps, nights) = (some(300) as u32, some(20) as u32, some(400) as u32);
        let (skew_minutes, law, latency_ms) = (some(9), some(400) as u32, some(4_000));
        let (computers, newcomers, federations) = (some(200) as u32, some(100) as u32, some(80) as u32);
        let (bids, alliances) = (some(600) as u32, some(150) as u32);
        let collectives = chance.between(2, 5) as usize;
        let homes = (chance.between(3, 12) as usize).max(collectives);
        let hostile = if chance.happens(400) { 0 } else { chance.below(homes / 3 + 1) };
        Options {
            seed,
            steps: STEPS,
            collectives,
            homes,
            hostile,
            latency_ms,
            lost,
            doubled,
            parted,
            power_cuts,
            set_back,
            full,
            rot,
            jumps,
            skew_minutes,
            law,
            nights,
            computers,
            newcomers,
            federations,
            bids,
            alliances,
        }
    }
}

impl fmt::Display for Options {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self:?}")
    }
}
