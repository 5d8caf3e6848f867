"""Logins: a code is accepted once, a refusal changes nothing but counts, and a lock holds everywhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from fleet import HERE, NOW, OTHER, RFC, actions, hotp, otp, totp, wrong, yubikey
from otp_core import (
    BeforeT0,
    HotpState,
    Locked,
    MalformedCode,
    Rejected,
    ThrottlePolicy,
    TotpState,
    WrongLength,
    YubiKeyState,
)
from otp_core.store import NoSuchToken, RetiredToken, Settings

if TYPE_CHECKING:
    from fleet import Place
    from otp_core.store import Store


def test_a_code_is_accepted_once_and_the_next_one_after_it(store: Store):
    store.add(hotp())
    login = store.verify("1", RFC.code(0), NOW)
    assert (login.serial, login.owner, login.stored) == ("1", None, True)
    assert (login.previous, login.next, str(login)) == (HotpState(0), HotpState(1), "counter 0 → 1")
    with pytest.raises(Rejected):
        store.verify("1", RFC.code(0), NOW)
    assert store.verify("1", RFC.code(1), NOW).next == HotpState(2)
    assert store.get("1").state == HotpState(2)


def test_a_spent_code_stays_spent_after_the_store_was_opened_anew(place: Place):
    with place.open() as store:
        store.add(totp())
        store.verify("1", RFC.code(HERE), NOW)
    with place.open() as store:
        with pytest.raises(Rejected) as refused:
            store.verify("1", RFC.code(HERE), NOW)
        assert refused.value.detail == "replayed"
        assert store.verify("1", RFC.code(HERE + 1), NOW).next == TotpState(HERE + 1, 1)


def test_a_yubikey_logs_in_and_needs_greater_counters_each_time(store: Store):
    store.add(yubikey(owner="ann"))
    assert store.login("ann", otp(1), NOW).next == YubiKeyState(1, 0)
    with pytest.raises(Rejected):
        store.login("ann", otp(1), NOW)
    assert store.verify("1", otp(1, 1), NOW).next == YubiKeyState(1, 1)


def test_a_person_logs_in_with_any_of_his_tokens(store: Store):
    store.add(hotp("1", owner="ann"))
    store.add(hotp("2", device=OTHER, owner="ann"))
    store.add(yubikey("3", owner="ann"))
    store.add(hotp("4", counter=5, owner="bob"))
    assert store.login("ann", OTHER.code(0), NOW).serial == "2"
    assert store.login("ann", RFC.code(0), NOW).serial == "1"
    assert store.login("ann", otp(1), NOW).serial == "3"
    with pytest.raises(Rejected):
        store.login("ann", RFC.code(0), NOW)
    assert store.login("bob", RFC.code(5), NOW).serial == "4"


def test_a_code_that_fits_two_tokens_of_a_person_is_refused(store: Store):
    store.add(hotp("1", owner="ann"))
    store.add(hotp("2", owner="ann"))
    with pytest.raises(Rejected) as refused:
        store.login("ann", RFC.code(0), NOW)
    assert refused.value.detail == "ambiguous"
    assert [store.get(serial).state for serial in "12"] == [HotpState(0)] * 2


@pytest.mark.parametrize(
    ("code", "refusal"),
    [("", MalformedCode), ("12a456", MalformedCode), ("١٢٣٤٥٦", MalformedCode), ("12345678", WrongLength)],
)
def test_what_is_no_code_of_a_token_costs_no_attempt(store: Store, code: str, refusal: type[Exception]):
    store.add(hotp(owner="ann"))
    for _ in range(20):
        with pytest.raises(refusal):
            store.verify("1", code, NOW)
        with pytest.raises(refusal):
            store.login("ann", code, NOW)
    assert store.get("1").throttle.attempts == 0
    assert actions(store) == ["added"]


@pytest.mark.parametrize("name", ["2", "", "1 ", "1\0", "\udc80", "x" * 200, "' OR 1=1 --"])
def test_no_name_but_a_tokens_finds_one(store: Store, name: str):
    store.add(hotp(owner="ann"))
    for ask in (
        store.get,
        store.retire,
        lambda name: store.verify(name, "000000"),
        lambda name: store.login(name, "0" * 6),
    ):
        with pytest.raises(NoSuchToken):
            ask(name)


def test_refusals_count_lock_and_are_told_to_administrators_alone(store: Store):
    store.add(hotp(owner="ann"))
    codes = wrong(RFC)
    for _ in range(10):
        with pytest.raises(Rejected, match=r"^rejected$"):
            store.verify("1", next(codes), NOW)
    for code in (RFC.code(0), next(codes)):
        with pytest.raises(Locked) as locked:
            store.login("ann", code, NOW + 59)
        assert locked.value.retry_after == 1
    assert store.get("1").throttle.attempts == 10
    assert actions(store) == ["added"] + ["refused"] * 10
    assert [event.facts for event in store.audit(owner="ann", after=1)] == [{"detail": "no-match"}] * 10
    assert store.verify("1", RFC.code(0), NOW + 60).stored
    assert store.get("1").throttle.attempts == 0


def test_the_tenth_attempt_is_judged_and_its_success_leaves_no_lock(store: Store):
    store.add(hotp())
    codes = wrong(RFC)
    for _ in range(9):
        with pytest.raises(Rejected):
            store.verify("1", next(codes), NOW)
    assert store.verify("1", RFC.code(0), NOW).stored
    assert store.get("1").throttle.attempts == 0


def test_one_persons_tokens_share_the_count(store: Store):
    store.add(hotp("1", owner="ann"))
    store.add(hotp("2", device=OTHER, owner="ann", settings=Settings(throttle=ThrottlePolicy(limit=3, first_lock=600))))
    store.add(hotp("3", owner="bob"))
    codes = wrong(RFC)
    for _ in range(3):
        with pytest.raises(Rejected):
            store.login("ann", next(codes), NOW)
    for serial, code in (("1", RFC.code(0)), ("2", OTHER.code(0))):
        with pytest.raises(Locked) as locked:
            store.verify(serial, code, NOW)
        assert locked.value.retry_after == 600, "the strictest of his tokens says how long"
    assert store.verify("3", RFC.code(0), NOW).stored


def test_a_lock_that_only_an_administrator_lifts(store: Store):
    store.add(hotp(settings=Settings(throttle=ThrottlePolicy.administrator_unlocks(2))))
    codes = wrong(RFC)
    for _ in range(2):
        with pytest.raises(Rejected):
            store.verify("1", next(codes), NOW)
    with pytest.raises(Locked) as locked:
        store.verify("1", RFC.code(0), NOW + 10**6)
    assert locked.value.retry_after is None
    assert store.unlock("1").throttle.attempts == 0
    assert store.verify("1", RFC.code(0), NOW).stored
    (unlocked,) = (event for event in store.audit() if event.action == "unlocked")
    assert unlocked.facts == {"attempts": 2}


def test_a_what_if_decides_the_same_and_writes_nothing(store: Store):
    store.add(hotp(owner="ann"))
    for ask in (
        lambda code: store.verify("1", code, NOW, what_if=True),
        lambda code: store.login("ann", code, NOW, what_if=True),
    ):
        login = ask(RFC.code(3))
        assert (str(login), login.stored) == ("counter 0 → 4", False)
        with pytest.raises(Rejected):
            ask(next(wrong(RFC)))
    assert store.get("1").state == HotpState(0)
    assert store.get("1").throttle.attempts == 0
    assert actions(store) == ["added"]


def test_a_clock_that_was_set_back_opens_no_code_and_shortens_no_lock(store: Store):
    store.add(totp("1"))
    store.add(hotp("2"))
    store.verify("1", RFC.code(HERE), NOW)
    for earlier in (30, 60, 3600):
        for step in range(HERE - earlier // 30 - 1, HERE + 1):
            with pytest.raises((Rejected, Locked)):
                store.verify("1", RFC.code(step), NOW - earlier)
    codes = wrong(RFC)
    for _ in range(10):
        with pytest.raises(Rejected):
            store.verify("2", next(codes), NOW)
    with pytest.raises(Locked) as locked:
        store.verify("2", RFC.code(0), NOW - 3600)
    assert locked.value.retry_after == 3660


def test_a_time_before_t0_is_counted_and_refused(store: Store):
    store.add(totp(settings=Settings(t0=NOW)))
    with pytest.raises(BeforeT0):
        store.verify("1", RFC.code(0), NOW - 1)
    assert store.get("1").throttle.attempts == 1
    assert [event.facts for event in store.audit(after=1)] == [{"detail": "BeforeT0"}]


def test_a_retired_token_lets_nobody_in(store: Store):
    store.add(hotp(owner="ann"))
    store.retire("1")
    with pytest.raises(RetiredToken):
        store.verify("1", RFC.code(0), NOW)
    with pytest.raises(NoSuchToken):
        store.login("ann", RFC.code(0), NOW)
