"""The audit trail: written in the transaction of what it tells, so that neither is there without the other."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, TypeAlias

from sqlalchemy import insert, select

from otp_core._native import unix_seconds
from otp_core.store.outcomes import Event
from otp_core.store.records import is_name
from otp_core.store.schema import events

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from sqlalchemy import Connection

    from otp_core.store.database import Database
    from otp_core.store.outcomes import Action

PAGE = 1000
#: The year 10000, which no calendar writes. Today's milliseconds, taken for seconds, lie far behind it.
NEVER = 253_402_300_800
#: No event has a higher number.
LAST = 2**63 - 1
_TELL = insert(events)

#: Of which token, by its serial, and of which owner an event tells.
Subject: TypeAlias = tuple[str | None, str | None]


def seconds(now: float | datetime | None) -> int:
    """Whole Unix seconds, as every verdict reads a time; one request has one time.

    Raises TypeError, and ValueError for what is no time from 1970 to 9999.
    """
    read = unix_seconds(now)
    if read >= NEVER:
        message = "a time is given in Unix seconds, from 0 to the end of the year 9999"
        raise ValueError(message)
    return read


def line(db: Database, now: int, action: Action, subject: Subject, **facts: object) -> dict[str, object]:
    """An event as it is written. Facts are never a code or a secret."""
    serial, owner = subject
    told = {"at": now, "actor": db.actor, "action": action, "serial": serial, "owner": owner}
    return {**told, "facts": json.dumps(facts)}


def tell(db: Database, connection: Connection, now: int, action: Action, subject: Subject, **facts: object) -> None:
    """Writes an event."""
    connection.execute(_TELL, line(db, now, action, subject, **facts))


def read(db: Database, serial: str | None, owner: str | None, after: int, limit: int | None) -> Iterator[Event]:
    """Events in the order of writing."""
    names = [
        (column, name) for column, name in ((events.c.serial, serial), (events.c.owner, owner)) if name is not None
    ]
    if not all(is_name(name) for _, name in names):
        return  # no database has to read what nothing is called
    asked = [column == name for column, name in names]
    after, left = min(max(after, 0), LAST), limit
    while left is None or left > 0:
        page = PAGE if left is None else min(PAGE, left)
        statement = select(events).where(events.c.number > after, *asked).order_by(events.c.number).limit(page)
        records = db.fetch(statement)
        yield from (Event(**{**record, "facts": json.loads(record["facts"])}) for record in records)
        if len(records) < page:
            return
        after = records[-1]["number"]
        left = None if left is None else left - page
