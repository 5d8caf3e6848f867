//! Which token made these codes?

use crate::{
    error::{Raise, rejected},
    now::Now,
    run::Codes,
    state::State,
    token::Token,
};
use otp_core::{self as core, Detail, Lookup, TokenState};
use pyo3::{exceptions::PyTypeError, prelude::*};
use std::cell::OnceCell;

/// The place, from 0, of the one token that made two or three successive codes, the oldest first, among (token, state)
/// pairs.
///
/// An administrator's tool for a token without a label, never a login: nothing is spent, nothing is counted. Every
/// token is asked at every unspent place of its resync window; YubiKeys are left out, they tell who they are. now is in
/// Unix seconds or an aware datetime, by default the system clock's.
///
/// Raises Rejected where no token made them (its detail is "no-match") or several could have ("ambiguous": ask for a
/// third code, or for the next ones); MalformedCode, WrongCount and WrongLength as resync does; WrongKind for a state
/// of another family than its token's; ConfigError where made-up codes would fit some token with odds above 1 in 1000,
/// which for two codes of six digits is from a million tokens with windows of 1001 on.
///
/// >>> secrets = (b"09876543210987654321", b"12345678901234567890")
/// >>> tokens = [(Token("hotp-6", secret), HotpState()) for secret in secrets]
/// >>> lookup(tokens, ["338314", "254676"])
/// 1
#[pyfunction]
#[pyo3(signature = (tokens, codes, now = None))]
pub(crate) fn lookup(
    py: Python<'_>,
    tokens: &Bound<'_, PyAny>,
    codes: Codes<'_>,
    now: Option<Now>,
) -> PyResult<usize> {
    let (run, now) = (codes.run()?, Now::or_clock(now)?);
    let tokens = tokens.try_iter()?.map(|pair| read_pair(&pair?)).collect::<PyResult<Vec<_>>>()?;
    let (found, interrupted) = py.detach(|| {
        let interrupted = OnceCell::new();
        let asked = tokens.iter().enumerate().map_while(|(place, (token, state))| {
            if (place + 1).is_multiple_of(BETWEEN_SIGNALS)
                && let Some(signal) = signal()
            {
                // What is found among the tokens before is not told.
                let _ = interrupted.set(signal);
            }
            interrupted.get().is_none().then(|| (token.get().core(), state))
        });
        (core::lookup(asked, run, now), interrupted.into_inner())
    });
    if let Some(signal) = interrupted {
        return Err(signal);
    }
    match found.map_err(Raise::raise)? {
        Lookup::One(place) => Ok(place),
        Lookup::Nothing => Err(rejected(Detail::NoMatch)),
        Lookup::Several => Err(rejected(Detail::Ambiguous)),
    }
}

/// What the handler of a signal that came raises.
#[expect(clippy::redundant_closure_for_method_calls, reason = "the method has one lifetime, not any")]
fn signal() -> Option<PyErr> {
    Python::attach(|py| py.check_signals()).err()
}

/// After how many tokens somebody who presses Ctrl-C is heard: a fraction of a second.
const BETWEEN_SIGNALS: usize = 256;

fn read_pair(pair: &Bound<'_, PyAny>) -> PyResult<(Py<Token>, TokenState)> {
    let (token, state) = pair
        .extract::<(Bound<'_, Token>, State)>()
        .map_err(|_| PyTypeError::new_err("the tokens are pairs of a Token and its state"))?;
    Ok((token.unbind(), state.0))
}
