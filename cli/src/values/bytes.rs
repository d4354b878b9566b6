//! Owns amounts of data as people type them: a whole number and its unit, exact.

use protocol::local::Trouble;

use crate::trouble;

/// 1 MiB: whoever allows less has forgotten a letter.
const LEAST: u64 = 1 << 20;
/// Each unit and its bytes.
const UNITS: [(&str, u64); 8] = [
    ("kb", 1_000),
    ("kib", 1 << 10),
    ("mb", 1_000_000),
    ("mib", 1 << 20),
    ("gb", 1_000_000_000),
    ("gib", 1 << 30),
    ("tb", 1_000_000_000_000),
    ("tib", 1 << 40),
];

/// Reads `500 MB`, `8GiB`.
///
/// # Errors
/// `bytes` for what is none, has no unit, or is less than 1 MiB.
pub fn parse(typed: &str) -> Result<u64, Trouble> {
    let refused = || trouble!("bytes", typed = typed);
    let text = typed.trim().to_lowercase();
    let unit = text.trim_start_matches(|letter: char| letter.is_ascii_digit());
    let number = text[..text.len() - unit.len()].parse::<u64>().map_err(|_| refused())?;
    let (_, each) = UNITS.iter().find(|(name, _)| *name == unit.trim_start()).ok_or_else(refused)?;
    number.checked_mul(*each).filter(|bytes| *bytes >= LEAST).ok_or_else(refused)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_are_a_whole_number_with_its_unit() {
        for (typed, bytes) in
            [("500 MB", 500_000_000), ("8GiB", 8 << 30), (" 2 tb ", 2_000_000_000_000), ("1024 KiB", 1 << 20)]
        {
            assert_eq!(parse(typed).ok(), Some(bytes), "{typed}");
        }
        for bad in ["", "8", "GiB", "0 GiB", "1 MB", "1.5 GB", "-1 GB", "99999999999 TiB", "8 GiB more", "٣ GB"] {
            assert_eq!(parse(bad).expect_err(bad).code, "bytes", "{bad}");
        }
    }
}
