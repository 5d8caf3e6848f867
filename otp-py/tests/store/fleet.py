"""Tokens in people's pockets, and what the tests have in common about the store that knows them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from model import Device
from otp_core import HotpState, TotpState
from otp_core.store import NewToken, Store, new_key
from sqlalchemy import create_engine, text
from strategies import RFC_KEY
from test_yubikey_model import Key

if TYPE_CHECKING:
    from collections.abc import Iterator

KEY = new_key()
NOW = 1_700_000_010
#: The step of NOW.
HERE = NOW // 30
RFC = Device(RFC_KEY)
OTHER = Device(b"another key of 20 by")


@dataclass(frozen=True)
class Place:
    """Where a store lies."""

    where: str

    @property
    def is_file(self) -> bool:
        return "://" not in self.where

    def open(self, **given: Any) -> Store:
        """Opens it, with the key of all tests where no others are given."""
        return Store.open(self.where, **{"keys": [KEY], **given})


@dataclass(frozen=True)
class Database:
    """A store's tables, past its door."""

    where: str

    def ask(self, statement: str, **values: object) -> list[tuple[Any, ...]]:
        """What a statement gives or changes, in a transaction of its own."""
        url = self.where if "://" in self.where else f"sqlite:///{self.where}"
        engine = create_engine(url.replace("postgresql://", "postgresql+psycopg://"))
        try:
            with engine.begin() as connection:
                done = connection.execute(text(statement), values)
                return [tuple(row) for row in done] if done.returns_rows else []
        finally:
            engine.dispose()


def hotp(serial: str = "1", profile: str = "rfc", counter: int = 0, device: Device = RFC, **given: Any) -> NewToken:
    """A HOTP token with a device's key."""
    kind = "hotp-8" if device.digits == 8 else "hotp-6"
    return NewToken(serial, kind, device.key, profile, state=HotpState(counter), **given)


def totp(serial: str = "1", profile: str = "rfc", device: Device = RFC, **given: Any) -> NewToken:
    """A TOTP token with a device's key."""
    given.setdefault("state", TotpState())
    return NewToken(serial, "totp-6", device.key, profile, **given)


YUBIKEY = Key(b"k" * 16, b"privat")


def yubikey(serial: str = "1", **given: Any) -> NewToken:
    """A YubiKey."""
    return NewToken(serial, "yubikey", YUBIKEY.key, private_id=YUBIKEY.private_id, **given)


def otp(usage: int, session_use: int = 0) -> str:
    """What the YubiKey types."""
    return replace(YUBIKEY, usage=usage, session_use=session_use).otp(b"\x01")


def wrong(device: Device, *good: int) -> Iterator[str]:
    """Codes that a device shows nowhere near."""
    shown = {device.code(factor) for factor in good} | {device.code(factor) for factor in range(3000)}
    return (code for number in range(10**6) if (code := f"{number:06}") not in shown)


def actions(store: Store, **asked: Any) -> list[str]:
    """What the audit trail tells, in a word each."""
    return [event.action for event in store.audit(**asked)]
