//! Owns what a command of the program has answered, and how it has refused.

use serde_json::Value;

use super::text;

/// How a command ended.
#[derive(Clone, Debug)]
pub struct Answer {
    /// The command, for messages.
    pub line: String,
    /// Its exit code; 128 and the signal where one ended it.
    pub exit: i32,
    /// What it answered.
    pub stdout: String,
    /// What it said beside.
    pub stderr: String,
}

/// What a command with `--json` said about why it did not do what it was asked.
#[derive(Clone, Debug)]
pub struct Refused {
    /// The code, as in `invite-used`.
    pub code: String,
    /// The exit code.
    pub exit: i32,
    /// What happened.
    pub message: String,
    /// What it means for what is kept.
    pub meaning: String,
    /// The next step.
    pub hint: String,
}

impl Answer {
    /// Passes where the command has succeeded.
    pub fn good(self) -> Answer {
        assert_eq!(self.exit, 0, "talko {}\n{}{}", self.line, self.stdout, self.stderr);
        self
    }

    /// What was answered, as JSON.
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.stdout).unwrap_or_else(|fault| panic!("talko {}: {fault}: {self:?}", self.line))
    }

    /// Reads a refusal: nothing on stdout, one object with all three parts on stderr.
    pub fn refused(&self) -> Refused {
        assert_eq!(self.stdout, "", "talko {}: a refusal answers nothing", self.line);
        let said: Value = serde_json::from_str(&self.stderr)
            .unwrap_or_else(|fault| panic!("talko {}: no error object: {fault}: {self:?}", self.line));
        let part = |name: &str| {
            let part = text(&said["error"][name]);
            assert!(!part.is_empty(), "talko {}: {name} is empty in {said}", self.line);
            part
        };
        let refused = Refused {
            code: part("code"),
            exit: self.exit,
            message: part("message"),
            meaning: part("meaning"),
            hint: part("hint"),
        };
        assert_eq!(said["error"]["exit"], self.exit, "{said}");
        assert!(self.exit > 1, "an unexpected failure: {said}");
        assert!(refused.message.chars().count() <= 200, "{said}");
        refused
    }
}

impl Refused {
    /// The code and the exit code, to be compared.
    pub fn as_pair(&self) -> (&str, i32) {
        (&self.code, self.exit)
    }
}
