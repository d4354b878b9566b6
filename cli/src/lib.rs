//! The library behind `talko`.
//!
//! - [`import`]: other people's adverts become leads
//! - [`export`]: leads become what other programs read

pub mod export;
pub mod import;
