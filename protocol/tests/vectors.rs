//! One golden record a kind in tests/vectors: its bytes never change, its signature and body hash are
//! checked by a COSE library that is not ours, and docs/protocol.md names every kind.

use std::path::PathBuf;

use protocol::envelope::{self, Envelope, Header, Nonce, Revision};
use protocol::id::Id;
use protocol::keys::Secret;
use protocol::record::sealed::{self, SIZES, STANZAS, Sealed};
use protocol::record::{Class, Form, Kind, Place, Signer, TABLE};
use protocol::space::{Side, Space};
use protocol::text::Line;
use protocol::time::Moment;
use protocol::wire::{self, Blob, Few};

/// 2026-11-22T12:00Z.
const CREATED: Moment = Moment(1_795_348_800_000);

fn root_of_the_repository() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// The vector of a kind; tests/vectors/README.md says the same in words.
fn vector(kind: &Kind) -> Envelope {
    let root = Secret::from_seed(&[2; 32]);
    let secret = match kind.signer {
        Signer::Root => Secret::from_seed(&[2; 32]),
        Signer::Node => Secret::from_seed(&[3; 32]),
        Signer::Member | Signer::Anyone | Signer::Steward => Secret::from_seed(&[1; 32]),
    };
    let charter = Id::of(b"charter");
    let side = match kind.place {
        Place::Law => Some(Side::Law),
        Place::Inner => Some(Side::Inner),
        Place::Open | Place::Either | Place::Sealed => Some(Side::Open),
        Place::Nowhere | Place::Charter => None,
    };
    let names: Vec<Id> = match kind.name {
        "ack" | "approve" | "claim" => vec![Id::of(b"revision")],
        "assent" => vec![Id::of(b"draft"), Id::of(b"revision")],
        "bid-submit" => vec![Id::of(b"draft")],
        "invoice" | "payout" | "worklog" | "delivery" | "outcome" => vec![Id::of(b"submit")],
        "payment" => vec![Id::of(b"submit"), Id::of(b"invoice")],
        "payout-ack" => vec![Id::of(b"payout")],
        "report-sign" => vec![Id::of(b"report")],
        "bid-outcome" => vec![Id::of(b"submit")],
        "claim-award" | "claim-release" => vec![Id::of(b"claim")],
        "erase" => vec![Id::of(b"lead")],
        "invite-revoke" | "join" => vec![Id::of(b"invite")],
        "pledge" => vec![Id::of(b"ask")],
        "pledge-call" | "pledge-fulfil" | "pledge-release" => vec![Id::of(b"pledge")],
        "pledge-ack" => vec![Id::of(b"pledge"), Id::of(b"gift")],
        "pledge-decline" => vec![Id::of(b"pledge"), Id::of(b"call")],
        _ => Vec::new(),
    };
    let about = match kind.name {
        "share" | "assent" | "bid-submit" | "bid-outcome" | "invoice" | "payment" | "payout" | "payout-ack"
        | "worklog" | "delivery" | "outcome" => Some(Id::of(b"bid")),
        "bid" | "claim" | "claim-award" | "claim-release" | "comment" | "contact" | "sealed" => Some(Id::of(b"lead")),
        "profile" | "availability" | "free-busy" | "marker" | "marker-view" => Some(root.key().person()),
        "pledge-call" | "pledge-fulfil" | "pledge-release" | "pledge-ack" | "pledge-decline" => Some(Id::of(b"pledge")),
        "report-sign" | "client-reply" => Some(Id::of(b"report")),
        _ => side.filter(|_| kind.class == Class::Authority).map(|_| charter),
    };
    let number = u16::from(kind.name == "lead" || kind.name == "comment");
    let revision = Revision {
        nonce: Nonce([4; 16]),
        number,
        replaces: (number > 0).then(|| Id::of(b"revision 0")),
        withdrawn: kind.name == "comment",
    };
    let header = Header {
        kind: Line::new(kind.name).expect("a short name"),
        version: kind.version,
        space: side.map(|side| Space { side, charter }),
        audience: (kind.name == "lead").then(|| Id::of(b"federation")),
        key: secret.key(),
        person: root.key().person(),
        ticket: (kind.class == Class::Content && kind.place != Place::Sealed).then_some(7),
        created: CREATED,
        expires: CREATED.day().plus(kind.life_days),
        subject: about,
        names: Few::new(names).expect("few"),
        document: (kind.form == Form::Document).then_some(revision),
        length: 0,
    };
    envelope::seal(header, &(kind.example)(), &secret).expect("small")
}

/// Lower-case hexadecimal, 64 digits a line, so that a difference shows where it is.
fn hex(bytes: &[u8]) -> String {
    let digits: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    let lines = digits.as_bytes().chunks(64).map(|line| std::str::from_utf8(line).expect("hexadecimal is ASCII"));
    lines.collect::<Vec<_>>().join("\n") + "\n"
}

#[test]
#[expect(clippy::disallowed_methods, reason = "the test compares the table with files")]
fn every_kind_has_its_vector_byte_for_byte_and_no_vector_is_left_over() {
    let folder = root_of_the_repository().join("tests/vectors");
    if std::env::var_os("TALKO_BLESS").is_some_and(|value| value == "1") {
        for kind in TABLE {
            std::fs::write(folder.join(format!("{}.hex", kind.name)), hex(vector(kind).bytes())).expect("a vector");
        }
    }
    for kind in TABLE {
        let file = folder.join(format!("{}.hex", kind.name));
        let golden = std::fs::read_to_string(&file).unwrap_or_else(|fault| panic!("{}: {fault}", file.display()));
        assert_eq!(golden, hex(vector(kind).bytes()), "{}: a change here is a change of the protocol", kind.name);
    }
    let mut files: Vec<String> = std::fs::read_dir(&folder)
        .expect("the folder of vectors")
        .map(|entry| entry.expect("a readable entry").file_name().into_string().expect("an ASCII name"))
        .filter_map(|file| Some(file.strip_suffix(".hex")?.to_string()))
        .collect();
    files.sort();
    assert_eq!(files, TABLE.iter().map(|kind| kind.name).collect::<Vec<_>>());
}

/// A carrier of each size and number of readers, as one line: what everybody sees of it, and its hashes.
fn carriers() -> String {
    let mut lines = String::new();
    for (size, stanzas) in SIZES.into_iter().flat_map(|size| STANZAS.map(|stanzas| (size, stanzas))) {
        let base = vector(&sealed::KIND);
        let body = Sealed { purpose: Line::new("contact").expect("short"), age: Blob(sealed::blank(stanzas, size)) };
        let header = Header { ticket: Some(8), ..base.header().clone() };
        let record = envelope::seal(header, &wire::encode(&body), &Secret::from_seed(&[1; 32])).expect("of a class");
        let (bytes, tickets) = (record.bytes(), record.header().worth().count());
        lines += &format!("{size} {stanzas} {tickets} {} {} {}\n", bytes.len(), record.id(), Id::of(bytes));
    }
    lines
}

#[test]
#[expect(clippy::disallowed_methods, reason = "the test compares carriers with a file")]
fn a_carrier_of_each_size_is_byte_for_byte_as_it_was() {
    let file = root_of_the_repository().join("tests/vectors/carriers.txt");
    if std::env::var_os("TALKO_BLESS").is_some_and(|value| value == "1") {
        std::fs::write(&file, carriers()).expect("the sizes");
    }
    assert_eq!(std::fs::read_to_string(&file).expect("the sizes"), carriers(), "a change here is one of the protocol");
}

#[test]
fn every_vector_reads_back_verifies_and_has_a_body_of_its_kind() {
    for kind in TABLE {
        let record = vector(kind);
        assert_eq!(record.verify(), Ok(()), "{}", kind.name);
        assert_eq!((kind.check)(record.body().expect("whole")), Ok(()), "{}", kind.name);
    }
}

#[test]
#[expect(clippy::disallowed_types, reason = "the other COSE library is a program of its own")]
#[expect(clippy::disallowed_methods, reason = "whoever must not skip says so in the environment")]
fn a_cose_library_that_is_not_ours_agrees_with_every_vector() {
    let required = std::env::var_os("TALKO_REQUIRE_PYTHON").is_some_and(|value| value == "1");
    let python = |arguments: &[&str]| std::process::Command::new("python3").args(arguments).output();
    let importable = python(&["-c", "import pycose"]).is_ok_and(|output| output.status.success());
    if !importable {
        assert!(!required, "python3 with pycose is required here: pip install pycose");
        println!("skipped: no Python");
        return;
    }
    let script = root_of_the_repository().join("tests/vectors/check.py");
    let script = script.to_str().expect("the path of the repository is UTF-8");
    let checked = python(&[script]).expect("python3 has just run");
    let words = String::from_utf8_lossy(&checked.stdout) + String::from_utf8_lossy(&checked.stderr);
    assert!(checked.status.success(), "{words}");
    assert!(words.contains(&format!("{} vectors", TABLE.len())), "{words}");
    // And it does look: one flipped bit of a signature, a body, a header is found.
    let damaged = python(&[script, "--self-test"]).expect("python3 has just run");
    assert!(damaged.status.success(), "{}", String::from_utf8_lossy(&damaged.stderr));
}

#[test]
#[expect(clippy::disallowed_methods, reason = "the test compares the table with the documentation")]
fn the_documentation_names_every_kind_and_no_other() {
    let page = std::fs::read_to_string(root_of_the_repository().join("docs/protocol.md")).expect("docs/protocol.md");
    let kinds = page.split("\n## Kinds\n").nth(1).expect("a section on kinds");
    let kinds = kinds.split("\n## ").next().expect("its text");
    let rows = kinds.lines().filter_map(|line| line.strip_prefix("| `")?.split_once('`')).map(|(name, _)| name);
    let rows: std::collections::BTreeSet<&str> = rows.collect();
    assert_eq!(rows, TABLE.iter().map(|kind| kind.name).collect());
    for kind in TABLE {
        let row = kinds.lines().find(|line| line.starts_with(&format!("| `{}`", kind.name))).expect("just seen");
        let cells: Vec<&str> = row.split('|').map(str::trim).collect();
        assert_eq!(cells[2], kind.version.to_string(), "version of {}", kind.name);
        assert_eq!(cells[7], kind.life_days.to_string(), "days of {}", kind.name);
        let words = [format!("{:?}", kind.class), format!("{:?}", kind.form), format!("{:?}", kind.signer)];
        let shown = [cells[3], cells[4], cells[5]];
        assert_eq!(shown.map(str::to_string), words.map(|word| word.to_lowercase()), "{}", kind.name);
        assert_eq!(cells[6], format!("{:?}", kind.place).to_lowercase(), "place of {}", kind.name);
    }
}

#[test]
#[expect(clippy::disallowed_methods, reason = "the test compares a vector with the documentation")]
fn the_documentation_shows_a_real_record() {
    let page = std::fs::read_to_string(root_of_the_repository().join("docs/protocol.md")).expect("docs/protocol.md");
    let start = page.find("<!-- ack.hex -->").expect("the example's mark");
    let digits: String = page[start..]
        .lines()
        .skip_while(|line| !line.starts_with("```"))
        .skip(1)
        .take_while(|line| !line.starts_with("```"))
        .filter_map(|line| line.split('#').next())
        .flat_map(str::chars)
        .filter(|digit| !digit.is_whitespace())
        .collect();
    let ack = TABLE.iter().find(|kind| kind.name == "ack").expect("in the table");
    assert_eq!(digits, hex(vector(ack).bytes()).replace('\n', ""));
}
