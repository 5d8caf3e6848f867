"""HOTP agrees with the model: logins and resyncs, at the ends of the range, and where codes recur."""

from __future__ import annotations

from collections import Counter

import model
import pytest
from hypothesis import event, given, settings
from hypothesis import strategies as st
from model import AMBIGUOUS, MOST, NO_MATCH, Device
from otp_core import Hotp, HotpState, Rejected
from strategies import RFC_KEY, counts, devices, factors, places, repeats, typed

RFC = Device(RFC_KEY)
REPEATS = repeats(RFC, 120_000, 80)

# Two alignments 1152 apart that show the same pair of codes, found by search; see resync.txt.
AMBIGUOUS_AT, APART = 1_202_743_312, 1152


def judged(token: Hotp, counter: int, codes: list[str]) -> int | str:
    """The library's verdict in the words of the model."""
    state = HotpState(counter)
    try:
        verdict = token.verify(state, codes[0]) if len(codes) == 1 else token.resync(state, codes)
    except Rejected as refusal:
        return refusal.detail
    assert verdict.previous == state
    return verdict.next.counter


def made(device: Device, **windows: int) -> Hotp:
    """The token of a device."""
    return Hotp(device.key, algorithm=device.algorithm, digits=device.digits, **windows)


def test_hotp_agrees_with_the_model():
    seen: Counter[str] = Counter()

    @settings(max_examples=600)
    @given(data=st.data(), device=devices, counter=factors, count=counts)
    def check(data: st.DataObject, device: Device, counter: int, count: int) -> None:
        window = data.draw(st.integers(1, 90), label="window")
        first = data.draw(places(counter, counter + window), label="first")
        codes = data.draw(typed(device, first, count), label="codes")
        token = made(device, look_ahead=window) if count == 1 else made(device, resync_window=window)
        expected = model.hotp(device, counter, codes, window)
        assert judged(token, counter, codes) == expected
        word = expected if isinstance(expected, str) else "accepted"
        seen[f"{word} of {count}"] += 1
        seen["at the end of the range"] += counter + window + count > MOST
        event(f"{word} of {count}")

    check()
    for word in ("accepted", NO_MATCH):
        for count in (1, 2, 3):
            assert seen[f"{word} of {count}"], seen
    assert seen["at the end of the range"], seen


def test_the_lowest_of_two_counters_wins():
    assert len(REPEATS) >= 5
    for low, high in REPEATS:
        code = RFC.code(low)
        token = made(RFC, look_ahead=high - low)
        assert judged(token, low, [code]) == low + 1 == model.hotp(RFC, low, [code], high - low)
        assert judged(token, low + 1, [code]) == high + 1, "the same text again fits the later counter"
        assert judged(token, high + 1, [code]) == model.hotp(RFC, high + 1, [code], high - low)


@given(
    before=st.integers(-2, 2),
    reach=st.integers(APART - 4, APART + 4),
    count=st.sampled_from([2, 3]),
    second=st.booleans(),
)
def test_a_run_that_fits_two_counters_is_ambiguous(before: int, reach: int, count: int, second: bool):  # noqa: FBT001
    codes = RFC.codes(AMBIGUOUS_AT + APART * second, count)
    counter = AMBIGUOUS_AT - before
    expected = model.hotp(RFC, counter, codes, reach)
    event(str(expected) if isinstance(expected, str) else "accepted")
    assert judged(made(RFC, resync_window=reach), counter, codes) == expected


def test_ambiguity_begins_where_the_window_reaches_the_second_place():
    codes = RFC.codes(AMBIGUOUS_AT, 2)
    assert codes == RFC.codes(AMBIGUOUS_AT + APART, 2)
    verdicts = [judged(made(RFC, resync_window=APART + more), AMBIGUOUS_AT, codes) for more in (-1, 0, 1)]
    assert verdicts == [AMBIGUOUS_AT + 2, AMBIGUOUS, AMBIGUOUS]
    assert judged(made(RFC, resync_window=APART), AMBIGUOUS_AT + 1, codes) == AMBIGUOUS_AT + APART + 2


@pytest.mark.parametrize("count", [1, 2, 3])
def test_the_last_counter_is_never_accepted(count: int):
    token = made(RFC, look_ahead=10, resync_window=10)
    last = MOST - count
    assert judged(token, last, RFC.codes(last, count)) == MOST
    codes = RFC.codes(last + 1, count)
    for counter in range(last - 5, MOST + 1):
        assert judged(token, counter, codes) == NO_MATCH
    for counter in (0, 1):
        wrapped = [RFC.code((last + 1 + place) % (MOST + 1)) for place in range(1, count + 1)]
        assert judged(token, MOST, wrapped) == NO_MATCH, "nothing wraps"
        assert judged(token, counter, RFC.codes(counter, count)) == counter + count


@settings(max_examples=60)
@given(data=st.data(), device=devices)
def test_a_spent_code_stays_spent(data: st.DataObject, device: Device):
    """A history of logins and resyncs accepts each counter once, and only upwards."""
    token, state, spent = made(device, look_ahead=5, resync_window=20), HotpState(), -1
    for _ in range(12):
        count = data.draw(counts)
        first = data.draw(places(max(0, spent - 5), spent + 12).map(lambda place: max(0, place)))
        codes = device.codes(first, count)
        try:
            verdict = token.verify(state, codes[0]) if count == 1 else token.resync(state, codes)
        except Rejected:
            continue
        assert verdict.next.counter > state.counter
        assert verdict.next.counter - count > spent
        spent, state = verdict.next.counter - 1, verdict.next
