//! Attacks on the law by people who belonged once, or who hold a word of somebody who did: each says what
//! the law promises, and was seen to break it.

use std::collections::BTreeSet;

use protocol::door::{self, chain};
use protocol::envelope::Envelope;
use protocol::fold::lead::LeadRow;
use protocol::founding::{self, Hands};
use protocol::held::subject;
use protocol::id::Id;
use protocol::keys::{Key, Secret};
use protocol::parting;
use protocol::record::Fold;
use protocol::record::ack::Ack;
use protocol::record::charter::{Charter, Home as Node, Listed, Pinned};
use protocol::record::device::Device;
use protocol::record::vouch::Vouch;
use protocol::roster::STATEMENTS_MAX;
use protocol::space::{Scope, Side};
use protocol::wire::Few;

use crate::bounds::deliver;
use crate::fork::{ack, outsider, revise, three};
use crate::home::{Home, lead_body};
use crate::parting::{cut, lead, without};

/// Both offer each other all they hold until neither takes anything more; as `deliver` does, in one batch, so
/// that what rests on each other comes together.
fn reconcile(one: &mut Home, other: &mut Home) {
    for _ in 0..3 {
        let (mine, theirs): (Vec<Envelope>, Vec<Envelope>) =
            (one.store.values().cloned().collect(), other.store.values().cloned().collect());
        // Whole, each alone, and the whole again: in whatever batches they come.
        deliver(other, &mine.iter().collect::<Vec<_>>(), usize::MAX);
        deliver(other, &mine.iter().collect::<Vec<_>>(), 1);
        deliver(one, &theirs.iter().collect::<Vec<_>>(), usize::MAX);
        deliver(one, &theirs.iter().collect::<Vec<_>>(), 1);
    }
}

fn law(home: &Home) -> BTreeSet<Id> {
    home.replica.law().keys().copied().collect()
}

fn few<T: std::fmt::Debug + Ord, const MAX: usize>(mut items: Vec<T>) -> Few<T, MAX> {
    items.sort();
    items.dedup();
    Few::new(items).expect("few")
}

/// A machine of somebody, with their root key's word for it.
fn machine(home: &mut Home, seed: u8, number: u8) -> (Secret, Secret, Envelope) {
    let mut bytes = [seed; 32];
    bytes[1] = number;
    let device = Secret::from_seed(&bytes);
    bytes[2] = 99;
    let node = Secret::from_seed(&bytes);
    let now = home.tick();
    let hands = Hands { device: &device, seal: home.seal, node: &node, person: home.person };
    let [_, word] = founding::credentials(&home.root, &hands, home.charter, now).expect("small");
    (device, node, word)
}

/// Binh's last word about a device, which only a proposal of that very device holds up, and 64 lower words.
struct Circle {
    word: Envelope,
    proposal: Envelope,
    flood: Vec<Envelope>,
}

fn circle(binh: &mut Home) -> Circle {
    let mut machines: Vec<_> = (0..66).map(|number| machine(binh, 40, number)).collect();
    machines.sort_by_key(|(_, _, word)| word.id());
    let (device, node, word) = machines.pop().expect("66");
    let mut next = founding::successor(binh.collective());
    let own = Listed { key: device.key(), person: binh.person, seal: binh.seal };
    let others = next.devices.iter().filter(|listed| listed.person != binh.person).cloned();
    let mut devices: Vec<Listed> = others.chain([own]).collect();
    devices.sort_by_key(|listed| listed.key);
    next.devices = Few::new(devices).expect("few");
    let now = binh.tick();
    let hands = Hands { device: &device, seal: binh.seal, node: &node, person: binh.person };
    let proposal = founding::revision(binh.charter, &hands, &next, &[], now).expect("sound");
    Circle { word, proposal, flood: machines.into_iter().map(|(_, _, word)| word).collect() }
}

/// A member, or somebody who was one, makes two honest homes hold different law for ever.
#[test]
fn a_word_for_a_device_that_holds_itself_up_is_held_alike_in_every_order() {
    let [amara, mut binh, _] = three();
    let Circle { word, proposal, flood } = circle(&mut binh);
    let base = outsider(&amara, &[]);
    let mut forward = vec![&word, &proposal];
    forward.extend(&flood);
    let mut backward: Vec<&Envelope> = flood.iter().collect();
    backward.extend([&word, &proposal]);
    let (mut one, mut other) = (outsider(&base, &forward), outsider(&base, &backward));
    reconcile(&mut one, &mut other);
    let left: Vec<String> = law(&one)
        .symmetric_difference(&law(&other))
        .map(|id| one.store.get(id).or(other.store.get(id)).expect("held by one").header().kind.to_string())
        .collect();
    assert!(left.is_empty(), "still different after every exchange: {left:?}");
}

/// The same by a former founder: a branch lists somebody whose ack holds the branch up.
#[test]
fn a_branch_that_its_own_invented_member_holds_up_is_held_alike_in_every_order() {
    let [mut amara, mut binh, mut chidi] = three();
    let handed = revise(&mut amara, |charter| {
        (charter.stewards, charter.threshold) = (Few::new(vec![binh.person]).expect("one"), 1);
    });
    binh.hear_all([&handed]);
    let seen = [ack(&mut binh, handed.id()), ack(&mut chidi, handed.id())];
    binh.hear_all(&seen);
    let gone = without(&mut binh, amara.person);
    binh.say(gone.clone());
    let base = outsider(&binh, &[]);
    // Amara, who knows nothing of that as far as her signature says, begins branches at the revision in which she
    // decided alone: 256 plain ones and one, of the highest id, with an invented member.
    let mut invented = Home::new("Nobody");
    invented.charter = amara.charter;
    let (key, person, seal) = (invented.device.key(), invented.person, invented.seal);
    let branch = loop {
        let branch = revise(&mut amara, |charter| {
            let members: Vec<Id> = charter.members.iter().copied().chain([person]).collect();
            charter.members = few(members);
            let mut devices = charter.devices.to_vec();
            devices.push(Listed { key, person, seal });
            devices.sort_by_key(|listed| listed.key);
            charter.devices = Few::new(devices).expect("few");
        });
        if branch.id().as_bytes()[0] >= 0xF0 {
            break branch;
        }
    };
    let word = invented.state("ack", amara.charter, &Ack { note: None }, vec![branch.id()]);
    let mut flood = Vec::new();
    while flood.len() < STATEMENTS_MAX + 2 {
        let plain = revise(&mut amara, |charter| charter.tickets = Some(500));
        if plain.id() < branch.id() {
            flood.push(plain);
        }
    }
    let hear = |first: &[&Envelope], flood: &[Envelope], last: &[&Envelope]| {
        let mut home = outsider(&base, first);
        deliver(&mut home, &flood.iter().collect::<Vec<_>>(), usize::MAX);
        deliver(&mut home, last, 1);
        home
    };
    let (mut one, mut other) = (hear(&[&branch, &word], &flood, &[]), hear(&[], &flood, &[&branch, &word]));
    assert_eq!(one.collective().head, gone.id());
    for (from, to) in [(true, false), (false, true)] {
        let records: Vec<Envelope> = if from { &one } else { &other }.store.values().cloned().collect();
        let records: Vec<&Envelope> = records.iter().collect();
        deliver(if to { &mut one } else { &mut other }, &records, usize::MAX);
    }
    let left = law(&one).symmetric_difference(&law(&other)).count();
    assert_eq!(left, 0, "records that one home holds for ever and the other refuses for ever");
}

/// What one home took under a revision that was rolled back, no other takes: content differs for ever.
#[test]
fn tickets_that_a_rolled_back_revision_granted_leave_the_same_content_everywhere() {
    let [mut amara, _, _] = three();
    let base = outsider(&amara, &[]);
    let generous = loop {
        let revision = revise(&mut amara, |charter| charter.tickets = Some(5_000));
        if revision.id().as_bytes()[0] >= 0xF0 {
            break revision;
        }
    };
    let draft = amara.draft("lead", Side::Inner, lead_body("Number 3,000"));
    let lead = amara.sign_with(&draft, 3_000);
    let mut flood = Vec::new();
    while flood.len() < STATEMENTS_MAX + 2 {
        let plain = revise(&mut amara, |charter| charter.approval = true);
        if plain.id() < generous.id() {
            flood.push(plain);
        }
    }
    let flood: Vec<&Envelope> = flood.iter().collect();
    let mut one = outsider(&base, &[&generous, &lead]);
    deliver(&mut one, &flood, usize::MAX);
    let mut other = outsider(&base, &[]);
    deliver(&mut other, &flood, usize::MAX);
    deliver(&mut other, &[&generous, &lead], 1);
    reconcile(&mut one, &mut other);
    assert_eq!(law(&one), law(&other), "authority is equal, so content is exchanged");
    let scope = Scope::Inner(amara.charter);
    assert_eq!(one.digest(&scope), other.digest(&scope));
}

/// What somebody tells who was removed: a word about a device, forged in a steward's name, a revision by it that
/// lists the caller, and whatever else they want to bring in.
fn forged_chain(at: &Home, steward: (Id, Key), caller: &Key, more: &[Envelope]) -> Vec<Envelope> {
    let (evil, root) = (Secret::from_seed(&[66; 32]), Secret::from_seed(&[67; 32]));
    let (person, seal) = steward;
    let (charter, now) = (at.charter, at.now);
    let mut word = Device {
        root: root.key(),
        key: evil.key(),
        seal,
        label: None,
        revoked: false,
        node: None,
        proof: None,
        node_proof: None,
    };
    word.proof = Some(evil.sign(&word.sealed_words(&charter, &person)));
    // Signed by no root key of the steward's: the gate would refuse it.
    let word = founding::statement("device", charter, person, &word, Vec::new(), now, &evil).expect("small");
    let mut next = founding::successor(at.collective());
    let mut nodes: Vec<Node> = next.nodes.to_vec();
    nodes.push(Node { key: *caller, person: Some(person) });
    nodes.sort_by_key(|node| node.key);
    next.nodes = Few::new(nodes).expect("few");
    let hands = Hands { device: &evil, seal, node: &evil, person };
    let revision = founding::revision(charter, &hands, &next, &[], now).expect("sound");
    [word, revision].into_iter().chain(more.iter().cloned()).collect()
}

/// Whoever was removed brings law in through the door, by a chain that no gate would take.
#[test]
fn a_forged_chain_opens_nothing_to_who_was_removed() {
    let [mut amara, mut binh, _chidi] = three();
    let Circle { word, proposal, flood } = circle(&mut binh);
    let gone = without(&mut amara, binh.person);
    amara.say(gone);
    let mut reader = outsider(&amara, &[]);
    let node = binh.node.key();
    let evil = forged_chain(&reader, (amara.person, amara.seal), &node, &[word.clone(), proposal.clone()]);
    assert!(evil.len() <= chain::TOLD_MAX);
    assert!(door::let_in(&evil, &node, &reader.replica.doorway()).is_empty());
    // Nor by a circle of words: else two homes that Binh tells in another order would never agree again.
    let mut other = outsider(&amara, &flood.iter().collect::<Vec<_>>());
    deliver(&mut reader, &flood.iter().collect::<Vec<_>>(), 1);
    let evil = forged_chain(&other, (amara.person, amara.seal), &node, &[word, proposal]);
    assert!(door::let_in(&evil, &node, &other.replica.doorway()).is_empty());
    reconcile(&mut reader, &mut other);
    assert_eq!(law(&reader), law(&other));
}

/// One who was a steward alone for one revision, and is removed, goes on listing and lending office.
#[test]
fn who_was_removed_lists_nothing_and_lends_nobody_their_office() {
    // Amara founded, handed over to Binh, and stays a member. Binh handed over to Chidi, who removed him.
    let [mut amara, mut binh, mut chidi] = three();
    let text = lead(&mut chidi, "Chidi's text");
    let first = revise(&mut amara, |charter| {
        (charter.stewards, charter.threshold) = (Few::new(vec![binh.person]).expect("one"), 1);
    });
    binh.hear_all([&first]);
    let second = revise(&mut binh, |charter| {
        (charter.stewards, charter.threshold) = (Few::new(vec![chidi.person]).expect("one"), 1);
    });
    chidi.hear_all([&first, &second]);
    let gone = without(&mut chidi, binh.person);
    let base = outsider(&amara, &[&first, &second, &gone, &text]);
    assert_eq!(base.collective().head, gone.id());
    // Afterwards Amara, a plain member, erases, and Binh, who is gone, lists that under his own revision.
    let now = amara.tick();
    let erase = parting::erase(amara.charter, &[text.id()], None, &amara.hands(), now).expect("small").remove(0);
    let device = Secret::from_seed(&amara.device.seed());
    let page = cut(&mut binh, &device, Some(first.id()), &[erase.id()]);
    let home = outsider(&base, &[&text, &erase, &page]);
    let row: LeadRow = home.row(Fold::Lead, subject(&text)).expect("a row");
    assert!(row.lead.is_some(), "a plain member and somebody who is gone erased a member's text");
}

/// A plain member, who was removed, brings strangers' collectives into what a federation's homes hold.
#[test]
fn a_former_member_brings_no_strangers_collective_into_a_federations_law() {
    let [mut amara, mut binh, _] = three();
    let federation = amara.found_federation();
    let mut dora = Home::founder("Dora", "D");
    let (invite, secret) = amara.invite_collective(federation, 7);
    dora.join_federation(&mut amara, federation, &invite, &secret);
    let first = amara.federation(federation).charter.clone();
    let gone = without(&mut amara, binh.person);
    amara.say(gone);
    amara.meet(&mut dora);
    let before = law(&dora).len();
    // Binh's: no revision, only bytes that name invented collectives.
    let mut zed = Home::founder("Zed", "Z");
    let mut charter: Charter = first;
    let pins = vec![
        Pinned { charter: amara.charter, head: amara.collective().head },
        Pinned { charter: zed.charter, head: zed.collective().head },
    ];
    (charter.revision, charter.parent, charter.threshold) = (1, Some(federation), 2);
    charter.collectives = few(pins);
    let now = binh.tick();
    let bytes = founding::revision(federation, &binh.hands(), &charter, &[], now).expect("sound");
    // Zed lists ever new keys, each of which speaks in the federation's law.
    let mut flood = vec![bytes];
    flood.extend(zed.replica.law().values().cloned());
    for round in 0..4u8 {
        let fresh: Vec<Secret> = (0..3).map(|at| Secret::from_seed(&[100 + round * 3 + at; 32])).collect();
        let own = zed.device.key();
        let (person, seal) = (zed.person, zed.seal);
        let next = revise(&mut zed, |charter| {
            let mut devices: Vec<Listed> = charter.devices.iter().filter(|listed| listed.key == own).cloned().collect();
            devices.extend(fresh.iter().map(|key| Listed { key: key.key(), person, seal }));
            devices.sort_by_key(|listed| listed.key);
            charter.devices = Few::new(devices).expect("few");
        });
        zed.say(next.clone());
        flood.push(next);
        for key in &fresh {
            for number in 0..10u8 {
                let vouch = Vouch { by: zed.charter, collective: Id::of(&[round, number]), head: zed.charter };
                let now = zed.tick();
                let said = founding::statement("vouch", federation, zed.person, &vouch, Vec::new(), now, key);
                flood.push(said.expect("small"));
            }
        }
    }
    for record in &flood {
        if let Err(refusal) = dora.hear(record) {
            assert!(refusal.fault().is_none(), "{refusal}");
        }
    }
    let scope = Scope::Federation(federation);
    let compared = dora.replica.view(&scope, dora.now.day()).0.len();
    assert_eq!(
        law(&dora).len(),
        before,
        "Dora's home holds {} more, and compares {compared}",
        law(&dora).len() - before
    );
}

/// By the same circle a plain member, or a former one, fills every disk: each word lower than the last.
#[test]
fn no_more_words_about_devices_are_held_than_their_bound() {
    let [amara, mut binh, _] = three();
    let mut machines: Vec<_> = (0..120).map(|number| machine(&mut binh, 40, number)).collect();
    machines.sort_by_key(|(_, _, word)| std::cmp::Reverse(word.id()));
    let mut home = outsider(&amara, &[]);
    for (device, node, word) in &machines {
        let mut next = founding::successor(binh.collective());
        let own = Listed { key: device.key(), person: binh.person, seal: binh.seal };
        let others = next.devices.iter().filter(|listed| listed.person != binh.person).cloned();
        let mut devices: Vec<Listed> = others.chain([own]).collect();
        devices.sort_by_key(|listed| listed.key);
        next.devices = Few::new(devices).expect("few");
        let now = binh.tick();
        let hands = Hands { device, seal: binh.seal, node, person: binh.person };
        let proposal = founding::revision(binh.charter, &hands, &next, &[], now).expect("sound");
        home.hear_all([word, &proposal]);
    }
    let words =
        home.store.values().filter(|r| &*r.header().kind == "device" && r.header().person == binh.person).count();
    // 64, and the one that a held join rests on.
    assert!(words <= 65, "{words} words of one person are held, and as many proposals");
}

/// One vouch of a former member opens the gate to all that a stranger's collective says of itself.
#[test]
fn a_former_members_vouch_brings_no_strangers_law() {
    let [mut amara, mut binh, _] = three();
    let gone = without(&mut amara, binh.person);
    amara.say(gone);
    let mut zed = Home::founder("Zed", "Z");
    for _ in 0..20 {
        let next = revise(&mut zed, |_| ());
        zed.say(next);
    }
    let vouch = Vouch { by: binh.charter, collective: zed.charter, head: zed.charter };
    let vouch = binh.state("vouch", binh.charter, &vouch, Vec::new());
    let before = law(&amara).len();
    amara.hear_all([&vouch]);
    amara.hear_all(zed.replica.law().values());
    let more = law(&amara).len() - before;
    assert!(more <= 1, "{more} records more at Amara's home");
}
