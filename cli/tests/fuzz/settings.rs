//! The file of settings.

use cli::config::{Config, KEYS};

use super::target;

#[test]
fn settings_of_any_bytes_are_read_and_changed_or_called_unreadable() {
    let folder = tempfile::tempdir().expect("folder");
    let path = folder.path().join("config.toml");
    let whole = "# our house\nlang = \"en\"\ntz = \"Asia/Manila\"\ncurrency = \"PHP\"\n\
                 listen = [\"/ip4/0.0.0.0/tcp/7846\"] # all\nlan = true\nupnp = \"no\"\n";
    let words: &[&[u8]] = &[b"[lan]\n", b"lan.x = 1\n", b"[[lan]]\n", b"'''", b"\"\"\"", b"1e400", b"{ a = 1 }", b"= "];
    // Dear: a setting is renamed over the old one, and the disk is waited for.
    target("config", 1_000, 2_000, words).run(vec![whole.into()], |input| {
        std::fs::write(&path, input).expect("written");
        let mut config = match Config::load(folder.path()) {
            Ok(config) => config,
            Err(trouble) => return trouble.code,
        };
        let set = KEYS.iter().filter(|key| config.get(key).is_some()).count();
        drop((config.currency(), config.addresses("listen")));
        let other = config.get("upnp");
        match config.set("lan", "no") {
            Ok(()) => {
                let again = Config::load(folder.path()).expect("what was written is read");
                assert!(!again.switched_on("lan"), "what was set holds");
                assert_eq!(again.get("upnp"), other, "nothing else changed");
                format!("{set} keys")
            }
            Err(trouble) => trouble.code,
        }
    });
}
