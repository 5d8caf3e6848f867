"""A PostgreSQL server of one's own, from the programs that the machine has."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

import psycopg
import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

DEBIAN = Path("/usr/lib/postgresql")
USER = "postgres"
PATIENCE = 30


@pytest.fixture(scope="session")
def postgres() -> Iterator[Callable[[], str]]:
    """Makes empty schemas on a server that ends with the session."""
    if programs() is None:
        if os.environ.get("CI"):
            pytest.fail("PostgreSQL is missing, and CI must have it")
        pytest.skip("PostgreSQL is missing")
    # Its own crashes are its own matter: the tests kill those that talk to it.
    with running("fsync=off") as make:
        yield make


def programs() -> Path | None:
    """Where they are."""
    on_path = shutil.which("initdb")
    found = [Path(on_path)] if on_path else sorted(DEBIAN.glob("*/bin/initdb"))
    return found[-1].parent if found else None


@contextmanager
def running(*settings: str) -> Iterator[Callable[[], str]]:
    """Makes empty schemas; the server listens on a socket in a directory of its own, and leaves nothing behind."""
    binaries = programs()
    assert binaries is not None
    directory = Path(tempfile.mkdtemp(prefix="otp-"))
    as_user = []
    if os.geteuid() == 0:  # a server refuses to be root's
        user = pwd.getpwnam(USER)
        os.chown(directory, user.pw_uid, user.pw_gid)
        as_user = ["setpriv", f"--reuid={user.pw_uid}", f"--regid={user.pw_gid}", "--clear-groups"]
    data, log = directory / "data", directory / "log"
    made = [binaries / "initdb", "-D", data, "-U", "otp", "-A", "trust", "-E", "UTF8", "--no-sync"]
    subprocess.run([*as_user, *made], check=True, capture_output=True)  # noqa: S603
    given = [
        word
        for each in ("listen_addresses=", f"unix_socket_directories={directory}", *settings)
        for word in ("-c", each)
    ]
    with log.open("wb") as written:
        server = subprocess.Popen([*as_user, binaries / "postgres", "-D", data, *given], stderr=written)  # noqa: S603
    place, numbers = f"host={directory} user=otp dbname=postgres", count()

    def make() -> str:
        schema = f"store{next(numbers)}"
        with psycopg.connect(place, autocommit=True) as connection:
            connection.execute(f"CREATE SCHEMA {schema}")
        return f"postgresql://otp@/postgres?host={directory}&options=-csearch_path%3D{schema}"

    try:
        deadline = time.monotonic() + PATIENCE
        while not answers(place):
            assert server.poll() is None, log.read_text()
            assert time.monotonic() < deadline, "the server does not start"
            time.sleep(0.05)
        yield make
    finally:
        server.send_signal(signal.SIGQUIT)  # at once: nothing has to be kept
        server.wait(PATIENCE)
        shutil.rmtree(directory)


def answers(place: str) -> bool:
    """Whether the server takes connections yet."""
    try:
        psycopg.connect(place).close()
    except psycopg.OperationalError:
        return False
    return True
