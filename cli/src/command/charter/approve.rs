//! `talko charter approve`: agrees to a change that somebody else proposed, as a steward or as one of the members.

use clap::Args;
use protocol::local::{Reply, Request};

use super::propose::{answer, differences_of};
use super::revise::words_of;
use super::{pick, said, view};
use crate::desk::{Desk, unfit};
use crate::problem::{Outcome, Problem};
use crate::{prompt, trouble, words};

/// What `talko charter approve` takes.
#[derive(Clone, Debug, Args)]
pub struct Approve {
    /// The change, by its id; absent where only one waits.
    #[arg(value_name = "CHANGE")]
    pub change: Option<String>,
}

impl Approve {
    /// Runs the verb.
    ///
    /// # Errors
    /// `charter-nothing-waits`, `charter-several-wait`, `charter-words-away`; what the home refused.
    pub fn run(self, desk: &Desk) -> Outcome {
        let view = view(desk)?;
        let me = desk.me()?.person;
        let card = match &self.change {
            Some(typed) => pick(&view, typed)?,
            None => {
                let mut mine = view.revisions.iter().filter(|card| card.revision.asks(&me));
                match (mine.next(), mine.next()) {
                    (Some(only), None) => only,
                    (Some(_), Some(_)) => return Err(trouble!("charter-several-wait").into()),
                    (None, _) => return Err(trouble!("charter-nothing-waits").into()),
                }
            }
        };
        // Whoever agrees has to be shown what it says.
        words_of(card.terms.as_ref(), &card.revision.charter, &desk.own_collective()?.name)?;
        let id = card.revision.id;
        let ask = |dry_run: bool| match desk.ask(Request::ApproveRevision { id, dry_run })? {
            Reply::Amended(amended) => Ok::<_, Problem>(*amended),
            other => Err(unfit("ApproveRevision", &other)),
        };
        let preview = ask(true)?;
        let told = differences_of(desk, &preview)?;
        let mut lines = vec![words!("charter-by", name = desk.person(&card.revision.author)?, short = &card.short)];
        lines.extend(told.iter().map(|difference| difference.line.clone()));
        if !desk.own_collective()?.head.stewards.contains(&me) {
            lines.push(words!("charter-as-member"));
        }
        if desk.global.dry_run {
            lines.insert(0, words!("charter-would-approve"));
            return answer(desk, &preview, &told, lines, "charter approve");
        }
        if desk.paint.asks && !desk.global.yes {
            desk.paint.note(&lines.join("\n"))?;
        }
        prompt::agree(desk, &words!("charter-ask"))?;
        let amended = ask(false)?;
        lines.push(said::standing(desk, &amended.revision)?);
        answer(desk, &amended, &told, lines, "charter approve")
    }
}
