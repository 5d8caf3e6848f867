//! Which token made these codes?

use crate::{
    error::ConfigError,
    factor::UnixTime,
    odds::Odds,
    run::Run,
    token::{Token, TokenError, TokenState},
    verdict::{Detail, Refusal},
};

/// The token that a [`lookup`] found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lookup {
    /// No token made these codes lately.
    Nothing,
    /// One token did: the one at this place of the iterator, from 0.
    One(usize),
    /// More than one could have: ask for a longer run, or for the next codes.
    Several,
}

/// Finds the token that made two or three successive codes, among as many as the odds allow.
///
/// An administrator's tool for a token without a label, never a login: nothing is spent, nothing is counted. Every
/// token is asked at every unspent place of its resync window, in a time that does not depend on its secret; YubiKeys
/// are left out, they tell who they are.
///
/// # Errors
/// [`ConfigError::Odds`] where codes made up by chance would fit some token with odds above 1 in 1000: two codes of six
/// digits over more than a million places. The search ends as soon as that is known; ask for a third code.
///
/// # Example
/// ```
/// use otp_core::{Lookup, Profile, Secret, Token, TokenKind, TokenState, UnixTime, lookup, token::Policy};
///
/// let policy = Policy::for_kind(TokenKind::Hotp6, Profile::Rfc);
/// let tokens: Vec<(Token, TokenState)> = [b"09876543210987654321", b"12345678901234567890"]
///     .into_iter()
///     .map(|key| Ok((Token::hotp(TokenKind::Hotp6, &policy, &Secret::new(key)?)?, TokenState::for_kind(TokenKind::Hotp6))))
///     .collect::<Result<_, otp_core::ConfigError>>()?;
///
/// let run = tokens[0].0.read_run(&[b"338314", b"254676"])?;
/// let found = lookup(tokens.iter().map(|(token, state)| (token, state)), run, UnixTime::new(1_700_000_000))?;
/// assert_eq!(found, Lookup::One(1));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn lookup<'t>(
    tokens: impl IntoIterator<Item = (&'t Token, &'t TokenState)>,
    run: impl Into<Run>,
    now: UnixTime,
) -> Result<Lookup, ConfigError> {
    let run = run.into();
    let [first, ..] = run.codes() else { return Ok(Lookup::Nothing) };
    let mut odds = Odds { alignments: 0, codes: run.length() as u8, attempts: 1 };
    let mut found = Lookup::Nothing;
    for (place, (token, state)) in tokens.into_iter().enumerate() {
        odds.alignments = odds.alignments.saturating_add(token.alignments(first.digits()));
        odds.check_ceiling(first.digits())?;
        if fits(token, state, run, now) {
            found = if found == Lookup::Nothing { Lookup::One(place) } else { Lookup::Several };
        }
    }
    Ok(found)
}

/// Whether the run fits the token, at one place or at more.
fn fits(token: &Token, state: &TokenState, run: Run, now: UnixTime) -> bool {
    match token.find(state, run, now) {
        Ok(_) | Err(TokenError::Refused(Refusal::Rejected(Detail::Ambiguous))) => true,
        Err(TokenError::Refused(_) | TokenError::WrongKind | TokenError::NotAdmitted(_)) => false,
    }
}
