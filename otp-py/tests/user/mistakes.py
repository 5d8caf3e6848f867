"""Mistakes that a type checker must see: each line ignores its own, and to ignore what is no mistake is an error.

It is checked and never run.
"""

from collections.abc import Hashable

from otp_core import (
    Accepted,
    Attempt,
    Hotp,
    HotpState,
    Locked,
    Rejected,
    Resynced,
    Throttle,
    ThrottlePolicy,
    Token,
    Totp,
    TotpState,
    Trail,
    YubiKey,
    lookup,
)
from otp_core.seeds import Seed

hotp, totp, key = Hotp(bytes(20)), Totp(bytes(20)), YubiKey(bytes(16), bytes(6))
token, state, attempt = Token("hotp-6", bytes(20)), HotpState(), Attempt.unthrottled()

Hotp("12345678901234567890")  # type: ignore[arg-type]
Hotp(bytes(20), "sha1")  # type: ignore[call-arg]
Hotp(bytes(20), digits=9)  # type: ignore[arg-type]
Hotp(bytes(20), algorithm="md5")  # type: ignore[arg-type]
Hotp(bytes(20), step=30)  # type: ignore[call-arg]
Token("hotp-7", bytes(20))  # type: ignore[arg-type]
Token("hotp-6", bytes(20), "cisco")  # type: ignore[arg-type]
hotp.verify(TotpState(), "123456")  # type: ignore[arg-type]
hotp.verify(state, b"123456")  # type: ignore[arg-type]
hotp.verify(state, 123456)  # type: ignore[arg-type]
hotp.verify(state, "123456", 0)  # type: ignore[call-arg]
hotp.resync(state, {"123456", "234567"})  # type: ignore[arg-type]
hotp.resync(state, [123456, 234567])  # type: ignore[list-item]
totp.verify(TotpState(), "123456", "now")  # type: ignore[arg-type]
key.resync(state, ["c" * 32])  # type: ignore[attr-defined]
token.verify(state, "123456")  # type: ignore[call-arg]
token.verify(state, "123456", attempt=None)  # type: ignore[arg-type]
token.verify(state, "123456", attempt=Throttle())  # type: ignore[arg-type]
print(token.verify(state, "123456", attempt=attempt).next.drift)  # type: ignore[attr-defined] # noqa: T201
Throttle().begin(0, ThrottlePolicy())  # type: ignore[call-arg]
Trail().push(123456)  # type: ignore[arg-type]
state.counter = 5  # type: ignore[misc]
Rejected("wrong")  # type: ignore[arg-type]
Locked("soon")  # type: ignore[arg-type]
lookup([(token, 5)], ["123456", "234567"])  # type: ignore[list-item]
resynced: Resynced[HotpState] = hotp.verify(state, "123456")  # type: ignore[assignment]
key_of_something: Hashable = Seed("hotp", "1", bytes(20))  # type: ignore[assignment]
accepted: Accepted[TotpState] = hotp.verify(state, "123456")  # type: ignore[assignment]


class Mine(Token):  # type: ignore[misc]
    """Nobody's."""
