"""Tokens: which there are, whose they are, and what becomes of them."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Annotated

import typer

from otp_core.admin import asked, facts, session
from otp_core.admin.failures import UsageError
from otp_core.admin.screen import Screen
from otp_core.admin.words import AsJson, Serial, WhatIf, Where, Yes
from otp_core.store import RetiredToken

if TYPE_CHECKING:
    from otp_core.store import StoredToken

COLUMNS = ("serial", "owner", "kind", "profile", "state", "attempts", "locked")
Owner = Annotated[str, typer.Argument(metavar="USER", help="The person.")]


def list_tokens(
    where: Where = None,
    owner: Annotated[str | None, typer.Option(metavar="USER", help="Those of one person.")] = None,
    retired: Annotated[bool, typer.Option("--retired", help="The retired ones instead.")] = False,
    after: Annotated[str, typer.Option(metavar="SERIAL", help="Those behind a serial, to go on.")] = "",
    limit: Annotated[int | None, typer.Option(min=1, help="How many at most.")] = None,
    as_json: AsJson = False,
) -> None:
    """List tokens by serial."""
    now = int(time.time())
    with session.opened(where) as store:
        tokens = store.tokens(owner=owner, retired=retired, after=after, limit=limit)
        Screen(as_json=as_json).rows(COLUMNS, (facts.token(token, now) for token in tokens))


def show(serial: Serial, where: Where = None, as_json: AsJson = False) -> None:
    """Show everything about a token but its secret."""
    with session.opened(where) as store:
        _show(store.get(serial), as_json=as_json)


def assign(serial: Serial, owner: Owner, where: Where = None, as_json: AsJson = False) -> None:
    """Give a token to a person without asking for a code. See pair, which asks for one."""
    with session.opened(where) as store:
        _done("assigned", store.assign(serial, owner), as_json=as_json)


def unassign(serial: Serial, where: Where = None, as_json: AsJson = False) -> None:
    """Take a token back into stock. It keeps its state, so no spent code is good again."""
    with session.opened(where) as store:
        _done("unassigned", store.unassign(serial), as_json=as_json)


def replace(
    serial: Serial,
    by: Annotated[str, typer.Argument(metavar="NEW", help="The serial of a token in stock.")],
    where: Where = None,
    yes: Yes = False,
    as_json: AsJson = False,
) -> None:
    """Retire a token that is lost or broken, and give its owner another one."""
    with session.opened(where) as store:
        old = store.get(serial)
        if old.retired is not None:
            raise RetiredToken(serial)
        if old.owner is None:
            message = f"{serial} has no owner: retire it, and assign {by}"
            raise UsageError(message)
        asked.consent(f"Erase the secret of {serial}, and give {by} to {old.owner}?", given=yes)
        _done("replaced", store.replace(serial, by), as_json=as_json)


def retire(serial: Serial, where: Where = None, yes: Yes = False, as_json: AsJson = False) -> None:
    """Take a token out of use for good: its secret is erased, its serial and history are kept."""
    with session.opened(where) as store:
        asked.consent(f"Erase the secret of {store.get(serial).serial}?", given=yes)
        _done("retired", store.retire(serial), as_json=as_json)


def unlock(serial: Serial, where: Where = None, as_json: AsJson = False) -> None:
    """Clear the failed attempts of a token, or those of its owner, and any lock."""
    with session.opened(where) as store:
        _done("unlocked", store.unlock(serial), as_json=as_json)


def reset_clock(
    serial: Serial, where: Where = None, what_if: WhatIf = False, yes: Yes = False, as_json: AsJson = False
) -> None:
    """Set a TOTP token anew after the clock of the server was wrong.

    What was accepted while the clock was ahead blocks the token until that time comes again. This lets it go on now.
    Codes spent for steps that lie ahead are good again, so it asks first, and it is written into the audit trail.
    """
    with session.opened(where) as store:
        would = store.reset_clock(serial, what_if=True)
        question = f"{facts.sentence('reset', would)}. Codes spent for later steps are good again. Go on?"
        asked.consent(question, given=yes or what_if)
        move = would if what_if else store.reset_clock(serial)
    Screen(as_json=as_json).tell(facts.moved("clock-reset", move), facts.sentence("reset", move))


def _show(token: StoredToken, *, as_json: bool) -> None:
    Screen(as_json=as_json).fields(facts.token(token, int(time.time())))


def _done(result: str, token: StoredToken, *, as_json: bool) -> None:
    told = {"result": result, **facts.token(token, int(time.time()))}
    Screen(as_json=as_json).tell(told, f"{result}: {facts.named(token)}")
