"""A user's program: it must pass the strictest type checkers without a single word to them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timezone
from typing import Generic, TypeVar, get_args

from otp_core import (
    Accepted,
    Attempt,
    Hotp,
    HotpState,
    Locked,
    MalformedCode,
    OtpError,
    Profile,
    Rejected,
    Resynced,
    Run,
    Secret,
    Throttle,
    ThrottlePolicy,
    Token,
    TokenKind,
    Totp,
    TotpState,
    Trail,
    YubiKey,
    YubiKeyState,
    drop_separators,
    lookup,
    parse_serial,
    state_from_bytes,
)
from typing_extensions import assert_type

S = TypeVar("S", HotpState, TotpState, YubiKeyState)


@dataclass
class Row(Generic[S]):
    """What a server stores of one token."""

    token: Token
    state: S
    throttle: Throttle = field(default_factory=Throttle)
    trail: Trail = field(default_factory=Trail)
    version: int = 0


def login(row: Row[S], text: str, now: datetime) -> str:
    """One login, from what was typed to the word for the person."""
    try:
        code = drop_separators(text)
        row.token.check(code)
        attempt = row.throttle.begin(now, policy=row.token.throttle_policy)
    except MalformedCode:
        return "unreadable"
    except Locked as locked:
        return "locked" if locked.retry_after is None else f"locked for {locked.retry_after} s"
    if attempt.throttle is not None:
        row.throttle = attempt.throttle
    try:
        accepted = row.token.verify(row.state, code, now, attempt=attempt)
    except Rejected as refusal:
        row.trail = row.trail.push(code, now)
        return automatic(row, now) or ("again" if refusal.detail == "replayed" else "rejected")
    except OtpError:
        return "rejected"
    row.state, row.throttle, row.trail = accepted.next, Throttle(), Trail()
    return "welcome"


def automatic(row: Row[S], now: datetime) -> str | None:
    """A resync out of refused logins, where the profile has it."""
    if row.token.automatic is None:
        return None
    run = row.trail.last(row.token.automatic, now)
    if run is None:
        return None
    try:
        resynced = row.token.resync(row.state, run, now, attempt=Attempt.unthrottled())
    except OtpError:
        return None
    row.state, row.trail = resynced.next, Trail()
    return "once more"


def made(kind: TokenKind, profile: Profile, secret: Secret) -> Token:
    """A token with its settings."""
    if kind == "yubikey":
        return Token(kind, bytes(16), profile, private_id=bytes(6))
    throttle = ThrottlePolicy(limit=5)
    return Token(kind, secret, profile, algorithm="sha256", resync_window=500, throttle=throttle)


def inferred(now: datetime) -> None:
    """The types that are found where none is written."""
    hotp, totp, yubikey = Hotp(bytes(20), digits=8), Totp(Secret(bytes(20)), step=60), YubiKey(bytes(16), bytes(6))
    assert_type(hotp.verify(HotpState(), "12345678"), Accepted[HotpState])
    assert_type(hotp.resync(HotpState(), ["12345678", "23456789"]).next.counter, int)
    assert_type(totp.verify(TotpState(), "123456", now).next, TotpState)
    assert_type(totp.resync(TotpState(), ("123456", "234567"), 1.5), Resynced[TotpState])
    assert_type(totp.verify(TotpState(), "123456").previous.last_accepted, "int | None")
    assert_type(yubikey.verify(YubiKeyState(), "c" * 32).timestamp, "int | None")
    assert_type(Trail().last(2, now, 60), "Run | None")
    assert_type(Throttle().locked(), "Locked | None")
    assert_type(state_from_bytes(bytes(24)), "HotpState | TotpState | YubiKeyState")
    token = made("hotp-6", "duo", Secret.from_base32("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"))
    assert_type(token.verify(HotpState(), "123456", attempt=Attempt.unthrottled()), Accepted[HotpState])
    assert_type(token.resync_lengths, tuple[int, ...])
    assert_type(HotpState().to_dict()["counter"], int)
    assert_type(lookup([(token, HotpState()), (token, token.fresh_state())], ["123456", "234567"], now), int)


def main() -> None:
    """A token's day."""
    now = datetime(2026, 1, 1, tzinfo=timezone.utc)
    row = Row(made("hotp-6", "duo", Secret(b"12345678901234567890")), HotpState())
    codes: Run | None = row.trail.last(3, now)
    words = [login(row, text, now) for text in ("123 456", "12345", "000000", "")]
    stored = state_from_bytes(row.state.to_bytes())
    assert isinstance(stored, HotpState)
    assert stored == row.state
    assert codes is None
    assert get_args(Profile) == ("rfc", "duo", "pingone")
    print(*words, row.throttle.attempts, stored.counter, parse_serial("token 12-34"), sep="; ")  # noqa: T201


if __name__ == "__main__":
    main()
