"""What went wrong, as one line, one word for programs, and the number that the command exits with."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import otp_core
from otp_core import seeds, store

DONE, REFUSED, USAGE, LOCKED = range(4)
#: A file was written, and the format had no place for some of the tokens.
LEFT_OUT = 4
INTERRUPTED = 130
#: Whoever read the results went away, and some commands had more to do: what a shell says of a broken pipe.
UNREAD = 141

DETAILS = {
    "no-match": "no match in the window",
    "replayed": "spent before",
    "behind-last-accepted": "older than the last one accepted",
    "ambiguous": "it fits more than one place",
}


@dataclass(frozen=True)
class Failure:
    """Why a command did not do what it was asked; never a code or a secret."""

    exit_code: int
    result: str
    sentence: str
    facts: dict[str, Any] = field(default_factory=dict)

    def facts_for_programs(self) -> dict[str, Any]:
        """As --json prints it."""
        return {"result": self.result, **self.facts, "message": self.sentence}


class Declined(Exception):
    """Whoever was asked said no."""


class SeveralTokens(Exception):
    """Whose codes were looked up are those of more than one token."""


class UsageError(Exception):
    """What was asked cannot be done in this way; the message says how."""


#: Those that always say the same.
FIXED: dict[type[Exception], Failure] = {
    otp_core.ResyncNotSupported: Failure(
        REFUSED, "resync-not-supported", "refused: the token's profile knows no such resync for its kind"
    ),
    otp_core.ResyncNotNeeded: Failure(
        REFUSED, "resync-not-needed", "refused: a YubiKey needs no resync, nothing drifts in it"
    ),
    otp_core.WrongLength: Failure(USAGE, "usage", "the token's codes have another number of digits"),
    SeveralTokens: Failure(
        REFUSED,
        "refused",
        "refused: several tokens show these codes, give a third code or later ones",
        {"detail": "ambiguous"},
    ),
    Declined: Failure(REFUSED, "declined", "you said no: nothing was changed"),
}


def explain(error: Exception) -> Failure | None:  # noqa: PLR0911, an answer for each family
    """What a person is told of an exception, or None for one that is a fault of this program."""
    if (fixed := FIXED.get(type(error))) is not None:
        return fixed
    match error:
        case otp_core.Rejected():
            return Failure(REFUSED, "refused", f"refused: {DETAILS[error.detail]}", {"detail": error.detail})
        case otp_core.Locked():
            return _locked(error)
        case seeds.UnreadableFile():
            return Failure(REFUSED, "unreadable-file", str(error))
        case otp_core.WrongCount() | UsageError() | ValueError() | store.StoreExists():
            return Failure(USAGE, "usage", str(error))
        case otp_core.OtpError():
            return Failure(REFUSED, "refused", f"refused: {error}")
        case store.OneMoreCode():
            return Failure(REFUSED, "one-more-code", f"one more code of {error}: the next that it shows")
        case store.StoreError():
            return Failure(REFUSED, _word(error), _store(error))
        case OSError():
            where = "" if error.filename is None else f"{error.filename}: "
            exit_code = REFUSED if error.filename is None else USAGE
            return Failure(exit_code, "no-file", f"{where}{error.strerror or error}")
        case _:
            return None


def _locked(error: otp_core.Locked) -> Failure:
    if error.retry_after is None:
        sentence = "locked until an administrator unlocks it"
    else:
        sentence = f"locked: the next attempt in {error.retry_after} s"
    return Failure(LOCKED, "locked", sentence, {"retry_after": error.retry_after})


def _store(error: store.StoreError) -> str:
    """A store names the token in some of its errors, and says a whole sentence in others."""
    words = {
        store.DuplicateSerial: "a token with this serial is there already",
        store.AlreadyAssigned: "the token has an owner",
        store.RetiredToken: "the token is retired",
    }
    said = words.get(type(error))
    return str(error) if said is None else f"{said}: {error}"


def _word(error: store.StoreError) -> str:
    """NoSuchToken is no-such-token."""
    return "".join(f"-{letter.lower()}" if letter.isupper() else letter for letter in type(error).__name__).lstrip("-")
