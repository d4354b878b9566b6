use protocol::wire;

use super::{Leads, SHAPE};
use crate::clock;
use crate::home::Home;
use crate::pen::tests::{founded, lead};
use crate::store::Kept;

fn known(home: &Home) -> usize {
    home.leads(|leads| leads.titles().count()).expect("rows that can be read")
}

#[test]
fn the_overview_is_kept_with_the_home_and_never_older_than_it() {
    let (folder, home) = founded();
    for _ in 0..3 {
        home.publish(lead()).expect("a lead");
    }
    assert_eq!(known(&home), 3);
    home.close().expect("in order");
    drop(home);

    let home = Home::open(folder.path()).expect("again");
    assert!(home.store().kept(Kept::Leads).expect("reads").is_some(), "no row has to be read");
    assert_eq!(known(&home), 3);
    home.close().expect("in order");
    drop(home);

    // Written by somebody who never looked at the overview: what was kept goes.
    let home = Home::open(folder.path()).expect("again");
    home.publish(lead()).expect("a fourth");
    home.close().expect("in order");
    drop(home);

    let home = Home::open(folder.path()).expect("again");
    assert!(home.store().kept(Kept::Leads).expect("reads").is_none());
    assert_eq!(known(&home), 4);
    assert_eq!(home.leads(|leads| leads.open(None, clock::now())).expect("reads"), 4);
}

#[test]
fn an_overview_of_any_bytes_is_restored_as_it_was_kept_or_not_at_all() {
    let (_folder, home) = founded();
    home.publish(lead()).expect("a lead");
    let kept = home.leads(|leads| leads.to_keep()).expect("rows that can be read").expect("it is new");
    crate::fed::target("kept-leads", 20_000, 4_000).run(vec![kept], |input| match Leads::restore(input) {
        Some(leads) => {
            let again = wire::encode(&(SHAPE, &leads.briefs));
            assert!(Leads::restore(&again).is_some_and(|twice| wire::encode(&(SHAPE, &twice.briefs)) == again));
            format!("{} leads", leads.briefs.len().min(3))
        }
        None => "nothing".to_string(),
    });
}
