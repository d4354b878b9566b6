//! Whose a key is: nobody names a device or a node that is not theirs.

use protocol::admit::{Fault, Refusal};
use protocol::envelope::Envelope;
use protocol::founding;
use protocol::id::Id;
use protocol::invite_line::OneTime;
use protocol::keys::{Mark, Secret};
use protocol::parting;
use protocol::record;
use protocol::record::device::Device;
use protocol::record::join::Join;
use protocol::record::pledge::Quantity;
use protocol::record::pledge_call::PledgeCall;
use protocol::wire;

use crate::home::Home;

/// Amara's collective, in which Binh and Mallory are members.
fn three() -> [Home; 3] {
    let mut amara = Home::founder("Amara", "A");
    let (mut binh, mut mallory) = (Home::new("Binh"), Home::new("Mallory"));
    let (invite, secret) = amara.invite_member(1, 2);
    binh.join(&mut amara, &invite, &secret);
    mallory.join(&mut amara, &invite, &secret);
    [amara, binh, mallory]
}

/// A word of a home's root key about a device, with these proofs.
fn word(home: &mut Home, charter: Id, device: &Secret, node: &Secret, signs: [&Secret; 2]) -> Envelope {
    let mut body = Device {
        root: home.root.key(),
        key: device.key(),
        seal: home.seal,
        label: None,
        revoked: false,
        node: Some(node.key()),
        proof: None,
        node_proof: None,
    };
    let words = body.sealed_words(&home.charter, &home.person);
    body.proof = Some(signs[0].sign(&words));
    body.node_proof = Some(signs[1].sign(&words));
    let now = home.tick();
    founding::statement("device", charter, home.person, &body, Vec::new(), now, &home.root).expect("sound")
}

#[test]
fn a_member_who_claims_anothers_device_or_node_is_refused() {
    let [mut amara, binh, mut mallory] = three();
    let charter = amara.charter;
    let (device, node) = (Secret::from_seed(&[70; 32]), Secret::from_seed(&[71; 32]));
    let (her_device, her_node) = (&binh.device, &binh.node);
    let claims = [
        word(&mut mallory, charter, her_device, &node, [&device, &node]),
        word(&mut mallory, charter, &device, her_node, [&device, &node]),
        word(&mut mallory, charter, &device, &node, [&node, &device]),
    ];
    for claim in claims {
        let refused = amara.hear(&claim).expect_err("a key that is not Mallory's");
        assert_eq!((refused, refused.fault()), (Refusal::Unfounded, Some(Fault::Grave)));
    }
    assert_eq!(amara.collective().nodes[&binh.node.key()], binh.person);
    let own = word(&mut mallory, charter, &device, &node, [&device, &node]);
    assert_eq!(amara.hear(&own), Ok(true));
    assert_eq!(amara.collective().devices.get(&device.key()), Some(&mallory.person));
}

#[test]
fn a_proof_means_nothing_for_another_person_charter_or_key() {
    let [mut amara, mut binh, mut mallory] = three();
    let other = Home::founder("Mallory", "M");
    let (device, node) = (Secret::from_seed(&[70; 32]), Secret::from_seed(&[71; 32]));
    let good = word(&mut binh, amara.charter, &device, &node, [&device, &node]);
    let body: Device = wire::decode(good.body().expect("whole")).expect("a device");
    let now = amara.tick();
    let stolen = |home: &Home, charter: Id, change: &dyn Fn(&mut Device)| {
        let mut body = body.clone();
        body.root = home.root.key();
        change(&mut body);
        founding::statement("device", charter, home.person, &body, Vec::new(), now, &home.root).expect("sound")
    };
    let person = stolen(&mallory, amara.charter, &|_| ());
    let sealed = stolen(&binh, amara.charter, &|body| body.seal = mallory.seal);
    for claim in [person, sealed] {
        assert_eq!(amara.hear(&claim), Err(Refusal::Unfounded));
    }
    // Beside another charter, where Binh is known as well.
    let elsewhere = stolen(&binh, other.charter, &|_| ());
    mallory.replica.await_charter(Some(other.charter));
    mallory.hear_all(other.replica.law().values().collect::<Vec<_>>());
    assert_eq!(mallory.hear(&elsewhere), Err(Refusal::Unfounded));
    assert_eq!(amara.hear(&good), Ok(true));
}

#[test]
fn a_word_about_a_device_without_its_proofs_is_no_body_of_its_kind() {
    let example: Device = wire::decode(&(record::device::KIND.example)()).expect("sound");
    let check = |body: &Device| (record::device::KIND.check)(&wire::encode(body)).is_ok();
    assert!(check(&example));
    assert!(!check(&Device { proof: None, ..example.clone() }));
    assert!(!check(&Device { node_proof: None, ..example.clone() }));
    assert!(!check(&Device { revoked: true, ..example.clone() }));
    assert!(check(&Device { revoked: true, node: None, proof: None, node_proof: None, ..example }));
}

#[test]
fn a_device_that_is_taken_back_needs_no_proof_of_the_one_that_is_lost() {
    let [mut amara, mut binh, _] = three();
    let lost = Device {
        root: binh.root.key(),
        key: binh.device.key(),
        seal: binh.seal,
        label: None,
        revoked: true,
        node: None,
        proof: None,
        node_proof: None,
    };
    let now = binh.tick();
    let word = founding::statement("device", amara.charter, binh.person, &lost, Vec::new(), now, &binh.root);
    assert_eq!(amara.hear(&word.expect("sound")), Ok(true));
    assert!(!amara.collective().devices.contains_key(&binh.device.key()));
}

#[test]
fn a_join_that_brings_anothers_node_is_refused() {
    let (mut amara, binh) = (Home::founder("Amara", "A"), Home::new("Binh"));
    let mut mallory = Home::new("Mallory");
    let (invite, secret) = amara.invite_member(1, 2);
    let join = |mallory: &mut Home, proof: &dyn Fn(&[u8]) -> Mark| {
        let secret = OneTime([1; 16]).signer();
        let mut body = Join {
            invite: invite.id(),
            device: Some(mallory.device.key()),
            seal: Some(mallory.seal),
            node: Some(binh.node.key()),
            collective: None,
            head: None,
            proof: Mark::from_bytes([0; 64]),
            node_proof: None,
        };
        let words = body.sealed_words(&amara.charter, &mallory.person);
        (body.proof, body.node_proof) = (secret.sign(&words), Some(proof(&words)));
        let (now, names) = (mallory.tick(), vec![invite.id()]);
        founding::statement("join", amara.charter, mallory.person, &body, names, now, &mallory.device).expect("sound")
    };
    let forged = join(&mut mallory, &|words| OneTime([1; 16]).signer().sign(words));
    let consented = join(&mut mallory, &|words| binh.node.sign(words));
    assert_eq!(secret.0, [1; 16]);
    assert_eq!(amara.hear(&forged), Err(Refusal::Unfounded));
    assert_eq!(amara.hear(&consented), Ok(true));
}

#[test]
fn nobody_speaks_in_anothers_name_by_a_join_that_claims_to_be_them() {
    // Given an invite that Mallory has, and a join by a key of hers in Binh's name.
    let [mut amara, binh, mut mallory] = three();
    let (invite, secret) = amara.invite_member(4, 2);
    let mut claimed = Home::new("Binh");
    (claimed.device, claimed.node) = (Secret::from_seed(&[72; 32]), Secret::from_seed(&[73; 32]));
    (claimed.charter, claimed.now) = (amara.charter, mallory.tick());
    let join = claimed.join_records(amara.charter, invite.id(), &secret).pop().expect("a join");
    // When she promises in his name and calls it herself, and lists it as her own device's past.
    let promise = crate::pledge::promise(&claimed, mallory.person, 600);
    let promise = claimed.binding("pledge", None, &[], &promise);
    let promise = claimed.sign(&promise);
    let body = PledgeCall { what: Quantity::of_minutes(10), when: None, note: None };
    let call = mallory.binding("pledge-call", Some(promise.id()), &[], &body);
    let call = mallory.sign(&call);
    let own = word(&mut mallory, amara.charter, &claimed.device, &claimed.node, [&claimed.device, &claimed.node]);
    let now = mallory.tick();
    let back = parting::retire(amara.charter, claimed.device.key(), mallory.seal, &mallory.root, now).expect("small");
    let listed = parting::cuts(amara.charter, claimed.device.key(), None, &[promise.id()], &mallory.hands(), now);
    let listed = listed.expect("small").remove(0);
    // Then nothing of it shows.
    for order in crate::branches::orders(&[&join, &promise, &call, &own, &back, &listed]).into_iter().step_by(11) {
        let mut home = crate::fork::outsider(&amara, &order);
        home.hear_all([&promise, &call]);
        assert_ne!(home.standing(promise.id()), Some(protocol::held::Standing::Live));
        assert!(home.role_of(binh.person).is_some());
    }
}
