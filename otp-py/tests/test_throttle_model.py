"""A throttle counts and locks as the model does, through any history."""

from __future__ import annotations

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from model import MOST
from model import Throttle as Model
from otp_core import Locked, Throttle, ThrottlePolicy

small = st.integers(1, 12)
policies = st.fixed_dictionaries(
    {
        "limit": small,
        "first_lock": st.one_of(st.integers(1, 120), st.integers(0, 2**32 - 1)),
        "longest_lock": st.one_of(st.integers(60, 3600), st.integers(0, 2**32 - 1)),
        "stop": st.one_of(small, st.integers(10, 100), st.just(2**32 - 1)),
    }
)


class Histories(RuleBasedStateMachine):
    """Attempts, successes, a clock that goes on and is set back, and a store in between."""

    @initialize(policy=policies, now=st.one_of(st.integers(0, 10**10), st.integers(MOST - 10_000, MOST)))
    def fresh(self, policy: dict[str, int], now: int) -> None:
        """Sets up."""
        self.numbers, self.policy, self.now = policy, ThrottlePolicy(**policy), now
        self.ours, self.model = Throttle(), Model()

    @rule()
    def attempt(self) -> None:
        """Begins an attempt, or is locked out."""
        wait = self.model.retry_after(self.now)
        if wait == 0:
            self.model = self.model.begin(self.now, **self.numbers)
            attempt = self.ours.begin(self.now, policy=self.policy)
            self.ours = attempt.throttle
        else:
            with pytest.raises(Locked) as locked:
                self.ours.begin(self.now, policy=self.policy)
            assert locked.value.retry_after == wait

    @rule(times=st.integers(1, 12))
    def attempts_after_every_lock(self, times: int) -> None:
        """Waits for each lock to end, and fails again."""
        for _ in range(times):
            self.now = min(MOST, self.now + (self.model.retry_after(self.now) or 0))
            self.attempt()

    @rule(seconds=st.one_of(st.integers(0, 200), st.integers(0, 2**33)))
    def wait(self, seconds: int) -> None:
        """Lets time go by."""
        self.now = min(MOST, self.now + seconds)

    @rule(seconds=st.integers(0, 5000))
    def set_the_clock_back(self, seconds: int) -> None:
        """Prolongs a lock and ends none."""
        self.now = max(0, self.now - seconds)

    @rule()
    def succeed(self) -> None:
        """Starts anew, as an administrator's unlock does."""
        self.ours, self.model = Throttle(), Model()

    @rule()
    def store_and_load(self) -> None:
        """Keeps everything."""
        self.ours = Throttle.from_bytes(self.ours.to_bytes())

    @invariant()
    def they_agree(self) -> None:
        """Shows the same to whoever looks."""
        if not hasattr(self, "ours"):
            return
        assert self.ours.attempts == self.model.attempts
        wait = self.model.retry_after(self.now)
        locked = self.ours.locked(self.now)
        assert (locked is None) == (wait == 0)
        assert locked is None or locked.retry_after == wait
        assert self.ours.to_dict() == {
            "attempts": self.model.attempts,
            "locked_until": self.model.locked_until or None,
            "stopped": self.model.stopped,
        }


TestHistories = Histories.TestCase
TestHistories.settings = settings(max_examples=120, stateful_step_count=30, deadline=None, database=None)


def test_the_default_locks_double_up_to_an_hour_and_stop_at_a_hundred():
    throttle, now, waits = Throttle(), 1_700_000_000, []
    for _ in range(100):
        throttle = throttle.begin(now).throttle
        locked = throttle.locked(now)
        waits.append(0 if locked is None else locked.retry_after)
        now += waits[-1] or 0
    assert waits == [0] * 9 + [60, 120, 240, 480, 960, 1920] + [3600] * 84 + [None]
    assert throttle.attempts == 100
    with pytest.raises(Locked) as locked:
        throttle.begin(2**63)
    assert locked.value.retry_after is None


def test_an_administrator_unlocks_and_time_does_not():
    policy = ThrottlePolicy.administrator_unlocks(3)
    throttle = Throttle()
    for _ in range(3):
        throttle = throttle.begin(0, policy=policy).throttle
    for now in (0, 10**6, MOST):
        with pytest.raises(Locked) as locked:
            throttle.begin(now, policy=policy)
        assert locked.value.retry_after is None


def test_a_lock_is_open_at_its_end_and_not_a_second_before():
    throttle = Throttle()
    for _ in range(10):
        throttle = throttle.begin(1000).throttle
    assert [throttle.locked(now) is None for now in (1059, 1060)] == [False, True]
    assert throttle.locked(0).retry_after == 1060
    assert throttle.begin(1060).throttle.attempts == 11, "the end of a lock does not reset the count"


def test_the_count_does_not_wrap():
    full = Throttle.from_bytes(bytes([1, 0, 0, 0, *b"\xff" * 4, *bytes(8)]))
    assert full.attempts == 2**32 - 1
    policy = ThrottlePolicy(stop=2**32 - 1)
    assert full.begin(0, policy=policy).throttle.attempts == 2**32 - 1
