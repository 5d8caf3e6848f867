"""What looks like a slip is refused before anything is written."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from shell import Shell


@pytest.mark.parametrize("option", ["--what-if", "--confirm"])
def test_a_resync_in_steps_takes_nothing_back_and_says_so(shell: Shell, option: str):
    before = shell.otp("audit", "--json").out
    assert shell.otp("resync", "1001", "755224", "--step", option).code == 2
    assert shell.otp("audit", "--json").out == before


def test_a_drawing_overwrites_nothing(shell: Shell):
    (shell.folder / "old").write_text("kept")
    assert shell.otp("stats", "--svg", "old").code == 2
    assert (shell.folder / "old").read_text() == "kept"


@pytest.mark.parametrize("command", ["list", "doctor"])
def test_another_programs_database_becomes_no_store(empty: Shell, command: str):
    (empty.folder / "empty.db").touch()
    with sqlite3.connect(empty.folder / "other.db") as connection:
        connection.execute("CREATE TABLE users (name)")
    connection.close()
    for name in ("empty.db", "other.db"):
        before = (empty.folder / name).read_bytes()
        done = empty.otp(command, "--store", name)
        assert (done.code, done.err) == (2, f"otp-admin: {name} is no store: otp-admin init makes one elsewhere\n")
        assert (empty.folder / name).read_bytes() == before


def test_an_empty_code_is_no_code_and_reads_nothing(shell: Shell):
    done = shell.otp("verify", "1001", "", stdin="359152\n")
    assert done.code == 2
    assert shell.store().get("1001").throttle.attempts == 0


def test_json_has_nothing_that_a_terminal_obeys(shell: Shell):
    done = shell.otp("resync", "--from", "-", stdin='{"TokenId": "a\\u009b31m\\u202e"}\n')
    assert done.out.isascii()
