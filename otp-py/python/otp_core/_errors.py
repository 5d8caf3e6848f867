"""The exceptions of otp_core: refusals under OtpError, and what cannot be read or set up as ValueErrors."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from otp_core._names import Detail
    from otp_core._native import Problem


class OtpError(Exception):
    """The base of all refusals. To the person at the door every one of them is one word: rejected, or locked."""


class Rejected(OtpError):
    """The codes were judged and refused.

    ``detail`` tells why, for the audit log and for administrators: ``no-match``, ``replayed``, ``behind-last-accepted``
    or ``ambiguous``. The message does not show it, and neither should a login page: "right, but used before" confirms
    the code.
    """

    detail: Detail

    def __init__(self, detail: Detail) -> None:
        super().__init__("rejected")
        self.detail = detail

    def __reduce__(self) -> tuple[type[Rejected], tuple[Detail]]:
        return type(self), (self.detail,)


class Locked(OtpError):
    """The token is locked; no code was looked at.

    ``retry_after`` is how long the lock lasts, in seconds, or None where only an administrator unlocks.
    """

    retry_after: int | None

    def __init__(self, retry_after: int | None) -> None:
        super().__init__("locked")
        self.retry_after = retry_after

    def __reduce__(self) -> tuple[type[Locked], tuple[int | None]]:
        return type(self), (self.retry_after,)


class BeforeT0(OtpError):
    """The time lies before the token's T0, so there are no time steps yet (RFC 6238 section 4.2)."""


class ResyncNotSupported(OtpError):
    """The token's profile knows no resync for its kind."""


class ResyncNotNeeded(OtpError):
    """Nothing in this kind of token can get out of step."""


class WrongCount(OtpError):
    """A resync of this token takes another number of codes."""


class WrongLength(OtpError):
    """The code has another number of digits than the token's, or the codes of a run differ in length."""


class WrongKind(OtpError):
    """The state belongs to another kind of token: a mix-up of the program."""


class MalformedCode(ValueError):
    """A text is no code of 6, 7 or 8 ASCII digits, or no OTP. The message never repeats it."""


class MalformedRecord(ValueError):
    """Bytes are no state, throttle or trail as its ``to_bytes`` writes them."""


class MalformedSerial(ValueError):
    """A text does not ask to pair a serial."""


class ConfigError(ValueError):
    """A secret, a setting or a policy that no token should be run with."""


class UnreadableFile(ValueError):
    """A seed file cannot be read at all. The message says what to do and holds nothing of the file.

    ``problems`` tells of each token that cannot be read, where the caller wanted all or nothing.
    """

    problems: tuple[Problem, ...]

    def __init__(self, message: str, problems: Iterable[Problem] = ()) -> None:
        super().__init__(message)
        self.problems = tuple(problems)


# Users import them from the package, and a traceback says so too.
for _class in (
    OtpError,
    Rejected,
    Locked,
    BeforeT0,
    ResyncNotSupported,
    ResyncNotNeeded,
    WrongCount,
    WrongLength,
    WrongKind,
    MalformedCode,
    MalformedRecord,
    MalformedSerial,
    ConfigError,
):
    _class.__module__ = "otp_core"
UnreadableFile.__module__ = "otp_core.seeds"
