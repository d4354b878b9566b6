//! Owns what can be worked out from an advert's words, and what cannot: every function answers
//! `None` rather than guess.

/// 10,080: no week has more minutes.
pub const WEEK_MINUTES: u32 = 7 * 24 * 60;

/// Whether the work can be done from anywhere, from its title and place.
///
/// "Hybrid" and "on-site" say no. A town alone says nothing.
pub fn remote(title: &str, place: &str, text: &str) -> Option<bool> {
    let words = |text: &str| -> Vec<String> {
        text.to_lowercase().split(|c: char| !c.is_alphanumeric()).map(str::to_string).collect()
    };
    let short = [words(title), words(place)].concat();
    let pair = |one: &str, two: &str| short.windows(2).any(|pair| pair[0] == one && pair[1] == two);
    let has = |word: &str| short.iter().any(|known| known == word);
    let here = has("hybrid") || has("onsite") || pair("on", "site") || pair("in", "office");
    let anywhere = has("remote") || has("telecommute") || pair("work", "anywhere") || pair("from", "home");
    match (here, anywhere) {
        (true, false) => Some(false),
        (false, true) => Some(true),
        // Both: the advert offers a choice that one word cannot carry.
        (true, true) => None,
        (false, false) => remote_in(&words(text).join(" ")),
    }
}

/// Phrases of running text that leave no doubt; the word alone does not ("remote areas").
fn remote_in(text: &str) -> Option<bool> {
    const PHRASES: &[&str] = &[
        "fully remote",
        "100 remote",
        "remote position",
        "remote job",
        "remote role",
        "remote work ",
        "work from home",
        "work from anywhere",
        "work remotely",
        "working remotely",
    ];
    let text = format!(" {text} ");
    let denied = text.contains(" not remote") || text.contains(" no remote");
    let said = PHRASES.iter().any(|phrase| text.contains(&format!(" {phrase}")));
    (said && !denied).then_some(true)
}

/// Small words by which a language gives itself away, none of them shared with another one here.
const GIVEAWAYS: &[(&str, &[&str])] = &[
    ("en", &["the", "and", "with", "you", "will", "our", "we", "are", "your", "this", "work", "experience"]),
    ("es", &["el", "los", "las", "y", "una", "por", "con", "trabajo", "experiencia", "buscamos", "nuestro"]),
    ("fil", &["ang", "ng", "mga", "sa", "na", "ay", "naghahanap", "kami", "para", "trabaho", "po"]),
    ("fr", &["le", "les", "des", "et", "vous", "nous", "pour", "avec", "une", "du", "travail"]),
    ("de", &["der", "die", "das", "und", "mit", "wir", "für", "ist", "eine", "sie", "oder"]),
    ("pt", &["o", "os", "uma", "para", "com", "não", "você", "trabalho", "experiência", "nossa"]),
    ("it", &["il", "gli", "di", "che", "per", "con", "una", "lavoro", "esperienza", "nostro"]),
    ("nl", &["het", "een", "van", "voor", "met", "wij", "zijn", "je", "werk", "ervaring"]),
];

/// 4: a title alone names nobody's language; a sentence does.
const GIVEAWAYS_MIN: usize = 4;

/// The language of a running text; `None` for a short or a mixed one.
pub fn language(text: &str) -> Option<&'static str> {
    if let Some(tag) = by_script(text) {
        return Some(tag);
    }
    let lower = text.to_lowercase();
    let words: Vec<&str> = lower.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let count = |known: &[&str]| words.iter().filter(|word| known.contains(word)).count();
    let mut scores: Vec<(usize, &'static str)> = GIVEAWAYS.iter().map(|(tag, known)| (count(known), *tag)).collect();
    scores.sort();
    let [.., (second, _), (best, tag)] = scores.as_slice() else { return None };
    (*best >= GIVEAWAYS_MIN && *best >= second * 2).then_some(*tag)
}

/// Languages that own their script.
fn by_script(text: &str) -> Option<&'static str> {
    let letters: Vec<char> = text.chars().filter(|c| c.is_alphabetic()).collect();
    let share = |from: char, to: char| letters.iter().filter(|c| (from..=to).contains(*c)).count() * 2 > letters.len();
    let kana = letters.iter().filter(|c| ('\u{3040}'..='\u{30ff}').contains(*c)).count() * 10 > letters.len();
    if letters.len() < 8 {
        None
    } else if kana {
        Some("ja")
    } else if share('\u{4e00}', '\u{9fff}') {
        Some("zh")
    } else if share('\u{ac00}', '\u{d7a3}') {
        Some("ko")
    } else if share('\u{e00}', '\u{e7f}') {
        Some("th")
    } else if share('\u{370}', '\u{3ff}') {
        Some("el")
    } else {
        None
    }
}

/// The tag of a language that is named or tagged: "English", "en-US"; `None` for anything else.
pub fn language_tag(text: &str) -> Option<String> {
    const NAMES: &[(&str, &str)] = &[
        ("english", "en"),
        ("spanish", "es"),
        ("español", "es"),
        ("filipino", "fil"),
        ("tagalog", "fil"),
        ("french", "fr"),
        ("français", "fr"),
        ("german", "de"),
        ("deutsch", "de"),
        ("portuguese", "pt"),
        ("português", "pt"),
        ("italian", "it"),
        ("dutch", "nl"),
        ("chinese", "zh"),
        ("mandarin", "zh"),
        ("japanese", "ja"),
        ("korean", "ko"),
        ("arabic", "ar"),
        ("hindi", "hi"),
        ("russian", "ru"),
    ];
    let text = text.trim().replace('_', "-");
    let lower = text.to_lowercase();
    if let Some((_, tag)) = NAMES.iter().find(|(name, _)| *name == lower) {
        return Some((*tag).to_string());
    }
    let parts: Vec<&str> = text.split('-').collect();
    let (first, rest) = parts.split_first()?;
    let first_fits = (2..=3).contains(&first.len()) && first.bytes().all(|byte| byte.is_ascii_alphabetic());
    let part_fits =
        |part: &&str| (1..=8).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_alphanumeric());
    // A region is written in capitals: boards write "en-us" for "en-US".
    let part = |part: &&str| if part.len() == 2 { part.to_uppercase() } else { (*part).to_string() };
    let fits = first_fits && rest.iter().all(part_fits) && text.len() <= 35;
    fits.then(|| std::iter::once(first.to_lowercase()).chain(rest.iter().map(part)).collect::<Vec<_>>().join("-"))
}

/// Hours a week as a field says them: "15", "15/week", "37.5 hours per week". In minutes.
///
/// A range has no one answer, and more than a week holds has none either.
pub fn hours(field: &str) -> Option<u32> {
    let lower = field.trim().to_lowercase();
    let end = lower.find(|c: char| !c.is_ascii_digit() && c != '.' && c != ',').unwrap_or(lower.len());
    let unit: String = lower[end..].split_whitespace().collect::<Vec<_>>().join(" ");
    let units = [
        "",
        "h",
        "hr",
        "hrs",
        "hour",
        "hours",
        "/week",
        "/ week",
        "/wk",
        "h/week",
        "h / week",
        "h/wk",
        "h per week",
        "hrs/week",
        "hrs/wk",
        "hrs per week",
        "hours/week",
        "hours / week",
        "hours per week",
        "hours a week",
        "hours weekly",
        "per week",
        "a week",
        "hr/week",
        "hours/wk",
    ];
    units.contains(&unit.as_str()).then(|| minutes(&lower[..end])).flatten()
}

/// Hours a week named in running text, where exactly one number of them is.
pub fn hours_in(text: &str) -> Option<u32> {
    let lower = text.to_lowercase().replace('/', " / ");
    let words: Vec<&str> =
        lower.split_whitespace().map(|word| word.trim_matches(['(', ')', ',', '.', ';', ':'])).collect();
    let mut found: Vec<u32> = Vec::new();
    for (at, four) in words.windows(4).enumerate() {
        let [number, unit, link, week] = four else { continue };
        let unit = matches!(*unit, "h" | "hr" | "hrs" | "hour" | "hours");
        let week = matches!(*link, "per" | "a" | "/" | "each") && matches!(*week, "week" | "wk");
        let bound = at > 0 && matches!(words[at - 1], "to" | "-" | "–" | "least" | "than" | "most" | "and" | "or");
        if unit && week {
            match minutes(number) {
                Some(count) if !bound => found.push(count),
                _ => return None,
            }
        }
    }
    found.dedup();
    if let [one] = found.as_slice() { Some(*one) } else { None }
}

/// Hours as minutes, without a float: "7.5" is 450.
fn minutes(number: &str) -> Option<u32> {
    let (whole, part) = number.split_once(['.', ',']).unwrap_or((number, ""));
    let plain = |text: &str| text.len() <= 3 && text.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || !plain(whole) || !plain(part) {
        return None;
    }
    let thousandths: u32 = format!("{part:0<3}").parse().ok()?;
    // To the nearest minute: 0.333 hours are 20 of them.
    let total = whole.parse::<u32>().ok()? * 60 + (thousandths * 60 + 500) / 1000;
    (1..=WEEK_MINUTES).contains(&total).then_some(total)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_town_says_nothing_about_remote_work() {
        assert_eq!(remote("Bookkeeper", "Melbourne", ""), None);
        assert_eq!(remote("Bookkeeper (Remote)", "", ""), Some(true));
        assert_eq!(remote("Bookkeeper", "SF, NY, Remote-US", ""), Some(true));
        assert_eq!(remote("Bookkeeper", "Hybrid - Austin", ""), Some(false));
        assert_eq!(remote("Bookkeeper", "Remote or hybrid", ""), None);
        assert_eq!(remote("Nurse", "", "Visits to remote areas"), None);
        assert_eq!(remote("Nurse", "", "This is a fully remote position."), Some(true));
    }

    #[test]
    fn a_language_needs_a_sentence() {
        assert_eq!(language("Account Executive, Commercial"), None);
        assert_eq!(language("We are looking for a bookkeeper and you will work with our team"), Some("en"));
        assert_eq!(language("Buscamos una persona con experiencia para el trabajo y los libros"), Some("es"));
        assert_eq!(language("Naghahanap kami ng bookkeeper para sa mga trabaho na ito"), Some("fil"));
        assert_eq!(language("我們正在尋找一位兼職會計"), Some("zh"));
        assert_eq!(language("経理担当者を募集しています"), Some("ja"));
    }

    #[test]
    fn a_language_is_known_by_tag_or_name() {
        assert_eq!(language_tag("en_US").as_deref(), Some("en-US"));
        assert_eq!(language_tag("Tagalog").as_deref(), Some("fil"));
        assert_eq!(language_tag("whatever it takes"), None);
    }

    #[test]
    fn hours_a_week_are_read_where_one_number_is_meant() {
        for (field, want) in [
            ("15", Some(900)),
            ("37.5 hours per week", Some(2250)),
            ("15/week", Some(900)),
            ("20 h", Some(1200)),
            ("10-15", None),
            ("169", None),
            ("0", None),
            ("flexible", None),
            ("9am-5pm", None),
            ("", None),
        ] {
            assert_eq!(hours(field), want, "{field}");
        }
        assert_eq!(hours_in("About 15 hours per week, remote."), Some(900));
        assert_eq!(hours_in("15 hours/week"), Some(900));
        assert_eq!(hours_in("10 to 15 hours per week"), None);
        assert_eq!(hours_in("10-15 hours per week"), None);
        assert_eq!(hours_in("at least 20 hours a week"), None);
    }
}
