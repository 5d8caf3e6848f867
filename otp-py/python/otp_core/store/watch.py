"""What watches over a store: the fleet in figures, and a check-up."""

from __future__ import annotations

import time
from collections import Counter
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from otp_core import TotpState
from otp_core.store import inventory, schema, sqlite
from otp_core.store.crypt import UNENCRYPTED, is_loose
from otp_core.store.outcomes import Finding, Stats
from otp_core.store.schema import events, tokens

if TYPE_CHECKING:
    from collections.abc import Iterator

    from otp_core.store.database import Database
    from otp_core.store.records import StoredToken

#: Logins stop following a clock at 120 steps; half of that leaves time to act.
DRIFTING = 60
#: How far the clocks of two servers may lie apart, in seconds.
APART = 5
#: How many serials a finding names.
NAMED = 5


def stats(db: Database, now: int) -> Stats:
    """As Store.stats."""
    kinds, profiles, drift = Counter[str](), Counter[str](), Counter[int]()
    owners, stock, locked = set[str](), 0, 0
    for token in _in_use(db):
        kinds[token.kind] += 1
        profiles[token.profile] += 1
        if token.owner is None:
            stock += 1
        else:
            owners.add(token.owner)
        locked += token.throttle.locked(now) is not None
        if isinstance(token.state, TotpState):
            drift[token.state.drift] += 1
    retired = select(func.count()).select_from(tokens).where(tokens.c.retired.is_not(None))
    return Stats(
        tokens=sum(kinds.values()),
        kinds=dict(kinds),
        profiles=dict(profiles),
        owners=len(owners),
        stock=stock,
        retired=db.read(lambda connection: connection.execute(retired).scalar_one()),
        locked=locked,
        drift=dict(sorted(drift.items())),
    )


def doctor(db: Database, now: int) -> tuple[Finding, ...]:
    """As Store.doctor."""
    return _clock(db, now), _database(db), _encryption(db), _permissions(db), _schema(db), _drift(db)


def _in_use(db: Database) -> Iterator[StoredToken]:
    return inventory.listed(db, None, "", None, retired=False)


def _clock(db: Database, now: int) -> Finding:
    newest = db.read(lambda connection: connection.execute(select(func.max(events.c.at))).scalar()) or 0
    if newest > now + APART:
        told = f"the clock stands {newest - now} s before the newest event: it was set back, or was ahead then"
        return Finding("clock", well=False, text=told)
    if db.path is None:
        theirs = db.read(lambda connection: connection.execute(select(func.current_timestamp())).scalar_one())
        apart = int(theirs.timestamp() - time.time())
        if abs(apart) > APART:
            return Finding("clock", well=False, text=f"the database's clock is {apart:+} s from this server's")
    return Finding("clock", well=True, text="the clock agrees with what is stored")


def _database(db: Database) -> Finding:
    if db.path is None:
        return Finding("database", well=True, text=f"{db.engine.dialect.name} answers")
    check = db.read(lambda connection: connection.exec_driver_sql("PRAGMA quick_check(1)").scalar_one())
    if check == "ok":
        return Finding("database", well=True, text="the file is whole")
    return Finding("database", well=False, text=f"the file is damaged, bring back a copy: {check}")


def _encryption(db: Database) -> Finding:
    if db.read(lambda connection: schema.unlock(connection, db.vault)):
        return Finding("encryption", well=True, text="secrets and kept codes are encrypted")
    return Finding("encryption", well=False, text=UNENCRYPTED)


def _permissions(db: Database) -> Finding:
    ill = []
    if db.path is not None and sqlite.others_may_read(db.path):
        ill.append(f"others may read the store: chmod 600 {db.path}*")
    if db.keys_file is not None and is_loose(db.keys_file):
        ill.append(f"others may read the keys of the store: chmod 600 {db.keys_file}")
    if ill:
        return Finding("permissions", well=False, text="; ".join(ill))
    if db.path is None:
        return Finding("permissions", well=True, text="the database server grants them")
    return Finding("permissions", well=True, text="the files are their owner's alone")


def _schema(db: Database) -> Finding:
    found = db.read(schema.found)
    return Finding(
        "schema", well=found == schema.current(), text=f"schema {found}, this version writes {schema.current()}"
    )


def _drift(db: Database) -> Finding:
    far = [
        token.serial
        for token in _in_use(db)
        if isinstance(token.state, TotpState) and abs(token.state.drift) >= DRIFTING
    ]
    if not far:
        return Finding("drift", well=True, text=f"no clock is {DRIFTING} steps off")
    named = ", ".join(far[:NAMED]) + (", ..." if len(far) > NAMED else "")
    told = f"{DRIFTING} steps off or more, replace them before they are lost, {len(far)} in all: {named}"
    return Finding("drift", well=False, text=told)
