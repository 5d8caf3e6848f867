"""Every published vector passes, and none is left out."""

from __future__ import annotations

import re
from contextlib import nullcontext

import pytest
from model import Device
from otp_core import Hotp, HotpState, Rejected, Totp, TotpState, YubiKey, YubiKeyState
from vectors import VECTORS, cases

APPENDIX_D = cases("rfc4226_appendix_d")
APPENDIX_B = cases("rfc6238_appendix_b")
HOTP_CASES = cases("resync")
TOTP_CASES = cases("totp_resync")
YUBICO = cases("yubico_otp")


def title(case: dict[str, str]) -> str:
    """What pytest calls a case."""
    return next(case[key] for key in ("CASE", "UNIX_TIME", "COUNTER", "TEXT") if key in case)


def device(case: dict[str, str]) -> Device:
    """The token of a case."""
    return Device(bytes.fromhex(case["SECRET"]), case["ALGORITHM"].lower(), int(case.get("DIGITS", 6)))


def refused(case: dict[str, str], usual: str):
    """The case raises, if it is to be refused, with the detail that it lists or the usual one."""
    if case.get("RESULT") != "REFUSED":
        return nullcontext()
    listed = case.get("DETAIL", "").split(":")[0]
    words = [re.sub(r"(?<=[a-z])(?=[A-Z])", "-", word).lower() for word in listed.split(" or ") if word]
    return pytest.raises(Rejected, check=lambda refusal: refusal.detail in (words or [usual]))


def test_no_vector_is_left_out():
    counts = [len(file) for file in (APPENDIX_D, APPENDIX_B, HOTP_CASES, TOTP_CASES, YUBICO)]
    assert counts == [10, 18, 24, 16, 2]
    assert sorted(path.stem for path in VECTORS.iterdir()) == [
        "resync", "rfc4226_appendix_d", "rfc6238_appendix_b", "totp_resync", "yubico_otp",
    ]  # fmt: skip
    for file in (HOTP_CASES, TOTP_CASES):
        assert sum(len(case["CODES"].split()) == 1 for case in file) == 8


@pytest.mark.parametrize("digits", [6, 7, 8])
@pytest.mark.parametrize("case", APPENDIX_D, ids=title)
def test_rfc_4226_appendix_d(case, digits):
    token = Hotp(bytes.fromhex(case["SECRET"]), digits=digits, look_ahead=0)
    counter = int(case["COUNTER"])
    accepted = token.verify(HotpState(counter), case[f"CODE{digits}"])
    assert accepted.previous == HotpState(counter)
    assert accepted.next == HotpState(counter + 1)


@pytest.mark.parametrize("case", APPENDIX_B, ids=lambda case: f"{case['ALGORITHM']}-{case['UNIX_TIME']}")
def test_rfc_6238_appendix_b(case):
    shown = device(case)
    token = Totp(shown.key, algorithm=shown.algorithm, digits=8, behind=0, ahead=0)
    now, step = int(case["UNIX_TIME"]), int(case["STEP"])
    assert token.time_step(now) == step
    assert token.verify(TotpState(), case["CODE8"], now).next == TotpState(step, 0)


@pytest.mark.parametrize("case", HOTP_CASES, ids=title)
def test_hotp_logins_and_resyncs(case):
    shown, codes, window = device(case), case["CODES"].split(), int(case["WINDOW"])
    # The window of the file is that of the act which the number of codes asks for.
    windows = {"look_ahead": window} if len(codes) == 1 else {"resync_window": window}
    token = Hotp(shown.key, algorithm=shown.algorithm, digits=shown.digits, **windows)
    state = HotpState(int(case["NEXT"]))
    with refused(case, "no-match"):
        verdict = token.verify(state, codes[0]) if len(codes) == 1 else token.resync(state, codes)
        assert "DETAIL" not in case
        assert (verdict.previous, verdict.next) == (state, HotpState(int(case["RESULT"])))


@pytest.mark.parametrize("case", TOTP_CASES, ids=title)
def test_totp_logins_and_resyncs(case):
    shown, codes, now = device(case), case["CODES"].split(), int(case["NOW"])
    behind, ahead = int(case["BEHIND"]), int(case["AHEAD"])
    windows = {"behind": behind, "ahead": ahead} if len(codes) == 1 else {"resync_window": behind}
    assert len(codes) == 1 or behind == ahead, "a resync reaches as far to either side"
    token = Totp(shown.key, algorithm=shown.algorithm, digits=shown.digits, step=int(case["STEP"]), **windows)
    last = None if case["LAST"] == "NONE" else int(case["LAST"])
    state = TotpState(last, int(case["DRIFT"]))
    # The file says which steps the codes are of: successive ones are in the window, and so spent.
    steps = [int(step) for step in case.get("CODE_STEPS", "").split()]
    assert all(shown.code(step) == code for step, code in zip(steps, codes, strict=False))
    spent = bool(steps) and last is not None and steps[0] <= last and steps == list(range(steps[0], steps[-1] + 1))
    with refused(case, "replayed" if spent else "no-match"):
        verdict = token.verify(state, codes[0], now) if len(codes) == 1 else token.resync(state, codes, now)
        assert "RESULT" not in case
        after = TotpState(int(case["LAST_AFTER"]), int(case["DRIFT_AFTER"]))
        assert (verdict.previous, verdict.next) == (state, after)


def test_yubico_otps():
    state = YubiKeyState()
    for case in YUBICO:
        token = YubiKey.from_hex(case["AES_KEY"], case["PRIVATE_ID"])
        assert YubiKey.public_id(case["TEXT"]) == case["PUBLIC_ID"]
        accepted = token.verify(state, case["TEXT"])
        assert accepted.timestamp == int(case["TIMESTAMP"])
        assert accepted.previous == state
        state = accepted.next
        assert state == YubiKeyState(int(case["USAGE"]), int(case["SESSION_USE"]))
        with pytest.raises(Rejected) as refusal:
            token.verify(state, case["TEXT"])
        assert refusal.value.detail == "replayed"
