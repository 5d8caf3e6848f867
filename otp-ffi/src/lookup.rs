//! Which token made these codes?

#![expect(unsafe_code, reason = "the signatures of exports are unsafe, their bodies are not")]

use crate::{
    boundary::answer,
    result::otp_result::{self, OTP_AMBIGUOUS, OTP_NO_MATCH, OTP_NO_MEMORY, OTP_WRONG_COUNT},
    state::otp_state,
    token::otp_token,
    verify::Texts,
};
use otp_core::{Code, Lookup, Run, TokenState, UnixTime, lookup};
use std::ffi::c_char;

/// Finds the token that made two or three successive codes, the oldest first, among many.
///
/// An administrator's tool for a token without a label, never a login: nothing is spent, nothing is counted. Every
/// token is asked at every unspent place of its resync window, whatever its profile says of resync; YubiKeys are left
/// out, they tell who they are. `states[i]` is the state of `tokens[i]`. `now` is in Unix seconds.
///
/// This is the one call besides the constructors that allocates: about 40 bytes for each token.
///
/// Returns `OTP_OK` and the place of the one token in `index_out`, from 0; `OTP_NO_MATCH` for none; `OTP_AMBIGUOUS` for
/// several: ask for a longer run, or for the next codes. `OTP_WRONG_COUNT` for other than two or three codes,
/// `OTP_WRONG_LENGTH` for codes of different lengths, and what makes a code unreadable, 100 to 149; `OTP_ODDS` where
/// made-up codes would fit some token with odds above 1 in 1000: too many tokens, ask for a third code; why a state
/// cannot be read, 150 to 199; `OTP_WRONG_KIND` for a state of another family than its token; `OTP_NULL`, `OTP_LENGTH`;
/// `OTP_NO_MEMORY`.
///
/// # Safety
/// * `tokens` is NULL or points to `token_count` pointers, each NULL, or from a constructor and not freed before the
///   call ends.
/// * `states` is NULL or points to `token_count` states.
/// * `codes` is NULL or points to `code_count` pointers, each NULL or to as many characters as `code_lens` says.
/// * `code_lens` is NULL or points to `code_count` lengths.
/// * `index_out` is NULL or points to a writable number.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn otp_lookup(
    tokens: *const *mut otp_token,
    states: *const otp_state,
    token_count: usize,
    codes: *const *const c_char,
    code_lens: *const usize,
    code_count: usize,
    now: u64,
    index_out: *mut usize,
) -> otp_result {
    answer(|caller| {
        let place = caller.place(index_out)?;
        let tokens = caller.elements(tokens, token_count)?;
        let states = caller.elements(states, token_count)?;
        let run = read_run(&Texts::read(caller, codes, code_lens, code_count)?)?;

        let mut entries = Vec::new();
        entries.try_reserve_exact(token_count).map_err(|_| OTP_NO_MEMORY)?;
        for (token, state) in tokens.zip(states) {
            entries.push((caller.token(token)?, TokenState::try_from(state)?));
        }
        let entries = entries.iter().map(|(token, state)| (*token, state));
        match lookup(entries, run, UnixTime::new(now))? {
            Lookup::One(index) => place.write(index),
            Lookup::Nothing => return Err(OTP_NO_MATCH),
            Lookup::Several => return Err(OTP_AMBIGUOUS),
        }
        Ok(())
    })
}

/// Reads a run without a token, whose profile would judge its length.
fn read_run(texts: &Texts<'_>) -> Result<Run, otp_result> {
    match *texts.as_slice() {
        [a, b] => Ok([Code::parse(a)?, Code::parse(b)?].into()),
        [a, b, c] => Ok([Code::parse(a)?, Code::parse(b)?, Code::parse(c)?].into()),
        _ => Err(OTP_WRONG_COUNT),
    }
}
