"""A user's server on a store: it must pass the strictest type checkers without a single word to them."""

from __future__ import annotations

import sys
from datetime import datetime, timezone

from otp_core import Hotp, HotpState, Locked, OtpError, Throttle, ThrottlePolicy
from otp_core.store import About, NewToken, OneMoreCode, Settings, Store, StoredToken, StoreError, new_key
from typing_extensions import assert_type

SECRET = b"12345678901234567890"
CODES = "755224", "287082", "359152", "969429", "338314", "254676", "287922", "162583"


def login(store: Store, person: str, typed: str, now: datetime) -> str:
    """One login, to the word for the person."""
    try:
        accepted = store.login(person, typed, now)
    except Locked as locked:
        return "locked" if locked.retry_after is None else f"locked for {locked.retry_after} s"
    except (ValueError, OtpError, StoreError):
        return f"{person}: rejected"
    assert_type(accepted.owner, "str | None")
    assert_type(accepted.stored, bool)
    return f"{accepted.owner}: welcome"


def resync(store: Store, serial: str, typed: str, now: datetime) -> str:
    """One step of a resync."""
    try:
        return str(store.resync_step(serial, typed, now))
    except OneMoreCode:
        return "once more please"


def main(path: str) -> None:
    """A token's day."""
    now = datetime(2026, 1, 1, tzinfo=timezone.utc)
    assert_type(Hotp(SECRET).verify(HotpState(), CODES[0]).next, HotpState)
    with Store.open(path, keys=[new_key()], actor="server 1") as store:
        settings = Settings(throttle=ThrottlePolicy(limit=5))
        token = NewToken("1", "hotp-6", SECRET, "pingone", owner="ann", settings=settings, about=About(maker="Contoso"))
        assert_type(store.add(token), StoredToken)
        said = [login(store, "ann", CODES[0], now), resync(store, "1", CODES[6], now)]
        said += [login(store, "ann", CODES[0], now), resync(store, "1", CODES[7], now)]
        assert_type(store.get("1").throttle, Throttle)
        said.append(f"{len(list(store.tokens(owner='ann')))} token")
        sys.stdout.write("; ".join(said) + "\n")
        findings = [finding.text for finding in store.doctor() if not finding.well]
        assert_type(findings, list[str])


main(sys.argv[1])
