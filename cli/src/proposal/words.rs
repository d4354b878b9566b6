//! Owns the sentences of a client's file, in each of its languages. They stand apart from those of the
//! screens: a file is checked by making it again, so that its sentences never change within one look.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource};
use protocol::local::Trouble;

use crate::trouble;

/// A language of a client's file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Language {
    /// English.
    English,
    /// Filipino.
    Filipino,
    /// Spanish.
    Spanish,
    /// Chinese, in simplified letters.
    Chinese,
}

impl Language {
    /// Every language.
    pub const ALL: [Language; 4] = [Language::English, Language::Filipino, Language::Spanish, Language::Chinese];

    /// Its tag, as BCP 47 has it.
    pub const fn tag(self) -> &'static str {
        match self {
            Language::English => "en",
            Language::Filipino => "fil",
            Language::Spanish => "es",
            Language::Chinese => "zh",
        }
    }

    const fn text(self) -> &'static str {
        match self {
            Language::English => include_str!("words/en.ftl"),
            Language::Filipino => include_str!("words/fil.ftl"),
            Language::Spanish => include_str!("words/es.ftl"),
            Language::Chinese => include_str!("words/zh.ftl"),
        }
    }

    /// The language of a tag that somebody typed, or that a file names: `es`, `es-MX`, `tl`.
    pub fn of(tag: &str) -> Option<Language> {
        let base = tag.trim().split(['-', '_']).next().unwrap_or_default().to_lowercase();
        let base = if base == "tl" { "fil" } else { &base };
        Language::ALL.into_iter().find(|language| language.tag() == base)
    }

    /// The same, refused where there is none.
    ///
    /// # Errors
    /// `language`.
    pub fn typed(tag: &str) -> Result<Language, Trouble> {
        let known = || Language::ALL.map(Language::tag).join(", ");
        Language::of(tag).ok_or_else(|| trouble!("language", typed = tag, known = known()))
    }
}

static CATALOGUES: LazyLock<BTreeMap<Language, FluentBundle<FluentResource>>> = LazyLock::new(|| {
    let bundle = |language: Language| {
        let mut bundle = FluentBundle::new_concurrent(vec![language.tag().parse().expect("a tag")]);
        bundle.set_use_isolating(false);
        let resource = FluentResource::try_new(language.text().to_string()).expect("a test parses each catalogue");
        bundle.add_resource(resource).expect("a test proves that no key stands twice");
        (language, bundle)
    };
    Language::ALL.into_iter().map(bundle).collect()
});

/// Says one sentence; values are texts.
pub fn say(language: Language, key: &str, values: &[(&str, &str)]) -> String {
    let bundle = &CATALOGUES[&language];
    let Some(pattern) = bundle.get_message(key).and_then(|message| message.value()) else { return key.to_string() };
    let mut args = FluentArgs::new();
    for (name, value) in values {
        args.set(*name, *value);
    }
    let mut faults = Vec::new();
    let said = bundle.format_pattern(pattern, Some(&args), &mut faults).into_owned();
    debug_assert!(faults.is_empty(), "{key}: {faults:?}");
    said
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    fn keys(language: Language) -> BTreeSet<(String, BTreeSet<String>)> {
        let begins = |line: &&str| line.starts_with(|letter: char| letter.is_ascii_lowercase());
        let read = |line: &str| {
            let (key, text) = line.split_once('=')?;
            let values = text.split('{').skip(1).filter_map(|part| part.split('}').next());
            Some((key.trim().to_string(), values.map(|value| value.trim().to_string()).collect()))
        };
        language.text().lines().filter(begins).filter_map(read).collect()
    }

    #[test]
    fn every_language_says_the_same_sentences_with_the_same_values() {
        for language in Language::ALL {
            assert_eq!(keys(language), keys(Language::English), "{}", language.tag());
        }
    }

    #[test]
    fn a_sentence_of_another_language_is_not_left_in_english() {
        for language in Language::ALL.into_iter().filter(|language| *language != Language::English) {
            let same = |key: &&(String, _)| say(language, &key.0, &[]) == say(Language::English, &key.0, &[]);
            let keys = keys(language);
            let untouched: Vec<_> = keys.iter().filter(|key| key.1.is_empty()).filter(same).collect();
            assert!(untouched.is_empty(), "{}: {untouched:?}", language.tag());
        }
    }

    #[test]
    fn tags_are_found_by_their_base() {
        assert_eq!(Language::of("es-MX"), Some(Language::Spanish));
        assert_eq!(Language::of("tl_PH"), Some(Language::Filipino));
        assert_eq!(Language::of("de"), None);
    }
}
