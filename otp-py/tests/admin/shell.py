"""The installed script as people and programs start it: in pipes, and in a terminal of a fixed size."""

from __future__ import annotations

import json
import os
import pwd
import re
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pexpect
import warm
from otp_core.store import Store

if TYPE_CHECKING:
    from collections.abc import Iterable

SCRIPT = str(Path(sys.executable).with_name("otp-admin"))
ROWS, COLUMNS = 50, 100
PATIENCE = 60
#: Who runs the tests, and all commands in them.
ACTOR = pwd.getpwuid(os.getuid()).pw_name
ESCAPES = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")


@dataclass(frozen=True)
class Ended:
    """What a command left behind."""

    code: int
    out: str
    err: str = ""

    @property
    def rows(self) -> list[list[str]]:
        """The columns of the lines of a pipe."""
        return [line.split("\t") for line in self.out.splitlines()]

    @property
    def told(self) -> list[dict[str, Any]]:
        """The JSON lines."""
        return [json.loads(line) for line in self.out.splitlines()]


@dataclass
class Shell:
    """A folder with a store in it, and the environment of whoever works there."""

    folder: Path
    environment: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        told = {"HOME": str(self.folder), "LOGNAME": "mallory", "TERM": "xterm-256color", "LC_ALL": "C.UTF-8"}
        kept = {name: os.environ[name] for name in ("PATH", "PYTHONPATH") if name in os.environ}
        self.environment = {**kept, **told, "OTP_STORE": "tokens.db", "OTP_STORE_KEYS_FILE": "keys"}

    def file(self, name: str, text: str | bytes) -> str:
        """Writes a file, and gives its name."""
        (self.folder / name).write_bytes(text.encode() if isinstance(text, str) else text)
        return name

    def otp(self, *words: str, stdin: str | bytes = b"", **environment: str) -> Ended:
        """Runs a command in pipes."""
        given = stdin.encode() if isinstance(stdin, str) else stdin
        code, out, err = warm.run(SCRIPT, words, given, self.folder, self.environment | environment, PATIENCE)
        return Ended(code, out.decode(), err.decode())

    def sh(self, line: str) -> Ended:
        """Runs a line of bash, where otp-admin is the script, from its first import on."""
        done = subprocess.run(  # noqa: S603
            ["/bin/bash", "-c", f'otp-admin() {{ "{SCRIPT}" "$@"; }}; {line}'],
            capture_output=True,
            check=False,
            cwd=self.folder,
            env=self.environment,
            timeout=PATIENCE,
        )
        return Ended(done.returncode, done.stdout.decode(), done.stderr.decode())

    def terminal(self, *words: str, **environment: str) -> pexpect.spawn[str]:
        """Runs a command in a terminal."""
        return pexpect.spawn(
            SCRIPT,
            list(words),
            cwd=str(self.folder),
            env=self.environment | environment,
            dimensions=(ROWS, COLUMNS),
            encoding="utf-8",
            timeout=PATIENCE,
        )

    def dialogue(self, *words: str, answers: Iterable[tuple[str, str]] = (), **environment: str) -> Ended:
        """Runs a command in a terminal, and answers its questions; what is left is all that it showed."""
        child = self.terminal(*words, **environment)
        shown = ""
        for question, answer in answers:
            child.expect_exact(question)
            shown += f"{child.before}{child.after}"
            child.send(answer if answer == "\x03" else f"{answer}\r")
        child.expect(pexpect.EOF)
        shown += str(child.before)
        child.close()
        return Ended(-1 if child.exitstatus is None else child.exitstatus, shown.replace("\r\n", "\n"))

    def store(self, actor: str = "server") -> Store:
        """The store, past the command."""
        return Store.open(self.folder / "tokens.db", keys=(self.folder / "keys").read_text().split(), actor=actor)


def plain(screen: str) -> str:
    """A screen without its colours."""
    return ESCAPES.sub("", screen)
