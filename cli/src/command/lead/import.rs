//! `talko lead import`: other people's adverts become leads. What is known already is not taken
//! again; what nearly repeats another is taken and marked; bad rows are told with their place.

mod known;
mod summary;
mod told;

use std::collections::BTreeMap;
use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};

use clap::Args;
use protocol::id::Id;
use protocol::local::{DRAFTS_MAX, Draft, LOCAL_MAX, Published, Version};
use protocol::vocabulary::Vocabulary;

use crate::desk::Desk;
use crate::import::{Columns, Import as Read, Options, Same, Sifted, read, sift};
use crate::problem::{Outcome, Problem};
use crate::publish::{Excess, draft, publish};
use crate::receipt::receipt;
use crate::share::{Audience, audience};
use crate::{prompt, trouble, words};
use known::Before;
use summary::Summary;

/// One place in each chunk is kept for the open face of the member.
const CHUNK: usize = DRAFTS_MAX - 1;
/// Half of what the socket takes, so that frame and headers fit beside the bodies.
const CHUNK_BYTES: usize = LOCAL_MAX / 2;

/// What `talko lead import` takes.
#[derive(Clone, Debug, Args)]
pub struct Import {
    /// The file; `-` reads stdin.
    pub file: PathBuf,
    /// Which column of a table is which field.
    #[arg(long, value_name = "title=A,budget=C")]
    pub map: Option<String>,
    /// Who reads the leads.
    #[arg(long, value_name = "own|federation|NAME")]
    pub share: Option<String>,
    /// Takes withdrawn leads again.
    #[arg(long)]
    pub again: bool,
}

impl Import {
    /// Runs the verb.
    ///
    /// # Errors
    /// `import-…` where nothing of the file can be taken; what the home refused.
    pub fn run(self, desk: &Desk) -> Outcome {
        let audience = audience(desk, self.share.as_deref(), Audience::FEDERATION)?;
        let import = self.read(desk)?;
        let before = Before::read(desk, self.again)?;
        let sifted = sift(&import.leads, &before.known);
        let mut summary = Summary::of(&import, &sifted, &before);
        for line in summary.faults(&desk.clock) {
            desk.paint.note(&line)?;
        }
        if sifted.fresh.is_empty() {
            return summary.nothing_new(desk);
        }
        if desk.paint.asks && !desk.global.dry_run && !desk.global.yes {
            desk.paint.note(&summary.preview(desk, &import, &sifted, Some(summary::PREVIEW)))?;
            prompt::agree(desk, &words!("lead-import-ask", count = sifted.fresh.len()))?;
        }
        let published = write(desk, &import, &sifted, &before, audience, &mut summary)?;
        let mut lines = vec![summary.sentence(desk)];
        if desk.global.dry_run {
            lines.push(summary.preview(desk, &import, &sifted, None));
        }
        lines.extend(summary.lines(desk));
        let data = summary.object(desk, &import, &sifted, &before, audience);
        receipt(desk, "import", lines.join("\n"), data, &published)
    }

    fn read(&self, desk: &Desk) -> Result<Read, Problem> {
        let columns = match &self.map {
            Some(map) => Columns::parse(map).map_err(|fault| told::map(&fault))?,
            None => Columns::default(),
        };
        let skills = |text: &str| Vocabulary::embedded().find_in(text).into_iter().map(str::to_string).collect();
        let options = Options { now: desk.clock.now, currency: desk.currency(), columns, skills: &skills };
        let shown = self.file.display().to_string();
        let refused = |fault: crate::import::ImportFault| told::file(&fault, &shown);
        let import = if self.file == Path::new("-") {
            read(io::stdin().lock(), &options).map_err(refused)?
        } else {
            let file = File::open(&self.file).map_err(|fault| trouble!("file", path = &shown, reason = fault))?;
            read(file, &options).map_err(refused)?
        };
        Ok(import)
    }
}

/// Writes what is new, a chunk at a time.
///
/// Leads that nearly repeat an earlier one of the same file go last: only then the earlier one has
/// an id that they can name.
fn write(
    desk: &Desk,
    import: &Read,
    sifted: &Sifted,
    before: &Before,
    audience: Audience,
    summary: &mut Summary,
) -> Result<Published, Problem> {
    let like: BTreeMap<usize, Same> = sifted.possibly_same.iter().copied().collect();
    let repeats = |index: &usize| matches!(like.get(index), Some(Same::Earlier(_)));
    let (last, first): (Vec<usize>, Vec<usize>) = sifted.fresh.iter().copied().partition(repeats);
    let bar = desk.paint.progress(words!("lead-import-progress"), sifted.fresh.len() as u64);
    let mut ids: BTreeMap<usize, Id> = BTreeMap::new();
    let mut whole: Option<Published> = None;
    for round in [first, last] {
        let mut rest = round.as_slice();
        while !rest.is_empty() {
            let (drafts, taken) = chunk(import, rest, &like, &ids, before, audience);
            let written = match publish(desk, "lead import", drafts, Excess::Wait) {
                Ok(written) => written,
                Err(problem) if summary.taken + summary.waiting > 0 => {
                    desk.paint.note(&words!("lead-import-partly", count = summary.taken))?;
                    return Err(problem);
                }
                Err(problem) => return Err(problem),
            };
            let (now, behind) = rest.split_at(taken);
            summary.introduced |= written.introduced;
            for (index, item) in now.iter().zip(written.published.items.iter().take(written.own)) {
                if !desk.global.dry_run {
                    ids.insert(*index, item.id);
                    summary.written.insert(*index, (item.id, item.short.clone()));
                }
            }
            summary.taken += written.own;
            summary.waiting += now.len() - written.own;
            summary.operations.extend(written.published.operation);
            merge(&mut whole, written.published);
            rest = behind;
            bar.at((summary.taken + summary.waiting) as u64);
        }
    }
    whole.ok_or_else(|| trouble!("import-nothing", format = told::format(import.format)).into())
}

/// The drafts of the next chunk, and how many leads are in it.
fn chunk(
    import: &Read,
    rest: &[usize],
    like: &BTreeMap<usize, Same>,
    ids: &BTreeMap<usize, Id>,
    before: &Before,
    audience: Audience,
) -> (Vec<Draft>, usize) {
    let mut drafts = Vec::new();
    let mut bytes = 0;
    for index in rest {
        let mut lead = import.leads[*index].lead.clone();
        let same = match like.get(index) {
            Some(Same::Known(id)) => Some(*id).filter(|id| before.can_be_named(id)),
            Some(Same::Earlier(earlier)) => ids.get(earlier).copied(),
            None => None,
        };
        lead.same_as = same.or(lead.same_as);
        let draft = draft("lead", audience, None, Vec::new(), Version::New, &lead);
        bytes += draft.body.0.len();
        if !drafts.is_empty() && (drafts.len() == CHUNK || bytes > CHUNK_BYTES) {
            break;
        }
        drafts.push(draft);
    }
    let taken = drafts.len();
    (drafts, taken)
}

/// Adds what a chunk became to what the earlier ones did.
fn merge(whole: &mut Option<Published>, next: Published) {
    let Some(sum) = whole else {
        *whole = Some(next);
        return;
    };
    sum.operation = next.operation;
    sum.items.extend(next.items);
    sum.waiting = sum.waiting.saturating_add(next.waiting);
    sum.next_week = next.next_week.or(sum.next_week);
    sum.reached = next.reached;
    // The last step knows how things stand: what it was handed over with, the earlier ones were as well.
    sum.pending = next.pending;
    sum.sending = next.sending;
}
