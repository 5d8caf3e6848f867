"""What the flows of a store answer with. Each is a type of its own: a resync is no login."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

if TYPE_CHECKING:
    from otp_core.store.records import State

Action: TypeAlias = Literal[
    "added", "accepted", "refused", "resynced", "resync-refused", "paired", "pairing-refused", "kept-code",
    "looked-up", "exported", "assigned", "unassigned", "replaced", "reprogrammed", "retired", "unlocked",
    "clock-reset", "keys-rotated",
]  # fmt: skip


@dataclass(frozen=True)
class Move:
    """How a token's state went, or would go where stored is False: str() gives "counter 2 → 45"."""

    serial: str
    owner: str | None
    previous: State
    next: State
    stored: bool

    def __str__(self) -> str:
        """From where to where, in the words of its kind."""
        return went(self.previous, self.next)


class Login(Move):
    """A code was accepted. Where stored is False it was a what-if, which lets nobody in."""


class Resync(Move):
    """Token and server are together again. It is not a login: the next code is."""


class Pairing(Move):
    """The token is its owner's from now on, and the pairing code is spent."""


@dataclass(frozen=True)
class RefusedToken:
    """A token that was not imported: its place, from 0, in what was given, its serial, and why."""

    place: int
    serial: str
    reason: str


@dataclass(frozen=True)
class Import:
    """What came in, and what did not. Where stored is False, what would."""

    added: int
    refused: tuple[RefusedToken, ...]
    stored: bool


@dataclass(frozen=True)
class Event:
    """A line of the audit trail.

    * at: Unix seconds. actor: who asked, as the store was opened.
    * owner: whose the token was; of one in stock, who tried to pair it.
    * facts: what else there is to know, such as the detail of a refusal or how a state went; never a code or a secret.
    """

    number: int
    at: int
    actor: str
    action: Action
    serial: str | None
    owner: str | None
    facts: dict[str, Any]


@dataclass(frozen=True)
class Stats:
    """The fleet in numbers.

    * kinds, profiles: how many tokens of each; retired ones count in retired alone.
    * owners: how many people have a token. stock: tokens without an owner.
    * locked: tokens that are locked now.
    * drift: how many TOTP tokens stand so many steps before (negative: behind) the server.
    """

    tokens: int
    kinds: dict[str, int]
    profiles: dict[str, int]
    owners: int
    stock: int
    retired: int
    locked: int
    drift: dict[int, int]


@dataclass(frozen=True)
class Finding:
    """One thing that doctor looked at, whether it is well, and a sentence that says what was seen or what to do."""

    name: Literal["clock", "database", "encryption", "permissions", "schema", "drift"]
    well: bool
    text: str


def went(previous: State, following: State) -> str:
    """What changed between two states of one family: "counter 2 → 45"."""
    fields = zip(previous.to_dict().items(), following.to_dict().values(), strict=True)
    changes = ((name.replace("_", " "), old, new) for (name, old), new in fields if old != new)
    return ", ".join(f"{name} {'none' if old is None else old} → {new}" for name, old, new in changes)
