"""One-time codes, verified and resynced: HOTP (RFC 4226), TOTP (RFC 6238) and YubiKey OTPs.

The library judges and never stores. You bring a secret, a stored state and what a person typed; you get an acceptance
with the state to store, or an exception:

>>> from otp_core import Hotp, HotpState, Rejected
>>> token = Hotp(b"12345678901234567890")
>>> accepted = token.verify(HotpState(counter=0), "755224")
>>> accepted.next
HotpState(counter=1)
>>> try:
...     token.verify(accepted.next, "755224")
... except Rejected as rejected:
...     print(rejected, "-", rejected.detail)
rejected - no-match

An acceptance is only half of a login. Store ``next`` where ``previous`` still stands, in one statement, and let the
user in only if that statement changed a row: whoever checks first and stores later lets the same code in twice.

Hotp, Totp and YubiKey judge codes and nothing else. Token, for servers, has the rules of its kind and profile, and
takes attempts that a Throttle has counted. Refusals are OtpErrors; what cannot be read or set up is a ValueError.
"""

from otp_core._errors import (
    BeforeT0,
    ConfigError,
    Locked,
    MalformedCode,
    MalformedRecord,
    MalformedSerial,
    OtpError,
    Rejected,
    ResyncNotNeeded,
    ResyncNotSupported,
    WrongCount,
    WrongKind,
    WrongLength,
)
from otp_core._names import Algorithm, Detail, Profile, TokenKind
from otp_core._native import (
    Accepted,
    Attempt,
    Hotp,
    HotpState,
    Resynced,
    Run,
    Secret,
    Throttle,
    ThrottlePolicy,
    Token,
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

__all__ = [
    "Accepted",
    "Algorithm",
    "Attempt",
    "BeforeT0",
    "ConfigError",
    "Detail",
    "Hotp",
    "HotpState",
    "Locked",
    "MalformedCode",
    "MalformedRecord",
    "MalformedSerial",
    "OtpError",
    "Profile",
    "Rejected",
    "ResyncNotNeeded",
    "ResyncNotSupported",
    "Resynced",
    "Run",
    "Secret",
    "Throttle",
    "ThrottlePolicy",
    "Token",
    "TokenKind",
    "Totp",
    "TotpState",
    "Trail",
    "WrongCount",
    "WrongKind",
    "WrongLength",
    "YubiKey",
    "YubiKeyState",
    "drop_separators",
    "lookup",
    "parse_serial",
    "state_from_bytes",
]
