"""TOTP agrees with the model: windows, drift, replays, clocks set back, both ends of time."""

from __future__ import annotations

from collections import Counter

import model
import pytest
from hypothesis import event, given, settings
from hypothesis import strategies as st
from model import AMBIGUOUS, BEFORE_T0, BEHIND, MOST, NO_MATCH, REPLAYED, Clock, Device, Moved
from otp_core import BeforeT0, Rejected, Totp, TotpState
from strategies import RFC_KEY, counts, devices, factors, places, repeats, typed

RFC = Device(RFC_KEY)
REPEATS = repeats(RFC, 120_000, 80)

# Two steps, both within a day of the server's, that show the same pair of codes; see totp_resync.txt.
AMBIGUOUS_NOW = 8_488_200_000
AMBIGUOUS_CODES = ["661627", "895069"]


def made(device: Device, clock: Clock) -> Totp:
    """The token of a device."""
    return Totp(
        device.key,
        algorithm=device.algorithm,
        digits=device.digits,
        step=clock.step,
        t0=clock.t0,
        behind=clock.behind,
        ahead=clock.ahead,
        resync_window=clock.resync_window,
    )


def judged(token: Totp, before: Moved, codes: list[str], now: int) -> Moved | str:
    """The library's verdict in the words of the model."""
    state = TotpState(before.last_accepted, before.drift)
    try:
        verdict = token.verify(state, codes[0], now) if len(codes) == 1 else token.resync(state, codes, now)
    except Rejected as refusal:
        return refusal.detail
    except BeforeT0:
        return BEFORE_T0
    assert verdict.previous == state
    return Moved(verdict.next.last_accepted, verdict.next.drift)


def ambiguous_steps() -> list[int]:
    """Where the ambiguous codes belong."""
    here = AMBIGUOUS_NOW // 30
    found = [step for step in range(here - 2880, here + 2881) if RFC.fits(step, AMBIGUOUS_CODES)]
    assert len(found) == 2
    return found


clocks = st.builds(
    Clock,
    step=st.sampled_from([1, 30, 60, 86_400]),
    t0=st.one_of(st.just(0), st.integers(0, 1_000_000)),
    behind=st.integers(0, 40),
    ahead=st.integers(0, 40),
    resync_window=st.integers(1, 40),
)

drifts = st.one_of(
    st.just(0), st.integers(-5, 5), st.integers(-123, 123), st.sampled_from([-(2**31), 2**31 - 1]),
)  # fmt: skip


def test_totp_agrees_with_the_model():
    seen: Counter[str] = Counter()

    @settings(max_examples=600)
    @given(data=st.data(), device=devices, clock=clocks, drift=drifts, here=factors, count=counts)
    def check(data: st.DataObject, device: Device, clock: Clock, drift: int, here: int, count: int) -> None:
        now = min(MOST, clock.t0 + here * clock.step + data.draw(st.integers(0, clock.step - 1)))
        here = (now - clock.t0) // clock.step
        centre = here + drift if count == 1 else here
        reach = (clock.behind, clock.ahead) if count == 1 else (clock.resync_window,) * 2
        window = centre - reach[0], centre + reach[1]
        first = data.draw(places(*window), label="first")
        codes = data.draw(typed(device, first, count), label="codes")
        near = st.one_of(places(*window), st.integers(first - 2, first + 2)).map(lambda at: max(0, min(MOST, at)))
        last = data.draw(st.one_of(st.none(), near), label="last accepted")
        before = Moved(last, drift)
        expected = model.totp(device, clock, before, codes, now)
        assert judged(made(device, clock), before, codes, now) == expected
        word = expected if isinstance(expected, str) else "accepted"
        seen[f"{word} of {count}"] += 1
        seen["below the first step"] += window[0] < 0
        seen["above the last step"] += window[1] + count - 1 > MOST
        event(f"{word} of {count}")

    check()
    for word in ("accepted", NO_MATCH, REPLAYED, BEHIND):
        for count in (1, 2, 3):
            assert seen[f"{word} of {count}"], seen
    assert seen["below the first step"], seen
    assert seen["above the last step"], seen


@given(data=st.data(), clock=clocks, count=counts)
def test_before_t0_nothing_is_judged(data: st.DataObject, clock: Clock, count: int):
    late = Clock(clock.step, clock.t0 + 1, clock.behind, clock.ahead, clock.resync_window)
    now = data.draw(st.integers(0, clock.t0))
    codes = RFC.codes(0, count)
    assert judged(made(RFC, late), Moved(None, 0), codes, now) == BEFORE_T0
    assert judged(made(RFC, late), Moved(None, 0), codes, late.t0) != BEFORE_T0


def test_the_highest_of_two_steps_is_recorded():
    assert len(REPEATS) >= 5
    for low, high in REPEATS:
        code, apart = RFC.code(low), high - low
        clock = Clock(behind=0, ahead=apart)
        token = made(RFC, clock)
        for last, expected in [
            (None, Moved(high, 1)),
            (low, Moved(high, 1)),
            (high - 1, Moved(high, 1)),
            (high, BEHIND),
        ]:
            before = Moved(last, 0)
            assert (
                judged(token, before, [code], low * 30) == expected == model.totp(RFC, clock, before, [code], low * 30)
            )
        wider = Clock(behind=0, ahead=apart + 1)
        assert judged(made(RFC, wider), Moved(high, 0), [code], low * 30) == REPLAYED


@pytest.mark.parametrize("drift", [0, 1, -1, 119, 120, 121, -119, -120, -121, 5000, -5000])
@pytest.mark.parametrize("seen", [-5, -2, -1, 0, 1, 2, 5])
def test_a_login_learns_one_step_and_never_goes_far(drift: int, seen: int):
    here, clock = 1_000_000, Clock(behind=5, ahead=5)
    match = here + drift + seen
    learnt = drift + max(-1, min(1, seen))
    expected = learnt if abs(learnt) <= max(abs(drift), 120) else drift
    got = judged(made(RFC, clock), Moved(None, drift), [RFC.code(match)], here * 30)
    assert got == Moved(match, expected)


def test_drift_crosses_120_by_resync_alone():
    token, here = made(RFC, Clock(behind=1, ahead=1)), 1_000_000
    before = Moved(None, 0)
    for login in range(300):
        device_step = here + login + before.drift + 1
        before = judged(token, before, [RFC.code(device_step)], (here + login) * 30)
        assert isinstance(before, Moved)
    assert before.drift == 120
    far = judged(token, before, RFC.codes(here + 1000, 2), here * 30)
    assert far == Moved(here + 1001, 1001)


@settings(max_examples=60)
@given(count=st.sampled_from([2, 3]), aside=st.integers(-3, 3), narrower=st.integers(0, 3), after=st.integers(-2, 2))
def test_a_run_that_fits_two_steps_is_ambiguous(count: int, aside: int, narrower: int, after: int):
    at = ambiguous_steps()
    clock = Clock(resync_window=2880 - narrower)
    for last in (None, at[0] + after, at[1] + after):
        codes = RFC.codes(at[0], count)
        expected = model.totp(RFC, clock, Moved(last, 7), codes, AMBIGUOUS_NOW + 30 * aside)
        event(expected if isinstance(expected, str) else "accepted")
        assert judged(made(RFC, clock), Moved(last, 7), codes, AMBIGUOUS_NOW + 30 * aside) == expected


def test_a_spent_place_makes_no_ambiguity():
    (low, high), here = ambiguous_steps(), AMBIGUOUS_NOW // 30
    token = made(RFC, Clock())
    verdicts = [
        judged(token, Moved(last, 0), AMBIGUOUS_CODES, AMBIGUOUS_NOW) for last in (None, low - 1, low, high - 1, high)
    ]
    only = Moved(high + 1, high + 1 - here)
    assert verdicts == [AMBIGUOUS, AMBIGUOUS, only, only, REPLAYED]


def test_a_clock_set_back_is_cured_by_resync_or_by_its_administrator():
    token, here = made(RFC, Clock(resync_window=100)), 1_000_000
    before = Moved(here + 50, 0)
    assert judged(token, before, [RFC.code(here)], here * 30) == BEHIND
    assert judged(token, before, RFC.codes(here + 60, 2), here * 30) == Moved(here + 61, 61)
    far = Moved(here + 100, 0)
    assert judged(token, far, RFC.codes(here + 101, 2), here * 30) == BEHIND
    state = token.reset_clock(here * 30)
    assert state == TotpState(here, 0)
    assert token.verify(state, RFC.code(here + 1), here * 30).next == TotpState(here + 1, 1)


def test_the_last_step_is_accepted_and_nothing_wraps():
    clock = Clock(step=1, behind=3, ahead=3, resync_window=5)
    token = made(RFC, clock)
    assert judged(token, Moved(None, 0), [RFC.code(MOST)], MOST) == Moved(MOST, 0)
    assert judged(token, Moved(None, 0), RFC.codes(MOST - 1, 2), MOST) == Moved(MOST, 0)
    for wrapped in ([RFC.code(0)], [RFC.code(MOST), RFC.code(0)]):
        assert judged(token, Moved(None, 0), wrapped, MOST) == NO_MATCH
    assert judged(token, Moved(None, 0), [RFC.code(MOST)], 0) == NO_MATCH
    assert judged(token, Moved(MOST, 0), [RFC.code(MOST)], MOST) == model.totp(
        RFC, clock, Moved(MOST, 0), [RFC.code(MOST)], MOST
    )
