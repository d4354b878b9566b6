//! What a program of the same user can send over the local socket, and what answers it.

use protocol::id::Id;
use protocol::local::{Draft, Passphrase, Publish, Reply, Request, Trouble, Version};
use protocol::space::Side;
use protocol::wire::{self, Blob};

use super::target;

fn requests() -> Vec<Request> {
    let draft = Draft {
        kind: "lead".to_string(),
        side: Side::Open,
        audience: None,
        subject: Some(Id::of(b"lead")),
        names: vec![Id::of(b"one")],
        document: Version::Next(Id::of(b"lead")),
        body: Blob(super::home::lead_body("Cook")),
    };
    let publish = Publish { drafts: vec![draft], label: "lead new".to_string(), overflow: true, dry_run: false };
    vec![
        Request::Directory,
        Request::Status,
        Request::Publish(publish),
        Request::RevokeInvite(Id::of(b"invite")),
        Request::Verify { after: Some(7) },
        Request::Undo { operation: Some(3), dry_run: true },
        Request::Backup { path: "/tmp/a".to_string(), passphrase: Passphrase("six words".to_string()) },
        Request::WordsCheck(vec![(3, "tea".to_string())]),
        Request::Wait { operation: 1, wait_ms: 60_000 },
    ]
}

#[test]
fn a_request_that_is_read_says_the_same_when_it_is_written_again() {
    let seeds = requests().iter().map(wire::encode).collect();
    target("local-request", 20_000, 20_000).run(seeds, |input| {
        let request = match wire::lenient::<Request>(input) {
            Ok(request) => request,
            Err(fault) => return fault.to_string(),
        };
        let bytes = wire::encode(&request);
        let again: Request = wire::lenient(&bytes).expect("what was written is read");
        assert_eq!(wire::encode(&again), bytes);
        let shown = format!("{request:?}");
        assert!(!shown.contains("six words"), "a secret is shown in a log");
        shown.split(|letter: char| !letter.is_alphanumeric()).next().unwrap_or_default().to_string()
    });
}

#[test]
fn a_reply_that_is_read_says_the_same_when_it_is_written_again() {
    let replies = [
        Reply::Done,
        Reply::Refused(Trouble::new("away", 5).with("why", "asleep")),
        Reply::Records(vec![Blob(vec![1, 2, 3])]),
        Reply::Waited(Some(2)),
    ];
    let seeds = replies.iter().map(wire::encode).collect();
    target("local-reply", 20_000, 20_000).run(seeds, |input| match wire::lenient::<Reply>(input) {
        Ok(reply) => {
            let bytes = wire::encode(&reply);
            let again: Reply = wire::lenient(&bytes).expect("what was written is read");
            assert_eq!(wire::encode(&again), bytes);
            format!("{reply:?}").split(|letter: char| !letter.is_alphanumeric()).next().unwrap_or_default().to_string()
        }
        Err(fault) => fault.to_string(),
    });
}
