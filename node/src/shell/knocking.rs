//! The own door and others': who knocks here, and where this home knocks.

use std::sync::Arc;

use protocol::envelope::Envelope;
use protocol::invite_line::{Guest, InviteLine};
use protocol::keys::Key;
use protocol::local::Trouble;
use protocol::wire::Blob;

use super::{Node, blocking, net_trouble};
use crate::catchup::CatchupFault;
use crate::desk::backup::RETURNED;
use crate::desk::joining::{self, Joining};
use crate::intake::Park;
use crate::knock::{self, Opened};
use crate::net::{Duplex, Kind};
use crate::turnstile::Errand;

/// What a joiner has once the door is behind them.
pub(crate) struct Inside {
    /// What was written on the way in.
    pub(crate) written: Vec<Envelope>,
    /// What the collective that opened is called.
    pub(crate) name: Option<String>,
}

impl Node {
    /// A home that was restored has keys that nobody lists yet: they are shown at the first door.
    /// Whoever opens hands them on.
    pub(super) async fn show_new_keys(self: &Arc<Node>, key: Key, credentials: Vec<Blob>) -> Result<(), Trouble> {
        let stream = self.net.open(key, Kind::Knock).await.map_err(|fault| net_trouble(&fault))?;
        let opened = knock::tell(stream, &credentials).await?;
        let home = self.home.clone();
        blocking(move || {
            home.take_in(opened.law, Park::Unknown)?;
            home.set_local(vec![(RETURNED.to_vec(), None)])
        })
        .await?
    }

    /// Opens the own door to whoever knocks with reason.
    pub(crate) async fn open_door(self: &Arc<Node>, caller: Key, stream: Duplex) -> Result<(), Trouble> {
        if self.home.is_shut_out(&caller) || !self.home.lets(Errand::Knock(caller)) {
            if let Err(fault) = knock::later(stream).await {
                tracing::debug!(%fault, "who knocks too often did not wait for the answer");
            }
            return Ok(());
        }
        match knock::hear(self.home.clone(), caller, stream).await {
            Ok(taken) if taken.is_empty() => Ok(()),
            Ok(taken) => {
                self.refresh_roster().await?;
                self.announce(&taken).await
            }
            Err(fault) => {
                if matches!(fault, CatchupFault::NoRecord) {
                    // A stranger's key costs nothing: it is counted, and who it was is not remembered.
                    *self.home.state().refused.entry("malformed".to_string()).or_default() += 1;
                }
                tracing::debug!(%fault, "a knock ended early");
                Ok(())
            }
        }
    }

    /// Calls the homes of an invite, the best address first, and comes in where one opens.
    pub(crate) async fn knock_at(self: &Arc<Node>, line: &InviteLine, joining: &Joining) -> Result<Inside, Trouble> {
        let (home, copy) = (self.home.clone(), joining.clone());
        let Ok(told) = blocking(move || joining::told(&home, &copy)).await?? else {
            return Err(Trouble::new("away", 5)); // other stewards are still to agree
        };
        let opened = knock_with(&self.net, line, &told).await?;
        let (home, line, joining) = (self.home.clone(), line.clone(), joining.clone());
        let name = opened.name.clone();
        let written = blocking(move || joining::enter(&home, &line, &joining, opened.law)).await??;
        self.refresh_roster().await?;
        Ok(Inside { written, name })
    }

    /// Joins that wait are told again.
    pub(crate) async fn knock_again(self: &Arc<Node>) -> Result<(), Trouble> {
        self.knock_where(|_| true).await
    }

    /// Those to which other stewards had to agree are told as soon as they have.
    pub(super) async fn knock_once_agreed(self: &Arc<Node>) -> Result<(), Trouble> {
        self.knock_where(|joining| joining.awaits.is_some()).await
    }

    async fn knock_where(self: &Arc<Node>, wanted: impl Fn(&Joining) -> bool) -> Result<(), Trouble> {
        let Ok(_alone) = self.knocking.try_lock() else { return Ok(()) };
        let home = self.home.clone();
        for joining in blocking(move || joining::joining(&home)).await??.into_iter().filter(|joining| wanted(joining)) {
            let Ok(line) = InviteLine::parse(&joining.line) else { continue };
            match self.knock_at(&line, &joining).await {
                Ok(inside) => self.announce(&inside.written).await?,
                Err(trouble) if trouble.code == "away" => tracing::debug!("the inviting home is still off"),
                Err(trouble) if waits_inside(&trouble) => tracing::debug!("others are still to let it in"),
                Err(trouble) => {
                    // Asking again would be answered the same.
                    tracing::warn!(code = trouble.code, "a join was refused");
                    let (home, key) = (self.home.clone(), joining::joining_key(&line.charter));
                    blocking(move || home.set_local(vec![(key, None)])).await??;
                }
            }
        }
        Ok(())
    }
}

/// True where a join is held inside, and a version has to let its collective in.
pub(crate) fn waits_inside(trouble: &Trouble) -> bool {
    ["federation-full", "federation-barred"].contains(&&*trouble.code)
}

/// Tells records at each place of an invite until one opens, or refuses with a reason.
pub(crate) async fn knock_with(
    net: &crate::net::Net,
    line: &InviteLine,
    told: &[Vec<Blob>],
) -> Result<Opened, Trouble> {
    let mut places: Vec<(Key, Vec<String>)> = Vec::new();
    for place in &line.places {
        match places.iter_mut().find(|(key, _)| *key == place.node) {
            Some((_, addresses)) => addresses.push(place.address.to_string()),
            None => places.push((place.node, vec![place.address.to_string()])),
        }
    }
    let mut last = Trouble::new("away", 5);
    for (key, addresses) in places {
        if let Err(fault) = net.dial(key, addresses).await {
            last = net_trouble(&fault);
            last.code = "away".to_string();
            continue;
        }
        match tell_all(net, key, told).await {
            Ok(opened) => return Ok(opened),
            Err(trouble) if trouble.code == "away" => last = trouble,
            // The stewards have not listed it yet, or this home has not heard that they have.
            Err(trouble) if line.guest == Guest::Replacement && trouble.code == "invite-unknown" => {
                last = Trouble::new("away", 5);
            }
            Err(trouble) => return Err(trouble),
        }
    }
    Err(last)
}

/// Tells a join at one home, by as many knocks as it takes; the last one is answered for all.
pub(super) async fn tell_all(net: &crate::net::Net, key: Key, knocks: &[Vec<Blob>]) -> Result<Opened, Trouble> {
    for (at, records) in knocks.iter().enumerate() {
        let stream = net
            .open(key, Kind::Knock)
            .await
            .map_err(|fault| Trouble { code: "away".to_string(), ..net_trouble(&fault) })?;
        match knock::tell(stream, records).await {
            Ok(opened) => return Ok(opened),
            // What is known there by now lists nobody yet.
            Err(trouble) if (trouble.code == "invite-unknown" || waits_inside(&trouble)) && at + 1 < knocks.len() => {}
            Err(trouble) => return Err(trouble),
        }
    }
    Err(Trouble::new("away", 5))
}
