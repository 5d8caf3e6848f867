"""An attempt counts for the policy that the odds of its token rest on, and a run is looked at before it is spent."""

from __future__ import annotations

import otp_core
import pytest
from otp_core import Attempt, HotpState, Throttle, ThrottlePolicy, Token, Trail, YubiKeyState

SECRET = b"12345678901234567890"
NOW = 1_700_000_000
STRICT = ThrottlePolicy(limit=5)


def test_an_attempt_under_another_policy_is_refused():
    strict = Token("hotp-6", SECRET, look_ahead=190, throttle=STRICT)
    lenient = Throttle().begin(NOW)
    with pytest.raises(ValueError, match="another throttle policy"):
        strict.verify(HotpState(), "755224", NOW, attempt=lenient)
    with pytest.raises(ValueError, match="another throttle policy"):
        strict.resync(HotpState(), ["755224", "287082"], NOW, attempt=Throttle().begin(NOW))
    assert Token("hotp-6", SECRET).verify(HotpState(), "755224", NOW, attempt=Throttle().begin(NOW))
    counted = Throttle().begin(NOW, policy=strict.throttle_policy)
    assert strict.verify(HotpState(), "755224", NOW, attempt=counted)
    assert strict.verify(HotpState(), "755224", NOW, attempt=Attempt.unthrottled())


@pytest.mark.parametrize(
    ("token", "state", "error"),
    [
        (Token("hotp-6", SECRET, "duo"), HotpState(), otp_core.WrongCount),
        (Token("hotp-8", SECRET), HotpState(), otp_core.WrongLength),
        (Token("totp-6", SECRET, "duo"), otp_core.TotpState(), otp_core.ResyncNotSupported),
        (Token("yubikey", bytes(16), private_id=bytes(6)), YubiKeyState(), otp_core.ResyncNotNeeded),
    ],
    ids=lambda value: value.kind if isinstance(value, Token) else "",
)
def test_a_run_that_its_token_does_not_take_costs_no_attempt(token: Token, state: object, error: type[Exception]):
    run = Trail().push("435478", NOW).push("303194", NOW).last(2, NOW)
    attempt = Throttle().begin(NOW)
    with pytest.raises(error):
        token.check_run(run)
    with pytest.raises(error):
        token.resync(state, run, NOW, attempt=attempt)
    assert Token("hotp-6", SECRET).verify(HotpState(), "755224", NOW, attempt=attempt)
