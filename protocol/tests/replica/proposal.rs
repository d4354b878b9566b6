//! What a client is given holds, or says which check failed.

use std::collections::BTreeSet;

use protocol::bid::hidden::{Pay, Sums};
use protocol::envelope::Envelope;
use protocol::fold::bid::BidRow;
use protocol::proposal::verify::{Failing, Verdict, Verified, verify};
use protocol::proposal::{self, Hide, Proposal};
use protocol::wire::{self, Blob, Few};

use crate::pooled::*;

/// A bid that all five signed, and its parts.
struct Made {
    table: Table,
    row: BidRow,
    assents: Vec<Envelope>,
    authority: Vec<Envelope>,
}

fn made(table: Table) -> Made {
    let row = table.row();
    let drafted = row.draft.as_ref().expect("a draft");
    let kind = |said: &&Said| &*said.inner.header().kind == "assent";
    let assents = table.said.iter().filter(kind).map(|said| said.inner.clone()).collect();
    let authority = proposal::behind(&drafted.draft, table.homes[AMARA].replica.law().values());
    Made { table, row, assents, authority }
}

impl Made {
    fn bytes(&self, hide: &[Hide]) -> Vec<u8> {
        let drafted = self.row.draft.as_ref().expect("a draft");
        let hide: BTreeSet<Hide> = hide.iter().copied().collect();
        proposal::assemble(drafted, &self.assents, &self.authority, &hide).expect("small")
    }

    /// What a change of the parts makes of it.
    fn changed(&self, change: impl FnOnce(&mut Proposal)) -> Verdict {
        let mut proposal: Proposal = wire::decode(&self.bytes(&[])).expect("just made");
        change(&mut proposal);
        verify(&wire::encode(&proposal))
    }
}

fn valid(bytes: &[u8]) -> Verified {
    match verify(bytes) {
        Verdict::Valid(verified) => *verified,
        Verdict::Invalid(failing) => panic!("{}", failing.word()),
    }
}

fn few<T: std::fmt::Debug, const MAX: usize>(items: Vec<T>) -> Few<T, MAX> {
    Few::new(items).expect("few")
}

fn invalid(failing: Failing) -> Verdict {
    Verdict::Invalid(failing)
}

#[test]
fn a_proposal_of_five_from_three_collectives_holds_on_a_machine_that_knows_nobody() {
    let made = made(Table::signed());
    let verified = valid(&made.bytes(&[]));
    let drafted = made.row.draft.as_ref().expect("a draft");
    assert_eq!((verified.id, &verified.draft), (drafted.id, &drafted.draft));
    assert_eq!(verified.signed.len(), 5);
    assert_eq!(verified.contact.as_deref(), Some("desk@example.org"));
    let names: BTreeSet<&str> = verified.names.iter().flatten().map(String::as_str).collect();
    assert_eq!(names, BTreeSet::from(["Amara", "Binh", "Chidi", "Dalia", "Emeka"]));
    let pays: u64 = verified.pays.iter().flatten().map(|pay| pay.minor).sum();
    assert_eq!(pays + verified.sums.as_ref().expect("shown").levy_minor, 100_003);
    assert!(made.bytes(&[]).len() < 100_000, "{} bytes", made.bytes(&[]).len());
}

#[test]
fn what_is_hidden_is_not_in_the_file_and_the_rest_still_holds() {
    let made = made(Table::signed());
    let holds = |bytes: &[u8], words: &[u8]| bytes.windows(words.len()).any(|part| part == words);
    let whole = made.bytes(&[]);
    assert!(holds(&whole, b"Chidi") && holds(&whole, b"desk@"));
    for hide in
        [&[][..], &[Hide::Rates], &[Hide::Names], &[Hide::Contacts], &[Hide::Rates, Hide::Names, Hide::Contacts]]
    {
        let bytes = made.bytes(hide);
        let verified = valid(&bytes);
        let hidden = |what: Hide| hide.contains(&what);
        assert_eq!(verified.contact.is_none(), hidden(Hide::Contacts));
        assert_eq!(verified.sums.is_none(), hidden(Hide::Rates));
        assert!(verified.pays.iter().all(|pay| pay.is_none() == hidden(Hide::Rates)));
        assert!(verified.names.iter().all(|name| name.is_none() == hidden(Hide::Names)));
        assert_eq!(holds(&bytes, b"Chidi"), !hidden(Hide::Names));
        assert_eq!(holds(&bytes, b"desk@"), !hidden(Hide::Contacts));
        // The salts of what is hidden, and the chance from which they come, are not in it either.
        assert!(!holds(&bytes, made.row.bid.salt.as_bytes()));
        for opening in &made.row.draft.as_ref().expect("a draft").openings {
            let shown = wire::decode::<Proposal>(&bytes).expect("valid").openings.contains(opening);
            assert_eq!(holds(&bytes, opening.salt.as_bytes()), shown);
        }
        let proposal: Proposal = wire::decode(&bytes).expect("valid");
        let mut assents = proposal.assents.iter().map(|bytes| Envelope::parse(bytes.0.as_slice().into()));
        assert!(assents.all(|assent| assent.expect("a record").body().is_none()), "who may read is nobody's business");
    }
}

#[test]
fn each_check_that_fails_is_named() {
    let mut late = Table::shared();
    late.homes[EMEKA].now = late.row().bid.closes;
    ALL.into_iter().for_each(|who| drop(late.assent(who)));
    assert_eq!(verify(&made(late).bytes(&[])), invalid(Failing::Late));

    let mut twice = Table::signed();
    twice.assent(BINH);
    assert_eq!(verify(&made(twice).bytes(&[])), invalid(Failing::Stranger));

    let mut other = Table::signed();
    let draft = other.row().draft.expect("a draft").id;
    let body = other.said.last().expect("an assent").inner.body().expect("whole").to_vec();
    let revision = other.homes[AMARA].collective().head;
    other.said.retain(|said| {
        said.inner.header().person != other.homes[EMEKA].person || &*said.inner.header().kind != "assent"
    });
    let said = other.said.clone();
    other.say(EMEKA, "assent", other.bid, &[draft, revision], (protocol::local::Version::Binding, None), body.clone());
    assert_eq!(verify(&made(other).bytes(&[])), invalid(Failing::Charter), "another collective's charter");

    let mut stranger = Table::signed();
    stranger.said = said;
    stranger.assent_to(MALLORY, draft);
    // Mallory's collective is not among those that the draft names, and she is not either.
    let made_by_stranger = made(stranger);
    assert_eq!(verify(&made_by_stranger.bytes(&[])), invalid(Failing::Stranger));

    let made = made(Table::signed());
    assert_eq!(verify(&[]), invalid(Failing::Shape));
    assert_eq!(made.changed(|proposal| proposal.draft.0.push(0)), invalid(Failing::Draft));
    assert_eq!(
        made.changed(|proposal| proposal.assents = few(proposal.assents[1..].to_vec())),
        invalid(Failing::Unsigned)
    );
    let reversed = |proposal: &mut Proposal| proposal.assents = few(proposal.assents.iter().rev().cloned().collect());
    assert_eq!(made.changed(reversed), invalid(Failing::Assent), "one order, so one spelling");
    let no_law = |proposal: &mut Proposal| proposal.authority = Few::default();
    assert_eq!(made.changed(no_law), invalid(Failing::Collective));
    let founding = made.table.homes[EMEKA].charter;
    let without = |proposal: &mut Proposal| {
        let records = proposal.authority.iter().filter(|bytes| {
            let record = Envelope::parse(bytes.0.as_slice().into()).expect("a record");
            record.id() != founding && record.header().space.is_none_or(|space| space.charter != founding)
        });
        proposal.authority = few(records.cloned().collect());
    };
    assert_eq!(made.changed(without), invalid(Failing::Collective), "Emeka's collective is claimed and unknown");
    let joins = |proposal: &mut Proposal| {
        let records = proposal.authority.iter().filter(|bytes| {
            let record = Envelope::parse(bytes.0.as_slice().into()).expect("a record");
            !matches!(&*record.header().kind, "join")
        });
        proposal.authority = few(records.cloned().collect());
    };
    // Without their joins the devices of Binh and Dalia are nobody's: their own words are heard by no one.
    assert_eq!(made.changed(joins), invalid(Failing::Authority));
    let price = |proposal: &mut Proposal| {
        let mut draft: protocol::bid::draft::Draft = wire::decode(&proposal.draft.0).expect("a draft");
        draft.payment_days += 1;
        proposal.draft = Blob(wire::encode(&draft));
    };
    assert_eq!(made.changed(price), invalid(Failing::Assent), "other words than those that were signed");
    let shown = |proposal: &mut Proposal| {
        let mut openings = proposal.openings.to_vec();
        let pay = openings.iter_mut().find(|opening| wire::decode::<Pay>(&opening.value.0).is_ok()).expect("a pay");
        pay.value = Blob(wire::encode(&Pay { minor: 1, extra: false }));
        proposal.openings = few(openings);
    };
    assert_eq!(made.changed(shown), invalid(Failing::Shown));
}

#[test]
fn a_signature_by_a_key_that_nobody_lists_is_no_signature() {
    // Mallory makes a proposal in Emeka's name with a key of her own.
    let mut table = Table::signed();
    let emeka = table.homes[EMEKA].person;
    table.said.retain(|said| said.inner.header().person != emeka || &*said.inner.header().kind != "assent");
    let key = protocol::keys::Secret::from_seed(&[99; 32]);
    let device = std::mem::replace(&mut table.homes[EMEKA].device, key);
    let draft = table.row().draft.expect("a draft").id;
    let forged = table.assent_to(EMEKA, draft);
    table.homes[EMEKA].device = device;
    let said = table.said.pop().expect("the forged one");
    assert!(table.open(AMARA, &said).is_err(), "no home opens it");
    let mut made = made(table);
    made.assents.push(forged);
    assert_eq!(verify(&made.bytes(&[])), invalid(Failing::Signer));
}

#[test]
fn sums_that_are_signed_and_do_not_add_up_are_found() {
    // Whoever makes the draft by hand, and has everybody sign it, still cannot show sums that are not the price.
    let table = Table::shared();
    let mut drafted = table.row().draft.expect("a draft");
    let opening = drafted.openings.iter_mut().find(|opening| wire::decode::<Sums>(&opening.value.0).is_ok());
    let opening = opening.expect("sums");
    let sums: Sums = wire::decode(&opening.value.0).expect("sums");
    opening.value = Blob(wire::encode(&Sums { levy_minor: sums.levy_minor - 1, ..sums }));
    drafted.draft.sums = opening.hash();
    drafted.id = drafted.draft.id();
    let bytes = proposal::assemble(&drafted, &[], &[], &BTreeSet::new()).expect("small");
    assert_eq!(verify(&bytes), invalid(Failing::Sums));
}

#[test]
fn any_changed_byte_is_found_and_every_cut() {
    let bytes = made(Table::signed()).bytes(&[Hide::Rates]);
    valid(&bytes);
    let mut state = 7u64;
    for _ in 0..1_000 {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        let at = (state >> 33) as usize % bytes.len();
        let mut changed = bytes.clone();
        changed[at] ^= 1 << (state >> 29 & 7);
        assert!(matches!(verify(&changed), Verdict::Invalid(_)), "byte {at}");
    }
    for length in (0..bytes.len()).step_by(97).chain([bytes.len() - 1]) {
        assert_eq!(verify(&bytes[..length]), invalid(Failing::Shape), "{length} bytes");
    }
    let longer = [&bytes[..], &[0]].concat();
    assert_eq!(verify(&longer), invalid(Failing::Shape));
}
