//! How a home ends that serves.

use super::*;
use crate::pen::tests::founded;

#[tokio::test]
async fn a_home_whose_network_has_ended_stops_serving_and_says_so() {
    let (folder, home) = founded();
    let options =
        Options { listen: vec!["/ip4/127.0.0.1/tcp/0".to_string()], no_lan: true, no_upnp: true, ..Options::default() };
    let (holds, held_on) = tokio::sync::oneshot::channel::<()>();
    let network_ends = |_, node: Arc<Node>| {
        tokio::spawn(async move {
            node.net.stop().await;
            // As a task does that waits before it goes on: it has the home in its hands.
            held_on.await.unwrap_or(());
            drop(node);
        });
    };
    let served = tokio::time::timeout(Duration::from_secs(60), serve(Arc::new(home), options, network_ends));
    let ended = served.await.expect("it ends by itself").expect_err("nobody asked it to end");
    assert_eq!((ended.code.as_str(), ended.exit), ("part-ended", 1));
    let locked = Home::open(folder.path()).err().expect("somebody holds it still");
    assert_eq!(locked.code, "locked");
    assert!(holds.send(()).is_ok(), "until then somebody held it");
    let opened = async {
        while Home::open(folder.path()).is_err() {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(Duration::from_secs(60), opened).await.expect("it was closed, and can be opened again");
}

#[tokio::test]
async fn a_home_whose_part_has_ended_begins_again_and_not_without_end() {
    let (ended, locked, stopped) = (Some(PART_ENDED), Some("locked"), None);
    let goes = async |served: &[Option<&str>]| {
        let (mut begun, mut waited) = (0, Duration::ZERO);
        let serves = async || {
            begun += 1;
            let code = served[(begun - 1).min(served.len() - 1)];
            code.map_or(Ok(()), |code| Err(Trouble::new(code, 1)))
        };
        let end = again_where_a_part_ended(serves, async |pause| waited += pause).await;
        (begun, end.err().map(|trouble| trouble.code), waited.as_secs())
    };
    assert_eq!(goes(&[stopped]).await, (1, None, 0));
    assert_eq!(goes(&[ended, locked, ended, stopped]).await, (4, None, 1 + 2 + 4), "while it is still held, too");
    assert_eq!(goes(&[locked]).await, (1, Some("locked".to_string()), 0), "another process has it");
    assert_eq!(goes(&[ended]).await, (11, Some(PART_ENDED.to_string()), (1 << 10) - 1));
}
