//! What `talko status -v` says of what was refused.

use std::collections::BTreeMap;

use crate::words;

/// What was refused since the start: a sentence for whom the network turned away, and the rest by its codes.
pub(super) fn lines(refused: &BTreeMap<String, u64>) -> Vec<String> {
    let (mut lines, mut codes) = (Vec::new(), Vec::new());
    for (code, many) in refused {
        match turned_away(code, *many) {
            Some(line) => lines.push(line),
            None => codes.push(format!("{code} {many}")),
        }
    }
    if !codes.is_empty() {
        lines.push(words!("status-refused", reasons = codes.join(", ")));
    }
    lines
}

fn turned_away(code: &str, many: u64) -> Option<String> {
    Some(match code {
        "caller-beyond" => words!("status-caller-beyond", count = many),
        "handshake-beyond" => words!("status-handshake-beyond", count = many),
        "handshake-unfinished" => words!("status-handshake-unfinished", count = many),
        "connection-beyond" => words!("status-connection-beyond", count = many),
        "share-beyond" => words!("status-share-beyond", count = many),
        "stranger-beyond" => words!("status-stranger-beyond", count = many),
        "sync-unlisted" => words!("status-sync-unlisted", count = many),
        "stream-beyond" => words!("status-stream-beyond", count = many),
        "line-overfull" => words!("status-line-overfull", count = many),
        "reservation-refused" => words!("status-reservation-refused", count = many),
        "circuit-beyond" => words!("status-circuit-beyond", count = many),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_code_of_the_network_has_a_sentence_and_the_rest_stands_by_its_code() {
        let counts = node::net::Away::ALL.map(|away| (away.word().to_owned(), 3));
        let refused = counts.into_iter().chain([("breach".to_owned(), 2), ("limited".to_owned(), 1)]).collect();
        let said = lines(&refused);
        assert_eq!(said.len(), node::net::Away::ALL.len() + 1, "{said:?}");
        assert!(said[..said.len() - 1].iter().all(|line| line.starts_with("3 ")), "{said:?}");
        assert_eq!(said.last().map(String::as_str), Some("Refused since the start, by reason: breach 2, limited 1."));
    }
}
