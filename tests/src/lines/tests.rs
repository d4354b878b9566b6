use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use crate::network::Lab;

use super::*;

/// Long enough for what comes at once to have come.
const AT_ONCE: Duration = Duration::from_millis(300);

#[test]
fn bytes_cross_a_line_in_order_and_not_while_it_is_cut() {
    let Some(mut lab) = Lab::or_skipped() else { return };
    let places = [lab.alone("amara", 1).expect("a place"), lab.alone("binh", 2).expect("a place")];
    let lines = Lines::between(&places, 7, Weather { lost: 500, broken: 0, ..Weather::ROUGH }).expect("lines");
    let (heard, hears) = mpsc::channel();
    let (ready, listens) = mpsc::channel();
    let binh = places[1].clone();
    let hearing = thread::spawn(move || {
        binh.enter().expect("the namespace exists");
        let listener = TcpListener::bind("9.9.9.2:4748").expect("a port");
        ready.send(()).expect("the test waits");
        let (mut from, caller) = listener.accept().expect("a caller");
        assert_eq!(caller.ip().to_string(), "9.9.9.1", "the caller is seen as who it is");
        let mut byte = [0; 1];
        while from.read(&mut byte).expect("a line that holds") == 1 {
            heard.send(byte[0]).expect("the test waits");
        }
    });
    listens.recv().expect("it listens");
    let amara = places[0].clone();
    let mut caller = thread::spawn(move || {
        amara.enter().expect("the namespace exists");
        TcpStream::connect("9.9.9.2:4748").expect("the line answers")
    })
    .join()
    .expect("connected");

    for byte in 0..50 {
        caller.write_all(&[byte]).expect("sent");
    }
    let first: Vec<u8> = hears.iter().take(50).collect();
    assert_eq!(first, (0..50).collect::<Vec<u8>>());
    lines.cut(&[0, 1]);
    caller.write_all(&[50]).expect("it waits on the way");
    assert!(hears.recv_timeout(AT_ONCE).is_err(), "a line that is cut carries nothing");
    lines.heal();
    assert_eq!(hears.recv(), Ok(50));
    drop(caller);
    assert!(hears.recv().is_err(), "its end is told");
    hearing.join().expect("it ends");
}
