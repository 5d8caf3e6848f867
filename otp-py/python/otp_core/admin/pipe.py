"""Resyncs of many tokens out of a pipe: JSON lines, or CSV with a heading."""

from __future__ import annotations

import csv
import json
import sys
from typing import TYPE_CHECKING, Any

from otp_core import drop_separators
from otp_core.admin import facts
from otp_core.admin.asked import MOST_CODES, STDIN
from otp_core.admin.failures import DONE, UsageError, explain
from otp_core.admin.screen import print_json

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from otp_core.store import Store

ID = "tokenid"
CODES = tuple(f"code{number}" for number in range(1, MOST_CODES + 1))


def resync_all(store: Store, source: Path, *, what_if: bool) -> int:
    """Resyncs each, with a JSON line for each, in the order of the lines; the first failure's exit code, or DONE.

    A line that cannot be read has its result, too, and the others go on.
    """
    worst = DONE
    for number, line in enumerate(_lines(source), 1):
        result, exit_code = _resync(store, line, what_if=what_if)
        print_json({"line": number, **result})
        worst = worst or exit_code
    return worst


def _resync(store: Store, line: str | Mapping[str, Any], *, what_if: bool) -> tuple[dict[str, Any], int]:
    serial = None
    try:
        serial, codes = _asked(line)
        return facts.moved("resynced", store.resync(serial, codes, what_if=what_if)), DONE
    except Exception as error:
        if (failure := explain(error)) is None:
            raise
        return {"serial": serial, **failure.facts_for_programs()}, failure.exit_code


def _asked(line: str | Mapping[str, Any]) -> tuple[str, list[str]]:
    """Serial and codes, by the names of properties in any case. Raises UsageError."""
    if isinstance(line, str):
        try:
            line = json.loads(line)
        except json.JSONDecodeError:
            message = "the line is no JSON"
            raise UsageError(message) from None
    if not isinstance(line, dict):
        message = "the line is no JSON object"
        raise UsageError(message)
    named = {str(name).strip().lower(): value for name, value in line.items() if name is not None}
    if unknown := sorted(named.keys() - {ID, *CODES}):
        message = f"there is no property {', '.join(unknown)}: TokenId, Code1, Code2, Code3 are read"
        raise UsageError(message)
    values = [named.get(name) for name in (ID, *CODES)]
    # A number has lost its leading zeros, and is another code.
    if not all(value is None or isinstance(value, str) for value in values):
        message = "TokenId and codes are strings: a number loses its leading zeros"
        raise UsageError(message)
    serial, *codes = [(value or "").strip() for value in values]
    if not serial:
        message = "the line has no TokenId"
        raise UsageError(message)
    return serial, [drop_separators(code) for code in codes if code]


def _lines(source: Path) -> Iterator[str | Mapping[str, Any]]:
    """Lines of JSON as text, rows of CSV with their heading's names; the first character tells which."""
    text = (sys.stdin.buffer.read() if str(source) == STDIN else source.read_bytes()).decode("utf-8-sig")
    lines = [line for line in text.splitlines() if line.strip()]
    if not lines or lines[0].lstrip().startswith("{"):
        yield from lines
        return
    rows = csv.DictReader(lines)
    if ID not in {name.strip().lower() for name in rows.fieldnames or ()}:
        message = "the first line of CSV names the columns: TokenId,Code1,Code2,Code3"
        raise UsageError(message)
    yield from rows
