"""What people with tokens do: log in, resync and pair."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from otp_core import OtpError, ResyncNotSupported, WrongCount, parse_serial
from otp_core.store import audit, door, rows
from otp_core.store.decision import Request
from otp_core.store.errors import AlreadyAssigned, OneMoreCode
from otp_core.store.outcomes import Login, Pairing, Resync
from otp_core.store.records import check_name

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from sqlalchemy import Connection

    from otp_core import Attempt, Run
    from otp_core.store.database import Database
    from otp_core.store.decision import Moved, Verdict
    from otp_core.store.rows import Row

#: The codes of a resync in several requests, and of a pairing.
TWO = 2


def verify(db: Database, serial: str, code: str, now: int, *, what_if: bool) -> Login:
    """As Store.verify."""
    return _login(db, lambda connection: [door.token(db, connection, serial)], code, now, what_if=what_if)


def login(db: Database, owner: str, code: str, now: int, *, what_if: bool) -> Login:
    """As Store.login."""
    return _login(db, lambda connection: door.tokens_of(db, connection, owner), code, now, what_if=what_if)


def resync(db: Database, serial: str, codes: Sequence[str], now: int, *, what_if: bool) -> Resync:
    """As Store.resync."""

    def find(connection: Connection) -> list[Row]:
        row = door.token(db, connection, serial)
        try:
            row.token.check_run(codes)
        except WrongCount:
            wanted = " or ".join(map(str, row.token.resync_lengths))
            message = f"a resync of {serial} takes {wanted} codes, not {len(codes)}"
            raise WrongCount(message) from None
        return [row]

    request = _resync(db, find, codes, now)
    row, verdict = request.what_if() if what_if else request.decide()
    return Resync(serial, row.stored.owner, verdict.previous, verdict.next, stored=not what_if)


def resync_step(db: Database, serial: str, code: str, now: int) -> Resync:
    """As Store.resync_step."""

    def find(connection: Connection) -> list[Row]:
        row = door.token(db, connection, serial)
        if not row.token.in_two_requests:
            row.token.check_run([code] * max(row.token.resync_lengths, default=TWO))  # a YubiKey's answer is its own
            message = "the token's profile knows no resync in two requests"
            raise ResyncNotSupported(message)
        row.token.check(code)
        return [row]

    def keep(connection: Connection) -> Run | None:
        (row,) = find(connection)
        door.raise_if_locked([row], now)
        trail = row.trail.push(code, now)
        rows.keep_trail(connection, db.vault, row, trail)
        run = trail.last(TWO, now)
        if run is None:
            audit.tell(db, connection, now, "kept-code", (serial, row.stored.owner))
        return run

    if (run := db.write(keep)) is None:
        raise OneMoreCode(serial)
    row, verdict = _resync(db, find, run, now).decide()
    return Resync(serial, row.stored.owner, verdict.previous, verdict.next, stored=True)


def pair(db: Database, owner: str, serial: str, code: str, now: int) -> Pairing:
    """As Store.pair."""
    check_name("owner", owner)
    waits = False

    def find(connection: Connection) -> list[Row]:
        row = door.token(db, connection, serial)
        if row.stored.owner is not None:
            raise AlreadyAssigned(serial)
        row.token.check(code)
        return [row]

    def refused(connection: Connection, judged: list[Row], refusal: OtpError) -> Moved | None:
        nonlocal waits
        waits = False  # this may be done anew
        fresh = door.unchanged(db, connection, judged[0])
        if TWO in judged[0].token.resync_lengths and fresh is not None:
            run, moved = request.learn(connection, fresh, code, TWO)
            if moved is not None:
                return moved
            waits = run is None
        request.tell_refusal(connection, "kept-code" if waits else "pairing-refused", judged, refusal)
        return None

    if serial.startswith("token "):
        serial = parse_serial(serial)
    request = Request(db, now, find, _judge(code, now), refused, "paired", owner)
    try:
        _, verdict = request.decide()
    except OtpError:
        if waits:
            raise OneMoreCode(serial) from None
        raise
    return Pairing(serial, owner, verdict.previous, verdict.next, stored=True)


def _login(db: Database, candidates: Callable[[Connection], list[Row]], code: str, now: int, *, what_if: bool) -> Login:
    def find(connection: Connection) -> list[Row]:
        return door.readable(candidates(connection), code)

    def refused(connection: Connection, judged: list[Row], refusal: OtpError) -> None:
        request.tell_refusal(connection, "refused", judged, refusal)
        for row in judged:
            length, fresh = row.token.automatic, door.unchanged(db, connection, row)
            if length is not None and fresh is not None:
                by_itself.learn(connection, fresh, code, length)

    request = Request(db, now, find, _judge(code, now), refused, "accepted")
    by_itself = replace(request, success="resynced")
    row, verdict = request.what_if() if what_if else request.decide()
    return Login(row.stored.serial, row.stored.owner, verdict.previous, verdict.next, stored=not what_if)


def _resync(db: Database, find: Callable[[Connection], list[Row]], codes: Sequence[str] | Run, now: int) -> Request:
    def judge(row: Row, attempt: Attempt) -> Verdict:
        return row.token.resync(row.stored.state, codes, now, attempt=attempt)

    def refused(connection: Connection, judged: list[Row], refusal: OtpError) -> None:
        request.tell_refusal(connection, "resync-refused", judged, refusal)

    request = Request(db, now, find, judge, refused, "resynced")
    return request


def _judge(code: str, now: int) -> Callable[[Row, Attempt], Verdict]:
    return lambda row, attempt: row.token.verify(row.stored.state, code, now, attempt=attempt)
