//! The login that the README prints, raced by eight servers.

use otp_core::{
    Profile, Secret, Throttle, Token, TokenError, TokenKind, TokenState, UnixTime, token::Policy,
};
use rusqlite::{Connection, params};

const ROW: &str = "CREATE TABLE IF NOT EXISTS token (
    serial   TEXT PRIMARY KEY,
    secret   BLOB NOT NULL,       -- encrypted, in a real server
    state    BLOB NOT NULL,       -- 24 bytes
    throttle BLOB NOT NULL,       -- 16 bytes
    trail    BLOB NOT NULL,       -- 52 bytes, encrypted too: its codes may be unspent
    version  INTEGER NOT NULL
)";
const READ: &str = "SELECT secret, state, throttle, version FROM token WHERE serial = ?1";
const COUNT: &str = "UPDATE token SET throttle = ?3 WHERE serial = ?1 AND throttle = ?2";
const STORE: &str = "UPDATE token SET state = ?3, throttle = ?4, trail = ?5, version = version + 1
                     WHERE serial = ?1 AND version = ?2";

/// Lets a user in, or does not.
fn login(
    db: &Connection,
    serial: &str,
    typed: &str,
    now: UnixTime,
) -> Result<bool, Box<dyn std::error::Error>> {
    let policy = Policy::for_kind(TokenKind::Hotp6, Profile::Rfc);
    loop {
        let (secret, state, throttle, version): (Vec<u8>, Vec<u8>, Vec<u8>, i64) =
            db.query_row(READ, [serial], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)))?;
        let token = Token::hotp(TokenKind::Hotp6, &policy, &Secret::new(&secret)?)?;
        let state = TokenState::from_bytes(&state)?;

        // What is no code at all costs no attempt; a locked token judges nothing.
        let Ok(input) = token.read(typed.as_bytes()) else { return Ok(false) };
        let Ok(attempt) = Throttle::from_bytes(&throttle)?.begin(&policy.throttle, now) else {
            return Ok(false);
        };

        // First statement: count. No row changes when another attempt came between; then look again.
        let counted = attempt.throttle().map(Throttle::to_bytes);
        if db.execute(COUNT, params![serial, throttle, counted])? == 0 {
            continue;
        }
        let accepted = match token.verify(&state, attempt, input, now) {
            Ok(accepted) => accepted,
            Err(TokenError::Refused(_)) => return Ok(false),
            Err(mixed_up_rows) => return Err(mixed_up_rows.into()),
        };

        // Second statement: compare and swap. Only this makes it a login.
        let (throttle, trail) = (Throttle::default().to_bytes(), otp_core::Trail::default().to_bytes());
        let rows =
            db.execute(STORE, params![serial, version, accepted.next().to_bytes(), throttle, trail])?;
        return Ok(rows == 1);
    }
}

#[test]
fn the_readme_prints_it() {
    let (_, own) = include_str!("login.rs").split_once("\n\n").unwrap();
    let (printed, _) = own.split_once("\n#[test]").unwrap();
    assert!(include_str!("../../README.md").contains(&format!("```rust\n{printed}```\n")));
}

#[test]
fn each_code_logs_in_once_and_guesses_lock() {
    use std::{env, fs, process, thread, time::Duration};

    let path = env::temp_dir().join(format!("otp-login-{}.db", process::id()));
    let open = || {
        let db = Connection::open(&path).unwrap();
        db.busy_timeout(Duration::from_secs(60)).unwrap();
        db
    };
    let db = open();
    db.execute(ROW, []).unwrap();
    db.execute(
        "INSERT INTO token VALUES ('12345678', ?1, ?2, ?3, ?4, 0)",
        params![
            b"12345678901234567890",
            TokenState::for_kind(TokenKind::Hotp6).to_bytes(),
            Throttle::default().to_bytes(),
            otp_core::Trail::default().to_bytes()
        ],
    )
    .unwrap();
    let now = UnixTime::new(1_700_000_000);
    let enter = |code: &str, now| login(&open(), "12345678", code, now).unwrap();
    assert!(!enter("half a code", now));

    // The codes of RFC 4226, appendix D.
    for code in
        ["755224", "287082", "359152", "969429", "338314", "254676", "287922", "162583", "399871", "520489"]
    {
        let logins: usize = thread::scope(|scope| {
            let servers = [(); 8].map(|()| scope.spawn(|| usize::from(enter(code, now))));
            servers.into_iter().map(|server| server.join().unwrap()).sum()
        });
        assert_eq!(logins, 1, "{code}");
    }

    // Ten wrong codes lock the right one out.
    for guess in 0..10 {
        assert!(!enter(&format!("{guess:06}"), now));
    }
    assert!(!enter("403154", now));
    assert!(enter("403154", UnixTime::new(now.get() + 3600)));
    drop(db);
    fs::remove_file(path).unwrap();
}
