"""How far the clocks of a fleet have drifted, drawn as bars."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.bar import Bar
from rich.table import Table
from rich.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from rich.console import RenderableType

#: More bars than this are put together.
BARS = 21
LENGTH = 40


def lines(drift: Mapping[int, int]) -> Iterator[dict[str, object]]:
    """The same for a pipe, a line for each drift."""
    return ({"name": f"drift {steps:+}", "tokens": tokens} for steps, tokens in drift.items())


def bars(drift: Mapping[int, int]) -> RenderableType:
    """A bar for each drift, or for each range of drifts where there are many; in steps, behind the server negative."""
    if not drift:
        return Text("no TOTP token has a clock to watch", "dim")
    first, last = min(drift), max(drift)
    width = (last - first) // BARS + 1
    most = 0
    ranges: list[tuple[int, int]] = []
    for start in range(first, last + 1, width):
        tokens = sum(drift.get(steps, 0) for steps in range(start, start + width))
        most = max(most, tokens)
        ranges.append((start, tokens))
    grid = Table.grid(padding=(0, 1))
    grid.add_row(Text("drift in steps", "dim"), "", Text("tokens", "dim"))
    for start, tokens in ranges:
        named = f"{start:+}" if width == 1 else f"{start:+} to {start + width - 1:+}"
        grid.add_row(Text(named, justify="right"), Bar(most, 0, tokens, width=LENGTH, color="cyan"), str(tokens))
    return grid
