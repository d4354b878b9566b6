//! How a client paid, as the commands tell it: signed by two, found by name alone, with its answer, and nowhere in
//! what the homes keep.

use protocol::id::Id;
use serde_json::Value;
use tests::talko::{Home, Town, text};

use crate::bids::{missing, opened, shares};
use crate::sealed::{holding, start};
use crate::spine::count;

/// Stands nowhere else.
const CLIENT: &str = "Riverbank Café Pty Ltd";
const SITE: &str = "riverbank-7731.example";

/// A bid of A and B that the client took; its id.
fn won(a: &Home<'_>, b: &Home<'_>) -> String {
    let id = opened(a, b);
    let show = format!("bid show {id}");
    b.tell(&format!("bid role take {id} bookkeeping --hours 10"));
    a.until("bid list", |bids| count(bids) == 1);
    a.tell(&format!("bid role take {id} translation --hours 20"));
    b.until(&show, |bid| shares(bid) == 2);
    b.tell(&format!("bid sign {id}"));
    a.until(&show, |bid| shares(bid) == 2 && missing(bid) == 1);
    a.tell(&format!("bid sign {id}"));
    b.until(&show, |bid| missing(bid) == 0);
    b.tell(&format!("bid send {id}"));
    b.tell(&format!("bid result {id} won"));
    a.until(&show, |bid| bid["stage"] == "won");
    id
}

/// What is told of the client at a home, by its name.
fn told(home: &Home<'_>) -> Value {
    home.data("client facts 'riverbank cafe'")
}

#[test]
fn how_a_client_paid_is_told_by_two_and_found_by_name_alone() {
    let town = Town::new();
    let (a, b) = homes(&town);
    let id = won(&a, &b);
    b.tell(&format!("invoice new {id} --number 2024-7 --on 2024-09-01 --due 2024-09-15"));
    a.until("invoice list", |invoices| count(invoices) == 1);

    // Nobody says of whom, and what one alone says is shown to nobody.
    assert_eq!(a.refused("client report 2024-7").code, "client-unnamed");
    assert_eq!(a.refused("client report 2024-7 --client '…'").code, "client-name");
    let said = a.data(&format!("client report 2024-7 --client '{CLIENT}' --client https://www.{SITE}/contact"));
    assert_eq!(said["report"]["standing"], "unpaid", "{said}");
    let waiting = b.until("client list --waiting", |reports| count(reports) == 1);
    assert_eq!((&waiting[0]["shown"], &waiting[0]["report"]["least_minor"]), (&false.into(), &100_000.into()));
    assert_eq!(told(&a)["invoices"], 0);
    assert_eq!(a.refused("client sign").code, "client-none-waits", "nobody signs their own report");
    let report = text(&waiting[0]["short"]);
    assert_eq!(b.refused("client sign").code, "client-unnamed");
    assert_eq!(b.refused("client sign --client 'Riverside Café'").code, "client-other");
    b.tell(&format!("client sign {report} --client '{CLIENT}' --client {SITE}"));
    assert_eq!(b.refused(&format!("client sign {report}")).code, "client-signed-already");
    for home in [&a, &b] {
        let found = home.until(&format!("client facts {SITE}"), |facts| facts["unpaid"] == 1);
        assert_eq!((&found["invoices"], &found["collectives"]), (&1.into(), &2.into()), "{found}");
        assert_eq!(told(home)["unpaid"], 1);
        assert_eq!(home.data("client facts 'Riverside Café'")["invoices"], 0);
        let owed = home.data("client unpaid");
        assert_eq!((&owed[0]["currency"], &owed[0]["least_minor"]), (&"AUD".into(), &100_000.into()), "{owed}");
    }
    answered(&a, &b, &report);
    paid_late(&a, &b, &report);
    explained(&a, &id);
    corrected(&a, &b, &id);

    // Whatever lies on the disks, and in the logs of all that they did, names nobody.
    let plain = ["Riverbank", "riverbank", "RIVERBANK"];
    assert_eq!(holding(town.folder(), &plain), Vec::<std::path::PathBuf>::new());
    for spelled in [CLIENT, "riverbank cafe", "name:riverbank cafe", SITE, "site:riverbank-7731.example"] {
        let hash = Id::of(spelled.as_bytes());
        let digits: String = hash.as_bytes().iter().map(|byte| format!("{byte:02x}")).collect();
        assert!(holding(town.folder(), &[&digits, &hash.to_string()]).is_empty(), "{spelled}");
        assert!(holding_bytes(&town, hash.as_bytes()).is_empty(), "{spelled}");
    }
    assert!(!holding(town.folder(), &["Books for a caf"]).is_empty(), "what is no secret is found the same way");

    a.tell("client report 2024-7 --withdraw");
    b.until("client facts 'Riverbank Café'", |facts| facts["invoices"] == 0);
}

/// Two collectives, whose homes log all that can be logged into their folders.
fn homes(town: &Town) -> (Home<'_>, Home<'_>) {
    let a = town.founds("A", "Collective A", "Steward A");
    start(town, "A");
    let line = text(&a.data("invite new --collective")["invite"]);
    let b = town.founds("B", "Collective B", "Steward B");
    b.tell(&format!("join {line} --exchange full --no-input"));
    start(town, "B");
    (a, b)
}

/// The client's answer stands beside the report at every home, and is changed by who wrote it down.
fn answered(a: &Home<'_>, b: &Home<'_>, report: &str) {
    assert_eq!(b.refused("client reply ZZZZ 'We wait.'").code, "unknown-report");
    b.tell(&format!("client reply {report} 'We wait for the books.'"));
    let beside = |facts: &Value, said: &str| facts["reports"][0]["replies"][0]["text"] == said;
    a.until("client facts 'riverbank cafe'", |facts| beside(facts, "We wait for the books."));
    b.tell(&format!("client reply {report} 'The books came in October.'"));
    a.until("client facts 'riverbank cafe'", |facts| beside(facts, "The books came in October."));
    let shown = a.tell("client facts 'riverbank cafe'").stdout;
    assert!(shown.contains("The books came in October.") && !shown.contains("We wait"), "{shown}");
}

/// What changes is signed again: until then nothing is shown, and nobody signs what their own account denies.
fn paid_late(a: &Home<'_>, b: &Home<'_>, report: &str) {
    let wrong = b.data("invoice received 2024-7 '1000.03 AUD' --on 2024-10-20");
    a.until("invoice list", |invoices| invoices[0]["state"] == "paid");
    a.tell("client report 2024-7");
    b.until("client facts 'riverbank cafe'", |facts| facts["invoices"] == 0 && count(&facts["waiting"]) == 1);
    b.tell(&format!("invoice received 2024-7 '1000.03 AUD' --on 2024-10-21 --replaces {}", text(&wrong["short"])));
    let sign = format!("client sign --client '{CLIENT}' --client {SITE}");
    let differs = b.refused(&sign);
    assert_eq!(differs.code, "client-differs");
    assert!(differs.meaning.contains("2024-10-20") && differs.meaning.contains("2024-10-21"), "{differs:?}");
    a.until(&format!("invoice split {}", "2024-7"), |account| account["payments"][0]["day"] == "2024-10-21");
    a.tell("client report 2024-7");
    b.until("client list", |reports| reports[0]["report"]["paid"] == "2024-10-21");
    b.tell(&sign);
    let late = a.until("client facts 'riverbank cafe'", |facts| facts["late"] == 1);
    assert_eq!((&late["invoices"], &late["reports"][0]["short"]), (&1.into(), &report.into()), "{late}");
    assert_eq!(late["reports"][0]["report"]["days_late"], 36);
    assert_eq!(late["reports"][0]["replies"][0]["text"], "The books came in October.", "the answer stays beside it");
    assert_eq!(count(&a.data("client unpaid")), 0);
}

/// An invoice that is corrected after a report is the same invoice to whoever looks the client up.
fn corrected(a: &Home<'_>, b: &Home<'_>, id: &str) {
    let wrong = text(&b.data("invoice list")[0]["short"]);
    let right = b.data(&format!("invoice new {id} --sum '1000.01 AUD' --replaces {wrong}"));
    assert_eq!((&right["number"], &right["due"]), (&"2024-7".into(), &"2024-09-15".into()), "{right}");
    a.until("invoice list", |invoices| count(invoices) == 1 && invoices[0]["minor"] == 100_001);
    a.tell("client report 2024-7");
    b.until("client facts 'riverbank cafe'", |facts| facts["invoices"] == 0 && count(&facts["waiting"]) == 1);
    b.tell(&format!("client sign --client '{CLIENT}' --client {SITE}"));
    let told = a.until("client facts 'riverbank cafe'", |facts| facts["late"] == 1);
    assert_eq!((&told["invoices"], count(&told["reports"])), (&1.into(), 1), "{told}");
}

/// What each screen rests on: the records with their authors, and the version of the rules.
fn explained(a: &Home<'_>, id: &str) {
    let kinds = |grounds: &Value| -> Vec<String> {
        grounds.as_array().expect("grounds").iter().map(|ground| text(&ground["kind"])).collect()
    };
    let bid = a.data(&format!("explain bid {id}"));
    let rests = kinds(&bid["grounds"]);
    let times = |kind: &str| rests.iter().filter(|found| *found == kind).count();
    let counted = ["lead", "bid", "share", "assent", "bid-submit", "bid-outcome", "charter"].map(times);
    assert_eq!(counted, [1, 1, 2, 2, 1, 1, 2], "{bid}");
    let rules = bid["grounds"].as_array().expect("grounds").iter().filter(|ground| ground["kind"] == "charter");
    assert!(rules.into_iter().all(|ground| ground["version"].is_u64() && ground["author"]["name"].is_string()));
    let money = a.data("explain invoice 2024-7");
    let rests = kinds(&money["grounds"]);
    // The payment that was replaced stands behind nothing.
    assert_eq!(rests.iter().filter(|kind| *kind == "payment").count(), 1, "{money}");
    assert!(rests.contains(&"invoice".to_string()) && !rests.contains(&"assent".to_string()), "{money}");
    let client = a.data("explain client 'riverbank cafe'");
    assert_eq!(kinds(&client["reports"][0]["grounds"]), ["payment-report", "report-sign", "client-reply"]);
    for line in [&format!("explain bid {id}"), "explain invoice 2024-7", "explain client riverbank-7731.example"] {
        assert!(a.tell(line).stdout.contains("This follows from"), "{line}");
    }
}

/// Every file of the town that has these bytes in it.
fn holding_bytes(town: &Town, wanted: &[u8]) -> Vec<std::path::PathBuf> {
    fn search(folder: &std::path::Path, wanted: &[u8], found: &mut Vec<std::path::PathBuf>) {
        for entry in std::fs::read_dir(folder).expect("a folder").flatten() {
            let path = entry.path();
            if path.is_dir() {
                search(&path, wanted, found);
            } else if path.is_file() {
                let bytes = std::fs::read(&path).expect("a file");
                found.extend(bytes.windows(wanted.len()).any(|part| part == wanted).then_some(path));
            }
        }
    }
    let mut found = Vec::new();
    search(town.folder(), wanted, &mut found);
    found
}
