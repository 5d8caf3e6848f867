"""What watches over a store: the fleet in figures, and a check-up."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest
from fleet import HERE, NOW, OTHER, RFC, Place, hotp, totp, wrong, yubikey
from otp_core import Rejected, TotpState

if TYPE_CHECKING:
    from collections.abc import Callable

    from otp_core.store import Store

FINDINGS = ["clock", "database", "encryption", "permissions", "schema", "drift"]


def test_a_fleet_in_figures(store: Store):
    store.add(hotp("1", "duo", owner="ann"))
    store.add(totp("2", device=OTHER, owner="ann"))
    store.add(totp("3", state=TotpState(None, -7), owner="bob"))
    store.add(totp("4", state=TotpState(None, -7)))
    store.add(yubikey("5"))
    store.add(hotp("6"))
    store.retire("6")
    codes = wrong(RFC, *range(HERE - 10, HERE + 10))
    for _ in range(10):
        with pytest.raises(Rejected):
            store.verify("3", next(codes), NOW)
    stats = store.stats(NOW)
    assert (stats.tokens, stats.owners, stats.stock, stats.retired, stats.locked) == (5, 2, 2, 1, 1)
    assert stats.kinds == {"hotp-6": 1, "totp-6": 3, "yubikey": 1}
    assert stats.profiles == {"duo": 1, "rfc": 4}
    assert stats.drift == {-7: 2, 0: 1}
    assert store.stats(NOW + 60).locked == 0


def test_a_healthy_store_is_found_healthy(store: Store):
    store.add(totp(state=TotpState(None, 59)))
    findings = store.doctor()
    assert [finding.name for finding in findings] == FINDINGS
    assert [finding.text for finding in findings if not finding.well] == []


def test_a_clock_that_was_set_back_and_one_that_drifts_are_found(store: Store):
    store.add(totp("far", state=TotpState(None, -60)))
    store.add(hotp("1"))
    store.verify("1", RFC.code(0), time.time() + 3600)
    findings = {finding.name: finding for finding in store.doctor()}
    assert [name for name, finding in findings.items() if not finding.well] == ["clock", "drift"]
    assert "before the newest event" in findings["clock"].text
    assert findings["drift"].text.endswith(": far")


def test_a_clock_apart_from_the_database_servers_is_found(postgres: Callable[[], str], monkeypatch: pytest.MonkeyPatch):
    real = time.time
    with Place(postgres()).open() as store:
        monkeypatch.setattr(time, "time", lambda: real() + 60)
        (clock,) = (finding for finding in store.doctor(real()) if finding.name == "clock")
    assert not clock.well
    assert "-60 s" in clock.text or "-61 s" in clock.text
