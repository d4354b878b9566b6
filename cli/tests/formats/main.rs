//! What comes in and goes out in other people's formats: real files, bad files, doubles, the way
//! there and back.

mod back;
mod bad;
mod layouts;
mod real;
mod same;

use cli::import::{Columns, Found, Import, ImportFault, Options, read};
use protocol::money::Currency;
use protocol::record::lead::Lead;
use protocol::time::Moment;

/// 22 November 2026, 05:00 UTC.
const NOW: Moment = Moment(1_795_323_600_000);

/// A vocabulary of three words stands in for the real one.
fn vocabulary(text: &str) -> Vec<String> {
    let known = [("quickbooks", "Intuit QuickBooks"), ("xero", "Xero"), ("bookkeep", "Bookkeeping")];
    let lower = text.to_lowercase();
    known.iter().filter(|(word, _)| lower.contains(word)).map(|(_, skill)| (*skill).to_string()).collect()
}

fn take_with(bytes: &[u8], map: &str) -> Result<Import, ImportFault> {
    let columns = Columns::parse(map).expect("a map of the test");
    let options = Options { now: NOW, currency: Currency::new("PHP"), columns, skills: &vocabulary };
    read(bytes, &options)
}

fn take(text: &str) -> Result<Import, ImportFault> {
    take_with(text.as_bytes(), "")
}

/// The only lead of a file.
fn one(text: &str) -> Found {
    let mut import = take(text).unwrap_or_else(|fault| panic!("{fault}"));
    assert!(import.faults.is_empty(), "{:?}", import.faults);
    assert_eq!(import.leads.len(), 1, "{:?}", import.leads);
    import.leads.remove(0)
}

/// Why the only row of a file was not taken.
fn flaw(text: &str) -> String {
    let import = take(text).unwrap_or_else(|fault| panic!("{fault}"));
    assert!(import.leads.is_empty(), "{:?}", import.leads);
    assert_eq!(import.faults.len(), 1, "{:?}", import.faults);
    import.faults[0].to_string()
}

fn file(name: &str) -> Vec<u8> {
    let path = format!("{}/../tests/data/jobs/{name}", env!("CARGO_MANIFEST_DIR"));
    std::fs::read(path).expect("the file lies in tests/data/jobs")
}

fn inferred(lead: &Lead) -> Vec<&str> {
    lead.inferred.iter().map(|name| &**name).collect()
}
