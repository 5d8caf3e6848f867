"""What is seen where: colours on terminals, plain lines in pipes, JSON for programs."""

from __future__ import annotations

import time
from importlib.metadata import version
from typing import TYPE_CHECKING

import pytest
from fleet import OTHER, RFC
from otp_core.store import About, NewToken
from pocket import CAROLS
from shell import ESCAPES

if TYPE_CHECKING:
    from shell import Shell

LINES = "─│╭╰━█"


def test_colours_are_for_terminals(shell: Shell) -> None:
    assert ESCAPES.search(shell.dialogue("list").out)
    assert not ESCAPES.search(shell.dialogue("list", NO_COLOR="1").out.replace("\x1b[1m", "").replace("\x1b[0m", ""))


@pytest.mark.parametrize("words", ["list", "show 1001", "stats", "doctor", "audit", "--help"])
def test_a_pipe_has_neither_colours_nor_lines(shell: Shell, words: str) -> None:
    piped = shell.otp(*words.split())
    assert piped.out
    assert not ESCAPES.search(piped.out)
    assert not set(LINES) & set(piped.out)


def test_a_pipe_that_closes_is_quiet(shell: Shell) -> None:
    with shell.store() as store:
        store.import_many(NewToken(f"many {number}", "hotp-6", RFC.key) for number in range(3000))
    first = shell.sh("otp-admin list | head -1; echo ${PIPESTATUS[0]}")
    assert (first.rows[0][0], first.rows[1], first.err) == ("1001", ["141"], "")


def test_streams_that_are_closed_or_full_end_in_no_traceback(shell: Shell) -> None:
    closed = shell.sh("otp-admin list >&-")
    assert (closed.code, closed.out, closed.err) == (0, "", "")
    assert shell.sh("otp-admin verify 1001 <&-").err.count("\n") == 1
    for line in ("list", "list --json", "show 9 --json", "list --nonsense --json"):
        full = shell.sh(f"otp-admin {line} >/dev/full")
        assert (full.code, full.err) == (1, "otp-admin: No space left on device\n"), line
        unread = shell.sh(f"otp-admin {line} | true; exit ${{PIPESTATUS[0]}}")
        assert (unread.code, unread.err) == (141, ""), line


def test_what_an_encoding_lacks_is_told_all_the_same(shell: Shell) -> None:
    done = shell.sh(f"PYTHONIOENCODING=ascii otp-admin verify 1001 {RFC.code(0)}")
    assert (done.code, done.out) == (0, "accepted: 1001, counter 0 \\u2192 1\n")


def test_a_terminal_obeys_nothing_that_a_file_says(shell: Shell) -> None:
    with shell.store() as store:
        store.add(NewToken("4001", "hotp-6", RFC.key, about=About(maker="\x1b[2J\x1b]0;owned\x07\n\u202e")))
    for shown in (shell.dialogue("show", "4001").out, shell.otp("show", "4001").out):
        assert r"maker \x1b[2J\x1b]0;owned\x07\n\u202e" in shown


def test_every_command_tells_programs_in_json(shell: Shell) -> None:
    now = int(time.time()) // 30
    seeds = shell.file("seeds.csv", f"7,{RFC.key.hex()},0\n8,nonsense,0\n")
    story: list[tuple[str, str | None, int]] = [
        ("init --store other.db", "made", 0),
        ("rotate-keys", "keys-rotated", 0),
        (f"import {seeds} --format duo-hotp", "imported", 1),
        (f"pair alice 1001 {RFC.code(0)}", "paired", 0),
        (f"verify 1001 {RFC.code(0)}", "refused", 1),
        (f"resync 1002 {' '.join(OTHER.codes(42, 3))}", "resynced", 0),
        (f"lookup {' '.join(OTHER.codes(50, 2))}", "found", 0),
        (f"verify --by-owner carol {CAROLS.code(now)}", "accepted", 0),
        ("list", None, 0),
        ("show 1001", None, 0),
        ("show 9", "no-such-token", 1),
        ("unlock 1001", "unlocked", 0),
        ("unassign 1001", "unassigned", 0),
        ("assign 1001 ann", "assigned", 0),
        ("replace 1001 7 --yes", "replaced", 0),
        ("retire 7 --yes", "retired", 0),
        ("retire 1002", "usage", 2),
        ("reset-clock 2001 --yes", "clock-reset", 0),
        ("audit", None, 0),
        ("doctor", None, 0),
        ("stats", None, 0),
        ("list --nonsense", "usage", 2),
    ]
    for line, result, code in story:
        done = shell.otp(*line.split(), "--json")
        assert (done.code, done.err) == (code, ""), (line, done)
        assert done.told, line
        assert {told.get("result") for told in done.told} == {result}, line


def test_a_shell_completes_commands(empty: Shell) -> None:
    asked = '_OTP_ADMIN_COMPLETE=complete_bash COMP_WORDS="otp-admin res" COMP_CWORD=1 otp-admin'
    done = empty.sh(asked)
    assert (done.code, set(done.out.split())) == (0, {"resync", "reset-clock"})
    shown = empty.sh("otp-admin --show-completion bash")
    assert (shown.code, "_OTP_ADMIN_COMPLETE" in shown.out, shown.err) == (0, True, "")
    assert empty.sh("otp-admin --show-completion bash | true; exit ${PIPESTATUS[0]}").code == 141


def test_the_version_is_the_packages(empty: Shell) -> None:
    assert empty.sh("otp-admin --version").out == f"otp-admin {version('otp-core')}\n"
    assert "Exit codes: 0 accepted or done" in " ".join(empty.otp().out.split())
