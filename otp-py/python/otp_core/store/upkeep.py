"""What administrators do with a token: each act is one transaction with its line in the audit trail."""

from __future__ import annotations

from typing import TYPE_CHECKING

from otp_core import Throttle, WrongKind
from otp_core.store import audit, door, rows
from otp_core.store.errors import AlreadyAssigned, NoSuchToken, WouldReopen
from otp_core.store.outcomes import Resync, went
from otp_core.store.records import check_name

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import Connection

    from otp_core.store.database import Database
    from otp_core.store.outcomes import Action
    from otp_core.store.records import NewToken, StoredToken


def assign(db: Database, serial: str, owner: str) -> StoredToken:
    """As Store.assign."""
    check_name("owner", owner)
    return db.write(lambda connection: _given(db, connection, serial, owner, "assigned"))


def unassign(db: Database, serial: str) -> StoredToken:
    """As Store.unassign."""

    def act(connection: Connection) -> StoredToken:
        stored = rows.in_use(rows.find(connection, serial))
        # In stock it is guessed at no more freely than in its owner's hands.
        throttle = rows.attempts(connection, stored).to_bytes()
        return _change(db, connection, stored, "unassigned", {"owner": None, "trail": b"", "throttle": throttle})

    return db.write(act)


def replace(db: Database, serial: str, by: str) -> StoredToken:
    """As Store.replace."""

    def act(connection: Connection) -> StoredToken:
        stored = rows.in_use(rows.find(connection, serial))
        if stored.owner is None:
            message = f"{serial} has no owner to give another token to"
            raise NoSuchToken(message)
        _change(db, connection, stored, "retired", _erased())
        return _given(db, connection, by, stored.owner, "replaced", old=serial)

    return db.erase(act)


def reprogram(db: Database, token: NewToken) -> StoredToken:
    """As Store.reprogram."""
    cells = rows.cells(token, token.checked(), db.vault)

    def act(connection: Connection) -> StoredToken:
        record = rows.find(connection, token.serial)
        stored = rows.in_use(record)
        if rows.read_secret(record, db.vault)[0] == token.secret:
            message = f"{token.serial} has this secret already, and codes that are spent would be good again"
            raise WouldReopen(message)
        return _change(db, connection, stored, "reprogrammed", cells)

    return db.erase(act)


def retire(db: Database, serial: str) -> StoredToken:
    """As Store.retire."""

    def act(connection: Connection) -> StoredToken:
        return _change(db, connection, rows.in_use(rows.find(connection, serial)), "retired", _erased())

    return db.erase(act)


def unlock(db: Database, serial: str) -> StoredToken:
    """As Store.unlock."""

    def act(connection: Connection) -> StoredToken:
        stored = rows.in_use(rows.find(connection, serial))
        attempts = rows.attempts(connection, stored).attempts
        rows.count(connection, stored, Throttle())
        audit.tell(db, connection, audit.seconds(None), "unlocked", (serial, stored.owner), attempts=attempts)
        return rows.show(rows.find(connection, serial))

    return db.write(act)


def reset_clock(db: Database, serial: str, now: int, *, what_if: bool) -> Resync:
    """As Store.reset_clock."""

    def act(connection: Connection) -> Resync:
        row = door.token(db, connection, serial)
        stored = row.stored
        try:
            state = row.token.reset_clock(now)
        except WrongKind:
            message = f"{serial} has no clock to reset: it is {stored.kind}"
            raise WrongKind(message) from None
        if not what_if:
            moved = went(stored.state, state)
            changes = {"state": state.to_bytes(), "trail": b""}
            _change(db, connection, stored, "clock-reset", changes, moved=moved)
        return Resync(serial, stored.owner, stored.state, state, stored=not what_if)

    return (db.read if what_if else db.write)(act)


def _given(
    db: Database, connection: Connection, serial: str, owner: str, action: Action, **facts: object
) -> StoredToken:
    stored = rows.in_use(rows.find(connection, serial))
    if stored.owner is not None:
        raise AlreadyAssigned(serial)
    rows.enrol(connection, owner)
    changes = {"owner": owner, "trail": b"", "throttle": Throttle().to_bytes()}
    return _change(db, connection, stored, action, changes, **facts)


def _erased() -> dict[str, object]:
    """What is left of a token that goes: neither secret nor owner."""
    return {"owner": None, "secret": b"", "trail": b"", "retired": audit.seconds(None)}


def _change(
    db: Database,
    connection: Connection,
    stored: StoredToken,
    action: Action,
    changes: Mapping[str, object],
    **facts: object,
) -> StoredToken:
    """Writes an act and tells of it. What another changed meanwhile is read anew."""
    rows.swap(connection, stored, **changes)
    owner = changes.get("owner") or stored.owner  # the one who has it, or who had it
    subject = (stored.serial, None if owner is None else str(owner))
    audit.tell(db, connection, audit.seconds(None), action, subject, **facts)
    return rows.show(rows.find(connection, stored.serial))
