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
        self.console = Console(highlight=False)

    @property
    def draws(self) -> bool:
        """Whether somebody looks on who likes tables and colours."""
        return not self.as_json and self.console.is_terminal

    def tell(self, facts: Mapping[str, Any], sentence: str) -> None:
        """One result."""
        if self.as_json:
            print_json(facts)
        else:
            self.console.print(Text(printable(sentence)), soft_wrap=True)

    def fields(self, facts: Mapping[str, Any]) -> None:
        """One thing with many fields."""
        if self.as_json:
            print_json(facts)
        elif self.draws:
            grid = Table.grid(padding=(0, 2))
            for name, value in facts.items():
                grid.add_row(Text(_words(name), "dim"), Text(cell(value)))
            self.console.print(grid)
        else:
            for name, value in facts.items():
                print(_words(name), cell(value), sep="\t")  # noqa: T201

    def rows(self, columns: Sequence[str], rows: Iterable[Mapping[str, Any]]) -> None:
        """Many things of which people see some columns, and programs everything."""
        if self.as_json:
            for row in rows:
                print_json(row)
        elif self.draws:
            table = Table(*columns, box=SIMPLE_HEAD, header_style="bold", pad_edge=False)
            for row in rows:
                table.add_row(*(Text(cell(row[column])) for column in columns))
            if table.rows:
                self.console.print(table)
        else:
            for row in rows:
                print(*(cell(row[column]) for column in columns), sep="\t")  # noqa: T201


def say(sentence: str) -> None:
    """What is no result: a line on standard error."""
    print(f"otp-admin: {printable(sentence)}", file=sys.stderr)  # noqa: T201


def print_json(facts: Mapping[str, Any]) -> None:
    """One object on one line, written at once."""
    print(json.dumps(facts), flush=True)  # noqa: T201


def cell(value: object) -> str:
    """A value as people read it, on one line."""
    match value:
        case None:
            return "-"
        case bool():
            return "yes" if value else "no"
        case dict():
            return ", ".join(f"{_words(name)} {cell(each)}" for name, each in value.items()) or "-"
        case list() | tuple():
            return ", ".join(map(cell, value))
        case _:
            return printable(str(value))


def printable(text: str) -> str:
    """A text without what a terminal would obey: what files and people call things is not trusted."""
    return "".join(each if each.isprintable() else ascii(each)[1:-1] for each in text)


def _words(name: str) -> str:
    return name.replace("_", " ")
