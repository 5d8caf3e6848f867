"""Every kind of token under every profile follows its row of the table."""

from __future__ import annotations

from typing import get_args

import pytest
from hypothesis import event, given
from hypothesis import strategies as st
from model import AMBIGUOUS, BEHIND, Device
from otp_core import (
    Attempt,
    ConfigError,
    Hotp,
    HotpState,
    OtpError,
    Profile,
    Rejected,
    ResyncNotNeeded,
    ResyncNotSupported,
    Throttle,
    ThrottlePolicy,
    Token,
    TokenKind,
    Totp,
    TotpState,
    WrongCount,
    WrongKind,
    YubiKeyState,
)
from strategies import RFC_KEY

# Look-ahead (None for a clock), the runs a resync takes, whether in two requests, after how many refusals by itself.
HOTP_ROWS = {
    "rfc": (10, (2, 3), False, None),
    "duo": (20, (3,), False, 3),
    "pingone": (10, (2,), True, None),
}
TOTP_ROWS = {
    "rfc": (None, (2, 3), False, None),
    "duo": (None, (), False, None),
    "pingone": (None, (2,), True, None),
}
TABLE = {
    "hotp-6": (6, HOTP_ROWS),
    "hotp-8": (8, HOTP_ROWS),
    "totp-6": (6, TOTP_ROWS),
    "totp-8": (8, TOTP_ROWS),
    "duo-d100": (6, {
        "rfc": (20, (2, 3), False, None),
        "duo": (20, (3,), False, 3),
        "pingone": (20, (), False, None),
    }),
    "yubikey": (None, dict.fromkeys(("rfc", "duo", "pingone"), (None, (), False, None))),
}  # fmt: skip

NOW = 1_700_000_010
HERE = NOW // 30
OTP = "c" * 32


def made(kind: str, profile: str, **settings: object) -> Token:
    """A token with the RFC's key, or any YubiKey."""
    if kind == "yubikey":
        return Token(kind, bytes(16), profile, private_id=bytes(6), **settings)
    return Token(kind, RFC_KEY, profile, **settings)


def judged(token: Token, state: object, codes: list[str]) -> object:
    """The next state, or what was raised."""
    attempt = Attempt.unthrottled()
    try:
        if len(codes) == 1:
            return token.verify(state, codes[0], NOW, attempt=attempt).next
        return token.resync(state, codes, NOW, attempt=attempt).next
    except Rejected as refusal:
        return refusal.detail
    except OtpError as refusal:
        return type(refusal)


def test_the_table_is_complete():
    assert tuple(TABLE) == get_args(TokenKind)
    assert all(tuple(rows) == get_args(Profile) for _, rows in TABLE.values())


@pytest.mark.parametrize("profile", get_args(Profile))
@pytest.mark.parametrize("kind", get_args(TokenKind))
def test_a_token_follows_its_row(kind: str, profile: str):
    digits, rows = TABLE[kind]
    look_ahead, lengths, two_requests, automatic = rows[profile]
    token = made(kind, profile)
    assert (token.kind, token.digits) == (kind, digits)
    assert (token.resync_lengths, token.in_two_requests, token.automatic) == (lengths, two_requests, automatic)
    assert token.throttle_policy == ThrottlePolicy()
    device = Device(RFC_KEY, digits=digits or 6)
    if look_ahead is not None:
        assert token.fresh_state() == HotpState(0)
        assert judged(token, HotpState(), [device.code(look_ahead)]) == HotpState(look_ahead + 1)
        assert judged(token, HotpState(), [device.code(look_ahead + 1)]) == "no-match"
    elif kind != "yubikey":
        assert token.fresh_state() == TotpState(None, 0)
        for aside in (-1, 0, 1):
            assert judged(token, TotpState(), [device.code(HERE + aside)]) == TotpState(HERE + aside, aside)
        for aside in (-2, 2):
            assert judged(token, TotpState(), [device.code(HERE + aside)]) == "no-match"
    else:
        assert token.fresh_state() == YubiKeyState(0, 0)
    for count in range(5):
        if kind == "yubikey":
            expected = ResyncNotNeeded
        elif not lengths:
            expected = ResyncNotSupported
        elif count not in lengths:
            expected = WrongCount
        else:
            continue
        with pytest.raises(expected):
            token.check_run(device.codes(HERE, count))
        with pytest.raises(expected):
            token.resync(token.fresh_state(), device.codes(HERE, count), NOW, attempt=Attempt.unthrottled())
    for count in lengths:
        assert_resyncs(token, device, count, clock=look_ahead is None)


def assert_resyncs(token: Token, device: Device, count: int, *, clock: bool) -> None:
    """A resync reaches so far, inclusive, and no farther."""
    token.check_run(device.codes(0, count))
    if clock:
        for aside in (-2880, 0, 2880):
            end = HERE + aside + count - 1
            assert judged(token, TotpState(), device.codes(HERE + aside, count)) == TotpState(end, end - HERE)
        for aside in (-2881, 2881):
            assert judged(token, TotpState(), device.codes(HERE + aside, count)) == "no-match"
    else:
        assert judged(token, HotpState(5), device.codes(1005, count)) == HotpState(1005 + count)
        assert judged(token, HotpState(5), device.codes(1006, count)) == "no-match"


@pytest.mark.parametrize(
    ("step", "window"), [(1, 5000), (17, 5000), (18, 4800), (30, 2880), (60, 1440), (86_400, 1), (10**6, 1)]
)
def test_a_resync_reaches_a_day_of_steps(step: int, window: int):
    device, here = Device(RFC_KEY), 100_000
    for token in (Totp(RFC_KEY, step=step), Token("totp-6", RFC_KEY, step=step)):
        for aside, fits in [(-window - 1, False), (-window, True), (window, True), (window + 1, False)]:
            extra = {} if isinstance(token, Totp) else {"attempt": Attempt.unthrottled()}
            try:
                token.resync(TotpState(), device.codes(here + aside, 2), here * step, **extra)
            except Rejected:
                assert not fits
            else:
                assert fits


@pytest.mark.parametrize("kind", ["hotp-6", "totp-8", "yubikey"])
def test_a_state_of_another_kind_is_refused(kind: str):
    token = made(kind, "rfc")
    code = OTP if kind == "yubikey" else Device(RFC_KEY, digits=token.digits).code(HERE)
    for state in (HotpState(), TotpState(), YubiKeyState()):
        if type(state) is not type(token.fresh_state()):
            with pytest.raises(WrongKind):
                token.verify(state, code, NOW, attempt=Attempt.unthrottled())


def test_what_is_left_out_is_as_the_validators_have_it():
    """The same verdicts with every setting changed: the token passes each to its validator."""
    device = Device(RFC_KEY, "sha256", 8)
    hotp = Token("hotp-8", RFC_KEY, algorithm="sha256", look_ahead=3, resync_window=7)
    plain = Hotp(RFC_KEY, algorithm="sha256", digits=8, look_ahead=3, resync_window=7)
    for counter in range(12):
        for codes in (device.codes(counter, 1), device.codes(counter, 2)):
            try:
                once = plain.verify(HotpState(), codes[0]) if len(codes) == 1 else plain.resync(HotpState(), codes)
                expected = once.next
            except Rejected as refusal:
                expected = refusal.detail
            assert judged(hotp, HotpState(), codes) == expected
    totp = Token("totp-8", RFC_KEY, algorithm="sha256", step=60, t0=NOW - 6000, behind=2, ahead=3, resync_window=5)
    got = {at: judged(totp, TotpState(), [device.code(at)]) for at in range(96, 106)}
    assert [at for at, verdict in got.items() if verdict != "no-match"] == [98, 99, 100, 101, 102, 103]
    got = {at: judged(totp, TotpState(), device.codes(at, 2)) for at in range(93, 108)}
    assert [at for at, verdict in got.items() if verdict != "no-match"] == list(range(95, 106))


def test_a_reset_clock_is_for_clocks():
    token = Token("totp-6", RFC_KEY)
    assert token.reset_clock(NOW) == TotpState(HERE, 0)
    ahead = TotpState(HERE + 5000, 9)
    assert judged(token, ahead, [Device(RFC_KEY).code(HERE)]) == BEHIND
    for kind in ("hotp-6", "yubikey"):
        with pytest.raises(WrongKind):
            made(kind, "rfc").reset_clock(NOW)


def test_an_ambiguous_run_is_refused_by_the_token_too():
    """Two places 1152 apart show the same pair; see resync.txt."""
    codes = Device(RFC_KEY).codes(1_202_743_312, 2)
    for window, verdict in [(1152, AMBIGUOUS), (1151, HotpState(1_202_743_314))]:
        token = Token("hotp-6", RFC_KEY, resync_window=window)
        assert judged(token, HotpState(1_202_743_312), codes) == verdict


@given(
    kind=st.sampled_from(["hotp-6", "hotp-8", "totp-6", "totp-8"]),
    reach=st.one_of(st.integers(0, 120), st.integers(0, 10_100), st.just(2**32 - 1)),
    resync=st.one_of(st.integers(0, 2), st.integers(4990, 5010), st.integers(9990, 10_010), st.just(2**32 - 1)),
    limit=st.one_of(st.integers(0, 30), st.integers(90, 1010)),
    stop=st.one_of(st.integers(0, 30), st.integers(90, 1010)),
    lock=st.sampled_from([0, 60]),
)
def test_odds_above_one_in_a_thousand_are_refused(kind: str, reach: int, resync: int, limit: int, stop: int, lock: int):
    throttle = ThrottlePolicy(limit=limit, stop=stop, first_lock=lock)
    attempts = min(limit, stop) if lock else stop
    presses, digits = kind.startswith("hotp"), int(kind[-1])
    alignments = resync + 1 if presses else 2 * resync + 1
    good = attempts >= 1 and resync >= 1 and reach + 1 <= 10_001 and alignments <= 10_001
    good = good and (reach + 1) * attempts * 1000 <= 10**digits
    # A profile of two or three codes; the odds of two at 10 001 places are far below those of a login.
    windows = {"look_ahead": reach} if presses else {"behind": 0, "ahead": reach}
    event("good" if good else "refused")
    try:
        Token(kind, RFC_KEY, throttle=throttle, resync_window=resync, **windows)
    except ConfigError:
        assert not good
    else:
        assert good


def test_a_success_after_ten_failures_needs_an_open_throttle():
    """The whole way of a request: check, begin, store, judge, store."""
    token, device, throttle = Token("hotp-6", RFC_KEY), Device(RFC_KEY), Throttle()
    for _ in range(10):
        token.check("000000")
        attempt = throttle.begin(NOW, policy=token.throttle_policy)
        throttle = attempt.throttle
        with pytest.raises(Rejected):
            token.verify(HotpState(), "000000", NOW, attempt=attempt)
    assert throttle.locked(NOW).retry_after == 60
    attempt = throttle.begin(NOW + 60, policy=token.throttle_policy)
    assert token.verify(HotpState(), device.code(0), NOW + 60, attempt=attempt).next == HotpState(1)
