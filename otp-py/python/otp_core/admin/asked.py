"""Codes, passwords and consent: from arguments, from standard input, or by asking."""

from __future__ import annotations

import codecs
import sys
from typing import TYPE_CHECKING

import typer

from otp_core import drop_separators
from otp_core.admin.failures import Declined, UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

#: Everybody on the machine sees the arguments of a command.
STDIN = "-"
MOST_CODES = 3


def codes(given: Sequence[str] | None, least: int, most: int) -> list[str]:
    """Codes: those given, or where there are none or a dash, those on standard input, which a terminal is asked for.

    Spaces and hyphens within a code are dropped, as people type them. Raises UsageError for too few and too many.
    """
    if not given or list(given) == [STDIN]:
        given = _ask(least, most) if sys.stdin.isatty() else sys.stdin.read().splitlines()
    found = [drop_separators(code) for code in given if code.strip()]
    if not least <= len(found) <= most:
        wanted = str(least) if least == most else f"{least} to {most}"
        message = f"this takes {wanted} code{'s' * (most > 1)}, and there were {len(found)}"
        raise UsageError(message)
    return found


def _ask(least: int, most: int) -> list[str]:
    answers: list[str] = []
    while len(answers) < most:
        optional = len(answers) >= least
        prompt = "Code" if most == 1 else f"Code {len(answers) + 1}"
        prompt += " (Enter if there is none)" if optional else ""
        answer = typer.prompt(prompt, default="" if optional else None, show_default=False, err=True)
        if not answer.strip():
            break
        answers.append(answer)
    return answers


def read(path: Path) -> bytes:
    """What is in a file, or comes on standard input where its name is a dash."""
    return sys.stdin.buffer.read() if str(path) == STDIN else path.read_bytes()


def unmarked(text: bytes) -> bytes:
    """A text without the mark that some programs put before UTF-8. Raises UsageError for UTF-16."""
    if text.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) or b"\0" in text[:2]:
        message = "this is UTF-16: save it as UTF-8, in PowerShell with -Encoding utf8"
        raise UsageError(message)
    return text.removeprefix(codecs.BOM_UTF8)


def password(path: Path | None, *, ask: bool, new: bool = False) -> bytes | None:
    """The password of a file: the first line of another file, or by asking; None where neither is wanted."""
    if path is not None:
        return unmarked(path.read_bytes()).partition(b"\n")[0].rstrip(b"\r")
    if not ask:
        return None
    if not sys.stdin.isatty():
        message = "there is no terminal to ask for a password on: give it in a file"
        raise UsageError(message)
    answer: str = typer.prompt("Password", hide_input=True, confirmation_prompt=new, err=True)
    return answer.encode()


def key(path: Path | None) -> bytes | None:
    """The AES key of a file, as hexadecimal digits in another file."""
    if path is None:
        return None
    try:
        return bytes.fromhex(unmarked(path.read_bytes()).decode("ascii"))
    except ValueError:
        message = f"{path} is no key: 32, 48 or 64 hexadecimal digits"
        raise UsageError(message) from None


def consent(question: str, *, given: bool = False, instead: str = "say --yes") -> None:
    """Asks an administrator, where consent was not given already.

    Raises Declined, and UsageError where nobody can be asked: it says what to do instead.
    """
    if given:
        return
    if not sys.stdin.isatty():
        message = f"there is no terminal to ask on: {instead}"
        raise UsageError(message)
    if not typer.confirm(question, err=True):
        raise Declined
