"""Stores for every test: on a file of SQLite, and on a PostgreSQL that is started for the session."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

import psycopg
import pytest

# The tests share modules, and pytest imports each test by its own path.
sys.path.append(str(Path(__file__).resolve().parent))

from fleet import Database, Place

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from otp_core.store import Store

DEBIAN = Path("/usr/lib/postgresql")
USER = "postgres"
MEMORY = Path("/dev/shm")  # noqa: S108, a directory of one's own is made in it


def programs() -> Path | None:
    """Where the programs of a PostgreSQL server are."""
    on_path = shutil.which("initdb")
    found = [Path(on_path)] if on_path else sorted(DEBIAN.glob("*/bin/initdb"))
    return found[-1].parent if found else None


@pytest.fixture(scope="session")
def postgres() -> Iterator[Callable[[], str]]:
    """Makes empty schemas; the server listens on a socket in a directory of its own, and ends with the session."""
    binaries = programs()
    if binaries is None:
        if os.environ.get("CI"):
            pytest.fail("PostgreSQL is missing, and CI must have it")
        pytest.skip("PostgreSQL is missing")
    directory = Path(tempfile.mkdtemp(prefix="otp-"))
    as_user = []
    if os.geteuid() == 0:  # a server refuses to be root's
        user = pwd.getpwnam(USER)
        os.chown(directory, user.pw_uid, user.pw_gid)
        as_user = ["setpriv", f"--reuid={user.pw_uid}", f"--regid={user.pw_gid}", "--clear-groups"]
    data = directory / "data"
    subprocess.run(  # noqa: S603
        [*as_user, binaries / "initdb", "-D", data, "-U", "otp", "-A", "trust", "-E", "UTF8", "--no-sync"],
        check=True,
        capture_output=True,
    )
    # Its own crashes are its own matter: the tests kill those that talk to it.
    settings = ["-c", "listen_addresses=", "-c", f"unix_socket_directories={directory}", "-c", "fsync=off"]
    with (directory / "log").open("wb") as log:
        server = subprocess.Popen([*as_user, binaries / "postgres", "-D", data, *settings], stderr=log)  # noqa: S603
    place = f"host={directory} user=otp dbname=postgres"
    made = 0

    def make() -> str:
        nonlocal made
        made += 1
        with psycopg.connect(place, autocommit=True) as connection:
            connection.execute(f"CREATE SCHEMA store{made}")
        return f"postgresql://otp@/postgres?host={directory}&options=-csearch_path%3Dstore{made}"

    try:
        deadline = time.monotonic() + 30
        while True:
            try:
                psycopg.connect(place).close()
                break
            except psycopg.OperationalError:
                assert server.poll() is None, (directory / "log").read_text()
                assert time.monotonic() < deadline, "the server does not start"
                time.sleep(0.05)
        yield make
    finally:
        server.send_signal(signal.SIGQUIT)  # at once: nothing has to be kept
        server.wait(30)
        shutil.rmtree(directory)


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
