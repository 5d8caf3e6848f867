"""Random histories: the store agrees with a model that was written from the rules, and no code is accepted twice."""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING, Any

import model
from fleet import HERE, NOW, RFC, hotp, totp
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from otp_core import HotpState, Locked, Rejected, TotpState
from otp_core.store import AlreadyAssigned, OneMoreCode

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from fleet import Place
    from otp_core.store import Store

POLICY = {"limit": 10, "first_lock": 60, "longest_lock": 3600, "stop": 100}
LENGTHS = {"rfc": (2, 3), "duo": (3,), "pingone": (2,)}
ACCEPTED, REFUSED, LOCKED, WAITS, TAKEN = "accepted", "refused", "locked", "one more", "taken"
SERIALS = count()

# Mostly where the token stands, now and then spent or far ahead.
offsets = st.one_of(st.integers(-3, 3), st.integers(-3, 12), st.sampled_from([-40, 15, 400]))


class Model:
    """One token, its attempts in stock and at its owner, and what was kept: by the rules, one after another."""

    def __init__(self, kind: str, profile: str) -> None:
        self.kind, self.profile = kind, profile
        self.state: Any = 0 if kind == "hotp" else model.Moved(None, 0)
        self.owner: str | None = None
        self.throttles = {None: model.Throttle()}
        self.trail = model.Trail()

    @property
    def throttle(self) -> model.Throttle:
        return self.throttles.get(self.owner, model.Throttle())

    def counted(self, now: int) -> bool:
        """Counts an attempt, unless it is locked."""
        if self.throttle.retry_after(now) != 0:
            return False
        self.throttles[self.owner] = self.throttle.begin(now, **POLICY)
        return True

    def fits(self, codes: Sequence[str], now: int) -> bool:
        """Moves where codes lead."""
        if self.kind == "hotp":
            look_ahead = 20 if self.profile == "duo" else 10
            found: Any = model.hotp(RFC, self.state, codes, look_ahead if len(codes) == 1 else 1000)
        else:
            found = model.totp(RFC, model.Clock(), self.state, codes, now)
        if isinstance(found, str):
            return False
        self.state, self.trail = found, model.Trail()
        return True

    def forgiven(self) -> None:
        self.throttles[self.owner] = model.Throttle()

    def verify(self, code: str, now: int) -> str:
        if not self.counted(now):
            return LOCKED
        if self.fits([code], now):
            self.forgiven()
            return ACCEPTED
        if self.profile == "duo" and self.kind == "hotp":
            self.trail = self.trail.push(code, now)
            self.from_trail(3, now)
        return REFUSED

    def from_trail(self, length: int, now: int) -> bool:
        codes = self.trail.last(length, now, 300)
        if codes is None or self.throttle.retry_after(now) != 0 or not self.fits(codes, now):
            return False
        self.forgiven()
        return True

    def resync(self, codes: Sequence[str], now: int) -> str:
        if not self.counted(now):
            return LOCKED
        if not self.fits(codes, now):
            return REFUSED
        self.forgiven()
        return ACCEPTED

    def step(self, code: str, now: int) -> str:
        if self.throttle.retry_after(now) != 0:
            return LOCKED
        self.trail = self.trail.push(code, now)
        codes = self.trail.last(2, now, 300)
        return WAITS if codes is None else self.resync(codes, now)

    def pair(self, code: str, now: int) -> str:
        if self.owner is not None:
            return TAKEN
        if not self.counted(now):
            return LOCKED
        paired = self.fits([code], now)
        answer = REFUSED
        if not paired and 2 in LENGTHS[self.profile]:
            self.trail = self.trail.push(code, now)
            answer = REFUSED if self.trail.last(2, now, 300) else WAITS
            paired = self.from_trail(2, now)
        if not paired:
            return answer
        self.forgiven()
        self.owner = "ann"
        return ACCEPTED


def answer(ask: Callable[[], object]) -> str:
    """What the store says, in a word."""
    try:
        ask()
    except (Rejected, Locked, OneMoreCode, AlreadyAssigned) as refusal:
        words = {Rejected: REFUSED, Locked: LOCKED, OneMoreCode: WAITS, AlreadyAssigned: TAKEN}
        return words[type(refusal)]
    return ACCEPTED


class History(RuleBasedStateMachine):
    """A token's life, in a store that other tokens live in too."""

    place: Place
    store: Store

    @initialize(kind=st.sampled_from(["hotp", "totp"]), profile=st.sampled_from(["rfc", "duo", "pingone"]))
    def comes_in(self, kind: str, profile: str) -> None:
        self.serial, self.now, self.spent = f"t{next(SERIALS)}", NOW, set[int]()
        self.owner = f"ann of {self.serial}"
        self.model = Model(kind, profile)
        self.store.add(hotp(self.serial, profile) if kind == "hotp" else totp(self.serial, profile))

    def code(self, offset: int) -> str:
        """What the token shows, so many further on than the server thinks."""
        if self.model.kind == "hotp":
            return RFC.code(max(0, self.model.state + offset))
        return RFC.code(HERE + (self.now - NOW) // 30 + self.model.state.drift + offset)

    def agrees(self, expected: str, ask: Callable[[], Any], *, spends: bool) -> None:
        outcomes = []
        assert answer(lambda: outcomes.append(ask())) == expected
        for outcome in outcomes if spends else []:
            state = outcome.next
            factor = state.counter - 1 if isinstance(state, HotpState) else state.last_accepted
            assert factor not in self.spent, "a code was accepted twice"
            self.spent.add(factor)

    @rule(offset=offsets)
    def logs_in(self, offset: int) -> None:
        code = self.code(offset)
        expected, owned = self.model.verify(code, self.now), self.model.owner is not None
        if owned:
            self.agrees(expected, lambda: self.store.login(self.owner, code, self.now), spends=True)
        else:
            self.agrees(expected, lambda: self.store.verify(self.serial, code, self.now), spends=True)

    @precondition(lambda self: not (self.model.kind == "totp" and self.model.profile == "duo"))
    @rule(offset=offsets, pick=st.integers(0, 1))
    def resyncs(self, offset: int, pick: int) -> None:
        lengths = LENGTHS[self.model.profile]
        codes = [self.code(offset + place) for place in range(lengths[pick % len(lengths)])]
        expected = self.model.resync(codes, self.now)
        self.agrees(expected, lambda: self.store.resync(self.serial, codes, self.now), spends=True)

    @precondition(lambda self: self.model.profile == "pingone")
    @rule(offset=offsets)
    def resyncs_by_steps(self, offset: int) -> None:
        for place in range(2):
            code = self.code(offset + place)
            expected = self.model.step(code, self.now)
            self.agrees(expected, lambda code=code: self.store.resync_step(self.serial, code, self.now), spends=True)

    @precondition(lambda self: not (self.model.kind == "totp" and self.model.profile == "duo"))
    @rule(offset=offsets)
    def pairs(self, offset: int) -> None:
        code = self.code(offset)
        expected = self.model.pair(code, self.now)
        self.agrees(expected, lambda: self.store.pair(self.owner, self.serial, code, self.now), spends=True)

    @rule(offset=offsets)
    def asks_what_if(self, offset: int) -> None:
        code = self.code(offset)
        answer(lambda: self.store.verify(self.serial, code, self.now, what_if=True))

    @precondition(lambda self: self.model.owner is not None)
    @rule()
    def goes_back_into_stock(self) -> None:
        self.store.unassign(self.serial)
        self.model.throttles[None] = self.model.throttle
        self.model.owner, self.model.trail = None, model.Trail()

    @rule()
    def is_unlocked(self) -> None:
        self.store.unlock(self.serial)
        self.model.forgiven()

    @rule(seconds=st.sampled_from([1, 29, 30, 60, 60, 301, 3600, -31, -3600]))
    def time_passes(self, seconds: int) -> None:
        self.now += seconds

    @rule()
    def server_restarts(self) -> None:
        self.store.close()
        type(self).store = self.place.open()

    @invariant()
    def stands_where_the_model_stands(self) -> None:
        if not hasattr(self, "model"):
            return
        stored, expected = self.store.get(self.serial), self.model.state
        if self.model.kind == "hotp":
            assert stored.state == HotpState(expected)
        else:
            assert stored.state == TotpState(expected.last_accepted, expected.drift)
        assert stored.throttle.attempts == self.model.throttle.attempts
        assert stored.waiting == bool(self.model.trail.entries)
        assert stored.owner == (None if self.model.owner is None else self.owner)


def test_no_history_accepts_a_code_twice_or_leaves_the_rules(place: Place):
    History.place, History.store = place, place.open()
    few = settings(max_examples=40, stateful_step_count=25, deadline=None, database=None)
    run_state_machine_as_test(History, settings=few)
    History.store.close()
