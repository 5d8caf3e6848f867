//! Numbered lines, each with what happened and what must have happened.

use otp_core::{Accepted, Refusal, Resynced, TokenState};

/// A chapter's heading.
pub(crate) fn chapter(title: &str) {
    println!("\n{title}");
}

/// Prints the story and remembers where it left the script.
#[derive(Default)]
pub(crate) struct Story {
    lines: u32,
    deviations: u32,
}

impl Story {
    /// One line: who does what with which codes, and the verdict, which must be the expected one.
    pub(crate) fn line(&mut self, what: &str, codes: &str, verdict: impl Say, expected: &str) {
        self.lines += 1;
        let verdict = verdict.say();
        println!("{:>3}  {what:<46} {codes:<20}  {verdict}", self.lines);
        if verdict != expected {
            self.deviations += 1;
            println!("     ^^^ expected: {expected}");
        }
    }

    /// Whether every verdict was the expected one.
    pub(crate) fn end(&self) -> bool {
        println!("\n{} verdicts, {} unexpected", self.lines, self.deviations);
        self.deviations == 0
    }
}

/// A verdict in words.
pub(crate) trait Say {
    fn say(&self) -> String;
}

impl Say for String {
    fn say(&self) -> String {
        self.clone()
    }
}

impl<S: Copy + Into<TokenState>> Say for Accepted<S> {
    fn say(&self) -> String {
        format!("accepted, {}", moved((*self.previous()).into(), (*self.next()).into()))
    }
}

impl<S: Copy + Into<TokenState>> Say for Resynced<S> {
    fn say(&self) -> String {
        format!("resynced, {}", moved((*self.previous()).into(), (*self.next()).into()))
    }
}

impl Say for Refusal {
    fn say(&self) -> String {
        match self {
            // The story is for a reader who may know; a person at the door is told the one word.
            Self::Rejected(detail) => format!("refused ({detail})"),
            Self::BeforeT0 | Self::WrongLength => self.to_string(),
        }
    }
}

impl<T: Say, E: Say> Say for Result<T, E> {
    fn say(&self) -> String {
        match self {
            Ok(verdict) => verdict.say(),
            Err(refusal) => refusal.say(),
        }
    }
}

impl<T: Say> Say for &T {
    fn say(&self) -> String {
        (*self).say()
    }
}

/// What an administrator wants to see of a change of state.
fn moved(previous: TokenState, next: TokenState) -> String {
    match (previous, next) {
        (TokenState::Hotp(from), TokenState::Hotp(to)) => {
            format!("counter {} → {}", from.counter(), to.counter())
        }
        (TokenState::Totp(from), TokenState::Totp(to)) => {
            let step = to.last_accepted().map_or("none".into(), |step| step.to_string());
            format!("step {step}, drift {} → {}", from.drift(), to.drift())
        }
        (TokenState::YubiKey(from), TokenState::YubiKey(to)) => {
            let pair = |state: otp_core::yubikey::State| format!("{}/{}", state.usage(), state.session_use());
            format!("use {} → {}", pair(from), pair(to))
        }
        _ => unreachable!("a token keeps its family"),
    }
}
