//! All figures in one run, each beside its goal.

use std::path::{Path, PathBuf};
use std::time::Duration;

use super::child::Peer;
use super::cold::{Full, empty};
use super::fault::{BenchFault, io};
use super::pipeline::Pipeline;
use super::sheet::{Better, Figure, median, quantile};
use super::{finding, law, limits, live, lookup, machine, matching, offer, sheet, still};

/// The first of the ports of loopback that are used, below those that the system gives away.
const PORT: u16 = 24_700;
/// 25 ms each way: a round trip of 50 ms.
const LATE: Duration = Duration::from_millis(25);
/// Leads that each end writes apart.
const APART: usize = 100;

/// How much is measured.
#[derive(Clone, Debug)]
pub struct Options {
    /// Leads in the large home.
    pub records: usize,
    /// How often what is noisy is repeated.
    pub rounds: usize,
    /// Leads that are published one by one.
    pub published: usize,
    /// Ids in the largest sets that are compared.
    pub largest: usize,
    /// The program whose commands are timed, where there is one.
    pub talko: Option<PathBuf>,
    /// How each figure is told.
    pub told: Told,
}

/// How figures are told as soon as they are there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Told {
    /// As lines of the table.
    Table,
    /// As one JSON object a line, for a program that reads them.
    Json,
}

impl Options {
    /// What a full run measures.
    pub fn full(records: usize) -> Options {
        Options { records, rounds: 3, published: 500, largest: 1_000_000, talko: None, told: Told::Table }
    }

    /// A short run, to see whether everything still works.
    pub fn quick() -> Options {
        Options { records: 2_000, rounds: 1, published: 20, largest: 20_000, talko: None, told: Told::Table }
    }
}

/// Measures everything in a folder of its own and tells each figure as soon as it is there.
///
/// - Returns the table with the machine above it, in Markdown.
///
/// # Errors
/// [`BenchFault`] where a measurement fails.
pub fn run(options: &Options, folder: &Path) -> Result<String, BenchFault> {
    let load = machine::load();
    if options.told == Told::Table {
        println!("{}", sheet::HEAD);
    }
    let mut figures = Vec::new();
    let mut note = |figure: Figure| {
        match options.told {
            Told::Table => println!("{}", figure.line()),
            Told::Json => println!("{}", figure.object()),
        }
        figures.push(figure);
    };
    let full = Full::make(&folder.join("full"), PORT, options.records)?;
    catch_ups(options, folder, &full, &mut note)?;
    differences(options, folder, &full, &mut note)?;
    spreads(options, folder, &mut note)?;
    writes(options, folder, &full, &mut note)?;
    stillness(options, &full, &mut note)?;
    searches(options, folder, &mut note)?;
    laws(options, &mut note)?;
    matches(&mut note)?;
    offers(&mut note)?;
    Ok(format!("{}\n\n{}", machine::describe(&load), sheet::table(&figures)))
}

fn catch_ups(options: &Options, folder: &Path, full: &Full, note: &mut impl FnMut(Figure)) -> Result<(), BenchFault> {
    let pipeline = Pipeline::new(options.records)?;
    let (mut bare, mut rates, mut late, mut cpu) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    let mut ratios = Vec::new();
    // Limit and work take turns, so that both see the same neighbours on this machine.
    for _ in 0..options.rounds {
        empty(&folder.join("bare"))?;
        bare.push(pipeline.run(&folder.join("bare"))?);
        let straight = full.caught_up_by(&folder.join("fresh"), PORT + 1, None)?;
        ratios.push(straight.rate / bare.last().copied().unwrap_or(f64::INFINITY));
        rates.push(straight.rate);
        cpu.push(straight.cpu_us);
        late.push(full.caught_up_by(&folder.join("fresh"), PORT + 1, Some(LATE))?.rate);
    }
    let records = options.records;
    note(Figure {
        work: format!("cold catch-up of {records} records"),
        measured: format!("{:.0}/s; bare pipeline {:.0}/s", median(&rates), median(&bare)),
        counts: median(&ratios),
        unit: "of the bare pipeline",
        must: 0.4,
        aim: 0.7,
        better: Better::More,
    });
    note(Figure {
        work: "the same with 50 ms round trip".to_string(),
        measured: format!("{:.0}/s", median(&late)),
        counts: median(&late) / median(&rates),
        unit: "of its undelayed rate",
        must: 0.8,
        aim: 0.9,
        better: Better::More,
    });
    note(Figure {
        work: "processor time of both nodes a record in it".to_string(),
        measured: format!("{:.1} us", median(&cpu)),
        counts: median(&cpu),
        unit: "us",
        must: 90.0,
        aim: 50.0,
        better: Better::Less,
    });
    Ok(())
}

fn differences(options: &Options, folder: &Path, full: &Full, note: &mut impl FnMut(Figure)) -> Result<(), BenchFault> {
    for same in [options.records, options.largest] {
        let found = finding::find(same, APART)?;
        let turns = found.turns;
        note(Figure {
            work: format!("both hold {same}, {APART} differ on each side: finding them"),
            measured: format!("{} bytes, {turns} round trip{}", found.bytes, if turns == 1 { "" } else { "s" }),
            counts: found.bytes as f64 / 1_000.0,
            unit: "kB",
            must: 20.0,
            aim: 6.0,
            better: Better::Less,
        });
    }
    let over = full.met_by(&folder.join("fresh"), PORT + 1, APART)?;
    note(Figure {
        work: "whole incremental sync, bytes over the missing records".to_string(),
        measured: format!("{over:.2}"),
        counts: over,
        unit: "",
        must: 1.3,
        aim: 1.1,
        better: Better::Less,
    });
    Ok(())
}

fn spreads(options: &Options, folder: &Path, note: &mut impl FnMut(Figure)) -> Result<(), BenchFault> {
    let gap = Duration::from_millis(20);
    let two = live::spread(&folder.join("two"), PORT + 2, 2, options.published, gap)?;
    for (part, name, must, aim) in [(0.5, "p50", 2.5, 0.9), (0.99, "p99", 6.0, 2.0)] {
        let ms = quantile(&two.each, part);
        note(Figure {
            work: format!("publish to visible and durable, 2 live nodes, {name}"),
            measured: format!("{ms:.2} ms; {} of {} delivered", two.each.len(), two.expected),
            counts: ms,
            unit: "ms",
            must,
            aim,
            better: Better::Less,
        });
    }
    let gap = Duration::from_millis(100);
    let ten = live::spread(&folder.join("ten"), PORT + 10, 10, options.published / 2, gap)?;
    let ms = quantile(&ten.last, 0.99);
    let lost = ten.expected - ten.each.len();
    note(Figure {
        work: "10 nodes, last node p99".to_string(),
        measured: format!("{ms:.1} ms; {} of {} delivered", ten.each.len(), ten.expected),
        // All must arrive: one that does not is later than any bound.
        counts: if lost == 0 { ms } else { f64::INFINITY },
        unit: "ms",
        must: 40.0,
        aim: 11.0,
        better: Better::Less,
    });
    Ok(())
}

fn writes(options: &Options, folder: &Path, full: &Full, note: &mut impl FnMut(Figure)) -> Result<(), BenchFault> {
    let many = options.records / 25;
    let (mut ratios, mut rates, mut syncs) = (Vec::new(), Vec::new(), Vec::new());
    let (mut flushes, mut appends) = (Vec::new(), Vec::new());
    let mut batched = vec![full.batched];
    for _ in 0..options.rounds {
        empty(&folder.join("bare"))?;
        let inserts = limits::insert_plus_sync(&folder.join("bare"))?;
        syncs.push(inserts.synced);
        flushes.push(inserts.flushed);
        appends.push(limits::append_plus_sync(&folder.join("append"))?);
        empty(&folder.join("write"))?;
        let mut peer = Peer::open(&folder.join("write"), PORT + 1, "new")?;
        let us = peer.number(&format!("fill {many}"), "us")?;
        rates.push(many as f64 / us as f64 * 1e6);
        ratios.push(many as f64 / us as f64 * 1e6 / inserts.synced);
        let us = peer.number(&format!("fillb {} 1000", many * 5), "us")?;
        batched.push(many as f64 * 5.0 / us as f64 * 1e6);
        peer.end()?;
    }
    let (rate, sync, append, flush) = (median(&rates), median(&syncs), median(&appends), median(&flushes));
    note(Figure {
        work: "local writes, signed and durable, one by one".to_string(),
        measured: format!(
            "{rate:.0}/s; insert-plus-sync {sync:.0}/s (append to a file and sync {append:.0}/s, \
             sled's flush without a sync {flush:.0}/s)"
        ),
        counts: median(&ratios),
        unit: "of insert-plus-sync",
        must: 0.4,
        aim: 0.7,
        better: Better::More,
    });
    note(Figure {
        work: "the same in batches of 1,000".to_string(),
        measured: format!("{:.0}/s", median(&batched)),
        counts: median(&batched),
        unit: "/s",
        must: 10_000.0,
        aim: 30_000.0,
        better: Better::More,
    });
    Ok(())
}

fn stillness(options: &Options, full: &Full, note: &mut impl FnMut(Figure)) -> Result<(), BenchFault> {
    let idle: Vec<still::Idle> = (0..options.rounds).map(|_| still::idle(full)).collect::<Result<_, _>>()?;
    let memory = median(&idle.iter().map(|idle| idle.memory_mb).collect::<Vec<_>>());
    let open = median(&idle.iter().map(|idle| idle.open_s).collect::<Vec<_>>());
    let figure = |work: &str, counts, unit, must, aim| Figure {
        work: format!("{work} with {} records", options.records),
        measured: format!("{counts:.2} {unit}"),
        counts,
        unit,
        must,
        aim,
        better: Better::Less,
    };
    note(figure("memory of an idle node", memory, "MB", 70.0, 40.0));
    note(figure("opening a node", open, "s", 0.5, 0.15));
    let Some(talko) = &options.talko else {
        eprintln!("(no talko beside this program: its commands are not timed)");
        return Ok(());
    };
    let (running, alone) = still::one_shot(full, talko, &["status", "--json"])?;
    note(figure("one-shot command against a running node", median(&running), "ms", 20.0, 8.0));
    note(figure("one-shot command without one", median(&alone), "ms", 300.0, 100.0));
    Ok(())
}

fn searches(options: &Options, folder: &Path, note: &mut impl FnMut(Figure)) -> Result<(), BenchFault> {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build();
    let runtime = runtime.map_err(io("start the runtime"))?;
    let (first, all) = lookup::searches(&folder.join("search"), &runtime, options.records)?;
    let ms = quantile(&all, 0.99);
    note(Figure {
        work: format!("search over {} leads, p99", options.records),
        measured: format!("{ms:.2} ms, p50 {:.2} ms; the first makes the index, {first:.0} ms", median(&all)),
        counts: ms,
        unit: "ms",
        must: 20.0,
        aim: 5.0,
        better: Better::Less,
    });
    Ok(())
}

fn matches(note: &mut impl FnMut(Figure)) -> Result<(), BenchFault> {
    let measured = matching::measure()?;
    let (ms, crew) = (median(&measured.match_ms), median(&measured.crew_ms));
    note(Figure {
        work: format!("one lead against {} members, each constraint with its verdict", matching::MEMBERS),
        measured: format!("{ms:.1} ms; {} fit", measured.fitting),
        counts: ms,
        unit: "ms",
        must: 50.0,
        aim: 20.0,
        better: Better::Less,
    });
    note(Figure {
        work: format!("crew of six roles from {} members", matching::CREW_MEMBERS),
        measured: format!("{crew:.1} ms; at most {} minor units a week above the cheapest", measured.gap_minor),
        counts: crew,
        unit: "ms",
        must: 1_000.0,
        aim: 100.0,
        better: Better::Less,
    });
    Ok(())
}

fn offers(note: &mut impl FnMut(Figure)) -> Result<(), BenchFault> {
    let ms = median(&offer::folds()?);
    note(Figure {
        work: format!("fold of a bid with {} shares, signed by all", offer::SHARES),
        measured: format!("{ms:.3} ms"),
        counts: ms,
        unit: "ms",
        must: 1.0,
        aim: 0.5,
        better: Better::Less,
    });
    let kilobytes = offer::page_bytes() as f64 / 1e3;
    note(Figure {
        work: "page for a client, with the signed terms of two collectives".to_string(),
        measured: format!("{kilobytes:.1} kB"),
        counts: kilobytes,
        unit: "kB",
        must: 150.0,
        aim: 50.0,
        better: Better::Less,
    });
    Ok(())
}

fn laws(options: &Options, note: &mut impl FnMut(Figure)) -> Result<(), BenchFault> {
    let old = law::Old::make()?;
    let (mut admissions, mut checks, mut ratios) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..options.rounds {
        let (admission, check) = old.admission()?;
        ratios.push(admission / check);
        admissions.push(admission);
        checks.push(check);
    }
    note(Figure {
        work: "admission of a good record".to_string(),
        measured: format!("{:.1} us; its signature check alone {:.1} us", median(&admissions), median(&checks)),
        counts: median(&ratios),
        unit: "of the check",
        must: 1.3,
        aim: 1.15,
        better: Better::Less,
    });
    let ms = median(&old.folds());
    note(Figure {
        work: format!("fold of 24 members and {} revisions", law::REVISIONS),
        measured: format!("{ms:.2} ms; {} records", old.size()),
        counts: ms,
        unit: "ms",
        must: 5.0,
        aim: 2.5,
        better: Better::Less,
    });
    Ok(())
}
