"""A lookup finds the one token that made the codes, and says so where there is none or more than one."""

from __future__ import annotations

import signal
import time
from collections import Counter

import pytest
from hypothesis import event, given, settings
from hypothesis import strategies as st
from model import AMBIGUOUS, MOST, NO_MATCH, Device
from otp_core import (
    ConfigError,
    HotpState,
    MalformedCode,
    Rejected,
    Token,
    TotpState,
    Trail,
    WrongCount,
    WrongKind,
    WrongLength,
    YubiKeyState,
    lookup,
)
from strategies import RFC_KEY, keys, places

NOW = 1_700_000_010
HERE = NOW // 30
RFC = Device(RFC_KEY)
YUBIKEY = Token("yubikey", bytes(16), private_id=bytes(6)), YubiKeyState()


def found(tokens: list[tuple[Token, object]], codes: list[str], now: int = NOW) -> int | str:
    """The place, or the detail."""
    try:
        return lookup(tokens, codes, now)
    except Rejected as refusal:
        return refusal.detail


@st.composite
def fleets(draw: st.DrawFn) -> list[tuple[Token, object, Device, range]]:
    """Tokens with their states, their devices and the places of their unspent windows."""
    fleet = []
    for _ in range(draw(st.integers(1, 6))):
        kind = draw(st.sampled_from(["hotp-6", "hotp-8", "totp-6", "totp-8"]))
        window, key = draw(st.integers(1, 20)), draw(st.one_of(st.just(RFC_KEY), keys))
        token = Token(kind, key, resync_window=window)
        if kind.startswith("hotp"):
            counter = draw(st.one_of(st.integers(0, 10), st.integers(MOST - 10, MOST)))
            state, places_of = HotpState(counter), range(counter, counter + window + 1)
        else:
            last = draw(st.one_of(st.none(), st.integers(HERE - 22, HERE + 22)))
            state = TotpState(last, draw(st.integers(-3, 3)))
            first = HERE - window if last is None else max(HERE - window, last + 1)
            places_of = range(first, HERE + window + 1)
        fleet.append((token, state, Device(key, digits=int(kind[-1])), places_of))
    return fleet


def test_lookup_agrees_with_the_model():
    seen: Counter[str] = Counter()

    @settings(max_examples=400)
    @given(data=st.data(), fleet=fleets(), count=st.sampled_from([2, 3]))
    def check(data: st.DataObject, fleet: list[tuple[Token, object, Device, range]], count: int) -> None:
        _, _, device, window = data.draw(st.sampled_from(fleet), label="holder")
        first = data.draw(places(window.start, max(window.start, window.stop - 1)))
        codes = device.codes(max(0, min(MOST - 3, first)), count)
        holders = []
        for place, (token, _, other, unspent) in enumerate(fleet):
            top = MOST - count if token.kind.startswith("hotp") else MOST
            if any(at <= top and other.fits(at, codes) for at in unspent):
                holders.append(place)
        expected = NO_MATCH if not holders else AMBIGUOUS if len(holders) > 1 else holders[0]
        tokens = [(token, state) for token, state, *_ in fleet]
        assert found(tokens, codes) == expected
        word = expected if isinstance(expected, str) else "one"
        seen[word] += 1
        event(word)

    check()
    assert min(seen[word] for word in ("one", NO_MATCH, AMBIGUOUS)) > 10, seen


def test_a_token_is_found_among_a_thousand():
    devices = [Device(place.to_bytes(20, "big")) for place in range(1000)]
    tokens = [(Token("hotp-6", device.key, resync_window=50), HotpState(place)) for place, device in enumerate(devices)]
    for place in (0, 1, 499, 998, 999):
        assert found(tokens, devices[place].codes(place + 50, 3)) == place
        assert found(tokens, devices[place].codes(place + 51, 3)) == NO_MATCH


def test_yubikeys_are_left_out_and_still_counted():
    mine = Token("hotp-6", RFC_KEY), HotpState()
    assert found([YUBIKEY, mine, YUBIKEY], RFC.codes(7, 2)) == 1
    assert found([YUBIKEY], RFC.codes(7, 2)) == NO_MATCH
    assert found([], RFC.codes(7, 2)) == NO_MATCH


def test_a_profile_without_resync_can_be_looked_up():
    mine = Token("totp-6", RFC_KEY, "duo"), TotpState()
    assert found([mine], RFC.codes(HERE - 2880, 2)) == 0


def test_spent_codes_find_nobody():
    clock, presses = Token("totp-6", RFC_KEY), Token("hotp-6", RFC_KEY)
    for last, place in [(None, 0), (HERE - 1, 0), (HERE, NO_MATCH), (MOST, NO_MATCH)]:
        assert found([(clock, TotpState(last))], RFC.codes(HERE, 2)) == place
    for counter, place in [(4, 0), (5, 0), (6, NO_MATCH), (MOST, NO_MATCH)]:
        assert found([(presses, HotpState(counter))], RFC.codes(5, 2)) == place


def test_the_tokens_come_from_any_iterable_and_the_codes_from_a_trail():
    mine = Token("hotp-6", RFC_KEY), HotpState()
    run = Trail().push(RFC.code(3), NOW).push(RFC.code(4), NOW).last(2, NOW)
    assert lookup((pair for pair in [YUBIKEY, mine]), run, NOW) == 1


def test_odds_are_refused_before_anything_is_computed():
    wide = Token("hotp-6", RFC_KEY, resync_window=10_000), HotpState()
    with pytest.raises(ConfigError):
        lookup([wide] * 99_991, ["123456", "234567"], NOW)
    eight = Token("hotp-8", RFC_KEY, resync_window=10_000), HotpState()
    assert found([eight] * 99_991, ["123456", "234567"]) == NO_MATCH, "no code of theirs has six digits"


def test_what_is_no_run_is_refused():
    mine = Token("hotp-6", RFC_KEY), HotpState()
    for codes, error in [
        (["755224"], WrongCount),
        ([], WrongCount),
        (["755224"] * 4, WrongCount),
        (["755224", "x"], MalformedCode),
        (["755224", "84755224"], WrongLength),
    ]:
        with pytest.raises(error):
            lookup([mine], codes, NOW)


def test_a_state_of_another_kind_is_refused_and_its_place_told():
    tokens = [(Token("hotp-6", RFC_KEY), HotpState()), (Token("totp-6", RFC_KEY), HotpState())]
    with pytest.raises(WrongKind, match="place 1"):
        lookup(tokens, RFC.codes(0, 2), NOW)


@pytest.mark.parametrize("tokens", [None, 5, [5], [()], [(Token("hotp-6", RFC_KEY),)], [(HotpState(), HotpState())]])
def test_what_are_no_tokens_is_a_type_error(tokens: object):
    with pytest.raises(TypeError):
        lookup(tokens, RFC.codes(0, 2), NOW)


def test_a_wide_lookup_can_be_interrupted():
    """What Ctrl-C does, with another signal: its handler raises while the lookup runs, not when it has ended."""
    tokens = [(Token("hotp-6", RFC_KEY, resync_window=10_000), HotpState())] * 4000

    class InterruptedLookup(Exception):
        pass

    def interrupt(*_: object) -> None:
        raise InterruptedLookup

    begun = time.monotonic()
    assert found(tokens, ["755224", "287082", "359152"]) == "ambiguous"
    whole = time.monotonic() - begun
    before = signal.signal(signal.SIGALRM, interrupt)
    signal.setitimer(signal.ITIMER_REAL, whole / 20)
    begun = time.monotonic()
    try:
        with pytest.raises(InterruptedLookup):
            lookup(tokens, ["755224", "287082", "359152"], NOW)
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
    assert time.monotonic() - begun < whole / 2
