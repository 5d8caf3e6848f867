"""Input of every wrong kind: one line that says what is wrong, the right exit code, and no secret."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from fleet import RFC

if TYPE_CHECKING:
    from shell import Shell

CODE = RFC.code(5)
SECRET = "hunter2"
HEADING = "upn,serial number,secret key,time interval,manufacturer,model"
UNREACHABLE = f"postgresql://otp:{SECRET}@127.0.0.1:1/otp"

WRONG: dict[str, tuple[str, int, str]] = {
    "no such command": ("nonsense", 2, ""),
    "no such option": ("list --nonsense", 2, ""),
    "an argument is missing": ("show", 2, ""),
    "a word too many": (f"verify 1001 {CODE} {CODE}", 2, ""),
    "a number that is none": ("list --limit many", 2, ""),
    "a number out of range": ("list --limit 0", 2, ""),
    "no such profile": ("import - --profile nonsense", 2, ""),
    "no such store": ("list --store nowhere.db", 2, ""),
    "a store that is a folder": ("list --store .", 1, ""),
    "a store that is none": ("list --store keys", 1, ""),
    "a store of no database": ("list --store nonsense://x", 2, ""),
    "a database that is away": (f"list --store {UNREACHABLE}", 1, ""),
    "a password that hides its at": (f"init --store postgresql://otp:pass@{SECRET}@host/otp", 2, ""),
    "no such token": ("show 9", 1, ""),
    "no such owner": (f"verify --by-owner nobody {CODE}", 1, ""),
    "a name of no printable characters": ("assign 1001 \a", 2, ""),
    "a code of letters": ("verify 1001 12345x", 2, ""),
    "a code of other digits": ("verify 1001 ۷۵۵۲۲۴", 2, ""),
    "a code too short": ("verify 1001 75522", 2, ""),
    "a code too long": (f"verify 1001 {CODE}00", 2, ""),
    "a wrong code": (f"verify 1001 {RFC.code(50_000)}", 1, ""),
    "no code": ("verify 1001", 2, ""),
    "codes too many": ("verify 1001", 2, f"{CODE}\n{CODE}\n"),
    "codes that are no text": ("verify 1001", 2, "\udcff\udcfe"),
    "a code for a resync": (f"resync 1001 {CODE}", 2, ""),
    "codes that do not follow each other": (f"resync 1001 {CODE} {CODE}", 1, ""),
    "a resync of nothing": ("resync", 2, ""),
    "a word of what asks to pair": (f"pair alice token {CODE}", 1, ""),
    "a token with an owner": (f"pair alice 1002 {CODE}", 1, ""),
    "a file that is not there": ("import nowhere.csv", 2, ""),
    "a file that is a folder": ("import .", 2, ""),
    "a file of nothing": ("import -", 1, ""),
    "a file of nothing but a format": ("import - --format duo-hotp", 1, "\n"),
    "a file of nothing but a heading": ("import -", 1, f"{HEADING}\n"),
    "a heading to convert": ("convert - --to pskc", 1, f"{HEADING}\n"),
    "a file of noise": ("import -", 1, "\x00\x01" * 100),
    "no such format": ("import - --format nonsense", 2, f"1,{SECRET}\n"),
    "a key that is none": ("import - --key-file keys", 2, ""),
    "keys of a store that are none": (f"list --store tokens.db {SECRET}", 2, ""),
    "a place that cannot be written": ("export 1001 --to pskc -o nowhere/x", 2, ""),
}


@pytest.mark.parametrize(("line", "code", "stdin"), WRONG.values(), ids=WRONG)
def test_wrong_input_is_told_in_one_line(shell: Shell, line: str, code: int, stdin: str) -> None:
    done = shell.otp(*line.split(" "), stdin=stdin.encode(errors="surrogateescape"))
    assert (done.code, done.out, done.err.count("\n")) == (code, "", 1), done
    assert done.err.startswith("otp-admin: ")
    assert done.err.removesuffix("\n").isprintable()
    assert not [secret for secret in (CODE, SECRET, "75522", "12345x", "۷۵۵۲۲۴") if secret in done.err]


@pytest.mark.parametrize("keys", [SECRET, "A" * 43 + "="])
def test_wrong_keys_are_told_in_one_line(shell: Shell, keys: str) -> None:
    done = shell.otp("list", OTP_STORE_KEYS=keys)
    assert (done.code in {1, 2}, done.out, done.err.count("\n"), keys in done.err) == (True, "", 1, False)


@pytest.mark.parametrize(
    ("line", "told"),
    [
        (
            "import - --profile nonsense",
            "Invalid value for '--profile': 'nonsense' is not one of 'rfc', 'duo', 'pingone'.",
        ),
        (f"verify --by-owner nobody {CODE}", "nobody has no token"),
        ("import nothing.csv", "there is no token in the file, which was read as entra"),
        ("show 9", "there is no such token: 9"),
        ("list --store folder", "{0}/folder is a folder: a store is a file in one"),
        ("init --store folder", "{0}/folder is a folder: a store is a file in one"),
        ("reset-clock 1001 --yes", "refused: 1001 has no clock to reset: it is hotp-6"),
    ],
)
def test_what_is_wrong_is_said_in_the_words_of_the_command(shell: Shell, line: str, told: str) -> None:
    (shell.folder / "folder").mkdir()
    shell.file("nothing.csv", f"{HEADING}\n")
    assert shell.otp(*line.split()).err == f"otp-admin: {told.format(shell.folder)}\n"
