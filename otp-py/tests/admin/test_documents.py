"""The man page and the pictures are what the commands say and show today; UPDATE=1 makes them so."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from otp_core.admin.run import app
from typer.main import get_command

if TYPE_CHECKING:
    from collections.abc import Callable

PACKAGE = Path(__file__).resolve().parents[2]
PAGE = PACKAGE / "otp_core.data" / "data" / "share" / "man" / "man1" / "otp-admin.1"
PICTURES = PACKAGE / "docs"


def tool(name: str, *arguments: str) -> str:
    """What a program of the package prints."""
    command = [sys.executable, str(PACKAGE / "tools" / name), *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def same(place: Path, made: str) -> None:
    """A committed file is what was made, or becomes so."""
    if os.environ.get("UPDATE"):
        place.write_text(made, encoding="utf-8")
    assert place.read_text(encoding="utf-8") == made, f"{place.name} is out of date: UPDATE=1 writes it"


def test_the_man_page_is_what_the_commands_say():
    same(PAGE, tool("man.py"))


def test_the_man_page_names_the_commands_that_open_no_store():
    assert "\nAll commands but new\\-key, convert and demo open the store that\n" in PAGE.read_text(encoding="utf-8")


def test_the_man_page_names_every_option_and_exit_code():
    page = PAGE.read_text(encoding="utf-8").replace("\\-", "-")
    assert not [each for each in get_command(app).params if f".It Fl {each.opts[0][1:]}\n" not in page]
    assert app.info.epilog is not None
    codes = set(re.findall(r"\d+", app.info.epilog))
    assert codes == set(re.findall(r"(?m)^\.It (\d+)$", page)) == {"0", "1", "2", "3", "4", "130", "141"}


def test_the_man_page_is_in_order(command: Callable[[str], str]):
    subprocess.run([command("mandoc"), "-T", "lint", "-W", "warning", str(PAGE)], check=True)  # noqa: S603


@pytest.mark.parametrize("name", ["otp-admin.svg", "stats.svg"])
def test_a_picture_is_what_the_commands_show(name: str, tmp_path_factory: pytest.TempPathFactory):
    drawn = tmp_path_factory.getbasetemp() / "pictures"
    if not drawn.exists():
        tool("pictures.py", str(drawn))
    same(PICTURES / name, (drawn / name).read_text(encoding="utf-8"))
