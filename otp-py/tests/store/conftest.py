"""Stores for every test: on a file of SQLite, and on a PostgreSQL that is started for them."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

# The tests share modules, and pytest imports each test by its own path.
sys.path.append(str(Path(__file__).resolve().parent))

from fleet import Database, Place
from postgres import postgres  # noqa: F401, for every test here

if TYPE_CHECKING:
    from collections.abc import Iterator

    from otp_core.store import Store

MEMORY = Path("/dev/shm")  # noqa: S108, a directory of one's own is made in it


@pytest.fixture(params=["sqlite", "postgresql"])
def place(request: pytest.FixtureRequest) -> Iterator[Place]:
    """Where an empty store lies: in memory where there is such a place, since a thousand commits take a disk long."""
    if request.param == "postgresql":
        yield Place(request.getfixturevalue("postgres")())
        return
    with tempfile.TemporaryDirectory(dir=MEMORY if MEMORY.is_dir() else None) as directory:
        yield Place(f"{directory}/tokens.db")


@pytest.fixture
def store(place: Place) -> Iterator[Store]:
    """An empty store, encrypted."""
    with place.open() as opened:
        yield opened


@pytest.fixture
def database(place: Place, store: Store) -> Database:  # noqa: ARG001, the tables are there
    """What lies in the store, for those who look past its door."""
    return Database(place.where)
