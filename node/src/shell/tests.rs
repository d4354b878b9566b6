//! How a home ends that serves.

use super::*;
use crate::pen::tests::founded;

#[tokio::test]
async fn a_home_whose_network_has_ended_stops_serving_and_says_so() {
    let (folder, home) = founded();
    let options =
        Options { listen: vec!["/ip4/127.0.0.1/tcp/0".to_string()], no_lan: true, no_upnp: true, ..Options::default() };
    let network_ends = |_, node: Arc<Node>| {
        tokio::spawn(async move { node.net.stop().await });
    };
    let served = tokio::time::timeout(Duration::from_secs(60), serve(Arc::new(home), options, network_ends));
    let ended = served.await.expect("it ends by itself").expect_err("nobody asked it to end");
    assert_eq!((ended.code.as_str(), ended.exit), ("part-ended", 1));
    Home::open(folder.path()).expect("it was closed, and can be opened again");
}
