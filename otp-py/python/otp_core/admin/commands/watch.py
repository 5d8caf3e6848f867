"""An eye on everything: history, health, drift."""

from __future__ import annotations

from dataclasses import asdict
from io import StringIO
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console, Group
from rich.text import Text

from otp_core.admin import drift, facts, session
from otp_core.admin.failures import DONE, REFUSED
from otp_core.admin.screen import Screen, cell
from otp_core.admin.words import AsJson, Where

EVENT = ("at", "actor", "action", "serial", "owner", "facts")
WIDTH = 80


def audit(
    where: Where = None,
    serial: Annotated[str | None, typer.Option(metavar="SERIAL", help="Of one token.")] = None,
    owner: Annotated[str | None, typer.Option(metavar="USER", help="Of one person.")] = None,
    after: Annotated[int, typer.Option(metavar="NUMBER", help="Behind an event, to go on.")] = 0,
    limit: Annotated[int | None, typer.Option(min=1, help="How many at most.")] = None,
    as_json: AsJson = False,
) -> None:
    """Show what happened, the oldest first: who did what to which token."""
    with session.opened(where) as store:
        events = store.audit(serial=serial, owner=owner, after=after, limit=limit)
        Screen(as_json=as_json).rows(EVENT, (facts.event(event) for event in events))


def doctor(where: Where = None, as_json: AsJson = False) -> None:
    """Look after the clock, the database, encryption, permissions, and tokens that drift away.

    Changes nothing; exits with 1 where something is not well.
    """
    with session.opened(where) as store:
        findings = store.doctor()
    rows = [asdict(finding) for finding in findings]
    Screen(as_json=as_json).rows(("name", "well", "text"), rows)
    raise typer.Exit(DONE if all(finding.well for finding in findings) else REFUSED)


def stats(
    where: Where = None,
    svg: Annotated[Path | None, typer.Option("--svg", metavar="FILE", help="Draw it into a file as well.")] = None,
    as_json: AsJson = False,
) -> None:
    """Count the tokens, and draw how far their clocks have drifted."""
    with session.opened(where) as store:
        fleet = store.stats()
    screen = Screen(as_json=as_json)
    counts = {name: value for name, value in asdict(fleet).items() if name != "drift"}
    if as_json:
        screen.tell({**counts, "drift": {str(steps): tokens for steps, tokens in fleet.drift.items()}}, "")
    else:
        screen.fields(counts)
        if screen.draws:
            screen.console.print(drift.bars(fleet.drift))
        else:
            screen.rows(("name", "tokens"), drift.lines(fleet.drift))
    if svg is not None:
        lines = (Text(f"{name:10} {cell(value)}") for name, value in counts.items())
        drawing = Console(record=True, width=WIDTH, file=StringIO(), force_terminal=True)
        drawing.print(Group(*lines, drift.bars(fleet.drift)))
        with svg.open("x", encoding="utf-8") as file:
            file.write(drawing.export_svg(title="otp-admin stats", unique_id="otp"))
