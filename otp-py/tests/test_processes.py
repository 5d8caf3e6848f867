"""Processes: the login of the front page lets one of eight servers in with a code, on one database."""

from __future__ import annotations

import ast
import sqlite3
import subprocess
import sys
from contextlib import ExitStack
from typing import TYPE_CHECKING, Any

from model import Device
from strategies import RFC_KEY
from test_docs import BLOCK, PAGES

if TYPE_CHECKING:
    from pathlib import Path

SERVERS, CODES = 8, 20
MEMORY = 'sqlite3.connect(":memory:"'
LOOP = "for code in map(str.strip, sys.stdin):\n    print(login('12345678', code), flush=True)\n"


def printed(database: Path, *left_out: type[ast.stmt]) -> str:
    """The block of the page that logs in, on a file, without some kinds of statement."""
    (block,) = (block for block in BLOCK.findall(PAGES[0].read_text(encoding="utf-8")) if "def login(" in block)
    assert MEMORY in block
    statements = (node for node in ast.parse(block).body if not isinstance(node, left_out))
    source = "\n".join(ast.get_source_segment(block, node) or "" for node in statements)
    return source.replace(MEMORY, f"sqlite3.connect({str(database)!r}, timeout=60")


def acceptances(database: Path, server: str) -> list[int]:
    """How many servers accept each code, given to all of them at once."""
    names: dict[str, Any] = {}
    exec(compile(printed(database, ast.Assert), str(PAGES[0]), "exec"), names)  # noqa: S102
    names["db"].close()
    device, counts = Device(RFC_KEY), []
    command = [sys.executable, "-c", f"import sys\n{server}\n{LOOP}"]
    with ExitStack() as running:
        servers = [
            running.enter_context(
                subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1)  # noqa: S603
            )
            for _ in range(SERVERS)
        ]
        for counter in range(CODES):
            for one in servers:
                one.stdin.write(device.code(counter) + "\n")
            answers = [one.stdout.readline() for one in servers]
            assert set(answers) <= {"True\n", "False\n"}
            counts.append(answers.count("True\n"))
    return counts


def test_one_code_lets_one_of_eight_processes_in(tmp_path: Path):
    database = tmp_path / "tokens.db"
    counts = acceptances(database, printed(database, ast.Assert, ast.Expr))
    assert counts == [1] * CODES
    db = sqlite3.connect(database)
    assert db.execute("SELECT version FROM token").fetchone() == (CODES,)
    db.close()


def test_a_store_that_does_not_compare_lets_several_in(tmp_path: Path):
    database = tmp_path / "tokens.db"
    printed_store, planted = "WHERE serial = ? AND version = ?", "WHERE serial = ? AND version >= ?"
    # Slow between judging and storing, it meets the others there however busy the machine is.
    slow, begins = "    __import__('time').sleep(0.1)\n", "    store = "
    server = printed(database, ast.Assert, ast.Expr)
    assert (server.count(printed_store), server.count(begins)) == (1, 1)
    server = server.replace(printed_store, planted).replace(begins, slow + begins)
    assert max(acceptances(database, server)) > 1
