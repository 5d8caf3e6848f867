//! Tokens whose kind is known at run time, under the rules of vendors.

use crate::{
    published::{OTPS, SECRET, press, tick},
    row::Row,
    story::{Say, Story, chapter},
};
use otp_core::{
    Attempt, Counter, Lookup, Profile, Secret, Serial, Token, TokenKind, TokenState, UnixTime, hotp, lookup,
    token::Policy,
};
use std::error::Error;

/// People pair their tokens by serial and a first code.
pub(crate) fn pairing(story: &mut Story) -> Result<(), Box<dyn Error>> {
    chapter("Pairing by serial, PingOne's rules");
    let serial = Serial::parse(b"token 12345678")?.to_string();
    let mut row = Row::new(TokenKind::Hotp6, Profile::PingOne)?;
    story.line("typed into a VPN client: token 12345678", "", serial, "12345678");
    story.line(
        "a token in step pairs with its first code",
        press(1),
        row.pair(press(1)),
        "accepted, counter 0 → 2",
    );

    let mut row = Row::new(TokenKind::Hotp6, Profile::PingOne)?;
    story.line("a drifted token's first code", press(42), row.pair(press(42)), "one more code, please");
    story.line("its next one", press(43), row.one_more_code(press(43)), "resynced, counter 0 → 44");
    Ok(())
}

/// Duo: three codes, and three refused logins.
pub(crate) fn duo(story: &mut Story) -> Result<(), Box<dyn Error>> {
    chapter("Duo: resync takes three codes; three refused logins within five minutes do it by themselves");
    let mut row = Row::new(TokenKind::Hotp6, Profile::Duo)?;
    let [a, b, c] = [100, 101, 102].map(press);
    story.line(
        "two codes",
        &[a, b].join(" "),
        row.resync(&[a, b]),
        "resync of this token takes another number of codes",
    );
    story.line("three codes", &[a, b, c].join(" "), row.resync(&[a, b, c]), "resynced, counter 0 → 103");
    let mut totp = Row::new(TokenKind::Totp6, Profile::Duo)?;
    let not_supported = "resync is not supported for this kind of token";
    story.line("three codes of a TOTP token", "", totp.resync(&[a, b, c]), not_supported);
    let mut yubikey = Row::new(TokenKind::YubiKey, Profile::Duo)?;
    story.line("three codes of a YubiKey", "", yubikey.resync(&OTPS), "this kind of token needs no resync");
    for counter in [200, 201, 202] {
        let (what, refused) = (format!("log in with counter {counter}"), row.login(press(counter)));
        story.line(&what, press(counter), refused, "refused (no match in the window)");
        row.now = UnixTime::new(row.now.get() + 100);
    }
    story.line(
        "the fourth login, with counter 203",
        press(203),
        row.login(press(203)),
        "accepted, counter 203 → 204",
    );
    Ok(())
}

/// PingOne: one code in each of two requests.
pub(crate) fn pingone(story: &mut Story) -> Result<(), Box<dyn Error>> {
    chapter("PingOne: one code in each of two requests; the first is answered alike, right or wrong");
    let mut row = Row::new(TokenKind::Hotp6, Profile::PingOne)?;
    story.line("a wrong first code", "000000", row.resync_step("000000"), "one more code, please");
    let refused = "refused (no match in the window)";
    story.line("a right code, but no successor of the first", press(43), row.resync_step(press(43)), refused);
    story.line("the code after it", press(44), row.resync_step(press(44)), "resynced, counter 0 → 45");

    let mut row = Row::new(TokenKind::Totp6, Profile::PingOne)?;
    let [a, b] = [1_700_003_550, 1_700_003_580].map(tick);
    let resynced = row.resync(&[a, b]);
    story.line(
        "a TOTP token an hour fast, both at once",
        &[a, b].join(" "),
        resynced,
        "resynced, step 56666786, drift 0 → 119",
    );
    Ok(())
}

/// Somebody guesses.
pub(crate) fn guessing(story: &mut Story) -> Result<(), Box<dyn Error>> {
    chapter("Guessing: the tenth failure locks, and resync obeys the lock");
    let mut row = Row::new(TokenKind::Hotp6, Profile::Rfc)?;
    let answers: Vec<String> = (0..10).map(|guess| row.login(&format!("{guess:06}")).say()).collect();
    let refused = answers.iter().filter(|answer| *answer == "refused (no match in the window)").count();
    story.line("ten wrong codes", "000000 … 000009", format!("{refused} refused"), "10 refused");
    story.line("the right code", press(0), row.login(press(0)), "locked for 60 s");
    let pair = [press(0), press(1)];
    story.line("two right codes to resync", &pair.join(" "), row.resync(&pair), "locked for 60 s");
    row.now = UnixTime::new(row.now.get() + 60);
    story.line("the right code, a minute later", press(0), row.login(press(0)), "accepted, counter 0 → 1");
    Ok(())
}

/// An administrator finds a token without a label, and asks what a resync would do.
pub(crate) fn administration(story: &mut Story) -> Result<(), Box<dyn Error>> {
    chapter("An administrator's tools");
    let policy = Policy::for_kind(TokenKind::Hotp6, Profile::Rfc);
    let state = TokenState::from(hotp::State::new(Counter::new(2)));
    let mut tokens = Vec::new();
    for number in 0..1000 {
        let own = format!("the secret of token {number:03}");
        let secret = Secret::new(if number == 617 { SECRET } else { own.as_bytes() })?;
        tokens.push((Token::hotp(TokenKind::Hotp6, &policy, &secret)?, state));
    }
    let (token, _) = &tokens[617];
    let now = UnixTime::new(1_700_000_010);
    let pair = [press(42), press(43)];
    let run = token.read_run(&pair.map(str::as_bytes))?;
    let found = match lookup(tokens.iter().map(|(token, state)| (token, state)), run, now)? {
        Lookup::One(place) => format!("token {place}"),
        Lookup::Nothing => "no token".into(),
        Lookup::Several => "several tokens".into(),
    };
    story.line("which of 1000 tokens made these two codes?", &pair.join(" "), found, "token 617");

    let triple = [42, 43, 44].map(press);
    let run = token.read_run(&triple.map(str::as_bytes))?;
    let what_if = token.resync(&state, Attempt::unthrottled(), run, now);
    let what_if = what_if.map(|resynced| resynced.say().replace("resynced, ", ""))?;
    story.line("what if it were resynced with these three?", &triple.join(" "), what_if, "counter 2 → 45");
    let unchanged = format!("{:?}", state == TokenState::from(hotp::State::new(Counter::new(2))));
    story.line("nothing is stored, nothing has changed", "", unchanged, "true");
    Ok(())
}
