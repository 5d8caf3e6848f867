"""The change of a store's keys, while logins go on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import bindparam, select, update

from otp_core.store import audit, schema
from otp_core.store.database import Again
from otp_core.store.schema import tokens

if TYPE_CHECKING:
    from sqlalchemy import Connection, RowMapping

    from otp_core.store.crypt import Vault
    from otp_core.store.database import Database

#: How many tokens are sealed anew in a transaction, between which logins go on.
PAGE = 100
_READ = (
    select(tokens.c.serial, tokens.c.secret, tokens.c.trail)
    .where(tokens.c.serial > bindparam("after"))
    .order_by(tokens.c.serial)
    .limit(PAGE)
)
_WRITE = update(tokens).where(
    tokens.c.serial == bindparam("of"),
    tokens.c.secret == bindparam("old_secret"),
    tokens.c.trail == bindparam("old_trail"),
)


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

    db.erase(finish)
    db.vault.admits_clear = False
    return done


def _page(db: Database, connection: Connection, after: str) -> list[str]:
    """Writes cells anew where they still are as they were read; the version stays, so no login is disturbed."""
    records = connection.execute(_READ, {"after": after}).mappings().all()
    if records and connection.execute(_WRITE, [_resealed(db.vault, record) for record in records]).rowcount != len(
        records
    ):
        raise Again
    return [str(record["serial"]) for record in records]


def _resealed(vault: Vault, record: RowMapping) -> dict[str, object]:
    serial, secret, trail = str(record["serial"]), record["secret"], record["trail"]
    return {
        "of": serial,
        "old_secret": secret,
        "old_trail": trail,
        "secret": secret and vault.seal("secret", serial, vault.open("secret", serial, secret)),
        "trail": trail and vault.seal("trail", serial, vault.open("trail", serial, trail)),
    }
