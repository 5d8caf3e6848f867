"""The file that a store is by default."""

from __future__ import annotations

import os
import sqlite3
import time
import warnings
from contextlib import closing, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import event

from otp_core.store.crypt import is_loose
from otp_core.store.errors import StoreExists, StoreWarning, Unavailable

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine

#: For SQLite's file and the two that lie beside it, which take its mode over.
MODE = 0o600
#: How a transaction says that it will write: taken at its beginning, the lock cannot be missed in the middle.
WRITES = "otp_writes"

#: SQLite's error codes have names from Python 3.11 on only.
BUSY = "database is locked"
#: A file that is out of order, in SQLite's words and in ours.
REASONS = {
    BUSY: "the database is busy: another program holds it, try again",
    "database or disk is full": "the disk is full: nothing was written",
    "attempt to write a readonly database": "the database is read-only: nothing was written",
    "unable to open database file": "the database cannot be opened: it or its directory is read-only or another's",
    "file is not a database": "the file is no database of SQLite",
    "database disk image is malformed": "the database is damaged: bring back a copy",
    "disk I/O error": "the disk does not answer: nothing was written",
}


def touch(path: Path, *, new: bool) -> None:
    """Makes an empty file that only its owner may read, or, unless it has to be new, warns of one that others may."""
    try:
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, MODE))
    except FileExistsError:
        if path.is_dir():
            message = f"{path} is a folder: a store is a file in one"
            raise Unavailable(message) from None
        if not path.exists():  # SQLite would make what it points to, for others to read
            message = f"{path} is a link to nothing"
            raise Unavailable(message) from None
        if new:
            message = f"there is a file at {path} already"
            raise StoreExists(message) from None
        if others_may_read(path):
            warnings.warn(f"others may read the store: chmod 600 {path}*", StoreWarning, stacklevel=4)
    except OSError as error:
        message = f"the database cannot be made at {path}: {error.strerror}"
        raise Unavailable(message) from error


def others_may_read(path: Path) -> bool:
    """Whether its mode, or that of a file beside it, lets anybody but its owner in."""
    # SQLite takes those beside it away when the last connection goes.
    return any(is_loose(each) for each in (path, Path(f"{path}-wal"), Path(f"{path}-shm")))


def furnish(engine: Engine, timeout: float) -> None:
    """Makes every connection durable, careful and explicit about its transactions."""

    @event.listens_for(engine, "connect")
    def connected(connection: sqlite3.Connection, _record: object) -> None:
        connection.isolation_level = None  # otherwise the driver begins transactions where it thinks fit
        if journal(connection, timeout) != "wal":
            message = "the database cannot keep a write-ahead log here: put it on a local disk"
            raise Unavailable(message)
        for pragma in ("synchronous = FULL", "foreign_keys = ON", "secure_delete = ON", "trusted_schema = OFF"):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def begun(connection: Connection) -> None:
        writes = connection.get_execution_options().get(WRITES, False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def journal(connection: sqlite3.Connection, timeout: float) -> str:
    """Turns the write-ahead log on, and gives the journal that there is.

    Of two who turn it on at once SQLite lets one wait, and tells the other without waiting that the database is busy.
    """
    until = time.monotonic() + timeout
    while True:
        late = time.monotonic() >= until
        try:
            (mode,) = connection.execute("PRAGMA journal_mode = WAL").fetchone()
            return str(mode)
        except sqlite3.OperationalError as error:
            if late or str(error) != BUSY:
                raise
        time.sleep(0.01)


def empty_log(path: Path) -> None:
    """Takes what was written over out of the write-ahead log; secure_delete takes it out of the file alone.

    What was written stands already. Nobody writes while this waits for those who read, so it soon gives up.
    """
    with suppress(sqlite3.Error), closing(sqlite3.connect(path, timeout=1)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
