"""Tokens as they go into a store and as they are shown."""

from __future__ import annotations

import time
from dataclasses import dataclass, field, fields, replace
from typing import TYPE_CHECKING, Any, TypeAlias

from otp_core import (
    Algorithm,
    ConfigError,
    HotpState,
    Profile,
    Throttle,
    ThrottlePolicy,
    Token,
    TokenKind,
    TotpState,
    YubiKeyState,
)

if TYPE_CHECKING:
    from otp_core.seeds import Seed

State: TypeAlias = HotpState | TotpState | YubiKeyState

LONGEST_NAME = 128
#: How many steps ahead of the server a login may have been, with what its file has lost of its drift.
AHEAD = 10


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

    def given(self) -> dict[str, str]:
        """What is known."""
        return {each.name: value for each in fields(self) if (value := getattr(self, each.name)) is not None}

    def check(self) -> None:
        """Raises TypeError for what is no text: an export could not read it."""
        for name, value in self.given().items():
            if not isinstance(value, str):
                message = f"the {name} of a token is a str or None, not {type(value).__name__}"
                raise TypeError(message)


@dataclass(frozen=True)
class NewToken:
    """A token on its way into a store.

    * serial: 1 to 128 printable characters, unique in the store.
    * secret: 16 to 1024 bytes, or from 10 with allow_short_secret, which a Secret does not give back; for a YubiKey the
      16 bytes of its AES key, with private_id, 6 bytes.
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
    def from_seed(
        cls, seed: Seed, profile: Profile = "rfc", *, allow_short_secret: bool = False, used: bool = False
    ) -> NewToken:
        """A token out of a seed file, with everything that the file tells.

        No seed file tells which codes of a TOTP token are spent. Say used for tokens that another server let people in
        with: all their codes up to ten steps from now are spent here then. That covers a drift of up to nine steps that
        the file has lost; resync a token that may be further ahead before it moves. Of a YubiKey nothing is known,
        until its first login here spends what came before.

        Raises ConfigError for a seed that is of no kind, such as one with codes of seven digits.
        """
        if seed.kind is None:
            message = f"no kind of token is {seed.type} with {seed.digits} digits"
            raise ConfigError(message)
        short = allow_short_secret and seed.type != "yubikey"
        new = cls(
            serial=seed.serial,
            kind=seed.kind,
            secret=seed.secret,
            profile=profile,
            owner=seed.owner,
            settings=Settings(algorithm=seed.algorithm, step=seed.step, allow_short_secret=short),
            private_id=seed.private_id,
            state=seed.state(),
            about=About(seed.maker, seed.model, seed.public_id, seed.start, seed.expiry),
        )
        if not (used and seed.step and isinstance(new.state, TotpState)):
            return new
        # Whether its secret will do is not asked here: the store tells so of each token that comes in.
        drift, here = new.state.drift, int(time.time()) // seed.step
        return replace(new, state=TotpState(max(0, here + drift + AHEAD), drift))

    def token(self) -> Token:
        """What judges its codes. Raises ConfigError and TypeError as Token does."""
        return Token(self.kind, self.secret, self.profile, private_id=self.private_id, **self.settings.given())

    def checked(self) -> State:
        """The state that it begins with. Raises ConfigError, TypeError or ValueError for what cannot be stored."""
        check_name("serial", self.serial)
        if self.owner is not None:
            check_name("owner", self.owner)
        if not isinstance(self.secret, bytes):
            message = f"the secret of a token in a store is bytes, not {type(self.secret).__name__}"
            raise TypeError(message)
        self.about.check()
        fresh = self.token().fresh_state()
        state = fresh if self.state is None else self.state
        if type(state) is not type(fresh):
            message = f"a state of {self.kind} is a {type(fresh).__name__}"
            raise TypeError(message)
        return state


@dataclass(frozen=True)
class StoredToken:
    """A token of a store as it is shown: everything but its secrets.

    * throttle: the attempts that count for it: its owner's where it has one, since one guess tries all of his tokens.
    * waiting: whether codes of a resync in several requests are kept.
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
    waiting: bool
    version: int
    about: About
    added: int
    retired: int | None


def is_name(name: str) -> bool:
    """Whether a token or its owner can be called so."""
    return 0 < len(name) <= LONGEST_NAME and name.isprintable() and name.strip() == name


def check_name(what: str, name: str) -> None:
    """Raises ValueError for a serial or an owner that is empty, too long, or not printable."""
    if not is_name(name):
        message = f"the {what} is 1 to {LONGEST_NAME} printable characters without spaces at its ends"
        raise ValueError(message)
