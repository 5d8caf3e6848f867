"""Objects are used as they are meant, and nobody makes, copies or changes what only a judgement makes."""

from __future__ import annotations

import copy
import pickle

import otp_core
import pytest
from model import Device
from otp_core import (
    Accepted,
    Attempt,
    Hotp,
    HotpState,
    MalformedCode,
    Rejected,
    Resynced,
    Run,
    Secret,
    Throttle,
    Token,
    Totp,
    TotpState,
    Trail,
    YubiKey,
)
from strategies import RFC_KEY

RFC = Device(RFC_KEY)
CODE = RFC.code(0)
NOW = 1_700_000_010
HOTP, TOTP = Hotp(RFC_KEY), Totp(RFC_KEY)
TOKEN = Token("hotp-6", RFC_KEY)
CLASSES = [getattr(otp_core, name) for name in otp_core.__all__ if isinstance(getattr(otp_core, name), type)]
NATIVE = [found for found in CLASSES if not issubclass(found, Exception)]


def test_a_state_of_another_class_is_a_type_error():
    for call in (
        lambda: HOTP.verify(TotpState(), CODE),
        lambda: HOTP.resync(5, [CODE, CODE]),
        lambda: TOTP.verify(HotpState(), CODE, NOW),
        lambda: TOTP.verify(None, CODE, NOW),
        lambda: TOKEN.verify(0, CODE, NOW, attempt=Attempt.unthrottled()),
        lambda: YubiKey(bytes(16), bytes(6)).verify(HotpState(), "c" * 32),
    ):
        with pytest.raises(TypeError):
            call()


def test_an_attempt_is_given_and_spent_once():
    with pytest.raises(TypeError):
        TOKEN.verify(HotpState(), CODE, NOW)
    for attempt in (None, Throttle(), True):
        with pytest.raises(TypeError):
            TOKEN.verify(HotpState(), CODE, NOW, attempt=attempt)
    for make in (Attempt.unthrottled, lambda: Throttle().begin(NOW)):
        attempt = make()
        with pytest.raises(MalformedCode):
            TOKEN.verify(HotpState(), "x", NOW, attempt=attempt)
        with pytest.raises(Rejected):
            TOKEN.verify(HotpState(), "000000", NOW, attempt=attempt)
        for again in (
            lambda attempt=attempt: TOKEN.verify(HotpState(), CODE, NOW, attempt=attempt),
            lambda attempt=attempt: TOKEN.resync(HotpState(), RFC.codes(0, 2), NOW, attempt=attempt),
        ):
            with pytest.raises(ValueError, match="spent"):
                again()


@pytest.mark.parametrize("found", NATIVE, ids=lambda found: found.__name__)
def test_no_class_is_subclassed(found: type):
    with pytest.raises(TypeError):
        type("Mine", (found,), {})


@pytest.mark.parametrize("found", [Accepted, Resynced, Run, Attempt], ids=lambda found: found.__name__)
def test_what_a_judgement_makes_is_made_by_nobody_else(found: type):
    for arguments in ((), (HotpState(), HotpState(1)), ([CODE, CODE],)):
        with pytest.raises(TypeError):
            found(*arguments)
    with pytest.raises(TypeError):
        found.__new__(found)
    with pytest.raises(TypeError):
        object.__new__(found)


RUN = Trail().push(CODE, NOW).push(CODE, NOW).last(2, NOW)
LIVING = [HOTP, TOTP, TOKEN, YubiKey(bytes(16), bytes(6)), Secret(RFC_KEY), RUN, Attempt.unthrottled()]
LIVING += [HOTP.verify(HotpState(), CODE), HOTP.resync(HotpState(), RFC.codes(0, 2))]


@pytest.mark.parametrize("living", LIVING, ids=lambda living: type(living).__name__)
def test_what_is_no_record_survives_neither_a_pickle_nor_a_copy(living: object):
    for protocol in range(pickle.HIGHEST_PROTOCOL + 1):
        with pytest.raises(TypeError):
            pickle.loads(pickle.dumps(living, protocol))  # noqa: S301
    for duplicate in (copy.copy, copy.deepcopy):
        with pytest.raises(TypeError):
            duplicate(living)


@pytest.mark.parametrize(
    "living", [*LIVING, HotpState(), Trail(), Throttle()], ids=lambda living: type(living).__name__
)
def test_nothing_is_set_on_an_object(living: object):
    for name in ("counter", "next", "throttle", "anything", "__class__"):
        with pytest.raises((AttributeError, TypeError)):
            setattr(living, name, living)


def test_an_acceptance_is_no_bool_by_accident():
    """A refusal raises, so what is returned is always true."""
    assert HOTP.verify(HotpState(), CODE)
    assert not hasattr(Rejected, "__bool__")
