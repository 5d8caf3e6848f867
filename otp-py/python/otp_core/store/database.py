"""Transactions: what is tried again, and what a failure is called."""

from __future__ import annotations

import os
import random
import sqlite3
import time
import warnings
import weakref
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from sqlalchemy import URL, create_engine, event, make_url
from sqlalchemy.dialects.postgresql.base import PGDialect
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from otp_core.store import schema, sqlite
from otp_core.store.crypt import UNENCRYPTED, Vault, file_of_environment, keys_of_environment
from otp_core.store.errors import Conflict, StoreWarning, Unavailable
from otp_core.store.records import check_name

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from sqlalchemy import Connection, Engine, RowMapping, Select

T = TypeVar("T")

#: How often a transaction that lost to another is tried before its caller hears of it.
TRIES = 20
#: What PostgreSQL, and what speaks its protocol, says of a transaction that lost to another: serialization, deadlock,
#: the same row or table made twice, or the type of a table's rows. On SQLite writers stand in line from their
#: beginning, so none of it happens.
LOST = {"40001", "40P01", "23505", "42710", "42P07"}
REASONS = {
    "25006": "the database is read-only: nothing was written",
    "42501": "the database does not let this user do it: nothing was written",
    "53100": "the disk is full: nothing was written",
    "53300": "the database has too many connections, try again",
    "55P03": "the database is busy: another program holds it, try again",
    "57014": "the database took too long, try again",
    "57P03": "the database is starting or stopping, try again",
}


class Again(Exception):
    """A row is no longer as it was read: the transaction is undone, and done anew."""


class Database:
    """Where a store lies, with the keys to it and the one who acts.

    PostgreSQL's READ COMMITTED is enough: every write names, in its own statement, the version or the cell that it was
    decided on, or locks the attempts that it counts in before it reads them; and a statement that waited for another
    transaction sees what that one left.
    """

    def __init__(
        self, where: str | os.PathLike[str], keys: Sequence[str] | None, actor: str, timeout: float, *, new: bool
    ) -> None:
        """Opens it, makes it or brings it up to date, and tries the keys."""
        check_name("actor", actor)
        self.actor = actor
        self.vault = Vault(keys_of_environment() if keys is None else keys)
        # Absolute, since a server may leave the folder that it was started in.
        self.keys_file = path.absolute() if keys is None and (path := file_of_environment()) else None
        url = _url(where)
        self.path = None if url.get_backend_name() != "sqlite" else Path(str(url.database))
        self.engine = _engine(url, timeout)
        self._engines = {True: self.engine.execution_options(**{sqlite.WRITES: True}), False: self.engine}
        if self.path is not None:
            sqlite.touch(self.path, new=new)
        _ENGINES.add(self.engine)
        try:
            if new or self.read(schema.found) != schema.current():
                self._transact(lambda connection: schema.prepare(connection, self.vault, new=new), writes=True)
            self.read(self._try_keys)
            if self.vault.admits_clear:
                warnings.warn(UNENCRYPTED, StoreWarning, stacklevel=3)
        except BaseException:
            self.engine.dispose()
            raise

    def read(self, ask: Callable[[Connection], T]) -> T:
        """The answer to a question, from one view of the database."""
        return self._transact(ask, writes=False)

    def fetch(self, statement: Select[Any]) -> Sequence[RowMapping]:
        """The rows that a question gives."""
        return self.read(lambda connection: connection.execute(statement).mappings().all())

    def write(self, act: Callable[[Connection], T], *, tries: int = TRIES) -> T:
        """Does it in one transaction, from the beginning again where another came between. Raises Conflict.

        The keys are tried each time: a store may have been encrypted, or got another key, since it was opened.
        """

        def checked(connection: Connection) -> T:
            self._try_keys(connection)
            return act(connection)

        return self._transact(checked, tries, writes=True)

    def erase(self, act: Callable[[Connection], T]) -> T:
        """As write, and leaves nothing of what was written over in the files of a SQLite."""
        done = self.write(act)
        if self.path is not None:
            sqlite.empty_log(self.path)
        return done

    def _try_keys(self, connection: Connection) -> None:
        """Clear cells open in a clear store alone. Raises WrongStoreKey."""
        self.vault.admits_clear = not schema.unlock(connection, self.vault)

    def _transact(self, act: Callable[[Connection], T], tries: int = TRIES, *, writes: bool) -> T:
        for tried in range(tries):
            if tried:
                time.sleep(random.uniform(0, 0.001 * 2 ** min(tried, 7)))  # noqa: S311, racers part
            try:
                with self._engines[writes].begin() as connection:
                    return act(connection)
            except Again:
                continue
            except DBAPIError as error:
                if _sqlstate(error) not in LOST:
                    raise Unavailable(_reason(error)) from error
            except PoolTimeout as error:
                message = "the database gives no connection: it is busy or away"
                raise Unavailable(message) from error
        message = "too many others changed the same token in this moment, try again"
        raise Conflict(message)


def _url(where: str | os.PathLike[str]) -> URL:
    """A path is a file of SQLite; what has :// is a URL."""
    text = os.fspath(where)
    if text == ":memory:":
        message = "a store in memory forgets which codes are spent: give it a file"
        raise ValueError(message)
    if "://" not in text:
        return URL.create("sqlite", database=str(Path(text).absolute()))
    try:
        url = make_url(text)
    except (ArgumentError, ValueError):
        message = "the URL of a store is like postgresql://user@host/database"
        raise ValueError(message) from None
    if "@" in (url.host or ""):  # what follows the first one would be shown as the name of a host
        message = "an @ in the password of a URL is written as %40"
        raise ValueError(message)
    if url.drivername in {"postgresql", "postgres"}:
        return url.set(drivername="postgresql+psycopg")
    if url.get_backend_name() == "sqlite":
        message = "a store of SQLite is opened by the path of its file"
        raise ValueError(message)
    return url


def _engine(url: URL, timeout: float) -> Engine:
    to_file = url.get_backend_name() == "sqlite"
    waits = {"timeout": timeout} if to_file else _patience(url, timeout)
    try:
        engine = create_engine(
            url, connect_args=waits, hide_parameters=True, pool_pre_ping=not to_file, pool_timeout=timeout
        )
    except (NoSuchModuleError, ModuleNotFoundError) as error:
        message = f"no driver for {url.drivername}: {error}"
        raise ValueError(message) from None
    if to_file:
        sqlite.furnish(engine, timeout)
    elif isinstance(engine.dialect, PGDialect):
        _limit_waiting(engine, timeout)
    else:
        message = f"a store is a file of SQLite or speaks PostgreSQL's protocol, and {url.drivername} does not"
        raise ValueError(message)
    return engine


def _patience(url: URL, timeout: float) -> dict[str, float]:
    """How long libpq waits for a server that is away, or whose network is; what the URL says of it stands."""
    seconds = max(1, int(timeout))
    waits = {
        "connect_timeout": max(2, seconds),
        "tcp_user_timeout": seconds * 1000,
        "keepalives_idle": seconds,
        "keepalives_interval": max(1, seconds // 3),
        "keepalives_count": 3,
    }
    return {name: value for name, value in waits.items() if name not in url.query}


def _limit_waiting(engine: Engine, timeout: float) -> None:
    """Nobody waits longer for a row that another program holds, or twice as long for a statement."""
    longest = max(1, int(timeout * 1000))  # 0 would be for ever

    @event.listens_for(engine, "connect")
    def connected(connection: object, _record: object) -> None:
        with connection.cursor() as cursor:  # type: ignore[attr-defined]
            # Were they the same, a row that is held would be told as a statement that took too long. A commit has no
            # such limit, since one that is cut off on its way to another server has happened all the same.
            cursor.execute(f"SET lock_timeout = {longest}; SET statement_timeout = {2 * longest}")
        connection.commit()  # type: ignore[attr-defined]


def _sqlstate(error: DBAPIError) -> str | None:
    return getattr(error.orig, "sqlstate", None)


def _reason(error: DBAPIError) -> str:
    said = str(error.orig).partition("\n")[0]
    for words, reason in sqlite.REASONS.items():
        if words in said:
            return reason
    state = _sqlstate(error)
    answers = state is not None or isinstance(error.orig, sqlite3.Error)
    return REASONS.get(state or "", f"the database {'refused it' if answers else 'does not answer'}: {said}")


#: No connection survives a fork in both processes: SQLite's locks belong to one, PostgreSQL's session too. So the idle
#: ones are closed before, and both processes open their own.
_ENGINES: weakref.WeakSet[Engine] = weakref.WeakSet()


def _close_idle() -> None:
    for engine in _ENGINES:
        engine.dispose()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(before=_close_idle)
