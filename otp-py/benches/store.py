"""An import of many tokens, and what is asked among them: time, processor time, and the most memory that each took.

Every line is a process of its own; its memory is all that the process took, with Python and its libraries, and neither
that nor its processor time has the server of a database in it. Prints Markdown tables. The argument is the number of
tokens.
"""

from __future__ import annotations

import multiprocessing
import os
import platform
import resource
import sqlite3
import sys
import tempfile
import time
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

from otp_core.store import NewToken, Store, new_key

TESTS = Path(__file__).resolve().parents[1] / "tests"
sys.path += [str(TESTS), str(TESTS / "store")]

from model import Device
from postgres import programs, running

if TYPE_CHECKING:
    from collections.abc import Callable

KEY = new_key()
TOKENS = 100_000
LOGINS = 200
FORK = multiprocessing.get_context("fork")


def device(number: int) -> Device:
    """A token as its owner has it."""
    return Device(f"key of token {number:08}".encode())


def take_in(store: Store, number: int) -> int:
    """An import."""
    return store.import_many(
        NewToken(f"{each:08}", "hotp-6", device(each).key, owner=f"owner {each}") for each in range(number)
    ).added


def look_up(store: Store, number: int) -> int:
    """The token without a label, by three codes."""
    wanted = number * 2 // 3
    return int(store.lookup(device(wanted).codes(500, 3)).serial) == wanted


def go_through(store: Store, _number: int) -> int:
    """All of them, one after another."""
    return sum(1 for _ in store.tokens())


def count(store: Store, _number: int) -> int:
    """The fleet in numbers."""
    return store.stats().tokens


def log_in(store: Store, number: int) -> int:
    """Logins of one person after another."""
    people = range(0, number, number // LOGINS)
    return sum(store.login(f"owner {each}", device(each).code(0)).stored for each in people)


def rotate(store: Store, _number: int) -> int:
    """A change of keys."""
    return store.rotate_keys()


def measured(where: str, ask: Callable[[Store, int], int], number: int) -> tuple[float, float, float]:
    """Seconds, seconds of the processor, and MiB of a question, in a process of its own."""
    ours, theirs = FORK.Pipe()

    def run() -> None:
        with Store.open(where, keys=[KEY]) as store:
            began, busy = time.perf_counter(), time.process_time()
            answer = ask(store, number)
            took, busy = time.perf_counter() - began, time.process_time() - busy
        theirs.send((took, busy, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, answer))

    process = FORK.Process(target=run)
    process.start()
    process.join()
    if process.exitcode != 0:
        sys.exit(f"{ask.__name__} failed")
    took, busy, most, answer = ours.recv()
    if not answer:
        sys.exit(f"{ask.__name__} found nothing")
    return took, busy, most


def table(where: str, number: int) -> None:
    """One database."""
    print("| | time | processor | memory |")
    print("|---|---|---|---|")
    for name, ask in (
        (f"import {number} tokens", take_in),
        ("look one up by three codes", look_up),
        ("list them all", go_through),
        ("stats", count),
        (f"{LOGINS} logins", log_in),
        ("change the keys", rotate),
    ):
        took, busy, most = measured(where, ask, number)
        print(f"| {name} | {took:.1f} s | {busy:.1f} s | {most:.0f} MiB |", flush=True)
    print()


def main() -> None:
    """Prints a table for each database."""
    number = int(sys.argv[1]) if len(sys.argv) > 1 else TOKENS
    print(f"Python {platform.python_version()}, SQLAlchemy {version('sqlalchemy')}, {os.cpu_count()} processors\n")
    with tempfile.TemporaryDirectory() as directory:
        print(f"SQLite {sqlite3.sqlite_version}\n")
        table(f"{directory}/tokens.db", number)
    if programs() is None:
        print("SKIPPED: PostgreSQL is missing", file=sys.stderr)
        return
    print("PostgreSQL\n")
    with running() as make:
        table(make(), number)


if __name__ == "__main__":
    main()
