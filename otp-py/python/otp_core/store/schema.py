"""The tables, and how those of earlier versions become today's."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import (
    BigInteger,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    insert,
    inspect,
    select,
    update,
)

from otp_core.store.crypt import CLEAR
from otp_core.store.errors import SchemaTooNew, StoreExists, WrongStoreKey

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from sqlalchemy import Connection

    from otp_core.store.crypt import Vault

metadata = MetaData()
#: SQLite numbers rows by themselves only in a column of exactly this type.
_Number = BigInteger().with_variant(Integer, "sqlite")

#: One row: the version of the schema, and a cell that only the right keys open.
meta = Table(
    "otp_store",
    metadata,
    Column("name", String(16), primary_key=True),
    Column("schema", Integer, nullable=False),
    Column("seal", LargeBinary, nullable=False),
)
#: One who has no token any more keeps his row, so that letting go of a token and taking it again clears no attempts.
owners = Table(
    "otp_owner",
    metadata,
    Column("name", String(128), primary_key=True),
    Column("throttle", LargeBinary, nullable=False),
)
tokens = Table(
    "otp_token",
    metadata,
    Column("serial", String(128), primary_key=True),
    Column("owner", String(128), ForeignKey(owners.c.name), nullable=True, index=True),
    Column("kind", String(16), nullable=False),
    Column("profile", String(16), nullable=False),
    Column("settings", Text, nullable=False),
    Column("about", Text, nullable=False),
    Column("secret", LargeBinary, nullable=False),
    Column("state", LargeBinary, nullable=False),
    # Of a token in stock: of one with an owner, his counts.
    Column("throttle", LargeBinary, nullable=False),
    Column("trail", LargeBinary, nullable=False),
    Column("version", BigInteger, nullable=False),
    Column("added", BigInteger, nullable=False),
    Column("retired", BigInteger, nullable=True),
)
events = Table(
    "otp_event",
    metadata,
    Column("number", _Number, primary_key=True, autoincrement=True),
    Column("at", BigInteger, nullable=False),
    Column("actor", String(128), nullable=False),
    Column("action", String(32), nullable=False),
    Column("serial", String(128), nullable=True),
    Column("owner", String(128), nullable=True),
    Column("facts", Text, nullable=False),
    Index("otp_event_of_serial", "serial", "number"),
    Index("otp_event_of_owner", "owner", "number"),
    sqlite_autoincrement=True,
)

#: The first brings schema 1 to 2, and so on. Each runs in the transaction of them all.
UPGRADES: Sequence[Callable[[Connection], None]] = ()

_SEALED = b"otp-core store"


def current() -> int:
    """The schema that this version of the package writes."""
    return 1 + len(UPGRADES)


def found(connection: Connection) -> int | None:
    """The schema that is there, or None for an empty database. Raises SchemaTooNew."""
    if not inspect(connection).has_table(meta.name):
        return None
    return _known(connection.execute(select(meta.c.schema)).scalar())


def _known(schema: int | None) -> int | None:
    if schema is not None and schema > current():
        message = f"the store has schema {schema}, this version of otp-core knows {current()}: install a later one"
        raise SchemaTooNew(message)
    return schema


def prepare(connection: Connection, vault: Vault, *, new: bool) -> None:
    """Makes the tables, or, unless they have to be new, brings older ones up to date. Raises StoreExists."""
    schema = found(connection)
    if new and schema is not None:
        message = "there is a store in this database already"
        raise StoreExists(message)
    if schema is not None:  # of two servers that upgrade at once, the second waits here; the first may be a later one
        schema = _known(connection.execute(select(meta.c.schema).with_for_update()).scalar())
    if schema is None:
        metadata.create_all(connection)
        row = {"name": "store", "schema": current(), "seal": vault.seal("store", "", _SEALED)}
        connection.execute(insert(meta).values(row))
        return
    for upgrade in UPGRADES[schema - 1 :]:
        upgrade(connection)
    connection.execute(update(meta).values(schema=current()))


def unlock(connection: Connection, vault: Vault) -> bool:
    """Tries the keys, and tells whether the store is encrypted. Raises WrongStoreKey."""
    seal = connection.execute(select(meta.c.seal)).scalar_one()
    if vault.open("store", "", seal) != _SEALED:
        message = "the store does not say what it is sealed with: it is damaged"
        raise WrongStoreKey(message)
    return not seal.startswith(CLEAR)


def seal(connection: Connection, vault: Vault) -> None:
    """Says that the store is sealed under the newest key."""
    connection.execute(update(meta).values(seal=vault.seal("store", "", _SEALED)))
