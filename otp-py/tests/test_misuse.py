"""What nobody should do by accident is refused, and what it says is for people."""

from __future__ import annotations

from datetime import datetime

import otp_core
import pytest
from model import Device
from otp_core import (
    Attempt,
    Hotp,
    HotpState,
    MalformedCode,
    Throttle,
    ThrottlePolicy,
    Token,
    Totp,
    TotpState,
    Trail,
    WrongCount,
    WrongLength,
    YubiKey,
    YubiKeyState,
    drop_separators,
    parse_serial,
    state_from_bytes,
)
from strategies import RFC_KEY

RFC = Device(RFC_KEY)
CODE = RFC.code(0)
NOW = 1_700_000_010
HOTP, TOTP = Hotp(RFC_KEY), Totp(RFC_KEY)
TOKEN = Token("hotp-6", RFC_KEY)

NOT_CODES = [
    "",
    "12345",
    "123456789",
    " 755224",
    "755224 ",
    "755224\n",
    "+55224",
    "-55224",
    "7_5224",
    "75522\0",
    "0x1234",
    "755224\u0301",
    "\uff17\uff15\uff15\uff12\uff12\uff14",
    "\u0667\u0665\u0665\u0662\u0662\u0664",
    "75522\u00b2",
    "\ud800" * 6,
    "75522\udcff",
    "7" * 10**6,
]


@pytest.mark.parametrize("text", NOT_CODES, ids=ascii)
def test_a_code_is_six_to_eight_ascii_digits(text: str):
    for read in (
        lambda: HOTP.verify(HotpState(), text),
        lambda: TOTP.verify(TotpState(), text, NOW),
        lambda: TOKEN.check(text),
        lambda: Trail().push(text, NOW),
        lambda: HOTP.resync(HotpState(), [CODE, text]),
        lambda: TOKEN.check_run([text, CODE]),
        lambda: YubiKey.public_id(text),
    ):
        with pytest.raises(MalformedCode) as error:
            read()
        assert isinstance(error.value, ValueError)


@pytest.mark.parametrize("code", [b"755224", bytearray(b"755224"), 755224, 755224.0, None, ["755224"], True], ids=repr)
def test_a_code_is_a_str(code: object):
    for read in (
        lambda: HOTP.verify(HotpState(), code),
        lambda: TOTP.verify(TotpState(), code, NOW),
        lambda: TOKEN.verify(HotpState(), code, NOW, attempt=Attempt.unthrottled()),
        lambda: TOKEN.check(code),
        lambda: Trail().push(code, NOW),
        lambda: HOTP.resync(HotpState(), [CODE, code]),
        lambda: YubiKey.public_id(code),
        lambda: drop_separators(code),
        lambda: parse_serial(code),
    ):
        with pytest.raises(TypeError):
            read()


@pytest.mark.parametrize(
    "codes",
    [
        "755224",
        "75",
        b"755224",
        755224,
        None,
        {"755224", "287082"},
        {"755224": 1, "287082": 2},
        iter(["755224", "287082"]),
        (code for code in ["755224", "287082"]),
        [755224, 287082],
        [b"755224", b"287082"],
        [None, None],
    ],
    ids=lambda codes: type(codes).__name__ + repr(codes)[:12],
)
def test_the_codes_of_a_resync_are_a_sequence_of_str(codes: object):
    for read in (
        lambda: HOTP.resync(HotpState(), codes),
        lambda: TOTP.resync(TotpState(), codes, NOW),
        lambda: TOKEN.check_run(codes),
        lambda: otp_core.lookup([], codes, NOW),
    ):
        with pytest.raises(TypeError):
            read()


@pytest.mark.parametrize("count", [0, 1, 4, 5, 1000])
def test_a_resync_takes_two_or_three_codes(count: int):
    for read in (HOTP.resync, TOTP.resync):
        state = HotpState() if read == HOTP.resync else TotpState()
        with pytest.raises(WrongCount):
            read(state, RFC.codes(0, count))
    with pytest.raises(WrongCount):
        TOKEN.check_run(RFC.codes(0, count))


def test_another_number_of_digits_is_told_from_what_is_no_code():
    for code in ("1234567", "12345678"):
        with pytest.raises(WrongLength):
            HOTP.verify(HotpState(), code)
        with pytest.raises(WrongLength):
            TOKEN.check(code)


NOT_INTS = [True, False, 1.0, "1", b"1", None, [1], float("nan")]


@pytest.mark.parametrize("number", NOT_INTS, ids=repr)
def test_a_number_is_an_int_and_no_bool(number: object):
    for make in (
        lambda: HotpState(number),
        lambda: TotpState(0, number),
        lambda: YubiKeyState(number),
        lambda: Hotp(RFC_KEY, digits=number),
        lambda: Hotp(RFC_KEY, look_ahead=number),
        lambda: Totp(RFC_KEY, step=number),
        lambda: Totp(RFC_KEY, t0=number),
        lambda: ThrottlePolicy(limit=number),
        lambda: Trail().last(number),
        lambda: Trail().last(2, NOW, number),
    ):
        with pytest.raises(TypeError):
            make()


@pytest.mark.parametrize("number", [-1, -(2**200), 2**64, 2**200], ids=str)
def test_a_number_out_of_range_is_a_value_error(number: int):
    for make in (
        lambda: HotpState(number),
        lambda: TotpState(number),
        lambda: TotpState(0, number * 2**32),
        lambda: YubiKeyState(number),
        lambda: YubiKeyState(0, number),
        lambda: Hotp(RFC_KEY, digits=number),
        lambda: Hotp(RFC_KEY, look_ahead=number),
        lambda: Totp(RFC_KEY, step=number),
        lambda: Totp(RFC_KEY, t0=number),
        lambda: Totp(RFC_KEY, resync_window=number),
        lambda: ThrottlePolicy(stop=number),
        lambda: Trail().last(2, NOW, number),
        lambda: TOTP.time_step(number),
        lambda: Trail().push(CODE, number),
        lambda: Throttle().begin(number),
    ):
        with pytest.raises(ValueError, match=r".") as error:
            make()
        assert not isinstance(error.value, OverflowError)


def test_usage_beyond_15_bits_is_no_state():
    for usage, session_use in [(0x8000, 0), (0xFFFF, 0), (0, 256)]:
        with pytest.raises(ValueError, match=r"."):
            YubiKeyState(usage, session_use)


@pytest.mark.parametrize(
    ("now", "error"),
    [
        (True, TypeError),
        ("1700000010", TypeError),
        (b"", TypeError),
        ([NOW], TypeError),
        (1j, TypeError),
        (float("nan"), ValueError),
        (float("inf"), ValueError),
        (float("-inf"), ValueError),
        (-0.5, ValueError),
        (2.0**64, ValueError),
        (-1, ValueError),
        (datetime(2026, 1, 1), ValueError),  # noqa: DTZ001
        (datetime(2026, 1, 1).date(), TypeError),  # noqa: DTZ001
    ],
    ids=repr,
)
def test_what_is_no_time_is_refused(now: object, error: type[Exception]):
    for call in (
        lambda: TOTP.verify(TotpState(), CODE, now),
        lambda: TOTP.time_step(now),
        lambda: TOKEN.verify(HotpState(), CODE, now, attempt=Attempt.unthrottled()),
        lambda: Throttle().begin(now),
        lambda: Trail().push(CODE, now),
        lambda: otp_core.lookup([], [CODE, CODE], now),
    ):
        with pytest.raises(error):
            call()


def test_a_naive_datetime_is_refused_in_one_clear_sentence():
    with pytest.raises(ValueError, match=r"^a naive datetime names no instant: give it a time zone") as error:
        TOTP.time_step(datetime(2026, 1, 1))  # noqa: DTZ001
    assert "\n" not in str(error.value)


@pytest.mark.parametrize(
    ("kind", "settings"),
    [
        ("hotp-6", {"step": 30}),
        ("hotp-6", {"t0": 0}),
        ("hotp-8", {"behind": 1}),
        ("duo-d100", {"ahead": 1}),
        ("hotp-6", {"private_id": bytes(6)}),
        ("totp-6", {"look_ahead": 1}),
        ("totp-8", {"private_id": bytes(6)}),
        ("yubikey", {"private_id": bytes(6), "algorithm": "sha1"}),
        ("yubikey", {"private_id": bytes(6), "resync_window": 1}),
        ("yubikey", {"private_id": bytes(6), "throttle": ThrottlePolicy()}),
        ("yubikey", {}),
        ("yubikey", {"private_id": bytes(6), "allow_short_secret": True}),
        ("hotp-6", {"digits": 6}),
    ],
    ids=lambda value: value if isinstance(value, str) else "-".join(value),
)
def test_a_setting_that_a_kind_has_no_use_for_is_refused(kind: str, settings: dict[str, object]):
    with pytest.raises(TypeError):
        Token(kind, bytes(16), **settings)


@pytest.mark.parametrize("word", ["", "HOTP-6", "hotp", "hotp-7", "sha-1", "SHA1", "md5", "rfc ", "\ud800"])
def test_a_word_that_is_none_of_the_settings_is_a_value_error(word: str):
    for make in (
        lambda: Token(word, RFC_KEY),
        lambda: Token("hotp-6", RFC_KEY, word),
        lambda: Hotp(RFC_KEY, algorithm=word),
    ):
        with pytest.raises(ValueError, match=r"."):
            make()


@pytest.mark.parametrize("data", [b"", bytes(23), bytes(24), bytes(25), b"\xff" * 24, b"\x02" + bytes(23)], ids=repr)
def test_bytes_that_nothing_wrote_are_refused(data: bytes):
    for read in (
        state_from_bytes,
        HotpState.from_bytes,
        TotpState.from_bytes,
        YubiKeyState.from_bytes,
        Trail.from_bytes,
        Throttle.from_bytes,
    ):
        with pytest.raises(otp_core.MalformedRecord):
            read(data)
    with pytest.raises(TypeError):
        state_from_bytes("x" * 24)
    with pytest.raises(otp_core.MalformedRecord):
        TotpState.from_bytes(HotpState().to_bytes())


@pytest.mark.parametrize(
    "text",
    ["", "token", "token ", "Token 1", "token  1", "token 1 ", "token " + "1" * 33, "token \u0661", "token \ud800"],
)
def test_what_is_no_serial_is_refused(text: str):
    with pytest.raises(otp_core.MalformedSerial):
        parse_serial(text)
