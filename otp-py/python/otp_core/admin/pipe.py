"""Resyncs of many tokens out of a pipe: JSON lines, or CSV with a heading."""

from __future__ import annotations

import csv
import json
from typing import TYPE_CHECKING, Any, TypeAlias

from otp_core import drop_separators
from otp_core.admin import asked, facts
from otp_core.admin.failures import DONE, UsageError, explain
from otp_core.admin.screen import print_json

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from otp_core.store import Store

    Pairs: TypeAlias = list[tuple[str, Any]]

ID = "tokenid"
CODES = tuple(f"code{number}" for number in range(1, asked.MOST_CODES + 1))
NAMED = "TokenId, Code1, Code2, Code3"


def resync_all(store: Store, source: Path, *, what_if: bool) -> int:
    """Resyncs each, with a JSON line for each, in the order of the lines; the first failure's exit code, or DONE.

    A line that cannot be read has its result, too, and the others go on.
    """
    lines = list(_lines(source))
    if not lines:
        message = "there is nothing in it: neither JSON lines nor CSV"
        raise UsageError(message)
    if lines[0][1].startswith("["):
        message = "this is a JSON array: give its objects alone, one a line"
        raise UsageError(message)
    read: Callable[[str], Pairs] = _json
    if not lines[0][1].startswith("{"):
        read = _table(_values(lines.pop(0)[1]))
    first = DONE
    for number, line in lines:
        result, exit_code = _resync(store, line, read, what_if=what_if)
        print_json({"line": number, **result})
        first = first or exit_code
    return first


def _resync(store: Store, line: str, read: Callable[[str], Pairs], *, what_if: bool) -> tuple[dict[str, Any], int]:
    serial = None
    try:
        serial, codes = _asked(read(line))
        return facts.moved("resynced", store.resync(serial, codes, what_if=what_if)), DONE
    except Exception as error:
        if (failure := explain(error)) is None:
            raise
        return {"serial": serial, **failure.facts_for_programs()}, failure.exit_code


def _asked(pairs: Pairs) -> tuple[str, list[str]]:
    """Serial and codes, by the names of properties in any case. Raises UsageError."""
    named = {name.strip().lower(): value for name, value in pairs}
    if not named.keys() <= {ID, *CODES} or len(named) < len(pairs):
        message = f"the line has other properties than {NAMED}, or one of them twice"
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


def _json(line: str) -> Pairs:
    try:
        pairs = json.loads(line, object_pairs_hook=_Pairs)
    except (ValueError, RecursionError):
        pairs = None
    if not isinstance(pairs, _Pairs):
        message = "the line is no JSON object"
        raise UsageError(message)
    return pairs


class _Pairs(list[tuple[str, Any]]):
    """What a JSON object holds, names that come twice included."""


def _table(names: list[str]) -> Callable[[str], Pairs]:
    """Reads rows under a heading; a row may end early."""
    if ID not in {name.strip().lower() for name in names}:
        message = f"the first line of CSV names the columns: {NAMED}"
        raise UsageError(message)

    def read(line: str) -> Pairs:
        values = _values(line)
        if len(values) > len(names):
            message = "the line has more values than the first has names"
            raise UsageError(message)
        return list(zip(names, values, strict=False))

    return read


def _values(line: str) -> list[str]:
    """A row of CSV. Each is read by itself, so that a quote left open spoils no other."""
    try:
        return next(csv.reader([line], strict=True))
    except csv.Error:
        message = "the line is no CSV"
        raise UsageError(message) from None


def _lines(source: Path) -> Iterator[tuple[int, str]]:
    """The lines that hold something, with their numbers."""
    try:
        text = asked.unmarked(asked.read(source)).decode()
    except UnicodeDecodeError:
        message = "this is no text in UTF-8"
        raise UsageError(message) from None
    return ((number, line.strip()) for number, line in enumerate(text.split("\n"), 1) if line.strip())
