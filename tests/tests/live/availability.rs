//! When somebody works, as their own collective reads it and as others do.

use serde_json::Value;
use tests::talko::{Town, text};

#[test]
fn the_own_collective_reads_when_a_member_works_and_others_no_more_than_free_or_busy() {
    let town = Town::new();
    let (a, _a, b) = town.neighbours("A", "B");
    let _b = b.serve();
    a.tell(r#"availability set "mon-fri 09:00-17:00" --zone Asia/Manila --never 12:00-13:00 --cap 30h"#);
    a.tell(r#"availability role bookkeeping --floor "9 USD""#);
    let own = a.data("availability show");
    assert_eq!((&own["availability"]["zone"], &own["free_busy"]), (&"Asia/Manila".into(), &Value::Null));
    a.tell("availability set --share federation");
    // The name comes along with the first thing that is shared.
    b.until("status", |_| b.talko(r#"availability show --of "Steward A""#).exit == 0);
    let seen = b.until(r#"availability show --of "Steward A""#, |seen| seen["free_busy"].is_object());
    assert_eq!(seen["availability"], Value::Null, "zone, price and conditions stay at home: {seen}");
    let free = seen["free_busy"]["free"].as_array().expect("spans");
    assert!(free.iter().all(|span| ["01:00", "05:00"].iter().any(|from| text(&span[0]).contains(from))), "{seen}");
    a.tell("availability set --share own");
    b.until(r#"availability show --of "Steward A""#, |seen| seen["free_busy"].is_null());
    let common = a.data("availability overlap --with Australia/Melbourne --hours 2");
    assert_eq!(common["enough"], true, "{common}");
}
