//! Owns percent as people type them: basis points, exact.

use protocol::local::Trouble;

use crate::trouble;

/// Reads `5%`, `5 %`, `2.5` as basis points.
///
/// # Errors
/// `percent` for what is none, is above 1,000 %, or has more than two digits behind the point.
pub fn parse(typed: &str) -> Result<u32, Trouble> {
    let refused = || trouble!("percent", typed = typed);
    let digits = typed.trim().trim_end_matches('%').trim_end();
    let (whole, part) = digits.split_once(['.', ',']).unwrap_or((digits, ""));
    let number = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || whole.len() > 4 || part.len() > 2 || !number(whole) || !number(part) {
        return Err(refused());
    }
    let points = format!("{whole}{part:0<2}").parse::<u32>().map_err(|_| refused())?;
    if points <= 100_000 { Ok(points) } else { Err(refused()) }
}

/// Basis points as people read them: `5 %`, `2.5 %`.
pub fn show(points: u32) -> String {
    match (points / 100, points % 100) {
        (whole, 0) => format!("{whole} %"),
        (whole, part) if part % 10 == 0 => format!("{whole}.{} %", part / 10),
        (whole, part) => format!("{whole}.{part:02} %"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percent_are_basis_points_and_read_back_as_they_were_typed() {
        for (typed, points, shown) in
            [("5%", 500, "5 %"), ("2.5", 250, "2.5 %"), ("33,33 %", 3_333, "33.33 %"), ("105%", 10_500, "105 %")]
        {
            assert_eq!(parse(typed).ok(), Some(points), "{typed}");
            assert_eq!(show(points), shown);
        }
        for bad in ["", "%", "five", "-5", "1.234", "99999"] {
            assert_eq!(parse(bad).expect_err(bad).code, "percent", "{bad}");
        }
    }
}
