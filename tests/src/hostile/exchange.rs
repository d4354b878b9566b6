//! Owns a catch-up that keeps to the protocol with contents that do not: the session is
//! [`protocol::sync::session`]'s own, what it is told to hold is made up.

use std::collections::{BTreeMap, VecDeque};
use std::time::Duration;

use node::catchup::frames::{read_frame, write_frame};
use protocol::envelope::Envelope;
use protocol::id::Id;
use protocol::space::Scope;
use protocol::sync::FRAME_BYTES_MAX;
use protocol::sync::session::Session;
use protocol::sync::view::View;
use protocol::sync::wish::{Settled, Summary, Wish};
use tokio::time::timeout;

use super::fault::HostileFault;
use super::insider::Insider;
use super::line::{Line, SYNC};

/// 30 s for the next frame: longer than the victim may take.
const PATIENCE: Duration = Duration::from_secs(30);

/// What an end claims.
#[derive(Default)]
pub struct Claims {
    pushes: BTreeMap<Id, Vec<u8>>,
    forgets: bool,
}

impl Claims {
    /// Holds these records beside its own, and gives them.
    pub fn pushing(records: &[Envelope]) -> Claims {
        let pushes = records.iter().map(|record| (record.id(), record.bytes().to_vec())).collect();
        Claims { pushes, forgets: false }
    }

    /// Holds nothing of what people say, and wants all of it.
    pub fn forgetful() -> Claims {
        Claims { pushes: BTreeMap::new(), forgets: true }
    }

    fn view(&self, insider: &Insider, scope: &Scope) -> View {
        let view = insider.view(scope, self.pushes.keys().copied());
        if !self.forgets {
            return view;
        }
        let law = view.ids(protocol::sync::view::Tier::Authority).to_vec();
        View::new(view.day(), law, Vec::new())
    }
}

/// Catches up as the one who begins.
///
/// # Errors
/// [`HostileFault::Refused`] where the victim ends it.
pub async fn catch_up(line: &Line, insider: &Insider, scope: Scope, claims: &Claims) -> Result<Summary, HostileFault> {
    let mut stream = line.open(SYNC).await?;
    let view = claims.view(insider, &scope);
    let (mut session, wishes) = Session::initiate(scope.id(), view, insider.nonce(), insider.now());
    let mut todo = VecDeque::from(wishes);
    loop {
        while let Some(wish) = todo.pop_front() {
            let more = match wish {
                Wish::Send(frame) => {
                    let sent = async { write_frame(&mut stream, &frame).await.map_err(|_| HostileFault::Refused) };
                    Line::in_time(sent).await?;
                    Vec::new()
                }
                Wish::Load(ids) => {
                    let loaded = ids.iter().map(|id| load(insider, claims, id)).collect::<Result<_, _>>()?;
                    session.loaded(loaded).map_err(|_| HostileFault::Refused)?
                }
                Wish::Admit(records) => {
                    let settled = admit(insider, claims, records)?;
                    session.settled(&settled).map_err(|_| HostileFault::Refused)?
                }
                Wish::Refresh(_) => {
                    session.refreshed(claims.view(insider, &scope)).map_err(|_| HostileFault::Refused)?
                }
                Wish::Finished(summary) => return Ok(summary),
            };
            todo.extend(more);
        }
        let frame = timeout(PATIENCE, read_frame(&mut stream, FRAME_BYTES_MAX)).await;
        let frame = frame.map_err(|_| HostileFault::Refused)?.map_err(|_| HostileFault::Refused)?;
        todo.extend(session.take(&frame).map_err(|_| HostileFault::Refused)?);
    }
}

fn load(insider: &Insider, claims: &Claims, id: &Id) -> Result<Option<Vec<u8>>, HostileFault> {
    match claims.pushes.get(id) {
        Some(bytes) => Ok(Some(bytes.clone())),
        None => Ok(insider.record(id)?.map(|record| record.bytes().to_vec())),
    }
}

/// Who forgets keeps who belongs alone, else content would never be compared.
fn admit(insider: &Insider, claims: &Claims, records: Vec<Vec<u8>>) -> Result<Vec<Settled>, HostileFault> {
    let records = records.into_iter().map(|bytes| Envelope::parse(bytes.into()));
    let records: Vec<Envelope> = records.collect::<Result<_, _>>().map_err(|_| HostileFault::Refused)?;
    let settled = records.iter().map(|record| Settled::Stored(record.id())).collect();
    let kept = |record: &Envelope| !claims.forgets || record.header().ticket.is_none();
    insider.take_in(records.into_iter().filter(kept).collect())?;
    Ok(settled)
}
