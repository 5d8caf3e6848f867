"""Schemas: made once however many ask at once, brought up to date, and left alone where they are of the future."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Timer
from typing import TYPE_CHECKING

import pytest
from fleet import NOW, RFC, Database, Place, hotp
from otp_core import Rejected
from otp_core.store import SchemaTooNew, StoreExists, WrongStoreKey, schema
from sqlalchemy import create_engine, text

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy import Connection

SERVERS = 8


def note(connection: Connection) -> None:
    """A real upgrade: a column, and something in it."""
    connection.execute(text("ALTER TABLE otp_token ADD COLUMN note VARCHAR(32)"))
    connection.execute(text("UPDATE otp_token SET note = 'from schema 1'"))


def fail(connection: Connection) -> None:
    """One that does half of its work."""
    note(connection)
    raise KeyboardInterrupt


def older(place: Place) -> Database:
    """A store of today's schema, with a spent code."""
    with place.open() as store:
        store.add(hotp())
        store.verify("1", RFC.code(0), NOW)
    return Database(place.where)


def test_an_older_schema_is_brought_up_to_date_and_nothing_is_lost(place: Place, monkeypatch: pytest.MonkeyPatch):
    database = older(place)
    assert database.ask("SELECT schema FROM otp_store") == [(1,)]
    monkeypatch.setattr(schema, "UPGRADES", (note,))
    for _ in range(2):
        with place.open() as store:
            assert [finding.text for finding in store.doctor() if finding.name == "schema"] == [
                "schema 2, this version writes 2"
            ]
            with pytest.raises(Rejected):
                store.verify("1", RFC.code(0), NOW)
    assert database.ask("SELECT schema FROM otp_store") == [(2,)]
    assert database.ask("SELECT note FROM otp_token") == [("from schema 1",)]
    with place.open() as store:
        assert store.verify("1", RFC.code(1), NOW).stored


def test_an_upgrade_that_is_interrupted_leaves_the_older_schema(place: Place, monkeypatch: pytest.MonkeyPatch):
    database = older(place)
    monkeypatch.setattr(schema, "UPGRADES", (fail,))
    with pytest.raises(KeyboardInterrupt):
        place.open()
    monkeypatch.setattr(schema, "UPGRADES", ())
    assert database.ask("SELECT schema FROM otp_store") == [(1,)]
    with place.open() as store:
        assert store.verify("1", RFC.code(1), NOW).stored
    monkeypatch.setattr(schema, "UPGRADES", (note,))
    with place.open() as store:
        assert store.verify("1", RFC.code(2), NOW).stored


def test_a_newer_schema_is_left_alone(place: Place, monkeypatch: pytest.MonkeyPatch):
    database = older(place)
    monkeypatch.setattr(schema, "UPGRADES", (note,))
    place.open().close()
    monkeypatch.setattr(schema, "UPGRADES", ())
    before = database.ask("SELECT * FROM otp_token")
    with pytest.raises(SchemaTooNew, match="schema 2, this version of otp-core knows 1"):
        place.open()
    assert database.ask("SELECT * FROM otp_token") == before


def test_servers_that_start_at_once_make_one_store(place: Place):
    with ThreadPoolExecutor(SERVERS) as pool:
        stores = list(pool.map(lambda _: place.open(timeout=60), range(SERVERS)))
    stores[0].add(hotp())
    assert [store.verify("1", RFC.code(counter), NOW).stored for counter, store in enumerate(stores)] == [
        True
    ] * SERVERS
    for store in stores:
        store.close()


def test_a_type_that_another_server_is_making_is_waited_for(
    postgres: Callable[[], str], monkeypatch: pytest.MonkeyPatch
):
    """PostgreSQL makes the type of a table's rows with the table, and may find either to be there."""
    place = Place(postgres())
    database = Database(place.where)
    database.ask("CREATE TYPE otp_store AS ENUM ()")
    monkeypatch.setattr("time.sleep", lambda _: database.ask("DROP TYPE IF EXISTS otp_store"))
    with place.open() as store:
        store.add(hotp())
    assert database.ask("SELECT schema FROM otp_store") == [(1,)]


def test_of_those_who_make_a_new_store_at_once_one_does(place: Place):
    def make(_: int) -> bool:
        try:
            place.open(timeout=60, new=True).close()
        except StoreExists as refused:
            return "already" not in str(refused)
        return True

    with ThreadPoolExecutor(SERVERS) as pool:
        assert sorted(pool.map(make, range(SERVERS))) == [False] * (SERVERS - 1) + [True]
    with place.open() as store:
        store.add(hotp())


def test_servers_that_upgrade_at_once_upgrade_once(place: Place, monkeypatch: pytest.MonkeyPatch):
    database = older(place)
    monkeypatch.setattr(schema, "UPGRADES", (note,))
    with ThreadPoolExecutor(SERVERS) as pool:
        for store in pool.map(lambda _: place.open(timeout=60), range(SERVERS)):
            store.close()
    assert database.ask("SELECT schema FROM otp_store") == [(2,)]


def test_a_server_that_waited_for_a_later_one_leaves_its_schema_alone(place: Place, monkeypatch: pytest.MonkeyPatch):
    database = older(place)
    monkeypatch.setattr(schema, "UPGRADES", (note,))
    url = f"sqlite:///{place.where}" if place.is_file else place.where.replace("://", "+psycopg://")
    later = create_engine(url)
    with later.connect() as connection:
        connection.execute(text("UPDATE otp_store SET schema = 3"))
        Timer(0.5, connection.commit).start()
        with pytest.raises(SchemaTooNew, match="schema 3, this version of otp-core knows 2"):
            place.open(timeout=60)
    later.dispose()
    assert database.ask("SELECT schema FROM otp_store") == [(3,)]


def test_a_seal_that_says_something_else_is_damage(place: Place):
    database = older(place)
    database.ask("UPDATE otp_store SET seal = :seal", seal=b"clear:something else")
    with pytest.raises(WrongStoreKey, match="damaged"):
        place.open()
