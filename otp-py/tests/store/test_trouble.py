"""A database in trouble: one clear error, nothing half-written, and nothing lost when the trouble is over."""

from __future__ import annotations

import os
import sqlite3
import stat
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, cast

import pytest
from fleet import KEY, NOW, RFC, Database, actions, hotp
from otp_core import HotpState, Rejected
from otp_core.store import Store, StoreWarning, Unavailable, sqlite
from sqlalchemy import create_engine, text

if TYPE_CHECKING:
    from collections.abc import Callable

    import psycopg
    from fleet import Place

HERE = Path(__file__).resolve().parent
#: On a disk of its own: what each line prints is looked at by a test.
ON_A_DISK = """
import os, subprocess, sys
from pathlib import Path
sys.path[:0] = [{tests!r}, {here!r}]
from fleet import KEY, NOW, RFC, hotp
from otp_core.store import Store, Unavailable
disk = Path({disk!r})
subprocess.run(["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", str(disk)], check=True)
def opened():
    return Store.open(disk / "tokens.db", keys=[KEY])
"""
FULL = """
with opened() as store:
    store.add(hotp())
    spent = 0
    with open(disk / "filler", "wb", buffering=0) as filler:
        try:
            while True:
                filler.write(bytes(4096))
        except OSError:
            pass
    try:
        while True:
            store.verify("1", RFC.code(spent), NOW)
            spent += 1
    except Unavailable as error:
        print(error)
    print(store.get("1").state.counter == spent)
    (disk / "filler").unlink()
    print(store.verify("1", RFC.code(spent), NOW))
with opened() as store:
    print(store.get("1").state.counter == spent + 1, store.get("1").throttle.attempts)
"""
READ_ONLY = """
with opened() as store:
    store.add(hotp())
    store.verify("1", RFC.code(0), NOW)
subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)
try:
    with opened() as store:
        print(store.get("1").state)
        store.verify("1", RFC.code(1), NOW)
except Unavailable as error:
    print(error)
subprocess.run(["mount", "-o", "remount,rw", str(disk)], check=True)
with opened() as store:
    print(store.verify("1", RFC.code(1), NOW))
"""


@pytest.fixture
def on_a_disk(tmp_path: Path, command: Callable[[str], str]) -> Callable[[str], list[str]]:
    """Runs a program that may mount: what it prints."""

    def run(program: str) -> list[str]:
        source = ON_A_DISK.format(tests=str(HERE.parent), here=str(HERE), disk=str(tmp_path)) + program
        inside = [command("unshare"), "-Urm", sys.executable, "-c", source]
        done = subprocess.run(inside, capture_output=True, text=True, check=False)  # noqa: S603
        if "unshare: " in done.stderr:
            pytest.skip("this machine lets nobody mount a disk of his own")
        assert done.returncode == 0, done.stderr
        return done.stdout.splitlines()

    return run


def test_a_full_disk_refuses_and_loses_nothing(on_a_disk: Callable[[str], list[str]]):
    error, whole, after, final = on_a_disk(FULL)
    assert error == "the disk is full: nothing was written"
    assert whole == "True"
    assert after.startswith("counter ")
    assert final == "True 0"


def test_a_read_only_disk_refuses_and_loses_nothing(on_a_disk: Callable[[str], list[str]]):
    *_, error, after = on_a_disk(READ_ONLY)
    assert "read-only" in error
    assert after == "counter 1 → 2"


def test_a_read_only_server_refuses_and_loses_nothing(postgres: Callable[[], str]):
    where = postgres()
    with Store.open(where, keys=[KEY]) as store:
        store.add(hotp())
    with Store.open(where + "%20-cdefault_transaction_read_only%3Don", keys=[KEY]) as store:
        assert store.get("1").state == HotpState(0)
        with pytest.raises(Unavailable, match="read-only"):
            store.verify("1", RFC.code(0), NOW)
    with Store.open(where, keys=[KEY]) as store:
        assert store.get("1").throttle.attempts == 0
        assert store.verify("1", RFC.code(0), NOW).stored


def test_a_busy_database_refuses_in_time_and_loses_nothing(place: Place):
    with place.open(timeout=0.3) as store:
        store.add(hotp(owner="ann"))
        url = f"sqlite:///{place.where}" if place.is_file else place.where.replace("://", "+psycopg://")
        holder = create_engine(url)
        with holder.connect() as connection:
            # A backup, a console that somebody left open.
            connection.execute(text("UPDATE otp_owner SET name = name"))
            began = time.monotonic()
            with pytest.raises(Unavailable, match="busy"):
                store.verify("1", RFC.code(0), NOW)
            assert 0.2 < time.monotonic() - began < 5
            assert store.get("1").state == HotpState(0), "reading goes on"
        holder.dispose()
        assert store.get("1").throttle.attempts == 0
        assert store.verify("1", RFC.code(0), NOW).stored


def test_a_server_that_cut_its_connections_is_found_again(postgres: Callable[[], str]):
    where = postgres()
    with Store.open(where, keys=[KEY]) as store:
        store.add(hotp())
        cut = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()"
        Database(where).ask(cut)
        assert store.verify("1", RFC.code(0), NOW).stored


def test_a_server_that_takes_too_long_is_given_up(postgres: Callable[[], str]):
    where = postgres()
    with Store.open(where, keys=[KEY], timeout=0.3) as store:
        store.add(hotp())
        database = Database(where)
        sleep = "BEGIN PERFORM pg_sleep(60); RETURN NEW; END"
        database.ask(f"CREATE FUNCTION slow() RETURNS trigger LANGUAGE plpgsql AS '{sleep}'")
        database.ask("CREATE TRIGGER slow BEFORE UPDATE ON otp_token FOR EACH ROW EXECUTE FUNCTION slow()")
        began = time.monotonic()
        with pytest.raises(Unavailable, match="took too long"):
            store.verify("1", RFC.code(0), NOW)
        assert 0.5 < time.monotonic() - began < 30
        database.ask("DROP TRIGGER slow ON otp_token")
        assert store.verify("1", RFC.code(0), NOW).stored


def test_a_connection_that_went_dead_is_given_up(postgres: Callable[[], str]):
    where = postgres() + "&keepalives_count=5"
    with Store.open(where, keys=[KEY], timeout=7) as store, store._db.engine.connect() as connection:  # noqa: SLF001
        asked = cast("psycopg.Connection", connection.connection.driver_connection).info.get_parameters()
    waits = {"connect_timeout": "7", "tcp_user_timeout": "7000", "keepalives_idle": "7", "keepalives_interval": "2"}
    assert asked.items() >= waits.items()
    assert asked["keepalives_count"] == "5", "what the URL says stands"


def test_a_server_that_is_not_there_is_said_to_be_so(tmp_path: Path):
    with pytest.raises(Unavailable, match="does not answer"):
        Store.open(f"postgresql://otp@/store?host={tmp_path}", keys=[KEY])


def test_what_a_database_refuses_is_told_in_its_words(store: Store, database: Database):
    database.ask("DROP TABLE otp_event")
    with pytest.raises(Unavailable, match=r"the database refused it: .*otp_event"):
        store.add(hotp())


@pytest.mark.parametrize("first", [0, 4096])
def test_a_damaged_file_is_said_to_be_so_and_is_left_as_it_is(tmp_path: Path, first: int):
    path = tmp_path / "tokens.db"
    with Store.open(path, keys=[KEY]) as store:
        store.add(hotp())
    whole = path.read_bytes()
    damaged = whole[:first] + b"\xa5" * 40000 + whole[first + 40000 :]
    path.write_bytes(damaged)
    with pytest.raises(Unavailable, match=r"damaged|no database"), Store.open(path, keys=[KEY]) as store:
        store.verify("1", RFC.code(0), NOW)
    assert path.read_bytes() == damaged
    path.write_bytes(whole)
    with Store.open(path, keys=[KEY]) as store:
        assert store.verify("1", RFC.code(0), NOW).stored


def test_a_directory_that_is_not_there_is_said_to_be_so(tmp_path: Path):
    with pytest.raises(Unavailable, match="No such file"):
        Store.open(tmp_path / "none" / "tokens.db", keys=[KEY])


def test_a_link_to_nothing_is_said_to_be_so(tmp_path: Path):
    (tmp_path / "tokens.db").symlink_to(tmp_path / "elsewhere.db")
    with pytest.raises(Unavailable, match=r"tokens\.db is a link to nothing"):
        Store.open(tmp_path / "tokens.db", keys=[KEY])
    assert not (tmp_path / "elsewhere.db").exists()


@pytest.mark.parametrize(
    "where",
    [
        ":memory:",
        "sqlite:///tokens.db",
        "://nothing",
        "mysql+pymysql://host/store",
        "nonsense://host/store",
    ],
)
def test_what_is_no_place_for_a_store(where: str):
    with pytest.raises(ValueError):  # noqa: PT011, each says something else
        Store.open(where, keys=[KEY])


def test_a_file_beside_the_store_may_go_between_a_look_and_the_next(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    path = tmp_path / "tokens.db"
    Store.open(path, keys=[KEY]).close()
    monkeypatch.setattr(Path, "exists", lambda _: True)
    with Store.open(path, keys=[KEY]) as store:
        store.add(hotp())


class Contended:
    """A connection that loses so often against another that turns the log on."""

    def __init__(self, losses: int, said: str = "database is locked"):
        self.losses, self.said = losses, said

    def execute(self, _: str) -> Contended:
        self.losses -= 1
        if self.losses >= 0:
            raise sqlite3.OperationalError(self.said)
        return self

    def fetchone(self) -> tuple[str]:
        return ("wal",)


def test_the_log_is_turned_on_whoever_else_does_so():
    assert sqlite.journal(cast("sqlite3.Connection", Contended(3)), 60) == "wal"
    for lost in (Contended(1), Contended(1, "disk I/O error")):
        timeout = 0 if lost.said == "database is locked" else 60
        with pytest.raises(sqlite3.OperationalError, match=lost.said):
            sqlite.journal(cast("sqlite3.Connection", lost), timeout)


def test_a_file_is_its_owners_alone(tmp_path: Path):
    path = tmp_path / "tokens.db"
    before = os.umask(0)
    try:
        with Store.open(path, keys=[KEY]) as store:
            store.add(hotp())
            modes = {each.name: stat.S_IMODE(each.stat().st_mode) for each in tmp_path.iterdir()}
            assert modes == dict.fromkeys(["tokens.db", "tokens.db-wal", "tokens.db-shm"], 0o600)
    finally:
        os.umask(before)
    path.chmod(0o640)
    with pytest.warns(StoreWarning, match="chmod 600"), Store.open(path, keys=[KEY]) as store:
        assert {finding.name for finding in store.doctor() if not finding.well} == {"permissions"}


def test_a_child_and_its_parent_go_on_with_connections_of_their_own(store: Store):
    store.add(hotp())
    store.verify("1", RFC.code(0), NOW)
    child = os.fork()
    if child == 0:
        try:
            store.verify("1", RFC.code(1), NOW)
            try:
                store.verify("1", RFC.code(0), NOW)
            except Rejected:
                os._exit(0)
        finally:
            os._exit(1)
    assert os.waitpid(child, 0)[1] == 0
    with pytest.raises(Rejected):
        store.verify("1", RFC.code(1), NOW)
    assert store.verify("1", RFC.code(2), NOW).stored
    assert actions(store).count("accepted") == 3
