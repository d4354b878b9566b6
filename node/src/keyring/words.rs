//! Owns the twelve recovery words: 16 bytes of chance in BIP 39, English list, and the root key that
//! they make.
//!
//! root key = Ed25519 of seed SHA-256("talko/1 root" || S), where S is the 64-byte BIP 39 seed of the
//! words: PBKDF2-HMAC-SHA512, the words joined by single blanks as password, "mnemonic" as salt (no
//! passphrase), 2,048 rounds. Source: docs/protocol.md, "Recovery words".

use bip39::{Language, Mnemonic};
use protocol::id::Id;
use protocol::keys::Secret;
use zeroize::Zeroizing;

/// 12: 128 bits of chance and 4 bits of checksum.
pub const WORDS: usize = 12;

/// Why typed words are no recovery words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum WordsFault {
    /// There are not twelve of them.
    #[error("{0} words where twelve are needed")]
    Count(usize),
    /// The word at this position, 1 to 12, is not on the list.
    #[error("word {0} is not on the list")]
    Unknown(u8),
    /// All are on the list, but they do not belong together: one is another, or two changed places.
    #[error("the words do not fit together")]
    Order,
}

/// What the recovery words stand for.
pub struct Recovery(Mnemonic);

impl Recovery {
    /// Takes the 16 bytes.
    pub fn from_entropy(entropy: &[u8; 16]) -> Recovery {
        Recovery(Mnemonic::from_entropy_in(Language::English, entropy).expect("16 bytes make twelve words"))
    }

    /// Reads typed words: any case, blanks or commas between them, numbers before them.
    ///
    /// # Errors
    /// [`WordsFault`].
    pub fn from_words(typed: &str) -> Result<Recovery, WordsFault> {
        let lower = Zeroizing::new(typed.to_lowercase());
        let words: Vec<&str> =
            lower.split(|letter: char| !letter.is_alphabetic()).filter(|word| !word.is_empty()).collect();
        if words.len() != WORDS {
            return Err(WordsFault::Count(words.len()));
        }
        if let Some(at) = words.iter().position(|word| Language::English.find_word(word).is_none()) {
            return Err(WordsFault::Unknown(at as u8 + 1));
        }
        let joined = Zeroizing::new(words.join(" "));
        Mnemonic::parse_in_normalized(Language::English, &joined).map(Recovery).map_err(|_| WordsFault::Order)
    }

    /// The 16 bytes, for the key file and the backup alone.
    pub fn entropy(&self) -> Zeroizing<[u8; 16]> {
        let (bytes, _) = self.0.to_entropy_array();
        let mut entropy = Zeroizing::new([0; 16]);
        entropy.copy_from_slice(&bytes[..16]);
        entropy
    }

    /// The twelve words with single blanks between them.
    pub fn words(&self) -> Zeroizing<String> {
        Zeroizing::new(self.0.words().collect::<Vec<_>>().join(" "))
    }

    /// True where the word at this position, 1 to 12, is the typed one.
    pub fn has(&self, position: u8, typed: &str) -> bool {
        let at = usize::from(position).checked_sub(1);
        at.and_then(|at| self.0.words().nth(at)).is_some_and(|word| word == typed.trim().to_lowercase())
    }

    /// The root key: signs the person's devices and nothing else.
    pub fn root(&self) -> Secret {
        let seed = Zeroizing::new(self.0.to_seed_normalized(""));
        Secret::from_seed(Id::labelled("talko/1 root", &[&seed[..]]).as_bytes())
    }
}

impl std::fmt::Debug for Recovery {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("***")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Entropy 7f7f… of the test vectors of BIP 39.
    const VECTOR: &str = "legal winner thank year wave sausage worth useful legal winner thank yellow";

    #[test]
    fn words_are_those_of_the_standard() {
        let recovery = Recovery::from_entropy(&[0x7f; 16]);
        assert_eq!(*recovery.words(), VECTOR);
        assert_eq!(*Recovery::from_words(VECTOR).expect("right words").entropy(), [0x7f; 16]);
    }

    #[test]
    fn the_same_words_make_the_same_root_key_on_every_machine() {
        // PBKDF2 and SHA-256 of Python's hashlib, after the rule at the head of this file.
        let seed = "c5560a836193e6cd71bd25a7b77a5c13f1176ef5ae0919a58566faa04a60ba46";
        let root = Recovery::from_words(VECTOR).expect("right words").root();
        let hex: String = root.seed().iter().map(|byte| format!("{byte:02x}")).collect();
        assert_eq!(hex, seed);
    }

    #[test]
    fn how_words_are_typed_does_not_matter() {
        let typed =
            "1. Legal 2. winner 3. THANK 4. year 5. wave 6. sausage\n7. worth, useful; legal winner\tthank  yellow ";
        assert_eq!(*Recovery::from_words(typed).expect("right words").words(), VECTOR);
    }

    #[test]
    fn wrong_words_are_refused_for_what_is_wrong() {
        let fault = |typed: &str| Recovery::from_words(typed).expect_err("wrong");
        assert_eq!(fault(""), WordsFault::Count(0));
        assert_eq!(fault("legal winner"), WordsFault::Count(2));
        assert_eq!(fault(&VECTOR.replace("year", "yeer")), WordsFault::Unknown(4));
        assert_eq!(fault(&VECTOR.replace("yellow", "year")), WordsFault::Order);
    }

    #[test]
    fn words_are_compared_by_position_from_one() {
        let recovery = Recovery::from_entropy(&[0x7f; 16]);
        assert!(recovery.has(1, " Legal ") && recovery.has(12, "yellow"));
        assert!(!recovery.has(0, "legal") && !recovery.has(2, "legal") && !recovery.has(13, "legal"));
    }
}
