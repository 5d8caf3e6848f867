"""Counted, judged by otp_core, and written where nothing has changed meanwhile."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

from otp_core import Attempt, OtpError, Rejected, Resynced, Throttle
from otp_core.store import audit, door, rows
from otp_core.store.errors import Conflict
from otp_core.store.outcomes import went

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy import Connection

    from otp_core import Accepted, Run
    from otp_core.store.database import Database
    from otp_core.store.outcomes import Action
    from otp_core.store.records import State
    from otp_core.store.rows import Row

    Verdict: TypeAlias = Accepted[State] | Resynced[State]
    #: A token that was moved, and how.
    Moved: TypeAlias = tuple[Row, Verdict]


#: A decision, and one more where another was first to write.
DECISIONS = 2


@dataclass(frozen=True)
class Request:
    """What differs from flow to flow.

    * find: the tokens that the input could be of. What it raises costs no attempt.
    * refused: what to write about a refusal; it may still bring the token into step, and tells so.
    * success: what it is called then. owner: to whom the token belongs then, where that is new.
    """

    db: Database
    now: int
    find: Callable[[Connection], list[Row]]
    judge: Callable[[Row, Attempt], Verdict]
    refused: Callable[[Connection, list[Row], OtpError], Moved | None]
    success: Action
    owner: str | None = None

    def what_if(self) -> Moved:
        """The decision alone."""
        found = self.db.read(self.find)
        door.raise_if_locked(found, self.now)
        return self._judged(found, [Attempt.unthrottled() for _ in found])

    def decide(self) -> Moved:
        """Counts, judges, writes; where another was first to write, judges anew, once, on what is there then."""
        found, attempts, counted = self.db.write(self._count)
        for _ in range(DECISIONS):
            try:
                row, verdict = self._judged(found, attempts)
            except OtpError as refusal:
                if moved := self._refuse(found, refusal):
                    return moved
                raise
            if self._written(row, verdict, counted):
                return row, verdict
            owner, found = found[0].stored.owner, self.db.read(self.find)
            if found[0].stored.owner != owner:
                break  # it has been counted for somebody else
            attempts = [Attempt.unthrottled() for _ in found]  # it has been counted
        message = "the token was changed twice in this moment, try again with the next code"
        raise Conflict(message)

    def write(self, connection: Connection, row: Row, verdict: Verdict, counted: Throttle) -> None:
        """Writes a success: the next state, no attempts, nothing kept, and the event. Raises Again."""
        stored = row.stored
        changes: dict[str, Any] = {"state": verdict.next.to_bytes(), "trail": b""}
        if self.owner is not None:
            rows.enrol(connection, self.owner)
            changes.update(owner=self.owner, throttle=Throttle().to_bytes())
        rows.swap(connection, stored, **changes)
        # A resync never lifts a lock: the attempts of others that came since stay, with what they brought. A token that
        # was paired left its own attempts in stock, and those at its owner are another matter.
        login = not isinstance(verdict, Resynced)
        if self.owner is None and (login or rows.attempts(connection, stored) == counted):
            rows.count(connection, stored, Throttle())
        moved = went(verdict.previous, verdict.next)
        owner = stored.owner if self.owner is None else self.owner
        audit.tell(self.db, connection, self.now, self.success, (stored.serial, owner), moved=moved)

    def learn(self, connection: Connection, row: Row, code: str, length: int) -> tuple[Run | None, Moved | None]:
        """Keeps a refused code, with which the last so many may tell where the token is. A lock is obeyed."""
        trail = row.trail.push(code, self.now)
        run = trail.last(length, self.now)
        if run is not None and row.stored.throttle.locked(self.now) is None:
            try:
                # The request that brought the code has been counted.
                verdict = row.token.resync(row.stored.state, run, self.now, attempt=Attempt.unthrottled())
            except OtpError:
                verdict = None
            if verdict is not None:
                self.write(connection, row, verdict, row.stored.throttle)
                return run, (row, verdict)
        rows.keep_trail(connection, self.db.vault, row, trail)
        return run, None

    def tell_refusal(self, connection: Connection, action: Action, judged: list[Row], refusal: OtpError) -> None:
        """Writes into the audit trail of each token that was asked why it refused; the person is not told.

        Of a token in stock it names the one who tried to pair it.
        """
        detail = refusal.detail if isinstance(refusal, Rejected) else type(refusal).__name__
        for row in judged:
            subject = (row.stored.serial, row.stored.owner or self.owner)
            audit.tell(self.db, connection, self.now, action, subject, detail=detail)

    def _count(self, connection: Connection) -> tuple[list[Row], list[Attempt], Throttle]:
        """Counts one attempt, in a transaction of its own that is over before anything is judged."""
        found = self.find(connection)
        stored = found[0].stored
        throttle = rows.attempts(connection, stored)
        attempts = [throttle.begin(self.now, policy=row.token.throttle_policy) for row in found]
        # Tokens of one owner may differ in policy; the longest lock is stored.
        counted = max((each.throttle for each in attempts if each.throttle is not None), key=_severity)
        rows.count(connection, stored, counted)
        return found, attempts, counted

    def _refuse(self, found: list[Row], refusal: OtpError) -> Moved | None:
        return self.db.write(lambda connection: self.refused(connection, found, refusal))

    def _written(self, row: Row, verdict: Verdict, counted: Throttle) -> bool:
        try:
            self.db.write(lambda connection: self.write(connection, row, verdict, counted), tries=1)
        except Conflict:
            return False
        return True

    def _judged(self, found: list[Row], attempts: list[Attempt]) -> Moved:
        """Asks every token, whichever fits. Raises the refusal that tells most, where not exactly one accepts."""

        def ask(row: Row, attempt: Attempt) -> Verdict | OtpError:
            try:
                return self.judge(row, attempt)
            except OtpError as refusal:
                return refusal

        answers = [(row, ask(row, attempt)) for row, attempt in zip(found, attempts, strict=True)]
        moved = [(row, answer) for row, answer in answers if not isinstance(answer, OtpError)]
        if len(moved) == 1:
            return moved[0]
        if moved:
            raise Rejected("ambiguous")  # noqa: EM101, a word of the audit trail
        refusals = [answer for _, answer in answers if isinstance(answer, OtpError)]
        raise next((each for each in refusals if getattr(each, "detail", None) != "no-match"), refusals[0])


def _severity(throttle: Throttle) -> tuple[bool, int]:
    fields = throttle.to_dict()
    return fields["stopped"], fields["locked_until"] or 0
