"""What a command shows: sentences and tables for people, JSON lines for programs."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Any

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence


class Screen:
    """Where a command writes: results to standard output, and what else there is to say to standard error.

    On a terminal lists are tables with colours (NO_COLOR is obeyed); in a pipe they are lines with tabs between the
    columns, and nothing is cut off.
    """

    def __init__(self, *, as_json: bool) -> None:
        """With as_json, results are one JSON object a line."""
        self.as_json = as_json
        self.console = Console(highlight=False, soft_wrap=True)

    def tell(self, facts: Mapping[str, Any], sentence: str, style: str = "") -> None:
        """One result."""
        if self.as_json:
            print_json(facts)
        else:
            self.console.print(Text(sentence, style))

    def fields(self, facts: Mapping[str, Any]) -> None:
        """One thing with many fields."""
        if self.as_json:
            print_json(facts)
            return
        grid = Table.grid(padding=(0, 2))
        for name, value in facts.items():
            grid.add_row(Text(name.replace("_", " "), "dim"), Text(cell(value)))
        self.console.print(grid)

    def rows(self, columns: Sequence[str], rows: Iterable[Mapping[str, Any]]) -> None:
        """Many things of which people see some columns, and programs everything."""
        if self.as_json:
            for row in rows:
                print_json(row)
        elif self.console.is_terminal:
            table = Table(*columns, box=SIMPLE_HEAD, header_style="bold", pad_edge=False)
            for row in rows:
                table.add_row(*(Text(cell(row[column])) for column in columns))
            self.console.print(table)
        else:
            for row in rows:
                print("\t".join(cell(row[column]) for column in columns))  # noqa: T201

    def say(self, sentence: str) -> None:
        """What is no result: a remark, to standard error."""
        say(sentence)


def say(sentence: str) -> None:
    """A line on standard error."""
    print(f"otp-admin: {sentence}", file=sys.stderr)  # noqa: T201


def print_json(facts: Mapping[str, Any]) -> None:
    """One object on one line, written at once."""
    print(json.dumps(facts, ensure_ascii=False), flush=True)  # noqa: T201


def cell(value: object) -> str:
    """A value as people read it."""
    match value:
        case None:
            return "-"
        case bool():
            return "yes" if value else "no"
        case dict():
            return ", ".join(f"{name.replace('_', ' ')} {cell(each)}" for name, each in value.items())
        case list() | tuple():
            return ", ".join(map(cell, value))
        case _:
            return str(value)
