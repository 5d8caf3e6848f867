"""What an old database allows is enough."""

from __future__ import annotations

import sqlite3
import sys
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from fleet import KEY, hotp
from otp_core.store import Store
from sqlalchemy import event

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.skipif(sys.version_info < (3, 11), reason="SKIPPED: Python 3.10 cannot limit the variables of SQLite")
def test_an_import_needs_no_more_variables_than_an_old_sqlite_has(tmp_path: Path):
    def limit(connection: sqlite3.Connection, *_: object) -> None:
        connection.setlimit(sqlite3.SQLITE_LIMIT_VARIABLE_NUMBER, 999)

    with Store.open(tmp_path / "tokens.db", keys=[KEY]) as store:
        event.listen(store._db.engine, "checkout", limit)  # noqa: SLF001, today has no such SQLite
        report = store.import_many(replace(hotp(f"{number:06}"), owner=f"{number:06}") for number in range(2000))
        assert (report.added, report.refused) == (2000, ())
