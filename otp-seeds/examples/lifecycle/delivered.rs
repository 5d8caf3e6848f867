//! A token comes as an encrypted file.

use crate::{
    published::{EIGHT, FIGURE_6, PRE_SHARED_KEY},
    story::{Say, Story, chapter},
};
use otp_core::{Attempt, Profile, Token, TokenError, TokenState, UnixTime};
use otp_seeds::{Options, read};
use std::error::Error;

/// The vendor's file is opened with the key that came by another way, and its token logs in.
pub(crate) fn encrypted(story: &mut Story) -> Result<(), Box<dyn Error>> {
    chapter("Delivery: the encrypted file of RFC 6030, Figure 6, and its published key");
    let without = read(FIGURE_6, &Options::default()).map(|_| "opened".to_owned());
    let refused = without.unwrap_or_else(|error| error.to_string());
    story.line(
        "open the file without its key",
        "",
        refused,
        "the file is encrypted: give the pre-shared key",
    );

    let import = read(FIGURE_6, &Options { key: Some(&PRE_SHARED_KEY), ..Options::default() })?;
    let seed = import.tokens.first().ok_or("the file holds a token")?;
    let kind = seed.kind().ok_or("it is of a kind that can be judged")?;
    let found = format!("{kind}, serial {}, {} problems", seed.serial, import.problems.len());
    story.line("open it with the key", "", found, "hotp-8, serial 987654321, 0 problems");

    let (token, state) = (seed.token(Profile::Rfc)?, seed.state());
    let [(_, first), (_, second), _] = EIGHT;
    let verify = |token: &Token, state: &TokenState, code: &str| -> Result<_, Box<dyn Error>> {
        let input = token.read(code.as_bytes())?;
        Ok(token.verify(state, Attempt::unthrottled(), input, UnixTime::new(0)))
    };
    let accepted = verify(&token, &state, first)?;
    story.line(
        "log in with its first code",
        first,
        accepted.as_ref().map_err(reason),
        "accepted, counter 0 → 1",
    );
    let state = accepted?.into_next();
    let accepted = verify(&token, &state, second)?;
    story.line("and with the next one", second, accepted.as_ref().map_err(reason), "accepted, counter 1 → 2");
    Ok(())
}

fn reason(error: &TokenError) -> String {
    match error {
        TokenError::Refused(refusal) => refusal.say(),
        TokenError::WrongKind | TokenError::WrongPolicy | TokenError::NotAdmitted(_) => error.to_string(),
    }
}
