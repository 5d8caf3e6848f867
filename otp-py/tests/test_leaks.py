"""No error and no repr tells a secret or a code."""

from __future__ import annotations

import pickle
import traceback

import otp_core
import pytest
from model import MOST, Device
from otp_core import (
    Attempt,
    Hotp,
    HotpState,
    Locked,
    Rejected,
    Secret,
    Throttle,
    ThrottlePolicy,
    Token,
    Totp,
    TotpState,
    Trail,
    YubiKey,
    drop_separators,
    parse_serial,
)
from strategies import RFC_KEY

RFC = Device(RFC_KEY)
CODE = RFC.code(0)
NOW = 1_700_000_010


def told(error: BaseException) -> str:
    """Everything that an exception tells, with its chain."""
    notes = getattr(error, "__notes__", [])
    shown = [str(error), repr(error), repr(error.args), repr(vars(error)), *notes]
    # The lines of the source stand in a traceback, and this file's speak of names alone.
    return "\n".join([*shown, *traceback.format_exception_only(error)])


def test_no_error_tells_a_secret_or_a_code():
    secret, typed, short = b"hunter2-hunter2-hunter2", "918273", b"hunter2"
    text = "HUNTER2HUNTER2HUNTER2HUN"
    token = Token("hotp-6", secret)
    spent = Attempt.unthrottled()
    with pytest.raises(Rejected):
        token.verify(HotpState(), typed, NOW, attempt=spent)
    stopped = Throttle().begin(NOW, policy=ThrottlePolicy.administrator_unlocks(1)).throttle
    calls = [
        lambda: Hotp(short),
        lambda: Totp(secret.decode()),
        lambda: Token("yubikey", secret, private_id=short),
        lambda: Secret.from_base32(text),
        lambda: Secret.from_hex(text),
        lambda: Secret.from_base32_lenient(text + "!"),
        lambda: YubiKey.from_hex(text, text),
        lambda: YubiKey(short, short),
        lambda: Hotp(secret, look_ahead=10**6),
        lambda: Hotp(secret).verify(HotpState(), typed),
        lambda: Hotp(secret).verify(HotpState(), typed + "x"),
        lambda: Hotp(secret).verify(HotpState(), typed.encode()),
        lambda: Hotp(secret).verify(HotpState(), int(typed)),
        lambda: Hotp(secret).verify(HotpState(), typed + "0"),
        lambda: Hotp(secret).verify(HotpState(), typed + "\ud800"),
        lambda: Hotp(secret).resync(HotpState(), [typed, typed]),
        lambda: Hotp(secret).resync(HotpState(), typed),
        lambda: Hotp(secret).resync(HotpState(), [typed, int(typed)]),
        lambda: Hotp(secret).resync(HotpState(), [typed] * 4),
        lambda: token.verify(HotpState(), typed, NOW, attempt=spent),
        lambda: token.verify(TotpState(), typed, NOW, attempt=spent),
        lambda: token.check(typed + "00"),
        lambda: token.check_run([typed]),
        lambda: Trail().push(typed + "-", NOW),
        lambda: drop_separators(typed * 20),
        lambda: parse_serial(typed),
        lambda: YubiKey.public_id(typed + "c" * 30),
        lambda: stopped.begin(NOW),
        lambda: otp_core.lookup([(token, HotpState())], [typed, typed], NOW),
        lambda: Trail.from_bytes(Trail().push(typed, NOW).to_bytes() + b"x"),
        lambda: pickle.dumps(Secret(secret)),
        lambda: Hotp(secret, secret),
        lambda: token.verify(HotpState(), typed, typed, attempt=spent),
    ]
    for call in calls:
        with pytest.raises((otp_core.OtpError, ValueError, TypeError)) as error:
            call()
        told_here = told(error.value).lower()
        for hidden in ("hunter2", secret.hex(), typed, "918", "273"):
            assert hidden not in told_here
        assert error.value.__context__ is None
        assert error.value.__cause__ is None


def test_no_repr_tells_a_secret_or_a_code():
    trail = Trail().push(CODE, NOW).push(RFC.code(1), NOW)
    token = Hotp(RFC_KEY)
    holders = [token, Totp(RFC_KEY), Token("hotp-6", RFC_KEY), Secret(RFC_KEY), YubiKey(RFC_KEY[:16], RFC_KEY[:6])]
    holders += [
        trail,
        trail.last(2, NOW),
        token.verify(HotpState(), CODE),
        Throttle().begin(NOW),
        Attempt.unthrottled(),
    ]
    for living in holders:
        for shown in (repr(living), str(living), f"{living}"):
            for hidden in (CODE, RFC.code(1), RFC_KEY.decode(), RFC_KEY.hex(), "3132"):
                assert hidden not in shown


def test_locked_says_the_same_for_right_and_wrong_codes():
    throttle = Throttle()
    for _ in range(10):
        throttle = throttle.begin(NOW).throttle
    with pytest.raises(Locked) as locked:
        throttle.begin(NOW)
    assert str(locked.value) == "locked"
    assert throttle.locked(MOST) is None
