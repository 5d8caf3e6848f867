"""Codes that people read off their tokens."""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer

from otp_core import Rejected
from otp_core.admin import asked, facts, pipe, session
from otp_core.admin.failures import SeveralTokens, UsageError
from otp_core.admin.screen import Screen, say
from otp_core.admin.words import AsJson, Code, Codes, WhatIf, Where
from otp_core.store import OneMoreCode, Pairing, Resync

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from otp_core.store import Store

T = TypeVar("T", Resync, Pairing)


def pair(
    owner: Annotated[str, typer.Argument(metavar="USER", help="The person who has the token in hand.")],
    serial: Annotated[
        str, typer.Argument(metavar="SERIAL", help="The serial, or what people type to VPN clients: 'token 12345678'.")
    ],
    code: Code = None,
    where: Where = None,
    as_json: AsJson = False,
) -> None:
    """Give a token to a person who shows a code of it.

    A code in step pairs at once, and is spent by it. Where the profile resyncs with two codes, a token out of step is
    asked for one more: here, or by the same command with the next code.
    """
    with session.opened(where) as store:
        move = _until_done(lambda typed: store.pair(owner, serial, typed), code)
    Screen(as_json=as_json).tell(facts.moved("paired", move), facts.sentence("paired", move))


def verify(
    name: Annotated[str, typer.Argument(metavar="SERIAL", help="The serial of a token, or with --by-owner a person.")],
    code: Code = None,
    where: Where = None,
    by_owner: Annotated[bool, typer.Option("--by-owner", help="Any token of the person named.")] = False,
    what_if: WhatIf = False,
    as_json: AsJson = False,
) -> None:
    """Judge a code as a login does: it counts as an attempt, and is spent if it is good.

    Exits with 0 for an accepted code, 1 for a refused one, 3 where the token is locked.
    """
    with session.opened(where) as store:
        (typed,) = asked.codes(None if code is None else [code], 1, 1)
        judge = store.login if by_owner else store.verify
        move = judge(name, typed, what_if=what_if)
    Screen(as_json=as_json).tell(facts.moved("accepted", move), facts.sentence("accepted", move))


def resync(
    serial: Annotated[str | None, typer.Argument(metavar="[SERIAL]", help="The serial of the token.")] = None,
    codes: Codes = None,
    where: Where = None,
    step: Annotated[
        bool, typer.Option("--step", help="One code now and the next within five minutes (PingOne).")
    ] = False,
    source: Annotated[
        Path | None,
        typer.Option(
            "--from",
            metavar="FILE",
            help="Many tokens: JSON lines or CSV with TokenId, Code1, Code2 and Code3; - for standard input.",
        ),
    ] = None,
    what_if: WhatIf = False,
    confirm: Annotated[bool, typer.Option("--confirm", help="Show where the token would go, and ask first.")] = False,
    as_json: AsJson = False,
) -> None:
    """Bring a token back into step with two or three successive codes; the Duo profile takes three.

    It is no login: the codes are spent by it, and the next one logs in. With --from there is one JSON result a line,
    and the exit code is that of the first that failed.
    """
    if source is not None:
        if serial is not None or step or confirm:
            message = "--from has the tokens and codes in it, and nobody to ask"
            raise UsageError(message)
        with session.opened(where) as store:
            raise typer.Exit(pipe.resync_all(store, source, what_if=what_if))
    if step and (what_if or confirm):
        message = "--step writes the first code down: it knows neither --what-if nor --confirm"
        raise UsageError(message)
    if serial is None:
        message = "name the serial of a token, or a file with --from"
        raise UsageError(message)
    with session.opened(where) as store:
        move = _step(store, serial, codes) if step else _whole(store, serial, codes, what_if=what_if, confirm=confirm)
    Screen(as_json=as_json).tell(facts.moved("resynced", move), facts.sentence("resynced", move))


def lookup(codes: Codes = None, where: Where = None, as_json: AsJson = False) -> None:
    """Find the token that shows these two or three successive codes. Nothing is spent, and nobody logged in."""
    with session.opened(where) as store:
        typed = asked.codes(codes, 2, asked.MOST_CODES)
        try:
            found = store.lookup(typed)
        except Rejected as refused:
            if refused.detail == "ambiguous":
                raise SeveralTokens from None
            raise
    told = {"result": "found", **facts.token(found, int(time.time()))}
    Screen(as_json=as_json).tell(told, f"found: {facts.named(found)}")


def _whole(store: Store, serial: str, codes: Sequence[str] | None, *, what_if: bool, confirm: bool) -> Resync:
    typed = asked.codes(codes, 2, asked.MOST_CODES)
    if confirm and not what_if:
        would = store.resync(serial, typed, what_if=True)
        asked.consent(f"{facts.sentence('resynced', would)}. Go on?", instead="leave out --confirm")
    return store.resync(serial, typed, what_if=what_if)


def _step(store: Store, serial: str, codes: Sequence[str] | None) -> Resync:
    if len(codes or ()) > 1:
        message = "--step takes one code at a time"
        raise UsageError(message)
    return _until_done(lambda typed: store.resync_step(serial, typed), codes[0] if codes else None)


def _until_done(act: Callable[[str], T], code: str | None) -> T:
    """A flow that may want one more code: whoever sits at a terminal is asked for it."""
    (typed,) = asked.codes(None if code is None else [code], 1, 1)
    try:
        return act(typed)
    except OneMoreCode as more:
        if not sys.stdin.isatty():
            raise
        say(f"one more code of {more}: the next that it shows")
    (typed,) = asked.codes(None, 1, 1)
    return act(typed)
