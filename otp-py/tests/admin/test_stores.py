"""A store and its keys."""

from __future__ import annotations

import os
from stat import S_IMODE
from typing import TYPE_CHECKING

from fleet import RFC
from otp_core.admin.commands.stores import make_key
from otp_core.store import new_key

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    import pytest
    from shell import Shell

CLEAR = "secrets lie in the clear"


def test_a_new_key_is_printed_or_written_for_its_owner_alone(empty: Shell) -> None:
    assert len(empty.otp("new-key").out) == 45
    assert empty.otp("new-key", "another") == empty.otp("new-key", "yet-another")
    assert S_IMODE((empty.folder / "another").stat().st_mode) == 0o600
    assert empty.otp("new-key", "another").code == 2, "it writes over no key"
    failed = empty.sh("ulimit -f 0; otp-admin new-key third")
    assert (failed.code, failed.err) == (1, "otp-admin: File too large\n")
    assert not (empty.folder / "third").exists()


def test_a_new_key_is_on_the_disk_before_anybody_relies_on_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    on_disk: list[int] = []
    monkeypatch.setattr(os, "fsync", lambda file: on_disk.append(os.fstat(file).st_size))
    make_key(tmp_path / "keys")
    assert on_disk == [45]


def test_a_store_is_made_once_and_for_its_owner_alone(empty: Shell) -> None:
    made = empty.otp("init")
    assert (made.code, made.out, made.err) == (0, "made a store at tokens.db\n", "")
    assert S_IMODE((empty.folder / "tokens.db").stat().st_mode) == 0o600
    again = empty.otp("init")
    assert (again.code, again.err) == (2, f"otp-admin: there is a file at {empty.folder}/tokens.db already\n")


def test_a_password_in_a_url_is_not_shown(empty: Shell, postgres: Callable[[], str]) -> None:
    url = postgres().replace("otp@", "otp:hunter2@") + "&password=hunter3"
    made = empty.otp("init", "--store", url)
    assert (made.code, made.out) == (0, "made a store at postgresql://otp:***@/postgres\n")
    url = postgres().replace("otp@", "otp:hunter2@") + "&password=hunter3"
    assert empty.otp("init", "--store", url, "--json").told == [
        {"result": "made", "store": "postgresql://otp:***@/postgres"}
    ]
    again = empty.otp("init", "--store", url)
    assert (again.code, again.err) == (2, "otp-admin: there is a store in this database already\n")
    for words in (["doctor"], ["audit"], ["show", "9"]):
        assert "hunter" not in str(empty.otp(*words, "--store", url)), words


def test_a_store_is_made_in_the_folder_of_ones_settings(empty: Shell) -> None:
    del empty.environment["OTP_STORE"]
    place = empty.folder / ".config" / "otp-admin" / "store.db"
    assert empty.otp("init").out == f"made a store at {place}\n"
    assert S_IMODE(place.parent.stat().st_mode) == 0o700


def test_secrets_in_the_clear_are_told_where_they_come_in_and_by_the_doctor(empty: Shell) -> None:
    del empty.environment["OTP_STORE_KEYS_FILE"]
    seeds = empty.file("seeds.csv", f"1,{RFC.key.hex()},0\n")
    assert CLEAR in empty.otp("init").err
    assert CLEAR in empty.otp("import", seeds, "--format", "duo-hotp").err
    assert empty.otp("list").err == ""
    well = {row[0]: row[1] for row in empty.otp("doctor").rows}
    assert well["encryption"] == "no"
    assert empty.otp("rotate-keys", OTP_STORE_KEYS_FILE="keys").out == "encrypted 1 token anew\n"


def test_keys_are_rotated_and_old_ones_thrown_away(shell: Shell) -> None:
    old = (shell.folder / "keys").read_text()
    (shell.folder / "keys").write_text(f"{new_key()}\n{old}\n")
    assert shell.otp("rotate-keys").out == "encrypted 5 tokens anew\n"
    newest = (shell.folder / "keys").read_text().splitlines()[0]
    (shell.folder / "keys").write_text(newest)
    assert shell.otp("verify", "1001", RFC.code(0)).code == 0
    assert shell.otp("list", OTP_STORE_KEYS=old).err.count("\n") == 1
