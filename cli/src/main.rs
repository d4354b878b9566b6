//! The one binary; everything stands in the library of this package.

fn main() -> std::process::ExitCode {
    cli::run()
}
