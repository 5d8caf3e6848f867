"""Draws the pictures of the documentation into a folder: what otp-admin shows on a terminal, and the drift of a fleet.

Both are Rich's own export: of the screen of ``otp-admin demo``, and of ``otp-admin stats --svg`` over made-up tokens.
"""

from __future__ import annotations

import os
import re
import sys
import tempfile
from io import StringIO
from pathlib import Path

import pexpect
from otp_core import TotpState
from otp_core.store import NewToken, Store, new_key
from rich.console import Console
from rich.text import Text

SCRIPT = Path(sys.executable).parent / "otp-admin"
WIDTH = 100
#: From which command of the demo to which.
FIRST, LAST = "# What would come in?", "# Somebody guesses"
#: How many tokens have drifted so many steps.
DRIFT = {-4: 2, -3: 5, -2: 21, -1: 164, 0: 611, 1: 148, 2: 31, 3: 9, 5: 3, 8: 1}


def main(folder: Path) -> None:
    """Draws both."""
    folder.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as home:
        demo(folder / "otp-admin.svg", Path(home))
        stats(folder / "stats.svg", Path(home))


def demo(place: Path, home: Path) -> None:
    """The middle of the demo, as a terminal shows it."""
    screen = shown(home, "demo")
    start, end = screen.index(FIRST), screen.index(LAST)
    # Back to where the colours of the first line begin, and to the end of the last whole one.
    part = screen[screen.rindex("\n", 0, start) + 1 : screen.rindex("\n", 0, end)]
    console = Console(record=True, width=WIDTH, file=StringIO())
    console.print(Text.from_ansi(part.rstrip()))
    console.save_svg(str(place), title="otp-admin demo", unique_id="otp")


def stats(place: Path, home: Path) -> None:
    """A fleet of clocks, some of them fast and some slow."""
    key, path = new_key(), home / "fleet.db"
    tokens = (
        NewToken(f"{steps}/{number}", "totp-6", b"12345678901234567890", state=TotpState(None, steps))
        for steps, some in DRIFT.items()
        for number in range(some)
    )
    with Store.open(path, keys=[key]) as store:
        store.import_many(tokens)
    shown(home, "stats", "--svg", str(place.absolute()), OTP_STORE=str(path), OTP_STORE_KEYS=key)


def shown(home: Path, *arguments: str, **more: str) -> str:
    """What a command shows on a terminal, with a time that is always the same."""
    environment = {**os.environ, "HOME": str(home), "TERM": "xterm-256color", "COLUMNS": str(WIDTH), **more}
    screen, status = pexpect.run(
        f"{SCRIPT} {' '.join(arguments)}", env=environment, cwd=str(home), encoding="utf-8", withexitstatus=True
    )
    if status != 0:
        raise SystemExit(screen)
    # A bar that goes away was there.
    screen = re.sub(r"(?m)^.*taking in.*\n", "", screen.replace("\r\n", "\n"))
    return re.sub(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", "2026-01-01T00:00:00Z", screen)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
