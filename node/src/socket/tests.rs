use super::*;
use protocol::local::Change;
use std::os::unix::fs::PermissionsExt as _;
use tokio::io::AsyncWriteExt as _;

struct Home {
    folder: tempfile::TempDir,
    server: tokio::task::JoinHandle<()>,
    address: std::path::PathBuf,
}

/// A home whose process answers `Status` with `Done`, never answers `Directory`, watches for ever, and
/// ends at `Stop`.
fn home() -> Home {
    home_with(|server| server)
}

fn home_with(change: impl FnOnce(Server) -> Server) -> Home {
    let folder = tempfile::tempdir().expect("folder");
    let server = change(Server::bind_in(folder.path(), folder.path()).expect("bound"));
    let address = server.address().to_path_buf();
    let (asked, mut requests) = mpsc::channel::<Asked>(4);
    tokio::spawn(async move {
        let mut watchers = Vec::new();
        while let Some(Asked { request, answer }) = requests.recv().await {
            match request {
                Request::Watch | Request::Directory => watchers.push(answer),
                Request::Stop => {
                    answer.send(Reply::Done).await.expect("the caller waits");
                    return;
                }
                Request::Log { limit } => {
                    // Tells every watcher `limit` times, dropping those that are behind.
                    for _ in 0..limit {
                        watchers.retain(|watcher| watcher.try_send(Reply::Changed(Change::Roster)).is_ok());
                    }
                    answer.send(Reply::Waited(Some(watchers.len() as u32))).await.expect("the caller waits");
                }
                _ => {
                    // A caller may have hung up by now; that is its own affair.
                    if answer.send(Reply::Done).await.is_err() {}
                }
            }
        }
    });
    Home { server: tokio::spawn(server.serve(asked)), folder, address }
}

impl Home {
    async fn connection(&self) -> Connection {
        connect(self.folder.path()).await.expect("looked").expect("running")
    }

    async fn raw(&self) -> UnixStream {
        UnixStream::connect(&self.address).await.expect("connected")
    }

    async fn still_answers(&self) {
        // Where a test has made the wait for a request short, a busy machine may let a caller of its own wait too long.
        for _ in 0..100 {
            match self.connection().await.ask(&Request::Status).await {
                Err(SocketFault::Closed) => {}
                reply => return assert!(matches!(reply.expect("answered"), Reply::Done)),
            }
        }
        panic!("a hundred callers were let go");
    }
}

#[tokio::test]
async fn a_request_is_answered_and_nothing_stays_behind_at_the_end() {
    let home = home();
    home.still_answers().await;
    let run = home.folder.path().join("run");
    for file in [&run, &home.address] {
        assert_eq!(std::fs::metadata(file).expect("there").permissions().mode() & 0o777, 0o600);
    }
    let connection = home.connection().await;
    assert_eq!(connection.process(), std::process::id());
    assert!(matches!(connection.ask(&Request::Stop).await.expect("answered"), Reply::Done));
    home.server.await.expect("ended");
    assert!(!run.exists() && !home.address.exists());
    assert!(connect(home.folder.path()).await.expect("looked").is_none());
    assert!(matches!(connection.ask(&Request::Status).await, Err(SocketFault::Closed)));
}

#[tokio::test]
async fn a_home_where_nothing_ran_has_nobody_to_ask() {
    let folder = tempfile::tempdir().expect("folder");
    assert!(connect(folder.path()).await.expect("looked").is_none());
}

#[tokio::test]
async fn what_a_killed_process_left_is_noticed_and_taken_over() {
    let folder = tempfile::tempdir().expect("folder");
    let server = Server::bind_in(folder.path(), folder.path()).expect("bound");
    let socket = server.address().to_path_buf();
    let run = std::fs::read(folder.path().join("run")).expect("written");
    drop(server);
    drop(std::os::unix::net::UnixListener::bind(&socket).expect("a socket without a process"));
    crate::os::replace(&folder.path().join("run"), &run).expect("left behind");
    assert!(connect(folder.path()).await.expect("looked").is_none());
    Server::bind_in(folder.path(), folder.path()).expect("taken over");
}

#[tokio::test]
async fn a_second_process_learns_which_one_answers() {
    let home = home();
    let fault = Server::bind_in(home.folder.path(), home.folder.path()).expect_err("taken");
    assert!(matches!(fault, SocketFault::Taken { process } if process == std::process::id()));
    home.still_answers().await;
}

#[tokio::test]
async fn a_run_file_that_others_may_write_is_not_followed() {
    let home = home();
    let run = home.folder.path().join("run");
    std::fs::set_permissions(&run, std::fs::Permissions::from_mode(0o666)).expect("widened");
    assert!(matches!(connect(home.folder.path()).await, Err(SocketFault::Shared(_))));
}

#[tokio::test]
async fn a_watcher_hears_every_change_until_it_hangs_up() {
    let home = home();
    let connection = home.connection().await;
    let mut watching = connection.watch(&Request::Watch).await.expect("watching");
    // The watcher is known once it hears something; asking again until then needs no clock.
    while !matches!(connection.ask(&Request::Log { limit: 1 }).await.expect("answered"), Reply::Waited(Some(1))) {}
    assert!(matches!(watching.next().await.expect("heard"), Some(Reply::Changed(Change::Roster))));
    drop(watching);
    while !matches!(connection.ask(&Request::Log { limit: 1 }).await.expect("answered"), Reply::Waited(Some(0))) {}
}

#[tokio::test]
async fn bytes_that_are_no_request_are_refused_and_others_still_served() {
    let home = home();
    for bytes in [&b""[..], b"\xff", b"\xa1\x61x", &[0x9f; 200], &[0x9b, 255, 255, 255, 255, 255, 255, 255, 255]] {
        let mut raw = home.raw().await;
        frame::write(&mut raw, bytes).await.expect("written");
        let reply: Reply = wire::lenient(&frame::read(&mut raw, LOCAL_MAX).await.expect("answered")).expect("a reply");
        assert!(matches!(reply, Reply::Refused(trouble) if trouble.code == "request-malformed"));
    }
    home.still_answers().await;
}

#[tokio::test]
async fn a_frame_beyond_the_limit_is_refused_before_it_is_read() {
    let home = home();
    let mut raw = home.raw().await;
    raw.write_u32(LOCAL_MAX as u32 + 1).await.expect("written");
    let reply: Reply = wire::lenient(&frame::read(&mut raw, LOCAL_MAX).await.expect("answered")).expect("a reply");
    assert!(matches!(reply, Reply::Refused(trouble) if trouble.code == "request-large"));
    home.still_answers().await;
}

#[tokio::test]
async fn callers_that_say_nothing_or_half_lose_their_place_in_time() {
    let home = home_with(|server| Server { request_wait: Duration::from_millis(50), ..server });
    let mut silent = Vec::new();
    for at in 0..CONNECTIONS_MAX {
        let mut raw = home.raw().await;
        raw.write_all(&[0, 0, 1, 0, 7][..at % 6]).await.expect("written");
        silent.push(raw);
    }
    for mut raw in silent {
        assert!(matches!(frame::read(&mut raw, LOCAL_MAX).await, Err(FrameFault::Ended)));
    }
    home.still_answers().await;
}

#[tokio::test]
async fn the_thirty_third_caller_is_told_to_come_again() {
    let home = home();
    let connection = home.connection().await;
    let mut watchers = Vec::new();
    for _ in 0..CONNECTIONS_MAX {
        watchers.push(connection.watch(&Request::Watch).await.expect("watching"));
    }
    let reply = connection.ask(&Request::Status).await.expect("answered");
    assert!(matches!(reply, Reply::Refused(trouble) if trouble.code == "busy" && trouble.exit == 5));
    drop(watchers);
    while !matches!(connection.ask(&Request::Status).await.expect("answered"), Reply::Done) {}
}

#[tokio::test]
async fn a_reader_that_takes_nothing_does_not_hold_the_others() {
    let home = home_with(|server| Server { reply_wait: Duration::from_millis(50), ..server });
    let connection = home.connection().await;
    let deaf = connection.watch(&Request::Watch).await.expect("watching");
    while !matches!(connection.ask(&Request::Log { limit: 50_000 }).await.expect("answered"), Reply::Waited(Some(0))) {
        // Tells until the deaf one is dropped.
    }
    home.still_answers().await;
    drop(deaf);
}

#[tokio::test]
async fn a_caller_that_hangs_up_early_or_talks_on_harms_nobody() {
    let home = home();
    for more in [&b""[..], b"x", b"more and more"] {
        let mut raw = home.raw().await;
        frame::write(&mut raw, &wire::encode(&Request::Status)).await.expect("written");
        raw.write_all(more).await.expect("written");
        drop(raw);
    }
    home.still_answers().await;
}

#[tokio::test]
async fn a_reply_beyond_the_limit_is_told_instead_of_sent() {
    let (asked, _requests) = mpsc::channel(1);
    let caller = Caller { asked, request_wait: REQUEST_WAIT, reply_wait: REPLY_WAIT, pulse: PULSE };
    let large = Reply::Words(Some(protocol::local::Passphrase("a".repeat(LOCAL_MAX))));
    let mut sent = Vec::new();
    caller.reply(&mut sent, &large).await.expect("written");
    let reply: Reply = wire::lenient(&sent[4..]).expect("a reply");
    assert!(matches!(reply, Reply::Refused(trouble) if trouble.code == "reply-large"));
}

#[tokio::test]
async fn a_long_answer_is_waited_for_as_long_as_the_process_shows_that_it_lives() {
    let home = home_with(|server| Server { pulse: Duration::from_millis(5), ..server });
    let mut connection = home.connection().await;
    connection.silence = Duration::from_secs(5);
    let mut watching = connection.watch(&Request::Watch).await.expect("watching");
    let pulses = async {
        let mut raw = home.raw().await;
        frame::write(&mut raw, &wire::encode(&Request::Watch)).await.expect("written");
        // 1,200 signs of life take at least six seconds, longer than the silence that the other caller bears.
        for _ in 0..1_200 {
            assert_eq!(frame::read(&mut raw, LOCAL_MAX).await.expect("a sign of life"), frame::ALIVE);
        }
        while !matches!(connection.ask(&Request::Log { limit: 1 }).await.expect("answered"), Reply::Waited(Some(2))) {}
    };
    let (heard, ()) = tokio::join!(watching.next(), pulses);
    assert!(matches!(heard.expect("heard"), Some(Reply::Changed(Change::Roster))));
}

#[tokio::test]
async fn a_process_without_a_sign_of_life_is_given_up() {
    let home = home_with(|server| Server { pulse: Duration::from_secs(3_600), ..server });
    let mut connection = home.connection().await;
    connection.silence = Duration::from_millis(50);
    let fault = connection.ask(&Request::Directory).await.expect_err("silent");
    assert!(matches!(fault, SocketFault::Silent { process } if process == std::process::id()));
    home.still_answers().await;
}

#[tokio::test]
async fn what_a_caller_asked_who_gave_up_is_not_begun() {
    let folder = tempfile::tempdir().expect("folder");
    let server = Server::bind_in(folder.path(), folder.path()).expect("bound");
    let mut raw = UnixStream::connect(server.address()).await.expect("connected");
    frame::write(&mut raw, &wire::encode(&Request::Stop)).await.expect("written");
    drop(raw);
    let waiting = connect(folder.path()).await.expect("looked").expect("running");
    // Only now does the process wake up.
    let (asked, mut requests) = mpsc::channel::<Asked>(4);
    tokio::spawn(server.serve(asked));
    let (first, reply) = tokio::join!(requests.recv(), waiting.watch(&Request::Status));
    assert!(matches!(first, Some(Asked { request: Request::Status, .. })), "{first:?}");
    drop(reply);
}
