//! Keys under a passphrase: the home is read, serves and relays without it, and signs nothing.

use std::fs;
use std::path::Path;

use tests::talko::{Home, Town, words};

use crate::spine::lists;

/// Longer than what stands anywhere by chance.
const SECRET: &str = "gecko ladder umbrella forty-two";

fn find(folder: &Path, secret: &[u8]) -> Vec<String> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).expect("a folder").flatten() {
        let path = entry.path();
        if path.is_dir() {
            found.extend(find(&path, secret));
        } else if let Ok(bytes) = fs::read(&path)
            && bytes.windows(secret.len()).any(|window| window == secret)
        {
            found.push(path.display().to_string());
        }
    }
    found
}

/// The secrets as they stand in the open: each is searched for afterwards.
fn open_secrets(home: &Home<'_>) -> Vec<Vec<u8>> {
    let read = |name: &str| fs::read(home.path().join("keys").join(name)).expect("an open key").trim_ascii().to_vec();
    ["device", "seal", "recovery"].map(read).into_iter().chain([SECRET.as_bytes().to_vec()]).collect()
}

#[test]
fn a_home_with_locked_keys_serves_and_relays_and_signs_nothing() {
    let town = Town::new();
    let (a, serving, b) = town.neighbours("A", "B");
    assert_eq!(serving.stop(), 0);
    let before = a.data(r#"lead new "Before""#);
    let secrets = open_secrets(&a);
    // Beside the homes, so that it is not found in them.
    fs::write(town.folder().join("secret"), format!("{SECRET}\n")).expect("written");
    a.tell("key passphrase set --passphrase-file secret");
    assert_eq!(a.refused(r#"lead new "Locked""#).as_pair(), ("keys-locked", 4));

    let serving = a.serve_with("-vvv");
    assert_eq!(a.refused(r#"lead new "Locked""#).as_pair(), ("keys-locked", 4));
    let told = a.json("status")["warnings"].to_string();
    assert!(told.contains("talko key unlock"), "{told}");
    let _b = b.serve();
    let theirs = b.data(r#"lead new "From the neighbour""#);
    b.until("lead list", |leads| lists(leads, &before["id"]));
    a.until("lead list", |leads| lists(leads, &theirs["id"]));

    assert_eq!(a.refused("key unlock --passphrase-file A/config.toml").as_pair(), ("keys-passphrase", 4));
    a.tell("key unlock --passphrase-file secret");
    let open = a.data(r#"lead new "Open""#);
    b.until("lead list", |leads| lists(leads, &open["id"]));
    a.tell("key lock");
    assert_eq!(a.refused(r#"lead new "Locked again""#).as_pair(), ("keys-locked", 4));
    assert_eq!(serving.stop(), 0);
    for secret in &secrets {
        assert_eq!(find(&a.path(), secret), Vec::<String>::new(), "{:?}", String::from_utf8_lossy(secret));
    }
}

#[test]
fn an_unattended_home_opens_its_keys_with_a_file_or_a_credential_of_the_system() {
    let town = Town::new();
    let a = town.founds("A", "Collective A", "Steward A");
    let secrets = open_secrets(&a);
    let credentials = town.folder().join("credentials");
    fs::create_dir(&credentials).expect("a folder");
    fs::write(credentials.join("talko-passphrase"), format!("{SECRET}\n")).expect("written");
    a.tell("key passphrase set --passphrase-file credentials/talko-passphrase");

    a.tell("-vvv node start --passphrase-file credentials/talko-passphrase");
    a.tell(r#"lead new "With a file""#);
    a.tell("node stop");
    assert_eq!(a.refused(r#"lead new "Nobody gave it""#).as_pair(), ("keys-locked", 4));

    let line = r#"--home A lead new "With a credential""#;
    let mut command = town.command(&words::split(line));
    command.env("CREDENTIALS_DIRECTORY", &credentials);
    town.run(command, line, None).good();
    let line = "--home A -vvv node start";
    let mut command = town.command(&words::split(line));
    command.env("CREDENTIALS_DIRECTORY", &credentials);
    town.run(command, line, None).good();
    a.tell(r#"lead new "With a credential of the service""#);
    a.tell("node stop");
    assert!(a.path().join("log").exists(), "the background process has a log");
    for secret in &secrets {
        assert_eq!(find(&a.path(), secret), Vec::<String>::new(), "{:?}", String::from_utf8_lossy(secret));
    }

    a.tell("key passphrase remove --passphrase-file credentials/talko-passphrase");
    a.tell(r#"lead new "Without any""#);
}
