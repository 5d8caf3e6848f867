"""The rows of tokens: read, built, and written only where they stand as they were read."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, bindparam, insert, select, update

from otp_core import Throttle, ThrottlePolicy, Token, Trail, state_from_bytes
from otp_core.store.database import Again
from otp_core.store.errors import NoSuchToken, RetiredToken
from otp_core.store.records import About, Settings, StoredToken, is_name
from otp_core.store.schema import owners, tokens

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import ColumnElement, Connection, RowMapping, Select

    from otp_core.store.crypt import Vault
    from otp_core.store.records import NewToken, State

#: A YubiKey's private id lies behind its AES key.
AES_KEY = 16

_EVERYTHING = select(tokens, owners.c.throttle.label("owner_throttle")).join(
    owners, owners.c.name == tokens.c.owner, isouter=True
)
# The statements of every login are built once.
_FOUND = _EVERYTHING.where(tokens.c.serial == bindparam("of"))
_SWAP = update(tokens).where(tokens.c.serial == bindparam("of"), tokens.c.version == bindparam("at"))
# Where attempts are counted: at the owner, or in stock at the token.
_OF_OWNER = owners.c.name == bindparam("of")
_IN_STOCK = and_(tokens.c.serial == bindparam("of"), tokens.c.owner.is_(None))
_ATTEMPTS = {
    owned: (select(table.c.throttle).where(row).with_for_update(key_share=True), update(table).where(row))
    for owned, table, row in ((True, owners, _OF_OWNER), (False, tokens, _IN_STOCK))
}


@dataclass(frozen=True)
class Row:
    """A token as it was read, able to judge: what is shown, what judges, what was kept, and in which cell.

    The cell is in no repr: in a clear store it holds codes.
    """

    stored: StoredToken
    token: Token
    trail: Trail
    trail_cell: bytes = field(repr=False)


def query(*conditions: ColumnElement[bool]) -> Select[Any]:
    """Tokens by serial, with the attempts of their owners."""
    return _EVERYTHING.where(*conditions).order_by(tokens.c.serial)


def show(record: RowMapping) -> StoredToken:
    """A token without its secret; no cell is decrypted for it."""
    throttle = record["throttle"] if record["owner"] is None else record["owner_throttle"]
    return StoredToken(
        serial=record["serial"],
        owner=record["owner"],
        kind=record["kind"],
        profile=record["profile"],
        settings=read_settings(record["settings"]),
        state=state_from_bytes(record["state"]),
        throttle=Throttle.from_bytes(throttle),
        waiting=bool(record["trail"]),
        version=record["version"],
        about=About(**json.loads(record["about"])),
        added=record["added"],
        retired=record["retired"],
    )


def in_use(record: RowMapping) -> StoredToken:
    """As show. Raises RetiredToken."""
    stored = show(record)
    if stored.retired is not None:
        raise RetiredToken(stored.serial)
    return stored


def build(record: RowMapping, vault: Vault) -> Row:
    """A token that can judge. Raises RetiredToken."""
    stored = in_use(record)
    return Row(stored, judge(record, vault), _trail(record, vault), record["trail"])


def judge(record: RowMapping, vault: Vault) -> Token:
    """What judges a token's codes."""
    secret, private_id = read_secret(record, vault)
    given = read_settings(record["settings"]).given()
    return Token(record["kind"], secret, record["profile"], private_id=private_id, **given)


def read_secret(record: RowMapping, vault: Vault) -> tuple[bytes, bytes | None]:
    """The secret, and a YubiKey's private id."""
    secret = vault.open("secret", record["serial"], record["secret"])
    return (secret[:AES_KEY], secret[AES_KEY:]) if record["kind"] == "yubikey" else (secret, None)


def find(connection: Connection, serial: str) -> RowMapping:
    """The row with a serial. Raises NoSuchToken."""
    if not is_name(serial):  # no database has to read what no token is called
        message = f"there is no such token: {serial!a}"
        raise NoSuchToken(message)
    record = connection.execute(_FOUND, {"of": serial}).mappings().first()
    if record is None:
        message = f"there is no such token: {serial}"
        raise NoSuchToken(message)
    return record


def swap(connection: Connection, stored: StoredToken, **changes: object) -> None:
    """Writes where the version still stands, and moves it on. Raises Again where somebody else was first."""
    row = {"of": stored.serial, "at": stored.version, "version": stored.version + 1}
    if connection.execute(_SWAP, {**row, **changes}).rowcount != 1:
        raise Again


def attempts(connection: Connection, stored: StoredToken) -> Throttle:
    """The attempts that count for a token, as they are now; nobody else counts until this transaction ends.

    Whoever counts at the same time waits in line instead of trying again, so that no flood of guesses keeps an honest
    attempt from being counted. Raises Again where the token got an owner meanwhile.
    """
    read, _ = _ATTEMPTS[stored.owner is not None]
    cell = connection.execute(read, {"of": stored.owner or stored.serial}).scalar()
    if cell is None:
        raise Again
    return Throttle.from_bytes(cell)


def count(connection: Connection, stored: StoredToken, throttle: Throttle) -> None:
    """Writes the attempts that count for a token. The version stays. Raises Again as attempts."""
    _, write = _ATTEMPTS[stored.owner is not None]
    given = {"of": stored.owner or stored.serial, "throttle": throttle.to_bytes()}
    if connection.execute(write, given).rowcount != 1:
        raise Again


def keep_trail(connection: Connection, vault: Vault, row: Row, trail: Trail) -> None:
    """Writes what was kept where token and cell still are as they were read. The version stays. Raises Again as swap.

    The cell alone would not do: an empty one is as empty as before after the token was retired or given away.
    """
    cell = vault.seal("trail", row.stored.serial, trail.to_bytes())
    same = (tokens.c.version == row.stored.version, tokens.c.trail == row.trail_cell)
    mine = (tokens.c.serial == row.stored.serial, *same)
    if connection.execute(update(tokens).where(*mine).values(trail=cell)).rowcount != 1:
        raise Again


def enrol(connection: Connection, *names: str) -> None:
    """Makes the owners that are not there yet. One who comes in the same moment makes the transaction start anew."""
    there = set(connection.execute(select(owners.c.name).where(owners.c.name.in_(names))).scalars())
    if new := [{"name": name, "throttle": Throttle().to_bytes()} for name in sorted({*names} - there)]:
        connection.execute(insert(owners), new)


def cells(token: NewToken, state: State, vault: Vault) -> dict[str, Any]:
    """What a token's identity is written as: its kind, rules, secret and state."""
    return {
        "kind": token.kind,
        "profile": token.profile,
        "settings": write_settings(token.settings),
        "about": json.dumps(token.about.given()),
        "secret": vault.seal("secret", token.serial, token.secret + (token.private_id or b"")),
        "state": state.to_bytes(),
        "trail": b"",
    }


@lru_cache(maxsize=256)  # a fleet has few
def write_settings(settings: Settings) -> str:
    """As JSON."""
    given = settings.given()
    if policy := settings.throttle:
        names = ("limit", "first_lock", "longest_lock", "stop")
        given["throttle"] = {name: getattr(policy, name) for name in names}
    return json.dumps(given)


@lru_cache(maxsize=256)
def read_settings(text: str) -> Settings:
    """The reverse."""
    given: Mapping[str, Any] = json.loads(text)
    policy = given.get("throttle")
    return Settings(**{**given, "throttle": None if policy is None else ThrottlePolicy(**policy)})


def _trail(record: RowMapping, vault: Vault) -> Trail:
    """What was kept; an empty cell is an empty trail, sealed or not."""
    cell = record["trail"]
    return Trail.from_bytes(vault.open("trail", record["serial"], cell)) if cell else Trail()
