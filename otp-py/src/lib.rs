//! The Python face of otp-core: it converts, and decides nothing.

#![expect(clippy::doc_markdown, clippy::doc_link_with_quotes, reason = "the docs are Python's, plain text")]
#![expect(clippy::wrong_self_convention, reason = "methods have the object by reference")]
#![expect(clippy::needless_pass_by_value, reason = "arguments come as the interpreter hands them over")]

mod argument;
mod error;
mod hotp;
mod lookup;
mod now;
mod run;
mod search;
mod secret;
mod seeds;
mod state;
mod stored;
mod text;
mod throttle;
mod token;
mod totp;
mod trail;
mod verdict;
mod yubikey;

/// Everything that is compiled; `otp_core` is its public name.
#[pyo3::pymodule(gil_used = false)]
mod _native {
    #[pymodule_export]
    use crate::{
        hotp::Hotp,
        lookup::lookup,
        now::unix_seconds,
        run::Run,
        secret::Secret,
        seeds::{Import, Loss, Problem, Seed, Written, formats, read_seeds, write_seeds},
        state::{HotpState, TotpState, YubiKeyState, state_from_bytes},
        text::{drop_separators, parse_serial},
        throttle::{Attempt, Throttle, ThrottlePolicy},
        token::Token,
        totp::Totp,
        trail::Trail,
        verdict::{Accepted, Resynced},
        yubikey::YubiKey,
    };
}
