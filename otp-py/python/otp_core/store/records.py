"""Tokens as they go into a store and as they are shown."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from typing import TYPE_CHECKING, TypeAlias

from otp_core import Algorithm, HotpState, Profile, Throttle, ThrottlePolicy, Token, TokenKind, TotpState, YubiKeyState
from otp_core.seeds import Seed

if TYPE_CHECKING:
    from typing import Any

State: TypeAlias = HotpState | TotpState | YubiKeyState


@dataclass(frozen=True)
class Settings:
    """What departs from the presets of kind and profile, as Token takes it; None is the preset."""

    algorithm: Algorithm | None = None
    look_ahead: int | None = None
    step: int | None = None
    t0: int | None = None
    behind: int | None = None
    ahead: int | None = None
    resync_window: int | None = None
    throttle: ThrottlePolicy | None = None
    allow_short_secret: bool = False

    def given(self) -> dict[str, Any]:
        """Those that depart, as arguments of Token."""
        values = ((each.name, getattr(self, each.name), each.default) for each in fields(self))
        return {name: value for name, value, preset in values if value != preset}


@dataclass(frozen=True)
class About:
    """What a seed file tells of a token and no verdict looks at: kept for lists and for exports."""

    maker: str | None = None
    model: str | None = None
    public_id: str | None = None
    start: str | None = None
    expiry: str | None = None


@dataclass(frozen=True)
class NewToken:
    """A token on its way into a store.

    * serial: 1 to 128 printable characters, unique in the store.
    * secret: as Token takes it; for a YubiKey the 16 bytes of its AES key, with private_id, 6 bytes.
    * state: where the token stands; None for a fresh one.
    * owner: as serial, or None for a token that lies in stock.
    """

    serial: str
    kind: TokenKind
    secret: bytes = field(repr=False)
    profile: Profile = "rfc"
    owner: str | None = None
    settings: Settings = Settings()
    private_id: bytes | None = field(default=None, repr=False)
    state: State | None = None
    about: About = About()

    @classmethod
    def from_seed(cls, seed: Seed, profile: Profile = "rfc", *, allow_short_secret: bool = False) -> NewToken:
        """A token out of a seed file, with everything that the file tells.

        Raises ConfigError for a seed that is of no kind, such as one with codes of seven digits.
        """
        raise NotImplementedError

    def token(self) -> Token:
        """What judges its codes. Raises ConfigError and TypeError as Token does."""
        raise NotImplementedError


@dataclass(frozen=True)
class StoredToken:
    """A token of a store as it is shown: everything but its secrets.

    * throttle: the attempts that count for it: its owner's where it has one, since one guess tries all of his tokens.
    * waiting: how many codes of a resync in several requests are kept.
    * version: changes with state, secret and assignment, never with an attempt.
    * added, retired: in Unix seconds; a retired token has neither secret nor owner.
    """

    serial: str
    owner: str | None
    kind: TokenKind
    profile: Profile
    settings: Settings
    state: State
    throttle: Throttle
    waiting: int
    version: int
    about: About
    added: int
    retired: int | None
