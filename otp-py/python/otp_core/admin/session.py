"""The store that a command works on."""

from __future__ import annotations

import getpass
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from otp_core.admin.failures import UsageError
from otp_core.store import Store

if TYPE_CHECKING:
    from collections.abc import Iterator


def place(where: str | None) -> str:
    """Where the store is: as asked, or in the folder of the user's settings."""
    return where or str(Path(typer.get_app_dir("otp-admin")) / "store.db")


@contextmanager
def opened(where: str | None) -> Iterator[Store]:
    """The store, for one command. Raises UsageError for a file that is not there: a typing error makes no store."""
    path = place(where)
    if "://" not in path and not Path(path).exists():
        message = f"there is no store at {path}: otp-admin init makes one"
        raise UsageError(message)
    with Store.open(path, actor=getpass.getuser()) as store:
        yield store


def make(where: str | None) -> str:
    """Makes a store, and gives the place of it."""
    path = place(where)
    if "://" not in path:
        if Path(path).exists():
            message = f"there is a file at {path} already"
            raise UsageError(message)
        Path(path).absolute().parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    Store.open(path, actor=getpass.getuser()).close()
    return path
