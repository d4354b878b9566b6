use super::*;
use crate::clock;
use crate::desk::{alliance, federation, joining};
use crate::pen::tests::founded;
use protocol::local::Alliance;

#[test]
fn a_node_that_tells_its_addresses_twice_is_one_row() {
    let (_folder, home) = founded();
    let say = |port: u16| {
        let address = Address {
            addresses: Few::new(vec![Line::new(format!("/ip4/192.0.2.7/tcp/{port}")).expect("short")]).expect("one"),
            relay: false,
        };
        let me = home.dweller().expect("somebody");
        let draft = Draft {
            kind: "address".to_string(),
            side: Side::Open,
            audience: None,
            subject: None,
            names: Vec::new(),
            document: Version::New,
            body: Blob(wire::encode(&address)),
        };
        let author = Author { person: me.person, collective: me.collective };
        let nonce = [port as u8; 16];
        let given = Given {
            now: protocol::time::Moment(clock::now().0 + u64::from(port)),
            nonce,
            ticket: Some(port),
            number: None,
        };
        let node = home.state().keyring.as_ref().expect("keys").node();
        let record = author::sign(&draft, &author, None, None, &given, &node).expect("sound");
        home.write(vec![record], Vec::new()).expect("written");
    };
    (1..=5).for_each(say);
    let rows = address_rows(&home).expect("rows");
    let told: Vec<&[String]> = rows.iter().map(|(_, row)| row.addresses.as_slice()).collect();
    assert_eq!(told, [["/ip4/192.0.2.7/tcp/5".to_string()]], "the newest alone");
}

#[test]
fn a_goodbye_to_a_federation_is_said_in_it_though_nobody_of_the_own_is_in_it_any_more() {
    let (_folder, home) = founded();
    let own = home.dweller().expect("somebody").collective;
    alliance::answer(&home, Alliance::Found { dry_run: false }).expect("founded");
    let read = |home: &Home| home.state().replica.roster().scopes_of(own);
    let federation = read(&home).into_iter().find_map(|scope| match scope {
        Scope::Federation(federation) => Some(federation),
        Scope::Inner(_) => None,
    });
    let federation = federation.expect("a federation");
    let waits = joining::joining_key(&federation);
    home.set_local(vec![(waits.clone(), Some(vec![0]))]).expect("a line that was kept");
    let written = federation::leave(&home, &federation, false).expect("left").written;
    assert_eq!(home.local::<u8>(&waits).expect("readable"), None, "it would bring the collective back");
    let [goodbye] = written.as_slice() else { panic!("one record, not {}", written.len()) };
    assert!(!read(&home).contains(&Scope::Federation(federation)), "out of it");
    let scopes = home.state().replica.scopes_of(own, goodbye);
    let leaving: Vec<Scope> = federation::leaving(&home).expect("kept").into_iter().map(Scope::Federation).collect();
    assert_eq!(goodbye_in(goodbye, &leaving, &scopes), Some(Scope::Federation(federation)));
    assert_eq!(goodbye_in(goodbye, &[], &scopes), None, "the others know");
}
