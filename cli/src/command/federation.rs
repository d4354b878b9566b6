//! `talko federation`: the collectives with which the own one shares its leads, and the way out.

mod revise;
mod show;
pub mod wish;

use clap::Subcommand;
use protocol::id::{Id, Prefix};
use protocol::local::{Left, Reply, Request};
use protocol::search::fold::fold;
use serde_json::{Value, json};

use crate::desk::{Desk, unfit};
use crate::paint::Answer;
use crate::problem::{Outcome, Problem};
use crate::receipt::{Back, receipt_with};
use crate::{prompt, trouble, words};

/// The verbs of `talko federation`.
#[derive(Clone, Debug, Subcommand)]
pub enum Federation {
    /// Lists those in which the own collective is.
    List,
    /// Founds one; for stewards, as many as must agree.
    Found,
    /// Shows one: who is in and by whose word, who wants in, what waits.
    Show {
        /// Which, by its id or a collective in it; absent where there is only one.
        federation: Option<String>,
    },
    /// Speaks for a collective that wants in; for stewards.
    Vouch {
        /// For which, by its name or id.
        collective: String,
        /// Into which federation, by its id or a collective in it; absent where there is only one.
        #[arg(long, value_name = "FEDERATION")]
        federation: Option<String>,
    },
    /// Proposes the next version of its charter; for stewards.
    Revise {
        /// A collective that is listed; may be given several times.
        #[arg(long, value_name = "COLLECTIVE")]
        list: Vec<String>,
        /// A collective that is put out.
        #[arg(long, value_name = "COLLECTIVE")]
        remove: Option<String>,
        /// How many collectives must agree to a change.
        #[arg(long, value_name = "N")]
        threshold: Option<u32>,
        /// Of which federation, by its id or a collective in it; absent where there is only one.
        #[arg(long, value_name = "FEDERATION")]
        federation: Option<String>,
        /// The name of the collective that is put out, instead of the question.
        #[arg(long, value_name = "NAME")]
        confirm: Option<String>,
    },
    /// Says that a version was seen; for stewards.
    Seen {
        /// Which version, by its id; absent for the one that holds.
        version: Option<String>,
        /// Of which federation, by its id or a collective in it; absent where there is only one.
        #[arg(long, value_name = "FEDERATION")]
        federation: Option<String>,
    },
    /// Agrees to what another steward wants in one, or another collective.
    Approve {
        /// What, by its id; absent where one thing waits.
        wish: Option<String>,
    },
    /// Takes the own collective out of one; for stewards.
    Leave {
        /// Which, by its id or a collective in it; absent where there is only one.
        federation: Option<String>,
        /// The own collective's name, instead of the question.
        #[arg(long, value_name = "NAME")]
        confirm: Option<String>,
    },
}

impl Federation {
    /// Runs the verb.
    ///
    /// # Errors
    /// `federation-none`, `federation-several`; what the home refused.
    pub fn run(self, desk: &Desk) -> Outcome {
        match self {
            Federation::List => list(desk),
            Federation::Found => wish::found(desk),
            Federation::Approve { wish } => wish::approve(desk, wish.as_deref()),
            Federation::Show { federation } => show::show(desk, federation.as_deref()),
            Federation::Vouch { collective, federation } => revise::vouch(desk, &collective, federation.as_deref()),
            Federation::Revise { list, remove, threshold, federation, confirm } => {
                let wanted = revise::Wanted { list, remove, threshold, confirm };
                revise::revise(desk, federation.as_deref(), wanted)
            }
            Federation::Seen { version, federation } => revise::seen(desk, version.as_deref(), federation.as_deref()),
            Federation::Leave { federation, confirm } => leave(desk, federation.as_deref(), confirm),
        }
    }
}

/// The federations of the own collective, each with the others in it.
pub(super) fn own(desk: &Desk) -> Result<Vec<(Id, Vec<Id>)>, Problem> {
    let own = desk.me()?.collective;
    let all = desk.directory()?.federations.iter().filter(|(_, listed)| listed.contains(&own));
    Ok(all.map(|(id, listed)| (*id, listed.iter().copied().filter(|id| *id != own).collect())).collect())
}

/// The names of collectives, one behind the other.
fn names(desk: &Desk, ids: &[Id]) -> Result<String, Problem> {
    let names = ids.iter().map(|id| desk.collective(id)).collect::<Result<Vec<_>, _>>()?;
    Ok(names.join(", "))
}

fn list(desk: &Desk) -> Outcome {
    let own = own(desk)?;
    let mut rows: Vec<Value> = Vec::new();
    let mut lines = Vec::new();
    for (id, others) in &own {
        let named: Vec<Value> = others
            .iter()
            .map(|id| Ok(json!({"id": id, "name": desk.collective(id)?})))
            .collect::<Result<_, Problem>>()?;
        rows.push(json!({"id": id, "short": id.short(4), "others": named, "wish": null}));
        lines.push(sentence(id, &names(desk, others)?));
    }
    let wishes = wish::waiting(desk)?;
    for card in &wishes {
        rows.push(wish::object(desk, card)?);
        lines.push(wish::line(desk, card)?);
    }
    let mut answer = Answer::list("federation", rows, None);
    if lines.is_empty() {
        answer.sheet.line(words!("federation-none-yet"));
    }
    lines.into_iter().for_each(|line| answer.sheet.line(line));
    if !own.is_empty() {
        answer.sheet.line(words!("federation-show-hint"));
    }
    desk.paint.answer(&answer)?;
    Ok(0)
}

/// The federation that was typed, or the only one.
///
/// # Errors
/// `federation-none`, `federation-unknown`; `federation-several` where more than one is meant.
pub(super) fn pick(desk: &Desk, typed: Option<&str>) -> Result<(Id, Vec<Id>), Problem> {
    let own = own(desk)?;
    let mut meant = match typed {
        Some(typed) => meant(desk, own, typed)?,
        None => own,
    };
    match meant.len() {
        1 => Ok(meant.remove(0)),
        0 => Err(trouble!("federation-none").into()),
        _ => {
            let told = |(id, others): &(Id, Vec<Id>)| Ok::<_, Problem>(sentence(id, &names(desk, others)?));
            let choices = meant.iter().map(told).collect::<Result<Vec<_>, _>>()?.join("; ");
            Err(trouble!("federation-several", choices = choices).into())
        }
    }
}

/// Those that a text means: by the beginning of the id, else by the names of collectives in it, with commas between
/// several. A federation has no name of its own. A whole name beats a part of one.
fn meant(desk: &Desk, own: Vec<(Id, Vec<Id>)>, typed: &str) -> Result<Vec<(Id, Vec<Id>)>, Problem> {
    if let Some(prefix) = Prefix::parse(typed)
        && own.iter().any(|(id, _)| prefix.fits(id))
    {
        return Ok(own.into_iter().filter(|(id, _)| prefix.fits(id)).collect());
    }
    let wanted: Vec<String> = typed.split(',').map(|name| fold(name.trim())).filter(|name| !name.is_empty()).collect();
    let mut meant: Vec<(bool, (Id, Vec<Id>))> = Vec::new();
    for (id, others) in own {
        let called = others.iter().map(|id| Ok(fold(&desk.collective(id)?))).collect::<Result<Vec<_>, Problem>>()?;
        if !wanted.is_empty() && wanted.iter().all(|part| called.iter().any(|name| name.contains(part))) {
            meant.push((wanted.iter().all(|whole| called.contains(whole)), (id, others)));
        }
    }
    if meant.iter().any(|(whole, _)| *whole) {
        meant.retain(|(whole, _)| *whole);
    }
    match meant.is_empty() {
        true => Err(trouble!("federation-unknown", typed = typed).into()),
        false => Ok(meant.into_iter().map(|(_, federation)| federation).collect()),
    }
}

/// A federation in a few words: its id, and who else is in it.
fn sentence(id: &Id, others: &str) -> String {
    match others.is_empty() {
        true => words!("federation-alone", short = id.short(4)),
        false => words!("federation-with", short = id.short(4), names = others),
    }
}

fn leave(desk: &Desk, typed: Option<&str>, confirm: Option<String>) -> Outcome {
    let (id, others) = pick(desk, typed)?;
    let ask = |dry_run: bool| match desk.ask(Request::LeaveFederation { id, dry_run })? {
        Reply::Left(left) => Ok::<_, Problem>(*left),
        other => Err(unfit("LeaveFederation", &other)),
    };
    let preview = ask(true)?;
    let follows = match others.is_empty() {
        true => words!("federation-leave-alone"),
        false => words!("federation-leave-follows", names = names(desk, &others)?),
    };
    if desk.global.dry_run {
        return answer(desk, id, &preview, format!("{}\n{follows}", words!("federation-would-leave")));
    }
    if desk.paint.asks {
        desk.paint.note(&follows)?;
    }
    let name = desk.collective(&desk.me()?.collective)?;
    let question = words!("federation-ask-name", name = &name);
    prompt::named(desk, &question, std::slice::from_ref(&name), confirm)?;
    let left = ask(false)?;
    let said = match left.out {
        true => words!("federation-left", name = name),
        false => words!("federation-leave-waits", agreed = left.agreed, needed = left.needed),
    };
    answer(desk, id, &left, format!("{said}\n{follows}"))
}

fn answer(desk: &Desk, id: Id, left: &Left, saved: String) -> Outcome {
    let data = json!({
        "id": id,
        "others": left.others,
        "out": left.out,
        "needed": left.needed,
        "agreed": left.agreed,
    });
    let instead = Back::Instead(words!("instead-of-leaving"));
    receipt_with(desk, "federation", saved, data, &left.published, instead)
}

#[cfg(test)]
mod tests;
