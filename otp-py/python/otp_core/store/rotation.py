"""The change of a store's keys, while logins go on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select, update

from otp_core.store import audit, schema
from otp_core.store.database import Again
from otp_core.store.schema import tokens

if TYPE_CHECKING:
    from sqlalchemy import Connection, RowMapping

    from otp_core.store.database import Database

#: How many tokens are sealed anew in a transaction, between which logins go on.
PAGE = 100


def rotate(db: Database) -> int:
    """As Store.rotate_keys."""
    if not db.vault.has_keys:
        message = "there is no key to encrypt with: new_key() makes one"
        raise ValueError(message)
    after, done = "", 0
    while serials := db.write(lambda connection, after=after: _page(db, connection, after)):  # type: ignore[misc]
        after, done = serials[-1], done + len(serials)

    # Last, so that a rotation that was interrupted is seen as not done.
    def finish(connection: Connection) -> None:
        schema.seal(connection, db.vault)
        audit.tell(db, connection, audit.seconds(None), "keys-rotated", (None, None), tokens=done)

    db.write(finish)
    db.encrypted, db.vault.admits_clear = True, False
    return done


def _page(db: Database, connection: Connection, after: str) -> list[str]:
    columns = (tokens.c.serial, tokens.c.secret, tokens.c.trail)
    records = connection.execute(select(*columns).where(tokens.c.serial > after).order_by(tokens.c.serial).limit(PAGE))
    return [_reseal(db, connection, record) for record in records.mappings().all()]


def _reseal(db: Database, connection: Connection, record: RowMapping) -> str:
    """Writes both cells anew where they still are as they were read; the version stays, so no login is disturbed."""
    serial, secret, trail = str(record["serial"]), record["secret"], record["trail"]
    fresh = {
        "secret": secret and db.vault.seal("secret", serial, db.vault.open("secret", serial, secret)),
        "trail": trail and db.vault.seal("trail", serial, db.vault.open("trail", serial, trail)),
    }
    mine = (tokens.c.serial == serial, tokens.c.secret == secret, tokens.c.trail == trail)
    if connection.execute(update(tokens).where(*mine).values(**fresh)).rowcount != 1:
        raise Again
    return serial
