//! `payment-report`: how a client paid one invoice, or that it had not by a day. It counts where another person
//! signed exactly this revision: see `report-sign`. It names nobody: the client stands in it as hashes that only
//! those can make who know the name, the sum as a band.

use super::*;
use crate::client::HANDLES_MAX;
use crate::client::band::Band;
use crate::id::Id;
use crate::money::Currency;
use crate::time::Day;
use crate::wire::Few;

crate::fields! {
    /// The body of a `payment-report`.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub struct PaymentReport {
        /// The client, by each of its handles: see [`crate::client::Key::tag`]; ascending, at least one.
        1 tags: Few<Id, HANDLES_MAX>,
        /// 32 bytes of chance, with which the tags are made.
        2 salt: Id,
        /// The currency of the invoice.
        3 currency: Currency,
        /// About how much it was over.
        4 band: Band,
        /// The last day on which it was paid in time.
        5 due: Day,
        /// The day as of which all this is so; of an invoice that is not paid a day after `due`.
        6 seen: Day,
        /// When the last of it came in, not after `seen`; absent while some is missing.
        7 paid: Option<Day>,
        /// Which invoice: see [`crate::client::evidence`].
        8 evidence: Id,
    }
}

fn check(body: &[u8]) -> Result<(), WireFault> {
    let report: PaymentReport = wire::decode(body)?;
    let tagged = !report.tags.is_empty() && report.tags.is_sorted_by(|a, b| a < b);
    let timely = report.paid.map_or(report.due < report.seen, |paid| paid <= report.seen);
    if tagged && timely { Ok(()) } else { Err(WireFault::Shape) }
}

/// The line in the table.
pub const KIND: Kind = Kind {
    name: "payment-report",
    version: 1,
    class: Class::Content,
    form: Form::Document,
    signer: Signer::Member,
    place: Place::Open,
    life_days: REPORT_DAYS,
    fold: Some(Fold::Reports),
    check,
    example: || {
        wire::encode(&PaymentReport {
            tags: Few::new(vec![Id::of(b"client")]).expect("one"),
            salt: Id::of(b"chance"),
            currency: Currency::new("AUD").expect("listed"),
            band: Band::of(480_000).expect("a sum"),
            due: Day(20_700),
            seen: Day(20_779),
            paid: None,
            evidence: Id::of(b"evidence"),
        })
    },
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_report_without_due_date_band_or_client_is_none() {
        let whole = (KIND.example)();
        let report: PaymentReport = wire::decode(&whole).expect("the example");
        assert_eq!((KIND.check)(&whole), Ok(()));
        let nobody = PaymentReport { tags: Few::default(), ..report.clone() };
        let early = PaymentReport { seen: report.due, ..report.clone() };
        let ahead = PaymentReport { paid: Some(report.seen.plus(1)), ..report.clone() };
        for odd in [nobody, early, ahead] {
            assert_eq!((KIND.check)(&wire::encode(&odd)), Err(WireFault::Shape));
        }
        // The fields 4 and 5, each left out of the map of eight less the one that is absent.
        for key in [4u8, 5] {
            let lacking = without(&whole, key);
            assert!((KIND.check)(&lacking).is_err(), "a report without field {key}");
        }
    }

    /// The same map of small keys without one of them.
    fn without(body: &[u8], key: u8) -> Vec<u8> {
        let map: std::collections::BTreeMap<u8, ciborium::Value> = ciborium::from_reader(body).expect("a map");
        let rest: Vec<(ciborium::Value, ciborium::Value)> =
            map.into_iter().filter(|(at, _)| *at != key).map(|(at, value)| (at.into(), value)).collect();
        let mut bytes = Vec::new();
        ciborium::into_writer(&ciborium::Value::Map(rest), &mut bytes).expect("into memory");
        bytes
    }
}
