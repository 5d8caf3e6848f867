"""Servers in processes of their own: each answers what it is sent with what its store says."""

from __future__ import annotations

import multiprocessing
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from fleet import NOW
from otp_core import OtpError
from otp_core.store import StoreError, rows
from otp_core.store.schema import tokens
from sqlalchemy import update

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from multiprocessing.connection import Connection

    from fleet import Place

# What is imported here need not be imported in each.
FORK = multiprocessing.get_context("fork")


class Server:
    """A process that serves logins, until nobody asks any more or it is killed."""

    def __init__(self, place: Place, *, racy: bool) -> None:
        self.ours, theirs = FORK.Pipe()
        self.process = FORK.Process(target=serve, args=(place, theirs, self.ours, racy), daemon=True)
        self.process.start()
        theirs.close()

    def ask(self, serial: str, code: str) -> None:
        self.ours.send((serial, code))

    def answer(self) -> str:
        return str(self.ours.recv())

    def left(self) -> Iterator[str]:
        """What a server that was killed had said before."""
        try:
            while True:
                yield self.answer()
        except (EOFError, ConnectionResetError):
            return


def serve(place: Place, asked: Connection, other_end: Connection, racy: bool) -> None:  # noqa: FBT001
    """What the process does."""
    other_end.close()
    if racy:
        rows.swap = swap_without_looking
    with place.open(timeout=60) as store:
        asked.send("ready")
        while True:
            try:
                serial, code = asked.recv()
            except EOFError:
                return
            asked.send(said(lambda serial=serial, code=code: store.verify(serial, code, NOW)))


def said(ask: Any) -> str:
    """An outcome, or the name of a refusal."""
    try:
        return str(ask())
    except (OtpError, StoreError) as refusal:
        return type(refusal).__name__


def swap_without_looking(connection: Any, stored: Any, **changes: object) -> None:
    """What is written by those who have not heard of races: it compares with nothing."""
    statement = update(tokens).where(tokens.c.serial == stored.serial)
    connection.execute(statement.values(version=stored.version + 1, **changes))


@contextmanager
def servers(place: Place, number: int, *, racy: bool = False) -> Iterator[Sequence[Server]]:
    """So many, all of them ready."""
    started = [Server(place, racy=racy) for _ in range(number)]
    try:
        assert [server.answer() for server in started] == ["ready"] * number
        yield started
    finally:
        for server in started:
            server.ours.close()
            server.process.kill()
            server.process.join()
