"""A trail keeps the newest three codes and gives out none that is void."""

from __future__ import annotations

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from model import MOST, Device
from model import Trail as Model
from otp_core import Hotp, HotpState, OtpError, Rejected, Run, Trail, WrongCount, WrongLength
from strategies import RFC_KEY

RFC = Device(RFC_KEY)
EIGHT = Device(RFC_KEY, digits=8)
TOKEN = Hotp(RFC_KEY, resync_window=12)
NOW = 1_700_000_000


def judged(codes: list[str] | Run) -> object:
    """What a resync makes of a run, which does not show its codes."""
    try:
        return TOKEN.resync(HotpState(), codes)
    except Rejected as refusal:
        return type(refusal), refusal.detail
    except OtpError as refusal:
        return type(refusal)


limits = st.sampled_from([None, 0, 1, 300, 2**32 - 1])


class Histories(RuleBasedStateMachine):
    """Codes in and out of order, times on and back, and a store in between."""

    @initialize(now=st.sampled_from([0, NOW, MOST - 1000]))
    def fresh(self, now: int) -> None:
        """Sets up."""
        self.now, self.counter = now, 0
        self.ours, self.model = Trail(), Model()

    def push(self, code: str) -> None:
        """Pushes on both."""
        self.ours, self.model = self.ours.push(code, self.now), self.model.push(code, self.now)

    @rule()
    def press(self) -> None:
        """Pushes the next code."""
        self.push(RFC.code(self.counter))
        self.counter += 1

    @rule(counter=st.integers(0, 12))
    def press_any(self, counter: int) -> None:
        """Pushes a code of the token out of order."""
        self.push(RFC.code(counter))
        self.counter = counter + 1

    @rule(code=st.one_of(st.integers(0, 12).map(EIGHT.code), st.integers(0, 999_999).map("{:06}".format)))
    def push_another(self, code: str) -> None:
        """Pushes what is of another length, or of nobody."""
        self.push(code)

    @rule(seconds=st.one_of(st.integers(0, 10), st.sampled_from([299, 300, 301])))
    def wait(self, seconds: int) -> None:
        """Lets time go by."""
        self.now = min(MOST, self.now + seconds)

    @rule(seconds=st.integers(0, 10))
    def set_the_clock_back(self, seconds: int) -> None:
        """Makes codes of a time that is still to come."""
        self.now = max(0, self.now - seconds)

    @rule()
    def store_and_load(self) -> None:
        """Keeps everything."""
        self.ours = Trail.from_bytes(self.ours.to_bytes())

    @rule(
        count=st.sampled_from([2, 3]), later=st.integers(-2, 302), limit=st.sampled_from([None, 0, 1, 300, 2**32 - 1])
    )
    def ask(self, count: int, later: int, limit: int | None) -> None:
        """Gives the same run, or none."""
        now = max(0, min(MOST, self.now + later))
        expected = self.model.last(count, now, 300 if limit is None else limit)
        run = self.ours.last(count, now) if limit is None else self.ours.last(count, now, limit)
        assert (run is None) == (expected is None)
        if expected is not None:
            assert len(run) == count
            assert judged(run) == judged(expected)

    @invariant()
    def they_agree(self) -> None:
        """Shows the same to whoever looks."""
        if hasattr(self, "ours"):
            assert len(self.ours) == len(self.model.entries)
            assert self.ours.to_dict() == {"times": [time for _, time in self.model.entries]}


TestHistories = Histories.TestCase
TestHistories.settings = settings(max_examples=150, stateful_step_count=30, deadline=None, database=None)


def pushed(*times: int) -> Trail:
    """Successive codes at these times."""
    trail = Trail()
    for counter, time in enumerate(times):
        trail = trail.push(RFC.code(counter), time)
    return trail


def test_exactly_the_limit_is_valid():
    trail = pushed(NOW, NOW + 10)
    assert judged(trail.last(2, NOW + 300)) == judged(RFC.codes(0, 2))
    assert trail.last(2, NOW + 301) is None


def test_a_void_code_is_not_skipped():
    assert pushed(NOW, NOW + 1000, NOW + 10).last(2, NOW + 10) is None
    assert pushed(NOW + 1, NOW, NOW).last(3, NOW) is None
    assert len(pushed(NOW, NOW, NOW).last(3, NOW)) == 3


def test_the_oldest_falls_off():
    trail = pushed(*range(5))
    assert trail.to_dict() == {"times": [2, 3, 4]}
    assert judged(trail.last(3, 4)) == judged(RFC.codes(2, 3))


def test_an_empty_trail_has_no_run():
    assert [Trail().last(count, NOW) for count in (2, 3)] == [None, None]
    assert pushed(NOW).last(2, NOW) is None
    assert pushed(NOW, NOW).last(3, NOW) is None


@pytest.mark.parametrize("count", [0, 1, 4, 2**32 - 1])
def test_no_run_has_another_count(count: int):
    with pytest.raises(WrongCount):
        pushed(NOW, NOW, NOW).last(count, NOW)


def test_codes_of_different_lengths_make_a_run_that_no_token_takes():
    run = Trail().push("123456", NOW).push("12345678", NOW).last(2, NOW)
    with pytest.raises(WrongLength):
        TOKEN.resync(HotpState(), run)
