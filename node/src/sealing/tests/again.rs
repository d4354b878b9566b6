//! What was sealed before somebody's computer came, sealed to it once more.

use super::*;

/// Another computer of Amara's: its keys, and her root key's word about them, which this home has heard.
fn second_laptop(home: &Home, chance: u8) -> (tempfile::TempDir, Keyring) {
    let folder = tempfile::tempdir().expect("folder");
    let keyring = Keyring::create(folder.path(), Origin::New, &[chance; 32]).expect("made");
    let me = home.dweller().expect("Amara");
    let root = home.state().keyring.as_ref().and_then(Keyring::root).expect("the words are not confirmed yet");
    let hands = Hands {
        device: keyring.device().expect("open keys"),
        seal: keyring.seal_key(),
        node: &keyring.node(),
        person: me.person,
    };
    let words = founding::credentials(&root, &hands, me.collective, clock::now()).expect("small");
    home.take_in(words.to_vec(), Park::Nothing).expect("taken in");
    (folder, keyring)
}

fn opens(home: &Home, keyring: &Keyring, lead: &Id) -> bool {
    let ids: Vec<Id> = home.state().replica.held().about(lead).map(|facts| facts.id).collect();
    let files = ids.iter().filter_map(|id| {
        let record = home.record(id).expect("readable").expect("held");
        protocol::fold::body::<Sealed>(&record, record::sealed::KIND.name)
    });
    let opener = keyring.unsealer().expect("open keys");
    files.into_iter().any(|sealed| opener.open(&sealed.age.0).is_ok())
}

#[test]
fn another_laptop_of_a_reader_is_given_what_was_sealed_before_it_came_once() {
    let (_folder, home) = founded();
    let me = home.dweller().expect("Amara");
    let drafts = vec![lead(), contact_draft(&[me.person], PLANTED, None, Version::New)];
    let lead = publish(&home, drafts).expect("written").0.items[0].id;
    assert_eq!(home.seal_again().expect("looked").len(), 0);
    let (_second, laptop) = second_laptop(&home, 9);
    assert!(!opens(&home, &laptop, &lead));
    let made = home.seal_again().expect("looked");
    assert_eq!(made.len(), 1);
    assert!(opens(&home, &laptop, &lead));
    assert_eq!(home.seal_again().expect("looked").len(), 0, "it was done");
    assert_eq!(words(shown(&home, &lead)).as_deref(), Some(PLANTED), "and says the same");
    // What is written from now on is written to both.
    let more = contact_draft(&[me.person], "later@example.org", Some(lead), Version::New);
    publish(&home, vec![more]).expect("written");
    assert_eq!(home.seal_again().expect("looked").len(), 0);
}

/// What a member says inside a bid, as small as a bid is.
fn small_bid(home: &Home, lead: Id) -> Draft {
    let me = home.dweller().expect("Amara");
    let mut bid: Bid = wire::decode(&(record::bid::KIND.example)()).expect("the example");
    bid.readers = Few::new(vec![me.person]).expect("one");
    let contact = contact_draft(&[me.person], PLANTED, Some(lead), Version::New);
    Draft { kind: "bid".to_string(), body: Blob(wire::encode(&bid)), ..contact }
}

#[test]
fn the_hundredth_thing_that_is_said_about_one_subject_is_read_and_sealed_again_like_the_first() {
    let (_folder, home) = founded();
    let me = home.dweller().expect("Amara");
    let drafts = vec![lead(), contact_draft(&[me.person], PLANTED, None, Version::New)];
    let lead = publish(&home, drafts).expect("written").0.items[0].id;
    publish(&home, (0..99).map(|_| small_bid(&home, lead)).collect()).expect("written");

    let own = Reader { person: me.person, collective: me.collective };
    let looked = home.look_inside(&lead, &own, "bid").expect("readable");
    assert_eq!(looked.opened.len(), 99);
    assert_eq!(words(shown(&home, &lead)).as_deref(), Some(PLANTED), "later words about it do not hide the contact");
    assert_eq!(home.seal_again().expect("looked").len(), 0);
    let (_second, _laptop) = second_laptop(&home, 9);
    let mut made = 0;
    loop {
        match home.seal_again().expect("looked").len() {
            0 => break,
            more => made += more,
        }
    }
    assert_eq!(made, 100);
}

#[test]
fn two_who_look_at_once_seal_again_once() {
    let (_folder, home) = founded();
    let me = home.dweller().expect("Amara");
    let drafts = vec![lead(), contact_draft(&[me.person], PLANTED, None, Version::New)];
    publish(&home, drafts).expect("written");
    let (_second, _laptop) = second_laptop(&home, 9);
    let turn = home.authoring();
    let made: Vec<usize> = std::thread::scope(|scope| {
        let look = || home.seal_again().expect("looked").len();
        let both = [scope.spawn(look), scope.spawn(look)];
        // One waits for the pen; the other has nothing to do meanwhile.
        let begun = clock::instant();
        while !both.iter().any(|looking| looking.is_finished()) {
            assert!(begun.elapsed().as_secs() < 60, "both of them would write");
            std::thread::yield_now();
        }
        drop(turn);
        both.map(|looking| looking.join().expect("looked")).to_vec()
    });
    assert_eq!(made.iter().sum::<usize>(), 1, "{made:?}");
}

#[test]
fn what_was_erased_or_taken_back_and_what_nobody_can_open_here_is_not_sealed_again() {
    let (_folder, home) = founded();
    let me = home.dweller().expect("Amara");
    let drafts = vec![lead(), contact_draft(&[me.person], PLANTED, None, Version::New)];
    let (published, _) = publish(&home, drafts).expect("written");
    undo::undo(&home, published.operation, false).expect("taken back");
    let (_second, laptop) = second_laptop(&home, 9);
    assert_eq!(home.seal_again().expect("looked").len(), 0, "it was taken back");
    assert!(!opens(&home, &laptop, &published.items[0].id));
    // What another sealed to others.
    let other = seals::seal(
        &sealed::pad(&home.sign_all(&[lead()], &me).expect("signed")[0]).expect("small"),
        &[Keyring::create(tempfile::tempdir().expect("folder").path(), Origin::New, &[8; 32])
            .expect("made")
            .seal_key()],
    );
    let purpose = Line::new("contact").expect("short");
    let body = wire::encode(&Sealed { purpose, age: Blob(other.expect("sealed")) });
    let carrier = Draft { kind: "sealed".into(), subject: Some(published.items[0].id), body: Blob(body), ..lead() };
    publish(&home, vec![carrier]).expect("written");
    assert_eq!(home.seal_again().expect("looked").len(), 0);
}

#[test]
fn sealing_again_leaves_half_of_the_tickets_to_the_owner() {
    let (_folder, home) = founded_by(Clock::within_a_week());
    let me = home.dweller().expect("Amara");
    let drafts = vec![lead(), contact_draft(&[me.person], PLANTED, None, Version::New)];
    publish(&home, drafts).expect("written");
    let (_second, _laptop) = second_laptop(&home, 9);
    {
        let now = home.now();
        let mut state = home.state();
        let state = &mut *state;
        let space = protocol::space::Space { side: Side::Inner, charter: me.collective };
        let key = state.keyring.as_ref().expect("keys").device_key();
        let limit = state.replica.roster().tickets(&space, &key, &me.person);
        let guard = state.guard.as_mut().expect("a guard");
        let left = guard.left(space, now.week(), limit / 2);
        guard.tickets(space, now, &vec![Worth::One; left as usize], limit).expect("taken");
    }
    assert_eq!(home.seal_again().expect("looked").len(), 0);
    publish(&home, vec![lead()]).expect("its owner goes on writing");
}
