//! Which token made these codes?

use crate::{
    code::Code,
    factor::UnixTime,
    mac::Crowd,
    odds::Odds,
    run::Run,
    token::{Token, TokenState},
    window::{Fit, Pick, SPILLED, Window},
    wipe::traceless_within,
};
use core::array;
use thiserror::Error;

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

/// Why a lookup gave no answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum LookupError {
    /// The codes of the run differ in length: no token made them all.
    #[error("the codes do not all have the same number of digits")]
    WrongLength,
    /// Too many places: codes made up by chance would fit some token with odds above 1 in 1000. Ask for a third code.
    #[error(
        "made-up codes would fit one of these tokens with odds of 1 in {one_in}, at most 1 in 1000 is allowed"
    )]
    Odds {
        /// The odds, rounded to the guesser's favour: one in so many.
        one_in: u64,
    },
    /// A state belongs to another family than its token: a mix-up of the program.
    #[error("the state at place {place} belongs to another kind of token")]
    WrongKind {
        /// The place in the iterator, from 0.
        place: usize,
    },
}

/// Finds the token that made two or three successive codes, among as many as the odds allow.
///
/// An administrator's tool for a token without a label, never a login: nothing is spent, nothing is counted. Every
/// token is asked at every unspent place of its resync window, in a time that does not depend on its secret, and
/// whatever its profile says of a resync. Left out are tokens of another number of digits, clocks before T0, and
/// YubiKeys, which tell who they are.
///
/// # Errors
/// [`LookupError::WrongLength`] for codes of different lengths. [`LookupError::Odds`] where there are too many places,
/// for two codes of six digits more than a thousand million: a million tokens with windows of 1001.
/// [`LookupError::WrongKind`] for a state of another family. All are found before anything is computed: the iterator is
/// walked twice.
///
/// # Example
/// ```
/// use otp_core::{Code, Lookup, Profile, Secret, Token, TokenKind, TokenState, UnixTime, lookup, token::Policy};
///
/// let (kind, policy) = (TokenKind::Hotp6, Policy::for_kind(TokenKind::Hotp6, Profile::Rfc));
/// let mut tokens = Vec::new();
/// for key in [b"09876543210987654321", b"12345678901234567890"] {
///     tokens.push((Token::hotp(kind, &policy, &Secret::new(key)?)?, TokenState::for_kind(kind)));
/// }
///
/// // Read without a token: a token's `read_run` would apply its own profile.
/// let run = [Code::parse(b"338314")?, Code::parse(b"254676")?];
/// let found = lookup(tokens.iter().map(|(token, state)| (token, state)), run, UnixTime::new(1_700_000_000))?;
/// assert_eq!(found, Lookup::One(1));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn lookup<'t>(
    tokens: impl IntoIterator<Item = (&'t Token, &'t TokenState), IntoIter: Clone>,
    run: impl Into<Run>,
    now: UnixTime,
) -> Result<Lookup, LookupError> {
    let (tokens, run) = (tokens.into_iter(), run.into());
    if run.codes().iter().any(|code| code.digits() != run.digits()) {
        return Err(LookupError::WrongLength);
    }
    let mut odds = Odds { alignments: 0, codes: run.length() as u8, attempts: 1 };
    for (place, (token, state)) in tokens.clone().enumerate() {
        if !token.owns(state) {
            return Err(LookupError::WrongKind { place });
        }
        odds.alignments = odds.alignments.saturating_add(token.alignments(run.digits()));
    }
    odds.check(run.digits()).map_err(|one_in| LookupError::Odds { one_in })?;

    // The crowd lies on the stack, and below it what the compiler spilled.
    Ok(traceless_within::<{ 2 * SPILLED }, _>(|| match run {
        Run::Two(codes) => search(tokens, &codes, now),
        Run::Three(codes) => search(tokens, &codes, now),
    }))
}

/// Asks all tokens, as many at a time as there are lanes.
fn search<'t, const K: usize>(
    tokens: impl Iterator<Item = (&'t Token, &'t TokenState)>,
    codes: &[Code; K],
    now: UnixTime,
) -> Lookup {
    let digits = codes[0].digits();
    let mut searches = tokens
        .enumerate()
        .filter_map(|(place, (token, state))| Some((place, token.resync_search(state, digits, now)?)));
    let mut found = Lookup::Nothing;
    loop {
        let (mut places, mut group) = ([0; Crowd::LANES], [None; Crowd::LANES]);
        let mut size = 0;
        for (place, search) in searches.by_ref().take(Crowd::LANES) {
            (places[size], group[size]) = (place, Some(search));
            size += 1;
        }
        let alone = |lane: usize| {
            let fit =
                group[lane].as_ref().map(|(mac, window)| window.search(mac, digits, codes, Pick::Lowest));
            matches!(fit, Some(Fit::At(_)))
        };
        let fits = Window::search_crowd(&group, digits, codes).unwrap_or_else(|| array::from_fn(alone));
        for (place, _) in places.into_iter().zip(fits).filter(|(_, fits)| *fits) {
            found = if found == Lookup::Nothing { Lookup::One(place) } else { Lookup::Several };
        }
        if size < Crowd::LANES {
            return found;
        }
    }
}
