"""What people see, as text in screens/. OTP_SCREENS=write puts down what is shown now, for the eyes of a reviewer."""

from __future__ import annotations

import os
import re
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from fleet import OTHER, RFC
from otp_core import TotpState
from otp_core.store import NewToken
from pocket import DAVES
from shell import ACTOR, plain

if TYPE_CHECKING:
    from shell import Ended, Shell

SCREENS = Path(__file__).resolve().with_name("screens")
TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
#: How many seconds a lock still lasts.
WAIT = re.compile(r"in \d+ s")


def same(name: str, shown: Ended) -> None:
    """Compares a screen with its file."""
    lines = plain(shown.out).split("\n")
    screen = "\n".join(line.rstrip() for line in lines)
    screen = WAIT.sub("in … s", TIME.sub("2026-01-01T00:00:00Z", screen)) + f"(exit code {shown.code})\n"
    file = SCREENS / f"{name}.txt"
    if os.environ.get("OTP_SCREENS") == "write":
        file.write_text(screen, encoding="utf-8")
    assert screen == file.read_text(encoding="utf-8"), f"{file} shows another screen; OTP_SCREENS=write puts it down"


def by_admin(screen: str) -> str:
    """As it is where a user called admin runs the tests: in a column that is as wide as its heading."""
    wide = max(len(ACTOR), len("actor"))
    screen = screen.replace(f"Z   {ACTOR:{wide}}   ", "Z   admin   ")
    more = wide - len("actor")
    return re.sub(rf"(   actor) {{{more}}}(   action.*\n ─+)─{{{more}}}\n", r"\1\2\n", screen)


@pytest.fixture
def fleet(shell: Shell) -> Shell:
    """Tokens of which some have drifted."""
    with shell.store(actor="admin") as store:
        drifts = {"2003": 1, "2004": 3, "2005": 75}
        for serial, drift in drifts.items():
            store.add(NewToken(serial, "totp-6", DAVES.key, state=TotpState(None, drift)))
        store.pair("alice", "1001", RFC.code(0))
    return shell


@pytest.mark.parametrize("words", ["list", "show 1001", "stats", "doctor", "audit --owner alice"])
def test_a_screen(fleet: Shell, words: str) -> None:
    same(words.split(maxsplit=1)[0], fleet.dialogue(*words.split()))


def test_the_screen_of_an_import(shell: Shell) -> None:
    rows = [f"7001,{RFC.key.hex()},0", f"1001,{RFC.key.hex()},0", "7002,nonsense,0", f"7003,{OTHER.key.hex()},5"]
    seeds = shell.file("seeds.csv", "\n".join(rows))
    shown = shell.dialogue("import", seeds, "--format", "duo-hotp", "--what-if")
    same("import", shown)


def test_the_screen_of_the_demo(empty: Shell) -> None:
    told = empty.dialogue("demo")
    same("demo", replace(told, out=by_admin(plain(told.out))))
    assert [path.name for path in empty.folder.iterdir()] == ["keys"], "nothing is left of it"
