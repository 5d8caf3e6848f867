//! A judge in a program of its own, in whatever language: it reads a question a line and answers with a line.
//!
//! ```text
//! new KIND KEY LOOK_AHEAD RESYNC_WINDOW RESYNC_BEHIND RESYNC_AHEAD LIMIT FIRST_LOCK LONGEST_LOCK STOP
//! begin THROTTLE NOW          verify STATE CODE NOW               resync STATE NOW CODE CODE [CODE]
//! push TRAIL CODE NOW         trail STATE TRAIL COUNT NOW         reset NOW
//! ```
//!
//! Bytes are in lower-case hexadecimal. The answer is what is to be stored, or `-` for a refusal, and `new` is answered
//! with `-`. What is neither, misuse or a fault, ends the program.

use super::Judge;
use otp_core::token::Policy;
use std::{
    io::{BufRead, BufReader, Write},
    process::{Child, ChildStdin, ChildStdout, Command, Stdio},
};

/// The program and both ends of its pipes.
pub(crate) struct Piped {
    child: Child,
    questions: Option<ChildStdin>,
    answers: BufReader<ChildStdout>,
}

impl Piped {
    pub(crate) fn start(command: &mut Command) -> Self {
        let mut child =
            command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().expect("the judge starts");
        let answers = BufReader::new(child.stdout.take().expect("it is piped"));
        Self { questions: child.stdin.take(), child, answers }
    }

    fn ask<const N: usize>(&mut self, question: &str) -> Option<[u8; N]> {
        let questions = self.questions.as_mut().expect("the judge is asked until it is dropped");
        questions.write_all(format!("{question}\n").as_bytes()).expect("the judge reads");
        let mut answer = String::new();
        self.answers.read_line(&mut answer).expect("the judge answers");
        match answer.trim_end() {
            "-" => None,
            answer => Some(bytes(answer).unwrap_or_else(|| panic!("{question}: {answer:?}"))),
        }
    }
}

impl Drop for Piped {
    fn drop(&mut self) {
        // It ends when there are no more questions.
        self.questions = None;
        let status = self.child.wait().expect("the judge ends");
        assert!(status.success() || std::thread::panicking(), "{status}");
    }
}

impl Judge for Piped {
    fn set_up(&mut self, policy: &Policy, key: &[u8; 20]) {
        let Policy { kind, hotp, totp, throttle, .. } = policy;
        let windows = [hotp.look_ahead, hotp.resync_window, totp.resync_behind, totp.resync_ahead];
        let limits = [throttle.limit, throttle.first_lock, throttle.longest_lock, throttle.stop];
        let numbers: Vec<String> = windows.iter().chain(&limits).map(u32::to_string).collect();
        let answer = self.ask::<0>(&format!("new {} {} {}", kind.name(), hex(key), numbers.join(" ")));
        assert_eq!(answer, None);
    }

    fn begin(&mut self, throttle: &[u8; 16], now: u64) -> Option<[u8; 16]> {
        self.ask(&format!("begin {} {now}", hex(throttle)))
    }

    fn verify(&mut self, state: &[u8; 24], code: &str, now: u64) -> Option<[u8; 24]> {
        self.ask(&format!("verify {} {code} {now}", hex(state)))
    }

    fn resync(&mut self, state: &[u8; 24], codes: &[String], now: u64) -> Option<[u8; 24]> {
        self.ask(&format!("resync {} {now} {}", hex(state), codes.join(" ")))
    }

    fn push(&mut self, trail: &[u8; 52], code: &str, now: u64) -> [u8; 52] {
        self.ask(&format!("push {} {code} {now}", hex(trail))).expect("a code is always taken")
    }

    fn resync_on(&mut self, state: &[u8; 24], trail: &[u8; 52], codes: usize, now: u64) -> Option<[u8; 24]> {
        self.ask(&format!("trail {} {} {codes} {now}", hex(state), hex(trail)))
    }

    fn reset_clock(&mut self, now: u64) -> Option<[u8; 24]> {
        self.ask(&format!("reset {now}"))
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |hex, byte| format!("{hex}{byte:02x}"))
}

fn bytes<const N: usize>(hex: &str) -> Option<[u8; N]> {
    let bytes = (0..hex.len()).step_by(2).map(|at| u8::from_str_radix(hex.get(at..at + 2)?, 16).ok());
    bytes.collect::<Option<Vec<u8>>>()?.try_into().ok()
}
