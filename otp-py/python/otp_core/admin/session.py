"""The store that a command works on."""

from __future__ import annotations

import os
import re
import sqlite3
import sys
import warnings
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import typer
from sqlalchemy import make_url

from otp_core.admin.failures import UsageError
from otp_core.store import Store, StoreWarning
from otp_core.store.crypt import UNENCRYPTED

if sys.platform == "win32":
    import getpass
else:
    import pwd

if TYPE_CHECKING:
    from collections.abc import Iterator


def place(where: str | None) -> str:
    """Where the store is: as asked, or in the folder of the user's settings."""
    return where or str(Path(typer.get_app_dir("otp-admin")) / "store.db")


@contextmanager
def opened(where: str | None, *, for_secrets: bool = False) -> Iterator[Store]:
    """The store, for one command. Raises UsageError for a file that is not there: a typing error makes no store.

    That secrets lie in the clear is news where secrets come in; doctor says it always.
    """
    path = place(where)
    if "://" not in path and not Path(path).exists():
        message = f"there is no store at {path}: otp-admin init makes one"
        raise UsageError(message)
    if "://" not in path and not _is_store(Path(path)):
        message = f"{path} is no store: otp-admin init makes one elsewhere"
        raise UsageError(message)
    with warnings.catch_warnings():
        if not for_secrets:
            warnings.filterwarnings("ignore", re.escape(UNENCRYPTED), StoreWarning)
        store = Store.open(path, actor=_actor())
    with store:
        yield store


def make(where: str | None) -> str:
    """Makes a store, and gives the place of it as it may be shown."""
    path = place(where)
    if "://" not in path:
        Path(path).absolute().parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    Store.open(path, actor=_actor(), new=True).close()
    return _shown(path)


def _shown(path: str) -> str:
    """Of a URL neither the password nor the query, where drivers take one as well."""
    return make_url(path).set(query={}).render_as_string(hide_password=True) if "://" in path else path


def _is_store(path: Path) -> bool:
    """Whether a file is one, or is in such a state that the store has to say what is wrong with it."""
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as connection:
            return bool(connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'otp_store'").fetchone())
    except sqlite3.Error:
        return True


def _actor() -> str:
    """Who acts, for the audit trail: whose process it is, whatever its environment says. Some users have no name."""
    if sys.platform == "win32":
        return getpass.getuser()
    try:
        return pwd.getpwuid(os.getuid()).pw_name
    except KeyError:
        return str(os.getuid())
