"""Which tokens a request is about, and whether what came can be read at all: nothing here costs an attempt."""

from __future__ import annotations

from typing import TYPE_CHECKING

from otp_core import MalformedCode, WrongLength
from otp_core.store import rows
from otp_core.store.errors import NoSuchToken
from otp_core.store.records import is_name
from otp_core.store.schema import tokens

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from otp_core.store.database import Database
    from otp_core.store.rows import Row


def token(db: Database, connection: Connection, serial: str) -> Row:
    """The token with a serial. Raises NoSuchToken and RetiredToken."""
    return rows.build(rows.find(connection, serial), db.vault)


def unchanged(db: Database, connection: Connection, judged: Row) -> Row | None:
    """A token as it is now, where neither its secret nor its state nor its owner has changed since it was judged."""
    record = rows.find(connection, judged.stored.serial)
    return rows.build(record, db.vault) if record["version"] == judged.stored.version else None


def tokens_of(db: Database, connection: Connection, owner: str) -> list[Row]:
    """The tokens of an owner, by serial. Raises NoSuchToken where there are none."""
    if not is_name(owner):
        message = f"{owner!a} has no token"
        raise NoSuchToken(message)
    records = connection.execute(rows.query(tokens.c.owner == owner)).mappings()
    if found := [rows.build(record, db.vault) for record in records]:
        return found
    message = f"{owner} has no token"
    raise NoSuchToken(message)


def readable(found: list[Row], code: str) -> list[Row]:
    """Those that could have made a code. Raises as Token.check where none could."""
    faults = [fault_of(row, code) for row in found]
    if able := [row for row, fault in zip(found, faults, strict=True) if fault is None]:
        return able
    # Of several, a readable code's wrong length tells more than that it is no OTP of a YubiKey.
    raise next(fault for fault in sorted(faults, key=lambda fault: isinstance(fault, MalformedCode)) if fault)


def fault_of(row: Row, code: str) -> MalformedCode | WrongLength | None:
    """Why a token could not have made a code."""
    try:
        row.token.check(code)
    except (MalformedCode, WrongLength) as fault:
        return fault
    return None


def raise_if_locked(found: list[Row], now: int) -> None:
    """Raises Locked; looking counts nothing."""
    for row in found:
        if (locked := row.stored.throttle.locked(now)) is not None:
            raise locked
