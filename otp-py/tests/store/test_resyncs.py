"""Resync: all codes at once, over two requests, and out of refused logins."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from fleet import HERE, NOW, OTHER, RFC, actions, hotp, otp, totp, wrong, yubikey
from otp_core import (
    HotpState,
    Locked,
    MalformedCode,
    Rejected,
    ResyncNotNeeded,
    ResyncNotSupported,
    TotpState,
    WrongCount,
)
from otp_core.store import OneMoreCode, Resync

if TYPE_CHECKING:
    from fleet import Place
    from otp_core.store import Store


@pytest.mark.parametrize("count", [2, 3])
def test_successive_codes_find_a_counter_and_are_no_login(store: Store, count: int):
    store.add(hotp(owner="ann"))
    resync = store.resync("1", RFC.codes(500, count), NOW)
    assert type(resync) is Resync
    assert (resync.owner, resync.stored, resync.next) == ("ann", True, HotpState(500 + count))
    with pytest.raises(Rejected):
        store.verify("1", RFC.code(500 + count - 1), NOW)
    assert store.verify("1", RFC.code(500 + count), NOW).stored
    assert actions(store) == ["added", "resynced", "refused", "accepted"]


def test_successive_codes_find_a_clock(store: Store):
    store.add(totp())
    assert store.resync("1", RFC.codes(HERE + 1000, 2), NOW).next == TotpState(HERE + 1001, 1001)
    assert store.verify("1", RFC.code(HERE + 1002), NOW + 30).next == TotpState(HERE + 1002, 1001)


def test_the_three_codes_of_the_published_case(store: Store):
    store.add(hotp(profile="duo", counter=2))
    codes = ["435478", "303194", "000152"]
    what_if = store.resync("1", codes, NOW, what_if=True)
    assert (str(what_if), what_if.stored) == ("counter 2 → 45", False)
    assert store.get("1").state == HotpState(2)
    assert str(store.resync("1", codes, NOW)) == "counter 2 → 45"


def test_what_is_no_run_of_a_token_costs_no_attempt(store: Store):
    store.add(hotp("1", profile="duo"))
    store.add(totp("2", profile="duo"))
    store.add(yubikey("3"))
    tried = [
        ("1", RFC.codes(0, 2), WrongCount),
        ("1", [*RFC.codes(0, 2), "12345x"], MalformedCode),
        ("2", RFC.codes(0, 3), ResyncNotSupported),
        ("3", [otp(1), otp(2)], ResyncNotNeeded),
    ]
    for serial, codes, refusal in tried:
        with pytest.raises(refusal):
            store.resync(serial, codes, NOW)
        assert store.get(serial).throttle.attempts == 0
    assert actions(store) == ["added"] * 3


def test_a_resync_is_one_attempt_obeys_a_lock_and_clears_the_count(store: Store):
    store.add(hotp())
    for attempts in range(1, 10):
        with pytest.raises(Rejected):
            store.resync("1", RFC.codes(2000, 2), NOW)
        assert store.get("1").throttle.attempts == attempts
    assert store.resync("1", RFC.codes(10, 2), NOW).stored
    assert store.get("1").throttle.attempts == 0
    for _ in range(10):
        with pytest.raises(Rejected):
            store.resync("1", RFC.codes(2000, 3), NOW)
    for what_if in (False, True):
        with pytest.raises(Locked):
            store.resync("1", RFC.codes(20, 2), NOW + 59, what_if=what_if)
    assert store.get("1").throttle.attempts == 10
    assert store.resync("1", RFC.codes(20, 2), NOW + 60).stored


def test_codes_of_two_requests_resync_even_if_the_server_restarts_between_them(place: Place):
    with place.open() as store:
        store.add(hotp("1", "pingone"))
        store.add(totp("2", "pingone"))
        for serial, code in (("1", RFC.code(700)), ("2", RFC.code(HERE - 50))):
            with pytest.raises(OneMoreCode):
                store.resync_step(serial, code, NOW)
            assert store.get(serial).waiting
            assert store.get(serial).throttle.attempts == 0
    with place.open() as store:
        assert store.resync_step("1", RFC.code(701), NOW + 300).next == HotpState(702)
        assert store.resync_step("2", RFC.code(HERE - 49), NOW + 30).next == TotpState(HERE - 49, -50)
        assert [store.get(serial).waiting for serial in "12"] == [False, False]
        assert actions(store, serial="1") == ["added", "kept-code", "resynced"]


def test_a_first_code_is_void_after_five_minutes_and_on_a_server_behind(store: Store):
    for serial, later in (("1", 301), ("2", -1)):
        store.add(hotp(serial, profile="pingone"))
        with pytest.raises(OneMoreCode):
            store.resync_step(serial, RFC.code(700), NOW)
        with pytest.raises(OneMoreCode):
            store.resync_step(serial, RFC.code(701), NOW + later)


def test_a_pair_that_does_not_fit_costs_an_attempt_and_leaves_its_second_code_as_the_next_first(store: Store):
    store.add(hotp(profile="pingone"))
    with pytest.raises(OneMoreCode):
        store.resync_step("1", next(wrong(RFC)), NOW)
    with pytest.raises(Rejected):
        store.resync_step("1", RFC.code(700), NOW)
    assert store.get("1").throttle.attempts == 1
    assert store.resync_step("1", RFC.code(701), NOW).next == HotpState(702)
    assert store.get("1").throttle.attempts == 0


def test_steps_stop_at_the_limit_of_attempts(store: Store):
    store.add(hotp(profile="pingone"))
    codes = wrong(RFC)
    with pytest.raises(OneMoreCode):
        store.resync_step("1", next(codes), NOW)
    for _ in range(10):
        with pytest.raises(Rejected):
            store.resync_step("1", next(codes), NOW)
    for code in RFC.codes(700, 2):
        with pytest.raises(Locked):
            store.resync_step("1", code, NOW)


@pytest.mark.parametrize(
    ("token", "code", "refusal"),
    [
        (hotp(), "123456", ResyncNotSupported),
        (hotp(profile="duo"), "123456", ResyncNotSupported),
        (yubikey(), otp(1), ResyncNotNeeded),
        (hotp(profile="pingone"), "1234567x", MalformedCode),
    ],
    ids=["rfc", "duo", "yubikey", "malformed"],
)
def test_steps_are_refused_where_there_are_none(store: Store, token, code: str, refusal: type[Exception]):
    store.add(token)
    with pytest.raises(refusal):
        store.resync_step("1", code, NOW)
    assert not store.get("1").waiting


def test_three_refused_logins_bring_a_token_back_and_let_nobody_in(store: Store):
    store.add(hotp("1", "duo", owner="ann"))
    store.add(hotp("2", "duo", device=OTHER, owner="ann"))
    for counter in (400, 401, 402):
        with pytest.raises(Rejected):
            store.login("ann", RFC.code(counter), NOW + counter - 400)
    assert (store.get("1").state, store.get("2").state) == (HotpState(403), HotpState(0))
    assert store.get("1").throttle.attempts == 0
    assert actions(store, serial="1") == ["added", "refused", "refused", "refused", "resynced"]
    assert store.login("ann", RFC.code(403), NOW + 3).serial == "1"


def test_refused_logins_too_far_apart_or_with_a_strangers_between_bring_nothing_back(store: Store):
    store.add(hotp(profile="duo"))
    codes = wrong(RFC)
    typed = [
        *((RFC.code(400 + place), 151 * place) for place in range(3)),
        *((code, 1000) for code in (RFC.code(500), next(codes), RFC.code(501), RFC.code(502))),
    ]
    for code, later in typed:
        with pytest.raises(Rejected):
            store.verify("1", code, NOW + later)
    assert store.get("1").state == HotpState(0)
    with pytest.raises(Rejected):
        store.verify("1", RFC.code(503), NOW + 1000)
    assert store.get("1").state == HotpState(504)


def test_the_login_that_brings_a_lock_brings_nothing_back(store: Store):
    store.add(hotp(profile="duo"))
    codes = wrong(RFC)
    for code in (*(next(codes) for _ in range(7)), *RFC.codes(400, 3)):
        with pytest.raises(Rejected):
            store.verify("1", code, NOW)
    assert store.get("1").state == HotpState(0)
    with pytest.raises(Locked):
        store.verify("1", RFC.code(403), NOW)
    with pytest.raises(Rejected):
        store.verify("1", RFC.code(403), NOW + 60)
    with pytest.raises(Locked):  # the eleventh failure doubled the lock
        store.verify("1", RFC.code(404), NOW + 179)


def test_other_profiles_keep_no_code_of_a_refused_login(store: Store):
    for serial, profile in (("1", "rfc"), ("2", "pingone")):
        store.add(hotp(serial, profile))
        for code in RFC.codes(400, 4):
            with pytest.raises(Rejected):
                store.verify(serial, code, NOW)
        assert (store.get(serial).state, store.get(serial).waiting) == (HotpState(0), False)
