//! What a program of the same user writes to the socket, with bytes made from good ones.

use super::*;
use crate::fed::target;

#[test]
fn a_stream_of_any_bytes_gives_a_request_or_ends_and_takes_no_memory_ahead() {
    let seeds = [Request::Status, Request::Directory, Request::Log { limit: 9 }]
        .iter()
        .map(|request| frame::whole(&wire::encode(request)))
        .collect();
    let runtime = tokio::runtime::Builder::new_current_thread().build().expect("a runtime");
    target("socket-frame", 20_000, 100_000).run(seeds, |input| {
        let mut from = input;
        match runtime.block_on(frame::read(&mut from, LOCAL_MAX)) {
            Ok(bytes) => {
                assert_eq!(
                    [&(bytes.len() as u32).to_be_bytes()[..], &bytes].concat(),
                    input[..input.len() - from.len()]
                );
                assert!(bytes.capacity() <= 2 * input.len() + 128 * 1024, "{} bytes", bytes.capacity());
                wire::lenient::<Request>(&bytes).map_or_else(|fault| fault.to_string(), |_| "a request".to_string())
            }
            Err(FrameFault::Large(bytes)) => {
                assert!(bytes > LOCAL_MAX);
                "large".to_string()
            }
            Err(fault) => fault.to_string(),
        }
    });
}
